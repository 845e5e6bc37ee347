/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The entry of a program that is no Linux: it calls program() with what it was
 * entered with. In 64-bit mode that is rdi; in 32-bit mode eax, ebx and what is
 * on the stack as the argument of a function.
 */
	.globl	_start
_start:
#ifdef __x86_64__
	orq	%rbx, %rax
	orq	%rcx, %rax
	orq	%rdx, %rax
	orq	%rbp, %rax
	orq	%r15, %rax
	leaq	stack(%rip), %rsp
	movq	%rax, %rsi
	movq	%rdi, %rdx
	call	program
#else
	movl	4(%esp), %ecx
	movl	$stack, %esp
	pushl	%ebx
	pushl	%eax
	pushl	%ecx
	call	program
#endif
	hlt

	.bss
	.skip	4096
	.balign	16
stack:
	.section .note.GNU-stack, "", @progbits
