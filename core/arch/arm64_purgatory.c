// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The words of purgatory/arch/arm64.S, as the assembler makes them: they are so
 * few that no host needs a compiler for arm64 to plan for it. A test assembles
 * them again, where there is one.
 */
#include "core/arch/arm64_purgatory.h"

#include "core/bytes.h"

#define ENTRY 24 /* offsets of its two numbers */
#define TREE  32

static const u32 words[] = {
	0x580000c4, /* ldr x4, entry */
	0x580000e0, /* ldr x0, tree */
	0xaa1f03e1, /* mov x1, xzr */
	0xaa1f03e2, /* mov x2, xzr */
	0xaa1f03e3, /* mov x3, xzr */
	0xd61f0080, /* br x4 */
};
static_assert(sizeof(words) == ENTRY, "the numbers follow the code");
static_assert(TREE + 8 == KX_ARM64_PURGATORY_SIZE, "and end it");

/* Instructions are little-endian, whatever data are. */
void kx_arm64_purgatory_write(u8 *to, const struct kx_entry *kernel)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		kx_write_le32(to + 4 * i, words[i]);
	kx_write_le64(to + ENTRY, kernel->address);
	kx_write_le64(to + TREE, kernel->arguments[0]);
}
