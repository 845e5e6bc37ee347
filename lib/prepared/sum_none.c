// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Processors without CPUID: in the place of sum.c. */
#include "lib/prepared/sum.h"

#include "core/digest.h"

enum kxl_sum_kind kxl_sum_kind(void)
{
	return KXL_SUM_XXH64;
}

u64 kxl_sum(struct kx_bytes bytes)
{
	return kx_digest(bytes);
}
