// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * How much memory a load needs, and the error if there is less. The initrd is a
 * hole of 40 MiB. TOTAL_KIB is small, so a 32nd part of it is, too.
 */
#include "lib/image/room.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/image/planner.h"
#include "lib/image/vet.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

#define MIB	  (1ULL << 20)
#define INITRD	  (40 * MIB)
#define TOTAL_KIB 262144
#define SPARE_KIB (TOTAL_KIB / 32)

static struct kexec_image *start_on(struct fixture *fixture,
				    void (*make)(struct fixture *fixture))
{
	struct kexec_image *image;

	recorder = (struct recorder){ 0 };
	make(fixture);
	assert_int_equal(truncate(fixture->initrd, INITRD), 0);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture->initrd), 0);
	assert_int_equal(kxl_vet(image, 0), 0);
	return image;
}

static struct kexec_image *start(struct fixture *fixture)
{
	return start_on(fixture, fixture_make_pc);
}

static void finish(struct fixture *fixture, struct kexec_image *image)
{
	kexec_image_close(image);
	fixture_free(fixture);
}

/* At most @free_kib and a 32nd part of all memory can be freed. */
static void put_memory(const struct fixture *fixture, u64 available_kib,
		       u64 free_kib)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "MemTotal: %d kB\nMemFree: %llu kB\nMemAvailable: %llu kB\n"
		 "Active(file): 0 kB\nInactive(file): 0 kB\n",
		 TOTAL_KIB, (unsigned long long)free_kib,
		 (unsigned long long)available_kib);
	fixture_text(fixture, "/proc/meminfo", text);
}

static u64 whole_kib(u64 bytes)
{
	return (bytes + 1023) / 1024;
}

/* The MemAvailable with which @bytes are likely to fit. */
static u64 likely_kib(u64 bytes)
{
	return whole_kib(bytes + bytes / 32 + MIB);
}

/* The MemFree with which @bytes can just fit. */
static u64 possible_kib(u64 bytes)
{
	return whole_kib(bytes) - SPARE_KIB;
}

static int load_with(struct kexec_image *image, enum kexec_method method)
{
	recorder.loads = 0;
	recorder.file_loads = 0;
	return kexec_image_load(image, method);
}

/* MemAvailable is 0; one KiB less MemFree is not enough. */
static void assert_limit(struct fixture *fixture, struct kexec_image *image,
			 enum kexec_method method, u64 bytes)
{
	u64 kib = possible_kib(bytes);

	put_memory(fixture, 0, kib);
	assert_int_equal(load_with(image, method), 0);
	assert_int_equal(recorder.loads + recorder.file_loads, 1);
	put_memory(fixture, 0, kib - 1);
	assert_int_equal(load_with(image, method), -ENOMEM);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_string_equal(kexec_ctx_error(fixture->ctx)->name,
			    "memory-short");
}

/* Where auto switches from one call to the other. */
static void assert_choice(struct fixture *fixture, struct kexec_image *image,
			  u64 bytes)
{
	u64 kib = likely_kib(bytes);

	put_memory(fixture, kib, kib);
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.loads, 0);
	put_memory(fixture, kib - 1, kib);
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.file_loads, 0);
	assert_int_equal(recorder.loads, 1);
}

static void put_module(const struct fixture *fixture)
{
	fixture_text(fixture, "/sys/module/kexec/version", "1\n");
}

static u64 sum_segments(struct kexec_image *image, bool is_whole)
{
	const struct kexec_plan *plan;
	u64 bytes = 0;
	unsigned int i;

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++)
		bytes += is_whole ? plan->segments[i].memsz
				  : plan->segments[i].bufsz;
	assert_true(bytes > INITRD);
	return bytes;
}

TEST(each_needs_the_files_and_whole_segments)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 bytes;

	image = start(&fixture);
	bytes = 2 * INITRD + image->kernel.bytes.size + image->facts.size;
	assert_true(image->facts.size > image->kernel.bytes.size);
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD, bytes);
	assert_limit(&fixture, image, KEXEC_METHOD_LOAD,
		     sum_segments(image, true));
	assert_choice(&fixture, image, bytes);
	/* The module keeps pages that a segment's zeroes will use. */
	put_module(&fixture);
	assert_choice(&fixture, image, bytes);
	assert_true(sum_segments(image, true) == kxl_room_plan(image));
	finish(&fixture, image);
}

/* It returns ENOMEM itself, and kills no process for memory. */
TEST(the_module_is_always_asked)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	put_module(&fixture);
	put_memory(&fixture, 0, 0);
	assert_int_equal(load_with(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(load_with(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(recorder.loads, 1);
	finish(&fixture, image);
}

TEST(joined_initrds_are_there_a_third_time)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 bytes;

	image = start(&fixture);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	bytes = 4 * INITRD + image->kernel.bytes.size + image->facts.size;
	put_memory(&fixture, likely_kib(bytes + 2 * INITRD) - 1, 1 << 20);
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.loads, 1);
	assert_null(image->joined.name);
	put_memory(&fixture, likely_kib(bytes + 2 * INITRD), 1 << 20);
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.file_loads, 1);
	/* From here on the joined file uses memory. */
	assert_choice(&fixture, image, bytes);
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD, bytes);
	finish(&fixture, image);
}

