// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: kernel files with a changed field or a truncated end. Linux checks
 * them in bzImage64_probe() and bzImage64_load() in
 * arch/x86/kernel/kexec-bzimage64.c. It loads many files that cannot run; we do
 * not.
 */
#include "test/boot/cases/oracle/oracle.h"
#include "test/boot/cases/oracle/tiny_bzimage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define FILE_PATH "/image"

struct patch {
	unsigned int offset;
	unsigned int width;
	uint64_t value;
};

/* Defaults: the whole file, its CRC right, no initrd, cmdline "". */
struct image_row {
	const char *name;
	struct expect expect;
	struct patch patches[2];
	unsigned int size; /* bytes that remain */
	bool keeps_crc;
	bool wants_initrd; /* but there is none */
	unsigned int cmdline_size;
};

#define BODY	  BZ_SETUP_SIZE
#define LAST_WORD (BZ_SETUP_SIZE + BZ_IMAGE_SIZE - 4)
#define LOADED_OR(e)                 \
	{                            \
		0, LOADS, DAMAGED, e \
	}

/* clang-format off */
static const struct image_row rows[] = {
	{ "no boot flag", { -ENOEXEC }, { { BZ_BOOT_FLAG, 2, 0 } } },
	{ "boot flag backwards", { -ENOEXEC }, { { BZ_BOOT_FLAG, 2, 0x55aa } } },
	{ "no magic", { -ENOEXEC }, { { BZ_MAGIC, 4, 0 } } },
	{ "magic: a bit", { -ENOEXEC }, { { BZ_MAGIC, 4, 0x53726449 } } },
	{ "version 0", { -ENOEXEC }, { { BZ_VERSION, 2, 0 } } },
	{ "version 2.0", { -ENOEXEC }, { { BZ_VERSION, 2, 0x200 } } },
	{ "version 2.11", { -ENOEXEC }, { { BZ_VERSION, 2, 0x20b } } },
	{ "version 2.12", { 0, LOADS }, { { BZ_VERSION, 2, 0x20c } } },
	{ "version 255.255", { 0, LOADS }, { { BZ_VERSION, 2, 0xffff } } },
	{ "not loaded high", { -ENOEXEC }, { { BZ_LOADFLAGS, 1, 0 } } },
	{ "every loadflag but high", { -ENOEXEC }, { { BZ_LOADFLAGS, 1, 0xfe } } },
	{ "every loadflag", { 0, LOADS }, { { BZ_LOADFLAGS, 1, 0xff } } },
	{ "no xloadflags", { -ENOEXEC }, { { BZ_XLOADFLAGS, 2, 0 } } },
	{ "not above 4 GiB", { -ENOEXEC }, { { BZ_XLOADFLAGS, 2, 0x21 } } },
	{ "no 64-bit entry", { -ENOEXEC }, { { BZ_XLOADFLAGS, 2, 0x22 } } },
	{ "no 5 levels, nor needed", { 0, LOADS }, { { BZ_XLOADFLAGS, 2, 3 } } },
	{ "every xloadflag", { 0, LOADS }, { { BZ_XLOADFLAGS, 2, 0xffff } } },

	{ "setup_sects 12: longer than the file", { -ENOEXEC }, { { BZ_SETUP_SECTS, 1, 12 } } },
	{ "setup_sects 255", { -ENOEXEC }, { { BZ_SETUP_SECTS, 1, 255 } } },
	{ "setup_sects 11: no body", LOADED_OR(-ENOEXEC), { { BZ_SETUP_SECTS, 1, 11 } } },
	{ "setup_sects 0: that is 4", LOADED_OR(-ENOEXEC), { { BZ_SETUP_SECTS, 1, 0 } } },
	{ "setup_sects 2", { 0, LOADS }, { { BZ_SETUP_SECTS, 1, 2 } } },
	{ "syssize 0", { 0, LOADS }, { { BZ_SYSSIZE, 4, 0 } } },
	{ "syssize one paragraph less", { 0, LOADS }, { { BZ_SYSSIZE, 4, BZ_IMAGE_SIZE / 16 - 1 } } },
	{ "syssize one paragraph more", LOADED_OR(-ENOEXEC), { { BZ_SYSSIZE, 4, BZ_IMAGE_SIZE / 16 + 1 } } },
	{ "syssize 2^32 - 1", LOADED_OR(-ENOEXEC), { { BZ_SYSSIZE, 4, 0xffffffff } } },
	{ "jump 0x10: a short header", { 0, LOADS }, { { BZ_JUMP, 1, 0x10 } } },
	{ "jump 0x6a: the longest that Linux knows", { 0, LOADS }, { { BZ_JUMP, 1, 0x6a } } },
	{ "payload_length 0", { 0, LOADS }, { { BZ_PAYLOAD_LENGTH, 4, 0 } } },
	{ "payload_length 2^32 - 1", LOADED_OR(-ENOEXEC), { { BZ_PAYLOAD_LENGTH, 4, 0xffffffff } } },
	{ "payload_offset 2^32 - 1", LOADED_OR(-ENOEXEC), { { BZ_PAYLOAD_OFFSET, 4, 0xffffffff } } },
	{ "kernel_alignment 0", { 0, LOADS }, { { BZ_ALIGNMENT, 4, 0 } } },
	{ "kernel_alignment 3", { 0, LOADS }, { { BZ_ALIGNMENT, 4, 3 } } },
	{ "kernel_alignment of a byte", { 0, LOADS }, { { BZ_ALIGNMENT, 4, 1 } } },
	{ "kernel_alignment of a page", { 0, LOADS }, { { BZ_ALIGNMENT, 4, PAGE } } },
	{ "kernel_alignment 2^31", { -EADDRNOTAVAIL }, { { BZ_ALIGNMENT, 4, 1U << 31 } } },
	{ "initrd_addr_max 0", { 0, LOADS }, { { BZ_INITRD_ADDR_MAX, 4, 0 } } },
	{ "not relocatable", { 0, LOADS }, { { BZ_RELOCATABLE, 1, 0 } } },
	{ "not relocatable, and at 0", { 0, LOADS }, { { BZ_RELOCATABLE, 1, 0 }, { BZ_PREF_ADDRESS, 8, 0 } } },
	{ "not relocatable, beyond memory", { -EADDRNOTAVAIL, LOADS, OLD_LINUX, 0 }, { { BZ_RELOCATABLE, 1, 0 }, { BZ_PREF_ADDRESS, 8, 1U << 30 } } },
	{ "not relocatable, and at 2^64 - 1", { -EADDRNOTAVAIL, LOADS, OLD_LINUX, 0 }, { { BZ_RELOCATABLE, 1, 0 }, { BZ_PREF_ADDRESS, 8, -1UL } } },
	{ "not relocatable, and not on a page", LOADED_OR(-EADDRNOTAVAIL), { { BZ_RELOCATABLE, 1, 0 }, { BZ_PREF_ADDRESS, 8, 16 * MIB + 1 } } },
	{ "pref_address 0", { 0, LOADS }, { { BZ_PREF_ADDRESS, 8, 0 } } },
	{ "pref_address beyond memory", { -EADDRNOTAVAIL, LOADS, OLD_LINUX, 0 }, { { BZ_PREF_ADDRESS, 8, 1U << 30 } } },
	{ "pref_address 2^63", { -EADDRNOTAVAIL, LOADS, OLD_LINUX, 0 }, { { BZ_PREF_ADDRESS, 8, 1UL << 63 } } },
	{ "pref_address 2^64 - 1", { -EADDRNOTAVAIL, LOADS, OLD_LINUX, 0 }, { { BZ_PREF_ADDRESS, 8, -1UL } } },
	{ "init_size 0", { -EINVAL, KEEPS, DAMAGED, -ENOEXEC }, { { BZ_INIT_SIZE, 4, 0 } } },
	{ "init_size a byte less than the body", LOADED_OR(-ENOEXEC), { { BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE - 1 } } },
	{ "init_size as the body", { 0, LOADS }, { { BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE } } },
	{ "init_size larger than half of memory", { -EINVAL }, { { BZ_INIT_SIZE, 4, 300 * MIB } } },
	{ "init_size larger than memory", { -EADDRNOTAVAIL }, { { BZ_INIT_SIZE, 4, 1U << 30 } } },
	{ "init_size 2^32 - 4096", { -EADDRNOTAVAIL }, { { BZ_INIT_SIZE, 4, 0xfffff000 } } },
	{ "init_size 2^32 - 1", { -EINVAL, KEEPS, DAMAGED, -EADDRNOTAVAIL }, { { BZ_INIT_SIZE, 4, 0xffffffff } } },

	{ "cmdline_size 0", { -EINVAL }, { { BZ_CMDLINE_SIZE, 4, 0 } } },
	{ "cmdline_size 1", { -EINVAL }, { { BZ_CMDLINE_SIZE, 4, 1 } } },
	{ "cmdline_size 30", { -EINVAL }, { { BZ_CMDLINE_SIZE, 4, 30 } } },
	{ "cmdline_size 31", { 0, LOADS }, { { BZ_CMDLINE_SIZE, 4, 31 } } },
	{ "cmdline_size 31, two bytes", { -EINVAL }, { { BZ_CMDLINE_SIZE, 4, 31 } }, .cmdline_size = 2 },
	{ "cmdline_size 32, two bytes", { 0, LOADS }, { { BZ_CMDLINE_SIZE, 4, 32 } }, .cmdline_size = 2 },
	{ "cmdline_size 2^32 - 1", { 0, LOADS }, { { BZ_CMDLINE_SIZE, 4, 0xffffffff } }, .cmdline_size = 2040 },

	{ "CRC wrong", { 0, LOADS }, { { LAST_WORD, 4, 0x12345678 } }, .keeps_crc = true },
	{ "CRC 0: there is none", { 0, LOADS }, { { LAST_WORD, 4, 0 } }, .keeps_crc = true },
	{ "a bit of the setup code", { 0, LOADS }, { { 0x300, 1, 0xff } }, .keeps_crc = true },
	{ "a bit of the body", { 0, LOADS }, { { BODY + 1234, 1, 0xff } }, .keeps_crc = true },

	/* Two rules broken: which check comes first? */
	{ "no magic before no initrd", { -ENOEXEC }, { { BZ_MAGIC, 4, 0 } }, .wants_initrd = true },
	{ "not above 4 GiB before no initrd", { -ENOEXEC }, { { BZ_XLOADFLAGS, 2, 0x21 } }, .wants_initrd = true },
	{ "cut at 1023 before no initrd", { -ENOEXEC }, .size = 1023, .wants_initrd = true },
	{ "no initrd before a cut setup", { -EBADF }, .size = 1024, .wants_initrd = true },
	{ "no initrd before a long setup", { -EBADF }, { { BZ_SETUP_SECTS, 1, 255 } }, .wants_initrd = true },
	{ "no initrd before a cut body", { -EBADF }, .size = BODY + 100, .wants_initrd = true },
	{ "no initrd before cmdline_size", { -EBADF }, { { BZ_CMDLINE_SIZE, 4, 0 } }, .wants_initrd = true },
	{ "no initrd before init_size", { -EBADF }, { { BZ_INIT_SIZE, 4, 0 } }, .wants_initrd = true },
	{ "a cut setup before cmdline_size", { -ENOEXEC }, { { BZ_CMDLINE_SIZE, 4, 0 } }, .size = 2000 },
	{ "cmdline_size before init_size", { -EINVAL }, { { BZ_CMDLINE_SIZE, 4, 0 }, { BZ_INIT_SIZE, 4, 1U << 30 } } },
	{ "cmdline_size before pref_address", { -EINVAL }, { { BZ_CMDLINE_SIZE, 4, 0 }, { BZ_PREF_ADDRESS, 8, -1UL } } },
};

