// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Handles the traps of a purgatory that runs in this process, and emulates the
 * instructions that trapped.
 */
#include "test/unit/core/run_purgatory.h"

#include "core/arch/x86_64_purgatory.h"

#include "test/unit/test.h"

#include <asm/ldt.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COM1	   0x3f8
#define STATUS	   5 /* from a port on */
#define LINE	   3
#define VGA_STATUS 0x3da
#define DELAY	   0x80

u8 *room;
u64 run_from;
u16 serial_port;
u8 line_status;
/* The port's first register is the divisor. */
static bool is_divisor;
u64 returns_to;
struct run_control control;
struct run_seen seen;

/* The caller's stack, which must not be written to. */
#define CALLER_WORDS 64
#define CALLER_TOP   32
static u64 caller[CALLER_WORDS];

/*
 * void run_at(const u8 *start, u64 *stack): jumps there with another stack, and
 * with the direction flag set, as a caller may have it. The trap handler
 * returns through run_end.
 */
void run_at(const u8 *start, u64 *stack);
void run_end(void);
extern u64 run_stack;

__asm__("	.text\n"
	"	.globl	run_at\n"
	"run_at:\n"
	"	pushq	%rbx\n"
	"	pushq	%rbp\n"
	"	pushq	%r12\n"
	"	pushq	%r13\n"
	"	pushq	%r14\n"
	"	pushq	%r15\n"
	"	movq	%rsp, run_stack(%rip)\n"
	"	movq	%rsi, %rsp\n"
	"	std\n"
	"	jmp	*%rdi\n"
	"	.globl	run_end\n"
	"run_end:\n"
	"	popq	%r15\n"
	"	popq	%r14\n"
	"	popq	%r13\n"
	"	popq	%r12\n"
	"	popq	%rbp\n"
	"	popq	%rbx\n"
	"	cld\n"
	"	ret\n"
	"	.bss\n"
	"	.balign	8\n"
	"	.globl	run_stack\n"
	"run_stack:\n"
	"	.quad	0\n"
	"	.text\n");

static void write_port(u16 port, u8 value)
{
	bool is_text = port == serial_port && !is_divisor;

	if (port == serial_port + LINE)
		is_divisor = value & 0x80;
	if (is_text && seen.length < RUN_TEXT_MAX - 1) {
		seen.text[seen.length++] = (char)value;
	} else if (!is_text && port != DELAY && seen.nr_ports < RUN_PORTS_MAX) {
		seen.ports[seen.nr_ports] = port;
		seen.values[seen.nr_ports++] = value;
	}
}

/*
 * A loop that waits for a port counts rcx down: a long wait is shortened to
 * RUN_WAIT_READS reads.
 */
static void read_port(greg_t *registers, u16 port)
{
	u8 value = port == serial_port + STATUS ? line_status : 0xff;

	if (port == serial_port + STATUS)
		seen.status_reads++;
	else if (port == VGA_STATUS)
		seen.screen_reads++;
	else
		seen.pause_reads++;
	registers[REG_RAX] = (registers[REG_RAX] & ~0xffLL) | value;
	if (port != VGA_STATUS && registers[REG_RCX] > RUN_WAIT_READS)
		registers[REG_RCX] = RUN_WAIT_READS;
}

static void pass_over(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
}

/* Bits 3 to 5 of its second byte are the segment register. */
static void load_segment(greg_t *registers, const u8 *at)
{
	seen.segments[at[1] >> 3 & 7] = (u16)registers[REG_RAX];
}

static void mask(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
	seen.is_masked = true;
}

static void out_dx(greg_t *registers, const u8 *at)
{
	(void)at;
	write_port((u16)registers[REG_RDX], (u8)registers[REG_RAX]);
}

static void out_number(greg_t *registers, const u8 *at)
{
	write_port(at[1], (u8)registers[REG_RAX]);
}

static void in_dx(greg_t *registers, const u8 *at)
{
	(void)at;
	read_port(registers, (u16)registers[REG_RDX]);
}

static void in_number(greg_t *registers, const u8 *at)
{
	read_port(registers, at[1]);
}

static void halt(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
	seen.ending = HALTED;
}

static void reset(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
	seen.ending = RESET;
}

static void must(bool holds)
{
	if (!holds)
		seen.ending = LOST;
}

