// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Trees that are written; libfdt and tree_oracle() read each of them. */
#include "core/chosen.h"

#include <libfdt.h>
#include <string.h>

#include "test/unit/core/make_tree.h"
#include "test/unit/core/tree_oracle.h"
#include "test/unit/test.h"

static const char line[] = "console=ttyAMA0 quiet";

struct setup {
	struct tree_file file;
	struct kx_bytes source;
	struct kx_chosen chosen;
	u8 *tree;
	u64 size;
	struct kx_tree_slots slots;
};

static int set_up(void **state)
{
	static const u8 seed[32] = { 0x77, 0x77 };
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	tree_make(&s->file);
	s->source = tree_bytes(&s->file);
	s->chosen = (struct kx_chosen){
		.cmdline = kx_bytes(line, strlen(line)),
		.kaslr_seed = kx_bytes(seed, 8),
		.rng_seed = kx_bytes(seed, sizeof(seed)),
		.page_size = 0x1000,
	};
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	free(s->tree);
	free(s);
	return 0;
}

static const char *judge(const struct setup *s)
{
	const struct tree_crash crash = {
		.ranges = { s->chosen.crash },
		.page = s->chosen.page_size,
	};
	struct kx_bytes built = kx_bytes(s->tree, s->size);
	const char *words = s->chosen.cmdline.size ? line : "";

	return s->slots.elfcorehdr
		       ? tree_crash_oracle(s->source, built, words,
					   s->chosen.has_initrd, &crash)
		       : tree_oracle(s->source, built, words,
				     s->chosen.has_initrd);
}

/* In a room of exactly as many bytes as were said, for the sanitizer. */
static void write(struct setup *s)
{
	struct kx_fault fault;
	const char *broken;
	struct kx_fdt fdt;
	u64 room;

	assert_int_equal(kx_fdt_open(s->source, &fdt, &fault), 0);
	room = kx_chosen_size(&fdt, &s->chosen);
	free(s->tree);
	s->tree = malloc(room);
	assert_non_null(s->tree);
	s->size = kx_chosen_write(&fdt, &s->chosen, s->tree, &s->slots);
	assert_true(s->size <= room);
	assert_int_equal(fdt_check_full(s->tree, s->size), 0);
	assert_int_equal(fdt_totalsize(s->tree), s->size);
	broken = judge(s);
	if (broken)
		fail_msg("%s", broken);
}

static const void *find(const struct setup *s, const char *name, int *size)
{
	return fdt_getprop(s->tree, fdt_path_offset(s->tree, "/chosen"), name,
			   size);
}

TEST_WITH(chosen_is_made_new)
{
	struct setup *s = *state;
	int size;

	write(s);
	assert_string_equal(find(s, "bootargs", NULL), line);
	assert_string_equal(find(s, "stdout-path", NULL), "/pl011@9000000");
	assert_null(find(s, "linux,initrd-start", NULL));
	assert_null(find(s, "linux,elfcorehdr", NULL));
	assert_non_null(find(s, "linux,booted-from-kexec", &size));
	assert_int_equal(size, 0);
	assert_memory_equal(find(s, "rng-seed", &size), s->chosen.rng_seed.data,
			    32);
	assert_int_equal(size, 32);
	assert_int_equal(s->slots.initrd_start, 0);
	assert_int_equal(s->slots.initrd_end, 0);
	s->chosen = (struct kx_chosen){ .page_size = 0x1000 };
	write(s);
	assert_null(find(s, "bootargs", NULL));
	assert_null(find(s, "kaslr-seed", NULL));
	assert_null(find(s, "rng-seed", NULL));
}

/* The old ones have 4 bytes. */
TEST_WITH(an_initrd_gets_slots_of_8_bytes)
{
	struct setup *s = *state;
	const u8 *start, *end;
	int size;

	s->chosen.has_initrd = true;
	write(s);
	start = find(s, "linux,initrd-start", &size);
	assert_int_equal(size, 8);
	end = find(s, "linux,initrd-end", &size);
	assert_int_equal(size, 8);
	assert_ptr_equal(start, s->tree + s->slots.initrd_start);
	assert_ptr_equal(end, s->tree + s->slots.initrd_end);
	assert_int_equal(kx_load_be64(start), 0);
	assert_int_equal(kx_load_be64(end), 0);
}