/* Where the file ends; Linux checks the first two sectors and the setup. */
static const struct {
	unsigned int size;
	struct expect expect;
} cuts[] = {
	{ 1, { -ENOEXEC } }, { 2, { -ENOEXEC } }, { 0x40, { -ENOEXEC } },
	{ BZ_SETUP_SECTS, { -ENOEXEC } }, { BZ_SYSSIZE, { -ENOEXEC } },
	{ BZ_BOOT_FLAG, { -ENOEXEC } }, { BZ_BOOT_FLAG + 1, { -ENOEXEC } },
	{ 0x200, { -ENOEXEC } }, { BZ_JUMP, { -ENOEXEC } },
	{ BZ_MAGIC, { -ENOEXEC } }, { BZ_MAGIC + 3, { -ENOEXEC } },
	{ BZ_VERSION, { -ENOEXEC } }, { BZ_LOADFLAGS, { -ENOEXEC } },
	{ BZ_INITRD_ADDR_MAX, { -ENOEXEC } }, { BZ_ALIGNMENT, { -ENOEXEC } },
	{ BZ_XLOADFLAGS, { -ENOEXEC } }, { BZ_CMDLINE_SIZE, { -ENOEXEC } },
	{ BZ_PAYLOAD_OFFSET, { -ENOEXEC } }, { BZ_PREF_ADDRESS, { -ENOEXEC } },
	{ BZ_INIT_SIZE, { -ENOEXEC } }, { BZ_HEADER_END, { -ENOEXEC } },
	{ 0x300, { -ENOEXEC } }, { 1023, { -ENOEXEC } }, { 1024, { -ENOEXEC } },
	{ 1025, { -ENOEXEC } }, { BODY - 512, { -ENOEXEC } },
	{ BODY - 1, { -ENOEXEC } },
	{ BODY, LOADED_OR(-ENOEXEC) }, { BODY + 1, LOADED_OR(-ENOEXEC) },
	{ BODY + BZ_IMAGE_SIZE / 2, LOADED_OR(-ENOEXEC) },
	{ LAST_WORD, LOADED_OR(-ENOEXEC) }, { LAST_WORD + 3, LOADED_OR(-ENOEXEC) },
	{ LAST_WORD + 4, { 0, LOADS } },
	/* Bytes after the image are not part of it. */
	{ LAST_WORD + 5, { 0, LOADS } }, { LAST_WORD + 516, { 0, LOADS } },
};
/* clang-format on */

