/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * PID 1 of a kernel for 32-bit PCs, which runs no program of ours: it says that
 * it runs, and restarts the machine.
 */
#define RESTART_MAGIC_1	0xfee1dead	/* linux/reboot.h */
#define RESTART_MAGIC_2	672274793
#define RESTART		0x01234567

	.globl	_start
_start:
	movl	$4, %eax	/* write(1, ...) */
	movl	$1, %ebx
	movl	$text, %ecx
	movl	$text_end - text, %edx
	int	$0x80
	movl	$88, %eax	/* reboot(...) */
	movl	$RESTART_MAGIC_1, %ebx
	movl	$RESTART_MAGIC_2, %ecx
	movl	$RESTART, %edx
	int	$0x80
	hlt

text:
	.ascii	"kx: init of 32 bits\n"
text_end:

	.section .note.GNU-stack, "", @progbits