/* What was reserved for the old initrd is free, and nothing else. */
TEST_WITH(the_old_initrds_memory_is_free_again)
{
	static const struct {
		const char *name;
		u64 size;
		int left;
	} rows[] = {
		{ "the exact size", TREE_OLD_END - TREE_OLD_INITRD, 1 },
		{ "another size", TREE_OLD_END - TREE_OLD_INITRD + 1, 2 },
		{ "one page more", TREE_OLD_END - TREE_OLD_INITRD + 0x1000, 2 },
	};
	struct setup *s = *state;
	u64 at, size;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		/* The second one. */
		kx_write_be64(s->file.data + fdt_off_mem_rsvmap(s->file.data) +
				      24,
			      rows[i].size);
		write(s);
		assert_row(rows[i].name, fdt_num_mem_rsv(s->tree),
			   rows[i].left);
		assert_int_equal(fdt_get_mem_rsv(s->tree, 0, &at, &size), 0);
		assert_int_equal(at, TREE_BLOCK);
	}
	/* A size that is no multiple of pages is reserved as whole pages. */
	fdt_setprop_inplace_u32(s->file.data,
				fdt_path_offset(s->file.data, "/chosen"),
				"linux,initrd-end", (u32)TREE_OLD_END - 0xfff);
	kx_write_be64(s->file.data + fdt_off_mem_rsvmap(s->file.data) + 24,
		      TREE_OLD_END - TREE_OLD_INITRD);
	write(s);
	assert_int_equal(fdt_num_mem_rsv(s->tree), 1);
}

TEST_WITH(a_second_kexec_finds_what_the_first_has_written)
{
	struct setup *s = *state;
	u8 *first;
	u64 size;

	s->chosen.has_initrd = true;
	write(s);
	first = s->tree;
	size = s->size;
	s->tree = NULL;
	s->source = kx_bytes(first, size);
	write(s);
	assert_int_equal(s->size, size);
	assert_memory_equal(s->tree, first, size);
	free(first);
}

/* A second kexec finds those of the first, and adds none. */
TEST_WITH(kept_memory_is_reserved_once)
{
	static const struct kx_range kept[] = { { 0x421a0000, 0x421b0000 },
						{ 0x42200000, 0x42210000 } };
	struct setup *s = *state;
	u64 at, size;
	u8 *first;

	s->chosen.kept = kept;
	s->chosen.nr_kept = ARRAY_SIZE(kept);
	write(s);
	/* The old initrd's is gone. */
	assert_int_equal(fdt_num_mem_rsv(s->tree), 1 + 2);
	assert_int_equal(fdt_get_mem_rsv(s->tree, 2, &at, &size), 0);
	assert_int_equal(at, kept[1].start);
	assert_int_equal(size, 0x10000);
	first = s->tree;
	s->source = kx_bytes(first, s->size);
	s->tree = NULL;
	write(s);
	assert_int_equal(fdt_num_mem_rsv(s->tree), 1 + 2);
	free(first);
}

TEST_WITH(what_efi_has_written_stays)
{
	struct setup *s = *state;
	struct kx_bytes value;
	struct kx_fdt fdt;

	tree_make_efi(&s->file);
	s->source = tree_bytes(&s->file);
	write(s);
	assert_int_equal(kx_fdt_open(kx_bytes(s->tree, s->size), &fdt, NULL),
			 0);
	assert_true(kx_chosen_find(&fdt, "linux,uefi-system-table", &value));
	assert_int_equal(kx_fdt_number(value), 0x7fff0018);
	assert_false(kx_chosen_find(&fdt, "linux,uefi-stub-kern-ver", &value));
}

static void make_small(struct setup *s, const char *child)
{
	void *tree = s->file.data;

	assert_int_equal(fdt_create(tree, sizeof(s->file.data)), 0);
	assert_int_equal(fdt_finish_reservemap(tree), 0);
	assert_int_equal(fdt_begin_node(tree, ""), 0);
	assert_int_equal(fdt_property_string(tree, "compatible", "x"), 0);
	if (child) {
		assert_int_equal(fdt_begin_node(tree, child), 0);
		assert_int_equal(fdt_property_u32(tree, "bootargs", 1), 0);
		assert_int_equal(fdt_end_node(tree), 0);
	}
	assert_int_equal(fdt_end_node(tree), 0);
	assert_int_equal(fdt_finish(tree), 0);
	s->source = tree_bytes(&s->file);
}

/* The oracle wants what was there, in its order; so libfdt is asked here. */
TEST_WITH(a_tree_without_chosen_gets_one)
{
	static const char *const children[] = { NULL, "cpus", "chosen1" };
	struct setup *s = *state;
	struct kx_fault fault;
	struct kx_fdt fdt;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(children); i++) {
		make_small(s, children[i]);
		assert_int_equal(kx_fdt_open(s->source, &fdt, &fault), 0);
		free(s->tree);
		s->tree = malloc(kx_chosen_size(&fdt, &s->chosen));
		assert_non_null(s->tree);
		s->size = kx_chosen_write(&fdt, &s->chosen, s->tree, &s->slots);
		assert_int_equal(fdt_check_full(s->tree, s->size), 0);
		assert_string_equal(find(s, "bootargs", NULL), line);
		if (!children[i])
			continue;
		/* A property of that name elsewhere is not ours. */
		assert_non_null(fdt_getprop(
			s->tree, fdt_subnode_offset(s->tree, 0, children[i]),
			"bootargs", NULL));
	}
}