static void make_file(const struct image_row *row)
{
	static struct {
		struct bzimage image;
		uint8_t more[512];
	} file;
	struct bytes content = { file.image.data, sizeof(file.image) };

	tiny_make(&file.image);
	for (size_t i = 0; i < ARRAY_SIZE(row->patches); i++) {
		const struct patch *patch = &row->patches[i];

		bzimage_put(&file.image, patch->offset, patch->width,
			    patch->value);
	}
	if (!row->keeps_crc)
		bzimage_seal(&file.image);
	if (row->size)
		content.size = row->size;
	write_file(FILE_PATH, content);
}

static long load(const void *of)
{
	static char cmdline[2048];
	const struct image_row *row = of;
	unsigned int size = row->cmdline_size ? row->cmdline_size : 1;
	long result;
	int fd;

	make_file(row);
	memset(cmdline, 'x', sizeof(cmdline));
	cmdline[size - 1] = '\0';
	fd = open(FILE_PATH, O_RDONLY | O_CLOEXEC);
	result = call_kexec_file_load(
		fd, -1, size, cmdline,
		row->wants_initrd ? 0 : KEXEC_FILE_NO_INITRAMFS);
	close(fd);
	unlink(FILE_PATH);
	return result;
}

void oracle_image_rows(void)
{
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		oracle_row(rows[i].name, &rows[i].expect, load, &rows[i]);
	for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
		const struct image_row row = { .size = cuts[i].size };

		snprintf(name, sizeof(name), "cut at %u", cuts[i].size);
		oracle_row(name, &cuts[i].expect, load, &row);
	}
}
