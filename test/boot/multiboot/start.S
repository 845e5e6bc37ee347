/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The entry of a Multiboot kernel, and its header: of version 2, relocatable,
 * with addresses in an ELF file; or of version 1, with all addresses in the
 * header. It can run anywhere: nothing is relocated.
 */
#define STACK 4096

	.section .head, "ax"
#if VERSION == 2
	.balign	8
header:	.long	0xe85250d6, 0, header_end - header
	.long	-(0xe85250d6 + (header_end - header))
	.word	1, 0		/* wanted: line, name, modules, memory, map */
	.long	32
	.long	1, 2, 3, 4, 6, 0
	.word	6, 0		/* modules on pages */
	.long	8
	.word	10, 0		/* relocatable */
	.long	24
	.long	0x1000000, 0x7fffffff, 0x200000, 2
	.word	99, 1		/* unknown, and optional */
	.long	8
	.word	0, 0
	.long	8
header_end:
#else
	.balign	4
header:	.long	0x1badb002, 0x10003, -(0x1badb002 + 0x10003)
	.long	header, start, data_end, end, entry
#endif

	.globl	entry
entry:
	cld
	movl	%eax, %edx
	call	1f
1:	popl	%esi
	subl	$1b, %esi	/* how far it was moved */
	leal	end(%esi), %esp
	/* check(magic, info, flags of the CPU, cr0, where it lies) */
	leal	start(%esi), %eax
	pushl	%eax
	movl	%cr0, %eax
	pushl	%eax
	pushfl
	pushl	%ebx
	pushl	%edx
	call	check
	/* A reset by the keyboard's controller. */
	movb	$0xfe, %al
	outb	%al, $0x64
2:	hlt
	jmp	2b

	.section .stack, "aw", @nobits
	.skip	STACK
	.section .note.GNU-stack, "", @progbits
