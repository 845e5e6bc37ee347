// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Payloads of real compressors, whole, cut and changed. */
#include "lib/image/payload.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_payload.h"
#include "test/unit/lib/packed.h"
#include "test/unit/test.h"

#define GOOD_ROWS 3

TEST(each_compression_is_known_and_checked_if_it_can_be)
{
	const char *name;
	size_t i;

	for (i = 0; i < PACKED_ROWS; i++) {
		const struct packed *row = &packed_rows[i];

		assert_row(row->name,
			   kxl_payload_check(packed_bytes(row), &name),
			   packed_verdict(row));
		assert_string_equal(name, row->compression);
	}
}

TEST(a_compression_is_known_by_all_of_its_magic_number)
{
	static const struct {
		const char *name;
		u32 size;
	} magics[] = {
		{ "xz", 6 },  { "gzip", 2 }, { "zstd", 4 }, { "bzip2", 3 },
		{ "LZ4", 4 }, { "LZMA", 3 }, { "LZO", 5 },
	};
	const char *name;
	size_t i;
	u32 at;

	for (i = 0; i < PACKED_ROWS * ARRAY_SIZE(magics); i++) {
		struct packed row = packed_rows[i / ARRAY_SIZE(magics)];
		u32 size = magics[i % ARRAY_SIZE(magics)].size;

		if (strcmp(row.compression,
			   magics[i % ARRAY_SIZE(magics)].name) != 0)
			continue;
		for (at = 0; at < size; at++) {
			row.bytes[at] ^= 1;
			assert_row(row.name,
				   kxl_payload_check(packed_bytes(&row), &name),
				   KXL_PAYLOAD_UNKNOWN);
			assert_string_equal(name, "");
			row.bytes[at] ^= 1;
			assert_row(row.name,
				   kxl_payload_check(kx_bytes(row.bytes, at),
						     &name),
				   KXL_PAYLOAD_UNKNOWN);
		}
	}
}

/*
 * Flips that don't change the output: gzip's time and system; zstd's spare
 * bits, and its window.
 */
static bool is_unguarded(const struct packed *row, u32 at)
{
	return (!strcmp(row->name, "gzip") && at >= 3 && at < 10) ||
	       (!strcmp(row->name, "zstd") && (at == 4 || at == 5 || at == 40));
}

static bool is_good(const struct packed *row)
{
	const char *name;

	return kxl_payload_check(packed_bytes(row), &name) == KXL_PAYLOAD_GOOD;
}

/*
 * The same with the smallest window of zstd (RFC 8878, 3.1.1.1.2): Linux's
 * window takes 128 MiB, which a sanitizer is slow to allocate.
 */
static struct packed small(const struct packed *packed)
{
	struct packed row = *packed;

	if (!strcmp(row.name, "zstd"))
		row.bytes[5] = 0;
	return row;
}

TEST(no_flipped_bit_of_a_payload_passes)
{
	size_t i;
	u32 at;
	u32 bit;

	for (i = 0; i < GOOD_ROWS; i++) {
		struct packed row = small(&packed_rows[i]);

		assert_int_equal(is_good(&row), row.has_library);
		for (at = 0; at < row.size; at++) {
			for (bit = 1; bit < 256; bit <<= 1) {
				row.bytes[at] ^= (u8)bit;
				if (!is_unguarded(&row, at))
					assert_row(row.name, is_good(&row), 0);
				row.bytes[at] ^= (u8)bit;
			}
		}
	}
}

/*
 * A payload that passes in spite of a flipped bit also unpacks in one-shot
 * mode, which Linux uses. An empty block, of no bytes or at the end of a frame
 * from a pipe, differs in one bit from a block that only streaming mode
 * accepts.
 */
TEST(what_passes_unpacks_at_once_too)
{
	static const u32 sizes[] = { 0, 1, 255, 256, 300 };
	u8 contents[300] = { 0 };
	u8 packed[300 + PACK_ROOM];
	u64 size;
	u64 bit;
	size_t i;

	for (i = 0; i < PACKINGS * ARRAY_SIZE(sizes); i++) {
		const struct packing *packing = &packings[i % PACKINGS];
		u32 said = sizes[i / PACKINGS];
		struct kx_bytes payload = { packed, 0 };
		const char *name;

		if (!packing->has_library || !packing->is_checked)
			continue;
		payload.size = pack_payload(packing, kx_bytes(contents, said),
					    said, packed);
		for (bit = 0; bit < 8 * payload.size; bit++) {
			packed[bit / 8] ^= (u8)(1 << bit % 8);
			if (kxl_payload_check(payload, &name) ==
			    KXL_PAYLOAD_GOOD) {
				size = pack_unpack(packing, payload, contents,
						   sizeof(contents));
				assert_row(packing->name, size, said);
			}
			packed[bit / 8] ^= (u8)(1 << bit % 8);
		}
	}
}

