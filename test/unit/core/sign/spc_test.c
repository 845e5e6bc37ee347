// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The signed content, as tools write it and in every other form. The good one
 * is sbsign's, with a digest of noise.
 */
#include "core/sign/spc.h"

#include "test/unit/test.h"

/* SPC_PE_IMAGE_DATA with an SpcPeImageData, as in sbsign and pesign. */
#define KIND_OID 0x06, 0x0a, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 15
#define KIND_VALUE \
	0x30, 0x09, 0x03, 0x01, 0x00, 0xa0, 0x04, 0xa2, 0x02, 0x80, 0x00
#define SHA256_OID   0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1
#define ASN1_NULL    0x05, 0x00
#define EIGHT_BYTES  1, 2, 3, 4, 5, 6, 7, 8
#define DIGEST_BYTES EIGHT_BYTES, EIGHT_BYTES, EIGHT_BYTES, EIGHT_BYTES

static const u8 good[] = {
	0x30, 76,			    /* all */
	0x30, 23, KIND_OID,	KIND_VALUE, /* data */
	0x30, 49,			    /* digest info */
	0x30, 13, SHA256_OID,	ASN1_NULL,  /* algorithm */
	0x04, 32, DIGEST_BYTES,
};

enum {
	AT_KIND = 4,
	AT_VALUE = 16,
	AT_INFO = 27,
	AT_ALGORITHM = 29,
	AT_OID = 31,
	AT_NULL = 42,
	AT_DIGEST = 44,
};

TEST(the_digest_is_found_in_what_tools_write)
{
	struct kx_spc spc;

	assert_int_equal(kx_spc_read(kx_bytes(good, sizeof(good)), &spc), 0);
	assert_string_equal(spc.algorithm, "sha256");
	assert_ptr_equal(spc.digest.data, good + AT_DIGEST + 2);
	assert_int_equal(spc.digest.size, 32);
}

/* A DER writer: a sequence of elements, built from the inside out. */
struct der {
	u8 bytes[512];
	u64 size;
};

static void append(struct der *der, const void *bytes, u64 size)
{
	memcpy(der->bytes + der->size, bytes, size);
	der->size += size;
}

static void append_element(struct der *der, u8 tag, const void *bytes, u64 size)
{
	const u8 head[] = { tag, 0x81, (u8)size };

	append(der, head, sizeof(head));
	append(der, bytes, size);
}

static const struct {
	const char *name;
	u64 size;
	u8 oid[9];
	u8 oid_size;
} algorithms[] = {
	{ "sha1", 20, { 0x2b, 14, 3, 2, 26 }, 5 },
	{ "sha256", 32, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1 }, 9 },
	{ "sha384", 48, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2 }, 9 },
	{ "sha512", 64, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3 }, 9 },
	{ "sha3-256", 32, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 8 }, 9 },
	{ "sha3-384", 48, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 9 }, 9 },
	{ "sha3-512", 64, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 10 }, 9 },
};

/* Makes the good one with another algorithm, without parameters. */
static void make(struct der *all, size_t algorithm, u64 digest_size)
{
	static const u8 noise[80];
	struct der oid = { .size = 0 };
	struct der info = { .size = 0 };
	struct der inner = { .size = 0 };

	append_element(&oid, 0x06, algorithms[algorithm].oid,
		       algorithms[algorithm].oid_size);
	append_element(&info, 0x30, oid.bytes, oid.size);
	append_element(&info, 0x04, noise, digest_size);
	append(&inner, good + 2, AT_INFO - 2);
	append_element(&inner, 0x30, info.bytes, info.size);
	all->size = 0;
	append_element(all, 0x30, inner.bytes, inner.size);
}

TEST(each_algorithm_has_its_name_and_its_size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(algorithms); i++) {
		const char *name = algorithms[i].name;
		u64 size = algorithms[i].size;
		struct kx_spc spc;
		struct der all;

		make(&all, i, size);
		assert_row(name,
			   kx_spc_read(kx_bytes(all.bytes, all.size), &spc), 0);
		assert_string_equal(spc.algorithm, name);
		assert_row(name, spc.digest.size, size);
		make(&all, i, size - 1);
		assert_row(name,
			   kx_spc_read(kx_bytes(all.bytes, all.size), &spc),
			   -KX_E_DIGEST_SIZE);
		make(&all, i, size + 1);
		assert_row(name,
			   kx_spc_read(kx_bytes(all.bytes, all.size), &spc),
			   -KX_E_DIGEST_SIZE);
	}
}

