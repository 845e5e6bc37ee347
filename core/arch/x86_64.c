// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* x86_64: its formats, and what each purpose changes in a plan. */
#include "core/arch.h"

#include "core/arch/x86_64_crash.h"
#include "core/arch/x86_64_jump_back.h"
#include "core/arch/x86_64_purgatory.h"
#include "core/entry.h"
#include "core/format/bzimage.h"
#include "core/format/elf.h"
#include "core/format/multiboot.h"

const struct kx_entry_mode kx_entry_x86_64 = { "64-bit", { "rsi" } };
const struct kx_entry_mode kx_entry_x86_32 = { "32-bit", { "esi" } };
const struct kx_entry_mode kx_entry_x86_16 = { "real", { "ds", "sp" } };
const struct kx_entry_mode kx_entry_multiboot = { "Multiboot",
						  { "eax", "ebx" } };
const struct kx_entry_mode kx_entry_x86_pvh = { "PVH", { "ebx" } };
const struct kx_entry_mode kx_entry_x86_64_call = { "64-bit", { "rdi" } };
const struct kx_entry_mode kx_entry_x86_32_call = { "32-bit",
						    { "eax", "ebx" } };

static const struct kx_format *const formats[] = {
	&kx_format_bzimage,
	&kx_format_multiboot2,
	&kx_format_multiboot,
	&kx_format_elf_x86_64,
	&kx_format_elf_x86,
	&kx_format_pvh_x86,
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
		.arena_size = kx_crash_size,
		.reserve = kx_crash_reserve,
		.memory = kx_crash_memory,
		.prefix = kx_crash_cmdline,
		.complete = kx_purpose_adds_nothing,
		.prefix_room = KX_ELFCOREHDR_ROOM,
		.is_in_region = true,
		.has_own_map = true,
	},
	[KX_PURPOSE_RETURNING] = {
		.arena_size = kx_jump_back_size,
		.reserve = kx_purpose_reserves_nothing,
		.memory = kx_jump_back_memory,
		.prefix = kx_jump_back_cmdline,
		.complete = kx_jump_back_keep,
		.prefix_room = KX_JUMP_BACK_ROOM,
		.digits_at = KX_JUMP_BACK_DIGITS,
	},
};

static u64 code_size(void)
{
	return kx_purgatory_size();
}

const struct kx_arch kx_arch_x86_64 = {
	.name = "x86_64",
	.elf_machine = 62, /* EM_X86_64 */
	.formats = formats,
	.purposes = purposes,
	/* What is mapped at once (NR_FIX_BTMAPS), less the rest of a page. */
	.tree_max = 252U << 10,
	.code_size = code_size,
	/*
	 * Linux arch/x86/kernel/kexec-bzimage64.c: always room for
	 * " elfcorehdr=0x... ", even without a crash kernel
	 * (MAX_ELFCOREHDR_STR_LEN).
	 */
	.file_line_reserve = 30,
	.file_errno = ENOEXEC,
};