/* The source has both properties, of an earlier crash kernel. */
TEST_WITH(a_crash_kernel_gets_its_region_and_a_slot)
{
	struct setup *s = *state;
	const u8 *headers;
	int size;

	s->chosen.crash = (struct kx_range){ 0x6c000000, 0x70000000 };
	write(s);
	headers = find(s, "linux,elfcorehdr", &size);
	assert_ptr_equal(headers, s->tree + s->slots.elfcorehdr);
	assert_int_equal(size,
			 4 * (s->slots.address_cells + s->slots.size_cells));
	assert_int_equal(s->slots.address_cells, 2);
	assert_int_equal(s->slots.size_cells, 2);
	s->chosen.has_initrd = true;
	write(s);
	assert_true(s->slots.elfcorehdr);
}

static void set_cells(struct setup *s, const char *name, u32 cells)
{
	assert_int_equal(fdt_setprop_inplace_u32(s->file.data, 0, name, cells),
			 0);
}

/* The headers' slot is as long as the root says. */
TEST_WITH(a_region_has_as_many_cells_as_the_root_says)
{
	static const struct {
		u32 address;
		u32 size;
		bool fits;
	} rows[] = {
		{ 1, 1, true },	 { 1, 2, true },  { 2, 1, true },
		{ 4, 4, true },	 { 3, 2, true },  { 0, 2, false },
		{ 2, 0, false }, { 5, 2, false }, { 2, 5, false },
	};
	struct setup *s = *state;
	u32 i;

	s->chosen.crash = (struct kx_range){ 0x6c000000, 0x70000000 };
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		set_cells(s, "#address-cells", rows[i].address);
		set_cells(s, "#size-cells", rows[i].size);
		write(s);
		assert_int_equal(!!s->slots.elfcorehdr, rows[i].fits);
	}
}

/* Without a slot the plan is refused: arm64_crash_test.c has that row. */
TEST_WITH(a_region_above_4_gib_needs_two_cells)
{
	struct setup *s = *state;

	s->chosen.crash = (struct kx_range){ 0x100000000, 0x110000000 };
	write(s);
	assert_true(s->slots.elfcorehdr);
	set_cells(s, "#address-cells", 1);
	write(s);
	assert_false(s->slots.elfcorehdr);
	s->chosen.crash = (struct kx_range){ 0x80000000, 0x180000000 };
	set_cells(s, "#size-cells", 1);
	write(s);
	assert_false(s->slots.elfcorehdr);
}

/* Only a node below the root counts, and only its own properties. */
TEST_WITH(properties_of_nodes_in_chosen_stay)
{
	struct setup *s = *state;
	u8 *tree = malloc(8192);
	int node;

	assert_non_null(tree);
	assert_int_equal(fdt_open_into(s->file.data, tree, 8192), 0);
	node = fdt_add_subnode(tree, fdt_path_offset(tree, "/chosen"),
			       "module");
	assert_int_equal(fdt_setprop_string(tree, node, "bootargs", "a b"), 0);
	s->source = kx_bytes(tree, fdt_totalsize(tree));
	write(s);
	node = fdt_path_offset(s->tree, "/chosen/module");
	assert_string_equal(fdt_getprop(s->tree, node, "bootargs", NULL),
			    "a b");
	free(tree);
}

/* As tree_oracle() sees it: each byte of a source gets some values. */
TEST_WITH(a_tree_of_any_bytes_is_written_or_refused)
{
	static const u8 values[] = { 0, 1, 3, 4, 0x61, 0xff };
	struct setup *s = *state;
	u8 *room = malloc(16384);
	u64 at;
	u32 i;

	assert_non_null(room);
	for (at = 0; at < s->source.size; at++) {
		u8 old = s->file.data[at];

		for (i = 0; i < ARRAY_SIZE(values); i++) {
			struct kx_fdt fdt;
			u64 size;

			s->file.data[at] = values[i];
			if (kx_fdt_open(s->source, &fdt, NULL))
				continue;
			size = kx_chosen_write(&fdt, &s->chosen, room,
					       &s->slots);
			assert_true(size <= kx_chosen_size(&fdt, &s->chosen));
			assert_int_equal(
				kx_fdt_open(kx_bytes(room, size), &fdt, NULL),
				0);
		}
		s->file.data[at] = old;
	}
	free(room);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(chosen_is_made_new),
		WITH(an_initrd_gets_slots_of_8_bytes),
		WITH(the_old_initrds_memory_is_free_again),
		WITH(a_second_kexec_finds_what_the_first_has_written),
		WITH(kept_memory_is_reserved_once),
		WITH(what_efi_has_written_stays),
		WITH(a_tree_without_chosen_gets_one),
		WITH(a_crash_kernel_gets_its_region_and_a_slot),
		WITH(a_region_has_as_many_cells_as_the_root_says),
		WITH(a_region_above_4_gib_needs_two_cells),
		WITH(properties_of_nodes_in_chosen_stay),
		WITH(a_tree_of_any_bytes_is_written_or_refused),
	};

	return cmocka_run_group_tests_name("chosen", tests, NULL, NULL);
}
