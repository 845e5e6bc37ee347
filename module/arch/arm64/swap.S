/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The copy steps of an image that returns, as swaps: macros for come_back.S and
 * for a test, which runs them in a process. They use no stack. carry_out.S says
 * why lines are cleaned and invalidated. A page of steps is a control page, so
 * no step changes it.
 */
#include "module/arch/arm64/relocate.h"

/* x16: bytes of a cache line */
.macro line_size
	mrs	x0, ctr_el0
	ubfx	x0, x0, #16, #4
	mov	x16, #4
	lsl	x16, x16, x0
.endm

/* Clean and invalidate [x6, x7), which begins with a line of x16 bytes. */
.macro clean_lines
.Lline\@:
	dc	civac, x6
	add	x6, x6, x16
	cmp	x6, x7
	b.lo	.Lline\@
.endm

/*
 * Exchange the contents of each step's source and destination, from the page of
 * steps at x19 on. Destinations are cleaned: the image reads them with its
 * caches off, and the running kernel's may be code. Sources need not be: before
 * they are swapped back, nobody reads them. A step whose source is its
 * destination is only cleaned. Changes x0 to x16, x19.
 */
.macro swap page_shift
	line_size
.Lpage\@:
	cbz	x19, .Ldone\@
	ldr	x1, [x19, #COPIES_COUNT]
	add	x2, x19, #COPIES_STEPS
	ldr	x19, [x19, #COPIES_NEXT]
.Lstep\@:
	cbz	x1, .Lpage\@
	sub	x1, x1, #1
	/* x3: destination; x4: source; x6, x7: what to clean */
	ldp	x3, x4, [x2, #STEP_DEST]
	ldr	x5, [x2, #STEP_PAGES]
	add	x2, x2, #STEP_SIZE
	cbz	x5, .Lstep\@
	mov	x6, x3
	add	x7, x3, x5, lsl #\page_shift
	cmp	x3, x4
	b.eq	.Lclean\@
.Lwords\@:
	ldp	x8, x9, [x3]
	ldp	x10, x11, [x3, #16]
	ldp	x12, x13, [x4]
	ldp	x14, x15, [x4, #16]
	stp	x12, x13, [x3], #32
	stp	x14, x15, [x3, #-16]
	stp	x8, x9, [x4], #32
	stp	x10, x11, [x4, #-16]
	cmp	x3, x7
	b.lo	.Lwords\@
.Lclean\@:
	clean_lines
	b	.Lstep\@
.Ldone\@:
.endm

/*
 * Clean and invalidate each step's destination, from the page of steps at x19
 * on. Changes x0 to x7, x16, x19.
 */
.macro clean_destinations page_shift
	line_size
.Lpage\@:
	cbz	x19, .Ldone\@
	ldr	x1, [x19, #COPIES_COUNT]
	add	x2, x19, #COPIES_STEPS
	ldr	x19, [x19, #COPIES_NEXT]
.Lstep\@:
	cbz	x1, .Lpage\@
	sub	x1, x1, #1
	ldr	x6, [x2, #STEP_DEST]
	ldr	x5, [x2, #STEP_PAGES]
	add	x2, x2, #STEP_SIZE
	cbz	x5, .Lstep\@
	add	x7, x6, x5, lsl #\page_shift
	clean_lines
	b	.Lstep\@
.Ldone\@:
.endm
