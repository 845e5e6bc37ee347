// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Memory and reserved memory of device trees, good and damaged. */
#include "lib/image/tree_memory.h"

#include <errno.h>
#include <libfdt.h>

#include "test/unit/lib/make_tree.h"
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
	static const char *const words[] = { "ok", "okay" };
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
		put(s, "/memory@40000000", "status", words[i],
		    strlen(words[i]) + 1);
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

TEST_WITH(numbers_that_are_no_memory_are_noticed)
{
	static const struct {
		const char *name;
		const char *path;
		u64 start, size;
		int bytes; /* of the property */
		int err;
	} rows[] = {
		{ "nothing", "/memory@40000000", 0x40000000, 0, 16, 0 },
		{ "no numbers", "/memory@40000000", 0, 0, 0, 0 },
		{ "half a range", "/memory@40000000", 0, 0, 8, -EBADMSG },
		{ "one and a half", "/memory@40000000", 0, 1, 20, -EBADMSG },
		{ "past the end", "/memory@40000000", ~0ULL, 2, 16, -EBADMSG },
		{ "to the end", "/memory@40000000", ~0ULL, 1, 16, -EBADMSG },
		{ "reserved past it", "/reserved-memory/firmware@60000000",
		  ~0ULL - 0x1000, 0x1001, 16, -EBADMSG },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const fdt64_t reg[] = { cpu_to_fdt64(rows[i].start),
					cpu_to_fdt64(rows[i].size), 0 };
		int err;

		put(s, rows[i].path, "reg", reg, (size_t)rows[i].bytes);
		s->map.count = 0;
		err = kxl_tree_memory(s->tree, &s->map);
		if (!err)
			err = kxl_tree_reserved(s->tree, 0x1000, &s->map);
		assert_row(rows[i].name, err, rows[i].err);
		assert_row(rows[i].name, s->map.count, 0);
		put(s, "/memory@40000000", "reg", NULL, 0);
	}
}

TEST_WITH(an_address_has_one_cell_or_two)
{
	static const u32 wrong[] = { 0, 3, 5, ~0U };
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		const fdt32_t cells = cpu_to_fdt32(wrong[i]);
		const fdt32_t two = cpu_to_fdt32(2);

		put(s, "/", "#address-cells", &cells, sizeof(cells));
		assert_int_equal(kxl_tree_memory(s->tree, &s->map), -EBADMSG);
		put(s, "/", "#address-cells", &two, sizeof(two));
		put(s, "/", "#size-cells", &cells, sizeof(cells));
		assert_int_equal(kxl_tree_memory(s->tree, &s->map), -EBADMSG);
		put(s, "/", "#size-cells", &two, sizeof(two));
	}
	assert_int_equal(kxl_tree_memory(s->tree, &s->map), 0);
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
		WITH(numbers_that_are_no_memory_are_noticed),
		WITH(an_address_has_one_cell_or_two),
		WITH(a_tree_without_such_nodes_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
