// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Images that return, on arm64: as returns.c, with the protocol of kexec.ko(4).
 * Each image is called twice, and leaves the processor in another state.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "test/boot/cases/returns/returns.h"

#define PAGE  4096UL
#define CALLS 2

/* An image's report; its assembly uses the offsets. */
struct report {
	uint64_t calls;	 /* how often this copy of the image was entered */
	uint64_t second; /* how often its second entry was taken */
	uint64_t stack;
	uint64_t word; /* at the stack pointer */
	uint64_t return_to;
	uint64_t level;
	uint64_t masks;
	uint64_t control;   /* SCTLR of this level */
	uint64_t registers; /* all or-ed but x16, x30 and sp */
	uint64_t x16;
};

/* clang-format off */
__asm__(".pushsection .rodata\n"
	/* x19: the report, in memory that is not the image's */
	".macro	returns_begin name\n"
	"	.balign 64\n"
	"returns_\\name:\n"
	"	b	3f\n"
	"	.balign 8\n"
	"1:	.quad	0\n"
	"2:	.quad	0\n"
	"3:\n"
	"	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, "
	"19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29\n"
	"	orr	x0, x0, x\\n\n"
	"	.endr\n"
	"	ldr	x19, 1b\n"
	"	stp	x0, x16, [x19, #64]\n"
	"	adr	x1, 2b\n"
	"	ldr	x0, [x1]\n"
	"	add	x0, x0, #1\n"
	"	str	x0, [x1]\n"
	"	str	x0, [x19]\n"
	"	mov	x0, sp\n"
	"	ldr	x1, [sp]\n"
	"	stp	x0, x1, [x19, #16]\n"
	"	mrs	x20, CurrentEL\n"
	"	stp	x30, x20, [x19, #32]\n"
	"	mrs	x0, daif\n"
	"	mrs	x1, sctlr_el1\n"
	"	cmp	x20, #8\n"
	"	b.ne	4f\n"
	"	mrs	x1, sctlr_el2\n"
	"4:	stp	x0, x1, [x19, #48]\n"
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

	/* Changes every register that Linux uses, at its own level and below. */
	"	returns_begin registers\n"
	"	movz	x0, #0x5a50\n"
	"	movk	x0, #0x1234, lsl #16\n"
	"	.irp	name, sp_el0, tpidr_el0, tpidrro_el0, tpidr_el1, "
	"contextidr_el1, mair_el1, amair_el1, ttbr0_el1, ttbr1_el1, elr_el1, "
	"spsr_el1, far_el1, esr_el1, par_el1\n"
	"	msr	\\name, x0\n"
	"	.endr\n"
	"	lsl	x1, x0, #16\n"
	"	msr	vbar_el1, x1\n"
	"	msr	cpacr_el1, xzr\n"
	"	msr	cntkctl_el1, xzr\n"
	"	mov	x1, #0x1000\n" /* MDSCR_EL1.TDCC */
	"	msr	mdscr_el1, x1\n"
	"	mov	x1, #63\n" /* as few addresses as possible */
	"	msr	tcr_el1, x1\n"
	"	cmp	x20, #8\n"
	"	b.ne	1f\n"
	"	.irp	name, tpidr_el2, vttbr_el2, vtcr_el2, vpidr_el2, "
	"vmpidr_el2, cntvoff_el2, hstr_el2, elr_el2, esr_el2\n"
	"	msr	\\name, x0\n"
	"	.endr\n"
	"	mrs	x1, hcr_el2\n"
	"	tbnz	x1, #34, 1f\n" /* E2H */
	"	mov	x1, #(1 << 31)\n"
	"	orr	x1, x1, #0x8000000\n" /* RW, TGE */
	"	msr	hcr_el2, x1\n"
	"	mov	x1, #0x33ff\n" /* CPTR_EL2's ones */
	"	orr	x1, x1, #0x400\n" /* TFP */
	"	msr	cptr_el2, x1\n"
	"	msr	cnthctl_el2, xzr\n"
	"	msr	mair_el2, x0\n"
	"	msr	ttbr0_el2, x0\n"
	"	lsl	x1, x0, #16\n"
	"	msr	vbar_el2, x1\n"
	"	isb\n"
	"1:	isb\n"
	"	mrs	x1, id_aa64isar1_el1\n"
	"	tst	x1, #0xff0\n"
	"	b.eq	2f\n" /* addresses are not signed */
	"	.irp	name, s3_0_c2_c1_0, s3_0_c2_c1_1, s3_0_c2_c1_2, "
	"s3_0_c2_c1_3, s3_0_c2_c2_0, s3_0_c2_c2_1, s3_0_c2_c2_2, s3_0_c2_c2_3, "
	"s3_0_c2_c3_0, s3_0_c2_c3_1\n"
	"	msr	\\name, x0\n"
	"	.endr\n"
	"2:	msr	spsel, #0\n"
	"	mov	x0, #-1\n"
	"	mov	sp, x0\n"
	"	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, "
	"18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29\n"
	"	mov	x\\n, x0\n"
	"	.endr\n"
	"	ret\n"
	"	returns_end registers\n"

	/* All of the stack that it gets, and none when it returns. */
	"	returns_begin stack\n"
	"	mov	x0, sp\n"
	"	and	x1, x0, #-4096\n"
	"1:	stp	x0, x1, [sp, #-16]!\n"
	"	mov	x2, sp\n"
	"	cmp	x2, x1\n"
	"	b.hi	1b\n"
	"	mov	x0, #0\n"
	"	mov	sp, x0\n"
	"	ret\n"
	"	returns_end stack\n"

	/*
	 * Its own page tables, in its second page, and caches: 1 GiB is mapped
	 * to itself. What it writes, it cleans before it turns them off.
	 */
	"	returns_begin tables\n"
	"	cmp	x20, #8\n"
	"	b.ne	1f\n"
	"	mrs	x0, hcr_el2\n"
	"	tbnz	x0, #34, 1f\n"
	"	ret\n"
	"1:	adr	x1, returns_tables\n"
	"	and	x1, x1, #-4096\n"
	"	add	x1, x1, #4096\n"
	"	mov	x0, #0x701\n" /* block, its own type 0, shared, accessed */
	"	movk	x0, #0x4000, lsl #16\n"
	"	str	x0, [x1, #8]\n"
	"	mov	x0, #0xff\n"
	"	msr	mair_el1, x0\n"
	"	msr	ttbr0_el1, x1\n"
	"	movz	x0, #0x3519\n" /* 39 bits, cached */
	"	movk	x0, #0x80, lsl #16\n" /* EPD1 */
	"	movk	x0, #2, lsl #32\n" /* 40 bits */
	"	msr	tcr_el1, x0\n"
	"	isb\n"
	"	tlbi	vmalle1\n"
	"	dsb	nsh\n"
	"	isb\n"
	"	mrs	x2, sctlr_el1\n"
	"	movz	x0, #0x1005\n" /* M, C, I */
	"	orr	x0, x0, x2\n"
	"	msr	sctlr_el1, x0\n"
	"	isb\n"
	"	add	x3, x1, #2048\n"
	"	str	x0, [x3]\n"
	"	ldr	x4, [x3]\n"
	"	str	x4, [x1, #3072]\n"
	"	dc	civac, x3\n"
	"	add	x3, x3, #1024\n"
	"	dc	civac, x3\n"
	"	dsb	sy\n"
	"	msr	sctlr_el1, x2\n"
	"	isb\n"
	"	ret\n"
	"	returns_end tables\n"

	/* The next call takes the second entry, which takes the first again. */
	"	returns_begin next\n"
	"	adr	x0, 1f\n"
	"	str	x0, [sp]\n"
	"	ret\n"
	"1:	ldr	x19, returns_next + 8\n"
	"	ldr	x0, [x19, #8]\n"
	"	add	x0, x0, #1\n"
	"	str	x0, [x19, #8]\n"
	"	adr	x0, returns_next\n"
	"	str	x0, [sp]\n"
	"	ret\n"
	"	returns_end next\n"

	/* Not in its memory: the next call takes the same entry. */
	"	returns_begin nowhere\n"
	"	mov	x0, #-16\n"
	"	str	x0, [sp]\n"
	"	ret\n"
	"	returns_end nowhere\n"

	"	returns_begin opcode\n"
	"	.inst	0\n"
	"	ret\n"
	"	returns_end opcode\n"

	"	returns_begin breakpoint\n"
	"	brk	#1\n"
	"	ret\n"
	"	returns_end breakpoint\n"

	"	returns_begin call\n"
	"	svc	#0\n"
	"	ret\n"
	"	returns_end call\n"

	/* No processor has so many bits. */
	"	returns_begin address\n"
	"	movz	x0, #0x10, lsl #48\n"
	"	ldr	x0, [x0]\n"
	"	ret\n"
	"	returns_end address\n"

	/* Not higher: TCR.TBI ignores the top byte, and UEFI lies at 0. */
	"	returns_begin jump\n"
	"	movz	x0, #0x10, lsl #48\n"
	"	br	x0\n"
	"	returns_end jump\n"

	/* With its own stack pointer of EL0. */
	"	returns_begin other\n"
	"	msr	spsel, #0\n"
	"	.inst	0\n"
	"	ret\n"
	"	returns_end other\n"
	".popsection\n");
