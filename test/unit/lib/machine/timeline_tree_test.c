// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Trees that end with a timeline, and trees that no longer do. */
#include "lib/machine/timeline_tree.h"

#include <errno.h>
#include <libfdt.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/chosen.h"
#include "core/tree.h"
#include "test/unit/core/make_tree.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define TREE   "/sys/firmware/fdt"
#define NOBODY 65534

struct made {
	_Alignas(8) u8 data[8192];
	u32 size;
};

/* As a plan has it: at a multiple of 8. */
static void add_timeline(struct made *made)
{
	struct kx_timeline timeline;

	kx_timeline_begin(&timeline);
	kx_write_le64(timeline.stamps[KX_STAMP_ENTRY], 7);
	made->size = (made->size + 7) & ~7U;
	memcpy(made->data + made->size, &timeline, sizeof(timeline));
	made->size += sizeof(timeline);
	kx_tree_set_size(made->data, made->size);
}

static struct made make(void)
{
	struct made made = { .size = 0 };
	struct tree_file file;

	tree_make(&file);
	made.size = (u32)tree_bytes(&file).size;
	memcpy(made.data, file.data, made.size);
	return made;
}

static int find(struct fixture *fixture, const struct made *made)
{
	struct kx_timeline timeline = { .next = { 1 } };
	int err;

	fixture_put(fixture, TREE, kx_bytes(made->data, made->size));
	err = kxl_timeline_tree(fixture->ctx, &timeline);
	if (!err)
		assert_int_equal(kx_load_le64(timeline.stamps[KX_STAMP_ENTRY]),
				 7);
	else
		assert_int_equal(timeline.next[0], 1);
	return err;
}

TEST(a_tree_that_ends_with_it_has_it)
{
	struct made made = make();
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(find(&fixture, &made), -ENODATA);
	add_timeline(&made);
	assert_int_equal(fdt_check_full(made.data, made.size), 0);
	assert_int_equal(find(&fixture, &made), 0);
	/* Not at its end. */
	made.data[made.size++] = 0;
	assert_int_equal(find(&fixture, &made), -ENODATA);
	kx_tree_set_size(made.data, made.size);
	assert_int_equal(find(&fixture, &made), -ENODATA);
	made.size = KX_TREE_HEADER;
	kx_tree_set_size(made.data, made.size);
	assert_int_equal(find(&fixture, &made), -ENODATA);
	made.size = 3;
	assert_int_equal(find(&fixture, &made), -ENODATA);
	fixture_free(&fixture);
}

TEST(a_tree_of_another_loader_is_told_from_one_of_kexec)
{
	struct made made = make();
	struct fixture fixture;
	int chosen;

	fixture_make(&fixture);
	assert_int_equal(find(&fixture, &made), -ENODATA);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "does not say that it was started by kexec"));
	made.size = sizeof(made.data);
	assert_int_equal(fdt_open_into(made.data, made.data, (int)made.size),
			 0);
	chosen = fdt_path_offset(made.data, "/chosen");
	assert_int_equal(
		fdt_setprop_empty(made.data, chosen, "linux,booted-from-kexec"),
		0);
	assert_int_equal(find(&fixture, &made), -ENODATA);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "this system was loaded without one");
	fixture_remove(&fixture, TREE);
	assert_int_equal(kxl_timeline_tree(fixture.ctx, NULL), -ENODATA);
	fixture_free(&fixture);
}

/* What Linux's kexec_file_load(2) and kexec-tools do with it, and what we do.
 */
TEST(it_does_not_outlive_the_next_start)
{
	struct made made = make();
	struct made next = { .size = sizeof(next.data) };
	struct kx_chosen chosen = { .page_size = 4096 };
	struct kx_tree_slots slots;
	struct fixture fixture;
	struct kx_fault fault;
	struct kx_fdt fdt;
	int node;

	fixture_make(&fixture);
	add_timeline(&made);
	assert_int_equal(fdt_open_into(made.data, next.data, (int)next.size),
			 0);
	/* Free bytes at the end. */
	assert_int_equal(find(&fixture, &next), -ENODATA);
	node = fdt_path_offset(next.data, "/chosen");
	assert_int_equal(fdt_setprop_string(next.data, node, "bootargs", "a"),
			 0);
	assert_int_equal(fdt_pack(next.data), 0);
	next.size = fdt_totalsize(next.data);
	assert_int_equal(find(&fixture, &next), -ENODATA);
	assert_int_equal(
		kx_fdt_open(kx_bytes(made.data, made.size), &fdt, &fault), 0);
	next.size = (u32)kx_chosen_write(&fdt, &chosen, next.data, &slots);
	assert_int_equal(find(&fixture, &next), -ENODATA);
	fixture_free(&fixture);
}

TEST(who_may_not_read_it_is_told_so)
{
	struct made made = make();
	struct fixture fixture;
	char path[128];

	fixture_make(&fixture);
	add_timeline(&made);
	assert_int_equal(find(&fixture, &made), 0);
	fixture_path(&fixture, TREE, path);
	assert_int_equal(chmod(path, 0400), 0);
	if (geteuid() || seteuid(NOBODY))
		skip();
	assert_int_equal(kxl_timeline_tree(fixture.ctx, NULL), -EACCES);
	assert_int_equal(seteuid(0), 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_that_ends_with_it_has_it),
		cmocka_unit_test(
			a_tree_of_another_loader_is_told_from_one_of_kexec),
		cmocka_unit_test(it_does_not_outlive_the_next_start),
		cmocka_unit_test(who_may_not_read_it_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
