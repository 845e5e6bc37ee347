// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The plan of a crash kernel, read as purgatory and the crash kernel will read
 * it: digests are computed again, the e820 map is compared with the memory that
 * the kernel may use, and the headers are read at the address on the command
 * line.
 */
#include "test/unit/core/crash_oracle.h"

#include "core/arch/x86_64_purgatory.h"
#include "core/crash.h"
#include "core/digest.h"
#include "test/unit/core/read_plan.h"

#include <elf.h>
#include <stdio.h>

#define PAGE	 0x1000ULL
#define LOW_END	 0xa0000ULL
#define E820_MAX 4096

struct reader {
	const struct kx_request *request;
	const struct kx_plan *plan;
	const struct kx_segment *data; /* "boot data" */
	const struct kx_segment *purgatory;
	const struct kx_segment *elfcorehdr;
	const struct kx_segment *backup; /* or NULL */
	struct kx_memory entries[E820_MAX];
	struct kx_memmap e820;
};

static const u8 *params(const struct reader *reader)
{
	return reader->data->buf;
}

static const char *has_segments(struct reader *reader)
{
	const struct kx_plan *plan = reader->plan;

	reader->data = read_segment(plan, "boot data");
	reader->purgatory = read_segment(plan, "purgatory");
	reader->elfcorehdr = read_segment(plan, "elfcorehdr");
	reader->backup = read_segment(plan, "backup");
	if (!reader->data || !reader->purgatory || !reader->elfcorehdr)
		return "a crash plan lacks a segment";
	if (reader->purgatory != &plan->segments[plan->count - 1] ||
	    plan->entry.address != reader->purgatory->mem)
		return "a crash plan does not begin in its purgatory";
	return NULL;
}

static const struct kx_purgatory_head *head_of(const struct reader *reader)
{
	return (const struct kx_purgatory_head *)reader->purgatory->buf;
}

static bool has_row(const struct reader *reader, const struct kx_segment *of)
{
	const struct kx_purgatory_head *head = head_of(reader);
	u64 digest = kx_digest_padded(kx_bytes(of->buf, of->bufsz), of->memsz);
	u64 count = read_number(head->nr_rows, 4);
	u64 i;

	for (i = 0; i < count; i++)
		if (read_number(head->rows[i].start, 8) == of->mem &&
		    read_number(head->rows[i].size, 8) == of->memsz &&
		    read_number(head->rows[i].digest, 8) == digest)
			return true;
	return false;
}

static const char *has_digests(struct reader *reader)
{
	const struct kx_plan *plan = reader->plan;
	const struct kx_purgatory_head *head = head_of(reader);
	u64 own = (u64)(kx_purgatory_own - kx_purgatory);
	bool changes = reader->request->crash->elfcorehdr_room;
	u64 rows = 0;
	u32 i;

	for (i = 0; i < plan->count; i++) {
		const struct kx_segment *segment = &plan->segments[i];

		if (segment == reader->purgatory || segment == reader->backup ||
		    (changes && segment == reader->elfcorehdr))
			continue;
		if (!has_row(reader, segment))
			return "a segment has no digest, or a wrong one";
		rows++;
	}
	if (read_number(head->nr_rows, 4) != rows)
		return "a digest is of no segment";
	if (read_number(head->is_checked, 8) != ~0ULL)
		return "the digests are not looked at";
	if (read_number((const u8 *)head + own, 8) !=
	    kx_digest(kx_bytes(head, own)))
		return "the purgatory's own digest is wrong";
	return NULL;
}

static const char *has_memory_map(struct reader *reader)
{
	return read_e820(reader->data, params(reader), &reader->e820);
}

static struct kx_range pages_inside(struct kx_range range)
{
	u64 start = (range.start + PAGE - 1) / PAGE * PAGE;
	u64 end = range.end / PAGE * PAGE;

	return (struct kx_range){ start, end < start ? start : end };
}

/* All memory that the crash kernel may use. */
static bool allow(const struct kx_request *request, struct kx_memmap *allowed)
{
	const struct kx_memmap *usable = &request->machine->usable;
	int err;
	u32 i;

	err = kx_memmap_set(allowed, (struct kx_range){ 0, LOW_END },
			    KX_MEM_RAM);
	err |= kx_memmap_set(allowed, pages_inside(request->crash->low),
			     KX_MEM_RAM);
	for (i = 0; i < KX_CRASH_CMA_MAX; i++)
		err |= kx_memmap_set(allowed,
				     pages_inside(request->crash->cma[i]),
				     KX_MEM_RAM);
	for (i = 0; i < usable->count; i++)
		if (usable->entries[i].type == KX_MEM_RAM)
			err |= kx_memmap_set(
				allowed, pages_inside(usable->entries[i].range),
				KX_MEM_RAM);
	return !err;
}

