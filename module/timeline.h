/* SPDX-License-Identifier: GPL-2.0-only */
/* The timeline of a loaded image: core/timeline.h. */
#ifndef MODULE_TIMELINE_H
#define MODULE_TIMELINE_H

#include "core/timeline.h"

struct kxm_image;

/* Where an image has its timeline, in a source page; NULL: nowhere. */
struct kx_timeline *kxm_timeline_find(const struct kxm_image *image);
/* Write a stamp. Without a timeline it does nothing. */
void kxm_timeline_write(struct kx_timeline *timeline, enum kx_stamp which,
			u64 ticks);
/* The same, now. */
void kxm_timeline_stamp(struct kx_timeline *timeline, enum kx_stamp which);
/* The time-stamp counter. */
u64 kxm_timeline_now(void);

#endif
