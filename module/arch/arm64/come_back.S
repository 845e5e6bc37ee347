/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An image that returns: the way to it, and the way back. As in relocate.S, the
 * code begins in the module, continues at the physical address of its copy in a
 * control page, and needs no stack. What the way back needs is in a page for
 * this call (struct kxm_visit).
 *
 * State at the entry: as in relocate.S, and
 *
 *  - x30 is the address to return to: kxm_come_back in the copy;
 *  - sp points at a word with the address of the entry, and below it is the
 *    rest of a page of stack. The address that the image leaves in that word is
 *    where the next call enters it.
 *
 * The image returns at the same exception level, with the MMU and the data
 * cache off, and with what it wrote through a cache cleaned to the point of
 * coherency. All other registers that are saved here may have changed.
 *
 * Why memory is as it was. Everything that the image may write, its segments,
 * was exchanged with source pages, and is exchanged again. The rest it leaves
 * alone: the kernel's dirty lines stay in the cache meanwhile, and nobody reads
 * the memory below them.
 *
 * Why the image reads what was loaded, with its caches off: each line of a
 * destination is cleaned and invalidated to the point of coherency after its
 * last write, and DSB waits for that. No dirty line of it is left that could be
 * evicted later, onto what the image writes. Its stack and struct kxm_visit are
 * cleaned in the same way, and this code by return.c, at the load.
 *
 * Why the kernel reads what the image wrote. While the MMU was on, it could
 * read lines of destinations ahead, after they had been invalidated. They are
 * clean, and the image's writes with its caches off passed them by. So on the
 * way back each is invalidated, before it is read; what is read ahead from then
 * on is right, since nobody writes with the caches off any more. DC CIVAC and
 * not DC IVAC: if the image broke the rule, and left its own dirty lines, their
 * contents are its newest, and IVAC would need another argument at EL1 under a
 * hypervisor, which may treat it as CIVAC anyway.
 *
 * Why no stale instruction is executed. What was written is cleaned to the
 * point of coherency, which is beyond that of unification; then IC IALLU, DSB
 * and ISB drop what the instruction cache and the pipeline have of it. This is
 * done both before the image is entered and before the kernel's code is.
 *
 * Why no stale translation is used. TLBs are emptied before the MMU is turned
 * on, when none of the tables of the image is in use, and again when TTBR0 is
 * given back. All of this is for this CPU (NSH): the others have no power.
 *
 * Tags of memory (MTE) stay where they are: no access here or of an image with
 * its MMU off changes them, and the swaps do not check them.
 */
#include <linux/linkage.h>

#include <asm/page-def.h>
#include <asm/sysreg.h>

#include "module/arch/arm64/come_back.h"
#include "module/arch/arm64/identity.S"
#include "module/arch/arm64/swap.S"

/* CurrentEL at EL2. */
#define LEVEL_EL2	8
/* SCTLR_EL2 with MMU and caches off; its other bits are those that are RES1. */
#define SCTLR_EL2_OFF	0x30c50830
/* HCR_EL2.E2H: the names of EL1's registers mean those of EL2. */
#define HCR_E2H_BIT	34
/* SPSR_EL2: to EL1, with its own stack pointer, all exceptions masked. */
#define TO_EL1		0x3c5
/* ESR_EL1.EC of SVC. */
#define CLASS_SHIFT	26
#define CLASS_SVC	0x15

/* VISIT_RUNS: in the image; on the way back, where an exception is a reset. */
#define RUNS		1
#define RUNS_NO_MORE	2

#define VECTOR_SYNC	4 /* from this level, with its own stack pointer */
#define VECTOR_LOWER	8 /* from a lower level */

/*
 * What an image may change, as Linux's own suspend saves it (cpu_do_suspend()),
 * and what it takes for granted there. The FPU's registers are not in use:
 * Linux has saved them (CPU_PM_ENTER).
 */
#define SYSTEM_REGISTERS \
	sp_el0, tpidr_el0, tpidrro_el0, tpidr_el1, contextidr_el1, \
	cpacr_el1, cntkctl_el1, mdscr_el1
