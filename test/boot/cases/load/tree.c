// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The device tree that the next kernel gets: the same as this one, but for
 * /chosen, where nothing of an earlier start is left.
 */
#include "test/boot/guest.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TREE   "/proc/device-tree"
#define CHOSEN TREE "/chosen"

/* FNV-1a */
static void mix(uint64_t *digest, const void *data, size_t size)
{
	const uint8_t *byte = data;

	for (size_t i = 0; i < size; i++)
		*digest = (*digest ^ byte[i]) * 0x100000001b3ULL;
}

static void add_property(const char *path, uint64_t *digest)
{
	uint8_t data[4096];
	FILE *file = fopen(path, "re");
	size_t size;

	if (!file)
		fail("cannot read %s", path);
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	mix(digest, path, strlen(path));
	mix(digest, data, size);
}

/* All but /chosen, in the order of names. */
static void add_node(const char *node, uint64_t *digest)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int count = scandir(node, &entries, NULL, alphasort);

	if (count < 0)
		fail("cannot list %s", node);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", node, entries[i]->d_name);
		if (*entries[i]->d_name == '.' || same_text(path, CHOSEN))
			;
		else if (entries[i]->d_type == DT_DIR)
			add_node(path, digest);
		else
			add_property(path, digest);
		free(entries[i]);
	}
	free(entries);
}

static uint64_t tree_digest(void)
{
	uint64_t digest = 0xcbf29ce484222325ULL;

	add_node(TREE, &digest);
	return digest;
}

static long chosen_size(const char *name)
{
	char path[128];
	struct stat stat_of;

	snprintf(path, sizeof(path), CHOSEN "/%s", name);
	return stat(path, &stat_of) ? -1 : (long)stat_of.st_size;
}

void case_tree(void)
{
	struct tool_result result;
	struct load load;
	char words[64];

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd(word("initrd", "1k"));
	snprintf(words, sizeof(words), "kx.digest=%llx",
		 (unsigned long long)tree_digest());
	load.cmdline = second_cmdline("tree_second", words);
	load_kernel(&load, &result);
	jump(&load);
}

/* Linux wipes both seeds, and takes the second one out of the tree. */
void case_tree_second(void)
{
	static const struct {
		const char *name;
		long size;
	} rows[] = {
		{ "linux,booted-from-kexec", 0 },
		{ "linux,initrd-start", 8 },
		{ "linux,initrd-end", 8 },
		{ "kaslr-seed", 8 },
		{ "rng-seed", -1 },
		{ "linux,elfcorehdr", -1 },
		{ "linux,usable-memory-range", -1 },
	};
	char digest[32];

	snprintf(digest, sizeof(digest), "%llx",
		 (unsigned long long)tree_digest());
	if (!same_text(digest, word("digest", "")))
		fail("the device tree is another one");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (chosen_size(rows[i].name) != rows[i].size)
			fail("/chosen/%s has %ld bytes", rows[i].name,
			     chosen_size(rows[i].name));
	case_second();
}
