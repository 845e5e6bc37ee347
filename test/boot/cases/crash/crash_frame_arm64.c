// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The same as crash_frame.c, for arm64 with pages of 4 KiB. */
#include "test/boot/guest.h"

#include <sys/procfs.h>
#include <sys/user.h>

#include "test/boot/cases/crash/crash.h"

/* Arm's manual, D8.3: bit 1 is set in an entry that leads to a table. */
#define ENTRY_TABLE   0x2ULL
#define ENTRY_ADDRESS 0x0000fffffffff000ULL
#define LEVEL_BITS    9
#define PAGE_BITS     12

/* Linux's struct pt_regs: 31 registers, sp, pc, pstate, x0, number of a call.
 */
enum frame { X8 = 8, PC = 32, PSTATE = 33, CALL = 35, FRAME_WORDS = 36 };

_Noreturn void crash_spin(uint64_t mark)
{
	__asm__ volatile("mov x27, %0\n1: yield\n b 1b" : : "r"(mark) : "x27");
	__builtin_unreachable();
}

struct crash_registers crash_registers_of(const struct elf_prstatus *status)
{
	struct user_regs_struct regs;

	memcpy(&regs, &status->pr_reg, sizeof(regs));
	return (struct crash_registers){ regs.pc, regs.sp, regs.regs[27] };
}

/* BL; BLR */
bool crash_is_call(const uint8_t code[CRASH_CALL_SIZE])
{
	uint32_t last;

	memcpy(&last, code + CRASH_CALL_SIZE - sizeof(last), sizeof(last));
	return last >> 26 == 0x25 || (last & 0xfffffc1f) == 0xd63f0000;
}

/* The number of a system call is in x8, too; the mode of EL0 is 0. */
bool crash_is_user_frame(const uint64_t *words, size_t last)
{
	const uint64_t *frame;

	if (last + 1 < FRAME_WORDS)
		return false;
	frame = words + last + 1 - FRAME_WORDS;
	return frame[PC] && !(frame[PC] >> 48) && !(frame[PSTATE] & 0x1f) &&
	       frame[X8] && frame[X8] == (uint32_t)frame[CALL];
}

static bool is_large(uint64_t entry)
{
	return !(entry & ENTRY_TABLE);
}

struct crash_tables crash_tables(void)
{
	/* A kernel for 52 bits uses 48 on a CPU that has no more. */
	int bits = 64 - (int)crash_info("NUMBER(TCR_EL1_T1SZ)=", 0);

	return (struct crash_tables){
		.levels = (bits - PAGE_BITS + LEVEL_BITS - 1) / LEVEL_BITS,
		.address = ENTRY_ADDRESS,
		.is_large = is_large,
	};
}
