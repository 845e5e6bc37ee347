// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The filter adds an instruction's own address to the operand of a call (e8) or
 * jump (e9), since absolute targets repeat and pack better. Only operands are
 * changed whose upper byte is that of a small number, and which don't begin
 * within another one that might be an operand. What it does with overlapping
 * ones is defined by XZ Utils' code alone (liblzma/simple/x86.c).
 *
 * liblzma looks at each byte of every piece of its output. All of the output is
 * in one place here, where eight bytes are looked at in one step.
 */
#include "lib/unpack/x86_calls.h"

/* An opcode and its operand. */
#define INSTRUCTION 5U
#define OPCODE	    0xe8U
#define OPCODE_BITS 0xfeU
#define EACH_BYTE   0x0101010101010101ULL
/* Targets are numbers of 25 bits with a sign. */
#define SIGN 0x01000000U
/* Opcodes further back than this don't matter. */
#define REACH 3U

struct operand {
	u8 *opcode;
	u32 next; /* address after the instruction */
	/*
	 * Bit N: the byte N + 1 before this opcode is one whose operand was
	 * left as it was.
	 */
	u32 left;
};

static bool is_sign(u32 byte)
{
	byte &= 0xff;
	return byte == 0 || byte == 0xff;
}

/* Offset of the first opcode in @code from @at on; not below @end: none. */
static u64 find_opcode(const u8 *code, u64 at, u64 end)
{
	u64 bytes;

	for (; at + sizeof(bytes) <= end; at += sizeof(bytes)) {
		bytes = (kx_load_le64(code + at) & OPCODE_BITS * EACH_BYTE) ^
			OPCODE * EACH_BYTE;
		/* The top bit of the first byte that is 0 is set. */
		bytes = (bytes - EACH_BYTE) & ~bytes & 0x80 * EACH_BYTE;
		if (bytes)
			return at + (unsigned int)__builtin_ctzll(bytes) / 8;
	}
	while (at < end && (code[at] & OPCODE_BITS) != OPCODE)
		at++;
	return at;
}

/* Bytes back to the furthest opcode that counts; 0: there is none. */
static u32 distance(u32 left)
{
	return left ? 32 - (u32)__builtin_clz(left) : 0;
}

static bool is_changed(const struct operand *operand)
{
	const u8 *top = operand->opcode + INSTRUCTION - 1;
	u32 left = operand->left;

	if (left & (left - 1) || (left && is_sign(top[-(int)distance(left)])))
		return false;
	return is_sign(*top);
}

static u32 target(const struct operand *operand, u32 absolute)
{
	u32 shift = 8 * distance(operand->left);
	u32 relative = absolute - operand->next;

	/* The filter took it for a byte that it leaves, and turned it over. */
	if (shift && is_sign(relative >> (24 - shift)))
		relative = (relative ^ (UINT32_MAX >> shift)) - operand->next;
	relative &= 2 * SIGN - 1;
	return relative & SIGN ? relative | ~(2 * SIGN - 1) : relative;
}

static void restore(const struct operand *operand)
{
	u8 *at = operand->opcode + 1;

	kx_write_le32(at, target(operand, kx_load_le32(at)));
}

void kxl_x86_calls_restore(u8 *code, u64 size)
{
	u64 end = size < INSTRUCTION ? 0 : size - INSTRUCTION + 1;
	u64 at = find_opcode(code, 0, end);
	struct operand operand = { 0 };
	u64 next;

	while (at < end) {
		operand.opcode = code + at;
		operand.next = (u32)(at + INSTRUCTION);
		if (is_changed(&operand)) {
			restore(&operand);
			operand.left = 0;
			at = find_opcode(code, at + INSTRUCTION, end);
			continue;
		}
		next = find_opcode(code, at + 1, end);
		operand.left = next - at > REACH
				       ? 0
				       : (operand.left << 1 | 1)
							 << (next - at - 1) &
						 ((1U << REACH) - 1);
		at = next;
	}
}
