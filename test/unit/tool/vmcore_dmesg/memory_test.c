// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each allocation fails once: the failure is reported, and a sanitizer finds
 * leaks. The linker (--wrap) replaces functions of the C library by those
 * below.
 */
#include "tool/vmcore_dmesg/dump.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/unpack.h"

/* Number of allocations that succeed; negative: all. */
static int allowed = -1;
static bool has_failed;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);

static bool fails(void)
{
	if (allowed < 0 || allowed--)
		return false;
	has_failed = true;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

static void make_core(struct made *made)
{
	made_full_ring(made);
	made_elf(made, ELFCLASS64, MADE_VA_BOTH);
}

static void make_page_file(struct made *made)
{
	made_full_ring(made);
	made_pages(made, PAGE_PLAIN);
}

static void make_flat(struct made *made)
{
	make_page_file(made);
	made_flat(made);
}

static void make_old_log(struct made *made)
{
	u32 i;

	made_list(made);
	for (i = 0; i < MADE_RECORDS; i++)
		made_list_add(made, &made_records[i]);
	made_elf(made, ELFCLASS64, MADE_VA_BOTH);
}

/* Counts records; printing them would allocate memory as well. */
static int count(void *data, const struct log_record *record,
		 struct failure *failure)
{
	u32 *records = data;

	(void)record;
	(void)failure;
	++*records;
	return 0;
}

static int read_made(const struct made *made, struct failure *failure)
{
	struct source source =
		source_of_bytes(kx_bytes(made->file, made->size));
	struct log_memory memory = { .read = read_dump };
	struct dump dump;
	u32 records = 0;
	int status;

	status = dump_open(&source, &dump, failure);
	if (status)
		return status;
	memory.data = &dump;
	memory.info = dump.info;
	memory.long_size = dump.long_size;
	status = log_read(&memory, count, &records, failure);
	dump_close(&dump);
	assert_true(status || records == MADE_RECORDS);
	return status;
}

TEST(an_allocation_that_fails_is_said_and_leaves_nothing)
{
	/* The smallest number of allocations to read such a log. */
	static const struct {
		const char *name;
		void (*make)(struct made *made);
		int fewest;
	} rows[] = {
		{ "ELF core", make_core, 4 },
		{ "makedumpfile's format", make_page_file, 6 },
		{ "flattened", make_flat, 7 },
		{ "log before 5.10", make_old_log, 4 },
	};
	static struct made made;
	struct failure failure;
	int status, nr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rows[i].make(&made);
		for (nr = 0, has_failed = true; has_failed; nr++) {
			has_failed = false;
			failure.text[0] = '\0';
			allowed = nr;
			status = read_made(&made, &failure);
			allowed = -1;
			assert_row(rows[i].name, status,
				   has_failed ? STATUS_MEMORY : 0);
			assert_string_equal(failure.text,
					    has_failed ? "out of memory" : "");
		}
		assert_in_range(nr, rows[i].fewest, 1000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_allocation_that_fails_is_said_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
