// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle_crash: crash kernels, row by row, with a region of 64 MiB, on Linux's
 * own kexec and on ours. Each call is made with and without a crash image and a
 * normal one, neither of which it may harm. Linux: kernel/kexec.c,
 * kexec_core.c, kexec_file.c, and crash_core.c for the size.
 */
#include "test/boot/cases/oracle/oracle_crash.h"

#include <errno.h>
#include <stdio.h>

#define CRASH_SIZE  "/sys/kernel/kexec_crash_size"
#define LIMIT_PANIC "/proc/sys/kernel/kexec_load_limit_panic"
#define ON_CRASH    KEXEC_ON_CRASH
#define HOTPLUG	    8UL
#define ELFCOREHDR  4UL

static const char pages[2 * PAGE];

static struct {
	unsigned long start; /* as insmod or the boot loader left it */
	unsigned long end;
	unsigned long size; /* its current size */
} region;

/* An address: so many bytes from where the region begins, or ends, or from 0.
 */
enum origin { START, END, ZERO };

struct place {
	enum origin origin;
	long by;
};

static unsigned long address(struct place place)
{
	const unsigned long origins[] = { region.start, region.end, 0 };

	return origins[place.origin] + (unsigned long)place.by;
}

struct crash_segment {
	struct place from;
	struct place to;
	size_t bufsz;
};

struct crash_row {
	const char *name;
	struct expect expect;
	struct place entry;
	unsigned long count;
	struct crash_segment segments[3];
	unsigned long flags; /* in addition to KEXEC_ON_CRASH */
	const void *buf;     /* instead of a page; not for a list */
	const void *list;    /* instead of segments */
};

/* clang-format off */
#define FIRST { { START, 0 }, { START, PAGE }, PAGE }
#define LAST { { END, -PAGE }, { END, 0 }, PAGE }

