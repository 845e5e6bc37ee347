// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A signed Image for arm64, which is loaded with its PE headers: whatever is in
 * the fields that signing changes, memory gets zeroes there.
 */
#include "core/sign/cover.h"

#include "test/unit/core/make_arm64.h"
#include "test/unit/core/make_pe.h"
#include "test/unit/core/make_signed.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/test.h"

#define TABLE	ARM64_FILE_SIZE
#define HEADERS 0x1000U /* SizeOfHeaders */

/* Does what the module does: read, clear, then check the coverage. */
static int check_cover(const struct signed_file *file,
		       struct kx_authenticode *pe)
{
	struct kx_fault fault = { 0 };
	struct kx_bytes cleared;
	struct kx_uses uses;
	const char *broken;
	int err = kx_authenticode_read(signed_bytes(file), pe, NULL);

	if (err)
		return err;
	cleared = signed_clear(signed_bytes(file), pe);
	err = signed_judge(&kx_arch_arm64, cleared, pe, &uses, &fault);
	free((void *)(uintptr_t)cleared.data);
	if (err)
		return err;
	broken = cover_oracle(signed_bytes(file), pe, &uses);
	if (!broken)
		broken = twin_oracle(&kx_arch_arm64, signed_bytes(file), pe);
	if (broken)
		fail_msg("%s", broken);
	assert_true(uses.loads_pe);
	assert_int_equal(uses.loaded.start, 0);
	return 0;
}

/* The plan for what is left of a file; free() @cleared after it. */
static int plan(struct arm64_machine *arm64, const struct signed_file *file,
		const struct kx_authenticode *pe, struct kx_bytes *cleared,
		struct kx_plan *plan)
{
	*cleared = signed_clear(signed_bytes(file), pe);
	arm64_machine_make(arm64);
	arm64->request.kernel = kx_authenticode_content(*cleared, pe);
	return kx_plan_make(&arm64->request, NULL, plan, NULL);
}

/* What the linker left there: the Image of make_arm64.c. */
TEST(memory_gets_the_image_as_it_was_before_it_was_signed)
{
	static struct arm64_machine arm64;
	struct signed_file file;
	struct arm64_image before;
	struct kx_authenticode pe;
	struct kx_bytes cleared;
	struct kx_plan made;

	arm64_image_make(&before);
	signed_make_arm64(&file);
	assert_memory_not_equal(file.data, before.data, sizeof(before.data));
	assert_int_equal(check_cover(&file, &pe), 0);
	assert_int_equal(plan(&arm64, &file, &pe, &cleared, &made), 0);
	assert_int_equal(made.segments[0].bufsz, sizeof(before.data));
	assert_memory_equal(made.segments[0].buf, before.data,
			    sizeof(before.data));
	free((void *)(uintptr_t)cleared.data);
}

TEST(what_is_not_verified_stays_as_it_was)
{
	struct kx_cover_fields fields = { 0 };
	struct signed_file before;
	struct signed_file file;
	struct kx_authenticode pe;

	signed_make_arm64(&before);
	file = before;
	assert_int_equal(kx_authenticode_read(signed_bytes(&file), &pe, NULL),
			 0);
	kx_cover_swap(file.data, &pe, &fields);
	assert_int_equal(kx_load_le32(fields.checksum), 0x12345678);
	assert_int_equal(kx_load_le32(fields.directory), TABLE);
	assert_int_equal(kx_load_le32(fields.directory + 4), SIGNED_TABLE_SIZE);
	kx_cover_swap(file.data, &pe, &fields);
	assert_memory_equal(&file, &before, sizeof(file));
	assert_int_equal(kx_load_le64(fields.directory), 0);
}

/* The headers, the certificate table, and some of the rest. */
static bool is_changed(u64 at)
{
	return at < 0x200 || at >= TABLE - 1 || at % 61 == 0;
}

/*
 * Changes one byte: then the file is refused, the digested bytes differ, or
 * what is loaded is the same.
 */
TEST(no_change_of_what_is_loaded_leaves_the_digest_as_it_is)
{
	static struct arm64_machine machines[2];
	static struct signed_file good;
	static struct signed_file file;
	struct kx_bytes cleared[2];
	struct kx_bytes digested[2];
	struct kx_authenticode pe;
	struct kx_plan plans[2];
	u32 same = 0;
	u64 i;

	signed_make_arm64(&good);
	assert_int_equal(check_cover(&good, &pe), 0);
	digested[0] = signed_digested(signed_bytes(&good), &pe);
	assert_int_equal(plan(&machines[0], &good, &pe, &cleared[0], &plans[0]),
			 0);
	for (i = 0; i < good.size; i++) {
		if (!is_changed(i))
			continue;
		file = good;
		file.data[i] ^= 1U << (i % 8);
		if (check_cover(&file, &pe))
			continue;
		digested[1] = signed_digested(signed_bytes(&file), &pe);
		if (signed_same(digested[0], digested[1])) {
			assert_int_equal(plan(&machines[1], &file, &pe,
					      &cleared[1], &plans[1]),
					 0);
			assert_null(plan_difference(&plans[0], &plans[1]));
			free((void *)(uintptr_t)cleared[1].data);
			same++;
		}
		free((void *)(uintptr_t)digested[1].data);
	}
	free((void *)(uintptr_t)digested[0].data);
	free((void *)(uintptr_t)cleared[0].data);
	/* The checksum, and the message with the bytes after it. */
	assert_in_range(same, 4 + 8, 4 + SIGNED_TABLE_SIZE);
}

