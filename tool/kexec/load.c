// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A load and an unload, each with what is noted about it. If a load fails, the
 * segments are printed that it was about.
 */
#include "tool/kexec/load.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/kexec/boot_entry.h"
#include "tool/kexec/fallback.h"
#include "tool/kexec/once.h"
#include "tool/kexec/once_note.h"
#include "tool/kexec/progress.h"
#include "tool/kexec/record.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"
#include "tool/kexec/system.h"
#include "tool/kexec/warn.h"

int unload(struct kexec_ctx *ctx, const struct options *options)
{
	enum kexec_slot slot = image_slot(options);
	bool has_record = record_exists(slot);
	char once[ONCE_ID_SIZE];
	int status;

	if (kexec_unload(ctx, options->method, slot)) {
		status = report_error(ctx, options, NULL);
		if (has_record)
			record_renew(slot);
		return status;
	}
	record_remove(slot);
	if (slot == KEXEC_SLOT_NORMAL && once_take(ctx, options, once))
		return report_error(ctx, options, NULL);
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
		fallback_tell(ctx, options, cmdline);
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

/* The new kernel without what was promised of it is not wanted. */
static int choose_once(struct kexec_ctx *ctx, const struct options *options)
{
	int status = EXIT_OK;

	if (once_chosen(options))
		status = once_set(ctx, options, once_chosen(options));
	if (status && !unload(ctx, options))
		fprintf(stderr, "kexec: nothing is loaded now\n");
	return status;
}

static int load_opened(struct kexec_ctx *ctx, const struct options *options)
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

/* From what is taken back until what is chosen: one that ends us waits. */
static void hold_signals(sigset_t *before)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	sigset_t held;
	size_t i;

	sigemptyset(&held);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, before);
}

static bool needs_loader(const struct options *options)
{
	return options->fallback_entry ||
	       (options->flags & FLAG_BOOT_ENTRY && !options->boot_entry);
}

/*
 * While it is chosen, the entry of what is loaded would be the next one. If the
 * load fails, that stays loaded. If it can't be taken back, other loads go on.
 */
static int exchange(struct kexec_ctx *ctx, const struct options *options)
{
	char old[ONCE_ID_SIZE];
	int status;

	if (once_take(ctx, options, old) && needs_loader(options))
		return report_error(ctx, options, NULL);
	status = once_choose(ctx, options);
	if (!status)
		status = load_opened(ctx, options);
	if (status && *old)
		(void)once_set(ctx, options, old);
	return status ? status : choose_once(ctx, options);
}

static int load_normal(struct kexec_ctx *ctx, const struct options *options)
{
	char ours[ONCE_ID_SIZE];
	sigset_t before;
	int status;

	if (!options->fallback_entry && !once_noted("", ours))
		return load_opened(ctx, options);
	hold_signals(&before);
	status = exchange(ctx, options);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

int load(struct kexec_ctx *ctx, const struct options *options)
{
	enum kexec_slot slot = image_slot(options);
	bool has_record = record_exists(slot);
	int status;

	status = slot == KEXEC_SLOT_NORMAL ? load_normal(ctx, options)
					   : load_opened(ctx, options);
	if (status && has_record)
		record_renew(slot);
	return status;
}
