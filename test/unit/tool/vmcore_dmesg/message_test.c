// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages about a damaged dump, with their numbers. */
#include "tool/vmcore_dmesg/dump.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/unpack.h"

static struct made made;
static struct collected got;

enum {
	SUB = MADE_PAGE,
	DESCS = 4 * MADE_PAGE,
	ENTRIES = sizeof(Elf64_Ehdr),
	NOTES = ENTRIES + 9 * sizeof(Elf64_Phdr),
	INFO_NOTE = NOTES + 44,
};

#define AGAIN "; copy the dump again"
#define ENDS  "the file ends before that" AGAIN

struct row {
	u64 at; /* in the file */
	u32 width;
	u64 value;
	int status;
	const char *text;
};

static void put(u64 at, u32 width, u64 value)
{
	for (; width; width--, value >>= 8)
		made.file[at++] = (u8)value;
}

static void make_core(void)
{
	made_full_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
}

static void make_pages(void)
{
	made_full_ring(&made);
	made_pages(&made, PAGE_ZLIB);
}

static void make_plain(void)
{
	made_full_ring(&made);
	made_pages(&made, PAGE_PLAIN);
}

static void make_flat(void)
{
	make_core();
	made_flat(&made);
}

static void check_rows(void (*make)(void), const struct row *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		make();
		put(rows[i].at, rows[i].width, rows[i].value);
		collect_made(&made, &got);
		assert_row(rows[i].text, got.status, rows[i].status);
		assert_int_equal(got.failure.status, rows[i].status);
		assert_string_equal(got.failure.text, rows[i].text);
	}
}

TEST(an_elf_core_is_described)
{
	static const struct row rows[] = {
		{ 0, 1, 0, STATUS_NO_DUMP,
		  "Missing elf signature: neither an ELF core nor "
		  "makedumpfile's format; name /proc/vmcore or a dump" },
		{ EI_VERSION, 1, 2, STATUS_VERSION,
		  "ELF version 2; only 1 is known" },
		{ EI_CLASS, 1, 3, STATUS_CLASS,
		  "ELF class 3, neither of 32 nor of 64 bits" },
		{ EI_DATA, 1, 2, STATUS_ORDER,
		  "ELF data order 2; only little-endian dumps can be read" },
		{ offsetof(Elf64_Ehdr, e_phentsize), 2, 0x138,
		  STATUS_ENTRY_SIZE, "program headers of 312 bytes, not 56" },
		{ offsetof(Elf64_Ehdr, e_phoff), 8, 1 << 20, STATUS_TABLE,
		  "program headers at 0x100000: " ENDS },
		{ ENTRIES + offsetof(Elf64_Phdr, p_offset), 8, 1 << 24,
		  STATUS_NOTES_READ, "notes at 0x1000000: " ENDS },
		/* The segment of notes must have the same size. */
		{ ENTRIES + offsetof(Elf64_Phdr, p_filesz), 8, 1 << 24, 0, "" },
	};

	check_rows(make_core, rows, ARRAY_SIZE(rows));
	put(INFO_NOTE + 4, 4, 1 << 20);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_NOTES);
	assert_string_equal(got.failure.text,
			    "vmcoreinfo of 1048576 bytes, more than 65536; the "
			    "dump is damaged");
	/* More entries than 65534 are counted in section 0. */
	make_core();
	put(offsetof(Elf64_Ehdr, e_phnum), 2, PN_XNUM);
	put(offsetof(Elf64_Ehdr, e_shoff), 8, made.size);
	put(made.size, 4, 0);
	put(made.size + offsetof(Elf64_Shdr, sh_info), 4, (1 << 20) + 1);
	made.size += sizeof(Elf64_Shdr);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_TABLE);
	assert_string_equal(got.failure.text,
			    "1048577 program headers, more than 1048576");
	/* The largest allowed number is more than this file has. */
	put(made.size - sizeof(Elf64_Shdr) + offsetof(Elf64_Shdr, sh_info), 4,
	    1 << 20);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_TABLE);
	assert_memory_equal(got.failure.text, "program headers at 0x", 21);
}

