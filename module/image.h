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

struct kxm_jump;
struct kxm_page_digest;

/* Where the bytes of segments lie. */
enum kxm_source {
	KXM_FROM_USER,
	KXM_FROM_KERNEL,
};

/* A loaded image: pages that wait, and all that the jump needs. */
struct kxm_image {
	u64 entry;
	struct kx_segments segments; /* borrowed while it is being filled */
	struct kx_copylist list;
	struct list_head control; /* pages that no copy may hit, by ->lru */
	struct list_head unused;  /* pages got and not used, by ->lru */
	phys_addr_t copies;    /* first struct kxm_copies; none for a crash */
	struct kxm_jump *jump; /* the architecture's, in a control page */
	/* An image for a crash lies where it will run, in the crash region. */
	bool is_crash;
	bool is_in_place; /* all its bytes are there; else they wait elsewhere
			   */
	bool is_read_only;
	/*
	 * An image that returns is swapped with what lies at its destinations,
	 * so each of those has a source page.
	 */
	bool is_returning;
	u64 digest[KX_SEGMENT_MAX]; /* of each segment, once it is in place */
	/* Of each control page of a crash image; owned */
	struct kxm_page_digest *pages;
	u32 page_count;
	/* Linux's text as it was at the load, in a control page; or NULL */
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
/* A crash image goes where it belongs, over what is there. Sleeps. */
void kxm_image_commit(struct kxm_image *image);
/*
 * Let nobody write to a crash image's segments, or let them again: -errno. Not
 * every kernel has what it takes; then nothing is protected.
 */
int __must_check kxm_image_protect(struct kxm_image *image, bool on);

#endif
