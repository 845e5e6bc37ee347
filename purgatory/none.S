/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * In place of what purgatory/build writes, where no compiler for x86_64 is at
 * hand: all of its names, and no code. Plans for x86_64 are refused then.
 */
	.section .rodata
	.irp	name, kx_purgatory, kx_purgatory_end, kx_purgatory_own, \
		kx_purgatory_digest, kx_purgatory_damage, \
		kx_purgatory_enter_32, kx_purgatory_enter_32_end, \
		kx_purgatory_enter_16, kx_purgatory_enter_16_end, \
		kx_purgatory_stamps, kx_purgatory_stamps_kernel, \
		kx_purgatory_stamps_end
	.globl	\name
	.hidden	\name
\name:
	.endr
	.section .note.GNU-stack, "", %progbits
