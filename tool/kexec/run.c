// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The steps, as a table in their order. Each returns an exit status; the first
 * that is not 0 ends the run. Everything that can be checked beforehand is
 * checked before the first step that cannot be undone (network down).
 */
#include "tool/kexec/run.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tool/kexec/alive.h"
#include "tool/kexec/answer.h"
#include "tool/kexec/arm.h"
#include "tool/kexec/boot_entry.h"
#include "tool/kexec/check.h"
#include "tool/kexec/dry_run.h"
#include "tool/kexec/load.h"
#include "tool/kexec/once.h"
#include "tool/kexec/prepare.h"
#include "tool/kexec/record.h"
#include "tool/kexec/report.h"
#include "tool/kexec/restart.h"
#include "tool/kexec/set_up.h"
#include "tool/kexec/show.h"
#include "tool/kexec/status.h"
#include "tool/kexec/system.h"
#include "tool/kexec/timeline.h"
#include "tool/kexec/try.h"
#include "tool/kexec/warn.h"

/*
 * If there is no sysfs to read, the kernel itself answers. Nothing is lost by
 * that, except that the network is down already.
 */
static int check_loaded(struct kexec_ctx *ctx, const struct options *options)
{
	bool loaded = true;
	int err;

	if (options->steps & STEP_LOAD)
		return EXIT_OK;
	err = kexec_status(ctx, KEXEC_SLOT_NORMAL, &loaded);
	if (err == -ENOSYS) {
		fprintf(stderr, "kexec failed: %s: %s; %s\n", strerror(ENOSYS),
			kexec_ctx_error(ctx)->reason,
			kexec_ctx_error(ctx)->advice);
		return EXIT_FAILED;
	}
	if (loaded)
		return EXIT_OK;
	answer_fail("nothing-loaded", "Nothing has been loaded");
	fprintf(stderr, "Nothing has been loaded! "
			"Load a kernel first: kexec -l KERNEL\n");
	return EXIT_USAGE;
}

/* The kernel would refuse as well, but the network would stay down. */
static int check_right(struct kexec_ctx *ctx, const struct options *options)
{
	const char *reason = "";
	int err = system_may_start(&reason);

	(void)ctx;
	(void)options;
	if (!err)
		return EXIT_OK;
	answer_fail("not-permitted", reason);
	fprintf(stderr,
		"kexec failed: %s: %s; run as root, outside of "
		"containers\n",
		strerror(-err), reason);
	return EXIT_FAILED;
}

static int rehearse(struct kexec_ctx *ctx, const struct options *options)
{
	if (kexec_rehearse(ctx))
		return report_error(ctx, options, NULL);
	return EXIT_OK;
}

static int sync_files(struct kexec_ctx *ctx, const struct options *options)
{
	(void)ctx;
	(void)options;
	system_sync();
	return EXIT_OK;
}

static int network_down(struct kexec_ctx *ctx, const struct options *options)
{
	(void)ctx;
	(void)options;
	system_network_down();
	return EXIT_OK;
}

/* --entry, or the value on this kernel's command line. */
static int load_jump_back(struct kexec_ctx *ctx, const struct options *options)
{
	uint64_t entry = options->entry;
	char once[ONCE_ID_SIZE];
	int err = 0;

	if (!(options->flags & FLAG_ENTRY))
		err = kexec_jump_back_entry(ctx, &entry);
	if (!err)
		err = kexec_jump_back_load(ctx, entry);
	if (err)
		return report_error(ctx, options, NULL);
	record_remove(KEXEC_SLOT_NORMAL);
	return once_take(ctx, options, once) ? report_error(ctx, options, NULL)
					     : EXIT_OK;
}

/* By its record: a load says that it has one. */
static bool has_timeline(void)
{
	struct record record;
	bool has;

	if (!record_read(KEXEC_SLOT_NORMAL, "", &record))
		return false;
	has = record.has_timeline;
	record_free(&record);
	return has;
}

/* It is unknown beforehand whether an image returns. */
static int execute(struct kexec_ctx *ctx, const struct options *options)
{
	int err;

	arm_feed();
	err = has_timeline() ? kexec_execute_timeline(ctx) : kexec_execute(ctx);
	arm_end();
	if (options->steps & STEP_NETWORK_DOWN && system_network_up())
		warn(options, "network interfaces were down meanwhile, and "
			      "routes through them may be lost; -x leaves "
			      "them up");
	return err ? report_error(ctx, options, NULL) : EXIT_OK;
}

static int shut_down(struct kexec_ctx *ctx, const struct options *options)
{
	int err = system_shutdown();

	(void)ctx;
	(void)options;
	answer_fail("shutdown", strerror(-err));
	fprintf(stderr,
		"kexec: shutdown: %s; "
		"the kernel is loaded: start it with kexec -e\n",
		strerror(-err));
	return EXIT_FAILED;
}

static const struct {
	enum step step;
	int (*take)(struct kexec_ctx *ctx, const struct options *options);
} steps[] = {
	{ STEP_DRY_RUN, dry_run },
	{ STEP_SHOW, show },
	{ STEP_TRY, try_out },
	{ STEP_LIST, boot_entry_list },
	{ STEP_PREPARE, restart_prepare },
	{ STEP_FORGET, prepare_remove },
	{ STEP_KEEP, prepare },
	{ STEP_TIMELINE, timeline_report },
	{ STEP_CHECK, check },
	{ STEP_UNLOAD, unload },
	{ STEP_LOAD, load },
	{ STEP_JUMP_BACK, load_jump_back },
	{ STEP_REHEARSE, rehearse },
	{ STEP_EXECUTE, check_loaded },
	{ STEP_EXECUTE, check_right },
	{ STEP_SYNC, sync_files },
	{ STEP_EXECUTE, arm_begin },
	{ STEP_ARM, arm_leave },
	{ STEP_REPORT, alive_report },
	{ STEP_AWAIT, alive_await },
	{ STEP_NETWORK_DOWN, network_down },
	{ STEP_EXECUTE, execute },
	{ STEP_SHUTDOWN, shut_down },
};

/* The size in bytes, and nothing else on the line. */
static int print_crash_size(struct kexec_ctx *ctx,
			    const struct options *options)
{
	uint64_t bytes = 0;

	if (kexec_crash_size(ctx, &bytes))
		return report_error(ctx, options, NULL);
	printf("%llu\n", (unsigned long long)bytes);
	return EXIT_OK;
}

static int take_steps(struct kexec_ctx *ctx, const struct options *options)
{
	int result;
	size_t i;

	if (options->flags & FLAG_STATUS)
		return status(ctx, options);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (!(options->steps & steps[i].step))
			continue;
		result = steps[i].take(ctx, options);
		if (result)
			return result;
	}
	return EXIT_OK;
}

int run(struct kexec_ctx *ctx, const struct options *options)
{
	int result;

	if (options->sysroot && kexec_ctx_set_root(ctx, options->sysroot))
		return report_error(ctx, options, NULL);
	if (options->flags & FLAG_CRASH_SIZE)
		return print_crash_size(ctx, options);
	answer_begin(options);
	result = take_steps(ctx, options);
	answer_end(ctx, result);
	return result;
}
