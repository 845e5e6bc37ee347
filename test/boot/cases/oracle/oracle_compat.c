// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: the 32-bit entries: int 0x80 or what arm64 has for it, and x32
 * numbers if the kernel has them. Linux: COMPAT_SYSCALL_DEFINE4(kexec_load) in
 * kernel/kexec.c. It accepts any architecture except the default.
 */
#include "test/boot/cases/oracle/oracle.h"

#include <errno.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define X32		   0x40000000L
#define NRX32_KEXEC_LOAD   (X32 + 528)
#define NR_KEXEC_LOAD	   SYS_kexec_load
#define NR_REBOOT	   SYS_reboot
#define NR_KEXEC_FILE_LOAD SYS_kexec_file_load
#define ARCH		   KEXEC_ARCH_32BIT

enum { LIST_OF_ROW = 0 };

struct compat_row {
	const char *name;
	struct expect expect;
	uint32_t flags;
	uint32_t entry;
	uint32_t count;
	struct segment32 segments[2];
	uint32_t list; /* an address, or LIST_OF_ROW */
};

/* Memory below 4 GiB. */
#define BUF ((uint32_t)TORN_1)
#define GOOD                        \
	{                           \
		BUF, 64, BASE, PAGE \
	}

/* clang-format off */
static const struct compat_row rows[] = {
	{ "a load", { 0, LOADS }, ARCH, .count = 1, .segments = { GOOD } },
	{ "a load, by name of the native architecture", { 0, LOADS },
	  KEXEC_ARCH_NATIVE, .count = 1, .segments = { GOOD } },
	{ "two segments", { 0, LOADS }, ARCH, .count = 2,
	  .segments = { GOOD, { BUF, PAGE, 2 * BASE, PAGE } } },
	{ "any entry", { 0, LOADS }, ARCH, .entry = -1U, .count = 1,
	  .segments = { GOOD } },
	{ "an unload", { 0, UNLOADS }, ARCH },
	{ "an unload, any list", { 0, UNLOADS }, ARCH, .list = -1U },
	{ "a crash unload", { 0 }, ARCH | KEXEC_ON_CRASH },
	{ "no architecture", { -EINVAL }, 0, .count = 1, .segments = { GOOD } },
	{ "no architecture for an unload", { -EINVAL }, 0 },
	{ "no architecture before unreadable segments", { -EINVAL }, 0,
	  .count = 1, .list = 64 },
	{ "an architecture that nobody has", { 0, LOADS }, 0xffff0000,
	  .count = 1, .segments = { GOOD } },
	{ "17 segments", { -EINVAL }, ARCH, .count = 17 },
	{ "17 segments, no architecture", { -EINVAL }, 0, .count = 17 },
	{ "2^32 - 1 segments", { -EINVAL }, ARCH, .count = -1U },
	{ "unknown flag", { -EINVAL }, ARCH | 0x100, .count = 1, .segments = { GOOD } },
	{ "unknown flag, no architecture", { -EINVAL }, 0x8000 },
	{ "jump back", { 0, LOADS, NO_RETURN, -EINVAL },
	  ARCH | KEXEC_PRESERVE_CONTEXT, .count = 1, .segments = { GOOD } },
	{ "update elfcorehdr", { 0, LOADS, OLD_LINUX, -EINVAL }, ARCH | 4,
	  .count = 1, .segments = { GOOD } },
	{ "segments at nowhere", { 16, KEEPS, LEFTOVER, -EFAULT }, ARCH,
	  .count = 1, .list = 64 },
	{ "segments at the last address", { 16, KEEPS, LEFTOVER, -EFAULT }, ARCH,
	  .count = 1, .list = 0xfffffff0 },
	{ "segments' end is missing", { 16, KEEPS, LEFTOVER, -EFAULT }, ARCH,
	  .count = 2, .list = (uint32_t)(TORN_1 + PAGE - 16) },
	{ "a segment's end is missing", { 8, KEEPS, LEFTOVER, -EFAULT }, ARCH,
	  .count = 1, .list = (uint32_t)(TORN_1 + PAGE - 8) },
	{ "crash segments at nowhere", { 16, KEEPS, LEFTOVER, -EFAULT },
	  ARCH | KEXEC_ON_CRASH, .count = 1, .list = 64 },
	{ "buffer at nowhere", { -EFAULT }, ARCH, .count = 1,
	  .segments = { { 64, 64, BASE, PAGE } } },
	{ "buffer at the last address", { -EFAULT }, ARCH, .count = 1,
	  .segments = { { -1U, 64, BASE, PAGE } } },
	{ "buffer that ends in a hole", { -EFAULT }, ARCH, .count = 1,
	  .segments = { { BUF, PAGE + 1, BASE, 2 * PAGE } } },
	{ "unaligned", { -EADDRNOTAVAIL }, ARCH, .count = 1,
	  .segments = { { BUF, 64, BASE + 1, PAGE } } },
	{ "part of a page", { -EADDRNOTAVAIL }, ARCH, .count = 1,
	  .segments = { { BUF, 64, BASE, PAGE - 1 } } },
	{ "ends at 2^32", { 0, LOADS }, ARCH, .count = 1,
	  .segments = { { BUF, 64, 0xfffff000, PAGE } } },
	{ "ends beyond 2^32, which does not wrap", { 0, LOADS }, ARCH,
	  .count = 1, .segments = { { BUF, 64, 0xfffff000, 2 * PAGE } } },
	{ "overlap", { -EINVAL }, ARCH, .count = 2, .segments = { GOOD, GOOD } },
	{ "larger buffer", { -EINVAL }, ARCH, .count = 1,
	  .segments = { { BUF, PAGE + 1, BASE, PAGE } } },
	{ "larger than half of memory", { -EINVAL }, ARCH, .count = 1,
	  .segments = { { BUF, 64, BASE, 300 * MIB } } },
	{ "as large as 32 bits can say", { -EINVAL }, ARCH, .count = 1,
	  .segments = { { BUF, 64, BASE, 0xfffff000 } } },
	{ "crash: no region", { -EADDRNOTAVAIL }, ARCH | KEXEC_ON_CRASH,
	  .entry = 1, .count = 1, .segments = { GOOD } },
	{ "crash: entry 0 passes", { -EADDRNOTAVAIL }, ARCH | KEXEC_ON_CRASH,
	  .count = 1, .segments = { GOOD } },
};
/* clang-format on */

