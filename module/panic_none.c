// SPDX-License-Identifier: GPL-2.0-only
/*
 * For architectures without crash kernels (panic.c): no memory can be reserved
 * for one. Then Linux's own checks refuse to load one, as they do in a Linux
 * without crashkernel=: EADDRNOTAVAIL.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/panic.h"

#include "core/range.h"
#include "module/kxm.h"

#include <linux/errno.h>
#include <linux/kernel.h>

int kxm_panic_open(void)
{
	if (kx_range_is_empty(kxm.region))
		return 0;
	pr_err("not loaded: there are no crash kernels on this architecture\n");
	pr_err("leave out the parameter crashkernel=\n");
	return -EOPNOTSUPP;
}

void kxm_panic_close(void)
{
}
