// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Crash kernels, and memory for them that is at the wrong place. */
#include "lib/image/crash_place.h"

#include <errno.h>
#include <string.h>

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

TEST(a_crash_kernels_memory_may_be_where_it_can_not_lie)
{
	static const struct {
		const char *iomem;
		bool is_low; /* the kernel knows no memory above 4 GiB */
		const char *reason;
	} rows[] = {
		{ "00100000-bfffffff : System RAM\n"
		  "  00200000-00ffffff : Crash kernel\n",
		  false,
		  "kernel has to lie at or above 0x1000000, and the crash "
		  "kernel's memory is [0x200000, 0x1000000)" },
		{ "00100000-bfffffff : System RAM\n"
		  "400000000-40fffffff : Crash kernel\n",
		  true,
		  "kernel has to lie below 0x100000000, and the crash "
		  "kernel's memory is [0x400000000, 0x410000000)" },
	};
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		fixture_text(&fixture, "/proc/iomem", rows[i].iomem);
		bzimage_make(&file);
		if (rows[i].is_low)
			bzimage_put(&file, BZ_XLOADFLAGS, 2, 1);
		bzimage_seal(&file);
		fixture_put(&fixture, "/kernel", bzimage_bytes(&file));
		image = open_kernel(&fixture);
		assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH),
				 0);
		assert_int_equal(kexec_image_plan(image, &plan),
				 -EADDRNOTAVAIL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
				    rows[i].reason);
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->advice,
				       "SIZE@ADDRESS"));
		kexec_image_close(image);
		fixture_free(&fixture);
	}
}

/* One that its build has put somewhere else: CONFIG_PHYSICAL_START. */
static const struct {
	const char *iomem; /* of the region */
	const char *release;
	int err;
	const char *cause;
	const char *reason;
} own_places[] = {
	{ "  01000000-04ffffff : Crash kernel\n", "2.6.32", 0, "", "" },
	{ "  00f00000-04ffffff : Crash kernel\n", "2.6.32", 0, "", "" },
	{ "  a0000000-afffffff : Crash kernel\n", "2.6.32", -EADDRNOTAVAIL,
	  "crash-region-address",
	  "kernel was built to lie in [0x1000000, 0x1007000) "
	  "(CONFIG_PHYSICAL_START), and the crash kernel's memory is "
	  "[0xa0000000, 0xb0000000)" },
	{ "  01001000-04ffffff : Crash kernel\n", "2.6.32", -EADDRNOTAVAIL,
	  "crash-region-address",
	  "kernel was built to lie in [0x1000000, 0x1007000) "
	  "(CONFIG_PHYSICAL_START), and the crash kernel's memory is "
	  "[0x1001000, 0x5000000)" },
	{ "  01000000-01005fff : Crash kernel\n", "2.6.32", -EADDRNOTAVAIL,
	  "crash-region-address",
	  "kernel was built to lie in [0x1000000, 0x1007000) "
	  "(CONFIG_PHYSICAL_START), and the crash kernel's memory is "
	  "[0x1000000, 0x1006000)" },
	/* Newer ones lie there, or anywhere above. */
	{ "  01000000-04ffffff : Crash kernel\n", "6.1.0", 0, "", "" },
	{ "  a0000000-afffffff : Crash kernel\n", "6.1.0", 0, "", "" },
	{ "  01001000-04ffffff : Crash kernel\n", "6.1.0", 0, "", "" },
	{ "  00200000-00ffffff : Crash kernel\n", "6.1.0", -EADDRNOTAVAIL,
	  "crash-region-address",
	  "kernel has to lie at or above 0x1000000, and the crash "
	  "kernel's memory is [0x200000, 0x1000000)" },
};

TEST(an_old_vmlinux_needs_its_own_place_in_that_memory)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct vmlinux file;
	char iomem[128];
	size_t i;

	vmlinux_make(&file);
	for (i = 0; i < ARRAY_SIZE(own_places); i++) {
		vmlinux_set_release(&file, own_places[i].release);
		fixture_make_crash(&fixture);
		snprintf(iomem, sizeof(iomem),
			 "00100000-bfffffff : System RAM\n%s",
			 own_places[i].iomem);
		fixture_text(&fixture, "/proc/iomem", iomem);
		fixture_put(&fixture, "/kernel", vmlinux_bytes(&file));
		image = open_kernel(&fixture);
		assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH),
				 0);
		assert_row(own_places[i].iomem, kexec_image_plan(image, &plan),
			   own_places[i].err);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    own_places[i].cause);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
				    own_places[i].reason);
		if (own_places[i].err)
			assert_non_null(
				strstr(kexec_ctx_error(fixture.ctx)->advice,
				       "SIZE@ADDRESS"));
		kexec_image_close(image);
		fixture_free(&fixture);
	}
}

/* All of what it was given is free for it, or the window is at fault. */
TEST(a_window_is_the_users)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct vmlinux file;

	vmlinux_make(&file);
	vmlinux_set_release(&file, "2.6.32");
	fixture_make_crash(&fixture);
	fixture_put(&fixture, "/kernel", vmlinux_bytes(&file));
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_set_window(image, 0xa0000000, 0xafffffff),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EADDRNOTAVAIL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-hole");
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_crash_kernels_memory_may_be_where_it_can_not_lie),
		cmocka_unit_test(
			an_old_vmlinux_needs_its_own_place_in_that_memory),
		cmocka_unit_test(a_window_is_the_users),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
