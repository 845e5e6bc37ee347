// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux tests its cryptographic code when it starts, for longer than it does
 * anything else. With cryptomgr.notests it does not (Linux crypto/testmgr.c).
 * FIPS mode requires the tests, and Linux then makes them whatever the
 * parameter says; asking for both is an error, so that no one relies on the
 * shorter start.
 */
#include "lib/image/crypto_tests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/machine/file.h"
#include "lib/text/cmdline.h"
#include "lib/text/text.h"

#define PARAMETER "cryptomgr.notests"
#define FIPS_MODE "/proc/sys/crypto/fips_enabled"

static int fail_fips(struct kexec_ctx *ctx, const char *object,
		     const char *found)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_FIPS,
		.action = KEXEC_ACTION_PLAN,
		.object = object,
	};

	return kxl_fail(ctx, &failure,
			"%s, and FIPS mode requires the tests of cryptographic "
			"code",
			found);
}

/* Without the file, the running kernel has no FIPS mode. */
static bool is_running_fips(struct kexec_ctx *ctx)
{
	struct kxl_last last = ctx->last;
	struct kx_bytes text;
	bool is_on;

	if (kxl_read(ctx, FIPS_MODE, &text)) {
		ctx->last = last;
		return false;
	}
	is_on = !kxl_text_is(kxl_text_trim(text), "0");
	kxl_text_free(text);
	return is_on;
}

/* As Linux reads a boolean: kstrtobool(). */
static bool is_true(struct kx_bytes value)
{
	struct kx_bytes rest;

	return (value.size && strchr("yYtT1", value.data[0])) ||
	       kxl_text_after(value, "on", &rest) ||
	       kxl_text_after(value, "ON", &rest);
}

/* The last one counts, as in Linux. */
static bool has_parameter(struct kx_bytes line)
{
	struct kx_bytes value;
	struct kx_bytes word;
	bool has = false;

	while (kx_cmdline_next(&line, &word) && !kxl_text_is(word, "--")) {
		if (kx_cmdline_is(word, PARAMETER))
			has = true;
		else if (kxl_text_after(word, PARAMETER "=", &value))
			has = is_true(value);
	}
	return has;
}

/* "0" alone is no FIPS mode; quotes mean nothing to Linux here. */
static bool has_fips(struct kx_bytes line)
{
	struct kx_bytes value;
	struct kx_bytes word;

	while (kx_cmdline_next(&line, &word) && !kxl_text_is(word, "--")) {
		kxl_text_after(word, "\"", &word);
		if (!kxl_text_after(word, "fips=", &value))
			continue;
		kxl_text_after(value, "\"", &value);
		if (!value.size || value.data[0] != '0' ||
		    (value.size > 1 && value.data[1] != '"'))
			return true;
	}
	return false;
}

int kxl_crypto_tests_skip(struct kexec_ctx *ctx, const char *object,
			  const char *line, char **longer)
{
	struct kx_bytes old = kx_bytes(line, strlen(line));
	struct kx_bytes word = kx_bytes(PARAMETER, strlen(PARAMETER));
	char *fresh;

	if (is_running_fips(ctx))
		return fail_fips(ctx, object, FIPS_MODE " is 1");
	if (has_fips(old))
		return fail_fips(ctx, object, "fips= is on the command line");
	*longer = NULL;
	if (has_parameter(old))
		return 0;
	fresh = malloc(old.size + word.size + 3);
	if (!fresh)
		return kxl_fail_memory(ctx, KEXEC_ACTION_SET_UP_IMAGE);
	if (kxl_cmdline_add(old, word, fresh))
		kxl_log(ctx, KEXEC_LOG_WARNING, KXL_CMDLINE_CLOSED, object,
			PARAMETER);
	kxl_log(ctx, KEXEC_LOG_DEBUG,
		"%s is added to the command line: the next kernel does not "
		"test its cryptographic code",
		PARAMETER);
	*longer = fresh;
	return 0;
}
