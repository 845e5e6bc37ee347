// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The bounds of fields: the last valid value, and the first invalid one, of
 * each bound.
 */
#include "lib/image/kind.h"

#include <elf.h>
#include <string.h>

#include "test/unit/test.h"

/* A file of bytes of no kind, except for a few numbers. */
struct number {
	u64 at;
	u64 value;
	u32 width;
};

static const struct row {
	const char *name;
	u64 size;
	u8 filler;
	struct number numbers[5];
	const char *kind; /* NULL: none */
} rows[] = {
	/* clang-format off */
	{ "cpio, a name of nothing", 512, 0xa5, { { 0, 0x71c7, 2 },
	  { 20, 1, 2 }, { 26, 0, 1 } }, NULL },
	{ "cpio, a letter", 512, 0xa5, { { 0, 0x71c7, 2 }, { 20, 2, 2 },
	  { 27, 0, 1 } }, "a cpio archive of the old kind" },
	{ "cpio, no NUL", 512, 0xa5, { { 0, 0x71c7, 2 }, { 20, 2, 2 },
	  { 26, 0, 1 }, { 28, 0, 1 } }, NULL },
	{ "cpio, the longest", 8192, 0xa5, { { 0, 0x71c7, 2 },
	  { 20, 4095, 2 }, { 26 + 4094, 0, 1 } },
	  "a cpio archive of the old kind" },
	{ "cpio, longer", 8192, 0xa5, { { 0, 0x71c7, 2 }, { 20, 4096, 2 },
	  { 26 + 4095, 0, 1 } }, NULL },
	{ "cpio, the last byte", 28, 0xa5, { { 0, 0x71c7, 2 }, { 20, 2, 2 },
	  { 27, 0, 1 } }, "a cpio archive of the old kind" },
	{ "ext, 64 KiB", 2048, 0xa5, { { 0x438, 0xef53, 2 }, { 0x418, 6, 4 },
	  { 0x44c, 1, 4 } }, "an ext2, ext3 or ext4 image" },
	{ "ext, 128 KiB", 2048, 0xa5, { { 0x438, 0xef53, 2 },
	  { 0x418, 7, 4 }, { 0x44c, 1, 4 } }, NULL },
	{ "ext, revision 2", 2048, 0xa5, { { 0x438, 0xef53, 2 },
	  { 0x418, 6, 4 }, { 0x44c, 2, 4 } }, NULL },
	{ "ext, all of the block size", 2048, 0xa5, { { 0x438, 0xef53, 2 },
	  { 0x418, 0x01000000, 4 }, { 0x44c, 1, 4 } }, NULL },
	{ "ext, all of the revision", 2048, 0xa5, { { 0x438, 0xef53, 2 },
	  { 0x418, 0, 4 }, { 0x44c, 0x01000000, 4 } }, NULL },
	{ "bzip2, level 1", 10, 0xa5, { { 0, 0x31685a42, 4 },
	  { 4, 0x595326594131, 6 } }, "bzip2 data" },
	{ "bzip2, level 0", 10, 0xa5, { { 0, 0x30685a42, 4 },
	  { 4, 0x595326594131, 6 } }, NULL },
	{ "bzip2, level :", 10, 0xa5, { { 0, 0x3a685a42, 4 },
	  { 4, 0x595326594131, 6 } }, NULL },
	{ "bzip2, too short", 9, 0xa5, { { 0, 0x39685a42, 4 } }, NULL },
	{ "skippable, the first", 16, 0xa5, { { 0, 0x184d2a50, 4 } },
	  "zstd or LZ4 data" },
	{ "skippable, the last", 16, 0xa5, { { 0, 0x184d2a5f, 4 } },
	  "zstd or LZ4 data" },
	{ "skippable, one more", 16, 0xa5, { { 0, 0x184d2a60, 4 } }, NULL },
	{ "skippable, one less", 16, 0xa5, { { 0, 0x184d2a4f, 4 } }, NULL },
	{ "text, 63 letters", 63, 'x', { { 0 } }, NULL },
	{ "text, 64 letters", 64, 'x', { { 0 } }, "a text file" },
	{ "text, a newline", 2, 'x', { { 1, '\n', 1 } }, "a text file" },
	{ "text, a DEL", 64, 'x', { { 9, 0x7f, 1 } }, NULL },
	{ "text, a tilde", 64, 'x', { { 9, '~', 1 } }, "a text file" },
	{ "text, an ESC", 64, 'x', { { 9, 0x1b, 1 } }, "a text file" },
	{ "text, before ESC", 64, 'x', { { 9, 0x1a, 1 } }, NULL },
	{ "text, after ESC", 64, 'x', { { 9, 0x1c, 1 } }, NULL },
	{ "text, before blanks", 64, 'x', { { 9, 0x1f, 1 } }, NULL },
	{ "text, a blank", 64, 'x', { { 9, ' ', 1 } }, "a text file" },
	{ "text, a backspace", 64, 'x', { { 9, 8, 1 } }, NULL },
	{ "text, a tab", 64, 'x', { { 9, 9, 1 } }, "a text file" },
	{ "text, a return", 64, 'x', { { 9, 13, 1 } }, "a text file" },
	{ "text, after a return", 64, 'x', { { 9, 14, 1 } }, NULL },
	{ "text, as far as it is looked at", 5000, 'x', { { 4096, 1, 1 } },
	  "a text file" },
	{ "text, a byte less far", 5000, 'x', { { 4095, 1, 1 } }, NULL },
	{ "bzImage, its last field", 0x264, 0, { { 0x1fe, 0xaa55, 2 },
	  { 0x202, 0x53726448, 4 } }, "a bzImage" },
	{ "bzImage, a byte less", 0x263, 0, { { 0x1fe, 0xaa55, 2 },
	  { 0x202, 0x53726448, 4 } }, "the beginning of a bzImage" },
	{ "Multiboot, its last field", 20, 0, { { 8, 0x1badb002, 4 },
	  { 12, 3, 4 }, { 16, 0x100000000 - 0x1badb002 - 3, 4 } },
	  "a Multiboot kernel" },
	{ "Multiboot, cut", 19, 1, { { 8, 0x1badb002, 4 }, { 12, 3, 4 } },
	  NULL },
	{ "Multiboot, the last place", 8193, 1, { { 8180, 0x1badb002, 4 },
	  { 8184, 3, 4 }, { 8188, 0x100000000 - 0x1badb002 - 3, 4 } },
	  "a Multiboot kernel" },
	{ "Multiboot, after that", 8200, 1, { { 8184, 0x1badb002, 4 },
	  { 8188, 3, 4 }, { 8192, 0x100000000 - 0x1badb002 - 3, 4 } },
	  NULL },
	{ "Multiboot, between", 64, 1, { { 9, 0x1badb002, 4 },
	  { 13, 3, 4 }, { 17, 0x100000000 - 0x1badb002 - 3, 4 } }, NULL },
	{ "Multiboot 2, the last place", 40000, 1, { { 32752, 0xe85250d6, 4 },
	  { 32756, 0, 4 }, { 32760, 24, 4 },
	  { 32764, 0x100000000 - 0xe85250d6 - 24, 4 } },
	  "a Multiboot kernel" },
	{ "Multiboot 2, after that", 40000, 1, { { 32760, 0xe85250d6, 4 },
	  { 32764, 0, 4 }, { 32768, 24, 4 },
	  { 32772, 0x100000000 - 0xe85250d6 - 24, 4 } }, NULL },
	{ "Multiboot 2, at 4", 64, 1, { { 4, 0xe85250d6, 4 },
	  { 8, 0, 4 }, { 12, 24, 4 },
	  { 16, 0x100000000 - 0xe85250d6 - 24, 4 } }, NULL },
	{ "ELF, its machine", 20, 0, { { 0, 0x464c457f, 4 },
	  { 4, 0x0101, 2 }, { 16, 2, 2 }, { 18, 3, 2 } },
	  "a 32-bit ELF executable for i386" },
	{ "ELF, a byte less", 19, 0, { { 0, 0x464c457f, 4 },
	  { 4, 0x0101, 2 }, { 16, 2, 2 } }, NULL },
	{ "ELF, class 0", 20, 0, { { 0, 0x464c457f, 4 }, { 4, 0x0100, 2 } },
	  NULL },
	{ "ELF, class 3", 20, 0, { { 0, 0x464c457f, 4 }, { 4, 0x0103, 2 } },
	  NULL },
	{ "ELF, order 0", 20, 0, { { 0, 0x464c457f, 4 }, { 4, 0x0002, 2 } },
	  NULL },
	{ "ELF, order 3", 20, 0, { { 0, 0x464c457f, 4 }, { 4, 0x0302, 2 } },
	  NULL },
	{ "ELF, big-endian", 20, 0, { { 0, 0x464c457f, 4 },
	  { 4, 0x0202, 2 }, { 16, 0x0300, 2 }, { 18, 0x1600, 2 } },
	  "a 64-bit ELF program or library for s390" },
	{ "ELF, a core", 20, 0, { { 0, 0x464c457f, 4 },
	  { 4, 0x0102, 2 }, { 16, 4, 2 }, { 18, 0x1234, 2 } },
	  "a 64-bit ELF core (a dump) for machine 4660" },
	{ "ELF, another type", 20, 0, { { 0, 0x464c457f, 4 },
	  { 4, 0x0102, 2 }, { 16, 5, 2 }, { 18, 62, 2 } },
	  "a 64-bit ELF file for x86-64" },
	{ "ELF, all of the type", 20, 0, { { 0, 0x464c457f, 4 },
	  { 4, 0x0102, 2 }, { 16, 0x0102, 2 }, { 18, 62, 2 } },
	  "a 64-bit ELF file for x86-64" },
	{ "ELF, an executable", 20, 0, { { 0, 0x464c457f, 4 },
	  { 4, 0x0102, 2 }, { 16, 2, 2 }, { 18, 62, 2 } },
	  "a 64-bit ELF executable for x86-64" },
	/* clang-format on */
};

