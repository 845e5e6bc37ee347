/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Purgatory: what runs between the kernels on x86_64. It sets the state that
 * the 64-bit boot protocol asks for (Linux Documentation/arch/x86/boot.rst,
 * "64-bit Boot Protocol": flat segments 0x10 and 0x18, interrupts off, rsi on
 * the boot parameters) and enters. For a crash kernel it first holds the image
 * against its digests, and puts the memory aside that the kernel will use. A
 * kernel that was called, and may return, finds on its command line where to:
 * the quadword that rsp points at here (Linux arch/x86/kernel's
 * relocate_kernel_64.S; zero for one that was not called).
 *
 * It is data to whoever carries it: bytes in .rodata, copied into a plan and
 * run from wherever they land, with memory mapped to itself. So it is position
 * independent and has no relocations; the loader fills in the head (struct
 * kx_purgatory_head in core/arch/x86_64_purgatory.h) and the digest of all
 * bytes before kx_purgatory_own. What is written at run time lies behind that.
 */
#define COM1		0x3f8
#define LINE_STATUS	5
#define TRANSMIT_EMPTY	0x20

#define ROWS		15
#define NAME_SIZE	24
/* A row: what lies where, with which digest, and what it is called. */
#define ROW_START	0
#define ROW_BYTES	8
#define ROW_DIGEST	16
#define ROW_NAME	24
#define ROW_SIZE	(ROW_NAME + NAME_SIZE)

/* enum kx_on_damage (core/crash.h); anything else restarts */
#define DAMAGE_HALT	1
#define DAMAGE_START	2

/* XXH64's PRIME64_1 to PRIME64_5 (core/digest.c) */
#define PRIME_1		0x9e3779b185ebca87
#define PRIME_2		0xc2b2ae3d27d4eb4f
#define PRIME_3		0x165667b19e3779f9
#define PRIME_4		0x85ebca77c2b2ae63
#define PRIME_5		0x27d4eb2f165667c5

/* A name for the outside; inside it would make relocations. */
.macro	export name label
	.globl	\name
	.hidden	\name
	.set	\name, \label
.endm

	.section .rodata
	.code64
	.balign 16
	export	kx_purgatory begin
begin:
	jmp	start
	.balign	8, 0x90
entry:
	.quad	0
boot_params:
	.quad	0
digits:					/* where 16 of them go; 0: nowhere */
	.quad	0
is_checked:				/* 0: there is nothing to verify */
	.quad	0
backup_from:
	.quad	0
backup_to:
	.quad	0
backup_size:				/* bytes; 0: none */
	.quad	0
on_damage:
	.long	0
nr_rows:
	.long	0
own_name:
	.skip	NAME_SIZE
rows:
	.skip	ROWS * ROW_SIZE

start:
	cli
	cld
	movq	digits(%rip), %rdi
	testq	%rdi, %rdi
	jz	2f
	/* The stack is the caller's: it is read and not written to. */
	movq	(%rsp), %rdx
	leaq	hexadecimal(%rip), %rsi
	movl	$16, %ecx
1:
	rolq	$4, %rdx
	movl	%edx, %eax
	andl	$15, %eax
	movb	(%rsi,%rax), %al
	stosb
	decl	%ecx
	jnz	1b
2:
	leaq	stack_top(%rip), %rsp
	cmpq	$0, is_checked(%rip)
	je	intact
	xorl	%ebx, %ebx
verify:
	movl	%ebx, %edi
	call	damage
	testq	%rax, %rax
	jz	verified
	call	tell
	cmpl	$DAMAGE_HALT, on_damage(%rip)
	je	halt
	cmpl	$DAMAGE_START, on_damage(%rip)
	jne	restart
	/* What the purgatory knows of the rest is not worth a look then. */
	testl	%ebx, %ebx
	jz	intact
verified:
	incl	%ebx
	cmpl	nr_rows(%rip), %ebx
	jbe	verify
