// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Each promise is a row: a check of one segment and its sentence. */
#include "test/unit/core/plan_oracle.h"

#include "core/arch/x86_64_purgatory.h"
#include "test/unit/core/arm64_oracle.h"
#include "test/unit/core/crash_oracle.h"
#include "test/unit/core/jump_back_oracle.h"
#include "test/unit/core/multiboot_oracle.h"
#include "test/unit/core/other_arch.h"
#include "test/unit/core/program_oracle.h"
#include "test/unit/core/read_plan.h"
#include "test/unit/core/real_oracle.h"

static bool is_part_of(struct kx_bytes file, const struct kx_segment *segment)
{
	const u8 *buf = segment->buf;

	return file.size && buf >= file.data && buf <= file.data + file.size &&
	       segment->bufsz <= (u64)(file.data + file.size - buf);
}

/* ... and a range that its loader reports as used: signatures rely on that. */
static bool is_loaded_part(const struct kx_request *request,
			   const struct kx_segment *segment)
{
	struct kx_uses uses;
	struct kx_bytes loaded;

	return !kx_plan_uses(request->arch, request->kernel, &uses) &&
	       !kx_bytes_slice(request->kernel, uses.loaded.start,
			       kx_range_size(uses.loaded), &loaded) &&
	       is_part_of(loaded, segment);
}

static bool has_known_bytes(const struct kx_request *request,
			    const struct kx_segment *segment)
{
	const struct kx_arena *arena = request->arena;
	u32 i;

	for (i = 0; i < request->nr_initrds; i++)
		if (is_part_of(request->initrds[i], segment))
			return true;
	for (i = 0; i < request->nr_modules; i++)
		if (is_part_of(request->modules[i].bytes, segment))
			return true;
	/* Filled by the purgatory, or not at all. */
	if (request->purpose != KX_PURPOSE_NORMAL && !segment->buf)
		return !segment->bufsz;
	return is_loaded_part(request, segment) ||
	       is_part_of(kx_bytes(arena->base, arena->used), segment);
}

static struct kx_range destination(const struct kx_segment *segment)
{
	return (struct kx_range){ segment->mem, segment->mem + segment->memsz };
}

static bool has_address(const struct kx_plan *plan, u64 address)
{
	u32 i;

	for (i = 0; i < plan->count; i++)
		if (kx_range_has(destination(&plan->segments[i]), address))
			return true;
	return false;
}

static bool is_ram(const struct kx_request *request,
		   const struct kx_segment *segment)
{
	return kx_memmap_covers(&request->machine->usable, destination(segment),
				KX_MEM_RAM);
}

/* A crash kernel has its own map: see crash_oracle.c. */
static bool is_handed_on(const struct kx_request *request,
			 const struct kx_segment *segment)
{
	const struct kx_memmap *firmware = &request->machine->firmware;

	if (request->purpose == KX_PURPOSE_CRASH || !firmware->count)
		return true;
	return kx_memmap_covers(firmware, destination(segment), KX_MEM_RAM);
}

static bool is_in_window(const struct kx_request *request,
			 const struct kx_segment *segment)
{
	if (request->purpose == KX_PURPOSE_RETURNING && segment->mem < 0xa0000)
		return true; /* low memory, which it needs */
	return kx_range_contains(request->within, destination(segment));
}

static const struct {
	const char *broken;
	bool (*keeps)(const struct kx_request *request,
		      const struct kx_segment *segment);
} promises[] = {
	{ "a segment lies outside usable RAM", is_ram },
	{ "a segment lies where the next kernel knows no RAM", is_handed_on },
	{ "a segment lies outside the window", is_in_window },
	{ "a buffer lies in no file and not in the arena", has_known_bytes },
};

static const char *segment_oracle(const struct kx_request *request,
				  const struct kx_segment *segment)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(promises); i++)
		if (!promises[i].keeps(request, segment))
			return promises[i].broken;
	return NULL;
}

/* Arguments without a register in the mode are 0. */
static bool is_fit(const struct kx_entry *entry, const struct kx_plan *plan)
{
	const char *const *registers = entry->mode->registers;
	u32 i;

	for (i = 0; i < KX_ENTRY_ARGUMENTS; i++)
		if (entry->arguments[i] && !registers[i])
			return false;
	return has_address(plan, entry->address);
}

