/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Files: large ones are mapped, small ones of /proc and /sys are read. */
#ifndef LIB_MACHINE_FILE_H
#define LIB_MACHINE_FILE_H

#include "lib/errors/context.h"

#include "core/bytes.h"

/* A file that will be loaded: open, mapped, and named for messages. */
struct kxl_file {
	int fd;		       /* owned */
	char *name;	       /* owned */
	struct kx_bytes bytes; /* read-only private mapping; owned */
};

/**
 * kxl_file_open - open and map a regular file that is not empty
 * @action: for the error: "open kernel"
 * @file: filled on success; kxl_file_close() undoes
 *
 * Return: 0, -EINVAL (empty or not regular), -ENOMEM, or open(2)'s errors.
 */
KX_MUST_CHECK int kxl_file_open(struct kexec_ctx *ctx, enum kexec_action action,
				const char *path, struct kxl_file *file);

/**
 * kxl_file_adopt - the same with an open file, which is duplicated
 * @fd: stays the caller's
 * @name: copied
 */
KX_MUST_CHECK int kxl_file_adopt(struct kexec_ctx *ctx,
				 enum kexec_action action, int fd,
				 const char *name, struct kxl_file *file);

/**
 * kxl_file_join - one file with the contents of several, one after another
 * @files: the parts
 * @count: how many
 * @joined: filled on success: a file in memory (memfd)
 *
 * Zeroes between the parts, KX_INITRD_GAP of them at least, align each to a
 * multiple of 4 bytes, where Linux looks for the next archive
 * (init/initramfs.c).
 */
KX_MUST_CHECK int kxl_file_join(struct kexec_ctx *ctx,
				const struct kxl_file *files,
				unsigned int count, struct kxl_file *joined);

/** kxl_file_close - unmap, close, free; does nothing to a zeroed @file */
void kxl_file_close(struct kxl_file *file);

/**
 * kxl_read - read a whole file below the context's root
 * @path: begins with a slash: "/proc/iomem"
 * @text: filled on success; the caller frees @text->data with kxl_text_free()
 *
 * Sets no error in @ctx: the caller knows whether a missing file matters.
 *
 * Return: 0; -EBADMSG if it is not a regular file, or larger than 16 MiB; or
 * another negative errno.
 */
KX_MUST_CHECK int kxl_read(struct kexec_ctx *ctx, const char *path,
			   struct kx_bytes *text);

/**
 * kxl_read_start - read the beginning of a file below the context's root
 * @size: read at most this many bytes
 * @text: as for kxl_read()
 *
 * Return: as kxl_read().
 */
KX_MUST_CHECK int kxl_read_start(struct kexec_ctx *ctx, const char *path,
				 u64 size, struct kx_bytes *text);

/**
 * kxl_open - open a file or device below the context's root for reading
 * @fd: filled on success; the caller closes it
 *
 * Return: 0 or a negative errno.
 */
KX_MUST_CHECK int kxl_open(struct kexec_ctx *ctx, const char *path, int *fd);

/**
 * kxl_write_number - write a decimal number to a file below the context's root
 * @path: as for kxl_read(); the file must exist
 *
 * Return: 0 or a negative errno.
 */
KX_MUST_CHECK int kxl_write_number(struct kexec_ctx *ctx, const char *path,
				   u64 value);

/**
 * kxl_fail_read - set the error for a file of the machine
 * @path: as for kxl_read()
 * @err: negative errno of the read; -EBADMSG: Linux does not write such
 *	 contents
 *
 * Return: @err.
 */
int kxl_fail_read(struct kexec_ctx *ctx, const char *path, int err);

/** kxl_text_free - free the result of kxl_read() */
void kxl_text_free(struct kx_bytes text);

/**
 * kxl_read_number - read a file with one number
 * @base: 10 or 16
 *
 * Return: 0, -EBADMSG if it is not a number, or a negative errno.
 */
KX_MUST_CHECK int kxl_read_number(struct kexec_ctx *ctx, const char *path,
				  unsigned int base, u64 *value);

/**
 * kxl_inode - get the inode number of a file below the context's root
 * @inode: filled on success
 *
 * Return: 0 or a negative errno.
 */
KX_MUST_CHECK int kxl_inode(struct kexec_ctx *ctx, const char *path,
			    u64 *inode);

/** kxl_exists - whether a file exists below the context's root */
bool kxl_exists(struct kexec_ctx *ctx, const char *path);

#endif
