// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writes the inputs from which the fuzzers start: seeds FOLDER makes
 * FOLDER/{bytes,bzimage,contents,payload,pe,plan,spc,vmcore,vmcore_log}/NAME.
 * Good images and plans, so that a fuzzer need not find out what a kernel looks
 * like.
 */
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_pe.h"
#include "test/unit/core/make_signed.h"
#include "test/unit/core/other_arch.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/lib/pack_payload.h"
#include "test/unit/lib/packed.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "tool/vmcore_dmesg/unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct seed {
	u8 data[16 * 1024];
	size_t size;
};

static void put(struct seed *seed, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		seed->data[seed->size++] = (u8)(value >> (8 * i));
}

static void put_image(struct seed *seed, const struct bzimage *image)
{
	memcpy(seed->data + seed->size, image->data, sizeof(image->data));
	seed->size += sizeof(image->data);
}

static void write_seed(const char *folder, const char *target, const char *name,
		       const struct seed *seed)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, target);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s/%s", folder, target, name);
	file = fopen(path, "wb");
	if (!file || fwrite(seed->data, 1, seed->size, file) != seed->size ||
	    fclose(file)) {
		perror(path);
		exit(1);
	}
}

static void write_bytes(const char *folder)
{
	struct seed seed = { .size = 0 };

	put(&seed, 8, 2);
	put(&seed, 8, 3);
	put(&seed, 8, 0x1122334455667788);
	put(&seed, 8, 0x99aabbccddeeff00);
	write_seed(folder, "bytes", "inside", &seed);
}

static void write_bzimage(const char *folder)
{
	static const struct {
		const char *name;
		u8 options;
		enum bzimage_field field;
		u32 width;
		u64 value;
	} rows[] = {
		{ "good", 0, BZ_RELOCATABLE, 1, 1 },
		{ "summed", 1, BZ_RELOCATABLE, 1, 1 },
		{ "fixed", 0, BZ_RELOCATABLE, 1, 0 },
		{ "low", 0, BZ_XLOADFLAGS, 2, 1 },
		{ "without-pe", 1, BZ_PE_HEADER, 4, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seed seed = { .size = 0 };
		struct bzimage image;

		bzimage_make(&image);
		bzimage_put(&image, rows[i].field, rows[i].width,
			    rows[i].value);
		bzimage_seal(&image);
		put(&seed, 1, rows[i].options);
		put_image(&seed, &image);
		write_seed(folder, "bzimage", rows[i].name, &seed);
	}
}

/* The order is that of check_made() in payload_fuzz.c. */
static void write_made(const char *folder, const char *name, u64 packing,
		       u64 shape)
{
	struct seed seed = { .size = 0 };

	put(&seed, 1, 1);
	put(&seed, 1, packing);
	put(&seed, 1, shape);
	put(&seed, 1, 3); /* bytes to cut or to add, less one */
	put(&seed, 1, 0); /* edits */
	seed.size += 14;
	put(&seed, 3, 40000);
	put(&seed, 8, 0x6874206c6c6120);
	write_seed(folder, "payload", name, &seed);
}

static void write_payload(const char *folder)
{
	char name[32];
	u32 i;

	for (i = 0; i < PACKED_ROWS; i++) {
		struct seed seed = { .size = 0 };

		put(&seed, 1, 0);
		memcpy(seed.data + 1, packed_rows[i].bytes,
		       packed_rows[i].size);
		seed.size += packed_rows[i].size;
		snprintf(name, sizeof(name), "packed-%u", i);
		write_seed(folder, "payload", name, &seed);
	}
	for (i = 0; i < 5 * PACKINGS; i++) {
		snprintf(name, sizeof(name), "made-%u", i);
		write_made(folder, name, i / 5, i % 5);
	}
}

/* A small file of each container; and recipes, in check_made()'s order. */
static void write_contents(const char *folder)
{
	const struct kx_bytes contents = kx_bytes("# a kernel, say", 15);
	char name[32];
	u32 i;

	for (i = 0; i < 2 * FILE_PACKINGS; i++) {
		struct kx_bytes file =
			pack_file(&file_packings[i % FILE_PACKINGS], contents);
		struct kx_bytes zboot = pack_zboot(file, "zstd");
		struct kx_bytes bytes = i < FILE_PACKINGS ? file : zboot;
		struct seed seed = { .size = 1 };

		memcpy(seed.data + 1, bytes.data, bytes.size);
		seed.size += bytes.size;
		snprintf(name, sizeof(name), "file-%u", i);
		write_seed(folder, "contents", name, &seed);
		seed = (struct seed){ .size = 0 };
		put(&seed, 1, 1);
		put(&seed, 2, i % 3); /* cut */
		put(&seed, 1, i % 2); /* edits */
		put(&seed, 1, i % 3); /* layers, less one */
		put(&seed, 3, 0x800102 + i * 0x10203);
		put(&seed, 4, 12);
		seed.size += 8;
		put(&seed, 8, 0x6874206c6c6120);
		snprintf(name, sizeof(name), "made-%u", i);
		write_seed(folder, "contents", name, &seed);
		pack_free(zboot);
		pack_free(file);
	}
}

static void write_pe(const char *folder, const char *name, enum pe_kind kind)
{
	struct seed seed = { .size = sizeof(struct pe_image) };
	struct pe_image image;

	pe_make(&image, kind);
	memcpy(seed.data, image.data, sizeof(image.data));
	write_seed(folder, "pe", name, &seed);
}

/* Signed kernels, the table where it belongs and where it does not. */
static void write_signed(const char *folder, const char *name, u64 table)
{
	struct seed seed = { .size = 0 };
	struct signed_file file;

	signed_make(&file);
	signed_move_table(&file, table);
	memcpy(seed.data, file.data, file.size);
	seed.size = file.size;
	write_seed(folder, "pe", name, &seed);
}

/* As sbsign writes it, with a digest of zeroes. */
static void write_spc(const char *folder)
{
	static const struct seed seed = {
		.data = { 0x30, 76,   0x30, 23,	  0x06, 10,   0x2b, 6,
			  1,	4,    1,    0x82, 0x37, 2,    1,    15,
			  0x30, 9,    0x03, 1,	  0,	0xa0, 4,    0xa2,
			  2,	0x80, 0,    0x30, 49,	0x30, 13,   0x06,
			  9,	0x60, 0x86, 0x48, 1,	0x65, 3,    4,
			  2,	1,    0x05, 0,	  0x04, 32 },
		.size = 78,
	};

	write_seed(folder, "spc", "sha256", &seed);
}

/* take_crash(): a region of 24 MiB above 1 GiB, RAM from 4 KiB up dumped. */
static void put_crash(struct seed *seed)
{
	put(seed, 4, 0x40000);
	put(seed, 3, 0x1800);
	put(seed, 1, 1);
	put(seed, 2, 0); /* low region */
	put(seed, 1, 0); /* on_damage */
	put(seed, 1, 1); /* dumped */
	put(seed, 5, 0x1000);
	put(seed, 1, 0);
	put(seed, 4, 0x40000000 - 0x1000);
	put(seed, 1, 0);
	put(seed, 1, 1);
	put(seed, 1, 1); /* notes */
	put(seed, 4, 0x123000);
}

/* The order is that of take_scene() in plan_fuzz.c. */
static void write_plan(const char *folder, const char *name, u64 options)
{
	struct seed seed = { .size = 0 };
	struct bzimage image;

	put(&seed, 2, options);
	put(&seed, 1, 2); /* stretches of usable memory */
	put(&seed, 5, 0x100000);
	put(&seed, 1, 0);
	put(&seed, 4, 0x80000000);
	put(&seed, 1, 0);
	put(&seed, 1, 1);
	put(&seed, 5, 0x100000000);
	put(&seed, 1, 0);
	put(&seed, 4, 0x80000000);
	put(&seed, 1, 0);
	put(&seed, 1, 1);
	put(&seed, 2, 130); /* entries of the firmware's map */
	put(&seed, 4, 0x1000);
	if (!(options & 128))
		put(&seed, 4, 0x100000); /* pages of RAM */
	if (options & 16)
		put_crash(&seed);
	if (options & 8) {
		put(&seed, 5, 0x200000); /* window */
		put(&seed, 5, 0x10000000);
	}
	put(&seed, 1, 2); /* initrds */
	put(&seed, 4, 100000);
	put(&seed, 1, 0);
	put(&seed, 4, 5000);
	put(&seed, 1, 0);
	put(&seed, 1, 30); /* cmdline_reserve */
	put(&seed, 1, 5);
	put(&seed, 5, 0x7465697571); /* "quiet" */
	put(&seed, 1, 1);	     /* changes of the image */
	if (options & 1) {
		bzimage_make(&image);
		put_image(&seed, &image);
	} else if (options & 2048) {
		put(&seed, 1, OTHER_RELOCATABLE);
		put(&seed, 1, 0);
	} else {
		put(&seed, 2, BZ_INIT_SIZE);
		put(&seed, 1, 3);
		put(&seed, 4, 0x1000000);
	}
	write_seed(folder, "plan", name, &seed);
}

/* A log of either format, in a file of every kind; pages come flattened. */
static void write_vmcore(const char *folder)
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
		write_seed(folder, "vmcore", rows[i].name, &seed);
	}
}

