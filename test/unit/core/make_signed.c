// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/core/make_signed.h"

#include "core/sign/cover.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"

#include <stdlib.h>

void signed_put(struct signed_file *file, u64 offset, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		file->data[offset + i] = (u8)(value >> (8 * i));
}

/* The PE header of make_pe.c is at the same offset as in make_bzimage.c. */
static_assert((int)PE_MAGIC_AT == BZ_PE_HEADER, "one PE header");
static_assert((int)PE_CHECKSUM == BZ_PE_CHECKSUM, "one PE header");
static_assert((int)PE_CERTS == BZ_PE_CERTS, "one PE header");

void signed_make(struct signed_file *file)
{
	struct bzimage image;
	struct pe_image pe;

	*file = (struct signed_file){ .size = SIGNED_TABLE +
					      SIGNED_TABLE_SIZE };
	bzimage_make(&image);
	pe_make(&pe, PE_KIND_64);
	memcpy(file->data, image.data, sizeof(image.data));
	signed_put(file, PE_DOS_MAGIC, 2, 0x5a4d);
	memcpy(file->data + PE_MAGIC_AT, pe.data + PE_MAGIC_AT,
	       PE_SECTIONS_END - PE_MAGIC_AT);
	memcpy(file->data + SIGNED_TABLE, pe.data + PE_TABLE,
	       SIGNED_TABLE_SIZE);
	signed_put(file, PE_CERTS, 4, SIGNED_TABLE);
	signed_put(file, PE_RAW_SIZE, 4, BZ_SETUP_SIZE - PE_HEADERS_END);
	signed_put(file, PE_RAW_START_2, 4, BZ_SETUP_SIZE);
	signed_put(file, PE_RAW_SIZE_2, 4, BZ_IMAGE_SIZE);
}

static_assert((int)PE_MAGIC_AT == 0x40, "make_arm64.c has it there as well");

void signed_make_arm64(struct signed_file *file)
{
	struct arm64_image image;
	struct pe_image pe;

	*file = (struct signed_file){ .size = ARM64_FILE_SIZE +
					      SIGNED_TABLE_SIZE };
	arm64_image_make(&image);
	pe_make(&pe, PE_KIND_64);
	memcpy(file->data, image.data, sizeof(image.data));
	memcpy(file->data + ARM64_FILE_SIZE, pe.data + PE_TABLE,
	       SIGNED_TABLE_SIZE);
	signed_put(file, PE_CHECKSUM, 4, 0x12345678);
	signed_put(file, PE_CERTS, 4, ARM64_FILE_SIZE);
	signed_put(file, PE_CERTS_SIZE, 4, SIGNED_TABLE_SIZE);
}

void signed_move_table(struct signed_file *file, u64 to)
{
	u8 table[SIGNED_TABLE_SIZE];

	memcpy(table, file->data + SIGNED_TABLE, sizeof(table));
	memmove(file->data + to + sizeof(table), file->data + to,
		SIGNED_TABLE - to);
	memcpy(file->data + to, table, sizeof(table));
	signed_put(file, PE_CERTS, 4, to);
}

struct kx_bytes signed_digested(struct kx_bytes file,
				const struct kx_authenticode *pe)
{
	u8 *all = malloc(file.size);
	u64 size = 0;
	u32 i;

	if (!all)
		abort();
	for (i = 0; i < KX_AUTHENTICODE_PARTS; i++) {
		struct kx_range part = pe->parts[i];

		memcpy(all + size, file.data + part.start, kx_range_size(part));
		size += kx_range_size(part);
	}
	return kx_bytes(all, size);
}

/* The facts about a file that follow from the digested bytes only. */
struct remade {
	struct kx_range checksum;
	struct kx_range directory;
	u64 size; /* of all bytes before the table */
};

static u64 number(struct kx_bytes from, u64 offset, u32 width)
{
	u64 value = 0;

	while (width--)
		value = value << 8 | from.data[offset + width];
	return value;
}

bool signed_same(struct kx_bytes a, struct kx_bytes b)
{
	return a.size == b.size && !memcmp(a.data, b.data, a.size);
}

struct string {
	u8 *data;
	u64 size;
};

