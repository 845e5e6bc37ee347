// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: runs the tables and counts. A row has the newest Linux's answer; one
 * table lists where this kernel may differ, and why.
 */
#include "test/boot/cases/oracle/oracle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define X32_BIT 0x40000000

static unsigned int rows;
static unsigned int calls;
static unsigned int reasons_used[WHYS];
static unsigned int surprises;
static bool keeps;

/* Contents of sysfs and the sysctls; -2: there is no such file. */
struct state {
	long loaded;
	long crash_loaded;
	long crash_size;
	long disabled;
	long limit_panic;
	long limit_reboot;
};

static struct state state = { .limit_panic = -1, .limit_reboot = -1 };

static const struct {
	const char *path;
	size_t field;
} state_files[] = {
	{ "/sys/kernel/kexec_loaded", offsetof(struct state, loaded) },
	{ "/sys/kernel/kexec_crash_loaded",
	  offsetof(struct state, crash_loaded) },
	{ "/sys/kernel/kexec_crash_size", offsetof(struct state, crash_size) },
	{ "/proc/sys/kernel/kexec_load_disabled",
	  offsetof(struct state, disabled) },
	{ "/proc/sys/kernel/kexec_load_limit_panic",
	  offsetof(struct state, limit_panic) },
	{ "/proc/sys/kernel/kexec_load_limit_reboot",
	  offsetof(struct state, limit_reboot) },
};

/* ---- Reasons ---- */

bool oracle_is_older_than(int major, int minor)
{
	struct utsname kernel;
	int is_major;
	int is_minor;

	uname(&kernel);
	if (sscanf(kernel.release, "%d.%d", &is_major, &is_minor) != 2)
		fail("odd release %s", kernel.release);
	return is_major < major || (is_major == major && is_minor < minor);
}

/* kexec.ko is the newest kexec whatever the kernel is. */
static bool is_old_linux(void)
{
	return !kexec_is_module() && oracle_is_older_than(6, 3);
}

/* kimage_is_destination_range(), since its ends are inclusive. */
static bool fears_empty_segments(void)
{
	return !kexec_is_module() && !oracle_is_older_than(6, 8);
}

static bool has_no_x32(void)
{
	return syscall(X32_BIT + SYS_getpid) < 0 && errno == ENOSYS;
}

static bool has_no_overlay(void)
{
	char text[4096];

	read_text("/proc/filesystems", text, sizeof(text));
	return !strstr(text, "\toverlay");
}

static bool has_no_hook(void)
{
	const char *hook = word("hook", "auto");

	return same_text(hook, "device") || same_text(hook, "none");
}

/* Debian builds its kernels without CONFIG_KEXEC_JUMP. */
static bool has_no_return(void)
{
	return !guest_machine.returns || !kexec_is_module() ||
	       access("/sys/power/pm_freeze_timeout", F_OK);
}

static bool has_no_maxmem(void)
{
	return !guest_machine.has_maxmem;
}

static bool has_no_end(void)
{
	return has_no_maxmem() && !kexec_is_module();
}

/* Of TCR_EL1.IPS, which no program reads: kx.bits=, or a Cortex-A57's. */
static bool is_narrow(void)
{
	return has_no_maxmem() && kexec_is_module() &&
	       atoi(word("bits", "44")) < 46;
}

static bool is_wide(void)
{
	return has_no_maxmem() && !is_narrow();
}

static bool has_no_length(void)
{
	return !guest_machine.has_cmdline_size;
}

static bool cuts_off(void)
{
	return has_no_length() && !kexec_is_module();
}

static const struct {
	const char *text;
	bool (*holds)(void);
} whys[WHYS] = {
	[OLD_LINUX] = { "Linux before 6.3 does not have it", is_old_linux },
	[LEFTOVER] = { "Linux returns what it could not copy",
		       kexec_is_module },
	[DAMAGED] = { "kexec.ko refuses kernel files that can't run",
		      kexec_is_module },
	[EMPTY_AT_0] = { "no page is outside an empty segment at 0",
			 fears_empty_segments },
	[NO_X32] = { "the kernel is built without x32", has_no_x32 },
	[NO_OVERLAY] = { "the kernel has no overlayfs", has_no_overlay },
	[NO_DOOR] = { "system calls don't arrive, /dev/kexec alone does",
		      has_no_hook },
	[NO_RETURN] = { "images can't return here", has_no_return },
	[NO_MAXMEM] = { "destinations end at 2^64", has_no_maxmem },
	[NARROW] = { "the CPU's addresses end before 2^46", is_narrow },
	[WIDE] = { "the CPU has addresses of 2^46 and more", is_wide },
	[NO_END] = { "Linux loads where no CPU has an address", has_no_end },
	[NO_LENGTH] = { "kernels don't say how long a command line may be",
			has_no_length },
	[CUT_OFF] = { "Linux loads a command line that it will cut off",
		      cuts_off },
};

bool oracle_holds(enum why why)
{
	return why != AS_LINUX && whys[why].holds();
}

bool oracle_keeps(void)
{
	return keeps;
}

/* ---- State ---- */

static long read_number(const char *path)
{
	char text[32];

	if (access(path, F_OK))
		return -2;
	read_text(path, text, sizeof(text));
	return strtol(text, NULL, 10);
}

static long *state_field(size_t i)
{
	return (long *)((char *)&state + state_files[i].field);
}

void oracle_expect_disabled(int disabled)
{
	state.disabled = disabled;
}

void oracle_expect_limits(int panic, int reboot)
{
	state.limit_panic = panic;
	state.limit_reboot = reboot;
}

void oracle_expect_crash(bool loaded, unsigned long size_bytes)
{
	state.crash_loaded = loaded;
	state.crash_size = (long)size_bytes;
}

