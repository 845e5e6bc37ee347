// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Each warning of a load, in full, and machines that don't cause it. */
#include "lib/image/forewarn.h"

#include <errno.h>
#include <unistd.h>

#include "lib/image/image.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_multiboot.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

static struct fixture fixture;
static struct kexec_image *image;

static void open_image(void)
{
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_set_cmdline(image, "x"), 0);
}

static void finish(void)
{
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* Returns the bits; the log contains only the warnings. */
static unsigned int forewarn(void)
{
	unsigned int warnings = ~0U;

	fixture.log[0] = '\0';
	assert_int_equal(kexec_image_forewarn(image, &warnings), 0);
	return warnings;
}

/* Exactly one warning, which begins with @object. */
static void assert_log(const char *object, const char *rest)
{
	char want[1024];

	snprintf(want, sizeof(want), "warning: %s%s", object, rest);
	assert_string_equal(fixture.log, want);
}

TEST(nothing_is_said_of_what_may_well_start)
{
	fixture_make_pc(&fixture);
	open_image();
	assert_int_equal(forewarn(), 0);
	assert_string_equal(fixture.log, "");
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(forewarn(), 0);
	assert_string_equal(fixture.log, "");
	finish();
}

/* boot_params of the running kernel: all parts count, high halves, too. */
TEST(an_initrd_is_missed_where_the_running_system_had_one)
{
	static const char says[] =
		" has no initrd, and the running system came up "
		"with one: this kernel may find no root file system; give it "
		"one (--initrd)\n";
	static const struct {
		const char *name;
		u8 loader;
		u16 image;
		u16 size;
		bool has;
	} rows[] = {
		{ "low", 0x72, 0x218, 0x21c, true },
		{ "high address", 0x72, 0xc0, 0x21c, true },
		{ "high size", 0x72, 0x218, 0xc4, true },
		{ "top bytes", 0x72, 0x21b, 0x21f, true },
		{ "no loader", 0, 0x218, 0x21c, false },
		{ "no address", 0x72, 0x214, 0x21c, false },
		{ "no size", 0x72, 0x218, 0x220, false },
		{ "nothing", 0x72, 0, 0, false },
	};
	u8 params[4096];
	size_t i;

	fixture_make_pc(&fixture);
	open_image();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(params, 0, sizeof(params));
		params[0x210] = rows[i].loader;
		params[rows[i].image] = 1;
		params[rows[i].size] = 1;
		fixture_put(&fixture, "/sys/kernel/boot_params/data",
			    kx_bytes(params, sizeof(params)));
		assert_row(rows[i].name, forewarn(),
			   rows[i].has ? KEXEC_FOREWARN_NO_INITRD : 0);
		if (rows[i].has)
			assert_log(fixture.kernel, says);
		else
			assert_string_equal(fixture.log, "");
	}
	params[0x218] = 1;
	params[0x21c] = 1;
	fixture_put(&fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(params, 0x21c));
	assert_int_equal(forewarn(), 0);
	fixture_put(&fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(params, sizeof(params)));
	assert_int_equal(forewarn(), KEXEC_FOREWARN_NO_INITRD);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(forewarn(), 0);
	fixture_remove(&fixture, "/sys/kernel/boot_params/data");
	assert_int_equal(forewarn(), 0);
	finish();
}

TEST(a_multiboot_kernel_misses_neither_initrd_nor_root)
{
	static struct multiboot kernel;
	const struct kexec_plan *plan;
	u8 params[4096] = { 0 };
	char path[128];

	params[0x210] = 0x72;
	params[0x218] = 1;
	params[0x21c] = 1;
	fixture_make_pc(&fixture);
	fixture_put(&fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(params, sizeof(params)));
	multiboot_make_2(&kernel);
	fixture_put(&fixture, "/xen", multiboot_bytes(&kernel));
	fixture_path(&fixture, "/xen", path);
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_image_open(fixture.ctx, path, &image), 0);
	assert_int_equal(kexec_image_set_cmdline(image, "root=/dev/nix"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(forewarn(), 0);
	assert_string_equal(fixture.log, "");
	finish();
}

TEST(a_command_line_is_missed)
{
	static const char *const lines[] = { "", " ", "\t \n" };
	size_t i;

	fixture_make_pc(&fixture);
	open_image();
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		assert_int_equal(kexec_image_set_cmdline(image, lines[i]), 0);
		assert_int_equal(forewarn(), KEXEC_FOREWARN_NO_CMDLINE);
		assert_log(fixture.kernel,
			   " has no command line: no root= and no "
			   "console=; give one (--append), or the running "
			   "kernel's (--reuse-cmdline)\n");
	}
	/* What an option adds is none. */
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_NO_CRYPTO_TESTS),
		0);
	assert_int_equal(forewarn(), KEXEC_FOREWARN_NO_CMDLINE);
	/* Other programs than Linux may need none. */
	assert_int_equal(
		kexec_image_set_arguments(image, KEXEC_ARGUMENTS_LINUX), 0);
	assert_int_equal(forewarn(), KEXEC_FOREWARN_NO_CMDLINE);
	assert_int_equal(kexec_image_set_arguments(image, KEXEC_ARGUMENTS_ELF),
			 0);
	assert_int_equal(forewarn(), 0);
	finish();
}

