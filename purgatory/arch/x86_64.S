/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Purgatory: what runs between the kernels on x86_64. It sets the state that
 * the 64-bit boot protocol asks for (Linux Documentation/arch/x86/boot.rst,
 * "64-bit Boot Protocol": flat segments 0x10 and 0x18, interrupts off, rsi on
 * the boot parameters) and enters.
 *
 * It is data to whoever carries it: bytes in .rodata, copied into a plan and
 * run from wherever they land. So it is position independent and has no
 * relocations; the loader fills in the two numbers after the first jump
 * (struct kx_purgatory_head in core/arch/x86_64.h).
 */
	.section .rodata
	.code64
	.balign 16
	.globl	kx_purgatory
	.hidden	kx_purgatory
	.globl	kx_purgatory_end
	.hidden	kx_purgatory_end

kx_purgatory:
	jmp	start
	.balign	8, 0x90
entry:
	.quad	0
boot_params:
	.quad	0

start:
	cli
	cld
	leaq	stack_top(%rip), %rsp
	leaq	gdt(%rip), %rax
	movq	%rax, gdt_base(%rip)
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

	.balign	16
gdt:
	.quad	0
	.quad	0
	.quad	0x00af9a000000ffff	/* 0x10: 64-bit code, flat */
	.quad	0x00cf92000000ffff	/* 0x18: data, flat */
gdt_end:
	.balign	4
	.word	0			/* so that the base is aligned */
gdt_limit:
	.word	gdt_end - gdt - 1
gdt_base:
	.quad	0

	.balign	16
	.skip	64
stack_top:
kx_purgatory_end:

	.section .note.GNU-stack, "", @progbits
