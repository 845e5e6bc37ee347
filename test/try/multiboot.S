/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A kernel for Multiboot that resets the machine. QEMU, too, would know it by
 * its header, if it found that in the file that it is given.
 */
#define MAGIC 0x1badb002

	.code32
	.long	MAGIC
	.long	0			/* flags */
	.long	-MAGIC			/* so that the sum is 0 */
	.globl	_start
_start:
	lidt	none
	ud2
none:
	.fill	10, 1, 0
	.section .note.GNU-stack, "", @progbits
