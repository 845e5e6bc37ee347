/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a load and a call add to a timeline (core/timeline.h). */
#ifndef LIB_LOAD_NOTE_H
#define LIB_LOAD_NOTE_H

#include "lib/errors/context.h"

struct kexec_image;

/** kxl_note_begin - keep the time at which a load begins */
void kxl_note_begin(struct kexec_image *image);

/** kxl_note_load - stamp the plan, if it has a timeline: its call comes next */
void kxl_note_load(struct kexec_image *image);

/** kxl_note_miss - after a load, warn if its timeline can't be had */
void kxl_note_miss(const struct kexec_image *image);

/**
 * kxl_note_call - leave a note that the call is made now: KX_CALL_NOTE
 *
 * There is none if the kernel is locked down, which forbids it and logs that
 * somebody has tried, or if the first page of memory may be the firmware's.
 * Then the timeline lacks this moment.
 */
void kxl_note_call(struct kexec_ctx *ctx);

/** kxl_note_clear - take it away: there was no jump, or there is a new image */
void kxl_note_clear(struct kexec_ctx *ctx);

#endif
