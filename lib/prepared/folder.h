/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /var/cache/kexec: root's alone, and bounded. */
#ifndef LIB_PREPARED_FOLDER_H
#define LIB_PREPARED_FOLDER_H

#include "lib/prepared/entry.h"

struct kexec_ctx;

#define KXL_PREPARED_PATH "/var/cache/kexec"
/* Entries of each kind; the oldest goes. */
#define KXL_PREPARED_MAX 8
/* All entries together; the oldest goes. */
#define KXL_PREPARED_BYTES (2ULL << 30)

enum kxl_prepared_open {
	KXL_PREPARED_LOOK,
	KXL_PREPARED_MAKE, /* the folder, if it is not there */
};

/**
 * kxl_prepared_folder - open the folder below the context's root
 * @fd: filled on success; the caller closes it
 * @why: filled if nothing failed but a rule: a static text; else NULL
 *
 * No link is followed. Nobody but the caller may write to a folder on the way
 * but root, and nobody but the caller may enter the folder itself.
 *
 * Return: 0, -EPERM with @why, or open(2)'s errors.
 */
KX_MUST_CHECK int kxl_prepared_folder(struct kexec_ctx *ctx,
				      enum kxl_prepared_open how, int *fd,
				      const char **why);

/**
 * kxl_prepared_open_entry - open an entry for reading
 * @folder: of kxl_prepared_folder()
 * @fd: filled on success; the caller closes it
 * @size: filled on success: of the file
 *
 * Return: 0; -EPERM if it is no regular file of the caller's alone; or
 * open(2)'s errors.
 */
KX_MUST_CHECK int kxl_prepared_open_entry(int folder, const char *name, int *fd,
					  u64 *size);

/** kxl_prepared_read - read a part of a file; 0, -EIO (too short), or -errno */
KX_MUST_CHECK int kxl_prepared_read(int fd, u64 at, u64 size, void *to);

/**
 * kxl_prepared_write - write an entry aside, and give it its name
 * @folder: locked for the time of the call; nobody waits for it
 *
 * Another entry for the same paths, one with a path that is gone, a damaged
 * one, and the oldest of too many or too large ones are removed: before it if
 * the file system has no room otherwise, and after it if it has.
 *
 * Return: 0; -EBUSY if another process has it locked; -EFBIG if @bytes alone
 * are too many; -ENOSPC also if less than a tenth of the file system would stay
 * free, or 1 GiB if that is more, or a quarter of a small one; or another
 * negative errno. Then @name is as before; after -ENOSPC, -EBUSY and -EFBIG all
 * entries are.
 */
KX_MUST_CHECK int kxl_prepared_write(int folder, const char *name,
				     const struct kxl_prepared_header *header,
				     struct kx_bytes bytes);

/**
 * kxl_prepared_renew - make an entry the newest one, if it is right
 *
 * Return: false if it is not there, or differs in a byte of its header or of
 * what is in it; then kxl_prepared_write() is due.
 */
bool kxl_prepared_renew(int folder, const char *name,
			const struct kxl_prepared_header *header,
			struct kx_bytes bytes);

/** kxl_prepared_clear - remove all entries; 0, -EBUSY or another errno */
KX_MUST_CHECK int kxl_prepared_clear(int folder);

#endif
