// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages of plans, and how many initrds stay separate files. */
#include "lib/image/planner.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "core/plan.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define LINE_MAX 512

static struct kexec_image *open_kernel(const struct fixture *fixture)
{
	struct kexec_image *image;

	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static void assert_logged(const struct fixture *fixture, const char *line)
{
	if (!strstr(fixture->log, line))
		fail_msg("no line \"%s\" in:\n%s", line, fixture->log);
}

TEST(the_log_has_each_segment_of_the_plan)
{
	const struct kexec_plan *plan = NULL;
	const struct kexec_segment *segment;
	struct kexec_image *image;
	unsigned long long start;
	struct fixture fixture;
	char line[LINE_MAX];
	unsigned int i;

	fixture_make_crash(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	snprintf(line, sizeof(line), "\nplan: entry %#llx, %u segments\n",
		 (unsigned long long)plan->entry, plan->nr_segments);
	assert_logged(&fixture, line);
	assert_true(plan->nr_segments > 4);
	for (i = 0; i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		start = (uintptr_t)segment->mem;
		snprintf(line, sizeof(line),
			 "\n  segment %u [%#llx, %#llx) %s, %#llx bytes\n", i,
			 start, start + segment->memsz, plan->names[i],
			 (unsigned long long)segment->bufsz);
		assert_logged(&fixture, line);
	}
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* Only a lack of room has an advice about memory. */
TEST(a_crash_kernel_is_too_large_or_of_another_kind)
{
	static const struct {
		const char *region;
		const char *type;
		const char *name;
		const char *advice;
	} rows[] = {
		{ "a0000000-a00fffff", NULL, "crash-region-small",
		  "set more memory aside for it (crashkernel=), or use a "
		  "smaller initrd" },
		{ "400000000000-40000fffffff", NULL, "crash-region-high",
		  "set other memory aside: crashkernel=SIZE@ADDRESS" },
		{ "a0000001-a0000ffe", NULL, "crash-region-small",
		  "set other memory aside: crashkernel=SIZE@ADDRESS" },
		{ "a0000000-afffffff", "nbi", "unknown-type",
		  "name a known one, or leave it out" },
	};
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	char text[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		snprintf(text, sizeof(text),
			 "00100000-bfffffff : System RAM\n"
			 "  %s : Crash kernel\n",
			 rows[i].region);
		fixture_text(&fixture, "/proc/iomem", text);
		image = open_kernel(&fixture);
		assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH),
				 0);
		assert_int_equal(kexec_image_set_type(image, rows[i].type), 0);
		assert_int_not_equal(kexec_image_plan(image, &plan), 0);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    rows[i].name);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
				    rows[i].advice);
		kexec_image_close(image);
		fixture_free(&fixture);
	}
}

TEST(a_skipped_check_names_the_file_and_the_fault)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage damaged;
	char line[LINE_MAX];

	fixture_make_pc(&fixture);
	bzimage_make(&damaged);
	damaged.data[sizeof(damaged.data) - 100] ^= 1;
	fixture_put(&fixture, "/kernel", bzimage_bytes(&damaged));
	image = open_kernel(&fixture);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_SKIP_CHECKS), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	snprintf(line, sizeof(line),
		 "warning: %s: %s; the payload is of no compression that Linux "
		 "uses; going on, as checks are to be skipped\n",
		 fixture.kernel, kx_error(-KX_E_CHECKSUM)->text);
	assert_logged(&fixture, line);
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* Counts segments named "initrd" in a plan with @count initrds. */
static unsigned int count_planned(struct kexec_image *image, unsigned int count,
				  const char *path)
{
	const struct kexec_plan *plan = NULL;
	unsigned int planned = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		assert_int_equal(kexec_image_add_initrd(image, path), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++)
		planned += !strcmp(plan->names[i], "initrd");
	return planned;
}

