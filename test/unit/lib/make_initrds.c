// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Parts of initrds: archives, what looks like one, and what comes between. */
#include "test/unit/lib/make_initrds.h"

#include <stdlib.h>
#include <string.h>

#include <lzma.h>

#include "test/unit/lib/make_cpio.h"
#include "test/unit/lib/pack_file.h"

static void add(struct made_initrd *to, const void *data, u64 size)
{
	memcpy(to->data + to->size, data, size);
	to->size += size;
}

static void add_packed(struct made_initrd *to, struct kx_bytes contents,
		       const char *packing)
{
	struct kx_bytes file;
	size_t i;

	for (i = 0; strcmp(file_packings[i].name, packing) != 0;)
		i++;
	file = pack_file(&file_packings[i], contents);
	add(to, file.data, file.size);
	pack_free(file);
}

/* With the only check that Linux knows. */
static void add_xz(struct made_initrd *to, struct kx_bytes contents)
{
	size_t used = 0;

	if (lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, contents.data,
				    contents.size, to->data + to->size, &used,
				    1 << 14) != LZMA_OK)
		abort();
	to->size += used;
}

static u64 put_archive(u8 *to)
{
	u64 used = cpio_put(to, "packed", 301);

	used += cpio_put(to + used, "other", 0);
	used += cpio_end(to + used);
	memset(to + used, 0, 36);
	return used + 36;
}

struct kx_bytes made_archive(void)
{
	static u8 data[4096];

	return kx_bytes(data, put_archive(data));
}

/* One file, with a change to its bytes. */
static void add_changed(struct made_initrd *to, const char *name, u64 at,
			const char *bytes)
{
	u8 data[4096] = { 0 };
	u64 used = cpio_put(data, name, 8);

	memcpy(data + at, bytes, strlen(bytes));
	used += put_archive(data + used);
	add_packed(to, kx_bytes(data, used), "gzip");
}

static void plain(struct made_initrd *to)
{
	to->size += cpio_put(to->data + to->size, "plain", 10);
	to->size += cpio_end(to->data + to->size);
}

static void microcode(struct made_initrd *to)
{
	to->size += cpio_put(to->data + to->size, CPIO_MICROCODE, 10);
	to->size += cpio_end(to->data + to->size);
}

/* Without the padding at its end. */
static void unpadded(struct made_initrd *to)
{
	to->size += cpio_put(to->data + to->size, "unpadded", 9) - 3;
}

static void gzip(struct made_initrd *to)
{
	add_packed(to, made_archive(), "gzip");
}

static void bzip2(struct made_initrd *to)
{
	add_packed(to, made_archive(), "bzip2");
}

static void xz(struct made_initrd *to)
{
	add_xz(to, made_archive());
}

static void crc64(struct made_initrd *to)
{
	add_packed(to, made_archive(), "xz");
}

static void lzma(struct made_initrd *to)
{
	add_packed(to, made_archive(), "lzma");
}

/* With the size in its header, as by LZMA's own program. */
static void sized_lzma(struct made_initrd *to)
{
	u64 start = to->size;

	lzma(to);
	kx_write_le64(to->data + start + 5, made_archive().size);
}

static void lz4(struct made_initrd *to)
{
	add_packed(to, made_archive(), "LZ4, legacy");
}

static void zstd(struct made_initrd *to)
{
	add_packed(to, made_archive(), "zstd");
}

/* The image of a file system, for root=/dev/ram0. */
static void ramdisk(struct made_initrd *to)
{
	static u8 image[2048] = { [1080] = 0x53, [1081] = 0xef };

	add_packed(to, kx_bytes(image, sizeof(image)), "gzip");
}

static void bare_ramdisk(struct made_initrd *to)
{
	static u8 image[2048] = { [1080] = 0x53, [1081] = 0xef };

	add(to, image, sizeof(image));
}

static void nothing(struct made_initrd *to)
{
	add_packed(to, kx_bytes("\0\0\0\0", 4), "gzip");
}

/* The end of an archive, without padding. */
static void cut_padding(struct made_initrd *to)
{
	u8 data[4096];
	u64 used = cpio_put(data, "file", 9) - 3;

	add_packed(to, kx_bytes(data, used), "gzip");
}

static void cut_file(struct made_initrd *to)
{
	u8 data[4096];

	add_packed(to, kx_bytes(data, cpio_put(data, "file", 90) - 40), "gzip");
}

static void junk_inside(struct made_initrd *to)
{
	u8 data[4096];
	u64 used = put_archive(data);

	memcpy(data + used, "junk", 4);
	add_packed(to, kx_bytes(data, used + 4), "gzip");
}

/* A file that is not at a multiple of 4: "broken padding". */
static void shifted(struct made_initrd *to)
{
	u8 data[4096];
	u64 used = put_archive(data);

	memset(data + used, 0, 2);
	used += 2;
	used += put_archive(data + used);
	add_packed(to, kx_bytes(data, used), "gzip");
}

static void zeroes_first(struct made_initrd *to)
{
	u8 data[4096] = { 0 };

	add_packed(to, kx_bytes(data, 8 + put_archive(data + 8)), "gzip");
}

static void odd_size(struct made_initrd *to)
{
	u8 data[4096] = { 0 };
	u64 used = put_archive(data);

	memset(data + used, 0, 3);
	add_packed(to, kx_bytes(data, used + 3), "gzip");
}

