/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* PE images: offsets of headers, data directories and sections. */
#ifndef CORE_FORMAT_PE_H
#define CORE_FORMAT_PE_H

#include "core/bytes.h"
#include "core/err.h"
#include "core/range.h"

#define KX_PE_DIRECTORY_SIZE 8ULL /* offset and size of the data */

/* Offsets in the file. */
struct kx_pe {
	u64 optional;	  /* the optional header */
	u64 directories;  /* the data directories */
	u64 headers_size; /* all headers; less than the file's size */
	u32 nr_directories;
	u16 nr_sections;
	u16 optional_size; /* from the COFF header, not checked */
};

struct kx_pe_section {
	char name[8];	     /* padded with zeroes */
	struct kx_range raw; /* in the file, but not checked against its size */
	u32 size;	     /* in memory, without the padding of @raw */
};

/**
 * kx_pe_read - read the headers of a PE32 or PE32+ image
 * @file: the whole file
 * @pe: filled on success, untouched otherwise
 * @fault: may be NULL; details of the error
 *
 * Return: 0 or -KX_E_PE.
 */
KX_MUST_CHECK int kx_pe_read(struct kx_bytes file, struct kx_pe *pe,
			     struct kx_fault *fault);

/** kx_pe_directories_end - offset of the section table, as Linux computes it */
u64 kx_pe_directories_end(const struct kx_pe *pe);

/**
 * kx_pe_sections - get the section table, which follows the data directories
 * @file: the file that @pe was read from
 * @pe: the headers, which must contain the table
 * @table: filled on success, for kx_pe_next_section(); borrows from @file
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_PE.
 */
KX_MUST_CHECK int kx_pe_sections(struct kx_bytes file, const struct kx_pe *pe,
				 struct kx_bytes *table,
				 struct kx_fault *fault);

/**
 * kx_pe_next_section - remove the first section from a table and return it
 *
 * Return: false, with @section untouched, if the table is empty.
 */
bool kx_pe_next_section(struct kx_bytes *table, struct kx_pe_section *section);

#endif