/* ---- Rows ---- */

static void surprise(const char *name, const char *what)
{
	surprises++;
	say("WRONG: %s: %s", name, what);
	verdict("wrong", "%s: %s", name, what);
}

static const char *result_name(long result, char *text, size_t size)
{
	if (result < 0)
		return strerrorname_np((int)-result);
	snprintf(text, size, "%ld", result);
	return text;
}

static void check_state(const char *name)
{
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(state_files); i++) {
		long got = read_number(state_files[i].path);

		if (got == *state_field(i))
			continue;
		snprintf(text, sizeof(text), "%s reads %ld instead of %ld%s",
			 state_files[i].path, got, *state_field(i),
			 state.loaded ? ", with an image" : "");
		surprise(name, text);
		*state_field(i) = got;
	}
}

static void make_call(const char *name, long want, enum effect effect,
		      oracle_call call, const void *row)
{
	long before = state.loaded;
	char got_text[32];
	char want_text[32];
	char text[128];
	long got;

	if (want >= 0 && effect != KEEPS)
		state.loaded = effect == LOADS;
	got = call(row);
	calls++;
	if (got != want) {
		snprintf(text, sizeof(text), "%s instead of %s, %s an image",
			 result_name(got, got_text, sizeof(got_text)),
			 result_name(want, want_text, sizeof(want_text)),
			 before ? "with" : "without");
		surprise(name, text);
	}
	check_state(name);
}

/* Loads and unloads of the runner itself. */
void oracle_set_loaded(bool loaded)
{
	static const char byte[1];
	const struct segment segment = { byte, 1, BASE, PAGE };
	int err = call_kexec_load(BASE, loaded, &segment, 0);

	if (err)
		fail("cannot %s an image: %s", loaded ? "load" : "unload",
		     strerrorname_np(-err));
	state.loaded = loaded;
}

long oracle_wanted(const struct expect *expect)
{
	rows++;
	if (!oracle_holds(expect->why))
		return expect->want;
	reasons_used[expect->why]++;
	return expect->instead;
}

void oracle_row(const char *name, const struct expect *expect, oracle_call call,
		const void *row)
{
	long want = oracle_wanted(expect);

	if (keeps) {
		if (want < 0)
			make_call(name, want, KEEPS, call, row);
		return;
	}
	for (int loaded = 0; loaded <= 1; loaded++) {
		oracle_set_loaded(loaded);
		make_call(name, want, expect->effect, call, row);
	}
}

void oracle_row_unloaded(const char *name, const struct expect *expect,
			 oracle_call call, const void *row)
{
	long want = oracle_wanted(expect);

	if (keeps)
		return;
	oracle_set_loaded(false);
	make_call(name, want, expect->effect, call, row);
}

void oracle_make_call(const char *name, long want, oracle_call call,
		      const void *row)
{
	make_call(name, want, KEEPS, call, row);
}

void oracle_step(const char *name, long want, oracle_call call, const void *row)
{
	rows++;
	make_call(name, want, KEEPS, call, row);
}

void oracle_fact(const char *name, const char *wrong)
{
	rows++;
	if (wrong)
		surprise(name, wrong);
	check_state(name);
}

/* ---- The case ---- */

static bool has_32bit;

void oracle_make_memory(void)
{
	static const struct shared_memory shared[] = {
		{ TORN_1, PAGE, 0 },
		{ TORN_2, PAGE, PAGE },
		{ WHOLE, WHOLE_PAGES * PAGE, 2 * PAGE },
		{ 0, 0, 0 },
	};
	int fd = memfd_create("oracle", MFD_CLOEXEC);

	if (ftruncate(fd, (2 + WHOLE_PAGES) * PAGE))
		fail("no memory file");
	for (const struct shared_memory *it = shared; it->size; it++) {
		if (mmap((void *)it->at, it->size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED_NOREPLACE, fd,
			 it->offset) != (void *)it->at)
			fail("no memory at %#lx", it->at);
	}
	has_32bit = machine_start_32bit(fd, shared);
	close(fd);
}

bool oracle_has_32bit(void)
{
	return has_32bit;
}

void oracle_begin(void)
{
	if (is_old_linux())
		oracle_expect_limits(-2, -2);
	oracle_make_memory();
}

static void oracle_tables(void)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} tables[] = {
		{ "load", oracle_load_rows },
		{ "sweep", oracle_sweep_rows },
		{ "file", oracle_file_rows },
		{ "image", oracle_image_rows },
		{ "compat", oracle_compat_rows },
		{ "caller", oracle_caller_rows },
		{ "state", oracle_state_rows },
		{ "busy", oracle_busy_rows },
	};

	oracle_begin();
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		unsigned int before = rows;
		long ms = now_ms();

		tables[i].run();
		say("table %s: %u rows, %ld ms", tables[i].name, rows - before,
		    now_ms() - ms);
	}
}

void oracle_score(void)
{
	/* Restrictions stay: rmmod cannot undo them. */
	if (kexec_is_module())
		oracle_fact("rmmod",
			    remove_module("kexec") == -EAGAIN ? NULL : "goes");
	verdict("number_rows", "%u", rows);
	verdict("number_calls", "%u", calls);
	for (size_t i = 1; i < WHYS; i++) {
		if (reasons_used[i])
			verdict("differs", "%u rows: %s", reasons_used[i],
				whys[i].text);
	}
	if (surprises)
		fail("%u surprises in %u rows", surprises, rows);
}

void oracle_end(void)
{
	oracle_last_rows();
	oracle_score();
}

void oracle_keep_image(void)
{
	keeps = true;
	state.loaded = true;
	oracle_tables();
}

void case_oracle(void)
{
	kexec_arrive();
	oracle_tables();
	oracle_end();
	pass();
}
