// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The facts about a kernel file as lines, a row of the table each: a name, and
 * a function that appends the words.
 */
#include "tool/kexec/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/kexec/line.h"

#define MIB (1ULL << 20)

typedef unsigned long long number;

static void put_size(FILE *to, uint64_t bytes)
{
	if (bytes < MIB)
		fprintf(to, "%llu bytes", (number)bytes);
	else
		fprintf(to, "%.1f MiB (%#llx bytes)",
			(double)bytes / (double)MIB, (number)bytes);
}

static void put_word(FILE *to, bool is_so)
{
	fputs(is_so ? "yes" : "no", to);
}

static void put_file(FILE *to, const struct kexec_facts *facts)
{
	put_size(to, facts->file_size);
}

static void put_layers(FILE *to, const struct kexec_facts *facts)
{
	unsigned int i;

	for (i = 0; i < facts->nr_layers; i++)
		fprintf(to, "%s%s", i ? ", in it " : "", facts->layers[i]);
	if (!facts->nr_layers)
		fputs("nothing", to);
}

static void put_kernel(FILE *to, const struct kexec_facts *facts)
{
	put_size(to, facts->kernel_size);
}

static void put_format(FILE *to, const struct kexec_facts *facts)
{
	fputs(facts->format, to);
}

static void put_protocol(FILE *to, const struct kexec_facts *facts)
{
	fputs(facts->protocol, to);
}

static void put_version(FILE *to, const struct kexec_facts *facts)
{
	fputs(*facts->version ? facts->version : "not in the file", to);
}

static void put_architecture(FILE *to, const struct kexec_facts *facts)
{
	fputs(facts->architecture, to);
}

static void put_ways(FILE *to, const struct kexec_facts *facts)
{
	unsigned int i;

	for (i = 0; i < facts->nr_ways; i++)
		fprintf(to, "%s%s at its start + %#llx", i ? ", " : "",
			facts->ways[i]->mode, (number)facts->ways[i]->offset);
}

static void put_calls(FILE *to, const struct kexec_facts *facts)
{
	fprintf(to, "kexec_load(2)%s",
		facts->is_file_load ? ", kexec_file_load(2)" : "");
}

static void put_place(FILE *to, const struct kexec_facts *facts)
{
	fprintf(to, "[%#llx, %#llx)", (number)facts->place_start,
		(number)facts->place_end);
	if (facts->is_relocatable && facts->alignment > 1)
		fprintf(to, ", aligned to %#llx", (number)facts->alignment);
}

static void put_memory(FILE *to, const struct kexec_facts *facts)
{
	put_size(to, facts->memory);
	fputs(" until it reads its memory map", to);
}

static void put_relocatable(FILE *to, const struct kexec_facts *facts)
{
	put_word(to, facts->is_relocatable);
}

static void put_crash(FILE *to, const struct kexec_facts *facts)
{
	static const char *const words[] = {
		[KEXEC_CRASH_USE_NONE] = "no",
		[KEXEC_CRASH_USE_FIXED] = "if crashkernel= reserves its place",
		[KEXEC_CRASH_USE_ANY] = "yes",
	};

	fputs(words[facts->crash_use], to);
}

static void put_initrd(FILE *to, const struct kexec_facts *facts)
{
	fprintf(to, "ends at or below %#llx", (number)facts->initrd_end);
}

static void put_line(FILE *to, const struct kexec_facts *facts)
{
	fprintf(to, "at most %llu bytes", (number)facts->cmdline_max);
}

static void put_5level(FILE *to, const struct kexec_facts *facts)
{
	put_word(to, facts->takes_5level);
}

static void put_efi(FILE *to, const struct kexec_facts *facts)
{
	put_word(to, facts->takes_efi);
}

