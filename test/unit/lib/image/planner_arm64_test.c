// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Plans for a machine with arm64, made on any. */
#include "lib/image/planner.h"

#include <errno.h>
#include <libfdt.h>

#include "test/unit/core/make_arm64.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/core/make_tree.h"
#include "test/unit/test.h"

#define LINE "console=ttyAMA0 root=/dev/vda1"

struct setup {
	struct fixture fixture;
	struct kexec_image *image;
	const struct kexec_plan *plan;
};

static void put_tree(const struct fixture *fixture, const char *path)
{
	struct tree_file file;

	tree_make(&file);
	fixture_put(fixture, path, tree_bytes(&file));
}

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	struct arm64_image image;

	assert_non_null(s);
	fixture_make(&s->fixture);
	fixture_text(&s->fixture, "/proc/iomem",
		     "40000000-7fffffff : System RAM\n"
		     "  40000000-41ffffff : Kernel code\n"
		     "  7e000000-7e00ffff : reserved\n");
	fixture_text(&s->fixture, "/proc/meminfo",
		     "MemTotal:        1003724 kB\n");
	fixture_text(&s->fixture, "/proc/cpuinfo",
		     "processor\t: 0\nCPU implementer\t: 0x41\n");
	fixture_text(&s->fixture, "/proc/cmdline", LINE "\n");
	/* Its architecture is looked for again. */
	assert_int_equal(kexec_ctx_set_root(s->fixture.ctx, s->fixture.dir), 0);
	put_tree(&s->fixture, "/board.dtb");
	arm64_image_make(&image);
	fixture_put(&s->fixture, "/kernel", arm64_image_bytes(&image));
	assert_int_equal(
		kexec_image_open(s->fixture.ctx, s->fixture.kernel, &s->image),
		0);
	assert_int_equal(kexec_image_set_cmdline(s->image, LINE), 0);
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

static void give_tree(struct setup *s)
{
	char path[128];

	fixture_path(&s->fixture, "/board.dtb", path);
	assert_int_equal(kexec_image_set_dtb(s->image, path), 0);
}

static const struct kexec_segment *find(const struct setup *s, const char *name)
{
	unsigned int i;

	for (i = 0; i < s->plan->nr_segments; i++)
		if (!strcmp(s->plan->names[i], name))
			return &s->plan->segments[i];
	fail_msg("no segment %s", name);
	return NULL;
}

static const char *error_of(const struct setup *s)
{
	return kexec_ctx_error(s->fixture.ctx)->text;
}

static void plan(struct setup *s)
{
	if (kexec_image_plan(s->image, &s->plan))
		fail_msg("%s", error_of(s));
}

static const void *chosen(const struct setup *s, const char *name)
{
	const void *tree = find(s, "boot data")->buf;

	return fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), name, NULL);
}

TEST_WITH(the_tree_has_the_line_and_the_initrds)
{
	struct setup *s = *state;
	const struct kexec_segment *initrd;

	give_tree(s);
	assert_int_equal(kexec_image_add_initrd(s->image, s->fixture.initrd),
			 0);
	plan(s);
	assert_int_equal(s->plan->nr_segments, 3);
	assert_int_equal(s->plan->flags, 183 << 16);
	assert_string_equal(chosen(s, "bootargs"), LINE);
	initrd = find(s, "initrd");
	assert_int_equal(fdt64_ld(chosen(s, "linux,initrd-start")),
			 (uintptr_t)initrd->mem);
	assert_int_equal(fdt64_ld(chosen(s, "linux,initrd-end")),
			 (uintptr_t)initrd->mem + initrd->bufsz);
}

TEST_WITH(what_the_kernel_is_told_is_read_back)
{
	struct setup *s = *state;
	const struct kexec_passed *passed = NULL;

	give_tree(s);
	assert_int_equal(kexec_image_passed(s->image, &passed), 0);
	assert_string_equal(passed->cmdline, LINE);
	assert_int_equal(passed->initrd_end, 0);
	assert_int_equal(passed->efi_size, 0);
	assert_true(passed->dtb_size > 500);
	assert_int_equal(passed->nr_ranges, 1);
	assert_int_equal(passed->ranges[0].start, TREE_MEMORY);
	assert_int_equal(passed->ranges[0].end, TREE_MEMORY_END);
	assert_int_equal(kexec_image_add_initrd(s->image, s->fixture.initrd),
			 0);
	assert_int_equal(kexec_image_set_cmdline(s->image, ""), 0);
	assert_int_equal(kexec_image_passed(s->image, &passed), 0);
	assert_string_equal(passed->cmdline, "");
	assert_int_equal(passed->initrd_end - passed->initrd_start,
			 strlen("ramdisk"));
}

/* Memory of the tree's block, which /proc/iomem has as RAM. */
TEST_WITH(no_segment_lies_in_the_trees_reserved_memory)
{
	struct setup *s = *state;
	unsigned int i;

	give_tree(s);
	assert_int_equal(
		kexec_image_set_window(s->image, TREE_CARVED, UINT64_MAX), 0);
	plan(s);
	for (i = 0; i < s->plan->nr_segments; i++)
		assert_true((uintptr_t)s->plan->segments[i].mem >=
			    TREE_CARVED_END);
}

