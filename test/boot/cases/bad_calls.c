// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* bad_input: system calls whose arguments break a rule. */
#include "bad_input.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCRATCH "/scratch"
#define PAGE	4096UL
#define MIB	(1UL << 20)
#define BASE	(16 * MIB)
#define NOWHERE ((const void *)16)

static const char page[PAGE];

/* What is not said is 0: no flags, and all the rules of Linux. */
struct segment_row {
	const char *name;
	int want;
	enum stricter stricter;
	unsigned long flags;
	unsigned long count;
	struct segment segments[3];
};

/* clang-format off */
static const struct segment_row segment_rows[] = {
	{ "segments overlap", EINVAL, .count = 2, .segments = {
		{ page, PAGE, BASE, 2 * PAGE },
		{ page, PAGE, BASE + PAGE, PAGE } } },
	{ "segment inside another", EINVAL, .count = 2, .segments = {
		{ page, PAGE, BASE, 4 * PAGE },
		{ page, PAGE, BASE + PAGE, PAGE } } },
	{ "third overlaps first", EINVAL, .count = 3, .segments = {
		{ page, PAGE, BASE, PAGE },
		{ page, PAGE, BASE + PAGE, PAGE },
		{ page, PAGE, BASE, PAGE } } },
	{ "segment wraps", EADDRNOTAVAIL, .count = 1, .segments = {
		{ page, PAGE, -PAGE, 2 * PAGE } } },
	{ "beyond physical memory", EADDRNOTAVAIL, .count = 1, .segments = {
		{ page, PAGE, 1UL << 52, PAGE } } },
	{ "address is not on a page", EADDRNOTAVAIL, .count = 1, .segments = {
		{ page, PAGE, BASE + 512, PAGE } } },
	{ "size is not whole pages", EADDRNOTAVAIL, .count = 1, .segments = {
		{ page, PAGE, BASE, PAGE + 1 } } },
	{ "buffer larger than its memory", EINVAL, .count = 1, .segments = {
		{ page, PAGE + 1, BASE, PAGE } } },
	{ "segment larger than half of memory", EINVAL, .count = 1,
	  .segments = { { page, PAGE, BASE, 300 * MIB } } },
	{ "segments larger than half of memory", EINVAL, .count = 2,
	  .segments = {
		{ page, PAGE, BASE, 150 * MIB },
		{ page, PAGE, BASE + 150 * MIB, 150 * MIB } } },
	{ "17 segments", EINVAL, .count = 17 },
	{ "as many segments as a long can say", EINVAL, .count = -1UL },
	{ "unreadable buffer", EFAULT, .count = 1, .segments = {
		{ NOWHERE, PAGE, BASE, PAGE } } },
	{ "unknown flag", EINVAL, .flags = 0x8000, .count = 1, .segments = {
		{ page, PAGE, BASE, PAGE } } },
	{ "unknown flag, and nothing to load", EINVAL, .flags = 0x8000 },
	{ "another architecture", EINVAL, .flags = KEXEC_ARCH_386, .count = 1,
	  .segments = { { page, PAGE, BASE, PAGE } } },
	{ "no crash region", EADDRNOTAVAIL, .flags = KEXEC_ON_CRASH,
	  .count = 1, .segments = { { page, PAGE, BASE, PAGE } } },
	{ "jump back is not there", EINVAL, STRICTER,
	  .flags = KEXEC_PRESERVE_CONTEXT,
	  .count = 1, .segments = { { page, PAGE, BASE, PAGE } } },
	/* The order of checks shows when two rules are broken. */
	{ "wraps before overlaps", EADDRNOTAVAIL, .count = 3, .segments = {
		{ page, PAGE, BASE, PAGE },
		{ page, PAGE, BASE, PAGE },
		{ page, PAGE, -PAGE, 2 * PAGE } } },
	{ "overlaps before larger buffer", EINVAL, .count = 2, .segments = {
		{ page, PAGE + 1, BASE, PAGE },
		{ page, PAGE, BASE, PAGE } } },
	{ "no crash region before unaligned", EADDRNOTAVAIL,
	  .flags = KEXEC_ON_CRASH, .count = 1, .segments = {
		{ page, PAGE, BASE + 1, PAGE } } },
	{ "17 segments before architecture", EINVAL, .flags = KEXEC_ARCH_386,
	  .count = 17 },
};
/* clang-format on */

void bad_segments(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(segment_rows); i++) {
		const struct segment_row *row = &segment_rows[i];

		if (!bad_applies(row->stricter))
			continue;
		bad_row(row->name,
			call_kexec_load(BASE, row->count, row->segments,
					row->flags),
			row->want);
	}
	bad_row("unreadable segments", call_kexec_load(BASE, 1, NOWHERE, 0),
		EFAULT);
}

static int try_cmdline(int kernel, size_t size, const char *cmdline)
{
	return call_kexec_file_load(kernel, -1, size, cmdline,
				    KEXEC_FILE_NO_INITRAMFS);
}

