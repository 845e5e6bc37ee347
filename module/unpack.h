/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel in a bzImage, unpacked and relocated at load time. */
#ifndef MODULE_UNPACK_H
#define MODULE_UNPACK_H

#include "core/plan.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_unpacked;

/* Who reads why a kernel stays packed. */
enum kxm_tell {
	KXM_TELL_NOBODY, /* but the debug log */
	KXM_TELL_LOG,
};

/*
 * Unpack and relocate @request's kernel, by the running kernel's decoders.
 * @out: the unpacked kernel, or NULL if the next kernel must unpack itself.
 * Sleeps. Return: 0, or -ENOEXEC, and a line in the log, if it is damaged.
 */
int __must_check kxm_unpack(const struct kx_request *request,
			    enum kxm_tell tell, struct kxm_unpacked **out);
/*
 * kx_plan_make() for it. False if there is no place; then @request is for the
 * packed kernel again.
 */
bool __must_check kxm_unpack_plan(const struct kxm_unpacked *unpacked,
				  struct kx_request *request,
				  enum kxm_tell tell, struct kx_plan *plan);
/* Is its place random, and so a secret? @unpacked may be NULL. */
bool kxm_unpack_is_drawn(const struct kxm_unpacked *unpacked);
/* Wipes and frees it; it may be NULL. */
void kxm_unpack_free(struct kxm_unpacked *unpacked);

#endif
