// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A tree is read as libfdt reads it, or refused, whatever is in it. */
#include "core/fdt.h"

#include <libfdt.h>

#include "test/unit/core/make_tree.h"
#include "test/unit/test.h"

/* Offsets in the header (Devicetree Specification, 5.2). */
#define TOTALSIZE    4
#define NODES	     8
#define STRINGS	     12
#define RESERVATIONS 16
#define VERSION	     20
#define COMPATIBLE   24
#define STRINGS_SIZE 32
#define NODES_SIZE   36

static bool opens(const struct tree_file *file, struct kx_fdt *fdt)
{
	struct kx_fault fault = { 0 };
	int err = kx_fdt_open(kx_bytes(file->data, sizeof(file->data)), fdt,
			      &fault);

	if (!err)
		return true;
	assert_int_equal(err, -KX_E_TREE);
	assert_non_null(fault.what);
	return false;
}

/* Nodes and properties, in order, by both. */
static void assert_same(const struct kx_fdt *fdt, const void *tree)
{
	struct kx_fdt_cursor cursor = { 0 };
	struct kx_fdt_item item;
	int node = -1;
	int property = -1;
	int depth = -1;

	while (kx_fdt_next(fdt, &cursor, &item)) {
		const char *name = NULL;
		const void *value;
		int size;

		if (item.token == KX_FDT_BEGIN_NODE) {
			node = fdt_next_node(tree, node, &depth);
			assert_int_equal(item.depth, depth + 1);
			name = fdt_get_name(tree, node, &size);
			assert_int_equal(item.name.size, size);
			assert_memory_equal(item.name.data, name, size);
			property = fdt_first_property_offset(tree, node);
		}
		if (item.token != KX_FDT_PROPERTY)
			continue;
		value = fdt_getprop_by_offset(tree, property, &name, &size);
		assert_true(kx_fdt_is(item.name, name));
		assert_int_equal(item.value.size, size);
		assert_ptr_equal(item.value.data, value);
		property = fdt_next_property_offset(tree, property);
	}
	assert_true(fdt_next_node(tree, node, &depth) < 0 || depth < 0);
	assert_int_equal(cursor.depth, 0);
}

TEST(a_tree_is_read_from_its_first_node_to_its_last)
{
	struct tree_file file;
	struct kx_fdt fdt;

	tree_make(&file);
	assert_true(opens(&file, &fdt));
	assert_same(&fdt, file.data);
	assert_int_equal(fdt.reservations.size, 2 * 16);
	tree_make_efi(&file);
	assert_true(opens(&file, &fdt));
	assert_same(&fdt, file.data);
	assert_int_equal(fdt.reservations.size, 0);
}

TEST(a_header_that_does_not_fit_is_refused)
{
	static const struct {
		const char *name;
		u32 offset;
		u32 value;
	} rows[] = {
		{ "no magic", 0, 0xd00dfeee },
		{ "larger than its file", TOTALSIZE, 4097 },
		{ "smaller than its header", TOTALSIZE, 39 },
		{ "nodes outside", NODES, 0x10000 },
		{ "nodes at an odd place", NODES, 0x42 },
		{ "nodes too long", NODES_SIZE, 0xffffffff },
		{ "no end of the nodes", NODES_SIZE, 8 },
		{ "strings outside", STRINGS, 0xfffffff0 },
		{ "strings too long", STRINGS_SIZE, 0xffffff00 },
		{ "names outside of the strings", STRINGS_SIZE, 0 },
		{ "reservations outside", RESERVATIONS, 0xffffffff },
		{ "an old version", VERSION, 16 },
		{ "a newer version", COMPATIBLE, 18 },
	};
	struct tree_file file;
	struct kx_fdt fdt;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		tree_make(&file);
		kx_write_be32(file.data + rows[i].offset, rows[i].value);
		assert_row(rows[i].name, opens(&file, &fdt), false);
	}
}

TEST(a_tree_is_refused_that_is_cut_anywhere)
{
	struct tree_file file;
	struct kx_fault fault;
	struct kx_fdt fdt;
	u64 size;

	tree_make(&file);
	for (size = 0; size < tree_bytes(&file).size; size++)
		assert_int_equal(
			kx_fdt_open(kx_bytes(file.data, size), &fdt, &fault),
			-KX_E_TREE);
}

