// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A truncated dump: for each part there is an error with its name. */
#include "tool/vmcore_dmesg/dump.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/unpack.h"

static struct made made;

/* Lengths from @from up to that of the next row fail with this message. */
struct part {
	u64 from;
	int status;
	const char *text;
};

#define ENDS "the file ends before that"

/* A copy of exactly that size, so that ASan detects overreads. */
static int open_cut(u64 size, struct failure *failure)
{
	u8 *exact = malloc(size + !size);
	struct source source;
	struct dump dump;
	int status;

	memcpy(exact, made.file, size);
	source = source_of_bytes(kx_bytes(exact, size));
	failure->text[0] = '\0';
	status = dump_open(&source, &dump, failure);
	if (!status)
		dump_close(&dump);
	free(exact);
	return status;
}

/* Both ends of each part. */
static void check_parts(const char *name, const struct part *parts, u32 count)
{
	struct failure failure;
	u64 sizes[2];
	u32 i, j;

	for (i = 0; i < count; i++) {
		sizes[0] = parts[i].from;
		sizes[1] = i + 1 < count ? parts[i + 1].from - 1 : made.size;
		for (j = 0; j < 2; j++) {
			assert_row(name, open_cut(sizes[j], &failure),
				   parts[i].status);
			assert_string_equal(failure.text, parts[i].text);
		}
	}
}

TEST(an_elf_core_says_where_it_ends)
{
	/* Nine program headers; notes with names of 8 and 12 bytes. */
	static const struct part of_64_bits[] = {
		{ 0, STATUS_READ, "read its beginning: " ENDS },
		{ 16, STATUS_HEADER, "ELF header: " ENDS },
		{ 64, STATUS_TABLE,
		  "program headers at 0x40: " ENDS "; copy the dump again" },
		{ 64 + 9 * 56, STATUS_NOTES_READ,
		  "notes at 0x238: " ENDS "; copy the dump again" },
		{ 568 + 12, STATUS_NOTES_READ,
		  "notes at 0x264: " ENDS "; copy the dump again" },
		/*
		 * A note with a truncated name is not the one for vmcoreinfo.
		 */
		{ 568 + 44 + 12, 0, "" },
		{ 568 + 44 + 24, STATUS_NOTES_READ,
		  "vmcoreinfo at 0x27c: " ENDS "; copy the dump again" },
	};
	static const struct part of_32_bits[] = {
		{ 0, STATUS_READ, "read its beginning: " ENDS },
		{ 16, STATUS_HEADER, "ELF header: " ENDS },
		{ 52, STATUS_TABLE,
		  "program headers at 0x34: " ENDS "; copy the dump again" },
		{ 52 + 5 * 32, STATUS_NOTES_READ,
		  "notes at 0xd4: " ENDS "; copy the dump again" },
	};
	struct failure failure;
	u64 whole;

	made_full_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	whole = 568 + 44 + 24 + made.info_size;
	assert_int_equal(open_cut(whole, &failure), 0);
	made.size = whole - 1;
	check_parts("64 bits", of_64_bits, ARRAY_SIZE(of_64_bits));
	made_elf(&made, ELFCLASS32, MADE_VA_NONE);
	made.size = 212 + 11;
	check_parts("32 bits", of_32_bits, ARRAY_SIZE(of_32_bits));
}

TEST(a_file_of_pages_says_where_it_ends)
{
	static const struct part parts[] = {
		{ 0, STATUS_READ, "read its beginning: " ENDS },
		{ 16, STATUS_HEADER, "header: " ENDS },
		{ 464, STATUS_HEADER, "sub header: " ENDS },
		{ MADE_PAGE + 104, STATUS_NOTES_READ,
		  "vmcoreinfo at 0x1400: " ENDS "; copy the dump again" },
	};
	static const struct part no_bitmap[] = {
		{ 0, STATUS_TABLE,
		  "bitmap at 0x3000: " ENDS "; copy the dump again" },
	};
	struct failure failure;
	u64 bits;

	made_full_ring(&made);
	made_pages(&made, PAGE_PLAIN);
	/* vmcoreinfo comes last otherwise. */
	memcpy(made.file + MADE_PAGE + 1024, made.info, made.info_size);
	kx_write_le64(made.file + MADE_PAGE + 32, MADE_PAGE + 1024);
	made.size = MADE_PAGE + 1024 + made.info_size - 1;
	check_parts("pages", parts, ARRAY_SIZE(parts));
	/* A bit for each page; the last byte may have fewer. */
	bits = (MADE_PA + MADE_MEMORY) / MADE_PAGE;
	made.size = 3 * MADE_PAGE + (bits + 7) / 8;
	assert_int_equal(open_cut(made.size, &failure), 0);
	assert_int_equal(open_cut(made.size - 1, &failure),
			 no_bitmap[0].status);
	assert_string_equal(failure.text, no_bitmap[0].text);
}

TEST(a_flattened_head_says_where_it_ends)
{
	static const struct part parts[] = {
		{ 0, STATUS_READ, "read its beginning: " ENDS },
		{ 16, STATUS_HEADER,
		  "head of a flattened dump: " ENDS "; copy the dump again" },
		/* Without a record it is not a dump. */
		{ 32, STATUS_READ, "read its beginning: " ENDS },
	};

	made_full_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	made_flat(&made);
	made.size = MADE_PAGE + 15;
	check_parts("flattened", parts, ARRAY_SIZE(parts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_elf_core_says_where_it_ends),
		cmocka_unit_test(a_file_of_pages_says_where_it_ends),
		cmocka_unit_test(a_flattened_head_says_where_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
