// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Registers, calls, stacks and page tables of x86_64 in a dump. */
#include "test/boot/guest.h"

#include <sys/procfs.h>
#include <sys/user.h>

#include "test/boot/cases/crash/crash.h"

/* Selectors of user space in Linux: arch/x86/include/asm/segment.h. */
#define USER_CS 0x33
#define USER_SS 0x2b

/* Intel SDM volume 3, 4.5. */
#define ENTRY_LARGE   0x80ULL
#define ENTRY_ADDRESS 0x000ffffffffff000ULL

_Noreturn void crash_spin(uint64_t mark)
{
	__asm__ volatile("movq %0, %%r12\n1: pause\n jmp 1b"
			 :
			 : "r"(mark)
			 : "r12");
	__builtin_unreachable();
}

struct crash_registers crash_registers_of(const struct elf_prstatus *status)
{
	struct user_regs_struct regs;

	memcpy(&regs, &status->pr_reg, sizeof(regs));
	return (struct crash_registers){ regs.rip, regs.rsp, regs.r12 };
}

/* FF /2 */
static bool is_indirect_call(const uint8_t *code)
{
	return code[0] == 0xff && (code[1] & 0x38) == 0x10;
}

/* The longest call has 7 bytes: opcode, ModRM, SIB, displacement. */
bool crash_is_call(const uint8_t code[CRASH_CALL_SIZE])
{
	const uint8_t *end = code + CRASH_CALL_SIZE;

	if (end[-5] == 0xe8)
		return true;
	for (int size = 2; size <= 7; size++)
		if (is_indirect_call(end - size))
			return true;
	return false;
}

/* struct pt_regs: cs, flags, rsp, ss. */
bool crash_is_user_frame(const uint64_t *words, size_t last)
{
	return last >= 3 && words[last] == USER_SS &&
	       words[last - 3] == USER_CS;
}

static bool is_large(uint64_t entry)
{
	return entry & ENTRY_LARGE;
}

struct crash_tables crash_tables(void)
{
	return (struct crash_tables){
		.levels = crash_info("NUMBER(pgtable_l5_enabled)=", 10) ? 5 : 4,
		.address = ENTRY_ADDRESS,
		.is_large = is_large,
	};
}
