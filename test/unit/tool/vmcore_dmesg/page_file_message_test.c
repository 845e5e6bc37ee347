// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Messages about pages that are not in the dump, and the end of the bitmap. */
#include "tool/vmcore_dmesg/page_file.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/unpack.h"

static struct made made;
static struct collected got;

enum { SUB = MADE_PAGE, BITMAP = 3 * MADE_PAGE, DESCS = 4 * MADE_PAGE };

TEST(a_page_that_is_not_there_is_named_by_its_address)
{
	struct source source;
	struct failure failure;
	struct dump dump;
	u8 byte;

	made_full_ring(&made);
	made_pages(&made, PAGE_PLAIN);
	source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	assert_int_equal(
		dump_read_physical(&dump, 0x5fff123, &byte, 1, &failure),
		STATUS_ADDRESS);
	assert_string_equal(failure.text,
			    "physical address 0x5fff000 is not in the dump");
	dump_close(&dump);
}

/* The file ends with its bitmap: it is complete, but has no pages. */
TEST(nothing_is_read_after_the_bitmap)
{
	made_full_ring(&made);
	made_pages(&made, PAGE_PLAIN);
	/* vmcoreinfo comes last otherwise. */
	assert_true(made.info_size < MADE_PAGE - 512);
	memcpy(made.file + SUB + 512, made.info, made.info_size);
	kx_write_le64(made.file + SUB + 32, SUB + 512);
	made.size = DESCS;
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_DATA);
	made.size = BITMAP;
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_TABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_page_that_is_not_there_is_named_by_its_address),
		cmocka_unit_test(nothing_is_read_after_the_bitmap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
