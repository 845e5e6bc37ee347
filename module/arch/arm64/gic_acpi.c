// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where ACPI's table of interrupt controllers (MADT) says that redistributors
 * of GICv3 are: in regions, or one at each CPU's entry. As in
 * gic_acpi_collect_gicr_base() in Linux drivers/irqchip/irq-gic-v3.c.
 */
#include "module/arch/arm64/gic.h"

#include <linux/acpi.h>
#include <linux/sizes.h>

/* What an entry has of redistributors; false: none. */
static bool find_region(const struct acpi_subtable_header *entry,
			struct kxm_gic_region *region)
{
	const struct acpi_madt_generic_redistributor *several =
		(const void *)entry;
	const struct acpi_madt_generic_interrupt *cpu = (const void *)entry;

	if (entry->type == ACPI_MADT_TYPE_GENERIC_REDISTRIBUTOR &&
	    entry->length >= sizeof(*several)) {
		*region = (struct kxm_gic_region){
			.start = several->base_address,
			.size = several->length,
		};
		return true;
	}
	/* Revision 5 of ACPI has shorter entries, for GICv2. */
	if (entry->type != ACPI_MADT_TYPE_GENERIC_INTERRUPT ||
	    entry->length < offsetofend(typeof(*cpu), gicr_base_address) ||
	    !(cpu->flags & ACPI_MADT_ENABLED) || !cpu->gicr_base_address)
		return false;
	*region = (struct kxm_gic_region){
		.start = cpu->gicr_base_address,
		.size = SZ_128K,
	};
	return true;
}

static int walk(const struct acpi_table_header *table, kxm_gic_visit *visit,
		void *data)
{
	const void *end = (const void *)table + table->length;
	const void *at = (const void *)table + sizeof(struct acpi_table_madt);
	int err = 0;

	while (!err && end - at >= sizeof(struct acpi_subtable_header)) {
		const struct acpi_subtable_header *entry = at;
		struct kxm_gic_region region;

		if (entry->length < sizeof(*entry) || entry->length > end - at)
			break;
		if (find_region(entry, &region))
			err = visit(&region, data);
		at += entry->length;
	}
	return err;
}

int kxm_gic_acpi(kxm_gic_visit *visit, void *data)
{
	struct acpi_table_header *table;
	int err;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_MADT, 0, &table)))
		return 0;
	err = walk(table, visit, data);
	acpi_put_table(table);
	return err;
}
