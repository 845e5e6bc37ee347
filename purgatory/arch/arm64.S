/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The purgatory on arm64: kexec_load(2) enters a kernel with x0 = 0, and Linux
 * wants the address of the device tree there, and zero in x1 to x3 (Linux
 * Documentation/arch/arm64/booting.rst, "Call the kernel image"). It is entered
 * with the MMU off, at EL1 or EL2, which it leaves as it is.
 *
 * core/arch/arm64_purgatory.c has these words in a table, so that plans for
 * arm64 can be made where there is no compiler for it; a test compares them.
 */
	.globl	head
head:
	ldr	x4, entry
	ldr	x0, tree
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x4
entry:
	.quad	0
tree:
	.quad	0
