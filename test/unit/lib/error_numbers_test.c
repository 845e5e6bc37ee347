// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Value and limit of each failure, in the units of libkexec(3). */
#include "include/libkexec.h"

#include <stdlib.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* Instead of a value: any value except 0. */
#define NOT_ZERO UINT64_MAX

#define BZ_HDRS	  0x53726448 /* "HdrS" */
#define FILE_SIZE (BZ_SETUP_SIZE + BZ_IMAGE_SIZE)

static void check_numbers(const struct fixture *fixture, const char *name,
			  uint64_t value, uint64_t limit)
{
	const struct kexec_error *error = kexec_ctx_error(fixture->ctx);

	assert_string_equal(error->name, name);
	if (value == NOT_ZERO)
		assert_row(name, !error->value, 0);
	else
		assert_row(name, error->value, value);
	assert_row(name, error->limit, limit);
}

static struct kexec_image *open_kernel(const struct fixture *fixture)
{
	struct kexec_image *image;

	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

/* Checks that the plan fails. */
static void fail_plan(struct kexec_image *image)
{
	const struct kexec_plan *plan = NULL;

	assert_int_not_equal(kexec_image_plan(image, &plan), 0);
	kexec_image_close(image);
}

/*
 * Writes the first @size bytes of the standard image, with one field changed.
 */
static void put_kernel(const struct fixture *fixture, u64 size, u64 offset,
		       u32 width, u64 field)
{
	struct bzimage file;

	bzimage_make(&file);
	bzimage_put(&file, offset, width, field);
	fixture_put(fixture, "/kernel", kx_bytes(file.data, size));
}

TEST(numbers_of_a_file_are_its_bytes_and_fields)
{
	static const struct {
		u64 size; /* in the file */
		u64 offset;
		u32 width;
		u64 field; /* the field's new value */
		const char *type;
		const char *name;
		uint64_t value;
		uint64_t limit;
	} rows[] = {
		{ 600, BZ_MAGIC, 4, BZ_HDRS, NULL, "file-short", 600, 0x264 },
		{ FILE_SIZE, BZ_MAGIC, 4, 0x1234, "bzImage64", "file-format",
		  0x1234, BZ_HDRS },
		{ FILE_SIZE, BZ_VERSION, 2, 0x202, NULL, "boot-protocol", 0x202,
		  0x203 },
		{ FILE_SIZE, BZ_LOADFLAGS, 1, 0, NULL, "real-mode", 0, 1 },
		{ FILE_SIZE, BZ_INIT_SIZE, 4, 100, NULL, "header-field", 100,
		  BZ_IMAGE_SIZE },
		{ 5000, BZ_MAGIC, 4, BZ_HDRS, NULL, "file-truncated", 5000,
		  FILE_SIZE },
		{ FILE_SIZE, BZ_PAYLOAD_LENGTH, 4, 4000, NULL, "payload-bounds",
		  4000, BZ_IMAGE_SIZE },
		{ FILE_SIZE, FILE_SIZE - 100, 4, 0, NULL, "checksum", NOT_ZERO,
		  0 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		put_kernel(&fixture, rows[i].size, rows[i].offset,
			   rows[i].width, rows[i].field);
		image = open_kernel(&fixture);
		assert_int_equal(kexec_image_set_type(image, rows[i].type), 0);
		fail_plan(image);
		check_numbers(&fixture, rows[i].name, rows[i].value,
			      rows[i].limit);
		fixture_free(&fixture);
	}
}

TEST(numbers_of_page_tables_are_flags_of_the_header)
{
	struct fixture fixture;
	struct bzimage file;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/cpuinfo", "flags\t: lm la57\n");
	bzimage_make(&file);
	bzimage_put(&file, BZ_CODE32_START, 4, 0);
	bzimage_put(&file, BZ_XLOADFLAGS, 2, 0x03);
	bzimage_seal(&file);
	fixture_put(&fixture, "/kernel", bzimage_bytes(&file));
	fail_plan(open_kernel(&fixture));
	check_numbers(&fixture, "not-5level", 0x03, 0x20);
	fixture_free(&fixture);
}

/* Linux counts whole pages of memory, and allows half of them for an image. */
TEST(numbers_of_a_machine_are_bytes_and_addresses)
{
	static const struct {
		const char *path;
		const char *text;
		enum kexec_slot slot;
		uint64_t window; /* end of the window, or 0 */
		const char *name;
		uint64_t value;
		uint64_t limit;
	} rows[] = {
		{ "/x", "", KEXEC_SLOT_NORMAL, 0x10000, "no-hole",
		  BZ_STANDARD_INIT, 0x10000 },
		{ "/proc/meminfo", "MemTotal: 8192 kB\n", KEXEC_SLOT_NORMAL, 0,
		  "segment-large", BZ_STANDARD_INIT, 4096 * 1024 },
		{ "/proc/meminfo", "MemTotal: 16384 kB\n", KEXEC_SLOT_NORMAL, 0,
		  "segments-large", NOT_ZERO, 8192 * 1024 },
		{ "/proc/iomem",
		  "00100000-bfffffff : System RAM\n"
		  "  a0000000-a00fffff : Crash kernel\n",
		  KEXEC_SLOT_CRASH, 0, "crash-region-small", BZ_STANDARD_INIT,
		  0xa0100000 },
		{ "/proc/iomem",
		  "00100000-bfffffff : System RAM\n"
		  "  00200000-00efffff : Crash kernel\n",
		  KEXEC_SLOT_CRASH, 0, "crash-region-address", BZ_STANDARD_INIT,
		  0xf00000 },
		{ "/proc/iomem", "00100000-bfffffff : System RAM\n",
		  KEXEC_SLOT_CRASH, 0, "no-crash-region", 0, 0 },
		{ "/sys/devices/system/cpu/cpu0/crash_notes_size", "8\n",
		  KEXEC_SLOT_CRASH, 0, "elfcore-notes", 8, 12 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		fixture_text(&fixture, rows[i].path, rows[i].text);
		image = open_kernel(&fixture);
		assert_int_equal(kexec_image_set_slot(image, rows[i].slot), 0);
		if (rows[i].window)
			assert_int_equal(kexec_image_set_window(image, 0,
								rows[i].window),
					 0);
		fail_plan(image);
		check_numbers(&fixture, rows[i].name, rows[i].value,
			      rows[i].limit);
		fixture_free(&fixture);
	}
}

TEST(numbers_of_a_command_line_are_bytes_without_the_nul)
{
	struct kexec_image *image;
	struct fixture fixture;
	char line[3001] = "";

	fixture_make_pc(&fixture);
	memset(line, 'x', sizeof(line) - 1);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	fail_plan(image);
	check_numbers(&fixture, "cmdline-long", 3000, 2046);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_a_file_are_its_bytes_and_fields),
		cmocka_unit_test(
			numbers_of_page_tables_are_flags_of_the_header),
		cmocka_unit_test(numbers_of_a_machine_are_bytes_and_addresses),
		cmocka_unit_test(
			numbers_of_a_command_line_are_bytes_without_the_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
