// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The rules for unpacking a kernel at load time: each thing that leaves it
 * packed, and the plan of one that is not.
 */
#include "core/format/unpack.h"

#include <string.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

#define PAYLOAD_AT   (BZ_SETUP_SIZE + 0x200)
#define PAYLOAD_SIZE 0x400
#define AT(physical) ((u32)(VM_MAP + (physical)))

static const u32 words[] = {
	0, AT(VM_START), AT(VM_LAST_START + 0x178), 0, AT(VM_DATA_START),
};

static u64 drawn;
static bool is_early;

/* Counts, so that places differ. */
static bool draw(void *data, u64 *bits)
{
	(void)data;
	*bits = drawn++ * 0x9e3779b97f4a7c15;
	return !is_early;
}

struct world {
	struct test_machine test;
	struct bzimage image;
	struct kx_request request;
	struct kx_kernel packed;
	struct kx_unpack unpack;
	struct kx_packed why;
	u8 payload[VM_SIZE + sizeof(words)];
};

static void vet(struct world *w)
{
	w->request = test_machine_request(&w->test, bzimage_bytes(&w->image));
	assert_int_equal(kx_plan_vet(&w->request, NULL, &w->packed, NULL), 0);
}

static void make(struct world *w)
{
	struct vmlinux vmlinux;

	memset(w, 0, sizeof(*w));
	test_machine_make(&w->test);
	w->test.machine.x86.is_5level = true;
	bzimage_make(&w->image);
	bzimage_put(&w->image, BZ_XLOADFLAGS, 2, 0x63);
	bzimage_put(&w->image, BZ_PAYLOAD_LENGTH, 4, PAYLOAD_SIZE);
	bzimage_put(&w->image, PAYLOAD_AT + PAYLOAD_SIZE - 4, 4,
		    sizeof(w->payload));
	vmlinux_make(&vmlinux);
	memcpy(w->payload, vmlinux.data, VM_SIZE);
	memcpy(w->payload + VM_SIZE, words, sizeof(words));
	vet(w);
	w->unpack.packed = &w->packed;
	w->unpack.machine = &w->test.machine;
	w->unpack.line.kaslr.random = (struct kx_random){ draw, NULL };
	w->unpack.can_5level = true;
	is_early = false;
}

static bool find(struct world *w)
{
	return kx_unpack_find(&w->unpack, w->request.kernel, &w->why);
}

static bool read_line(struct world *w, const char *line)
{
	return kx_unpack_read_line(&w->unpack, kx_bytes(line, strlen(line)),
				   &w->why);
}

static void assert_text(const struct world *w, const char *text)
{
	assert_string_equal(w->why.text, text);
}

TEST(the_payload_is_where_the_header_says)
{
	static struct world w;

	make(&w);
	assert_true(find(&w));
	assert_ptr_equal(w.unpack.payload.data, w.image.data + PAYLOAD_AT);
	assert_int_equal(w.unpack.payload.size, PAYLOAD_SIZE);
	/* It was not vetted: its file is shorter. */
	w.request.kernel.size = PAYLOAD_AT + PAYLOAD_SIZE - 1;
	assert_false(find(&w));
	assert_text(&w, "its payload is not in it");
}

TEST(a_kernel_that_is_entered_otherwise_stays_packed)
{
	static struct world w;
	const struct kx_format *format;

	make(&w);
	format = w.packed.format;
	w.packed.format = NULL;
	assert_false(find(&w));
	assert_text(&w, "it is no bzImage");
	w.packed.format = format;
	w.packed.ways[0].mode = &kx_entry_x86_32;
	assert_false(find(&w));
	assert_text(&w, "it is not entered in 64-bit mode");
	w.packed.nr_ways = 0;
	assert_false(find(&w));
}

