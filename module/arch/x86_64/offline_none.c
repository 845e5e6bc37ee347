// SPDX-License-Identifier: GPL-2.0-only
/* For kernels without CONFIG_SMP (offline.c): there are no other CPUs. */
#include "module/arch.h"

#include "module/arch/x86_64/jump.h"

int kxm_offline_init(void)
{
	return 0;
}

int kxm_arch_stop_others(void)
{
	return 0;
}

void kxm_arch_start_others(void)
{
}