/* One byte of the good content changed. */
TEST(what_is_not_exactly_that_is_refused)
{
	static const struct {
		const char *name;
		u64 offset;
		u8 value;
		int code;
	} rows[] = {
		{ "a set of all", 0, 0x31, KX_E_SPC },
		{ "all is shorter", 1, 75, KX_E_SPC },
		{ "all is longer", 1, 77, KX_E_SPC },
		{ "until it ends", 1, 0x80, KX_E_SPC },
		{ "length of 5 bytes", 1, 0x85, KX_E_SPC },
		{ "a set of data", 2, 0x31, KX_E_SPC },
		{ "data is shorter", 3, 22, KX_E_SPC },
		{ "data is empty", 3, 0, KX_E_SPC },
		{ "kind is no object", AT_KIND, 0x0c, KX_E_SPC },
		{ "kind is longer", AT_KIND + 1, 11, KX_E_SPC },
		{ "kind as in old pesign", AT_KIND + 11, 21, KX_OK },
		{ "kind is something else", AT_KIND + 11, 16, KX_E_SPC },
		{ "value is anything", AT_VALUE, 0x04, KX_OK },
		{ "value is shorter", AT_VALUE + 1, 8, KX_E_SPC },
		{ "value is longer", AT_VALUE + 1, 10, KX_E_SPC },
		{ "a set of digest info", AT_INFO, 0x31, KX_E_SPC },
		{ "digest info is shorter", AT_INFO + 1, 48, KX_E_SPC },
		{ "a set of algorithm", AT_ALGORITHM, 0x31, KX_E_SPC },
		{ "algorithm is shorter", AT_ALGORITHM + 1, 12, KX_E_SPC },
		{ "algorithm is no object", AT_OID, 0x04, KX_E_SPC },
		{ "sha224", AT_OID + 10, 4, KX_E_DIGEST_ALGORITHM },
		{ "parameters are anything", AT_NULL, 0x04, KX_OK },
		{ "parameters are longer", AT_NULL + 1, 1, KX_E_SPC },
		{ "digest is no string", AT_DIGEST, 0x03, KX_E_SPC },
		{ "digest is shorter", AT_DIGEST + 1, 31, KX_E_SPC },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u8 content[sizeof(good)];
		struct kx_spc spc = { "none", { NULL, 7 } };
		int err;

		memcpy(content, good, sizeof(good));
		content[rows[i].offset] = rows[i].value;
		err = kx_spc_read(kx_bytes(content, sizeof(content)), &spc);
		assert_row(rows[i].name, err, -rows[i].code);
		if (err)
			assert_int_equal(spc.digest.size, 7);
	}
}

TEST(nothing_may_be_missing_and_nothing_left_over)
{
	struct kx_spc spc;
	u64 size;

	for (size = 0; size < sizeof(good); size++) {
		u8 *content = malloc(size ? size : 1);
		int err;

		memcpy(content, good, size);
		err = kx_spc_read(kx_bytes(content, size), &spc);
		free(content);
		assert_int_equal(err, -KX_E_SPC);
	}
	assert_int_equal(kx_spc_read(kx_bytes("\x30\x82\x01", 3), &spc),
			 -KX_E_SPC);
	for (size = 1; size < 4; size++) {
		u8 content[sizeof(good) + 4] = { 0 };

		memcpy(content, good, sizeof(good));
		assert_int_equal(
			kx_spc_read(kx_bytes(content, sizeof(good) + size),
				    &spc),
			-KX_E_SPC);
	}
}

/* A third element in the outer sequence, and one more in the inner ones. */
TEST(no_sequence_has_more_than_it_should)
{
	static const struct {
		const char *name;
		u8 at;	     /* insert ASN1_NULL here */
		u8 grows[3]; /* offsets of the lengths around it */
	} rows[] = {
		{ "outer", sizeof(good), { 1 } },
		{ "data", AT_INFO, { 1, 3 } },
		{ "digest info", sizeof(good), { 1, AT_INFO + 1 } },
		{ "algorithm",
		  AT_DIGEST,
		  { 1, AT_INFO + 1, AT_ALGORITHM + 1 } },
	};
	static const u8 null[] = { ASN1_NULL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct der all = { .size = 0 };
		struct kx_spc spc;
		u32 j;

		append(&all, good, rows[i].at);
		append(&all, null, sizeof(null));
		append(&all, good + rows[i].at, sizeof(good) - rows[i].at);
		for (j = 0; j < 3 && rows[i].grows[j]; j++)
			all.bytes[rows[i].grows[j]] += sizeof(null);
		assert_row(rows[i].name,
			   kx_spc_read(kx_bytes(all.bytes, all.size), &spc),
			   -KX_E_SPC);
	}
}

