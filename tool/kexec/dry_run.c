// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * --dry-run. The library plans as for a load, and what it finds is printed for
 * people or, with --json, as members of the answer. Addresses that are drawn at
 * random are those of this plan: a load draws its own.
 */
#include "tool/kexec/dry_run.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/boot_entry.h"
#include "tool/kexec/check.h"
#include "tool/kexec/fallback.h"
#include "tool/kexec/record.h"
#include "tool/kexec/initrds.h"
#include "tool/kexec/json_facts.h"
#include "tool/kexec/line.h"
#include "tool/kexec/once.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"

#define MIB (1024.0 * 1024.0)

typedef unsigned long long number;

/* In their order; the words are those of the JSON schema. */
static const struct {
	enum step step;
	const char *word;
} step_words[] = {
	{ STEP_UNLOAD, "unload" },
	{ STEP_LOAD, "load" },
	{ STEP_JUMP_BACK, "load-jump-back" },
	{ STEP_REHEARSE, "rehearse" },
	{ STEP_SYNC, "sync" },
	{ STEP_ARM, "arm-fallback" },
	{ STEP_REPORT, "report-alive" },
	{ STEP_AWAIT, "await-report" },
	{ STEP_NETWORK_DOWN, "network-down" },
	{ STEP_EXECUTE, "start" },
	{ STEP_SHUTDOWN, "shutdown" },
};

#define STEP_WORDS (sizeof(step_words) / sizeof(step_words[0]))

static void print_steps(unsigned int steps)
{
	const char *comma = "";
	size_t i;

	printf("%-16s", "steps");
	for (i = 0; i < STEP_WORDS; i++) {
		if (!(steps & step_words[i].step))
			continue;
		printf("%s%s", comma, step_words[i].word);
		comma = ", ";
	}
	putchar('\n');
}

static void put_steps(struct json *json, unsigned int steps)
{
	size_t i;

	json_open(json, "steps", '[');
	for (i = 0; i < STEP_WORDS; i++)
		if (steps & step_words[i].step)
			json_text(json, NULL, step_words[i].word);
	json_close(json);
}

/* A file's size, if it is a regular one. */
static bool find_size(const char *path, uint64_t *size)
{
	struct stat status;

	if (stat(path, &status) || !S_ISREG(status.st_mode))
		return false;
	*size = (uint64_t)status.st_size;
	return true;
}

static void tell_file(const char *title, const char *path)
{
	struct json *json = answer_json();
	uint64_t size = 0;
	bool is_known = find_size(path, &size);

	if (json) {
		json_open(json, NULL, '{');
		json_text(json, "path", path);
		if (is_known)
			json_number(json, "size", size);
		else
			json_null(json, "size");
		json_close(json);
	} else if (is_known) {
		line_print(stdout, "%-16s%s, %.1f MiB", title, path,
			   (double)size / MIB);
	} else {
		line_print(stdout, "%-16s%s", title, path);
	}
}

static void tell_files(const struct options *options)
{
	struct json *json = answer_json();
	char path[PATH_MAX + 1];
	unsigned int i;

	if (json)
		json_open(json, "initrds", '[');
	for (i = 0; i < options->nr_initrds; i++)
		tell_file("initrd", options->initrds[i]);
	if (json) {
		json_close(json);
		json_open(json, "modules", '[');
	}
	for (i = 0; i < options->nr_modules; i++) {
		snprintf(path, sizeof(path), "%.*s",
			 (int)strcspn(options->modules[i], " "),
			 options->modules[i]);
		tell_file("module", path);
	}
	if (json)
		json_close(json);
}

static const char *purpose_word(const struct options *options)
{
	if (options->flags & FLAG_CRASH)
		return "crash";
	return options->flags & FLAG_PRESERVE ? "return" : "normal";
}

static int tell_kernel(struct kexec_image *image, struct kexec_ctx *ctx,
		       const struct options *options)
{
	const struct kexec_facts *facts;
	struct json *json = answer_json();

	if (kexec_image_facts(image, &facts))
		return report_error(ctx, options, NULL);
	if (json) {
		json_text(json, "purpose", purpose_word(options));
		json_text(json, "path", boot_entry_kernel(options));
		json_facts(json, "kernel", facts);
	} else {
		line_print(stdout, "%-16s%s", "purpose", purpose_word(options));
		line_print(stdout, "%-16s%s, %.1f MiB: %s, %s", "kernel",
			   boot_entry_kernel(options),
			   (double)facts->file_size / MIB, facts->format,
			   *facts->version ? facts->version
					   : "version unknown");
	}
	tell_files(options);
	return EXIT_OK;
}

static void tell_choice(const struct kexec_image *image,
			const struct kexec_choice *choice)
{
	const char *call = choice->method == KEXEC_METHOD_LOAD
				   ? "kexec_load"
				   : "kexec_file_load";
	const char *line = kexec_image_cmdline(image);
	struct json *json = answer_json();

	if (json) {
		json_text(json, "command_line", line);
		json_text(json, "call", call);
		json_text(json, "why", choice->why);
		return;
	}
	line_print(stdout, "%-16s\"%s\"", "command line", line);
	line_print(stdout, "%-16s%s(2): %s", "system call", call, choice->why);
	if (choice->method == KEXEC_METHOD_FILE_LOAD)
		line_print(stdout, "%-16s%s", "place",
			   "chosen by the running kernel, which makes boot "
			   "data, too");
}

static void print_plan(const struct kexec_plan *plan)
{
	const struct kexec_segment *segment;
	unsigned int i;
	uintptr_t start;

	line_print(stdout, "%-16s%#llx", "entry", (number)plan->entry);
	for (i = 0; i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		start = (uintptr_t)segment->mem;
		line_print(stdout, "%-16s[%#llx, %#llx) %s", "segment",
			   (number)start, (number)start + segment->memsz,
			   plan->names[i]);
	}
}

