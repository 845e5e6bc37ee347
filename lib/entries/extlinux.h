/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* extlinux.conf, as syslinux and U-Boot read it. */
#ifndef LIB_ENTRIES_EXTLINUX_H
#define LIB_ENTRIES_EXTLINUX_H

#include "core/bytes.h"
#include "lib/entries/pool.h"

#define KXL_EXTLINUX_FILE_MAX	  (1U << 20)
#define KXL_EXTLINUX_LABELS_MAX	  1000
#define KXL_EXTLINUX_INITRDS_MAX  64
#define KXL_EXTLINUX_INCLUDES_MAX 8
/* Files that are included, of all; one may include itself twice. */
#define KXL_EXTLINUX_FILES_MAX 64

/* Texts are in the pool; NULL: not given. */
struct kxl_extlinux_label {
	struct kxl_extlinux_label *next;
	const char *name;
	const char *title; /* of menu label */
	const char *path;  /* of its file */
	u32 line;
	const char *kernel;
	const char *append;
	const char *devicetree;
	const char *initrds[KXL_EXTLINUX_INITRDS_MAX];
	u32 nr_initrds;
	const char *problem;
	bool is_menu_default;
};

struct kxl_extlinux_host {
	void *data;
	/*
	 * Reads another file; @text is for kxl_text_free(). Returns 0, -ENOENT
	 * if the loader finds none either, or another negative errno.
	 */
	int (*read)(void *data, const char *path, struct kx_bytes *text);
	void (*warn)(void *data, const char *path, u32 line, const char *what);
};

struct kxl_extlinux {
	const struct kxl_extlinux_host *host;
	struct kxl_pool *pool;
	struct kxl_extlinux_label *labels;
	struct kxl_extlinux_label *last;
	u32 nr_labels;
	const char *append;	/* before the first label: for all */
	const char *standard;	/* default */
	const char *on_timeout; /* what starts if nobody chooses */
	u32 includes;		/* that are open */
	u32 files;		/* that were included so far */
	/* A file was left out that the loader may read. */
	bool is_doubtful;
	u32 nr_sure;	      /* labels that are complete before it */
	bool is_timeout_sure; /* @on_timeout is from a line after it */
};

/**
 * kxl_extlinux_parse - read a file
 * @extlinux: with @host and @pool
 * @path: for warnings, and for INCLUDE; lives as long as @extlinux
 *
 * A line without meaning is skipped, as by the loaders. Sources: the manual of
 * syslinux (Config); boot/pxe_utils.c of U-Boot 2025.01.
 */
void kxl_extlinux_parse(struct kxl_extlinux *extlinux, const char *path,
			struct kx_bytes text);

/**
 * kxl_extlinux_next - the label that starts next
 * @why: filled; static
 *
 * ONTIMEOUT, MENU DEFAULT, DEFAULT, or the first one. ONTIMEOUT and DEFAULT may
 * name a menu program, NAME.c32, which shows the labels. What else they name is
 * no label here, and loaders start no label for it.
 *
 * If an included file was left out, the next label is known only if it was
 * complete before, and if ONTIMEOUT names it afterwards.
 *
 * Return: the label; NULL if there are none, if it is not one of them, or if it
 * is not known.
 */
const struct kxl_extlinux_label *
kxl_extlinux_next(const struct kxl_extlinux *extlinux, const char **why);

#endif
