// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Whether a kernel is unpacked where it may change the depth of page tables. */
#include "lib/image/vmlinux.h"

#include "lib/machine/cpuid.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_kernel.h"
#include "test/unit/test.h"

#define LA57	     (1U << 16)
#define WANTS_5LEVEL "it may want 5-level page tables"

/* Of leaf 7. */
static u32 features;

struct kxl_cpuid kxl_cpuid(u32 leaf)
{
	return (struct kxl_cpuid){ .ecx = leaf == 7 ? features : 0 };
}

static void put_kernel(struct fixture *fixture, u16 xloadflags)
{
	struct bzimage image;

	pack_vmlinux(xloadflags, &image);
	fixture_put(fixture, "/kernel", bzimage_bytes(&image));
}

TEST(a_kernel_that_may_turn_5_levels_on_stays_packed)
{
	static const struct {
		const char *name;
		u32 features;
		u16 xloadflags;
		const char *flags, *line, *says;
	} rows[] = {
		{ "it can", LA57, 0x63, "fpu", "quiet", WANTS_5LEVEL },
		{ "no5lvl", LA57, 0x63, "fpu", "no5lvl", ": unpacked\n" },
		{ "another CPU", ~LA57, 0x63, "fpu", "quiet", ": unpacked\n" },
		{ "an old kernel", LA57, 0x23, "fpu", "quiet", ": unpacked\n" },
		{ "on", LA57, 0x63, "fpu la57", "quiet", ": unpacked\n" },
	};
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image = NULL;
	struct fixture fixture;
	char text[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		features = rows[i].features;
		put_kernel(&fixture, rows[i].xloadflags);
		snprintf(text, sizeof(text), "flags\t\t: %s\n", rows[i].flags);
		fixture_text(&fixture, "/proc/cpuinfo", text);
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_set_cmdline(image, rows[i].line),
				 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_row(rows[i].name, strstr(fixture.log, rows[i].says) != 0,
			   1);
		kexec_image_close(image);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_kernel_that_may_turn_5_levels_on_stays_packed),
	};

	return cmocka_run_group_tests_name("vmlinux paging", tests, NULL, NULL);
}
