// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Plans of whole images, for the machine below a root directory. */
#include "lib/image/planner.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/image/vet.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct kexec_image *open_kernel(const struct fixture *fixture)
{
	struct kexec_image *image;

	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static void damage_kernel(const struct fixture *fixture)
{
	struct bzimage image;

	bzimage_make(&image);
	image.data[sizeof(image.data) - 100] ^= 1;
	fixture_put(fixture, "/kernel", bzimage_bytes(&image));
}

TEST(a_plan_has_the_kernel_and_every_initrd)
{
	const struct kexec_plan *again = NULL;
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int initrds = 0;
	unsigned int kernels = 0;
	unsigned int i;

	fixture_make_pc(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_set_cmdline(image, "root=/dev/x"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(plan->flags, KEXEC_ARCH_X86_64);
	assert_int_not_equal(plan->entry, 0);
	for (i = 0; i < plan->nr_segments; i++) {
		kernels += !strcmp(plan->names[i], "kernel");
		initrds += plan->segments[i].bufsz == strlen("ramdisk") &&
			   !memcmp(plan->segments[i].buf, "ramdisk", 7);
	}
	assert_int_equal(kernels, 1);
	assert_int_equal(initrds, 2);
	assert_int_equal(kexec_image_plan(image, &again), 0);
	assert_ptr_equal(again, plan);
	kexec_image_close(image);
	fixture_free(&fixture);
}

static bool tells_of_efi(struct kexec_image *image)
{
	const struct kexec_plan *plan = NULL;
	bool tells = false;
	unsigned int i;

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++)
		tells |= !strcmp(plan->names[i], "boot data") &&
			 memmem(plan->segments[i].buf, plan->segments[i].bufsz,
				"EL64", 4);
	return tells;
}

TEST(efi_is_handed_on_unless_it_is_to_be_left_out)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fixture_efi(&fixture);
	image = open_kernel(&fixture);
	assert_true(tells_of_efi(image));
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_NO_EFI),
			 0);
	assert_false(tells_of_efi(image));
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_false(tells_of_efi(image));
	assert_int_equal(kexec_image_set_options(image, 0), 0);
	assert_true(tells_of_efi(image));
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(more_initrds_than_segments_become_one)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int i;

	fixture_make_pc(&fixture);
	image = open_kernel(&fixture);
	for (i = 0; i < 40; i++)
		assert_int_equal(kexec_image_add_initrd(image, fixture.initrd),
				 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_true(plan->nr_segments <= 4);
	for (i = 0; i < plan->nr_segments; i++) {
		if (plan->segments[i].bufsz == 39 * 12 + 8)
			break;
	}
	assert_true(i < plan->nr_segments);
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* A vmlinux of four pieces, and boot data: 11 segments are left. */
TEST(initrds_become_one_where_the_kernel_has_many_pieces)
{
	static const struct {
		unsigned int initrds;
		unsigned int segments;
	} rows[] = { { 11, 16 }, { 12, 6 }, { 13, 6 }, { 14, 6 } };
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct vmlinux vmlinux;
	struct fixture fixture;
	unsigned int i;
	unsigned int j;

	fixture_make_pc(&fixture);
	vmlinux_make(&vmlinux);
	fixture_put(&fixture, "/kernel", vmlinux_bytes(&vmlinux));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = open_kernel(&fixture);
		for (j = 0; j < rows[i].initrds; j++)
			assert_int_equal(
				kexec_image_add_initrd(image, fixture.initrd),
				0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_int_equal(plan->nr_segments, rows[i].segments);
		assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
		kexec_image_close(image);
	}
	fixture_free(&fixture);
}

TEST(the_window_binds_every_segment)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	uintptr_t start;
	unsigned int i;

	fixture_make_pc(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_set_window(image, 0x10000000, 0x14000000),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++) {
		start = (uintptr_t)plan->segments[i].mem;
		assert_in_range(start, 0x10000000, 0x13ffffff);
		assert_true(start + plan->segments[i].memsz <= 0x14000000);
	}
	assert_int_equal(kexec_image_set_window(image, 0, 0x1000), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EADDRNOTAVAIL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-hole");
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "from 0x1000000 on, and below 0x1000)"));
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "widen the window");
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_crash_kernel_lies_in_its_memory_with_all_it_needs)
{
	static const char *const names[] = { "kernel",	  "initrd",
					     "boot data", "elfcorehdr",
					     "backup",	  "purgatory" };
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int found = 0;
	uintptr_t start;
	unsigned int i;
	size_t j;

	fixture_make_crash(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(plan->flags, KEXEC_ARCH_X86_64 | KEXEC_ON_CRASH);
	for (i = 0; i < plan->nr_segments; i++) {
		start = (uintptr_t)plan->segments[i].mem;
		assert_in_range(start, 0xa0000000, 0xafffffff);
		assert_true(start + plan->segments[i].memsz <= 0xb0000000);
		for (j = 0; j < ARRAY_SIZE(names); j++)
			found |= (unsigned int)!strcmp(plan->names[i], names[j])
				 << j;
	}
	assert_int_equal(found, 0x3f);
	/* The same image, for a normal start. */
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_NORMAL), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(plan->flags, KEXEC_ARCH_X86_64);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_crash_kernel_has_fewer_segments_for_initrds)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int i;

	fixture_make_crash(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	for (i = 0; i < 12; i++) {
		assert_int_equal(kexec_image_add_initrd(image, fixture.initrd),
				 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
	}
	assert_int_equal(plan->nr_segments, 6);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(what_keeps_a_crash_kernel_from_its_dump_is_named)
{
	static const struct {
		const char *path;
		const char *text;
		unsigned int options;
		int err;
		const char *name;
	} rows[] = {
		{ "/sys/devices/system/cpu/cpu0/crash_notes_size", "8\n", 0,
		  -EINVAL, "elfcore-notes" },
		{ "/proc/iomem",
		  "00100000-bfffffff : System RAM\n"
		  "  a0000000-a0000ffe : Crash kernel\n",
		  0, -EADDRNOTAVAIL, "crash-region-small" },
		{ "/proc/iomem",
		  "00100000-bfffffff : System RAM\n"
		  "  a0000000-a00fffff : Crash kernel\n",
		  0, -EADDRNOTAVAIL, "crash-region-small" },
		{ "/proc/iomem",
		  "00100000-bfffffff : System RAM\n"
		  "400000000000-40001fffffff : Crash kernel\n",
		  0, -EADDRNOTAVAIL, "crash-region-high" },
		{ "/proc/iomem",
		  "00100000-bfffffff : System RAM\n"
		  "  00200000-00ffffff : Crash kernel\n",
		  0, -EADDRNOTAVAIL, "crash-region-address" },
		/* More memory at this address would help. */
		{ "/proc/iomem",
		  "00100000-bfffffff : System RAM\n"
		  "  00200000-010fffff : Crash kernel\n",
		  0, -EADDRNOTAVAIL, "crash-region-small" },
	};
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		fixture_text(&fixture, rows[i].path, rows[i].text);
		image = open_kernel(&fixture);
		assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH),
				 0);
		assert_int_equal(
			kexec_image_set_options(image, rows[i].options), 0);
		assert_row(rows[i].name, kexec_image_plan(image, &plan),
			   rows[i].err);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    rows[i].name);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
				    "plan");
		kexec_image_close(image);
		fixture_free(&fixture);
	}
}

