// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writes the inputs from which the fuzzers start: seeds FOLDER makes files
 * FOLDER/TARGET/NAME for each target: good images and plans, so that a fuzzer
 * need not find out what a kernel looks like.
 */
#include "test/fuzz/seed.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_multiboot.h"
#include "test/unit/core/make_pe.h"
#include "test/unit/core/make_signed.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/core/make_elf.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/core/other_arch.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/lib/pack_payload.h"
#include "test/unit/lib/packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void put_image(struct seed *seed, const struct bzimage *image)
{
	memcpy(seed->data + seed->size, image->data, sizeof(image->data));
	seed->size += sizeof(image->data);
}

static void write_bytes(const char *folder)
{
	struct seed seed = { .size = 0 };

	seed_put(&seed, 8, 2);
	seed_put(&seed, 8, 3);
	seed_put(&seed, 8, 0x1122334455667788);
	seed_put(&seed, 8, 0x99aabbccddeeff00);
	seed_write(folder, "bytes", "inside", &seed);
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
		{ "32-bit", 0, BZ_XLOADFLAGS, 2, 4 },
		{ "4-levels", 2, BZ_XLOADFLAGS, 2, 3 },
		{ "protocol-2.03", 0, BZ_VERSION, 2, 0x203 },
		{ "protocol-2.07", 0, BZ_VERSION, 2, 0x207 },
		{ "real-mode", 4, BZ_RELOCATABLE, 1, 1 },
		{ "real-mode-ipxe", 4, BZ_CODE32_START, 4, 0 },
		{ "real-mode-low", 4, BZ_LOADFLAGS, 1, 0 },
		{ "real-mode-2.00", 4, BZ_VERSION, 2, 0x200 },
		{ "real-mode-uefi", 4 | 8, BZ_RELOCATABLE, 1, 1 },
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
		seed_put(&seed, 1, rows[i].options);
		put_image(&seed, &image);
		seed_write(folder, "bzimage", rows[i].name, &seed);
	}
}

/* The first byte is elf_fuzz.c's: enum option. */
static void write_programs(const char *folder)
{
	static const struct {
		const char *name;
		u8 options;
		u8 class;
		bool is_linux;
	} rows[] = {
		{ "linux-32", 128, KX_ELF_CLASS_32, true },
		{ "pvh-32", 128 | 8 | 16, KX_ELF_CLASS_32, false },
		{ "pvh-64", 8 | 16, KX_ELF_CLASS_64, false },
		{ "linux-by-pvh", 4 | 8, KX_ELF_CLASS_64, true },
		{ "notes-32", 128 | 64 | 8, KX_ELF_CLASS_32, false },
		{ "notes-64", 64 | 8, KX_ELF_CLASS_64, false },
		{ "nothing-32", 128 | 96, KX_ELF_CLASS_32, false },
		{ "nothing-64", 96, KX_ELF_CLASS_64, false },
		{ "as-linux-32bit", 32 | 2, KX_ELF_CLASS_64, false },
	};
	struct elf_file file;
	struct seed seed;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		seed = (struct seed){ 0 };
		if (rows[i].is_linux)
			elf_make_linux(&file, rows[i].class, "6.1.0");
		else
			elf_make(&file, rows[i].class);
		elf_put_pvh(&file);
		seed_put(&seed, 1, rows[i].options);
		memcpy(seed.data + seed.size, file.data, sizeof(file.data));
		seed.size += sizeof(file.data);
		seed_write(folder, "elf", rows[i].name, &seed);
	}
}

static void write_elf(const char *folder)
{
	static const struct {
		const char *name;
		u8 options;
		u64 offset;
		u32 width;
		u64 value;
	} rows[] = {
		{ "good", 0, VM_TYPE, 2, 2 },
		{ "position-independent", 0, VM_TYPE, 2, 3 },
		{ "5-level", 1, VM_BANNER, 1, '7' },
		{ "virtual-entry", 0, VM_ENTRY, 8, VM_MAP + VM_START },
		{ "bss-alone", 0, VM_PROGRAM + VM_P_FILESZ, 8, 0 },
		{ "two-loads", 0, VM_PHNUM, 2, 2 },
	};
	struct vmlinux vmlinux;
	struct seed seed;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		seed.size = 0;
		vmlinux_make(&vmlinux);
		vmlinux_put(&vmlinux, rows[i].offset, rows[i].width,
			    rows[i].value);
		seed_put(&seed, 1, rows[i].options);
		memcpy(seed.data + seed.size, vmlinux.data,
		       sizeof(vmlinux.data));
		seed.size += sizeof(vmlinux.data);
		seed_write(folder, "elf", rows[i].name, &seed);
	}
}

