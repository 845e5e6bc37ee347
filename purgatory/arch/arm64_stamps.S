/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What adds its stamps to a timeline on arm64 (core/timeline.h), in images that
 * have one: it lies before the purgatory, and is entered in its place. The MMU
 * is off: memory is Device memory, where each access must be aligned.
 *
 * CNTVCT_EL0 shows the same at EL1 and EL2, before the jump and after it: Linux
 * sets its offset to 0 where it has EL2, and elsewhere the offset is the
 * hypervisor's.
 *
 * core/arch/arm64_stamps.c has these words in a table; a test compares them.
 */
#define TIMELINE_SIZE	88
#define HEAD_SIZE	128	/* struct kx_arm64_stamps */
/* Offsets in the timeline; stamps have 8 bytes. */
#define STAMP_CALL	48
#define STAMP_PURGATORY	72
#define STAMP_ENTRY	80
/* KX_CALL_NOTE_MARK, above so many bits of the counter */
#define MARK		0x584b
#define MARK_SHIFT	48
/* The shortest line that a cache can have, but for those of one word. */
#define LINE_SIZE	16

	.globl	head
head:
	/* A name that is not global: nobody links this, and fills it in. */
timeline:
	.skip	TIMELINE_SIZE
copy:
	.quad	0
	.skip	HEAD_SIZE - (. - timeline)

	isb
	mrs	x4, cntvct_el0
	adr	x5, timeline
	str	x4, [x5, #STAMP_PURGATORY]
	/* Take the note away, so that it is not there at the next start. */
	mrs	x6, tpidr_el0
	msr	tpidr_el0, xzr
	/* kexec.ko has made this stamp, or nobody. */
	ldr	x7, [x5, #STAMP_CALL]
	cbnz	x7, noted
	lsr	x7, x6, #MARK_SHIFT
	mov	x8, #MARK
	cmp	x7, x8
	b.ne	noted
	/* The last time at which the counter ended in these bits. */
	sub	x6, x4, x6
	ubfx	x6, x6, #0, #MARK_SHIFT
	sub	x6, x4, x6
	str	x6, [x5, #STAMP_CALL]
noted:
	ldr	x6, copy
	isb
	mrs	x4, cntvct_el0
	str	x4, [x5, #STAMP_ENTRY]
	mov	x7, #TIMELINE_SIZE
next_word:
	sub	x7, x7, #8
	ldr	x8, [x5, x7]
	str	x8, [x6, x7]
	cbnz	x7, next_word
	/*
	 * The last kernel may have read these lines into a cache, ahead of
	 * time. They are clean there: they don't overwrite the copy.
	 */
	dsb	sy
	mov	x7, #TIMELINE_SIZE + LINE_SIZE - TIMELINE_SIZE % LINE_SIZE
next_line:
	sub	x7, x7, #LINE_SIZE
	add	x8, x6, x7
	dc	civac, x8
	cbnz	x7, next_line
	dsb	sy
	/* The purgatory follows. */
