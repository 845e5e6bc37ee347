// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: kexec_load(2) with one argument or field of a valid call changed, a
 * row for each value: every flag bit, every architecture, and the numbers at
 * which something wraps.
 */
#include "test/boot/cases/oracle/oracle.h"

#include <errno.h>
#include <stdio.h>

#define MAXMEM (1UL << 46)

static const char page[PAGE];

struct sweep {
	unsigned long entry;
	unsigned long count;
	struct segment segment;
	unsigned long flags;
};

static const struct sweep good = {
	.entry = BASE,
	.count = 1,
	.segment = { page, PAGE, BASE, PAGE },
};

static long load(const void *of)
{
	const struct sweep *sweep = of;

	return call_kexec_load(sweep->entry, sweep->count, &sweep->segment,
			       sweep->flags);
}

/* clang-format off */
static const struct {
	const char *name;
	unsigned long number;
	long want;
} architectures[] = {
	{ "DEFAULT", 0, 0 }, { "the machine's", KEXEC_ARCH_NATIVE >> 16, 0 },
	{ "386", 3, -EINVAL }, { "68K", 4, -EINVAL }, { "PARISC", 15, -EINVAL },
	{ "PPC", 20, -EINVAL }, { "PPC64", 21, -EINVAL },
	{ "IA_64", 50, -EINVAL }, { "ARM", 40, -EINVAL },
	{ "S390", 22, -EINVAL }, { "SH", 42, -EINVAL },
	{ "MIPS_LE", 10, -EINVAL }, { "MIPS", 8, -EINVAL },
	{ "the other machine's", KEXEC_ARCH_OTHER >> 16, -EINVAL }, { "RISCV", 243, -EINVAL },
	{ "LOONGARCH", 258, -EINVAL }, { "1", 1, -EINVAL },
	{ "63", 63, -EINVAL }, { "65535", 65535, -EINVAL },
};
/* clang-format on */

static void sweep_architectures(void)
{
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(architectures); i++) {
		struct expect expect = { architectures[i].want, LOADS };
		struct sweep sweep = good;

		sweep.flags = architectures[i].number << 16;
		snprintf(name, sizeof(name), "architecture %s",
			 architectures[i].name);
		oracle_row(name, &expect, load, &sweep);
	}
}

/* Bits 4..15 are unused, and bits 32..63 are ignored. */
static void sweep_flags(void)
{
	char name[64];

	for (unsigned int bit = 4; bit < 64; bit++) {
		struct expect expect = { bit < 16 ? -EINVAL : 0, LOADS };
		struct sweep sweep = good;

		/* Bits 16..31 are the architecture's. */
		if (bit == 16)
			bit = 32;
		sweep.flags = 1UL << bit;
		if (bit >= 32)
			expect.want = 0;
		snprintf(name, sizeof(name), "flag bit %u", bit);
		oracle_row(name, &expect, load, &sweep);
	}
}

static void sweep_counts(void)
{
	static const unsigned long counts[] = {
		17,
		18,
		255,
		256,
		65535,
		65536,
		1UL << 31,
		1UL << 32,
		1UL << 58,
		1UL << 59,
		1UL << 63,
		-1UL,
		/* Times the size of a segment this is 32 again. */
		(1UL << 59) + 1,
	};
	struct expect expect = { -EINVAL };
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct sweep sweep = good;

		sweep.count = counts[i];
		snprintf(name, sizeof(name), "%#lx segments", counts[i]);
		oracle_row(name, &expect, load, &sweep);
	}
}

/* Destinations of one page, and sizes of a segment at BASE. */
/* clang-format off */
#define GOOD	  { 0, LOADS }
#define FAR	  { 0, LOADS, NARROW, -EADDRNOTAVAIL }
#define BEYOND	  { -EADDRNOTAVAIL, LOADS, WIDE, 0 }
#define TOO_FAR	  { -EADDRNOTAVAIL, LOADS, NO_END, 0 }
#define TOO_LARGE { -EADDRNOTAVAIL, KEEPS, NO_MAXMEM, -EINVAL }

static const struct {
	unsigned long value;
	struct expect as_address;
	struct expect as_size; /* without a buffer */
	struct expect as_bufsz; /* of a page */
} numbers[] = {
	{ 0, GOOD, GOOD, GOOD },
	{ 1, { -EADDRNOTAVAIL }, { -EADDRNOTAVAIL }, GOOD },
	{ PAGE - 1, { -EADDRNOTAVAIL }, { -EADDRNOTAVAIL }, GOOD },
	{ PAGE, GOOD, GOOD, GOOD },
	{ PAGE + 1, { -EADDRNOTAVAIL }, { -EADDRNOTAVAIL }, { -EINVAL } },
	{ 1UL << 31, GOOD, { -EINVAL }, { -EINVAL } },
	{ (1UL << 32) - PAGE, GOOD, { -EINVAL }, { -EINVAL } },
	{ 1UL << 32, GOOD, { -EINVAL }, { -EINVAL } },
	{ (1UL << 32) + PAGE, GOOD, { -EINVAL }, { -EINVAL } },
	{ 1UL << 45, FAR, { -EINVAL }, { -EINVAL } },
	{ MAXMEM - PAGE, BEYOND, TOO_LARGE, { -EINVAL } },
	{ MAXMEM, BEYOND, TOO_LARGE, { -EINVAL } },
	{ MAXMEM + PAGE, BEYOND, TOO_LARGE, { -EINVAL } },
	{ 1UL << 52, TOO_FAR, TOO_LARGE, { -EINVAL } },
	{ (1UL << 63) - PAGE, TOO_FAR, TOO_LARGE, { -EINVAL } },
	{ 1UL << 63, TOO_FAR, TOO_LARGE, { -EINVAL } },
	{ 0xffffffff81000000UL, TOO_FAR, TOO_LARGE, { -EINVAL } },
	{ -BASE, TOO_FAR, { -EADDRNOTAVAIL }, { -EINVAL } },
	{ -BASE - PAGE, TOO_FAR, TOO_LARGE, { -EINVAL } },
	{ -PAGE, { -EADDRNOTAVAIL }, { -EADDRNOTAVAIL }, { -EINVAL } },
	{ -1UL, { -EADDRNOTAVAIL }, { -EADDRNOTAVAIL }, { -EINVAL } },
};
/* clang-format on */

static void sweep_number(const char *field, unsigned long value,
			 const struct expect *expect, const struct sweep *sweep)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %#lx", field, value);
	oracle_row(name, expect, load, sweep);
}

static void sweep_numbers(void)
{
	static const struct expect any = GOOD;
	static const struct expect none = { -EADDRNOTAVAIL };

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		unsigned long value = numbers[i].value;
		struct sweep sweep = good;

		sweep.segment.mem = value;
		sweep_number("mem", value, &numbers[i].as_address, &sweep);
		sweep = good;
		sweep.segment.bufsz = 0;
		sweep.segment.memsz = value;
		sweep_number("memsz", value, &numbers[i].as_size, &sweep);
		sweep = good;
		sweep.segment.bufsz = value;
		sweep_number("bufsz", value, &numbers[i].as_bufsz, &sweep);
		/* The entry point is only checked for a crash kernel. */
		sweep = good;
		sweep.entry = value;
		sweep_number("entry", value, &any, &sweep);
		sweep.flags = KEXEC_ON_CRASH;
		sweep_number("crash entry", value, &none, &sweep);
	}
}

void oracle_sweep_rows(void)
{
	sweep_architectures();
	sweep_flags();
	sweep_counts();
	sweep_numbers();
}
