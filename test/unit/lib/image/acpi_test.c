// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact command lines of old kernels, with both calls. */
#include "lib/image/acpi.h"

#include <errno.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_elf.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

#define SAID "acpi_rsdp=0x7fb7e014"

/* Each row changes an EFI machine that can't pass EFI on. */
static const struct {
	const char *name;
	u16 version;
	u64 rsdp; /* in boot_params; 0: in EFI's tables */
	bool hands_on;
	unsigned int options;
	const char *cmdline;
	const char *want;
} rows[] = {
	{ "Linux 3.8", 0x20c, 0, false, 0, "quiet", SAID " quiet" },
	{ "Linux 5.4", 0x20d, 0, false, 0, "quiet", SAID " quiet" },
	{ "no protocol of its own", 0x20e, 0, false, 0, "a", SAID " a" },
	{ "Linux 5.5", 0x20f, 0, false, 0, "quiet", "quiet" },
	{ "nothing else to say", 0x20d, 0, false, 0, "", SAID },
	{ "EFI is handed on", 0x20d, 0, true, 0, "quiet", "quiet" },
	{ "EFI is left out", 0x20d, 0, true, KEXEC_OPTION_NO_EFI, "quiet",
	  SAID " quiet" },
	{ "a user's own", 0x20d, 0, false, 0, "a acpi_rsdp=0x1 b",
	  "a acpi_rsdp=0x1 b" },
	{ "init's is none", 0x20d, 0, false, 0, "a -- acpi_rsdp=0x1",
	  SAID " a -- acpi_rsdp=0x1" },
	{ "another word is none", 0x20d, 0, false, 0, "xacpi_rsdp=1",
	  SAID " xacpi_rsdp=1" },
	{ "a PC's first place", 0x20d, 0xe0000, false, 0, "a", "a" },
	{ "a PC's last place", 0x20d, 0xfffff, false, 0, "a", "a" },
	{ "below", 0x20d, 0xdfff0, false, 0, "a", "acpi_rsdp=0xdfff0 a" },
	{ "above", 0x20d, 0x100000, false, 0, "a", "acpi_rsdp=0x100000 a" },
	{ "as the boot loader said", 0x20d, 0x7e000000, false, 0, "a",
	  "acpi_rsdp=0x7e000000 a" },
};

static struct kexec_image *start(struct fixture *fixture, size_t row)
{
	u8 boot_params[4096] = { 0 };
	struct kexec_image *image;
	struct bzimage kernel;

	recorder = (struct recorder){ 0 };
	fixture_make_crash(fixture);
	fixture_efi(fixture);
	if (!rows[row].hands_on)
		fixture_remove(fixture, "/sys/firmware/efi/runtime-map/2/type");
	memcpy(boot_params + 0x1c0, "EL64", 4);
	kx_write_le64(boot_params + 0x70, rows[row].rsdp);
	fixture_put(fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(boot_params, sizeof(boot_params)));
	bzimage_make(&kernel);
	bzimage_put(&kernel, BZ_XLOADFLAGS, 2, 0x33);
	bzimage_put(&kernel, BZ_VERSION, 2, rows[row].version);
	bzimage_seal(&kernel);
	fixture_put(fixture, "/kernel", bzimage_bytes(&kernel));
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	assert_int_equal(kexec_image_set_options(image, rows[row].options), 0);
	assert_int_equal(kexec_image_set_cmdline(image, rows[row].cmdline), 0);
	return image;
}

static void finish(struct fixture *fixture, struct kexec_image *image)
{
	kexec_image_close(image);
	fixture_free(fixture);
}

/* The command line in the boot data, at the address in boot_params. */
static const char *planned_line(struct kexec_image *image)
{
	const struct kexec_plan *plan = NULL;
	const struct kexec_segment *segment;
	const u8 *data;
	size_t params;
	u32 line = 0;
	u32 i;

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; strcmp(plan->names[i], "boot data") != 0; i++)
		assert_true(i + 1 < plan->nr_segments);
	segment = &plan->segments[i];
	data = segment->buf;
	for (params = 0; memcmp(data + params + 0x202, "HdrS", 4) != 0;
	     params += 4096)
		assert_true(params + 4096 < segment->bufsz);
	assert_int_equal(kx_read_le32(kx_bytes(data, segment->bufsz),
				      params + 0x228, &line),
			 0);
	return (const char *)data + (line - (u32)(uintptr_t)segment->mem);
}

