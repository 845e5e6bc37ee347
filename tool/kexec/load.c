// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A load and an unload, each with what is noted about it. If a load fails, the
 * segments are printed that it was about.
 */
#include "tool/kexec/load.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tool/kexec/boot_entry.h"
#include "tool/kexec/fallback.h"
#include "tool/kexec/progress.h"
#include "tool/kexec/record.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"
#include "tool/kexec/system.h"
#include "tool/kexec/warn.h"

int unload(struct kexec_ctx *ctx, const struct options *options)
{
	if (kexec_unload(ctx, options->method, image_slot(options)))
		return report_error(ctx, options, NULL);
	record_remove(image_slot(options));
	return EXIT_OK;
}

/* Segments explain nothing if the call is missing or not permitted. */
static bool is_about_segments(const struct kexec_error *error)
{
	return error->failed == KEXEC_ACTION_CALL_LOAD &&
	       error->errnum != ENOSYS && error->errnum != EPERM;
}

/* The plan exists already if it was the call that failed. */
static int fail_load(struct kexec_ctx *ctx, const struct options *options,
		     struct kexec_image *image)
{
	bool has_segments = is_about_segments(kexec_ctx_error(ctx));
	const struct kexec_plan *plan = NULL;

	if (has_segments && kexec_image_plan(image, &plan))
		plan = NULL;
	return report_error(ctx, options, plan);
}

/* Another process starts the watchdog, and reads there that it has to. */
static void check_record(const struct options *options)
{
	struct fallback fallback;
	struct record record;

	if (!fallback_find(options, &fallback) || !fallback.has_watchdog ||
	    options->steps & STEP_EXECUTE)
		return;
	if (record_read(KEXEC_SLOT_NORMAL, "", &record))
		record_free(&record);
	else
		warn(options,
		     "the fallback is not noted, for want of %s: kexec -e will "
		     "start no watchdog; kexec -f does",
		     system_state_folder());
}

/* The command line without what the library adds, such as addresses. */
static int load_image(struct kexec_ctx *ctx, const struct options *options,
		      struct kexec_image *image,
		      const struct kexec_boot_entry *entry)
{
	char *cmdline = strdup(kexec_image_cmdline(image));
	int err;

	if (cmdline)
		fallback_tell(options, cmdline);
	progress_begin(ctx, options);
	err = kexec_image_load(image, options->method);
	progress_end(ctx);
	if (!err && cmdline) {
		record_write(image, options, cmdline, entry);
		check_record(options);
	}
	free(cmdline);
	return err;
}

int load(struct kexec_ctx *ctx, const struct options *options)
{
	struct opened_image opened;
	int status = EXIT_OK;
	int err;

	if (boot_entry_open(ctx, options, &opened))
		return report_error(ctx, options, NULL);
	err = image_set_up(opened.image, options);
	if (!err)
		err = load_image(ctx, options, opened.image, opened.entry);
	if (err)
		status = fail_load(ctx, options, opened.image);
	boot_entry_close(&opened);
	return status;
}
