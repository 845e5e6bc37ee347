// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of the linear map is mapped in blocks on arm64, and set_memory_ro()
 * refuses to split them (change_memory_common() in Linux
 * arch/arm64/mm/pageattr.c): nothing is protected.
 */
#include "module/arch.h"

int kxm_arch_protect(void *start, u64 pages, bool on)
{
	return 0;
}
