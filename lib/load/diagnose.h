/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Explains the errno of a system call by looking at the machine. */
#ifndef LIB_LOAD_DIAGNOSE_H
#define LIB_LOAD_DIAGNOSE_H

#include "lib/errors/context.h"

/* Bits, so that one row of the table can apply to several calls. */
enum kxl_call_kind {
	KXL_CALL_LOAD = 1 << 0,
	KXL_CALL_FILE_LOAD = 1 << 1,
	KXL_CALL_UNLOAD = 1 << 2,
	KXL_CALL_FILE_UNLOAD = 1 << 3,
	KXL_CALL_EXECUTE = 1 << 4,
	KXL_CALL_REHEARSE = 1 << 5,
	KXL_CALL_SHRINK = 1 << 6,    /* write(2) to kexec_crash_size */
	KXL_CALL_JUMP_BACK = 1 << 7, /* kexec_load(2) of an entry alone */
};

/* The call that failed. */
struct kxl_call {
	enum kxl_call_kind kind;
	enum kexec_slot slot;
	const char *object; /* kernel's name, a path, or NULL */
	u64 bytes;	    /* of all files together, or 0 */
	u64 needed;	    /* memory that it takes, in bytes, or 0 */
	bool returns;	    /* with KEXEC_PRESERVE_CONTEXT */
};

/**
 * kxl_diagnose - find out why a system call failed
 * @call: the call
 * @err: its negative errno
 *
 * Reads /proc and /sys below the context's root and sets the error.
 *
 * Return: @err.
 */
int kxl_diagnose(struct kexec_ctx *ctx, const struct kxl_call *call, int err);

#endif
