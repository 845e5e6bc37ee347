/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The copy steps, as a macro: relocate.S has it, and a test, which runs it in a
 * process. It uses no stack.
 *
 * Each 4 KiB are cleaned to the point of coherency, where the next kernel reads
 * them with its caches off, while they are still in the first cache. Clean and
 * invalidate: Linux replaces a plain clean by it on Cortex-A53, where the plain
 * one does not always work (CONFIG_ARM64_WORKAROUND_CLEAN_CACHE).
 */
#include "module/arch/arm64/relocate.h"

/* Bytes that are copied before they are cleaned. Divides every page size. */
#define KXM_CHUNK_SHIFT 12

/*
 * Carry out the steps of the page of steps at x19 and of those that follow. A
 * step whose source is its destination is only cleaned. Changes x0 to x17.
 *
 * \page_shift: of the kernel's pages
 */
.macro carry_out page_shift
	/* x16: bytes of a cache line; x17: bytes that DC ZVA clears, or 0 */
	mrs	x0, ctr_el0
	ubfx	x0, x0, #16, #4
	mov	x16, #4
	lsl	x16, x16, x0
	mrs	x0, dczid_el0
	mov	x17, xzr
	tbnz	x0, #4, .Lpage\@
	mov	x17, #4
	lsl	x17, x17, x0

	/* x1: steps left in this page of steps; x2: step */
.Lpage\@:
	cbz	x19, .Ldone\@
	ldr	x1, [x19, #COPIES_COUNT]
	add	x2, x19, #COPIES_STEPS
	ldr	x19, [x19, #COPIES_NEXT]
.Lstep\@:
	cbz	x1, .Lpage\@
	sub	x1, x1, #1
	/* x3: destination; x4: source; x5: chunks left */
	ldp	x3, x4, [x2, #STEP_DEST]
	ldr	x5, [x2, #STEP_PAGES]
	lsl	x5, x5, #(\page_shift - KXM_CHUNK_SHIFT)
	add	x2, x2, #STEP_SIZE

	/* x6: what to clean; x7: its end */
.Lchunk\@:
	cbz	x5, .Lstep\@
	sub	x5, x5, #1
	mov	x6, x3
	add	x7, x3, #(1 << KXM_CHUNK_SHIFT)
	cmn	x4, #1
	b.eq	.Lzero\@
	cmp	x3, x4
	b.eq	.Lin_place\@
.Lcopy\@:
	ldp	x8, x9, [x4], #64
	ldp	x10, x11, [x4, #-48]
	ldp	x12, x13, [x4, #-32]
	ldp	x14, x15, [x4, #-16]
	stp	x8, x9, [x3], #64
	stp	x10, x11, [x3, #-48]
	stp	x12, x13, [x3, #-32]
	stp	x14, x15, [x3, #-16]
	cmp	x3, x7
	b.lo	.Lcopy\@
	b	.Lclean\@

.Lin_place\@:
	mov	x3, x7
	mov	x4, x7
	b	.Lclean\@

.Lzero\@:
	cbz	x17, .Lzero_slowly\@
.Lzero_line\@:
	dc	zva, x3
	add	x3, x3, x17
	cmp	x3, x7
	b.lo	.Lzero_line\@
	b	.Lclean\@
.Lzero_slowly\@:
	stp	xzr, xzr, [x3], #16
	cmp	x3, x7
	b.lo	.Lzero_slowly\@

.Lclean\@:
	dc	civac, x6
	add	x6, x6, x16
	cmp	x6, x7
	b.lo	.Lclean\@
	b	.Lchunk\@
.Ldone\@:
.endm
