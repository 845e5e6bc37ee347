/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Small signed PE images: headers and the certificate's header are real, the
 * rest is noise.
 */
#ifndef TEST_UNIT_CORE_MAKE_PE_H
#define TEST_UNIT_CORE_MAKE_PE_H

#include "core/bytes.h"
#include "core/sign/authenticode.h"
#include "kx_port.h"

/* Offsets in the file (Microsoft PE Format), and sizes in bytes. */
enum pe_field {
	PE_DOS_MAGIC = 0,	  /* 2 */
	PE_OFFSET = 0x3c,	  /* 4 */
	PE_MAGIC_AT = 0x40,	  /* 4 */
	PE_NR_SECTIONS = 0x46,	  /* 2 */
	PE_OPTIONAL_SIZE = 0x54,  /* 2 */
	PE_OPTIONAL = 0x58,	  /* 2 */
	PE_HEADERS_SIZE = 0x94,	  /* 4 */
	PE_CHECKSUM = 0x98,	  /* 4 */
	PE_NR_DIRECTORIES = 0xc4, /* 4 */
	PE_CERTS = 0xe8,	  /* 4 */
	PE_CERTS_SIZE = 0xec,	  /* 4 */
	PE_SECTIONS = 0xf8,	  /* two; these fields of each are used: */
	PE_RAW_SIZE = 0x108,	  /* 4 */
	PE_RAW_START = 0x10c,	  /* 4 */
	PE_RAW_SIZE_2 = 0x130,	  /* 4 */
	PE_RAW_START_2 = 0x134,	  /* 4 */
	PE_SECTIONS_END = 0x148,
	PE_HEADERS_END = 0x200,
	PE_SECTION_2 = 0x300, /* the second section's bytes in the file */
	PE_TABLE = 0x400,
	PE_CERT_SIZE = 0x400,	  /* 4 */
	PE_CERT_REVISION = 0x404, /* 2 */
	PE_CERT_TYPE = 0x406,	  /* 2 */
	PE_MESSAGE = 0x408,
	PE_MESSAGE_END = 0x44c,
	PE_CERT_END = 0x450,  /* padding in the certificate */
	PE_TABLE_END = 0x458, /* padding after it */
};

/* The same in a PE32 image, at other offsets. */
enum pe32_field {
	PE32_NR_DIRECTORIES = 0xb4,
	PE32_CERTS = 0xd8,
	PE32_CERTS_SIZE = 0xdc,
	PE32_SECTIONS = 0xe8,
	PE32_RAW_SIZE = 0xf8,
	PE32_RAW_START = 0xfc,
	PE32_RAW_SIZE_2 = 0x120,
};

enum pe_kind {
	PE_KIND_32 = 0x10b,
	PE_KIND_64 = 0x20b,
};

struct pe_image {
	u8 data[PE_TABLE_END];
};

void pe_make(struct pe_image *image, enum pe_kind kind);

/* Writes a little-endian number of @width bytes. */
void pe_put(struct pe_image *image, u64 offset, u32 width, u64 value);

static inline struct kx_bytes pe_bytes(const struct pe_image *image)
{
	return kx_bytes(image->data, sizeof(image->data));
}

/* The promise of kx_authenticode_read() that @pe breaks, or NULL. */
const char *pe_oracle(struct kx_bytes file, const struct kx_authenticode *pe);

#endif
