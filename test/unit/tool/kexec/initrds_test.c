// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Any number of initrds, and standard input once, in their order. */
#include "tool/kexec/initrds.h"

#include <string.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

/* This test's own image: the names it was given, each with a blank. */
struct kexec_image {
	char given[128];
	int fails; /* at this one, from 1; 0: none */
};

static struct capture errors;

static int give(struct kexec_image *image, const char *name)
{
	strcat(image->given, name);
	strcat(image->given, " ");
	return image->fails && !--image->fails ? -5 : 0;
}

int kexec_image_add_initrd(struct kexec_image *image, const char *path)
{
	return give(image, path);
}

int kexec_image_add_initrd_fd(struct kexec_image *image, int fd,
			      const char *name)
{
	assert_int_equal(fd, STDIN_FILENO);
	return give(image, name);
}

TEST(any_number_is_kept_in_order)
{
	static char paths[3000][8];
	struct options options = { 0 };
	unsigned int i;

	for (i = 0; i < 3000; i++) {
		snprintf(paths[i], sizeof(paths[i]), "%u", i);
		assert_int_equal(initrds_add(&options, paths[i]), 0);
	}
	assert_int_equal(options.nr_initrds, 3000);
	for (i = 0; i < 3000; i++)
		assert_ptr_equal(options.initrds[i], paths[i]);
}

TEST(standard_input_is_read_once_in_its_place)
{
	struct kexec_image image = { "", 0 };
	struct options options = { 0 };

	assert_int_equal(initrds_add(&options, "a"), 0);
	assert_int_equal(initrds_add(&options, "-"), 0);
	assert_int_equal(initrds_add(&options, "--"), 0);
	assert_int_equal(initrds_give(&options, &image), 0);
	assert_string_equal(image.given, "a standard input -- ");
	capture_start(&errors, stderr);
	assert_int_equal(initrds_add(&options, "-"), -1);
	capture_end(&errors);
	assert_string_equal(errors.text,
			    "kexec: --initrd=-: standard input can be read "
			    "only once; give the other one as a file\n");
	assert_int_equal(options.nr_initrds, 3);
}

TEST(the_first_that_fails_is_the_last)
{
	struct kexec_image image = { "", 2 };
	struct options options = { 0 };

	assert_int_equal(initrds_add(&options, "a"), 0);
	assert_int_equal(initrds_add(&options, "-"), 0);
	assert_int_equal(initrds_add(&options, "c"), 0);
	assert_int_equal(initrds_give(&options, &image), -5);
	assert_string_equal(image.given, "a standard input ");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_is_kept_in_order),
		cmocka_unit_test(standard_input_is_read_once_in_its_place),
		cmocka_unit_test(the_first_that_fails_is_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
