// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the purgatory prints where, and what it does to a serial port and to a
 * VGA: run in this process, with memory in the place of the screen.
 */
#include "core/arch/x86_64_purgatory.h"
#include "core/crash.h"
#include "core/digest.h"

#include "test/unit/core/run_purgatory.h"
#include "test/unit/test.h"

#include <sys/mman.h>

#define SCREEN	    0xb8000
#define SCREEN_SIZE 0x1000 /* more than 25 lines of 160 bytes */
#define GREY	    0x07
#define HELLO	    "I'm in purgatory\r\n"
#define BLANK	    0xee

static u8 *screen;

static int map_all(void **state)
{
	screen = mmap((void *)SCREEN, SCREEN_SIZE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (screen == MAP_FAILED)
		return -1;
	memset(screen, BLANK, SCREEN_SIZE);
	return map_room(state);
}

static int unmap_all(void **state)
{
	return munmap(screen, SCREEN_SIZE) ? -1 : unmap_room(state);
}

#define WITH_SCREEN(sentence) \
	cmocka_unit_test_setup_teardown(sentence, map_all, unmap_all)

static void load(struct kx_console console)
{
	const struct kx_purgatory_job job = {
		.kernel = { .address = (u64)(uintptr_t)(room + RUN_KERNEL) },
		.console = console,
	};

	memset(room, 0, RUN_ROOM);
	room[RUN_KERNEL] = 0xf4;
	kx_purgatory_write(room, &job);
}

/* A line of the screen without its end, and without colours. */
static void read_line(u32 line, char *text, u32 size)
{
	const u8 *at = screen + (u64)line * 160;
	u32 i;

	for (i = 0; i < size - 1 && at[2 * i + 1] == GREY; i++)
		text[i] = (char)at[2 * i];
	text[i] = '\0';
}

static bool is_blank(void)
{
	u32 i;

	for (i = 0; i < SCREEN_SIZE; i++)
		if (screen[i] != BLANK)
			return false;
	return true;
}

TEST(without_a_choice_nothing_is_touched)
{
	load((struct kx_console){ 0 });
	assert_int_equal(run(), ENTERED);
	assert_string_equal(seen.text, "");
	assert_int_equal(seen.nr_ports, 0);
	assert_int_equal(seen.screen_reads, 0);
	assert_true(is_blank());
}

TEST(a_serial_console_says_hello_on_its_port)
{
	static const u16 ports[] = { 0, 0x3f8, 0x2f8, 0xe000 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		serial_port = ports[i] ? ports[i] : 0x3f8;
		load((struct kx_console){ .flags = KX_CONSOLE_SERIAL,
					  .port = ports[i] });
		assert_row("entered", run(), ENTERED);
		assert_string_equal(seen.text, HELLO);
		assert_row("set up", seen.nr_ports, ports[i] ? 4 : 0);
	}
	assert_true(is_blank());
}

TEST(a_port_is_set_up_with_the_rate_if_there_is_one)
{
	static const u16 ports[] = { 0x2fb, 0x2f9, 0x2fa, 0x2fc,
				     0x2fb, 0x2f8, 0x2f9, 0x2fb };
	static const u8 values[] = { 0x03, 0, 0, 0x03, 0x83, 0x34, 0x12, 0x03 };
	size_t i;

	serial_port = 0x2f8;
	load((struct kx_console){ .port = 0x2f8, .divisor = 0x1234 });
	assert_int_equal(run(), ENTERED);
	assert_string_equal(seen.text, "");
	assert_int_equal(seen.nr_ports, ARRAY_SIZE(ports));
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		assert_int_equal(seen.ports[i], ports[i]);
		assert_int_equal(seen.values[i], values[i]);
	}
}

TEST(a_vga_console_has_it_in_its_second_line)
{
	char text[40];

	load((struct kx_console){ .flags = KX_CONSOLE_VGA });
	assert_int_equal(run(), ENTERED);
	read_line(1, text, sizeof(text));
	assert_string_equal(text, "I'm in purgatory");
	memset(screen + 160, BLANK, 2 * strlen(text));
	assert_true(is_blank());
}

/* Every line of damage is one of the screen; after the last comes the first. */
TEST(lines_go_round_the_screen)
{
	struct kx_purgatory_head *head;
	char text[80];
	u32 i;

	load((struct kx_console){ .flags = KX_CONSOLE_VGA });
	head = (struct kx_purgatory_head *)room;
	kx_write_le64(head->is_checked, ~0ULL);
	kx_write_le32(head->on_damage, KX_DAMAGE_START);
	kx_write_le32(head->nr_rows, KX_CRASH_ROWS);
	for (i = 0; i < KX_CRASH_ROWS; i++) {
		/* Wraps at 80 columns: two lines for each. */
		memset(head->rows[i].name, 'a' + (int)i, 23);
		kx_write_le64(head->rows[i].start, (u64)(uintptr_t)room);
	}
	kx_write_le64(room + (kx_purgatory_own - kx_purgatory),
		      kx_digest(kx_bytes(
			      room, (u64)(kx_purgatory_own - kx_purgatory))));
	assert_int_equal(run(), ENTERED);
	read_line(2, text, sizeof(text));
	/* After the end of the last but two. */
	assert_memory_equal(text, " same: crash image damaged: segment aaa",
			    39);
	/* Hello in one line, then 30: the last ones are at the top again. */
	read_line(5, text, sizeof(text));
	assert_memory_equal(text, "kexec: crash image damaged: segment ooo",
			    39);
	for (i = 0; i < SCREEN_SIZE - 25 * 160; i++)
		assert_int_equal(screen[25 * 160 + i], BLANK);
}

/* Index and value of the first and last registers of each group. */
TEST(a_reset_writes_the_registers_of_text_mode)
{
	static const struct {
		u32 at;
		u16 port;
		u8 value;
	} rows[] = {
		{ 0, 0x3c2, 0x67 },  { 1, 0x3c4, 0 },	  { 2, 0x3c5, 1 },
		{ 3, 0x3c4, 0 },     { 4, 0x3c5, 3 },	  { 11, 0x3c4, 4 },
		{ 12, 0x3c5, 2 },    { 13, 0x3d4, 0x11 }, { 14, 0x3d5, 0x0e },
		{ 15, 0x3d4, 0 },    { 16, 0x3d5, 0x5f }, { 63, 0x3d4, 24 },
		{ 64, 0x3d5, 0xff }, { 65, 0x3ce, 0 },	  { 81, 0x3ce, 8 },
		{ 82, 0x3cf, 0xff }, { 83, 0x3c0, 0 },	  { 84, 0x3c0, 0 },
		{ 123, 0x3c0, 20 },  { 124, 0x3c0, 0 },	  { 125, 0x3c0, 0x20 },
	};
	size_t i;

	load((struct kx_console){ .flags = KX_CONSOLE_RESET_VGA });
	assert_int_equal(run(), ENTERED);
	assert_string_equal(seen.text, "");
	assert_int_equal(seen.nr_ports, 126);
	assert_int_equal(seen.screen_reads, 1);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(seen.ports[rows[i].at], rows[i].port);
		assert_int_equal(seen.values[rows[i].at], rows[i].value);
	}
	assert_true(is_blank());
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_SCREEN(without_a_choice_nothing_is_touched),
		WITH_SCREEN(a_serial_console_says_hello_on_its_port),
		WITH_SCREEN(a_port_is_set_up_with_the_rate_if_there_is_one),
		WITH_SCREEN(a_vga_console_has_it_in_its_second_line),
		WITH_SCREEN(lines_go_round_the_screen),
		WITH_SCREEN(a_reset_writes_the_registers_of_text_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
