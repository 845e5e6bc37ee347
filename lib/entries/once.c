// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An entry for one start, by the way of the boot loader. It is written only
 * where the loader can forget it, and never over another one. Whether it does
 * what it should is read from the menu that it makes.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/entries/menu.h"
#include "lib/entries/once_efi.h"

static struct kxl_menu *whole(const struct kexec_boot_menu *menu)
{
	/* The facts are the first member. */
	return (void *)(uintptr_t)menu;
}

__attribute__((format(printf, 4, 5))) static int
fail(struct kexec_ctx *ctx, int errnum, const char *id, const char *format, ...)
{
	const struct kxl_failure failure = {
		.errnum = errnum,
		.cause = KEXEC_CAUSE_BOOT_ONCE,
		.action = KEXEC_ACTION_BOOT_ENTRY,
		.object = id,
	};
	char reason[KXL_REASON_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	return kxl_fail(ctx, &failure, "%s", reason);
}

static int fail_trouble(struct kexec_ctx *ctx, const char *id,
			const struct kxl_trouble *trouble)
{
	return fail(ctx, trouble->errnum, id,
		    "it can't be chosen for one "
		    "start: %s",
		    trouble->words);
}

/* No loader takes one of these for something else than itself. */
static bool is_plain(const char *id)
{
	if (!*id)
		return false;
	for (; *id; id++)
		if (*id < ' ' || *id > '~' || *id == '\\')
			return false;
	return true;
}

/* The boot loader would read the same files. */
static int verify(struct kexec_ctx *ctx, const char *id)
{
	const struct kexec_boot_menu *menu;
	bool is_next;
	int err = kexec_boot_menu_read(ctx, &menu);

	if (err)
		return err;
	is_next = menu->is_once && menu->next && !strcmp(menu->next->id, id);
	kexec_boot_menu_free(menu);
	return is_next ? 0
		       : fail(ctx, EIO, id,
			      "the boot loader would start "
			      "another entry although this one was chosen");
}

static int set(struct kxl_menu *menu, const char *id)
{
	struct kxl_trouble trouble;
	int err;

	err = menu->once->write(menu, id, &trouble);
	if (err)
		return fail_trouble(menu->ctx, id, &trouble);
	err = verify(menu->ctx, id);
	if (err && menu->once->write(menu, NULL, &trouble))
		kxl_log(menu->ctx, KEXEC_LOG_WARNING,
			"the choice of %s for one start could not be undone: "
			"%s",
			id, trouble.words);
	return err;
}

int kexec_boot_once_set(struct kexec_ctx *ctx,
			const struct kexec_boot_menu *menu,
			const struct kexec_boot_entry *entry)
{
	const char *id = entry->id;
	struct kxl_trouble trouble;
	const char *chosen = NULL;

	if (menu->no_once || entry->no_once)
		return fail(ctx, EOPNOTSUPP, id, "%s",
			    menu->no_once ? menu->no_once : entry->no_once);
	if (!is_plain(id))
		return fail(ctx, EINVAL, id,
			    "the boot loader can't be told this ID");
	if (whole(menu)->once->read(whole(menu), &chosen, &trouble))
		return fail_trouble(ctx, id, &trouble);
	if (chosen && strcmp(chosen, id) != 0)
		return fail(ctx, EBUSY, id,
			    "the boot loader was told to start %s once",
			    chosen);
	return chosen ? 0 : set(whole(menu), id);
}

static int clear(struct kxl_menu *menu, const char *id, bool *was_set)
{
	struct kxl_trouble trouble;
	const char *chosen = NULL;

	if (!menu->once)
		return fail(menu->ctx, EOPNOTSUPP, id, "%s",
			    menu->facts.no_once);
	if (menu->once->read(menu, &chosen, &trouble))
		return fail_trouble(menu->ctx, id, &trouble);
	if (!chosen || strcmp(chosen, id) != 0)
		return 0;
	if (menu->once->write(menu, NULL, &trouble))
		return fail_trouble(menu->ctx, id, &trouble);
	*was_set = true;
	return 0;
}

/* systemd-boot keeps it in a variable: its files need not be mounted. */
static int make_menu(struct kexec_ctx *ctx, const struct kexec_boot_menu **menu)
{
	struct kxl_menu *fresh = calloc(1, sizeof(*fresh));

	if (!fresh)
		return kxl_fail_memory(ctx, KEXEC_ACTION_BOOT_ENTRY);
	fresh->ctx = ctx;
	fresh->root = -1;
	kxl_once_efi_offer(fresh);
	if (!fresh->facts.no_once) {
		*menu = &fresh->facts;
		return 0;
	}
	kexec_boot_menu_free(&fresh->facts);
	return kexec_boot_menu_read(ctx, menu);
}

int kexec_boot_once_clear(struct kexec_ctx *ctx, const char *id, bool *was_set)
{
	const struct kexec_boot_menu *menu = NULL;
	int err;

	*was_set = false;
	err = make_menu(ctx, &menu);
	if (err)
		return err;
	err = clear(whole(menu), id, was_set);
	kexec_boot_menu_free(menu);
	return err;
}
