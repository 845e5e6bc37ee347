// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Timelines that are good, damaged, foreign, stale or missing. */
#include "core/timeline.h"

#include <errno.h>
#include <string.h>

#include "core/arch.h"
#include "core/tree.h"
#include "lib/errors/context.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define PARAMS "/sys/kernel/boot_params/data"
#define ENTRY  "/sys/kernel/boot_params/setup_data"
/* A tick is a nanosecond. */
#define CLOCK "6,1,0,-;tsc: Detected 1000.000 MHz processor\n"

struct stamps {
	u64 at[KX_STAMPS];
};

static const struct stamps good = { { 10, 30, 100, 110, 130, 160, 200 } };

static struct kx_timeline make(const struct stamps *stamps)
{
	struct kx_timeline timeline = { .name = "" };
	int i;

	kx_write_le32(timeline.type, KX_TIMELINE_TYPE);
	kx_write_le32(timeline.len, KX_TIMELINE_SEEN);
	memcpy(timeline.name, KX_TIMELINE_NAME, sizeof(timeline.name));
	kx_write_le32(timeline.version, KX_TIMELINE_VERSION);
	kx_write_le32(timeline.count, KX_STAMPS);
	for (i = 0; i < KX_STAMPS; i++)
		kx_write_le64(timeline.stamps[i], stamps->at[i]);
	return timeline;
}

static void put_params(const struct fixture *fixture, u8 loader)
{
	u8 params[4096] = { [0x210] = loader };

	fixture_put(fixture, PARAMS, kx_bytes(params, sizeof(params)));
}

/* The first page, in /dev/mem. */
static void put_mem(const struct fixture *fixture,
		    const struct kx_timeline *timeline)
{
	u8 page[4096] = { 0 };

	memcpy(page + KX_TIMELINE_COPY, timeline, sizeof(*timeline));
	fixture_put(fixture, "/dev/mem", kx_bytes(page, sizeof(page)));
}

static void put(struct fixture *fixture, const struct kx_timeline *timeline)
{
	fixture_make(fixture);
	put_params(fixture, 0xd0);
	fixture_text(fixture, ENTRY "/0/type", "0x9\n");
	fixture_text(fixture, ENTRY "/1/type", "0x4d54584b\n");
	fixture_text(fixture, "/dev/kmsg", CLOCK);
	put_mem(fixture, timeline);
}

/* "load=0 loaded=20": the numbers of moments and their times. */
static void write_moments(const struct kexec_timeline *timeline, char *text)
{
	unsigned int i;

	*text = '\0';
	for (i = 0; i < timeline->nr_moments; i++)
		sprintf(text + strlen(text), "%u=%u ",
			(unsigned int)timeline->moments[i].moment,
			(unsigned int)timeline->moments[i].ns);
}

static void check(struct fixture *fixture, const char *name, const char *want)
{
	struct kexec_timeline *timeline = NULL;
	char text[256];

	assert_row(name, kexec_timeline_read(fixture->ctx, &timeline), 0);
	write_moments(timeline, text);
	if (strcmp(text, want) != 0)
		print_error("row \"%s\"\n", name);
	assert_string_equal(text, want);
	kexec_timeline_free(timeline);
	fixture_free(fixture);
}

static void check_fails(struct fixture *fixture, const char *name, int errnum,
			const char *cause)
{
	struct kexec_timeline *timeline = NULL;

	assert_row(name, kexec_timeline_read(fixture->ctx, &timeline), -errnum);
	assert_null(timeline);
	assert_string_equal(kexec_ctx_error(fixture->ctx)->name, cause);
	fixture_free(fixture);
}

