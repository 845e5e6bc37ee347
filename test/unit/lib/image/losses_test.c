// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Each warning about an initrd in full, and initrds without one. */
#include "lib/image/losses.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

static struct fixture fixture;
static struct kexec_image *image;

/* Archives of the files, in the order of their numbers. */
static u8 bytes[65536];
static u64 size;

static int set_up(void **state)
{
	(void)state;
	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	size = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	kexec_image_close(image);
	fixture_free(&fixture);
	return 0;
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
	size_t i;

	for (i = 0; strcmp(file_packings[i].name, name) != 0;)
		i++;
	file = pack_file(&file_packings[i], kx_bytes("0707", 4));
	add(file.data, file.size);
	pack_free(file);
}

/* The bytes so far become the image's next initrd, "/0", "/1", ... */
static void give(void)
{
	const char name[] = { '/', (char)('0' + image->nr_initrds), '\0' };
	char path[128];

	fixture_put(&fixture, name, kx_bytes(bytes, size));
	fixture_path(&fixture, name, path);
	assert_int_equal(kexec_image_add_initrd(image, path), 0);
	size = 0;
}

/* One warning, about the initrd "/@number"; NULL: none. */
static void assert_says(unsigned int number, const char *says)
{
	char want[1024];

	fixture.log[0] = '\0';
	assert_int_equal(kxl_losses_warn(image, KXL_LOSSES_BY_HEADERS), !!says);
	if (says)
		snprintf(want, sizeof(want), "warning: %s: %s\n",
			 image->initrds[number].name, says);
	assert_string_equal(fixture.log, says ? want : "");
}

TEST_WITH(whole_archives_are_not_spoken_of)
{
	(void)state;
	assert_says(0, NULL);
	add_plain(CPIO_MICROCODE);
	give();
	add_plain("init");
	give();
	add_packed("LZ4, legacy");
	give();
	add_plain("more");
	give();
	assert_says(0, NULL);
}

TEST_WITH(an_unaligned_archive_is_named_with_its_remedy)
{
	(void)state;
	add_packed("zstd");
	add_zeroes(-size % 4 + 3);
	add_plain("a");
	give();
	assert_says(0, "its uncompressed archive at byte 0x17 is not at a "
		       "multiple of 4: Linux drops it, and all that follows; "
		       "put 1 zero byte before it, or give it as an initrd of "
		       "its own (--initrd)");
	kexec_image_close(image);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	add_plain("a");
	add_zeroes(2);
	add_packed("zstd");
	give();
	assert_says(0, "its zstd archive at byte 0xfa is not at a multiple of "
		       "4: Linux drops it, and all that follows; put 2 zero "
		       "bytes before it, or give it as an initrd of its own "
		       "(--initrd)");
}

TEST_WITH(what_is_no_archive_is_named)
{
	(void)state;
	add_plain("a");
	add("\1\2\3\4", 4);
	give();
	assert_says(0, "at byte 0xf8 is neither an archive nor a zero: Linux "
		       "drops it, and all that follows");
	kexec_image_close(image);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	add_plain("a");
	give();
	add_plain("b");
	add_packed("LZ4");
	give();
	assert_says(1, "at byte 0xf8 is LZ4 data, where Linux takes an "
		       "archive or zeroes: Linux drops it, and all that "
		       "follows");
}

TEST_WITH(a_cut_archive_is_named)
{
	(void)state;
	add_plain("a");
	size -= 20;
	give();
	assert_says(0, "its uncompressed archive ends too early, in the file "
		       "at byte 0x7c: Linux drops that, and all that follows; "
		       "get the initrd again");
	kexec_image_close(image);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	add_packed("zstd");
	size--;
	give();
	assert_says(0, "its zstd archive at byte 0 ends too early: Linux drops "
		       "its end, and all that follows; get the initrd again");
}

TEST_WITH(a_damaged_archive_is_named)
{
	(void)state;
	add_plain("a");
	bytes[50] = '?';
	give();
	assert_says(0, "its uncompressed archive is damaged at byte 0: Linux "
		       "drops it, and all that follows");
}

