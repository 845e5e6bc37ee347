/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Relocation: leave the running kernel's address space, carry out the copies,
 * enter the next kernel. For an image that returns, this is the way back, too.
 * The code is one page and position independent. It starts at its own address
 * in the module, which the new page tables map to a copy in a control page.
 * Then it continues at the physical address of that copy, which stays intact.
 *
 * State at the entry, as in Linux's relocate_kernel: 64-bit mode, memory mapped
 * to itself, interrupts off, flat segments, all registers zero but rsp, which
 * points at the return address or at a zero.
 *
 * For an image that returns, pages are swapped instead of copied, and swapped
 * back. The image returns to kxm_relocate_back, which reads the address of the
 * next entry from the word that rsp points at. An image that returns with RET
 * leaves its entry there, which it may have changed. An image that calls us
 * leaves the return address of its call (Linux: identity_mapped in
 * relocate_kernel_64.S).
 *
 * A rehearsal enters kxm_relocate_back. Up to there it is the same as a jump.
 */
#include "module/compat/kxm_asm.h"

#include <asm/msr-index.h>
#include <asm/page_types.h>
#include <asm/processor-flags.h>

#include "module/arch/x86_64/carry_out.S"
#include "module/arch/x86_64/relocate.h"

#define COM1		0x3f8
#define LINE_STATUS	5
#define TRANSMIT_EMPTY	0x20

/* Write the low \digits hexadecimal digits of rbx to rdi. */
.macro write_hex digits
	movl	$\digits, %ecx
.Ldigit\@:
	movl	%ebx, %eax
	andl	$15, %eax
	addl	$'0', %eax
	cmpl	$'9', %eax
	jbe	.Lstore\@
	addl	$('a' - '9' - 1), %eax
.Lstore\@:
	movb	%al, -1(%rdi,%rcx)
	shrq	$4, %rbx
	decl	%ecx
	jnz	.Ldigit\@
.endm

.macro save_msr msr to
	movl	$\msr, %ecx
	rdmsr
	movl	%eax, \to(%r8)
	movl	%edx, (\to + 4)(%r8)
.endm

.macro restore_msr msr from
	movl	$\msr, %ecx
	movl	\from(%r12), %eax
	movl	(\from + 4)(%r12), %edx
	wrmsr
.endm

/*
 * Clear S_CET while NMIs go to a handler of the module. That has no ENDBR:
 * objtool removes an ENDBR that no pointer in the code refers to.
 */
.macro clear_s_cet
	movl	$MSR_IA32_S_CET, %ecx
	xorl	%eax, %eax
	xorl	%edx, %edx
	wrmsr
.endm

	.text
	.balign	PAGE_SIZE
	.globl	kxm_relocate_page
kxm_relocate_page:
SYM_CODE_START_NOALIGN(kxm_relocate)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushfq
	cli
	cld
	/* Save what the way back needs. */
	movq	ARGS_DATA_VA(%rdi), %r8
	movq	%rsp, DATA_RSP(%r8)
	movq	%cr0, %rax
	movq	%rax, DATA_CR0(%r8)
	movq	%cr3, %rax
	movq	%rax, DATA_CR3(%r8)
	movq	%cr4, %rax
	movq	%rax, DATA_CR4(%r8)
	movq	%db7, %rax
	movq	%rax, DATA_DR7(%r8)
	sgdt	DATA_SAVED_GDT(%r8)
	sidt	DATA_SAVED_IDT(%r8)
	sldt	DATA_LDT(%r8)
	movw	%ds, DATA_DS(%r8)
	movw	%es, DATA_ES(%r8)
	movw	%fs, DATA_FS(%r8)
	movw	%gs, DATA_GS(%r8)
	save_msr MSR_FS_BASE, DATA_FS_BASE
	save_msr MSR_GS_BASE, DATA_GS_BASE
	save_msr MSR_EFER, DATA_EFER
	testl	$X86_CR4_CET, DATA_CR4(%r8)
	jz	.Lno_cet
	save_msr MSR_IA32_S_CET, DATA_S_CET
	clear_s_cet
