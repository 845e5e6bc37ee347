// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Dry runs. They change nothing on the system, and print one line for each
 * part, for people.
 */
#include "tool/kexec/check.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/boot_entry.h"
#include "tool/kexec/facts.h"
#include "tool/kexec/json_facts.h"
#include "tool/kexec/line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"
#include "tool/kexec/warn.h"

#define MIB (1ULL << 20)

typedef unsigned long long number;

static const struct {
	size_t offset; /* in struct kexec_crash_estimate, a uint64_t */
	const char *name;
} parts[] = {
	{ offsetof(struct kexec_crash_estimate, kernel),
	  "kernel, with room to unpack itself" },
	{ offsetof(struct kexec_crash_estimate, initrds), "initrd" },
	{ offsetof(struct kexec_crash_estimate, unpacked),
	  "initrd's contents, unpacked" },
	{ offsetof(struct kexec_crash_estimate, rootfs),
	  "as much again, or they don't fit (no root=)" },
	{ offsetof(struct kexec_crash_estimate, pages), "page structures" },
	{ offsetof(struct kexec_crash_estimate, cpus), "CPUs" },
	{ offsetof(struct kexec_crash_estimate, tables),
	  "core headers, low memory, boot data" },
	{ offsetof(struct kexec_crash_estimate, bitmap),
	  "makedumpfile's bitmap" },
	{ offsetof(struct kexec_crash_estimate, other),
	  "kernel's own memory, and programs" },
};

static void print_part(double bytes, const char *name, const char *note)
{
	printf("%8.1f MiB  %s%s\n", bytes / (double)MIB, name, note);
}

static void print_sum(const struct kexec_crash_estimate *sum)
{
	const char *base = (const char *)sum;
	const uint64_t *part;
	const char *note;
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		part = (const void *)(base + parts[i].offset);
		note = "";
		if (part == &sum->rootfs && !*part)
			continue;
		if (part == &sum->unpacked && !sum->is_unpacked_known)
			note = " (a guess: five times as large)";
		print_part((double)*part, parts[i].name, note);
	}
	print_part((double)sum->needed, "needed, about", "");
	print_part((double)sum->reserved, "set aside", "");
}

/* A load gives the same warnings, and its exit status stays 0. */
static int check_start(struct kexec_image *image, struct kexec_ctx *ctx,
		       const struct options *options)
{
	unsigned int warnings = 0;

	if (kexec_image_forewarn(image, &warnings))
		return report_error(ctx, options, NULL);
	return warnings & KEXEC_FOREWARN_CRASH_MEMORY ? EXIT_FAILED : EXIT_OK;
}

/*
 * Facts about the file alone, without any right. Checks of other loads print
 * what they always have.
 */
static int check_facts(struct kexec_image *image, struct kexec_ctx *ctx,
		       const struct options *options)
{
	const struct kexec_facts *facts;

	if (options->flags & (FLAG_CRASH | FLAG_PRESERVE))
		return EXIT_OK;
	if (kexec_image_facts(image, &facts))
		return report_error(ctx, options, NULL);
	if (answer_json())
		json_facts(answer_json(), "kernel", facts);
	else
		facts_print(facts);
	return EXIT_OK;
}

/* Without the map, or the right to read it, the facts are all there is. */
static bool is_machine_hidden(const struct kexec_error *error)
{
	return error->failed == KEXEC_ACTION_READ &&
	       error->cause == KEXEC_CAUSE_MACHINE &&
	       (error->errnum == EPERM || error->errnum == EACCES ||
		error->errnum == ENOENT);
}

int check_fail_plan(struct kexec_ctx *ctx, const struct options *options)
{
	const struct kexec_error *error = kexec_ctx_error(ctx);

	if (options->flags & (FLAG_CRASH | FLAG_PRESERVE) ||
	    !is_machine_hidden(error))
		return report_error(ctx, options, NULL);
	warn(options, "what would be loaded where is not known: %s: %s; %s",
	     error->object, error->reason, error->advice);
	return EXIT_OK;
}

static void print_plan(const struct kexec_image *image,
		       const struct kexec_plan *plan)
{
	const struct kexec_segment *segment;
	uintptr_t start;
	unsigned int i;

	line_print(stdout, "entry %#llx, command line \"%s\"",
		   (number)plan->entry, kexec_image_cmdline(image));
	for (i = 0; i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		start = (uintptr_t)segment->mem;
		printf("[%#llx, %#llx) %s\n", (number)start,
		       (number)start + segment->memsz, plan->names[i]);
	}
}

static int check_plan(struct kexec_image *image, struct kexec_ctx *ctx,
		      const struct options *options)
{
	struct json *json = answer_json();
	const struct kexec_plan *plan;

	if (kexec_image_plan(image, &plan))
		return check_fail_plan(ctx, options);
	if (json) {
		json_text(json, "command_line", kexec_image_cmdline(image));
		json_segments(json, plan);
	} else {
		print_plan(image, plan);
	}
	if (kexec_image_check_memory(image, options->method))
		return report_error(ctx, options, NULL);
	return EXIT_OK;
}

static int check_image(struct kexec_image *image, struct kexec_ctx *ctx,
		       const struct options *options)
{
	struct kexec_crash_estimate sum;
	bool is_crash = image_slot(options) == KEXEC_SLOT_CRASH;
	int start = EXIT_OK;
	int status;

	if (image_set_up(image, options))
		return report_error(ctx, options, NULL);
	if (is_crash) {
		if (kexec_crash_estimate(image, &sum))
			return report_error(ctx, options, NULL);
		if (answer_json())
			json_estimate(answer_json(), "crash_memory", &sum);
		else
			print_sum(&sum);
	}
	status = check_facts(image, ctx, options);
	if (!status)
		status = check_plan(image, ctx, options);
	/* Too little memory explains why there is no plan. */
	if (!status || is_crash)
		start = check_start(image, ctx, options);
	return status ? status : start;
}

int check(struct kexec_ctx *ctx, const struct options *options)
{
	struct opened_image opened;
	int status;

	if (answer_json())
		json_open(answer_json(), "check", '{');
	if (boot_entry_open(ctx, options, &opened))
		return report_error(ctx, options, NULL);
	status = check_image(opened.image, ctx, options);
	boot_entry_close(&opened);
	return status;
}
