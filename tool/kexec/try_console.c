// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Bytes become lines, and a line may state a fact: the table of words. They are
 * those of Linux (init/do_mounts.c, init/main.c, kernel/panic.c),
 * initramfs-tools, dracut and systemd.
 */
#include "tool/kexec/try_console.h"

#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* lib/guest/entry.S prints it. */
static const char entered[] = "kexec: guest entered";

/* systemd's "Running in initrd." or "initial RAM disk."; no fact to keep. */
#define FACT_IN_INITRD (1U << 31)
/* A root without a number: that no file system fits says nothing. */
#define FACT_NOWHERE (1U << 30)

/* Some facts decide, and others only say why. */
enum { GO_ON, ENDS };

static const struct {
	const char *words; /* part of the line */
	const char *also;  /* another part, or NULL */
	unsigned int facts;
	int ends;
	bool tells; /* a verdict quotes the line */
} words[] = {
	{ entered, NULL, FACT_ENTERED, GO_ON, false },
	{ "VFS: Cannot open root device", NULL, FACT_NO_ROOT, GO_ON, true },
	{ "No filesystem could mount root", NULL, FACT_NO_TYPE, GO_ON, true },
	/* initramfs-tools, dracut */
	{ "Failed to mount", "as root file system", FACT_NO_TYPE, GO_ON, true },
	{ "Failed to mount", "sysroot.mount", FACT_NO_TYPE, GO_ON, true },
	/* And not "/sysroot/usr.". */
	{ "Failed to mount", "/sysroot.", FACT_NO_TYPE, GO_ON, true },
	{ "Unable to mount root fs", NULL, FACT_NO_ROOT | FACT_PANIC, ENDS,
	  false },
	{ "Unable to mount root fs", "unknown-block(0,0)", FACT_NOWHERE, GO_ON,
	  false },
	{ "No working init found", NULL, FACT_NO_INIT | FACT_PANIC, ENDS,
	  true },
	{ "Requested init", "failed", FACT_NO_INIT, GO_ON, true },
	{ "No init found. Try passing init=", NULL, FACT_NO_INIT, GO_ON, true },
	{ "Failed to start initrd-switch-root", NULL, FACT_NO_INIT, GO_ON,
	  true },
	{ "Failed to start Switch Root", NULL, FACT_NO_INIT, GO_ON, true },
	{ "does not seem to be an OS tree", NULL, FACT_NO_INIT, GO_ON, true },
	{ "Initramfs unpacking failed: write error", NULL, FACT_MEMORY, GO_ON,
	  true },
	{ "Initramfs unpacking failed", NULL, FACT_BAD_INITRD, GO_ON, true },
	{ "rootfs image is not initramfs", NULL, FACT_BAD_INITRD, GO_ON, true },
	{ "ALERT!", "does not exist", FACT_NO_DEVICE, GO_ON, true },
	{ "dracut", "does not exist", FACT_NO_DEVICE, GO_ON, true },
	{ "Warning: /dev/", "does not exist", FACT_NO_DEVICE, GO_ON, true },
	{ "Timed out waiting for device", NULL, FACT_NO_DEVICE, GO_ON, true },
	{ "dracut-initqueue: timeout, still waiting", NULL, FACT_NO_DEVICE,
	  GO_ON, true },
	/* systemd, which may wait for longer than the trial. */
	{ "start job is running for /dev/", NULL, FACT_NO_DEVICE, GO_ON, true },
	{ "Job dev-", ".device/start running", FACT_NO_DEVICE, GO_ON, true },
	{ "Waiting for root device", NULL, FACT_NO_DEVICE, GO_ON, true },
	{ "[!!!!!!] ", NULL, 0, GO_ON, true },
	/* The root was found; systemd says so of the initrd, too, at first. */
	{ "VFS: Mounted root", NULL, FACT_MOUNTED, GO_ON, false },
	{ "Run /sbin/init as init", NULL, FACT_MOUNTED, GO_ON, false },
	{ "Running /scripts/init-bottom", NULL, FACT_MOUNTED, GO_ON, false },
	{ "Switching root", NULL, FACT_MOUNTED, GO_ON, false },
	{ "running in system mode", NULL, FACT_MOUNTED, GO_ON, false },
	{ "Running in init", NULL, FACT_IN_INITRD, GO_ON, false },
	{ "Freezing execution", NULL, FACT_FROZEN, ENDS, false },
	{ "(initramfs)", NULL, FACT_SHELL, ENDS, false },
	/* initramfs-tools, in place of the shell. */
	{ "Rebooting automatically due to panic=", NULL, FACT_SHELL, ENDS,
	  false },
	{ "emergency mode", NULL, FACT_SHELL, ENDS, false },
	{ "rescue mode", NULL, FACT_SHELL, ENDS, false },
	{ "deadlocked on memory", NULL, FACT_MEMORY | FACT_PANIC, ENDS, true },
	{ "Out of memory", NULL, FACT_MEMORY, GO_ON, true },
	{ "Kernel panic - not syncing", NULL, FACT_PANIC, ENDS, true },
	{ " -- System halted", NULL, FACT_DAMAGED, ENDS, false },
	{ "-compressed data is corrupt", NULL, FACT_DAMAGED, GO_ON, true },
	{ "reboot: Restarting system", NULL, FACT_RESTART, GO_ON, false },
	{ "reboot: machine restart", NULL, FACT_RESTART, GO_ON, false },
	{ "reboot: Power down", NULL, FACT_POWER_OFF, GO_ON, false },
};