intact:
	movq	backup_from(%rip), %rsi
	movq	backup_to(%rip), %rdi
	movq	backup_size(%rip), %rcx
	rep movsb

	leaq	gdt(%rip), %rax
	movq	%rax, gdt_base(%rip)
	movw	$(gdt_end - gdt - 1), gdt_limit(%rip)
	lgdt	gdt_limit(%rip)
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	leaq	flat(%rip), %rax
	pushq	$0x10
	pushq	%rax
	lretq
flat:
	movq	boot_params(%rip), %rsi
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
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
	jmp	*entry(%rip)

halt:
	cli
	hlt
	jmp	halt

/*
 * Three ways to reset a PC, the politest first; each is given its time, and so
 * is the serial port to send what is still in its FIFO.
 */
restart:
	call	wait
	movb	$0xfe, %al		/* keyboard controller: pulse reset */
	outb	%al, $0x64
	call	wait
	movw	$0xcf9, %dx		/* chipset: prepare, then hard reset */
	movb	$0x02, %al
	outb	%al, %dx
	call	wait
	movw	$0xcf9, %dx
	movb	$0x06, %al
	outb	%al, %dx
	call	wait
	pushq	$0			/* no IDT: an exception is the last */
	pushq	$0
	lidt	(%rsp)
	ud2

/* A read of port 0x80 takes about a microsecond: 50 ms in all. */
wait:
	movl	$50000, %ecx
1:
	inb	$0x80, %al
	decl	%ecx
	jnz	1b
	ret

/* Say on the first serial port that rax, a name, is damaged. */
tell:
	pushq	%rax
	leaq	text_damaged(%rip), %rsi
	call	print
	popq	%rsi
	call	print
	leaq	text_halting(%rip), %rsi
	cmpl	$DAMAGE_HALT, on_damage(%rip)
	je	print
	leaq	text_starting(%rip), %rsi
	cmpl	$DAMAGE_START, on_damage(%rip)
	je	print
	leaq	text_restarting(%rip), %rsi
	/* falls through */

/* Send the text at rsi; a port that is never ready gets it all the same. */
print:
	lodsb
	testb	%al, %al
	jz	3f
	movl	%eax, %edi
	movl	$100000, %ecx
1:
	movw	$(COM1 + LINE_STATUS), %dx
	inb	%dx, %al
	testb	$TRANSMIT_EMPTY, %al
	jnz	2f
	decl	%ecx
	jnz	1b
2:
	movw	$COM1, %dx
	movl	%edi, %eax
	outb	%al, %dx
	jmp	print
3:
	ret

hexadecimal:
	.ascii	"0123456789abcdef"
text_damaged:
	.asciz	"kexec: crash image damaged: segment "
text_restarting:
	.asciz	": restarting\r\n"
text_halting:
	.asciz	": halting\r\n"
text_starting:
	.asciz	": starting it all the same\r\n"

/*
 * const char *kx_purgatory_damage(u32 index): NULL if the bytes have their
 * digest, else their name. Index 0 is the purgatory itself, 1 the first row.
 * The calling convention is C's, here and below.
 */
	export	kx_purgatory_damage damage
damage:
	pushq	%rbx
	testl	%edi, %edi
	jnz	1f
	leaq	begin(%rip), %rdi
	movl	$(own - begin), %esi
	call	digest
	leaq	own_name(%rip), %rbx
	cmpq	%rax, own(%rip)
	jmp	2f
1:
	decl	%edi
	imulq	$ROW_SIZE, %rdi, %rdi
	leaq	rows(%rip), %rbx
	addq	%rdi, %rbx
	movq	ROW_START(%rbx), %rdi
	movq	ROW_BYTES(%rbx), %rsi
	call	digest
	cmpq	%rax, ROW_DIGEST(%rbx)
	leaq	ROW_NAME(%rbx), %rbx
2:
	movl	$0, %eax
	cmovneq	%rbx, %rax
	popq	%rbx
	ret

/* One word of a stripe into its lane; rcx and rdx are PRIME_1 and _2. */
.macro	mix	offset, lane, temp
	movq	\offset(%rdi), \temp
	imulq	%rdx, \temp
	addq	\temp, \lane
	rolq	$31, \lane
	imulq	%rcx, \lane
