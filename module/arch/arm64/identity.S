/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the kernel's page tables and those of the jump, which map memory to
 * itself: macros for relocate.S and come_back.S.
 */
#include <asm/assembler.h>

#include "module/arch/arm64/relocate.h"

/* SCTLR_EL1 with MMU and caches off; its other bits are those that are RES1. */
#define SCTLR_OFF	0x30500800

/* PSCI's SYSTEM_RESET. */
#define SYSTEM_RESET	0x84000009

/*
 * Twice, for CPUs on which a first TLBI may end too early
 * (CONFIG_ARM64_WORKAROUND_REPEAT_TLBI).
 */
.macro flush_tlb
	.rept	2
	tlbi	vmalle1
	dsb	nsh
	.endr
	isb
.endm

/*
 * Let TTBR0 have the tables at x2, with TCR x1, which the kernel replaces by
 * those of TCR x26. They are replaced while they are not in use. Changes x4 and
 * x5.
 */
.macro enter_tables
	orr	x4, x26, #KXM_TCR_EPD0
	msr	tcr_el1, x4
	isb
	flush_tlb
	msr	ttbr0_el1, x2
	bic	x5, x1, #KXM_TCR_EPD1
	orr	x4, x5, #KXM_TCR_EPD0
	msr	tcr_el1, x4
	isb
	msr	tcr_el1, x5
	isb
	ic	iallu
	dsb	nsh
	isb
.endm

/*
 * In the module: give TTBR0 back its tables, which are x25, with TCR x26. x0 is
 * the TCR that is in use. Changes x0.
 */
.macro leave_tables
	orr	x0, x0, #KXM_TCR_EPD0
	msr	tcr_el1, x0
	isb
	flush_tlb
	msr	ttbr0_el1, x25
	orr	x0, x26, #KXM_TCR_EPD0
	msr	tcr_el1, x0
	isb
	msr	tcr_el1, x26
	isb
.endm

/* Turn the MMU and the caches off. Changes x0. */
.macro turn_off
	mov_q	x0, SCTLR_OFF
	/* Before the MMU is turned off: CONFIG_QCOM_FALKOR_ERRATUM_E1041 */
	isb
	msr	sctlr_el1, x0
	isb
.endm

/* Reset the machine by PSCI, or hang. \call: the KXM_CALL_* of this machine */
.macro reset_machine call
	adr	x1, \call
	ldr	x1, [x1]
	mov_q	x0, SYSTEM_RESET
	cmp	x1, #KXM_CALL_SMC
	b.ne	.Lno_smc\@
	smc	#0
.Lno_smc\@:
	cmp	x1, #KXM_CALL_HVC
	b.ne	.Lstop\@
	hvc	#0
.Lstop\@:
	wfi
	b	.Lstop\@
.endm