TEST(a_corrupt_kernel_is_refused_unless_checks_are_skipped)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	damage_kernel(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "checksum");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "plan");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    fixture.kernel);
	assert_int_equal(kxl_vet(image, 0), -ENOEXEC);
	assert_null(plan);
	assert_null(strstr(fixture.log, "warning: "));
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_SKIP_CHECKS), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_non_null(strstr(fixture.log, "warning: "));
	assert_non_null(strstr(fixture.log, "CRC-32 does not match"));
	assert_int_equal(kxl_vet(image, 0), 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_type_is_believed_and_an_unknown_one_refused)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_set_type(image, "bzImage64"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(kexec_image_set_type(image, "beoboot-x86"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "unknown-type");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "beoboot-x86");
	assert_int_equal(kexec_image_set_type(image, NULL), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

static long anonymous_kib(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long kib = -1;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		(void)sscanf(line, "RssAnon: %ld kB", &kib);
	fclose(file);
	assert_true(kib >= 0);
	return kib;
}

TEST(an_initrd_of_300_mib_costs_no_anonymous_memory)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	volatile const u8 *byte;
	long before;
	u64 i;

	fixture_make_pc(&fixture);
	assert_int_equal(truncate(fixture.initrd, 300 << 20), 0);
	before = anonymous_kib();
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	/* Reads as the kernel does when it copies. */
	byte = image->initrds[0].bytes.data;
	for (i = 0; i < image->initrds[0].bytes.size; i += 4096)
		(void)byte[i];
	/* ASan reads an eighth of it, which may be memory of its own. */
	assert_true(anonymous_kib() - before < (300 << 10) / 4);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_has_the_kernel_and_every_initrd),
		cmocka_unit_test(efi_is_handed_on_unless_it_is_to_be_left_out),
		cmocka_unit_test(more_initrds_than_segments_become_one),
		cmocka_unit_test(
			initrds_become_one_where_the_kernel_has_many_pieces),
		cmocka_unit_test(the_window_binds_every_segment),
		cmocka_unit_test(
			a_crash_kernel_lies_in_its_memory_with_all_it_needs),
		cmocka_unit_test(a_crash_kernel_has_fewer_segments_for_initrds),
		cmocka_unit_test(
			what_keeps_a_crash_kernel_from_its_dump_is_named),
		cmocka_unit_test(
			a_corrupt_kernel_is_refused_unless_checks_are_skipped),
		cmocka_unit_test(a_type_is_believed_and_an_unknown_one_refused),
		cmocka_unit_test(
			an_initrd_of_300_mib_costs_no_anonymous_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
