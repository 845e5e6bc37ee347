// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * --fallback-entry with a real boot loader, kx.loader=, that has started this
 * kernel from its disk: it is told an entry, through its own files or EFI
 * variables, and the machine is reset. Each start is a step, and its number is
 * on the disk. kexec --boot-entry says before each reset which entry comes
 * next; kx.entry= says in the next step which one came.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/boot/cases/jump/fallback.h"
#include "test/boot/cases/jump/systemd.h"

#define VARIABLES "/sys/firmware/efi/efivars"
#define ONE_SHOT \
	VARIABLES "/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define UUID	 "0a1b2c3d-1234-4321-8765-0123456789ab"
#define ADVANCED "gnulinux-advanced-" UUID ">gnulinux-6.1-"
#define BLOCK	 "/boot/grub/grubenv"
#define ENV_SIZE 1024
#define LINE	 "console=ttyS0 no_timer_check panic=-1 panic_on_warn=1 "

enum entry { NEW, GOOD, OTHER, NR_ENTRIES };

/* kx.entry= of each. */
static const char *const words[] = { "new", "good", "other" };

static const struct loader {
	const char *name;
	const char *device;
	const char *type;
	const char *options;
	const char *mount;
	const char *ids[NR_ENTRIES];
	/* What it starts when the tries of the first, if it has two, are used
	 * up. */
	enum entry later;
	enum entry chosen; /* by the administrator, once, at the end */
} loaders[] = {
	{ "systemd-boot",
	  "/dev/vda1",
	  "vfat",
	  "umask=022",
	  "/efi",
	  { "new.conf", "good.conf", "old.conf" },
	  GOOD,
	  OTHER },
	{ "grub-efi",
	  "/dev/vda2",
	  "ext4",
	  "",
	  "/boot",
	  { "gnulinux-simple-" UUID, ADVANCED "advanced-" UUID,
	    ADVANCED "recovery-" UUID },
	  NEW,
	  OTHER },
	{ "grub-pc",
	  "/dev/vda2",
	  "ext4",
	  "",
	  "/boot",
	  { "gnulinux-simple-" UUID, ADVANCED "advanced-" UUID,
	    ADVANCED "recovery-" UUID },
	  NEW,
	  OTHER },
};

static const struct loader *loader;

static const struct loader *find_loader(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(loaders); i++)
		if (same_text(loaders[i].name, word("loader", "")))
			return &loaders[i];
	fail("kx.loader=%s is not known", word("loader", ""));
}

static bool has_variables(void)
{
	return same_text(loader->name, "systemd-boot");
}

static void mount_disk(void)
{
	int err;

	insert_esp_modules();
	make_folder(loader->mount);
	if (mount(loader->device, loader->mount, loader->type, 0,
		  loader->options))
		fail("cannot mount %s: %s", loader->mount, strerror(errno));
	if (!has_variables())
		return;
	err = insert_module("/efivarfs.ko");
	if (err)
		fail("insmod /efivarfs.ko: %d", err);
	if (mount("none", VARIABLES, "efivarfs", 0, NULL))
		fail("cannot mount efivarfs: %s", strerror(errno));
}

/* Whoever has made the disk. */
static void own_files(void)
{
	static const char *const files[] = { "grub", "grub/grub.cfg",
					     "grub/grubenv", "vmlinuz-6.1",
					     "initrd" };
	char path[64];

	for (size_t i = 0; !has_variables() && i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/boot/%s", files[i]);
		if (chown(path, 0, 0) || chmod(path, i ? 0644 : 0755))
			fail("chmod %s: %s", path, strerror(errno));
	}
}

/* What the disk remembers. */
static const char *state(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", loader->mount, name);
	return path;
}

static unsigned long read_step(void)
{
	char text[16];

	if (access(state("step"), F_OK))
		return 0;
	read_text(state("step"), text, sizeof(text));
	return strtoul(text, NULL, 10);
}

static void write_state(unsigned long step, const char *expected)
{
	char text[16];

	snprintf(text, sizeof(text), "%lu", step);
	put_file(state("step"), text);
	put_file(state("expected"), expected);
	if (umount(loader->mount))
		fail("cannot unmount %s: %s", loader->mount, strerror(errno));
	sync();
}

static void run_kexec(int status, const char *const argv[],
		      struct tool_result *result)
{
	run_tool(argv, result);
	if (result->status != status)
		fail("%s: exit status %d: %s", argv[1], result->status,
		     result->output);
}

/* The index of what the list says is next. */
static enum entry read_next(void)
{
	static const char *const list[] = { "/kexec", "--boot-entry", NULL };
	struct tool_result result;
	const char *at;

	run_kexec(0, list, &result);
	at = strstr(result.output, "-> ");
	for (size_t i = 0; at && i < NR_ENTRIES; i++) {
		size_t size = strlen(loader->ids[i]);

		if (!strncmp(at + 3, loader->ids[i], size) &&
		    at[3 + size] == '\n')
			return (enum entry)i;
	}
	fail("no entry is next: %s", result.output);
}

static void expect_next(enum entry want)
{
	enum entry got = read_next();

	if (got != want)
		fail("kexec --boot-entry says that %s is next, not %s",
		     loader->ids[got], loader->ids[want]);
}

