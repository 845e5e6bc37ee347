/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An image: the files, the command line, the options, and their plan. */
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
	struct kxl_contents contents; /* of the kernel file, once is_unpacked */
	struct kxl_file *initrds;     /* owned, [nr_initrds] */
	unsigned int nr_initrds;
	struct kxl_file joined; /* all initrds in one; may be unset */
	char *cmdline;		/* owned */
	char *told;		/* owned; @cmdline with additions, or NULL */
	bool is_reused;		/* made from the running kernel's */
	bool is_unpacked;	/* @contents is filled */
	char *type;		/* owned; NULL: detect from the file */
	unsigned int options;	/* enum kexec_option */
	enum kexec_slot slot;
	enum kexec_on_damage on_damage;
	struct kx_range within;
	bool is_vetted; /* file and command line are valid; see planner.c */
	struct kx_kernel facts; /* about the kernel, once is_vetted */
	/*
	 * The plan, and the data that it and its segments borrow; see
	 * planner.c.
	 */
	bool is_planned;
	void *arena; /* owned */
	struct kexec_plan plan;
	struct kexec_segment segments[KX_SEGMENT_MAX];
	const char *names[KX_SEGMENT_MAX];
};

/**
 * kxl_image_changed - drop the plan and the result of vetting after a change
 */
void kxl_image_changed(struct kexec_image *image);

/** kxl_image_line - get the command line that the kernel will get */
static inline const char *kxl_image_line(const struct kexec_image *image)
{
	return image->told ? image->told : image->cmdline;
}

/**
 * kxl_image_unpack - unpack the kernel's file, if it is packed; see contents.h
 *
 * The contents are kept until the image changes.
 */
KX_MUST_CHECK int kxl_image_unpack(struct kexec_image *image);

/** kxl_image_is_packed - whether the loaded kernel is not the file itself */
static inline bool kxl_image_is_packed(const struct kexec_image *image)
{
	return image->contents.file.name;
}

/** kxl_image_kernel - get the kernel's bytes, after kxl_image_unpack() */
static inline struct kx_bytes kxl_image_kernel(const struct kexec_image *image)
{
	return kxl_image_is_packed(image) ? image->contents.file.bytes
					  : image->kernel.bytes;
}

#endif
