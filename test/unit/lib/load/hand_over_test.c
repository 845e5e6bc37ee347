// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which file the kernel gets, also if a policy checks files. */
#include "lib/load/hand_over.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <fcntl.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

/* Puts the fixture's kernel into a gzip file. */
static struct kexec_image *start_packed(struct fixture *fixture)
{
	struct kexec_image *image;
	struct bzimage kernel;
	struct kx_bytes file;

	recorder = (struct recorder){ 0 };
	fixture_make_pc(fixture);
	bzimage_make(&kernel);
	file = pack_file(&file_packings[0], bzimage_bytes(&kernel));
	fixture_put(fixture, "/kernel", file);
	pack_free(file);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

TEST(the_contents_go_to_a_kernel_that_can_not_read_the_file)
{
	static const struct {
		const char *name;
		int packed_answer; /* from the kernel, for the file itself */
		int answer;	   /* for its contents */
		unsigned int calls;
	} rows[] = {
		{ "reads it", 0, 0, 1 },
		{ "can't read it", -ENOEXEC, 0, 2 },
		{ "signature", -EKEYREJECTED, 0, 1 },
		{ "lockdown", -EPERM, 0, 1 },
		{ "IMA", -EACCES, 0, 1 },
		{ "contents are refused", -ENOEXEC, -EKEYREJECTED, 2 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; HAVE_ZLIB && i < ARRAY_SIZE(rows); i++) {
		bool is_copy = rows[i].calls == 2;

		image = start_packed(&fixture);
		recorder.packed_answer = rows[i].packed_answer;
		recorder.file_answer = rows[i].answer;
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			   is_copy ? rows[i].answer : rows[i].packed_answer);
		assert_row(rows[i].name, recorder.file_loads, rows[i].calls);
		assert_row(rows[i].name, recorder.loads, 0);
		recorder_finish(&fixture, image);
	}
}

TEST(the_contents_are_in_a_file_that_can_not_change)
{
	struct kexec_image *image;
	struct fixture fixture;

	if (!HAVE_ZLIB)
		return;
	image = start_packed(&fixture);
	recorder.packed_answer = -ENOEXEC;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file.kernel_fd, image->contents.file.fd);
	assert_int_equal(fcntl(recorder.file.kernel_fd, F_GET_SEALS) &
				 (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK |
				  F_SEAL_SEAL),
			 F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK |
				 F_SEAL_SEAL);
	recorder_finish(&fixture, image);
}

TEST(no_copy_is_handed_over_where_files_are_judged)
{
	struct kexec_image *image;
	struct fixture fixture;
	const struct kexec_error *error;

	if (!HAVE_ZLIB)
		return;
	image = start_packed(&fixture);
	fixture_text(&fixture, "/sys/kernel/security/lockdown",
		     "none [integrity] confidentiality\n");
	recorder.packed_answer = -ENOEXEC;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -ENOEXEC);
	assert_int_equal(recorder.file_loads, 1);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->name, "packed-judged");
	assert_string_equal(error->reason,
			    "the running kernel can't read gzip data, and "
			    "where kernel lockdown judges files it gets no "
			    "unpacked copy");
	recorder_finish(&fixture, image);
}

/* A format that the kernel doesn't read was not judged, either. */
TEST(where_files_are_judged_auto_loads_by_one_call)
{
	static const struct {
		const char *enforce;
		int answer;
		unsigned int loads;
	} rows[] = {
		{ "Y\n", -ENOEXEC, 0 },
		{ "Y\n", -ENOMEM, 0 },
		{ "N\n", -ENOEXEC, 1 },
		/* There is no such call, and nothing that judges by it. */
		{ "Y\n", -ENOSYS, 1 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		fixture_text(&fixture,
			     "/sys/module/kexec/parameters/sig_enforce",
			     rows[i].enforce);
		recorder.file_answer = rows[i].answer;
		assert_row(rows[i].enforce,
			   kexec_image_load(image, KEXEC_METHOD_AUTO),
			   rows[i].loads ? 0 : rows[i].answer);
		assert_int_equal(recorder.file_loads, 1);
		assert_int_equal(recorder.loads, rows[i].loads);
		recorder_finish(&fixture, image);
	}
}

/* An estimate must not refuse a load that fits: no other call is tried. */
TEST(where_files_are_judged_auto_loads_with_little_memory)
{
	static const struct {
		const char *memory; /* all that can be free, likely free */
		int answer;
		int err;
		unsigned int file_loads;
		const char *name;
	} rows[] = {
		{ "MemFree: 262144 kB\nMemAvailable: 0 kB\n", 0, 0, 1, "" },
		{ "MemFree: 262144 kB\nMemAvailable: 0 kB\n", -EKEYREJECTED,
		  -EKEYREJECTED, 1, "signature" },
		{ "MemFree: 0 kB\nMemAvailable: 0 kB\n", 0, -ENOMEM, 0,
		  "memory-short" },
	};
	struct kexec_image *image;
	struct fixture fixture;
	char text[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		fixture_text(&fixture, "/sys/kernel/security/lockdown",
			     "none [integrity] confidentiality\n");
		snprintf(text, sizeof(text), "MemTotal: 32 kB\n%s",
			 rows[i].memory);
		fixture_text(&fixture, "/proc/meminfo", text);
		recorder.file_answer = rows[i].answer;
		assert_row(rows[i].memory,
			   kexec_image_load(image, KEXEC_METHOD_AUTO),
			   rows[i].err);
		assert_int_equal(recorder.file_loads, rows[i].file_loads);
		assert_int_equal(recorder.loads, 0);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    rows[i].name);
		recorder_finish(&fixture, image);
	}
}

