// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact advice of a dry run about a crash kernel's memory. */
#include "tool/kexec/check.h"

#include <string.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/run_line.h"

#define MIB (1 << 20)

static struct capture output;

static int check_line(struct fixture *fixture, const char *line)
{
	int status;

	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	return status;
}

/* Reserves @mib MiB for a crash kernel, from 2.5 GiB on. */
static void put_region(const struct fixture *fixture, unsigned int mib)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "00100000-bfffffff : System RAM\n"
		 "  a0000000-%08llx : Crash kernel\n",
		 0xa0000000ULL + (unsigned long long)mib * MIB - 1);
	fixture_text(fixture, "/proc/iomem", text);
}

/* The library's log from its first warning on; "" if there is none. */
static const char *warnings(const struct fixture *fixture)
{
	const char *first = strstr(fixture->log, "warning: ");

	assert_string_equal(errors.text, "");
	return first ? first : "";
}

/* The kernel alone needs 67 MiB, and an initrd six times its size. */
TEST(the_advice_is_rounded_up_to_16_mib)
{
	static const struct {
		const char *name;
		off_t initrd; /* in bytes */
		const char *wanted;
	} rows[] = {
		{ "less", 2 * MIB,
		  "warning: 32 MiB are set aside for a crash kernel, and this "
		  "one needs about 79 MiB (kernel 8, initrd 2, unpacked 10, "
		  "all else 59); set more aside (crashkernel=80M), "
		  "or use a smaller initrd\n" },
		{ "a multiple", 2 * MIB + MIB / 8,
		  "warning: 32 MiB are set aside for a crash kernel, and this "
		  "one needs about 80 MiB (kernel 8, initrd 3, unpacked 11, "
		  "all else 58); set more aside (crashkernel=80M), "
		  "or use a smaller initrd\n" },
		{ "one more", 2 * MIB + MIB / 4,
		  "warning: 32 MiB are set aside for a crash kernel, and this "
		  "one needs about 81 MiB (kernel 8, initrd 3, unpacked 12, "
		  "all else 58); set more aside (crashkernel=96M), "
		  "or use a smaller initrd\n" },
	};
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		put_region(&fixture, 32);
		assert_int_equal(truncate(fixture.initrd, rows[i].initrd), 0);
		assert_row(rows[i].name,
			   check_line(&fixture, "--check -p K I --append=x"),
			   255);
		assert_string_equal(warnings(&fixture), rows[i].wanted);
		fixture_free(&fixture);
	}
}

/* Exactly the needed memory is enough; one MiB less is not. */
TEST(what_is_needed_is_enough)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	put_region(&fixture, 67);
	assert_int_equal(check_line(&fixture, "--check -p K --append=x"), 0);
	assert_string_equal(warnings(&fixture), "");
	assert_non_null(strstr(output.text, "    67.0 MiB  needed, about\n"
					    "    67.0 MiB  set aside\n"));
	put_region(&fixture, 66);
	assert_int_equal(check_line(&fixture, "--check -p K --append=x"), 255);
	assert_string_equal(
		warnings(&fixture),
		"warning: 66 MiB are set aside for a crash kernel, and this one "
		"needs about 67 MiB (kernel 8, initrd 0, unpacked 0, all else "
		"59); set more aside (crashkernel=80M), or use "
		"a smaller initrd\n");
	fixture_free(&fixture);
}

/* Contents have a line only if they don't fit; guesses have a note. */
TEST(lines_about_the_initrd_are_where_they_belong)
{
	static const char whole[] =
		"    12.0 MiB  initrd\n"
		"    60.0 MiB  initrd's contents, unpacked (a guess: five "
		"times as large)\n"
		"     7.8 MiB  as much again, or they don't fit (no root=)\n"
		"     8.0 MiB  page structures\n";
	struct fixture fixture;

	fixture_make_crash(&fixture);
	assert_int_equal(truncate(fixture.initrd, 12 * MIB), 0);
	assert_int_equal(check_line(&fixture, "--check -p K I"), 0);
	if (!strstr(output.text, whole))
		fail_msg("%s", output.text);
	assert_int_equal(check_line(&fixture, "--check -p K I --append=root=x"),
			 0);
	assert_non_null(strstr(output.text, "times as large)\n"
					    "     8.0 MiB  page structures\n"));
	/* No initrd: its size is known to be 0. */
	assert_int_equal(check_line(&fixture, "--check -p K"), 0);
	assert_non_null(strstr(output.text,
			       "     0.0 MiB  initrd's contents, unpacked\n"
			       "     6.0 MiB  page structures\n"));
	fixture_free(&fixture);
}

static void put_memory(const struct fixture *fixture, unsigned int kib)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "MemTotal: 262144 kB\nMemFree: %u kB\nMemAvailable: %u kB\n"
		 "Active(file): 0 kB\nInactive(file): 0 kB\n",
		 kib, kib);
	fixture_text(fixture, "/proc/meminfo", text);
}

/*
 * 40 MiB, 8 for the kernel, and boot data, plus a margin of a 32nd part and 1
 * MiB. A 32nd part of all memory, 8 MiB, may be freed.
 */
TEST(memory_that_is_short_is_foretold)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(truncate(fixture.initrd, 40 * MIB), 0);
	put_memory(&fixture, 52 * 1024);
	assert_int_equal(check_line(&fixture, "--check K I --append=x"), 0);
	assert_string_equal(warnings(&fixture), "");
	put_memory(&fixture, 42 * 1024);
	assert_int_equal(check_line(&fixture, "--check K I --append=x"), 0);
	assert_non_null(strstr(warnings(&fixture),
			       ": about 51 MiB of memory are needed, and 42 "
			       "MiB are available: 9 MiB are missing, so a "
			       "load may fail; free some memory, or use a "
			       "smaller initrd\n"));
	put_memory(&fixture, 40 * 1024);
	assert_int_equal(check_line(&fixture, "--check K I --append=x"), 255);
	assert_non_null(strstr(output.text, ") initrd\n"));
	assert_non_null(strstr(errors.text,
			       ": about 49 MiB of memory are needed, and 40 "
			       "MiB are available: 9 MiB are missing; free "
			       "some memory, or use a smaller initrd\n"));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_advice_is_rounded_up_to_16_mib),
		cmocka_unit_test(what_is_needed_is_enough),
		cmocka_unit_test(lines_about_the_initrd_are_where_they_belong),
		cmocka_unit_test(memory_that_is_short_is_foretold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
