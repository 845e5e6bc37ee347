// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Memory maps as words of a command line. */
#include "core/arch/x86_64_memmap.h"

#include "test/unit/test.h"

#define GIB (1ULL << 30)

TEST(each_entry_is_a_word_or_none)
{
	static const struct {
		struct kx_memory entry;
		const char *word;
	} rows[] = {
		{ { { 0x1000, 0x9fc00 }, KX_MEM_RAM }, "memmap=635K@4K " },
		{ { { 0, 100 << 10 }, KX_MEM_RAM }, "memmap=100K@0K " },
		/* RAM gets smaller, and is too small then. */
		{ { { 1, 100 << 10 }, KX_MEM_RAM }, "" },
		{ { { 1, (101 << 10) + 1 }, KX_MEM_RAM }, "memmap=100K@1K " },
		{ { { 0, (100 << 10) - 1 }, KX_MEM_RAM }, "" },
		{ { { 0x7ffe0001, 0x7ffe0401 }, KX_MEM_ACPI },
		  "memmap=2K#2097024K " },
		{ { { 0x7ffe0000, 0x7ffe0400 }, KX_MEM_NVS },
		  "memmap=1K#2097024K " },
		{ { { 4 * GIB, 5 * GIB }, KX_MEM_PRAM },
		  "memmap=1048576K!4194304K " },
		{ { { 4 * GIB, 5 * GIB }, KX_MEM_PMEM }, "" },
		{ { { 4 * GIB, 5 * GIB }, KX_MEM_RESERVED }, "" },
		{ { { 4 * GIB, 5 * GIB }, KX_MEM_UNUSABLE }, "" },
		{ { { 0, ~0ULL }, KX_MEM_RAM },
		  "memmap=18014398509481983K@0K " },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_memory entry = rows[i].entry;
		const struct kx_memmap map = { &entry, 1, 1 };
		char text[2 * KX_MEMMAP_WORD_ROOM + 1];
		char want[2 * KX_MEMMAP_WORD_ROOM + 1];
		u32 size = kx_memmap_words(&map, text);

		assert_true(size <= kx_memmap_words_room(&map));
		text[size] = '\0';
		snprintf(want, sizeof(want), "memmap=exactmap %s",
			 rows[i].word);
		assert_string_equal(text, want);
	}
}

TEST(the_words_are_in_the_order_of_the_map)
{
	struct kx_memory entries[] = {
		{ { 0, 640 << 10 }, KX_MEM_RAM },
		{ { 640 << 10, 1 << 20 }, KX_MEM_RESERVED },
		{ { 256 << 20, 384 << 20 }, KX_MEM_RAM },
		{ { 0x7ffe0000, 0x7fff0000 }, KX_MEM_ACPI },
	};
	const struct kx_memmap map = { entries, 4, 4 };
	char text[5 * KX_MEMMAP_WORD_ROOM + 1];

	text[kx_memmap_words(&map, text)] = '\0';
	assert_string_equal(text, "memmap=exactmap memmap=640K@0K "
				  "memmap=131072K@262144K "
				  "memmap=64K#2097024K ");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_is_a_word_or_none),
		cmocka_unit_test(the_words_are_in_the_order_of_the_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
