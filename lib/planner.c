// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Planning: an image and the machine become a request to core/, core's plan
 * becomes the public one, core's fault becomes a sentence. No system call that
 * loads anything is made here, so this is the dry run as well.
 */
#include "planner.h"

#include <stdio.h>
#include <stdlib.h>

#include "machine.h"
#include "plan.h"

static const char *const advices[KX_ERR_COUNT] = {
	[KX_E_SHORT] = "is it a kernel? get the file again",
	[KX_E_FORMAT] = "give a bzImage, or decompress the file first",
	[KX_E_PROTOCOL] = "use a newer kernel",
	[KX_E_NOT_64BIT] = "use a 64-bit kernel",
	[KX_E_NOT_5LEVEL] =
		"use a kernel with CONFIG_X86_5LEVEL, or boot with no5lvl",
	[KX_E_HEADER] = "get the file again",
	[KX_E_TRUNCATED] = "get the file again",
	[KX_E_PAYLOAD] = "get the file again",
	[KX_E_CHECKSUM] = "get the file again, or skip the check",
	[KX_E_CMDLINE_LONG] = "shorten the command line",
	[KX_E_CMDLINE_NUL] = "remove the NUL",
	[KX_E_INITRD] = "use a smaller initrd",
	[KX_E_NO_HOLE] = "use a smaller initrd, or a wider window",
	[KX_E_ENTRY_OUTSIDE] = "reserve memory for the crash kernel",
	[KX_E_SEGMENT_COUNT] = "join some of the initrds",
	[KX_E_SEGMENT_TOO_LARGE] = "use a smaller initrd",
	[KX_E_SUM_TOO_LARGE] = "use a smaller initrd",
};

const char *kxl_plan_advice(int code)
{
	if (code <= 0 || code >= KX_ERR_COUNT || !advices[code])
		return "";
	return advices[code];
}

/* "segment 1 and segment 3: ", or as much of it as applies. */
static void print_where(const struct kx_fault *fault, char *where, size_t size)
{
	if (fault->segment == KX_NO_SEGMENT)
		where[0] = '\0';
	else if (fault->other == KX_NO_SEGMENT)
		snprintf(where, size, "segment %u: ", fault->segment);
	else
		snprintf(where, size, "segments %u and %u: ", fault->segment,
			 fault->other);
}

/* Lengths and counts are for people; addresses and header fields are not. */
static bool is_length(const struct kx_fault *fault)
{
	return fault->code == KX_E_CMDLINE_LONG ||
	       fault->code == KX_E_TRUNCATED || fault->code == KX_E_SHORT ||
	       fault->code == KX_E_SEGMENT_COUNT;
}

/* " (init_size 0x20, limit 0x10)", or as much of it as applies. */
static void print_numbers(const struct kx_fault *fault, char *numbers,
			  size_t size)
{
	const char *what = fault->what ? fault->what : "value";

	if (!fault->what && !fault->value && !fault->limit)
		numbers[0] = '\0';
	else if (is_length(fault))
		snprintf(numbers, size, " (%llu, limit %llu)",
			 (unsigned long long)fault->value,
			 (unsigned long long)fault->limit);
	else if (!fault->limit)
		snprintf(numbers, size, " (%s %#llx)", what,
			 (unsigned long long)fault->value);
	else
		snprintf(numbers, size, " (%s %#llx, limit %#llx)", what,
			 (unsigned long long)fault->value,
			 (unsigned long long)fault->limit);
}

static int fail_plan(struct kexec_image *image, const struct kx_fault *fault,
		     int err)
{
	const struct kx_error *row = kx_error(err);
	const struct kxl_failure failure = {
		.errnum = row->errnum,
		.name = row->name,
		.action = "plan",
		.object = image->kernel.name,
		.advice = kxl_plan_advice(-err),
		.fault = fault,
	};
	char where[64];
	char numbers[128];

	image->plan_code = -err;
	print_where(fault, where, sizeof(where));
	print_numbers(fault, numbers, sizeof(numbers));
	return kxl_fail(image->ctx, &failure, "%s%s%s", where, row->text,
			numbers);
}