TEST(as_many_initrds_as_fit_are_segments_and_more_are_one)
{
	static const struct {
		const char *name;
		enum kexec_slot slot;
		bool returns;
		unsigned int most;
	} rows[] = {
		{ "normal", KEXEC_SLOT_NORMAL, false, KX_INITRD_MAX },
		{ "crash", KEXEC_SLOT_CRASH, false, KX_SEGMENT_MAX - 5 },
		{ "returns", KEXEC_SLOT_NORMAL, true, 1 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int more;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (more = 0; more < 2; more++) {
			fixture_make_crash(&fixture);
			image = open_kernel(&fixture);
			assert_int_equal(
				kexec_image_set_slot(image, rows[i].slot), 0);
			if (rows[i].returns) {
				assert_int_equal(
					kexec_image_set_options(
						image,
						KEXEC_OPTION_PRESERVE_CONTEXT),
					0);
				assert_int_equal(
					kexec_image_set_window(
						image, 0x10000000, 0x18000000),
					0);
			}
			assert_row(rows[i].name,
				   count_planned(image, rows[i].most + more,
						 fixture.initrd),
				   more ? 1 : rows[i].most);
			kexec_image_close(image);
			fixture_free(&fixture);
		}
	}
}

/* Only the purgatory differs, which has the choice in its head. */
TEST(what_is_done_with_a_damaged_image_is_in_the_plan)
{
	static const enum kexec_on_damage actions[] = { KEXEC_DAMAGE_REBOOT,
							KEXEC_DAMAGE_HALT,
							KEXEC_DAMAGE_START };
	u8 purgatories[ARRAY_SIZE(actions)][8192];
	const struct kexec_segment *last;
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	u64 size = 0;
	size_t i;

	fixture_make_crash(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		assert_int_equal(kexec_image_set_on_damage(image, actions[i]),
				 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		last = &plan->segments[plan->nr_segments - 1];
		size = last->bufsz;
		assert_in_range(size, 1, sizeof(purgatories[i]));
		memcpy(purgatories[i], last->buf, size);
	}
	assert_memory_not_equal(purgatories[0], purgatories[1], size);
	assert_memory_not_equal(purgatories[0], purgatories[2], size);
	assert_memory_not_equal(purgatories[1], purgatories[2], size);
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* A memfd is limited by RLIMIT_FSIZE like other files. */
TEST(initrds_that_can_not_be_joined_end_the_plan)
{
	struct rlimit before;
	struct rlimit none;
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int i;

	fixture_make_pc(&fixture);
	image = open_kernel(&fixture);
	for (i = 0; i <= KX_INITRD_MAX; i++)
		assert_int_equal(kexec_image_add_initrd(image, fixture.initrd),
				 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = before;
	none.rlim_cur = 16;
	assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	i = (unsigned int)-kexec_image_plan(image, &plan);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(i, EFBIG);
	assert_null(plan);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "join initrds");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, "memfd");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    strerror(EFBIG));
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* A Linux can be built with another option; the advice says which. */
TEST(a_linux_without_5_levels_could_have_them)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage file;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/cpuinfo", "flags\t\t: fpu la57 lm\n");
	bzimage_make(&file);
	bzimage_put(&file, BZ_XLOADFLAGS, 2, 3);
	/* It has no 32-bit entry, which needs no page tables. */
	bzimage_put(&file, BZ_CODE32_START, 4, 0);
	bzimage_seal(&file);
	fixture_put(&fixture, "/kernel", bzimage_bytes(&file));
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "use a kernel with CONFIG_X86_5LEVEL, or boot this "
			    "machine with no5lvl first");
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_linux_without_5_levels_could_have_them),
		cmocka_unit_test(the_log_has_each_segment_of_the_plan),
		cmocka_unit_test(
			a_crash_kernel_is_too_large_or_of_another_kind),
		cmocka_unit_test(a_skipped_check_names_the_file_and_the_fault),
		cmocka_unit_test(
			as_many_initrds_as_fit_are_segments_and_more_are_one),
		cmocka_unit_test(
			what_is_done_with_a_damaged_image_is_in_the_plan),
		cmocka_unit_test(initrds_that_can_not_be_joined_end_the_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