static const struct crash_row rows[] = {
	{ "entry: the first byte", LOADED, { START, 0 }, 1, { FIRST } },
	{ "entry: a byte before", FAILS(EADDRNOTAVAIL), { START, -1 }, 1, { FIRST } },
	{ "entry: the last byte", LOADED, { END, -1 }, 1, { FIRST } },
	{ "entry: a byte behind", FAILS(EADDRNOTAVAIL), { END, 0 }, 1, { FIRST } },
	{ "entry: a page behind", FAILS(EADDRNOTAVAIL), { END, PAGE }, 1, { FIRST } },
	{ "entry: where nothing is loaded", LOADED, { START, 32 * MIB }, 1, { FIRST } },
	{ "entry: 0", FAILS(EADDRNOTAVAIL), { ZERO, 0 }, 1, { FIRST } },
	{ "entry: 2^64 - 1", FAILS(EADDRNOTAVAIL), { ZERO, -1 }, 1, { FIRST } },
	{ "entry before segments", FAILS(EADDRNOTAVAIL), { ZERO, 0 }, 2, { FIRST, FIRST } },

	{ "segment: the first page", LOADED, { START, 0 }, 1, { FIRST } },
	{ "segment: the last page", LOADED, { START, 0 }, 1, { LAST } },
	{ "segment: in the middle", LOADED, { START, 0 }, 1, { { { START, 32 * MIB }, { START, 33 * MIB }, PAGE } } },
	{ "segment: a page before", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { START, -PAGE }, { START, 0 }, PAGE } } },
	{ "segment: a page behind", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { END, 0 }, { END, PAGE }, PAGE } } },
	{ "segment: over the start", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { START, -PAGE }, { START, PAGE }, PAGE } } },
	{ "segment: over the end", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { END, -PAGE }, { END, PAGE }, PAGE } } },
	{ "segment: over both", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { START, -PAGE }, { END, PAGE }, PAGE } } },
	{ "segment: half a page less", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { START, 0 }, { START, 2048 }, 1 } } },
	{ "segment: half a page later", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { START, 2048 }, { START, PAGE + 2048 }, 1 } } },
	{ "segment: in low memory", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { ZERO, BASE }, { ZERO, BASE + PAGE }, PAGE } } },
	{ "segment: beyond all memory", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { ZERO, 1L << 40 }, { ZERO, (1L << 40) + PAGE }, PAGE } } },
	{ "segment: wraps", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { START, 0 }, { START, -PAGE }, PAGE } } },
	{ "segment: empty", LOADED, { START, 0 }, 1, { { { START, PAGE }, { START, PAGE }, 0 } } },
	{ "segment: empty at the start", LOADED, { START, 0 }, 1, { { { START, 0 }, { START, 0 }, 0 } } },
	{ "segment: empty at the end", LOADED, { START, 0 }, 1, { { { END, 0 }, { END, 0 }, 0 } } },
	{ "segment: empty before the start", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { START, -PAGE }, { START, -PAGE }, 0 } } },
	{ "segment: empty behind the end", FAILS(EADDRNOTAVAIL), { START, 0 }, 1, { { { END, PAGE }, { END, PAGE }, 0 } } },
	{ "segment: without bytes", LOADED, { START, 0 }, 1, { { { START, 0 }, { START, 8 * PAGE }, 0 } } },
	{ "segment: bytes at nowhere", FAILS(EFAULT), { START, 0 }, 1, { FIRST }, .buf = NOWHERE },
	{ "segment: more bytes than room", FAILS(EINVAL), { START, 0 }, 1, { { { START, 0 }, { START, PAGE }, PAGE + 1 } } },
	{ "segment: too much, and outside", FAILS(EINVAL), { START, 0 }, 1, { { { START, -PAGE }, { START, 0 }, PAGE + 1 } } },
	{ "segment: half of memory before the region", FAILS(EINVAL), { START, 0 }, 1, { { { ZERO, 0 }, { ZERO, 1L << 31 }, 0 } } },

	/* Where control pages must be. */
	{ "the whole region", FAILS(ENOMEM), { START, 0 }, 1, { { { START, 0 }, { END, 0 }, PAGE } } },
	{ "all but the first page", FAILS(ENOMEM), { START, 0 }, 1, { { { START, PAGE }, { END, 0 }, PAGE } } },
	{ "all but the last page", FAILS(ENOMEM), { START, 0 }, 1, { { { START, 0 }, { END, -PAGE }, PAGE } } },
	{ "all but a page within", FAILS(ENOMEM), { START, 0 }, 2, { { { START, 0 }, { START, MIB }, PAGE }, { { START, MIB + PAGE }, { END, 0 }, PAGE } } },
	{ "all but 1 MiB at the start", LOADED, { START, MIB }, 1, { { { START, MIB }, { END, 0 }, PAGE } } },
	{ "all but 1 MiB at the end", LOADED, { START, 0 }, 1, { { { START, 0 }, { END, -MIB }, PAGE } } },
	{ "all but 1 MiB within", LOADED, { START, 0 }, 2, { { { START, 0 }, { START, MIB }, PAGE }, { { START, 2 * MIB }, { END, 0 }, PAGE } } },

	{ "three that touch", LOADED, { START, 0 }, 3, { FIRST, { { START, PAGE }, { START, 2 * PAGE }, 1 }, { { START, 2 * PAGE }, { START, 4 * PAGE }, 2 * PAGE } } },
	{ "first and last", LOADED, { START, 0 }, 2, { FIRST, LAST } },
	{ "last and first", LOADED, { END, -PAGE }, 2, { LAST, FIRST } },
	{ "two that overlap", FAILS(EINVAL), { START, 0 }, 2, { FIRST, { { START, 0 }, { START, 2 * PAGE }, 1 } } },
	{ "overlap, and outside", FAILS(EINVAL), { START, 0 }, 3, { FIRST, FIRST, { { END, 0 }, { END, PAGE }, 1 } } },
	{ "the third is outside", FAILS(EADDRNOTAVAIL), { START, 0 }, 3, { FIRST, LAST, { { END, 0 }, { END, PAGE }, 1 } } },

	{ "unload", { 0, UNLOADS }, { ZERO, 0 } },
	{ "unload, any entry", { 0, UNLOADS }, { ZERO, -1 }, .list = NOWHERE },
	{ "unload, update elfcorehdr", { 0, UNLOADS, OLD_LINUX, -EINVAL }, { ZERO, 0 }, .flags = ELFCOREHDR },
	{ "unload, hotplug", { 0, UNLOADS, OLD_LINUX, -EINVAL }, { ZERO, 0 }, .flags = HOTPLUG },
	{ "native architecture", LOADED, { START, 0 }, 1, { FIRST }, .flags = KEXEC_ARCH_NATIVE },
	{ "update elfcorehdr", NEW, { START, 0 }, 1, { FIRST }, .flags = ELFCOREHDR },
	{ "hotplug", NEW, { START, 0 }, 1, { FIRST }, .flags = HOTPLUG },
	{ "both of these", NEW, { START, 0 }, 1, { FIRST }, .flags = ELFCOREHDR | HOTPLUG },
	{ "hotplug, entry outside", { -EADDRNOTAVAIL, LOSES, OLD_LINUX, -EINVAL }, { END, 0 }, 1, { FIRST }, .flags = HOTPLUG },
	/* Checks before the lock keep the old image. */
	{ "another architecture", { -EINVAL }, { START, 0 }, 1, { FIRST }, .flags = KEXEC_ARCH_32BIT },
	{ "jump back", { -EINVAL }, { START, 0 }, 1, { FIRST }, .flags = KEXEC_PRESERVE_CONTEXT },
	{ "unknown flag", { -EINVAL }, { START, 0 }, 1, { FIRST }, .flags = 0x8000 },
	{ "17 segments", { -EINVAL }, { START, 0 }, 17 },
	{ "segments at nowhere", { -EFAULT }, { START, 0 }, 1, .list = NOWHERE },
};
/* clang-format on */