TEST(a_word_that_only_the_decompressor_obeys_is_named)
{
	static struct world w;

	make(&w);
	assert_true(read_line(&w, "quiet nokaslr"));
	assert_false(read_line(&w, "quiet movable_node"));
	assert_text(&w, "only its decompressor obeys");
	assert_int_equal(w.why.word.size, strlen("movable_node"));
	assert_memory_equal(w.why.word.data, "movable_node", 12);
	assert_null(w.why.what);
}

static const struct {
	const char *line;
	bool is_5level, can_5level, keeps_5level;
	const char *text; /* NULL: it may be unpacked */
} depths[] = {
	{ "", true, true, true, NULL },
	{ "no5lvl", true, true, true,
	  "no5lvl asks for another depth of page tables" },
	{ "", true, true, false,
	  "it has no 5-level page tables, and they are on" },
	{ "", false, true, true, "it may want 5-level page tables" },
	{ "no5lvl", false, true, true, NULL },
	{ "", false, true, false, NULL },
	{ "", false, false, true, NULL },
};

TEST(the_depth_of_page_tables_stays)
{
	static struct world w;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(depths); i++) {
		make(&w);
		w.test.machine.x86.is_5level = depths[i].is_5level;
		w.unpack.can_5level = depths[i].can_5level;
		w.packed.keeps_5level = depths[i].keeps_5level;
		assert_int_equal(read_line(&w, depths[i].line),
				 !depths[i].text);
		if (depths[i].text)
			assert_text(&w, depths[i].text);
	}
}

TEST(random_numbers_are_needed_for_kaslr_alone)
{
	static struct world w;

	make(&w);
	is_early = true;
	assert_false(read_line(&w, ""));
	assert_text(&w, "there are no random numbers yet");
	assert_true(read_line(&w, "nokaslr"));
}

static const struct {
	u32 said;
	u64 available;
	const char *text;
} sizes[] = {
	{ 1, 4, NULL },
	{ 1, 3, "is more than a quarter of available memory" },
	{ 0, ~0ULL, "it does not say how large it is" },
	{ 1 << 30, ~0ULL, NULL },
	{ (1 << 30) + 1, ~0ULL, "it does not say how large it is" },
	{ 0xffffffff, ~0ULL, "it does not say how large it is" },
	{ 1 << 30, (4ULL << 30) - 1,
	  "is more than a quarter of available memory" },
	{ 1 << 30, 4ULL << 30, NULL },
};

TEST(the_size_that_is_said_is_bounded)
{
	static struct world w;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		make(&w);
		bzimage_put(&w.image, PAYLOAD_AT + PAYLOAD_SIZE - 4, 4,
			    sizes[i].said);
		assert_true(find(&w));
		assert_int_equal(kx_unpack_measure(&w.unpack,
						   sizes[i].available, &w.why),
				 !sizes[i].text);
		assert_int_equal(w.unpack.size,
				 sizes[i].text ? 0 : sizes[i].said);
		if (sizes[i].text)
			assert_text(&w, sizes[i].text);
	}
	bzimage_put(&w.image, PAYLOAD_AT, 8, 7 << 8);
	w.unpack.payload.size = 4;
	assert_false(kx_unpack_measure(&w.unpack, ~0ULL, &w.why));
	w.unpack.payload.size = 5;
	assert_true(kx_unpack_measure(&w.unpack, ~0ULL, &w.why));
}

TEST(a_size_is_more_than_a_quarter_with_its_number)
{
	static struct world w;

	make(&w);
	assert_true(find(&w));
	assert_false(kx_unpack_measure(&w.unpack, 8, &w.why));
	assert_string_equal(w.why.what, "its size");
	assert_int_equal(w.why.value, sizeof(w.payload));
}

TEST(only_gzip_gets_the_size_as_well)
{
	struct kx_bytes payload = kx_bytes(words, 20);

	assert_int_equal(kx_unpack_stream(payload, true).size, 20);
	assert_int_equal(kx_unpack_stream(payload, false).size, 16);
}

