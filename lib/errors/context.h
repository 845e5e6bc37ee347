/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The context: root directory, log, and the last error. */
#ifndef LIB_ERRORS_CONTEXT_H
#define LIB_ERRORS_CONTEXT_H

#include "include/libkexec.h"

#include "core/arch.h"
#include "core/err.h"

/*
 * The file that an advice names if no kernel is found on this system; see
 * lib/machine/installed.h.
 */
#define KXL_INSTALLED_WORD "vmlinuz-VERSION"
/* Longer objects and reasons are truncated in messages, and end in dots. */
#define KXL_OBJECT_SIZE 4096
#define KXL_REASON_SIZE 512

/* The last failure, and its strings that are not static. */
struct kxl_last {
	struct kexec_error error;
	unsigned int facts; /* enum kxl_fact, or-ed */
	char object[KXL_OBJECT_SIZE];
	char reason[KXL_REASON_SIZE];
	char advice[KXL_REASON_SIZE]; /* unused if the words are static */
	char text[KXL_OBJECT_SIZE + 2 * KXL_REASON_SIZE];
};

struct kexec_ctx {
	char *root;		    /* owned; "" is the running system */
	const struct kx_arch *arch; /* of the root; NULL: see kxl_arch() */
	u64 page_bytes;		    /* of Linux; below a root it is a guess */
	kexec_log_fn *log;
	void *log_data;
	kexec_progress_fn *progress; /* or NULL */
	void *progress_data;
	/* Points into itself: a copy may only be copied back. */
	struct kxl_last last;
};

/*
 * A failure as the code that found it describes it. kxl_fail() takes the reason
 * as a printf format.
 */
struct kxl_failure {
	int errnum; /* positive */
	enum kexec_cause cause;
	enum kexec_action action;
	const char *object;	      /* copied; NULL: none */
	const char *advice;	      /* static; NULL: that of advice.c */
	const struct kx_fault *fault; /* NULL: not about numbers */
	unsigned int facts;	      /* enum kxl_fact, or-ed */
};

/**
 * kxl_fail - store a failure in the context
 * @failure: the failure and its object
 * @reason: printf format of the reason
 *
 * Control characters are escaped, and an empty object is shown as "".
 *
 * Return: -@failure->errnum.
 */
__attribute__((format(printf, 3, 4))) int
kxl_fail(struct kexec_ctx *ctx, const struct kxl_failure *failure,
	 const char *reason, ...);

/**
 * kxl_advise - choose the last failure's advice again, with more facts
 * @facts: enum kxl_fact, or-ed
 */
void kxl_advise(struct kexec_ctx *ctx, unsigned int facts);

/**
 * kxl_advise_words - replace the words of the last failure's advice
 * @words: copied; control characters are escaped
 */
void kxl_advise_words(struct kexec_ctx *ctx, const char *words);

/** kxl_fail_memory - set the error for a failed allocation; -ENOMEM */
int kxl_fail_memory(struct kexec_ctx *ctx, enum kexec_action action);

/** kxl_fail_argument - set the error for an unknown enum or bit; -EINVAL */
int kxl_fail_argument(struct kexec_ctx *ctx, enum kexec_action action,
		      const char *argument, unsigned int value);

/** kxl_log - call the log callback, if any; escapes control characters */
__attribute__((format(printf, 3, 4))) void kxl_log(struct kexec_ctx *ctx,
						   enum kexec_log_level level,
						   const char *format, ...);

#endif
