/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* loader.conf of systemd-boot: which entry is the default one. */
#ifndef LIB_ENTRIES_LOADER_CONF_H
#define LIB_ENTRIES_LOADER_CONF_H

#include "core/bytes.h"

/* Patterns of IDs, as fnmatch(3) has them; without data: not given. */
struct kxl_loader_conf {
	struct kx_bytes preferred; /* skips entries without tries left */
	struct kx_bytes standard;  /* "default"; may be "@saved" */
	u32 preferred_line;
	u32 standard_line;
};

/**
 * kxl_loader_conf_parse - read loader.conf
 * @text: the file; values borrow from it
 *
 * The last line of a kind counts. Another value that begins with @ is ignored.
 */
struct kxl_loader_conf kxl_loader_conf_parse(struct kx_bytes text);

#endif
