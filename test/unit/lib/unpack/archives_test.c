// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Sequences of archives, and where Linux stops. The losses were seen with Linux
 * 6.1 and 7.3, which print "Initramfs unpacking failed" or nothing.
 */
#include "lib/unpack/archives.h"

#include <string.h>

#include "lib/unpack/compression.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

static u8 bytes[1 << 16];
static u64 size;

static void begin(void)
{
	size = 0;
}

static void add(const void *more, u64 count)
{
	memcpy(bytes + size, more, count);
	size += count;
}

static void add_zeroes(u64 count)
{
	memset(bytes + size, 0, count);
	size += count;
}

static void add_plain(const char *name)
{
	size += cpio_put(bytes + size, name, 10);
	size += cpio_end(bytes + size);
}

static void add_packed(const char *name)
{
	struct kx_bytes file;
	u8 archive[1024];
	u64 used = cpio_put(archive, "packed", 300);
	size_t i;

	used += cpio_end(archive + used);
	for (i = 0; strcmp(file_packings[i].name, name) != 0;)
		i++;
	file = pack_file(&file_packings[i], kx_bytes(archive, used));
	add(file.data, file.size);
	pack_free(file);
}

/* In an exact copy: ASan finds a read beyond the end. */
static void walk_on(struct kxl_archives *archives)
{
	u8 *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	kxl_archives_walk(archives, kx_bytes(copy, size), -1);
	free(copy);
}

static struct kxl_loss walk(void)
{
	struct kxl_archives archives = { 0 };

	walk_on(&archives);
	return archives.loss;
}

static void assert_loss(struct kxl_loss loss, enum kxl_loss_kind kind, u64 at,
			const char *name)
{
	assert_int_equal(loss.kind, kind);
	if (kind)
		assert_int_equal(loss.at, at);
	if (name)
		assert_string_equal(loss.name, name);
}

TEST(archives_follow_each_other)
{
	begin();
	assert_loss(walk(), KXL_LOSS_NONE, 0, NULL);
	add_zeroes(1);
	assert_loss(walk(), KXL_LOSS_NONE, 0, NULL);
	begin();
	add_plain(CPIO_MICROCODE);
	add_zeroes(512);
	add_plain("a");
	add_plain("b");
	add_packed("zstd");
	/* Compressed after compressed needs no alignment. */
	add_packed("zstd");
	add_zeroes(13);
	add_packed("LZ4, legacy");
	add_zeroes(9);
	add_packed("gzip");
	assert_loss(walk(), KXL_LOSS_NONE, 0, NULL);
}

/* Zeroes are skipped by blocks of 512, and then by ones. */
TEST(a_gap_of_any_size_is_skipped)
{
	u64 gap;

	for (gap = 0; gap < 1100; gap++) {
		begin();
		add_zeroes(gap);
		add_plain("a");
		assert_loss(walk(),
			    gap % 4 ? KXL_LOSS_UNALIGNED : KXL_LOSS_NONE, gap,
			    gap % 4 ? "uncompressed" : NULL);
	}
}

TEST(an_uncompressed_archive_must_be_aligned)
{
	u64 gap;
	u64 at;

	for (gap = 0; gap < 9; gap++) {
		begin();
		add_packed("zstd");
		add_zeroes(gap);
		at = size;
		add_plain("a");
		assert_loss(walk(), at % 4 ? KXL_LOSS_UNALIGNED : KXL_LOSS_NONE,
			    at, at % 4 ? "uncompressed" : NULL);
	}
}

/* "broken padding" */
TEST(so_must_anything_after_an_uncompressed_one)
{
	u64 gap;
	u64 at;

	for (gap = 0; gap < 9; gap++) {
		begin();
		add_plain("a");
		add_zeroes(gap);
		at = size;
		add_packed("zstd");
		assert_loss(walk(),
			    gap % 4 ? KXL_LOSS_UNALIGNED : KXL_LOSS_NONE, at,
			    gap % 4 ? "zstd" : NULL);
	}
}

