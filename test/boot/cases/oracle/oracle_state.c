// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: the files of sysfs and the sysctls, their contents and what they
 * accept; calls while another one runs; and last the changes that cannot be
 * undone.
 */
#include "test/boot/cases/oracle/descriptors.h"
#include "test/boot/cases/oracle/oracle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CRASH_SIZE   "/sys/kernel/kexec_crash_size"
#define DISABLED     "/proc/sys/kernel/kexec_load_disabled"
#define LIMIT_REBOOT "/proc/sys/kernel/kexec_load_limit_reboot"
#define LIMIT_PANIC  "/proc/sys/kernel/kexec_load_limit_panic"

struct write_row {
	const char *path;
	const char *text;
	struct expect expect;
};

static long write_row(const void *of)
{
	const struct write_row *row = of;

	return -write_text(row->path, row->text);
}

static void write_rows(const struct write_row *rows, size_t count)
{
	char name[128];

	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "write '%s' to %s", rows[i].text,
			 rows[i].path);
		oracle_row(name, &rows[i].expect, write_row, &rows[i]);
	}
}

/* clang-format off */
static const struct write_row writes[] = {
	{ "/sys/kernel/kexec_loaded", "1", { -EACCES } },
	{ "/sys/kernel/kexec_crash_loaded", "1", { -EACCES } },
	{ CRASH_SIZE, "0", { 0 } },
	{ CRASH_SIZE, "0\n", { 0 } },
	{ CRASH_SIZE, "00", { 0 } },
	{ CRASH_SIZE, "0x0", { 0 } },
	{ CRASH_SIZE, "+0", { 0 } },
	{ CRASH_SIZE, "1", { -EINVAL } },
	{ CRASH_SIZE, "4096", { -EINVAL } },
	{ CRASH_SIZE, "0x1000000", { -EINVAL } },
	{ CRASH_SIZE, "0xfffffffffffff000", { -EINVAL } },
	/* Rounded up to pages these are 0. */
	{ CRASH_SIZE, "0xfffffffffffff001", { 0 } },
	{ CRASH_SIZE, "0xffffffffffffffff", { 0 } },
	{ CRASH_SIZE, "18446744073709551616", { -EINVAL } },
	{ CRASH_SIZE, "-1", { -EINVAL } },
	{ CRASH_SIZE, "-0", { -EINVAL } },
	{ CRASH_SIZE, "\n", { -EINVAL } },
	{ CRASH_SIZE, " 0", { -EINVAL } },
	{ CRASH_SIZE, "0 ", { -EINVAL } },
	{ CRASH_SIZE, "0\n\n", { -EINVAL } },
	{ CRASH_SIZE, "0M", { -EINVAL } },
	{ CRASH_SIZE, "none", { -EINVAL } },
	{ DISABLED, "0", { -EINVAL } },
	{ DISABLED, "2", { -EINVAL } },
	{ DISABLED, "-1", { -EINVAL } },
	{ DISABLED, "4294967297", { -EINVAL } },
	{ DISABLED, "yes", { -EINVAL } },
	{ DISABLED, "0 1", { -EINVAL } },
	{ LIMIT_REBOOT, "-1", { -EINVAL, KEEPS, OLD_LINUX, -ENOENT } },
	{ LIMIT_REBOOT, "-2147483648", { -EINVAL, KEEPS, OLD_LINUX, -ENOENT } },
	{ LIMIT_REBOOT, "2147483648", { -EINVAL, KEEPS, OLD_LINUX, -ENOENT } },
	{ LIMIT_REBOOT, "none", { -EINVAL, KEEPS, OLD_LINUX, -ENOENT } },
	{ LIMIT_PANIC, "-1", { -EINVAL, KEEPS, OLD_LINUX, -ENOENT } },
	{ LIMIT_PANIC, "none", { -EINVAL, KEEPS, OLD_LINUX, -ENOENT } },
};

static const struct {
	const char *path;
	unsigned int mode;
	bool is_new;
} modes[] = {
	{ "/sys/kernel/kexec_loaded", 0444, false },
	{ "/sys/kernel/kexec_crash_loaded", 0444, false },
	{ CRASH_SIZE, 0644, false },
	{ DISABLED, 0644, false },
	{ LIMIT_REBOOT, 0644, true },
	{ LIMIT_PANIC, 0644, true },
};
/* clang-format on */

