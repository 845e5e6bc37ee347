/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The one rule for KEXEC_METHOD_AUTO: which of the two calls comes first. */
#ifndef LIB_LOAD_PREFER_H
#define LIB_LOAD_PREFER_H

#include "lib/image/image.h"

/**
 * kxl_prefer_allowed - whether kexec_load(2) may be called
 *
 * Linux checks permissions first and then refuses too many segments with
 * EINVAL, so this call loads nothing. If the sysctl counts loads, the call
 * would use one up, so it is not made.
 */
bool kxl_prefer_allowed(struct kexec_image *image);

/**
 * kxl_prefer_segments - whether to call kexec_load(2) before kexec_file_load(2)
 * @image: for KEXEC_METHOD_AUTO
 * @segments: filled on success; if true, @image has a plan
 *
 * Return: 0, or -ENOEXEC with the error set if the kernel is damaged, which
 * neither call would find.
 */
KX_MUST_CHECK int kxl_prefer_segments(struct kexec_image *image,
				      bool *segments);

/**
 * kxl_prefer_tables - whether there are tables that only kexec_load(2) keeps
 * @image: for a system with arm64, or there are none
 */
bool kxl_prefer_tables(struct kexec_image *image);

/**
 * kxl_prefer_warn - after kexec_file_load(2): of tables that it does not keep
 *
 * It also warns if the log has lost where they are.
 */
void kxl_prefer_warn(struct kexec_image *image);

/* Whom the rule may ask. */
enum kxl_prefer_asks {
	KXL_PREFER_ASKS,	 /* the running kernel, for a load */
	KXL_PREFER_FORESEES,	 /* the same, for one that root would make */
	KXL_PREFER_ASKS_NOTHING, /* the plan is for another machine */
};

/**
 * kxl_prefer_why - the same as kxl_prefer_segments(), with the reason
 * @why: filled on success: a static sentence without a point
 */
KX_MUST_CHECK int kxl_prefer_why(struct kexec_image *image,
				 enum kxl_prefer_asks asks, bool *segments,
				 const char **why);

#endif
