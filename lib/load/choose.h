/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Which call a load makes first: what is known before the load. */
#ifndef LIB_LOAD_CHOOSE_H
#define LIB_LOAD_CHOOSE_H

#include "lib/image/image.h"
#include "lib/load/prefer.h"

/* An option for which kexec_file_load(2) has no flag; 0: it is none. */
struct kxl_choose_option {
	enum kexec_option option;
	enum kexec_cause cause;
	const char *reason;
};

/**
 * kxl_choose_option - the first one that is set, or NULL
 *
 * A device tree that was given for arm64, or is in a UKI, counts as one; that
 * of a UKI does not where a policy judges the files. A file that can't be
 * unpacked has none: planning or loading it tells the error.
 */
const struct kxl_choose_option *kxl_choose_option(struct kexec_image *image);

/** kxl_choose_warn - after kexec_file_load(2): of a tree that was left out */
void kxl_choose_warn(struct kexec_image *image);

/** kxl_choose_refuse - set the error for such an option; -EINVAL */
int kxl_choose_refuse(struct kexec_image *image,
		      const struct kxl_choose_option *option);

/**
 * kxl_choose - kexec_image_choose(), with a choice of whom to ask
 * @asks: KXL_PREFER_FORESEES or KXL_PREFER_ASKS_NOTHING
 */
KX_MUST_CHECK int kxl_choose(struct kexec_image *image,
			     enum kexec_method method,
			     enum kxl_prefer_asks asks,
			     struct kexec_choice *choice);

#endif