static void print_passed(const struct kexec_passed *passed)
{
	unsigned int i;

	line_print(stdout, "%-16s\"%s\"", "passed on", passed->cmdline);
	if (passed->initrd_end > passed->initrd_start)
		line_print(stdout, "%-16sinitrd at [%#llx, %#llx)", "",
			   (number)passed->initrd_start,
			   (number)passed->initrd_end);
	for (i = 0; i < passed->nr_ranges; i++)
		line_print(stdout, "%-16smemory [%#llx, %#llx) %s", "",
			   (number)passed->ranges[i].start,
			   (number)passed->ranges[i].end,
			   passed->ranges[i].name);
	line_print(stdout, "%-16sEFI: %s", "", passed->efi_size ? "yes" : "no");
	if (passed->acpi_rsdp)
		line_print(stdout, "%-16sACPI's root pointer: %#llx", "",
			   (number)passed->acpi_rsdp);
	if (passed->dtb_size)
		line_print(stdout, "%-16sdevice tree: %llu bytes", "",
			   (number)passed->dtb_size);
	if (passed->seed_size)
		line_print(stdout, "%-16srandom seed: %llu bytes", "",
			   (number)passed->seed_size);
}

/* Segments, and what they tell the next kernel; kexec_load(2) only. */
static int tell_plan(struct kexec_image *image, struct kexec_ctx *ctx,
		     const struct options *options)
{
	const struct kexec_passed *passed;
	const struct kexec_plan *plan;
	struct json *json = answer_json();
	int err = kexec_image_plan(image, &plan);

	if (err)
		return check_fail_plan(ctx, options);
	if (json)
		json_segments(json, plan);
	else
		print_plan(plan);
	err = kexec_image_passed(image, &passed);
	if (err && err != -EOPNOTSUPP)
		return report_error(ctx, options, NULL);
	if (!err && json)
		json_passed(json, "passed_on", passed);
	else if (!err)
		print_passed(passed);
	if (kexec_image_check_memory(image, KEXEC_METHOD_LOAD))
		return report_error(ctx, options, NULL);
	return EXIT_OK;
}

static int tell_load(struct kexec_image *image, struct kexec_ctx *ctx,
		     const struct options *options)
{
	struct kexec_choice choice = { options->method, "" };
	unsigned int warnings = 0;
	int status = EXIT_OK;

	if (image_set_up(image, options))
		return report_error(ctx, options, NULL);
	status = tell_kernel(image, ctx, options);
	if (status)
		return status;
	if (kexec_image_choose(image, options->method, &choice))
		return report_error(ctx, options, NULL);
	tell_choice(image, &choice);
	fallback_tell(ctx, options, kexec_image_cmdline(image));
	if (choice.method == KEXEC_METHOD_LOAD)
		status = tell_plan(image, ctx, options);
	else if (kexec_image_check_memory(image, choice.method))
		status = report_error(ctx, options, NULL);
	/* A load gives the same warnings. */
	if (!status && kexec_image_forewarn(image, &warnings))
		return report_error(ctx, options, NULL);
	return status;
}

/* What -e would start, if this machine shows whether there is anything. */
static int tell_start(struct kexec_ctx *ctx, const struct options *options)
{
	bool loaded = true;

	if (!(options->would & STEP_EXECUTE))
		return EXIT_OK;
	if (kexec_status(ctx, KEXEC_SLOT_NORMAL, &loaded))
		return report_error(ctx, options, NULL);
	if (loaded)
		return EXIT_OK;
	answer_fail("nothing-loaded", "nothing is loaded that could start");
	fprintf(stderr, "kexec: nothing is loaded that could start: load a "
			"kernel first: kexec -l KERNEL\n");
	return EXIT_USAGE;
}

/* What arm_begin() would do, for what is loaded already. */
static void tell_fallback(const struct options *options)
{
	const char *root = options->sysroot ? options->sysroot : "";
	struct json *json = answer_json();
	struct record record;

	if (!(options->would & (STEP_EXECUTE | STEP_ARM)) ||
	    !record_read(KEXEC_SLOT_NORMAL, root, &record))
		return;
	if (record.fallback && json) {
		json_open(json, "fallback", '{');
		json_number(json, "seconds", record.fallback);
		json_text(json, "watchdog",
			  *record.watchdog ? record.watchdog : NULL);
		json_text(json, "entry", record.once);
		json_open(json, "promises", '[');
		json_close(json);
		json_close(json);
	} else if (record.fallback && *record.watchdog) {
		line_print(stdout, "%-16s%s starts, for %u s", "fallback",
			   record.watchdog, record.fallback);
	} else if (record.fallback) {
		line_print(stdout, "%-16swithin %u s, without a watchdog",
			   "fallback", record.fallback);
	}
	if (record.once && !json)
		line_print(stdout, "%-16sthe boot loader then starts %s, once",
			   "fallback", record.once);
	record_free(&record);
}

int dry_run(struct kexec_ctx *ctx, const struct options *options)
{
	struct json *json = answer_json();
	struct opened_image opened;
	int status;

	if (json) {
		json_open(json, "plan", '{');
		put_steps(json, options->would);
	} else {
		print_steps(options->would);
	}
	if (!(options->would & STEP_LOAD)) {
		status = tell_start(ctx, options);
		if (!status)
			tell_fallback(options);
		return status;
	}
	status = once_choose(ctx, options);
	if (status)
		return status;
	if (boot_entry_open(ctx, options, &opened))
		return report_error(ctx, options, NULL);
	status = tell_load(opened.image, ctx, options);
	boot_entry_close(&opened);
	return status;
}
