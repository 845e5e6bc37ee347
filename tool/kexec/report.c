// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Messages. An error is one line. Scripts match some lines of kexec-tools;
 * where there is such a line (one row each), ours begins with the same words
 * and continues with the reason and what to try. Nothing here is printed on
 * stdout, except the version.
 */
#include "tool/kexec/report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/kexec/combine.h"
#include "tool/kexec/suggest.h"
#include "tool/kexec/warn.h"

/* The version of kexec-tools whose command line this one follows. */
#define COMPATIBLE "2.0.32"

#define SEE_SUM "kexec --check -p has the sum"
/* No one retypes a longer command. */
#define COMMAND_SIZE 8192

enum subject {
	SUBJECT_NONE,
	SUBJECT_ERRNO,
	SUBJECT_OBJECT, /* the error's: usually a kernel */
};

/* The first row that matches has the words that scripts match. */
static const struct headline {
	enum kexec_action failed; /* of struct kexec_error */
	enum kexec_cause cause;	  /* the same; NONE: any */
	const char *words;
	enum subject subject;
} headlines[] = {
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_UNKNOWN_TYPE,
	  "Unsupported kernel type ", SUBJECT_OBJECT },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_FILE_FORMAT,
	  "Cannot determine the file type of ", SUBJECT_OBJECT },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_NO_CRASH_REGION,
	  "Memory for crashkernel is not reserved", SUBJECT_NONE },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_NONE, "Cannot load ", SUBJECT_OBJECT },
	{ KEXEC_ACTION_LOAD, KEXEC_CAUSE_NO_CRASH_KERNELS, "Cannot load ",
	  SUBJECT_OBJECT },
	{ KEXEC_ACTION_UNLOAD, KEXEC_CAUSE_NO_CRASH_KERNELS,
	  "kexec unload failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_JUMP_BACK, KEXEC_CAUSE_LOADED,
	  "There is kexec kernel loaded, make sure you are in kexeced kernel",
	  SUBJECT_NONE },
	{ KEXEC_ACTION_JUMP_BACK, KEXEC_CAUSE_NONE,
	  "Please specify jump back entry in command line", SUBJECT_NONE },
	{ KEXEC_ACTION_READ, KEXEC_CAUSE_JUMP_BACK_ENTRY,
	  "Please specify jump back entry in command line", SUBJECT_NONE },
	{ KEXEC_ACTION_CALL_JUMP_BACK, KEXEC_CAUSE_NONE,
	  "load jump back kernel failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_NONE,
	  "kexec_load failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_NONE,
	  "kexec_file_load failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_CALL_UNLOAD, KEXEC_CAUSE_NONE,
	  "kexec unload failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_CALL_FILE_UNLOAD, KEXEC_CAUSE_NONE,
	  "kexec_file_load(unload) failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_CALL_REBOOT, KEXEC_CAUSE_NONE,
	  "kexec failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_REHEARSE, KEXEC_CAUSE_NONE,
	  "rehearsal failed: ", SUBJECT_ERRNO },
	{ KEXEC_ACTION_READ, KEXEC_CAUSE_MACHINE, "Could not get memory layout",
	  SUBJECT_NONE },
};

/*
 * With -s only: errors of kexec_file_load() after which -c may work. Without
 * -s, kexec_load() was tried.
 */
/* Scripts then try -c, which loads what nothing has judged. */
static bool is_cannot(const struct kexec_error *error,
		      const struct options *options)
{
	if (error->cause == KEXEC_CAUSE_PACKED_JUDGED)
		return false;
	if (options->method != KEXEC_METHOD_FILE_LOAD)
		return false;
	if (error->failed == KEXEC_ACTION_CALL_FILE_UNLOAD)
		return error->errnum == ENOSYS;
	return error->failed == KEXEC_ACTION_CALL_FILE_LOAD &&
	       kexec_file_load_fallback(error->errnum) == KEXEC_FALLBACK_CANNOT;
}

static bool is_load_only(const struct options *options)
{
	return options->method == KEXEC_METHOD_LOAD;
}

static bool is_file_load_only(const struct options *options)
{
	return options->method == KEXEC_METHOD_FILE_LOAD;
}

