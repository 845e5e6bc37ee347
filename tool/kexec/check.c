// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Dry runs. They change nothing on the system, and print one line for each
 * part, for people.
 */
#include "tool/kexec/check.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "tool/kexec/line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"

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

static int check_plan(struct kexec_image *image, struct kexec_ctx *ctx,
		      const struct options *options)
{
	const struct kexec_segment *segment;
	const struct kexec_plan *plan;
	uintptr_t start;
	unsigned int i;

	if (kexec_image_plan(image, &plan))
		return report_error(ctx, options, NULL);
	line_print(stdout, "entry %#llx, command line \"%s\"",
		   (number)plan->entry, kexec_image_cmdline(image));
	for (i = 0; i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		start = (uintptr_t)segment->mem;
		printf("[%#llx, %#llx) %s\n", (number)start,
		       (number)start + segment->memsz, plan->names[i]);
	}
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
		print_sum(&sum);
	}
	status = check_plan(image, ctx, options);
	if (!status && kexec_image_check_memory(image, options->method))
		status = report_error(ctx, options, NULL);
	/* Too little memory explains why there is no plan. */
	if (!status || is_crash)
		start = check_start(image, ctx, options);
	return status ? status : start;
}

int check(struct kexec_ctx *ctx, const struct options *options)
{
	struct kexec_image *image;
	int status;

	if (kexec_image_open(ctx, options->kernel, &image))
		return report_error(ctx, options, NULL);
	status = check_image(image, ctx, options);
	kexec_image_close(image);
	return status;
}
