/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What was unpacked before the load that needs it. */
#ifndef LIB_PREPARED_PREPARED_H
#define LIB_PREPARED_PREPARED_H

#include "lib/prepared/entry.h"

struct kexec_ctx;

/* An entry that was found, and stands for its sources. */
struct kxl_prepared {
	struct kexec_ctx *ctx; /* borrowed */
	int fd;		       /* owned */
	char name[KXL_PREPARED_NAME];
	struct kxl_prepared_header header;
};

/**
 * kxl_prepared_is_any - whether it is worth a key: there may be an entry
 *
 * There is none where files are judged; a line of the debug log says so.
 */
bool kxl_prepared_is_any(struct kexec_ctx *ctx);

/**
 * kxl_prepared_add - add a file to what an entry is made of
 * @key: its kind is set; complete after the last file
 * @bytes: what is packed, in the file or in a part of it; borrowed
 * @fd: the file; borrowed
 *
 * Return: false if there is no room for it, or nothing is known of the file.
 */
KX_MUST_CHECK bool kxl_prepared_add(struct kxl_prepared_key *key,
				    struct kx_bytes bytes, int fd);

/**
 * kxl_prepared_copy - the same with a copy of the bytes, to be unpacked
 * @key: kxl_prepared_drop() frees the copies
 *
 * A mapping shows each change of its file. Digests and what is unpacked must be
 * of the same bytes, whoever writes to the file meanwhile.
 *
 * Return: false also if there is no memory.
 */
KX_MUST_CHECK bool kxl_prepared_copy(struct kxl_prepared_key *key,
				     struct kx_bytes bytes, int fd);

/** kxl_prepared_drop - free the copies of a key */
void kxl_prepared_drop(struct kxl_prepared_key *key);

/**
 * kxl_prepared_find - look for an entry
 * @prepared: filled if the function returns true; kxl_prepared_take() or
 *	      kxl_prepared_leave() undoes
 *
 * kxl_prepared_is_any() said yes. A line of the debug log says why an entry is
 * not used. A source that would not be kept in the folder now has none.
 */
KX_MUST_CHECK bool kxl_prepared_find(struct kexec_ctx *ctx,
				     const struct kxl_prepared_key *key,
				     struct kxl_prepared *prepared);

/**
 * kxl_prepared_take - map what was unpacked, and close the entry
 * @bytes: a private mapping of @prepared->header.size bytes, which is in no
 *	   core dump; the caller may change them, and unmaps them
 *
 * A mapping shows each change of its file. Nobody but root can write to an
 * entry (kxl_prepared_find() has checked it), and no kexec does: entries are
 * written aside, renamed and removed.
 *
 * Return: false if it is damaged, or can't be read, with a line in the debug
 * log; then there is no mapping.
 */
KX_MUST_CHECK bool kxl_prepared_take(struct kxl_prepared *prepared, u8 **bytes);

/** kxl_prepared_leave - close an entry that is not used, and say @why */
void kxl_prepared_leave(struct kxl_prepared *prepared, const char *why);

/**
 * kxl_prepared_check - whether what is made of a file may be kept
 * @kind: of the entry; a kernel that everybody may read has no secrets
 * @fd: the file
 * @name: for the error
 *
 * Makes the folder.
 *
 * Return: 0; -EPERM if others may write to the file (prepare-writable), if
 * others get at the folder (prepare-folder), if a copy there were less
 * protected (prepare-exposed), or where files are judged (prepare-judged); or
 * open(2)'s errors (prepare-file).
 */
KX_MUST_CHECK int kxl_prepared_check(struct kexec_ctx *ctx,
				     enum kxl_prepared_kind kind, int fd,
				     const char *name);

/**
 * kxl_prepared_store - keep what was unpacked
 * @key: its sources have passed kxl_prepared_check(); of copies
 * @bytes: what was unpacked from these
 *
 * Return: 0, or a negative errno (prepare-file), with the error set: -ESTALE
 * if a source has changed meanwhile.
 */
KX_MUST_CHECK int kxl_prepared_store(struct kexec_ctx *ctx,
				     const struct kxl_prepared_key *key,
				     struct kx_bytes bytes);

#endif
