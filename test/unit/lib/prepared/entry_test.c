// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Entries: whose they are, and that no damage to one goes unnoticed. */
#include "lib/prepared/entry.h"

#include <stddef.h>
#include <string.h>

#include "core/digest.h"
#include "include/libkexec.h"
#include "test/unit/test.h"

static u8 packed[2][100];
static u8 unpacked[300];
static struct kxl_prepared_key key;
static struct kxl_prepared_header header;

static const u64 file_size = KXL_PREPARED_HEADER + sizeof(unpacked);

static void set_digests(void)
{
	u32 i;

	for (i = 0; i < key.count; i++)
		key.sources[i].digest = kx_digest(key.sources[i].bytes);
}

static int set_up(void **state)
{
	u32 i;

	(void)state;
	memset(packed[0], 'a', sizeof(packed[0]));
	memset(packed[1], 'b', sizeof(packed[1]));
	memset(unpacked, 'c', sizeof(unpacked));
	key = (struct kxl_prepared_key){ .kind = KXL_PREPARED_INITRD,
					 .count = 2 };
	for (i = 0; i < key.count; i++) {
		key.sources[i].bytes = kx_bytes(packed[i], sizeof(packed[i]));
		key.sources[i].identity = (struct kxl_prepared_identity){
			.device = 1,
			.inode = 2 + i,
			.mtime = 4,
			.mtime_ns = 5,
			.ctime = 6,
			.ctime_ns = 7,
		};
	}
	set_digests();
	strcpy(key.sources[0].path, "/boot/ucode");
	strcpy(key.sources[1].path, "/boot/initrd");
	kxl_prepared_fill(&key, kx_bytes(unpacked, sizeof(unpacked)), &header);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return 0;
}

TEST_WITH(an_entry_stands_for_what_it_was_made_of)
{
	(void)state;
	assert_null(kxl_prepared_judge(&header, &key, file_size));
	assert_true(kxl_prepared_is_whole(
		&header, kx_bytes(unpacked, sizeof(unpacked))));
	assert_string_equal(header.paths[0], "/boot/ucode");
	assert_string_equal(header.paths[1], "/boot/initrd");
	assert_string_equal(header.library, kexec_version());
	/* LZO, the seventh one, has no decoder. */
	assert_int_equal(header.decoders & 1U << 6, 0);
}

TEST_WITH(each_damaged_byte_of_a_header_is_found)
{
	u8 *bytes = (u8 *)&header;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(header); i++) {
		bytes[i] ^= 0x10;
		assert_false(kxl_prepared_is_sound(&header));
		assert_string_equal(
			kxl_prepared_judge(&header, &key, file_size),
			"it is damaged, or of another version");
		bytes[i] ^= 0x10;
	}
	assert_true(kxl_prepared_is_sound(&header));
}

TEST_WITH(each_damaged_byte_of_the_contents_is_found)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(unpacked); i++) {
		unpacked[i] ^= 1;
		assert_false(kxl_prepared_is_whole(
			&header, kx_bytes(unpacked, sizeof(unpacked))));
		unpacked[i] ^= 1;
	}
	assert_false(kxl_prepared_is_whole(
		&header, kx_bytes(unpacked, sizeof(unpacked) - 1)));
}

TEST_WITH(a_file_of_another_size_is_not_read)
{
	static const u64 sizes[] = {
		0,
		KXL_PREPARED_HEADER - 1,
		KXL_PREPARED_HEADER,
		KXL_PREPARED_HEADER + sizeof(unpacked) - 1,
		KXL_PREPARED_HEADER + sizeof(unpacked) + 1,
		UINT64_MAX,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		assert_string_equal(kxl_prepared_judge(&header, &key, sizes[i]),
				    "its size is wrong");
}

TEST_WITH(a_source_that_has_changed_is_noticed)
{
	static const char changed[] = "a file that it was made of has changed";

	(void)state;
	packed[1][99] ^= 1;
	set_digests();
	assert_string_equal(kxl_prepared_judge(&header, &key, file_size),
			    changed);
	packed[1][99] ^= 1;
	set_digests();
	key.sources[0].bytes.size--;
	assert_string_equal(kxl_prepared_judge(&header, &key, file_size),
			    changed);
	key.sources[0].bytes.size++;
	key.count = 1;
	assert_string_equal(kxl_prepared_judge(&header, &key, file_size),
			    "it is of other files");
	key.count = 2;
	key.kind = KXL_PREPARED_KERNEL;
	assert_string_equal(kxl_prepared_judge(&header, &key, file_size),
			    "it is of other files");
}

/* Somebody may have made bytes of the same fast digest: here it is forged. */
TEST_WITH(another_file_has_to_have_the_same_sha256)
{
	struct kxl_prepared_identity same = key.sources[1].identity;
	u64 *words = (u64 *)&key.sources[1].identity;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(*words); i++) {
		words[i]++;
		assert_null(kxl_prepared_judge(&header, &key, file_size));
		packed[1][50] ^= 1;
		assert_non_null(kxl_prepared_judge(&header, &key, file_size));
		packed[1][50] ^= 1;
		key.sources[1].identity = same;
	}
}

