/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An image: the files, the command line, the options, and the plan of them. */
#ifndef LIB_IMAGE_IMAGE_H
#define LIB_IMAGE_IMAGE_H

#include "lib/errors/context.h"

#include "core/kernel.h"
#include "core/range.h"
#include "core/segment.h"
#include "lib/image/contents.h"
#include "lib/machine/file.h"

struct kexec_image {
	struct kexec_ctx *ctx; /* borrowed */
	struct kxl_file kernel;
	struct kxl_contents contents; /* of it, once is_unpacked */
	struct kxl_file *initrds;     /* owned, [nr_initrds] */
	unsigned int nr_initrds;
	struct kxl_file joined; /* all initrds in one, once that was needed */
	char *cmdline;		/* owned */
	char *told;	      /* owned; the same with what is added, or NULL */
	bool is_reused;	      /* it was made of the running one */
	bool is_unpacked;     /* what is in the kernel's file is known */
	char *type;	      /* owned; NULL: look at the file */
	unsigned int options; /* enum kexec_option */
	enum kexec_slot slot;
	enum kexec_on_damage on_damage;
	struct kx_range within;
	bool is_vetted; /* file and command line are fit; see planner.c */
	struct kx_kernel facts; /* of the kernel, since it was vetted */
	/* The plan and what it and its segments borrow from; see planner.c. */
	bool is_planned;
	void *arena; /* owned */
	struct kexec_plan plan;
	struct kexec_segment segments[KX_SEGMENT_MAX];
	const char *names[KX_SEGMENT_MAX];
};

/** kxl_image_changed - drop the verdict and the plan: the image has changed */
void kxl_image_changed(struct kexec_image *image);

/** kxl_image_line - the command line that the kernel gets */
static inline const char *kxl_image_line(const struct kexec_image *image)
{
	return image->told ? image->told : image->cmdline;
}

/**
 * kxl_image_unpack - see what is in the kernel's file; see contents.h
 *
 * What comes out is kept until the image changes.
 */
KX_MUST_CHECK int kxl_image_unpack(struct kexec_image *image);

/** kxl_image_is_packed - the file is one thing, what is loaded another */
static inline bool kxl_image_is_packed(const struct kexec_image *image)
{
	return image->contents.file.name;
}

/** kxl_image_kernel - the kernel itself, once it was unpacked */
static inline struct kx_bytes kxl_image_kernel(const struct kexec_image *image)
{
	return kxl_image_is_packed(image) ? image->contents.file.bytes
					  : image->kernel.bytes;
}

#endif