/* These are restored before the MMU is turned on, and the others later. */
#define TABLE_REGISTERS	mair_el1, amair_el1, ttbr1_el1
#define LATER_REGISTERS	vbar_el1, ttbr0_el1, tcr_el1
#define TABLES_VBAR	(VISIT_TABLES + 24)
#define TABLES_TTBR0	(VISIT_TABLES + 32)
#define TABLES_TCR	(VISIT_TABLES + 40)
/* Of EL2: what Linux uses with VHE, and needs from its stub without. */
#define EL2_REGISTERS \
	hcr_el2, tpidr_el2, mdcr_el2, cptr_el2, hstr_el2, cnthctl_el2, \
	cntvoff_el2, vttbr_el2, vtcr_el2, vpidr_el2, vmpidr_el2
/* The stub's own. */
#define STUB_REGISTERS	sctlr_el2, tcr_el2, ttbr0_el2, mair_el2, vbar_el2
#define STUB_AREA	(VISIT_EL2 + 128)
/* Keys that sign addresses (IA, IB, DA, DB), and data (GA). */
#define ADDRESS_KEYS \
	s3_0_c2_c1_0, s3_0_c2_c1_1, s3_0_c2_c1_2, s3_0_c2_c1_3, \
	s3_0_c2_c2_0, s3_0_c2_c2_1, s3_0_c2_c2_2, s3_0_c2_c2_3
#define DATA_KEYS	s3_0_c2_c3_0, s3_0_c2_c3_1
#define DATA_KEY_AREA	(VISIT_KEYS + 64)