static void check_modes(void)
{
	char text[64];
	struct stat st;

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		const char *wrong = NULL;

		if (modes[i].is_new && oracle_holds(OLD_LINUX))
			continue;
		if (stat(modes[i].path, &st))
			wrong = "is not there";
		else if (st.st_uid || (st.st_mode & 07777) != modes[i].mode) {
			snprintf(text, sizeof(text), "mode %o, uid %u",
				 st.st_mode, st.st_uid);
			wrong = text;
		}
		oracle_fact(modes[i].path, wrong);
	}
}

/* ---- /sys/kernel/kexec, where Linux keeps its files since 6.19 ---- */

#define FOLDER "/sys/kernel/kexec/"

static const struct {
	const char *name;
	unsigned int mode;
	const char *old_name; /* in /sys/kernel; a link */
} folder_files[] = {
	{ "loaded", 0444, "kexec_loaded" },
	{ "crash_loaded", 0444, "kexec_crash_loaded" },
	{ "crash_size", 0644, "kexec_crash_size" },
	{ "crash_cma_ranges", 0444, "kexec_crash_cma_ranges" },
	{ "crash_elfcorehdr_size", 0444, "crash_elfcorehdr_size" },
};

static const char *wrong_file(size_t i)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), FOLDER "%s", folder_files[i].name);
	if (lstat(path, &st))
		return "is not there";
	if (!S_ISREG(st.st_mode) || st.st_uid)
		return "is no file of root's";
	return (st.st_mode & 07777) == folder_files[i].mode ? NULL : "mode";
}

static const char *wrong_link(size_t i)
{
	char path[64];
	char want[64];
	char target[64];
	ssize_t size;

	snprintf(path, sizeof(path), "/sys/kernel/%s",
		 folder_files[i].old_name);
	size = readlink(path, target, sizeof(target) - 1);
	if (size < 0)
		return "is no link";
	target[size] = '\0';
	snprintf(want, sizeof(want), "kexec/%s", folder_files[i].name);
	return same_text(target, want) ? NULL : "leads elsewhere";
}

static const char *wrong_count(void)
{
	DIR *folder = opendir(FOLDER);
	size_t count = 0;

	if (!folder)
		return "is not there";
	while (readdir(folder))
		count++;
	closedir(folder);
	/* With "." and "..". */
	return count == ARRAY_SIZE(folder_files) + 2 ? NULL : "other files";
}

static const char *wrong_ranges(void)
{
	char text[64];

	read_text(FOLDER "crash_cma_ranges", text, sizeof(text));
	return *text ? "is not empty" : NULL;
}

void oracle_folder_rows(void)
{
	if (oracle_is_older_than(6, 19)) {
		oracle_fact(FOLDER, access(FOLDER, F_OK) ? NULL : "is there");
		return;
	}
	oracle_fact(FOLDER, wrong_count());
	oracle_fact(FOLDER "crash_cma_ranges", wrong_ranges());
	for (size_t i = 0; i < ARRAY_SIZE(folder_files); i++) {
		oracle_fact(folder_files[i].name, wrong_file(i));
		oracle_fact(folder_files[i].old_name, wrong_link(i));
	}
}

void oracle_state_rows(void)
{
	write_rows(writes, ARRAY_SIZE(writes));
	check_modes();
	oracle_folder_rows();
}

/* ---- While another call runs ---- */

struct busy_row {
	const char *name;
	struct expect expect;
	long (*call)(void);
	long meanwhile; /* the result while no one else is there */
};

static long busy_load(void)
{
	static const char page[PAGE];
	const struct segment segment = { page, PAGE, BASE + 1, PAGE };

	return call_kexec_load(BASE, 1, &segment, 0);
}

static long busy_unload(void)
{
	return call_kexec_load(0, 0, NULL, KEXEC_ON_CRASH);
}

static long busy_file(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL, 0);
}

static long busy_file_unload(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL,
				    KEXEC_FILE_UNLOAD | KEXEC_FILE_ON_CRASH);
}

static long busy_read(void)
{
	int fd = open(CRASH_SIZE, O_RDONLY | O_CLOEXEC);
	char text[32];
	long result = read(fd, text, sizeof(text)) < 0 ? -errno : 0;

	close(fd);
	return result;
}