/* Of a line, when it is looked at. */
enum line_end { MORE_MAY_COME, IS_CUT, IS_WHOLE };

/* A system that is up; systemd colours a part of the first. */
static const struct {
	const char *words;
	const char *also;
} up[] = {
	{ "Reached target ", "multi-user.target" },
	{ "Reached target ", "graphical.target" },
	{ "Reached target ", "Multi-User System" },
	{ "Reached target ", "Graphical Interface" },
	{ " login: ", NULL },
};

static bool is_quoted(const char *line, const char *part, const char *also)
{
	return strstr(line, part) && (!also || strstr(line, also));
}

/*
 * "[vda] 4096 512-byte logical blocks", " nvme0n1: p1 p2", "nvme nvme0: 1/0/0
 * default/read/poll queues".
 */
static bool find_disk(const char *line, char *name, size_t size)
{
	const char *blocks = strstr(line, "-byte logical blocks");
	const char *from = blocks ? strchr(line, '[') : NULL;
	const char *driver = strstr(line, "nvme nvme");
	const char *nvme = strstr(driver ? driver : line, " nvme");
	size_t length;

	/* The time in brackets comes first. */
	while (from && from < blocks && !(from[1] >= 'a' && from[1] <= 'z'))
		from = strchr(from + 1, '[');
	if (from && from < blocks) {
		snprintf(name, size, "%.*s", (int)strcspn(from + 1, "]"),
			 from + 1);
		return true;
	}
	/* A number, 'n' and another number; "nvme0" alone is a controller. */
	length = nvme ? strcspn(nvme + 1, ": ") : 0;
	if (!length || length + strlen("n1") >= size || nvme[1 + length] != ':')
		return false;
	snprintf(name, size, "%.*s", (int)length, nvme + 1);
	if (strchr(name + strlen("nvme"), 'n'))
		return true;
	/* It works; its disk has a line only if there are partitions. */
	memcpy(name + length, "n1", sizeof("n1"));
	return strstr(line, "/poll queues");
}

static void add_disk(struct console *console, const char *line)
{
	char name[sizeof(console->disks[0])] = "";
	unsigned int i;

	if (!find_disk(line, name, sizeof(name)))
		return;
	console->facts |= FACT_DISK;
	for (i = 0; i < console->nr_disks; i++)
		if (!strcmp(console->disks[i], name))
			return;
	if (console->nr_disks < CONSOLE_DISKS)
		memcpy(console->disks[console->nr_disks++], name, sizeof(name));
}

/* Where the kernel and dracut repeat the command line. */
static const char *const echoes[] = {
	"Command line: ",
	"Kernel command line: ",
	"Unknown kernel command line parameters",
	"Using kernel command line parameters",
};

static bool is_echo(const char *line)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(echoes); i++)
		if (strstr(line, echoes[i]))
			return true;
	return false;
}

/* The line may have more in front of what is kept, and after it. */
static bool is_matched(const struct console *console, enum line_end end)
{
	int flags = console->is_rest ? REG_NOTBOL : 0;

	if (end == MORE_MAY_COME)
		return false;
	if (end == IS_CUT)
		flags |= REG_NOTEOL;
	return !regexec(console->until, console->line, 0, NULL, flags);
}

static bool is_awaited(const struct console *console, enum line_end end)
{
	size_t i;

	if (console->until)
		return is_matched(console, end);
	for (i = 0; i < ARRAY_SIZE(up); i++)
		if (is_quoted(console->line, up[i].words, up[i].also))
			return true;
	return false;
}

static void quote(struct console *console)
{
	memcpy(console->decisive, console->line, CONSOLE_LINE);
	console->is_quoting = true;
}

