// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Options that do not apply to the action. kexec-tools prints its usage for the
 * options of its loaders, and exits with 1; it silently accepts the others, so
 * scripts may pass them everywhere (its main(), kexec/kexec.c).
 */
#include "tool/kexec/given.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tool/kexec/combine.h"
#include "tool/kexec/report.h"
#include "tool/kexec/warn.h"

void given_add(struct options *options, const char *name, unsigned int meaning)
{
	unsigned int i;

	for (i = 0; i < options->nr_given; i++)
		if (!strcmp(options->given[i].name, name))
			return;
	if (options->nr_given == GIVEN_MAX)
		return;
	options->given[options->nr_given++] = (struct given){
		.name = name,
		.meaning = meaning,
	};
}

static int refuse(const struct given *given)
{
	fprintf(stderr,
		"kexec: --%s applies to a load, and nothing is to be loaded: "
		"leave it out, or give KERNEL and -l or -f; " SEE_HELP "\n",
		given->name);
	return EXIT_USAGE;
}

static int check_trial(const struct options *options)
{
	unsigned int i;

	if (options->looks & LOOK_TRY)
		return EXIT_OK;
	for (i = 0; i < options->nr_given; i++) {
		if (!(options->given[i].meaning & NEEDS_TRY))
			continue;
		fprintf(stderr,
			"kexec: --%s is for --try: add that; " SEE_HELP "\n",
			options->given[i].name);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

static void warn_of(const struct options *options, const struct given *given,
		    bool is_load)
{
	if (given->meaning & WANTS_LOAD && !is_load)
		warn(options, "--%s has no effect: nothing is to be loaded",
		     given->name);
}

int given_check(const struct options *options)
{
	bool is_load = options->steps & (STEP_LOAD | STEP_CHECK | STEP_KEEP);
	bool is_list = options->steps & STEP_LIST;
	unsigned int i;

	/* All actions and their options are ignored then. */
	if (options->flags & FLAG_STATUS)
		return EXIT_OK;
	for (i = 0; i < options->nr_given && !is_load; i++)
		if (options->given[i].meaning & NEEDS_LOAD ||
		    (options->given[i].meaning & LISTS_OR_LOADS && !is_list))
			return refuse(&options->given[i]);
	for (i = 0; i < options->nr_given; i++)
		warn_of(options, &options->given[i], is_load);
	return check_trial(options);
}