/* lgdt n(%rip): what it reads is relative to the next instruction. */
static void load_gdt(greg_t *registers, const u8 *at)
{
	int offset;

	memcpy(&offset, at + 3, sizeof(offset));
	at = (const u8 *)registers[REG_RIP] + offset;
	memcpy(&seen.gdt_limit, at, sizeof(seen.gdt_limit));
	memcpy(&seen.gdt, at + sizeof(seen.gdt_limit), sizeof(seen.gdt));
}

/* Linux's own selectors for the two modes of a process, and its data. */
#define USER_CS_64 0x33
#define USER_CS_32 0x23
#define USER_DS	   0x2b

static u64 wanted_cs; /* 0: as it was */

static void set_cs(greg_t *registers, u64 selector)
{
	wanted_cs = selector;
	registers[REG_CSGSFS] =
		(registers[REG_CSGSFS] & ~0xffffLL) | (greg_t)selector;
}

/* Bits 53 and 54 of a descriptor: code of 64 bits, or of 32. */
static void far_return(greg_t *registers, const u8 *at)
{
	u64 to[2];
	u64 code = 0;

	(void)at;
	memcpy(to, (const void *)registers[REG_RSP], sizeof(to));
	registers[REG_RSP] += sizeof(to);
	registers[REG_RIP] = (greg_t)to[0];
	must(to[1] == 0x10 && seen.gdt_limit >= 0x17);
	if (seen.ending == LOST)
		return;
	memcpy(&code, (const void *)(seen.gdt + 0x10), sizeof(code));
	seen.is_32bit = code >> 54 & 1;
	must(seen.is_32bit != (code >> 53 & 1));
	set_cs(registers, seen.is_32bit ? USER_CS_32 : USER_CS_64);
}

static u64 low_half(const greg_t *registers, int name)
{
	return (u64)registers[name] & 0xffffffff;
}

static void read_cr0(greg_t *registers, const u8 *at)
{
	(void)at;
	registers[REG_RAX] = (greg_t)seen.control.cr0;
}

/* Paging goes off outside 64-bit code alone, and not with PCIDE. */
static void write_cr0(greg_t *registers, const u8 *at)
{
	(void)at;
	seen.control.cr0 = low_half(registers, REG_RAX);
	must(seen.is_32bit && !(seen.control.cr4 & RUN_CR4_PCIDE));
	must(seen.control.cr0 & RUN_CR0_PE || seen.is_16bit);
}

static void read_cr4(greg_t *registers, const u8 *at)
{
	(void)at;
	registers[REG_RAX] = (greg_t)seen.control.cr4;
}

static void write_cr4(greg_t *registers, const u8 *at)
{
	u64 before = seen.control.cr4;
	u64 fixed =
		seen.control.cr0 & RUN_CR0_PG ? RUN_CR4_PAE | RUN_CR4_LA57 : 0;

	(void)at;
	seen.control.cr4 = low_half(registers, REG_RAX);
	must((before & fixed) == (seen.control.cr4 & fixed));
}

static void read_msr(greg_t *registers, const u8 *at)
{
	(void)at;
	must(low_half(registers, REG_RCX) == 0xc0000080);
	registers[REG_RAX] = (greg_t)(seen.control.efer & 0xffffffff);
	registers[REG_RDX] = (greg_t)(seen.control.efer >> 32);
}

static void write_msr(greg_t *registers, const u8 *at)
{
	(void)at;
	must(low_half(registers, REG_RCX) == 0xc0000080 &&
	     !(seen.control.cr0 & RUN_CR0_PG));
	seen.control.efer = low_half(registers, REG_RAX) |
			    low_half(registers, REG_RDX) << 32;
}

/* What lies at n(%esi). */
static const u8 *at_esi(const greg_t *registers, const u8 *offset)
{
	u32 n;

	memcpy(&n, offset, sizeof(n));
	return (const u8 *)(uintptr_t)((u32)registers[REG_RSI] + n);
}

static void load_low_gdt(greg_t *registers, const u8 *at)
{
	u32 base;

	at = at_esi(registers, at + 3);
	memcpy(&seen.gdt_limit, at, sizeof(seen.gdt_limit));
	memcpy(&base, at + sizeof(seen.gdt_limit), sizeof(base));
	seen.gdt = base;
}

