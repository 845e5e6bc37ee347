// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The page tables of arm64, walked by the MMU of QEMU's virt machine, without a
 * kernel. For each page size and width, tables are built for some ranges, the
 * MMU is turned on with them, and it is asked for the address of random ones:
 * of all bits, since that needs no memory there.
 */
#include "core/arch/arm64_tables.h"

#define UART	0x09000000UL /* of the virt machine */
#define MEMORY	0x40000000UL /* where its memory begins; this program, too */
#define ARENA	0x44000000UL /* pages for tables */
#define END	0x7ff00000UL
#define RANGES	8
#define CHECKS	4000
#define PA_MASK 0xffffffffff000UL /* of PAR_EL1 */

/* TCR_EL1: walks are cached, 52 bits of addresses, nothing by TTBR1. */
#define TCR	  (1UL << 8 | 1UL << 10 | 3UL << 12 | 1UL << 23 | 6UL << 32)
#define TCR_PAGES 14
#define TCR_LPA2  (1UL << 59)

/* start.S */
void mmu_on(u64 ttbr0, u64 tcr);
void mmu_off(void);
u64 translate(u64 address);

void walk_all(void);
void report_exception(u64 esr, u64 elr);

static const struct size {
	const char *name;
	u32 shift;
	u32 bits;
	enum kx_arm64_format format;
	u64 tcr_pages;
} sizes[] = {
	{ "4 KiB", 12, 48, KX_ARM64_PLAIN, 0 },
	{ "16 KiB", 14, 48, KX_ARM64_PLAIN, 2 },
	{ "64 KiB", 16, 48, KX_ARM64_PLAIN, 1 },
	{ "64 KiB, 52 bits", 16, 52, KX_ARM64_PLAIN, 1 },
	{ "4 KiB, LPA2", 12, 48, KX_ARM64_LPA2, 0 },
	{ "16 KiB, LPA2", 14, 48, KX_ARM64_LPA2, 2 },
	{ "4 KiB, LPA2, 52 bits", 12, 52, KX_ARM64_LPA2, 0 },
	{ "16 KiB, LPA2, 52 bits", 14, 52, KX_ARM64_LPA2, 2 },
};

struct arena {
	u8 *next;
	u64 page;
};

static void print(const char *text)
{
	for (; *text; text++)
		*(volatile u32 *)UART = (u8)*text;
}

static void print_number(u64 number)
{
	char digits[17] = { 0 };
	int i;

	for (i = 15; i >= 0; i--, number >>= 4)
		digits[i] = "0123456789abcdef"[number & 15];
	print(digits);
}

void report_exception(u64 esr, u64 elr)
{
	print("Bail out! exception ");
	print_number(esr);
	print(" at ");
	print_number(elr);
	print("\n");
}

static u64 roll(u64 limit)
{
	static u64 state = 0x2545f4914f6cdd1dULL;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545f4914f6cdd1dULL >> 11) % limit;
}

static void *take(void *context)
{
	struct arena *arena = context;
	volatile u64 *page = (volatile u64 *)arena->next;
	u64 i;

	arena->next += arena->page;
	for (i = 0; i < arena->page / sizeof(*page); i++)
		page[i] = 0;
	return (void *)page;
}

static u64 to_physical(void *page)
{
	return (u64)page;
}

static void *to_virtual(u64 physical)
{
	return (void *)physical;
}

/* All memory, the last page, and some that end in the midst of blocks. */
static void make_ranges(const struct size *size, struct kx_range *ranges)
{
	u64 page = 1UL << size->shift;
	u64 end = 1UL << size->bits;
	u32 i;

	ranges[0] = (struct kx_range){ MEMORY, END };
	ranges[1] = (struct kx_range){ end - page, end };
	ranges[2] = (struct kx_range){ end - (5UL << 30) - 3 * page,
				       end - (1UL << 30) };
	for (i = 3; i < RANGES; i++) {
		u64 start = roll((end - (1UL << 33)) >> size->shift);
		u64 pages = 1 + roll(70000);

		ranges[i] = (struct kx_range){ start << size->shift,
					       (start + pages) << size->shift };
	}
}

/* Whether the MMU finds @address, and only where it should. */
static bool is_right(const struct kx_range *ranges, u64 address)
{
	u64 par = translate(address);
	bool want = false;
	u32 i;

	for (i = 0; i < RANGES; i++)
		want |= kx_range_has(ranges[i], address);
	if (!want)
		return par & 1;
	return !(par & 1) && (par & PA_MASK) == (address & PA_MASK);
}

/* Return: 0, or an address that is wrong. */
static u64 check(const struct size *size, const struct kx_range *ranges)
{
	u32 i;

	for (i = 0; i < CHECKS; i++) {
		const struct kx_range *range = &ranges[roll(RANGES)];
		u64 address = range->start - (1UL << 21) +
			      roll(kx_range_size(*range) + (1UL << 22));

		/* Their ends first. */
		if (i < 2 * RANGES)
			address = i & 1 ? ranges[i / 2].start
					: ranges[i / 2].end - 1;
		if (!(address >> size->bits) && !is_right(ranges, address))
			return address;
	}
	return 0;
}

static u64 walk(const struct size *size)
{
	struct arena arena = { (u8 *)ARENA, 1UL << size->shift };
	const struct kx_arm64_pages pages = { take, to_physical, to_virtual,
					      &arena };
	const struct kx_arm64_tables tables = {
		.page_shift = size->shift,
		.address_bits = size->bits,
		.format = size->format,
		.pages = &pages,
		.root = take(&arena),
	};
	bool is_lpa2 = size->format == KX_ARM64_LPA2;
	u64 attributes = KX_ARM64_ACCESSED | KX_ARM64_WRITABLE |
			 KX_ARM64_NO_USER | (is_lpa2 ? 0 : KX_ARM64_SHAREABLE);
	struct kx_range ranges[RANGES];
	u64 wrong;
	u32 i;

	make_ranges(size, ranges);
	for (i = 0; i < RANGES; i++)
		if (!kx_arm64_tables_map(&tables, ranges[i], attributes))
			return ranges[i].start;
	mmu_on(kx_arm64_tables_ttbr((u64)tables.root),
	       TCR | (64 - size->bits) | size->tcr_pages << TCR_PAGES |
		       (is_lpa2 ? TCR_LPA2 : 0));
	wrong = check(size, ranges);
	mmu_off();
	return wrong;
}

void walk_all(void)
{
	u32 i;

	print("1..8\n");
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		u64 wrong = walk(&sizes[i]);

		print(wrong ? "not ok - " : "ok - ");
		print(sizes[i].name);
		print("\n");
		if (!wrong)
			continue;
		print("# wrong at ");
		print_number(wrong);
		print("\n");
	}
}