TEST_WITH(without_a_tree_there_is_no_plan)
{
	struct setup *s = *state;

	assert_int_equal(kexec_image_plan(s->image, &s->plan), -ENOENT);
	assert_string_equal(kexec_ctx_error(s->fixture.ctx)->name, "no-dtb");
	assert_non_null(strstr(error_of(s), "; give one (--dtb)"));
}

static void set_aside(struct setup *s)
{
	fixture_text(&s->fixture, "/proc/iomem",
		     "40000000-7fffffff : System RAM\n"
		     "  40000000-41ffffff : Kernel code\n"
		     "  70000000-77ffffff : Crash kernel\n");
	fixture_text(&s->fixture, "/sys/devices/system/cpu/possible", "0\n");
	fixture_text(&s->fixture, "/sys/devices/system/cpu/cpu0/crash_notes",
		     "be639400\n");
	fixture_text(&s->fixture,
		     "/sys/devices/system/cpu/cpu0/crash_notes_size", "424\n");
	fixture_text(&s->fixture, "/sys/kernel/vmcoreinfo",
		     "0x0000000050008000 1024\n");
	assert_int_equal(kexec_image_set_slot(s->image, KEXEC_SLOT_CRASH), 0);
	give_tree(s);
}

TEST_WITH(a_crash_kernel_lies_in_its_memory_and_is_told_of_no_other)
{
	struct setup *s = *state;
	const struct kexec_passed *passed = NULL;
	const struct kexec_segment *headers;
	unsigned int i;

	set_aside(s);
	plan(s);
	assert_int_equal(s->plan->nr_segments, 4);
	assert_int_equal(s->plan->flags, 183 << 16 | KEXEC_ON_CRASH);
	for (i = 0; i < s->plan->nr_segments; i++)
		assert_in_range((uintptr_t)s->plan->segments[i].mem, 0x70000000,
				0x77ffffff);
	headers = find(s, "elfcorehdr");
	assert_int_equal(fdt64_ld(chosen(s, "linux,elfcorehdr")),
			 (uintptr_t)headers->mem);
	/* Nothing is before the line. */
	assert_string_equal(chosen(s, "bootargs"), LINE);
	assert_int_equal(kexec_image_passed(s->image, &passed), 0);
	assert_int_equal(passed->nr_ranges, 1);
	assert_int_equal(passed->ranges[0].start, 0x70000000);
	assert_int_equal(passed->ranges[0].end, 0x78000000);
}