static void publish(const struct kx_plan *from, struct kexec_plan *to)
{
	u32 i;

	*to = (struct kexec_plan){
		.entry = from->entry,
		.flags = KXL_ARCH,
		.nr_segments = from->count,
	};
	for (i = 0; i < from->count; i++) {
		to->segments[i] = (struct kexec_segment){
			.buf = from->segments[i].buf,
			.bufsz = from->segments[i].bufsz,
			.mem = (void *)(uintptr_t)from->segments[i].mem,
			.memsz = from->segments[i].memsz,
		};
		to->names[i] = from->names[i];
	}
}

/* One initrd a file, or all in one when they are more than core/ takes. */
static int give_initrds(struct kexec_image *image, struct kx_bytes *initrds,
			u32 *count)
{
	unsigned int i;
	int err;

	if (image->nr_initrds > KX_INITRD_MAX) {
		err = kxl_image_join(image);
		if (err)
			return err;
		initrds[0] = image->joined.bytes;
		*count = 1;
		return 0;
	}
	for (i = 0; i < image->nr_initrds; i++)
		initrds[i] = image->initrds[i].bytes;
	*count = image->nr_initrds;
	return 0;
}

static int make_arena(struct kexec_image *image,
		      const struct kx_request *request, struct kx_arena *arena)
{
	u64 size = kx_plan_arena_size(request);

	image->arena = malloc(size);
	if (!image->arena)
		return kxl_fail_memory(image->ctx, "plan");
	*arena = (struct kx_arena){ .base = image->arena, .size = size };
	return 0;
}

static int plan_on(struct kexec_image *image, const struct kx_machine *machine)
{
	struct kx_bytes initrds[KX_INITRD_MAX] = { { 0 } };
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_plan plan = { 0 };
	struct kx_arena arena;
	struct kx_request request = {
		.kernel = image->kernel.bytes,
		.initrds = initrds,
		.cmdline = kx_bytes(image->cmdline, strlen(image->cmdline)),
		.within = image->within,
		.machine = machine,
		.arena = &arena,
	};
	int err;

	if (image->options & KEXEC_SKIP_CHECKS)
		request.flags |= KX_SKIP_CHECKSUM;
	err = give_initrds(image, initrds, &request.nr_initrds);
	if (err)
		return err;
	err = make_arena(image, &request, &arena);
	if (err)
		return err;
	err = kx_plan_make(&request, image->type, &plan, &fault);
	if (err)
		return fail_plan(image, &fault, err);
	publish(&plan, &image->plan);
	image->is_planned = true;
	return 0;
}

static void log_plan(struct kexec_image *image)
{
	const struct kexec_plan *plan = &image->plan;
	const struct kexec_segment *segment;
	unsigned int i;

	kxl_log(image->ctx, KEXEC_LOG_DEBUG, "plan: entry %#llx, %u segments",
		(unsigned long long)plan->entry, plan->nr_segments);
	for (i = 0; i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		kxl_log(image->ctx, KEXEC_LOG_DEBUG,
			"  segment %u [%#llx, %#llx) %s, %#llx bytes", i,
			(unsigned long long)(uintptr_t)segment->mem,
			(unsigned long long)(uintptr_t)segment->mem +
				segment->memsz,
			plan->names[i], (unsigned long long)segment->bufsz);
	}
}

int kexec_image_plan(struct kexec_image *image, const struct kexec_plan **plan)
{
	struct kxl_machine machine;
	int err;

	if (!image->is_planned) {
		kxl_image_changed(image);
		err = kxl_machine_read(image->ctx, &machine);
		if (err)
			return err;
		err = plan_on(image, &machine.facts);
		kxl_machine_free(&machine);
		if (err)
			return err;
		log_plan(image);
	}
	*plan = &image->plan;
	return 0;
}

/*
 * Without a word, as the kernel will read the machine by itself, and without
 * keeping the plan: a plan that is carried out is made, and logged, anew.
 */
int kxl_plan_vet(struct kexec_image *image)
{
	kexec_log_fn *log = image->ctx->log;
	const struct kexec_plan *plan;
	int code;
	int err;

	image->ctx->log = NULL;
	kxl_image_changed(image);
	err = kexec_image_plan(image, &plan);
	code = image->plan_code;
	kxl_image_changed(image);
	image->ctx->log = log;
	if (!err)
		return 0;
	/* The codes from the first to this one are about file and request. */
	if (code && code <= KX_E_CMDLINE_NUL)
		return err;
	kxl_log(image->ctx, KEXEC_LOG_DEBUG, "no plan of our own: %s",
		kexec_ctx_error(image->ctx)->text);
	return 0;
}