TEST(moments_are_told_in_nanoseconds_since_the_first)
{
	static const struct {
		const char *name;
		struct stamps stamps;
		const char *want;
	} rows[] = {
		{ "kexec.ko",
		  { { 10, 30, 100, 110, 130, 160, 200 } },
		  "0=0 1=20 2=90 3=100 4=120 5=150 6=190 " },
		{ "native, kexec -e",
		  { { 10, 30, 100, 0, 0, 160, 200 } },
		  "0=0 1=20 2=90 5=150 6=190 " },
		{ "native, another program",
		  { { 10, 30, 0, 0, 0, 160, 200 } },
		  "0=0 1=20 5=150 6=190 " },
		{ "another loader",
		  { { 0, 0, 0, 0, 0, 160, 200 } },
		  "5=0 6=40 " },
		{ "another loader, and an old note",
		  { { 0, 0, 100, 0, 0, 160, 200 } },
		  "5=0 6=40 " },
		{ "native, reset between load and call, and an old note",
		  { { 900, 930, 100, 0, 0, 160, 200 } },
		  "5=0 6=40 " },
		{ "kexec.ko, another loader",
		  { { 0, 0, 100, 110, 130, 160, 200 } },
		  "2=0 3=10 4=30 5=60 6=100 " },
		{ "all at once",
		  { { 10, 10, 10, 10, 10, 10, 10 } },
		  "0=0 1=0 2=0 3=0 4=0 5=0 6=0 " },
		{ "a call that failed, before this load",
		  { { 10, 30, 20, 0, 0, 160, 200 } },
		  "0=0 1=20 5=150 6=190 " },
		{ "a call after the jump",
		  { { 10, 30, 170, 0, 0, 160, 200 } },
		  "0=0 1=20 5=150 6=190 " },
		{ "reset between load and call",
		  { { 900, 930, 100, 110, 130, 160, 200 } },
		  "2=0 3=10 4=30 5=60 6=100 " },
		{ "reset during the load",
		  { { 900, 30, 100, 110, 130, 160, 200 } },
		  "1=0 2=70 3=80 4=100 5=130 6=170 " },
	};
	struct kx_timeline timeline;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		timeline = make(&rows[i].stamps);
		put(&fixture, &timeline);
		check(&fixture, rows[i].name, rows[i].want);
	}
}

TEST(stamps_that_cannot_be_are_refused)
{
	static const struct {
		const char *name;
		struct stamps stamps;
	} rows[] = {
		{ "no purgatory", { { 10, 30, 100, 0, 0, 0, 200 } } },
		{ "no entry", { { 10, 30, 100, 0, 0, 160, 0 } } },
		{ "entry before it", { { 10, 30, 100, 0, 0, 160, 159 } } },
		{ "jump after it", { { 10, 30, 100, 0, 161, 160, 200 } } },
		{ "down after it", { { 10, 30, 100, 161, 0, 160, 200 } } },
		{ "down after the jump",
		  { { 10, 30, 100, 131, 130, 160, 200 } } },
	};
	struct kx_timeline timeline;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		timeline = make(&rows[i].stamps);
		put(&fixture, &timeline);
		check_fails(&fixture, rows[i].name, EBADMSG, "timeline");
	}
}

TEST(a_damaged_or_foreign_one_is_refused)
{
	static const struct {
		const char *name;
		size_t at;
		u8 value;
		int errnum;
	} rows[] = {
		{ "another type", offsetof(struct kx_timeline, type), 1, EIO },
		{ "another name", offsetof(struct kx_timeline, name) + 7, 'x',
		  EBADMSG },
		{ "version", offsetof(struct kx_timeline, version), 2,
		  EBADMSG },
		{ "longer", offsetof(struct kx_timeline, len), 17, EBADMSG },
		{ "no stamps", offsetof(struct kx_timeline, count), 0,
		  EBADMSG },
	};
	struct kx_timeline timeline;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		timeline = make(&good);
		((u8 *)&timeline)[rows[i].at] = rows[i].value;
		put(&fixture, &timeline);
		check_fails(&fixture, rows[i].name, rows[i].errnum, "timeline");
	}
}