/* The entry is a purgatory, unless the kernel is entered directly. */
static const char *entry_oracle(const struct kx_plan *plan)
{
	if (!plan->entry.mode || !plan->kernel.mode)
		return "an entry has no mode";
	if (!is_fit(&plan->entry, plan))
		return "the entry point is in no segment";
	if (!is_fit(&plan->kernel, plan))
		return "the kernel is entered outside of all segments";
	return NULL;
}

#define FOUR_GIB 0x100000000ULL

/* Except for the purgatory of a crash kernel, which runs in 64-bit mode. */
static bool is_below_4_gib(const struct kx_plan *plan)
{
	u32 i;

	for (i = 0; i < plan->count; i++)
		if (plan->parts[i] != KX_PART_PURGATORY &&
		    plan->segments[i].mem + plan->segments[i].memsz > FOUR_GIB)
			return false;
	return true;
}

/* @size bytes that lie at a physical address, or NULL. */
static const u8 *bytes_at(const struct kx_plan *plan, u64 address, u64 size)
{
	const u8 *found = NULL;
	u32 i;

	for (i = 0; i < plan->count && !found; i++)
		found = read_bytes(&plan->segments[i], address, size);
	return found;
}

/* The head's eax, ebx and esi. */
static const char *registers_oracle(const struct kx_plan *plan, const u8 *enter)
{
	static const char *const names[] = { "eax", "ebx", "esi" };
	const char *const *registers = plan->kernel.mode->registers;
	u64 wanted;
	u32 i, r;

	for (r = 0; r < ARRAY_SIZE(names); r++) {
		wanted = 0;
		for (i = 0; i < KX_ENTRY_ARGUMENTS && registers[i]; i++)
			if (!strcmp(registers[i], names[r]))
				wanted = plan->kernel.arguments[i];
		if (read_number(enter + 8 + 4 * r, 4) != wanted)
			return "a register is not the kernel's argument";
	}
	return NULL;
}

/*
 * Two stamps around the purgatory, the first at the plan's entry, and what is
 * entered after each.
 */
struct stamped {
	u64 at[2];
	u64 after[2];
};

static const char *find_stamps(const struct kx_plan *plan,
			       struct stamped *stamped)
{
	const u64 size = sizeof(struct kx_stamps);
	const u64 start = plan->entry.address - size;
	const u8 *stamps = bytes_at(plan, start, kx_stamps_size());

	if (!stamps || stamps != (const u8 *)plan->timeline ||
	    memcmp(stamps + size, kx_purgatory_stamps + size,
		   kx_stamps_size() - size))
		return "no stamps lie at the entry";
	stamped->at[0] = plan->entry.address;
	stamped->at[1] =
		start + (u64)(kx_purgatory_stamps_kernel - kx_purgatory_stamps);
	stamped->after[0] =
		read_number(stamps + offsetof(struct kx_stamps, purgatory), 8);
	stamped->after[1] =
		read_number(stamps + offsetof(struct kx_stamps, kernel), 8);
	return NULL;
}

/* The purgatory enters the code that changes the mode and enters the kernel. */
static const char *enter_32_oracle(const struct kx_plan *plan)
{
	const u64 after = sizeof(struct kx_enter_32_head);
	struct stamped stamped = { .after = { plan->entry.address } };
	const char *broken = NULL;
	const u8 *enter;
	const u8 *head;
	u64 next;

	if (!is_below_4_gib(plan))
		return "a 32-bit kernel can't reach a segment";
	if (plan->timeline)
		broken = find_stamps(plan, &stamped);
	if (broken)
		return broken;
	head = bytes_at(plan, stamped.after[0],
			sizeof(struct kx_purgatory_head));
	if (!head)
		return "there is no purgatory";
	next = read_number(head + 8, 8);
	if (plan->timeline && next != stamped.at[1])
		return "the purgatory enters no second stamp";
	enter = bytes_at(plan, plan->timeline ? stamped.after[1] : next,
			 kx_enter_32_size());
	if (!enter || memcmp(enter + after, kx_purgatory_enter_32 + after,
			     kx_enter_32_size() - after))
		return "nothing changes to 32-bit mode";
	if (read_number(enter + 4, 4) != plan->kernel.address)
		return "the 32-bit entry is another one";
	return registers_oracle(plan, enter);
}

