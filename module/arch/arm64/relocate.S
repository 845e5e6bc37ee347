/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Relocation: leave the running kernel's page tables, carry out the copies,
 * turn the MMU off, enter the next kernel. The code is position independent. It
 * starts in the module, by the tables of TTBR1, and continues at the physical
 * address of a copy in a control page, by the tables of TTBR0 that paging.c
 * built.
 *
 * State at the entry (Linux Documentation/arch/arm64/booting.rst): MMU and data
 * cache off, all exceptions masked, x0 to x3 zero, little-endian, at EL2 if
 * Linux was entered there. Where Linux runs at EL2 (VHE), the names of EL1's
 * registers mean those of EL2, and HCR_EL2.E2H stays set, as in Linux's own
 * kexec.
 *
 * Why nothing in use is overwritten. From "identity" on, only this is read
 * beside the copies' sources: this code, the page tables, the pages of steps.
 * All are control pages, and no segment goes to a control page (page.c). There
 * is no stack and no data. TTBR1's tables are the kernel's, which the copies do
 * overwrite, so EPD1 forbids to walk them, speculatively as well. Nothing runs
 * at EL2 but our own vectors, which are in this page, too.
 *
 * Why the next kernel reads what was copied. With its caches off it reads
 * memory at the point of coherency. Each line of a segment is cleaned and
 * invalidated to there after its last write. This code is executed with the MMU
 * off, too, so jump.c does the same for it. IC IALLU drops what the instruction
 * cache has of both. Other CPUs are powered off, which empties their caches.
 *
 * A rehearsal turns the MMU off and on again, and returns instead of entering
 * the image. Up to there it is the same as a jump.
 */
#include <linux/linkage.h>

#include <asm/page-def.h>

#include "module/arch/arm64/carry_out.S"
#include "module/arch/arm64/identity.S"
#include "module/arch/arm64/relocate.h"

.macro vector target
	.balign	128
	b	\target
.endm

	.text
	.balign	KXM_CODE_SIZE
	.globl	kxm_relocate_page
kxm_relocate_page:
	/* For VBAR_EL1 and for VBAR_EL2: from this level. */
	.rept	8
	vector	fault
	.endr
	/* From a lower one: an HVC, with our vectors at EL2. */
	vector	enter
	.rept	7
	vector	fault
	.endr

/* void kxm_relocate(const struct kxm_relocate_args *args) */
	.balign	128
SYM_FUNC_START(kxm_relocate)
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	/*
	 * No memory of the kernel is used until the way back. x18 is the
	 * kernel's shadow call stack.
	 */
	ldp	x19, x20, [x0, #ARGS_COPIES]
	ldp	x21, x3, [x0, #ARGS_ENTRY]
	ldp	x2, x1, [x0, #ARGS_TTBR0]
	ldr	x23, [x0, #ARGS_EXIT]
	mrs	x25, ttbr0_el1
	mrs	x26, tcr_el1
	mrs	x27, vbar_el1
	mrs	x28, sctlr_el1
	adr	x29, back

	enter_tables
	add	x4, x3, #(identity - kxm_relocate_page)
	br	x4

identity:
	msr	vbar_el1, x3
	msr	tcr_el1, x1
	isb
	flush_tlb
	carry_out PAGE_SHIFT
	mov	x19, x20
	carry_out PAGE_SHIFT
	dsb	sy
	ic	iallu
	dsb	sy
	turn_off

	cmp	x23, #KXM_EXIT_BACK
	b.eq	.Lmmu_on
	cmp	x23, #KXM_EXIT_BY_EL2
	b.ne	enter
	hvc	#0

enter:
	mov	x0, xzr
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x21

.Lmmu_on:
	flush_tlb
	msr	sctlr_el1, x28
	isb
	/* Both tables again, for the branch into the module. */
	mrs	x0, tcr_el1
	bic	x0, x0, #KXM_TCR_EPD1
	msr	tcr_el1, x0
	isb
	ret	x29

back:
	msr	vbar_el1, x27
	leave_tables
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret
SYM_FUNC_END(kxm_relocate)

/* An exception between the two kernels. A hang would be worse. */
fault:
	reset_machine .Lcall

	/* If the code does not fit, this .org fails. */
	.org	kxm_relocate_page + KXM_CALL_SLOT
.Lcall:
	.quad	0 /* set in the copy */
