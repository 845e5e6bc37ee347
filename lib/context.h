/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The context: root directory, log, and the last error. */
#ifndef LIB_CONTEXT_H
#define LIB_CONTEXT_H

#include "libkexec.h"

#include "err.h"

/* Paths longer than this are cut in messages, never in use. */
#define KXL_OBJECT_SIZE 512
#define KXL_REASON_SIZE 512

struct kexec_ctx {
	char *root; /* owned; "" is the running system */
	kexec_log_fn *log;
	void *log_data;
	struct kexec_error error;
	/* What @error's strings point to where they are not static. */
	char object[KXL_OBJECT_SIZE];
	char reason[KXL_REASON_SIZE];
	char text[KXL_OBJECT_SIZE + 2 * KXL_REASON_SIZE];
};

/* A failure as its finder knows it; the reason comes as a format. */
struct kxl_failure {
	int errnum;		      /* positive */
	const char *name;	      /* static */
	const char *action;	      /* static */
	const char *object;	      /* copied; NULL: none */
	const char *advice;	      /* static; NULL: none */
	const struct kx_fault *fault; /* NULL: not about numbers */
};

/**
 * kxl_fail - remember a failure in the context
 * @failure: what and where
 * @reason: printf format: why
 *
 * Return: -@failure->errnum.
 */
__attribute__((format(printf, 3, 4))) int
kxl_fail(struct kexec_ctx *ctx, const struct kxl_failure *failure,
	 const char *reason, ...);

/** kxl_fail_memory - the failure of every allocation; -ENOMEM */
int kxl_fail_memory(struct kexec_ctx *ctx, const char *action);

/** kxl_log - tell the log callback, if there is one */
__attribute__((format(printf, 3, 4))) void kxl_log(struct kexec_ctx *ctx,
						   enum kexec_log_level level,
						   const char *format, ...);

#endif