static bool is_32bit(const struct kx_entry_mode *mode)
{
	return mode != &kx_entry_x86_64 && mode != &kx_entry_x86_64_call;
}

/* Promises of x86 only, and of the other architecture only. */
static const char *arch_oracle(const struct kx_request *request,
			       const struct kx_plan *plan)
{
	if (request->arch == &other_arch)
		return other_oracle(request, plan);
	if (request->arch == &kx_arch_arm64)
		return arm64_oracle(request, plan);
	if (!(request->flags & KX_ENTER_REAL_MODE) !=
	    (plan->kernel.mode != &kx_entry_x86_16))
		return "real mode was not asked for, or not used";
	if (plan->kernel.mode == &kx_entry_x86_16)
		return real_oracle(request, plan);
	if (plan->kernel.mode == &kx_entry_multiboot)
		return multiboot_oracle(request, plan);
	if (is_32bit(plan->kernel.mode) && enter_32_oracle(plan))
		return enter_32_oracle(plan);
	if (is_program(request, plan))
		return program_oracle(request, plan);
	if (!has_address(plan, plan->kernel.arguments[0]))
		return "boot_params are in no segment";
	if (request->purpose == KX_PURPOSE_RETURNING)
		return jump_back_oracle(request, plan);
	return request->purpose == KX_PURPOSE_CRASH
		       ? crash_oracle(request, plan)
		       : NULL;
}

const char *plan_oracle(const struct kx_request *request,
			const struct kx_plan *plan)
{
	const char *broken;
	u32 i;

	if (!plan->count || plan->count > KX_SEGMENT_MAX)
		return "the number of segments is impossible";
	if (kx_segments_check(
		    (struct kx_segments){ plan->segments, plan->count },
		    &request->machine->limits, NULL))
		return "the plan breaks the segment rules";
	for (i = 0; i < plan->count; i++) {
		const struct kx_segment *segment = &plan->segments[i];

		broken = segment_oracle(request, segment);
		if (broken)
			return broken;
		if (!kx_part_name(plan->parts[i]) ||
		    !kx_part_name(plan->parts[i])[0])
			return "a segment has no name";
	}
	broken = entry_oracle(plan);
	return broken ? broken : arch_oracle(request, plan);
}

const char *failure_oracle(int err, const struct kx_fault *fault)
{
	static const int ours[] = { KX_E_WRAPS, KX_E_UNALIGNED, KX_E_OVERLAP,
				    KX_E_BUFFER_LARGER };
	u32 i;

	if (err >= 0 || err <= -KX_ERR_COUNT)
		return "an error has no code";
	if (fault->code != -err)
		return "a fault names another error";
	for (i = 0; i < ARRAY_SIZE(ours); i++)
		if (-err == ours[i])
			return "a loader proposed what the rules refuse";
	return NULL;
}

static bool is_same_entry(const struct kx_entry *a, const struct kx_entry *b)
{
	return a->mode == b->mode && a->address == b->address &&
	       !memcmp(a->arguments, b->arguments, sizeof(a->arguments));
}

const char *plan_difference(const struct kx_plan *a, const struct kx_plan *b)
{
	u32 i;

	if (!is_same_entry(&a->entry, &b->entry) ||
	    !is_same_entry(&a->kernel, &b->kernel) || a->count != b->count)
		return "another entry point, or more or fewer segments";
	for (i = 0; i < a->count; i++) {
		const struct kx_segment *one = &a->segments[i];
		const struct kx_segment *other = &b->segments[i];

		if (one->mem != other->mem || one->memsz != other->memsz ||
		    one->bufsz != other->bufsz)
			return "a segment at another place, or of another size";
		if (one->bufsz && memcmp(one->buf, other->buf, one->bufsz))
			return "a segment of other bytes";
	}
	return NULL;
}
