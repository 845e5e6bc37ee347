// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A next kernel that panics is told to reboot. One that hangs is ended by a
 * hardware watchdog, if that runs on in a kexec; it is started right before
 * the jump (arm.c). Words on its command line tell the next system, which
 * reports (alive.c). What can't be promised on this machine is said.
 */
#include "tool/kexec/fallback.h"

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/once_id.h"
#include "tool/kexec/system.h"

/* Long enough to read the reason on a console. */
#define PANIC_SECONDS "10"
#define PANIC	      "panic="
#define OPEN_TIMEOUT  "watchdog.open_timeout="
#define WORDS_SIZE    96
/* UEFI specification, 3.3 */
#define BOOT_NEXT                            \
	"/sys/firmware/efi/efivars/BootNext" \
	"-8be4df61-93ca-11d2-aa0d-00e098032b8c"

/*
 * What was found before the load. A watchdog that is taken meanwhile is still
 * the one that the next kernel's command line names.
 */
static struct fallback chosen;

bool fallback_choose(const struct options *options)
{
	const char *root = options->sysroot ? options->sysroot : system_root();

	chosen = (struct fallback){ .seconds = options->fallback };
	if (!chosen.seconds)
		return false;
	chosen.has_watchdog = watchdog_choose(root, chosen.seconds,
					      &chosen.watchdog, chosen.why);
	return true;
}

bool fallback_find(const struct options *options, struct fallback *fallback)
{
	*fallback = chosen;
	fallback->entry = once_chosen(options);
	return options->fallback != 0;
}

static bool is_blank(char c)
{
	return isspace((unsigned char)c);
}

/* Linux takes "-" and "_" in a name for the same. */
static bool begins(const char *text, const char *name)
{
	for (; *name; name++, text++)
		if (*text != *name && (*text != '-' || *name != '_'))
			return false;
	return true;
}

/* What follows a lone "--" is init's. A quoted blank ends no word. */
const char *fallback_value(const char *line, const char *name)
{
	const char *value = NULL;
	bool is_quoted = false;
	bool is_start = true;

	for (; *line; line++) {
		if (is_start && !strncmp(line, "--", 2) &&
		    (is_blank(line[2]) || !line[2]))
			break;
		if (is_start && begins(line, name))
			value = line + strlen(name);
		is_quoted ^= *line == '"';
		is_start = is_blank(*line) && !is_quoted;
	}
	return value;
}

/* What Linux knows, and how many words that are: a reuse drops them. */
static void make_added(const struct fallback *fallback, const char *line,
		       char *added)
{
	char wait[WORDS_SIZE / 2] = "";
	const char *panic = "";

	if (!fallback_value(line, PANIC))
		panic = " " PANIC PANIC_SECONDS;
	if (fallback->has_watchdog && !fallback_value(line, OPEN_TIMEOUT))
		snprintf(wait, sizeof(wait), " " OPEN_TIMEOUT "%u",
			 fallback->seconds);
	added[0] = '\0';
	if (*panic || *wait)
		snprintf(added, WORDS_SIZE, " " FALLBACK_ADDED "%d%s%s",
			 !!*panic + !!*wait, panic, wait);
}

/*
 * They come first, since the rest may have parameters for init, or an open
 * quote. Of a word that is there twice the last one counts, the user's.
 */
char *fallback_words(const struct fallback *fallback, const char *line)
{
	char entry[ONCE_WORD_SIZE] = "";
	char added[WORDS_SIZE];
	char *words;
	int length;

	make_added(fallback, line, added);
	if (fallback->entry)
		once_encode(fallback->entry, entry);
	length = asprintf(&words, FALLBACK_WITHIN "%u%s%s%s%s%s%s%s",
			  fallback->seconds,
			  fallback->has_watchdog ? " " FALLBACK_WATCHDOG : "",
			  fallback->has_watchdog ? fallback->watchdog.id : "",
			  *entry ? " " FALLBACK_ENTRY : "", entry, added,
			  *line ? " " : "", line);
	return length < 0 ? NULL : words;
}

/* To stderr before a load, or as part of what --dry-run prints. */
__attribute__((format(printf, 2, 3))) static void
say(const struct options *options, const char *format, ...)
{
	va_list args;
	char *line;
	int length;

	va_start(args, format);
	length = vasprintf(&line, format, args);
	va_end(args);
	if (length < 0)
		return;
	if (options->looks & LOOK_DRY_RUN && answer_json())
		json_text(answer_json(), NULL, line);
	else if (options->looks & LOOK_DRY_RUN)
		line_print(stdout, "%-16s%s", "fallback", line);
	else if (!(options->flags & FLAG_QUIET))
		line_print(stderr, "kexec: fallback: %s", line);
	free(line);
}