static void early_inside(struct made_initrd *to)
{
	add_changed(to, CPIO_MICROCODE, 0, "0");
}

static void acpi_inside(struct made_initrd *to)
{
	add_changed(to, "kernel/firmware/acpi/dsdt.aml", 0, "0");
}

static void early_link_inside(struct made_initrd *to)
{
	add_changed(to, CPIO_MICROCODE, 14, "0000a1ff");
}

static void checksum_inside(struct made_initrd *to)
{
	add_changed(to, "file", 5, "2");
}

static void no_nul_inside(struct made_initrd *to)
{
	add_changed(to, "file", 94, "00000004");
}

static void long_name_inside(struct made_initrd *to)
{
	add_changed(to, "file", 94, "00001001");
}

static void no_name_inside(struct made_initrd *to)
{
	add_changed(to, "file", 94, "00000000");
}

static void folder_with_content_inside(struct made_initrd *to)
{
	add_changed(to, "file", 14, "000041ed");
}

static void old_cpio_inside(struct made_initrd *to)
{
	add_changed(to, "file", 0, "070707");
}

static void damaged(struct made_initrd *to)
{
	u64 start = to->size;

	gzip(to);
	to->data[(start + to->size) / 2] ^= 0x10;
}

static void wrong_sum(struct made_initrd *to)
{
	gzip(to);
	to->data[to->size - 6] ^= 1;
}

static void cut(struct made_initrd *to)
{
	zstd(to);
	to->size -= 4;
}

static void comment(struct made_initrd *to)
{
	u64 start = to->size;

	gzip(to);
	memmove(to->data + start + 11, to->data + start + 10,
		to->size - start - 10);
	to->data[start + 10] = 0;
	to->data[start + 3] |= 0x10;
	to->size++;
}

static void lzo(struct made_initrd *to)
{
	add(to, "\x89LZO\0\r\n\x1a\n", 9);
}

static void junk(struct made_initrd *to)
{
	add(to, "junk", 4);
}

static void zero(struct made_initrd *to)
{
	add(to, "", 1);
}

static void align(struct made_initrd *to)
{
	while (to->size % 4)
		zero(to);
}

static void config(struct made_initrd *to)
{
	add(to, "a=b\n\4\0\0\0sums#BOOTCONFIG\n", 24);
}

/*
 * Its end is a copy of what came before, and zeroes follow the stream: an
 * unpacker that copies by words writes beyond it what came after that.
 */
static void repeated_end(struct made_initrd *to)
{
	static const u8 zeroes[64];
	u32 state = 1;
	u8 data[4096];
	u64 used = cpio_end(data);
	u64 content = cpio_put(data + used, "file", 400) - 400;
	u64 i;

	for (i = 0; i < 400; i++) {
		state = state * 1103515245 + 12345;
		data[used + content + i] = (u8)(state >> 16 | 1);
	}
	used += content + 400;
	used += cpio_end(data + used);
	add_packed(to, kx_bytes(data, used), "gzip");
	add(to, zeroes, sizeof(zeroes));
}

/* A file whose end looks like a boot config, without TRAILER!!! after it. */
static void config_inside(struct made_initrd *to)
{
	u8 data[4096];
	u64 used = cpio_put(data, "file", 40);

	memcpy(data + used - 24, "a=b\n\4\0\0\0sums#BOOTCONFIG\n", 24);
	add_packed(to, kx_bytes(data, used), "gzip");
}

static void (*const parts[128])(struct made_initrd *to) = {
	['p'] = plain,
	['m'] = microcode,
	['u'] = unpadded,
	['g'] = gzip,
	['b'] = bzip2,
	['x'] = xz,
	['X'] = crc64,
	['L'] = lzma,
	['Q'] = sized_lzma,
	['l'] = lz4,
	['z'] = zstd,
	['R'] = ramdisk,
	['r'] = bare_ramdisk,
	['N'] = nothing,
	['U'] = cut_padding,
	['C'] = cut_file,
	['J'] = junk_inside,
	['B'] = shifted,
	['Z'] = zeroes_first,
	['o'] = odd_size,
	['E'] = early_inside,
	['A'] = acpi_inside,
	['K'] = early_link_inside,
	['S'] = checksum_inside,
	['n'] = no_nul_inside,
	['P'] = long_name_inside,
	['0'] = no_name_inside,
	['F'] = folder_with_content_inside,
	['O'] = old_cpio_inside,
	['D'] = damaged,
	['W'] = wrong_sum,
	['c'] = cut,
	['M'] = comment,
	['f'] = config_inside,
	['q'] = lzo,
	['j'] = junk,
	['.'] = zero,
	['a'] = align,
	['&'] = config,
	['e'] = repeated_end,
};

u32 make_initrds(const char *row, struct made_initrd *initrds)
{
	u32 count = 1;
	u32 i;

	for (i = 0; i < MADE_INITRDS; i++)
		initrds[i].size = 0;
	for (; *row; row++) {
		if (*row == '|')
			count++;
		else
			parts[(unsigned char)*row](&initrds[count - 1]);
	}
	return count;
}

const char made_letters[] = "pmugbxXLlzRrNUCJBZoEAKSnP0FODWcMfqjQ.a&e";