TEST(what_is_no_archive_ends_all)
{
	u64 at;

	begin();
	add_plain("a");
	at = size;
	add("garbage", 7);
	add_plain("b");
	assert_loss(walk(), KXL_LOSS_FOREIGN, at, NULL);
	begin();
	add_packed("zstd");
	add_zeroes(5);
	at = size;
	add("\n", 1);
	assert_loss(walk(), KXL_LOSS_FOREIGN, at, NULL);
	begin();
	add("070707", 6);
	assert_loss(walk(), KXL_LOSS_FOREIGN, 0, NULL);
	begin();
	add_packed("LZ4");
	assert_loss(walk(), KXL_LOSS_FOREIGN, 0, NULL);
	begin();
	add_packed("pzstd");
	assert_loss(walk(), KXL_LOSS_FOREIGN, 0, NULL);
}

TEST(an_archive_that_is_cut_is_found_at_each_byte)
{
	u64 second;
	u64 whole;
	u64 end;

	begin();
	size += cpio_put(bytes, "first", 9);
	second = size;
	size += cpio_put(bytes + size, "second", 9);
	whole = size;
	/* Padding at the very end may be missing. */
	end = whole - 3;
	for (; size > second; size--)
		assert_loss(walk(), size < end ? KXL_LOSS_CUT : KXL_LOSS_NONE,
			    second, size < end ? "uncompressed" : NULL);
	assert_loss(walk(), KXL_LOSS_NONE, 0, NULL);
	size = second - 4;
	assert_loss(walk(), KXL_LOSS_CUT, 0, "uncompressed");
}

TEST(a_compressed_archive_is_cut_where_its_headers_show_it)
{
	u64 at;

	begin();
	add_plain("a");
	at = size;
	add_packed("zstd");
	size--;
	assert_loss(walk(), KXL_LOSS_CUT, at, "zstd");
	size = at + 2;
	assert_loss(walk(), KXL_LOSS_CUT, at, "zstd");
	size = at + 1;
	assert_loss(walk(), KXL_LOSS_FOREIGN, at, NULL);
}

TEST(a_damaged_header_ends_all)
{
	u64 at;

	begin();
	add_plain("a");
	at = size;
	add_plain("b");
	bytes[at + 20] = 'x';
	assert_loss(walk(), KXL_LOSS_DAMAGED, at, "uncompressed");
	begin();
	add("BZh0", 4);
	assert_loss(walk(), KXL_LOSS_DAMAGED, 0, "bzip2");
}

TEST(a_setting_that_linux_refuses_ends_all)
{
	struct kxl_loss loss;

	begin();
	add_packed("xz");
	loss = walk();
	assert_loss(loss, KXL_LOSS_REFUSED, 0, "xz");
	assert_string_equal(loss.setting,
			    "has the check CRC64, and Linux knows only CRC32");
	assert_string_equal(loss.advice, "xz --check=crc32");
}

TEST(lz4_needs_four_zeroes_after_it)
{
	u64 gap;

	for (gap = 0; gap < 4; gap++) {
		begin();
		add_packed("LZ4, legacy");
		add_zeroes(gap);
		add_plain("a");
		assert_loss(walk(), KXL_LOSS_RUNS_ON, 0, "lz4");
	}
	begin();
	add_packed("LZ4, legacy");
	add_zeroes(-size % 4 + 4);
	add_plain("a");
	assert_loss(walk(), KXL_LOSS_NONE, 0, NULL);
}

