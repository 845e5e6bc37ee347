// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Every errno of kexec_file_load(2): only those in the list have a fallback. */
#include "include/libkexec.h"

#include <errno.h>

#include "test/unit/test.h"
#include "kx_port.h"

/* clang-format off */
static const struct {
	int errnum;
	enum kexec_fallback fallback;
} rows[] = {
	{ ENOSYS, KEXEC_FALLBACK_CANNOT }, { EINVAL, KEXEC_FALLBACK_CANNOT },
	{ ENOEXEC, KEXEC_FALLBACK_CANNOT }, { ENOTSUP, KEXEC_FALLBACK_CANNOT },
	{ ENOMEM, KEXEC_FALLBACK_MEMORY },
	{ EADDRNOTAVAIL, KEXEC_FALLBACK_ROOM },
	{ EKEYREJECTED, KEXEC_FALLBACK_SIGNATURE }, { ENOKEY, KEXEC_FALLBACK_SIGNATURE },
	{ ENODATA, KEXEC_FALLBACK_SIGNATURE }, { ELIBBAD, KEXEC_FALLBACK_SIGNATURE },
	{ EBADMSG, KEXEC_FALLBACK_SIGNATURE }, { EMSGSIZE, KEXEC_FALLBACK_SIGNATURE },
	{ 524, KEXEC_FALLBACK_SIGNATURE }, { ENOPKG, KEXEC_FALLBACK_SIGNATURE },
	{ EFBIG, KEXEC_FALLBACK_SIZE },
};
/* clang-format on */

static enum kexec_fallback expected(int errnum)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].errnum == errnum)
			return rows[i].fallback;
	return KEXEC_FALLBACK_NONE;
}

TEST(each_errno_has_its_reason_and_no_other_has_one)
{
	int errnum;

	for (errnum = -600; errnum <= 600; errnum++)
		if (kexec_file_load_fallback(errnum) != expected(errnum))
			fail_msg("errno %d: %d", errnum,
				 (int)kexec_file_load_fallback(errnum));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_errno_has_its_reason_and_no_other_has_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