/* clang-format on */

#define IMAGE(name)                            \
	extern const uint8_t returns_##name[]; \
	extern const uint8_t returns_##name##_end[]
IMAGE(plain);
IMAGE(registers);
IMAGE(stack);
IMAGE(tables);
IMAGE(next);
IMAGE(nowhere);
IMAGE(opcode);
IMAGE(breakpoint);
IMAGE(call);
IMAGE(address);
IMAGE(jump);
IMAGE(other);

/* clang-format off */
static const struct returns_image images[] = {
	{ "plain", returns_plain, returns_plain_end },
	{ "registers", returns_registers, returns_registers_end },
	{ "stack", returns_stack, returns_stack_end },
	{ "its own tables", returns_tables, returns_tables_end },
	{ "another entry", returns_next, returns_next_end,
	  .is_reentry = true },
	{ "an entry that is nowhere", returns_nowhere, returns_nowhere_end },
	{ "a bad opcode", returns_opcode, returns_opcode_end, .err = -EIO },
	{ "a breakpoint", returns_breakpoint, returns_breakpoint_end,
	  .err = -EIO },
	{ "a system call", returns_call, returns_call_end, .err = -EIO },
	{ "a bad address", returns_address, returns_address_end, .err = -EIO },
	{ "a bad jump", returns_jump, returns_jump_end, .err = -EIO },
	{ "the other stack pointer", returns_other, returns_other_end,
	  .err = -EIO },
};
/* clang-format on */

