// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Planning: an image and the machine become a request to core/, core's plan
 * becomes the public one, core's fault becomes a sentence (fault.c). The file
 * is looked at before the machine is. No system call that loads anything is
 * made here, so this is the dry run as well.
 */
#include "planner.h"

#include <stdlib.h>

#include "fault.h"
#include "machine.h"
#include "plan.h"

static int fail_plan(struct kexec_image *image, const struct kx_fault *fault,
		     int err)
{
	const struct kx_error *row = kx_error(err);
	const bool is_window =
		image->within.start || image->within.end != UINT64_MAX;
	const struct kxl_failure failure = {
		.errnum = row->errnum,
		.name = row->name,
		.action = "plan",
		.object = err == -KX_E_TYPE ? image->type : image->kernel.name,
		.advice = err == -KX_E_NO_HOLE && is_window
				  ? "widen the window"
				  : kxl_fault_advice(fault),
		.fault = fault,
	};
	char reason[KXL_REASON_SIZE];

	kxl_fault_print(fault, reason, sizeof(reason));
	return kxl_fail(image->ctx, &failure, "%s", reason);
}

static void publish(const struct kx_plan *from, struct kexec_image *image)
{
	u32 i;

	image->plan = (struct kexec_plan){
		.entry = from->entry,
		.flags = KXL_ARCH,
		.nr_segments = from->count,
		.segments = image->segments,
		.names = image->names,
	};
	for (i = 0; i < from->count; i++) {
		image->segments[i] = (struct kexec_segment){
			.buf = from->segments[i].buf,
			.bufsz = from->segments[i].bufsz,
			.mem = (void *)(uintptr_t)from->segments[i].mem,
			.memsz = from->segments[i].memsz,
		};
		image->names[i] = from->names[i];
	}
	image->is_planned = true;
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
	u8 *base = malloc(size);

	if (!base)
		return kxl_fail_memory(image->ctx, "plan");
	*arena = (struct kx_arena){ .base = base, .size = size };
	return 0;
}

/* With -KX_E_CHECKSUM the rest of the file may still be unlooked-at. */
static int vet_unsummed(struct kexec_image *image, struct kx_request *request,
			struct kx_fault *fault)
{
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"%s: %s; going on, as checks are to be skipped",
		image->kernel.name, kx_error(-KX_E_CHECKSUM)->text);
	request->flags |= KX_SKIP_CHECKSUM;
	return kx_plan_vet(request, image->type, fault);
}

int kxl_plan_vet(struct kexec_image *image, unsigned int cmdline_reserve)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_arena arena;
	struct kx_request request = {
		.kernel = image->kernel.bytes,
		.cmdline = kx_bytes(image->cmdline, strlen(image->cmdline)),
		.cmdline_reserve = cmdline_reserve,
		.arena = &arena,
	};
	int err;

	if (image->is_vetted)
		return 0;
	err = make_arena(image, &request, &arena);
	if (err)
		return err;
	err = kx_plan_vet(&request, image->type, &fault);
	if (err == -KX_E_CHECKSUM && image->options & KEXEC_OPTION_SKIP_CHECKS)
		err = vet_unsummed(image, &request, &fault);
	free(arena.base);
	if (err)
		return fail_plan(image, &fault, err);
	image->is_vetted = true;
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
		.flags = KX_SKIP_CHECKSUM, /* vetted already */
		.within = image->within,
		.machine = machine,
		.arena = &arena,
	};
	int err;

	err = give_initrds(image, initrds, &request.nr_initrds);
	if (err)
		return err;
	err = make_arena(image, &request, &arena);
	if (err)
		return err;
	err = kx_plan_make(&request, image->type, &plan, &fault);
	if (err) {
		free(arena.base);
		return fail_plan(image, &fault, err);
	}
	image->arena = arena.base;
	publish(&plan, image);
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

	if (image->is_planned)
		goto done;
	err = kxl_plan_vet(image, 0);
	if (err)
		return err;
	err = kxl_machine_read(image->ctx, &machine);
	if (err)
		return err;
	err = plan_on(image, &machine.facts);
	kxl_machine_free(&machine);
	if (err)
		return err;
	log_plan(image);
done:
	*plan = &image->plan;
	return 0;
}
