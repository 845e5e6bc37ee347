// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What stamps a timeline around the purgatory, run in this process. */
#include "core/arch/x86_64_purgatory.h"
#include "core/timeline.h"

#include "test/unit/core/run_purgatory.h"
#include "test/unit/test.h"

/* Places in the room, besides the kernel. */
#define STAMPS 0x3000
#define NOTE   0x4000
#define COPY   0x5000
#define DIGITS 0x6000

#define BEFORE 0xa5
/* Of the timeline, which the copy has as zero. */
#define NEXT_SIZE 8

#define WITH_ROOM(sentence) \
	cmocka_unit_test_setup_teardown(sentence, map_room, unmap_room)

static struct kx_timeline *timeline;

static u64 stamp(enum kx_stamp which)
{
	return kx_load_le64(timeline->stamps[which]);
}

static u64 address(u64 offset)
{
	return (u64)(uintptr_t)room + offset;
}

static void load(void)
{
	struct kx_stamps *stamps = (struct kx_stamps *)(room + STAMPS);
	struct kx_entry purgatory = { .address = address(0) };
	struct kx_purgatory_job job = {
		.kernel = {
			.address = address(RUN_KERNEL),
			.arguments = { 0x1000 },
		},
	};

	memset(room, BEFORE, RUN_ROOM);
	room[RUN_KERNEL] = 0xf4;
	timeline = &stamps->timeline;
	kx_stamps_write(room + STAMPS);
	kx_write_le64(stamps->call_note, address(NOTE));
	kx_write_le64(stamps->copy, address(COPY));
	memset(timeline->next, BEFORE, sizeof(timeline->next));
	kx_stamps_join(room + STAMPS, address(STAMPS), &purgatory, &job.kernel);
	run_from = purgatory.address - address(0);
	kx_write_le64(timeline->stamps[KX_STAMP_LOAD], 11);
	kx_write_le64(timeline->stamps[KX_STAMP_LOADED], 22);
	kx_purgatory_write(room, &job);
}

static void write_note(u64 ticks, u64 check)
{
	kx_write_le64(room + NOTE, ticks);
	kx_write_le64(room + NOTE + 8, check);
}

TEST(both_ends_of_the_purgatory_are_stamped)
{
	u64 before = __builtin_ia32_rdtsc();

	load();
	assert_int_equal(run(), ENTERED);
	assert_true(before < stamp(KX_STAMP_PURGATORY));
	assert_true(stamp(KX_STAMP_PURGATORY) < stamp(KX_STAMP_ENTRY));
	assert_true(stamp(KX_STAMP_ENTRY) < __builtin_ia32_rdtsc());
	assert_int_equal(stamp(KX_STAMP_LOAD), 11);
	assert_int_equal(stamp(KX_STAMP_LOADED), 22);
	assert_int_equal(stamp(KX_STAMP_CALL), 0);
	assert_int_equal(stamp(KX_STAMP_DOWN), 0);
	assert_int_equal(stamp(KX_STAMP_JUMP), 0);
	assert_int_equal(room[STAMPS + kx_stamps_size()], BEFORE);
}

TEST(a_copy_is_left_for_the_next_kernel)
{
	load();
	assert_int_equal(run(), ENTERED);
	assert_int_equal(kx_load_le64(room + COPY), 0);
	assert_memory_equal(room + COPY + NEXT_SIZE, timeline->type,
			    sizeof(*timeline) - NEXT_SIZE);
	/* Linux goes on from here to the next entry. */
	assert_true(kx_load_le64(timeline->next) == 0xa5a5a5a5a5a5a5a5);
	assert_int_equal(room[COPY - 1], BEFORE);
	assert_int_equal(room[COPY + sizeof(*timeline)], BEFORE);
	/* The kernel's registers are none the wiser. */
	assert_int_equal(seen.registers[REG_RSI], 0x1000);
	assert_int_equal(seen.registers[REG_RDI], 0x1000);
	assert_int_equal(seen.registers[REG_RBX], 0);
	assert_int_equal(seen.registers[REG_RAX], 0);
	assert_int_equal(seen.registers[REG_RCX], 0);
	assert_int_equal(seen.registers[REG_RDX], 0);
	assert_int_equal(seen.registers[REG_R8], 0);
	assert_true(seen.is_masked);
}

/* As they were before: the stack's quadword is the caller's. */
TEST(the_purgatory_finds_the_return_address)
{
	struct kx_purgatory_head *head = (struct kx_purgatory_head *)room;

	load();
	kx_write_le64(head->digits, address(DIGITS));
	returns_to = 0x123456789abcdef0;
	assert_int_equal(run(), ENTERED);
	returns_to = 0;
	assert_memory_equal(room + DIGITS, "123456789abcdef0", 16);
}

TEST(a_note_of_the_call_is_taken_away)
{
	const u64 call = 0x123456789abcdef;
	size_t i;

	load();
	write_note(call, ~call);
	assert_int_equal(run(), ENTERED);
	assert_true(stamp(KX_STAMP_CALL) == call);
	for (i = 0; i < KX_CALL_NOTE_SIZE; i++)
		assert_int_equal(room[NOTE + i], 0);
	assert_int_equal(room[NOTE - 1], BEFORE);
	assert_int_equal(room[NOTE + KX_CALL_NOTE_SIZE], BEFORE);
}

TEST(what_is_no_note_stays)
{
	static const struct {
		u64 ticks, check;
	} rows[] = {
		{ 0, 0 },
		{ 0x1234, 0x1234 },
		{ 0x1234, ~0x1235ULL },
		{ 0x1234, ~0x8000000000001234ULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		load();
		write_note(rows[i].ticks, rows[i].check);
		assert_int_equal(run(), ENTERED);
		assert_int_equal(stamp(KX_STAMP_CALL), 0);
		assert_true(kx_load_le64(room + NOTE) == rows[i].ticks);
		assert_true(kx_load_le64(room + NOTE + 8) == rows[i].check);
	}
}

TEST(the_running_kernel_knows_the_call_better)
{
	load();
	write_note(0x1234, ~0x1234ULL);
	kx_write_le64(timeline->stamps[KX_STAMP_CALL], 33);
	assert_int_equal(run(), ENTERED);
	assert_int_equal(stamp(KX_STAMP_CALL), 33);
	assert_int_equal(kx_load_le64(room + NOTE), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_ROOM(both_ends_of_the_purgatory_are_stamped),
		WITH_ROOM(a_copy_is_left_for_the_next_kernel),
		WITH_ROOM(the_purgatory_finds_the_return_address),
		WITH_ROOM(a_note_of_the_call_is_taken_away),
		WITH_ROOM(what_is_no_note_stays),
		WITH_ROOM(the_running_kernel_knows_the_call_better),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