static long load(const void *of)
{
	const struct crash_row *row = of;
	struct segment segments[ARRAY_SIZE(row->segments)];

	for (size_t i = 0; i < ARRAY_SIZE(segments); i++) {
		const struct crash_segment *segment = &row->segments[i];

		segments[i].buf = row->buf ? row->buf : pages;
		segments[i].bufsz = segment->bufsz;
		segments[i].mem = address(segment->from);
		segments[i].memsz = address(segment->to) - segments[i].mem;
	}
	return call_kexec_load(address(row->entry), row->count,
			       row->list ? row->list : segments,
			       ON_CRASH | row->flags);
}

/* ---- Rows ---- */

static void set_crash(bool loaded)
{
	static const struct crash_row good = { .entry = { START, 0 },
					       .count = 1,
					       .segments = { FIRST } };
	static const struct crash_row none;
	long err = load(loaded ? &good : &none);

	if (err)
		fail("cannot %s a crash image: %s", loaded ? "load" : "unload",
		     strerrorname_np((int)-err));
}

/* Is a crash image loaded after a call with result @want? */
static bool is_loaded_after(const struct expect *expect, long want, bool before)
{
	if (want >= 0 && expect->effect == LOADS)
		return true;
	if (want >= 0 && expect->effect == UNLOADS)
		return false;
	/* A reason to differ is checked before any change. */
	if (want < 0 && expect->effect == LOSES && want == expect->want)
		return before && kexec_is_module();
	return before;
}

static void run_row(const char *name, const struct expect *expect,
		    oracle_call call, const void *row)
{
	long want = oracle_wanted(expect);

	for (unsigned int loaded = 0; loaded < 4; loaded++) {
		bool has_crash = loaded & 1;

		oracle_set_loaded(loaded & 2);
		set_crash(has_crash);
		oracle_expect_crash(is_loaded_after(expect, want, has_crash),
				    region.size);
		oracle_make_call(name, want, call, row);
	}
}

static void check_neighbours(void)
{
	oracle_set_loaded(true);
	set_crash(true);
	oracle_expect_crash(true, region.size);
	oracle_fact("both are loaded", NULL);
	oracle_set_loaded(false);
	oracle_fact("the normal one was unloaded", NULL);
	oracle_set_loaded(true);
	set_crash(false);
	oracle_expect_crash(false, region.size);
	oracle_fact("the crash image was unloaded", NULL);
	oracle_set_loaded(false);
}

/* Each leaves 1 MiB, and both together nothing: one must be freed first. */
static void replace_large(void)
{
	/* clang-format off */
	static const struct crash_row low = { .entry = { START, 0 }, .count = 1, .segments = { { { START, 0 }, { END, -MIB }, PAGE } } };
	static const struct crash_row high = { .entry = { END, -1 }, .count = 1, .segments = { { { START, MIB }, { END, 0 }, PAGE } } };
	/* clang-format on */

	set_crash(false);
	oracle_expect_crash(true, region.size);
	oracle_step("large", 0, load, &low);
	oracle_step("large, elsewhere", 0, load, &high);
	oracle_step("large, and back", 0, load, &low);
	oracle_step("large, once more", 0, load, &low);
	set_crash(false);
	oracle_expect_crash(false, region.size);
	oracle_fact("large: unloaded", NULL);
}

/* Linux itself may warn of one (a crash image's pages are unmapped on arm64).
 */
static bool is_run(const struct crash_row *row)
{
	const struct crash_segment *first = &row->segments[0];

	return kexec_is_module() || !guest_machine.warns_of_empty ||
	       row->count != 1 || row->list ||
	       address(first->from) != address(first->to);
}

