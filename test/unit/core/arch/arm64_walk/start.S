/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The beginning and the end of the program, and what needs system registers. */
#define SYSTEM_OFF 0x84000008 /* PSCI */

	.text
	.globl	_start
_start:
	ldr	x0, =stack_end
	mov	sp, x0
	adr	x0, vectors
	msr	vbar_el1, x0
	isb
	bl	walk_all
	b	off

/* void mmu_on(u64 ttbr0, u64 tcr): the memory type at index 0 is cached */
	.globl	mmu_on
mmu_on:
	mov	x2, #0xff
	msr	mair_el1, x2
	msr	ttbr0_el1, x0
	msr	tcr_el1, x1
	isb
	tlbi	vmalle1
	dsb	sy
	isb
	mrs	x2, sctlr_el1
	orr	x2, x2, #1
	msr	sctlr_el1, x2
	isb
	ret

	.globl	mmu_off
mmu_off:
	mrs	x2, sctlr_el1
	bic	x2, x2, #1
	msr	sctlr_el1, x2
	isb
	ret

/* u64 translate(u64 address): PAR_EL1, as for a write */
	.globl	translate
translate:
	at	s1e1w, x0
	isb
	mrs	x0, par_el1
	ret

	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	exception
	.endr
exception:
	bl	mmu_off
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	bl	report_exception
off:
	ldr	x0, =SYSTEM_OFF
	hvc	#0
	b	off
