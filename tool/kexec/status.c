// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the running kernel shows of kexec: one struct, read first, and printed
 * for people or as JSON. What it does not show, or not to this user, is left
 * out.
 */
#include "tool/kexec/status.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/once_id.h"
#include "tool/kexec/once_note.h"
#include "tool/kexec/record.h"
#include "tool/kexec/report.h"

#define MIB	  (1024.0 * 1024.0)
#define HOOKS_MAX 32

/* A line of /sys/kernel/kexec_hooks: kexec.ko(4). */
struct hook {
	char kind[16];
	char function[64];
	char state[16];
};

struct state {
	bool is_known[2]; /* by enum kexec_slot */
	bool is_loaded[2];
	bool has_region;   /* the size is known */
	uint64_t region;   /* bytes set aside for crash kernels */
	bool has_module;   /* kexec.ko */
	bool has_hooks;	   /* they could be read */
	bool has_disabled; /* likewise */
	bool is_disabled;
	bool has_record[2];
	struct record records[2];
	char once[ONCE_ID_SIZE]; /* what the boot loader was told, or empty */
	unsigned int nr_hooks;
	struct hook hooks[HOOKS_MAX];
};

static const char *const slots[] = {
	[KEXEC_SLOT_NORMAL] = "normal",
	[KEXEC_SLOT_CRASH] = "crash",
};

static const char *root_of(const struct options *options)
{
	return options->sysroot ? options->sysroot : "";
}

static FILE *open_file(const struct options *options, const char *path)
{
	char full[4096];

	snprintf(full, sizeof(full), "%s%s", root_of(options), path);
	return fopen(full, "re");
}

static void read_hooks(const struct options *options, struct state *state)
{
	FILE *file = open_file(options, "/sys/kernel/kexec_hooks");
	struct hook *hook = state->hooks;

	if (!file)
		return;
	state->has_hooks = true;
	while (state->nr_hooks < HOOKS_MAX &&
	       fscanf(file, "%15s %63s %15s", hook->kind, hook->function,
		      hook->state) == 3) {
		hook++;
		state->nr_hooks++;
	}
	fclose(file);
}

static void read_disabled(const struct options *options, struct state *state)
{
	FILE *file = open_file(options, "/proc/sys/kernel/kexec_load_disabled");
	int c;

	if (!file)
		return;
	c = fgetc(file);
	state->has_disabled = c != EOF;
	state->is_disabled = c == '1';
	fclose(file);
}

/*
 * What was noted about an empty slot is over: another program has unloaded it,
 * and what is loaded next may be its own.
 */
static void end_record(const struct options *options, enum kexec_slot slot,
		       struct state *state)
{
	if (!options->sysroot && state->is_known[slot])
		record_remove(slot);
	state->has_record[slot] = false;
	record_free(&state->records[slot]);
}

/* The record has what was asked for, the note what is so. */
static void read_once(const struct options *options, struct state *state)
{
	struct record *record = &state->records[KEXEC_SLOT_NORMAL];

	(void)once_noted(root_of(options), state->once);
	if (record->once && strcmp(record->once, state->once) != 0) {
		free(record->once);
		record->once = NULL;
	}
	if (*state->once && !record->once && !(options->flags & FLAG_QUIET))
		line_print(stderr,
			   "kexec: the boot loader is told to start %s once, "
			   "for a kernel that is loaded no longer; kexec -u "
			   "takes that back",
			   state->once);
}

static void read_slot(struct kexec_ctx *ctx, const struct options *options,
		      enum kexec_slot slot, struct state *state)
{
	state->is_known[slot] =
		!kexec_status(ctx, slot, &state->is_loaded[slot]);
	state->has_record[slot] =
		record_read(slot, root_of(options), &state->records[slot]);
	if (state->has_record[slot] && !state->is_loaded[slot])
		end_record(options, slot, state);
}

static void read_state(struct kexec_ctx *ctx, const struct options *options,
		       struct state *state)
{
	char path[4096];

	*state = (struct state){ 0 };
	read_slot(ctx, options, KEXEC_SLOT_NORMAL, state);
	read_slot(ctx, options, KEXEC_SLOT_CRASH, state);
	read_once(options, state);
	state->has_region = !kexec_crash_size(ctx, &state->region);
	snprintf(path, sizeof(path), "%s/sys/module/kexec", root_of(options));
	state->has_module = !access(path, F_OK);
	read_hooks(options, state);
	read_disabled(options, state);
}

static void put_hooks(struct json *json, const struct state *state)
{
	unsigned int i;

	if (!state->has_hooks) {
		json_null(json, "hooks");
		return;
	}
	json_open(json, "hooks", '[');
	for (i = 0; i < state->nr_hooks; i++) {
		json_open(json, NULL, '{');
		json_text(json, "kind", state->hooks[i].kind);
		json_text(json, "function", state->hooks[i].function);
		json_text(json, "state", state->hooks[i].state);
		json_close(json);
	}
	json_close(json);
}

static void put_fallback(struct json *json, const struct record *record)
{
	if (!record->fallback) {
		json_null(json, "fallback");
		return;
	}
	json_open(json, "fallback", '{');
	json_number(json, "seconds", record->fallback);
	json_text(json, "watchdog",
		  *record->watchdog ? record->watchdog : NULL);
	json_text(json, "entry", record->once);
	json_close(json);
}