/* Options, a command line, one module, and the kernel; see set_scene(). */
static void write_multiboot_seed(const char *folder, const char *name,
				 u32 options, const struct multiboot *kernel)
{
	struct seed seed = { .size = 0 };

	seed_put(&seed, 2, options);
	seed_put(&seed, 1, 4);
	seed_put(&seed, 4, 0x746e6971); /* "qint" */
	seed_put(&seed, 1, 1);
	seed_put(&seed, 1, 1);
	seed_put(&seed, 1, 2);
	seed_put(&seed, 2, 0x6d2f); /* "/m" */
	seed_put(&seed, 8, 1);
	seed_put(&seed, 8, 2);
	memcpy(seed.data + seed.size, kernel->data, sizeof(kernel->data));
	seed.size += sizeof(kernel->data);
	seed_write(folder, "multiboot", name, &seed);
}

static void write_multiboot(const char *folder)
{
	static const u32 addresses[] = { 0x300100, 0x300000, 0x301000, 0x302000,
					 0x300200 };
	static const u32 relocatable[] = { 0x100000, 0xffffffff, 0x200000, 2 };
	static const u32 requests[] = { 1, 3, 6 };
	struct multiboot kernel;

	multiboot_make_1(&kernel);
	write_multiboot_seed(folder, "elf32", 4, &kernel);
	multiboot_1(&kernel, 0x10003, addresses);
	write_multiboot_seed(folder, "addresses", 8, &kernel);
	multiboot_elf(&kernel, 2);
	multiboot_2(&kernel);
	multiboot_tag(&kernel, MB_TAG_REQUESTS, requests, 3);
	multiboot_tag(&kernel, MB_TAG_ALIGN, NULL, 0);
	multiboot_tag(&kernel, MB_TAG_RELOCATABLE, relocatable, 4);
	multiboot_2_end(&kernel);
	write_multiboot_seed(folder, "relocatable", 0x7016, &kernel);
	multiboot_2(&kernel);
	multiboot_tag(&kernel, MB_TAG_ADDRESSES, addresses, 4);
	multiboot_tag(&kernel, MB_TAG_ENTRY, addresses + 4, 1);
	multiboot_2_end(&kernel);
	write_multiboot_seed(folder, "tags", 0, &kernel);
}

/* The order is that of check_made() in payload_fuzz.c. */
static void write_made(const char *folder, const char *name, u64 packing,
		       u64 shape)
{
	struct seed seed = { .size = 0 };

	seed_put(&seed, 1, 1);
	seed_put(&seed, 1, packing);
	seed_put(&seed, 1, shape);
	seed_put(&seed, 1, 3); /* bytes to cut or to add, less one */
	seed_put(&seed, 1, 0); /* edits */
	seed.size += 14;
	seed_put(&seed, 3, 40000);
	seed_put(&seed, 8, 0x6874206c6c6120);
	seed_write(folder, "payload", name, &seed);
}

static void write_payload(const char *folder)
{
	char name[32];
	u32 i;

	for (i = 0; i < PACKED_ROWS; i++) {
		struct seed seed = { .size = 0 };

		seed_put(&seed, 1, 0);
		memcpy(seed.data + 1, packed_rows[i].bytes,
		       packed_rows[i].size);
		seed.size += packed_rows[i].size;
		snprintf(name, sizeof(name), "packed-%u", i);
		seed_write(folder, "payload", name, &seed);
	}
	for (i = 0; i < 5 * PACKINGS; i++) {
		snprintf(name, sizeof(name), "made-%u", i);
		write_made(folder, name, i / 5, i % 5);
	}
}

