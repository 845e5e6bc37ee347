// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacked payloads: the input is a distance of 8 bytes, and a vmlinux with its
 * relocations. What is taken is relocated as Linux's decompressor would do it.
 */
#include "core/format/bzimage_unpacked.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/core/relocs_oracle.h"

/* The twin works in a copy of memory: kernels of fuzzers are small. */
#define MEMORY_MAX (4ULL << 20)

static u64 span_of(const struct kx_unpacked *unpacked)
{
	const struct kx_elf *elf = &unpacked->elf;

	return elf->loads[elf->nr_loads - 1].at.end - elf->loads[0].at.start;
}

static u32 lists_of(const struct kx_unpacked *unpacked)
{
	if (!unpacked->has_relocs)
		return 0;
	return unpacked->relocs[KX_RELOC_INVERSE].offset ? 3 : 2;
}

static void check(struct kx_bytes payload, const struct kx_unpacked *unpacked,
		  u64 distance)
{
	u64 size = span_of(unpacked);
	u8 *copy = malloc(payload.size);
	u8 *want = calloc(1, size);
	u8 *got = calloc(1, size);

	must(copy && want && got, "memory");
	memcpy(copy, payload.data, payload.size);
	must(!relocs_oracle_run(payload, lists_of(unpacked), distance, want,
				size),
	     "what is taken is inside of the kernel");
	kx_unpacked_relocate(copy, unpacked, distance);
	relocs_oracle_place(copy, unpacked, got);
	must(!memcmp(got, want, size), "memory as the decompressor leaves it");
	must(!memcmp(copy + unpacked->end, payload.data + unpacked->end,
		     payload.size - unpacked->end),
	     "the lists do not change");
	free(got);
	free(want);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	u64 distance = take(&input, 8);
	struct kx_bytes payload = kx_bytes(input.at, input.left);
	struct kx_unpacked unpacked = { 0 };

	if (kx_unpacked_read(payload, &unpacked, NULL)) {
		must(!unpacked.room, "untouched on failure");
		return 0;
	}
	must(unpacked.end <= payload.size, "the ELF file is in the payload");
	must(unpacked.room >= span_of(&unpacked), "room for all PT_LOADs");
	if (span_of(&unpacked) <= MEMORY_MAX)
		check(payload, &unpacked, distance);
	return 0;
}
