// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Dry runs. Nothing that changes the system is called; what is printed is for
 * people, one line a part.
 */
#include "check.h"

#include <stddef.h>
#include <stdio.h>

#include "report.h"
#include "set_up.h"

#define MIB (1ULL << 20)
/* What Linux rounds crashkernel= up to, and what people can remember. */
#define STEP_MIB 16

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

/* None at all is an error of the plan. */
static int check_room(const struct kexec_crash_estimate *sum)
{
	if (!sum->reserved || sum->reserved >= sum->needed)
		return EXIT_OK;
	fprintf(stderr,
		"kexec: %llu MiB are set aside for a crash kernel, and this "
		"one needs about %llu MiB; set more aside (crashkernel=%lluM), "
		"or use a smaller initrd\n",
		(number)(sum->reserved / MIB), (number)(sum->needed / MIB),
		(number)((sum->needed / MIB + STEP_MIB - 1) / STEP_MIB *
			 STEP_MIB));
	return EXIT_FAILED;
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
	report_line(stdout, "entry %#llx, command line \"%s\"",
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
	int room = EXIT_OK;
	int status;

	if (image_set_up(image, options))
		return report_error(ctx, options, NULL);
	if (image_slot(options) == KEXEC_SLOT_CRASH) {
		if (kexec_crash_estimate(image, &sum))
			return report_error(ctx, options, NULL);
		print_sum(&sum);
		room = check_room(&sum);
	}
	status = check_plan(image, ctx, options);
	return status ? status : room;
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