/* Save at \to in the visit at x0. Changes x1. */
.macro save to registers:vararg
	.set	.Lslot, \to
	.irp	register, \registers
	mrs	x1, \register
	str	x1, [x0, #.Lslot]
	.set	.Lslot, .Lslot + 8
	.endr
.endm

/* Restore from \from in the visit at x28. Changes x1. */
.macro restore from registers:vararg
	.set	.Lslot, \from
	.irp	register, \registers
	ldr	x1, [x28, #.Lslot]
	msr	\register, x1
	.set	.Lslot, .Lslot + 8
	.endr
.endm

.macro vector number
	.balign	128
	mov	x27, #\number
	b	exception
.endm

/* The visit's address, in a copy. */
.macro find_visit to
	adr	\to, .Lvisit
	ldr	\to, [\to]
.endm

	.text
	.balign	KXM_CODE_SIZE
	.globl	kxm_come_back_page
kxm_come_back_page:
	.irp	number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vector	\number
	.endr

	.balign	128
identity:
	msr	vbar_el1, x3
	msr	tcr_el1, x1
	isb
	flush_tlb
	/* The whole PSTATE can be read in an exception only. */
	svc	#0
known:
	ldr	x19, [x28, #VISIT_SWAPS]
	bl	swap_pages
	ldr	x19, [x28, #VISIT_IN_PLACE]
	bl	clean_pages
	bl	clean_visit
	ic	iallu
	dsb	sy
	turn_off
	ldr	x0, [x28, #VISIT_BY_EL2]
	cbz	x0, enter
	hvc	#0

/* At the image's level. */
enter:
	find_visit x28
	mov	x0, #RUNS
	str	x0, [x28, #VISIT_RUNS]
	dsb	sy
	ldp	x0, x16, [x28, #VISIT_STACK]
	mov	sp, x0
	adr	x30, kxm_come_back
	.irp	number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	mov	x\number, xzr
	.endr
	.irp	number, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	mov	x\number, xzr
	.endr
	br	x16

/* The image returns here, and by an exception. */
kxm_come_back:
	msr	daifset, #15
	msr	spsel, #1
	find_visit x28
	mrs	x2, CurrentEL
	cmp	x2, #LEVEL_EL2
	b.ne	.Loff
	mrs	x0, hcr_el2
	tbnz	x0, #HCR_E2H_BIT, .Loff
	mov_q	x0, SCTLR_EL2_OFF
	isb
	msr	sctlr_el2, x0
	isb
	b	.Lis_off
.Loff:
	turn_off
.Lis_off:
	/* Lines of it that were read ahead before the image was entered. */
	bl	clean_visit
	mov	x0, #RUNS_NO_MORE
	str	x0, [x28, #VISIT_RUNS]
	/* At a lower level EL2 can't be had back. */
	ldr	x0, [x28, #VISIT_LEVEL]
	cmp	x0, x2
	b.ne	reset
	cmp	x2, #LEVEL_EL2
	b.ne	.Lown_level
	restore	VISIT_EL2, EL2_REGISTERS
	isb
	/* Of each regime that the image may have had. */
	.rept	2
	tlbi	alle2
	tlbi	alle1
	dsb	nsh
	.endr
	isb
	ldr	x0, [x28, #VISIT_BY_EL2]
	cbz	x0, .Lown_level
	restore	STUB_AREA, STUB_REGISTERS
	isb
	ic	iallu
	dsb	nsh
	isb
	mov_q	x0, SCTLR_OFF
	msr	sctlr_el1, x0
	mov	x0, #TO_EL1
	msr	spsr_el2, x0
	adr	x0, .Lown_level
	msr	elr_el2, x0
	eret
	/* Nothing is executed ahead of it. */
	dsb	nsh
	isb

/* At the kernel's level, with the MMU off. */
.Lown_level:
	str	xzr, [x28, #VISIT_RUNS]
	ldr	x0, [x28, #VISIT_STACK]
	dc	civac, x0
	dsb	sy
	ldr	x0, [x0]
	str	x0, [x28, #VISIT_NEXT]
	bl	clean_visit
	restore	VISIT_TABLES, TABLE_REGISTERS
	adr	x0, kxm_come_back_page
	msr	vbar_el1, x0
	ldp	x0, x1, [x28, #VISIT_TTBR0]
	msr	ttbr0_el1, x0
	msr	tcr_el1, x1
	isb
	flush_tlb
	ic	iallu
	dsb	nsh
	isb
	ldr	x0, [x28, #(VISIT_REGISTERS + 112)]
	msr	sctlr_el1, x0
	isb
	ldr	x19, [x28, #VISIT_SWAPS]
	bl	clean_pages
	ldr	x19, [x28, #VISIT_IN_PLACE]
	bl	clean_pages
	ldr	x19, [x28, #VISIT_SWAPS]
	bl	swap_pages
	ic	iallu
	dsb	sy
	isb
	/* Both tables, for the branch into the module. */
	ldr	x29, [x28, #VISIT_LANDING]
	ldr	x28, [x28, #VISIT_SELF_VA]
	mrs	x0, tcr_el1
	bic	x0, x0, #KXM_TCR_EPD1
	msr	tcr_el1, x0
	isb
	ret	x29

/* Subroutines, at a physical address. The steps begin with the page at x19. */
swap_pages:
	swap	PAGE_SHIFT
	dsb	sy
	ret
clean_pages:
	clean_destinations PAGE_SHIFT
	dsb	sy
	ret
/* Changes x0, x6, x7 and x16. */
clean_visit:
	line_size
	mov	x6, x28
	add	x7, x28, #VISIT_SIZE
	clean_lines
	dsb	sy
	ret

/*
 * At EL2, called by Linux's stub there, with the MMU off: x0 is the visit. EL2
 * is ours from now on. Returns to who called the stub.
 */
	.globl	kxm_take_el2_code
kxm_take_el2_code:
	save	VISIT_EL2, EL2_REGISTERS
	save	STUB_AREA, STUB_REGISTERS
	dsb	sy
	adr	x1, kxm_come_back_page
	msr	vbar_el2, x1
	mov	x0, xzr
	eret
	dsb	nsh
	isb

/*
 * x27: the vector's number. The image has ended itself, if it was running. If
 * not, this is SVC or HVC of the code above, or an error of ours.
 */
exception:
	find_visit x28
	ldr	x26, [x28, #VISIT_RUNS]
	cmp	x26, #RUNS
	b.eq	.Lended
	cbnz	x26, reset
	cmp	x27, #VECTOR_LOWER
	b.eq	enter
	cmp	x27, #VECTOR_SYNC
	b.ne	reset
	mrs	x26, esr_el1
	lsr	x26, x26, #CLASS_SHIFT
	cmp	x26, #CLASS_SVC
	b.ne	reset
	mrs	x26, spsr_el1
	str	x26, [x28, #VISIT_PSTATE]
	b	known

.Lended:
	mov	x0, #RUNS_NO_MORE
	str	x0, [x28, #VISIT_RUNS]
	add	x27, x27, #1
	str	x27, [x28, #VISIT_FAULT]
	mrs	x0, CurrentEL
	cmp	x0, #LEVEL_EL2
	b.ne	.Lof_el1
	mrs	x0, esr_el2
	mrs	x1, elr_el2
	b	.Lknow_why
.Lof_el1:
	mrs	x0, esr_el1
	mrs	x1, elr_el1
.Lknow_why:
	stp	x0, x1, [x28, #VISIT_SYNDROME]
	b	kxm_come_back

reset:
	reset_machine .Lcall

	/* If the code does not fit, these .org fail. */
	.org	kxm_come_back_page + KXM_VISIT_SLOT
.Lvisit:
	.quad	0 /* set in the copy */
	.org	kxm_come_back_page + KXM_CALL_SLOT
.Lcall:
	.quad	0 /* the same */

/* The rest is executed in the module only. */

/* void kxm_call_image(struct kxm_visit *visit) */
SYM_FUNC_START(kxm_call_image)
	stp	x19, x20, [x0, #VISIT_REGISTERS]
	stp	x21, x22, [x0, #(VISIT_REGISTERS + 16)]
	stp	x23, x24, [x0, #(VISIT_REGISTERS + 32)]
	stp	x25, x26, [x0, #(VISIT_REGISTERS + 48)]
	stp	x27, x28, [x0, #(VISIT_REGISTERS + 64)]
	stp	x29, x30, [x0, #(VISIT_REGISTERS + 80)]
	/* x18 is the kernel's shadow call stack. */
	mov	x1, sp
	stp	x18, x1, [x0, #(VISIT_REGISTERS + 96)]
	mrs	x1, sctlr_el1
	str	x1, [x0, #(VISIT_REGISTERS + 112)]
	save	VISIT_SYSTEM, SYSTEM_REGISTERS
	save	VISIT_TABLES, TABLE_REGISTERS, LATER_REGISTERS
	ldr	x2, [x0, #VISIT_SIGNS]
	tbz	x2, #0, .Lno_addresses
	save	VISIT_KEYS, ADDRESS_KEYS
.Lno_addresses:
	tbz	x2, #1, .Lno_data
	save	DATA_KEY_AREA, DATA_KEYS
.Lno_data:
	mrs	x1, CurrentEL
	cmp	x1, #LEVEL_EL2
	b.ne	.Lno_vhe
	save	VISIT_EL2, EL2_REGISTERS
.Lno_vhe:
	adr	x1, landing
	str	x1, [x0, #VISIT_LANDING]
	ldr	x3, [x0, #VISIT_CODE]
	ldp	x2, x1, [x0, #VISIT_TTBR0]
	ldr	x26, [x0, #TABLES_TCR]
	enter_tables
	add	x4, x3, #(identity - kxm_come_back_page)
	br	x4
SYM_FUNC_END(kxm_call_image)

landing:
	ldr	x1, [x28, #TABLES_VBAR]
	msr	vbar_el1, x1
	ldp	x25, x26, [x28, #TABLES_TTBR0]
	leave_tables
	restore	VISIT_SYSTEM, SYSTEM_REGISTERS
	ldr	x2, [x28, #VISIT_SIGNS]
	tbz	x2, #0, .Lno_addresses_back
	restore	VISIT_KEYS, ADDRESS_KEYS
.Lno_addresses_back:
	tbz	x2, #1, .Lno_data_back
	restore	DATA_KEY_AREA, DATA_KEYS
.Lno_data_back:
	ldr	x1, [x28, #VISIT_PSTATE]
	msr	spsr_el1, x1
	adr	x1, .Lreturn
	msr	elr_el1, x1
	ldp	x18, x1, [x28, #(VISIT_REGISTERS + 96)]
	mov	sp, x1
	ldp	x19, x20, [x28, #VISIT_REGISTERS]
	ldp	x21, x22, [x28, #(VISIT_REGISTERS + 16)]
	ldp	x23, x24, [x28, #(VISIT_REGISTERS + 32)]
	ldp	x25, x26, [x28, #(VISIT_REGISTERS + 48)]
	ldp	x29, x30, [x28, #(VISIT_REGISTERS + 80)]
	ldp	x27, x28, [x28, #(VISIT_REGISTERS + 64)]
	/* PSTATE as it was, and ISB's effect. */
	eret
	dsb	nsh
	isb
.Lreturn:
	ret