.Lno_cet:

	/* The caller's page tables are replaced next: read its memory now. */
	movq	ARGS_COPIES(%rdi), %r9
	movq	ARGS_ENTRY(%rdi), %r10
	movq	ARGS_CODE(%rdi), %r11
	movq	ARGS_DATA(%rdi), %r12
	movq	ARGS_RETURN(%rdi), %r13
	movq	ARGS_ROOT(%rdi), %rax
	movq	ARGS_CR4(%rdi), %rdx
	/* A stack and descriptor tables that both sets of page tables map. */
	leaq	PAGE_SIZE(%r8), %rsp
	lgdt	DATA_GDT_VA(%r8)
	lidt	DATA_IDT_VA(%r8)
	/* Turn off global pages, PCIDs, CET, SMAP and the like. */
	movq	%rdx, %cr4
	movq	%rax, %cr3
	leaq	PAGE_SIZE(%r12), %rsp
	leaq	(identity - kxm_relocate)(%r11), %rax
	pushq	%rax
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(kxm_relocate)

SYM_CODE_START_LOCAL_NOALIGN(identity)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	lgdt	DATA_GDT(%r12)
	lidt	DATA_IDT(%r12)
	movl	$KXM_DATA_SELECTOR, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	pushq	$KXM_CODE_SELECTOR
	leaq	flat(%rip), %rax
	pushq	%rax
	lretq
SYM_CODE_END(identity)

SYM_CODE_START_LOCAL_NOALIGN(flat)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	movq	%cr0, %rax
	andq	$~(X86_CR0_AM | X86_CR0_WP | X86_CR0_TS | X86_CR0_EM), %rax
	orl	$(X86_CR0_PG | X86_CR0_PE), %eax
	movq	%rax, %cr0
	/* Disable the old kernel's breakpoints. */
	xorl	%eax, %eax
	movq	%rax, %db7

	carry_out PAGE_SHIFT
	movq	DATA_SWAPS(%r12), %r9
	call	swap
	/* Code was written: reload CR3, a serialising instruction. */
	movq	%cr3, %rax
	movq	%rax, %cr3
	movq	DATA_STACK(%r12), %rsp
	movq	%r13, DATA_IMAGE_RUNS(%r12)
	pushq	%r10
	pushq	%r13
	pushq	%r10
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
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
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(flat)

/* Carry out the steps from page r9 on, as swaps. Preserves r10 to r15. */
SYM_CODE_START_LOCAL_NOALIGN(swap)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
.Lswap_page:
	testq	%r9, %r9
	jz	.Lswapped
	movq	COPIES_COUNT(%r9), %rbp
	leaq	COPIES_STEPS(%r9), %rbx
	movq	COPIES_NEXT(%r9), %r9
.Lswap_step:
	testq	%rbp, %rbp
	jz	.Lswap_page
	movq	STEP_DEST(%rbx), %rdi
	movq	STEP_SOURCE(%rbx), %rsi
	movq	STEP_PAGES(%rbx), %rcx
	shlq	$(PAGE_SHIFT - 4), %rcx
	addq	$STEP_SIZE, %rbx
	decq	%rbp
.Lswap_words:
	movq	(%rdi), %rax
	movq	(%rsi), %rdx
	movq	%rax, (%rsi)
	movq	%rdx, (%rdi)
	movq	8(%rdi), %rax
	movq	8(%rsi), %rdx
	movq	%rax, 8(%rsi)
	movq	%rdx, 8(%rdi)
	addq	$16, %rdi
	addq	$16, %rsi
	decq	%rcx
	jnz	.Lswap_words
	jmp	.Lswap_step
.Lswapped:
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(swap)

/*
 * An image returns here, at the physical address of this page. The page is
 * mapped to itself; nothing else is known. Then the code goes to its address in
 * the module, and from our page tables to the kernel's.
 */
SYM_CODE_START_LOCAL_NOALIGN(kxm_relocate_back_code)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	.globl	kxm_relocate_back
kxm_relocate_back:
	cli
	cld
	movq	%rsp, %rbx
