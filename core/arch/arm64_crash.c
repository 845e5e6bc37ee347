// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Crash kernels on arm64: only the ELF core headers are new. The device tree
 * names them, and it names the memory that the kernel may use, which needs none
 * of the crashed kernel's.
 */
#include "core/arch/arm64_crash.h"

#define ONE_CELL_MAX 0xffffffffULL

u64 kx_arm64_crash_size(const struct kx_request *request)
{
	return kx_elfcore_size(&request->crash->elfcore);
}

int kx_arm64_crash_reserve(const struct kx_request *request,
			   struct kx_plan *plan, struct kx_crash_parts *parts,
			   struct kx_fault *fault)
{
	int err = kx_crash_check_region(request, fault);

	return err ? err : kx_crash_add_headers(request, plan, parts, fault);
}

int kx_arm64_crash_check_cells(const struct kx_tree_slots *slots,
			       struct kx_range range, struct kx_fault *fault)
{
	const struct {
		u32 cells;
		u64 value;
		const char *no_number;
		const char *too_few;
	} rows[] = {
		{ slots->address_cells, range.start, "#address-cells of /",
		  "#address-cells of / is 1, and must be 2 for address" },
		{ slots->size_cells, kx_range_size(range), "#size-cells of /",
		  "#size-cells of / is 1, and must be 2 for size" },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u32 cells = rows[i].cells;

		if (!cells || cells > KX_TREE_CELLS_MAX)
			return kx_fault_set(fault, KX_E_TREE, rows[i].no_number,
					    cells, KX_TREE_CELLS_MAX);
		if (cells == 1 && rows[i].value > ONE_CELL_MAX)
			return kx_fault_set(fault, KX_E_TREE, rows[i].too_few,
					    rows[i].value, ONE_CELL_MAX);
	}
	return 0;
}

int kx_arm64_crash_tell(const struct kx_tree_slots *slots,
			struct kx_range elfcorehdr, u8 *tree,
			struct kx_fault *fault)
{
	u8 *to = tree + slots->elfcorehdr;
	int err;

	if (!slots->elfcorehdr)
		return 0;
	err = kx_arm64_crash_check_cells(slots, elfcorehdr, fault);
	if (err)
		return err;
	(void)kx_tree_put(to, slots->address_cells, elfcorehdr.start);
	(void)kx_tree_put(to + (size_t)4 * slots->address_cells,
			  slots->size_cells, kx_range_size(elfcorehdr));
	return 0;
}