TEST(a_join_without_memory_is_an_error_before_it_begins)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	put_memory(&fixture, 0, possible_kib(INITRD) - 1);
	assert_int_equal(kxl_image_join(image), -ENOMEM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "join initrds");
	assert_null(image->joined.name);
	put_memory(&fixture, 0, possible_kib(INITRD));
	assert_int_equal(kxl_image_join(image), 0);
	finish(&fixture, image);
}

TEST(a_crash_kernel_needs_its_files_alone)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 files;

	image = start_on(&fixture, fixture_make_crash);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	files = INITRD + image->kernel.bytes.size;
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD, files);
	put_memory(&fixture, 0, 0);
	assert_int_equal(load_with(image, KEXEC_METHOD_LOAD), 0);
	/* kexec.ko keeps the loaded one until the new one is complete. */
	fixture_text(&fixture, "/sys/kernel/kexec_crash_loaded", "1\n");
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD, files);
	assert_choice(&fixture, image, files);
	put_module(&fixture);
	assert_choice(&fixture, image, 2 * files);
	assert_true(sum_segments(image, false) == kxl_room_plan(image));
	finish(&fixture, image);
}

/* Both calls are estimated to be unlikely to fit. */
TEST(auto_refuses_what_no_call_has_memory_for)
{
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;
	u64 kib;

	image = start(&fixture);
	kib = possible_kib(sum_segments(image, true));
	error = kexec_ctx_error(fixture.ctx);
	put_memory(&fixture, 0, kib);
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(error->errnum, 0);
	put_memory(&fixture, 0, kib - 1);
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), -ENOMEM);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_string_equal(error->action, "kexec_load");
	assert_string_equal(error->name, "memory-short");
	finish(&fixture, image);
}

/* Under lockdown, for example. An estimate must not refuse a load that fits. */
TEST(auto_makes_the_left_out_call_if_the_other_fails)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 kib;

	image = start(&fixture);
	kib = possible_kib(kxl_room_files(image));
	put_memory(&fixture, 0, kib);
	recorder.load_answer = -EPERM;
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	/* The error of that call is reported. */
	recorder.file_answer = -EKEYREJECTED;
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), -EKEYREJECTED);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "kexec_file_load");
	/* Except for ENOMEM, because that call needs more memory. */
	recorder.load_answer = -ENOMEM;
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), -ENOMEM);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.file_loads, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "kexec_load");
	finish(&fixture, image);
}

TEST(a_forbidden_call_does_not_hide_what_is_missing)
{
	static const char smaller[] =
		"free some memory, or use a smaller initrd";
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	error = kexec_ctx_error(fixture.ctx);
	put_memory(&fixture, 0, possible_kib(kxl_room_files(image)) - 1);
	recorder.load_answer = -EPERM;
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), -ENOMEM);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.file_loads, 0);
	assert_string_equal(error->action, "kexec_file_load");
	assert_string_equal(error->name, "memory-short");
	assert_string_equal(error->advice, smaller);
	/* Nor if the kernel returns ENOMEM. */
	put_memory(&fixture, 1 << 20, 1 << 20);
	recorder.file_answer = -ENOMEM;
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), -ENOMEM);
	assert_string_equal(error->action, "kexec_file_load");
	assert_string_equal(error->advice, smaller);
	/* After another error, that of the other call is reported. */
	recorder.file_answer = -EINVAL;
	assert_int_equal(load_with(image, KEXEC_METHOD_AUTO), -EPERM);
	finish(&fixture, image);
}

/* -s only: the other call is recommended if it is allowed and fits. */
TEST(a_file_load_knows_whether_the_other_call_has_memory)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 kib;

	image = start(&fixture);
	kib = likely_kib(sum_segments(image, true));
	put_memory(&fixture, kib, kib);
	assert_int_equal(load_with(image, KEXEC_METHOD_FILE_LOAD), -ENOMEM);
	assert_true(kexec_ctx_error(fixture.ctx)->is_load_worth);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "kexec_file_load");
	put_memory(&fixture, kib - 1, kib);
	assert_int_equal(load_with(image, KEXEC_METHOD_FILE_LOAD), -ENOMEM);
	assert_false(kexec_ctx_error(fixture.ctx)->is_load_worth);
	finish(&fixture, image);
}

