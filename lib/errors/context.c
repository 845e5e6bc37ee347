// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The context: the root directory, the log callback and the last failure.
 * Everything that the library keeps between calls is here or in an image. There
 * are no globals.
 */
#include "lib/errors/context.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/errors/advice.h"
#include "lib/errors/cause.h"

/* Nothing in a copy of /proc and /sys says it. */
#define PAGE_BYTES 4096

static const struct kexec_error no_error = {
	.name = "",
	.action = "",
	.object = "",
	.reason = "",
	.advice = "",
	.text = "",
	.segment = KEXEC_NO_SEGMENT,
	.other = KEXEC_NO_SEGMENT,
};

int kexec_ctx_new(struct kexec_ctx **ctx)
{
	struct kexec_ctx *fresh = calloc(1, sizeof(*fresh));

	if (!fresh)
		return -ENOMEM;
	fresh->root = strdup("");
	if (!fresh->root) {
		free(fresh);
		return -ENOMEM;
	}
	fresh->page_bytes = (u64)sysconf(_SC_PAGESIZE);
	fresh->last.error = no_error;
	*ctx = fresh;
	return 0;
}

void kexec_ctx_free(struct kexec_ctx *ctx)
{
	if (!ctx)
		return;
	free(ctx->root);
	free(ctx);
}

int kexec_ctx_set_root(struct kexec_ctx *ctx, const char *dir)
{
	/* Paths below the root begin with a slash. */
	char *root = strdup(strcmp(dir, "/") ? dir : "");

	if (!root)
		return kxl_fail_memory(ctx, KEXEC_ACTION_SET_ROOT);
	free(ctx->root);
	ctx->root = root;
	ctx->arch = NULL;
	ctx->page_bytes = *root ? PAGE_BYTES : (u64)sysconf(_SC_PAGESIZE);
	return 0;
}

void kexec_ctx_set_log(struct kexec_ctx *ctx, kexec_log_fn *log, void *data)
{
	ctx->log = log;
	ctx->log_data = data;
}

void kexec_ctx_set_progress(struct kexec_ctx *ctx, kexec_progress_fn *progress,
			    void *data)
{
	ctx->progress = progress;
	ctx->progress_data = data;
}

const struct kexec_error *kexec_ctx_error(const struct kexec_ctx *ctx)
{
	return &ctx->last.error;
}

/* "ACTION OBJECT: REASON; ADVICE", without the parts that are empty. */
static void compose_text(struct kxl_last *last)
{
	const struct kexec_error *error = &last->error;

	snprintf(last->text, sizeof(last->text), "%s%s%s: %s%s%s",
		 error->action, *error->object ? " " : "", error->object,
		 error->reason, *error->advice ? "; " : "", error->advice);
	last->error.text = last->text;
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static void copy_line(char *to, size_t size, const char *from)
{
	/* Stops while an escaped byte and the dots still fit. */
	const char *last = to + size - sizeof("\\x00...");

	for (; *from && to <= last; from++) {
		if (is_control(*from))
			to += snprintf(to, sizeof("\\x00"), "\\x%02x",
				       (unsigned char)*from);
		else
			*to++ = *from;
	}
	snprintf(to, sizeof("..."), "%s", *from ? "..." : "");
}

/* NULL means that there is no object. An empty object is shown as "". */
static void copy_object(struct kxl_last *last, const char *object)
{
	if (object && !*object)
		object = "\"\"";
	copy_line(last->object, sizeof(last->object), object ? object : "");
}

int kxl_fail(struct kexec_ctx *ctx, const struct kxl_failure *failure,
	     const char *reason, ...)
{
	const struct kxl_advice advice = kxl_advice_find(failure);
	const struct kx_fault *fault = failure->fault;
	struct kxl_last *last = &ctx->last;
	char line[KXL_REASON_SIZE];
	va_list args;

	va_start(args, reason);
	vsnprintf(line, sizeof(line), reason, args);
	va_end(args);
	copy_line(last->reason, sizeof(last->reason), line);
	copy_object(last, failure->object);
	last->facts = failure->facts;
	last->error = (struct kexec_error){
		.errnum = failure->errnum,
		.name = kxl_cause_name(failure->cause),
		.action = kxl_action_name(failure->action),
		.object = last->object,
		.reason = last->reason,
		.advice = failure->advice ? failure->advice : advice.words,
		.segment = fault ? fault->segment : KEXEC_NO_SEGMENT,
		.other = fault ? fault->other : KEXEC_NO_SEGMENT,
		.value = fault ? fault->value : 0,
		.limit = fault ? fault->limit : 0,
		.cause = failure->cause,
		.failed = failure->action,
		.remedy = failure->advice ? KEXEC_REMEDY_NONE : advice.remedy,
	};
	compose_text(last);
	return -failure->errnum;
}

void kxl_advise(struct kexec_ctx *ctx, unsigned int facts)
{
	struct kxl_last *last = &ctx->last;
	const struct kxl_failure failure = {
		.errnum = last->error.errnum,
		.cause = last->error.cause,
		.action = last->error.failed,
		.facts = last->facts | facts,
	};
	const struct kxl_advice advice = kxl_advice_find(&failure);

	last->facts = failure.facts;
	last->error.advice = advice.words;
	last->error.remedy = advice.remedy;
	compose_text(last);
}

void kxl_advise_words(struct kexec_ctx *ctx, const char *words)
{
	struct kxl_last *last = &ctx->last;

	copy_line(last->advice, sizeof(last->advice), words);
	last->error.advice = last->advice;
	compose_text(last);
}

int kxl_fail_memory(struct kexec_ctx *ctx, enum kexec_action action)
{
	const struct kxl_failure failure = {
		.errnum = ENOMEM,
		.cause = KEXEC_CAUSE_MEMORY,
		.action = action,
	};

	return kxl_fail(ctx, &failure, "out of memory");
}

int kxl_fail_argument(struct kexec_ctx *ctx, enum kexec_action action,
		      const char *argument, unsigned int value)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_ARGUMENT,
		.action = action,
	};

	return kxl_fail(ctx, &failure, "%s %#x is unknown here", argument,
			value);
}

/* Allocates room to escape every byte, and for the dots. */
static void tell(struct kexec_ctx *ctx, enum kexec_log_level level,
		 const char *line)
{
	size_t size = strlen(line) * strlen("\\x00") + sizeof("\\x00...");
	char *spelled = malloc(size);

	if (!spelled)
		return;
	copy_line(spelled, size, line);
	ctx->log(ctx->log_data, level, spelled);
	free(spelled);
}

void kxl_log(struct kexec_ctx *ctx, enum kexec_log_level level,
	     const char *format, ...)
{
	va_list args;
	char *line;
	int length;

	if (!ctx->log)
		return;
	va_start(args, format);
	length = vasprintf(&line, format, args);
	va_end(args);
	if (length < 0)
		return;
	tell(ctx, level, line);
	free(line);
}
