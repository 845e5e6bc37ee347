/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the fuzz targets share: taking numbers off the input, and promises. */
#ifndef TEST_FUZZ_FUZZ_H
#define TEST_FUZZ_FUZZ_H

#include "core/bytes.h"
#include "kx_port.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of the input; zeroes follow its end. */
struct input {
	const u8 *at;
	u64 left;
};

static inline u64 take(struct input *input, u32 width)
{
	u64 number = 0;
	u32 i;

	for (i = 0; i < width && input->left; i++, input->left--)
		number |= (u64)*input->at++ << (8 * i);
	return number;
}

static inline struct kx_bytes take_bytes(struct input *input, u64 size)
{
	struct kx_bytes bytes;

	if (size > input->left)
		size = input->left;
	bytes = kx_bytes(input->at, size);
	input->at += size;
	input->left -= size;
	return bytes;
}

/* A promise that does not hold is a finding: end as a crash does. */
static inline void must(bool holds, const char *promise)
{
	if (holds)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

#endif
