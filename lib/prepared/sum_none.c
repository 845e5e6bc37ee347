// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Processors without an instruction for it: in the place of sum_x86_64.c. */
#include "lib/prepared/sum.h"

bool kxl_sum_add_by_cpu(struct kxl_sum *sum, const u8 *blocks, u64 count)
{
	(void)sum;
	(void)blocks;
	(void)count;
	return false;
}
