// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Device trees that are built; tree_oracle() reads each of them. */
#include "lib/image/tree.h"

#include <errno.h>
#include <libfdt.h>

#include "test/unit/core/make_tree.h"
#include "test/unit/core/tree_oracle.h"
#include "test/unit/test.h"

struct setup {
	struct tree_file running;
	struct tree_file given;
	struct kexec_image image;
	char line[128];
	char name[8];
	u8 seed[32];
	struct kx_machine facts;
	struct kxl_tree tree;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	tree_make(&s->running);
	memset(s->seed, 0x77, sizeof(s->seed));
	strcpy(s->line, "console=ttyAMA0 quiet");
	strcpy(s->name, "Image");
	s->image.kernel.name = s->name;
	s->image.cmdline = s->line;
	s->facts.arm64.fdt = tree_bytes(&s->running);
	s->facts.limits.page_size = 0x1000;
	s->facts.rng_seed = kx_bytes(s->seed, sizeof(s->seed));
	assert_int_equal(kexec_ctx_new(&s->image.ctx), 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	kxl_tree_free(&s->tree);
	free(s->facts.usable.entries);
	free(s->facts.firmware.entries);
	kexec_ctx_free(s->image.ctx);
	free(s);
	return 0;
}

static int build(struct setup *s)
{
	struct kx_bytes source =
		s->image.dtb.size ? s->image.dtb : s->facts.arm64.fdt;
	const char *broken;
	int err;

	kxl_tree_free(&s->tree);
	free(s->facts.firmware.entries);
	s->facts.firmware = (struct kx_memmap){ 0 };
	err = kxl_tree_build(&s->image, &s->facts, NULL, &s->tree);
	if (err) {
		assert_null(s->tree.bytes.data);
		return err;
	}
	broken = tree_oracle(source, s->tree.bytes, s->line,
			     s->image.nr_initrds);
	if (broken)
		fail_msg("%s", broken);
	return 0;
}

static const void *chosen(const struct setup *s, const char *name, int *size)
{
	const void *tree = s->tree.bytes.data;

	return fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), name, size);
}

static const char *error_of(const struct setup *s)
{
	return kexec_ctx_error(s->image.ctx)->text;
}

/* A second kexec finds those of the first, and adds none. */
TEST_WITH(tables_of_the_interrupt_controller_are_reserved)
{
	const struct kx_range tables[] = { { 0x421a0000, 0x421b0000 },
					   { 0x42200000, 0x42210000 } };
	const struct kx_memory ram = { { TREE_MEMORY, TREE_MEMORY_END },
				       KX_MEM_RAM };
	struct setup *s = *state;
	struct kx_memmap *usable = &s->facts.usable;
	int before = fdt_num_mem_rsv(s->facts.arm64.fdt.data);
	struct kxl_tree first;
	int after;
	size_t i;

	usable->entries = malloc(sizeof(ram));
	assert_non_null(usable->entries);
	usable->entries[0] = ram;
	usable->count = usable->capacity = 1;
	s->facts.arm64.lpi_tables = tables;
	s->facts.arm64.nr_lpi_tables = ARRAY_SIZE(tables);
	assert_int_equal(build(s), 0);
	after = fdt_num_mem_rsv(s->tree.bytes.data);
	for (i = 0; i < ARRAY_SIZE(tables); i++)
		assert_false(kx_memmap_covers(usable, tables[i], KX_MEM_RAM));
	first = s->tree;
	s->tree = (struct kxl_tree){ 0 };
	s->facts.arm64.fdt = first.bytes;
	assert_int_equal(build(s), 0);
	assert_int_equal(fdt_num_mem_rsv(s->tree.bytes.data), after);
	/* The old initrd's is gone from both. */
	assert_true(after >= before - 1 + (int)ARRAY_SIZE(tables));
	kxl_tree_free(&first);
}

TEST_WITH(the_running_trees_chosen_node_is_made_new)
{
	struct setup *s = *state;

	assert_int_equal(build(s), 0);
	assert_string_equal(chosen(s, "bootargs", NULL), s->line);
	assert_string_equal(chosen(s, "stdout-path", NULL), "/pl011@9000000");
	assert_null(chosen(s, "linux,initrd-start", NULL));
	assert_int_equal(s->tree.slots.initrd_start, 0);
	assert_int_equal(s->tree.slots.initrd_end, 0);
	*s->line = '\0';
	assert_int_equal(build(s), 0);
	assert_null(chosen(s, "bootargs", NULL));
}

