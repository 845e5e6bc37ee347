// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Runs the purgatory of a plan, whatever it is made of, and says what it did:
 * purgatory ADDRESS... <PLAN. The plan lies where it would, in a child for each
 * ADDRESS, the byte at which is changed before ("-": none). What a process may
 * not do (ports, descriptor tables, halting) traps, and is done here instead.
 * Only the segment with the entry point can be executed: the kernel is entered
 * when an instruction elsewhere is fetched.
 *
 * PLAN: entry and number of segments, then for each its address, its size, the
 * number of bytes, and these; all numbers of 64 bits.
 */
#include "test/record/purgatory_traps.h"

#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define SEGMENTS_MAX 16
#define PAGE	     4096ULL
#define LOW_END	     0xa0000ULL
/* What is compared of a segment; windows have hundreds of MiB of zeroes. */
#define COMPARED (16ULL << 20)
/* Two hundred thousand traps, those of a restart, take a second. */
#define CPU_SECONDS 20
#define CALLER_SIZE 64
#define CALLER_TOP  32

struct segment {
	uint64_t mem;
	uint64_t memsz;
	uint64_t bufsz;
	uint8_t *bytes;
};

static struct {
	uint64_t entry;
	uint64_t count;
	struct segment segments[SEGMENTS_MAX];
	const struct segment *code; /* the one with the entry point */
} plan;

struct seen seen;

/* Whoever calls: a stack that is not to be written to. */
static uint64_t caller[CALLER_SIZE];

void run_at(uint64_t start, uint64_t *stack);

__asm__("	.text\n"
	"	.globl	run_at\n"
	"run_at:\n"
	"	movq	%rsi, %rsp\n"
	"	jmp	*%rdi\n");

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	_exit(3);
}

static bool is_in(const struct segment *segment, uint64_t address)
{
	return address >= segment->mem &&
	       address - segment->mem < segment->memsz;
}

static uint8_t low_byte(uint64_t address)
{
	return (uint8_t)(address * 13 + (address >> 8));
}

static uint8_t byte_before(const struct segment *segment, uint64_t offset)
{
	return offset < segment->bufsz ? segment->bytes[offset] : 0;
}

static void report(void);

static void trap(int number, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	seen.at = number == SIGSEGV ? (uint64_t)(uintptr_t)info->si_addr : 0;
	if (is_in(plan.code, (uint64_t)registers[REG_RIP]))
		purgatory_step(registers);
	else
		seen.ending = ENTERED;
	if (seen.ending == RUNNING)
		return;
	memcpy(seen.registers, registers, sizeof(seen.registers));
	report();
	fflush(stdout);
	_exit(0);
}

/* ---- what came of it ---------------------------------------------------- */

static uint64_t word_of_caller(unsigned int index)
{
	return index == CALLER_TOP ? 0x123456789abcdef0
				   : index * 0x0101010101010101;
}

static void report_registers(void)
{
	static const char *const names[] = { "rax", "rcx", "rdx", "rbx",
					     "rsp", "rbp", "rsi", "rdi",
					     "r8",  "r9",  "r10", "r11",
					     "r12", "r13", "r14", "r15" };
	unsigned int i;

	printf(" at %#llx,", seen.registers[REG_RIP]);
	for (i = 0; i < 16; i++) {
		greg_t value = *purgatory_register(seen.registers, i);

		if (i == 4)
			printf(" stack %s,",
			       is_in(plan.code, (uint64_t)value - 1)
				       ? "its own"
				       : "another");
		else if (value)
			printf(" %s %#llx,", names[i], value);
	}
	printf(" direction %u,",
	       (unsigned int)seen.registers[REG_EFL] >> 10 & 1);
	printf(" es %#x cs %#x ss %#x ds %#x fs %#x gs %#x,", seen.selectors[0],
	       seen.selectors[1], seen.selectors[2], seen.selectors[3],
	       seen.selectors[4], seen.selectors[5]);
	printf(" gdt");
	for (i = 0; i + 7 <= seen.gdt_limit && i + 8 <= sizeof(seen.gdt);
	     i += 8) {
		uint64_t entry;

		memcpy(&entry, seen.gdt + i, sizeof(entry));
		printf(" %#" PRIx64, entry);
	}
	printf("\n");
}

/* Is all of a page as it was? Most are, and then it takes no time. */
static bool is_page_same(const struct segment *segment, uint64_t from)
{
	static const uint8_t zeroes[PAGE];
	const uint8_t *now = (const void *)(uintptr_t)(segment->mem + from);

	if (from >= segment->bufsz)
		return !memcmp(now, zeroes, PAGE);
	return from + PAGE <= segment->bufsz &&
	       !memcmp(now, segment->bytes + from, PAGE);
}

/* From the first byte that is another now to the last, with a sum (FNV-1a). */
static void report_range(const struct segment *segment, uint64_t from,
			 uint8_t (*before)(const struct segment *segment,
					   uint64_t offset))
{
	uint64_t end = segment->memsz < COMPARED ? segment->memsz : COMPARED;
	const uint8_t *now = (const void *)(uintptr_t)segment->mem;
	uint64_t sum = 0xcbf29ce484222325;
	uint64_t start = 0;
	uint64_t last = 0;
	uint64_t i;

	for (i = from; i < end; i++) {
		if (before == byte_before && !(i % PAGE) && i + PAGE <= end &&
		    is_page_same(segment, i)) {
			i += PAGE - 1;
			continue;
		}
		if (now[i] == before(segment, i))
			continue;
		if (!last)
			start = i;
		last = i + 1;
	}
	if (!last)
		return;
	for (i = start; i < last; i++)
		sum = (sum ^ now[i]) * 0x100000001b3;
	printf("  wrote [%#" PRIx64 ", %#" PRIx64 ") sum %016" PRIx64 "\n",
	       segment->mem + start, segment->mem + last, sum);
}

