// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: kexec_file_load(2): descriptors, command lines, flags, and the order
 * of checks. Linux kernel/kexec_file.c and fs/kernel_read_file.c.
 */
#include "test/boot/cases/oracle/descriptors.h"
#include "test/boot/cases/oracle/oracle.h"

#include <errno.h>
#include <stdio.h>

#define NO_INITRD KEXEC_FILE_NO_INITRAMFS
#define UNLOAD	  KEXEC_FILE_UNLOAD
#define CRASH	  KEXEC_FILE_ON_CRASH
#define DEBUG	  8UL
#define NO_CMA	  0x10UL
#define FORCE_DTB 0x20UL
/* Linux reserves room for " elfcorehdr=0x..." in every case. */
#define LONGEST (TINY_CMDLINE_SIZE - 30UL)

/* A command line of x; load() puts its NUL where the row's size says. */
static char filled[8192];

/* Without a kernel or initrd: -1. Without a command line: "". */
struct file_row {
	const char *name;
	struct expect expect;
	descriptor kernel;
	descriptor initrd;
	unsigned long flags;
	unsigned long size;
	const char *cmdline;
};

/* clang-format off */
static const struct file_row rows[] = {
	{ "a tiny kernel", { 0, LOADS }, fd_tiny, NULL, NO_INITRD },
	{ "with an initrd", { 0, LOADS }, fd_tiny, fd_tiny },
	{ "with an initrd of one byte", { 0, LOADS }, fd_tiny, fd_one_byte },
	{ "with the same file as initrd", { 0, LOADS }, fd_tiny, fd_elf },

	/* Files for the kernel. */
	{ "kernel: -1", { -EBADF }, fd_minus_one, NULL, NO_INITRD },
	{ "kernel: INT_MIN", { -EBADF }, fd_int_min, NULL, NO_INITRD },
	{ "kernel: INT_MAX", { -EBADF }, fd_huge_number, NULL, NO_INITRD },
	{ "kernel: closed", { -EBADF }, fd_closed, NULL, NO_INITRD },
	{ "kernel: O_PATH", { -EBADF }, fd_path_only, NULL, NO_INITRD },
	{ "kernel: write-only", { -EBADF }, fd_write_only, NULL, NO_INITRD },
	{ "kernel: append", { -EBADF }, fd_append, NULL, NO_INITRD },
	{ "kernel: the end of a pipe to write to", { -EBADF }, fd_pipe_write, NULL, NO_INITRD },
	{ "kernel: the end of a pipe to read from", { -EINVAL }, fd_pipe_read, NULL, NO_INITRD },
	{ "kernel: directory", { -EINVAL }, fd_directory, NULL, NO_INITRD },
	{ "kernel: socket", { -EINVAL }, fd_socket, NULL, NO_INITRD },
	{ "kernel: epoll", { -EINVAL }, fd_epoll, NULL, NO_INITRD },
	{ "kernel: device", { -EINVAL }, fd_device, NULL, NO_INITRD },
	{ "kernel: empty file", { -EINVAL }, fd_empty, NULL, NO_INITRD },
	{ "kernel: proc file", { -EINVAL }, fd_proc, NULL, NO_INITRD },
	{ "kernel: sysfs file", { -EIO }, fd_sysfs, NULL, NO_INITRD },
	{ "kernel: kexec_crash_size", { -EBUSY }, fd_sysfs_locked, NULL, NO_INITRD },
	{ "kernel: open for writing, too", { -ETXTBSY }, fd_read_write, NULL, NO_INITRD },
	{ "kernel: open for writing elsewhere", { -ETXTBSY }, fd_written_elsewhere, NULL, NO_INITRD },
	{ "kernel: mapped for writing", { -ETXTBSY }, fd_mapped_writable, NULL, NO_INITRD },
	/* Linux does not count writers of a memfd. */
	{ "kernel: memfd that can be written", { 0, LOADS }, fd_memfd_written, NULL, NO_INITRD },
	{ "kernel: memfd", { 0, LOADS }, fd_memfd, NULL, NO_INITRD },
	{ "kernel: on tmpfs", { 0, LOADS }, fd_tmpfs, NULL, NO_INITRD },
	{ "kernel: unlinked", { 0, LOADS }, fd_unlinked, NULL, NO_INITRD },
	{ "kernel: read to its end", { 0, LOADS }, fd_at_end, NULL, NO_INITRD },
	{ "kernel: 5 GiB", { -EFBIG }, fd_sparse_5g, NULL, NO_INITRD },
	{ "kernel: as large as files get", { -EFBIG }, fd_sparse_largest, NULL, NO_INITRD },
	{ "kernel: 4 GiB", { -ENOMEM }, fd_sparse_4g, NULL, NO_INITRD },
	{ "kernel: 1 GiB", { -ENOMEM }, fd_sparse_1g, NULL, NO_INITRD },
	{ "kernel: text", { NOT_A_KERNEL }, fd_text, NULL, NO_INITRD },
	{ "kernel: one byte", { NOT_A_KERNEL }, fd_one_byte, NULL, NO_INITRD },
	{ "kernel: noise", { NOT_A_KERNEL }, fd_noise, NULL, NO_INITRD },
	{ "kernel: a program that runs", { NOT_A_KERNEL }, fd_elf, NULL, NO_INITRD },
	{ "kernel: vmlinux", { NOT_A_KERNEL }, fd_vmlinux, NULL, NO_INITRD },

	/* Files for the initrd. */
	{ "initrd: -1", { -EBADF }, fd_tiny, fd_minus_one },
	{ "initrd: INT_MIN", { -EBADF }, fd_tiny, fd_int_min },
	{ "initrd: closed", { -EBADF }, fd_tiny, fd_closed },
	{ "initrd: O_PATH", { -EBADF }, fd_tiny, fd_path_only },
	{ "initrd: the end of a pipe to write to", { -EBADF }, fd_tiny, fd_pipe_write },
	{ "initrd: the end of a pipe to read from", { -EINVAL }, fd_tiny, fd_pipe_read },
	{ "initrd: directory", { -EINVAL }, fd_tiny, fd_directory },
	{ "initrd: socket", { -EINVAL }, fd_tiny, fd_socket },
	{ "initrd: device", { -EINVAL }, fd_tiny, fd_device },
	{ "initrd: empty file", { -EINVAL }, fd_tiny, fd_empty },
	{ "initrd: proc file", { -EINVAL }, fd_tiny, fd_proc },
	{ "initrd: sysfs file", { -EIO }, fd_tiny, fd_sysfs },
	{ "initrd: kexec_crash_size", { -EBUSY }, fd_tiny, fd_sysfs_locked },
	{ "initrd: memfd that can be written", { 0, LOADS }, fd_tiny, fd_memfd_written },
	{ "initrd: on tmpfs", { 0, LOADS }, fd_tiny, fd_tmpfs },
	{ "initrd: unlinked", { 0, LOADS }, fd_tiny, fd_unlinked },
	{ "initrd: 5 GiB", { -EFBIG }, fd_tiny, fd_sparse_5g },
	{ "initrd: as large as files get", { -EFBIG }, fd_tiny, fd_sparse_largest },
	{ "initrd: 4 GiB", { -ENOMEM }, fd_tiny, fd_sparse_4g },
	{ "initrd: 1 GiB", { -ENOMEM }, fd_tiny, fd_sparse_1g },
	{ "no initrd wanted: -1 ignored", { 0, LOADS }, fd_tiny, fd_minus_one, NO_INITRD },
	{ "no initrd wanted: directory ignored", { 0, LOADS }, fd_tiny, fd_directory, NO_INITRD },
	{ "no initrd wanted: 5 GiB ignored", { 0, LOADS }, fd_tiny, fd_sparse_5g, NO_INITRD },

	/* Command lines. */
	{ "cmdline: none", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, 0, NULL },
	{ "cmdline: none, at nowhere", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, 0, NOWHERE },
	{ "cmdline: empty", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, 1, "" },
	{ "cmdline: one byte, not NUL", { -EINVAL }, fd_tiny, NULL, NO_INITRD, 1, "x" },
	{ "cmdline: two bytes", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, 2, "x" },
	{ "cmdline: without NUL", { -EINVAL }, fd_tiny, NULL, NO_INITRD, 3, "x=y" },
	{ "cmdline: NUL too early, none at the end", { -EINVAL }, fd_tiny, NULL, NO_INITRD, 3, "x\0y" },
	{ "cmdline: NUL in the middle", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, 4, "x\0y" },
	{ "cmdline: NULs", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, 4, "\0\0\0" },
	{ "cmdline: the longest but one", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, LONGEST - 1, filled },
	{ "cmdline: the longest", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, LONGEST, filled },
	{ "cmdline: one too long", { -EINVAL, LOADS, NO_LENGTH, 0 }, fd_tiny, NULL, NO_INITRD, LONGEST + 1, filled },
	{ "cmdline: the header's limit - 1", { -EINVAL, LOADS, NO_LENGTH, 0 }, fd_tiny, NULL, NO_INITRD, TINY_CMDLINE_SIZE - 1, filled },
	{ "cmdline: the header's limit", { -EINVAL, LOADS, NO_LENGTH, 0 }, fd_tiny, NULL, NO_INITRD, TINY_CMDLINE_SIZE, filled },
	{ "cmdline: the header's limit + 1", { -EINVAL, LOADS, NO_LENGTH, 0 }, fd_tiny, NULL, NO_INITRD, TINY_CMDLINE_SIZE + 1, filled },
	{ "cmdline: 4096", { -EINVAL, LOADS, CUT_OFF, 0 }, fd_tiny, NULL, NO_INITRD, 4096, filled },
	{ "cmdline: 8192", { -EINVAL, LOADS, CUT_OFF, 0 }, fd_tiny, NULL, NO_INITRD, 8192, filled },
	{ "cmdline: at NULL", { -EFAULT }, fd_tiny, NULL, NO_INITRD, 1, NULL },
	{ "cmdline: at nowhere", { -EFAULT }, fd_tiny, NULL, NO_INITRD, 10, NOWHERE },
	{ "cmdline: in the kernel", { -EFAULT }, fd_tiny, NULL, NO_INITRD, 10, (void *)KERNEL_ADDRESS },
	{ "cmdline: ends in a hole", { -EFAULT }, fd_tiny, NULL, NO_INITRD, 11, (void *)(TORN_1 + PAGE - 10) },
	{ "cmdline: ends before a hole", { 0, LOADS }, fd_tiny, NULL, NO_INITRD, 10, (void *)(TORN_1 + PAGE - 10) },
	{ "cmdline: 1 MiB at nowhere", { -EFAULT }, fd_tiny, NULL, NO_INITRD, 1UL << 20, NOWHERE },
	{ "cmdline: 16 MiB", { -ENOMEM }, fd_tiny, NULL, NO_INITRD, 16UL << 20, filled },
	{ "cmdline: 4 GiB", { -ENOMEM }, fd_tiny, NULL, NO_INITRD, 1UL << 32, filled },
	{ "cmdline: 2^63", { -ENOMEM }, fd_tiny, NULL, NO_INITRD, 1UL << 63, filled },
	{ "cmdline: 2^64 - 1", { -ENOMEM }, fd_tiny, NULL, NO_INITRD, -1UL, filled },

	/* Flags. */
	{ "unload", { 0, UNLOADS }, fd_tiny, NULL, UNLOAD },
	{ "unload: nothing else matters", { 0, UNLOADS }, fd_minus_one, fd_minus_one, UNLOAD, -1UL, NOWHERE },
	{ "unload with no initrd", { 0, UNLOADS }, fd_minus_one, NULL, UNLOAD | NO_INITRD },
	{ "unload a crash kernel that is not there", { 0 }, fd_minus_one, NULL, UNLOAD | CRASH },
	{ "unload with debug", { 0, UNLOADS, OLD_LINUX, -EINVAL }, fd_minus_one, NULL, UNLOAD | DEBUG },
	{ "debug", { 0, LOADS, OLD_LINUX, -EINVAL }, fd_tiny, NULL, NO_INITRD | DEBUG },
	{ "no CMA", { 0, LOADS, OLD_LINUX, -EINVAL }, fd_tiny, NULL, NO_INITRD | NO_CMA },
	{ "force DTB", { 0, LOADS, OLD_LINUX, -EINVAL }, fd_tiny, NULL, NO_INITRD | FORCE_DTB },
	{ "every flag but unload and crash", { 0, LOADS, OLD_LINUX, -EINVAL }, fd_tiny, NULL, NO_INITRD | DEBUG | NO_CMA | FORCE_DTB },
	{ "every flag but crash", { 0, UNLOADS, OLD_LINUX, -EINVAL }, fd_tiny, NULL, 0x3d },
	{ "debug, and no kernel", { NOT_A_KERNEL, KEEPS, OLD_LINUX, -EINVAL }, fd_text, NULL, NO_INITRD | DEBUG },
	{ "crash: no region", { -EADDRNOTAVAIL }, fd_tiny, NULL, NO_INITRD | CRASH },
	{ "crash: no region, with an initrd", { -EADDRNOTAVAIL }, fd_tiny, fd_tiny, CRASH },

	/* Two rules broken: which check comes first? */
	{ "unknown flag before kernel", { -EINVAL }, fd_minus_one, NULL, 0x8000 },
	{ "unknown flag before unload", { -EINVAL }, fd_minus_one, NULL, UNLOAD | 0x8000 },
	{ "unload before kernel", { 0, UNLOADS }, fd_text, NULL, UNLOAD },
	{ "kernel before initrd", { NOT_A_KERNEL }, fd_text, fd_minus_one },
	{ "kernel's errno before initrd's", { -EBADF }, fd_minus_one, fd_directory },
	{ "kernel before cmdline", { NOT_A_KERNEL }, fd_text, NULL, NO_INITRD, 10, NOWHERE },
	{ "type before writing elsewhere", { -EINVAL }, fd_directory, NULL, NO_INITRD, 10, NOWHERE },
	{ "initrd before cmdline", { -EBADF }, fd_tiny, fd_minus_one, 0, 10, NOWHERE },
	{ "initrd before a long cmdline", { -EINVAL }, fd_tiny, fd_directory, 0, 8192, filled },
	{ "initrd before a missing NUL", { -EBADF }, fd_tiny, fd_minus_one, 0, 1, "x" },
	{ "cmdline before crash region", { -EFAULT }, fd_tiny, NULL, NO_INITRD | CRASH, 10, NOWHERE },
	{ "NUL before crash region", { -EINVAL }, fd_tiny, NULL, NO_INITRD | CRASH, 1, "x" },
	{ "long cmdline before crash region", { -EINVAL, KEEPS, CUT_OFF, -EADDRNOTAVAIL }, fd_tiny, NULL, NO_INITRD | CRASH, 8192, filled },
	{ "kernel before crash region", { NOT_A_KERNEL }, fd_text, NULL, NO_INITRD | CRASH },
	{ "initrd before crash region", { -EBADF }, fd_tiny, fd_minus_one, CRASH },

	{ "kernel: on overlayfs", { 0, LOADS, NO_OVERLAY, -ENODEV }, fd_overlay, NULL, NO_INITRD },
	{ "initrd: on overlayfs", { 0, LOADS, NO_OVERLAY, -ENODEV }, fd_tiny, fd_overlay },
};
/* clang-format on */