static bool relocate(struct world *w, const char *line)
{
	assert_true(find(w));
	assert_true(read_line(w, line));
	assert_true(kx_unpack_measure(&w->unpack, ~0ULL, &w->why));
	return kx_unpack_relocate(&w->unpack, w->payload, &w->why);
}

TEST(a_kernel_is_relocated_and_marked_if_its_place_is_drawn)
{
	static struct world w, fixed;
	u64 before, after;

	make(&fixed);
	before = kx_load_le64(fixed.payload + 0x400);
	assert_true(relocate(&fixed, "nokaslr"));
	assert_int_equal(kx_load_le64(fixed.payload + 0x400), before);
	assert_null(fixed.unpack.kernel.kaslr);

	make(&w);
	drawn = 5;
	assert_true(relocate(&w, ""));
	after = kx_load_le64(w.payload + 0x400);
	assert_true(after != before && (after - before) % 0x200000 == 0);
	assert_ptr_equal(w.unpack.kernel.kaslr, &w.unpack.line.kaslr);
	assert_ptr_equal(w.unpack.kernel.header.data, w.unpack.header);
	assert_int_equal(w.unpack.header[BZ_LOADFLAGS - BZ_SETUP_SECTS], 3);
}

TEST(what_is_not_understood_is_named_with_its_number)
{
	static struct world w;

	make(&w);
	w.payload[0] = 0;
	assert_false(relocate(&w, ""));
	assert_text(&w, "is not understood");
	assert_string_equal(w.why.what, "magic");
	assert_int_equal(w.why.value, 0x464c4500);
}

TEST(random_numbers_that_run_out_leave_it_as_it_is)
{
	static struct world w;
	u64 before;

	make(&w);
	before = kx_load_le64(w.payload + 0x400);
	assert_true(find(&w) && read_line(&w, "") &&
		    kx_unpack_measure(&w.unpack, ~0ULL, &w.why));
	is_early = true;
	assert_false(kx_unpack_relocate(&w.unpack, w.payload, &w.why));
	assert_text(&w, "there are no random numbers yet");
	assert_int_equal(kx_load_le64(w.payload + 0x400), before);
}

TEST(without_a_place_the_packed_kernel_is_planned)
{
	static struct world w;
	static struct kx_plan plan;

	make(&w);
	assert_true(relocate(&w, ""));
	assert_true(kx_unpack_plan(&w.unpack, &w.request, NULL, &plan));
	assert_ptr_equal(w.request.unpacked, &w.unpack.kernel);
	assert_int_equal(plan.count, 5);

	w.unpack.line.kaslr.limit = VM_END;
	assert_false(kx_unpack_plan(&w.unpack, &w.request, NULL, &plan));
	assert_null(w.request.unpacked);
	assert_int_equal(w.test.arena.used, 0);
	assert_int_equal(plan.count, 0);
	assert_int_equal(kx_plan_make(&w.request, NULL, &plan, NULL), 0);
	assert_int_equal(plan.count, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_payload_is_where_the_header_says),
		cmocka_unit_test(
			a_kernel_that_is_entered_otherwise_stays_packed),
		cmocka_unit_test(
			a_word_that_only_the_decompressor_obeys_is_named),
		cmocka_unit_test(the_depth_of_page_tables_stays),
		cmocka_unit_test(random_numbers_are_needed_for_kaslr_alone),
		cmocka_unit_test(the_size_that_is_said_is_bounded),
		cmocka_unit_test(a_size_is_more_than_a_quarter_with_its_number),
		cmocka_unit_test(only_gzip_gets_the_size_as_well),
		cmocka_unit_test(
			a_kernel_is_relocated_and_marked_if_its_place_is_drawn),
		cmocka_unit_test(
			what_is_not_understood_is_named_with_its_number),
		cmocka_unit_test(random_numbers_that_run_out_leave_it_as_it_is),
		cmocka_unit_test(without_a_place_the_packed_kernel_is_planned),
	};

	return cmocka_run_group_tests_name("unpack", tests, NULL, NULL);
}