TEST(a_length_may_take_up_to_four_bytes)
{
	static const struct {
		const char *name;
		u8 head[6];
		u8 head_size;
		int code;
	} rows[] = {
		{ "one", { 0x30, 76 }, 2, KX_OK },
		{ "0x81", { 0x30, 0x81, 76 }, 3, KX_OK },
		{ "0x82", { 0x30, 0x82, 0, 76 }, 4, KX_OK },
		{ "0x83", { 0x30, 0x83, 0, 0, 76 }, 5, KX_OK },
		{ "0x84", { 0x30, 0x84, 0, 0, 0, 76 }, 6, KX_OK },
		{ "very long",
		  { 0x30, 0x84, 255, 255, 255, 255 },
		  6,
		  KX_E_SPC },
		{ "a bit long", { 0x30, 0x82, 1, 76 }, 4, KX_E_SPC },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct der all = { .size = 0 };
		struct kx_spc spc;

		append(&all, rows[i].head, rows[i].head_size);
		append(&all, good + 2, sizeof(good) - 2);
		assert_row(rows[i].name,
			   kx_spc_read(kx_bytes(all.bytes, all.size), &spc),
			   -rows[i].code);
	}
}

/*
 * The parameters are at the end of the algorithm: only their length is wrong.
 */
TEST(parameters_have_a_length_that_is_der)
{
	static const struct {
		const char *name;
		u8 head[2];
		u8 head_size, size;
		int code;
	} rows[] = {
		{ "no length", { 0x05 }, 1, 0, KX_E_SPC },
		{ "until it ends", { 0x05, 0x80 }, 2, 0, KX_E_SPC },
		{ "five bytes of it", { 0x05, 0x85 }, 2, 0, KX_E_SPC },
		{ "not 128", { 0x04, 0x80 }, 2, 128, KX_E_SPC },
		{ "most in a byte", { 0x04, 0x7f }, 2, 127, KX_OK },
	};
	static const u8 noise[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct der info = { .size = 0 };
		struct der inner = { .size = 0 };
		struct der all = { .size = 0 };
		struct der oid = { .size = 0 };
		struct kx_spc spc;

		append(&oid, good + AT_OID, AT_NULL - AT_OID);
		append(&oid, rows[i].head, rows[i].head_size);
		append(&oid, noise, rows[i].size);
		append_element(&info, 0x30, oid.bytes, oid.size);
		append(&info, good + AT_DIGEST, sizeof(good) - AT_DIGEST);
		append(&inner, good + 2, AT_INFO - 2);
		append_element(&inner, 0x30, info.bytes, info.size);
		append_element(&all, 0x30, inner.bytes, inner.size);
		assert_row(rows[i].name,
			   kx_spc_read(kx_bytes(all.bytes, all.size), &spc),
			   -rows[i].code);
	}
}

TEST(an_algorithm_without_an_object_is_refused)
{
	struct der info = { .size = 0 };
	struct der inner = { .size = 0 };
	struct der all = { .size = 0 };
	struct kx_spc spc;

	append_element(&info, 0x30, good, 0);
	append(&info, good + AT_DIGEST, sizeof(good) - AT_DIGEST);
	append(&inner, good + 2, AT_INFO - 2);
	append_element(&inner, 0x30, info.bytes, info.size);
	append_element(&all, 0x30, inner.bytes, inner.size);
	assert_int_equal(kx_spc_read(kx_bytes(all.bytes, all.size), &spc),
			 -KX_E_SPC);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_digest_is_found_in_what_tools_write),
		cmocka_unit_test(each_algorithm_has_its_name_and_its_size),
		cmocka_unit_test(what_is_not_exactly_that_is_refused),
		cmocka_unit_test(nothing_may_be_missing_and_nothing_left_over),
		cmocka_unit_test(no_sequence_has_more_than_it_should),
		cmocka_unit_test(a_length_may_take_up_to_four_bytes),
		cmocka_unit_test(an_algorithm_without_an_object_is_refused),
		cmocka_unit_test(parameters_have_a_length_that_is_der),
	};

	return cmocka_run_group_tests_name("sign/spc", tests, NULL, NULL);
}
