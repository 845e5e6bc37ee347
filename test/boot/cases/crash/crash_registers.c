// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Registers in a dump. Each CPU's are from the code that it was running. A
 * debugger starts at those of the CPU that panicked: they must be in the kernel
 * itself, whose symbols it has, with a stack that can be unwound from there.
 */
#include "test/boot/guest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/procfs.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

/* THREAD_SIZE with KASAN, its largest value. */
#define STACK_WORDS (32768 / sizeof(uint64_t))
/* At least this many return addresses are near the start of a panic. */
#define NEAR_WORDS   128
#define NEAR_RETURNS 3

struct code {
	unsigned long start;
	unsigned long end;
};

static bool has(struct code code, uint64_t address)
{
	return address >= code.start && address < code.end;
}

/* Panics in the process that writes to it or inserts a module: this one. */
static bool panics_itself(const char *how)
{
	return same_text(how, "sysrq") || same_text(how, "panic");
}

void crash_announce_code(char *words, size_t size, const char *how)
{
	struct code code = { find_symbol("_stext"), find_symbol("_etext") };
	size_t used = strlen(words);

	if (!code.start || !code.end)
		fail("/proc/kallsyms does not say where the kernel is");
	used += (size_t)snprintf(words + used, size - used, " kx.text=%lx-%lx",
				 code.start, code.end);
	if (find_module("kexec", &code.start, &code.end))
		used += (size_t)snprintf(words + used, size - used,
					 " kx.module=%lx-%lx", code.start,
					 code.end);
	/* With CONFIG_KALLSYMS_ALL. */
	if (find_symbol("crash_notes") && find_symbol("__per_cpu_offset"))
		used += (size_t)snprintf(words + used, size - used,
					 " kx.notes=%lx-%lx",
					 find_symbol("crash_notes"),
					 find_symbol("__per_cpu_offset"));
	if (panics_itself(how))
		used += (size_t)snprintf(words + used, size - used,
					 " kx.panicked=%d", getpid());
	if (used >= size)
		fail("too many words for a crash kernel");
}

/* As announced; empty if it was not. */
static struct code announced(const char *name)
{
	struct code code = { 0, 0 };

	sscanf(word(name, ""), "%lx-%lx", &code.start, &code.end);
	return code;
}

/* Code and stack are both the kernel's, or both a process's; 5-level paging. */
static bool is_somewhere(const struct crash_registers *regs)
{
	const uint64_t user_end = 1ULL << 56;
	const uint64_t kernel = 0ULL - user_end;

	if (regs->pc >= kernel)
		return regs->sp >= kernel;
	return regs->pc && regs->pc < user_end && regs->sp &&
	       regs->sp < user_end;
}

/* Was this CPU, not the first, in its spin loop? */
static bool is_spinning(const struct crash_registers *regs, long cpus)
{
	return regs->mark > CRASH_MARK &&
	       regs->mark < CRASH_MARK + (uint64_t)cpus;
}

/* Does a call in the kernel's text return to @address? */
static bool is_return_address(uint64_t address)
{
	uint8_t code[CRASH_CALL_SIZE];

	return has(announced("text"), address) &&
	       crash_read(address - sizeof(code), code, sizeof(code)) &&
	       crash_is_call(code);
}

/*
 * From the stack pointer on there are return addresses, and at the beginning of
 * the stack the registers of the process that called the kernel.
 */
static void check_stack(uint64_t stack_pointer)
{
	static uint64_t words[STACK_WORDS];
	unsigned int returns = 0;
	size_t count = 0;
	bool has_begun = false;

	while (count < ARRAY_SIZE(words) &&
	       crash_read(stack_pointer + count * sizeof(*words), &words[count],
			  sizeof(*words)))
		count++;
	/* vmcoreinfo says where the page tables are. */
	if (!count && same_text(word("vmcoreinfo", ""), "none")) {
		verdict("stack", "%#" PRIx64 " can't be found", stack_pointer);
		return;
	}
	for (size_t i = 0; i < count && i < NEAR_WORDS; i++)
		returns += is_return_address(words[i]);
	for (size_t i = 0; i < count && !has_begun; i++)
		has_begun = crash_is_user_frame(words, i);
	verdict("stack", "%u return addresses%s", returns,
		has_begun ? ", up to a system call" : "");
	if (returns < NEAR_RETURNS || !has_begun)
		fail("sp %#" PRIx64 " is not where the panic was",
		     stack_pointer);
}

