// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Unpacked payloads of bzImages. */
#include "test/fuzz/seed.h"

#include <string.h>

#include "test/unit/core/make_vmlinux.h"

/* A distance, a vmlinux, and three or two lists of relocations. */
static void write_unpacked(const char *folder, const char *name, u32 lists)
{
	static const u32 words[] = {
		0,	    0x81000000, 0x81002008, 0,
		0x81003010, 0,		0x81000010, 0x81004020,
	};
	struct seed seed = { .size = 0 };
	struct vmlinux vmlinux;
	size_t i;

	vmlinux_make(&vmlinux);
	seed_put(&seed, 8, 0x12600000);
	memcpy(seed.data + seed.size, vmlinux.data, sizeof(vmlinux.data));
	seed.size += sizeof(vmlinux.data);
	for (i = 0; i < ARRAY_SIZE(words) && lists; i++)
		if (lists == 3 || (i != 3 && i != 4))
			seed_put(&seed, 4, words[i]);
	seed_write(folder, "unpacked", name, &seed);
}

/* prepared_fuzz.c's: what is changed, the size, then places and values. */
static void write_prepared(const char *folder)
{
	static const struct {
		const char *name;
		u8 changes;
		u8 size;
		u32 place; /* 0: none */
	} rows[] = {
		{ "as-made", 0, 0, 0 },	    { "source", 1, 0, 0 },
		{ "touched", 2, 0, 0 },	    { "touched-source", 3, 0, 0 },
		{ "kind", 4, 0, 0 },	    { "count", 8, 0, 0 },
		{ "shorter", 0, 0xff, 0 },  { "longer", 0, 1, 0 },
		{ "version", 0, 0, 16 },    { "size", 0, 0, 33 },
		{ "digest", 0, 0, 40 },	    { "identity", 0, 0, 56 },
		{ "sha256", 2, 0, 120 },    { "sum", 0, 0, 4088 },
		{ "contents", 0, 0, 4200 }, { "end", 0, 0, 4395 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seed seed = { .size = 0 };

		seed_put(&seed, 1, rows[i].changes);
		seed_put(&seed, 1, rows[i].size);
		if (rows[i].place) {
			seed_put(&seed, 2, rows[i].place);
			seed_put(&seed, 1, 0xa5);
		}
		seed_write(folder, "prepared", rows[i].name, &seed);
	}
}

void seed_unpacked(const char *folder)
{
	write_unpacked(folder, "inverse", 3);
	write_unpacked(folder, "no-inverse", 2);
	write_unpacked(folder, "no-lists", 0);
	write_prepared(folder);
}