/* A small file of each container; and recipes, in check_made()'s order. */
/* Whole archives of each kind, and a recipe for each. */
static void write_archives(const char *folder)
{
	struct seed seed = { .size = 1 };
	char name[32];
	u32 i;

	seed.size += cpio_put(seed.data + 1, CPIO_MICROCODE, 9);
	seed.size += cpio_end(seed.data + seed.size);
	seed_write(folder, "archives", "plain", &seed);
	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kx_bytes file =
			pack_file(&file_packings[i], kx_bytes("070701", 6));

		seed = (struct seed){ .size = 1 };
		memcpy(seed.data + 1, file.data, file.size);
		seed.size += file.size;
		snprintf(name, sizeof(name), "packed-%u", i);
		seed_write(folder, "archives", name, &seed);
		pack_free(file);
		seed = (struct seed){ .size = 0 };
		/* Made of a file, a gap, what is packed, a gap, a file. */
		seed_put(&seed, 6, 0x040402090001);
		seed_put(&seed, 4, 2 | i << 8 | 1 << 16);
		seed_put(&seed, 6, 0x090205047878);
		snprintf(name, sizeof(name), "made-%u", i);
		seed_write(folder, "archives", name, &seed);
	}
}

/* A file to be packed by each packing. */
static void write_initramfs(const char *folder)
{
	struct seed seed = { .size = 2, .data = { 1 } };
	char name[] = "packed-0";

	seed.size += cpio_put(seed.data + 2, "file", 9);
	for (; seed.data[1] < FILE_PACKINGS; seed.data[1]++, name[7]++)
		seed_write(folder, "initramfs", name, &seed);
}

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
		seed_write(folder, "contents", name, &seed);
		seed = (struct seed){ .size = 0 };
		seed_put(&seed, 1, 1);
		seed_put(&seed, 2, i % 3); /* cut */
		seed_put(&seed, 1, i % 2); /* edits */
		seed_put(&seed, 1, i % 3); /* layers, less one */
		seed_put(&seed, 3, 0x800102 + i * 0x10203);
		seed_put(&seed, 4, 12);
		seed.size += 8;
		seed_put(&seed, 8, 0x6874206c6c6120);
		snprintf(name, sizeof(name), "made-%u", i);
		seed_write(folder, "contents", name, &seed);
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
	seed_write(folder, "pe", name, &seed);
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
	seed_write(folder, "pe", name, &seed);
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

	seed_write(folder, "spc", "sha256", &seed);
}

/* take_crash(): a region of 24 MiB above 1 GiB, RAM from 4 KiB up dumped. */
static void put_crash(struct seed *seed)
{
	seed_put(seed, 4, 0x40000);
	seed_put(seed, 3, 0x1800);
	seed_put(seed, 1, 1);
	seed_put(seed, 2, 0); /* low region */
	seed_put(seed, 1, 0); /* on_damage */
	seed_put(seed, 1, 1); /* dumped */
	seed_put(seed, 5, 0x1000);
	seed_put(seed, 1, 0);
	seed_put(seed, 4, 0x40000000 - 0x1000);
	seed_put(seed, 1, 0);
	seed_put(seed, 1, 1);
	seed_put(seed, 1, 1); /* notes */
	seed_put(seed, 4, 0x123000);
}

/* Two profiles, one without a profile, and what only firmware uses. */
static void write_uki(const char *folder)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".osrel", "ID=debian\n"),
		UKI_TEXT(".cmdline", "quiet"),
		UKI_TEXT(".uname", "6.12"),
		UKI_TEXT(".linux", "# a kernel"),
		UKI_TEXT(".initrd", "# an initrd"),
		UKI_TEXT(".ucode", "070701"),
		UKI_TEXT(".dtbauto", "# a tree"),
		UKI_TEXT(".profile", "ID=main"),
		UKI_TEXT(".profile", "TITLE=Other\nID=other"),
		UKI_TEXT(".cmdline", "single"),
		UKI_TEXT(".dtb", "# a tree"),
		UKI_TEXT(".dtb", "# twice"),
	};
	static const u32 counts[] = { 4, 7, 8, 11, ARRAY_SIZE(sections) };
	char name[32];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		struct kx_bytes file = uki_make(sections, counts[i]);
		struct seed seed = { .size = 0 };

		seed_put(&seed, 1, i == 4);
		memcpy(seed.data + 1, file.data, file.size);
		seed.size += file.size;
		snprintf(name, sizeof(name), "sections-%u", counts[i]);
		seed_write(folder, "uki", name, &seed);
		seed.data[0] = 0; /* check_any() */
		seed_write(folder, "contents", name, &seed);
		pack_free(file);
	}
}