/* The library's advice is for programs; each row names the option to use. */
static const struct {
	const char *words;
	bool (*holds)(const struct options *options); /* NULL: always */
} remedies[] = {
	[KEXEC_REMEDY_SKIP_CHECK] = { "get the file again, or skip the check "
				      "(-i)",
				      NULL },
	[KEXEC_REMEDY_KNOWN_TYPE] = { "name a known one, or leave -t out",
				      NULL },
	[KEXEC_REMEDY_CRASH_PLACE] = { "set more memory aside for it "
				       "(crashkernel=), or use a smaller "
				       "initrd; " SEE_SUM,
				       NULL },
	[KEXEC_REMEDY_WINDOW_END] = { "give --mem-max", NULL },
	[KEXEC_REMEDY_LOWER_WINDOW] = { "lower --mem-max", NULL },
	[KEXEC_REMEDY_SMALLER_WINDOW] = { "free some memory, or lower "
					  "--mem-max",
					  NULL },
	[KEXEC_REMEDY_JUMP_BACK_ENTRY] = { "give the address that "
					   "kexec_jump_back_entry= in "
					   "/proc/cmdline has, or leave "
					   "--entry out",
					   NULL },
	[KEXEC_REMEDY_REAL_MODE] = { "give --real-mode if this machine has a "
				     "BIOS",
				     NULL },
	[KEXEC_REMEDY_NOT_REAL_MODE] = { "leave --real-mode out", NULL },
	[KEXEC_REMEDY_CRYPTO_TESTS] = { "leave --no-crypto-tests out, here and "
					"in /etc/kexec.conf",
					NULL },
	[KEXEC_REMEDY_UNLOAD] = { "if you are, unload it (kexec -u)", NULL },
	[KEXEC_REMEDY_JUMP_KERNEL] = { "use one that was built with "
				       "CONFIG_KEXEC_JUMP, or one without "
				       "kexec and kexec.ko",
				       NULL },
	[KEXEC_REMEDY_SIGNED_FILE_LOAD] = { "use -s and a signed kernel",
					    NULL },
	[KEXEC_REMEDY_FILE_LOAD] = { "use -s", is_load_only },
	[KEXEC_REMEDY_NOTHING_LOADED] = { "nothing can be loaded, and so "
					  "nothing is to be unloaded",
					  NULL },
	[KEXEC_REMEDY_SMALLER_OR_LOAD] = { "use a smaller initrd, or -c",
					   NULL },
	[KEXEC_REMEDY_LOAD] = { "use -c", is_file_load_only },
	[KEXEC_REMEDY_LOAD_PLACES] = { "use -c: it places by itself",
				       is_file_load_only },
};

static const char *find_advice(const struct kexec_error *error,
			       const struct options *options)
{
	size_t remedy = (size_t)error->remedy;

	if (remedy >= sizeof(remedies) / sizeof(remedies[0]) ||
	    !remedies[remedy].words ||
	    (remedies[remedy].holds && !remedies[remedy].holds(options)))
		return error->advice;
	return remedies[remedy].words;
}

static const struct headline *find_headline(const struct kexec_error *error)
{
	size_t i;

	for (i = 0; i < sizeof(headlines) / sizeof(headlines[0]); i++) {
		if (headlines[i].failed != error->failed)
			continue;
		if (headlines[i].cause == KEXEC_CAUSE_NONE ||
		    headlines[i].cause == error->cause)
			return &headlines[i];
	}
	return NULL;
}

static const char *subject_text(enum subject subject,
				const struct kexec_error *error)
{
	switch (subject) {
	case SUBJECT_ERRNO:
		return strerror(error->errnum);
	case SUBJECT_OBJECT:
		return error->object;
	case SUBJECT_NONE:
	default:
		return "";
	}
}

/* Why kexec_load(2) may work after kexec_file_load(2) failed. */
static const char *find_merit(int errnum)
{
	switch (kexec_file_load_fallback(errnum)) {
	case KEXEC_FALLBACK_ROOM:
		return "finds room for it";
	case KEXEC_FALLBACK_MEMORY:
		return "needs less memory";
	case KEXEC_FALLBACK_SIGNATURE:
		return "checks no signature";
	case KEXEC_FALLBACK_NONE:
	case KEXEC_FALLBACK_CANNOT:
	case KEXEC_FALLBACK_SIZE:
	default:
		return "has a plan for it";
	}
}

