// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The words of the purgatory: run, one by one, as a CPU would, and compared
 * with what an assembler makes of purgatory/arch/arm64.S, if there is one.
 */
#include "core/arch/arm64_purgatory.h"

#include "core/bytes.h"
#include "test/unit/test.h"

#define SOURCE "purgatory/arch/arm64.S"

static const struct kx_entry kernel = {
	.mode = &kx_entry_arm64,
	.address = 0x123456789abcdef0ULL,
	.arguments = { 0x0fedcba987654321ULL },
};

struct cpu {
	u64 x[32]; /* the last one is xzr */
	u64 target;
};

/* Of the instruction set only what the purgatory has. */
static bool step(struct cpu *cpu, const u8 *code, u32 at)
{
	u32 word = kx_load_le32(code + at);
	u32 to = word & 31;

	switch (word >> 24) {
	case 0x58: /* LDR (literal): imm19 words from here */
		cpu->x[to] =
			kx_load_le64(code + at + 4 * (word >> 5 & 0x7ffff));
		return true;
	case 0xaa: /* ORR (shifted register) with xzr: MOV */
		assert_int_equal(word & 0xffe0ffe0, 0xaa0003e0);
		cpu->x[to] = cpu->x[word >> 16 & 31];
		return true;
	case 0xd6: /* BR */
		assert_int_equal(word & 0xfffffc1f, 0xd61f0000);
		cpu->target = cpu->x[word >> 5 & 31];
		return false;
	default:
		fail_msg("word %#x at %u", word, at);
		return false;
	}
}

TEST(it_enters_the_kernel_with_the_tree_and_three_zeroes)
{
	struct cpu cpu = { 0 };
	u8 code[KX_ARM64_PURGATORY_SIZE + 1];
	u32 at;

	for (at = 0; at < 31; at++)
		cpu.x[at] = ~0ULL;
	code[KX_ARM64_PURGATORY_SIZE] = 0x5a;
	kx_arm64_purgatory_write(code, &kernel);
	assert_int_equal(code[KX_ARM64_PURGATORY_SIZE], 0x5a);
	for (at = 0; step(&cpu, code, at); at += 4)
		;
	assert_int_equal(cpu.target, kernel.address);
	assert_int_equal(cpu.x[0], kernel.arguments[0]);
	assert_int_equal(cpu.x[1], 0);
	assert_int_equal(cpu.x[2], 0);
	assert_int_equal(cpu.x[3], 0);
}

/* Assembles SOURCE, and returns what its section .text has, or NULL. */
static FILE *assemble(void)
{
	const char *as = getenv("KEXEC_ARM64_PURGATORY");

	return as ? fopen(as, "rb") : NULL;
}

TEST(they_are_those_of_the_source)
{
	FILE *assembled = assemble();
	const struct kx_entry nothing = { 0 };
	u8 code[KX_ARM64_PURGATORY_SIZE];
	u8 built[KX_ARM64_PURGATORY_SIZE + 1];

	if (!assembled) {
		print_message("# no assembler for arm64: not compared\n");
		skip();
	}
	assert_int_equal(fread(built, 1, sizeof(built), assembled),
			 sizeof(code));
	fclose(assembled);
	kx_arm64_purgatory_write(code, &nothing);
	assert_memory_equal(code, built, sizeof(code));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			it_enters_the_kernel_with_the_tree_and_three_zeroes),
		cmocka_unit_test(they_are_those_of_the_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
