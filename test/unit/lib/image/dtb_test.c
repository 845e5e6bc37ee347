// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Device trees: a file's, and the running kernel's with either call. */
#include "lib/image/dtb.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

#define RUNNING "/sys/firmware/fdt"
#define MOST	(252U << 10) /* on x86 */
#define NONE	"this system has no device tree"

/* A tree's header and a few bytes; @declared is the size that it says. */
static u8 tree[64 * 4096];

static struct kx_bytes make_tree(u32 declared, u64 size)
{
	memset(tree, 0xa5, sizeof(tree));
	memcpy(tree, "\xd0\x0d\xfe\xed", 4);
	tree[4] = 0;
	tree[5] = (u8)(declared >> 16);
	tree[6] = (u8)(declared >> 8);
	tree[7] = (u8)declared;
	return kx_bytes(tree, size);
}

static int set_dtb(const struct fixture *fixture, struct kexec_image *image,
		   struct kx_bytes bytes)
{
	char path[128];

	fixture_put(fixture, "/board.dtb", bytes);
	fixture_path(fixture, "/board.dtb", path);
	return kexec_image_set_dtb(image, path);
}

static bool has_tree(const struct kexec_plan *plan, struct kx_bytes bytes)
{
	unsigned int i;

	for (i = 0; i < plan->nr_segments; i++)
		if (!strcmp(plan->names[i], "boot data"))
			return memmem(plan->segments[i].buf,
				      plan->segments[i].bufsz, bytes.data,
				      bytes.size);
	return false;
}

TEST(a_tree_is_as_long_as_its_header_says)
{
	static const struct {
		const char *name;
		u32 declared;
		u64 size;
		int err;
	} rows[] = {
		{ "exact", 1000, 1000, 0 },
		{ "longer file", 1000, 1200, 0 },
		{ "header alone", 40, 40, 0 },
		{ "the most", MOST, MOST, 0 },
		{ "truncated", 1001, 1000, -ENOEXEC },
		{ "no size", 0, 1000, -ENOEXEC },
		{ "less than a header", 39, 1000, -ENOEXEC },
		{ "half a header", 39, 39, -ENOEXEC },
		{ "too large", MOST + 1, MOST + 1, -ENOEXEC },
	};
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct kx_bytes bytes;
	size_t i;

	image = recorder_start(&fixture, fixture_make_pc);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bytes = make_tree(rows[i].declared, rows[i].size);
		assert_row(rows[i].name, set_dtb(&fixture, image, bytes),
			   rows[i].err);
		if (rows[i].err)
			continue;
		assert_int_equal(kxl_dtb_of(image).size, rows[i].declared);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_true(has_tree(plan, kxl_dtb_of(image)));
	}
	assert_int_equal(kexec_image_set_dtb(image, NULL), 0);
	assert_int_equal(kxl_dtb_of(image).size, 0);
	recorder_finish(&fixture, image);
}

TEST(what_is_no_tree_is_named)
{
	static const struct {
		const char *bytes;
		const char *says;
	} rows[] = {
		{ "a text, and no tree at all in it\n",
		  "it is no device tree, but a text file; give one as dtc" },
		{ "\x01\x02\x03\x04\x05\x06", "it is no device tree; give" },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = recorder_start(&fixture, fixture_make_pc);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(set_dtb(&fixture, image, view(rows[i].bytes)),
				 -ENOEXEC);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "dtb");
		print_message("# %s\n", kexec_ctx_error(fixture.ctx)->text);
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->text,
				       rows[i].says));
	}
	assert_int_equal(set_dtb(&fixture, image, make_tree(1001, 1000)),
			 -ENOEXEC);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->value, 1001);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->limit, 1000);
	assert_int_equal(kexec_image_set_dtb(image, "/nonexistent"), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "open device tree");
	recorder_finish(&fixture, image);
}

/* @has: the running kernel has a tree. */
static struct kexec_image *start_forced(struct fixture *fixture, bool has)
{
	struct kexec_image *image = recorder_start(fixture, fixture_make_pc);

	if (has)
		fixture_put(fixture, RUNNING, make_tree(900, 900));
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_FORCE_DTB),
			 0);
	return image;
}

TEST(the_running_kernels_tree_is_carried_over)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	image = start_forced(&fixture, true);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_true(has_tree(plan, make_tree(900, 900)));
	assert_null(strstr(fixture.log, NONE));
	/* One that was given counts instead. */
	assert_int_equal(set_dtb(&fixture, image, make_tree(800, 800)), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(kxl_dtb_of(image).size, 800);
	recorder_finish(&fixture, image);

	/* It is refused each time, and no more is wanted without the option. */
	image = start_forced(&fixture, true);
	fixture_put(&fixture, RUNNING, make_tree(901, 900));
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	fixture_put(&fixture, RUNNING, make_tree(900, 900));
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(kxl_dtb_of(image).size, 900);
	assert_int_equal(kexec_image_set_options(image, 0), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(kxl_dtb_of(image).size, 0);
	recorder_finish(&fixture, image);
}

/* What the kernel has the flag for, it does itself. */
TEST(the_flag_is_dropped_only_if_there_is_nothing_to_lose)
{
	static const struct {
		const char *name;
		bool has;
		enum kexec_method method;
		int answer;
		int err;
		unsigned int file_loads;
		unsigned int loads;
		unsigned long flags;
		bool warns;
	} rows[] = {
		{ "6.18", true, KEXEC_METHOD_FILE_LOAD, 0, 0, 1, 0, 0x24,
		  false },
		{ "6.18, none", false, KEXEC_METHOD_FILE_LOAD, 0, 0, 1, 0, 0x24,
		  true },
		{ "older", true, KEXEC_METHOD_FILE_LOAD, -EINVAL, -EINVAL, 1, 0,
		  0x24, false },
		{ "older, none", false, KEXEC_METHOD_FILE_LOAD, -EINVAL, 0, 2,
		  0, 0x4, true },
		{ "older, -a", true, KEXEC_METHOD_AUTO, -EINVAL, 0, 1, 1, 0x24,
		  false },
		{ "-c", true, KEXEC_METHOD_LOAD, 0, 0, 0, 1, 0, false },
		{ "-c, none", false, KEXEC_METHOD_LOAD, 0, 0, 0, 1, 0, true },
	};
	struct kexec_image *image;
	struct fixture fixture;
	const char *warning;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start_forced(&fixture, rows[i].has);
		recorder.force_dtb_answer = rows[i].answer;
		assert_row(rows[i].name,
			   kexec_image_load(image, rows[i].method),
			   rows[i].err);
		assert_row(rows[i].name, recorder.file_loads,
			   rows[i].file_loads);
		assert_row(rows[i].name, recorder.loads, rows[i].loads);
		assert_row(rows[i].name, recorder.file.flags, rows[i].flags);
		warning = strstr(fixture.log, NONE);
		assert_row(rows[i].name, !!warning, rows[i].warns);
		/* Once. */
		assert_true(!warning || !strstr(warning + 1, NONE));
		recorder_finish(&fixture, image);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_is_as_long_as_its_header_says),
		cmocka_unit_test(what_is_no_tree_is_named),
		cmocka_unit_test(the_running_kernels_tree_is_carried_over),
		cmocka_unit_test(
			the_flag_is_dropped_only_if_there_is_nothing_to_lose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