/* The old ones have 4 bytes. */
TEST_WITH(an_initrd_gets_slots_of_8_bytes)
{
	struct setup *s = *state;
	const u8 *tree;

	s->image.nr_initrds = 2;
	assert_int_equal(build(s), 0);
	tree = s->tree.bytes.data;
	assert_ptr_equal(tree + s->tree.slots.initrd_start,
			 chosen(s, "linux,initrd-start", NULL));
	assert_ptr_equal(tree + s->tree.slots.initrd_end,
			 chosen(s, "linux,initrd-end", NULL));
	assert_int_equal(fdt64_ld(chosen(s, "linux,initrd-end", NULL)), 0);
}

TEST_WITH(seeds_are_fresh_or_not_there)
{
	struct setup *s = *state;
	u64 first;
	int size = 0;

	assert_int_equal(build(s), 0);
	assert_memory_equal(chosen(s, "rng-seed", &size), s->seed,
			    sizeof(s->seed));
	assert_int_equal(size, sizeof(s->seed));
	first = fdt64_ld(chosen(s, "kaslr-seed", &size));
	assert_int_equal(size, 8);
	assert_int_equal(build(s), 0);
	assert_int_not_equal(fdt64_ld(chosen(s, "kaslr-seed", NULL)), first);
	/* A tree without them gets them, too. */
	tree_make_efi(&s->running);
	s->facts.arm64.fdt = tree_bytes(&s->running);
	assert_int_equal(build(s), 0);
	assert_non_null(chosen(s, "kaslr-seed", NULL));
	assert_non_null(chosen(s, "rng-seed", NULL));
	s->facts.rng_seed = kx_bytes(NULL, 0);
	tree_make(&s->running);
	s->facts.arm64.fdt = tree_bytes(&s->running);
	assert_int_equal(build(s), 0);
	assert_null(chosen(s, "rng-seed", NULL));
}

/* The boot loader's reservation goes, and others stay. */
TEST_WITH(the_old_initrds_memory_is_free_again)
{
	struct setup *s = *state;
	u64 start, size;

	assert_int_equal(build(s), 0);
	assert_int_equal(fdt_num_mem_rsv(s->tree.bytes.data), 1);
	assert_int_equal(fdt_get_mem_rsv(s->tree.bytes.data, 0, &start, &size),
			 0);
	assert_int_equal(start, TREE_BLOCK);
	/* It need not be whole pages, but its reservation is. */
	assert_int_equal(fdt_setprop_inplace_u32(
				 s->running.data,
				 fdt_path_offset(s->running.data, "/chosen"),
				 "linux,initrd-end", TREE_OLD_END - 0xfff),
			 0);
	assert_int_equal(build(s), 0);
	assert_int_equal(fdt_num_mem_rsv(s->tree.bytes.data), 1);
	/* Pages of 64 KiB, and no pages. */
	assert_int_equal(fdt_setprop_inplace_u32(
				 s->running.data,
				 fdt_path_offset(s->running.data, "/chosen"),
				 "linux,initrd-end", TREE_OLD_END - 0xffff),
			 0);
	assert_int_equal(build(s), 0);
	assert_int_equal(fdt_num_mem_rsv(s->tree.bytes.data), 1);
	assert_int_equal(fdt_setprop_inplace_u32(
				 s->running.data,
				 fdt_path_offset(s->running.data, "/chosen"),
				 "linux,initrd-end", TREE_OLD_END - 0x10000),
			 0);
	assert_int_equal(build(s), 0);
	assert_int_equal(fdt_num_mem_rsv(s->tree.bytes.data), 2);
}

/* A tree that a kexec made, for a crash kernel or with IMA's log. */
TEST_WITH(what_the_last_kexec_handed_over_is_free_again)
{
	static const char *const names[] = { "linux,elfcorehdr",
					     "linux,dmcryptkeys",
					     "linux,ima-kexec-buffer" };
	struct setup *s = *state;
	void *tree = s->running.data;
	size_t i;

	assert_int_equal(fdt_open_into(tree, tree, sizeof(s->running.data)), 0);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		u64 start = 0x70000000 + i * 0x100000;
		const fdt64_t pair[] = { cpu_to_fdt64(start),
					 cpu_to_fdt64(0x1230) };

		assert_int_equal(fdt_add_mem_rsv(tree, start, 0x1230), 0);
		/* Another one begins there, too. */
		assert_int_equal(fdt_add_mem_rsv(tree, start, 0x99000), 0);
		assert_int_equal(fdt_setprop(tree,
					     fdt_path_offset(tree, "/chosen"),
					     names[i], pair, sizeof(pair)),
				 0);
	}
	s->facts.arm64.fdt = tree_bytes(&s->running);
	assert_int_equal(build(s), 0);
	/* The block's own, and the others. */
	assert_int_equal(fdt_num_mem_rsv(s->tree.bytes.data),
			 1 + ARRAY_SIZE(names));
	/* Half a pair names nothing. */
	assert_int_equal(fdt_setprop_u64(tree, fdt_path_offset(tree, "/chosen"),
					 names[0], 0x70000000),
			 0);
	s->facts.arm64.fdt = tree_bytes(&s->running);
	assert_int_equal(build(s), 0);
	assert_int_equal(fdt_num_mem_rsv(s->tree.bytes.data),
			 2 + ARRAY_SIZE(names));
}