static void run_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (is_run(&rows[i]))
			run_row(rows[i].name, &rows[i].expect, load, &rows[i]);
	crash_file_rows(run_row);
	check_neighbours();
	replace_large();
}

/* ---- The size ---- */

static long write_size(const void *text)
{
	return -write_text(CRASH_SIZE, text);
}

/* clang-format off */
static const struct crash_row first_page = { .entry = { START, 0 }, .count = 1, .segments = { FIRST } };
static const struct crash_row last_page = { .entry = { START, 0 }, .count = 1, .segments = { LAST } };
static const struct crash_row last_entry = { .entry = { END, -1 }, .count = 1, .segments = { FIRST } };
static const struct crash_row at_32m = { .entry = { START, 0 }, .count = 1, .segments = { { { START, 32 * MIB - PAGE }, { START, 32 * MIB }, 1 } } };
static const struct crash_row over_32m = { .entry = { START, 0 }, .count = 1, .segments = { { { START, 32 * MIB - PAGE }, { START, 32 * MIB + PAGE }, 1 } } };
static const struct crash_row unload;
static const struct crash_file tiny_file = { .flags = NO_INITRD };

/* In this order: a step cannot be undone. */
static const struct {
	const char *name;
	long want;
	oracle_call call;
	const void *argument;
	unsigned long size; /* after it */
	bool loaded;
} size_steps[] = {
	{ "the same size", 0, write_size, "67108864", 64 * MIB, false },
	{ "a byte less: rounded up", 0, write_size, "67108863", 64 * MIB, false },
	{ "4095 less: rounded up", 0, write_size, "67104769\n", 64 * MIB, false },
	{ "a byte more", -EINVAL, write_size, "67108865", 64 * MIB, false },
	{ "a page more", -EINVAL, write_size, "0x4001000", 64 * MIB, false },
	{ "2^64 - 4096", -EINVAL, write_size, "0xfffffffffffff000", 64 * MIB, false },
	{ "2^64", -EINVAL, write_size, "18446744073709551616", 64 * MIB, false },
	{ "32M", -EINVAL, write_size, "32M", 64 * MIB, false },
	{ "-1", -EINVAL, write_size, "-1", 64 * MIB, false },
	{ "words", -EINVAL, write_size, "nothing", 64 * MIB, false },
	{ "load", 0, load, &last_page, 64 * MIB, true },
	{ "loaded: smaller", -ENOENT, write_size, "0x2000000", 64 * MIB, true },
	{ "loaded: the same", -ENOENT, write_size, "67108864", 64 * MIB, true },
	{ "loaded: larger", -ENOENT, write_size, "0x8000000", 64 * MIB, true },
	{ "loaded: 0", -ENOENT, write_size, "0", 64 * MIB, true },
	{ "loaded: words", -EINVAL, write_size, "nothing", 64 * MIB, true },
	{ "unload", 0, load, &unload, 64 * MIB, false },
	{ "a page less", 0, write_size, "67100673", 64 * MIB - PAGE, false },
	{ "the last page is outside now", -EADDRNOTAVAIL, load, &last_page, 64 * MIB - PAGE, false },
	{ "32 MiB and a byte", 0, write_size, "33554433", 32 * MIB + PAGE, false },
	{ "32 MiB", 0, write_size, "33554432", 32 * MIB, false },
	{ "32 MiB: back to 64", -EINVAL, write_size, "67108864", 32 * MIB, false },
	{ "32 MiB: old entry", -EADDRNOTAVAIL, load, &last_entry, 32 * MIB, false },
	{ "32 MiB: over the new end", -EADDRNOTAVAIL, load, &over_32m, 32 * MIB, false },
	{ "32 MiB: at the new end", 0, load, &at_32m, 32 * MIB, true },
	{ "32 MiB: unload", 0, load, &unload, 32 * MIB, false },
	{ "32 MiB: a file of 32 MiB", -EADDRNOTAVAIL, crash_file_load, &crash_file_32m, 32 * MIB, false },
	{ "32 MiB: a tiny file", 0, crash_file_load, &tiny_file, 32 * MIB, true },
	{ "32 MiB: unload again", 0, load, &unload, 32 * MIB, false },
	{ "two pages", 0, write_size, "4097", 2 * PAGE, false },
	{ "two pages: no room for control pages", -ENOMEM, load, &first_page, 2 * PAGE, false },
	{ "two pages: a tiny file", -EADDRNOTAVAIL, crash_file_load, &tiny_file, 2 * PAGE, false },
	{ "one page", 0, write_size, "1", PAGE, false },
	{ "2^64 - 1 rounds to 0", 0, write_size, "0xffffffffffffffff", 0, false },
	{ "nothing is left: 0", 0, write_size, "0", 0, false },
	{ "nothing is left: a page", -EINVAL, write_size, "1", 0, false },
	{ "nothing is left: load", -EADDRNOTAVAIL, load, &first_page, 0, false },
	{ "nothing is left: a file", -EADDRNOTAVAIL, crash_file_load, &tiny_file, 0, false },
	{ "nothing is left: unload", 0, load, &unload, 0, false },
};
/* clang-format on */