static volatile struct report *report;
static uint64_t report_at; /* its physical address */
static long cpus;

/*
 * The report is no memory of the image's, which writes it past the caches: no
 * line of it may be cached then, or be read from the cache afterwards.
 */
static void clean_report(void)
{
	volatile uint8_t *byte = (volatile uint8_t *)report;

	for (size_t i = 0; i < PAGE; i += 16)
		__asm__ volatile("dc civac, %0" : : "r"(byte + i) : "memory");
	__asm__ volatile("dsb sy" : : : "memory");
}

static unsigned long long seen(uint64_t value)
{
	return value;
}

/* The state at the entry is that of kexec.ko(4). */
static void check_entry(const struct returns_image *image, uint64_t entry)
{
	/* kx.virtualization=on: Linux was entered at EL2, and so is the image.
	 */
	const char *el2 = word("virtualization", "off");
	uint64_t level = same_text(el2, "on") ? 8 : 4;

	if (report->x16 != entry || report->word != entry)
		fail("%s: x16 is %#llx, the word on the stack %#llx",
		     image->name, seen(report->x16), seen(report->word));
	if (!report->return_to || (report->stack & 0xfff) != 0xff0)
		fail("%s: entered with x30 %#llx, sp %#llx", image->name,
		     seen(report->return_to), seen(report->stack));
	if (report->level != level || report->masks != 0x3c0)
		fail("%s: entered at level %#llx, DAIF %#llx", image->name,
		     seen(report->level), seen(report->masks));
	/* M, C, I */
	if (report->control & 0x1005 || report->registers)
		fail("%s: entered with SCTLR %#llx, registers %#llx",
		     image->name, seen(report->control),
		     seen(report->registers));
}

