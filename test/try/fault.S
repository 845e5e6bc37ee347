/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A kernel that resets the machine: an exception, and no table of handlers. */
	.globl	_start
_start:
	lidt	none(%rip)
	ud2
none:
	.fill	10, 1, 0
	.section .note.GNU-stack, "", @progbits