TEST(a_plans_line_says_where_acpi_is_when_nothing_else_does)
{
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture, i);
		print_message("# %s\n", rows[i].name);
		assert_string_equal(planned_line(image), rows[i].want);
		assert_string_equal(kexec_image_cmdline(image),
				    rows[i].cmdline);
		finish(&fixture, image);
	}
}

/* The kernel decides what it passes on, so options do not change that. */
TEST(so_does_the_line_of_a_file_load)
{
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bool is_same = rows[i].options & KEXEC_OPTION_NO_EFI;
		const char *want = is_same ? rows[i].cmdline : rows[i].want;

		image = start(&fixture, i);
		print_message("# %s\n", rows[i].name);
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
		assert_string_equal(recorder.cmdline, want);
		assert_int_equal(recorder.file.cmdline_len, strlen(want) + 1);
		finish(&fixture, image);
	}
}

/* It has no parameters of Linux, and without arguments no line at all. */
TEST(a_program_gets_its_own_line_alone)
{
	static const struct {
		enum kexec_arguments arguments;
		const char *cmdline;
	} programs[] = {
		{ KEXEC_ARGUMENTS_ELF, "own" },
		{ KEXEC_ARGUMENTS_ELF, "" },
		{ KEXEC_ARGUMENTS_NONE, "" },
	};
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	struct elf_file file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(programs); i++) {
		image = start(&fixture, 0);
		kexec_image_close(image);
		elf_make(&file, KX_ELF_CLASS_64);
		fixture_put(&fixture, "/kernel", elf_bytes(&file));
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(
			kexec_image_set_arguments(image, programs[i].arguments),
			0);
		assert_int_equal(
			kexec_image_set_cmdline(image, programs[i].cmdline), 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_string_equal(kxl_image_line(image), programs[i].cmdline);
		finish(&fixture, image);
	}
}

/* After elfcorehdr=, which begins the line of a crash kernel. */
TEST(a_crash_kernels_line_says_both)
{
	struct kexec_image *image;
	struct fixture fixture;
	const char *line;

	image = start(&fixture, 0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	line = planned_line(image);
	assert_int_equal(strncmp(line, "elfcorehdr=0x", 13), 0);
	assert_string_equal(strchr(line, ' '), " " SAID " quiet");
	finish(&fixture, image);
}

static int try_length(struct kexec_image *image, size_t length,
		      enum kexec_method method)
{
	char line[2048];

	memset(line, 'x', length);
	line[length] = '\0';
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	return kexec_image_load(image, method);
}

/* 2047 with the NUL; a file load reserves 30, and 21 are added. */
TEST(the_limit_counts_what_is_added)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture, 0);
	assert_int_equal(try_length(image, 2046 - 21, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(try_length(image, 2047 - 21, KEXEC_METHOD_LOAD),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "cmdline-long");
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "(2047 bytes, limit 2046)"));
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->advice, "acpi_rsdp="));
	assert_int_equal(try_length(image, 2016 - 21, KEXEC_METHOD_FILE_LOAD),
			 0);
	assert_int_equal(try_length(image, 2017 - 21, KEXEC_METHOD_FILE_LOAD),
			 -EINVAL);
	assert_int_equal(recorder.file_loads, 1);
	/* The other call has room for it. */
	assert_int_equal(try_length(image, 2017 - 21, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.loads, 2);
	finish(&fixture, image);
}

/* The kernel knows the machine, so the caller need not read it. */
TEST(a_file_load_needs_no_map)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture, 0);
	fixture_remove(&fixture, "/proc/iomem");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_string_equal(recorder.cmdline, "quiet");
	finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_plans_line_says_where_acpi_is_when_nothing_else_does),
		cmocka_unit_test(so_does_the_line_of_a_file_load),
		cmocka_unit_test(a_program_gets_its_own_line_alone),
		cmocka_unit_test(a_crash_kernels_line_says_both),
		cmocka_unit_test(the_limit_counts_what_is_added),
		cmocka_unit_test(a_file_load_needs_no_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
