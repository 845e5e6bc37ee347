/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Pages that the running kernel has reserved since boot. */
#ifndef LIB_MACHINE_PAGES_H
#define LIB_MACHINE_PAGES_H

#include "lib/errors/context.h"

#include "core/range.h"

/** kxl_pages_open - open /proc/kpageflags, which has the flags of each page */
void kxl_pages_open(struct kexec_ctx *ctx, int *fd);

/**
 * kxl_pages_kept - a keeper's find() (core/place.h)
 * @data: an int, the file's descriptor
 *
 * Pages that are not in the file are not kept.
 */
bool kxl_pages_kept(void *data, struct kx_range range, struct kx_range *kept);

#endif
