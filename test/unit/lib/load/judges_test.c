// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which policies about kernel files are enforced. */
#include "lib/load/judges.h"

#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(a_policy_in_force_is_named)
{
	static const struct {
		const char *path; /* NULL: no file */
		const char *text;
		const char *name; /* NULL: no policy */
	} rows[] = {
		{ NULL, NULL, NULL },
		{ "/sys/kernel/security/lockdown",
		  "[none] integrity confidentiality\n", NULL },
		{ "/sys/kernel/security/lockdown",
		  "none [integrity] confidentiality\n", "kernel lockdown" },
		{ "/sys/module/kexec/parameters/sig_enforce", "N\n", NULL },
		{ "/sys/module/kexec/parameters/sig_enforce", "Y\n",
		  "kexec.ko's sig_enforce" },
		{ "/proc/sys/kernel/loadpin/enforce", "0\n", NULL },
		{ "/proc/sys/kernel/loadpin/enforce", "1\n", "LoadPin" },
		{ "/sys/kernel/security/ipe/enforce", "0\n", NULL },
		{ "/sys/kernel/security/ipe/enforce", "1\n", "IPE" },
		{ "/sys/kernel/security/ima/policy", "", NULL },
		{ "/sys/kernel/security/ima/policy",
		  "dont_appraise fsmagic=0x9fa0\n"
		  "measure func=KEXEC_KERNEL_CHECK\n"
		  "appraise func=MODULE_CHECK appraise_type=imasig\n",
		  NULL },
		{ "/sys/kernel/security/ima/policy",
		  "measure func=MODULE_CHECK\n"
		  "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig\n",
		  "IMA" },
		{ "/sys/kernel/security/ima/policy", "appraise fowner=0\n",
		  "IMA" },
	};
	struct fixture fixture;
	const char *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		if (rows[i].path)
			fixture_text(&fixture, rows[i].path, rows[i].text);
		name = kxl_judge_find(fixture.ctx);
		if (!name || !rows[i].name)
			assert_row(rows[i].text, !name, !rows[i].name);
		else
			assert_string_equal(name, rows[i].name);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_in_force_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
