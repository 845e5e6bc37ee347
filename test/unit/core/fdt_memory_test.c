// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Memory that trees reserve, beside what the library finds with libfdt. */
#include "core/fdt_memory.h"

#include <libfdt.h>

#include "test/unit/core/make_tree.h"
#include "test/unit/core/tree_oracle.h"
#include "test/unit/test.h"

#define PAGE   0x1000ULL
#define RANGES 16

struct setup {
	u8 tree[8192]; /* with room for changes */
	struct kx_memory entries[RANGES];
	struct kx_memmap map;
	struct kx_fault fault;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct tree_file file;

	assert_non_null(s);
	tree_make(&file);
	assert_int_equal(fdt_open_into(file.data, s->tree, sizeof(s->tree)), 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int clear_with(struct setup *s, u64 page, u32 capacity)
{
	struct kx_fdt fdt;

	s->map = (struct kx_memmap){ s->entries, 0, RANGES };
	assert_int_equal(
		kx_memmap_set(&s->map,
			      (struct kx_range){ TREE_MEMORY, TREE_MEMORY_END },
			      KX_MEM_RAM),
		0);
	s->map.capacity = capacity;
	assert_int_equal(
		kx_fdt_open(kx_bytes(s->tree, sizeof(s->tree)), &fdt, NULL), 0);
	return kx_fdt_reserved(&fdt, page, &s->map, &s->fault);
}

static int clear(struct setup *s)
{
	return clear_with(s, PAGE, RANGES);
}

static int carved(const struct setup *s)
{
	return fdt_path_offset(s->tree, "/reserved-memory/firmware@60000000");
}

static bool is_free(const struct setup *s, u64 start, u64 end)
{
	return kx_memmap_covers(&s->map, (struct kx_range){ start, end },
				KX_MEM_RAM);
}

/* Each page of the map, by an oracle that knows neither core nor the library.
 */
TEST_WITH(what_is_reserved_is_not_usable_and_all_else_is)
{
	struct setup *s = *state;
	struct kx_bytes tree = kx_bytes(s->tree, fdt_totalsize(s->tree));
	u64 at;

	assert_int_equal(clear(s), 0);
	for (at = TREE_MEMORY; at < TREE_MEMORY_END; at += 64 * PAGE)
		assert_int_equal(
			is_free(s, at, at + PAGE),
			!tree_memory_oracle(
				tree, (struct kx_range){ at, at + PAGE }));
	assert_false(is_free(s, TREE_BLOCK - 0x800, TREE_BLOCK));
	assert_true(is_free(s, TREE_BLOCK - 0x1800, TREE_BLOCK - 0x800));
	assert_true(is_free(s, TREE_DISABLED, TREE_DISABLED + PAGE));
	assert_false(is_free(s, TREE_CARVED_END - PAGE, TREE_CARVED_END));
	assert_true(is_free(s, TREE_CARVED_END, TREE_CARVED_END + PAGE));
}

TEST_WITH(pages_may_be_large)
{
	struct setup *s = *state;

	assert_int_equal(clear_with(s, 0x10000, RANGES), 0);
	assert_false(is_free(s, TREE_BLOCK & ~0xffffULL, TREE_BLOCK));
	assert_true(is_free(s, (TREE_BLOCK & ~0xffffULL) - PAGE,
			    TREE_BLOCK & ~0xffffULL));
}

TEST_WITH(a_status_of_okay_is_enabled)
{
	static const char *const words[] = { "okay", "ok", "disabled", "fail" };
	struct setup *s = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		assert_int_equal(fdt_setprop_string(s->tree, carved(s),
						    "status", words[i]),
				 0);
		assert_int_equal(clear(s), 0);
		assert_row(words[i], is_free(s, TREE_CARVED, TREE_CARVED_END),
			   i >= 2);
	}
}

TEST_WITH(addresses_and_sizes_have_one_cell_or_two)
{
	struct setup *s = *state;
	int parent = fdt_path_offset(s->tree, "/reserved-memory");
	const fdt32_t cells[] = { cpu_to_fdt32(0x62000000),
				  cpu_to_fdt32(0x1000),
				  cpu_to_fdt32(0x64000000),
				  cpu_to_fdt32(0x2000) };

	assert_int_equal(fdt_setprop_u32(s->tree, parent, "#address-cells", 1),
			 0);
	assert_int_equal(fdt_setprop_u32(s->tree, parent, "#size-cells", 1), 0);
	assert_int_equal(
		fdt_setprop(s->tree, carved(s), "reg", cells, sizeof(cells)),
		0);
	assert_int_equal(clear(s), 0);
	assert_false(is_free(s, 0x62000000, 0x62001000));
	assert_false(is_free(s, 0x64001000, 0x64002000));
	assert_true(is_free(s, 0x64002000, 0x64003000));
	assert_int_equal(fdt_setprop_u32(s->tree, parent, "#address-cells", 3),
			 0);
	assert_int_equal(clear(s), 0);
	assert_true(is_free(s, 0x62000000, 0x64002000));
}

/* As Linux, which has reserved nothing there. */
TEST_WITH(numbers_that_are_no_memory_are_passed_over)
{
	struct setup *s = *state;
	const fdt64_t wraps[] = { cpu_to_fdt64(~0ULL - 10), cpu_to_fdt64(11) };
	const fdt64_t good[] = { cpu_to_fdt64(TREE_CARVED), cpu_to_fdt64(1) };

	assert_int_equal(fdt_add_mem_rsv(s->tree, ~0ULL - 1, 2), 0);
	assert_int_equal(
		fdt_setprop(s->tree, carved(s), "reg", wraps, sizeof(wraps)),
		0);
	assert_int_equal(clear(s), 0);
	assert_true(is_free(s, TREE_CARVED, TREE_CARVED_END));
	assert_int_equal(fdt_setprop(s->tree, carved(s), "reg", good, 15), 0);
	assert_int_equal(clear(s), 0);
	assert_true(is_free(s, TREE_CARVED, TREE_CARVED_END));
	assert_int_equal(fdt_setprop(s->tree, carved(s), "reg", NULL, 0), 0);
	assert_int_equal(clear(s), 0);
	assert_int_equal(
		fdt_setprop(s->tree, carved(s), "reg", good, sizeof(good)), 0);
	assert_int_equal(clear(s), 0);
	assert_false(is_free(s, TREE_CARVED, TREE_CARVED + PAGE));
	assert_true(is_free(s, TREE_CARVED + PAGE, TREE_CARVED_END));
	/* What else is reserved still is. */
	assert_false(is_free(s, TREE_BLOCK, TREE_BLOCK_END));
}

/* So have the kernel that runs, and the library (tree_memory.c). */
TEST_WITH(a_range_that_wraps_is_reserved_to_the_end)
{
	struct setup *s = *state;
	const fdt64_t wraps[] = { cpu_to_fdt64(TREE_CARVED + PAGE),
				  cpu_to_fdt64(~0ULL) };
	const u64 last = TREE_MEMORY_END - PAGE;

	assert_int_equal(
		fdt_setprop(s->tree, carved(s), "reg", wraps, sizeof(wraps)),
		0);
	assert_int_equal(clear(s), 0);
	assert_true(is_free(s, TREE_CARVED, TREE_CARVED + PAGE));
	assert_false(is_free(s, TREE_CARVED + PAGE, TREE_CARVED + 2 * PAGE));
	assert_false(is_free(s, last, TREE_MEMORY_END));
	assert_int_equal(fdt_add_mem_rsv(s->tree, TREE_CARVED, ~0ULL), 0);
	assert_int_equal(clear(s), 0);
	assert_false(is_free(s, TREE_CARVED, TREE_CARVED + PAGE));
}

TEST_WITH(a_map_may_be_full)
{
	struct setup *s = *state;

	assert_int_equal(clear_with(s, PAGE, 2), -KX_E_FULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(what_is_reserved_is_not_usable_and_all_else_is),
		WITH(pages_may_be_large),
		WITH(a_status_of_okay_is_enabled),
		WITH(addresses_and_sizes_have_one_cell_or_two),
		WITH(numbers_that_are_no_memory_are_passed_over),
		WITH(a_range_that_wraps_is_reserved_to_the_end),
		WITH(a_map_may_be_full),
	};

	return cmocka_run_group_tests_name("fdt_memory", tests, NULL, NULL);
}