static void set_verity(u8 recorded, u8 found)
{
	header.sources[1].verity[31] = recorded;
	header.sum = kx_digest(
		kx_bytes(&header, offsetof(struct kxl_prepared_header, sum)));
	key.sources[1].verity[31] = found;
}

/* Whether bytes with the same fast digest are taken without their SHA-256. */
static bool is_believed(void)
{
	bool is;

	packed[1][50] ^= 1;
	is = !kxl_prepared_judge(&header, &key, file_size);
	packed[1][50] ^= 1;
	/* The right ones always are. */
	assert_null(kxl_prepared_judge(&header, &key, file_size));
	return is;
}

TEST_WITH(fs_verity_decides_if_both_have_it)
{
	struct kxl_prepared_identity same = key.sources[1].identity;
	u8 recorded;
	u8 found;
	u8 moved;

	(void)state;
	for (moved = 0; moved < 2; moved++)
		for (recorded = 0; recorded < 3; recorded++)
			for (found = 0; found < 3; found++) {
				key.sources[1].identity = same;
				key.sources[1].identity.inode += moved;
				set_verity(recorded, found);
				assert_int_equal(is_believed(),
						 recorded && found
							 ? recorded == found
							 : !moved);
			}
	set_verity(1, 1);
	kxl_prepared_fill(&key, kx_bytes(unpacked, sizeof(unpacked)), &header);
	assert_int_equal(header.sources[1].verity[31], 1);
	assert_int_equal(header.sources[0].verity[31], 0);
}

TEST_WITH(a_name_tells_kind_and_sources)
{
	char one[KXL_PREPARED_NAME];
	char two[KXL_PREPARED_NAME];

	(void)state;
	kxl_prepared_name(&key, one);
	assert_int_equal(kxl_prepared_kind_of(one), KXL_PREPARED_INITRD);
	key.sources[1].digest++;
	kxl_prepared_name(&key, two);
	assert_string_not_equal(one, two);
	key.kind = KXL_PREPARED_KERNEL;
	kxl_prepared_name(&key, one);
	assert_int_equal(kxl_prepared_kind_of(one), KXL_PREPARED_KERNEL);
	assert_string_equal(one + 7, two + 7);
}

TEST(other_names_are_no_entries)
{
	static const char *const names[] = {
		"",
		".new",
		"kernel-",
		"kernel-0123456789abcde",
		"kernel-0123456789abcdef0",
		"kernel-0123456789abcdeF",
		"kernel-0123456789abcde/",
		"module-0123456789abcdef",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_row(names[i], kxl_prepared_kind_of(names[i]), 0);
}

/* Sums are right, and say what another library, or no library, has made. */
TEST_WITH(what_another_library_made_is_not_taken)
{
	static const struct {
		const char *name;
		size_t at;
	} rows[] = {
		{ "version", offsetof(struct kxl_prepared_header, version) },
		{ "count", offsetof(struct kxl_prepared_header, count) + 2 },
		{ "decoders", offsetof(struct kxl_prepared_header, decoders) },
		{ "library", offsetof(struct kxl_prepared_header, library) },
		{ "kind of sum",
		  offsetof(struct kxl_prepared_header, sum_kind) },
		{ "end of a path", offsetof(struct kxl_prepared_header, paths) +
					   KXL_PREPARED_PATH_SIZE - 1 },
	};
	u8 *bytes = (u8 *)&header;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bytes[rows[i].at] ^= 1;
		header.sum = kx_digest(kx_bytes(
			bytes, offsetof(struct kxl_prepared_header, sum)));
		assert_row(rows[i].name, kxl_prepared_is_sound(&header), false);
		bytes[rows[i].at] ^= 1;
	}
	header.sum = kx_digest(
		kx_bytes(bytes, offsetof(struct kxl_prepared_header, sum)));
	assert_true(kxl_prepared_is_sound(&header));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(an_entry_stands_for_what_it_was_made_of),
		WITH(each_damaged_byte_of_a_header_is_found),
		WITH(each_damaged_byte_of_the_contents_is_found),
		WITH(a_file_of_another_size_is_not_read),
		WITH(a_source_that_has_changed_is_noticed),
		WITH(another_file_has_to_have_the_same_sha256),
		WITH(fs_verity_decides_if_both_have_it),
		WITH(a_name_tells_kind_and_sources),
		cmocka_unit_test(other_names_are_no_entries),
		WITH(what_another_library_made_is_not_taken),
	};

	return cmocka_run_group_tests_name("lib/prepared/entry", tests, NULL,
					   NULL);
}