/* The copy ends where the payload ends, so a sanitizer detects overreads. */
TEST(no_other_length_of_a_payload_passes)
{
	size_t i;
	u32 size;

	for (i = 0; i < GOOD_ROWS; i++) {
		const struct packed row = small(&packed_rows[i]);

		for (size = 0; size < PACKED_MAX; size++) {
			u8 *copy = malloc(size ? size : 1);
			const char *name;

			memcpy(copy, row.bytes, size);
			if (size != row.size)
				assert_row(row.name,
					   kxl_payload_check(
						   kx_bytes(copy, size),
						   &name) == KXL_PAYLOAD_GOOD,
					   0);
			free(copy);
		}
	}
}

static enum kxl_payload_verdict check_with_size(const struct packed *packed,
						u32 size)
{
	struct packed row = *packed;
	const char *name;

	kx_write_le32(row.bytes + row.size - 4, size);
	return kxl_payload_check(packed_bytes(&row), &name);
}

TEST(what_comes_out_is_as_long_as_it_says)
{
	static const struct {
		u32 size;
		enum kxl_payload_verdict verdict;
	} rows[] = {
		{ 0, KXL_PAYLOAD_DAMAGED },
		{ 188, KXL_PAYLOAD_DAMAGED },
		{ 190, KXL_PAYLOAD_DAMAGED },
		{ 1U << 30, KXL_PAYLOAD_DAMAGED },
		{ (1U << 30) + 1, KXL_PAYLOAD_LARGE },
		{ ~0U, KXL_PAYLOAD_LARGE },
	};
	size_t i;
	size_t j;

	for (i = 0; i < GOOD_ROWS; i++) {
		for (j = 0; j < ARRAY_SIZE(rows); j++) {
			if (packed_rows[i].has_library)
				assert_row(packed_rows[i].name,
					   check_with_size(&packed_rows[i],
							   rows[j].size),
					   rows[j].verdict);
		}
	}
}

static int plan(struct fixture *fixture, const struct bzimage *kernel,
		unsigned int options)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	int err;

	fixture_put(fixture, "/kernel", bzimage_bytes(kernel));
	fixture->log[0] = '\0';
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	assert_int_equal(kexec_image_set_options(image, options), 0);
	err = kexec_image_plan(image, &plan);
	kexec_image_close(image);
	return err;
}

/* A changed kernel with each compression; then with the check skipped. */
TEST(a_changed_kernel_loads_if_its_payload_is_good)
{
	struct fixture fixture;
	struct bzimage kernel;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < PACKED_ROWS; i++) {
		const struct packed *row = &packed_rows[i];
		bool loads = packed_verdict(row) == KXL_PAYLOAD_GOOD;

		packed_kernel(&kernel, row);
		assert_row(row->name, plan(&fixture, &kernel, 0),
			   loads ? 0 : -ENOEXEC);
		assert_row(row->name, !!strstr(fixture.log, "unchecked"),
			   loads);
		assert_row(row->name,
			   plan(&fixture, &kernel, KEXEC_OPTION_SKIP_CHECKS),
			   0);
		assert_row(row->name, !!strstr(fixture.log, "skipped"), !loads);
	}
	fixture_free(&fixture);
}

TEST(what_was_changed_and_what_stays_unchecked_is_said)
{
	static const struct {
		const char *name;
		const char *says;
	} rows[] = {
		{ "LZ4", "the LZ4 payload carries no checksum" },
		{ "bzip2",
		  HAVE_BZIP2 ? NULL : "without what checks bzip2 payloads" },
		{ "noise", "the payload is of no compression" },
	};
	struct fixture fixture;
	struct bzimage kernel;
	size_t i;
	size_t j;

	fixture_make_pc(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].says)
			continue;
		for (j = 0; strcmp(packed_rows[j].name, rows[i].name); j++)
			;
		packed_kernel(&kernel, &packed_rows[j]);
		assert_int_equal(plan(&fixture, &kernel, 0), -ENOEXEC);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "checksum");
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
				       "CRC-32 does not match"));
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
				       rows[i].says));
	}
	for (i = 0; i < GOOD_ROWS && packed_rows[i].has_library; i++) {
		char says[96];

		packed_kernel(&kernel, &packed_rows[i]);
		assert_int_equal(plan(&fixture, &kernel, 0), 0);
		snprintf(says, sizeof(says), "decompressor (%zu bytes) stay",
			 sizeof(kernel.data) - packed_rows[i].size);
		assert_non_null(strstr(fixture.log, says));
		kernel.data[BZ_SETUP_SIZE + 0x200 + 50] ^= 1;
		assert_int_equal(plan(&fixture, &kernel, 0), -ENOEXEC);
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
				       "payload is damaged"));
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "payload-damaged");
		assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
				    "get the file again");
	}
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_compression_is_known_and_checked_if_it_can_be),
		cmocka_unit_test(
			a_compression_is_known_by_all_of_its_magic_number),
		cmocka_unit_test(no_flipped_bit_of_a_payload_passes),
		cmocka_unit_test(what_passes_unpacks_at_once_too),
		cmocka_unit_test(no_other_length_of_a_payload_passes),
		cmocka_unit_test(what_comes_out_is_as_long_as_it_says),
		cmocka_unit_test(a_changed_kernel_loads_if_its_payload_is_good),
		cmocka_unit_test(
			what_was_changed_and_what_stays_unchecked_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
