// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Inputs for plans for arm64, in the order of arm64_fuzz.c; a signed Image. */
#include "test/fuzz/seed.h"
#include "test/unit/core/make_signed.h"
#include "test/unit/core/make_tree.h"

static void put_memory(struct seed *seed)
{
	seed_put(seed, 1, 2);
	seed_put(seed, 5, TREE_MEMORY);
	seed_put(seed, 4, 0x20000000);
	seed_put(seed, 1, 0);
	seed_put(seed, 5, 0x70000000);
	seed_put(seed, 4, 0x10000000);
	seed_put(seed, 1, 0);
}

static void put_range(struct seed *seed, u64 start, u64 size)
{
	seed_put(seed, 4, start >> 8);
	seed_put(seed, 1, 8);
	seed_put(seed, 4, size);
}

/* The region, what is dumped, and the region below 4 GiB. */
static void put_crash(struct seed *seed)
{
	put_range(seed, 0x6c000000, 0x4000000);
	put_range(seed, TREE_MEMORY, 0x2c000000);
	put_range(seed, 0x44000000, 0x800000);
	seed_put(seed, 2, 0);
	seed_put(seed, 1, 1);
	put_range(seed, 0x48000000, 0x1000000);
}

/* @options: enum option of arm64_fuzz.c; 1 is a raw tree */
static void write_one(const char *folder, const char *name, u32 options)
{
	struct seed seed = { .size = 0 };
	struct tree_file file;

	seed_put(&seed, 1, options);
	seed_put(&seed, 1, 1); /* pages of 4 KiB */
	put_memory(&seed);
	seed_put(&seed, 1, 1); /* changes of the Image: text_offset */
	seed_put(&seed, 1, 0);
	seed_put(&seed, 4, 0x80000);
	seed_put(&seed, 1, 0);
	seed_put(&seed, 1, 20); /* the line, initrds */
	seed_put(&seed, 1, 2);
	seed_put(&seed, 2, 100);
	seed_put(&seed, 2, 5000);
	if (options & 32)
		put_crash(&seed);
	seed_put(&seed, 1, 0); /* changes of the tree */
	if (options & 1) {
		tree_make(&file);
		memcpy(seed.data + seed.size, file.data, sizeof(file.data));
		seed.size += tree_bytes(&file).size;
	}
	seed_write(folder, "arm64", name, &seed);
}

static void write_signed(const char *folder)
{
	struct seed seed = { .size = 0 };
	struct signed_file file;

	signed_make_arm64(&file);
	memcpy(seed.data, file.data, file.size);
	seed.size = file.size;
	seed_write(folder, "pe", "image-arm64", &seed);
}

void seed_arm64(const char *folder)
{
	write_signed(folder);
	write_one(folder, "made", 0);
	write_one(folder, "raw", 1);
	write_one(folder, "efi", 4);
	write_one(folder, "given", 2);
	write_one(folder, "given-raw-64k", 11);
	write_one(folder, "crash", 32);
	write_one(folder, "crash-efi-64k", 44);
}
