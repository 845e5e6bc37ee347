// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* This machine's processor: what each has, and what none has. */
#include "lib/machine/cpuid.h"

#include <stdio.h>
#include <string.h>

#include "test/unit/test.h"

TEST(a_leaf_is_read_only_if_there_is_one)
{
	static const u32 missing[] = { 0x7fffffff, 0xffffffff };
	size_t i;

	/* The first leaf of each kind names the last one. */
	assert_true(kxl_cpuid(0).eax >= 1);
	assert_true(kxl_cpuid(0x80000000).eax >= 0x80000001);
	for (i = 0; i < ARRAY_SIZE(missing); i++) {
		struct kxl_cpuid said = kxl_cpuid(missing[i]);

		assert_int_equal(said.eax | said.ebx | said.ecx | said.edx, 0);
	}
}

/* The vendor's twelve letters are in three registers. */
TEST(each_register_is_in_its_place)
{
	struct kxl_cpuid said = kxl_cpuid(0);
	char wanted[64] = "vendor_id\t: ";
	const size_t start = strlen(wanted);
	FILE *cpuinfo = fopen("/proc/cpuinfo", "re");
	char line[256] = "";

	memcpy(wanted + start, &said.ebx, 4);
	memcpy(wanted + start + 4, &said.edx, 4);
	memcpy(wanted + start + 8, &said.ecx, 4);
	strcpy(wanted + start + 12, "\n");
	assert_non_null(cpuinfo);
	while (strncmp(line, wanted, start) &&
	       fgets(line, sizeof(line), cpuinfo))
		;
	fclose(cpuinfo);
	assert_string_equal(line, wanted);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_leaf_is_read_only_if_there_is_one),
		cmocka_unit_test(each_register_is_in_its_place),
	};

	return cmocka_run_group_tests_name("cpuid", tests, NULL, NULL);
}
