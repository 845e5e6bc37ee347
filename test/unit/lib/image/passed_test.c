// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What boot data says is what was put there, whatever the purpose. */
#include <errno.h>
#include <string.h>

#include "test/unit/core/make_multiboot.h"
#include "test/unit/lib/recorded_image.h"

static const struct kexec_passed *read_passed(struct kexec_image *image)
{
	const struct kexec_passed *passed = NULL;

	assert_int_equal(kexec_image_passed(image, &passed), 0);
	return passed;
}

TEST(a_normal_kernel_gets_the_firmwares_map)
{
	const struct kexec_passed *passed;
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_set_cmdline(image, "root=/dev/x"), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	passed = read_passed(image);
	assert_string_equal(passed->cmdline, "root=/dev/x");
	assert_true(passed->nr_ranges > 0);
	assert_int_equal(passed->ranges[0].start, 0x1000);
	assert_string_equal(passed->ranges[0].name, "System RAM");
	assert_true(passed->initrd_end > passed->initrd_start);
	assert_int_equal(passed->seed_size, 32);
	assert_int_equal(passed->efi_size, 0);
	assert_int_equal(passed->dtb_size, 0);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	recorder_finish(&fixture, image);
}

TEST(efi_and_a_device_tree_are_counted)
{
	static const u8 tree[48] = { 0xd0, 0x0d, 0xfe, 0xed, 0,	 0,  0,
				     48,   0,	 0,    0,    40, 0,  0,
				     0,	   40,	 0,    0,    0,	 40, 0,
				     0,	   0,	 17,   0,    0,	 0,  16 };
	const struct kexec_passed *passed;
	struct kexec_image *image;
	struct fixture fixture;
	char path[128];

	image = recorder_start(&fixture, fixture_make_pc);
	kexec_image_close(image);
	fixture_efi(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	fixture_put(&fixture, "/dtb", kx_bytes(tree, sizeof(tree)));
	fixture_path(&fixture, "/dtb", path);
	assert_int_equal(kexec_image_set_dtb(image, path), 0);
	passed = read_passed(image);
	assert_true(passed->efi_size > 0);
	assert_int_equal(passed->dtb_size, sizeof(tree));
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_NO_EFI),
			 0);
	passed = read_passed(image);
	assert_int_equal(passed->efi_size, 0);
	recorder_finish(&fixture, image);
}

/* Boot data of a crash kernel has no purgatory before it. */
TEST(a_crash_kernel_gets_its_own_map_and_its_headers)
{
	const struct kexec_passed *passed;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int i;

	image = recorder_start(&fixture, fixture_make_crash);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_set_cmdline(image, "nr_cpus=1"), 0);
	passed = read_passed(image);
	assert_ptr_equal(strstr(passed->cmdline, "elfcorehdr=0x"),
			 passed->cmdline);
	assert_non_null(strstr(passed->cmdline, " nr_cpus=1"));
	for (i = 0; i < passed->nr_ranges; i++)
		if (!strcmp(passed->ranges[i].name, "System RAM") &&
		    passed->ranges[i].start >= 0x100000)
			assert_true(passed->ranges[i].start >= 0xa0000000 &&
				    passed->ranges[i].end <= 0xb0000000);
	recorder_finish(&fixture, image);
}

TEST(more_ranges_than_a_page_holds_are_all_there)
{
	const struct kexec_passed *passed;
	struct kexec_image *image;
	struct fixture fixture;
	char path[64];
	char text[64];
	int i;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_text(&fixture, "/sys/firmware/memmap/0/start", "0x1000\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/end", "0xbfffffff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
	for (i = 0; i < 200; i++) {
		static const char *const names[] = { "start", "end", "type" };
		int j;

		for (j = 0; j < 3; j++) {
			snprintf(path, sizeof(path),
				 "/sys/firmware/memmap/%d/%s", i + 100,
				 names[j]);
			snprintf(text, sizeof(text), "0x%x\n",
				 0xf0000000 + i * 0x2000 + (j ? 0xfff : 0));
			fixture_text(&fixture, path,
				     j == 2 ? "Reserved\n" : text);
		}
	}
	passed = read_passed(image);
	assert_true(passed->nr_ranges >= 200);
	assert_string_equal(passed->ranges[passed->nr_ranges - 1].name,
			    "Reserved");
	assert_int_equal(passed->ranges[passed->nr_ranges - 1].end,
			 0xf0000000 + 199 * 0x2000 + 0x1000);
	recorder_finish(&fixture, image);
}

TEST(other_protocols_are_not_read)
{
	const struct kexec_passed *passed = NULL;
	struct multiboot file;
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	kexec_image_close(image);
	multiboot_make_1(&file);
	fixture_put(&fixture, "/kernel", multiboot_bytes(&file));
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_passed(image, &passed), -EOPNOTSUPP);
	assert_null(passed);
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_normal_kernel_gets_the_firmwares_map),
		cmocka_unit_test(efi_and_a_device_tree_are_counted),
		cmocka_unit_test(
			a_crash_kernel_gets_its_own_map_and_its_headers),
		cmocka_unit_test(more_ranges_than_a_page_holds_are_all_there),
		cmocka_unit_test(other_protocols_are_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