/* No header says where gzip's data ends, so it is unpacked; bzip2's, lzma's. */
TEST(an_end_is_searched_for_where_an_archive_follows)
{
	static const struct {
		const char *name;
		const char *format;
		bool has_library;
	} rows[] = { { "gzip", "gzip", HAVE_ZLIB },
		     { "bzip2", "bzip2", HAVE_BZIP2 },
		     { "lzma", "lzma", HAVE_XZ } };
	u64 unaligned;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin();
		add_packed(rows[i].name);
		add_zeroes(-size % 4 + 1);
		unaligned = size;
		add_plain("a");
		assert_loss(walk(),
			    rows[i].has_library ? KXL_LOSS_UNALIGNED
						: KXL_LOSS_NONE,
			    unaligned, NULL);
		begin();
		add_packed(rows[i].name);
		add_zeroes(-size % 4);
		add_plain("a");
		add("?", 1);
		assert_loss(walk(),
			    rows[i].has_library ? KXL_LOSS_FOREIGN
						: KXL_LOSS_NONE,
			    size - 1, NULL);
		/* Anything else counts as a part of the stream. */
		begin();
		add_packed(rows[i].name);
		add("?070701", 7);
		assert_loss(walk(), KXL_LOSS_NONE, 0, NULL);
	}
}

TEST(a_thorough_walk_unpacks_to_find_the_end)
{
	struct kxl_archives archives = { .is_thorough = true };
	u64 at;

	begin();
	add_packed("gzip");
	at = size;
	walk_on(&archives);
	assert_loss(archives.loss, KXL_LOSS_NONE, 0, NULL);
	add("?", 1);
	walk_on(&archives);
	assert_loss(archives.loss, HAVE_ZLIB ? KXL_LOSS_FOREIGN : KXL_LOSS_NONE,
		    at, NULL);
	assert_loss(walk(), KXL_LOSS_NONE, 0, NULL);
	archives.loss.kind = KXL_LOSS_NONE;
	size = at - 1;
	walk_on(&archives);
	assert_loss(archives.loss, HAVE_ZLIB ? KXL_LOSS_CUT : KXL_LOSS_NONE, 0,
		    NULL);
	/* A wrong checksum is zlib's opinion; Linux does not compare it. */
	archives.loss.kind = KXL_LOSS_NONE;
	size = at;
	bytes[at - 5] ^= 1;
	add("?", 1);
	walk_on(&archives);
	assert_loss(archives.loss, KXL_LOSS_NONE, 0, NULL);
}

TEST(early_files_come_before_a_compressed_archive)
{
	static const struct {
		const char *name;
		bool is_early;
	} rows[] = {
		{ CPIO_MICROCODE, true },
		{ "kernel/x86/microcode/AuthenticAMD.bin", true },
		{ "kernel/firmware/acpi/dsdt.aml", true },
		{ "kernel/firmware/acpi", false },
		{ "kernel/x86/microcode", false },
		{ "/kernel/x86/microcode/GenuineIntel.bin", false },
	};
	struct kxl_archives archives;
	size_t i;
	u64 at;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		archives = (struct kxl_archives){ 0 };
		begin();
		add_plain("a");
		add_plain(rows[i].name);
		walk_on(&archives);
		assert_row(rows[i].name, archives.has_early, false);
		begin();
		add_packed("zstd");
		add_zeroes(-size % 4);
		add_plain("a");
		at = size;
		add_plain(rows[i].name);
		add_plain(rows[i].name);
		walk_on(&archives);
		assert_row(rows[i].name, archives.has_early, rows[i].is_early);
		if (rows[i].is_early)
			assert_row(rows[i].name, archives.early_at, at);
		assert_loss(archives.loss, KXL_LOSS_NONE, 0, NULL);
	}
	/* A directory of that name, and the state from the initrd before. */
	begin();
	add_plain(CPIO_MICROCODE "/");
	memcpy(bytes + 14, "000041ed", 8);
	archives = (struct kxl_archives){ .is_packed = true };
	walk_on(&archives);
	assert_false(archives.has_early);
	memcpy(bytes + 14, "000081ed", 8);
	walk_on(&archives);
	assert_true(archives.has_early);
	assert_int_equal(archives.early_at, 0);
}

