// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kexec --report: phases that are known, and those that are not. */
#include "tool/kexec/timeline.h"

#include <string.h>

#include "core/timeline.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/run_line.h"

#define PARAMS "/sys/kernel/boot_params/"

static struct capture output;

/* In milliseconds; one tick is a nanosecond. */
static void put(struct fixture *fixture, const unsigned int ms[KX_STAMPS])
{
	u8 params[4096] = { [0x210] = 0xd0 };
	u8 page[4096] = { 0 };
	struct kx_timeline *timeline = (void *)(page + KX_TIMELINE_COPY);
	int i;

	fixture_make(fixture);
	fixture_text(fixture, "/proc/cpuinfo", "flags\t\t: lm\n");
	fixture_put(fixture, PARAMS "data", kx_bytes(params, sizeof(params)));
	fixture_text(fixture, PARAMS "setup_data/0/type", "0x4d54584b\n");
	fixture_text(fixture, "/dev/kmsg",
		     "6,1,0,-;tsc: Detected 1000.000 MHz processor\n");
	kx_write_le32(timeline->type, KX_TIMELINE_TYPE);
	kx_write_le32(timeline->len, KX_TIMELINE_SEEN);
	memcpy(timeline->name, KX_TIMELINE_NAME, sizeof(timeline->name));
	kx_write_le32(timeline->version, KX_TIMELINE_VERSION);
	kx_write_le32(timeline->count, KX_STAMPS);
	for (i = 0; i < KX_STAMPS; i++)
		kx_write_le64(timeline->stamps[i], ms[i] * 1000000ULL);
	fixture_put(fixture, "/dev/mem", kx_bytes(page, sizeof(page)));
}

static int report(struct fixture *fixture, const char *words)
{
	char line[256];
	int status;

	snprintf(line, sizeof(line), "--report --sysroot=%s %s", fixture->dir,
		 words);
	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	return status;
}

TEST(phases_are_printed_and_drawn_in_their_order)
{
	static const unsigned int ms[KX_STAMPS] = { 10,	  510,	1000, 1200,
						    1210, 1380, 1400 };
	struct fixture fixture;

	put(&fixture, ms);
	assert_int_equal(report(&fixture, ""), 0);
	assert_string_equal(
		output.text,
		"load                    500.000 ms  before the downtime\n"
		"devices                 200.000 ms  "
		"####################                    \n"
		"CPUs                     10.000 ms  "
		"                    #                   \n"
		"copy                    170.000 ms  "
		"                     #################  \n"
		"purgatory                20.000 ms  "
		"                                      ##\n"
		"downtime, part          400.000 ms  its end, PID 1, is not "
		"known\n");
	assert_string_equal(errors.text, "");
	fixture_free(&fixture);
}

TEST(a_phase_whose_parts_are_not_known_has_all_their_names)
{
	static const unsigned int native[KX_STAMPS] = { 10, 510,  1000, 0,
							0,  1380, 1400 };
	static const unsigned int others[KX_STAMPS] = { 10, 510,  0,   0,
							0,  1380, 1400 };
	struct fixture fixture;

	put(&fixture, native);
	assert_int_equal(report(&fixture, ""), 0);
	assert_non_null(strstr(output.text,
			       "\ndevices, CPUs, copy     380.000 ms  ####"));
	assert_non_null(strstr(output.text,
			       "load                    500.000 ms  up to its "
			       "system call\n"));
	fixture_free(&fixture);
	put(&fixture, others);
	assert_int_equal(report(&fixture, ""), 0);
	assert_null(strstr(output.text, "devices"));
	assert_non_null(strstr(output.text, "\npurgatory                20.000 "
					    "ms  ####"));
	assert_non_null(strstr(
		output.text, "\ndowntime, part           20.000 ms  its begin "
			     "and its end are not known\n"));
	fixture_free(&fixture);
}

TEST(programs_get_moments_and_nanoseconds)
{
	static const unsigned int ms[KX_STAMPS] = { 0, 510,  1000, 0,
						    0, 1380, 1400 };
	struct fixture fixture;

	put(&fixture, ms);
	assert_int_equal(report(&fixture, "--json"), 0);
	assert_non_null(strstr(
		output.text,
		"\"kind\":\"timeline\",\"timeline\":{\"load_ns\":null,"
		"\"downtime_ns\":null,\"phases\":["
		"{\"from\":\"call\",\"to\":\"purgatory\",\"ns\":380000000},"
		"{\"from\":\"purgatory\",\"to\":\"entry\",\"ns\":20000000}]}"));
	fixture_free(&fixture);
}

TEST(a_system_without_one_is_told_so_in_one_line)
{
	static const unsigned int ms[KX_STAMPS] = { 0 };
	struct fixture fixture;

	put(&fixture, ms);
	fixture_remove(&fixture, PARAMS "setup_data/0/type");
	assert_int_equal(report(&fixture, ""), 255);
	assert_string_equal(output.text, "");
	assert_non_null(strstr(errors.text,
			       "this system was loaded without one; load the "
			       "next kernel with kexec -l --timeline"));
	assert_ptr_equal(strchr(errors.text, '\n') + 1,
			 errors.text + strlen(errors.text));
	fixture_free(&fixture);
}

TEST(what_only_looks_already_has_no_dry_run)
{
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(run_line(&fixture, "--report --dry-run"), 1);
	assert_int_equal(run_line(&fixture, "--report --show"), 1);
	assert_non_null(strstr(errors.text, "leave out --dry-run, --show"));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(phases_are_printed_and_drawn_in_their_order),
		cmocka_unit_test(
			a_phase_whose_parts_are_not_known_has_all_their_names),
		cmocka_unit_test(programs_get_moments_and_nanoseconds),
		cmocka_unit_test(a_system_without_one_is_told_so_in_one_line),
		cmocka_unit_test(what_only_looks_already_has_no_dry_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
