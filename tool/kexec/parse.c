// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The command line as getopt_long(3) reads it: each option is a row of
 * options.c, the one word that is none is KERNEL. The first error counts.
 */
#include "tool/kexec/options.h"

#include <getopt.h>
#include <stdbool.h>
#include <string.h>

#include "tool/kexec/combine.h"
#include "tool/kexec/given.h"
#include "tool/kexec/option_row.h"
#include "tool/kexec/report.h"
#include "tool/kexec/suggest.h"

/* These are done whatever options follow. */
#define FLAGS_AT_ONCE (FLAG_HELP | FLAG_VERSION | FLAG_CRASH_SIZE)

/* getopt_long() returns this plus the row's index for a long option. */
#define ROW_BASE 0x100
/* And this for a word that is not an option. */
#define OPERAND 1

/* The table in the two forms that getopt takes. */
struct getopt_tables {
	char letters[2 * GIVEN_MAX + 3];
	struct option names[GIVEN_MAX + 1];
};

static void make_tables(struct getopt_tables *tables)
{
	char *letter = tables->letters;
	size_t i;

	memset(tables, 0, sizeof(*tables));
	*letter++ = '-'; /* in order: KERNEL, too, is returned */
	*letter++ = ':'; /* we print the errors */
	for (i = 0; i < option_row_count; i++) {
		tables->names[i].name = option_rows[i].name;
		tables->names[i].has_arg = option_rows[i].argument;
		tables->names[i].val = ROW_BASE + (int)i;
		if (!option_rows[i].letter)
			continue;
		*letter++ = option_rows[i].letter;
		if (option_rows[i].argument == required_argument)
			*letter++ = ':';
	}
}

/* The row for a return value of getopt_long(); NULL for '?' and ':'. */
static const struct row *find_row(int got)
{
	size_t i;

	if (got >= ROW_BASE)
		return &option_rows[got - ROW_BASE];
	for (i = 0; i < option_row_count; i++) {
		if (option_rows[i].letter && option_rows[i].letter == got)
			return &option_rows[i];
	}
	return NULL;
}

/* If the error is in --status, its row is in optopt. */
static bool asks_status(int got)
{
	const struct row *row = find_row(got == '?' ? optopt : got);

	return row && row->meaning & ASKS_STATUS;
}

/* The first word that is not an option is KERNEL; a second is an error. */
static void take_operand(struct options *options, const char **extra,
			 const char *word)
{
	if (!options->kernel)
		options->kernel = word;
	else if (!*extra)
		*extra = word;
}

static int apply_row(struct options *options, const struct row *row, int at)
{
	given_add(options, row->name, row->meaning);
	if (row->meaning & CHOOSES_CALL)
		options->method_at = at;
	return row->apply(options, row, optarg);
}

/* Reports the first error; -S counts wherever it stands. */
static int parse_options(struct options *options,
			 const struct getopt_tables *tables, const char **extra)
{
	const struct row *row;
	int err = 0;
	int got;
	int at; /* the word that is being parsed */

	optind = 0; /* glibc: start over, also for a second command line */
	for (;;) {
		at = optind ? optind : 1;
		got = getopt_long(options->argc, options->argv, tables->letters,
				  tables->names, NULL);
		if (got == -1)
			break;
		if (got == OPERAND) {
			take_operand(options, extra, optarg);
			continue;
		}
		if (asks_status(got))
			options->flags |= FLAG_STATUS;
		row = find_row(got);
		if (!err)
			err = row ? apply_row(options, row, at)
				  : suggest_mistake(got, options->argv[at],
						    tables->names);
		if (!err && options->flags & FLAGS_AT_ONCE)
			break;
	}
	/* Words after "--". */
	for (at = optind; at < options->argc; at++)
		take_operand(options, extra, options->argv[at]);
	return err;
}

int options_parse(int argc, char *const argv[], struct options *options)
{
	struct getopt_tables tables;
	const char *extra = NULL;
	int err;

	make_tables(&tables);
	*options = (struct options){
		.argc = argc,
		.argv = argv,
		.steps = STEP_LOAD | STEP_SYNC | STEP_SHUTDOWN,
		.method = KEXEC_METHOD_AUTO,
		.mem_end = UINT64_MAX,
	};
	err = parse_options(options, &tables, &extra);
	if (!err && options->flags & FLAGS_AT_ONCE)
		return EXIT_OK;
	if (!err && extra)
		err = suggest_extra(extra, tables.names);
	/* 1 would mean "loaded" to a caller that asked for the status. */
	if (err)
		return options->flags & FLAG_STATUS ? EXIT_FAILED : EXIT_USAGE;
	err = options_check(options);
	if (!err)
		err = given_check(options);
	if (err)
		return err;
	if (options->flags & FLAG_NO_SYNC)
		options->steps &= ~(unsigned int)STEP_SYNC;
	if (options->flags & FLAG_NO_IFDOWN)
		options->steps &= ~(unsigned int)STEP_NETWORK_DOWN;
	if (options->looks & LOOK_SHOW)
		options->steps = STEP_SHOW;
	if (options->looks & LOOK_TRY)
		options->steps = STEP_TRY;
	if (options->looks & LOOK_DRY_RUN &&
	    !(options->steps & (STEP_CHECK | STEP_SHOW))) {
		options->would = options->steps;
		options->steps = STEP_DRY_RUN;
	}
	return EXIT_OK;
}

static void print_row(FILE *to, const struct row *row)
{
	static const char *const values[] = {
		[no_argument] = "",
		[required_argument] = "=X",
		[optional_argument] = "[=X]",
	};
	const char *value = values[row->argument];
	int width = 22 - (int)strlen(value);

	if (row->letter)
		fprintf(to, " -%c, ", row->letter);
	else
		fprintf(to, "     ");
	fprintf(to, "--%s%s%*s %s\n", row->name, value,
		width - (int)strlen(row->name), "", row->help);
}

void options_usage(FILE *to)
{
	size_t i;

	fprintf(to, "Usage: kexec [OPTION]... [KERNEL]\n"
		    "Load a kernel into the running one, and start it.\n"
		    "Without an action (-l -e -f -u -S -p): "
		    "load KERNEL, then shutdown -r now.\n\n");
	for (i = 0; i < option_row_count; i++) {
		if (option_rows[i].help)
			print_row(to, &option_rows[i]);
	}
	fprintf(to, "\nExit status: 0 done, 1 usage error, 255 failed, "
		    "253 kexec_file_load(2) can't.\nMore: man 8 kexec\n");
}
