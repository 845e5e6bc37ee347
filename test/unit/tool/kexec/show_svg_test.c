// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Rectangles are where the items are, and any name is text. */
#include "tool/kexec/show_svg.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

static struct capture output;

static void draw(const struct kexec_memory *memory,
		 const struct kexec_plan *plan)
{
	struct picture picture;

	assert_true(picture_make(memory, plan, &picture));
	capture_start(&output, stdout);
	show_svg(&picture);
	capture_end(&output);
	picture_free(&picture);
}

TEST(an_item_is_drawn_to_scale_in_each_of_its_rows)
{
	static const struct kexec_range range = { 0, 0x80000, "System RAM", 0 };
	static const struct kexec_memory memory = { 1, &range };
	static const char *const names[] = { "kernel" };
	const struct kexec_segment segment = {
		.mem = (void *)(uintptr_t)0x20000,
		.memsz = 0x30000,
	};
	const struct kexec_plan plan = { 0, 0, 1, &segment, names };

	draw(&memory, &plan);
	assert_ptr_equal(strstr(output.text, "<svg "), output.text);
	/* Rows of 0x40000: from a half to the end, and the first quarter. */
	assert_non_null(strstr(output.text,
			       "<rect x=\"632.00\" y=\"0\" width=\"512.00\" "
			       "height=\"18\" fill=\"#c0504d\"><title>kernel "
			       "[0x20000, 0x50000), 192 KiB</title></rect>"));
	assert_non_null(strstr(output.text, "<rect x=\"120.00\" y=\"24\" "
					    "width=\"256.00\""));
	assert_non_null(strstr(output.text, "</svg>\n"));
}

TEST(the_smallest_item_can_be_seen_and_its_name_is_escaped)
{
	static const struct kexec_range ranges[] = {
		{ 0, 0x40000000, "System RAM", 0 },
		{ 0x1000, 0x2000, "Kernel <&>\x01\"", 1 },
	};
	static const struct kexec_memory memory = { 2, ranges };

	draw(&memory, NULL);
	assert_non_null(strstr(output.text, "width=\"2.00\""));
	assert_non_null(strstr(output.text, "<title>Kernel &lt;&amp;&gt;\" ["));
	assert_null(strchr(output.text, '\x01'));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_is_drawn_to_scale_in_each_of_its_rows),
		cmocka_unit_test(
			the_smallest_item_can_be_seen_and_its_name_is_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