static void load_low_idt(greg_t *registers, const u8 *at)
{
	at = at_esi(registers, at + 3);
	memcpy(&seen.idt_limit, at, sizeof(seen.idt_limit));
	memcpy(&seen.idt, at + sizeof(seen.idt_limit), sizeof(seen.idt));
}

/* A process gets segments of 16 bits, with a base, in a table of its own. */
#define USER_CS_16 0x07

/* ljmpl *n(%esi): into the descriptor 8, which must be code of 16 bits. */
static void far_jump(greg_t *registers, const u8 *at)
{
	struct user_desc code = { .contents = 2, .limit = 0xffff };
	u32 to[2] = { 0, 0 };
	u64 wanted;
	u64 found = 0;

	memcpy(to, at_esi(registers, at + 2), 6);
	seen.base_16 = (u32)registers[REG_RSI];
	must(to[1] == 8 && seen.gdt_limit >= 0x0f);
	if (seen.ending == LOST)
		return;
	memcpy(&found, (const void *)(seen.gdt + 8), sizeof(found));
	/* The base has 24 bits here: it is below 1 MiB, unlike the room. */
	wanted = 0x00009b000000ffff | (seen.base_16 & 0xffffff) << 16;
	must((found ^ wanted) << 8 == 0);
	code.base_addr = (u32)seen.base_16;
	must(syscall(SYS_modify_ldt, 1, &code, sizeof(code)) == 0);
	seen.is_16bit = true;
	registers[REG_RIP] = (greg_t)to[0];
	set_cs(registers, USER_CS_16);
}

/*
 * ljmpw *%cs:n: to the segment of the code, once it is in real mode, and then
 * to the program.
 */
static void far_jump_real(greg_t *registers, const u8 *at)
{
	u16 n;
	u16 to[2];

	memcpy(&n, at + 3, sizeof(n));
	memcpy(to, (const void *)(seen.base_16 + n), sizeof(to));
	must(seen.is_16bit && !(seen.control.cr0 & RUN_CR0_PE));
	if (!seen.is_real) {
		must(to[1] == (u16)(seen.base_16 >> 4));
		seen.is_real = true;
		registers[REG_RIP] = to[0];
		return;
	}
	seen.program[0] = to[0];
	seen.program[1] = to[1];
	memcpy(seen.registers, registers, sizeof(seen.registers));
	if (seen.ending == RUNNING)
		seen.ending = ENTERED;
}

/* Trapping instructions: the bytes that identify them, and their length. */
static const struct {
	u8 bytes[3];
	u8 size;
	u8 length; /* 0: the handler sets rip */
	void (*run)(greg_t *registers, const u8 *at);
} instructions[] = {
	{ { 0xfa }, 1, 1, mask },		       /* cli */
	{ { 0xf4 }, 1, 1, halt },		       /* hlt */
	{ { 0xee }, 1, 1, out_dx },		       /* outb %al, %dx */
	{ { 0xec }, 1, 1, in_dx },		       /* inb %dx, %al */
	{ { 0xe6 }, 1, 2, out_number },		       /* outb %al, $n */
	{ { 0xe4 }, 1, 2, in_number },		       /* inb $n, %al */
	{ { 0x8e }, 1, 2, load_segment },	       /* mov %eax, segment */
	{ { 0x0f, 0x0b }, 2, 2, reset },	       /* ud2 */
	{ { 0x48, 0xcb }, 2, 0, far_return },	       /* lretq */
	{ { 0x0f, 0x01, 0x15 }, 3, 7, load_gdt },      /* lgdt n(%rip) */
	{ { 0x0f, 0x01, 0x1c }, 3, 4, pass_over },     /* lidt (%rsp) */
	{ { 0x0f, 0x20, 0xc0 }, 3, 3, read_cr0 },      /* mov %cr0, %eax */
	{ { 0x0f, 0x22, 0xc0 }, 3, 3, write_cr0 },     /* mov %eax, %cr0 */
	{ { 0x0f, 0x20, 0xe0 }, 3, 3, read_cr4 },      /* mov %cr4, %eax */
	{ { 0x0f, 0x22, 0xe0 }, 3, 3, write_cr4 },     /* mov %eax, %cr4 */
	{ { 0x0f, 0x32 }, 2, 2, read_msr },	       /* rdmsr */
	{ { 0x0f, 0x30 }, 2, 2, write_msr },	       /* wrmsr */
	{ { 0x0f, 0x01, 0x96 }, 3, 7, load_low_gdt },  /* lgdt n(%esi) */
	{ { 0x0f, 0x01, 0x9e }, 3, 7, load_low_idt },  /* lidt n(%esi) */
	{ { 0xff, 0xae }, 2, 0, far_jump },	       /* ljmpl *n(%esi) */
	{ { 0x2e, 0xff, 0x2e }, 3, 0, far_jump_real }, /* ljmpw *%cs:n */
};