/* A device that is missing after the root was found is not the root. */
static void add_facts(struct console *console, unsigned int facts)
{
	if (facts & FACT_IN_INITRD) {
		console->facts &= ~(unsigned int)FACT_MOUNTED;
		return;
	}
	if (facts & FACT_NOWHERE) {
		console->facts &= ~(unsigned int)FACT_NO_TYPE;
		return;
	}
	if (facts & FACT_MOUNTED)
		console->facts &=
			~(unsigned int)(FACT_NO_DEVICE | FACT_NO_TYPE);
	if (facts & FACT_NO_DEVICE && console->facts & FACT_MOUNTED)
		facts = FACT_MISSING;
	console->facts |= facts;
}

static void take_word(struct console *console, size_t row)
{
	add_facts(console, words[row].facts);
	if (words[row].tells)
		quote(console);
	if (words[row].ends == GO_ON || console->is_over)
		return;
	console->is_over = true;
	console->is_closing = true;
}

static void take_words(struct console *console, enum line_end end)
{
	size_t i;

	if (console->facts & FACT_KERNEL && !console->is_over &&
	    is_awaited(console, end)) {
		console->facts |= FACT_REACHED;
		quote(console);
		console->is_over = true;
		return;
	}
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (is_quoted(console->line, words[i].words, words[i].also))
			take_word(console, i);
	add_disk(console, console->line);
}

/* Also for a prompt, which no line feed ends. */
static void read_line(struct console *console, enum line_end end)
{
	console->line[console->length] = '\0';
	/* More of a line that has decided. */
	if (console->is_quoting)
		quote(console);
	if ((console->is_over && !console->is_closing) || !console->length)
		return;
	if (console->facts & FACT_ENTERED && !strstr(console->line, entered))
		console->facts |= FACT_KERNEL;
	console->is_echo = console->is_echo || is_echo(console->line);
	if (!console->is_echo)
		take_words(console, end);
}

static void show_line(struct console *console, void (*each)(const char *line))
{
	if (console->shown > CONSOLE_SHOWN)
		return;
	console->shown += console->length + 1;
	each(console->shown > CONSOLE_SHOWN
		     ? "(kexec: too much is printed: the rest is not shown)"
		     : console->line);
}

static void end_line(struct console *console, enum line_end end,
		     void (*each)(const char *line))
{
	read_line(console, end);
	if (console->length) {
		memcpy(console->last[console->nr_lines % CONSOLE_LAST],
		       console->line, CONSOLE_LINE);
		console->nr_lines++;
		if (each)
			show_line(console, each);
	}
	console->length = 0;
	console->is_quoting = false;
	console->is_closing = false;
	console->is_rest = end == IS_CUT;
	console->is_echo = console->is_echo && console->is_rest;
}

/*
 * Drops what moves a cursor or colours: ESC, '[', numbers, a letter; and what
 * is for the terminal's program, as systemd says what is under way: ESC, ']',
 * words, BEL or ESC '\'. A line ends each.
 */
static bool is_escape(struct console *console, char byte)
{
	if (byte == '\033') {
		console->escape = 1;
		return true;
	}
	if (byte == '\n') {
		console->escape = 0;
		return false;
	}
	if (console->escape == 1) {
		console->escape = byte == '[' ? 2 : byte == ']' ? 3 : 0;
		return true;
	}
	if (console->escape == 3) {
		if (byte == '\a')
			console->escape = 0;
		return true;
	}
	if (console->escape == 2) {
		if (byte >= '@' && byte <= '~')
			console->escape = 0;
		return true;
	}
	return false;
}

bool console_feed(struct console *console, const char *bytes, size_t size,
		  void (*each)(const char *line))
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (is_escape(console, bytes[i]))
			continue;
		if (bytes[i] == '\n')
			end_line(console, IS_WHOLE, each);
		if (bytes[i] < ' ' || bytes[i] > '~')
			continue;
		if (console->length == CONSOLE_LINE - 1)
			end_line(console, IS_CUT, each);
		console->line[console->length++] = bytes[i];
	}
	read_line(console, MORE_MAY_COME);
	return console->is_over;
}

bool console_pause(struct console *console)
{
	read_line(console, IS_WHOLE);
	return console->is_over;
}

bool console_has_entered(const struct console *console)
{
	return console->facts & FACT_ENTERED;
}

const char *console_last(const struct console *console, unsigned int back)
{
	if (back >= CONSOLE_LAST || back >= console->nr_lines)
		return NULL;
	return console->last[(console->nr_lines - 1 - back) % CONSOLE_LAST];
}
