// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Page tables of arm64, walked by a model of the processor's own walk that
 * shares nothing with the builder: for each page size and width it takes the
 * numbers from the tables of the Arm ARM (D8.2.7 to D8.2.9: the bits that each
 * lookup level resolves, and the sizes of blocks).
 */
#include "core/arch/arm64_tables.h"

#include "test/unit/test.h"

#define TABLES_MAX 4096
#define MEMORY	   (KX_ARM64_ACCESSED | KX_ARM64_NO_KERNEL | KX_ARM64_NO_USER)
#define CODE	   (KX_ARM64_ACCESSED | KX_ARM64_READ_ONLY)

/* A lookup level: the bits of the address that select an entry. */
struct lookup {
	u32 high;
	u32 low;
	bool has_blocks;
};

static const struct size {
	const char *name;
	u32 page_shift;
	u32 address_bits;
	enum kx_arm64_format format;
	struct lookup lookups[6]; /* from the root down; high 0 ends */
} sizes[] = {
	{ "4K",
	  12,
	  48,
	  KX_ARM64_PLAIN,
	  { { 47, 39, false },
	    { 38, 30, true },
	    { 29, 21, true },
	    { 20, 12, false } } },
	{ "16K",
	  14,
	  48,
	  KX_ARM64_PLAIN,
	  { { 47, 47, false },
	    { 46, 36, false },
	    { 35, 25, true },
	    { 24, 14, false } } },
	{ "64K",
	  16,
	  48,
	  KX_ARM64_PLAIN,
	  { { 47, 42, false }, { 41, 29, true }, { 28, 16, false } } },
	{ "64K LPA",
	  16,
	  52,
	  KX_ARM64_PLAIN,
	  { { 51, 42, false }, { 41, 29, true }, { 28, 16, false } } },
	{ "4K LPA2",
	  12,
	  52,
	  KX_ARM64_LPA2,
	  { { 51, 48, false },
	    { 47, 39, false },
	    { 38, 30, true },
	    { 29, 21, true },
	    { 20, 12, false } } },
	{ "16K LPA2",
	  14,
	  52,
	  KX_ARM64_LPA2,
	  { { 51, 47, false },
	    { 46, 36, false },
	    { 35, 25, true },
	    { 24, 14, false } } },
	{ "4K, DS, 48 bits",
	  12,
	  48,
	  KX_ARM64_LPA2,
	  { { 47, 39, false },
	    { 38, 30, true },
	    { 29, 21, true },
	    { 20, 12, false } } },
};

/* A page of a table at number n is at physical address BASE + n pages. */
static struct {
	u64 *pages[TABLES_MAX];
	u32 count;
	u32 limit;
	u32 page_shift;
	u64 base;
} memory;

static void *take(void *context)
{
	assert_null(context);
	if (memory.count == memory.limit)
		return NULL;
	memory.pages[memory.count] = calloc(1, 1UL << memory.page_shift);
	assert_non_null(memory.pages[memory.count]);
	return memory.pages[memory.count++];
}

static u64 to_physical(void *page)
{
	u32 i;

	for (i = 0; memory.pages[i] != page; i++)
		assert_true(i < memory.count);
	return memory.base + ((u64)i << memory.page_shift);
}

static void *to_virtual(u64 physical)
{
	u64 number = (physical - memory.base) >> memory.page_shift;

	assert_true(number < memory.count);
	assert_false(physical & ((1ULL << memory.page_shift) - 1));
	return memory.pages[number];
}

static const struct kx_arm64_pages pages = { take, to_physical, to_virtual,
					     NULL };

/* Tables as far up as this format reaches, so that each bit is tried. */
static struct kx_arm64_tables begin(const struct size *size)
{
	memory.count = 0;
	memory.limit = TABLES_MAX;
	memory.page_shift = size->page_shift;
	memory.base = (1ULL << size->address_bits) -
		      ((u64)TABLES_MAX << size->page_shift);
	return (struct kx_arm64_tables){
		.page_shift = size->page_shift,
		.address_bits = size->address_bits,
		.format = size->format,
		.pages = &pages,
		.root = take(NULL),
	};
}

