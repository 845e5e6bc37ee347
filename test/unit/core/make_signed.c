// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "make_signed.h"

#include <stdlib.h>

void signed_put(struct signed_file *file, u64 offset, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		file->data[offset + i] = (u8)(value >> (8 * i));
}

/* The PE header of make_pe.c lies where make_bzimage.c has one. */
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

struct kx_bytes signed_digested(struct kx_bytes file, const struct kx_pe *pe)
{
	u8 *all = malloc(file.size);
	u64 size = 0;
	u32 i;

	if (!all)
		abort();
	for (i = 0; i < KX_PE_PARTS; i++) {
		struct kx_range part = pe->parts[i];

		memcpy(all + size, file.data + part.start, kx_range_size(part));
		size += kx_range_size(part);
	}
	return kx_bytes(all, size);
}

/* What is known of a file when nothing but the digested bytes is. */
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

/* The digested byte that stands at @offset of the file; false: none does. */
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

static const char *check_range(struct kx_bytes file, struct kx_bytes digested,
			       struct kx_range uses)
{
	struct remade remade = remake(digested);
	u64 i;

	for (i = uses.start; i < uses.end; i++) {
		u8 byte = 0;

		if (i >= file.size || !find_byte(digested, &remade, i, &byte))
			return "a byte that is used is not digested";
		if (byte != file.data[i])
			return "a byte that is used is digested elsewhere";
	}
	return NULL;
}

const char *cover_oracle(struct kx_bytes file, const struct kx_pe *pe,
			 const struct kx_uses *uses)
{
	struct kx_bytes digested = signed_digested(file, pe);
	const char *broken = check_range(file, digested, uses->header);

	if (!broken)
		broken = check_range(file, digested, uses->loaded);
	free((void *)(uintptr_t)digested.data);
	return broken;
}
