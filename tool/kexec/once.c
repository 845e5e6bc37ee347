// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The entry is chosen when a kernel has been loaded: at the jump the boot
 * loader's files may be unmounted. It is forgotten with the load, or by the
 * next system's report. An entry that others have chosen is never touched.
 * Which one is ours is noted until it is forgotten.
 */
#include "tool/kexec/once.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/once_note.h"
#include "tool/kexec/report.h"
#include "tool/kexec/system.h"
#include "tool/kexec/warn.h"

static int fail(const char *id, const char *reason, const char *advice)
{
	answer_fail("fallback-entry", reason);
	line_print(stderr, "kexec: --fallback-entry: %s: %s; %s", id, reason,
		   advice);
	return EXIT_FAILED;
}

static int fail_busy(const struct kexec_boot_entry *entry,
		     const struct kexec_boot_entry *next)
{
	char reason[2 * ONCE_ID_SIZE];

	snprintf(reason, sizeof(reason),
		 "the boot loader was told to start %s once", next->id);
	return fail(entry->id, reason, "have it forget that first");
}

/* What is loaded has its own one, which a load replaces. */
static bool is_ours(const char *id)
{
	char ours[ONCE_ID_SIZE];

	return once_noted("", ours) && !strcmp(ours, id);
}

static int check(const struct kexec_boot_menu *menu,
		 const struct kexec_boot_entry *entry)
{
	static const char advice[] =
		"leave it out, and make an entry that works the default";

	if (menu->no_once)
		return fail(entry->id, menu->no_once, advice);
	if (entry->no_once)
		return fail(entry->id, entry->no_once,
			    "give another entry, or leave it out");
	if (!once_choose_id(entry->id))
		return fail(entry->id, "its ID is too long", advice);
	if (!menu->is_once || !menu->next || is_ours(menu->next->id))
		return EXIT_OK;
	if (menu->next != entry)
		return fail_busy(entry, menu->next);
	/* Somebody's wish, which no report of the next system may undo. */
	(void)once_choose_id(NULL);
	return EXIT_OK;
}

int once_choose(struct kexec_ctx *ctx, const struct options *options)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	int status;

	(void)once_choose_id(NULL);
	if (!options->fallback_entry)
		return EXIT_OK;
	if (kexec_boot_menu_read(ctx, &menu))
		return report_error(ctx, options, NULL);
	if (kexec_boot_menu_find(ctx, menu, options->fallback_entry, &entry))
		status = report_error(ctx, options, NULL);
	else
		status = check(menu, entry);
	kexec_boot_menu_free(menu);
	return status;
}

static int fail_note(const char *id, int err)
{
	char reason[256];

	snprintf(reason, sizeof(reason), "%s/once can't be written: %s",
		 system_state_folder(), strerror(-err));
	return fail(id, reason,
		    "without it kexec -u would not know what to take back");
}

static int set(struct kexec_ctx *ctx, const struct options *options,
	       const struct kexec_boot_menu *menu, const char *id)
{
	const struct kexec_boot_entry *entry;
	int err;

	if (kexec_boot_menu_find(ctx, menu, id, &entry))
		return report_error(ctx, options, NULL);
	/* By an earlier load, or since the check: not ours to undo. */
	if (menu->is_once && menu->next == entry)
		return EXIT_OK;
	err = once_note(entry->id);
	if (err)
		return fail_note(entry->id, err);
	if (kexec_boot_once_set(ctx, menu, entry))
		return report_error(ctx, options, NULL);
	return EXIT_OK;
}

int once_set(struct kexec_ctx *ctx, const struct options *options,
	     const char *id)
{
	const struct kexec_boot_menu *menu;
	int status;

	if (kexec_boot_menu_read(ctx, &menu))
		return report_error(ctx, options, NULL);
	status = set(ctx, options, menu, id);
	kexec_boot_menu_free(menu);
	return status;
}

int once_clear(struct kexec_ctx *ctx, const struct options *options,
	       const char *id, bool *was_set)
{
	if (kexec_boot_once_clear(ctx, id, was_set))
		return report_error(ctx, options, NULL);
	return EXIT_OK;
}

/* Its files are not here, or another boot loader is. */
static bool is_out_of_reach(const struct kexec_error *error)
{
	return error->cause != KEXEC_CAUSE_BOOT_ONCE ||
	       error->errnum == EOPNOTSUPP;
}

int once_take(struct kexec_ctx *ctx, const struct options *options, char *id)
{
	const struct kexec_error *error;
	char noted[ONCE_ID_SIZE];
	bool was_set = false;

	*id = '\0';
	if (!once_noted("", noted))
		return EXIT_OK;
	if (!kexec_boot_once_clear(ctx, noted, &was_set)) {
		/* Otherwise somebody else has decided meanwhile. */
		if (was_set)
			snprintf(id, ONCE_ID_SIZE, "%s", noted);
		once_note_remove();
		return EXIT_OK;
	}
	error = kexec_ctx_error(ctx);
	warn(options,
	     "the boot loader was told to start %s once, which can't be taken "
	     "back: %s; the next start through the firmware starts it, unless "
	     "kexec -u runs again when the boot loader's files are there",
	     noted, error->reason);
	return is_out_of_reach(error) ? EXIT_OK : EXIT_FAILED;
}
