/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * From 32-bit protected mode, where x86_64_enter_32.S leads, to real mode, as a
 * BIOS starts a program (Linux Documentation/arch/x86/boot.rst, "Running the
 * Kernel"): interrupts off, ds = es = fs = gs = ss. It is entered with its own
 * address in esi. All of it must be below 1 MiB.
 *
 * A BIOS finds the machine as it has left it: its interrupt table at address 0,
 * where Linux has put nothing, the interrupt controllers with their first
 * vectors at 8 and 0x70, and the timer that counts the time of day. Linux has
 * already switched the local APIC and the I/O APIC back to what they are after
 * a reset (restore_boot_irq_mode()).
 */
#define CR0_ET		0x10

#define CODE_16		0x08
#define DATA_16		0x10

/* Offset from the beginning, which is the base of the code's segment. */
#define AT(name)	(name - enter_16)

	.section .enter_16, "ax"
	.balign	16
	.code32
	.globl	enter_16
enter_16:
	jmp	leave_32
	.balign	4, 0x90
program:			/* struct kx_enter_16_head, after its jump */
	.word	0, 0		/* ip, cs */
stack:
	.word	0, 0		/* sp, the segment of all data */

leave_32:
	movl	%esi, %eax
	shrl	$4, %eax
	movw	%ax, AT(real + 2)(%esi)
	movw	%si, AT(code_16 + 2)(%esi)
	movl	%esi, %eax
	shrl	$16, %eax
	movb	%al, AT(code_16 + 4)(%esi)
	leal	AT(gdt_16)(%esi), %eax
	movl	%eax, AT(gdt_16_base)(%esi)
	lgdt	AT(gdt_16_limit)(%esi)
	lidt	AT(idt_16)(%esi)
	ljmpl	*AT(protected)(%esi)

	/* Segments keep the limits of 64 KiB that they have here. */
	.code16
in_protected:
	movw	$DATA_16, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movw	%ax, %ss
	movl	$CR0_ET, %eax
	movl	%eax, %cr0
	ljmpw	*%cs:AT(real)

in_real:
	movw	$AT(ports), %si
	movw	$(ports_end - ports) / 2, %cx
	xorw	%dx, %dx
next_port:
	lodsw	%cs:(%si), %ax
	movb	%al, %dl
	movb	%ah, %al
	outb	%al, %dx
	outb	%al, $0x80	/* a delay for old controllers */
	loop	next_port

	movw	%cs:AT(stack + 2), %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movw	%ax, %ss
	movzwl	%cs:AT(stack), %esp
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	ljmpw	*%cs:AT(program)

	/* Pairs of a port and a byte. */
	.balign	2
ports:
	.byte	0x20, 0x11	/* both interrupt controllers: begin */
	.byte	0xa0, 0x11
	.byte	0x21, 0x08	/* first vectors (Intel 8259A, ICW2) */
	.byte	0xa1, 0x70
	.byte	0x21, 0x04	/* the second one is at IRQ 2 */
	.byte	0xa1, 0x02
	.byte	0x21, 0x01	/* 8086 mode */
	.byte	0xa1, 0x01
	.byte	0x21, 0xb8	/* open: timer, keyboard, the second, floppy */
	.byte	0xa1, 0x0f	/* open: mouse, coprocessor, disks */
	.byte	0x43, 0x34	/* timer 0: every 65536 ticks, 18.2 times a */
	.byte	0x40, 0x00	/* second (Intel 8254, mode 2) */
	.byte	0x40, 0x00
ports_end:

	.balign	4
protected:
	.long	AT(in_protected)
	.word	CODE_16
	.balign	4
real:
	.word	AT(in_real), 0

	.balign	8
gdt_16:
	.quad	0
	/* Marked as accessed, so that the CPU has nothing to write. */
code_16:
	.quad	0x00009b000000ffff	/* 0x08: 16-bit code, from here */
	.quad	0x000093000000ffff	/* 0x10: data, 64 KiB from 0 */
gdt_16_end:
	.skip	2			/* so that the base is aligned */
gdt_16_limit:
	.word	gdt_16_end - gdt_16 - 1
gdt_16_base:
	.long	0
	.skip	2
idt_16:
	.word	0x3ff			/* 256 vectors of 4 bytes, at 0 */
	.long	0

	.section .note.GNU-stack, "", @progbits