static void bad_cmdlines(int kernel)
{
	static char cmdline[4097];

	memset(cmdline, 'x', sizeof(cmdline) - 1);
	/* 2047 is what the kernel's header allows (cmdline_size). */
	cmdline[2048] = '\0';
	bad_row("command line of 2048", try_cmdline(kernel, 2049, cmdline),
		EINVAL);
	cmdline[2048] = 'x';
	bad_row("command line of 4096",
		try_cmdline(kernel, sizeof(cmdline), cmdline), EINVAL);
	bad_row("command line without NUL", try_cmdline(kernel, 10, cmdline),
		EINVAL);
	bad_row("unreadable command line", try_cmdline(kernel, 10, NOWHERE),
		EFAULT);
}

/* A file that exists only as a size: no page of it is there. */
static int sparse_file(off_t size)
{
	int fd = open(SCRATCH, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, size))
		fail("cannot make a file of %ld bytes", (long)size);
	close(fd);
	return open(SCRATCH, O_RDONLY | O_CLOEXEC);
}

static void bad_descriptors(int kernel, const char *path)
{
	int folder = open("/", O_RDONLY | O_CLOEXEC);
	int no_read = open(path, O_WRONLY | O_CLOEXEC);
	int huge = sparse_file(5L << 30);
	int big;

	bad_row("open for writing elsewhere", try_cmdline(kernel, 1, ""),
		ETXTBSY);
	bad_row("kernel not open for reading", try_cmdline(no_read, 1, ""),
		EBADF);
	close(no_read);
	bad_row("no kernel", try_cmdline(-1, 1, ""), EBADF);
	bad_row("kernel is a folder", try_cmdline(folder, 1, ""), EINVAL);
	bad_row("kernel of 5 GiB", try_cmdline(huge, 1, ""), EFBIG);
	bad_row("no initrd", call_kexec_file_load(kernel, -1, 1, "", 0), EBADF);
	bad_row("initrd is a folder",
		call_kexec_file_load(kernel, folder, 1, "", 0), EINVAL);
	bad_row("initrd of 5 GiB", call_kexec_file_load(kernel, huge, 1, "", 0),
		EFBIG);
	close(huge);
	big = sparse_file(1L << 30);
	bad_row("initrd larger than memory",
		call_kexec_file_load(kernel, big, 1, "", 0), ENOMEM);
	close(big);
	big = sparse_file(0);
	bad_row("empty initrd", call_kexec_file_load(kernel, big, 1, "", 0),
		EINVAL);
	close(big);
	unlink(SCRATCH);
	close(folder);
}

void bad_file_calls(const char *path)
{
	int kernel = open(path, O_RDONLY | O_CLOEXEC);

	bad_cmdlines(kernel);
	bad_descriptors(kernel, path);
	bad_row("unknown flag", call_kexec_file_load(kernel, -1, 1, "", 0x1000),
		EINVAL);
	bad_row("unknown flag above 32 bits",
		call_kexec_file_load(kernel, -1, 1, "", 1UL << 32), EINVAL);
	bad_row("no crash region",
		call_kexec_file_load(kernel, -1, 1, "",
				     KEXEC_FILE_ON_CRASH |
					     KEXEC_FILE_NO_INITRAMFS),
		EADDRNOTAVAIL);
	close(kernel);
}

/* Run @call in a child that has lost a privilege. Return: its -errno. */
static int in_child(int (*lose)(void), int (*call)(void))
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(lose() ? 255 : -call());
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		fail("no child");
	if (WEXITSTATUS(status) == 255)
		fail("a child cannot lose its privilege");
	return -WEXITSTATUS(status);
}

static int become_nobody(void)
{
	return setresuid(65534, 65534, 65534);
}

static int lose_sys_boot(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -1;
	data[0].effective &= ~(1U << CAP_SYS_BOOT);
	return (int)syscall(SYS_capset, &header, data);
}

static int unload(void)
{
	return call_kexec_load(0, 0, NULL, 0);
}

/* The privilege comes first: a second broken rule changes nothing. */
static int load_nonsense(void)
{
	return call_kexec_load(0, 17, NULL, 0x8000);
}

static int file_unload(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD);
}

static int file_load_nonsense(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL, -1UL);
}

void bad_privileges(void)
{
	static const struct {
		const char *name;
		int (*lose)(void);
		int (*call)(void);
	} rows[] = {
		{ "nobody unloads", become_nobody, unload },
		{ "nobody loads", become_nobody, load_nonsense },
		{ "nobody unloads by file", become_nobody, file_unload },
		{ "nobody loads a file", become_nobody, file_load_nonsense },
		{ "nobody executes", become_nobody, call_reboot_kexec },
		{ "no CAP_SYS_BOOT: unload", lose_sys_boot, unload },
		{ "no CAP_SYS_BOOT: load", lose_sys_boot, load_nonsense },
		{ "no CAP_SYS_BOOT: file", lose_sys_boot, file_unload },
		{ "no CAP_SYS_BOOT: execute", lose_sys_boot,
		  call_reboot_kexec },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		bad_row(rows[i].name, in_child(rows[i].lose, rows[i].call),
			EPERM);
}
