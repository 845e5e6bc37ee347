/* SPDX-License-Identifier: GPL-2.0-only */
/* vmcoreinfo: the text with which tools read a dump. */
#ifndef MODULE_VMCOREINFO_H
#define MODULE_VMCOREINFO_H

#include "core/range.h"

#include <linux/compiler.h>

struct kxm_image;

/* Where its note is; empty: this kernel has none. */
struct kx_range kxm_vmcoreinfo(void);
/* Save a copy with a crash image. -ENOMEM. */
int __must_check kxm_vmcoreinfo_keep(struct kxm_image *image);
/* In a panic: restore the copy, and add the time of the panic. */
void kxm_vmcoreinfo_finish(const struct kxm_image *image);

#endif
