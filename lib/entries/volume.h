/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A file system that a boot loader reads, and the files on it. */
#ifndef LIB_ENTRIES_VOLUME_H
#define LIB_ENTRIES_VOLUME_H

#include "core/bytes.h"
#include "lib/entries/pool.h"

/* Names in a folder that are looked at. */
#define KXL_NAMES_MAX 1000

struct kxl_volume {
	int fd;		    /* its top folder; owned */
	const char *path;   /* the same below the context's root; "": that */
	const char *inside; /* its name in the file system; "": the top */
};

/* Why a path cannot be used; for people. */
struct kxl_trouble {
	int errnum;	  /* positive */
	bool is_writable; /* others than root could change it */
	char words[256];
};

/**
 * kxl_volume_open - open the top folder of a file system
 * @root: the context's root, where @path begins
 * @path: without a slash at its end: "/boot", or ""
 * @volume: filled on success; kxl_volume_close() undoes
 *
 * Like all paths here, each folder on the way must belong to root, or to the
 * user of this process, and no one else may write to it.
 *
 * Return: 0 or a negative errno, with @trouble filled.
 */
KX_MUST_CHECK int kxl_volume_open(int root, const char *path,
				  struct kxl_volume *volume,
				  struct kxl_trouble *trouble);

/** kxl_volume_close - does nothing if @volume->fd is negative */
void kxl_volume_close(struct kxl_volume *volume);

/**
 * kxl_volume_file - open a regular file for reading
 * @path: as the boot loader reads it: from the top of the file system, with or
 *	  without a slash in front
 * @fd: filled on success; the caller closes it
 *
 * The path stays on the file system: symbolic links are followed there, as boot
 * loaders follow them; an absolute one begins at its top. A path with ".." is
 * refused, and so is a link that leads out.
 *
 * Return: 0 or a negative errno, with @trouble filled.
 */
KX_MUST_CHECK int kxl_volume_file(const struct kxl_volume *volume,
				  const char *path, int *fd,
				  struct kxl_trouble *trouble);

/**
 * kxl_volume_read - read a regular file
 * @limit: a larger one is refused with -EFBIG
 * @text: filled on success; kxl_text_free() frees it
 */
KX_MUST_CHECK int kxl_volume_read(const struct kxl_volume *volume,
				  const char *path, u64 limit,
				  struct kx_bytes *text,
				  struct kxl_trouble *trouble);

/* Names in a folder, sorted by their bytes. */
struct kxl_names {
	const char **list; /* in the pool, and so is each */
	u32 count;
	bool is_cut; /* there are more than KXL_NAMES_MAX */
};

/** kxl_volume_list - list a folder, without "." and ".." */
KX_MUST_CHECK int kxl_volume_list(const struct kxl_volume *volume,
				  const char *path, struct kxl_pool *pool,
				  struct kxl_names *names,
				  struct kxl_trouble *trouble);

/**
 * kxl_volume_has - whether there is such a file or folder
 *
 * It is there, too, if others may write to it: opening it says so.
 */
bool kxl_volume_has(const struct kxl_volume *volume, const char *path);

/**
 * kxl_volume_outer - a path of the volume as one below the context's root
 *
 * Return: a text in @pool.
 */
const char *kxl_volume_outer(const struct kxl_volume *volume,
			     struct kxl_pool *pool, const char *path);

/**
 * kxl_volume_rename - rename a regular file within its folder
 * @path: of the file
 * @name: the new one, without its folder
 *
 * No file is replaced. The new name is on disk when this returns.
 *
 * Return: 0; -EEXIST if there is such a file; or another negative errno, with
 * @trouble filled.
 */
KX_MUST_CHECK int kxl_volume_rename(const struct kxl_volume *volume,
				    const char *path, const char *name,
				    struct kxl_trouble *trouble);

#endif