.endm

/* A lane into the sum in rax; rbx is PRIME_4. */
.macro	fold	lane
	imulq	%rdx, \lane
	rolq	$31, \lane
	imulq	%rcx, \lane
	xorq	\lane, %rax
	imulq	%rcx, %rax
	addq	%rbx, %rax
.endm

.macro	avalanche bits
	movq	%rax, %r8
	shrq	$\bits, %r8
	xorq	%r8, %rax
.endm

/*
 * u64 kx_purgatory_digest(const void *bytes, u64 size): XXH64 with seed 0,
 * what kx_digest() in core/digest.c computes.
 */
	export	kx_purgatory_digest digest
digest:
	pushq	%rbx
	movabsq	$PRIME_1, %rcx
	movabsq	$PRIME_2, %rdx
	movabsq	$PRIME_5, %rax
	movq	%rsi, %rbx
	shrq	$5, %rbx
	jz	2f
	/* rbx: stripes left; r8 to r11: the lanes */
	leaq	(%rcx,%rdx), %r8
	movq	%rdx, %r9
	xorl	%r10d, %r10d
	movq	%rcx, %r11
	negq	%r11
	.balign	16, 0x90
1:
	mix	0, %r8, %rax
	mix	8, %r9, %rax
	mix	16, %r10, %rax
	mix	24, %r11, %rax
	addq	$32, %rdi
	decq	%rbx
	jnz	1b

	movq	%r8, %rax
	rolq	$1, %rax
	movq	%r9, %rbx
	rolq	$7, %rbx
	addq	%rbx, %rax
	movq	%r10, %rbx
	rolq	$12, %rbx
	addq	%rbx, %rax
	movq	%r11, %rbx
	rolq	$18, %rbx
	addq	%rbx, %rax
	movabsq	$PRIME_4, %rbx
	fold	%r8
	fold	%r9
	fold	%r10
	fold	%r11
2:
	addq	%rsi, %rax
	movabsq	$PRIME_3, %r10
	movabsq	$PRIME_4, %rbx
	movabsq	$PRIME_5, %r9
	andl	$31, %esi
3:
	subl	$8, %esi
	jb	4f
	movq	(%rdi), %r8
	imulq	%rdx, %r8
	rolq	$31, %r8
	imulq	%rcx, %r8
	xorq	%r8, %rax
	rolq	$27, %rax
	imulq	%rcx, %rax
	addq	%rbx, %rax
	addq	$8, %rdi
	jmp	3b
4:
	/* The three low bits are what they were. */
	testl	$4, %esi
	jz	5f
	movl	(%rdi), %r8d
	imulq	%rcx, %r8
	xorq	%r8, %rax
	rolq	$23, %rax
	imulq	%rdx, %rax
	addq	%r10, %rax
	addq	$4, %rdi
5:
	andl	$3, %esi
6:
	subl	$1, %esi
	jb	7f
	movzbl	(%rdi), %r8d
	imulq	%r9, %r8
	xorq	%r8, %rax
	rolq	$11, %rax
	imulq	%rcx, %rax
	incq	%rdi
	jmp	6b
7:
	avalanche 33
	imulq	%rdx, %rax
	avalanche 29
	imulq	%r10, %rax
	avalanche 32
	popq	%rbx
	ret

	.balign	16
gdt:
	.quad	0
	.quad	0
	/* Marked as accessed, so that the CPU has nothing to write. */
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code, flat */
	.quad	0x00cf93000000ffff	/* 0x18: data, flat */
gdt_end:
	/* The digest of all that comes before it. */
	export	kx_purgatory_own own
own:
	.quad	0

	.balign	16
	.skip	6			/* so that the base is aligned */
gdt_limit:
	.word	0
gdt_base:
	.quad	0
	.skip	192
	.balign	16
stack_top:
end:
	export	kx_purgatory_end end

	.section .note.GNU-stack, "", @progbits
