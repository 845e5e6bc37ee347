// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Loads crash kernels, with a recorder instead of the kernel. */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

static struct kexec_image *start(struct fixture *fixture)
{
	struct kexec_image *image = recorder_start(fixture, fixture_make_crash);

	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	return image;
}

TEST(a_crash_kernel_goes_to_its_slot)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file.flags,
			 KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(recorder.flags, KEXEC_ARCH_X86_64 | KEXEC_ON_CRASH);
	recorder_finish(&fixture, image);
}

/* The class of the core headers: EI_CLASS in the plan's segment. */
static u8 class_of_headers(const struct kexec_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_segments; i++)
		if (!strcmp(plan->names[i], "elfcorehdr"))
			return ((const u8 *)plan->segments[i].buf)[4];
	return 0;
}

TEST(headers_have_64_bits_where_32_can_not_name_all_memory)
{
	static const char warning[] =
		"warning: 32-bit core headers can't name memory above 4 GiB, "
		"and this machine has some: they are made in the 64-bit "
		"class\n";
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_ELF32_HEADERS), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(class_of_headers(plan), 1);
	assert_null(strstr(fixture.log, "warning: 32-bit"));
	fixture_text(&fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "00100000-bfffffff : System RAM\n"
		     "  a0000000-afffffff : Crash kernel\n"
		     "100000000-13fffffff : System RAM\n");
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_ELF32_HEADERS), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(class_of_headers(plan), 2);
	assert_non_null(strstr(fixture.log, warning));
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	/* Not only memory, but also a CPU's notes. */
	fixture_text(&fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "00100000-bfffffff : System RAM\n"
		     "  a0000000-afffffff : Crash kernel\n");
	fixture_text(&fixture, "/sys/devices/system/cpu/cpu0/crash_notes",
		     "100000000\n");
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_ELF32_HEADERS), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(class_of_headers(plan), 2);
	assert_non_null(strstr(strstr(fixture.log, warning) + 1, warning));
	recorder_finish(&fixture, image);
}

TEST(the_kernel_updates_headers_where_it_can)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_HOTPLUG),
			 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(recorder.flags, KEXEC_ARCH_X86_64 | KEXEC_ON_CRASH);
	assert_non_null(strstr(fixture.log, "warning: this kernel (before"));
	fixture_text(&fixture, "/sys/kernel/crash_elfcorehdr_size", "8192\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(recorder.flags, KEXEC_ARCH_X86_64 | KEXEC_ON_CRASH |
						 KEXEC_UPDATE_ELFCOREHDR);
	recorder_finish(&fixture, image);
}

static const enum kexec_method methods[] = {
	KEXEC_METHOD_AUTO,
	KEXEC_METHOD_LOAD,
	KEXEC_METHOD_FILE_LOAD,
};

TEST(without_memory_for_it_no_call_is_made)
{
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = start(&fixture);
	fixture_text(&fixture, "/proc/iomem",
		     "00100000-bfffffff : System RAM\n");
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		assert_int_equal(kexec_image_load(image, methods[i]),
				 -EADDRNOTAVAIL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "no-crash-region");
	}
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	/* If the region can't be read, the kernel decides. */
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 1);
	recorder_finish(&fixture, image);
}

/* There the call would apply to the normal image. */
TEST(a_kernel_without_crash_kernels_is_not_asked)
{
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = start(&fixture);
	fixture_remove(&fixture, "/sys/kernel/kexec_crash_loaded");
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		assert_int_equal(
			kexec_unload(fixture.ctx, methods[i], KEXEC_SLOT_CRASH),
			-EINVAL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "no-crash-kernels");
		assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
				    "unload");
		assert_int_equal(kexec_image_load(image, methods[i]), -EINVAL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "no-crash-kernels");
		assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
				    "load");
		assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
				    fixture.kernel);
	}
	/* Nor if the region can't be read. */
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "no-crash-kernels");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	/* It has no kexec, or does not show it. */
	fixture_remove(&fixture, "/sys/kernel/kexec_loaded");
	assert_int_equal(
		kexec_unload(fixture.ctx, KEXEC_METHOD_AUTO, KEXEC_SLOT_CRASH),
		0);
	assert_int_equal(recorder.file_loads, 1);
	recorder_finish(&fixture, image);
}

TEST(a_small_region_is_told_by_either_call)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	fixture_text(&fixture, "/proc/iomem",
		     "00100000-bfffffff : System RAM\n"
		     "  a0000000-a0003fff : Crash kernel\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD),
			 -EADDRNOTAVAIL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "crash-region-small");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "plan");
	recorder.file_answer = -EADDRNOTAVAIL;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO),
			 -EADDRNOTAVAIL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "crash-region-small");
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "(16 KiB are set aside"));
	assert_int_equal(recorder.loads, 0);
	recorder_finish(&fixture, image);
}

/* An entry of e820 in boot_params has 20 bytes. */
static bool has_e820(u64 start, u64 size, u32 type)
{
	u8 entry[20];
	unsigned long i;

	kx_write_le64(entry, start);
	kx_write_le64(entry + 8, size);
	kx_write_le32(entry + 16, type);
	for (i = 0; i < recorder.nr_segments; i++) {
		const struct kexec_segment *segment = &recorder.segments[i];

		if (segment->buf &&
		    memmem(segment->buf, segment->bufsz, entry, sizeof(entry)))
			return true;
	}
	return false;
}

TEST(memory_that_the_command_line_set_aside_is_in_the_map)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	fixture_text(&fixture, "/sys/firmware/memmap/0/start", "0x0\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/end", "0xbfffffff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
	fixture_text(&fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "00100000-8fffffff : System RAM\n"
		     "90000000-901fffff : Reserved\n"
		     "90200000-bfffffff : System RAM\n"
		     "  a0000000-afffffff : Crash kernel\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_true(has_e820(0x90000000, 0x200000, 2));
	assert_false(has_e820(0xb0000000, 0x200000, 2));
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_kernel_goes_to_its_slot),
		cmocka_unit_test(
			headers_have_64_bits_where_32_can_not_name_all_memory),
		cmocka_unit_test(the_kernel_updates_headers_where_it_can),
		cmocka_unit_test(without_memory_for_it_no_call_is_made),
		cmocka_unit_test(a_kernel_without_crash_kernels_is_not_asked),
		cmocka_unit_test(
			memory_that_the_command_line_set_aside_is_in_the_map),
		cmocka_unit_test(a_small_region_is_told_by_either_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
