// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A reboot is under way, and file systems are still there: decide what it
 * starts, and load that. What was loaded as the next boot entry is loaded anew,
 * since another one may be the next by now. What was chosen otherwise stays,
 * unless a file of it has changed. Whatever fails ends in a normal reboot.
 */
#include "tool/kexec/restart.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/kexec/line.h"
#include "tool/kexec/load.h"
#include "tool/kexec/record.h"
#include "tool/kexec/report.h"
#include "tool/kexec/system.h"

static void say(const struct options *options, const char *what,
		const char *then)
{
	if (!(options->flags & FLAG_QUIET))
		line_print(stderr, "kexec: %s: %s", what, then);
}

/* The condition of kexec-jump.service. */
static void make_mark_path(char *path)
{
	snprintf(path, PATH_MAX, "%s/restart", system_state_folder());
}

static void unmark(void)
{
	char path[PATH_MAX];

	make_mark_path(path);
	unlink(path);
}

static int mark(void)
{
	char path[PATH_MAX];
	int fd;

	make_mark_path(path);
	if (mkdir(system_state_folder(), 0755) && errno != EEXIST)
		fd = -1;
	else
		fd = open(path,
			  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			  0600);
	if (fd < 0) {
		line_print(stderr, "kexec: %s: %s", path, strerror(errno));
		return EXIT_FAILED;
	}
	close(fd);
	return EXIT_OK;
}

/* Otherwise a kexec may follow nevertheless: systemctl(1) has its own rules. */
static int leave(struct kexec_ctx *ctx, const struct options *options,
		 const char *reason)
{
	bool is_loaded = false;

	say(options, reason, "a normal reboot follows");
	if (kexec_status(ctx, KEXEC_SLOT_NORMAL, &is_loaded) || !is_loaded)
		return EXIT_OK;
	return unload(ctx, options);
}

/* What only the boot loader can do; NULL: nothing. */
static const char *find_reason(const struct kexec_boot_menu *menu,
			       const struct kexec_boot_entry *entry)
{
	if (menu->is_once && entry == menu->next)
		return "the boot loader was told an entry for one start, and "
		       "has to forget it";
	if (menu->is_counted)
		return "the boot loader counts each start, and it alone writes "
		       "the counter";
	if (entry->tries_left >= 0 && entry->tries_left <= 1)
		return "the last try of a boot entry is for the boot loader, "
		       "after which systemd can mark the entry as good";
	return NULL;
}

static int count(struct kexec_ctx *ctx, const struct options *options,
		 const struct kexec_boot_entry *entry)
{
	return kexec_boot_entry_count(ctx, entry)
		       ? report_error(ctx, options, NULL)
		       : mark();
}

static int load_entry(struct kexec_ctx *ctx, const struct options *options,
		      const char *id)
{
	struct options wanted = *options;

	wanted.flags |= FLAG_BOOT_ENTRY;
	wanted.boot_entry = id;
	return load(ctx, &wanted);
}

enum image { IMAGE_STAYS, IMAGE_IS_LOADED_ANEW };

/* @id: of the entry; NULL: the next one */
static int start_entry(struct kexec_ctx *ctx, const struct options *options,
		       const char *id, enum image image)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	const char *reason;
	int status = EXIT_OK;

	if (kexec_boot_menu_read(ctx, &menu))
		return report_error(ctx, options, NULL);
	if (kexec_boot_menu_find(ctx, menu, id, &entry)) {
		status = report_error(ctx, options, NULL);
	} else {
		reason = find_reason(menu, entry);
		if (reason)
			status = leave(ctx, options, reason);
		else if (image == IMAGE_IS_LOADED_ANEW)
			status = load_entry(ctx, options, id);
		if (!status && !reason)
			status = count(ctx, options, entry);
	}
	kexec_boot_menu_free(menu);
	return status;
}

/* A file that is not what was loaded; NULL: none. */
static const char *find_change(const struct record *record)
{
	const char *state;
	unsigned int i;

	for (i = 0; i < record->nr_files; i++) {
		state = record_file_state(&record->files[i]);
		if (!strcmp(state, "changed") || !strcmp(state, "gone"))
			return record->files[i].path;
	}
	return NULL;
}

/* First: if the load is interrupted, there is nothing to be started. */
static int replace(struct kexec_ctx *ctx, const struct options *options,
		   const char *id)
{
	int status = unload(ctx, options);

	return status ? status
		      : start_entry(ctx, options, id, IMAGE_IS_LOADED_ANEW);
}

/* What is loaded anew comes with the same fallback, and a timeline. */
static int take(struct kexec_ctx *ctx, struct options *options,
		const struct record *record)
{
	const char *entry = record_entry(record);
	const char *change = find_change(record);

	options->fallback = record->fallback;
	options->fallback_entry = record->once;
	options->timeline = record->has_timeline;
	if (record->is_next)
		return replace(ctx, options, NULL);
	if (change) {
		say(options, change,
		    "it has changed since it was loaded, and a boot entry is "
		    "loaded now");
		return replace(ctx, options, entry);
	}
	return entry ? start_entry(ctx, options, entry, IMAGE_STAYS) : mark();
}

static int prepare(struct kexec_ctx *ctx, const struct options *options)
{
	const char *wish = system_take_wish();
	bool is_loaded = false;
	struct options wanted;
	struct record record;
	int status;

	if (wish)
		return leave(ctx, options, wish);
	if (kexec_status(ctx, KEXEC_SLOT_NORMAL, &is_loaded))
		return report_error(ctx, options, NULL);
	if (!is_loaded)
		return start_entry(ctx, options, NULL, IMAGE_IS_LOADED_ANEW);
	/* Of another program: nothing is known of it. */
	if (!record_read(KEXEC_SLOT_NORMAL, "", &record))
		return mark();
	wanted = *options;
	status = take(ctx, &wanted, &record);
	record_free(&record);
	return status;
}

int restart_prepare(struct kexec_ctx *ctx, const struct options *options)
{
	int status;

	unmark();
	if (!system_is_restarting())
		return EXIT_OK;
	status = prepare(ctx, options);
	/* What is loaded may be what could not be counted, or is no entry. */
	if (status)
		(void)leave(ctx, options, "no kexec is prepared");
	return status;
}
