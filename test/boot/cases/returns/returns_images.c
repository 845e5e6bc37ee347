// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Images that return with the processor in various states. Each begins with
 * returns_begin, which reports the state at entry, and ends in its own way.
 */
#include "test/boot/cases/returns/returns.h"

#include <errno.h>

#include "test/boot/cases/load/payload.h"
#include "test/boot/guest.h"

/* clang-format off */
__asm__(".pushsection .rodata\n"
	/* rbx: the report, in memory that is not the image's */
	".macro	returns_begin name\n"
	"	.balign 64\n"
	"returns_\\name:\n"
	"	jmp	1f\n"
	"	.balign 8, 0x90\n"
	"2:	.quad	0\n"
	"3:	.quad	0\n"
	"1:	orq	%rcx, %rax\n"
	"	orq	%rdx, %rax\n"
	"	orq	%rsi, %rax\n"
	"	orq	%rdi, %rax\n"
	"	orq	%rbp, %rax\n"
	"	orq	%rbx, %rax\n"
	"	orq	%r8, %rax\n"
	"	orq	%r9, %rax\n"
	"	orq	%r10, %rax\n"
	"	orq	%r11, %rax\n"
	"	orq	%r12, %rax\n"
	"	orq	%r13, %rax\n"
	"	orq	%r14, %rax\n"
	"	orq	%r15, %rax\n"
	"	movq	2b(%rip), %rbx\n"
	"	movq	%rax, 64(%rbx)\n"
	"	incq	3b(%rip)\n"
	"	movq	3b(%rip), %rax\n"
	"	movq	%rax, (%rbx)\n"
	"	movq	%rsp, 8(%rbx)\n"
	"	movq	(%rsp), %rax\n"
	"	movq	%rax, 16(%rbx)\n"
	"	movq	8(%rsp), %rax\n"
	"	movq	%rax, 24(%rbx)\n"
	"	pushfq\n"
	"	popq	32(%rbx)\n"
	"	movq	%cr0, %rax\n"
	"	movq	%rax, 40(%rbx)\n"
	"	movq	%cr3, %rax\n"
	"	movq	%rax, 48(%rbx)\n"
	"	movq	%cr4, %rax\n"
	"	movq	%rax, 56(%rbx)\n"
	"	movq	%cs, %rax\n"
	"	movq	%rax, 72(%rbx)\n"
	"	payload_ticks\n"
	"	movq	%rax, 88(%rbx)\n"
	".endm\n"
	".macro	returns_end name\n"
	"returns_\\name\\()_end:\n"
	".endm\n"

	"	.globl	returns_nothing, returns_nothing_end\n"
	"returns_nothing:\n"
	"	ret\n"
	"returns_nothing_end:\n"

	"	returns_begin plain\n"
	"	ret\n"
	"	returns_end plain\n"

	/* As in the kernel's own test: breakpoints are passed over. */
	"	returns_begin int3\n"
	"	int3\n"
	"	int3\n"
	"	ret\n"
	"	returns_end int3\n"

	/* Changes every register, and the kernel's own as well. */
	"	returns_begin registers\n"
	"	movl	$0xc0000100, %ecx\n" /* FS base */
	"	movl	$0x12345000, %eax\n"
	"	xorl	%edx, %edx\n"
	"	wrmsr\n"
	"	movl	$0xc0000101, %ecx\n" /* GS base */
	"	wrmsr\n"
	"	movl	$0xc0000102, %ecx\n" /* the user's */
	"	wrmsr\n"
	"	movl	$0xc0000082, %ecx\n" /* LSTAR */
	"	wrmsr\n"
	"	movl	$0xc0000080, %ecx\n" /* EFER, without system calls */
	"	rdmsr\n"
	"	andl	$~1, %eax\n"
	"	wrmsr\n"
	"	xorl	%eax, %eax\n"
	"	movl	%eax, %ds\n"
	"	movl	%eax, %es\n"
	"	movl	%eax, %fs\n"
	"	movl	%eax, %gs\n"
	"	lldt	%ax\n"
	"	movq	%cr4, %rax\n"
	"	orq	$0x600, %rax\n" /* OSFXSR, OSXMMEXCPT */
	"	movq	%rax, %cr4\n"
	"	pxor	%xmm0, %xmm0\n"
	"	pxor	%xmm15, %xmm15\n"
	"	fninit\n"
	"	movq	%cr4, %rax\n"
	"	orq	$0x80, %rax\n" /* PGE */
	"	movq	%rax, %cr4\n"
	"	movq	%cr0, %rax\n"
	"	orq	$0x10008, %rax\n" /* WP, TS */
	"	movq	%rax, %cr0\n"
	"	movq	$-1, %rax\n"
	"	movq	%rax, %rbx\n"
	"	movq	%rax, %rcx\n"
	"	movq	%rax, %rdx\n"
	"	movq	%rax, %rsi\n"
	"	movq	%rax, %rdi\n"
	"	movq	%rax, %rbp\n"
	"	movq	%rax, %r8\n"
	"	movq	%rax, %r9\n"
	"	movq	%rax, %r10\n"
	"	movq	%rax, %r11\n"
	"	movq	%rax, %r12\n"
	"	movq	%rax, %r13\n"
	"	movq	%rax, %r14\n"
	"	movq	%rax, %r15\n"
	"	std\n"
	"	ret\n"
	"	returns_end registers\n"

	/*
	 * Hardware breakpoints that are enabled when it returns: one on its own
	 * page.
	 */
	"	returns_begin debug\n"
	"	leaq	returns_debug(%rip), %rax\n"
	"	movq	%rax, %dr0\n"
	"	movl	$0x1000, %eax\n"
	"	movq	%rax, %dr1\n"
	"	movq	%rax, %dr2\n"
	"	movq	%rax, %dr3\n"
	"	movl	$0x33330455, %eax\n"
	"	movq	%rax, %dr7\n"
	"	ret\n"
	"	returns_end debug\n"

	"	returns_begin interrupts\n"
	"	sti\n"
	"	payload_wait\n"
	"	ret\n"
	"	returns_end interrupts\n"

	/*
	 * Sends itself an interrupt through the local APIC, which the image
	 * must map: its second page becomes the page tables for 3 to 4 GiB.
	 * With 5 levels it does nothing.
	 */
	".macro	returns_send vector\n"
	"	movq	%cr4, %rax\n"
	"	testl	$0x1000, %eax\n"
	"	jnz	1f\n"
	"	leaq	1f(%rip), %rdi\n"
	"	andq	$-4096, %rdi\n"
	"	addq	$4096, %rdi\n"
	"	movl	$0xfee00093, %eax\n"
	"	movq	%rax, (0x1f7 * 8)(%rdi)\n"
	"	movq	%cr3, %rsi\n"
	"	movq	(%rsi), %rsi\n"
	"	andq	$-4096, %rsi\n"
	"	orq	$3, %rdi\n"
	"	movq	%rdi, 24(%rsi)\n"
	"	movl	$0xfee00000, %edi\n"
	"	movl	$0x1ff, 0xf0(%rdi)\n" /* on */
	"	movl	$0, 0x310(%rdi)\n"
	"	movl	$(0x44000 + \\vector), 0x300(%rdi)\n"
	"	movq	$0, 24(%rsi)\n"
	"	movq	%cr3, %rax\n"
	"	movq	%rax, %cr3\n"
	"1:\n"
	".endm\n"

	/* One that is pending when the image returns, unknown to the kernel. */
	"	returns_begin pending\n"
	"	returns_send 0x5e\n"
	"	ret\n"
	"	returns_end pending\n"

	/* One that was taken, and not ended: with those of Linux's timer. */
	"	returns_begin taken\n"
	"	sti\n"
	"	returns_send 0xe8\n"
	"	ret\n"
	"	returns_end taken\n"

	/* Both: the pending one is below the other. */
	"	returns_begin nested\n"
	"	sti\n"
	"	returns_send 0xe8\n"
	"	returns_send 0x5e\n"
	"	ret\n"
	"	returns_end nested\n"

	"	returns_begin gdt\n"
	"	lgdt	1f(%rip)\n"
	"	lidt	1f(%rip)\n"
	"	ret\n"
	"1:	.word	0\n"
	"	.quad	0\n"
	"	returns_end gdt\n"

	/* The same tables, in the image's own memory. */
	"	returns_begin cr3\n"
	"	leaq	returns_cr3(%rip), %rdi\n"
	"	addq	$4096, %rdi\n"
	"	movq	%cr3, %rsi\n"
	"	movq	%rdi, %rax\n"
	"	movl	$512, %ecx\n"
	"	rep movsq\n"
	"	movq	%rax, %cr3\n"
	"	ret\n"
	"	returns_end cr3\n"

	/* A stack of its own, with a word on top that is not an entry point. */
	"	returns_begin stack\n"
	"	movq	(%rsp), %rax\n"
	"	leaq	1f(%rip), %rsp\n"
	"	jmp	*%rax\n"
	"1:	.quad	0x123456789abcdef0\n"
	"	returns_end stack\n"

	/* No stack at all: an address without memory. */
	"	returns_begin no_stack\n"
	"	movq	(%rsp), %rax\n"
	"	movabsq	$0x8000000000000000, %rsp\n"
	"	jmp	*%rax\n"
	"	returns_end no_stack\n"

	/* The next call takes the second entry, which takes the first again. */
	"	returns_begin next\n"
	"	leaq	1f(%rip), %rax\n"
	"	movq	%rax, 8(%rsp)\n"
	"	ret\n"
	"1:	movq	(returns_next + 8)(%rip), %rbx\n"
	"	incq	80(%rbx)\n"
	"	leaq	returns_next(%rip), %rax\n"
	"	movq	%rax, 8(%rsp)\n"
	"	ret\n"
	"	returns_end next\n"

	"	returns_begin bad_opcode\n"
	"	ud2\n"
	"	returns_end bad_opcode\n"

	"	returns_begin bad_address\n"
	"	movabsq	$0x00007ffffffff000, %rax\n"
	"	movq	%rax, (%rax)\n"
	"	ret\n"
	"	returns_end bad_address\n"

	"	returns_begin bad_jump\n"
	"	movabsq	$0x00007ffffffff000, %rax\n"
	"	jmp	*%rax\n"
	"	returns_end bad_jump\n"
	".popsection\n");
