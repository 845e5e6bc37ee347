// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The settings of an image, with this test's own image functions: after the
 * first failed call no other is made, and its result is returned.
 */
#include "tool/kexec/set_up.h"

#include <string.h>

#include "test/unit/test.h"

struct kexec_image {
	char calls[16]; /* one letter per call */
	size_t fails;	/* number of the call that fails, from 1; 0: none */
	unsigned int options;
	const char *reused;
};

static int call(struct kexec_image *image, const char *letter)
{
	strcat(image->calls, letter);
	return strlen(image->calls) == image->fails ? -100 : 0;
}

int kexec_image_set_options(struct kexec_image *image, unsigned int options)
{
	image->options = options;
	return call(image, "o");
}

int kexec_image_set_slot(struct kexec_image *image, enum kexec_slot slot)
{
	assert_int_equal(slot, KEXEC_SLOT_CRASH);
	return call(image, "s");
}

int kexec_image_set_on_damage(struct kexec_image *image,
			      enum kexec_on_damage action)
{
	assert_int_equal(action, KEXEC_DAMAGE_HALT);
	return call(image, "d");
}

int kexec_image_set_window(struct kexec_image *image, uint64_t start,
			   uint64_t end)
{
	assert_int_equal(start, 0x1000);
	assert_int_equal(end, 0x2000);
	return call(image, "w");
}

int kexec_image_set_type(struct kexec_image *image, const char *type)
{
	assert_string_equal(type, "type");
	return call(image, "t");
}

int kexec_image_set_cmdline(struct kexec_image *image, const char *cmdline)
{
	assert_string_equal(cmdline, "line");
	return call(image, "c");
}

int kexec_image_reuse_cmdline(struct kexec_image *image, const char *extra)
{
	image->reused = extra;
	return call(image, "r");
}

int kexec_image_add_initrd(struct kexec_image *image, const char *path)
{
	return call(image, path);
}

static struct options make_options(void)
{
	return (struct options){
		.flags = FLAG_CRASH,
		.on_damage = KEXEC_DAMAGE_HALT,
		.mem_min = 0x1000,
		.mem_end = 0x2000,
		.type = "type",
		.cmdline = "line",
		.initrds = { "1", "2" },
		.nr_initrds = 2,
	};
}

TEST(the_first_call_that_fails_is_the_last)
{
	static const char all[] = "osdwtc12";
	struct options options = make_options();
	struct kexec_image image;
	size_t fails;

	for (fails = 0; fails < sizeof(all); fails++) {
		image = (struct kexec_image){ .fails = fails };
		assert_row(all, image_set_up(&image, &options),
			   fails ? -100 : 0);
		assert_int_equal(strlen(image.calls),
				 fails ? fails : strlen(all));
		assert_memory_equal(image.calls, all, strlen(image.calls));
	}
}

TEST(each_flag_is_an_option_of_its_own)
{
	static const struct {
		enum flag flag;
		unsigned int options;
	} rows[] = {
		{ FLAG_NO_CHECKS, KEXEC_OPTION_SKIP_CHECKS },
		{ FLAG_DEBUG, KEXEC_OPTION_DEBUG },
		{ FLAG_ELF32, KEXEC_OPTION_ELF32_HEADERS },
		{ FLAG_HOTPLUG, KEXEC_OPTION_HOTPLUG },
		{ FLAG_PRESERVE, KEXEC_OPTION_PRESERVE_CONTEXT },
		{ FLAG_NO_EFI, KEXEC_OPTION_NO_EFI },
		{ FLAG_NO_CMA, KEXEC_OPTION_NO_CMA },
		{ FLAG_QUIET, 0 },
		{ FLAG_DEBUG | FLAG_NO_EFI,
		  KEXEC_OPTION_DEBUG | KEXEC_OPTION_NO_EFI },
	};
	struct options options = make_options();
	struct kexec_image image;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		image = (struct kexec_image){ .fails = 0 };
		options.flags = FLAG_CRASH | rows[i].flag;
		assert_int_equal(image_set_up(&image, &options), 0);
		assert_int_equal(image.options, rows[i].options);
	}
	image = (struct kexec_image){ .fails = 6 };
	options.flags |= FLAG_REUSE_CMDLINE;
	assert_int_equal(image_set_up(&image, &options), -100);
	assert_string_equal(image.calls, "osdwtr");
	assert_ptr_equal(image.reused, options.cmdline);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_call_that_fails_is_the_last),
		cmocka_unit_test(each_flag_is_an_option_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
