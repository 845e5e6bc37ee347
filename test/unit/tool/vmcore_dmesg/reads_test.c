// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each read of a dump fails once, as with a bad disk: the failure is reported,
 * or the log is complete.
 */
#include "tool/vmcore_dmesg/dump.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/unpack.h"

static struct made made;
static u32 reads, failing;

static int read_once(const struct source *source, u64 at, void *to, u64 size)
{
	if (reads++ == failing)
		return -EIO;
	if (!kx_bytes_have(source->bytes, at, size))
		return -ENODATA;
	memcpy(to, source->bytes.data + at, size);
	return 0;
}

static int count_one(void *data, const struct log_record *record,
		     struct failure *failure)
{
	u32 *count = data;

	(void)record;
	(void)failure;
	++*count;
	return 0;
}

static int read_all(u32 *count, struct failure *failure)
{
	struct source source = { .read = read_once,
				 .bytes = kx_bytes(made.file, made.size) };
	struct log_memory memory = { .read = read_dump };
	struct dump dump;
	int status;

	*count = 0;
	reads = 0;
	status = dump_open(&source, &dump, failure);
	if (status)
		return status;
	memory.data = &dump;
	memory.info = dump.info;
	memory.long_size = dump.long_size;
	status = log_read(&memory, count_one, count, failure);
	dump_close(&dump);
	return status;
}

static void make_core(void)
{
	made_full_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
}

static void make_no_addresses(void)
{
	made_full_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
}

static void make_page_file(void)
{
	made_full_ring(&made);
	made_pages(&made, PAGE_ZLIB);
}

static void make_flat(void)
{
	make_page_file();
	made_flat(&made);
}

static void make_old_log(void)
{
	u32 i;

	made_list(&made);
	for (i = 0; i < MADE_RECORDS; i++)
		made_list_add(&made, &made_records[i]);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
}

TEST(a_read_that_fails_is_said)
{
	static const struct {
		const char *name;
		void (*make)(void);
		/* Number of failures that are reported as another error. */
		u32 silent;
		/* Number of failures after which the log is complete. */
		u32 harmless;
	} rows[] = {
		{ "ELF core", make_core, 1, 5 },
		{ "ELF core without addresses", make_no_addresses, 1, 14 },
		{ "makedumpfile's format", make_page_file, 0, 12 },
		{ "log before 5.10", make_old_log, 1, 1 },
	};
	static const char why[] = "Input/output error";
	struct failure failure;
	u32 count, silent, harmless;
	size_t i;
	int status;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rows[i].make();
		silent = 0;
		harmless = 0;
		for (failing = 0;; failing++) {
			failure.text[0] = '\0';
			status = read_all(&count, &failure);
			if (failing >= reads)
				break;
			if (!status)
				assert_row(rows[i].name, count, MADE_RECORDS);
			if (!status)
				harmless++;
			else if (!strstr(failure.text, why))
				silent++;
		}
		/* The last round had no failure. */
		assert_row(rows[i].name, status, 0);
		assert_row(rows[i].name, silent, rows[i].silent);
		assert_row(rows[i].name, harmless, rows[i].harmless);
		assert_in_range(failing, 8, 10000);
	}
}

/* The end of a truncated dump is in its records. */
TEST(a_flattened_file_ends_where_it_can_not_be_read)
{
	struct failure failure;
	u32 count;
	int status = 0;

	make_flat();
	for (failing = 0;; failing++) {
		failure.text[0] = '\0';
		status = read_all(&count, &failure);
		if (failing >= reads)
			break;
		assert_true(status ? failure.text[0] != '\0'
				   : count == MADE_RECORDS);
	}
	assert_int_equal(status, 0);
}

/* All five fit, so they are not read again, in any order. */
TEST(a_page_that_is_kept_is_not_read_again)
{
	struct source source = { .read = read_once };
	struct failure failure;
	struct dump dump;
	u32 before = 0;
	u64 i;
	u8 byte;

	make_page_file();
	source.bytes = kx_bytes(made.file, made.size);
	failing = UINT32_MAX;
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	for (i = 0; i < 15; i++) {
		if (i == 5)
			before = reads;
		assert_int_equal(dump_read_physical(
					 &dump, MADE_PA + i * 3 % 5 * MADE_PAGE,
					 &byte, 1, &failure),
				 0);
		assert_int_equal(byte, made.memory[i * 3 % 5 * MADE_PAGE]);
	}
	assert_int_equal(reads, before);
	dump_close(&dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_read_that_fails_is_said),
		cmocka_unit_test(
			a_flattened_file_ends_where_it_can_not_be_read),
		cmocka_unit_test(a_page_that_is_kept_is_not_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
