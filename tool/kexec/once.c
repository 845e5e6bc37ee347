// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The entry is chosen when a kernel has been loaded: at the jump the boot
 * loader's files may be unmounted. It is forgotten with the load, or by the
 * next system's report. An entry that others have chosen is never touched.
 */
#include "tool/kexec/once.h"

#include <stdio.h>
#include <string.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/record.h"
#include "tool/kexec/report.h"

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
	struct record record;
	bool is_it;

	if (!record_read(KEXEC_SLOT_NORMAL, "", &record))
		return false;
	is_it = record.once && !strcmp(record.once, id);
	record_free(&record);
	return is_it;
}

static int check(const struct kexec_boot_menu *menu,
		 const struct kexec_boot_entry *entry)
{
	static const char advice[] =
		"leave it out, and make an entry that works the default";

	if (menu->no_once)
		return fail(entry->id, menu->no_once, advice);
	if (!once_choose_id(entry->id))
		return fail(entry->id, "its ID is too long", advice);
	if (menu->is_once && menu->next && menu->next != entry &&
	    !is_ours(menu->next->id))
		return fail_busy(entry, menu->next);
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

int once_set(struct kexec_ctx *ctx, const struct options *options,
	     const char *id)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	int err;

	err = kexec_boot_menu_read(ctx, &menu);
	if (err)
		return report_error(ctx, options, NULL);
	err = kexec_boot_menu_find(ctx, menu, id, &entry);
	if (!err)
		err = kexec_boot_once_set(ctx, menu, entry);
	kexec_boot_menu_free(menu);
	return err ? report_error(ctx, options, NULL) : EXIT_OK;
}

int once_clear(struct kexec_ctx *ctx, const struct options *options,
	       const char *id, bool *was_set)
{
	if (kexec_boot_once_clear(ctx, id, was_set))
		return report_error(ctx, options, NULL);
	return EXIT_OK;
}

int once_take(struct kexec_ctx *ctx, const struct options *options, char *id)
{
	struct record record;
	bool was_set = false;
	int status;

	*id = '\0';
	if (!record_read(KEXEC_SLOT_NORMAL, "", &record))
		return EXIT_OK;
	if (record.once)
		snprintf(id, ONCE_ID_SIZE, "%s", record.once);
	record_free(&record);
	if (!*id)
		return EXIT_OK;
	status = once_clear(ctx, options, id, &was_set);
	/* Somebody else has decided meanwhile. */
	if (!was_set)
		*id = '\0';
	return status;
}
