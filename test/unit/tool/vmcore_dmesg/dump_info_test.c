// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The vmcoreinfo of a dump: complete, or an error. */
#include "tool/vmcore_dmesg/dump_info.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/vmcoreinfo.h"

TEST(vmcoreinfo_has_a_limit)
{
	struct source source;
	struct dump dump = { .source = &source };
	struct failure failure;

	source = source_of_bytes(made_string("0123456789"));
	assert_int_equal(dump_info_keep(&dump, 0, VMCOREINFO_MAX + 1, &failure),
			 STATUS_NOTES);
	assert_string_equal(failure.text,
			    "vmcoreinfo of 65537 bytes, more than 65536; the "
			    "dump is damaged");
	assert_int_equal(dump_info_keep(&dump, 0, VMCOREINFO_MAX, &failure),
			 STATUS_NOTES_READ);
	assert_int_equal(dump_info_keep(&dump, 5, 6, &failure),
			 STATUS_NOTES_READ);
	assert_int_equal(dump_info_keep(&dump, 5, 5, &failure), 0);
	assert_memory_equal(dump.info.data, "56789", 5);
	dump_close(&dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vmcoreinfo_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