static long busy_write(void)
{
	return -write_text(CRASH_SIZE, "0");
}

static long busy_execute(void)
{
	return call_reboot_kexec();
}

/* Checks before the lock are also made while another call holds it. */
static long busy_flags(void)
{
	return call_kexec_load(0, 0, NULL, 0x8000);
}

/* clang-format off */
static const struct busy_row busy_rows[] = {
	{ "busy: kexec_load", { -EBUSY }, busy_load, -EADDRNOTAVAIL },
	{ "busy: unload", { -EBUSY }, busy_unload, 0 },
	{ "busy: kexec_file_load", { -EBUSY }, busy_file, -EBADF },
	{ "busy: unload by file", { -EBUSY }, busy_file_unload, 0 },
	{ "busy: kexec_crash_size is read", { -EBUSY }, busy_read, 0 },
	{ "busy: kexec_crash_size is written", { -EBUSY }, busy_write, 0 },
};
/* clang-format on */

#define LONG_LOADS 50

static volatile bool is_loading;

/*
 * A long call that ends in an error, so that nothing is ever loaded: 64 MiB of
 * initrd, and an unreadable command line.
 */
static void *load_long(void *unused)
{
	int kernel = fd_tiny();
	int initrd = open("/long-initrd", O_RDONLY | O_CLOEXEC);

	/* The other thread may be first, and then this one is busy. */
	for (unsigned int i = 0; is_loading && i < LONG_LOADS;)
		i += call_kexec_file_load(kernel, initrd, 10, NOWHERE, 0) !=
		     -EBUSY;
	is_loading = false;
	descriptors_close();
	close(initrd);
	return unused;
}

static void begin_loading(pthread_t *thread)
{
	is_loading = true;
	if (pthread_create(thread, NULL, load_long, NULL))
		fail("no thread");
}

static void end_loading(pthread_t thread)
{
	is_loading = false;
	pthread_join(thread, NULL);
}

/* Call until it is busy; the other results are the usual ones. */
static long until_busy(const void *of)
{
	const struct busy_row *row = of;
	pthread_t thread;
	long result;

	begin_loading(&thread);
	do {
		usleep(100);
		result = row->call();
	} while (result == row->meanwhile && is_loading);
	end_loading(thread);
	return result;
}

static long flags_while_busy(const void *unused)
{
	pthread_t thread;
	long result = -EINVAL;
	unsigned int seen = 0;

	(void)unused;
	begin_loading(&thread);
	while (seen < 3 && result == -EINVAL && is_loading) {
		usleep(100);
		seen += busy_read() == -EBUSY;
		result = busy_flags();
	}
	end_loading(thread);
	return seen == 3 ? result : -ETIME;
}

void oracle_busy_rows(void)
{
	static const struct busy_row execute = {
		"busy: reboot", { -EBUSY }, busy_execute, -EINVAL
	};
	static const struct expect flags = { -EINVAL };

	write_file("/long-initrd", (struct bytes){ NULL, 0 });
	if (truncate("/long-initrd", 64 << 20))
		fail("no large file");
	for (size_t i = 0; i < ARRAY_SIZE(busy_rows); i++)
		oracle_row(busy_rows[i].name, &busy_rows[i].expect, until_busy,
			   &busy_rows[i]);
	oracle_row_unloaded(execute.name, &execute.expect, until_busy,
			    &execute);
	oracle_row("flags are looked at before the lock", &flags,
		   flags_while_busy, NULL);
	unlink("/long-initrd");
}

/* ---- What can't be undone ---- */

static long load_wrongly(const void *flags)
{
	return call_kexec_load(0, 17, NULL, *(const unsigned long *)flags);
}

static long file_load_wrongly(const void *flags)
{
	return call_kexec_file_load(-1, -1, 0, NULL,
				    *(const unsigned long *)flags);
}

static long write_limit(const void *of)
{
	return write_row(of);
}

/* One step of the sequence, with the limits after it. */
struct limit_step {
	const char *name;
	long want;
	oracle_call call;
	struct write_row write;
	unsigned long flags;
	int panic;
	int reboot;
};

