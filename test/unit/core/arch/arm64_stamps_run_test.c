// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The words that stamp a timeline on arm64, run in a process. It is compiled
 * for arm64 without any library, and an emulator runs it where that is needed.
 */
#include "core/arch/arm64_stamps.h"

#include "core/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define ROOM  0x10000UL
#define CODE  0x1000
#define AFTER (CODE + KX_ARM64_STAMPS_SIZE)
#define COPY  0x2008 /* no multiple of a cache's line */
#define GUARD 0x5a

/* u64 (*)(u64 note, u64 stamps) */
static const u32 before[] = {
	0xd53bd049, /* mrs x9, tpidr_el0 */
	0xd51bd040, /* msr tpidr_el0, x0 */
	0xd61f0020, /* br x1 */
};

/* In the place of the purgatory. */
static const u32 after[] = {
	0xd53bd040, /* mrs x0, tpidr_el0 */
	0xd51bd049, /* msr tpidr_el0, x9 */
	0xd65f03c0, /* ret */
};

static u8 *room;
static struct kx_timeline *timeline;
static bool is_good;

static void expect(bool holds, const char *what)
{
	if (!holds)
		printf("# not so: %s\n", what);
	is_good = is_good && holds;
}

static void put_words(u64 at, const u32 *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		kx_write_le32(room + at + 4 * i, words[i]);
}

static void load(void)
{
	memset(room, GUARD, ROOM);
	put_words(0, before, ARRAY_SIZE(before));
	timeline =
		kx_arm64_stamps_write(room + CODE, (u64)(uintptr_t)room + COPY);
	put_words(AFTER, after, ARRAY_SIZE(after));
	kx_write_le64(timeline->stamps[KX_STAMP_LOAD], 11);
	kx_write_le64(timeline->stamps[KX_STAMP_LOADED], 22);
}

/* Return: what TPIDR_EL0 has then. */
static u64 run(u64 note)
{
	u64 (*code)(u64 note, u64 stamps);

	__builtin___clear_cache((char *)room, (char *)room + ROOM);
	memcpy(&code, &room, sizeof(code));
	return code(note, (u64)(uintptr_t)room + CODE +
				  sizeof(struct kx_arm64_stamps));
}

static u64 stamp(enum kx_stamp which)
{
	return kx_load_le64(timeline->stamps[which]);
}

static u64 mark(u64 ticks)
{
	return KX_CALL_MARK << KX_CALL_MARK_SHIFT |
	       (ticks & ((1ULL << KX_CALL_MARK_SHIFT) - 1));
}

static void both_ends_are_stamped_and_copied(void)
{
	load();
	expect(!run(0), "TPIDR_EL0 is 0 then");
	expect(stamp(KX_STAMP_PURGATORY) != 0, "the first stamp");
	expect(stamp(KX_STAMP_PURGATORY) <= stamp(KX_STAMP_ENTRY), "the order");
	expect(stamp(KX_STAMP_LOAD) == 11 && stamp(KX_STAMP_LOADED) == 22,
	       "the load's stamps are kept");
	expect(!stamp(KX_STAMP_CALL) && !stamp(KX_STAMP_DOWN) &&
		       !stamp(KX_STAMP_JUMP),
	       "there are no others");
	expect(!memcmp(room + COPY, timeline, sizeof(*timeline)), "the copy");
	expect(room[COPY - 1] == GUARD &&
		       room[COPY + sizeof(*timeline)] == GUARD,
	       "nothing else is written");
}

/* It was made a little while ago. */
static void a_note_becomes_the_stamp_of_the_call(void)
{
	u64 called;

	load();
	expect(!run(0), "without a note");
	called = stamp(KX_STAMP_PURGATORY);
	load();
	expect(!run(mark(called)), "the note is taken away");
	expect(stamp(KX_STAMP_CALL) == called, "its time");
	expect(!memcmp(room + COPY, timeline, sizeof(*timeline)), "the copy");
}

/* Of another program, or of a call through kexec.ko. */
static void what_is_no_note_is_no_stamp(void)
{
	load();
	expect(!run(0x0000ffff9a3b7000) && !stamp(KX_STAMP_CALL), "an address");
	load();
	expect(!run(mark(33) ^ 1ULL << KX_CALL_MARK_SHIFT) &&
		       !stamp(KX_STAMP_CALL),
	       "another mark");
	load();
	kx_write_le64(timeline->stamps[KX_STAMP_CALL], 33);
	expect(!run(mark(44)) && stamp(KX_STAMP_CALL) == 33, "kexec.ko's");
}

#define TEST(sentence)               \
	{                            \
#sentence, sentence, \
	}

int main(void)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} tests[] = {
		TEST(both_ends_are_stamped_and_copied),
		TEST(a_note_becomes_the_stamp_of_the_call),
		TEST(what_is_no_note_is_no_stamp),
	};
	int status = EXIT_SUCCESS;
	size_t i;

	room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED) {
		puts("Bail out! no memory");
		return EXIT_FAILURE;
	}
	printf("1..%zu\n", ARRAY_SIZE(tests));
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		is_good = true;
		tests[i].run();
		printf("%sok %zu - %s\n", is_good ? "" : "not ", i + 1,
		       tests[i].name);
		if (!is_good)
			status = EXIT_FAILURE;
	}
	return status;
}
