/* SPDX-License-Identifier: GPL-2.0-only */
/* Signatures of kernel files. */
#ifndef MODULE_SIGNATURE_H
#define MODULE_SIGNATURE_H

#include <linux/compiler.h>
#include <linux/types.h>

/*
 * May this kernel file be loaded with the signature that it has? Changes file
 * and @size as kxm_verify() does. The error of kxm_verify() if sig_enforce is
 * set; -EPERM under lockdown.
 */
int __must_check kxm_vet_signature(void *kernel, size_t *size);
/*
 * verify.c: verify the signature. 0: it is valid and trusted, and of @kernel
 * nothing is left that is not signed: @size ends before the bytes after the
 * signed part, and the fields in it that signing changes are zeroes. On failure
 * both are as before. The file's errors are -ELIBBAD, -ENODATA, -ENOTSUPP,
 * -EMSGSIZE, -EKEYREJECTED; the kernel's are -EBADMSG, -ENOPKG, -ENOKEY,
 * -EKEYREJECTED, -ENOMEM. May sleep.
 */
int __must_check kxm_verify(void *kernel, size_t *size);

#endif