TEST(a_root_that_is_not_here_is_named)
{
	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/class/block/vda1", "");
	open_image();
	assert_int_equal(kexec_image_set_cmdline(image, "root=/dev/vda1"), 0);
	assert_int_equal(forewarn(), 0);
	assert_int_equal(kexec_image_set_cmdline(image, "root=/dev/vda2 ro"),
			 0);
	assert_int_equal(forewarn(), KEXEC_FOREWARN_ROOT);
	assert_log(
		"root=/dev/vda2",
		": this system has no such device; unless an initrd makes it "
		"(LVM, RAID, LUKS), the next kernel looks for it in vain; "
		"compare with blkid(8)\n");
	assert_int_equal(kexec_image_set_cmdline(image, "root=UUID=1-2"), 0);
	assert_int_equal(forewarn(), KEXEC_FOREWARN_ROOT);
	assert_log("root=UUID=1-2",
		   ": without an initrd Linux finds no device "
		   "by this; give an initrd (--initrd), or root=PARTUUID=\n");
	finish();
}

TEST(what_linux_cant_unpack_is_no_initrd)
{
	static const struct {
		const char *file;
		const char *is; /* NULL: no warning */
	} rows[] = {
		{ "!<arch>\n", "an ar archive" },
		{ "quiet root=/dev/sda1\n", "a text file" },
		{ "<html>", "an HTML page" },
		{ "070707000", "a cpio archive of the old kind" },
		{ "hsqs", NULL },
		{ "\1\2\3\4\5\6\7", NULL },
	};
	char says[160];
	char path[128];
	size_t i;

	fixture_make_pc(&fixture);
	fixture_path(&fixture, "/initrd2", path);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_text(&fixture, "/initrd2", rows[i].file);
		open_image();
		assert_int_equal(kexec_image_add_initrd(image, path), 0);
		assert_row(rows[i].file, forewarn(),
			   rows[i].is ? KEXEC_FOREWARN_INITRD_KIND : 0U);
		snprintf(says, sizeof(says),
			 " was given as an initrd, and is %s: Linux can't "
			 "unpack it; give the initrd of the kernel\n",
			 rows[i].is);
		if (rows[i].is)
			assert_log(path, says);
		kexec_image_close(image);
	}
	open_image();
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.kernel), 0);
	assert_int_equal(forewarn(), KEXEC_FOREWARN_INITRD_KIND);
	assert_log(fixture.kernel,
		   " was given as an initrd, and is a bzImage: Linux can't "
		   "unpack it; give the initrd of the kernel\n");
	finish();
}

/* losses_test.c has all of the warnings. */
TEST(what_linux_would_drop_is_said)
{
	char path[128];

	fixture_make_pc(&fixture);
	fixture_path(&fixture, "/initrd2", path);
	fixture_text(&fixture, "/initrd2", "070701000");
	open_image();
	assert_int_equal(kexec_image_add_initrd(image, path), 0);
	assert_int_equal(forewarn(), KEXEC_FOREWARN_INITRD_LOST);
	assert_log(path, ": its uncompressed archive ends too early, in the "
			 "file at byte 0: Linux drops that, and all that "
			 "follows; get the initrd again\n");
	finish();
}

/* The dry run unpacks gzip to find its end; a load has no time for it. */
TEST(a_load_unpacks_no_initrd_for_a_warning)
{
	static const char says[] = "its gzip archive at byte 0 ends too early";
	char path[128];

	fixture_make_pc(&fixture);
	fixture_path(&fixture, "/initrd2", path);
	fixture_text(&fixture, "/initrd2", "\x1f\x8b\x08\1");
	assert_int_equal(truncate(path, 10), 0);
	open_image();
	assert_int_equal(kexec_image_add_initrd(image, path), 0);
	assert_int_equal(forewarn(),
			 HAVE_ZLIB ? KEXEC_FOREWARN_INITRD_LOST : 0);
	assert_int_equal(!strstr(fixture.log, says), !HAVE_ZLIB);
	fixture.log[0] = '\0';
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_null(strstr(fixture.log, says));
	finish();
}

