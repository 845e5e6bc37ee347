/* SPDX-License-Identifier: GPL-2.0-only */
/* A loaded image. */
#ifndef MODULE_IMAGE_H
#define MODULE_IMAGE_H

#include "core/copylist.h"
#include "core/segment.h"
#include "module/kind.h"

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/types.h>

struct kx_timeline;
struct kxm_jump;
struct kxm_page_digest;

/* Whose memory the bytes of segments are in. */
enum kxm_source {
	KXM_FROM_USER,
	KXM_FROM_KERNEL,
};

/* A loaded image: source pages, and all that the jump needs. */
struct kxm_image {
	u64 entry;
	struct kx_segments segments; /* borrowed while the image is filled */
	struct kx_copylist list;
	struct list_head control; /* which no copy may overwrite, by ->lru */
	struct list_head unused;  /* which are destinations, by ->lru */
	phys_addr_t copies;    /* first struct kxm_copies; 0: a crash image */
	struct kxm_jump *jump; /* the architecture's, in a control page */
	/* A crash image lies where it will run, in the crash region. */
	bool is_crash;
	bool is_in_place; /* all bytes are at their destinations */
	bool is_read_only;
	/*
	 * An image that returns is swapped with the contents of its
	 * destinations, so each destination page has a source page.
	 */
	bool is_returning;
	/* In a source page; NULL: the image has none. */
	struct kx_timeline *timeline;
	u64 digest[KX_SEGMENT_MAX]; /* of each segment, once it is in place */
	/* One for each control page of a crash image. Owned. */
	struct kxm_page_digest *pages;
	u32 page_count;
	/* Linux's text at load time, in a control page; or NULL. */
	char *vmcoreinfo;
	u32 vmcoreinfo_size;
};

/* A page of copy steps, as relocate.S reads it. */
struct kxm_copy_step {
	u64 dest;   /* physical */
	u64 source; /* physical, or all ones: zeroes */
	u64 pages;
};

#define KXM_STEPS_A_PAGE ((PAGE_SIZE - 16) / sizeof(struct kxm_copy_step))

struct kxm_copies {
	u64 next; /* physical address of the next page, or 0 */
	u64 count;
	struct kxm_copy_step steps[KXM_STEPS_A_PAGE];
};

int __must_check kxm_image_create(u64 entry, struct kx_segments segments,
				  enum kxm_source source, enum kxm_kind kind,
				  struct kxm_image **out);
void kxm_image_free(struct kxm_image *image);
/* Copy a crash image to its destinations, over the old contents. Sleeps. */
void kxm_image_commit(struct kxm_image *image);
/*
 * Make a crash image's segments read-only, or writable again. -errno. A kernel
 * that lacks the functions for that protects nothing.
 */
int __must_check kxm_image_protect(struct kxm_image *image, bool on);

#endif
