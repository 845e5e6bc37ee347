// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a timeline changes in a plan for arm64, and that nothing else does. */
#include "core/arch/arm64_stamps.h"
#include "core/protocol/linux_arm64.h"
#include "core/tree.h"

#include "test/unit/core/protocol/linux_arm64_setup.h"

/* The tree has 0x104 bytes: behind them, at a multiple of 8. */
#define COPY	  0x108
#define TREE_END  (COPY + 88)
#define STAMPS	  0x180
#define ENTRY	  (STAMPS + 128)
#define PURGATORY (STAMPS + 256)

static const struct kx_segment *data_of(const struct setup *s)
{
	const struct kx_segment *data = read_segment(&s->plan, "boot data");

	assert_non_null(data);
	return data;
}

TEST_WITH(it_is_behind_the_tree_and_before_the_entry)
{
	struct setup *s = *state;
	const struct kx_segment *data;
	const u8 *bytes;

	give_initrds(s);
	s->arm64.request.flags |= KX_TIMELINE;
	assert_int_equal(make(s), 0);
	data = data_of(s);
	bytes = data->buf;
	assert_int_equal(s->arm64.request.dtb.size, 0x104);
	assert_int_equal(kx_tree_size(kx_bytes(bytes, data->bufsz)), TREE_END);
	assert_int_equal(s->plan.entry.address, data->mem + ENTRY);
	assert_int_equal(s->plan.entry.address % KX_TIMELINE_ALIGN, 0);
	assert_ptr_equal(s->plan.timeline, bytes + STAMPS);
	assert_int_equal(kx_load_le64(bytes + STAMPS + 88), data->mem + COPY);
	assert_int_equal(kx_load_le32(s->plan.timeline->type),
			 KX_TIMELINE_TYPE);
	/* The purgatory's two numbers. */
	assert_int_equal(kx_load_le64(bytes + PURGATORY + 24),
			 s->plan.kernel.address);
	assert_int_equal(kx_load_le64(bytes + PURGATORY + 32), data->mem);
	assert_int_equal(data->bufsz, PURGATORY + 40);
}

/* Nor has a crash kernel one. */
TEST_WITH(a_plan_that_does_not_ask_for_it_has_none)
{
	struct setup *s = *state;
	u32 size = ARM64_TREE_SIZE;

	assert_int_equal(make(s), 0);
	assert_null(s->plan.timeline);
	assert_int_equal(kx_tree_size(kx_bytes(data_of(s)->buf, size)), size);
	assert_int_equal(data_of(s)->bufsz, 0x108 + 40);
	assert_false(kx_arch_arm64.purposes[KX_PURPOSE_CRASH].has_timeline);
}

TEST_WITH(a_tree_that_is_nearly_too_large_goes_without)
{
	static const struct {
		u64 size;
		bool has_timeline;
	} rows[] = {
		{ 2 * MIB - 88, true },
		{ 2 * MIB - 87, false },
		{ 2 * MIB, false },
	};
	struct setup *s = *state;
	u64 room = 3 * MIB;
	u8 *tree = calloc(1, room);
	u8 *arena = malloc(room);
	u8 *old_arena = s->arm64.arena.base;
	size_t i;

	assert_non_null(tree);
	assert_non_null(arena);
	memcpy(tree, s->arm64.request.dtb.data, KX_TREE_HEADER);
	s->arm64.request.flags |= KX_TIMELINE;
	s->arm64.arena.base = arena;
	s->arm64.arena.size = room;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		kx_tree_set_size(tree, (u32)rows[i].size);
		s->arm64.request.dtb = kx_bytes(tree, rows[i].size);
		give_memory(s, (struct kx_range){ 1 * GIB, 1 * GIB + 16 * MIB },
			    (struct kx_range){ 0, 0 });
		assert_int_equal(make(s), 0);
		assert_int_equal(s->plan.timeline != NULL,
				 rows[i].has_timeline);
		/* What Linux maps for it begins at a multiple of 2 MiB. */
		assert_int_equal(part(s, "boot data").start % (2 * MIB), 0);
	}
	s->arm64.arena.base = old_arena;
	free(arena);
	free(tree);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(it_is_behind_the_tree_and_before_the_entry),
		WITH(a_plan_that_does_not_ask_for_it_has_none),
		WITH(a_tree_that_is_nearly_too_large_goes_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