/* Whose signature it is has not been looked at. */
static const char *signature_words(enum kexec_signature signature)
{
	static const char *const words[] = {
		[KEXEC_SIGNATURE_NONE] = "no",
		[KEXEC_SIGNATURE_THERE] = "yes, not verified here",
		[KEXEC_SIGNATURE_BROKEN] = "its certificate table is broken",
	};

	return words[signature];
}

static void put_signature(FILE *to, const struct kexec_facts *facts)
{
	fputs(signature_words(facts->signature), to);
	if (facts->nr_layers)
		fprintf(to, "; the kernel in it: %s",
			signature_words(facts->kernel_signature));
}

static void put_profiles(FILE *to, const struct kexec_facts *facts)
{
	fprintf(to, "%u", facts->nr_profiles);
	if (facts->nr_listed < facts->nr_profiles)
		fprintf(to, ", the first %u are:", facts->nr_listed);
}

static void put_addons(FILE *to, const struct kexec_facts *facts)
{
	unsigned int i;

	for (i = 0; i < facts->nr_addons; i++)
		fprintf(to, "%s%s", i ? ", " : "", facts->addons[i]);
}

static bool has_addons(const struct kexec_facts *facts)
{
	return facts->nr_addons;
}

static bool is_packed(const struct kexec_facts *facts)
{
	return facts->nr_layers;
}

static bool has_profiles(const struct kexec_facts *facts)
{
	return facts->nr_profiles;
}

static const struct {
	const char *name;
	void (*put)(FILE *to, const struct kexec_facts *facts);
	bool (*holds)(const struct kexec_facts *facts); /* NULL: always */
} rows[] = {
	{ "file", put_file, NULL },
	{ "packed in", put_layers, NULL },
	{ "kernel file", put_kernel, is_packed },
	{ "format", put_format, NULL },
	{ "boot protocol", put_protocol, NULL },
	{ "version", put_version, NULL },
	{ "architecture", put_architecture, NULL },
	{ "ways in", put_ways, NULL },
	{ "system calls", put_calls, NULL },
	{ "place", put_place, NULL },
	{ "memory", put_memory, NULL },
	{ "relocatable", put_relocatable, NULL },
	{ "crash kernel", put_crash, NULL },
	{ "initrd", put_initrd, NULL },
	{ "command line", put_line, NULL },
	{ "5-level paging", put_5level, NULL },
	{ "EFI", put_efi, NULL },
	{ "signed", put_signature, NULL },
	{ "addons", put_addons, has_addons },
	{ "profiles", put_profiles, has_profiles },
};

static void put_profile(FILE *to, const struct kexec_profile *profile)
{
	if (profile->is_broken) {
		fputs("broken", to);
		return;
	}
	fprintf(to, "%s%s, initrd ", *profile->id ? "ID " : "no ID",
		profile->id);
	put_size(to, profile->initrd_size);
	fputs(", microcode ", to);
	put_size(to, profile->microcode_size);
	if (profile->cmdline)
		fprintf(to, ", command line \"%s\"", profile->cmdline);
	else
		fputs(", no command line", to);
}

/* A profile's ID and command line are from the file: any bytes. */
static void print_profile(unsigned int i, const struct kexec_profile *profile)
{
	char *words = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&words, &size);

	if (!to)
		return;
	put_profile(to, profile);
	if (!fclose(to))
		line_print(stdout, "  %-2u            %s", i, words);
	free(words);
}

static void print_row(size_t i, const struct kexec_facts *facts)
{
	char *words = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&words, &size);

	if (!to)
		return;
	rows[i].put(to, facts);
	if (!fclose(to))
		line_print(stdout, "%-16s%s", rows[i].name, words);
	free(words);
}

void facts_print(const struct kexec_facts *facts)
{
	size_t row;
	unsigned int i;

	for (row = 0; row < sizeof(rows) / sizeof(rows[0]); row++)
		if (!rows[row].holds || rows[row].holds(facts))
			print_row(row, facts);
	for (i = 0; i < facts->nr_listed; i++)
		print_profile(i, facts->profiles[i]);
}
