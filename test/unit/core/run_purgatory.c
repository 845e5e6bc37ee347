// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Handles the traps of a purgatory that runs in this process, and emulates the
 * instructions that trapped.
 */
#include "test/unit/core/run_purgatory.h"

#include "core/arch/x86_64_purgatory.h"

#include "test/unit/test.h"

#include <signal.h>
#include <sys/mman.h>

#define COM1	    0x3f8
#define COM1_STATUS 0x3fd

u8 *room;
u8 line_status;
u64 returns_to;
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
	if (port == COM1 && seen.length < RUN_TEXT_MAX - 1) {
		seen.text[seen.length++] = (char)value;
	} else if (port != COM1 && seen.nr_ports < RUN_PORTS_MAX) {
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
	u8 value = port == COM1_STATUS ? line_status : 0xff;

	if (port == COM1_STATUS)
		seen.status_reads++;
	else
		seen.pause_reads++;
	registers[REG_RAX] = (registers[REG_RAX] & ~0xffLL) | value;
	if (registers[REG_RCX] > RUN_WAIT_READS)
		registers[REG_RCX] = RUN_WAIT_READS;
}

static void pass_over(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
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

static void far_return(greg_t *registers, const u8 *at)
{
	u64 to[2];

	(void)at;
	memcpy(to, (const void *)registers[REG_RSP], sizeof(to));
	registers[REG_RSP] += sizeof(to);
	registers[REG_RIP] = (greg_t)to[0];
	if (to[1] != 0x10)
		seen.ending = LOST;
}

/* Trapping instructions: the bytes that identify them, and their length. */
static const struct {
	u8 bytes[3];
	u8 size;
	u8 length; /* 0: the handler sets rip */
	void (*run)(greg_t *registers, const u8 *at);
} instructions[] = {
	{ { 0xfa }, 1, 1, mask },		   /* cli */
	{ { 0xf4 }, 1, 1, halt },		   /* hlt */
	{ { 0xee }, 1, 1, out_dx },		   /* outb %al, %dx */
	{ { 0xec }, 1, 1, in_dx },		   /* inb %dx, %al */
	{ { 0xe6 }, 1, 2, out_number },		   /* outb %al, $n */
	{ { 0xe4 }, 1, 2, in_number },		   /* inb $n, %al */
	{ { 0x8e }, 1, 2, pass_over },		   /* mov %eax, segment */
	{ { 0x0f, 0x0b }, 2, 2, reset },	   /* ud2 */
	{ { 0x48, 0xcb }, 2, 0, far_return },	   /* lretq */
	{ { 0x0f, 0x01, 0x15 }, 3, 7, pass_over }, /* lgdt n(%rip) */
	{ { 0x0f, 0x01, 0x1c }, 3, 4, pass_over }, /* lidt (%rsp) */
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
	const u8 *at = (const u8 *)registers[REG_RIP];

	(void)number;
	(void)info;
	if (at < room || at >= room + RUN_ROOM)
		abort();
	step(registers, at);
	if (seen.ending == RUNNING)
		return;
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
	assert_int_equal(sigaltstack(&own, &old_stack), 0);
	sigaction(SIGSEGV, &action, &old[0]);
	sigaction(SIGILL, &action, &old[1]);
	run_at(room, &caller[CALLER_TOP]);
	sigaction(SIGSEGV, &old[0], NULL);
	sigaction(SIGILL, &old[1], NULL);
	sigaltstack(&old_stack, NULL);
	for (i = 0; i < CALLER_WORDS; i++)
		assert_int_equal(caller[i], word_of_caller(i));
	check_margin();
	return seen.ending;
}

int map_room(void **state)
{
	(void)state;
	room = mmap(NULL, RUN_ROOM, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	line_status = 0x60;
	return room == MAP_FAILED ? -1 : 0;
}

int unmap_room(void **state)
{
	(void)state;
	return munmap(room, RUN_ROOM);
}
