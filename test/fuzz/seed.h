/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* One input of a fuzzer. */
#ifndef TEST_FUZZ_SEED_H
#define TEST_FUZZ_SEED_H

#include <stddef.h>

#include "kx_port.h"

struct seed {
	u8 data[20 * 1024];
	size_t size;
};

/** seed_put - append a little-endian number of @width bytes */
void seed_put(struct seed *seed, u32 width, u64 value);

/** seed_write - write FOLDER/TARGET/NAME; ends the program if that fails */
void seed_write(const char *folder, const char *target, const char *name,
		const struct seed *seed);

/** seed_others - write the inputs that are not made in seeds.c */
void seed_others(const char *folder);

/** seed_vmcore - write the inputs of both targets of vmcore-dmesg */
void seed_vmcore(const char *folder);

/** seed_unpacked - write the inputs for what was unpacked, now or before */
void seed_unpacked(const char *folder);

/** seed_arm64 - write the inputs of plans for arm64 */
void seed_arm64(const char *folder);

#endif
