// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Crash kernels on every architecture: the ELF core headers, at the end of the
 * region, which leaves the rest of it to the kernel in one piece; and digests
 * of all parts of the image.
 */
#include "core/crash.h"

#include "core/digest.h"
#include "core/plan.h"

static_assert(KX_CRASH_ROWS == KX_SEGMENT_MAX - 1,
	      "a row for every segment but the purgatory's own");

struct kx_want kx_crash_want(const struct kx_request *request,
			     enum kx_part part, u64 size)
{
	return (struct kx_want){
		.part = part,
		.size = size,
		.align = request->machine->limits.page_size,
		.within = { 0, ~0ULL },
		.order = KX_PLACE_HIGHEST,
	};
}

int kx_crash_check_region(const struct kx_request *request,
			  struct kx_fault *fault)
{
	if (!kx_range_is_empty(request->machine->limits.crash))
		return 0;
	return kx_fault_set(fault, KX_E_NO_CRASH_REGION, NULL, 0, 0);
}

int kx_crash_add_headers(const struct kx_request *request, struct kx_plan *plan,
			 struct kx_crash_parts *parts, struct kx_fault *fault)
{
	struct kx_elfcore core = request->crash->elfcore;
	u64 room = request->crash->elfcorehdr_room;
	void *bytes;
	u64 size;
	int err;

	core.machine = request->arch->elf_machine;
	core.backup = parts->backup;
	core.backup_at = parts->backup_to.start;
	size = kx_elfcore_size(&core);
	err = kx_plan_find(request, plan,
			   kx_crash_want(request, KX_PART_ELFCOREHDR,
					 size > room ? size : room),
			   &parts->elfcorehdr, fault);
	if (err)
		return err;
	bytes = kx_arena_take(request->arena, size, 16);
	if (!bytes)
		return kx_fault_set(fault, KX_E_FULL, "arena", size,
				    request->arena->size);
	err = kx_elfcore_write(&core, bytes, size, fault);
	if (err)
		return err;
	return kx_plan_add(plan, KX_PART_ELFCOREHDR, kx_bytes(bytes, size),
			   parts->elfcorehdr, fault);
}

void kx_crash_write_name(char *to, u32 number, enum kx_part part)
{
	const char *name = kx_part_name(part);
	const u32 end = KX_CRASH_NAME_SIZE - 2;
	u32 at = 0;

	if (number >= 10)
		to[at++] = (char)('0' + number / 10);
	to[at++] = (char)('0' + number % 10);
	to[at++] = ' ';
	to[at++] = '(';
	while (*name && at < end)
		to[at++] = *name++;
	to[at++] = ')';
	to[at] = '\0';
}

static void write_row(struct kx_crash_row *row, const struct kx_plan *plan,
		      u32 number)
{
	const struct kx_segment *segment = &plan->segments[number];
	struct kx_bytes bytes = kx_bytes(segment->buf, segment->bufsz);

	kx_write_le64(row->start, segment->mem);
	kx_write_le64(row->size, segment->memsz);
	kx_write_le64(row->digest, kx_digest_padded(bytes, segment->memsz));
	kx_crash_write_name(row->name, number, plan->parts[number]);
}

static bool is_constant(const struct kx_request *request, enum kx_part part)
{
	if (part == KX_PART_ELFCOREHDR)
		return !request->crash->elfcorehdr_room;
	return part != KX_PART_BACKUP && part != KX_PART_PURGATORY;
}

u32 kx_crash_write_rows(const struct kx_request *request,
			const struct kx_plan *plan, struct kx_crash_row *rows)
{
	u32 count = 0;
	u32 i;

	for (i = 0; i < plan->count && count < KX_CRASH_ROWS; i++)
		if (is_constant(request, plan->parts[i]))
			write_row(&rows[count++], plan, i);
	return count;
}