static uint8_t low_before(const struct segment *segment, uint64_t offset)
{
	return low_byte(segment->mem + offset);
}

/* Not the purgatory's: it ends where its segment does, or boot data begins. */
static void report_memory(void)
{
	uint64_t params = (uint64_t)seen.registers[REG_RSI];
	struct segment page = { .memsz = PAGE };
	uint64_t i;

	for (i = 0; i < plan.count; i++) {
		const struct segment *segment = &plan.segments[i];
		uint64_t from = 0;

		if (segment == plan.code)
			from = seen.ending == ENTERED &&
					       is_in(segment, params) &&
					       params > plan.entry
				       ? params - segment->mem
				       : segment->memsz;
		report_range(segment, from, byte_before);
	}
	for (page.mem = 0; page.mem < LOW_END; page.mem += PAGE) {
		for (i = 0; i < plan.count; i++)
			if (is_in(&plan.segments[i], page.mem))
				break;
		if (i == plan.count)
			report_range(&page, 0, low_before);
	}
}

static void report(void)
{
	static const char *const endings[] = { "running", "entered", "halted",
					       "reset", "lost" };
	unsigned int i;

	printf("%s", endings[seen.ending]);
	if (seen.ending == ENTERED)
		report_registers();
	else if (seen.ending == LOST)
		printf(" at address %#" PRIx64 "\n", seen.at);
	else
		printf("\n");
	for (i = 0; i < seen.length; i++)
		if (seen.text[i] == '\r' || seen.text[i] == '\n')
			seen.text[i] = '|';
	if (seen.length)
		printf("  says %s\n", seen.text);
	for (i = 0; i < seen.nr_ports; i++)
		printf("  port %#x gets %#x\n", seen.ports[i], seen.values[i]);
	for (i = 0; i < CALLER_SIZE; i++)
		if (caller[i] != word_of_caller(i))
			printf("  wrote to the caller's stack\n");
	report_memory();
}

/* ---- a run -------------------------------------------------------------- */

static uint8_t *map(uint64_t at, uint64_t size, int protection)
{
	void *place = (void *)(uintptr_t)at;

	must(mmap(place, size, protection,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE |
			  MAP_NORESERVE,
		  -1, 0) == place,
	     "no memory at the address of a segment: is this root?");
	return place;
}

static void put_memory(void)
{
	uint64_t at;
	uint64_t i;

	for (i = 0; i < plan.count; i++) {
		const struct segment *segment = &plan.segments[i];
		bool is_code = segment == plan.code;

		if (!segment->memsz)
			continue;
		memcpy(map(segment->mem, segment->memsz,
			   PROT_READ | PROT_WRITE | (is_code ? PROT_EXEC : 0)),
		       segment->bytes, segment->bufsz);
	}
	for (at = 0; at < LOW_END; at += PAGE) {
		for (i = 0; i < plan.count; i++)
			if (is_in(&plan.segments[i], at))
				break;
		if (i < plan.count)
			continue;
		map(at, PAGE, PROT_READ | PROT_WRITE);
		for (i = 0; i < PAGE; i++)
			((uint8_t *)(uintptr_t)at)[i] = low_byte(at + i);
	}
}

static void change(const char *address)
{
	if (strcmp(address, "-") != 0)
		*(uint8_t *)(uintptr_t)strtoull(address, NULL, 16) ^= 0x40;
}

static void run(const char *address)
{
	static uint8_t stack[64 * 1024];
	const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
	const struct sigaction action = {
		.sa_sigaction = trap,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};
	const struct rlimit limit = { CPU_SECONDS, CPU_SECONDS + 1 };
	unsigned int i;

	put_memory();
	change(address);
	for (i = 0; i < CALLER_SIZE; i++)
		caller[i] = word_of_caller(i);
	must(!sigaltstack(&own, NULL), "sigaltstack");
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGILL, &action, NULL);
	setrlimit(RLIMIT_CPU, &limit);
	run_at(plan.entry, &caller[CALLER_TOP]);
}

static void take(void *to, size_t size)
{
	must(!size || fread(to, size, 1, stdin) == 1, "the plan ends early");
}

static void take_plan(void)
{
	uint64_t i;

	take(&plan.entry, 8);
	take(&plan.count, 8);
	must(plan.count <= SEGMENTS_MAX, "segments");
	for (i = 0; i < plan.count; i++) {
		struct segment *segment = &plan.segments[i];

		take(segment, 3 * sizeof(uint64_t));
		segment->bytes = malloc(segment->bufsz + 1);
		must(segment->bytes, "malloc");
		take(segment->bytes, segment->bufsz);
		if (is_in(segment, plan.entry))
			plan.code = segment;
	}
	must(plan.code, "no segment has the entry point");
}

int main(int argc, char *argv[])
{
	int status = 0;
	int i;

	take_plan();
	for (i = 1; i < argc; i++) {
		fflush(stdout);
		if (!fork())
			run(argv[i]);
		wait(&status);
		if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
			printf("runs on and on\n");
		else if (status)
			return 3;
	}
	return 0;
}