.Lback:
	/* Disable the image's breakpoints, and drop its global pages. */
	xorl	%eax, %eax
	movq	%rax, %db7
	movq	%cr4, %rax
	andl	$(X86_CR4_PAE | X86_CR4_LA57 | X86_CR4_VMXE), %eax
	movq	%rax, %cr4
	movq	.Lroot(%rip), %rax
	movq	%rax, %cr3
	movq	.Ldata(%rip), %r12
	leaq	PAGE_SIZE(%r12), %rsp
	lgdt	DATA_GDT(%r12)
	lidt	DATA_IDT(%r12)
	movl	$KXM_DATA_SELECTOR, %eax
	movl	%eax, %ss
	movl	%eax, %ds
	movl	%eax, %es
	pushq	$KXM_CODE_SELECTOR
	leaq	back_flat(%rip), %rax
	pushq	%rax
	lretq
SYM_CODE_END(kxm_relocate_back_code)

SYM_CODE_START_LOCAL_NOALIGN(back_flat)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	movq	$0, DATA_IMAGE_RUNS(%r12)
	/* Its stack may be unmapped: an exception goes to .Lnext_known. */
.Lnext:
	ANNOTATE_NOENDBR
	movq	(%rbx), %rbx
	movq	%rbx, DATA_NEXT(%r12)
.Lnext_known:
	leaq	PAGE_SIZE(%r12), %rsp
	movq	DATA_SWAPS(%r12), %r9
	call	swap
	movq	DATA_SELF_VA(%r12), %r12
	leaq	PAGE_SIZE(%r12), %rsp
	lgdt	DATA_GDT_VA(%r12)
	lidt	DATA_IDT_VA(%r12)
	movabsq	$back_in_module, %rax
	pushq	%rax
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(back_flat)

SYM_CODE_START_LOCAL_NOALIGN(back_in_module)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	/* The kernel's page tables use bits that EFER enables. */
	restore_msr MSR_EFER, DATA_EFER
	testl	$X86_CR4_CET, DATA_CR4(%r12)
	jz	.Lno_cet_of_image
	clear_s_cet
.Lno_cet_of_image:
	/*
	 * CR4.CET needs CR0.WP, and CR4.PCIDE needs a CR3 without PCID. FRED is
	 * set later, when the kernel's own entry can handle an NMI.
	 */
	movq	DATA_CR0(%r12), %rax
	movq	%rax, %cr0
	movq	DATA_CR4(%r12), %rax
	btrq	$KXM_CR4_FRED_BIT, %rax
	movq	%rax, %cr4
	movq	DATA_CR3(%r12), %rax
	movq	%rax, %cr3
	/* CS has the kernel's selector already (jump.c asserts it). */
	lgdt	DATA_SAVED_GDT(%r12)
	lldt	DATA_LDT(%r12)
	movl	$KXM_DATA_SELECTOR, %eax
	movl	%eax, %ss
	movw	DATA_DS(%r12), %ds
	movw	DATA_ES(%r12), %es
	movw	DATA_FS(%r12), %fs
	movw	DATA_GS(%r12), %gs
	restore_msr MSR_FS_BASE, DATA_FS_BASE
	restore_msr MSR_GS_BASE, DATA_GS_BASE
	movq	DATA_DR7(%r12), %rax
	movq	%rax, %db7
	movq	DATA_CR4(%r12), %rax
	movq	%rax, %cr4
	lidt	DATA_SAVED_IDT(%r12)
	testl	$X86_CR4_CET, DATA_CR4(%r12)
	jz	.Lno_cet_back
	restore_msr MSR_IA32_S_CET, DATA_S_CET
.Lno_cet_back:
	movq	DATA_RSP(%r12), %rsp
	popfq
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(back_in_module)

/*
 * Exceptions between the two kernels. NMI and int3 are ignored. Any other
 * exception is reported on the first serial port ("kexec: exception NN at
 * ADDRESS"). If an image that returns is running, the exception ends it.
 * Otherwise the machine is reset, which is better than a hang.
 */
/* Exceptions with an error code: 8, 10 to 14, 17, 21, 29, 30 (SDM 3, 6.3.1) */
#define KXM_ERROR_CODES	0x60227d00

	.balign	KXM_VECTOR_SIZE
