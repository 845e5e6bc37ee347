// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The kernel always gets the user's file first: signatures, IMA, LoadPin and
 * IPE check that file. If the kernel does not support its compression
 * (ENOEXEC), it gets the contents, unless this machine has a policy for files:
 * a copy in memory has neither the original's file system nor its attributes.
 */
#include "lib/load/hand_over.h"

#include <errno.h>
#include <string.h>

#include "lib/load/diagnose.h"
#include "lib/load/judges.h"
#include "lib/load/syscall.h"

static int call_file_load(struct kexec_image *image,
			  const struct kxl_file_load *args)
{
	int err = kxl_sys_file_load(args);

	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"kexec_file_load: flags %#lx, command line \"%s\": %s",
		args->flags, args->cmdline, err ? strerror(-err) : "loaded");
	return err;
}

/* Flags that are optional for a load; the newest one first. */
static const struct {
	enum kexec_option option;
	unsigned long flag;
} optional[] = {
	{ KEXEC_OPTION_NO_CMA, KEXEC_FILE_NO_CMA }, /* Linux 6.17 */
	{ KEXEC_OPTION_DEBUG, KEXEC_FILE_DEBUG },   /* Linux 6.8 */
};

/* A kernel returns EINVAL for an unknown flag: omit it then. */
static int call_with_optional_flags(struct kexec_image *image,
				    const struct kxl_file_load *args)
{
	struct kxl_file_load call = *args;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(optional); i++)
		if (image->options & optional[i].option)
			call.flags |= optional[i].flag;
	err = call_file_load(image, &call);
	for (i = 0; i < ARRAY_SIZE(optional) && err == -EINVAL; i++) {
		if (!(call.flags & optional[i].flag))
			continue;
		call.flags &= ~optional[i].flag;
		err = call_file_load(image, &call);
	}
	return err;
}

static int fail_judged(struct kexec_image *image, const char *judge)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_PACKED_JUDGED,
		.action = KEXEC_ACTION_CALL_FILE_LOAD,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"the running kernel can't read %s, and where %s judges "
			"files it gets no unpacked copy",
			image->contents.layers, judge);
}

int kxl_hand_over(struct kexec_image *image, const struct kxl_file_load *args,
		  const struct kxl_call *call)
{
	struct kxl_file_load contents = *args;
	const char *judge;
	int err = call_with_optional_flags(image, args);

	if (err == -ENOEXEC && kxl_image_is_packed(image)) {
		judge = kxl_judge_find(image->ctx);
		if (judge)
			return fail_judged(image, judge);
		contents.kernel_fd = image->contents.file.fd;
		err = call_with_optional_flags(image, &contents);
	}
	return err ? kxl_diagnose(image->ctx, call, err) : 0;
}
