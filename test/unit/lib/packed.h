/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Kernels packed by every compression of Linux, and others. */
#ifndef TEST_UNIT_LIB_PACKED_H
#define TEST_UNIT_LIB_PACKED_H

#include "lib/image/payload.h"
#include "test/unit/core/make_bzimage.h"

#define PACKED_ROWS 13
#define PACKED_MAX  128

struct packed {
	const char *name;
	const char *compression; /* as in messages */
	enum kxl_payload_verdict verdict;
	bool has_library; /* otherwise KXL_PAYLOAD_NO_LIBRARY */
	u32 size;
	u8 bytes[PACKED_MAX];
};

/* The first three are good. */
extern const struct packed packed_rows[PACKED_ROWS];

static inline struct kx_bytes packed_bytes(const struct packed *packed)
{
	return kx_bytes(packed->bytes, packed->size);
}

static inline enum kxl_payload_verdict
packed_verdict(const struct packed *packed)
{
	return packed->has_library ? packed->verdict : KXL_PAYLOAD_NO_LIBRARY;
}

/* Makes a bzImage with this payload, changed in unused bytes: wrong CRC. */
void packed_kernel(struct bzimage *image, const struct packed *packed);

#endif
