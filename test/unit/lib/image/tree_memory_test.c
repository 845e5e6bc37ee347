// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Memory and reserved memory of device trees, good and damaged. */
#include "lib/image/tree_memory.h"

#include <libfdt.h>

#include "test/unit/core/make_tree.h"
#include "test/unit/test.h"

struct setup {
	struct tree_file file;
	u8 tree[8192]; /* with room for changes */
	struct kx_memmap map;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	tree_make(&s->file);
	assert_int_equal(fdt_open_into(s->file.data, s->tree, sizeof(s->tree)),
			 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	free(s->map.entries);
	free(s);
	return 0;
}

static void assert_entry(const struct setup *s, u32 i, u64 start, u64 end)
{
	assert_true(i < s->map.count);
	assert_int_equal(s->map.entries[i].range.start, start);
	assert_int_equal(s->map.entries[i].range.end, end);
	assert_int_equal(s->map.entries[i].type, KX_MEM_RAM);
}

static void put(struct setup *s, const char *path, const char *name,
		const void *value, size_t size)
{
	int node = fdt_path_offset(s->tree, path);

	assert_true(node >= 0);
	assert_int_equal(fdt_setprop(s->tree, node, name, value, (int)size), 0);
}

TEST_WITH(memory_is_what_the_nodes_say)
{
	struct setup *s = *state;

	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 1);
	assert_entry(s, 0, TREE_MEMORY, TREE_MEMORY_END);
}

TEST_WITH(what_is_reserved_leaves_whole_pages)
{
	struct setup *s = *state;

	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(kxl_tree_reserved(s->tree, 0x1000, &s->map), 0);
	assert_int_equal(s->map.count, 4);
	assert_entry(s, 0, TREE_MEMORY, TREE_OLD_INITRD);
	assert_entry(s, 1, TREE_OLD_END, 0x50001000);
	assert_entry(s, 2, 0x50003000, TREE_CARVED);
	assert_entry(s, 3, TREE_CARVED_END, TREE_MEMORY_END);
}

TEST_WITH(pages_may_be_large)
{
	struct setup *s = *state;

	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(kxl_tree_reserved(s->tree, 0x10000, &s->map), 0);
	assert_entry(s, 1, TREE_OLD_END, 0x50000000);
	assert_entry(s, 2, 0x50010000, TREE_CARVED);
}

TEST_WITH(a_node_that_is_not_enabled_counts_for_nothing)
{
	static const struct {
		const char *words;
		size_t size;
	} words[] = { { "ok", 3 }, { "okay", 5 }, { "okay\0x", 7 } };
	struct setup *s = *state;
	size_t i;

	put(s, "/memory@40000000", "status", "disabled", 9);
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 0);
	/* No word at all, because it has no end. */
	put(s, "/memory@40000000", "status", "okay", 4);
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 0);
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		put(s, "/memory@40000000", "status", words[i].words,
		    words[i].size);
		s->map.count = 0;
		assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
		assert_int_equal(s->map.count, 1);
	}
}

TEST_WITH(a_node_without_its_type_is_no_memory)
{
	struct setup *s = *state;

	put(s, "/memory@40000000", "device_type", "memory-", 8);
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 0);
	put(s, "/memory@40000000", "device_type", "memory", 6);
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 0);
	put(s, "/memory@40000000", "device_type", "memory\0x", 9);
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 1);
}

/* In doubt it is kept. */
TEST_WITH(a_reserved_node_counts_unless_it_is_disabled)
{
	static const struct {
		const char *words;
		size_t size;
		u32 count;
	} rows[] = {
		{ "okay", 5, 4 },
		{ "okay", 4, 4 },
		{ "disabled", 8, 4 },
		{ "disabled", 9, 3 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		put(s, "/reserved-memory/firmware@60000000", "status",
		    rows[i].words, rows[i].size);
		s->map.count = 0;
		assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
		assert_int_equal(kxl_tree_reserved(s->tree, 0x1000, &s->map),
				 0);
		assert_int_equal(s->map.count, rows[i].count);
	}
}

/* Linux reads it in place of reg. */
TEST_WITH(usable_memory_replaces_all_memory)
{
	const fdt64_t usable[] = { cpu_to_fdt64(0x48000000),
				   cpu_to_fdt64(0x8000000) };
	struct setup *s = *state;

	put(s, "/memory@40000000", "linux,usable-memory", usable,
	    sizeof(usable));
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 1);
	assert_entry(s, 0, 0x48000000, 0x50000000);
}

TEST_WITH(numbers_of_one_cell_are_read)
{
	const fdt32_t one = cpu_to_fdt32(1);
	const fdt32_t reg[] = { cpu_to_fdt32(0x40000000), cpu_to_fdt32(0x1000),
				cpu_to_fdt32(0x50000000),
				cpu_to_fdt32(0x2000) };
	struct setup *s = *state;

	put(s, "/", "#address-cells", &one, sizeof(one));
	put(s, "/", "#size-cells", &one, sizeof(one));
	put(s, "/memory@40000000", "reg", reg, sizeof(reg));
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 2);
	assert_entry(s, 0, 0x40000000, 0x40001000);
	assert_entry(s, 1, 0x50000000, 0x50002000);
}

static void drop(struct setup *s, const char *path, const char *name)
{
	assert_int_equal(
		fdt_delprop(s->tree, fdt_path_offset(s->tree, path), name), 0);
}

