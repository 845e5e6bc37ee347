// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of the jump, for TTBR0: memory is mapped at its physical address
 * by pages of the running kernel's size. Only memory is mapped, to the page:
 * the processor may access speculatively whatever is mapped, and firmware may
 * forbid the rest.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "core/arch/arm64_tables.h"
#include "core/copylist.h"
#include "core/memmap.h"
#include "core/range.h"
#include "module/arch/arm64/come_back.h"
#include "module/arch/arm64/jump.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/memory.h"
#include "module/page.h"

#include <linux/bits.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/memory.h>
#include <asm/sysreg.h>

/* Bits of TCR_EL1, and of TCR_EL2 where Linux runs there. */
#define TCR_SIZE_MASK 63ULL	  /* T0SZ */
#define TCR_LPA2      BIT_ULL(59) /* DS */

/* ID_AA64MMFR2_EL1.VARange: 1: 52 bits with pages of 64 KiB. */
#define MMFR2_RANGE_SHIFT 16

/* TCR_EL1.IPS: an index of these widths of physical addresses. */
#define TCR_WIDTH_SHIFT 32
#define TCR_WIDTH_MASK	7

#define NARROW 48
#define WIDE   52

#define TYPE ((u64)MT_NORMAL << KX_ARM64_TYPE_INDEX)

static void *take_page(void *image)
{
	return kxm_image_control_page(image);
}

static u64 to_physical(void *page)
{
	return virt_to_phys(page);
}

static void *to_virtual(u64 physical)
{
	return phys_to_virt(physical);
}

static bool has_lpa2(void)
{
	return read_sysreg(tcr_el1) & TCR_LPA2;
}

/*
 * What the tables may name at most: the running kernel's limit, which is the
 * processor's or less.
 */
static unsigned int physical_bits(void)
{
	static const u8 bits[] = { 32, 36, 40, 42, 44, 48, 52, 52 };

	return bits[read_sysreg(tcr_el1) >> TCR_WIDTH_SHIFT & TCR_WIDTH_MASK];
}

static bool can_be_wide(void)
{
	if (physical_bits() <= NARROW)
		return false;
	if (PAGE_SHIFT == 16)
		return read_sysreg_s(SYS_ID_AA64MMFR2_EL1) >>
			       MMFR2_RANGE_SHIFT &
		       15;
	return has_lpa2();
}

static u64 attributes(const struct kx_arm64_tables *tables, u64 more)
{
	return more | TYPE | KX_ARM64_ACCESSED | KX_ARM64_NO_USER |
	       (tables->format == KX_ARM64_LPA2 ? 0 : KX_ARM64_SHAREABLE);
}

/* 1 TiB of pages of 1 GiB is fast; of 32 MiB it is 32,768 entries. */
static int map_pages(const struct kx_arm64_tables *tables,
		     struct kx_range range, u64 more)
{
	u8 bits = min_t(u8, tables->address_bits, physical_bits());

	cond_resched();
	if (range.end > 1ULL << bits) {
		pr_err("memory at %#llx is above what this CPU can map\n",
		       range.end - 1);
		return -EADDRNOTAVAIL;
	}
	if (!kx_arm64_tables_map(tables, range, attributes(tables, more)))
		return -ENOMEM;
	return 0;
}

static int map_memory(const struct kx_arm64_tables *tables, struct kx_range of)
{
	return map_pages(tables, kx_range_inside(of, PAGE_SIZE),
			 KX_ARM64_WRITABLE | KX_ARM64_NO_KERNEL);
}

static int map_code(const struct kx_arm64_tables *tables, phys_addr_t page)
{
	const struct kx_range code = { page, page + PAGE_SIZE };

	return map_pages(tables, code, KX_ARM64_READ_ONLY);
}

static struct kx_range segment(const struct kxm_image *image, u32 i)
{
	struct kx_range pfns = image->list.dest[i];

	return (struct kx_range){ pfns.start << PAGE_SHIFT,
				  pfns.end << PAGE_SHIFT };
}

static bool is_above(u64 address)
{
	return address > 1ULL << NARROW;
}

static bool needs_wide(const struct kxm_image *image,
		       const struct kx_memmap *memory)
{
	bool is_wide = false;
	u32 i;

	for (i = 0; i < memory->count; i++)
		if (memory->entries[i].type == KX_MEM_RAM)
			is_wide |= is_above(memory->entries[i].range.end);
	for (i = 0; i < image->list.count; i++)
		is_wide |= is_above(segment(image, i).end);
	return is_wide;
}

/*
 * For a crash kernel only its own memory is mapped, since it has few pages for
 * tables. Segments may lie outside of what Linux lists as memory.
 */
static int map_all(const struct kxm_image *image,
		   const struct kx_memmap *memory)
{
	const struct kx_arm64_tables *tables = &image->jump->tables;
	/* First: what is mapped already stays as it is. */
	int err = map_code(tables, image->jump->code);
	u32 i;

	if (!err && image->jump->visit)
		err = map_code(tables, image->jump->visit->code);
	if (!err && image->is_crash)
		err = map_memory(tables, kxm.region);
	for (i = 0; i < memory->count && !err; i++)
		if (memory->entries[i].type == KX_MEM_RAM && !image->is_crash)
			err = map_memory(tables, memory->entries[i].range);
	for (i = 0; i < image->list.count && !err; i++)
		err = map_memory(tables, segment(image, i));
	return err;
}

/* The callbacks, with the image that the pages are for. */
static int build(struct kxm_image *image, const struct kx_memmap *memory)
{
	const struct kx_arm64_pages pages = {
		.take = take_page,
		.to_physical = to_physical,
		.to_virtual = to_virtual,
		.context = image,
	};
	struct kx_arm64_tables *tables = &image->jump->tables;
	bool is_wide = needs_wide(image, memory) && can_be_wide();
	int err;

	*tables = (struct kx_arm64_tables){
		.page_shift = PAGE_SHIFT,
		.address_bits = is_wide ? WIDE : NARROW,
		.format = has_lpa2() ? KX_ARM64_LPA2 : KX_ARM64_PLAIN,
		.pages = &pages,
		.root = kxm_image_control_page(image),
	};
	if (!tables->root)
		return -ENOMEM;
	err = map_all(image, memory);
	tables->pages = NULL;
	return err;
}

int kxm_build_page_tables(struct kxm_image *image)
{
	struct kx_memmap memory;
	int err = kxm_memory_get(KXM_MEMORY_USED, &memory);

	if (err)
		return err;
	err = build(image, &memory);
	kxm_memory_put(&memory);
	return err;
}

u64 kxm_jump_ttbr0(const struct kxm_image *image)
{
	return kx_arm64_tables_ttbr(virt_to_phys(image->jump->tables.root));
}

/*
 * The rest is as the kernel has it: the size of TTBR0's pages, which is its
 * own, cached walks, the width of physical addresses.
 */
u64 kxm_jump_tcr(const struct kxm_image *image)
{
	u64 tcr = read_sysreg(tcr_el1) & ~(TCR_SIZE_MASK | KXM_TCR_EPD0);

	return tcr | (64 - image->jump->tables.address_bits) | KXM_TCR_EPD1;
}

bool kxm_arch_maps(const struct kxm_image *image, u64 pa)
{
	const struct kx_arm64_pages pages = { .to_virtual = to_virtual };
	struct kx_arm64_tables tables = image->jump->tables;

	tables.pages = &pages;
	return kx_arm64_tables_find(&tables, pa) & KX_ARM64_WRITABLE;
}
