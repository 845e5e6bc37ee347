// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Orders of versions: the input is three texts, with a line feed between them.
 * Each order is one: of two texts one is older or both are equal, and what is
 * older than something older is older.
 */
#include "lib/entries/version.h"

#include "test/fuzz/fuzz.h"

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

static void check(int (*compare)(const char *a, const char *b),
		  char *const *texts)
{
	int ab = sign(compare(texts[0], texts[1]));
	int bc = sign(compare(texts[1], texts[2]));
	int ac = sign(compare(texts[0], texts[2]));

	must(!compare(texts[0], texts[0]), "a text is as old as itself");
	must(ab == -sign(compare(texts[1], texts[0])), "it has two sides");
	if (ab == bc)
		must(ac == ab, "it goes on");
	if (!ab)
		must(ac == bc, "equals are equal to others");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[600];
	char *texts[3] = { text, NULL, NULL };
	char *at;
	unsigned int i;

	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (i = 1; i < 3; i++) {
		at = strchr(texts[i - 1], '\n');
		if (!at)
			return 0;
		*at = '\0';
		texts[i] = at + 1;
	}
	check(kxl_version_compare, texts);
	check(kxl_version_compare_names, texts);
	check(kxl_version_compare_packages, texts);
	return 0;
}
