// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Crash kernels on arm64: only the ELF core headers are new. The device tree
 * names them, and it names the memory that the kernel may use, which needs none
 * of the crashed kernel's.
 */
#include "core/arch/arm64_crash.h"

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

int kx_arm64_crash_tell(const struct kx_tree_slots *slots,
			struct kx_range elfcorehdr, u8 *tree,
			struct kx_fault *fault)
{
	u8 *to = tree + slots->elfcorehdr;

	if (!slots->elfcorehdr)
		return 0;
	if (!kx_tree_put(to, slots->address_cells, elfcorehdr.start))
		return kx_fault_set(fault, KX_E_TREE, "address",
				    elfcorehdr.start, 0xffffffff);
	if (!kx_tree_put(to + (size_t)4 * slots->address_cells,
			 slots->size_cells, kx_range_size(elfcorehdr)))
		return kx_fault_set(fault, KX_E_TREE, "size",
				    kx_range_size(elfcorehdr), 0xffffffff);
	return 0;
}
