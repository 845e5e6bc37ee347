// SPDX-License-Identifier: GPL-2.0-only
/*
 * Once LPIs are on, a redistributor of GICv3 keeps the addresses of its tables
 * until it is reset (Arm IHI 0069, GICR_CTLR.EnableLPIs). The next kernel finds
 * it so, and goes on with the same tables if they are reserved
 * (gic_check_reserved_range() in Linux drivers/irqchip/irq-gic-v3-its.c).
 * Otherwise it warns that memory is probably corrupted, and has no LPIs. With
 * EFI Linux has them in a table of EFI's, which core/kept.h finds; without,
 * they are pages like others. In both cases the redistributors themselves say
 * where their tables are, also those of CPUs that this kernel does not know.
 */
#include "module/arch/arm64/gic.h"

#include <linux/acpi.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/io.h>
#include <linux/irqchip/arm-gic-v3.h>
#include <linux/kernel.h>
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
	u32 max;
};

static void add(struct found *found, u64 start, u64 size)
{
	u32 i;

	for (i = 0; i < found->count; i++)
		if (found->tables[i].start == start)
			return;
	if (start && found->count < found->max &&
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

static int read_region(const struct kxm_gic_region *region, void *found)
{
	void __iomem *frames = ioremap(region->start, region->size);
	u64 at = 0;
	u64 type = 0;

	if (!frames)
		return -ENOMEM;
	while (!(type & GICR_TYPER_LAST) && at + STRIDE <= region->size) {
		const void __iomem *frame = frames + at;

		type = readq_relaxed(frame + GICR_TYPER);
		if (readl_relaxed(frame + GICR_CTLR) & GICR_CTLR_ENABLE_LPIS)
			read_tables(found, frame);
		at += max_t(u64, region->stride,
			    type & GICR_TYPER_VLPIS ? STRIDE_VIRTUAL : STRIDE);
	}
	iounmap(frames);
	return 0;
}

/* Two of each; all have the same table of properties, as a rule. */
static int count_region(const struct kxm_gic_region *region, void *max)
{
	*(u32 *)max += 2 * (region->size / STRIDE);
	return 0;
}

/* Register 0 is the distributor's, as in gic_of_init(). */
static int walk_tree(kxm_gic_visit *visit, void *data)
{
	struct kxm_gic_region region = { 0 };
	struct device_node *gic;
	struct resource place;
	u32 regions = 1;
	int err = 0;
	u32 i;

	gic = of_find_compatible_node(NULL, NULL, "arm,gic-v3");
	if (!gic)
		return 0;
	(void)of_property_read_u32(gic, "#redistributor-regions", &regions);
	(void)of_property_read_u64(gic, "redistributor-stride", &region.stride);
	for (i = 0; i < regions && !err; i++) {
		if (of_address_to_resource(gic, 1 + i, &place))
			break;
		region.start = place.start;
		region.size = resource_size(&place);
		err = visit(&region, data);
	}
	of_node_put(gic);
	return err;
}

static int walk(kxm_gic_visit *visit, void *data)
{
	return IS_ENABLED(CONFIG_ACPI) && !acpi_disabled
		       ? kxm_gic_acpi(visit, data)
		       : walk_tree(visit, data);
}

u32 kxm_gic_tables_max(void)
{
	u32 max = 0;

	/* This visitor has no errors. */
	(void)walk(count_region, &max);
	return max;
}

int kxm_gic_tables(struct kx_range *tables, u32 *count)
{
	struct found found = {
		.tables = tables,
		.max = kxm_gic_tables_max(),
	};
	int err = walk(read_region, &found);

	*count = found.count;
	return err;
}
