// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Combinations of options. Each option is valid by itself, but together they
 * may ask for nothing, or one may prevent what another one asks for.
 */
#include "tool/kexec/combine.h"

#include <stdbool.h>
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

/* What only one of the calls heeds, and the other one may be made. */
static void warn_unbound(const struct options *options)
{
	if (options->method == KEXEC_METHOD_LOAD ||
	    options->flags & FLAG_PRESERVE)
		return;
	if (options->flags & FLAG_NO_EFI)
		warn(options, "--noefi binds kexec_load(2) alone; add -c");
	if (options->dtb)
		warn(options, "--dtb binds kexec_load(2) alone; add -c");
	if (options->flags & FLAG_CONSOLE)
		warn(options, "options of a console bind kexec_load(2) alone; "
			      "add -c");
}

static int check_crash(const struct options *options)
{
	if (!(options->flags & FLAG_CRASH)) {
		if (options->flags & (FLAG_HOTPLUG | FLAG_ON_DAMAGE))
			warn(options, "--hotplug and --if-damaged are for "
				      "crash kernels; add -p");
		if (options->flags & FLAG_MEMMAP)
			warn(options, "--pass-memmap-cmdline is for crash "
				      "kernels; add -p");
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
	if (options->flags & FLAG_MEMMAP &&
	    options->method != KEXEC_METHOD_LOAD)
		warn(options, "--pass-memmap-cmdline binds kexec_load(2) "
			      "alone; add -c");
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

/* Names one that is installed here. */
static int fail_kernel(void)
{
	struct kexec_ctx *ctx = NULL;

	if (kexec_ctx_new(&ctx))
		ctx = NULL;
	report_no_kernel(ctx);
	kexec_ctx_free(ctx);
	return EXIT_FAILED;
}

/* The BIOS must find the machine as a normal start leaves it. */
static int check_real_mode(const struct options *options)
{
	if (!(options->flags & FLAG_REAL_MODE))
		return EXIT_OK;
	if (options->flags & (FLAG_CRASH | FLAG_PRESERVE)) {
		fprintf(stderr, "kexec: --real-mode is for a normal start: "
				"leave it out, or -p and "
				"--load-preserve-context\n");
		return EXIT_USAGE;
	}
	return check_method(options, "--real-mode");
}

/* The command line is the hypervisor's; Linux reads a module's string. */
static int check_modules(const struct options *options)
{
	if (!(options->flags & FLAG_NO_CRYPTO_TESTS) || !options->nr_modules)
		return EXIT_OK;
	fprintf(stderr, "kexec: --no-crypto-tests is for Linux: leave it out, "
			"and put cryptomgr.notests into the string of "
			"--module\n");
	return EXIT_USAGE;
}

static int check_fallback(const struct options *options)
{
	if (!options->fallback && options->fallback_entry) {
		fprintf(stderr, "kexec: --fallback-entry needs "
				"--with-fallback=SECONDS\n");
		return EXIT_USAGE;
	}
	if (!options->fallback)
		return EXIT_OK;
	if (options->flags & (FLAG_CRASH | FLAG_PRESERVE)) {
		fprintf(stderr, "kexec: --with-fallback is for a normal start: "
				"leave it out, or -p and "
				"--load-preserve-context\n");
		return EXIT_USAGE;
	}
	if (!options->nr_modules)
		return EXIT_OK;
	fprintf(stderr, "kexec: --with-fallback is for Linux: leave it out, or "
			"--module\n");
	return EXIT_USAGE;
}

static int check_timeline(const struct options *options)
{
	if (!options->timeline ||
	    !(options->flags & (FLAG_CRASH | FLAG_PRESERVE)))
		return EXIT_OK;
	fprintf(stderr, "kexec: --timeline is for a normal start: leave it "
			"out, or -p and --load-preserve-context\n");
	return EXIT_USAGE;
}

/*
 * An entry stands for KERNEL. Alone, it is looked at or loaded: a command that
 * lists without an ID does not reboot with one.
 */
static int take_boot_entry(struct options *options)
{
	if (!(options->flags & FLAG_BOOT_ENTRY))
		return EXIT_OK;
	if (options->kernel) {
		line_print(stderr,
			   "kexec: --boot-entry names a kernel, and so does "
			   "%s: leave one of them out",
			   options->kernel);
		return EXIT_USAGE;
	}
	if (options->steps & STEP_SHUTDOWN)
		options->steps =
			options->boot_entry || options->looks & LOOK_TRY
				? STEP_LOAD
				: STEP_LIST;
	return EXIT_OK;
}

/* The files of another machine say what it has; nothing is done to it. */
static int check_sysroot(const struct options *options)
{
	if (!options->sysroot || options->looks & (LOOK_DRY_RUN | LOOK_SHOW) ||
	    options->flags & (FLAG_CHECK | FLAG_STATUS) ||
	    options->steps & (STEP_LIST | STEP_TIMELINE))
		return EXIT_OK;
	fprintf(stderr, "kexec: --sysroot shows another machine: leave it out, "
			"or add --dry-run, --show, --check, --report or "
			"--status, or give --boot-entry alone\n");
	return EXIT_USAGE;
}

/* What it stands for is a load that starts when it is asked to. */
static int check_try(const struct options *options)
{
	static const char words[] = "leave --try out, or that";

	if (!(options->looks & LOOK_TRY))
		return EXIT_OK;
	if (options->looks & (LOOK_DRY_RUN | LOOK_SHOW) ||
	    options->flags & FLAG_CHECK) {
		fprintf(stderr,
			"kexec: --try starts KERNEL, and --dry-run, --show and "
			"--check do not: %s\n",
			words);
		return EXIT_USAGE;
	}
	if (options->flags & (FLAG_CRASH | FLAG_PRESERVE | FLAG_REAL_MODE)) {
		fprintf(stderr,
			"kexec: a guest has no kernel that could crash, or be "
			"returned to, and is not entered in real mode: %s\n",
			words);
		return EXIT_USAGE;
	}
	if (options->steps & STEP_LOAD)
		return EXIT_OK;
	fprintf(stderr, "kexec: --try starts what -l would load, and nothing "
			"is to be loaded: give -l\n");
	return EXIT_USAGE;
}

static int check_looks(const struct options *options)
{
	int status = check_try(options);

	if (status)
		return status;
	if (options->steps & (STEP_KEEP | STEP_FORGET) &&
	    options->looks & (LOOK_DRY_RUN | LOOK_SHOW)) {
		fprintf(stderr, "kexec: --prepare loads nothing that could be "
				"shown: leave it out, or give -l in its "
				"place\n");
		return EXIT_USAGE;
	}
	if (options->steps & STEP_PREPARE &&
	    options->looks & (LOOK_DRY_RUN | LOOK_SHOW)) {
		fprintf(stderr, "kexec: what --prepare-restart does is decided "
				"in a reboot: leave it out, and look at "
				"--boot-entry\n");
		return EXIT_USAGE;
	}
	if (options->steps & STEP_TIMELINE &&
	    options->looks & (LOOK_DRY_RUN | LOOK_SHOW)) {
		fprintf(stderr, "kexec: --report says what was, and changes "
				"nothing: leave out --dry-run, --show and "
				"--svg\n");
		return EXIT_USAGE;
	}
	if (!(options->looks & LOOK_SHOW) || !(options->looks & LOOK_JSON))
		return check_sysroot(options);
	fprintf(stderr, "kexec: --show draws, and --json does not: leave one "
			"out, or give --dry-run in place of --show\n");
	return EXIT_USAGE;
}

static bool has_kernel(const struct options *options)
{
	return options->kernel || options->flags & FLAG_BOOT_ENTRY;
}

static bool takes_kernel(const struct options *options)
{
	return options->steps & (STEP_LOAD | STEP_CHECK | STEP_KEEP);
}

int options_check(struct options *options)
{
	int status = EXIT_OK;

	if (!(options->flags & FLAG_STATUS))
		status = take_boot_entry(options);
	if (!status)
		status = check_looks(options);
	if (status || options->flags & FLAG_STATUS)
		return status;
	/* A dry run of any kind of load. */
	if (options->flags & FLAG_CHECK)
		options->steps = STEP_CHECK;
	/* Memory can be drawn without a kernel. */
	if (options->looks & LOOK_SHOW && !has_kernel(options))
		options->steps = STEP_SHOW;
	/* "-u -p" unloads, as "-p -u" does; -f needs KERNEL. */
	if (options->steps & STEP_UNLOAD && !(options->steps & STEP_EXECUTE) &&
	    !has_kernel(options))
		options->steps &= ~(unsigned int)STEP_LOAD;
	if (options->kernel && !takes_kernel(options))
		warn(options,
		     "%s is not loaded: the last one of -l, -p, -e and -u "
		     "counts; load it first: kexec -l %s",
		     options->kernel, options->kernel);
	if (options->steps & STEP_JUMP_BACK)
		return check_method(options, "--load-jump-back-helper");
	if (!takes_kernel(options))
		return EXIT_OK;
	if (!has_kernel(options))
		return fail_kernel();
	warn_unbound(options);
	status = check_crash(options);
	if (!status)
		status = check_preserve(options);
	if (!status)
		status = check_real_mode(options);
	if (!status)
		status = check_modules(options);
	if (!status)
		status = check_fallback(options);
	if (!status)
		status = check_timeline(options);
	return status ? status : check_window(options);
}