/* The order is that of take_scene() in plan_fuzz.c. */
static void write_plan(const char *folder, const char *name, u64 options)
{
	struct seed seed = { .size = 0 };
	struct bzimage image;

	seed_put(&seed, 2, options);
	seed_put(&seed, 1, options & 4096 ? 3 : 2); /* usable memory */
	if (options & 4096) {
		seed_put(&seed, 5, 0x1000);
		seed_put(&seed, 1, 0);
		seed_put(&seed, 4, 0x9e000);
		seed_put(&seed, 1, 0);
		seed_put(&seed, 1, 1);
	}
	seed_put(&seed, 5, 0x100000);
	seed_put(&seed, 1, 0);
	seed_put(&seed, 4, 0x80000000);
	seed_put(&seed, 1, 0);
	seed_put(&seed, 1, 1);
	seed_put(&seed, 5, 0x100000000);
	seed_put(&seed, 1, 0);
	seed_put(&seed, 4, 0x80000000);
	seed_put(&seed, 1, 0);
	seed_put(&seed, 1, 1);
	seed_put(&seed, 2, 130); /* entries of the firmware's map */
	seed_put(&seed, 4, 0x1000);
	if (!(options & 128))
		seed_put(&seed, 4, 0x100000); /* pages of RAM */
	if (options & 16)
		put_crash(&seed);
	if (options & 8) {
		seed_put(&seed, 5, 0x200000); /* window */
		seed_put(&seed, 5, 0x10000000);
	}
	seed_put(&seed, 1, 2); /* initrds */
	seed_put(&seed, 4, 100000);
	seed_put(&seed, 1, 0);
	seed_put(&seed, 4, 5000);
	seed_put(&seed, 1, 0);
	seed_put(&seed, 1, 30); /* cmdline_reserve */
	seed_put(&seed, 1, 5);
	seed_put(&seed, 5, 0x7465697571); /* "quiet" */
	seed_put(&seed, 1, 1);		  /* changes of the image */
	if (options & 1) {
		bzimage_make(&image);
		put_image(&seed, &image);
	} else if (options & 2048) {
		seed_put(&seed, 1, OTHER_RELOCATABLE);
		seed_put(&seed, 1, 0);
	} else {
		seed_put(&seed, 2, BZ_INIT_SIZE);
		seed_put(&seed, 1, 3);
		seed_put(&seed, 4, 0x1000000);
	}
	seed_write(folder, "plan", name, &seed);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: seeds FOLDER\n");
		return 2;
	}
	mkdir(argv[1], 0777);
	write_archives(argv[1]);
	write_bytes(argv[1]);
	write_bzimage(argv[1]);
	write_contents(argv[1]);
	write_elf(argv[1]);
	write_multiboot(argv[1]);
	write_initramfs(argv[1]);
	write_programs(argv[1]);
	write_payload(argv[1]);
	write_pe(argv[1], "good", PE_KIND_64);
	write_pe(argv[1], "small", PE_KIND_32);
	write_signed(argv[1], "kernel", SIGNED_TABLE);
	write_signed(argv[1], "kernel-cut", SIGNED_TABLE - 1000);
	write_signed(argv[1], "kernel-turned", SIGNED_TABLE - 1);
	write_spc(argv[1]);
	write_uki(argv[1]);
	write_plan(argv[1], "good", 512);
	write_plan(argv[1], "raw", 512 | 1);
	write_plan(argv[1], "summed", 512 | 2);
	write_plan(argv[1], "no-ram-limit", 512 | 128);
	write_plan(argv[1], "ram-not-told", 0);
	write_plan(argv[1], "real-mode", 512 | 128 | 4096);
	write_plan(argv[1], "real-mode-uefi", 512 | 128 | 4096 | 8192);
	write_plan(argv[1], "crash", 16);
	write_plan(argv[1], "other-arch", 128 | 512 | 2048);
	write_plan(argv[1], "other-arch-crash", 16 | 128 | 2048);
	write_plan(argv[1], "returns", 512 | 128 | 256);
	write_plan(argv[1], "returns-window", 512 | 8 | 256);
	seed_others(argv[1]);
	return 0;
}
