/* SPDX-License-Identifier: GPL-2.0-only */
/* The text from which a dump is read: vmcoreinfo. */
#ifndef MODULE_VMCOREINFO_H
#define MODULE_VMCOREINFO_H

#include "core/range.h"

#include <linux/compiler.h>

struct kxm_image;

/* Where its note lies; empty: this kernel has none. */
struct kx_range kxm_vmcoreinfo(void);
/* Keep what it says now with a crash image: -ENOMEM. */
int __must_check kxm_vmcoreinfo_keep(struct kxm_image *image);
/* In a panic: vmcoreinfo as it was kept, and when the panic was. */
void kxm_vmcoreinfo_finish(const struct kxm_image *image);

#endif