TEST(a_file_of_pages_is_described)
{
	static const struct row rows[] = {
		{ 428, 4, 5000, STATUS_HEADER,
		  "blocks of 5000 bytes: damaged, or from a machine that is "
		  "not of 64 bits and little-endian" },
		{ 428, 4, 0x01001000, STATUS_HEADER,
		  "blocks of 16781312 bytes: damaged, or from a machine that "
		  "is not of 64 bits and little-endian" },
		{ SUB + 12, 4, 0x01000000, STATUS_HEADER,
		  "one part of a split dump; join the parts with makedumpfile "
		  "--reassemble" },
		{ SUB + 32, 8, 1 << 30, STATUS_NOTES_READ,
		  "vmcoreinfo at 0x40000000: " ENDS },
		{ SUB + 96, 8, 32769, STATUS_TABLE,
		  "32769 pages of memory, more than the bitmap of 1 blocks "
		  "has" AGAIN },
		{ SUB + 96, 8, 1ULL << 60, STATUS_TABLE,
		  "1152921504606846976 pages of memory, more than addresses "
		  "of 52 bits reach: a damaged dump" },
		{ 432, 4, 0x1000, STATUS_TABLE, "bitmap at 0x1002000: " ENDS },
		{ DESCS + 8, 4, 4097, STATUS_DATA,
		  "page 0x6000: 4097 bytes, more than a page" AGAIN },
		{ DESCS + 8, 4, 0x01000010, STATUS_DATA,
		  "page 0x6000: 16777232 bytes, more than a page" AGAIN },
		{ DESCS, 8, 1 << 30, STATUS_DATA, "page 0x6000: " ENDS },
		{ DESCS + 8, 4, 1, STATUS_DATA,
		  "a page compressed with zlib is damaged" AGAIN },
		{ DESCS + 12, 4, PAGE_ZLIB | PAGE_LZO, STATUS_DATA,
		  "a page has flags 0x3: more than one compression" },
	};
	static const struct row plain[] = {
		{ DESCS + 8, 4, 4095, STATUS_DATA,
		  "a page of 4095 bytes, not 4096" AGAIN },
		{ DESCS + 12, 4, PAGE_LZO, STATUS_DATA,
		  "a page compressed with lzo is damaged" AGAIN },
		{ DESCS + 12, 4, PAGE_SNAPPY, STATUS_DATA,
		  "a page compressed with snappy is damaged" AGAIN },
		{ DESCS + 12, 4, PAGE_ZSTD, STATUS_DATA,
		  "a page compressed with zstd is damaged" AGAIN },
		{ DESCS + 12, 4, 0x80000000, 0, "" },
	};

	check_rows(make_pages, rows, ARRAY_SIZE(rows));
	check_rows(make_plain, plain, ARRAY_SIZE(plain));
}

TEST(a_flattened_file_is_described)
{
	static const struct row rows[] = {
		{ 23, 1, 2, STATUS_HEADER,
		  "flattened dump of type 2, version 1: only 1 and 1 are "
		  "known; rearrange it with makedumpfile -R" },
		{ 31, 1, 3, STATUS_HEADER,
		  "flattened dump of type 1, version 3: only 1 and 1 are "
		  "known; rearrange it with makedumpfile -R" },
		{ MADE_PAGE + 8, 8, 0, STATUS_TABLE,
		  "damaged flattened dump: record 0 at 0x1000 has size "
		  "0" AGAIN },
		{ MADE_PAGE + 16 + 8 + 8, 1, 0x80, STATUS_TABLE,
		  "damaged flattened dump: record 1 at 0x1018 has size "
		  "0x8000000000000020" AGAIN },
	};

	make_flat();
	/* The low byte of the last stretch's size. */
	assert_int_equal(made.file[MADE_PAGE + 16 + 8 + 15], 0x20);
	check_rows(make_flat, rows, ARRAY_SIZE(rows));
}

static int read_at(u64 va, struct failure *failure)
{
	struct source source = source_of_bytes(kx_bytes(made.file, made.size));
	struct dump dump;
	u8 byte;
	int status;

	assert_int_equal(dump_open(&source, &dump, failure), 0);
	status = address_read(&dump, va, &byte, 1, failure);
	dump_close(&dump);
	return status;
}