static void put_record(struct json *json, const struct record *record)
{
	unsigned int i;

	json_open(json, "record", '{');
	json_number(json, "time", record->time);
	json_text(json, "call", record->call);
	json_text(json, "version",
		  record->version && *record->version ? record->version : NULL);
	json_text(json, "command_line", record->cmdline);
	put_fallback(json, record);
	json_open(json, "files", '[');
	for (i = 0; i < record->nr_files; i++) {
		json_open(json, NULL, '{');
		json_text(json, "role", record->files[i].role);
		json_text(json, "path", record->files[i].path);
		json_text(json, "state", record_file_state(&record->files[i]));
		json_close(json);
	}
	json_close(json);
	json_close(json);
}

static void put_slot(struct json *json, int slot, const struct state *state)
{
	if (!state->is_known[slot]) {
		json_null(json, slots[slot]);
		return;
	}
	json_open(json, slots[slot], '{');
	json_bool(json, "loaded", state->is_loaded[slot]);
	if (state->has_record[slot])
		put_record(json, &state->records[slot]);
	else
		json_null(json, "record");
	json_close(json);
}

static void put_state(struct json *json, const struct state *state)
{
	json_open(json, "status", '{');
	put_slot(json, KEXEC_SLOT_NORMAL, state);
	put_slot(json, KEXEC_SLOT_CRASH, state);
	if (state->has_region)
		json_number(json, "crash_memory", state->region);
	else
		json_null(json, "crash_memory");
	json_bool(json, "module", state->has_module);
	put_hooks(json, state);
	if (state->has_disabled)
		json_bool(json, "load_disabled", state->is_disabled);
	else
		json_null(json, "load_disabled");
	json_close(json);
}

static void print_record(const struct record *record)
{
	static const char *const words[][2] = {
		{ "changed", ", changed since then" },
		{ "gone", ", gone since then" },
		{ "same", "" },
		{ "unknown", "" },
	};
	time_t when = (time_t)record->time;
	const char *state;
	struct tm tm;
	char date[32];
	unsigned int i;
	size_t row = 0;

	/* A year that does not fit: the record may be of another machine. */
	if (!gmtime_r(&when, &tm) ||
	    !strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S UTC", &tm))
		snprintf(date, sizeof(date), "an unknown day");
	line_print(stdout, "  %-14s%s(2), on %s", "by", record->call, date);
	if (record->version && *record->version)
		line_print(stdout, "  %-14s%s", "version", record->version);
	line_print(stdout, "  %-14s\"%s\"", "command line", record->cmdline);
	if (record->fallback)
		line_print(stdout, "  %-14swithin %u s, %s", "fallback",
			   record->fallback,
			   *record->watchdog ? record->watchdog
					     : "without a watchdog");
	if (record->once)
		line_print(stdout, "  %-14sthe boot loader starts %s, once",
			   "then", record->once);
	for (i = 0; i < record->nr_files; i++) {
		state = record_file_state(&record->files[i]);
		for (row = 0; strcmp(words[row][0], state) != 0; row++)
			;
		line_print(stdout, "  %-14s%s%s", record->files[i].role,
			   record->files[i].path, words[row][1]);
	}
}

static void print_slot(int slot, const struct state *state)
{
	const char *word = "not supported by this kernel";

	if (state->is_known[slot])
		word = state->is_loaded[slot] ? "loaded" : "not loaded";
	printf("%s%-*s%s\n", slots[slot], 16 - (int)strlen(slots[slot]),
	       " kernel", word);
	if (state->has_record[slot])
		print_record(&state->records[slot]);
	else if (state->is_loaded[slot])
		line_print(stdout, "  %-14s%s", "by",
			   geteuid() ? "only root can see this"
				     : "another program than kexec(8)");
}

static void print_hooks(const struct state *state)
{
	unsigned int i;

	if (!state->has_module) {
		line_print(stdout, "%-16s%s", "kexec.ko", "not loaded");
		return;
	}
	line_print(stdout, "%-16s%s", "kexec.ko",
		   state->has_hooks ? "loaded"
				    : "loaded; only root can see its hooks");
	for (i = 0; i < state->nr_hooks; i++)
		line_print(stdout, "%-16s%s of %s: %s", i ? "" : "hooks",
			   state->hooks[i].kind, state->hooks[i].function,
			   state->hooks[i].state);
}

static void print_state(const struct state *state)
{
	print_slot(KEXEC_SLOT_NORMAL, state);
	print_slot(KEXEC_SLOT_CRASH, state);
	if (state->has_region)
		line_print(stdout, "%-16s%.1f MiB set aside", "crash memory",
			   (double)state->region / MIB);
	print_hooks(state);
	if (state->is_disabled)
		line_print(stdout, "%-16s%s", "loading",
			   "disabled until the next boot "
			   "(kexec_load_disabled)");
}

static void tell(struct kexec_ctx *ctx, const struct options *options)
{
	struct json *json = answer_json();
	struct state state;

	if (!json && !(options->flags & FLAG_DEBUG) && !isatty(STDOUT_FILENO))
		return;
	read_state(ctx, options, &state);
	if (json)
		put_state(json, &state);
	else
		print_state(&state);
	record_free(&state.records[KEXEC_SLOT_NORMAL]);
	record_free(&state.records[KEXEC_SLOT_CRASH]);
}

int status(struct kexec_ctx *ctx, const struct options *options)
{
	bool is_normal =
		options->flags & FLAG_NORMAL && !(options->flags & FLAG_CRASH);
	bool loaded = false;

	tell(ctx, options);
	/* Last: this error is the one that counts. */
	if (kexec_status(ctx, is_normal ? KEXEC_SLOT_NORMAL : KEXEC_SLOT_CRASH,
			 &loaded))
		return report_error(ctx, options, NULL);
	return loaded ? EXIT_LOADED : EXIT_OK;
}