static void end(void)
{
	while (memory.count)
		free(memory.pages[--memory.count]);
}

static u64 field(u64 value, u32 high, u32 low)
{
	return value >> low & ((2ULL << (high - low)) - 1);
}

/* The output address of a descriptor (Arm ARM D8.3.1, D8.3.2). */
static u64 output(const struct size *size, u64 entry)
{
	u32 low = size->page_shift;

	if (size->format == KX_ARM64_LPA2)
		return field(entry, 49, low) << low | field(entry, 9, 8) << 50;
	if (size->address_bits == 52)
		return field(entry, 47, low) << low | field(entry, 15, 12)
							      << 48;
	return field(entry, 47, low) << low;
}

/* What the processor finds: the leaf; 0: a fault. */
static u64 walk(const struct size *size, u64 *table, u64 address, u64 *physical)
{
	const struct lookup *at;

	for (at = size->lookups; at->high; at++) {
		u64 entry = table[field(address, at->high, at->low)];
		bool is_last = !at[1].high;

		if (!(entry & 1))
			return 0;
		if (is_last || !(entry & 2)) {
			assert_true(is_last ? entry & 2 : at->has_blocks);
			*physical =
				(output(size, entry) >> at->low << at->low) |
				field(address, at->low - 1, 0);
			/* Address bits below the block's size are reserved. */
			assert_int_equal(output(size, entry),
					 *physical >> at->low << at->low);
			return entry;
		}
		table = to_virtual(output(size, entry));
	}
	return 0;
}

static void assert_mapped(const struct size *size,
			  const struct kx_arm64_tables *tables, u64 address,
			  u64 attributes)
{
	u64 physical = 0;
	u64 entry = walk(size, tables->root, address, &physical);

	assert_row(size->name, entry != 0, true);
	assert_row(size->name, physical, address);
	assert_row(size->name, entry & attributes, attributes);
	assert_row(size->name, entry & (MEMORY | CODE), attributes);
	assert_row(size->name, kx_arm64_tables_find(tables, address), entry);
}

static void assert_hole(const struct size *size,
			const struct kx_arm64_tables *tables, u64 address)
{
	u64 physical;

	assert_row(size->name, walk(size, tables->root, address, &physical), 0);
	assert_row(size->name, kx_arm64_tables_find(tables, address), 0);
}

TEST(a_range_is_mapped_to_itself_and_nothing_else_is)
{
	u32 i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const struct size *size = &sizes[i];
		struct kx_arm64_tables tables = begin(size);
		u64 page = 1ULL << size->page_shift;
		/* It begins and ends in the midst of blocks of all sizes. */
		struct kx_range range = { (5ULL << 30) - 3 * page,
					  (9ULL << 30) + 5 * page };
		u64 last = (1ULL << size->address_bits) - page;

		assert_true(kx_arm64_tables_map(&tables, range, MEMORY));
		assert_mapped(size, &tables, range.start, MEMORY);
		assert_mapped(size, &tables, range.start + 4 * page + 9,
			      MEMORY);
		assert_mapped(size, &tables, 6ULL << 30, MEMORY);
		assert_mapped(size, &tables, (7ULL << 30) + 0x12345678, MEMORY);
		assert_mapped(size, &tables, range.end - 1, MEMORY);
		assert_hole(size, &tables, range.start - 1);
		assert_hole(size, &tables, range.end);
		assert_hole(size, &tables, 0);
		assert_hole(size, &tables, last);
		assert_true(kx_arm64_tables_map(
			&tables, (struct kx_range){ last, last + page },
			MEMORY));
		assert_mapped(size, &tables, last + page - 1, MEMORY);
		assert_true(kx_arm64_tables_map(
			&tables, (struct kx_range){ 0, page }, MEMORY));
		assert_mapped(size, &tables, 0, MEMORY);
		end();
	}
}

