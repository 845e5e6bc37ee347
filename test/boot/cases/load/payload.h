/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Images of one page instead of the next kernel, for cases that examine the
 * machine as the jump leaves it. These are assembler macros for them. The code
 * must be position independent, because the linker does not choose its address.
 */
#ifndef TEST_BOOT_CASES_LOAD_PAYLOAD_H
#define TEST_BOOT_CASES_LOAD_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#define PAGE 4096UL

/* clang-format off */
__asm__(
	/* The bytes between two labels, to the second serial port. */
	".macro	payload_say first, last\n"
	"	leaq	\\first(%rip), %rsi\n"
	"	movl	$(\\last - \\first), %ecx\n"
	"1:	movw	$0x2fd, %dx\n"
	"2:	inb	%dx, %al\n"
	"	testb	$0x20, %al\n"
	"	jz	2b\n"
	"	movw	$0x2f8, %dx\n"
	"	lodsb\n"
	"	outb	%al, %dx\n"
	"	decl	%ecx\n"
	"	jnz	1b\n"
	".endm\n"

	/* The time stamp counter, in rax. */
	".macro	payload_ticks\n"
	"	rdtsc\n"
	"	shlq	$32, %rdx\n"
	"	orq	%rdx, %rax\n"
	".endm\n"

	/* 2^32 ticks: one or two seconds. */
	".macro	payload_wait\n"
	"	payload_ticks\n"
	"	movq	%rax, %rbx\n"
	"1:	payload_ticks\n"
	"	subq	%rbx, %rax\n"
	"	shrq	$32, %rax\n"
	"	jz	1b\n"
	".endm\n"

	/* Reset by the keyboard controller, which ends the emulator. */
	".macro	payload_end\n"
	"1:	movb	$0xfe, %al\n"
	"	outb	%al, $0x64\n"
	"	hlt\n"
	"	jmp	1b\n"
	".endm\n");
/* clang-format on */

#endif
