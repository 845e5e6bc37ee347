/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The entry and exit of the purgatory on x86_64. Before it enters the kernel,
 * it sets the state that the 64-bit boot protocol requires (Linux
 * Documentation/arch/x86/boot.rst, "64-bit Boot Protocol"): flat segments 0x10
 * and 0x18, interrupts off, the address of the boot parameters in rsi.
 */
#define HEAD_SIZE	824	/* struct kx_purgatory_head */
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
	 * The stack belongs to the caller: it is read but not written. If this
	 * kernel was called, the quadword there is its return address (Linux
	 * arch/x86/kernel/relocate_kernel_64.S; zero otherwise).
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
	/* A function in C has its first argument here. */
	movq	%rsi, %rdi
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

	/*
	 * Not marked as writable, although it is written at run time: for the
	 * object that contains the purgatory it is read-only data.
	 */
	.section .tail, "a"
	.balign	16
gdt:
	.quad	0
	.quad	0
	/* Marked as accessed, so that the CPU does not write to them. */
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code, flat */
	.quad	0x00cf93000000ffff	/* 0x18: data, flat */
gdt_end:
	/*
	 * The digest of all bytes before it; bytes after it are written at run
	 * time.
	 */
	.globl	own
own:
	.quad	0
	/* The next character's place on a VGA screen, in characters. */
	.globl	vga_at
vga_at:
	.long	80			/* the second line */
	.long	0

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
