/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The way into the purgatory on x86_64, and out of it: sets the state that the
 * 64-bit boot protocol asks for (Linux Documentation/arch/x86/boot.rst,
 * "64-bit Boot Protocol": flat segments 0x10 and 0x18, interrupts off, rsi on
 * the boot parameters) and enters.
 */
#define HEAD_SIZE	816	/* struct kx_purgatory_head */
#define STACK_SIZE	512

	.section .head, "ax"
	.code64
	.globl	head
head:
	jmp	start
	.balign	8, 0x90
entry:
	.quad	0
boot_params:
	.quad	0
	.skip	HEAD_SIZE - (. - head)

start:
	cli
	cld
	/*
	 * The stack is the caller's: it is read and not written to. For a
	 * kernel that was called, the quadword there is where it returns to
	 * (Linux arch/x86/kernel/relocate_kernel_64.S; zero if it was not).
	 */
	movq	%rsp, %rdi
	leaq	stack_top(%rip), %rsp
	call	prepare

	leaq	gdt(%rip), %rax
	movq	%rax, gdt_base(%rip)
	movw	$(gdt_end - gdt - 1), gdt_limit(%rip)
	lgdt	gdt_limit(%rip)
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	leaq	flat(%rip), %rax
	pushq	$0x10
	pushq	%rax
	lretq
flat:
	movq	boot_params(%rip), %rsi
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
	jmp	*entry(%rip)

	/* Not marked as writable, which it is: it is data to its carrier. */
	.section .tail, "a"
	.balign	16
gdt:
	.quad	0
	.quad	0
	/* Marked as accessed, so that the CPU has nothing to write. */
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code, flat */
	.quad	0x00cf93000000ffff	/* 0x18: data, flat */
gdt_end:
	/* The digest of all before it; all after it is written at run time. */
	.globl	own
own:
	.quad	0

	.balign	16
	.skip	6			/* so that the base is aligned */
gdt_limit:
	.word	0
gdt_base:
	.quad	0
	.skip	STACK_SIZE
	.balign	16
stack_top:

	.section .note.GNU-stack, "", @progbits
