/* SPDX-License-Identifier: GPL-2.0-only */
/* Signatures of kernel files. */
#ifndef MODULE_SIGNATURE_H
#define MODULE_SIGNATURE_H

#include "core/bytes.h"

#include <linux/compiler.h>

/*
 * May this kernel file be loaded with the signature that it has? Trims @kernel
 * as kxm_verify() does. The error of kxm_verify() if sig_enforce is set; -EPERM
 * under lockdown.
 */
int __must_check kxm_vet_signature(struct kx_bytes *kernel);
/*
 * verify.c: verify the signature. 0: it is valid and trusted. Bytes after the
 * signed part are removed from @kernel, and must not be loaded. The file's
 * errors are -ELIBBAD, -ENODATA, -ENOTSUPP, -EMSGSIZE, -EKEYREJECTED; the
 * kernel's are -EBADMSG, -ENOPKG, -ENOKEY, -EKEYREJECTED, -ENOMEM. May sleep.
 */
int __must_check kxm_verify(struct kx_bytes *kernel);

#endif