static void check_log(const struct returns_image *image)
{
	static int log = -1;

	if (log < 0)
		log = log_open();
	if (log_says(log, "the image came back by", "") != !!image->err)
		fail("%s: the log %s of an exception", image->name,
		     image->err ? "does not tell" : "tells");
}

static void check_after(const struct returns_image *image)
{
	returns_check(image->name);
	check_log(image);
	if (sysconf(_SC_NPROCESSORS_ONLN) != cpus)
		fail("%s: %ld CPUs are online instead of %ld", image->name,
		     sysconf(_SC_NPROCESSORS_ONLN), cpus);
	if (!kexec_loaded())
		fail("%s: nothing is loaded any more", image->name);
}

static void call_image(const struct returns_image *image, uint64_t entry,
		       unsigned int calls)
{
	bool is_second = image->is_reentry && calls == 2;
	double monotonic = returns_seconds(CLOCK_MONOTONIC);
	double wall = returns_seconds(CLOCK_REALTIME);
	double fraction = wall / 3;
	int err;

	clean_report();
	err = call_reboot_kexec();
	clean_report();
	if (returns_physical(report) != report_at)
		fail("%s: the report's page was moved", image->name);
	if (err != image->err)
		fail("%s: reboot says %d instead of %d", image->name, err,
		     image->err);
	/* In a register of the FPU until now. */
	if (fraction != wall / 3)
		fail("%s: the FPU's registers are others", image->name);
	if (!is_second)
		check_entry(image, entry);
	if (report->calls != (image->is_reentry ? 1 : calls) ||
	    report->second != is_second)
		fail("%s: entered %llu and %llu times", image->name,
		     seen(report->calls), seen(report->second));
	returns_check_clocks(image->name, monotonic, wall);
	check_after(image);
}

/* On kexec.ko it can also be rehearsed. */
static void rehearse(void)
{
	static const char *const argv[] = { "/kexec", "--rehearse", NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status)
		fail("kexec --rehearse: %s", result.output);
}

static void run_image(const struct returns_image *image)
{
	struct segment segments[RETURNS_SEGMENTS];
	uint8_t page[PAGE] = { 0 };
	unsigned int calls;
	size_t count;
	int err;

	say("image: %s", image->name);
	memset((void *)(uintptr_t)report, 0, PAGE);
	memcpy(page, image->code, (size_t)(image->end - image->code));
	report_at = returns_physical(report);
	memcpy(page + 8, &report_at, sizeof(report_at));
	count = returns_segments(page, segments);
	err = call_kexec_load(segments[0].mem, count, segments,
			      KEXEC_PRESERVE_CONTEXT);
	if (err)
		fail("%s: kexec_load: %d", image->name, err);
	rehearse();
	for (calls = 1; calls <= CALLS; calls++)
		call_image(image, segments[0].mem, calls);
	verdict("image", "%s", image->name);
}

void case_returns(void)
{
	kexec_arrive();
	returns_fill();
	report = returns_map_pinned();
	cpus = sysconf(_SC_NPROCESSORS_ONLN);
	for (size_t i = 0; i < ARRAY_SIZE(images); i++)
		run_image(&images[i]);
	pass();
}