/* The order is that of change() in vmcore_log_fuzz.c. */
static void write_vmcore_log(const char *folder, const char *name, u64 options)
{
	struct seed seed = { .size = 0 };

	put(&seed, 1, options);
	put(&seed, 2, MADE_PRB + 24);
	put(&seed, 1, 3);
	put(&seed, 8, 2);
	put(&seed, 2, 700);
	put(&seed, 1, 0x80);
	put(&seed, 1, 8);
	write_seed(folder, "vmcore_log", name, &seed);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: seeds FOLDER\n");
		return 2;
	}
	mkdir(argv[1], 0777);
	write_bytes(argv[1]);
	write_bzimage(argv[1]);
	write_contents(argv[1]);
	write_payload(argv[1]);
	write_pe(argv[1], "good", PE_KIND_64);
	write_pe(argv[1], "small", PE_KIND_32);
	write_signed(argv[1], "kernel", SIGNED_TABLE);
	write_signed(argv[1], "kernel-cut", SIGNED_TABLE - 1000);
	write_signed(argv[1], "kernel-turned", SIGNED_TABLE - 1);
	write_spc(argv[1]);
	write_plan(argv[1], "good", 512);
	write_plan(argv[1], "raw", 512 | 1);
	write_plan(argv[1], "summed", 512 | 2);
	write_plan(argv[1], "no-ram-limit", 512 | 128);
	write_plan(argv[1], "ram-not-told", 0);
	write_plan(argv[1], "crash", 16);
	write_plan(argv[1], "other-arch", 128 | 512 | 2048);
	write_plan(argv[1], "other-arch-crash", 16 | 128 | 2048);
	write_plan(argv[1], "returns", 512 | 128 | 256);
	write_plan(argv[1], "returns-window", 512 | 8 | 256);
	write_vmcore(argv[1]);
	write_vmcore_log(argv[1], "ring", 0);
	write_vmcore_log(argv[1], "list", 1);
	write_vmcore_log(argv[1], "ring-32", 2);
	return 0;
}
