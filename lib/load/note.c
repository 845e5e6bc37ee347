// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a load and a call add to a timeline. On x86 the note is in the first
 * page of memory, like the copy of the timeline: where a plan has no timeline
 * for want of that page, there is no note, either. On arm64 there is no such
 * page, and the call has its note in a register (restart.h). An image without
 * KEXEC_OPTION_TIMELINE gets none of this.
 */
#include "lib/load/note.h"

#include <stdlib.h>

#include "core/timeline.h"
#include "lib/image/image.h"
#include "lib/load/syscall.h"
#include "lib/machine/arch.h"
#include "lib/machine/clock.h"
#include "lib/machine/file.h"
#include "lib/machine/firmware.h"
#include "lib/text/proc.h"

#define PARAMETER "/sys/module/kexec/parameters/timeline"

static bool is_locked_down(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	bool is_locked;

	if (kxl_read(ctx, "/sys/kernel/security/lockdown", &text))
		return false;
	is_locked = kxl_lockdown(text).size;
	kxl_text_free(text);
	return is_locked;
}

/* No failure: a call needs no note. */
static bool has_page(struct kexec_ctx *ctx)
{
	struct kxl_last last = ctx->last;
	struct kx_memmap map;
	bool has = false;

	if (!kxl_firmware_read(ctx, &map)) {
		has = kx_timeline_has_page(&map);
		free(map.entries);
	}
	ctx->last = last;
	return has;
}

static bool can_write(struct kexec_ctx *ctx)
{
	return !kxl_arch(ctx)->needs_tree && !is_locked_down(ctx) &&
	       has_page(ctx);
}

void kxl_note_call(struct kexec_ctx *ctx)
{
	if (can_write(ctx))
		kxl_sys_note_call(kxl_ticks());
}

void kxl_note_clear(struct kexec_ctx *ctx)
{
	if (can_write(ctx))
		kxl_sys_note_call(0);
}

void kxl_note_begin(struct kexec_image *image)
{
	if (image->options & KEXEC_OPTION_TIMELINE)
		image->began = kxl_ticks();
}

/*
 * The time of the call itself: what is loaded can't be changed after it, but by
 * kexec.ko, which makes the second stamp again.
 */
void kxl_note_load(struct kexec_image *image)
{
	if (!image->timeline)
		return;
	kxl_note_clear(image->ctx);
	kx_write_le64(image->timeline->stamps[KX_STAMP_LOAD], image->began);
	kx_write_le64(image->timeline->stamps[KX_STAMP_LOADED], kxl_ticks());
}

static bool module_has_it(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	bool has;

	if (kxl_read_start(ctx, PARAMETER, 1, &text))
		return false;
	has = text.size && *text.data == 'Y';
	kxl_text_free(text);
	return has;
}

void kxl_note_miss(const struct kexec_image *image)
{
	bool is_file = image->loaded_by == KEXEC_METHOD_FILE_LOAD;

	if (!(image->options & KEXEC_OPTION_TIMELINE))
		return;
	if (is_file && !module_has_it(image->ctx))
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"there will be no timeline: kexec_file_load(2) has no "
			"flag for it; load with kexec_load(2), or set "
			"kexec.ko's parameter timeline");
	if (!is_file && !image->timeline)
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"there will be no timeline: it needs a start of Linux "
			"that does not return, and %s",
			kxl_arch(image->ctx)->needs_tree
				? "a device tree with room for it"
				: "a first page of memory that the firmware "
				  "reports as RAM");
}