/* Linux's default is one cell each, and a node's is its root's. */
TEST_WITH(a_root_that_does_not_say_has_numbers_of_one_cell)
{
	const fdt32_t reg[] = { cpu_to_fdt32(0x40000000),
				cpu_to_fdt32(0x10000000) };
	const fdt32_t kept[] = { cpu_to_fdt32(0x48000000),
				 cpu_to_fdt32(0x1000) };
	struct setup *s = *state;

	drop(s, "/", "#address-cells");
	drop(s, "/", "#size-cells");
	put(s, "/memory@40000000", "reg", reg, sizeof(reg));
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 1);
	assert_entry(s, 0, 0x40000000, 0x50000000);
	drop(s, "/reserved-memory", "#address-cells");
	drop(s, "/reserved-memory", "#size-cells");
	put(s, "/reserved-memory/firmware@60000000", "reg", kept, sizeof(kept));
	assert_int_equal(kxl_tree_reserved(s->tree, 0x1000, &s->map), 0);
	assert_int_equal(s->map.count, 3);
	assert_entry(s, 1, TREE_OLD_END, 0x48000000);
	assert_entry(s, 2, 0x48001000, 0x50000000);
}

/* As Linux passes over them. */
TEST_WITH(numbers_that_are_no_memory_are_left_out)
{
	static const struct {
		const char *name;
		u64 start, size;
		int bytes; /* of the property */
		struct kx_range memory;
	} rows[] = {
		{ "nothing", 0x40000000, 0, 16, { 0 } },
		{ "no numbers", 0, 0, 0, { 0 } },
		{ "half a range", 0, 0, 8, { 0 } },
		{ "one and a half", 0x40000000, 0x1000, 20, { 0 } },
		{ "one", 0x40000000, 0x1000, 16, { 0x40000000, 0x40001000 } },
		/* Cut, as memblock does. */
		{ "past the end",
		  ~0ULL - 0x1fff,
		  ~0ULL,
		  16,
		  { ~0ULL - 0x1fff, ~0ULL } },
		{ "the last byte", ~0ULL, 1, 16, { 0 } },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const fdt64_t reg[] = { cpu_to_fdt64(rows[i].start),
					cpu_to_fdt64(rows[i].size), 0 };
		u32 count = !kx_range_is_empty(rows[i].memory);

		put(s, "/memory@40000000", "reg", reg, (size_t)rows[i].bytes);
		s->map.count = 0;
		assert_row(rows[i].name, kxl_tree_memory(s->tree, &s->map), 0);
		assert_row(rows[i].name, s->map.count, count);
		if (count)
			assert_entry(s, 0, rows[i].memory.start,
				     rows[i].memory.end);
	}
}

TEST_WITH(what_is_reserved_counts_as_far_as_it_can)
{
	static const struct {
		const char *name;
		u64 start, size;
		int bytes;
		u64 end; /* of the memory below it */
	} rows[] = {
		{ "past the end", 0x70000000, ~0ULL, 16, 0x70000000 },
		{ "one and a half", 0x70000000, 0x10000000, 20, 0x70000000 },
		{ "half a range", 0x70000000, 0, 8, TREE_MEMORY_END },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const fdt64_t reg[] = { cpu_to_fdt64(rows[i].start),
					cpu_to_fdt64(rows[i].size), 0 };

		put(s, "/reserved-memory/firmware@60000000", "reg", reg,
		    (size_t)rows[i].bytes);
		s->map.count = 0;
		assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
		assert_row(rows[i].name,
			   kxl_tree_reserved(s->tree, 0x1000, &s->map), 0);
		assert_row(rows[i].name,
			   s->map.entries[s->map.count - 1].range.end,
			   rows[i].end);
	}
}

/* Linux takes the lowest 64 bits of three or four cells. */
TEST_WITH(numbers_may_be_long_or_none)
{
	const fdt32_t reg[] = { cpu_to_fdt32(9), 0, cpu_to_fdt32(0x40000000), 0,
				cpu_to_fdt32(0x1000) };
	const fdt32_t three = cpu_to_fdt32(3);
	static const u32 wrong[] = { 0, 5, ~0U };
	struct setup *s = *state;
	size_t i;

	put(s, "/", "#address-cells", &three, sizeof(three));
	put(s, "/memory@40000000", "reg", reg, sizeof(reg));
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
	assert_int_equal(s->map.count, 1);
	assert_entry(s, 0, 0x40000000, 0x40001000);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		const fdt32_t cells = cpu_to_fdt32(wrong[i]);

		put(s, "/", "#address-cells", &cells, sizeof(cells));
		s->map.count = 0;
		assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
		assert_int_equal(s->map.count, 0);
	}
}

TEST_WITH(a_tree_without_such_nodes_changes_nothing)
{
	struct setup *s = *state;

	tree_make_efi(&s->file);
	assert_int_equal(kxl_tree_memory(s->file.data, &s->map), 0);
	assert_int_equal(kxl_tree_reserved(s->file.data, 0x1000, &s->map), 0);
	assert_int_equal(s->map.count, 0);
	assert_null(s->map.entries);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(memory_is_what_the_nodes_say),
		WITH(what_is_reserved_leaves_whole_pages),
		WITH(pages_may_be_large),
		WITH(a_node_that_is_not_enabled_counts_for_nothing),
		WITH(a_node_without_its_type_is_no_memory),
		WITH(usable_memory_replaces_all_memory),
		WITH(numbers_of_one_cell_are_read),
		WITH(numbers_that_are_no_memory_are_left_out),
		WITH(what_is_reserved_counts_as_far_as_it_can),
		WITH(numbers_may_be_long_or_none),
		WITH(a_root_that_does_not_say_has_numbers_of_one_cell),
		WITH(a_reserved_node_counts_unless_it_is_disabled),
		WITH(a_tree_without_such_nodes_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