static void step(greg_t *registers, const u8 *at)
{
	size_t i;

	if (at == room + RUN_KERNEL) {
		seen.ending = ENTERED;
		memcpy(seen.registers, registers, sizeof(seen.registers));
		return;
	}
	for (i = 0; i < ARRAY_SIZE(instructions); i++) {
		if (memcmp(at, instructions[i].bytes, instructions[i].size))
			continue;
		registers[REG_RIP] += instructions[i].length;
		instructions[i].run(registers, at);
		return;
	}
	seen.ending = LOST;
}

static void trap(int number, siginfo_t *info, void *context)
{
	ucontext_t *user = context;
	greg_t *registers = user->uc_mcontext.gregs;
	const u8 *at = (const u8 *)registers[REG_RIP] + seen.base_16;

	(void)number;
	(void)info;
	if (at < room || at >= room + RUN_ROOM)
		abort();
	if (wanted_cs && wanted_cs != (registers[REG_CSGSFS] & 0xffff))
		seen.ending = REFUSED;
	else
		step(registers, at);
	if (seen.ending == RUNNING)
		return;
	set_cs(registers, USER_CS_64);
	registers[REG_RSP] = (greg_t)run_stack;
	registers[REG_RIP] = (greg_t)run_end;
}

static u64 word_of_caller(u32 index)
{
	return index == CALLER_TOP ? returns_to : index * 0x0101010101010101ULL;
}

/* The purgatory's own stack: all bytes after those that lgdt reads. */
static u8 *own_stack(void)
{
	return room + (kx_purgatory_own - kx_purgatory) + 32;
}

#define MARGIN 64
#define UNUSED 0xa5

static void fill_own_stack(void)
{
	u8 *end = room + kx_purgatory_size();

	memset(own_stack(), UNUSED, (size_t)(end - own_stack()));
}

static void check_margin(void)
{
	u32 i;

	for (i = 0; i < MARGIN; i++)
		assert_int_equal(own_stack()[i], UNUSED);
}

enum ending run(void)
{
	static u8 stack[64 * 1024];
	const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
	const struct sigaction action = {
		.sa_sigaction = trap,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};
	struct sigaction old[2];
	stack_t old_stack;
	u32 i;

	for (i = 0; i < CALLER_WORDS; i++)
		caller[i] = word_of_caller(i);
	fill_own_stack();
	memset(&seen, 0, sizeof(seen));
	seen.control = control;
	wanted_cs = 0;
	assert_int_equal(sigaltstack(&own, &old_stack), 0);
	sigaction(SIGSEGV, &action, &old[0]);
	sigaction(SIGILL, &action, &old[1]);
	/* 64-bit code has none of it, but 32-bit code has. */
	__asm__ volatile("movw %0, %%ds" : : "r"((u16)USER_DS));
	run_at(room + run_from, &caller[CALLER_TOP]);
	sigaction(SIGSEGV, &old[0], NULL);
	sigaction(SIGILL, &old[1], NULL);
	sigaltstack(&old_stack, NULL);
	for (i = 0; i < CALLER_WORDS; i++)
		assert_int_equal(caller[i], word_of_caller(i));
	check_margin();
	return seen.ending;
}

/* Below 4 GiB, as 32-bit code needs it. */
int map_room(void **state)
{
	(void)state;
	room = mmap(NULL, RUN_ROOM, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	run_from = 0;
	serial_port = COM1;
	is_divisor = false;
	line_status = 0x60;
	return room == MAP_FAILED ? -1 : 0;
}

int unmap_room(void **state)
{
	(void)state;
	return munmap(room, RUN_ROOM);
}