static const char *has_ram_of_its_own(struct reader *reader)
{
	static struct kx_memory entries[E820_MAX];
	struct kx_memmap allowed = { entries, 0, E820_MAX };
	u32 i;

	if (!allow(reader->request, &allowed))
		return "the oracle has too few entries";
	for (i = 0; i < reader->e820.count; i++) {
		const struct kx_memory *ram = &reader->e820.entries[i];

		if (ram->type == KX_MEM_SOFT_RESERVED)
			return "the crash kernel may add memory of the old one";
		if (ram->type != KX_MEM_RAM)
			continue;
		if (!kx_memmap_covers(&allowed, ram->range, KX_MEM_RAM))
			return "the crash kernel gets memory of the old one";
		if (kx_range_overlaps(ram->range,
				      read_range(reader->elfcorehdr)) ||
		    (reader->backup &&
		     kx_range_overlaps(ram->range, read_range(reader->backup))))
			return "the crash kernel may overwrite its evidence";
	}
	return NULL;
}

static const char *lies_in_its_ram(struct reader *reader)
{
	u32 i;

	for (i = 0; i < reader->plan->count; i++) {
		const struct kx_segment *segment = &reader->plan->segments[i];

		if (segment != reader->elfcorehdr &&
		    segment != reader->backup &&
		    !kx_memmap_covers(&reader->e820, read_range(segment),
				      KX_MEM_RAM))
			return "a segment lies in no RAM of the crash kernel";
	}
	return NULL;
}

static const char *names_its_headers(struct reader *reader)
{
	char first[64];
	u64 address;

	snprintf(first, sizeof(first), "elfcorehdr=%#llx ",
		 (unsigned long long)reader->elfcorehdr->mem);
	if (!read_cmdline(reader->data, params(reader), first,
			  reader->request->cmdline, &address))
		return "the command line does not name the headers";
	return NULL;
}

/* The fields have the same place in both classes. */
static const char *has_headers(struct reader *reader)
{
	const u8 *elf = reader->elfcorehdr->buf;
	u64 size = reader->elfcorehdr->bufsz;

	if (size < sizeof(Elf32_Ehdr) || memcmp(elf, ELFMAG, SELFMAG) != 0 ||
	    read_number(elf + 16, 2) != ET_CORE)
		return "the headers are no ELF core's";
	if (reader->elfcorehdr->memsz < reader->request->crash->elfcorehdr_room)
		return "the headers have not the room that was asked for";
	return NULL;
}

static const char *saves_low_memory(struct reader *reader)
{
	const struct kx_purgatory_head *head = head_of(reader);
	const struct kx_memmap *memory = reader->request->crash->elfcore.memory;
	const struct kx_range saved = {
		read_number(head->backup_from, 8),
		read_number(head->backup_from, 8) +
			read_number(head->backup_size, 8),
	};
	u32 i;

	for (i = 0; i < memory->count; i++) {
		struct kx_range low =
			kx_range_intersect(memory->entries[i].range,
					   (struct kx_range){ 0, LOW_END });

		if (memory->entries[i].type == KX_MEM_RAM &&
		    !kx_range_is_empty(low) && !kx_range_contains(saved, low))
			return "low memory is not saved";
	}
	if (!reader->backup)
		return kx_range_is_empty(saved) ? NULL : "there is no backup";
	if (saved.end > LOW_END || reader->backup->bufsz ||
	    read_number(head->backup_to, 8) != reader->backup->mem ||
	    kx_range_size(saved) > reader->backup->memsz)
		return "the backup does not fit its segment";
	return NULL;
}

const char *crash_oracle(const struct kx_request *request,
			 const struct kx_plan *plan)
{
	static const char *(*const promises[])(struct reader * reader) = {
		has_segments,	    has_digests,      has_memory_map,
		has_ram_of_its_own, lies_in_its_ram,  names_its_headers,
		has_headers,	    saves_low_memory,
	};
	static struct reader reader;
	const char *broken = NULL;
	u32 i;

	reader = (struct reader){ .request = request, .plan = plan };
	reader.e820 = (struct kx_memmap){ reader.entries, 0, E820_MAX };
	for (i = 0; i < ARRAY_SIZE(promises) && !broken; i++)
		broken = promises[i](&reader);
	return broken;
}
