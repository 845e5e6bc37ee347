/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * From long mode to a kernel's 32-bit entry point. The purgatory enters this as
 * it enters a 64-bit kernel, with interrupts off. It makes the state that the
 * boot protocols of 32-bit entries have in common (Linux's "32-bit Boot
 * Protocol" in Documentation/arch/x86/boot.rst, multiboot's "Machine state",
 * Xen's PVH in docs/misc/pvh.pandoc): protected mode, paging off, flat segments
 * 0x10 and 0x18, and the protocol's numbers in eax, ebx and esi; the other
 * registers are zero. ebx is on the stack, too, as a function's argument.
 * Without paging the depth of the page tables does not matter. All of it must
 * be below 4 GiB.
 */
#define CR0_PG		0x80000000
#define CR4_PAE		0x20
#define CR4_MCE		0x40	/* a TDX guest may not clear it */
#define CR4_LA57	0x1000	/* can't change while paging is on */
#define MSR_EFER	0xc0000080
#define EFER_LME	0x100
#define STACK_SIZE	64

	.section .enter_32, "ax"
	.balign	16
	.code64
	.globl	enter_32
enter_32:
	jmp	leave
	.balign	4, 0x90
head_32:			/* struct kx_enter_32_head, after its jump */
	.long	0, 0, 0, 0	/* entry, eax, ebx, esi */

leave:
	/* PCIDE above all: paging can't be switched off with it. */
	movq	%cr4, %rax
	andl	$(CR4_PAE | CR4_MCE | CR4_LA57), %eax
	movq	%rax, %cr4
	leaq	gdt_32(%rip), %rax
	movq	%rax, gdt_32_base(%rip)
	lgdt	gdt_32_limit(%rip)
	leaq	stack_32(%rip), %rsp
	leaq	head_32(%rip), %rbp
	leaq	compatible(%rip), %rax
	pushq	$0x10
	pushq	%rax
	lretq

	.code32
compatible:
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	/* In this order: EFER.LME can't change while paging is on. */
	movl	%cr0, %eax
	andl	$~CR0_PG, %eax
	movl	%eax, %cr0
	movl	$MSR_EFER, %ecx
	rdmsr
	andl	$~EFER_LME, %eax
	wrmsr
	movl	%cr4, %eax
	andl	$CR4_MCE, %eax
	movl	%eax, %cr4
	/* The stack of a function in C: its argument, and no return address. */
	pushl	8(%ebp)
	pushl	$0
	pushl	(%ebp)
	movl	4(%ebp), %eax
	movl	8(%ebp), %ebx
	movl	12(%ebp), %esi
	xorl	%edi, %edi
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%ebp, %ebp
	ret

	.balign	16
gdt_32:
	.quad	0
	.quad	0
	/* Marked as accessed, so that the CPU has nothing to write. */
	.quad	0x00cf9b000000ffff	/* 0x10: 32-bit code, flat */
	.quad	0x00cf93000000ffff	/* 0x18: data, flat */
gdt_32_end:
	.skip	6			/* so that the base is aligned */
gdt_32_limit:
	.word	gdt_32_end - gdt_32 - 1
gdt_32_base:
	.quad	0
	.skip	STACK_SIZE
	.balign	16
stack_32:

	.section .note.GNU-stack, "", @progbits