/* The bounds that left no room, as the user typed them. */
static bool print_window(const struct kexec_error *error,
			 const struct options *options)
{
	const char *min = options->mem_min_typed;
	const char *max = options->mem_max_typed;

	if (error->failed != KEXEC_ACTION_PLAN ||
	    error->cause != KEXEC_CAUSE_NO_HOLE || !(min || max))
		return false;
	if (min)
		fprintf(stderr, "; lower --mem-min=%s", min);
	if (max)
		fprintf(stderr, "%s raise --mem-max=%s", min ? ", or" : ";",
			max);
	fputc('\n', stderr);
	return true;
}

/* What to try: the whole command line, if there is one that would work. */
static void print_advice(const struct kexec_error *error,
			 const struct options *options)
{
	const char *words = find_advice(error, options);
	char command[COMMAND_SIZE];

	if (print_window(error, options))
		return;
	if (error->is_load_worth &&
	    suggest_command(options, command, sizeof(command)))
		fprintf(stderr, "; kexec_load(2) is allowed here, and %s: %s\n",
			find_merit(error->errnum), command);
	else
		fprintf(stderr, "%s%s%s\n", *words ? "; " : "", words,
			error->remedy == KEXEC_REMEDY_CRASH_SIZE ? "; " SEE_SUM
								 : "");
}

/* The line in two parts: one for scripts, one for people. */
static void print_line(const struct kexec_error *error,
		       const struct options *options)
{
	const struct headline *headline = find_headline(error);
	bool has_object = true;

	if (is_cannot(error, options)) {
		fprintf(stderr, "syscall kexec_file_load not available: ");
	} else if (headline) {
		fprintf(stderr, "%s%s: ", headline->words,
			subject_text(headline->subject, error));
		has_object = headline->subject != SUBJECT_OBJECT;
	} else {
		fprintf(stderr, "kexec: %s\n", error->text);
		return;
	}
	if (has_object && error->object[0])
		fprintf(stderr, "%s: ", error->object);
	fprintf(stderr, "%s", error->reason);
	print_advice(error, options);
}

/* kexec-tools exits with 1 if it cannot open a file for kexec_load(2). */
static bool is_open(const struct kexec_error *error)
{
	return error->failed == KEXEC_ACTION_OPEN_KERNEL ||
	       error->failed == KEXEC_ACTION_OPEN_INITRD;
}

static void print_segments(const struct kexec_plan *plan)
{
	unsigned int i;

	fprintf(stderr, "entry       = %p flags = 0x%lx\n",
		(void *)(uintptr_t)plan->entry, plan->flags);
	fprintf(stderr, "nr_segments = %u\n", plan->nr_segments);
	for (i = 0; i < plan->nr_segments; i++) {
		fprintf(stderr, "segment[%u].buf   = %p\n", i,
			plan->segments[i].buf);
		fprintf(stderr, "segment[%u].bufsz = 0x%zx\n", i,
			(size_t)plan->segments[i].bufsz);
		fprintf(stderr, "segment[%u].mem   = %p\n", i,
			plan->segments[i].mem);
		fprintf(stderr, "segment[%u].memsz = 0x%zx\n", i,
			(size_t)plan->segments[i].memsz);
	}
}

int report_error(const struct kexec_ctx *ctx, const struct options *options,
		 const struct kexec_plan *plan)
{
	const struct kexec_error *error = kexec_ctx_error(ctx);

	print_line(error, options);
	if (plan)
		print_segments(plan);
	if (is_cannot(error, options))
		return EXIT_CANNOT;
	/* It also does so if no memory is reserved. */
	if (error->cause == KEXEC_CAUSE_NO_CRASH_REGION)
		return EXIT_USAGE;
	if (is_open(error) && options->method == KEXEC_METHOD_LOAD)
		return EXIT_USAGE;
	return EXIT_FAILED;
}

void report_no_kernel(struct kexec_ctx *ctx)
{
	char *path = NULL;

	if (ctx && kexec_find_kernel(ctx, NULL, &path))
		path = NULL;
	fprintf(stderr,
		"No kernel specified; give one: kexec -l %s --initrd=FILE "
		"--reuse-cmdline; " SEE_HELP "\n",
		path ? path : "KERNEL");
	free(path);
}

void report_log(void *data, enum kexec_log_level level, const char *line)
{
	const struct options *options = data;

	if (level == KEXEC_LOG_WARNING)
		warn(options, "%s", line);
	else if (options->flags & FLAG_DEBUG)
		fprintf(stderr, "%s\n", line);
}

void report_version(void)
{
	printf("kexec-tools " COMPATIBLE
	       " compatible: kexec %s, a program of its own\n",
	       kexec_version());
}