static void check_line(const char *name)
{
	unsigned long start = 0;
	unsigned long end = 0;
	bool found = find_iomem("Crash kernel", &start, &end);
	bool good = region.size ? found && start == region.start &&
					  end - start == region.size
				: !found;

	oracle_fact(name, good ? NULL : "/proc/iomem says otherwise");
}

static void shrink(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(size_steps); i++) {
		bool is_new = size_steps[i].size != region.size;

		region.size = size_steps[i].size;
		oracle_expect_crash(size_steps[i].loaded, region.size);
		oracle_step(size_steps[i].name, size_steps[i].want,
			    size_steps[i].call, size_steps[i].argument);
		if (is_new)
			check_line(size_steps[i].name);
	}
}

/* ---- The limit ---- */

static long write_limit(const void *text)
{
	return -write_text(LIMIT_PANIC, text);
}

/* clang-format off */
static const struct crash_row outside = { .entry = { END, 0 }, .count = 1, .segments = { FIRST } };
static const struct crash_row too_many = { .count = 17 };

static const struct {
	const char *name;
	long want;
	oracle_call call;
	const void *argument;
	int limit; /* after it */
	bool loaded;
} limit_steps[] = {
	{ "limit 6", 0, write_limit, "6", 6, false },
	{ "limit: load", 0, load, &first_page, 5, true },
	{ "limit: 17 segments count", -EINVAL, load, &too_many, 4, true },
	{ "limit: unload counts", 0, load, &unload, 3, false },
	{ "limit: a failure counts", -EADDRNOTAVAIL, load, &outside, 2, false },
	{ "limit: a file", 0, crash_file_load, &tiny_file, 1, true },
	{ "limit: the last", 0, load, &first_page, 0, true },
	{ "limit: no more", -EPERM, load, &first_page, 0, true },
	{ "limit: no more files", -EPERM, crash_file_load, &tiny_file, 0, true },
	{ "limit: no unload", -EPERM, load, &unload, 0, true },
	{ "limit: nor a smaller region", -ENOENT, write_size, "0", 0, true },
};
/* clang-format on */

static void limit(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(limit_steps); i++) {
		oracle_expect_limits(limit_steps[i].limit, -1);
		oracle_expect_crash(limit_steps[i].loaded, region.size);
		oracle_step(limit_steps[i].name, limit_steps[i].want,
			    limit_steps[i].call, limit_steps[i].argument);
	}
	oracle_set_loaded(true);
	oracle_fact("limit: a normal image is no crash image", NULL);
}

/* ---- The case ---- */

static void arrive(void)
{
	kexec_arrive();
	if (!find_iomem("Crash kernel", &region.start, &region.end))
		fail("/proc/iomem has no Crash kernel");
	region.size = region.end - region.start;
	if (region.size != REGION_BYTES)
		fail("a region of %#lx bytes", region.size);
	oracle_expect_crash(false, region.size);
}

/* With an image loaded, and once more from the beginning. */
static void insert_again(void)
{
	unsigned long unused;
	int err;

	arrive();
	set_crash(true);
	err = remove_module("kexec");
	if (err)
		fail("rmmod: %s", strerrorname_np(-err));
	if (find_iomem("Crash kernel", &unused, &unused))
		fail("rmmod leaves the Crash kernel in /proc/iomem");
	arrive();
	run_rows();
}

void case_oracle_crash(void)
{
	const bool wants_limits = same_text(word("end", "size"), "limits");

	arrive();
	oracle_begin();
	oracle_folder_rows();
	run_rows();
	if (!wants_limits)
		shrink();
	if (kexec_is_module()) {
		if (remove_module("kexec"))
			fail("rmmod does not go");
		insert_again();
	}
	if (kexec_is_module() || wants_limits)
		limit();
	oracle_score();
	pass();
}
