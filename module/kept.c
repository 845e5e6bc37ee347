// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory in use that only the running kernel knows of. No segment of a loaded
 * file may lie there. Pages that memblock reserved at boot are marked. They
 * include the kernel itself, whose pages are used if there is no other room.
 * core/kept.h finds firmware's tables as well; they are read here. Segments
 * never lie over those.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/machine.h"

#include "core/kept.h"
#include "core/plan.h"
#include "core/range.h"
#include "module/arch.h"

#include <linux/efi.h>
#include <linux/io.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>

/* The largest number of pages that are checked around a range. */
#define AROUND_MAX (SZ_1G >> PAGE_SHIFT)

static bool is_reserved(unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	return page && PageReserved(page);
}

/* The find() of a keeper: see core/place.h. */
static bool find_reserved(void *data, struct kx_range range,
			  struct kx_range *kept)
{
	unsigned long end = PFN_UP(range.end);
	unsigned long last = 0;
	unsigned long first;
	unsigned long pfn;

	for (first = PFN_DOWN(range.start); first < end; first++)
		if (is_reserved(first))
			break;
	if (first >= end)
		return false;
	for (pfn = first; pfn < end; pfn++)
		if (is_reserved(pfn))
			last = pfn;
	for (pfn = first; first && pfn - first < AROUND_MAX; first--)
		if (!is_reserved(first - 1))
			break;
	for (pfn = last; last - pfn < AROUND_MAX; last++)
		if (!is_reserved(last + 1))
			break;
	cond_resched();
	*kept = (struct kx_range){ PFN_PHYS(first), PFN_PHYS(last + 1) };
	return true;
}

/* Memory that is no longer kept may be free, and not even mapped. */
static bool read_physical(void *data, u64 at, void *to, size_t size)
{
	void *mapped = memremap(at, size, MEMREMAP_WB);
	long err;

	if (!mapped)
		return false;
	err = copy_from_kernel_nofault(to, mapped, size);
	memunmap(mapped);
	return !err;
}

int kxm_kept_find(struct vfsmount *sysfs, struct kxm_machine *running)
{
	int err;

	if (!efi_enabled(EFI_BOOT))
		return 0;
	err = kxm_arch_efi_tables(sysfs, &running->system_table,
				  &running->config_table);
	return err == -ENOMEM ? err : 0;
}

void kxm_kept_avoid(struct kxm_machine *running)
{
	struct kx_machine *machine = &running->machine;
	const struct kx_kept kept = {
		.read = read_physical,
		.memory = &machine->firmware,
		.system_table = running->system_table,
		.config_table = running->config_table,
		.is_32bit = !efi_enabled(EFI_64BIT),
		.acpi_rsdp = machine->acpi_rsdp,
	};
	u32 missed = kx_kept_clear(&kept, &machine->usable);

	machine->keeper.find = find_reserved;
	if (missed)
		pr_warn("segments may lie over firmware's tables (%u)\n",
			missed);
}