/* Each call is counted when it is made, whatever its result. */
/* clang-format off */
static const struct limit_step limit_steps[] = {
	{ "limit 3", 0, write_limit, { LIMIT_REBOOT, "3", { 0 } }, 0, -1, 3 },
	{ "limit 3 again", -EINVAL, write_limit, { LIMIT_REBOOT, "3", { 0 } }, 0, -1, 3 },
	{ "limit 4", -EINVAL, write_limit, { LIMIT_REBOOT, "4", { 0 } }, 0, -1, 3 },
	{ "limit -1", -EINVAL, write_limit, { LIMIT_REBOOT, "-1", { 0 } }, 0, -1, 3 },
	{ "a wrong call counts", -EINVAL, load_wrongly, { 0 }, 0, -1, 2 },
	{ "an unknown flag counts", -EINVAL, load_wrongly, { 0 }, 0x8000, -1, 1 },
	{ "a crash kernel is another kind", -EINVAL, load_wrongly, { 0 }, KEXEC_ON_CRASH, -1, 1 },
	{ "a wrong file call counts", -EINVAL, file_load_wrongly, { 0 }, 0x8000, -1, 0 },
	{ "none is left", -EPERM, load_wrongly, { 0 }, 0, -1, 0 },
	{ "none is left for files", -EPERM, file_load_wrongly, { 0 }, KEXEC_FILE_UNLOAD, -1, 0 },
	{ "none is left for nonsense", -EPERM, file_load_wrongly, { 0 }, -1UL & ~KEXEC_FILE_ON_CRASH, -1, 0 },
	{ "crash limit 2", 0, write_limit, { LIMIT_PANIC, "2", { 0 } }, 0, 2, 0 },
	{ "a crash kernel counts", -EINVAL, load_wrongly, { 0 }, KEXEC_ON_CRASH, 1, 0 },
	{ "a crash file counts", -EBADF, file_load_wrongly, { 0 }, KEXEC_FILE_ON_CRASH, 0, 0 },
	{ "no crash kernel is left", -EPERM, load_wrongly, { 0 }, KEXEC_ON_CRASH, 0, 0 },
	{ "no crash file is left", -EPERM, file_load_wrongly, { 0 }, KEXEC_FILE_ON_CRASH, 0, 0 },
	{ "limit 0 again", -EINVAL, write_limit, { LIMIT_REBOOT, "0", { 0 } }, 0, 0, 0 },
	{ "limit 1 after 0", -EINVAL, write_limit, { LIMIT_REBOOT, "1", { 0 } }, 0, 0, 0 },
};
/* clang-format on */

static void limits(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(limit_steps); i++) {
		const struct limit_step *step = &limit_steps[i];
		const void *argument = step->call == write_limit
					       ? (const void *)&step->write
					       : &step->flags;

		oracle_expect_limits(step->panic, step->reboot);
		oracle_step(step->name, step->want, step->call, argument);
	}
}

static long disable(const void *text)
{
	return -write_text(DISABLED, text);
}

static long read_disabled_kernel(const void *unused)
{
	(void)unused;
	return call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD);
}

static long execute_disabled(const void *unused)
{
	(void)unused;
	return syscall(SYS_reboot, 0, 0, LINUX_REBOOT_CMD_KEXEC, 0) ? -errno
								    : 0;
}

static void disabled(void)
{
	static const unsigned long none;
	static const unsigned long crash = KEXEC_ON_CRASH;

	oracle_expect_disabled(1);
	oracle_step("disable", 0, disable, "1");
	oracle_step("disabled: kexec_load", -EPERM, load_wrongly, &none);
	oracle_step("disabled: crash", -EPERM, load_wrongly, &crash);
	oracle_step("disabled: unload by file", -EPERM, read_disabled_kernel,
		    NULL);
	oracle_step("disabled: nonsense file", -EPERM, file_load_wrongly,
		    &(const unsigned long){ -1UL });
	oracle_step("disabled: reboot is not", -EINVAL, execute_disabled, NULL);
	oracle_step("disabled: back to 0", -EINVAL, disable, "0");
	oracle_step("disabled: once more", 0, disable, "1");
}

void oracle_last_rows(void)
{
	if (oracle_holds(OLD_LINUX))
		verdict("skipped", "%zu steps: there are no limits",
			ARRAY_SIZE(limit_steps));
	else
		limits();
	disabled();
}