TEST(gibibytes_take_few_tables)
{
	struct kx_arm64_tables tables = begin(&sizes[0]);

	assert_true(kx_arm64_tables_map(
		&tables, (struct kx_range){ 1ULL << 30, 64ULL << 30 }, MEMORY));
	assert_int_equal(memory.count, 2);
	end();
}

TEST(the_first_mapping_stays)
{
	u32 i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const struct size *size = &sizes[i];
		struct kx_arm64_tables tables = begin(size);
		u64 page = 1ULL << size->page_shift;
		u64 code = (3ULL << 30) + 7 * page;

		assert_true(kx_arm64_tables_map(
			&tables, (struct kx_range){ code, code + page }, CODE));
		assert_true(kx_arm64_tables_map(
			&tables, (struct kx_range){ 1ULL << 30, 5ULL << 30 },
			MEMORY));
		/* Again, and inside of blocks. */
		assert_true(kx_arm64_tables_map(
			&tables, (struct kx_range){ 4ULL << 30, 6ULL << 30 },
			CODE));
		assert_mapped(size, &tables, code, CODE);
		assert_mapped(size, &tables, code - 1, MEMORY);
		assert_mapped(size, &tables, code + page, MEMORY);
		assert_mapped(size, &tables, (5ULL << 30) - 1, MEMORY);
		assert_mapped(size, &tables, 5ULL << 30, CODE);
		end();
	}
}

TEST(random_ranges_are_mapped_and_the_rest_is_not)
{
	struct dice dice = dice_new();
	u32 round;

	for (round = 0; round < 200; round++) {
		const struct size *size = &sizes[dice_roll(
			&dice, sizeof(sizes) / sizeof(*sizes))];
		struct kx_arm64_tables tables = begin(size);
		struct kx_range ranges[6];
		u32 shift = size->page_shift;
		u32 i;
		u32 try;

		for (i = 0; i < 6; i++) {
			u64 start = dice_roll(&dice, 1 << 20) << shift;
			u64 most = dice_roll(&dice, 3) ? 1 << 16 : 16;

			ranges[i].start = start;
			ranges[i].end =
				start + (dice_roll(&dice, most) << shift);
			assert_true(kx_arm64_tables_map(&tables, ranges[i],
							MEMORY));
		}
		for (try = 0; try < 200; try++) {
			u64 at = ranges[dice_roll(&dice, 6)].start +
				 (dice_roll(&dice, 1 << 17) << shift) -
				 (dice_roll(&dice, 4) << shift);
			bool want = false;

			at &= (1ULL << size->address_bits) - 1;
			for (i = 0; i < 6; i++)
				want |= kx_range_has(ranges[i], at);
			if (want)
				assert_mapped(size, &tables, at, MEMORY);
			else
				assert_hole(size, &tables, at);
		}
		end();
	}
}

TEST(a_lack_of_pages_is_reported)
{
	u32 limit;

	for (limit = 1; limit < 4; limit++) {
		struct kx_arm64_tables tables = begin(&sizes[0]);

		memory.limit = limit;
		assert_false(kx_arm64_tables_map(
			&tables, (struct kx_range){ 4096, 8192 }, MEMORY));
		end();
	}
}

TEST(the_register_has_the_upper_bits_below)
{
	assert_int_equal(kx_arm64_tables_ttbr(0x0000fedcba984000ULL),
			 0x0000fedcba984000ULL);
	assert_int_equal(kx_arm64_tables_ttbr(0x000afedcba980000ULL),
			 0x0000fedcba980028ULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_range_is_mapped_to_itself_and_nothing_else_is),
		cmocka_unit_test(gibibytes_take_few_tables),
		cmocka_unit_test(the_first_mapping_stays),
		cmocka_unit_test(random_ranges_are_mapped_and_the_rest_is_not),
		cmocka_unit_test(a_lack_of_pages_is_reported),
		cmocka_unit_test(the_register_has_the_upper_bits_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