/* The last stamp is the one that a kernel is entered with. */
TEST(the_stamps_that_are_there_are_taken)
{
	struct kx_timeline timeline = make(&good);
	struct fixture fixture;

	kx_write_le32(timeline.count, KX_STAMPS + 1);
	put(&fixture, &timeline);
	check(&fixture, "more", "0=0 1=20 2=90 3=100 4=120 5=150 6=190 ");
	kx_write_le32(timeline.count, KX_STAMPS - 1);
	put(&fixture, &timeline);
	assert_int_equal(kexec_timeline_read(fixture.ctx, NULL), -EBADMSG);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "it is damaged: its stamps are not in order");
	fixture_free(&fixture);
}

TEST(a_system_that_was_started_in_another_way_has_none)
{
	struct kx_timeline timeline = make(&good);
	struct fixture fixture;

	/* The copy is an older start's. */
	put(&fixture, &timeline);
	fixture_remove(&fixture, ENTRY "/1/type");
	check_fails(&fixture, "kexec", ENODATA, "no-timeline");
	put(&fixture, &timeline);
	fixture_remove(&fixture, ENTRY "/1/type");
	put_params(&fixture, 0x72);
	assert_int_equal(kexec_timeline_read(fixture.ctx, NULL), -ENODATA);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "this system was not started by kexec");
	fixture_free(&fixture);
}

TEST(what_can_not_be_read_is_named)
{
	struct kx_timeline timeline = make(&good);
	struct fixture fixture;

	put(&fixture, &timeline);
	fixture_remove(&fixture, "/dev/mem");
	assert_int_equal(kexec_timeline_read(fixture.ctx, NULL), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, "/dev/mem");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "start a kernel with CONFIG_DEVMEM");
	fixture_free(&fixture);
	put(&fixture, &timeline);
	fixture_text(&fixture, "/dev/mem", "short");
	check_fails(&fixture, "short memory", EIO, "timeline");
	put(&fixture, &timeline);
	fixture_remove(&fixture, PARAMS);
	check_fails(&fixture, "no boot_params", ENOENT, "machine");
	put(&fixture, &timeline);
	fixture_put(&fixture, PARAMS, kx_bytes("short", 5));
	check_fails(&fixture, "short boot_params", EBADMSG, "machine");
}

/* Even if a file from elsewhere looks like one. */
TEST(on_arm64_it_is_behind_the_tree)
{
	const struct stamps native = { { 10, 30, 100, 0, 0, 160, 200 } };
	struct kx_timeline timeline = make(&good);
	u8 tree[KX_TREE_HEADER + sizeof(timeline)] = { 0 };
	struct fixture fixture;

	put(&fixture, &timeline);
	fixture.ctx->arch = &kx_arch_arm64;
	check_fails(&fixture, "no tree", ENODATA, "no-timeline");
	put(&fixture, &timeline);
	fixture.ctx->arch = &kx_arch_arm64;
	timeline = make(&native);
	kx_write_be32(tree, KX_TREE_MAGIC);
	kx_tree_set_size(tree, sizeof(tree));
	memcpy(tree + KX_TREE_HEADER, &timeline, sizeof(timeline));
	fixture_put(&fixture, "/sys/firmware/fdt",
		    kx_bytes(tree, sizeof(tree)));
	check(&fixture, "arm64", "0=0 1=20 2=90 5=150 6=190 ");
}

TEST(without_a_clock_there_are_no_times)
{
	struct kx_timeline timeline = make(&good);
	struct fixture fixture;

	put(&fixture, &timeline);
	fixture_text(&fixture, "/dev/kmsg", "");
	check_fails(&fixture, "no speed", EOPNOTSUPP, "timeline-clock");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			moments_are_told_in_nanoseconds_since_the_first),
		cmocka_unit_test(stamps_that_cannot_be_are_refused),
		cmocka_unit_test(a_damaged_or_foreign_one_is_refused),
		cmocka_unit_test(the_stamps_that_are_there_are_taken),
		cmocka_unit_test(
			a_system_that_was_started_in_another_way_has_none),
		cmocka_unit_test(what_can_not_be_read_is_named),
		cmocka_unit_test(on_arm64_it_is_behind_the_tree),
		cmocka_unit_test(without_a_clock_there_are_no_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
