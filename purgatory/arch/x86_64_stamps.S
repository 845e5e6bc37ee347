/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What adds the purgatory's stamps to a timeline (core/timeline.h), in images
 * that have one: it is entered before the purgatory, and by the purgatory in
 * place of the kernel. Both see the registers that they would see without it.
 */
#define HEAD_SIZE	128	/* struct kx_stamps, from its timeline on */
#define TIMELINE_SIZE	88
/* Offsets in the timeline; stamps have 8 bytes. */
#define STAMP_CALL	48
#define STAMP_PURGATORY	72
#define STAMP_ENTRY	80

	.section .stamps, "ax"
	.balign	HEAD_SIZE
	.code64
	.globl	stamps
stamps:
	.skip	TIMELINE_SIZE
purgatory:
	.quad	0
kernel:
	.quad	0
call_note:
	.quad	0
copy:
	.quad	0
	.skip	HEAD_SIZE - (. - stamps)

	/* The stack is the caller's, and stays untouched (x86_64.S). */
	cli
	rdtsc
	movl	%eax, (stamps + STAMP_PURGATORY)(%rip)
	movl	%edx, (stamps + STAMP_PURGATORY + 4)(%rip)
	/* Take the note away, so that it is not there at the next start. */
	movq	call_note(%rip), %rcx
	movq	(%rcx), %rax
	movq	8(%rcx), %rdx
	notq	%rdx
	cmpq	%rax, %rdx
	jne	noted
	xorl	%edx, %edx
	movq	%rdx, (%rcx)
	movq	%rdx, 8(%rcx)
	/* kexec.ko has made this stamp, or nobody. */
	cmpq	%rdx, (stamps + STAMP_CALL)(%rip)
	jne	noted
	movq	%rax, (stamps + STAMP_CALL)(%rip)
noted:
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	jmp	*purgatory(%rip)

	.globl	stamps_kernel
stamps_kernel:
	movq	%rsi, %r8
	rdtsc
	movl	%eax, (stamps + STAMP_ENTRY)(%rip)
	movl	%edx, (stamps + STAMP_ENTRY + 4)(%rip)
	leaq	stamps(%rip), %rsi
	movq	copy(%rip), %rdi
	movl	$TIMELINE_SIZE, %ecx
	rep movsb
	/* The copy has no addresses: next, which is first, is not copied. */
	movq	%rcx, -TIMELINE_SIZE(%rdi)
	movq	%r8, %rsi
	movq	%r8, %rdi
	xorl	%eax, %eax
	xorl	%edx, %edx
	xorl	%r8d, %r8d
	jmp	*kernel(%rip)

	.section .note.GNU-stack, "", @progbits