TEST_WITH(a_setting_is_named_with_another)
{
	(void)state;
	add_plain("a");
	add_packed("xz");
	give();
	assert_says(0, "its xz archive at byte 0xf8 has the check CRC64, and "
		       "Linux knows only CRC32: Linux drops it, and all that "
		       "follows; compress it again (xz --check=crc32)");
}

TEST_WITH(what_lz4_swallows_is_named)
{
	(void)state;
	add_packed("LZ4, legacy");
	add_zeroes(-size % 4);
	add_plain("a");
	give();
	assert_says(0, "Linux takes what follows its lz4 archive at byte 0 for "
		       "a part of that, and drops it, and all that follows; "
		       "put at least 4 zero bytes between, or give it as an "
		       "initrd of its own (--initrd)");
}

#define EARLY                                                                  \
	", for the early kernel (microcode or ACPI tables), comes after a "    \
	"compressed archive: Linux does not find it there; give that archive " \
	"first"

TEST_WITH(early_files_are_named_once)
{
	(void)state;
	add_packed("zstd");
	give();
	add_plain("a");
	add_plain(CPIO_MICROCODE);
	add_plain(CPIO_MICROCODE);
	give();
	add_plain(CPIO_MICROCODE);
	give();
	assert_says(1, "its file at byte 0xf8" EARLY);
}

TEST_WITH(early_files_with_another_name_are_named_once)
{
	(void)state;
	add_plain("a");
	add_plain("./" CPIO_MICROCODE);
	give();
	add_plain("/" CPIO_MICROCODE);
	give();
	assert_says(0, "the name of its file at byte 0xf8, for the early "
		       "kernel (microcode or ACPI tables), begins with \"./\" "
		       "or \"/\": Linux does not find it; make the archive "
		       "again with names that begin with \"kernel/\", as GNU "
		       "cpio does");
}

TEST_WITH(only_the_first_loss_is_named)
{
	(void)state;
	add_packed("zstd");
	give();
	add_plain(CPIO_MICROCODE);
	add("?", 1);
	give();
	add("?", 1);
	give();
	fixture.log[0] = '\0';
	assert_true(kxl_losses_warn(image, KXL_LOSSES_BY_HEADERS));
	assert_non_null(strstr(fixture.log, "its file at byte 0, for the"));
	assert_non_null(strstr(fixture.log, "is neither an archive"));
	assert_null(strstr(fixture.log, image->initrds[2].name));
}

/* The first one may be a file system; a known kind has another warning. */
TEST_WITH(files_of_other_kinds_are_left_to_others)
{
	(void)state;
	add("\1\2\3\4", 4);
	give();
	add("\1\2\3\4", 4);
	give();
	assert_says(0, NULL);
	kexec_image_close(image);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	add_plain("a");
	give();
	assert_int_equal(kexec_image_add_initrd(image, fixture.kernel), 0);
	add("\1\2\3\4", 4);
	give();
	assert_says(0, NULL);
}

TEST_WITH(a_boot_config_is_at_the_end_of_the_last_one)
{
	static const u8 config[] = "a=b\n\4\0\0\0sums#BOOTCONFIG\n";

	(void)state;
	add_plain("a");
	add(config, sizeof(config) - 1);
	give();
	assert_says(0, NULL);
	add_plain("b");
	give();
	assert_says(0, "at byte 0xf8 is neither an archive nor a zero: Linux "
		       "drops it, and all that follows");
}

TEST_WITH(gzip_is_unpacked_if_that_was_asked_for)
{
	(void)state;
	add_packed("gzip");
	size--;
	give();
	assert_says(0, NULL);
	assert_int_equal(kxl_losses_warn(image, KXL_LOSSES_UNPACK), HAVE_ZLIB);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(whole_archives_are_not_spoken_of),
		WITH(an_unaligned_archive_is_named_with_its_remedy),
		WITH(what_is_no_archive_is_named),
		WITH(a_cut_archive_is_named),
		WITH(a_damaged_archive_is_named),
		WITH(a_setting_is_named_with_another),
		WITH(what_lz4_swallows_is_named),
		WITH(early_files_are_named_once),
		WITH(early_files_with_another_name_are_named_once),
		WITH(only_the_first_loss_is_named),
		WITH(files_of_other_kinds_are_left_to_others),
		WITH(a_boot_config_is_at_the_end_of_the_last_one),
		WITH(gzip_is_unpacked_if_that_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
