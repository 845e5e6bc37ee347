/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An image: the files, the command line, the options, and the plan of them. */
#ifndef LIB_IMAGE_H
#define LIB_IMAGE_H

#include "context.h"

#include "file.h"
#include "range.h"

struct kexec_image {
	struct kexec_ctx *ctx; /* borrowed */
	struct kxl_file kernel;
	struct kxl_file *initrds; /* owned, [nr_initrds] */
	unsigned int nr_initrds;
	struct kxl_file joined; /* all initrds in one, once that was needed */
	char *cmdline;		/* owned */
	char *type;		/* owned; NULL: look at the file */
	unsigned int options;	/* enum kexec_option */
	struct kx_range within;
	/* The plan and what its segments borrow from; see plan.c. */
	bool is_planned;
	int plan_code; /* KX_E_* of the last attempt, 0 when it was not core's
			*/
	void *arena;   /* owned */
	struct kexec_plan plan;
};

/** kxl_image_changed - drop the plan: it is of an image that was */
void kxl_image_changed(struct kexec_image *image);

/**
 * kxl_image_join - make @image->joined, if it is not there yet
 *
 * Return: 0 or kxl_file_join()'s errors.
 */
KX_MUST_CHECK int kxl_image_join(struct kexec_image *image);

#endif