/* kexec_load(2) would load what nothing has judged. */
TEST(where_files_are_judged_auto_does_not_go_on)
{
	struct kexec_image *image;
	struct fixture fixture;

	if (!HAVE_ZLIB)
		return;
	image = start_packed(&fixture);
	fixture_text(&fixture, "/sys/module/kexec/parameters/sig_enforce",
		     "Y\n");
	recorder.packed_answer = -ENOEXEC;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOEXEC);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.loads, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "packed-judged");
	recorder_finish(&fixture, image);
}

/* kexec_load(2) gets the contents' segments; -a tries both calls. */
TEST(contents_load_by_every_method)
{
	static const struct {
		enum kexec_method method;
		int file_answer;
		unsigned int file_loads;
		unsigned int loads;
	} rows[] = {
		{ KEXEC_METHOD_LOAD, 0, 0, 1 },
		{ KEXEC_METHOD_AUTO, 0, 2, 0 },
		{ KEXEC_METHOD_AUTO, -ENOEXEC, 2, 1 },
		{ KEXEC_METHOD_FILE_LOAD, 0, 2, 0 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; HAVE_ZLIB && i < ARRAY_SIZE(rows); i++) {
		image = start_packed(&fixture);
		recorder.packed_answer = -ENOEXEC;
		recorder.file_answer = rows[i].file_answer;
		assert_int_equal(kexec_image_load(image, rows[i].method), 0);
		assert_int_equal(recorder.file_loads, rows[i].file_loads);
		assert_int_equal(recorder.loads, rows[i].loads);
		recorder_finish(&fixture, image);
	}
}

/* They determine the needed memory and the command line's limit. */
TEST(facts_are_those_of_the_contents)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	struct kx_kernel plain;

	if (!HAVE_ZLIB)
		return;
	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	plain = image->facts;
	recorder_finish(&fixture, image);
	image = start_packed(&fixture);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_true(plain.size > 0);
	assert_int_equal(image->facts.size, plain.size);
	assert_int_equal(image->facts.takes_efi, plain.takes_efi);
	assert_int_equal(image->facts.takes_acpi_rsdp, plain.takes_acpi_rsdp);
	recorder_finish(&fixture, image);
}

/* The kernel gets a bzImage unchanged, once, whatever it returns. */
TEST(a_plain_kernel_is_never_copied)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	recorder.file_answer = -ENOEXEC;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -ENOEXEC);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.file.kernel_fd, image->kernel.fd);
	assert_null(image->contents.file.name);
	recorder_finish(&fixture, image);
}

/* No kernel reads one: it is asked, and kexec_load(2) takes the segments. */
TEST(a_vmlinux_loads_by_kexec_load_packed_or_not)
{
	static const struct {
		bool is_packed;
		enum kexec_method method;
		int err;
		unsigned int file_loads;
		unsigned int loads;
	} rows[] = {
		{ false, KEXEC_METHOD_LOAD, 0, 0, 1 },
		{ false, KEXEC_METHOD_AUTO, 0, 1, 1 },
		{ false, KEXEC_METHOD_FILE_LOAD, -ENOEXEC, 1, 0 },
		{ true, KEXEC_METHOD_LOAD, 0, 0, 1 },
		{ true, KEXEC_METHOD_AUTO, 0, 2, 1 },
		{ true, KEXEC_METHOD_FILE_LOAD, -ENOEXEC, 2, 0 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	struct vmlinux vmlinux;
	struct kx_bytes file;
	size_t i;

	vmlinux_make(&vmlinux);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].is_packed && !HAVE_ZLIB)
			continue;
		recorder = (struct recorder){ .file_answer = -ENOEXEC };
		fixture_make_pc(&fixture);
		file = pack_file(&file_packings[0], vmlinux_bytes(&vmlinux));
		fixture_put(&fixture, "/kernel",
			    rows[i].is_packed ? file : vmlinux_bytes(&vmlinux));
		pack_free(file);
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_load(image, rows[i].method),
				 rows[i].err);
		assert_int_equal(recorder.file_loads, rows[i].file_loads);
		assert_int_equal(recorder.loads, rows[i].loads);
		if (rows[i].loads) {
			assert_int_equal(recorder.nr_segments, 5);
			assert_ptr_equal(recorder.segments[0].mem,
					 (void *)(uintptr_t)VM_START);
		}
		recorder_finish(&fixture, image);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_contents_go_to_a_kernel_that_can_not_read_the_file),
		cmocka_unit_test(
			the_contents_are_in_a_file_that_can_not_change),
		cmocka_unit_test(no_copy_is_handed_over_where_files_are_judged),
		cmocka_unit_test(where_files_are_judged_auto_loads_by_one_call),
		cmocka_unit_test(
			where_files_are_judged_auto_loads_with_little_memory),
		cmocka_unit_test(where_files_are_judged_auto_does_not_go_on),
		cmocka_unit_test(contents_load_by_every_method),
		cmocka_unit_test(facts_are_those_of_the_contents),
		cmocka_unit_test(a_plain_kernel_is_never_copied),
		cmocka_unit_test(a_vmlinux_loads_by_kexec_load_packed_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
