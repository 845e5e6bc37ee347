// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What stamps a timeline on arm64. Its words are compared with what an
 * assembler makes of its source, if there is one; arm64_stamps_run_test.c runs
 * them.
 */
#include "core/arch/arm64_stamps.h"

#include "core/bytes.h"
#include "test/unit/test.h"

/* Of a tree, somewhere. */
#define COPY 0x4010a2c8

TEST(it_begins_without_stamps)
{
	u8 bytes[KX_ARM64_STAMPS_SIZE + 1];
	struct kx_timeline *timeline;
	u32 i;

	memset(bytes, 0x5a, sizeof(bytes));
	timeline = kx_arm64_stamps_write(bytes, COPY);
	assert_ptr_equal(timeline, bytes);
	assert_int_equal(bytes[KX_ARM64_STAMPS_SIZE], 0x5a);
	assert_int_equal(kx_load_le64(bytes + 88), COPY);
	assert_int_equal(kx_load_le64(timeline->next), 0);
	assert_int_equal(kx_load_le32(timeline->type), KX_TIMELINE_TYPE);
	assert_int_equal(kx_load_le32(timeline->len), KX_TIMELINE_SEEN);
	assert_memory_equal(timeline->name, KX_TIMELINE_NAME, 8);
	assert_int_equal(kx_load_le32(timeline->version), KX_TIMELINE_VERSION);
	assert_int_equal(kx_load_le32(timeline->count), KX_STAMPS);
	for (i = 0; i < KX_STAMPS; i++)
		assert_int_equal(kx_load_le64(timeline->stamps[i]), 0);
}

TEST(the_words_are_those_of_the_source)
{
	const char *path = getenv("KEXEC_ARM64_STAMPS");
	FILE *assembled = path ? fopen(path, "rb") : NULL;
	u8 built[KX_ARM64_STAMPS_SIZE + 1];
	u8 bytes[KX_ARM64_STAMPS_SIZE];
	u32 head = sizeof(struct kx_arm64_stamps);
	u32 i;

	if (!assembled) {
		print_message("# no assembler for arm64: not compared\n");
		skip();
	}
	assert_int_equal(fread(built, 1, sizeof(built), assembled),
			 KX_ARM64_STAMPS_SIZE);
	fclose(assembled);
	kx_arm64_stamps_write(bytes, COPY);
	assert_memory_equal(bytes + head, built + head,
			    KX_ARM64_STAMPS_SIZE - head);
	/* Data are not the source's. */
	for (i = 0; i < head; i++)
		assert_int_equal(built[i], 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_without_stamps),
		cmocka_unit_test(the_words_are_those_of_the_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
