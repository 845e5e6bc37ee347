// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What options make of each other: each of them is right, and together they
 * may ask for nothing, or for something that one of them keeps from working.
 */
#include "combine.h"

#include <stdio.h>

#include "report.h"

static int check_window(const struct options *options)
{
	if (!(options->flags & FLAG_WINDOW))
		return EXIT_OK;
	if (options->mem_end <= options->mem_min) {
		fprintf(stderr,
			"Bad option value in --mem-max=%#llx: it is below "
			"--mem-min=%#llx; give the lower address as --mem-min\n",
			(unsigned long long)options->mem_end - 1,
			(unsigned long long)options->mem_min);
		return EXIT_FAILED;
	}
	if (options->method != KEXEC_METHOD_LOAD)
		fprintf(stderr, "kexec: warning: --mem-min and --mem-max bind "
				"kexec_load(2) alone; add -c\n");
	return EXIT_OK;
}

static void check_crash(const struct options *options)
{
	if (!(options->flags & FLAG_CRASH)) {
		if (options->flags & (FLAG_HOTPLUG | FLAG_ON_DAMAGE))
			fprintf(stderr, "kexec: warning: --hotplug and "
					"--if-damaged are for crash kernels; "
					"add -p\n");
		return;
	}
	if (options->flags & FLAG_ON_DAMAGE &&
	    options->method != KEXEC_METHOD_LOAD)
		fprintf(stderr, "kexec: warning: --if-damaged binds "
				"kexec_load(2) alone; add -c\n");
}

int options_check(struct options *options)
{
	if (options->flags & FLAG_STATUS)
		return EXIT_OK;
	/* A dry run of whatever it would be. */
	if (options->flags & FLAG_CHECK)
		options->steps = STEP_CHECK;
	/* "-u -p" unloads the crash kernel, as "-p -u" does. */
	if (options->steps & STEP_UNLOAD && !options->kernel)
		options->steps &= ~(unsigned int)STEP_LOAD;
	if (options->kernel && !(options->steps & (STEP_LOAD | STEP_CHECK)))
		fprintf(stderr,
			"kexec: warning: nothing is to be loaded: "
			"%s has no effect\n",
			options->kernel);
	if (!(options->steps & (STEP_LOAD | STEP_CHECK)))
		return EXIT_OK;
	if (!options->kernel) {
		fprintf(stderr, "No kernel specified; " SEE_HELP "\n");
		return EXIT_FAILED;
	}
	check_crash(options);
	return check_window(options);
}
