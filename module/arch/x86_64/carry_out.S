/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The copy steps, as a macro: relocate.S has it, and test/bench/copy_bench.S,
 * which times it in a process. It uses no stack.
 */
#include "module/arch/x86_64/relocate.h"

/*
 * Carry out the steps of the page of steps at r9 and of those that follow.
 * Changes rax, rcx, rsi, rdi, r9, rbx (a step) and rbp (steps left in a page).
 *
 * \page_shift: of the kernel's pages
 */
.macro carry_out page_shift
.Lpage\@:
	testq	%r9, %r9
	jz	.Lcopied\@
	movq	COPIES_COUNT(%r9), %rbp
	leaq	COPIES_STEPS(%r9), %rbx
	movq	COPIES_NEXT(%r9), %r9
.Lstep\@:
	testq	%rbp, %rbp
	jz	.Lpage\@
	movq	STEP_DEST(%rbx), %rdi
	movq	STEP_SOURCE(%rbx), %rsi
	movq	STEP_PAGES(%rbx), %rcx
	shlq	$(\page_shift - 3), %rcx
	addq	$STEP_SIZE, %rbx
	decq	%rbp
	cmpq	$-1, %rsi
	je	.Lzero\@
	rep movsq
	jmp	.Lstep\@
.Lzero\@:
	xorl	%eax, %eax
	rep stosq
	jmp	.Lstep\@
.Lcopied\@:
.endm
