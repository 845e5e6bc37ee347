// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What stamps a timeline on arm64. Its words are compared with what an
 * assembler makes of its source, if there is one; on arm64, or in an emulator
 * of it, they run in this process.
 */
#include "core/arch/arm64_stamps.h"

#include "core/bytes.h"
#include "test/unit/test.h"

#include <sys/mman.h>
#include <sys/utsname.h>

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

static int map_room(void **state)
{
	(void)state;
	room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return room == MAP_FAILED;
}

static int unmap_room(void **state)
{
	(void)state;
	return munmap(room, ROOM);
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

TEST(both_ends_are_stamped_and_copied)
{
	load();
	assert_int_equal(run(0), 0);
	assert_true(stamp(KX_STAMP_PURGATORY) != 0);
	assert_true(stamp(KX_STAMP_PURGATORY) <= stamp(KX_STAMP_ENTRY));
	assert_int_equal(stamp(KX_STAMP_LOAD), 11);
	assert_int_equal(stamp(KX_STAMP_LOADED), 22);
	assert_int_equal(stamp(KX_STAMP_CALL), 0);
	assert_int_equal(stamp(KX_STAMP_DOWN), 0);
	assert_int_equal(stamp(KX_STAMP_JUMP), 0);
	assert_memory_equal(room + COPY, timeline, sizeof(*timeline));
	assert_int_equal(room[COPY - 1], GUARD);
	assert_int_equal(room[COPY + sizeof(*timeline)], GUARD);
}

/* It was made a little while ago. */
TEST(a_note_becomes_the_stamp_of_the_call)
{
	u64 called;

	load();
	assert_int_equal(run(0), 0);
	called = stamp(KX_STAMP_PURGATORY);
	load();
	assert_int_equal(run(mark(called)), 0);
	assert_int_equal(stamp(KX_STAMP_CALL), called);
	assert_memory_equal(room + COPY, timeline, sizeof(*timeline));
}

/* Of another program, or of a call through kexec.ko. */
TEST(what_is_no_note_is_no_stamp)
{
	load();
	assert_int_equal(run(0x0000ffff9a3b7000), 0);
	assert_int_equal(stamp(KX_STAMP_CALL), 0);
	load();
	assert_int_equal(run(mark(33) ^ 1ULL << KX_CALL_MARK_SHIFT), 0);
	assert_int_equal(stamp(KX_STAMP_CALL), 0);
	load();
	kx_write_le64(timeline->stamps[KX_STAMP_CALL], 33);
	assert_int_equal(run(mark(44)), 0);
	assert_int_equal(stamp(KX_STAMP_CALL), 33);
}

TEST(it_begins_without_stamps)
{
	u64 copy = (u64)(uintptr_t)room + COPY;
	u32 i;

	load();
	assert_int_equal(kx_load_le64(room + CODE + 88), copy);
	assert_int_equal(kx_load_le64(timeline->next), 0);
	assert_int_equal(kx_load_le32(timeline->type), KX_TIMELINE_TYPE);
	assert_int_equal(kx_load_le32(timeline->len), KX_TIMELINE_SEEN);
	assert_memory_equal(timeline->name, KX_TIMELINE_NAME, 8);
	assert_int_equal(kx_load_le32(timeline->version), KX_TIMELINE_VERSION);
	assert_int_equal(kx_load_le32(timeline->count), KX_STAMPS);
	for (i = KX_STAMP_CALL; i < KX_STAMPS; i++)
		assert_int_equal(kx_load_le64(timeline->stamps[i]), 0);
}

TEST(the_words_are_those_of_the_source)
{
	const char *path = getenv("KEXEC_ARM64_STAMPS");
	FILE *assembled = path ? fopen(path, "rb") : NULL;
	u8 built[KX_ARM64_STAMPS_SIZE + 1];
	u32 head = sizeof(struct kx_arm64_stamps);
	u32 i;

	if (!assembled) {
		print_message("# no assembler for arm64: not compared\n");
		skip();
	}
	assert_int_equal(fread(built, 1, sizeof(built), assembled),
			 KX_ARM64_STAMPS_SIZE);
	fclose(assembled);
	load();
	assert_memory_equal(room + CODE + head, built + head,
			    KX_ARM64_STAMPS_SIZE - head);
	/* Data are not the source's. */
	for (i = 0; i < head; i++)
		assert_int_equal(built[i], 0);
}

/* The words can't run anywhere else. */
static bool is_arm64(void)
{
	struct utsname name;

	if (uname(&name))
		return false;
	if (!strcmp(name.machine, "aarch64"))
		return true;
	print_message("# not on arm64: not run\n");
	return false;
}

#define WITH_ROOM(sentence) \
	cmocka_unit_test_setup_teardown(sentence, map_room, unmap_room)

#define ANYWHERE                             \
	WITH_ROOM(it_begins_without_stamps), \
		WITH_ROOM(the_words_are_those_of_the_source)

int main(void)
{
	static const struct CMUnitTest anywhere[] = { ANYWHERE };
	static const struct CMUnitTest on_arm64[] = {
		WITH_ROOM(both_ends_are_stamped_and_copied),
		WITH_ROOM(a_note_becomes_the_stamp_of_the_call),
		WITH_ROOM(what_is_no_note_is_no_stamp),
		ANYWHERE,
	};

	return is_arm64() ? cmocka_run_group_tests(on_arm64, NULL, NULL)
			  : cmocka_run_group_tests(anywhere, NULL, NULL);
}
