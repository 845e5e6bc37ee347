/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a crash kernel's image begins with on arm64: it compares digests
 * (core/digest.h) of itself and of each part of the image, and then goes on to
 * purgatory/arch/arm64.S. It is entered with the MMU off: memory is Device
 * memory, where each access must be aligned, and there is no stack.
 *
 * core/arch/arm64_check.c has these words in a table, and writes the data
 * behind them (struct kx_arm64_check); a test compares them.
 */
#define ROW_DIGEST 16
#define ROW_NAME   24
#define ROW_SIZE   48
/* Of the PL011: the flag register, and its bit for a full FIFO. */
#define UART_FLAGS 0x18
#define UART_FULL  5
/* PSCI: SYSTEM_RESET. */
#define RESET	   0x84000009
/* KX_DAMAGE_START, and KX_PSCI_HVC. */
#define START 2
#define BY_HVC 1

	.globl	head
head:
	adr	x0, head
	adr	x25, own
	sub	x1, x25, x0
	bl	digest
	ldr	x1, [x25]
	adr	x24, own_name
	/* If it is damaged itself, it can't check the other parts. */
	mov	x22, xzr
	cmp	x0, x1
	b.ne	damaged
	adr	x25, rows
	ldr	x22, count
next:
	cbz	x22, enter
	ldp	x0, x1, [x25]
	bl	digest
	ldr	x1, [x25, #ROW_DIGEST]
	add	x24, x25, #ROW_NAME
	add	x25, x25, #ROW_SIZE
	sub	x22, x22, #1
	cmp	x0, x1
	b.eq	next
damaged:
	adr	x0, damage
	bl	print
	mov	x0, x24
	bl	print
	ldr	x23, action
	cbz	x23, restart
	cmp	x23, #START
	b.ne	halt
	adr	x0, starting
	bl	print
	b	next
enter:
	ldr	x4, entry
	br	x4

restart:
	adr	x0, restarting
	bl	print
	ldr	w0, reset
	ldr	x1, conduit
	cmp	x1, #BY_HVC
	b.eq	call
	b.lo	stop
	smc	#0
	b	stop
call:
	hvc	#0
	b	stop
halt:
	adr	x0, halting
	bl	print
stop:
	wfi
	b	stop

/* XXH64, seed 0, of x1 bytes at x0: a multiple of 32, and not 0. */
digest:
	ldr	x2, prime1
	ldr	x3, prime2
	ldr	x4, prime3
	ldr	x5, prime4
	mov	x6, x1
	add	x7, x2, x3
	mov	x8, x3
	mov	x9, xzr
	neg	x10, x2
stripe:
	ldp	x11, x12, [x0], #16
	ldp	x13, x14, [x0], #16
	madd	x7, x11, x3, x7
	madd	x8, x12, x3, x8
	madd	x9, x13, x3, x9
	madd	x10, x14, x3, x10
	ror	x7, x7, #33
	ror	x8, x8, #33
	ror	x9, x9, #33
	ror	x10, x10, #33
	mul	x7, x7, x2
	mul	x8, x8, x2
	mul	x9, x9, x2
	mul	x10, x10, x2
	subs	x1, x1, #32
	b.ne	stripe
	ror	x0, x7, #63
	ror	x11, x8, #57
	ror	x12, x9, #52
	ror	x13, x10, #46
	add	x0, x0, x11
	add	x0, x0, x12
	add	x0, x0, x13
	.irp	lane, x7, x8, x9, x10
	mul	x11, \lane, x3
	ror	x11, x11, #33
	mul	x11, x11, x2
	eor	x0, x0, x11
	madd	x0, x0, x2, x5
	.endr
	add	x0, x0, x6
	eor	x0, x0, x0, lsr #33
	mul	x0, x0, x3
	eor	x0, x0, x0, lsr #29
	mul	x0, x0, x4
	eor	x0, x0, x0, lsr #32
	ret

/* The text at x0; waits for room in the FIFO, but not for ever. */
print:
	ldr	x2, sink
	cbz	x2, printed
letter:
	ldrb	w3, [x0], #1
	cbz	w3, printed
	mov	w4, #0x100000
full:
	ldr	w5, [x2, #UART_FLAGS]
	sub	w4, w4, #1
	tbz	w5, #UART_FULL, room
	cbnz	w4, full
room:
	str	w3, [x2]
	b	letter
printed:
	ret

damage:
	.asciz	"kexec: crash image damaged: segment "
restarting:
	.asciz	": restarting\r\n"
halting:
	.asciz	": halting\r\n"
starting:
	.asciz	": starting it all the same\r\n"
	.balign	8
prime1:
	.quad	0x9e3779b185ebca87
prime2:
	.quad	0xc2b2ae3d27d4eb4f
prime3:
	.quad	0x165667b19e3779f9
prime4:
	.quad	0x85ebca77c2b2ae63
reset:
	.quad	RESET
	/* From here on: struct kx_arm64_check. */
	.balign	32
data:
entry:
	.quad	0
sink:
	.quad	0
action:
	.quad	0
conduit:
	.quad	0
count:
	.quad	0
own_name:
	.skip	24
rows:
	.skip	15 * ROW_SIZE
	.balign	32, 0
own:
	.quad	0