static bool opens_with_name(u32 length)
{
	static u8 tree[2048];
	char name[512] = "";
	struct kx_fdt fdt;

	memset(name, 'n', length);
	assert_int_equal(fdt_create(tree, sizeof(tree)), 0);
	assert_int_equal(fdt_finish_reservemap(tree), 0);
	assert_int_equal(fdt_begin_node(tree, ""), 0);
	assert_int_equal(fdt_property_u32(tree, name, 1), 0);
	assert_int_equal(fdt_end_node(tree), 0);
	assert_int_equal(fdt_finish(tree), 0);
	return !kx_fdt_open(kx_bytes(tree, sizeof(tree)), &fdt, NULL);
}

TEST(a_name_has_an_end_in_reach)
{
	assert_true(opens_with_name(255));
	assert_false(opens_with_name(256));
}

/* Each byte gets values that sizes, offsets and tokens may have. */
TEST(a_tree_of_any_bytes_is_refused_or_read_to_its_end)
{
	static const u8 values[] = { 0, 1, 2, 3, 4, 9, 0x7f, 0x80, 0xff };
	struct tree_file file;
	u64 at;
	u32 i;

	tree_make(&file);
	for (at = 0; at < tree_bytes(&file).size; at++) {
		u8 old = file.data[at];

		for (i = 0; i < ARRAY_SIZE(values); i++) {
			struct kx_fdt_cursor cursor = { 0 };
			struct kx_fdt_item item;
			struct kx_fdt fdt;

			file.data[at] = values[i];
			if (!opens(&file, &fdt))
				continue;
			while (kx_fdt_next(&fdt, &cursor, &item))
				;
			assert_int_equal(item.token, KX_FDT_END);
			assert_int_equal(cursor.depth, 0);
		}
		file.data[at] = old;
	}
}

TEST(a_text_is_the_same_with_and_without_its_end)
{
	assert_true(kx_fdt_is(kx_bytes("okay", 4), "okay"));
	assert_true(kx_fdt_is(kx_bytes("okay", 5), "okay"));
	assert_false(kx_fdt_is(kx_bytes("okay!", 5), "okay"));
	assert_false(kx_fdt_is(kx_bytes("oka", 3), "okay"));
	assert_false(kx_fdt_is(kx_bytes("okay\0", 6), "okay"));
	assert_false(kx_fdt_is(kx_bytes("", 0), "okay"));
}

TEST(a_node_below_the_root_may_have_an_address)
{
	struct kx_fdt_item item = {
		.token = KX_FDT_BEGIN_NODE,
		.depth = 2,
		.name = kx_bytes("chosen@0", 6),
	};

	assert_true(kx_fdt_is_node(&item, "chosen"));
	item.name.size = 8;
	assert_true(kx_fdt_is_node(&item, "chosen"));
	assert_false(kx_fdt_is_node(&item, "chose"));
	item.depth = 3;
	assert_false(kx_fdt_is_node(&item, "chosen"));
	item.depth = 2;
	item.token = KX_FDT_PROPERTY;
	assert_false(kx_fdt_is_node(&item, "chosen"));
}

TEST(a_number_has_one_cell_or_two)
{
	static const u8 bytes[] = { 0, 0, 0, 1, 0, 0, 0, 2, 0 };

	assert_int_equal(kx_fdt_number(kx_bytes(bytes, 4)), 1);
	assert_int_equal(kx_fdt_number(kx_bytes(bytes, 8)), 0x100000002);
	assert_int_equal(kx_fdt_number(kx_bytes(bytes, 7)), 0);
	assert_int_equal(kx_fdt_number(kx_bytes(bytes, 9)), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_tree_is_read_from_its_first_node_to_its_last),
		cmocka_unit_test(a_header_that_does_not_fit_is_refused),
		cmocka_unit_test(a_tree_is_refused_that_is_cut_anywhere),
		cmocka_unit_test(a_name_has_an_end_in_reach),
		cmocka_unit_test(
			a_tree_of_any_bytes_is_refused_or_read_to_its_end),
		cmocka_unit_test(a_text_is_the_same_with_and_without_its_end),
		cmocka_unit_test(a_node_below_the_root_may_have_an_address),
		cmocka_unit_test(a_number_has_one_cell_or_two),
	};

	return cmocka_run_group_tests_name("fdt", tests, NULL, NULL);
}
