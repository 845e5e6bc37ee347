/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Unified kernel images as ukify of systemd 262 lays them out, and a twin. */
#ifndef TEST_UNIT_CORE_MAKE_UKI_H
#define TEST_UNIT_CORE_MAKE_UKI_H

#include "core/wrap/uki.h"

/* Offsets in the file (Microsoft PE Format), and how many bytes. */
enum uki_field {
	UKI_PE = 0x78,
	UKI_NR_SECTIONS = 0x7e,	  /* 2 */
	UKI_OPTIONAL_SIZE = 0x8c, /* 2 */
	UKI_OPTIONAL = 0x90,
	UKI_HEADERS_SIZE = 0xcc,    /* 4 */
	UKI_NR_DIRECTORIES = 0xfc,  /* 4 */
	UKI_TABLE = 0x180,	    /* of sections; the stub's own come first */
	UKI_FIRST = UKI_TABLE + 80, /* those that were given */
	UKI_HEADERS = 0x600,
	UKI_ROW = 40,
	/* In a row of the table, 4 bytes each: */
	UKI_VIRTUAL_SIZE = 8,
	UKI_RAW_SIZE = 16,
	UKI_RAW_START = 20,
};

#define UKI_SECTIONS_MAX 20

struct uki_section {
	const char *name;
	struct kx_bytes bytes;
};

/* A section with a string, without its NUL. */
#define UKI_TEXT(name, text)                                 \
	{                                                    \
		name,                                        \
		{                                            \
			(const u8 *)(text), sizeof(text) - 1 \
		}                                            \
	}

/**
 * uki_make - lay out a file
 *
 * Contents are exact in VirtualSize, and padded to 512 bytes in the file. Of
 * .linux VirtualSize is more than there is, as ukify makes it for kernels that
 * run where they are.
 *
 * Return: the file, for the caller to free.
 */
struct kx_bytes uki_make(const struct uki_section *sections, u32 count);

/** uki_row - the row in the table of one of the sections that were given */
u8 *uki_row(struct kx_bytes file, u32 index);

/**
 * uki_twin - the promise that an answer of kx_uki_read() breaks, or NULL
 * @err: what it returned
 * @uki: what it filled, if @err is 0
 *
 * Reads the file by itself, in the plainest way.
 */
const char *uki_twin(struct kx_bytes file, u32 profile, int err,
		     const struct kx_uki *uki);

#endif
