// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The settings of an image, with this test's own image functions: after the
 * first failed call no other is made, and its result is returned.
 */
#include "tool/kexec/set_up.h"

#include <string.h>

#include "test/unit/test.h"
#include "tool/kexec/initrds.h"

struct kexec_image {
	char calls[24]; /* one letter per call */
	size_t fails;	/* number of the call that fails, from 1; 0: none */
	unsigned int options;
	const char *reused;
	const char *line;    /* of a boot entry; NULL: none */
	const char *carried; /* a UKI's own, once facts are read */
	char set[64];	     /* what the command line was set to */
	struct kexec_console console;
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

int kexec_image_set_arguments(struct kexec_image *image,
			      enum kexec_arguments arguments)
{
	assert_int_equal(arguments, KEXEC_ARGUMENTS_ELF);
	return call(image, "a");
}

int kexec_image_set_profile(struct kexec_image *image, const char *profile)
{
	assert_string_equal(profile, "profile");
	return call(image, "p");
}

int kexec_image_set_cmdline(struct kexec_image *image, const char *cmdline)
{
	snprintf(image->set, sizeof(image->set), "%s", cmdline);
	return call(image, "c");
}

const char *kexec_image_cmdline(const struct kexec_image *image)
{
	return image->line ? image->line : "";
}

int kexec_image_facts(struct kexec_image *image,
		      const struct kexec_facts **facts)
{
	(void)facts;
	image->line = image->carried;
	return image->carried ? 0 : -100;
}

int kexec_image_reuse_cmdline(struct kexec_image *image, const char *extra)
{
	image->reused = extra;
	return call(image, "r");
}

int kexec_image_set_console(struct kexec_image *image,
			    const struct kexec_console *console)
{
	image->console = *console;
	return call(image, "v");
}

int kexec_image_set_dtb(struct kexec_image *image, const char *path)
{
	assert_string_equal(path, "dtb");
	return call(image, "D");
}

int kexec_image_reuse_initrd(struct kexec_image *image)
{
	return call(image, "R");
}

int kexec_image_add_initrd(struct kexec_image *image, const char *path)
{
	return call(image, path);
}

int kexec_image_add_initrd_fd(struct kexec_image *image, int fd,
			      const char *name)
{
	assert_int_equal(fd, -1);
	return call(image, name);
}

int kexec_image_add_module(struct kexec_image *image, const char *path,
			   const char *string)
{
	static const struct {
		const char *path;
		const char *string;
	} rows[] = { { "m", "" }, { "n", "one  two" }, { "o", "" } };
	size_t i = 0;

	while (i < sizeof(rows) / sizeof(rows[0]) - 1 &&
	       strcmp(rows[i].path, path) != 0)
		i++;
	assert_string_equal(path, rows[i].path);
	assert_string_equal(string, rows[i].string);
	return call(image, path);
}

static struct options make_options(void)
{
	static const char *const initrds[] = { "1", initrds_reused, "2" };

	return (struct options){
		.flags = FLAG_CRASH | FLAG_CONSOLE,
		.dtb = "dtb",
		.on_damage = KEXEC_DAMAGE_HALT,
		.mem_min = 0x1000,
		.mem_end = 0x2000,
		.type = "type",
		.arguments = KEXEC_ARGUMENTS_ELF,
		.profile = "profile",
		.cmdline = "line",
		.initrds = initrds,
		.nr_initrds = 3,
		.modules = { "m", "n one  two", "o " },
		.nr_modules = 3,
	};
}

TEST(the_first_call_that_fails_is_the_last)
{
	static const char all[] = "osdwtapcvD1R2mno";
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
		if (!fails)
			assert_string_equal(image.set, "line");
	}
}

