// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The words of purgatory/arch/arm64_stamps.S, as the assembler makes them, and
 * the data before them. A test assembles them again, where there is an
 * assembler for arm64; another one runs them, on arm64 or in an emulator.
 */
#include "core/arch/arm64_stamps.h"

#include "core/bytes.h"

/* clang-format off */
static const u32 words[] = {
	0xd5033fdf, 0xd53be044, 0x10fffbc5, 0xf90024a4, 0xd53bd046, 0xd51bd05f,
	0xf94018a7, 0xb5000127, 0xd370fcc7, 0xd28b0968, 0xeb0800ff, 0x540000a1,
	0xcb060086, 0xd340bcc6, 0xcb060086, 0xf90018a6, 0x58fffcc6, 0xd5033fdf,
	0xd53be044, 0xf90028a4, 0xd2800b07, 0xd10020e7, 0xf86768a8, 0xf82768c8,
	0xb5ffffa7, 0xd5033f9f, 0xd2800c07, 0xd10040e7, 0x8b0700c8, 0xd50b7e28,
	0xb5ffffa7, 0xd5033f9f,
};
/* clang-format on */

static_assert(sizeof(struct kx_timeline) == 88 &&
		      offsetof(struct kx_timeline, stamps[KX_STAMP_CALL]) ==
			      48 &&
		      offsetof(struct kx_timeline,
			       stamps[KX_STAMP_PURGATORY]) == 72 &&
		      offsetof(struct kx_timeline, stamps[KX_STAMP_ENTRY]) ==
			      80 &&
		      offsetof(struct kx_arm64_stamps, copy) == 88,
	      "layout of purgatory/arch/arm64_stamps.S");
static_assert(sizeof(struct kx_arm64_stamps) == KX_TIMELINE_ALIGN,
	      "kexec.ko finds the timeline before the entry");
static_assert(sizeof(struct kx_arm64_stamps) + sizeof(words) ==
		      KX_ARM64_STAMPS_SIZE,
	      "the code follows, and ends where the purgatory begins");
static_assert(KX_CALL_MARK == 0x584b && KX_CALL_MARK_SHIFT == 48,
	      "numbers of purgatory/arch/arm64_stamps.S");

struct kx_timeline *kx_arm64_stamps_write(u8 *to, u64 copy)
{
	struct kx_arm64_stamps *stamps = (struct kx_arm64_stamps *)to;
	u8 *code = to + sizeof(*stamps);
	size_t i;

	kx_timeline_begin(&stamps->timeline);
	kx_write_le64(stamps->copy, copy);
	memset(stamps->unused, 0, sizeof(stamps->unused));
	for (i = 0; i < ARRAY_SIZE(words); i++)
		kx_write_le32(code + 4 * i, words[i]);
	return &stamps->timeline;
}