static void tell_panic(const struct options *options, const char *line)
{
	const char *value = fallback_value(line, PANIC);
	long seconds = value ? strtol(value, NULL, 10) : 0;

	if (!seconds)
		say(options, "a panic hangs the next system: " PANIC "0 was "
			     "given");
	else if (seconds < 0)
		say(options, "a panic, such as one for want of a root, ends in "
			     "a reboot at once");
	else
		say(options,
		    "a panic, such as one for want of a root, ends in a reboot "
		    "%ld s later",
		    seconds);
}

static void tell_hang(const struct options *options,
		      const struct fallback *fallback)
{
	const struct watchdog *watchdog = &fallback->watchdog;

	if (!fallback->has_watchdog) {
		say(options, "a hang is not ended: %s", fallback->why);
		return;
	}
	say(options,
	    "%s (%s) resets a system that hangs, %u s after the jump by kexec "
	    "-e, or by systemd if kexec-fallback.service is enabled here",
	    watchdog->name, watchdog->identity, fallback->seconds);
	if (watchdog->counts_twice)
		say(options,
		    "or %u s after it: this watchdog counts twice, unless the "
		    "machine's firmware resets it when it has counted once",
		    2 * fallback->seconds);
	if (!watchdog->is_kept)
		say(options, "unless its driver stops it in a kexec, which is "
			     "unknown; watchdog.stop_on_reboot=0 on this "
			     "kernel's command line prevents that");
	if (!watchdog->longest)
		say(options,
		    "unless its hardware can't wait for so long, which "
		    "is known when it starts: then there is no jump");
	say(options, "some drivers stop it when the next kernel finds it; then "
		     "it watches no longer");
}

static bool has_boot_next(const struct options *options)
{
	const char *root = options->sysroot ? options->sysroot : system_root();
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s" BOOT_NEXT, root);
	return !access(path, F_OK);
}

static void tell_default(struct kexec_ctx *ctx, const struct options *options)
{
	const struct kexec_boot_menu *menu = NULL;
	const struct kexec_boot_entry *next;

	/* It need not be known. */
	if (kexec_boot_menu_read(ctx, &menu))
		menu = NULL;
	next = menu ? menu->next : NULL;
	if (next && menu->is_once)
		say(options,
		    "then the firmware starts the boot loader, which was told "
		    "to start %s once",
		    next->id);
	else
		say(options,
		    "then the firmware starts what the boot loader starts by "
		    "default%s%s",
		    next ? ": " : "", next ? next->id : "");
	kexec_boot_menu_free(menu);
}

static void tell_way(struct kexec_ctx *ctx, const struct options *options,
		     const char *entry)
{
	if (has_boot_next(options))
		say(options, "the firmware was told to start another program "
			     "first, once (BootNext)");
	if (!entry) {
		tell_default(ctx, options);
		return;
	}
	say(options,
	    "then the firmware starts the boot loader, which is told by this "
	    "load to start %s once; a report takes that back",
	    entry);
	say(options, "a reboot without a kexec starts that, too, unless kexec "
		     "-u comes before it");
}

void fallback_tell(struct kexec_ctx *ctx, const struct options *options,
		   const char *line)
{
	struct json *json =
		options->looks & LOOK_DRY_RUN ? answer_json() : NULL;
	struct fallback fallback;

	if (!fallback_find(options, &fallback))
		return;
	if (json) {
		json_open(json, "fallback", '{');
		json_number(json, "seconds", fallback.seconds);
		if (fallback.has_watchdog)
			json_text(json, "watchdog", fallback.watchdog.name);
		else
			json_null(json, "watchdog");
		json_text(json, "entry", fallback.entry);
		json_open(json, "promises", '[');
	}
	tell_panic(options, line);
	tell_hang(options, &fallback);
	say(options,
	    "a system that runs and does not report within %u s is restarted "
	    "by its kexec-await.service, if that is enabled there",
	    fallback.seconds);
	tell_way(ctx, options, fallback.entry);
	if (json) {
		json_close(json);
		json_close(json);
	}
}