/* clang-format on */

#define IMAGE(name)                            \
	extern const uint8_t returns_##name[]; \
	extern const uint8_t returns_##name##_end[]
IMAGE(plain);
IMAGE(int3);
IMAGE(registers);
IMAGE(debug);
IMAGE(interrupts);
IMAGE(gdt);
IMAGE(pending);
IMAGE(taken);
IMAGE(nested);
IMAGE(cr3);
IMAGE(stack);
IMAGE(no_stack);
IMAGE(next);
IMAGE(bad_opcode);
IMAGE(bad_address);
IMAGE(bad_jump);

/* clang-format off */
const struct returns_image returns_images[] = {
	{ "plain", returns_plain, returns_plain_end },
	{ "int3", returns_int3, returns_int3_end },
	{ "registers", returns_registers, returns_registers_end },
	{ "debug registers", returns_debug, returns_debug_end },
	{ "interrupts on", returns_interrupts, returns_interrupts_end },
	{ "an interrupt that waits", returns_pending, returns_pending_end },
	{ "an interrupt that was taken", returns_taken, returns_taken_end },
	{ "one that waits behind it", returns_nested, returns_nested_end },
	{ "no GDT, no IDT", returns_gdt, returns_gdt_end },
	{ "its own CR3", returns_cr3, returns_cr3_end },
	{ "its own stack", returns_stack, returns_stack_end },
	{ "no stack", returns_no_stack, returns_no_stack_end },
	{ "another entry", returns_next, returns_next_end,
	  .is_reentry = true },
	{ "a bad opcode", returns_bad_opcode, returns_bad_opcode_end,
	  .err = -EIO },
	{ "a bad address", returns_bad_address, returns_bad_address_end,
	  .err = -EIO },
	{ "a bad jump", returns_bad_jump, returns_bad_jump_end,
	  .err = -EIO },
};
/* clang-format on */

const size_t returns_image_count = ARRAY_SIZE(returns_images);