TEST(early_files_need_the_very_name)
{
	static const struct {
		const char *name;
		bool is_misnamed;
	} rows[] = {
		{ "./" CPIO_MICROCODE, true },
		{ "/" CPIO_MICROCODE, true },
		{ "././" CPIO_MICROCODE, true },
		{ "./kernel/firmware/acpi/dsdt.aml", true },
		{ CPIO_MICROCODE, false },
		{ "." CPIO_MICROCODE, false },
		{ "./kernel/x86/microcode", false },
		{ "./a/" CPIO_MICROCODE, false },
		{ "./", false },
	};
	struct kxl_archives archives;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u64 at;

		archives = (struct kxl_archives){ 0 };
		begin();
		add_plain("a");
		at = size;
		add_plain(rows[i].name);
		add_plain(rows[i].name);
		walk_on(&archives);
		assert_row(rows[i].name, archives.has_misnamed,
			   rows[i].is_misnamed);
		if (rows[i].is_misnamed)
			assert_row(rows[i].name, archives.misnamed_at, at);
		assert_false(archives.has_early);
		assert_loss(archives.loss, KXL_LOSS_NONE, 0, NULL);
	}
	/* A directory. */
	begin();
	add_plain("./" CPIO_MICROCODE "/");
	memcpy(bytes + 14, "000041ed", 8);
	archives = (struct kxl_archives){ 0 };
	walk_on(&archives);
	assert_false(archives.has_misnamed);
}

TEST(a_boot_config_at_the_end_is_no_garbage)
{
	static const struct {
		const char *name;
		u32 size;
		u64 slack;
		const char *magic;
		u64 left; /* of 20 bytes before the config's own 4 */
	} rows[] = {
		{ "plain", 4, 0, "#BOOTCONFIG\n", 20 },
		{ "slack", 4, 3, "#BOOTCONFIG\n", 20 },
		{ "all", 24, 0, "#BOOTCONFIG\n", 0 },
		{ "nothing", 0, 0, "#BOOTCONFIG\n", 24 },
		{ "too much slack", 4, 4, "#BOOTCONFIG\n", 24 + 20 + 4 },
		{ "too large", 25, 0, "#BOOTCONFIG\n", 24 + 20 },
		{ "no magic", 4, 0, "#BOOTCONFIG.", 24 + 20 },
	};
	struct kx_bytes left;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin();
		add("the archives, ... a=b\n\n\n", 24);
		kx_write_le32(bytes + size, rows[i].size);
		size += 4;
		add("sums", 4);
		add(rows[i].magic, 12);
		add_zeroes(rows[i].slack);
		left = kxl_archives_without_config(kx_bytes(bytes, size));
		assert_row(rows[i].name, left.size, rows[i].left);
		assert_true(left.data == bytes);
	}
	for (size = 0; size < 20; size++) {
		u8 *copy = malloc(size + 1);

		memcpy(copy, bytes + 24 + 20 - size, size);
		left = kxl_archives_without_config(kx_bytes(copy, size));
		assert_int_equal(left.size, size);
		free(copy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(archives_follow_each_other),
		cmocka_unit_test(a_gap_of_any_size_is_skipped),
		cmocka_unit_test(an_uncompressed_archive_must_be_aligned),
		cmocka_unit_test(so_must_anything_after_an_uncompressed_one),
		cmocka_unit_test(what_is_no_archive_ends_all),
		cmocka_unit_test(an_archive_that_is_cut_is_found_at_each_byte),
		cmocka_unit_test(
			a_compressed_archive_is_cut_where_its_headers_show_it),
		cmocka_unit_test(a_damaged_header_ends_all),
		cmocka_unit_test(a_setting_that_linux_refuses_ends_all),
		cmocka_unit_test(lz4_needs_four_zeroes_after_it),
		cmocka_unit_test(
			an_end_is_searched_for_where_an_archive_follows),
		cmocka_unit_test(a_thorough_walk_unpacks_to_find_the_end),
		cmocka_unit_test(early_files_come_before_a_compressed_archive),
		cmocka_unit_test(early_files_need_the_very_name),
		cmocka_unit_test(a_boot_config_at_the_end_is_no_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