TEST_WITH(without_memory_set_aside_there_is_no_crash_kernel)
{
	struct setup *s = *state;

	give_tree(s);
	assert_int_equal(kexec_image_set_slot(s->image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_plan(s->image, &s->plan), -EADDRNOTAVAIL);
	assert_string_equal(kexec_ctx_error(s->fixture.ctx)->name,
			    "no-crash-region");
}

/* The dump has memory up to 2 GiB alone: 32-bit headers can have it all. */
TEST_WITH(headers_may_be_of_32_bits)
{
	struct setup *s = *state;

	set_aside(s);
	assert_int_equal(
		kexec_image_set_options(s->image, KEXEC_OPTION_ELF32_HEADERS),
		0);
	plan(s);
	assert_int_equal(((const u8 *)find(s, "elfcorehdr")->buf)[4], 1);
	fixture_text(&s->fixture, "/proc/iomem",
		     "40000000-7fffffff : System RAM\n"
		     "  70000000-77ffffff : Crash kernel\n"
		     "100000000-13fffffff : System RAM\n");
	kexec_image_close(s->image);
	assert_int_equal(
		kexec_image_open(s->fixture.ctx, s->fixture.kernel, &s->image),
		0);
	assert_int_equal(
		kexec_image_set_options(s->image, KEXEC_OPTION_ELF32_HEADERS),
		0);
	assert_int_equal(kexec_image_set_slot(s->image, KEXEC_SLOT_CRASH), 0);
	give_tree(s);
	plan(s);
	assert_int_equal(((const u8 *)find(s, "elfcorehdr")->buf)[4], 2);
}

TEST_WITH(a_kernel_that_returns_is_refused_by_name)
{
	struct setup *s = *state;

	give_tree(s);
	assert_int_equal(kexec_image_set_options(s->image,
						 KEXEC_OPTION_PRESERVE_CONTEXT),
			 0);
	assert_int_equal(
		kexec_image_set_window(s->image, 0x40000000, 0x50000000), 0);
	assert_int_equal(kexec_image_plan(s->image, &s->plan), -EINVAL);
	assert_string_equal(kexec_ctx_error(s->fixture.ctx)->name, "purpose");
	assert_non_null(strstr(error_of(s), "; start it without a way back"));
}

/* That is for files that unpack themselves. */
TEST_WITH(nothing_is_said_of_what_no_image_is)
{
	struct setup *s = *state;

	give_tree(s);
	s->fixture.log[0] = '\0';
	plan(s);
	assert_non_null(strstr(s->fixture.log, "usable memory"));
	assert_null(strstr(s->fixture.log, "bzImage"));
	assert_null(strstr(s->fixture.log, "unpacks itself"));
}

TEST_WITH(a_kernel_for_x86_is_refused_by_name)
{
	struct setup *s = *state;
	struct kexec_image *image;
	struct bzimage bzimage;

	bzimage_make(&bzimage);
	fixture_put(&s->fixture, "/kernel", bzimage_bytes(&bzimage));
	assert_int_equal(
		kexec_image_open(s->fixture.ctx, s->fixture.kernel, &image), 0);
	assert_int_equal(kexec_image_plan(image, &s->plan), -ENOEXEC);
	assert_non_null(strstr(error_of(s), "it is a bzImage; give an Image "
					    "that was built for arm64"));
	kexec_image_close(image);
}

/* 2 MiB, and not what x86 takes. */
TEST_WITH(a_tree_may_have_two_mib)
{
	static u8 padded[(2 << 20) + 1];
	struct setup *s = *state;
	struct tree_file file;
	char path[128];

	tree_make(&file);
	assert_int_equal(fdt_open_into(file.data, padded, 2 << 20), 0);
	fixture_put(&s->fixture, "/board.dtb", kx_bytes(padded, 2 << 20));
	give_tree(s);
	plan(s);
	fdt_set_totalsize(padded, sizeof(padded));
	fixture_put(&s->fixture, "/board.dtb",
		    kx_bytes(padded, sizeof(padded)));
	fixture_path(&s->fixture, "/board.dtb", path);
	assert_int_equal(kexec_image_set_dtb(s->image, path), -ENOEXEC);
	assert_non_null(strstr(error_of(s), "2097152 are the most that Linux "
					    "takes"));
}

static void put_kernel(struct setup *s, u64 flags)
{
	struct arm64_image image;

	arm64_image_make(&image);
	arm64_image_put(&image, ARM64_FLAGS, 8, flags);
	kexec_image_close(s->image);
	fixture_put(&s->fixture, "/kernel", arm64_image_bytes(&image));
	assert_int_equal(
		kexec_image_open(s->fixture.ctx, s->fixture.kernel, &s->image),
		0);
	assert_int_equal(kexec_image_set_cmdline(s->image, LINE), 0);
	give_tree(s);
}

static unsigned int forewarn(struct setup *s)
{
	unsigned int warnings = 0;

	s->fixture.log[0] = '\0';
	assert_int_equal(kexec_image_forewarn(s->image, &warnings), 0);
	return warnings & KEXEC_FOREWARN_PAGE_SIZE;
}

/* Pages of 16 KiB, which a Cortex-A72 lacks. */
TEST_WITH(a_kernel_whose_pages_the_cpu_lacks_is_refused)
{
	struct setup *s = *state;

	put_kernel(s, 8 | 2 << 1);
	fixture_text(&s->fixture, "/proc/cpuinfo",
		     "CPU implementer\t: 0x41\nCPU part\t: 0xd08\n");
	assert_int_equal(kexec_image_plan(s->image, &s->plan), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(s->fixture.ctx)->name, "page-size");
	assert_non_null(strstr(
		error_of(s), "(16 KiB, and it has 4 KiB, 64 KiB); use a kernel "
			     "with pages of another size"));
	assert_int_equal(forewarn(s), 0);
	put_kernel(s, 8 | 3 << 1);
	plan(s);
	assert_int_equal(forewarn(s), 0);
}

TEST_WITH(pages_of_another_size_are_warned_about)
{
	struct setup *s = *state;

	put_kernel(s, 8 | 3 << 1);
	plan(s);
	assert_int_equal(forewarn(s), KEXEC_FOREWARN_PAGE_SIZE);
	assert_non_null(strstr(s->fixture.log,
			       "was built for pages of 64 KiB, and the running "
			       "kernel has 4 KiB: "));
	/* It runs with them, and there is nothing to say. */
	s->fixture.ctx->page_bytes = 0x10000;
	assert_int_equal(forewarn(s), 0);
	put_kernel(s, 8);
	assert_int_equal(forewarn(s), 0);
	/* A damaged file has an error, and no warning. */
	put_kernel(s, 9);
	assert_int_equal(forewarn(s), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_tree_has_the_line_and_the_initrds),
		WITH(what_the_kernel_is_told_is_read_back),
		WITH(no_segment_lies_in_the_trees_reserved_memory),
		WITH(without_a_tree_there_is_no_plan),
		WITH(a_crash_kernel_lies_in_its_memory_and_is_told_of_no_other),
		WITH(without_memory_set_aside_there_is_no_crash_kernel),
		WITH(headers_may_be_of_32_bits),
		WITH(a_kernel_that_returns_is_refused_by_name),
		WITH(nothing_is_said_of_what_no_image_is),
		WITH(a_kernel_for_x86_is_refused_by_name),
		WITH(a_tree_may_have_two_mib),
		WITH(a_kernel_whose_pages_the_cpu_lacks_is_refused),
		WITH(pages_of_another_size_are_warned_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