/* The row's segments, or its other list, below 4 GiB. */
static uint32_t list_of(const struct compat_row *row)
{
	void *at = (void *)TORN_2;

	if (row->list != LIST_OF_ROW)
		return row->list;
	memcpy(at, row->segments, sizeof(row->segments));
	return (uint32_t)TORN_2;
}

static long load32(const void *of)
{
	const struct compat_row *row = of;

	return machine_call32(NR32_KEXEC_LOAD, row->entry, row->count,
			      list_of(row), row->flags);
}

static long loadx32(const void *of)
{
	const struct compat_row *row = of;

	return machine_call(NRX32_KEXEC_LOAD,
			    (unsigned long[5]){ row->entry, row->count,
						list_of(row), row->flags });
}

/* The result expected of a row if there is no such entry. */
static struct expect without(enum why why, const struct expect *expect)
{
	if (!oracle_holds(why))
		return *expect;
	return (struct expect){ 0, KEEPS, why, -ENOSYS };
}

static void both_entries(void)
{
	char name[96];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct expect expect = without(NO_DOOR, &rows[i].expect);

		snprintf(name, sizeof(name), "32 bits: %s", rows[i].name);
		oracle_row(name, &expect, load32, &rows[i]);
		if (!guest_machine.knows_x32)
			continue;
		expect = without(NO_X32, &expect);
		snprintf(name, sizeof(name), "x32: %s", rows[i].name);
		oracle_row(name, &expect, loadx32, &rows[i]);
	}
}

/* ---- Numbers and registers ---- */

struct raw_row {
	const char *name;
	struct expect expect;
	long number;
	unsigned long arguments[5];
};

#define MAGIC LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2

