// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Messages. An error is one line. Scripts match some lines of kexec-tools;
 * where there is such a line (one row each), ours begins with the same words
 * and continues with the reason and what to try. Nothing here is printed on
 * stdout, except the version.
 */
#include "report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "suggest.h"
#include "warn.h"

/* The version of kexec-tools whose command line this one follows. */
#define COMPATIBLE "2.0.32"

/* Kernel errnos that the C library's errno.h lacks (linux/errno.h). */
#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif
#define UNSIGNED "checks no signature"
/* No one retypes a longer command. */
#define COMMAND_SIZE 8192

enum subject {
	SUBJECT_NONE,
	SUBJECT_ERRNO,
	SUBJECT_OBJECT, /* the error's: usually a kernel */
};

/* The first row that matches has the words that scripts match. */
static const struct headline {
	const char *action; /* of struct kexec_error */
	const char *name;   /* the same; NULL: any */
	const char *words;
	enum subject subject;
} headlines[] = {
	{ "plan", "unknown-type", "Unsupported kernel type ", SUBJECT_OBJECT },
	{ "plan", "file-format", "Cannot determine the file type of ",
	  SUBJECT_OBJECT },
	{ "plan", "no-crash-region", "Memory for crashkernel is not reserved",
	  SUBJECT_NONE },
	{ "plan", NULL, "Cannot load ", SUBJECT_OBJECT },
	{ "load", "no-crash-kernels", "Cannot load ", SUBJECT_OBJECT },
	{ "unload", "no-crash-kernels",
	  "kexec unload failed: ", SUBJECT_ERRNO },
	{ "load jump back helper", "loaded",
	  "There is kexec kernel loaded, make sure you are in kexeced kernel",
	  SUBJECT_NONE },
	{ "load jump back helper", NULL,
	  "Please specify jump back entry in command line", SUBJECT_NONE },
	{ "read", "jump-back-entry",
	  "Please specify jump back entry in command line", SUBJECT_NONE },
	{ "kexec_load(jump back)", NULL,
	  "load jump back kernel failed: ", SUBJECT_ERRNO },
	{ "kexec_load", NULL, "kexec_load failed: ", SUBJECT_ERRNO },
	{ "kexec_file_load", NULL, "kexec_file_load failed: ", SUBJECT_ERRNO },
	{ "kexec_load(unload)", NULL, "kexec unload failed: ", SUBJECT_ERRNO },
	{ "kexec_file_load(unload)", NULL,
	  "kexec_file_load(unload) failed: ", SUBJECT_ERRNO },
	{ "reboot", NULL, "kexec failed: ", SUBJECT_ERRNO },
	{ "rehearse", NULL, "rehearsal failed: ", SUBJECT_ERRNO },
	{ "read", "machine", "Could not get memory layout", SUBJECT_NONE },
};

/*
 * With -s only: errors of kexec_file_load() after which -c may work. Without
 * -s, kexec_load() was tried.
 */
static bool is_cannot(const struct kexec_error *error,
		      const struct options *options)
{
	static const struct {
		const char *action;
		int errnum;
	} rows[] = {
		{ "kexec_file_load", ENOSYS },
		{ "kexec_file_load", EINVAL },
		{ "kexec_file_load", ENOEXEC },
		{ "kexec_file_load", ENOTSUP },
		{ "kexec_file_load(unload)", ENOSYS },
	};
	size_t i;

	if (options->method != KEXEC_METHOD_FILE_LOAD)
		return false;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (error->errnum == rows[i].errnum &&
		    !strcmp(error->action, rows[i].action))
			return true;
	}
	return false;
}

static bool is_load_only(const struct kexec_error *error,
			 const struct options *options)
{
	(void)error;
	return options->method == KEXEC_METHOD_LOAD;
}

static bool is_returning(const struct kexec_error *error,
			 const struct options *options)
{
	(void)error;
	return options->flags & FLAG_PRESERVE;
}

