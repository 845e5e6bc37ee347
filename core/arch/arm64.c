// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * arm64: its formats, and what each purpose changes in a plan. Kernels that
 * return are refused.
 */
#include "core/arch.h"

#include "core/arch/arm64_crash.h"
#include "core/elf_class.h"
#include "core/entry.h"
#include "core/format/arm64_image.h"
#include "core/format/elf_arm64.h"
#include "core/tree.h"

const struct kx_entry_mode kx_entry_arm64 = { "arm64", { "x0" } };

static const struct kx_format *const formats[] = {
	&kx_format_arm64_image,
	&kx_format_elf_arm64,
	NULL,
};

static const struct kx_purpose_row purposes[KX_PURPOSES] = {
	[KX_PURPOSE_NORMAL] = {
		.arena_size = kx_purpose_takes_no_arena,
		.reserve = kx_purpose_reserves_nothing,
		.memory = kx_purpose_hands_memory_on,
		.complete = kx_purpose_adds_nothing,
		.has_timeline = true,
	},
	[KX_PURPOSE_CRASH] = {
		.arena_size = kx_arm64_crash_size,
		.reserve = kx_arm64_crash_reserve,
		.memory = kx_purpose_hands_memory_on,
		.complete = kx_purpose_adds_nothing,
		.is_in_region = true,
	},
	[KX_PURPOSE_RETURNING] = {
		.arena_size = kx_purpose_takes_no_arena,
		.is_missing = true,
	},
};

const struct kx_arch kx_arch_arm64 = {
	.name = "aarch64",
	.elf_machine = KX_ELF_AARCH64,
	.formats = formats,
	.purposes = purposes,
	.needs_tree = true,
	/* Linux arch/arm64/kernel/kexec_image.c */
	.file_errno = EINVAL,
	.tree_max = KX_TREE_MAX,
};
