// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which policies about kernel files are enforced. */
#include "lib/machine/judges.h"

#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define IMA "/sys/kernel/security/ima"

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

/* IPE enforces on every kernel that has it, mostly without a policy. */
TEST(ipe_judges_by_its_active_policy)
{
	static const struct {
		const char *policy; /* NULL: none */
		const char *active;
		const char *name;
	} rows[] = {
		{ NULL, NULL, NULL },
		{ "boot", "0", NULL },
		{ "boot", "1", "IPE" },
		/* It can't be read. */
		{ "boot", NULL, "IPE" },
	};
	struct fixture fixture;
	const char *name;
	char path[80];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		fixture_text(&fixture, "/sys/kernel/security/ipe/enforce", "1");
		fixture_text(&fixture,
			     "/sys/kernel/security/ipe/policies/old/active",
			     "0");
		snprintf(path, sizeof(path),
			 "/sys/kernel/security/ipe/policies/%s/active",
			 rows[i].policy ? rows[i].policy : "-");
		if (rows[i].policy && rows[i].active)
			fixture_text(&fixture, path, rows[i].active);
		else if (rows[i].policy)
			fixture_text(&fixture,
				     "/sys/kernel/security/ipe/policies/boot/x",
				     "");
		name = kxl_judge_find(fixture.ctx);
		assert_row(rows[i].active, !name, !rows[i].name);
		fixture_free(&fixture);
	}
}

/* Rows without a count are of a kernel that measures nothing. */
TEST(who_records_what_is_loaded_is_named)
{
	static const struct {
		const char *name;
		const char *count;
		const char *policy; /* NULL: no such file */
		const char *cmdline;
		bool is_ima;
	} rows[] = {
		{ "no rule", "1", "", "quiet", false },
		{ "the log is not empty", "2", "", "quiet", true },
		{ "no count", NULL, "", "quiet", true },
		{ "other rules", "1",
		  "measure func=MODULE_CHECK\ndont_measure fsmagic=0x9fa0\n",
		  "quiet", false },
		{ "kernels", "1", "measure func=KEXEC_KERNEL_CHECK\n", "quiet",
		  true },
		{ "initrds", "1", "measure func=KEXEC_INITRAMFS_CHECK\n",
		  "quiet", true },
		{ "command lines", "1", "measure func=KEXEC_CMDLINE\n", "quiet",
		  true },
		{ "everything", "1", "audit uid=0\n", "quiet", true },
		{ "a policy that is gone", "1", NULL, "quiet", true },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	assert_null(kxl_judge_record(fixture.ctx));
	fixture_free(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		fixture_text(&fixture, "/proc/cmdline", rows[i].cmdline);
		fixture_text(&fixture, IMA "/ascii_runtime_measurements", "");
		if (rows[i].count)
			fixture_text(&fixture,
				     IMA "/runtime_measurements_count",
				     rows[i].count);
		if (rows[i].policy)
			fixture_text(&fixture, IMA "/policy", rows[i].policy);
		assert_row(rows[i].name, !!kxl_judge_record(fixture.ctx),
			   rows[i].is_ima);
		fixture_free(&fixture);
	}
}

/* Without CONFIG_IMA_READ_POLICY; a folder can't be read either. */
TEST(a_policy_that_can_not_be_read_may_be_chosen_at_boot)
{
	static const struct {
		const char *cmdline;
		bool is_ima;
	} rows[] = {
		{ "quiet", false },
		{ "quiet ima_policy=tcb", true },
		{ "ima_tcb", true },
		{ "ima_appraise_tcb", true },
	};
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		fixture_text(&fixture, "/proc/cmdline", rows[i].cmdline);
		fixture_text(&fixture, IMA "/runtime_measurements_count", "1");
		fixture_text(&fixture, IMA "/policy/x", "");
		assert_row(rows[i].cmdline, !!kxl_judge_record(fixture.ctx),
			   rows[i].is_ima);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_in_force_is_named),
		cmocka_unit_test(ipe_judges_by_its_active_policy),
		cmocka_unit_test(who_records_what_is_loaded_is_named),
		cmocka_unit_test(
			a_policy_that_can_not_be_read_may_be_chosen_at_boot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
