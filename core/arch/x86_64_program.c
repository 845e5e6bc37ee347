// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Purgatory, what leads to 32-bit mode, and data, in this order, in one
 * segment: all that is needed to enter what is not Linux.
 */
#include "core/arch/x86_64_program.h"

#include "core/arch/x86_64_purgatory.h"

#define LOWEST	 0x100000ULL
#define FOUR_GIB 0x100000000ULL

static u64 padded(u64 size)
{
	return kx_align_down(size + 15, 16);
}

static bool is_64bit(const struct kx_entry_mode *mode)
{
	return mode == &kx_entry_x86_64 || mode == &kx_entry_x86_64_call;
}

static u64 enter_32_offset(void)
{
	return padded(kx_purgatory_size());
}

static u64 data_offset(void)
{
	return enter_32_offset() + padded(kx_enter_32_size());
}

static int find(const struct kx_request *request,
		const struct kx_program *program, const struct kx_plan *plan,
		struct kx_range *hole, struct kx_fault *fault)
{
	struct kx_want want = {
		.part = KX_PART_BOOT_DATA,
		.size = data_offset() + program->size,
		.align = request->machine->limits.page_size,
		.within = { program->above, FOUR_GIB },
		.order = KX_PLACE_LOWEST,
	};

	if (program->above >= LOWEST &&
	    !kx_plan_find(request, plan, want, hole, NULL))
		return 0;
	want.within.start = LOWEST;
	return kx_plan_find(request, plan, want, hole, fault);
}

int kx_program_place(const struct kx_request *request,
		     struct kx_program *program, struct kx_plan *plan,
		     struct kx_fault *fault)
{
	u64 size = data_offset() + program->size;
	struct kx_range hole;
	int err;

	err = find(request, program, plan, &hole, fault);
	if (err)
		return err;
	program->base = kx_arena_take(request->arena, size, 16);
	if (!program->base)
		return kx_fault_set(fault, KX_E_FULL, "arena", size,
				    request->arena->size);
	program->start = hole.start;
	program->data = program->base + data_offset();
	program->at = hole.start + data_offset();
	program->console = request->console;
	return kx_plan_add(plan, KX_PART_BOOT_DATA,
			   kx_bytes(program->base, size), hole, fault);
}

void kx_program_enter(const struct kx_program *program, u64 first, u64 second,
		      struct kx_plan *plan)
{
	struct kx_purgatory_job job = {
		.kernel = {
			.mode = program->mode,
			.address = program->address,
			.arguments = { first, second },
		},
		.console = program->console,
	};

	plan->kernel = job.kernel;
	if (!is_64bit(program->mode)) {
		kx_enter_32_write(program->base + enter_32_offset(),
				  &plan->kernel);
		job.kernel = (struct kx_entry){
			.mode = &kx_entry_x86_64,
			.address = program->start + enter_32_offset(),
		};
	}
	kx_purgatory_write(program->base, &job);
	plan->entry = kx_purgatory_entry(program->start);
}
