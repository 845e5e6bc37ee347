// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What has no effect is warned about, or refused. */
#include "lib/image/unheeded.h"

#include <errno.h>

#include "lib/image/vet.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

struct setup {
	struct fixture fixture;
	struct kexec_image *image;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct arm64_image file;

	assert_non_null(s);
	arm64_image_make(&file);
	fixture_make(&s->fixture);
	s->fixture.ctx->arch = &kx_arch_arm64;
	fixture_put(&s->fixture, "/kernel", arm64_image_bytes(&file));
	assert_int_equal(
		kexec_image_open(s->fixture.ctx, s->fixture.kernel, &s->image),
		0);
	assert_int_equal(kxl_vet(s->image, 0), 0);
	s->fixture.log[0] = '\0';
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	kexec_image_close(s->image);
	fixture_free(&s->fixture);
	free(s);
	return 0;
}

static void set_console(struct setup *s, unsigned int flags, unsigned int port)
{
	const struct kexec_console console = { .flags = flags, .port = port };

	assert_int_equal(kexec_image_set_console(s->image, &console), 0);
	assert_int_equal(kxl_vet(s->image, 0), 0);
	s->fixture.log[0] = '\0';
}

TEST_WITH(nothing_is_said_of_what_has_an_effect)
{
	struct setup *s = *state;

	fixture_text(&s->fixture, "/sys/firmware/efi/fw_platform_size", "64\n");
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_string_equal(s->fixture.log, "");
}

TEST_WITH(a_console_is_warned_about_on_arm64)
{
	struct setup *s = *state;

	set_console(s, KEXEC_CONSOLE_VGA, 0);
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_non_null(strstr(s->fixture.log, "warning: options of a console "
					       "have no effect on arm64"));
	set_console(s, 0, 0x3f8);
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_non_null(strstr(s->fixture.log, "options of a console"));
	set_console(s, KEXEC_CONSOLE_VGA, 0x3f8);
	s->fixture.ctx->arch = &kx_arch_x86_64;
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_string_equal(s->fixture.log, "");
}

TEST_WITH(a_map_on_the_line_is_for_x86)
{
	static const char warning[] =
		"a memory map on the command line is for x86";
	struct setup *s = *state;

	assert_int_equal(
		kexec_image_set_options(s->image, KEXEC_OPTION_MEMMAP_CMDLINE),
		0);
	assert_int_equal(kexec_image_set_slot(s->image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kxl_vet(s->image, 0), 0);
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_non_null(strstr(s->fixture.log, warning));
	s->fixture.log[0] = '\0';
	s->fixture.ctx->arch = &kx_arch_x86_64;
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_null(strstr(s->fixture.log, warning));
}

TEST_WITH(arm64_keeps_its_efi)
{
	struct setup *s = *state;

	assert_int_equal(kexec_image_set_options(s->image, KEXEC_OPTION_NO_EFI),
			 0);
	assert_int_equal(kxl_vet(s->image, 0), 0);
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	fixture_text(&s->fixture, "/sys/firmware/efi/fw_platform_size", "64\n");
	assert_int_equal(kxl_unheeded_check(s->image), -EINVAL);
	assert_string_equal(kexec_ctx_error(s->fixture.ctx)->name, "needs-efi");
	assert_non_null(
		strstr(kexec_ctx_error(s->fixture.ctx)->text, "efi=noruntime"));
	s->fixture.ctx->arch = &kx_arch_x86_64;
	assert_int_equal(kxl_unheeded_check(s->image), 0);
}

/* A way into a kernel that has no place for one. */
TEST_WITH(a_device_tree_that_is_not_passed_on_is_warned_about)
{
	struct kx_protocol other = { .name = "another", .takes_dtb = false };
	struct setup *s = *state;

	s->image->running_dtb = kx_bytes(malloc(1), 1);
	assert_int_equal(
		kexec_image_set_options(s->image, KEXEC_OPTION_FORCE_DTB), 0);
	assert_int_equal(kxl_vet(s->image, 0), 0);
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_string_equal(s->fixture.log, "");
	s->image->facts.protocol = &other;
	assert_int_equal(kxl_unheeded_check(s->image), 0);
	assert_non_null(
		strstr(s->fixture.log, "has no place for a device tree"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(nothing_is_said_of_what_has_an_effect),
		WITH(a_console_is_warned_about_on_arm64),
		WITH(a_map_on_the_line_is_for_x86),
		WITH(arm64_keeps_its_efi),
		WITH(a_device_tree_that_is_not_passed_on_is_warned_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
