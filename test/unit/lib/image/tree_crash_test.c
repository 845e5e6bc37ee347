// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Device trees of crash kernels; tree_crash_oracle() reads each of them. */
#include "lib/image/tree.h"

#include <errno.h>
#include <libfdt.h>

#include "test/unit/core/make_tree.h"
#include "test/unit/core/tree_oracle.h"
#include "test/unit/test.h"

#define REGION	   0x6c000000ULL
#define REGION_END 0x70000000ULL

struct setup {
	struct tree_file running;
	struct kexec_image image;
	char line[32];
	char name[8];
	struct kx_memory region;
	struct kx_machine facts;
	struct kx_crash crash;
	struct kxl_tree tree;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	tree_make(&s->running);
	strcpy(s->line, "maxcpus=1");
	strcpy(s->name, "Image");
	s->image.kernel.name = s->name;
	s->image.cmdline = s->line;
	s->facts.arm64.fdt = tree_bytes(&s->running);
	s->facts.limits.page_size = 0x1000;
	s->facts.limits.crash = (struct kx_range){ REGION, REGION_END };
	assert_int_equal(kexec_ctx_new(&s->image.ctx), 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	kxl_tree_free(&s->tree);
	free(s->facts.usable.entries);
	free(s->facts.firmware.entries);
	kexec_ctx_free(s->image.ctx);
	free(s);
	return 0;
}

static int build(struct setup *s)
{
	struct tree_crash wanted = {
		.ranges = { s->facts.limits.crash, s->crash.low },
		.page = s->facts.limits.page_size,
	};
	const char *broken;
	int err;

	memcpy(&wanted.ranges[2], s->crash.cma, sizeof(s->crash.cma));
	kxl_tree_free(&s->tree);
	free(s->facts.firmware.entries);
	s->facts.firmware = (struct kx_memmap){ 0 };
	err = kxl_tree_build(&s->image, &s->facts, &s->crash, &s->tree);
	if (err) {
		assert_null(s->tree.bytes.data);
		return err;
	}
	broken = tree_crash_oracle(s->facts.arm64.fdt, s->tree.bytes, s->line,
				   false, &wanted);
	if (broken)
		fail_msg("%s", broken);
	return 0;
}

static const u8 *chosen(const struct setup *s, const char *name, int *size)
{
	const void *tree = s->tree.bytes.data;

	return fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), name, size);
}

/* The running tree, which is a crash kernel's own, has others. */
TEST_WITH(it_has_the_region_and_a_place_for_the_headers)
{
	static const u8 wanted[] = { 0, 0, 0, 0, 0x6c, 0, 0, 0,
				     0, 0, 0, 0, 4,    0, 0, 0 };
	struct setup *s = *state;
	const struct kx_tree_slots *slots = &s->tree.slots;
	const u8 *headers;
	int size = 0;

	assert_int_equal(build(s), 0);
	assert_memory_equal(chosen(s, "linux,usable-memory-range", &size),
			    wanted, sizeof(wanted));
	assert_int_equal(size, sizeof(wanted));
	headers = chosen(s, "linux,elfcorehdr", &size);
	assert_int_equal(size, 16);
	assert_ptr_equal(headers, s->tree.bytes.data + slots->elfcorehdr);
	assert_int_equal(slots->address_cells, 2);
	assert_int_equal(slots->size_cells, 2);
}

/* Linux before 5.19 takes the first alone: it must be that of the segments. */
TEST_WITH(the_high_region_comes_before_the_low_one)
{
	struct setup *s = *state;
	const u8 *ranges;
	int size = 0;

	s->facts.limits.crash = (struct kx_range){ 0x140000000, 0x150000000 };
	s->crash.low = (struct kx_range){ REGION, REGION_END };
	s->crash.cma[0] = (struct kx_range){ 0x100000800, 0x110000000 };
	assert_int_equal(build(s), 0);
	ranges = chosen(s, "linux,usable-memory-range", &size);
	assert_non_null(ranges);
	assert_memory_equal(ranges, "\0\0\0\1\x40\0\0", 8);
	assert_int_equal(size, 48);
}

