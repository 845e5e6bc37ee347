// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Every error has a row with an errno and a text. */
#include "core/err.h"

#include "test/unit/test.h"

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

/* The results in doc/calls.md. */
TEST(errnos_are_those_of_the_system_calls)
{
	static const struct {
		const char *name;
		int code;
		int errnum;
	} rows[] = {
		{ "L5", KX_E_FLAGS, EINVAL },
		{ "L6", KX_E_SEGMENT_COUNT, EINVAL },
		{ "L7", KX_E_ARCH, EINVAL },
		{ "L11", KX_E_ENTRY_OUTSIDE, EADDRNOTAVAIL },
		{ "L13, wraps", KX_E_WRAPS, EADDRNOTAVAIL },
		{ "L13, unaligned", KX_E_UNALIGNED, EADDRNOTAVAIL },
		{ "L13, limit", KX_E_BEYOND_LIMIT, EADDRNOTAVAIL },
		{ "L14", KX_E_OVERLAP, EINVAL },
		{ "L15", KX_E_BUFFER_LARGER, EINVAL },
		{ "L16, one", KX_E_SEGMENT_TOO_LARGE, EINVAL },
		{ "L16, sum", KX_E_SUM_TOO_LARGE, EINVAL },
		{ "L17", KX_E_SEGMENT_OUTSIDE, EADDRNOTAVAIL },
		{ "L11, nothing reserved", KX_E_NO_CRASH_REGION,
		  EADDRNOTAVAIL },
		{ "F12", KX_E_FORMAT, ENOEXEC },
		{ "F13, headers", KX_E_PE, ELIBBAD },
		{ "F13, unsigned", KX_E_UNSIGNED, ENODATA },
		{ "F13, wrapper", KX_E_CERTIFICATE, ELIBBAD },
		{ "F13, type", KX_E_CERTIFICATE_TYPE, ENOTSUPP },
		{ "F13, length", KX_E_CERTIFICATE_LONG, EMSGSIZE },
		{ "F13, empty", KX_E_CERTIFICATE_EMPTY, EKEYREJECTED },
		{ "F13, content", KX_E_SPC, EBADMSG },
		{ "F13, digest", KX_E_DIGEST_ALGORITHM, EBADMSG },
		{ "F13, its size", KX_E_DIGEST_SIZE, EBADMSG },
		{ "F15", KX_E_CMDLINE_NUL, EINVAL },
		{ "F17, truncated", KX_E_TRUNCATED, ENOEXEC },
		{ "F17, command line", KX_E_CMDLINE_LONG, EINVAL },
		{ "F18, no hole", KX_E_NO_HOLE, EADDRNOTAVAIL },
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
