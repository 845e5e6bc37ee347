// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Faults of core/ as people read them. */
#include "lib/image/fault.h"

#include <string.h>

#include "test/unit/test.h"

#define NONE KX_NO_SEGMENT

/* clang-format off */
static const struct {
	struct kx_fault fault; /* code, segment, other, what, value, limit, start, largest, part */
	const char *numbers;   /* end of the sentence */
} rows[] = {
	{ { KX_E_TRUNCATED, NONE, NONE, "syssize", 1000, 8245760, 0, 0, 0 },
	  "truncated? (has 1000 bytes, needs 8245760)" },
	{ { KX_E_SHORT, NONE, NONE, "setup header", 5, 612, 0, 0, 0 },
	  "(has 5 bytes, needs 612)" },
	{ { KX_E_CMDLINE_LONG, NONE, NONE, "command line", 3000, 2047, 0, 0, 0 },
	  "(3000 bytes, limit 2047)" },
	{ { KX_E_SEGMENT_COUNT, NONE, NONE, NULL, 17, 16, 0, 0, 0 },
	  "more than 16 segments (17, limit 16)" },
	{ { KX_E_TYPE, NONE, NONE, NULL, 0, 0, 0, 0, 0 },
	  "no loader has this name (known: multiboot2-x86 elf-x86_64 multiboot-x86 elf-x86 pvh-x86 bzImage64 bzImage uki)" },
	{ { KX_E_NO_HOLE, NONE, NONE, "kernel", 0x3f98000, 0x8000000, 0x1000000, 0x3d00fff, 0 },
	  "no free stretch of memory is large enough (kernel: needs 64 MiB, the "
	  "largest free stretch in [0x1000000, 0x8000000) is 61 MiB)" },
	{ { KX_E_NO_HOLE, NONE, NONE, "kernel", 0x200000, 0x8000000, 0x1000000, 0x300000, 0 },
	  "(kernel: needs 2 MiB, the largest free stretch in [0x1000000, "
	  "0x8000000) is 3 MiB, but not where it can be aligned)" },
	{ { KX_E_NO_HOLE, NONE, NONE, "kernel", 0x200000, 0x8000000, 0x1000000, 0x200000, 0 },
	  "is 2 MiB, but not where it can be aligned)" },
	{ { KX_E_NO_HOLE, NONE, NONE, "kernel", 0x200000, 0x8000000, 0x1000000, 0x1fffff, 0 },
	  "is 1 MiB)" },
	{ { KX_E_NO_HOLE, NONE, NONE, "initrd", 0x1000, 0x1001, 0x1000000, 0, 0 },
	  "(initrd: needs 4 KiB from 0x1000000 on, and below 0x1001)" },
	{ { KX_E_SEGMENT_TOO_LARGE, 0, NONE, "kernel", 0x20, 0x10, 0, 0, 0 },
	  "kernel: segment is larger than half of memory (32 bytes, limit 16 bytes)" },
	{ { KX_E_SEGMENT_TOO_LARGE, 1, NONE, "initrd", 0x20, 0x10, 0, 0, 0 },
	  "initrd: segment is larger than half of memory (32 bytes, limit 16 bytes)" },
	{ { KX_E_SEGMENT_TOO_LARGE, 1, NONE, NULL, 0x20, 0x10, 0, 0, 0 },
	  "segment 1: segment is larger than half of memory (32 bytes, limit 16 bytes)" },
	{ { KX_E_OVERLAP, 1, 3, "kernel", 0x20, 0x10, 0, 0, 0 },
	  "segments 1 and 3: two segments share memory (0x20, limit 0x10)" },
	{ { KX_E_SUM_TOO_LARGE, NONE, NONE, NULL, 0x20, 0x10, 0, 0, 0 },
	  "half of memory (32 bytes, limit 16 bytes)" },
	{ { KX_E_HEADER, NONE, NONE, "init_size", 0x20, 0x40, 0, 0, 0 },
	  "impossible value (init_size, the memory that the kernel needs to start, 0x20, limit 0x40)" },
	{ { KX_E_HEADER, NONE, NONE, "syssize", 0x20, 0, 0, 0, 0 },
	  "impossible value (syssize, the kernel's size, in 16 bytes, 0x20)" },
	{ { KX_E_PAYLOAD, NONE, NONE, "payload_length", 0x20, 0x10, 0, 0, 0 },
	  "the compressed kernel does not lie inside the file (payload_length, the compressed kernel's size, 0x20, limit 0x10)" },
	{ { KX_E_PROTOCOL, NONE, NONE, "version", 0x105, 0x304, 0, 0, 0 },
	  "boot protocol is too old (it has 1.05, needs 3.04)" },
	{ { KX_E_MULTIBOOT, NONE, NONE, "tag", 99, 0, 0, 0, 0 },
	  "the Multiboot kernel requires what this loader can't give (tag 99)" },
	{ { KX_E_PAGE_SIZE, NONE, NONE, "page size", 0x4000, 0x11000, 0, 0, 0 },
	  "lacks (16 KiB, and it has 4 KiB, 64 KiB)" },
	{ { KX_E_PAGE_SIZE, NONE, NONE, "page size", 0x10000, 0x1000, 0, 0, 0 },
	  "lacks (64 KiB, and it has 4 KiB)" },
	{ { KX_E_BIG_ENDIAN, NONE, NONE, "flags", 0xb, 0, 0, 0, 0 },
	  "runs little-endian (flags 0xb)" },
	{ { KX_E_TREE, NONE, NONE, "size", 0x200001, 0x200000, 0, 0, 0 },
	  "too narrow for a number (size 0x200001, limit 0x200000)" },
	{ { KX_E_NO_TREE, NONE, NONE, NULL, 0, 0, 0, 0, 0 },
	  "and there is none" },
	{ { KX_E_ONLY_LINUX, NONE, NONE, NULL, 0, 0, 0, 0, 0 },
	  "only Linux can be a crash kernel, or return" },
	{ { KX_E_REAL_MODE, NONE, NONE, "code32_start", 0, 0x100000, 0, 0, 0 },
	  "it starts in real mode, with a BIOS to call" },
	{ { KX_E_NOT_REAL_MODE, NONE, NONE, "a crash kernel", 0, 0, 0, 0, 0 },
	  "for a normal start (this is a crash kernel)" },
	{ { KX_E_NO_BIOS, NONE, NONE, NULL, 0, 0, 0, 0, 0 },
	  "and this machine's firmware has none (UEFI)" },
	{ { KX_E_NOT_64BIT, NONE, NONE, "xloadflags", 0, 1, 0, 0, 0 },
	  "kernel has no 64-bit entry point" },
	{ { KX_E_NOT_ABOVE_4G, NONE, NONE, "xloadflags", 0, 2, 0, 0, 0 },
	  "and kexec_file_load takes none that must" },
	{ { KX_E_NOT_5LEVEL, NONE, NONE, "Linux", 1, 0x20, 0, 0, 0 },
	  "this machine runs with 5-level paging, and the kernel can't start with that" },
	{ { KX_E_CHECKSUM, NONE, NONE, "crc32", 0x20, 0, 0, 0, 0 },
	  "the file were changed (crc32 0x20)" },
	{ { KX_E_ELF32, NONE, NONE, "memory", 0x100000010, 0x100000000, 0, 0, 0 },
	  "memory above 4 GiB (memory 0x100000010, limit 0x100000000)" },
	{ { KX_E_ELFCORE_NOTES, NONE, NONE, NULL, 0, 0, 0, 0, 0 },
	  "there would be no dump" },
	{ { KX_E_FORMAT, NONE, NONE, NULL, 0, 0, 0, 0, 0 },
	  "one of another architecture" },
	{ { KX_E_FORMAT, NONE, NONE, "header", 0x1234, 0x53726448, 0, 0, 0 },
	  "one of another architecture" },
};
/* clang-format on */

static bool ends_with(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) &&
	       !strcmp(text + strlen(text) - strlen(end), end);
}

TEST(a_fault_becomes_a_sentence)
{
	const char *rule;
	char text[512];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		kxl_fault_print(&kx_arch_x86_64, &rows[i].fault, text,
				sizeof(text));
		if (!ends_with(text, rows[i].numbers))
			fail_msg("it said: %s", text);
		/* Without a segment the rule comes first. */
		rule = kx_error(-rows[i].fault.code)->text;
		if (rows[i].fault.segment == NONE)
			assert_memory_equal(text, rule, strlen(rule));
	}
}

TEST(an_unknown_fault_is_a_sentence_too)
{
	static const int codes[] = { KX_OK, -1, KX_ERR_COUNT };
	struct kx_fault fault = { .segment = NONE, .other = NONE };
	char text[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		fault.code = codes[i];
		kxl_fault_print(&kx_arch_x86_64, &fault, text, sizeof(text));
		assert_true(strlen(text) < sizeof(text));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_becomes_a_sentence),
		cmocka_unit_test(an_unknown_fault_is_a_sentence_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
