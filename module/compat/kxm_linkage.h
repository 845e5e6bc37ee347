/* SPDX-License-Identifier: GPL-2.0-only */
/* How functions of assembler begin; the names differ between kernels. */
#ifndef MODULE_COMPAT_KXM_LINKAGE_H
#define MODULE_COMPAT_KXM_LINKAGE_H

#if KXM_HAS_CFI_TYPES
#include <linux/cfi_types.h>
#endif
#include <linux/linkage.h>

/* Functions whose address is taken; kernels without kCFI have no other kind. */
#ifndef SYM_TYPED_FUNC_START
#define SYM_TYPED_FUNC_START SYM_FUNC_START
#endif

#endif