/* As if EFI had left more than its five properties. */
TEST_WITH(a_tree_without_room_is_no_lack_of_memory)
{
	static const u8 more[4500];
	static u8 large[8192];
	struct setup *s = *state;
	int node;

	tree_make_efi(&s->running);
	tree_make(&s->given);
	assert_int_equal(fdt_open_into(s->running.data, large, sizeof(large)),
			 0);
	node = fdt_path_offset(large, "/chosen");
	assert_int_equal(
		fdt_setprop(large, node, "linux,uefi-more", more, sizeof(more)),
		0);
	s->facts.arm64.fdt = kx_bytes(large, fdt_totalsize(large));
	s->image.dtb = tree_bytes(&s->given);
	assert_int_equal(build(s), -ENOEXEC);
	assert_non_null(strstr(error_of(s), "the given device tree has no room "
					    "for what is added"));
}

TEST_WITH(reserved_memory_is_not_usable_and_memory_is_the_trees)
{
	struct setup *s = *state;

	s->facts.usable.entries = calloc(1, sizeof(struct kx_memory));
	assert_non_null(s->facts.usable.entries);
	s->facts.usable.count = s->facts.usable.capacity = 1;
	s->facts.usable.entries[0] = (struct kx_memory){
		{ TREE_MEMORY, TREE_MEMORY_END + 0x1000000 }, KX_MEM_RAM
	};
	assert_int_equal(build(s), 0);
	assert_int_equal(s->facts.firmware.count, 1);
	assert_int_equal(s->facts.firmware.entries[0].range.end,
			 TREE_MEMORY_END);
	assert_int_equal(s->facts.usable.count, 3);
	assert_int_equal(s->facts.usable.entries[1].range.start, 0x50003000);
	assert_int_equal(s->facts.usable.entries[1].range.end, TREE_CARVED);
}

TEST_WITH(with_efi_memory_is_efis)
{
	struct setup *s = *state;
	int size = 0;

	tree_make_efi(&s->running);
	s->facts.arm64.fdt = tree_bytes(&s->running);
	assert_int_equal(build(s), 0);
	assert_int_equal(s->facts.firmware.count, 0);
	assert_int_equal(fdt64_ld(chosen(s, "linux,uefi-system-table", &size)),
			 0x7fff0018);
}

TEST_WITH(a_given_tree_counts_alone_but_for_efi)
{
	struct setup *s = *state;

	tree_make_efi(&s->running);
	s->facts.arm64.fdt = tree_bytes(&s->running);
	tree_make(&s->given);
	s->image.dtb = tree_bytes(&s->given);
	assert_int_equal(build(s), 0);
	assert_string_equal(chosen(s, "stdout-path", NULL), "/pl011@9000000");
	assert_int_equal(fdt64_ld(chosen(s, "linux,uefi-system-table", NULL)),
			 0x7fff0018);
	assert_int_equal(fdt32_ld(chosen(s, "linux,uefi-mmap-size", NULL)),
			 0xc30);
	assert_int_equal(s->facts.firmware.count, 0);
	/* On a machine without EFI there is none to copy. */
	tree_make(&s->running);
	s->facts.arm64.fdt = tree_bytes(&s->running);
	assert_int_equal(build(s), 0);
	assert_null(chosen(s, "linux,uefi-system-table", NULL));
	assert_int_equal(s->facts.firmware.count, 1);
	/* Nor is a damaged tree read. */
	s->facts.arm64.fdt.size = 40;
	assert_int_equal(build(s), 0);
}

TEST_WITH(a_unified_images_tree_gives_way_to_the_users)
{
	struct setup *s = *state;

	tree_make(&s->given);
	s->image.contents.dtb = tree_bytes(&s->given);
	tree_make_efi(&s->running);
	s->facts.arm64.fdt = tree_bytes(&s->running);
	assert_int_equal(kxl_tree_build(&s->image, &s->facts, NULL, &s->tree),
			 0);
	assert_non_null(chosen(s, "stdout-path", NULL));
	s->image.dtb = tree_bytes(&s->running);
	assert_int_equal(build(s), 0);
	assert_null(chosen(s, "stdout-path", NULL));
}