/* The CPU that panicked, without an oops, which would tell more. */
static void check_panic(const struct crash_registers *regs)
{
	bool is_module = *word("module", "");
	struct code text = announced("text");

	if (!has(text, regs->pc))
		fail("pc %#" PRIx64 " of the panic is not in the kernel's text",
		     regs->pc);
	verdict("panic", "%#" PRIx64 " in the text", regs->pc - text.start);
	if (same_text(word("headers", ""), "elf32"))
		return;
	/* Linux's own crash path need not use its caller's registers. */
	if (is_module && !is_return_address(regs->pc))
		fail("nothing was called before pc %#" PRIx64, regs->pc);
	check_stack(regs->sp);
}

/*
 * Debuggers read a CPU's note in a variable, "note_buf_t __percpu *crash_notes"
 * in Linux. All CPUs are there in these rows, so the dump has them in order.
 */
static void check_variable(const struct elf_prstatus *status, long cpu)
{
	struct {
		Elf64_Nhdr head;
		char name[8];
		struct elf_prstatus status;
	} __attribute__((packed)) note;
	uint64_t variable = 0;
	uint64_t offsets = 0;
	uint64_t address;
	uint64_t offset;

	/* Page tables are found with vmcoreinfo, in an ELF of 64 bits. */
	if (sscanf(word("notes", ""), "%" SCNx64 "-%" SCNx64, &variable,
		   &offsets) != 2 ||
	    same_text(word("vmcoreinfo", ""), "none") ||
	    same_text(word("headers", ""), "elf32"))
		return;
	offsets += (uint64_t)cpu * sizeof(offset);
	if (!crash_read(variable, &address, sizeof(address)) ||
	    !crash_read(offsets, &offset, sizeof(offset)) ||
	    !crash_read(address + offset, &note, sizeof(note)))
		fail("crash_notes lead nowhere");
	if (!same_text(note.name, "CORE") ||
	    memcmp(&note.status, status, sizeof(*status)))
		fail("crash_notes of CPU %ld are not its note", cpu);
	verdict("crash_notes", "CPU %ld", cpu);
}

static void check_note(const struct elf_prstatus *status, long note)
{
	long panicked = word_number("panicked", 0);
	const struct crash_registers regs = crash_registers_of(status);

	say("note %ld: pid %d pc %#" PRIx64 " sp %#" PRIx64 " mark %#" PRIx64,
	    note, status->pr_pid, regs.pc, regs.sp, regs.mark);
	if (!is_somewhere(&regs))
		fail("note %ld has no registers", note);
	/* The location of a CPU that loads is unknown. */
	if (!*word("loading", "") && has(announced("module"), regs.pc))
		fail("note %ld: pc %#" PRIx64 " is in kexec.ko", note, regs.pc);
	check_variable(status, note);
	if (panicked && status->pr_pid == panicked)
		check_panic(&regs);
}

void crash_check_registers(void)
{
	long cpus = word_number("cpus", 0);
	struct crash_registers regs;
	struct elf_prstatus status;
	const uint8_t *desc;
	const char *name;
	Elf64_Nhdr head;
	uint64_t seen = 0; /* a bit for each CPU that was in its spin loop */
	long notes = 0;
	size_t at = 0;

	while (crash_next_note(&at, &head, &name, &desc)) {
		if (head.n_type != NT_PRSTATUS || !same_text(name, "CORE"))
			continue;
		memcpy(&status, desc, sizeof(status));
		regs = crash_registers_of(&status);
		check_note(&status, notes);
		if (is_spinning(&regs, cpus)) {
			uint64_t cpu = 1ULL << (regs.mark - CRASH_MARK);

			if (seen & cpu)
				fail("note %ld is another one's", notes);
			/* A CPU that powers off knows its process. */
			if (word_number("starts", 1) > 1 && !status.pr_pid)
				fail("note %ld has no process", notes);
			seen |= cpu;
		}
		notes++;
	}
	verdict("notes", "%ld", notes);
	verdict("spinning", "%#" PRIx64, seen);
	if (notes != cpus)
		fail("registers of %ld CPUs instead of %ld", notes, cpus);
	/* An interrupt may have come first, but not on all CPUs. */
	if (cpus >= 4 && !seen && !word_number("busy", 0))
		fail("no CPU was where it was put");
}
