// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Checks of ELF executables that do not depend on what enters them. */
#include "core/format/elf_vetting.h"

#define PAGE 4096ULL

int kx_elf_vet_entry(struct kx_elf_vetting *vetting,
		     const struct kx_elf_load **load)
{
	const struct kx_elf *elf = &vetting->elf;
	const struct kx_elf_load *found = kx_elf_find(elf, elf->entry, false);

	vetting->entry = elf->entry;
	if (!found) {
		found = kx_elf_find(elf, elf->entry, true);
		if (!found)
			return kx_elf_fail(vetting, KX_E_HEADER, "e_entry",
					   elf->entry, kx_elf_end(vetting));
		vetting->entry =
			found->at.start + (elf->entry - found->virtual);
	}
	if (load)
		*load = found;
	return 0;
}

int kx_elf_vet_place(const struct kx_elf_vetting *vetting,
		     struct kx_range within)
{
	const struct kx_elf *elf = &vetting->elf;
	u64 start;
	u32 i;

	for (i = 0; i < elf->nr_loads; i++) {
		start = elf->loads[i].at.start;
		if (start % PAGE)
			return kx_elf_fail(vetting, KX_E_HEADER, "p_paddr",
					   start, kx_align_down(start, PAGE));
		if (start < within.start)
			return kx_elf_fail(vetting, KX_E_HEADER, "p_paddr",
					   start, within.start);
	}
	if (kx_elf_end(vetting) > within.end)
		return kx_elf_fail(vetting, KX_E_HEADER, "p_paddr",
				   kx_elf_end(vetting), within.end);
	return 0;
}
