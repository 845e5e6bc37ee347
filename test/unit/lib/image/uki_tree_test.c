// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which device tree of a UKI a machine gets. */
#include "lib/image/uki_tree.h"

#include <libfdt.h>

#include "lib/machine/file.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/core/make_tree.h"
#include "test/unit/test.h"

#define COMPATIBLE "/proc/device-tree/compatible"

/* Trees for three machines, of which one is in a profile. */
struct setup {
	struct fixture fixture;
	struct tree_file trees[4]; /* the last one is .dtb */
	struct kx_bytes file;
	struct kx_bytes tree;
};

static void name_tree(struct tree_file *file, const char *words, int size)
{
	tree_make(file);
	if (fdt_open_into(file->data, file->data, sizeof(file->data)) ||
	    fdt_setprop(file->data, 0, "compatible", words, size))
		abort();
}

static void make_file(struct setup *s)
{
	const struct uki_section sections[] = {
		UKI_TEXT(".linux", "a kernel"),
		{ ".dtb", tree_bytes(&s->trees[3]) },
		{ ".dtbauto", tree_bytes(&s->trees[0]) },
		UKI_TEXT(".dtbauto", "no tree"),
		{ ".dtbauto", tree_bytes(&s->trees[1]) },
		UKI_TEXT(".profile", "ID=main"),
		UKI_TEXT(".profile", "ID=other"),
		{ ".dtbauto", tree_bytes(&s->trees[2]) },
	};

	s->file = uki_make(sections, ARRAY_SIZE(sections));
}

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	fixture_make(&s->fixture);
	s->fixture.ctx->arch = &kx_arch_arm64;
	name_tree(&s->trees[0], "maker,one\0maker,two", 20);
	name_tree(&s->trees[1], "maker,two", 10);
	name_tree(&s->trees[2], "maker,three", 12);
	name_tree(&s->trees[3], "maker,any", 10);
	make_file(s);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	kxl_text_free(s->tree);
	free((void *)(uintptr_t)s->file.data);
	fixture_free(&s->fixture);
	free(s);
	return 0;
}

static void set_machine(struct setup *s, const char *words, u64 size)
{
	fixture_put(&s->fixture, COMPATIBLE, kx_bytes(words, size));
}

/* NULL: no tree; else the word of the tree that was chosen. */
static const char *choose(struct setup *s, u32 profile)
{
	const struct kxl_uki_place place = { s->file, profile };
	struct kx_uki uki;

	kxl_text_free(s->tree);
	s->tree = kx_bytes(NULL, 0);
	assert_int_equal(kx_uki_read(s->file, profile, &uki, NULL), 0);
	assert_int_equal(
		kxl_uki_tree(s->fixture.ctx, &uki, place, "it", &s->tree), 0);
	return s->tree.size ? fdt_getprop(s->tree.data, 0, "compatible", NULL)
			    : NULL;
}

TEST_WITH(the_tree_with_the_machines_first_word_is_chosen)
{
	struct setup *s = *state;

	set_machine(s, "maker,two\0maker,one", 20);
	assert_string_equal(choose(s, 0), "maker,two");
	set_machine(s, "maker,one", 10);
	assert_string_equal(choose(s, 0), "maker,one");
	/* Of each tree, too, only the first word counts. */
	assert_non_null(strstr(s->fixture.log, "(.dtbauto)"));
}

TEST_WITH(a_profiles_trees_stand_for_the_bases)
{
	struct setup *s = *state;

	set_machine(s, "maker,three", 12);
	assert_string_equal(choose(s, 0), "maker,any");
	assert_string_equal(choose(s, 1), "maker,three");
	set_machine(s, "maker,one", 10);
	assert_string_equal(choose(s, 1), "maker,any");
}

TEST_WITH(without_one_for_the_machine_it_is_the_other)
{
	static const struct {
		const char *words;
		u64 size;
	} rows[] = {
		{ "maker,four", 11 }, { "maker,on", 9 },
		{ "maker,one,", 11 }, { "", 1 },
		{ "maker,one", 9 }, /* no end */
	};
	struct setup *s = *state;
	size_t i;

	assert_string_equal(choose(s, 0), "maker,any");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		set_machine(s, rows[i].words, rows[i].size);
		assert_string_equal(choose(s, 0), "maker,any");
	}
}

TEST_WITH(there_need_be_none)
{
	const struct uki_section bare = UKI_TEXT(".linux", "a kernel");
	const struct uki_section foreign[] = {
		UKI_TEXT(".linux", "a kernel"),
		UKI_TEXT(".dtbauto", "no tree"),
	};
	struct setup *s = *state;

	set_machine(s, "maker,one", 10);
	free((void *)(uintptr_t)s->file.data);
	s->file = uki_make(&bare, 1);
	assert_null(choose(s, 0));
	free((void *)(uintptr_t)s->file.data);
	s->file = uki_make(foreign, 2);
	assert_null(choose(s, 0));
	assert_non_null(strstr(s->fixture.log, "is for this machine"));
}

TEST_WITH(x86_takes_none_and_says_so)
{
	struct setup *s = *state;

	s->fixture.ctx->arch = &kx_arch_x86_64;
	set_machine(s, "maker,one", 10);
	assert_null(choose(s, 0));
	assert_non_null(strstr(s->fixture.log, "the device trees in it are "
					       "left out"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_tree_with_the_machines_first_word_is_chosen),
		WITH(a_profiles_trees_stand_for_the_bases),
		WITH(without_one_for_the_machine_it_is_the_other),
		WITH(there_need_be_none),
		WITH(x86_takes_none_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