/* clang-format off */
static const struct raw_row raw_rows[] = {
	{ "x32 with the number of 64 bits", { -ENOSYS }, X32 + NR_KEXEC_LOAD, { 0 } },
	{ "x32 kexec_file_load, unload", { 0, UNLOADS, NO_X32, -ENOSYS },
	  X32 + NR_KEXEC_FILE_LOAD, { 0, 0, 0, 0, 1 } },
	{ "x32 reboot, bad magic", { -EINVAL, KEEPS, NO_X32, -ENOSYS },
	  X32 + NR_REBOOT, { 0, 0, LINUX_REBOOT_CMD_KEXEC } },
	{ "kexec_file_load: descriptors have 32 bits", { -EBADF },
	  NR_KEXEC_FILE_LOAD, { 0xffffffff, 1UL << 32, 0, 0, 4 } },
	{ "kexec_file_load: upper half of a descriptor is dropped", { -EBADF },
	  NR_KEXEC_FILE_LOAD, { 0x12345678ffffffff, 0, 0, 0, 4 } },
	{ "reboot: magic 1 wrong", { -EINVAL }, NR_REBOOT,
	  { 0, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: magic 2 wrong", { -EINVAL }, NR_REBOOT,
	  { LINUX_REBOOT_MAGIC1, 0, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: magics the wrong way round", { -EINVAL }, NR_REBOOT,
	  { LINUX_REBOOT_MAGIC2, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: magic 2D", { -EINVAL }, NR_REBOOT,
	  { LINUX_REBOOT_MAGIC1, 0x20112001, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: magics of all ones", { -EINVAL }, NR_REBOOT,
	  { -1UL, -1UL, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: a command next to it", { -EINVAL }, NR_REBOOT,
	  { MAGIC, LINUX_REBOOT_CMD_KEXEC + 1 } },
	{ "reboot: CAD off is not ours", { 0 }, NR_REBOOT,
	  { MAGIC, LINUX_REBOOT_CMD_CAD_OFF } },
};

/* With a loaded image these would start it. */
static const struct raw_row exec_rows[] = {
	{ "reboot: nothing loaded", { -EINVAL }, NR_REBOOT,
	  { MAGIC, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: nothing loaded, 2A", { -EINVAL }, NR_REBOOT,
	  { LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2A, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: nothing loaded, 2B", { -EINVAL }, NR_REBOOT,
	  { LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2B, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: nothing loaded, 2C", { -EINVAL }, NR_REBOOT,
	  { LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2C, LINUX_REBOOT_CMD_KEXEC } },
	{ "reboot: an argument that nobody reads", { -EINVAL }, NR_REBOOT,
	  { MAGIC, LINUX_REBOOT_CMD_KEXEC, -1UL } },
	{ "reboot: upper halves are dropped", { -EINVAL }, NR_REBOOT,
	  { 0xabcdUL << 32 | LINUX_REBOOT_MAGIC1, 1UL << 63 | LINUX_REBOOT_MAGIC2,
	    1UL << 32 | LINUX_REBOOT_CMD_KEXEC } },
};
/* clang-format on */

static long raw(const void *of)
{
	const struct raw_row *row = of;

	return machine_call(row->number, row->arguments);
}

static long raw32(const void *of)
{
	const struct raw_row *row = of;

	return machine_call32(NR32_REBOOT, (uint32_t)row->arguments[0],
			      (uint32_t)row->arguments[1],
			      (uint32_t)row->arguments[2],
			      (uint32_t)row->arguments[3]);
}

/* The same from 32 bits, where there are such programs. */
static void row_from_32(const struct raw_row *row,
			void (*run)(const char *name,
				    const struct expect *expect,
				    oracle_call call, const void *row))
{
	char name[96];

	if (!oracle_has_32bit())
		return;
	snprintf(name, sizeof(name), "32 bits: %s", row->name);
	run(name, &row->expect, raw32, row);
}

void oracle_compat_rows(void)
{
	if (oracle_has_32bit())
		both_entries();
	for (size_t i = 0; i < ARRAY_SIZE(raw_rows); i++) {
		struct expect expect = raw_rows[i].expect;

		if (raw_rows[i].number & X32 && !guest_machine.knows_x32)
			continue;
		if ((raw_rows[i].number & ~X32) == NR_KEXEC_FILE_LOAD)
			expect = without(NO_DOOR, &expect);
		oracle_row(raw_rows[i].name, &expect, raw, &raw_rows[i]);
		if (raw_rows[i].number == NR_REBOOT)
			row_from_32(&raw_rows[i], oracle_row);
	}
	for (size_t i = 0; i < ARRAY_SIZE(exec_rows); i++) {
		oracle_row_unloaded(exec_rows[i].name, &exec_rows[i].expect,
				    raw, &exec_rows[i]);
		row_from_32(&exec_rows[i], oracle_row_unloaded);
	}
}
