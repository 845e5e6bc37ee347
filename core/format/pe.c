// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PE images: headers, data directories and sections, as numbers that are
 * checked against the file (Microsoft PE Format). The contents of the sections
 * and the coverage of a signature are not checked here.
 */
#include "core/format/pe.h"

#define MZ_MAGIC	  0x5a4d     /* "MZ" */
#define MZ_SIZE		  64	     /* ends with the offset of the PE header */
#define PE_MAGIC	  0x00004550 /* "PE\0\0" */
#define HEADER_SIZE	  24	     /* magic and COFF header */
#define SECTION_SIZE	  40
#define SECTION_SIZE_USED 8  /* VirtualSize */
#define SECTION_RAW_SIZE  16 /* size and file offset of its bytes */
#define SECTION_RAW_START 20

/* The optional header has two kinds, of different size. */
struct optional_kind {
	u16 magic;
	u32 size;	 /* up to the data directories */
	u32 directories; /* offset of the number of directories */
};

static const struct optional_kind optional_kinds[] = {
	{ 0x010b, 96, 92 },   /* PE32 */
	{ 0x020b, 112, 108 }, /* PE32+ */
};

/* Offset in the optional header, in both kinds. */
#define OPTIONAL_HEADERS_SIZE 60

static int broken(struct kx_fault *fault, const char *what, u64 value,
		  u64 limit)
{
	return kx_fault_set(fault, KX_E_PE, what, value, limit);
}

static int find_kind(u16 magic, struct optional_kind *kind,
		     struct kx_fault *fault)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(optional_kinds); i++) {
		if (optional_kinds[i].magic != magic)
			continue;
		*kind = optional_kinds[i];
		return 0;
	}
	return broken(fault, "optional header", magic, 0);
}

/* Read the DOS and COFF headers, and the kind of the optional header. */
static int read_coff(struct kx_bytes file, struct kx_pe *pe,
		     struct optional_kind *kind, struct kx_fault *fault)
{
	u16 mz = 0;
	u32 at = 0;
	u32 magic = 0;
	u16 optional = 0;

	if (kx_read_le16(file, 0, &mz) || mz != MZ_MAGIC)
		return broken(fault, "MZ", mz, MZ_MAGIC);
	if (kx_read_le32(file, MZ_SIZE - 4, &at) || at < MZ_SIZE ||
	    kx_read_le32(file, at, &magic) || magic != PE_MAGIC)
		return broken(fault, "PE", at, file.size);
	pe->optional = (u64)at + HEADER_SIZE;
	if (kx_read_le16(file, (u64)at + 6, &pe->nr_sections) ||
	    kx_read_le16(file, (u64)at + 20, &pe->optional_size) ||
	    kx_read_le16(file, pe->optional, &optional))
		return broken(fault, "optional header", at, file.size);
	return find_kind(optional, kind, fault);
}

/* Read the optional header, and check that all headers fit its size. */
static int read_headers(struct kx_bytes file, struct kx_pe *pe,
			struct kx_fault *fault)
{
	struct optional_kind kind = { 0 };
	u32 size = 0;
	int err = read_coff(file, pe, &kind, fault);

	if (err)
		return err;
	pe->directories = pe->optional + kind.size;
	if (kx_read_le32(file, pe->optional + OPTIONAL_HEADERS_SIZE, &size) ||
	    kx_read_le32(file, pe->optional + kind.directories,
			 &pe->nr_directories) ||
	    size >= file.size)
		return broken(fault, "SizeOfHeaders", size, file.size);
	pe->headers_size = size;
	if (pe->directories >= size ||
	    pe->nr_directories >
		    (size - pe->directories) / KX_PE_DIRECTORY_SIZE)
		return broken(fault, "NumberOfRvaAndSizes", pe->nr_directories,
			      size);
	return 0;
}

int kx_pe_read(struct kx_bytes file, struct kx_pe *pe, struct kx_fault *fault)
{
	struct kx_pe found = { 0 };
	int err = read_headers(file, &found, fault);

	if (err)
		return err;
	*pe = found;
	return 0;
}

u64 kx_pe_directories_end(const struct kx_pe *pe)
{
	return pe->directories + (u64)pe->nr_directories * KX_PE_DIRECTORY_SIZE;
}

int kx_pe_sections(struct kx_bytes file, const struct kx_pe *pe,
		   struct kx_bytes *table, struct kx_fault *fault)
{
	u64 start = kx_pe_directories_end(pe);
	u64 limit = (pe->headers_size - start) / SECTION_SIZE;

	if (pe->nr_sections > limit)
		return broken(fault, "NumberOfSections", pe->nr_sections,
			      limit);
	*table = kx_bytes(file.data + start,
			  (u64)pe->nr_sections * SECTION_SIZE);
	return 0;
}

bool kx_pe_next_section(struct kx_bytes *table, struct kx_pe_section *section)
{
	const u8 *row = table->data;
	u32 start;

	if (table->size < SECTION_SIZE)
		return false;
	start = kx_load_le32(row + SECTION_RAW_START);
	memcpy(section->name, row, sizeof(section->name));
	section->size = kx_load_le32(row + SECTION_SIZE_USED);
	section->raw.start = start;
	section->raw.end = (u64)start + kx_load_le32(row + SECTION_RAW_SIZE);
	*table = kx_bytes(row + SECTION_SIZE, table->size - SECTION_SIZE);
	return true;
}