TEST_WITH(a_region_without_a_whole_page_is_left_out)
{
	struct setup *s = *state;
	int size = 0;

	s->crash.low = (struct kx_range){ 0x10000, 0x10fff };
	assert_int_equal(build(s), 0);
	assert_non_null(chosen(s, "linux,usable-memory-range", &size));
	assert_int_equal(size, 16);
}

/* As on machines of 32-bit addresses. */
static void use_one_cell(struct setup *s, const char *name)
{
	assert_int_equal(fdt_setprop_inplace_u32(s->running.data, 0, name, 1),
			 0);
}

TEST_WITH(a_root_may_have_shorter_numbers)
{
	struct setup *s = *state;
	int size = 0;

	use_one_cell(s, "#address-cells");
	use_one_cell(s, "#size-cells");
	assert_int_equal(build(s), 0);
	assert_int_equal(s->tree.slots.address_cells, 1);
	assert_non_null(chosen(s, "linux,elfcorehdr", &size));
	assert_int_equal(size, 8);
	s->crash.low = (struct kx_range){ 0x100000000, 0x110000000 };
	assert_int_equal(build(s), -ENOEXEC);
	assert_non_null(strstr(kexec_ctx_error(s->image.ctx)->text,
			       "[0x100000000, 0x110000000) in /chosen: "
			       "#address-cells of its root is 1, and "
			       "#size-cells 1; give one where both are 2"));
}

/* As on a Raspberry Pi 4. */
TEST_WITH(a_size_may_be_shorter_than_an_address)
{
	static const u8 memory[] = { 0, 0, 0, 0, 0x40, 0, 0, 0, 0x40, 0, 0, 0 };
	static const u8 wanted[] = { 0, 0, 0, 0, 0x6c, 0, 0, 0, 4, 0, 0, 0 };
	struct setup *s = *state;
	void *tree = s->running.data;
	int size = 0;

	use_one_cell(s, "#size-cells");
	assert_int_equal(fdt_open_into(tree, tree, sizeof(s->running.data)), 0);
	assert_int_equal(fdt_setprop(tree,
				     fdt_path_offset(tree, "/memory@40000000"),
				     "reg", memory, sizeof(memory)),
			 0);
	s->facts.arm64.fdt = kx_bytes(tree, fdt_totalsize(tree));
	assert_int_equal(build(s), 0);
	assert_int_equal(s->tree.slots.address_cells, 2);
	assert_int_equal(s->tree.slots.size_cells, 1);
	assert_memory_equal(chosen(s, "linux,usable-memory-range", &size),
			    wanted, sizeof(wanted));
	assert_int_equal(size, sizeof(wanted));
	assert_non_null(chosen(s, "linux,elfcorehdr", &size));
	assert_int_equal(size, 12);
}

TEST_WITH(what_a_crash_kernel_is_told_is_its_own_memory)
{
	struct kexec_passed passed = { 0 };
	struct kx_memmap memory = { 0 };
	struct setup *s = *state;

	s->crash.low = (struct kx_range){ 0x50000000, 0x51000000 };
	assert_int_equal(build(s), 0);
	assert_true(kxl_tree_passed(s->tree.bytes, &passed, &memory));
	assert_int_equal(memory.count, 2);
	assert_int_equal(memory.entries[0].range.start, 0x50000000);
	assert_int_equal(memory.entries[1].range.start, REGION);
	assert_int_equal(memory.entries[1].range.end, REGION_END);
	free(memory.entries);
}

TEST_WITH(a_normal_kernel_is_told_of_no_region)
{
	struct setup *s = *state;

	assert_int_equal(kxl_tree_build(&s->image, &s->facts, NULL, &s->tree),
			 0);
	assert_int_equal(s->tree.slots.elfcorehdr, 0);
	assert_null(chosen(s, "linux,elfcorehdr", NULL));
	assert_null(chosen(s, "linux,usable-memory-range", NULL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(it_has_the_region_and_a_place_for_the_headers),
		WITH(the_high_region_comes_before_the_low_one),
		WITH(a_region_without_a_whole_page_is_left_out),
		WITH(a_root_may_have_shorter_numbers),
		WITH(a_size_may_be_shorter_than_an_address),
		WITH(what_a_crash_kernel_is_told_is_its_own_memory),
		WITH(a_normal_kernel_is_told_of_no_region),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