static bool append(struct string *string, struct kx_bytes file, u64 start,
		   u64 size)
{
	u8 *data;

	if (!kx_bytes_have(file, start, size))
		return false;
	data = realloc(string->data, string->size + size + 1);
	if (!data)
		abort();
	memcpy(data + string->size, file.data + start, size);
	*string = (struct string){ data, string->size + size };
	return true;
}

static int by_start(const void *a, const void *b)
{
	const struct kx_range *one = a;
	const struct kx_range *other = b;

	return one->start < other->start ? -1 : one->start > other->start;
}

/* Appends sections by offset; *end counts their bytes, without gaps. */
static bool append_sections(struct string *string, struct kx_bytes file,
			    u64 table, u64 *end)
{
	u64 count = number(file, number(file, PE_OFFSET, 4) + 6, 2);
	struct kx_range *sections = calloc(count + 1, sizeof(*sections));
	bool is_inside = true;
	u64 i;

	if (!sections)
		abort();
	for (i = 0; i < count; i++) {
		u64 start = number(file, table + 40 * i + 20, 4);
		u64 size = number(file, table + 40 * i + 16, 4);

		sections[i] = (struct kx_range){ start, start + size };
	}
	qsort(sections, count, sizeof(*sections), by_start);
	for (i = 0; i < count && is_inside; i++) {
		u64 size = kx_range_size(sections[i]);

		is_inside =
			!size || append(string, file, sections[i].start, size);
		*end += size;
	}
	free(sections);
	return is_inside;
}

struct kx_bytes signed_authenticode(struct kx_bytes file)
{
	u64 optional = number(file, PE_OFFSET, 4) + 24;
	u64 directories =
		optional + (number(file, optional, 2) == PE_KIND_32 ? 96 : 112);
	/* As sbsign computes it. */
	u64 table = optional + number(file, optional - 4, 2);
	u64 unsigned_tail = number(file, directories + 36, 4);
	u64 end = number(file, optional + 60, 4);
	struct string string = { NULL, 0 };
	bool is_whole;

	is_whole = append(&string, file, 0, optional + 64) &&
		   append(&string, file, optional + 68,
			  directories + 32 - (optional + 68)) &&
		   append(&string, file, directories + 40,
			  end - (directories + 40)) &&
		   append_sections(&string, file, table, &end);
	if (is_whole && end < file.size)
		is_whole = file.size - end >= unsigned_tail &&
			   append(&string, file, end,
				  file.size - end - unsigned_tail);
	if (is_whole)
		return kx_bytes(string.data, string.size);
	free(string.data);
	return kx_bytes(NULL, 0);
}

static struct remade remake(struct kx_bytes digested)
{
	u64 optional = number(digested, PE_OFFSET, 4) + 24;
	u64 checksum = optional + 64;
	u64 directory =
		optional + 32 +
		(number(digested, optional, 2) == PE_KIND_32 ? 96 : 112);

	return (struct remade){
		.checksum = { checksum, checksum + 4 },
		.directory = { directory, directory + 8 },
		.size = digested.size + 12,
	};
}

/* Finds the digested byte for @offset of the file; false if there is none. */
static bool find_byte(struct kx_bytes digested, const struct remade *remade,
		      u64 offset, u8 *byte)
{
	u64 at = offset;

	if (offset >= remade->size || kx_range_has(remade->checksum, offset) ||
	    kx_range_has(remade->directory, offset))
		return false;
	if (offset >= remade->checksum.end)
		at -= 4;
	if (offset >= remade->directory.end)
		at -= 8;
	*byte = digested.data[at];
	return true;
}

/* @file is cleared; with @has_zeroes it may be used where it is. */
static const char *check_range(struct kx_bytes file, struct kx_bytes digested,
			       struct kx_range uses, bool has_zeroes)
{
	struct remade remade = remake(digested);
	u64 i;

	for (i = uses.start; i < uses.end; i++) {
		bool is_zero =
			has_zeroes && (kx_range_has(remade.checksum, i) ||
				       kx_range_has(remade.directory, i));
		u8 byte = 0;

		if (i >= file.size ||
		    (!find_byte(digested, &remade, i, &byte) && !is_zero))
			return "a byte that is used is not digested";
		if (byte != file.data[i])
			return "a byte that is used is digested elsewhere";
	}
	return NULL;
}