static int open_one(descriptor open)
{
	return open ? open() : -1;
}

static long load(const void *of)
{
	const struct file_row *row = of;
	int kernel = open_one(row->kernel);
	int initrd = open_one(row->initrd);
	long result;

	if (row->cmdline == filled && row->size <= sizeof(filled)) {
		memset(filled, 'x', sizeof(filled));
		filled[row->size - 1] = '\0';
	}
	/* An opener reports that its file is not available. */
	if (kernel == -ENODEV || initrd == -ENODEV)
		result = -ENODEV;
	else
		result = call_kexec_file_load(kernel, initrd, row->size,
					      row->cmdline, row->flags);
	descriptors_close();
	return result;
}

/* Every bit that is not a flag: kexec_file_load(2) checks all 64. */
static void sweep_flags(void)
{
	char name[64];

	for (unsigned int bit = 6; bit < 64; bit++) {
		const struct expect expect = { -EINVAL };
		const struct file_row row = { .kernel = fd_tiny,
					      .flags = 1UL << bit | NO_INITRD };

		snprintf(name, sizeof(name), "file flag bit %u", bit);
		oracle_row(name, &expect, load, &row);
	}
}

void oracle_file_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		oracle_row(rows[i].name, &rows[i].expect, load, &rows[i]);
	sweep_flags();
}
