// SPDX-License-Identifier: GPL-2.0-only
/* For kernels without vmcoreinfo (vmcoreinfo.c). */
#include "module/vmcoreinfo.h"

struct kx_range kxm_vmcoreinfo(void)
{
	return (struct kx_range){ 0 };
}

int kxm_vmcoreinfo_keep(struct kxm_image *image)
{
	return 0;
}

void kxm_vmcoreinfo_finish(const struct kxm_image *image)
{
}