const char *cover_oracle(struct kx_bytes file, const struct kx_authenticode *pe,
			 const struct kx_uses *uses)
{
	struct kx_bytes digested = signed_digested(file, pe);
	struct kx_bytes signers = signed_authenticode(file);
	struct kx_bytes cleared = signed_clear(file, pe);
	const char *broken =
		check_range(cleared, digested, uses->header, false);

	if (!broken)
		broken = check_range(cleared, digested, uses->loaded,
				     uses->loads_pe);
	if (!broken && !signed_same(digested, signers))
		broken = "a signer digests other bytes";
	free((void *)(uintptr_t)cleared.data);
	free((void *)(uintptr_t)signers.data);
	free((void *)(uintptr_t)digested.data);
	return broken;
}

struct kx_bytes signed_clear(struct kx_bytes file,
			     const struct kx_authenticode *pe)
{
	struct kx_cover_fields fields = { 0 };
	u8 *copy = malloc(file.size);

	if (!copy)
		abort();
	memcpy(copy, file.data, file.size);
	kx_cover_swap(copy, pe, &fields);
	return kx_bytes(copy, file.size);
}

int signed_judge(const struct kx_arch *arch, struct kx_bytes cleared,
		 const struct kx_authenticode *pe, struct kx_uses *uses,
		 struct kx_fault *fault)
{
	int err =
		kx_plan_uses(arch, kx_authenticode_content(cleared, pe), uses);

	return err ? err : kx_cover_check(pe, uses, fault);
}

struct machines {
	struct test_machine pc;
	struct arm64_machine arm64;
};

static struct kx_request request_for(struct machines *machines,
				     const struct kx_arch *arch,
				     struct kx_bytes kernel)
{
	struct kx_request request;

	if (arch == &kx_arch_x86_64) {
		test_machine_make(&machines->pc);
		return test_machine_request(&machines->pc, kernel);
	}
	arm64_machine_make(&machines->arm64);
	request = machines->arm64.request;
	request.kernel = kernel;
	return request;
}

/* Of two signed contents. */
static const char *compare_plans(const struct kx_arch *arch, struct kx_bytes a,
				 struct kx_bytes b)
{
	static struct machines machines[2];
	const struct kx_bytes files[] = { a, b };
	struct kx_plan plans[2] = { 0 };
	struct kx_request request;
	int errs[2];
	u32 i;

	for (i = 0; i < 2; i++) {
		request = request_for(&machines[i], arch, files[i]);
		errs[i] = kx_plan_make(&request, NULL, &plans[i], NULL);
		if (!errs[i] && plan_oracle(&request, &plans[i]))
			return plan_oracle(&request, &plans[i]);
	}
	if (errs[0] || errs[1])
		return errs[0] == errs[1] ? NULL : "a twin has another error";
	return plan_difference(&plans[0], &plans[1]);
}

#define TWIN_GROWTH 8

static struct kx_bytes make_twin(struct kx_bytes file,
				 const struct kx_authenticode *pe)
{
	u8 *twin = malloc(file.size + TWIN_GROWTH);
	u64 size = kx_range_size(pe->certificates) + TWIN_GROWTH;
	u64 i;

	if (!twin)
		abort();
	memcpy(twin, file.data, file.size);
	memset(twin + file.size, 0xa5, TWIN_GROWTH);
	for (i = pe->checksum.start; i < pe->checksum.end; i++)
		twin[i] ^= 0xff;
	for (i = 0; i < 4; i++)
		twin[pe->directory.start + 4 + i] = (u8)(size >> (8 * i));
	return kx_bytes(twin, file.size + TWIN_GROWTH);
}

const char *twin_oracle(const struct kx_arch *arch, struct kx_bytes file,
			const struct kx_authenticode *pe)
{
	const char *broken = "a twin is not accepted";
	struct kx_bytes twin = make_twin(file, pe);
	struct kx_bytes cleared[2];
	struct kx_authenticode other;
	struct kx_uses uses;

	if (kx_authenticode_read(twin, &other, NULL))
		abort();
	cleared[0] = signed_clear(file, pe);
	cleared[1] = signed_clear(twin, &other);
	if (!signed_judge(arch, cleared[1], &other, &uses, NULL))
		broken = compare_plans(
			arch, kx_authenticode_content(cleared[0], pe),
			kx_authenticode_content(cleared[1], &other));
	free((void *)(uintptr_t)cleared[1].data);
	free((void *)(uintptr_t)cleared[0].data);
	free((void *)(uintptr_t)twin.data);
	return broken;
}
