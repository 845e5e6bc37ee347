// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Options that are valid by themselves, in combination. */
#include "tool/kexec/combine.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

static const struct {
	struct options options;
	int status;
	unsigned int steps;
	const char *says;
} rows[] = {
	{ { .steps = STEP_LOAD, .kernel = "k" }, 0, STEP_LOAD, "" },
	{ { .steps = STEP_LOAD }, 255, STEP_LOAD, "No kernel specified; " },
	{ { .steps = STEP_LOAD, .flags = FLAG_STATUS }, 0, STEP_LOAD, "" },
	{ { .steps = STEP_LOAD | STEP_UNLOAD }, 0, STEP_UNLOAD, "" },
	{ { .steps = STEP_LOAD | STEP_UNLOAD, .kernel = "k" },
	  0,
	  STEP_LOAD | STEP_UNLOAD,
	  "" },
	{ { .steps = STEP_EXECUTE, .kernel = "k" },
	  0,
	  STEP_EXECUTE,
	  "k is not loaded: the last one of -l, -p, -e and -u counts; load it first: kexec -l k" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .flags = FLAG_WINDOW,
	    .mem_min = 0x1000,
	    .mem_end = 0x1000,
	    .mem_min_typed = "4096",
	    .mem_max_typed = "0xFFF" },
	  1,
	  STEP_LOAD,
	  "--mem-min=4096: no memory lies between it and --mem-max=0xFFF; " },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .flags = FLAG_WINDOW,
	    .mem_min = UINT64_MAX,
	    .mem_end = UINT64_MAX,
	    .mem_min_typed = "0xffffffffffffffff" },
	  1,
	  STEP_LOAD,
	  "it and --mem-max=0xffffffffffffffff; " },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .flags = FLAG_WINDOW,
	    .mem_end = 4 },
	  0,
	  STEP_LOAD,
	  "kexec_load(2) alone; add -c" },
	{ { .steps = STEP_LOAD, .kernel = "k", .flags = FLAG_NO_EFI },
	  0,
	  STEP_LOAD,
	  "--noefi binds kexec_load(2) alone; add -c" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .method = KEXEC_METHOD_LOAD,
	    .flags = FLAG_NO_EFI },
	  0,
	  STEP_LOAD,
	  "" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .mem_end = 4096,
	    .flags = FLAG_PRESERVE | FLAG_WINDOW | FLAG_NO_EFI },
	  0,
	  STEP_LOAD,
	  "" },
	{ { .steps = STEP_LOAD, .kernel = "k", .flags = FLAG_HOTPLUG },
	  0,
	  STEP_LOAD,
	  "are for crash kernels; add -p" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .flags = FLAG_HOTPLUG | FLAG_CRASH },
	  0,
	  STEP_LOAD,
	  "" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .flags = FLAG_ON_DAMAGE | FLAG_CRASH },
	  0,
	  STEP_LOAD,
	  "--if-damaged binds kexec_load(2) alone" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .method = KEXEC_METHOD_LOAD,
	    .flags = FLAG_ON_DAMAGE | FLAG_CRASH },
	  0,
	  STEP_LOAD,
	  "" },
	/* The kernel that would start is not the loaded one. */
	{ { .steps = STEP_LOAD | STEP_EXECUTE,
	    .kernel = "k",
	    .flags = FLAG_CRASH },
	  1,
	  STEP_LOAD | STEP_EXECUTE,
	  "leave out -f, or -p to start KERNEL now" },
	{ { .steps = STEP_UNLOAD | STEP_EXECUTE, .flags = FLAG_CRASH },
	  0,
	  STEP_UNLOAD | STEP_EXECUTE,
	  "" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .mem_end = UINT64_MAX,
	    .flags = FLAG_PRESERVE },
	  1,
	  STEP_LOAD,
	  "Please specify memory range used by kexeced kernel to preserve the "
	  "context of original kernel with \"--mem-max\" parameter: " },
	/* There is no other call, so the window applies to this one. */
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .mem_end = 4096,
	    .flags = FLAG_PRESERVE | FLAG_WINDOW },
	  0,
	  STEP_LOAD,
	  "" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .mem_end = 4096,
	    .method = KEXEC_METHOD_FILE_LOAD,
	    .flags = FLAG_PRESERVE | FLAG_WINDOW },
	  1,
	  STEP_LOAD,
	  "--load-preserve-context not supported with kexec_file_load" },
	{ { .steps = STEP_LOAD,
	    .kernel = "k",
	    .mem_end = 4096,
	    .flags = FLAG_PRESERVE | FLAG_WINDOW | FLAG_CRASH },
	  1,
	  STEP_LOAD,
	  "leave out -p or" },
	/* A kernel that is returned to needs its network. */
	{ { .steps = STEP_LOAD | STEP_SYNC | STEP_NETWORK_DOWN | STEP_EXECUTE,
	    .kernel = "k",
	    .mem_end = 4096,
	    .flags = FLAG_PRESERVE | FLAG_WINDOW },
	  0,
	  STEP_LOAD | STEP_SYNC | STEP_EXECUTE,
	  "" },
	{ { .steps = STEP_LOAD, .kernel = "k", .flags = FLAG_ENTRY },
	  1,
	  STEP_LOAD,
	  "--entry is for --load-jump-back-helper" },
	{ { .steps = STEP_JUMP_BACK, .flags = FLAG_ENTRY },
	  0,
	  STEP_JUMP_BACK,
	  "" },
	{ { .steps = STEP_JUMP_BACK, .method = KEXEC_METHOD_FILE_LOAD },
	  1,
	  STEP_JUMP_BACK,
	  "--load-jump-back-helper not supported with kexec_file_load" },
};

TEST(options_are_seen_together)
{
	struct capture errors;
	struct options options;
	char name[16];
	int status;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		options = rows[i].options;
		snprintf(name, sizeof(name), "row %zu", i);
		capture_start(&errors, stderr);
		status = options_check(&options);
		capture_end(&errors);
		assert_row(name, status, rows[i].status);
		assert_row(name, options.steps, rows[i].steps);
		if (rows[i].says[0])
			assert_non_null(strstr(errors.text, rows[i].says));
		else
			assert_string_equal(errors.text, "");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_seen_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
