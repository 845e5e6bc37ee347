// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Whole runs of the tool for crash kernels. */
#include "tool/kexec/run.h"

#include <errno.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

TEST(a_crash_kernel_is_loaded_and_nothing_else)
{
	static const struct {
		const char *line;
		unsigned long flags;
		unsigned long file_flags;
	} rows[] = {
		{ "-c -p K", KEXEC_ON_CRASH, 0 },
		{ "-s -p K", 0, KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS },
		{ "-p K I", 0, KEXEC_FILE_ON_CRASH },
		{ "-a -p K --args-linux", 0,
		  KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS },
		{ "-c -p K --hotplug", KEXEC_ON_CRASH | KEXEC_UPDATE_ELFCOREHDR,
		  0 },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/sys/kernel/crash_elfcorehdr_size", "8192\n");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		recorder = (struct recorder){ 0 };
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 0);
		assert_row(rows[i].line, recorder.loads, rows[i].flags != 0);
		assert_row(rows[i].line,
			   recorder.flags & ~(unsigned long)KEXEC_ARCH_MASK,
			   rows[i].flags);
		assert_row(rows[i].line, recorder.file.flags,
			   rows[i].file_flags);
		assert_string_equal(errors.text, "");
		assert_string_equal(fake_steps, "");
		assert_int_equal(recorder.executes, 0);
	}
	/* In the form that kdump-config uses. */
	fixture_text(&fixture, "/proc/cmdline", "quiet crashkernel=256M\n");
	assert_int_equal(run_line(&fixture,
				  "-s -p --reuse-cmdline --append=nr_cpus=1 K"),
			 0);
	assert_string_equal(recorder.cmdline, "quiet nr_cpus=1");
	fixture_free(&fixture);
}

/* 253 would mean that -c may work. */
TEST(a_kernel_without_crash_kernels_gets_no_call)
{
	static const struct {
		const char *line;
		const char *says;
	} rows[] = {
		{ "-s -p K", "/kernel: this kernel has no crash kernels; " },
		{ "-c -p K", "/kernel: this kernel has no crash kernels; " },
		{ "-p K", "Cannot load /" },
		{ "-s -u -p", "kexec unload failed: Invalid argument: this " },
		{ "-c -u -p", "kexec unload failed: Invalid argument: this " },
	};
	struct fixture fixture;
	size_t i;

	/* Nor does it reserve memory for them. */
	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	recorder = (struct recorder){ 0 };
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 255);
		if (!strstr(errors.text, rows[i].says))
			fail_msg("%s: %s", rows[i].line, errors.text);
	}
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	fixture_free(&fixture);
}

TEST(the_size_of_the_region_is_a_number_on_stdout)
{
	struct capture output;
	struct fixture fixture;
	int status;

	fixture_make_crash(&fixture);
	capture_start(&output, stdout);
	status = run_line(&fixture, "--print-ckr-size");
	capture_end(&output);
	assert_int_equal(status, 0);
	assert_string_equal(output.text, "268435456\n");
	fixture_free(&fixture);

	/* Also for unprivileged users, who read zero addresses. */
	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	capture_start(&output, stdout);
	status = run_line(&fixture, "--print-ckr-size");
	capture_end(&output);
	assert_int_equal(status, 0);
	assert_string_equal(output.text, "0\n");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_kernel_is_loaded_and_nothing_else),
		cmocka_unit_test(a_kernel_without_crash_kernels_gets_no_call),
		cmocka_unit_test(the_size_of_the_region_is_a_number_on_stdout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