static bool is_told(void)
{
	char block[ENV_SIZE + 1];

	if (has_variables())
		return !access(ONE_SHOT, F_OK);
	read_text(BLOCK, block, sizeof(block));
	return strstr(block, "\nnext_entry=") &&
	       !strstr(block, "\nnext_entry=\n");
}

static void must_be_told(bool want)
{
	if (is_told() != want)
		fail("the boot loader has %s entry for one start",
		     want ? "no" : "an");
}

static void load(int status, enum entry which, struct tool_result *result)
{
	char kernel[64], initrd[64], entry[160], line[160];
	const char *const argv[] = {
		"/kexec", "-s",	  "-l", "--with-fallback=60", entry, line,
		initrd,	  kernel, NULL
	};

	snprintf(entry, sizeof(entry), "--fallback-entry=%s",
		 loader->ids[which]);
	snprintf(line, sizeof(line),
		 "--command-line=" LINE
		 "kx.case=loader kx.entry=jump kx.loader=%s",
		 loader->name);
	snprintf(initrd, sizeof(initrd), "--initrd=%s/initrd", loader->mount);
	snprintf(kernel, sizeof(kernel), "%s/vmlinuz", loader->mount);
	run_kexec(status, argv, result);
}

static void load_and_check(void)
{
	struct tool_result result;

	must_be_told(false);
	load(0, GOOD, &result);
	must_say(&result, "once; a report takes that back");
	must_be_told(true);
	expect_next(GOOD);
}

static __attribute__((noreturn)) void restart(unsigned long step)
{
	write_state(step, words[read_next()]);
	verdict("restart", "%lu", step);
	reboot(RB_AUTOBOOT);
	fail("no restart: %s", strerror(errno));
}

static void unload(void)
{
	static const char *const argv[] = { "/kexec", "-u", NULL };
	struct tool_result result;

	run_kexec(0, argv, &result);
}

/* To systemd-boot 252 it is one of a name with the counter. */
static void refuse_counted(void)
{
	struct tool_result result;

	load(255, NEW, &result);
	must_say(&result, "new.conf: it has a boot counter");
	must_be_told(false);
}

static void begin(void)
{
	expect_next(NEW);
	if (has_variables())
		refuse_counted();
	load_and_check();
	restart(1);
}

/* It was started once; then it is chosen, and given up. */
static void start_once(void)
{
	must_be_told(false);
	expect_next(NEW);
	load_and_check();
	unload();
	must_be_told(false);
	expect_next(NEW);
	restart(2);
}

static void jump_now(void)
{
	static const char *const start[] = { "/kexec", "-e", NULL };
	struct tool_result result;

	load_and_check();
	write_state(3, "jump");
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back: %s", result.output);
}

static void report_alive(void)
{
	static const char *const report[] = { "/kexec", "--report-alive",
					      NULL };
	struct tool_result result;

	must_be_told(true);
	expect_next(GOOD);
	run_kexec(0, report, &result);
	must_say(&result, "the boot loader starts it no longer");
	must_be_told(false);
	expect_next(loader->later);
	restart(4);
}

/* As grub-reboot(8), or bootctl set-oneshot. */
static void choose(const char *id)
{
	uint8_t bytes[ENV_SIZE] = { 7 };
	size_t size = 4;

	if (has_variables()) {
		for (const char *c = id; *c; c++, size += 2)
			bytes[size] = (uint8_t)*c;
		write_file(ONE_SHOT, (struct bytes){ bytes, size + 2 });
		return;
	}
	memset(bytes, '#', sizeof(bytes));
	size = (size_t)snprintf((char *)bytes, sizeof(bytes),
				"# GRUB Environment Block\nnext_entry=%s\n",
				id);
	bytes[size] = '#';
	write_file(BLOCK, (struct bytes){ bytes, sizeof(bytes) });
}

/* What somebody else has chosen stays. */
static void meet_another(void)
{
	struct tool_result result;

	expect_next(loader->later);
	choose(loader->ids[loader->chosen]);
	load(255, GOOD, &result);
	must_say(&result, "have it forget that first");
	unload();
	must_be_told(true);
	expect_next(loader->chosen);
	restart(5);
}

/* As bootctl(1) calls it, systemd-boot 252 does not find it. */
static void choose_counted(void)
{
	must_be_told(false);
	expect_next(loader->later);
	if (!has_variables())
		pass();
	choose(loader->ids[NEW]);
	expect_next(GOOD);
	restart(6);
}

static void end(void)
{
	expect_next(loader->later);
	pass();
}

/* The next step is that of what was expected to start. */
static void (*const steps[])(void) = { begin,	     start_once,
				       jump_now,     report_alive,
				       meet_another, choose_counted,
				       end };

static void check_start(unsigned long step)
{
	char expected[16] = "new";
	const char *started = word("entry", "");

	if (step)
		read_text(state("expected"), expected, sizeof(expected));
	verdict("started", "%s", started);
	if (!same_text(started, expected))
		fail("the boot loader started %s, and not %s as kexec said",
		     started, expected);
}

void case_loader(void)
{
	unsigned long step;

	umask(022);
	make_folder("/run");
	report_facts("first_");
	loader = find_loader();
	mount_disk();
	step = read_step();
	if (!step)
		own_files();
	say("step %lu", step);
	check_start(step);
	if (step >= ARRAY_SIZE(steps))
		fail("there is no step %lu", step);
	steps[step]();
}
