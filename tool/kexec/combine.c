// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Combinations of options. Each option is valid by itself, but together they
 * may ask for nothing, or one may prevent what another one asks for.
 */
#include "tool/kexec/combine.h"

#include <stdio.h>

#include "tool/kexec/line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/warn.h"

/* An address as the user typed it. */
static const char *typed(const char *word, const char *without)
{
	return word ? word : without;
}

static int check_window(const struct options *options)
{
	if (!(options->flags & FLAG_WINDOW))
		return EXIT_OK;
	if (options->mem_end <= options->mem_min) {
		line_print(stderr,
			   "Bad option value in --mem-min=%s: no memory lies "
			   "between it and --mem-max=%s; give a lower "
			   "--mem-min, or a higher --mem-max",
			   typed(options->mem_min_typed, "0"),
			   typed(options->mem_max_typed, "0xffffffffffffffff"));
		return EXIT_USAGE;
	}
	if (options->method != KEXEC_METHOD_LOAD &&
	    !(options->flags & FLAG_PRESERVE))
		warn(options, "--mem-min and --mem-max bind "
			      "kexec_load(2) alone; add -c");
	return EXIT_OK;
}

static void warn_efi(const struct options *options)
{
	if (options->flags & FLAG_NO_EFI &&
	    options->method != KEXEC_METHOD_LOAD &&
	    !(options->flags & FLAG_PRESERVE))
		warn(options, "--noefi binds kexec_load(2) alone; add -c");
}

static int check_crash(const struct options *options)
{
	if (!(options->flags & FLAG_CRASH)) {
		if (options->flags & (FLAG_HOTPLUG | FLAG_ON_DAMAGE))
			warn(options, "--hotplug and --if-damaged are for "
				      "crash kernels; add -p");
		return EXIT_OK;
	}
	/* The kernel that would start is another one, or none. */
	if (options->steps & STEP_EXECUTE) {
		fprintf(stderr, "kexec: a crash kernel starts when this one "
				"panics: leave out -f, or -p to start KERNEL "
				"now\n");
		return EXIT_USAGE;
	}
	if (options->flags & FLAG_ON_DAMAGE &&
	    options->method != KEXEC_METHOD_LOAD)
		warn(options, "--if-damaged binds kexec_load(2) alone; add -c");
	return EXIT_OK;
}

/* kexec-tools' message and exit status; it always requires -c. */
static int check_method(const struct options *options, const char *option)
{
	if (options->method != KEXEC_METHOD_FILE_LOAD)
		return EXIT_OK;
	fprintf(stderr,
		"%s not supported with kexec_file_load: "
		"that has no flag for it; leave -s out\n",
		option);
	return EXIT_USAGE;
}

/* For a load: can this kernel return? */
static int check_preserve(struct options *options)
{
	if (options->flags & FLAG_ENTRY) {
		fprintf(stderr, "kexec: --entry is for "
				"--load-jump-back-helper: a kernel has an "
				"entry of its own\n");
		return EXIT_USAGE;
	}
	if (!(options->flags & FLAG_PRESERVE))
		return EXIT_OK;
	if (options->flags & FLAG_CRASH) {
		fprintf(stderr, "kexec: a crash kernel has nothing to return "
				"to: leave out -p or "
				"--load-preserve-context\n");
		return EXIT_USAGE;
	}
	if (options->mem_end == UINT64_MAX) {
		fprintf(stderr,
			"Please specify memory range used by kexeced kernel "
			"to preserve the context of original kernel with "
			"\"--mem-max\" parameter: below it is what that kernel "
			"gets, and what is put back\n");
		return EXIT_USAGE;
	}
	/* The call suspends and resumes all devices, network devices too. */
	options->steps &= ~(unsigned int)STEP_NETWORK_DOWN;
	return check_method(options, "--load-preserve-context");
}

int options_check(struct options *options)
{
	int status;

	if (options->flags & FLAG_STATUS)
		return EXIT_OK;
	/* A dry run of any kind of load. */
	if (options->flags & FLAG_CHECK)
		options->steps = STEP_CHECK;
	/* "-u -p" unloads, as "-p -u" does; -f needs KERNEL. */
	if (options->steps & STEP_UNLOAD && !(options->steps & STEP_EXECUTE) &&
	    !options->kernel)
		options->steps &= ~(unsigned int)STEP_LOAD;
	if (options->kernel && !(options->steps & (STEP_LOAD | STEP_CHECK)))
		warn(options,
		     "%s is not loaded: the last one of -l, -p, -e and -u "
		     "counts; load it first: kexec -l %s",
		     options->kernel, options->kernel);
	if (options->steps & STEP_JUMP_BACK)
		return check_method(options, "--load-jump-back-helper");
	if (!(options->steps & (STEP_LOAD | STEP_CHECK)))
		return EXIT_OK;
	if (!options->kernel) {
		fprintf(stderr, "No kernel specified; give one: kexec -l "
				"/boot/vmlinuz-VERSION --initrd=FILE "
				"--reuse-cmdline; " SEE_HELP "\n");
		return EXIT_FAILED;
	}
	warn_efi(options);
	status = check_crash(options);
	if (!status)
		status = check_preserve(options);
	return status ? status : check_window(options);
}
