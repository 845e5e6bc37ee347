// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of the jump. Memory is mapped at its physical address. The
 * relocation code is also mapped at the virtual address where it runs now.
 */
#include "module/arch.h"

#include "core/copylist.h"
#include "core/memmap.h"
#include "core/range.h"
#include "module/arch/x86_64/jump.h"
#include "module/arch/x86_64/level.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/memory.h"
#include "module/page.h"

#include <linux/efi.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <asm/cpufeature.h>
#include <asm/pgtable.h>

#define TABLE (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)

/* The entry of @va in @table at @level (1: 4 KiB pages). */
static u64 *table_entry(u64 *table, u64 va, unsigned int level)
{
	return &table[(va >> (12 + 9 * (level - 1))) & 511];
}

/*
 * Map [@va, @va + size of a @level page) to @pa. An existing mapping stays,
 * even one of a larger page. Return: 0, -ENOMEM, or -EEXIST where smaller pages
 * are mapped.
 */
static int map_page(struct kxm_image *image, u64 va, u64 pa, unsigned int level)
{
	unsigned int at = kxm_is_5level() ? 5 : 4;
	u64 *table = phys_to_virt(image->jump->root);
	u64 *entry = table_entry(table, va, at);

	for (; at > level; entry = table_entry(table, va, at)) {
		if (*entry & _PAGE_PSE)
			return 0;
		if (!*entry) {
			table = kxm_image_control_page(image);
			if (!table)
				return -ENOMEM;
			*entry = virt_to_phys(table) | TABLE;
		}
		table = phys_to_virt(*entry & PTE_PFN_MASK);
		at--;
	}
	if (level > 1 && *entry && !(*entry & _PAGE_PSE))
		return -EEXIST;
	if (!*entry)
		*entry = pa | TABLE | (level > 1 ? _PAGE_PSE : 0);
	return 0;
}

/*
 * Map a range to itself. Pages of 2 MiB extend past its ends by less than 2
 * MiB. Pages of 1 GiB are used only inside the range: the processor may access
 * speculatively whatever is mapped, and that must be memory.
 */
static int map_range(struct kxm_image *image, struct kx_range range)
{
	u64 at = kx_align_down(range.start, SZ_2M);

	while (at < range.end) {
		bool is_giant = boot_cpu_has(X86_FEATURE_GBPAGES) &&
				IS_ALIGNED(at, SZ_1G) && at >= range.start &&
				range.end - at >= SZ_1G;
		int err = map_page(image, at, at, is_giant ? 3 : 2);

		/*
		 * Smaller pages map a part of it: use them for the rest, too.
		 */
		if (err == -EEXIST) {
			is_giant = false;
			err = map_page(image, at, at, 2);
		}
		if (err)
			return err;
		at += is_giant ? SZ_1G : SZ_2M;
		cond_resched();
	}
	return 0;
}

/*
 * Map all memory, firmware's tables in it (ACPI), and the first MiB, where old
 * firmware has its tables. e820 marks the memory of EFI's own tables reserved,
 * so EFI's memory map is read, too. For a crash kernel only its own memory is
 * mapped, since it has few pages for tables.
 */
static int map_memory(struct kxm_image *image, const struct kx_memmap *map)
{
	u32 i;
	int err = map_range(image, (struct kx_range){ 0, 0x100000 });

	if (!err && image->is_crash)
		err = map_range(image, kxm.region);
	for (i = 0; i < map->count && !err; i++)
		if ((map->entries[i].type == KX_MEM_RAM && !image->is_crash) ||
		    map->entries[i].type == KX_MEM_ACPI ||
		    map->entries[i].type == KX_MEM_NVS)
			err = map_range(image, map->entries[i].range);
	return err;
}

/* Is it memory? For a crash kernel free RAM is left out, as above. */
static bool is_efi_mapped(const efi_memory_desc_t *desc, bool is_crash)
{
	return desc->attribute & EFI_MEMORY_WB &&
	       desc->type != EFI_MEMORY_MAPPED_IO &&
	       desc->type != EFI_UNUSABLE_MEMORY &&
	       !(is_crash && desc->type == EFI_CONVENTIONAL_MEMORY);
}

static int map_efi(struct kxm_image *image)
{
	efi_memory_desc_t *desc;

	if (!IS_ENABLED(CONFIG_EFI) || !efi_enabled(EFI_MEMMAP))
		return 0;
	for_each_efi_memory_desc(desc) {
		struct kx_range range;
		int err;

		if (!is_efi_mapped(desc, image->is_crash) ||
		    !kx_range_make(desc->phys_addr,
				   desc->num_pages << EFI_PAGE_SHIFT, &range))
			continue;
		err = map_range(image, range);
		if (err)
			return err;
	}
	return 0;
}

/* Segments may lie outside of what Linux lists as memory. Map them, too. */
static int map_segments(struct kxm_image *image)
{
	const struct kx_copylist *list = &image->list;
	int err = 0;
	u32 i;

	for (i = 0; i < list->count && !err; i++)
		err = map_range(image,
				(struct kx_range){
					list->dest[i].start << PAGE_SHIFT,
					list->dest[i].end << PAGE_SHIFT,
				});
	return err;
}

/*
 * For the return to the kernel that called this one, the entry is in that
 * kernel's code, which may lie outside of this kernel's memory map.
 */
static int map_entry(struct kxm_image *image)
{
	struct kx_range page = { image->entry, image->entry + 1 };

	if (!image->is_returning || image->entry >= MAXMEM)
		return 0;
	return map_range(image, page);
}

int kxm_build_page_tables(struct kxm_image *image)
{
	struct kx_memmap memory;
	u64 *root = kxm_image_control_page(image);
	int err;

	if (!root)
		return -ENOMEM;
	image->jump->root = virt_to_phys(root);
	err = kxm_memory_get(KXM_MEMORY_USED, &memory);
	if (err)
		return err;
	err = map_memory(image, &memory);
	kxm_memory_put(&memory);
	if (!err)
		err = map_efi(image);
	if (!err)
		err = map_segments(image);
	if (!err)
		err = map_entry(image);
	/*
	 * The code runs on at its current address after the new CR3 is loaded.
	 */
	if (!err)
		err = map_page(image, (unsigned long)kxm_relocate_page,
			       image->jump->code, 1);
	if (!err)
		err = map_page(image, (unsigned long)image->jump,
			       virt_to_phys(image->jump), 1);
	return err;
}

bool kxm_arch_maps(const struct kxm_image *image, u64 pa)
{
	unsigned int at = kxm_is_5level() ? 5 : 4;
	const u64 *table = phys_to_virt(image->jump->root);
	u64 entry;
	u64 mask;

	for (;; at--) {
		entry = table[(pa >> (12 + 9 * (at - 1))) & 511];
		if (!(entry & _PAGE_PRESENT) || !(entry & _PAGE_RW))
			return false;
		if (at == 1 || entry & _PAGE_PSE)
			break;
		table = phys_to_virt(entry & PTE_PFN_MASK);
	}
	mask = PTE_PFN_MASK & ~((1ULL << (12 + 9 * (at - 1))) - 1);
	return (entry & mask) == (pa & mask);
}
