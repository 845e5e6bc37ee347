// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * System calls of a 32-bit program. On arm64 a process is of 32 bits from its
 * exec on: another process makes the calls, in memory that it shares with this
 * one, and is told of them by a pipe. No compiler here makes such a program: it
 * is below.
 */
#include "test/boot/guest.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM_PATH "/call32"
#define LOAD_ADDRESS 0x10000
#define NR32_MMAP2   192
#define NR32_GETPID  20

/* Its descriptors. */
enum { COMMANDS = 3, RESULTS = 4, MEMORY = 5 };

/* Reads a number and six arguments, makes the call, and writes the result. */
static const uint32_t instructions[] = {
	0xe24dd020, /* sub sp, sp, #32 */
	0xe3a07003, /* again: mov r7, #3 (read) */
	0xe3a00003, /* mov r0, #3 */
	0xe1a0100d, /* mov r1, sp */
	0xe3a0201c, /* mov r2, #28 */
	0xef000000, /* svc #0 */
	0xe350001c, /* cmp r0, #28 */
	0x1a00000e, /* bne end */
	0xe59d7000, /* ldr r7, [sp] */
	0xe59d0004, /* ldr r0, [sp, #4] */
	0xe59d1008, /* ldr r1, [sp, #8] */
	0xe59d200c, /* ldr r2, [sp, #12] */
	0xe59d3010, /* ldr r3, [sp, #16] */
	0xe59d4014, /* ldr r4, [sp, #20] */
	0xe59d5018, /* ldr r5, [sp, #24] */
	0xef000000, /* svc #0 */
	0xe58d0000, /* str r0, [sp] */
	0xe3a07004, /* mov r7, #4 (write) */
	0xe3a00004, /* mov r0, #4 */
	0xe1a0100d, /* mov r1, sp */
	0xe3a02004, /* mov r2, #4 */
	0xef000000, /* svc #0 */
	0xeaffffe9, /* b again */
	0xe3a07001, /* end: mov r7, #1 (exit) */
	0xef000000, /* svc #0 */
};

struct program {
	Elf32_Ehdr header;
	Elf32_Phdr load;
	uint32_t code[ARRAY_SIZE(instructions)];
};

#define CODE_OFFSET offsetof(struct program, code)

struct command {
	uint32_t number;
	uint32_t arguments[6];
};

static int commands = -1;
static int results;

static void write_program(void)
{
	struct program program = {
		.header = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32,
				     ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_ARM,
			.e_version = EV_CURRENT,
			.e_entry = LOAD_ADDRESS + CODE_OFFSET,
			.e_phoff = offsetof(struct program, load),
			.e_flags = EF_ARM_EABI_VER5,
			.e_ehsize = sizeof(Elf32_Ehdr),
			.e_phentsize = sizeof(Elf32_Phdr),
			.e_phnum = 1,
		},
		.load = {
			.p_type = PT_LOAD,
			.p_vaddr = LOAD_ADDRESS,
			.p_paddr = LOAD_ADDRESS,
			.p_filesz = sizeof(program),
			.p_memsz = sizeof(program),
			.p_flags = PF_R | PF_X,
			.p_align = 0x1000,
		},
	};

	memcpy(program.code, instructions, sizeof(instructions));
	write_file(PROGRAM_PATH, (struct bytes){ (const uint8_t *)&program,
						 sizeof(program) });
	chmod(PROGRAM_PATH, 0755);
}

static int run(const struct command *command)
{
	int32_t result;

	if (write(commands, command, sizeof(*command)) != sizeof(*command) ||
	    read(results, &result, sizeof(result)) != sizeof(result))
		fail("the 32-bit program does not answer");
	return result;
}

/*
 * A kernel without CONFIG_COMPAT, or a CPU without 32-bit programs: exec fails,
 * and the child ends.
 */
static bool does_run(pid_t child)
{
	const struct command get_pid = { NR32_GETPID, { 0 } };
	int32_t result;
	int status;

	if (write(commands, &get_pid, sizeof(get_pid)) == sizeof(get_pid) &&
	    read(results, &result, sizeof(result)) == sizeof(result))
		return result == child;
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != ENOEXEC)
		fail("the 32-bit program ended with %#x", status);
	return false;
}

/* The descriptors are put where the program has them, and no others. */
static __attribute__((noreturn)) void become(int from, int to, int memory)
{
	const int fds[] = { from, to, memory };
	int high[ARRAY_SIZE(fds)];

	for (int i = 0; i < (int)ARRAY_SIZE(fds); i++)
		high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, MEMORY + 1);
	for (int i = 0; i < (int)ARRAY_SIZE(fds); i++)
		dup2(high[i], COMMANDS + i);
	execl(PROGRAM_PATH, PROGRAM_PATH, NULL);
	_exit(errno);
}

static void map(const struct shared_memory *shared)
{
	const struct command command = {
		NR32_MMAP2,
		{ (uint32_t)shared->at, (uint32_t)shared->size,
		  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, MEMORY,
		  (uint32_t)shared->offset / 4096 },
	};

	if (run(&command) != (int)shared->at)
		fail("the 32-bit program has no memory at %#lx", shared->at);
}

bool machine_start_32bit(int memory, const struct shared_memory *shared)
{
	int there[2];
	int back[2];
	pid_t child;

	write_program();
	if (pipe2(there, O_CLOEXEC) || pipe2(back, O_CLOEXEC))
		fail("no pipe");
	child = fork();
	if (!child)
		become(there[0], back[1], memory);
	close(there[0]);
	close(back[1]);
	commands = there[1];
	results = back[0];
	if (!does_run(child))
		return false;
	for (; shared->size; shared++)
		map(shared);
	return true;
}

int machine_call32(uint32_t number, uint32_t a, uint32_t b, uint32_t c,
		   uint32_t d)
{
	const struct command command = { number, { a, b, c, d } };

	return run(&command);
}