static void set_aside(const char *range)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "00001000-0009fbff : System RAM\n"
		 "00100000-bfffffff : System RAM\n"
		 "  %s : Crash kernel\n",
		 range);
	fixture_text(&fixture, "/proc/iomem", text);
}

TEST(crash_memory_that_is_too_small_is_said_with_the_sum)
{
	struct kexec_crash_estimate sum;
	unsigned int warnings = 7;

	fixture_make_crash(&fixture);
	open_image();
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_int_equal(sum.needed, 67 << 20);
	/* 67 MiB, to the byte. */
	set_aside("a0000000-a42fffff");
	assert_int_equal(forewarn(), 0);
	assert_string_equal(fixture.log, "");
	set_aside("a0000000-a42ffffe");
	assert_int_equal(forewarn(), KEXEC_FOREWARN_CRASH_MEMORY);
	assert_log("66",
		   " MiB are set aside for a crash kernel, and this "
		   "one needs about 67 MiB (kernel 8, initrd 1, unpacked 1, "
		   "all else 57); set more aside (crashkernel=80M), or use a "
		   "smaller initrd\n");
	/* The normal kernel does not use the region. */
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_NORMAL), 0);
	assert_int_equal(forewarn(), 0);
	/* Without a region the plan fails. */
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	fixture_text(&fixture, "/proc/iomem",
		     "00100000-bfffffff : System RAM\n");
	assert_int_equal(forewarn(), 0);
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	assert_int_equal(kexec_image_forewarn(image, &warnings), -EPERM);
	assert_int_equal(warnings, 7);
	finish();
}

TEST(a_load_says_it_once_whichever_call_it_takes)
{
	static const enum kexec_method methods[] = { KEXEC_METHOD_LOAD,
						     KEXEC_METHOD_FILE_LOAD,
						     KEXEC_METHOD_AUTO };
	static const char says[] = "warning: 64 MiB are set aside";
	char *first;
	size_t i;

	fixture_make_crash(&fixture);
	set_aside("a0000000-a3ffffff");
	open_image();
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		fixture.log[0] = '\0';
		assert_int_equal(kexec_image_load(image, methods[i]), 0);
		first = strstr(fixture.log, says);
		assert_non_null(first);
		assert_null(strstr(first + 1, says));
		assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	}
	/* A failed load has an error, so it has no warnings. */
	fixture.log[0] = '\0';
	recorder.load_answer = -EBUSY;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), -EBUSY);
	assert_null(strstr(fixture.log, says));
	finish();
}

TEST(what_can_not_be_foreseen_does_not_fail_a_load)
{
	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	open_image();
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	assert_non_null(strstr(fixture.log, "nothing foreseen: "));
	finish();
}

/* Without a plan there is no estimate. */
TEST(memory_is_asked_for_where_there_is_a_plan)
{
	static const enum kexec_method methods[] = { KEXEC_METHOD_LOAD,
						     KEXEC_METHOD_FILE_LOAD,
						     KEXEC_METHOD_AUTO };
	size_t i;

	fixture_make_pc(&fixture);
	open_image();
	assert_int_equal(kexec_image_set_type(image, "nbi"), 0);
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		assert_int_not_equal(
			kexec_image_check_memory(image, methods[i]), 0);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "unknown-type");
	}
	finish();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_of_what_may_well_start),
		cmocka_unit_test(
			an_initrd_is_missed_where_the_running_system_had_one),
		cmocka_unit_test(
			a_multiboot_kernel_misses_neither_initrd_nor_root),
		cmocka_unit_test(a_command_line_is_missed),
		cmocka_unit_test(a_root_that_is_not_here_is_named),
		cmocka_unit_test(what_linux_cant_unpack_is_no_initrd),
		cmocka_unit_test(what_linux_would_drop_is_said),
		cmocka_unit_test(a_load_unpacks_no_initrd_for_a_warning),
		cmocka_unit_test(
			crash_memory_that_is_too_small_is_said_with_the_sum),
		cmocka_unit_test(a_load_says_it_once_whichever_call_it_takes),
		cmocka_unit_test(memory_is_asked_for_where_there_is_a_plan),
		cmocka_unit_test(what_can_not_be_foreseen_does_not_fail_a_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
