// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The context: where to look (root directory), whom to tell (log callback) and
 * what went wrong last. Everything that the library remembers between calls
 * is here or in an image; there are no globals.
 */
#include "context.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	fresh->error = no_error;
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
	/* Paths below it begin with a slash of their own. */
	char *root = strdup(strcmp(dir, "/") ? dir : "");

	if (!root)
		return kxl_fail_memory(ctx, "set root");
	free(ctx->root);
	ctx->root = root;
	return 0;
}

void kexec_ctx_set_log(struct kexec_ctx *ctx, kexec_log_fn *log, void *data)
{
	ctx->log = log;
	ctx->log_data = data;
}

const struct kexec_error *kexec_ctx_error(const struct kexec_ctx *ctx)
{
	return &ctx->error;
}

/* "ACTION OBJECT: REASON; ADVICE", without the parts that are not there. */
static void compose_text(struct kexec_ctx *ctx)
{
	const struct kexec_error *error = &ctx->error;

	snprintf(ctx->text, sizeof(ctx->text), "%s%s%s: %s%s%s", error->action,
		 *error->object ? " " : "", error->object, error->reason,
		 *error->advice ? "; " : "", error->advice);
	ctx->error.text = ctx->text;
}

int kxl_fail(struct kexec_ctx *ctx, const struct kxl_failure *failure,
	     const char *reason, ...)
{
	const struct kx_fault *fault = failure->fault;
	va_list args;

	va_start(args, reason);
	vsnprintf(ctx->reason, sizeof(ctx->reason), reason, args);
	va_end(args);
	snprintf(ctx->object, sizeof(ctx->object), "%s",
		 failure->object ? failure->object : "");
	ctx->error = (struct kexec_error){
		.errnum = failure->errnum,
		.name = failure->name,
		.action = failure->action,
		.object = ctx->object,
		.reason = ctx->reason,
		.advice = failure->advice ? failure->advice : "",
		.segment = fault ? fault->segment : KEXEC_NO_SEGMENT,
		.other = fault ? fault->other : KEXEC_NO_SEGMENT,
		.value = fault ? fault->value : 0,
		.limit = fault ? fault->limit : 0,
	};
	compose_text(ctx);
	return -failure->errnum;
}

int kxl_fail_memory(struct kexec_ctx *ctx, const char *action)
{
	const struct kxl_failure failure = {
		.errnum = ENOMEM,
		.name = "memory",
		.action = action,
		.advice = "free some memory",
	};

	return kxl_fail(ctx, &failure, "out of memory");
}

void kxl_log(struct kexec_ctx *ctx, enum kexec_log_level level,
	     const char *format, ...)
{
	char line[KXL_OBJECT_SIZE + KXL_REASON_SIZE];
	va_list args;

	if (!ctx->log)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	ctx->log(ctx->log_data, level, line);
}