TEST(the_message_says_how_much_is_missing)
{
	static const struct {
		const char *name;
		u64 available_kib;
		u64 bytes;
		const char *says;
	} rows[] = {
		{ "MiB", 1024, INITRD,
		  "about 40 MiB of memory are needed, and 1 MiB are available: "
		  "39 MiB are missing" },
		{ "rounded", 30 * 1024 + 563, INITRD - 1,
		  "about 40 MiB of memory are needed, and 30 MiB are "
		  "available: 10 MiB are missing" },
		{ "next to nothing", 40 * 1024 - 1, INITRD + 1,
		  "about 41 MiB of memory are needed, and 39 MiB are "
		  "available: 2 MiB are missing" },
		{ "it seems to fit", 40 * 1024, INITRD,
		  "about 40 MiB of memory are needed, and 40 MiB are "
		  "available" },
	};
	struct fixture fixture;
	struct kexec_image *image;
	char text[128];
	size_t i;

	image = start(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		put_memory(&fixture, rows[i].available_kib, 0);
		assert_true(kxl_room_print(fixture.ctx, rows[i].bytes, text,
					   sizeof(text)));
		assert_string_equal(text, rows[i].says);
	}
	put_memory(&fixture, 1024, 1024);
	assert_int_equal(kxl_room_for_join(image), -ENOMEM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason, rows[0].says);
	finish(&fixture, image);
}

TEST(memory_that_holds_no_kernel_does_not_count)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 kib;

	image = start(&fixture);
	kib = possible_kib(INITRD);
	put_memory(&fixture, 0, kib + 40);
	fixture_text(&fixture, "/proc/zoneinfo",
		     "Node 0, zone  Movable\n      nr_free_pages 11\n");
	assert_int_equal(kxl_room_for_join(image), -ENOMEM);
	put_memory(&fixture, 0, kib + 44);
	assert_int_equal(kxl_room_for_join(image), 0);
	finish(&fixture, image);
}

/* Available memory according to the kernel, after it returned ENOMEM. */
TEST(the_kernels_own_answer_comes_with_the_numbers)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	put_module(&fixture);
	put_memory(&fixture, 3 * 1024, 1 << 20);
	recorder.load_answer = -ENOMEM;
	assert_int_equal(load_with(image, KEXEC_METHOD_LOAD), -ENOMEM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "memory");
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "memory left for it (about 49 MiB of memory are "
			       "needed, and 3 MiB are available: 46 MiB are "
			       "missing)"));
	recorder.file_answer = -ENOMEM;
	assert_int_equal(load_with(image, KEXEC_METHOD_FILE_LOAD), -ENOMEM);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "memory left for it (about 89 MiB of memory are "
			       "needed, and 3 MiB are available: 86 MiB are "
			       "missing)"));
	finish(&fixture, image);
}

TEST(a_dry_run_foretells_what_a_load_will_say)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 bytes;

	image = start(&fixture);
	bytes = sum_segments(image, true);
	put_memory(&fixture, likely_kib(bytes), 0);
	assert_int_equal(kexec_image_check_memory(image, KEXEC_METHOD_AUTO), 0);
	assert_null(strstr(fixture.log, "warning: "));
	put_memory(&fixture, likely_kib(bytes) - 1, possible_kib(bytes));
	assert_int_equal(kexec_image_check_memory(image, KEXEC_METHOD_LOAD), 0);
	assert_non_null(strstr(fixture.log,
			       ": 1 MiB are missing, so a load "
			       "may fail; free some memory, or use a "
			       "smaller initrd\n"));
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	assert_int_equal(
		kexec_image_check_memory(image, KEXEC_METHOD_FILE_LOAD),
		-ENOMEM);
	put_memory(&fixture, 0, possible_kib(bytes) - 1);
	assert_int_equal(kexec_image_check_memory(image, KEXEC_METHOD_AUTO),
			 -ENOMEM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "memory-short");
	/* The module would decide itself. */
	put_module(&fixture);
	assert_int_equal(
		kexec_image_check_memory(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(kexec_image_check_memory(image, (enum kexec_method)17),
			 -EINVAL);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	finish(&fixture, image);
}

TEST(without_a_number_the_kernel_is_the_judge)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(load_with(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 1);
	fixture_remove(&fixture, "/proc/meminfo");
	assert_int_equal(kxl_room_for_files(image, KXL_ROOM_LIKELY), 0);
	assert_int_equal(kxl_room_for_files(image, KXL_ROOM_POSSIBLE), 0);
	finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_needs_the_files_and_whole_segments),
		cmocka_unit_test(the_module_is_always_asked),
		cmocka_unit_test(joined_initrds_are_there_a_third_time),
		cmocka_unit_test(
			a_join_without_memory_is_an_error_before_it_begins),
		cmocka_unit_test(a_crash_kernel_needs_its_files_alone),
		cmocka_unit_test(auto_refuses_what_no_call_has_memory_for),
		cmocka_unit_test(
			auto_makes_the_left_out_call_if_the_other_fails),
		cmocka_unit_test(
			a_forbidden_call_does_not_hide_what_is_missing),
		cmocka_unit_test(
			a_file_load_knows_whether_the_other_call_has_memory),
		cmocka_unit_test(the_message_says_how_much_is_missing),
		cmocka_unit_test(memory_that_holds_no_kernel_does_not_count),
		cmocka_unit_test(the_kernels_own_answer_comes_with_the_numbers),
		cmocka_unit_test(a_dry_run_foretells_what_a_load_will_say),
		cmocka_unit_test(without_a_number_the_kernel_is_the_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
