// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Every error has a row, and the rows are fit for machines and for people. */
#include "err.h"

#include "test.h"

#include <limits.h>

TEST(every_code_has_a_sentence)
{
	int code;

	for (code = 0; code < KX_ERR_COUNT; code++) {
		const struct kx_error *row = kx_error(-code);

		assert_non_null(row->text);
		assert_true(strlen(row->text) > strlen("ok"));
	}
}

TEST(success_is_zero_and_every_failure_has_an_errno)
{
	int code;

	assert_int_equal(kx_errno(0), 0);
	for (code = 1; code < KX_ERR_COUNT; code++)
		assert_true(kx_errno(-code) < 0);
}

/* The errno column of SEMANTICS 1.2 and 1.3. */
TEST(errnos_are_those_of_the_system_calls)
{
	static const struct {
		const char *name;
		int code;
		int errnum;
	} rows[] = {
		{ "1.2 row 5", KX_E_FLAGS, EINVAL },
		{ "1.2 row 6", KX_E_SEGMENT_COUNT, EINVAL },
		{ "1.2 row 7", KX_E_ARCH, EINVAL },
		{ "1.2 row 11", KX_E_ENTRY_OUTSIDE, EADDRNOTAVAIL },
		{ "1.2 row 13, wraps", KX_E_WRAPS, EADDRNOTAVAIL },
		{ "1.2 row 13, unaligned", KX_E_UNALIGNED, EADDRNOTAVAIL },
		{ "1.2 row 13, limit", KX_E_BEYOND_LIMIT, EADDRNOTAVAIL },
		{ "1.2 row 14", KX_E_OVERLAP, EINVAL },
		{ "1.2 row 15", KX_E_BUFFER_LARGER, EINVAL },
		{ "1.2 row 16, one", KX_E_SEGMENT_TOO_LARGE, EINVAL },
		{ "1.2 row 16, sum", KX_E_SUM_TOO_LARGE, EINVAL },
		{ "1.2 row 17", KX_E_SEGMENT_OUTSIDE, EADDRNOTAVAIL },
		{ "1.6, nothing reserved", KX_E_NO_CRASH_REGION,
		  EADDRNOTAVAIL },
		{ "1.3 row 12", KX_E_FORMAT, ENOEXEC },
		{ "1.3 row 13, headers", KX_E_PE, ELIBBAD },
		{ "1.3 row 13, unsigned", KX_E_UNSIGNED, ENODATA },
		{ "1.3 row 13, wrapper", KX_E_CERTIFICATE, ELIBBAD },
		{ "1.3 row 13, type", KX_E_CERTIFICATE_TYPE, ENOTSUPP },
		{ "1.3 row 13, length", KX_E_CERTIFICATE_LONG, EMSGSIZE },
		{ "1.3 row 13, empty", KX_E_CERTIFICATE_EMPTY, EKEYREJECTED },
		{ "1.3 row 13, content", KX_E_SPC, EBADMSG },
		{ "1.3 row 13, digest", KX_E_DIGEST_ALGORITHM, EBADMSG },
		{ "1.3 row 13, its size", KX_E_DIGEST_SIZE, EBADMSG },
		{ "1.3 row 15", KX_E_CMDLINE_NUL, EINVAL },
		{ "1.3 row 17, truncated", KX_E_TRUNCATED, ENOEXEC },
		{ "1.3 row 17, command line", KX_E_CMDLINE_LONG, EINVAL },
		{ "1.3 row 18, no hole", KX_E_NO_HOLE, EADDRNOTAVAIL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name, kx_errno(-rows[i].code),
			   -rows[i].errnum);
}

TEST(an_unknown_code_gives_a_row_that_says_so)
{
	static const int strange[] = { 1, INT_MAX, -KX_ERR_COUNT, INT_MIN };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(strange); i++) {
		assert_string_equal(kx_error(strange[i])->text,
				    "unknown error");
		assert_int_equal(kx_errno(strange[i]), -EINVAL);
	}
}

TEST(a_fault_says_what_where_and_how_much)
{
	struct kx_fault fault;

	assert_int_equal(kx_fault_set(&fault, KX_E_HEADER, "init_size", 7, 9),
			 -KX_E_HEADER);
	assert_int_equal(fault.code, KX_E_HEADER);
	assert_string_equal(fault.what, "init_size");
	assert_int_equal(fault.value, 7);
	assert_int_equal(fault.limit, 9);
	assert_int_equal(fault.segment, KX_NO_SEGMENT);
	assert_int_equal(fault.other, KX_NO_SEGMENT);
}

TEST(a_caller_need_not_want_the_fault)
{
	assert_int_equal(kx_fault_set(NULL, KX_E_FULL, NULL, 0, 0), -KX_E_FULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_has_a_sentence),
		cmocka_unit_test(
			success_is_zero_and_every_failure_has_an_errno),
		cmocka_unit_test(errnos_are_those_of_the_system_calls),
		cmocka_unit_test(an_unknown_code_gives_a_row_that_says_so),
		cmocka_unit_test(a_fault_says_what_where_and_how_much),
		cmocka_unit_test(a_caller_need_not_want_the_fault),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