TEST(a_table_before_the_end_is_refused)
{
	u8 table[SIGNED_TABLE_SIZE];
	struct signed_file file;
	struct kx_authenticode pe;
	u64 to;

	for (to = 0; to < TABLE; to += 61) {
		signed_make_arm64(&file);
		memcpy(table, file.data + TABLE, sizeof(table));
		memmove(file.data + to + sizeof(table), file.data + to,
			TABLE - to);
		memcpy(file.data + to, table, sizeof(table));
		signed_put(&file, PE_CERTS, 4, to);
		assert_int_not_equal(check_cover(&file, &pe), 0);
	}
	/* A byte of the table that memory would get. */
	signed_make_arm64(&file);
	file.size++;
	assert_int_equal(check_cover(&file, &pe), -KX_E_NOT_COVERED);
	file.size -= 2;
	assert_int_equal(check_cover(&file, &pe), -KX_E_PE);
}

/* Bytes above image_size are not loaded, and signed all the same. */
TEST(an_image_may_need_less_memory_than_its_file)
{
	struct signed_file file;
	struct kx_authenticode pe;
	u64 size;

	for (size = 64; size < TABLE + 64; size += 31) {
		signed_make_arm64(&file);
		signed_put(&file, ARM64_SIZE, 8, size);
		assert_int_equal(check_cover(&file, &pe), 0);
	}
}

/*
 * Wherever the signer had the PE headers, also in code: the fields are there in
 * each file with that digest, and memory gets the same.
 */
TEST(the_pe_headers_may_be_anywhere)
{
	u8 headers[HEADERS];
	struct signed_file file;
	struct kx_authenticode pe;
	u64 at;

	for (at = PE_MAGIC_AT; at < HEADERS - 0x200; at += 7) {
		signed_make_arm64(&file);
		memcpy(headers, file.data + PE_MAGIC_AT, 0x130);
		memset(file.data + PE_MAGIC_AT, 0xcc, 0x130);
		memcpy(file.data + at, headers, 0x130);
		signed_put(&file, PE_OFFSET, 4, at);
		assert_int_equal(check_cover(&file, &pe), 0);
		assert_int_equal(pe.checksum.start,
				 at + PE_CHECKSUM - PE_MAGIC_AT);
	}
	/* They can't be in the numbers that are read. */
	for (at = 0; at < PE_MAGIC_AT; at++) {
		signed_make_arm64(&file);
		signed_put(&file, PE_OFFSET, 4, at);
		assert_int_equal(check_cover(&file, &pe), -KX_E_PE);
	}
}

TEST(fields_that_are_zeroed_may_be_loaded_but_not_read)
{
	struct kx_uses uses = { .loads_pe = true };
	struct signed_file file;
	struct kx_authenticode pe;
	struct kx_fault fault;

	signed_make_arm64(&file);
	assert_int_equal(kx_authenticode_read(signed_bytes(&file), &pe, NULL),
			 0);
	uses.loaded = (struct kx_range){ 0, pe.certificates.start };
	assert_int_equal(kx_cover_check(&pe, &uses, NULL), 0);
	uses.header = (struct kx_range){ 0, pe.checksum.start + 1 };
	assert_int_equal(kx_cover_check(&pe, &uses, &fault), -KX_E_NOT_COVERED);
	assert_string_equal(fault.what, "CheckSum");
	uses.header = pe.directory;
	assert_int_equal(kx_cover_check(&pe, &uses, &fault), -KX_E_NOT_COVERED);
	assert_string_equal(fault.what, "Certificate Table entry");
	uses.header = (struct kx_range){ 0, 64 };
	assert_int_equal(kx_cover_check(&pe, &uses, NULL), 0);
	uses.loads_pe = false;
	assert_int_equal(kx_cover_check(&pe, &uses, NULL), -KX_E_NOT_COVERED);
	uses.loads_pe = true;
	uses.loaded.end++;
	assert_int_equal(kx_cover_check(&pe, &uses, &fault), -KX_E_NOT_COVERED);
	assert_string_equal(fault.what, "Certificate Table");
}

/* Files that are accepted keep the oracles' promises, whatever is in them. */
TEST(random_images_leave_nothing_unsigned)
{
	struct dice dice = dice_new();
	u32 covered = 0;
	u32 round;

	for (round = 0; round < 1500; round++) {
		static struct signed_file file;
		struct kx_authenticode pe;
		u64 changes = dice_roll(&dice, 4);

		signed_make_arm64(&file);
		file.size += dice_roll(&dice, 2) * dice_roll(&dice, 64);
		while (changes--)
			signed_put(&file, dice_roll(&dice, 0x300),
				   (u32)dice_between(&dice, 1, 4),
				   dice_any(&dice) >> dice_roll(&dice, 64));
		covered += !check_cover(&file, &pe);
	}
	assert_true(covered > 200);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			memory_gets_the_image_as_it_was_before_it_was_signed),
		cmocka_unit_test(what_is_not_verified_stays_as_it_was),
		cmocka_unit_test(
			no_change_of_what_is_loaded_leaves_the_digest_as_it_is),
		cmocka_unit_test(a_table_before_the_end_is_refused),
		cmocka_unit_test(an_image_may_need_less_memory_than_its_file),
		cmocka_unit_test(the_pe_headers_may_be_anywhere),
		cmocka_unit_test(
			fields_that_are_zeroed_may_be_loaded_but_not_read),
		cmocka_unit_test(random_images_leave_nothing_unsigned),
	};

	return cmocka_run_group_tests_name("sign/cover_arm64", tests, NULL,
					   NULL);
}
