// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Dumps of memory, and logs in them. */
#include "test/fuzz/seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "tool/vmcore_dmesg/unpack.h"

/* A log of either format, in a file of every kind; pages come flattened. */
static void write_dumps(const char *folder)
{
	static const struct {
		const char *name;
		bool is_old;
		int class; /* 0: pages */
		enum made_va va;
		u32 flag;
	} rows[] = {
		{ "proc-vmcore", false, ELFCLASS64, MADE_VA_BOTH, 0 },
		{ "qemu", false, ELFCLASS64, MADE_VA_NONE, 0 },
		{ "elf32", false, ELFCLASS32, MADE_VA_NONE, 0 },
		{ "old", true, ELFCLASS64, MADE_VA_BOTH, 0 },
		{ "plain", false, 0, MADE_VA_NONE, PAGE_PLAIN },
		{ "zlib", false, 0, MADE_VA_NONE, PAGE_ZLIB },
		{ "lzo", true, 0, MADE_VA_NONE, PAGE_LZO },
		{ "snappy", false, 0, MADE_VA_NONE, PAGE_SNAPPY },
		{ "zstd", false, 0, MADE_VA_NONE, PAGE_ZSTD },
	};
	static struct made made;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seed seed = { .size = 0 };

		rows[i].is_old ? made_list(&made) : made_ring(&made);
		for (j = 0; j < MADE_RECORDS; j++)
			rows[i].is_old ? made_list_add(&made, &made_records[j])
				       : made_ring_add(&made, &made_records[j]);
		if (rows[i].class) {
			made_elf(&made, rows[i].class, rows[i].va);
		} else {
			made_pages(&made, rows[i].flag);
			made_flat(&made);
		}
		if (made.size > sizeof(seed.data)) {
			fprintf(stderr, "seeds: %s: too long\n", rows[i].name);
			exit(1);
		}
		memcpy(seed.data, made.file, made.size);
		seed.size = made.size;
		seed_write(folder, "vmcore", rows[i].name, &seed);
	}
}

/* The order is that of change() in vmcore_log_fuzz.c. */
static void write_log(const char *folder, const char *name, u64 options)
{
	struct seed seed = { .size = 0 };

	seed_put(&seed, 1, options);
	seed_put(&seed, 2, MADE_PRB + 24);
	seed_put(&seed, 1, 3);
	seed_put(&seed, 8, 2);
	seed_put(&seed, 2, 700);
	seed_put(&seed, 1, 0x80);
	seed_put(&seed, 1, 8);
	seed_write(folder, "vmcore_log", name, &seed);
}

void seed_vmcore(const char *folder)
{
	write_dumps(folder);
	write_log(folder, "ring", 0);
	write_log(folder, "list", 1);
	write_log(folder, "ring-32", 2);
}
