/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An image: the files, the command line, the options, and their plan. */
#ifndef LIB_IMAGE_IMAGE_H
#define LIB_IMAGE_IMAGE_H

#include "lib/errors/context.h"

#include "core/console.h"
#include "core/kernel.h"
#include "core/range.h"
#include "core/segment.h"
#include "lib/image/contents.h"
#include "lib/machine/file.h"

struct kx_timeline;
struct kxl_facts;
struct kxl_passed;
struct kxl_vmlinux;

/* A file for a Multiboot kernel. */
struct kxl_image_module {
	struct kxl_file file;
	char *string; /* owned; the file's name comes first */
};

struct kexec_image {
	struct kexec_ctx *ctx; /* borrowed */
	struct kxl_file kernel;
	struct kxl_contents contents; /* of the kernel file, once is_unpacked */
	struct kxl_file *initrds;     /* owned, [nr_initrds] */
	unsigned int nr_initrds;
	struct kxl_image_module *modules; /* owned, [nr_modules] */
	unsigned int nr_modules;
	unsigned int options;	/* enum kexec_option */
	struct kxl_file joined; /* all initrds in one; may be unset */
	/* All initrds, for kexec_load(2); empty: as they are; initrds.c. */
	struct kx_bytes unpacked;
	u64 unpacked_room; /* bytes mapped */
	/* Device trees: the user's, the running system's; owned; see dtb.c. */
	struct kx_bytes dtb;
	struct kx_bytes running_dtb;
	struct kx_console console;
	char *cmdline; /* owned */
	char *bare;    /* owned; @cmdline before take_option(), or NULL */
	char *told;    /* owned; @cmdline with additions, or NULL */
	char *profile; /* owned; of a UKI; NULL: the first */
	char *type;    /* owned; NULL: detect from the file */
	/* The first initrd is borrowed from @contents: a UKI's own. */
	bool is_initrd_carried;
	bool is_reused;	      /* @cmdline is made from the running kernel's */
	bool is_line_given;   /* by the user; it may be empty */
	bool is_line_carried; /* @cmdline is a copy of a UKI's own */
	bool is_unpacked;     /* @contents is filled */
	bool is_dtb_missed;   /* it was said that there is none */
	bool is_vetted;	   /* file and command line are valid; see planner.c */
	bool is_summed;	   /* once is_vetted: and so is the file's CRC */
	bool is_sum_said;  /* it was warned that the CRC is wrong */
	bool is_planned;   /* @plan is filled */
	bool stays_packed; /* memory is short for what is unpacked at load time
			    */
	enum kexec_method loaded_by; /* AUTO: it is not loaded */
	u64 began;		     /* ticks, as the load began */
	enum kexec_slot slot;
	enum kexec_on_damage on_damage;
	enum kexec_arguments arguments;
	struct kx_range within;
	u64 guest; /* bytes of a guest's memory; 0: it is for this machine */
	struct kx_kernel facts;	      /* about the kernel, once is_vetted */
	struct kxl_facts *told_facts; /* owned, one allocation; or NULL */
	struct kxl_passed *passed;    /* the same; of the plan */
	/*
	 * The plan, and the data that it and its segments borrow; see
	 * planner.c.
	 */
	void *arena; /* owned */
	u64 arena_size;
	struct kx_timeline *timeline; /* in @arena; NULL: the plan has none */
	struct kxl_vmlinux *vmlinux;  /* owned; NULL: it unpacks itself */
	struct kexec_plan plan;
	struct kexec_segment segments[KX_SEGMENT_MAX];
	const char *names[KX_SEGMENT_MAX];
};

/**
 * kxl_image_changed - drop the plan and the result of vetting after a change
 */
void kxl_image_changed(struct kexec_image *image);

/** kxl_image_drop_plan - drop the plan, and what was unpacked for it */
void kxl_image_drop_plan(struct kexec_image *image);

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

/**
 * kxl_image_is_altered - is there anything to load that the UKI itself lacks?
 *
 * A profile counts as well: a kernel that reads UKIs uses the first one. So do
 * addons, which no kernel looks for.
 */
static inline bool kxl_image_is_altered(const struct kexec_image *image)
{
	return image->is_line_given || image->bare || image->profile ||
	       image->contents.nr_addons ||
	       image->nr_initrds > (unsigned int)image->is_initrd_carried;
}

/** kxl_image_kernel - get the kernel's bytes, after kxl_image_unpack() */
static inline struct kx_bytes kxl_image_kernel(const struct kexec_image *image)
{
	return kxl_image_is_packed(image) ? image->contents.file.bytes
					  : image->kernel.bytes;
}

#endif
