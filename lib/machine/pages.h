/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Pages that the running kernel has reserved since boot. */
#ifndef LIB_MACHINE_PAGES_H
#define LIB_MACHINE_PAGES_H

#include "lib/errors/context.h"

#include "core/range.h"

struct kxl_pages {
	int fd;	  /* /proc/kpageflags; -1: nothing is known */
	u64 size; /* bytes a page */
};

/**
 * kxl_pages_open - open /proc/kpageflags, which has the flags of each page
 * @pages: filled; kxl_pages_close() undoes
 */
void kxl_pages_open(struct kexec_ctx *ctx, struct kxl_pages *pages);

/** kxl_pages_close - does nothing if nothing is known */
void kxl_pages_close(const struct kxl_pages *pages);

/**
 * kxl_pages_kept - a keeper's find() (core/place.h)
 * @data: a struct kxl_pages that is open
 *
 * Pages that are not in the file are not kept.
 */
bool kxl_pages_kept(void *data, struct kx_range range, struct kx_range *kept);

#endif