TEST(an_address_is_named_with_a_reason)
{
	struct failure failure;

	made_full_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	assert_int_equal(read_at(MADE_DIRECT + (1 << 20), &failure),
			 STATUS_ADDRESS);
	assert_string_equal(failure.text,
			    "physical address 0x6100000 is not in the dump");
	/* Its entry is present, but empty. */
	kx_write_le64(made.memory + MADE_TABLES + 2 * MADE_PAGE +
			      (MADE_DIRECT >> 21 & 511) * 8,
		      0);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	assert_int_equal(read_at(MADE_DIRECT + 0x123, &failure),
			 STATUS_ADDRESS);
	assert_string_equal(failure.text,
			    "virtual address 0xffff888006000123 is not in the "
			    "dump: the page tables have nothing there");
	made_info(&made, "SYMBOL(init_top_pgt)", NULL);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	assert_int_equal(read_at(MADE_DIRECT, &failure), STATUS_ADDRESS);
	assert_string_equal(failure.text,
			    "virtual address 0xffff888006000000 is not in the "
			    "dump: no program header has it, and vmcoreinfo "
			    "names no page tables");
	put(offsetof(Elf64_Ehdr, e_machine), 2, EM_AARCH64);
	assert_int_equal(read_at(MADE_DIRECT, &failure), STATUS_ADDRESS);
	assert_string_equal(failure.text,
			    "virtual address 0xffff888006000000 is not in the "
			    "dump: no program header has it, and by vmcoreinfo "
			    "it is neither in the kernel's image nor in its "
			    "linear map");
	put(offsetof(Elf64_Ehdr, e_machine), 2, EM_RISCV);
	assert_int_equal(read_at(MADE_DIRECT, &failure), STATUS_ADDRESS);
	assert_string_equal(failure.text,
			    "virtual address 0xffff888006000000 is not in the "
			    "dump: no program header has it");
}

TEST(vmcoreinfo_is_described)
{
	static const struct {
		const char *name;
		const char *value;
		int status;
		const char *text;
	} rows[] = {
		{ "SYMBOL(prb)", NULL, STATUS_NO_LOG,
		  "Missing the log_buf symbol: vmcoreinfo names neither prb "
		  "nor log_first_idx; only logs since Linux 3.5 can be read" },
		{ "SIZE(prb_desc)", NULL, STATUS_NO_SIZE,
		  "vmcoreinfo lacks SIZE(prb_desc): a kernel newer than this "
		  "program, or a damaged dump" },
		{ "OFFSET(prb_desc_ring.descs)", "257", STATUS_NO_SIZE,
		  "vmcoreinfo has OFFSET(prb_desc_ring.descs)=257, which "
		  "makes no sense: a damaged dump" },
		{ "OFFSET(prb_desc_ring.descs)", "256", STATUS_NO_SIZE,
		  "vmcoreinfo has offsets of the log's structs that are "
		  "larger than their sizes: a damaged dump" },
		{ "SIZE(prb_desc)", "1025", STATUS_NO_SIZE,
		  "vmcoreinfo has SIZE(prb_desc)=1025, which makes no sense: "
		  "a damaged dump" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_full_ring(&made);
		made_info(&made, rows[i].name, rows[i].value);
		made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
		collect_made(&made, &got);
		assert_row(rows[i].name, got.status, rows[i].status);
		assert_string_equal(got.failure.text, rows[i].text);
	}
	made_list(&made);
	made_info(&made, "SYMBOL(log_next_idx)", NULL);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_NO_SYMBOL);
	assert_string_equal(got.failure.text,
			    "vmcoreinfo lacks SYMBOL(log_next_idx): a kernel "
			    "newer than this program, or a damaged dump");
	made.info_size = 0;
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_NO_LOG);
	assert_string_equal(got.failure.text,
			    "Missing the log_buf symbol: the dump has no "
			    "vmcoreinfo; dump /proc/vmcore, or let QEMU have "
			    "-device vmcoreinfo");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_elf_core_is_described),
		cmocka_unit_test(a_file_of_pages_is_described),
		cmocka_unit_test(a_flattened_file_is_described),
		cmocka_unit_test(an_address_is_named_with_a_reason),
		cmocka_unit_test(vmcoreinfo_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
