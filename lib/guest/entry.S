/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The first code in a guest, in place of the running kernel's jump. QEMU enters
 * it by PVH (Xen docs/misc/pvh.pandoc): 32-bit protected mode, paging off,
 * flat segments, interrupts off. It says on the first serial port that the
 * guest has come this far, and then enters the plan as a jump of kexec does: in
 * 64-bit mode, with all memory identity-mapped. It needs no stack until it has
 * its own address, which is written into the first instruction.
 */
#define COM1		0x3f8
#define LINE_STATUS	5		/* register */
#define LINE_EMPTY	0x20		/* bit: room for a character */
#define CR0_PG_PE	0x80000001
#define CR4_PAE		0x20
#define MSR_EFER	0xc0000080
#define EFER_LME	0x100
#define STACK_SIZE	64

	.section .rodata
	.balign	16
	.globl	kxl_guest_entry
	.hidden	kxl_guest_entry
	.globl	kxl_guest_entry_end
	.hidden	kxl_guest_entry_end
kxl_guest_entry:
start:
	.code32
	.byte	0xbd			/* movl $HERE, %ebp */
	.long	0			/* struct kxl_guest_head from here on */
	jmp	begin
	.balign	8, 0x90
	.long	0			/* page tables */
	.long	0
	.quad	0			/* the plan's entry */

begin:
	cli
	cld
	leal	(said - start)(%ebp), %esi
next:
	movw	$(COM1 + LINE_STATUS), %dx
wait:
	inb	%dx, %al
	testb	$LINE_EMPTY, %al
	jz	wait
	movb	(%esi), %al
	incl	%esi
	testb	%al, %al
	jz	enter
	movw	$COM1, %dx
	outb	%al, %dx
	jmp	next

enter:
	leal	(gdt - start)(%ebp), %eax
	movl	%eax, (gdt_base - start)(%ebp)
	lgdt	(gdt_limit - start)(%ebp)
	leal	(stack - start)(%ebp), %esp
	movl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	8(%ebp), %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$CR0_PG_PE, %eax
	movl	%eax, %cr0
	pushl	$0x10
	leal	(long_mode - start)(%ebp), %eax
	pushl	%eax
	lret

	.code64
long_mode:
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	movl	%ebp, %ebp
	jmp	*16(%rbp)

said:
	.asciz	"\nkexec: guest entered\n"
	.balign	16
gdt:
	.quad	0
	.quad	0
	/* Marked as accessed, so that the CPU has nothing to write. */
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code, flat */
	.quad	0x00cf93000000ffff	/* 0x18: data, flat */
gdt_end:
	.skip	6			/* so that the base is aligned */
gdt_limit:
	.word	gdt_end - gdt - 1
gdt_base:
	.quad	0
	.skip	STACK_SIZE
	.balign	16
stack:
kxl_guest_entry_end:

	.section .note.GNU-stack, "", @progbits
