// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: Images with a changed field or a truncated end. Linux checks them in
 * image_probe() and image_load() in arch/arm64/kernel/kexec_image.c, and what
 * comes of them by the rules for segments. It loads some that cannot run; we do
 * not.
 */
#include "test/boot/cases/oracle/oracle.h"
#include "test/boot/cases/oracle/tiny_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define FILE_PATH "/image"
/* Bits of the flags: byte order, size of pages, and place. */
#define BIG_ENDIAN_IMAGE 1
#define PAGES_4K	 2
#define PAGES_16K	 4
#define PAGES_64K	 6
#define ANYWHERE	 8

/* Defaults: the whole file, and no initrd. */
struct image_row {
	const char *name;
	struct expect expect;
	struct tiny_field field;
	uint64_t value;
	unsigned int size; /* bytes that remain */
	bool wants_initrd; /* but there is none */
};

/* clang-format off */
#define LOADED_OR(e) { 0, LOADS, DAMAGED, e }
/* Another errno of Linux: it finds no room, or a segment amiss. */
#define REFUSED_OR(e) { e, KEEPS, DAMAGED, -EINVAL }
#define SIZE   { IMAGE_SIZE, 8 }
#define OFFSET { IMAGE_TEXT_OFFSET, 8 }
#define FLAGS  { IMAGE_FLAGS, 8 }

static const struct image_row rows[] = {
	{ "no magic", { -EINVAL }, { IMAGE_MAGIC, 4 }, 0 },
	{ "magic: a bit", { -EINVAL }, { IMAGE_MAGIC, 4 }, 0x644d5240 },
	{ "magic backwards", { -EINVAL }, { IMAGE_MAGIC, 4 }, 0x41524d64 },
	{ "no code", { 0, LOADS }, { IMAGE_CODE, 4 }, 0 },

	/* The CPU can run both byte orders, but not pages of 16 KiB. */
	{ "no flags", { 0, LOADS }, FLAGS, 0 },
	{ "big-endian", LOADED_OR(-EINVAL), FLAGS, BIG_ENDIAN_IMAGE | PAGES_4K | ANYWHERE },
	{ "pages of unknown size", { 0, LOADS }, FLAGS, ANYWHERE },
	{ "pages of 16 KiB", { -EINVAL }, FLAGS, PAGES_16K | ANYWHERE },
	{ "pages of 64 KiB", { 0, LOADS }, FLAGS, PAGES_64K | ANYWHERE },
	{ "not anywhere", { 0, LOADS }, FLAGS, PAGES_4K },
	{ "a flag that nobody knows", { 0, LOADS }, FLAGS, 16 | PAGES_4K },
	{ "every flag", LOADED_OR(-EINVAL), FLAGS, -1UL },
	{ "every flag but byte order and pages", { 0, LOADS }, FLAGS, -1UL << 3 },

	{ "image_size 0", { -EINVAL }, SIZE, 0 },
	{ "image_size 1", { -EINVAL }, SIZE, 1 },
	{ "image_size of a page less than the file", { -EINVAL }, SIZE, IMAGE_FILE_SIZE - PAGE },
	{ "image_size of a byte less than the file", LOADED_OR(-EINVAL), SIZE, IMAGE_FILE_SIZE - 1 },
	{ "image_size of the file", { 0, LOADS }, SIZE, IMAGE_FILE_SIZE },
	{ "image_size of no whole page", { 0, LOADS }, SIZE, IMAGE_FILE_SIZE + 1 },
	{ "image_size of 64 MiB", { 0, LOADS }, SIZE, 64 * MIB },
	{ "image_size larger than memory", { -EADDRNOTAVAIL }, SIZE, 1UL << 30 },
	{ "image_size 2^63", REFUSED_OR(-EADDRNOTAVAIL), SIZE, 1UL << 63 },
	{ "image_size 2^64 - 4096", REFUSED_OR(-EADDRNOTAVAIL), SIZE, -PAGE },
	/* In whole pages that is 0. */
	{ "image_size 2^64 - 1", { -EINVAL }, SIZE, -1UL },

	{ "text_offset 1", REFUSED_OR(-EADDRNOTAVAIL), OFFSET, 1 },
	{ "text_offset of a page", { 0, LOADS }, OFFSET, PAGE },
	{ "text_offset of half a page", REFUSED_OR(-EADDRNOTAVAIL), OFFSET, PAGE / 2 },
	{ "text_offset of 512 KiB", { 0, LOADS }, OFFSET, 512 << 10 },
	{ "text_offset of 2 MiB", LOADED_OR(-EINVAL), OFFSET, 2 * MIB },
	{ "text_offset larger than memory", REFUSED_OR(-EADDRNOTAVAIL), OFFSET, 1UL << 30 },
	{ "text_offset 2^63", REFUSED_OR(-EADDRNOTAVAIL), OFFSET, 1UL << 63 },

	/* Two rules broken: which check comes first? */
	{ "no magic before no initrd", { -EINVAL }, { IMAGE_MAGIC, 4 }, 0, .wants_initrd = true },
	{ "no initrd before image_size", { -EBADF }, SIZE, 0, .wants_initrd = true },
	{ "no initrd before pages", { -EBADF }, FLAGS, PAGES_16K, .wants_initrd = true },
	{ "cut at 63 before no initrd", { -EINVAL }, .size = 63, .wants_initrd = true },
};

/* Where the file ends. Nothing says how long it has to be. */
static const struct {
	unsigned int size;
	struct expect expect;
} cuts[] = {
	{ 1, { -EINVAL } }, { 4, { -EINVAL } }, { IMAGE_SIZE, { -EINVAL } },
	{ IMAGE_FLAGS, { -EINVAL } }, { IMAGE_MAGIC, { -EINVAL } },
	{ IMAGE_MAGIC + 3, { -EINVAL } }, { IMAGE_PE, { -EINVAL } },
	{ IMAGE_HEADER_END - 1, { -EINVAL } },
	{ IMAGE_HEADER_END, { 0, LOADS } }, { IMAGE_HEADER_END + 1, { 0, LOADS } },
	{ PAGE, { 0, LOADS } }, { IMAGE_FILE_SIZE - 1, { 0, LOADS } },
};
/* clang-format on */

static void make_file(const struct image_row *row)
{
	static uint8_t copy[IMAGE_FILE_SIZE];
	struct bytes content = { copy, sizeof(copy) };

	memcpy(copy, tiny_kernel().data, sizeof(copy));
	tiny_put(copy, &row->field, row->value);
	if (row->size)
		content.size = row->size;
	write_file(FILE_PATH, content);
}

static long load(const void *of)
{
	const struct image_row *row = of;
	long result;
	int fd;

	make_file(row);
	fd = open(FILE_PATH, O_RDONLY | O_CLOEXEC);
	result = call_kexec_file_load(
		fd, -1, 1, "", row->wants_initrd ? 0 : KEXEC_FILE_NO_INITRAMFS);
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