/* The entry's line, a UKI's own, the flags, and what is set; "": nothing. */
TEST(the_line_of_a_boot_entry_stays_before_what_is_given)
{
	static const struct {
		const char *line;
		const char *carried;
		unsigned int flags;
		const char *cmdline;
		const char *set;
		const char *calls;
	} rows[] = {
		{ "a b", NULL, 0, "c", "a b c", "osdwtapc" },
		{ NULL, "a", 0, "c", "a c", "osdwtapc" },
		{ NULL, NULL, 0, "c", "c", "osdwtapc" },
		{ "a", NULL, 0, NULL, "", "osdwtap" },
		{ "a", NULL, FLAG_WHOLE_LINE, "c", "c", "osdwtapc" },
		{ "a", NULL, FLAG_REUSE_CMDLINE, "c", "", "osdwtapr" },
	};
	struct options options = make_options();
	struct kexec_image image;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		image = (struct kexec_image){ .line = rows[i].line,
					      .carried = rows[i].carried };
		options.flags = FLAG_CRASH | FLAG_BOOT_ENTRY | rows[i].flags;
		options.cmdline = rows[i].cmdline;
		assert_int_equal(image_set_up(&image, &options), 0);
		assert_string_equal(image.set, rows[i].set);
		assert_memory_equal(image.calls, rows[i].calls,
				    strlen(rows[i].calls));
	}
	/* The entry may have chosen a profile. */
	options.profile = NULL;
	image = (struct kexec_image){ .line = "a" };
	assert_int_equal(image_set_up(&image, &options), 0);
	assert_memory_equal(image.calls, "osdwtar", 7);
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
		{ FLAG_FORCE_DTB, KEXEC_OPTION_FORCE_DTB },
		{ FLAG_MEMMAP, KEXEC_OPTION_MEMMAP_CMDLINE },
		{ FLAG_CONSOLE, 0 },
		{ FLAG_REAL_MODE, KEXEC_OPTION_REAL_MODE },
		{ FLAG_ENTRY_32BIT, KEXEC_OPTION_ENTRY_32BIT },
		{ FLAG_KEEP_PACKED, KEXEC_OPTION_KEEP_PACKED },
		{ FLAG_NO_CRYPTO_TESTS, KEXEC_OPTION_NO_CRYPTO_TESTS },
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
	options.timeline = true;
	image = (struct kexec_image){ .fails = 0 };
	assert_int_equal(image_set_up(&image, &options), 0);
	assert_int_equal(image.options,
			 rows[i - 1].options | KEXEC_OPTION_TIMELINE);
	options.timeline = false;
	image = (struct kexec_image){ .fails = 8 };
	options.flags |= FLAG_REUSE_CMDLINE;
	assert_int_equal(image_set_up(&image, &options), -100);
	assert_string_equal(image.calls, "osdwtapr");
	assert_ptr_equal(image.reused, options.cmdline);
}

/* kexec_file_load(2) does not get it. */
TEST(a_device_tree_is_left_alone_where_nothing_takes_it)
{
	struct options options = make_options();
	struct kexec_image image = { .fails = 0 };

	options.method = KEXEC_METHOD_FILE_LOAD;
	assert_int_equal(image_set_up(&image, &options), 0);
	assert_string_equal(image.calls, "osdwtapcv1R2mno");
	options.dtb = NULL;
	options.flags = FLAG_CRASH;
	options.method = KEXEC_METHOD_LOAD;
	image = (struct kexec_image){ .fails = 0 };
	assert_int_equal(image_set_up(&image, &options), 0);
	assert_string_equal(image.calls, "osdwtapc1R2mno");
}

/* Without a port, those that need one are about the first. */
TEST(a_port_is_the_first_if_it_was_not_named)
{
	static const struct {
		struct kexec_console console;
		unsigned int port;
	} rows[] = {
		{ { KEXEC_CONSOLE_SERIAL, 0, 0 }, 0x3f8 },
		{ { 0, 0, 9600 }, 0x3f8 },
		{ { KEXEC_CONSOLE_VGA, 0, 0 }, 0 },
		{ { KEXEC_CONSOLE_SERIAL, 0x2f8, 9600 }, 0x2f8 },
	};
	struct options options = make_options();
	struct kexec_image image;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		image = (struct kexec_image){ .fails = 0 };
		options.console = rows[i].console;
		assert_int_equal(image_set_up(&image, &options), 0);
		assert_int_equal(image.console.port, rows[i].port);
		assert_int_equal(image.console.flags, rows[i].console.flags);
		assert_int_equal(image.console.baud, rows[i].console.baud);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_call_that_fails_is_the_last),
		cmocka_unit_test(
			the_line_of_a_boot_entry_stays_before_what_is_given),
		cmocka_unit_test(each_flag_is_an_option_of_its_own),
		cmocka_unit_test(
			a_device_tree_is_left_alone_where_nothing_takes_it),
		cmocka_unit_test(a_port_is_the_first_if_it_was_not_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