/* The library's advice is for programs; each row names the option to use. */
static const struct {
	const char *action;
	const char *name;
	const char *words;
	bool (*holds)(const struct kexec_error *error,
		      const struct options *options); /* NULL: always */
} advices[] = {
	{ "plan", "checksum", "get the file again, or skip the check (-i)",
	  NULL },
	{ "plan", "unknown-type", "name a known one, or leave -t out", NULL },
	{ "plan", "elf32", "leave --elf32-core-headers out", NULL },
	{ "plan", "crash-region-small",
	  "set more memory aside for it (crashkernel=), or use a smaller "
	  "initrd; kexec --check -p has the sum",
	  NULL },
	{ "kexec_file_load", "crash-region-small",
	  "set more aside (crashkernel=), or use a smaller initrd; "
	  "kexec --check -p has the sum",
	  NULL },
	{ "plan", "no-window-end", "give --mem-max", NULL },
	{ "plan", "segment-large", "lower --mem-max", is_returning },
	{ "plan", "segments-large", "lower --mem-max", is_returning },
	{ "kexec_load", "memory", "free some memory, or lower --mem-max",
	  is_returning },
	{ "load jump back helper", "jump-back-entry",
	  "give the address that kexec_jump_back_entry= in /proc/cmdline has, "
	  "or leave --entry out",
	  NULL },
	{ "load jump back helper", "loaded", "if you are, unload it (kexec -u)",
	  NULL },
	{ "kexec_load", "no-jump-back",
	  "use one that was built with CONFIG_KEXEC_JUMP, or one without kexec "
	  "and kexec.ko",
	  NULL },
	{ "kexec_load", "lockdown", "use -s and a signed kernel", NULL },
	{ "kexec_load", "no-kexec-load", "use -s", is_load_only },
	{ "kexec_load(unload)", "no-kexec-load", "use -s", is_load_only },
	{ "kexec_load(unload)", "no-kexec",
	  "nothing can be loaded, and so nothing is to be unloaded", NULL },
	{ "kexec_file_load", "no-hole", "use a smaller initrd, or -c", NULL },
	{ "kexec_file_load", "no-kexec-file", "use -c", is_cannot },
	{ "kexec_file_load(unload)", "no-kexec-file", "use -c", is_cannot },
	{ "kexec_file_load", "arguments", "use -c: it places by itself",
	  is_cannot },
	{ "kexec_file_load", "not-kernel", "use -c", is_cannot },
	{ "kexec_file_load", "unsupported", "use -c", is_cannot },
};

static const char *find_advice(const struct kexec_error *error,
			       const struct options *options)
{
	size_t i;

	for (i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
		if (!strcmp(advices[i].action, error->action) &&
		    !strcmp(advices[i].name, error->name) &&
		    (!advices[i].holds || advices[i].holds(error, options)))
			return advices[i].words;
	}
	return error->advice;
}

static const struct headline *find_headline(const struct kexec_error *error)
{
	size_t i;

	for (i = 0; i < sizeof(headlines) / sizeof(headlines[0]); i++) {
		if (strcmp(headlines[i].action, error->action) != 0)
			continue;
		if (!headlines[i].name ||
		    !strcmp(headlines[i].name, error->name))
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
	static const struct {
		int errnum;
		const char *merit;
	} rows[] = {
		{ EADDRNOTAVAIL, "finds room for it" },
		{ ENOMEM, "needs less memory" },
		{ EKEYREJECTED, UNSIGNED },
		{ ENOKEY, UNSIGNED },
		{ ENODATA, UNSIGNED },
		{ ELIBBAD, UNSIGNED },
		{ EBADMSG, UNSIGNED },
		{ EMSGSIZE, UNSIGNED },
		{ ENOTSUPP, UNSIGNED },
		{ ENOPKG, UNSIGNED },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].errnum == errnum)
			return rows[i].merit;
	return "has a plan for it";
}

/* The bounds that left no room, as the user typed them. */
static bool print_window(const struct kexec_error *error,
			 const struct options *options)
{
	const char *min = options->mem_min_typed;
	const char *max = options->mem_max_typed;

	if (strcmp(error->action, "plan") != 0 ||
	    strcmp(error->name, "no-hole") != 0 || !(min || max))
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
		fprintf(stderr, "%s%s\n", *words ? "; " : "", words);
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
	return !strncmp(error->action, "open ", strlen("open "));
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
	if (!strcmp(error->name, "no-crash-region"))
		return EXIT_USAGE;
	if (is_open(error) && options->method == KEXEC_METHOD_LOAD)
		return EXIT_USAGE;
	return EXIT_FAILED;
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
