// SPDX-License-Identifier: GPL-2.0-only
/* The kernel has no CONFIG_CONTIG_ALLOC: all destinations are copied to. */
#include "module/claim.h"

void kxm_claim(struct kx_copylist *list, struct kx_range pfns, u64 index)
{
}
