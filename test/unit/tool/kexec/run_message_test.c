// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages of whole runs of the tool. */
#include "tool/kexec/run.h"

#include <errno.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

#define LOADED "/sys/kernel/kexec_loaded"

static const struct row {
	const char *line;
	const char *loaded; /* in sysfs; NULL: no such file */
	int may_start;
	int execute_answer;
	bool had_network;
	int status;
	const char *text; /* on stderr */
	const char *steps;
} rows[] = {
	/* clang-format off */
	{ "-e", "1\n", 0, 0, false, 0, "", "snu" },
	{ "-e", "1\n", 0, 0, true, 0,
	  "kexec: warning: network interfaces were down meanwhile, and routes "
	  "through them may be lost; -x leaves them up\n", "snu" },
	{ "-e -x", "1\n", 0, 0, true, 0, "", "s" },
	{ "-e -q", "1\n", 0, 0, true, 0, "", "snu" },
	{ "-e", "1\n", 0, -EBUSY, false, 255,
	  "kexec failed: Device or resource busy: another kexec call is at "
	  "work, or a process or device did not stop for an image that "
	  "returns; try again, or see the kernel log (dmesg)\n", "snu" },
	{ "-e", "0\n", 0, 0, false, 1,
	  "Nothing has been loaded! Load a kernel first: kexec -l KERNEL\n",
	  "" },
	{ "-e", NULL, 0, 0, false, 255,
	  "kexec failed: Function not implemented: this kernel has no kexec; "
	  "load kexec.ko (modprobe kexec), then a kernel\n", "" },
	{ "-e", "1\n", -EPERM, 0, false, 255,
	  "kexec failed: Operation not permitted: a reason; run as root, "
	  "outside of containers\n", "" },
	{ "-f K --append=x", "0\n", -EPERM, 0, false, 255,
	  "kexec failed: Operation not permitted: a reason; run as root, "
	  "outside of containers\n", "" },
	{ "K --append=x", "0\n", 0, 0, false, 255,
	  "kexec: shutdown: No such file or directory; the kernel is loaded: "
	  "start it with kexec -e\n", "sS" },
	{ "-S -l", "1\n", 0, 0, false, 1, "", "" },
	{ "-S -l", "0\n", 0, 0, false, 0, "", "" },
	{ "-S -l", "x\n", 0, 0, false, 255,
	  "kexec: read /sys/kernel/kexec_loaded: Bad message\n", "" },
	{ "-S -l", NULL, 0, 0, false, 255,
	  "kexec: read /sys/kernel/kexec_loaded: this kernel has no kexec; "
	  "load kexec.ko (modprobe kexec), then a kernel\n", "" },
	{ "-S", "0\n", 0, 0, false, 255,
	  "kexec: read /sys/kernel/kexec_crash_loaded: this kernel has no "
	  "crash kernels; use one that was built with CONFIG_CRASH_DUMP\n",
	  "" },
	{ "--rehearse", "1\n", 0, 0, false, 0, "", "" },
	/* clang-format on */
};

TEST(each_end_of_a_run_has_its_line)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fixture_make_pc(&fixture);
		fixture_text(&fixture, "/sys/kernel/x", "");
		if (rows[i].loaded)
			fixture_text(&fixture, LOADED, rows[i].loaded);
		recorder = (struct recorder){ .execute_answer =
						      rows[i].execute_answer };
		fake_may_start = rows[i].may_start;
		fake_had_network = rows[i].had_network;
		assert_row(rows[i].line, run_line(&fixture, rows[i].line),
			   rows[i].status);
		assert_string_equal(errors.text, rows[i].text);
		assert_string_equal(fake_steps, rows[i].steps);
		fixture_free(&fixture);
	}
	fake_may_start = 0;
	fake_had_network = false;
}

/* As passed to the kernel: each segment's buffer, size and memory. */
TEST(refused_segments_are_those_of_the_call)
{
	const struct kexec_segment *segment;
	struct fixture fixture;
	char want[4096];
	size_t used;
	unsigned long i;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ .load_answer = -EADDRNOTAVAIL };
	assert_int_equal(run_line(&fixture, "-c -l K I"), 255);
	used = (size_t)snprintf(
		want, sizeof(want),
		"kexec_load failed: Cannot assign requested address: %s: the "
		"kernel takes no segment at one of these addresses; compare "
		"the plan with /proc/iomem\n"
		"entry       = %p flags = 0x3e0000\nnr_segments = 3\n",
		fixture.kernel, (void *)recorder.entry);
	for (i = 0; i < recorder.nr_segments; i++) {
		segment = &recorder.segments[i];
		used += (size_t)snprintf(
			want + used, sizeof(want) - used,
			"segment[%lu].buf   = %p\nsegment[%lu].bufsz = 0x%zx\n"
			"segment[%lu].mem   = %p\nsegment[%lu].memsz = 0x%zx\n",
			i, segment->buf, i, (size_t)segment->bufsz, i,
			segment->mem, i, (size_t)segment->memsz);
	}
	assert_string_equal(errors.text, want);
	fixture_free(&fixture);
}

TEST(the_size_of_crash_memory_is_a_number_and_nothing_else)
{
	struct capture output;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "--print-ckr-size"), 0);
	capture_end(&output);
	assert_string_equal(output.text, "268435456\n");
	assert_string_equal(errors.text, "");
	fixture_remove(&fixture, "/proc/iomem");
	fixture_text(&fixture, "/sys/kernel/kexec_crash_size", "4096\n");
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "--print-ckr-size"), 0);
	capture_end(&output);
	assert_string_equal(output.text, "4096\n");
	fixture_text(&fixture, "/sys/kernel/kexec_crash_size", "x");
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "--print-ckr-size"), 255);
	capture_end(&output);
	assert_string_equal(output.text, "");
	assert_string_equal(errors.text,
			    "Could not get memory layout: /proc/iomem: No such "
			    "file or directory; is the file system mounted? "
			    "are you root?\n");
	fixture_free(&fixture);
}

TEST(crypto_tests_are_left_out_on_request)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "-l K --append=x"), 0);
	assert_string_equal(recorder.cmdline, "x");
	assert_int_equal(run_line(&fixture, "-l K --append=x "
					    "--no-crypto-tests"),
			 0);
	assert_string_equal(recorder.cmdline, "x cryptomgr.notests");
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "-l K --append=fips=1 "
					    "--no-crypto-tests"),
			 255);
	assert_int_equal(recorder.file_loads + recorder.loads, 0);
	assert_non_null(strstr(errors.text,
			       ": fips= is on the command line, and FIPS mode "
			       "requires the tests of cryptographic code; "
			       "leave --no-crypto-tests out, here and in "
			       "/etc/kexec.conf\n"));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_end_of_a_run_has_its_line),
		cmocka_unit_test(refused_segments_are_those_of_the_call),
		cmocka_unit_test(
			the_size_of_crash_memory_is_a_number_and_nothing_else),
		cmocka_unit_test(crypto_tests_are_left_out_on_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