SYM_CODE_START_LOCAL_NOALIGN(kxm_relocate_vectors_code)
	KXM_UNWIND_END
	.globl	kxm_relocate_vectors
kxm_relocate_vectors:
	.set	vector, 0
	.rept	KXM_VECTORS
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	.if vector == 2 || vector == 3
	iretq
	.elseif (KXM_ERROR_CODES >> vector) & 1
	pushq	$vector
	jmp	exception
	.else
	pushq	$0
	pushq	$vector
	jmp	exception
	.endif
	.balign	KXM_VECTOR_SIZE, 0xcc
	.set	vector, vector + 1
	.endr

	/*
	 * The stack holds vector, error code and rip. It can be any stack,
	 * since the next kernel may have run already; the IDT is ours. The page
	 * in the module does not hold the address of its data, so the IDT's
	 * address is used, which is in that data. An address of a page ends in
	 * zeroes; 0xcc does not.
	 */
exception:
	cld
	movq	.Ldata(%rip), %r12
	testl	$(PAGE_SIZE - 1), %r12d
	jz	.Lfound
	subq	$16, %rsp
	sidt	(%rsp)
	movq	2(%rsp), %r12
	andq	$PAGE_MASK, %r12
	addq	$16, %rsp
.Lfound:
	movq	16(%rsp), %r8
	leaq	.Lnext(%rip), %rax
	cmpq	%rax, %r8
	je	.Lnext_known
	movq	(%rsp), %rbx
	leaq	1(%rbx), %rax
	movq	%rax, DATA_FAULT(%r12)
	movq	%r8, DATA_FAULT_AT(%r12)
	leaq	(DATA_MESSAGE + KXM_MESSAGE_VECTOR)(%r12), %rdi
	write_hex 2
	movq	%r8, %rbx
	leaq	(DATA_MESSAGE + KXM_MESSAGE_RIP)(%r12), %rdi
	write_hex 16

	leaq	DATA_MESSAGE(%r12), %rsi
	movl	$KXM_MESSAGE_SIZE, %ecx
.Lbyte:
	/* If the port is not ready after a while, send anyway. */
	movl	$100000, %ebp
.Lbusy:
	movw	$(COM1 + LINE_STATUS), %dx
	inb	%dx, %al
	testb	$TRANSMIT_EMPTY, %al
	jnz	.Lsend
	decl	%ebp
	jnz	.Lbusy
.Lsend:
	movw	$COM1, %dx
	lodsb
	outb	%al, %dx
	decl	%ecx
	jnz	.Lbyte

	xorl	%eax, %eax
	xchgq	%rax, DATA_IMAGE_RUNS(%r12)
	testq	%rax, %rax
	jnz	.Lfaulted
	/* Load an empty IDT: the next exception resets the machine. */
	pushq	$0
	pushq	$0
	lidt	(%rsp)
	ud2
.Lfaulted:
	leaq	DATA_NEXT(%r12), %rbx
	jmp	.Lback
SYM_CODE_END(kxm_relocate_vectors_code)

/* Count an NMI in a rehearsal. The stack is always in the data page. */
SYM_CODE_START_LOCAL_NOALIGN(kxm_relocate_nmi_code)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	.globl	kxm_relocate_nmi
kxm_relocate_nmi:
	pushq	%rax
	movq	%rsp, %rax
	andq	$PAGE_MASK, %rax
	incq	DATA_NMIS(%rax)
	popq	%rax
	iretq
SYM_CODE_END(kxm_relocate_nmi_code)

	/* If the code does not fit in its page, this .org fails. */
	.org	kxm_relocate_page + KXM_ROOT_SLOT, 0xcc
	/*
	 * Two numbers that are set in the copy. Here they are traps, like the
	 * padding: objtool would take zeroes for an unreachable instruction,
	 * and warn.
	 */
	.set	.Lroot, kxm_relocate_page + KXM_ROOT_SLOT
	.set	.Ldata, kxm_relocate_page + KXM_DATA_SLOT
	.org	kxm_relocate_page + PAGE_SIZE, 0xcc
