/* SPDX-License-Identifier: GPL-2.0-only */
/* Signatures of kernel files. */
#ifndef MODULE_SIGNATURE_H
#define MODULE_SIGNATURE_H

#include "core/bytes.h"

#include <linux/compiler.h>

/*
 * May this kernel file be loaded, signed as it is? What
 * kxm_verify() says, and does, if sig_enforce is set; -EPERM under lockdown.
 */
int __must_check kxm_vet_signature(struct kx_bytes *kernel);
/*
 * verify.c: 0 for a signature that is good and trusted; what follows the signed
 * bytes is cut off then, and is not to be loaded. -ELIBBAD, -ENODATA,
 * -ENOTSUPP, -EMSGSIZE, -EKEYREJECTED for what is in the file; -EBADMSG,
 * -ENOPKG, -ENOKEY, -EKEYREJECTED, -ENOMEM from the kernel; may sleep.
 */
int __must_check kxm_verify(struct kx_bytes *kernel);

#endif
