// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The purgatory's head. The purgatory of a normal kernel is a part of the boot
 * data and verifies nothing. The purgatory of a crash kernel is a segment of
 * its own. It is added after all other segments, because it holds their
 * digests.
 */
#include "core/arch/x86_64_purgatory.h"

#include "core/crash.h"
#include "core/digest.h"

static_assert(offsetof(struct kx_purgatory_head, entry) == 8 &&
		      offsetof(struct kx_purgatory_head, boot_params) == 16 &&
		      sizeof(struct kx_purgatory_head) == 824,
	      "layout of purgatory/arch/x86_64.S");
static_assert(offsetof(struct kx_enter_32_head, entry) == 4 &&
		      sizeof(struct kx_enter_32_head) == 20,
	      "layout of purgatory/arch/x86_64_enter_32.S");
static_assert(offsetof(struct kx_enter_16_head, program) == 4 &&
		      sizeof(struct kx_enter_16_head) == 12,
	      "layout of purgatory/arch/x86_64_enter_16.S");
static_assert(sizeof(struct kx_stamps) == KX_TIMELINE_ALIGN &&
		      offsetof(struct kx_stamps, purgatory) == 88 &&
		      offsetof(struct kx_stamps, copy) == 112,
	      "layout of purgatory/arch/x86_64_stamps.S");
static_assert(offsetof(struct kx_timeline, stamps[KX_STAMP_CALL]) == 48 &&
		      offsetof(struct kx_timeline,
			       stamps[KX_STAMP_PURGATORY]) == 72 &&
		      offsetof(struct kx_timeline, stamps[KX_STAMP_ENTRY]) ==
			      80,
	      "where it stamps");

/* It is entered in the same way as a kernel, but ignores the argument. */
struct kx_entry kx_purgatory_entry(u64 address)
{
	return (struct kx_entry){ .mode = &kx_entry_x86_64,
				  .address = address };
}

void kx_purgatory_write(u8 *to, const struct kx_purgatory_job *job)
{
	struct kx_purgatory_head *head = (struct kx_purgatory_head *)to;

	memcpy(to, kx_purgatory, kx_purgatory_size());
	kx_write_le64(head->entry, job->kernel.address);
	kx_write_le64(head->boot_params, job->kernel.arguments[0]);
	kx_write_le64(head->digits, job->digits);
	kx_write_le32(head->console, job->console.flags);
	kx_write_le16(head->serial_port, job->console.port);
	kx_write_le16(head->divisor, job->console.divisor);
}

/* Write the arguments to the registers that the entry's mode names. */
static void write_registers(struct kx_enter_32_head *head,
			    const struct kx_entry *entry)
{
	const struct {
		char name[4];
		u8 *to;
	} rows[] = {
		{ "eax", head->eax },
		{ "ebx", head->ebx },
		{ "esi", head->esi },
	};
	const char *const *names = entry->mode->registers;
	u32 i, r;

	for (i = 0; i < KX_ENTRY_ARGUMENTS && names[i]; i++)
		for (r = 0; r < ARRAY_SIZE(rows); r++)
			if (!memcmp(names[i], rows[r].name, 4))
				kx_write_le32(rows[r].to,
					      (u32)entry->arguments[i]);
}

void kx_enter_32_write(u8 *to, const struct kx_entry *entry)
{
	struct kx_enter_32_head *head = (struct kx_enter_32_head *)to;

	memcpy(to, kx_purgatory_enter_32, kx_enter_32_size());
	kx_write_le32(head->entry, (u32)entry->address);
	write_registers(head, entry);
}

/* Where code of 32 bits is entered that finds its own address in esi. */
static struct kx_entry enter_16_entry(u64 address)
{
	return (struct kx_entry){ .mode = &kx_entry_x86_32,
				  .address = address,
				  .arguments = { address } };
}

/* The program's segment is that of its data (boot.rst), or one above. */
void kx_enter_16_write(u8 *to, u64 at, const struct kx_entry *entry)
{
	struct kx_entry enter_16 = enter_16_entry(at + kx_enter_32_size());
	struct kx_enter_16_head *head =
		(struct kx_enter_16_head *)(to + kx_enter_32_size());

	kx_enter_32_write(to, &enter_16);
	memcpy(head, kx_purgatory_enter_16,
	       kx_enter_16_size() - kx_enter_32_size());
	kx_write_le16(head->program, 0);
	kx_write_le16(head->program + 2, (u16)(entry->address >> 4));
	kx_write_le16(head->stack, (u16)entry->arguments[1]);
	kx_write_le16(head->stack + 2, (u16)entry->arguments[0]);
}

void kx_stamps_write(u8 *to)
{
	struct kx_stamps *stamps = (struct kx_stamps *)to;

	memcpy(to, kx_purgatory_stamps, kx_stamps_size());
	kx_timeline_begin(&stamps->timeline);
	kx_write_le64(stamps->call_note, KX_CALL_NOTE);
	kx_write_le64(stamps->copy, KX_TIMELINE_COPY);
}

void kx_stamps_join(u8 *to, u64 at, struct kx_entry *purgatory,
		    struct kx_entry *kernel)
{
	struct kx_stamps *stamps = (struct kx_stamps *)to;
	u64 second = (u64)(kx_purgatory_stamps_kernel - kx_purgatory_stamps);

	kx_write_le64(stamps->purgatory, purgatory->address);
	kx_write_le64(stamps->kernel, kernel->address);
	purgatory->address = at + sizeof(*stamps);
	kernel->address = at + second;
}

static void write_crash(const struct kx_request *request,
			const struct kx_purgatory_job *job,
			const struct kx_plan *plan, u8 *to)
{
	struct kx_purgatory_head *head = (struct kx_purgatory_head *)to;
	u64 own = (u64)(kx_purgatory_own - kx_purgatory);

	kx_purgatory_write(to, job);
	kx_write_le64(head->is_checked, ~0ULL);
	kx_write_le64(head->backup_from, job->backup.start);
	kx_write_le64(head->backup_to, job->backup_at);
	kx_write_le64(head->backup_size, kx_range_size(job->backup));
	kx_write_le32(head->on_damage, request->crash->on_damage);
	kx_write_le32(head->nr_rows,
		      kx_crash_write_rows(request, plan, head->rows));
	kx_crash_write_name(head->own_name, plan->count, KX_PART_PURGATORY);
	kx_write_le64(to + own, kx_digest(kx_bytes(to, own)));
}

int kx_purgatory_add(const struct kx_request *request,
		     const struct kx_purgatory_job *job, struct kx_plan *plan,
		     struct kx_fault *fault)
{
	const struct kx_want want = {
		.part = KX_PART_PURGATORY,
		.size = kx_purgatory_size(),
		.align = request->machine->limits.page_size,
		.within = { 0, ~0ULL },
		.order = KX_PLACE_HIGHEST,
	};
	struct kx_range hole;
	u8 *bytes;
	int err;

	err = kx_plan_find(request, plan, want, &hole, fault);
	if (err)
		return err;
	bytes = kx_arena_take(request->arena, want.size, 16);
	if (!bytes)
		return kx_fault_set(fault, KX_E_FULL, "arena", want.size,
				    request->arena->size);
	write_crash(request, job, plan, bytes);
	plan->entry = kx_purgatory_entry(hole.start);
	return kx_plan_add(plan, want.part, kx_bytes(bytes, want.size), hole,
			   fault);
}