TEST_WITH(a_tree_without_memory_is_refused)
{
	struct setup *s = *state;
	int node;

	tree_make(&s->given);
	node = fdt_path_offset(s->given.data, "/memory@40000000");
	assert_int_equal(fdt_nop_node(s->given.data, node), 0);
	s->image.dtb = tree_bytes(&s->given);
	assert_int_equal(build(s), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(s->image.ctx)->name, "dtb");
	assert_non_null(strstr(error_of(s), "the given device tree has no "
					    "memory"));
}

TEST_WITH(a_damaged_tree_is_refused)
{
	struct setup *s = *state;
	u64 size = s->facts.arm64.fdt.size;

	s->facts.arm64.fdt.size = size - 1;
	assert_int_equal(build(s), -ENOEXEC);
	assert_non_null(strstr(error_of(s), "this system's device tree is "
					    "damaged (FDT_ERR_TRUNCATED)"));
	s->facts.arm64.fdt.size = KX_TREE_MAX + 1;
	assert_int_equal(build(s), -ENOEXEC);
	assert_non_null(strstr(error_of(s), "larger than the 2 MiB"));
	s->facts.arm64.fdt.size = size;
	assert_int_equal(
		fdt_setprop_inplace_u32(s->running.data, 0, "#size-cells", 7),
		0);
	assert_int_equal(build(s), -ENOEXEC);
	assert_non_null(strstr(error_of(s), "has no memory"));
}

TEST_WITH(without_a_tree_there_is_none)
{
	struct setup *s = *state;

	s->facts.arm64.fdt = kx_bytes(NULL, 0);
	assert_int_equal(kxl_tree_build(&s->image, &s->facts, NULL, &s->tree),
			 0);
	assert_int_equal(s->tree.bytes.size, 0);
}

TEST_WITH(a_name_that_is_there_twice_goes_twice)
{
	struct setup *s = *state;
	void *tree = s->given.data;

	tree_make(&s->given);
	/* Two names of the same length: one becomes the other. */
	assert_int_equal(fdt_open_into(s->given.data, s->given.data,
				       sizeof(s->given.data)),
			 0);
	assert_int_equal(fdt_setprop(tree, fdt_path_offset(tree, "/chosen"),
				     "linux,elfcorehdX", "x", 2),
			 0);
	memcpy(memmem(tree, sizeof(s->given.data), "linux,elfcorehdX", 16),
	       "linux,elfcorehdr", 16);
	s->image.dtb = tree_bytes(&s->given);
	assert_int_equal(build(s), 0);
}

/* Each byte of a tree with other values: a sound tree, or a refusal. */
TEST_WITH(a_tree_of_any_bytes_is_built_or_refused)
{
	static const u8 values[] = { 0, 1, 2, 3, 4, 9, 0x7f, 0x80, 0xff };
	struct setup *s = *state;
	u32 built = 0;
	size_t i;
	u32 at;

	for (at = 0; at < s->facts.arm64.fdt.size; at++)
		for (i = 0; i < ARRAY_SIZE(values); i++) {
			u8 before = s->running.data[at];
			int err;

			s->running.data[at] = values[i];
			err = build(s);
			built += !err;
			assert_true(!err || err == -ENOEXEC);
			s->running.data[at] = before;
		}
	print_message("# %u of %zu were built\n", built,
		      (size_t)at * ARRAY_SIZE(values));
	assert_true(built > at);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(tables_of_the_interrupt_controller_are_reserved),
		WITH(the_running_trees_chosen_node_is_made_new),
		WITH(an_initrd_gets_slots_of_8_bytes),
		WITH(seeds_are_fresh_or_not_there),
		WITH(the_old_initrds_memory_is_free_again),
		WITH(what_the_last_kexec_handed_over_is_free_again),
		WITH(a_tree_without_room_is_no_lack_of_memory),
		WITH(reserved_memory_is_not_usable_and_memory_is_the_trees),
		WITH(with_efi_memory_is_efis),
		WITH(a_given_tree_counts_alone_but_for_efi),
		WITH(a_unified_images_tree_gives_way_to_the_users),
		WITH(a_tree_without_memory_is_refused),
		WITH(a_damaged_tree_is_refused),
		WITH(without_a_tree_there_is_none),
		WITH(a_name_that_is_there_twice_goes_twice),
		WITH(a_tree_of_any_bytes_is_built_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