/* A copy of exact size, so that ASan detects a read past its end. */
static bool find_row(const struct row *row, struct kxl_kind *kind)
{
	u8 *data = malloc(row->size);
	bool is_found;
	size_t i;
	u32 byte;

	assert_non_null(data);
	memset(data, row->filler, row->size);
	for (i = 0; i < ARRAY_SIZE(row->numbers); i++)
		for (byte = 0; byte < row->numbers[i].width; byte++)
			data[row->numbers[i].at + byte] =
				(u8)(row->numbers[i].value >> (8 * byte));
	is_found = kxl_kind_find(kx_bytes(data, row->size), kind);
	free(data);
	return is_found;
}

TEST(each_bound_has_two_sides)
{
	struct kxl_kind kind;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&kind, 0x5a, sizeof(kind));
		assert_row(rows[i].name, find_row(&rows[i], &kind),
			   rows[i].kind != NULL);
		if (rows[i].kind)
			assert_string_equal(kind.name, rows[i].kind);
	}
}

/* Only blanks and a byte order mark may precede it. */
TEST(a_page_begins_with_its_mark)
{
	static const struct {
		const char *text;
		const char *kind;
	} texts[] = {
		{ "<head>\n", "an HTML page" },
		{ "<html", "an HTML page" },
		{ "\xef\xbb\xbf<html", "an HTML page" },
		{ "\xef\xbb\xbf \t\r\n<html", "an HTML page" },
		{ " \xef\xbb\xbf<html\n", NULL },
		{ "<htm\n", "a text file" },
		{ "x<html\n", "a text file" },
		{ "\v<html\n", "a text file" },
		{ "<?xml", "an XML document" },
		{ "<?xm\n", "a text file" },
	};
	struct kxl_kind kind;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		size_t size = strlen(texts[i].text);
		u8 *exact = malloc(size);

		assert_non_null(exact);
		memcpy(exact, texts[i].text, size);
		assert_row(texts[i].text,
			   kxl_kind_find(kx_bytes(exact, size), &kind),
			   texts[i].kind != NULL);
		if (texts[i].kind)
			assert_string_equal(kind.name, texts[i].kind);
		free(exact);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bound_has_two_sides),
		cmocka_unit_test(a_page_begins_with_its_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
