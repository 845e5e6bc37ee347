// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Written from the first node to the last, by libfdt's sequential functions. */
#include "test/unit/core/make_tree.h"

#include <libfdt.h>
#include <stdlib.h>

static void must(int err)
{
	if (err)
		abort();
}

static void put_u64s(void *tree, const char *name, u64 a, u64 b)
{
	const fdt64_t values[] = { cpu_to_fdt64(a), cpu_to_fdt64(b) };

	must(fdt_property(tree, name, values, sizeof(values)));
}

static void put_cells(void *tree)
{
	must(fdt_property_u32(tree, "#address-cells", 2));
	must(fdt_property_u32(tree, "#size-cells", 2));
}

static void put_reserved(void *tree)
{
	must(fdt_begin_node(tree, "reserved-memory"));
	put_cells(tree);
	must(fdt_property(tree, "ranges", NULL, 0));
	must(fdt_begin_node(tree, "firmware@60000000"));
	put_u64s(tree, "reg", TREE_CARVED, TREE_CARVED_END - TREE_CARVED);
	must(fdt_property(tree, "no-map", NULL, 0));
	must(fdt_end_node(tree));
	must(fdt_begin_node(tree, "linux,cma"));
	put_u64s(tree, "size", 0, 0x1000000);
	must(fdt_end_node(tree));
	must(fdt_begin_node(tree, "off@68000000"));
	put_u64s(tree, "reg", TREE_DISABLED, 0x1000);
	must(fdt_property_string(tree, "status", "disabled"));
	must(fdt_end_node(tree));
	must(fdt_end_node(tree));
}

static void put_chosen(void *tree)
{
	static const u8 seed[64] = { 1, 2, 3 };

	must(fdt_begin_node(tree, "chosen"));
	must(fdt_property_string(tree, "stdout-path", "/pl011@9000000"));
	must(fdt_property_string(tree, "bootargs", "an old line"));
	must(fdt_property_u32(tree, "linux,initrd-start", TREE_OLD_INITRD));
	must(fdt_property_u32(tree, "linux,initrd-end", TREE_OLD_END));
	must(fdt_property(tree, "kaslr-seed", seed, 8));
	must(fdt_property(tree, "rng-seed", seed, sizeof(seed)));
	put_u64s(tree, "linux,elfcorehdr", 0x7f000000, 0x1000);
	put_u64s(tree, "linux,usable-memory-range", 0x70000000, 0x10000000);
	put_u64s(tree, "linux,kho-fdt", 0x71000000, 0x1000);
	must(fdt_end_node(tree));
}

static void begin(struct tree_file *file)
{
	*file = (struct tree_file){ 0 };
	must(fdt_create(file->data, sizeof(file->data)));
}

static void end(struct tree_file *file)
{
	must(fdt_end_node(file->data));
	must(fdt_finish(file->data));
}

void tree_make(struct tree_file *file)
{
	void *tree = file->data;

	begin(file);
	must(fdt_add_reservemap_entry(tree, TREE_BLOCK,
				      TREE_BLOCK_END - TREE_BLOCK));
	must(fdt_add_reservemap_entry(tree, TREE_OLD_INITRD,
				      TREE_OLD_END - TREE_OLD_INITRD));
	must(fdt_finish_reservemap(tree));
	must(fdt_begin_node(tree, ""));
	put_cells(tree);
	must(fdt_property_string(tree, "compatible", "linux,dummy-virt"));
	must(fdt_begin_node(tree, "memory@40000000"));
	must(fdt_property_string(tree, "device_type", "memory"));
	put_u64s(tree, "reg", TREE_MEMORY, TREE_MEMORY_END - TREE_MEMORY);
	must(fdt_end_node(tree));
	put_reserved(tree);
	put_chosen(tree);
	must(fdt_begin_node(tree, "pl011@9000000"));
	must(fdt_property_string(tree, "compatible", "arm,pl011"));
	must(fdt_end_node(tree));
	end(file);
}

void tree_make_efi(struct tree_file *file)
{
	void *tree = file->data;

	begin(file);
	must(fdt_finish_reservemap(tree));
	must(fdt_begin_node(tree, ""));
	must(fdt_begin_node(tree, "chosen"));
	must(fdt_property_u64(tree, "linux,uefi-system-table", 0x7fff0018));
	must(fdt_property_u64(tree, "linux,uefi-mmap-start", 0x7e000018));
	must(fdt_property_u32(tree, "linux,uefi-mmap-size", 0xc30));
	must(fdt_property_string(tree, "bootargs", "an old line"));
	must(fdt_end_node(tree));
	end(file);
}

struct kx_bytes tree_bytes(const struct tree_file *file)
{
	return kx_bytes(file->data, fdt_totalsize(file->data));
}
