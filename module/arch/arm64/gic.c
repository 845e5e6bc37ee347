// SPDX-License-Identifier: GPL-2.0-only
/*
 * Once LPIs are on, a redistributor of GICv3 keeps the addresses of its tables
 * until it is reset (Arm IHI 0069, GICR_CTLR.EnableLPIs). The next kernel finds
 * it so, and goes on with the same tables if its device tree reserves them
 * (gic_check_reserved_range() in Linux drivers/irqchip/irq-gic-v3-its.c).
 * Otherwise it warns that memory is probably corrupted, and has no LPIs. The
 * redistributors themselves say where their tables are.
 */
#include "module/arch/arm64/gic.h"

#include <linux/align.h>
#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/efi.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/io.h>
#include <linux/irqchip/arm-gic-v3.h>
#include <linux/minmax.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/sizes.h>

/* A redistributor's frames of 64 KiB: two, or four with virtual LPIs. */
#define STRIDE	       SZ_128K
#define STRIDE_VIRTUAL SZ_256K
/* Of both registers: the rest is of caches and sharing. */
#define PROPERTY_ADDRESS GENMASK_ULL(51, 12)
#define PENDING_ADDRESS	 GENMASK_ULL(51, 16)
/* More bits of interrupt numbers than Linux uses (LPI_NRBITS is 16). */
#define ID_BITS_MAX 24

struct found {
	struct kx_range *tables;
	u32 count;
};

u32 kxm_gic_tables_max(void)
{
	return 1 + nr_cpu_ids;
}

static void add(struct found *found, u64 start, u64 size)
{
	u32 i;

	for (i = 0; i < found->count; i++)
		if (found->tables[i].start == start)
			return;
	if (start && found->count < kxm_gic_tables_max() &&
	    kx_range_make(start, ALIGN(size, SZ_64K),
			  &found->tables[found->count]))
		found->count++;
}

/* A byte for each interrupt in the one, and a bit in the other. */
static void read_tables(struct found *found, const void __iomem *frame)
{
	u64 property = readq_relaxed(frame + GICR_PROPBASER);
	u64 pending = readq_relaxed(frame + GICR_PENDBASER);
	u64 bits = min_t(u64, (property & GICR_PROPBASER_IDBITS_MASK) + 1,
			 ID_BITS_MAX);

	add(found, property & PROPERTY_ADDRESS, BIT_ULL(bits));
	add(found, pending & PENDING_ADDRESS, BIT_ULL(bits) / 8);
}

static void read_region(struct found *found, const struct resource *region,
			u64 stride)
{
	void __iomem *frames = ioremap(region->start, resource_size(region));
	u64 at = 0;
	u64 type = 0;

	if (!frames)
		return;
	while (!(type & GICR_TYPER_LAST) &&
	       at + STRIDE <= resource_size(region)) {
		const void __iomem *frame = frames + at;

		type = readq_relaxed(frame + GICR_TYPER);
		if (readl_relaxed(frame + GICR_CTLR) & GICR_CTLR_ENABLE_LPIS)
			read_tables(found, frame);
		at += max_t(u64, stride,
			    type & GICR_TYPER_VLPIS ? STRIDE_VIRTUAL : STRIDE);
	}
	iounmap(frames);
}

/* Register 0 is the distributor's, as in gic_of_init(). */
u32 kxm_gic_tables(struct kx_range *tables)
{
	struct found found = { .tables = tables };
	struct device_node *gic;
	struct resource region;
	u32 regions = 1;
	u64 stride = 0;
	u32 i;

	if (efi_enabled(EFI_CONFIG_TABLES))
		return 0;
	gic = of_find_compatible_node(NULL, NULL, "arm,gic-v3");
	if (!gic)
		return 0;
	(void)of_property_read_u32(gic, "#redistributor-regions", &regions);
	(void)of_property_read_u64(gic, "redistributor-stride", &stride);
	for (i = 0; i < regions; i++) {
		if (of_address_to_resource(gic, 1 + i, &region))
			break;
		read_region(&found, &region, stride);
	}
	of_node_put(gic);
	return found.count;
}
