// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The purgatory from its first instruction to its last, run in this process:
 * its output on the serial port, how it resets the machine, and the registers
 * that the kernel is entered with.
 */
#include "core/arch/x86_64_purgatory.h"
#include "core/crash.h"
#include "core/digest.h"

#include "test/unit/core/run_purgatory.h"
#include "test/unit/test.h"

/* Places in the room, besides the kernel. */
#define IMAGE  0x3000 /* is verified */
#define BACKUP 0x8000

#define DIRECTION_FLAG 0x400

#define IMAGE_SIZE  1000
#define BACKUP_SIZE 5001

static u8 low_memory[BACKUP_SIZE];

/* A purgatory with one row, "0 (image)", and a backup of low_memory. */
static void load(enum kx_on_damage on_damage)
{
	struct kx_purgatory_head *head = (struct kx_purgatory_head *)room;
	const struct kx_purgatory_job job = {
		.kernel = {
			.address = (u64)(uintptr_t)(room + RUN_KERNEL),
			.arguments = { 0x123456789000 },
		},
	};
	u64 own = (u64)(kx_purgatory_own - kx_purgatory);
	u32 i;

	memset(room, 0, RUN_ROOM);
	room[RUN_KERNEL] = 0xf4;
	for (i = 0; i < IMAGE_SIZE; i++)
		room[IMAGE + i] = (u8)(i * 7);
	for (i = 0; i < BACKUP_SIZE; i++)
		low_memory[i] = (u8)(i * 13 + (i >> 8));
	kx_purgatory_write(room, &job);
	kx_write_le64(head->is_checked, ~0ULL);
	kx_write_le64(head->backup_from, (u64)(uintptr_t)low_memory);
	kx_write_le64(head->backup_to, (u64)(uintptr_t)(room + BACKUP));
	kx_write_le64(head->backup_size, BACKUP_SIZE);
	kx_write_le32(head->on_damage, on_damage);
	kx_write_le32(head->nr_rows, 1);
	memcpy(head->own_name, "1 (purgatory)", 14);
	kx_write_le64(head->rows[0].start, (u64)(uintptr_t)(room + IMAGE));
	kx_write_le64(head->rows[0].size, IMAGE_SIZE);
	kx_write_le64(head->rows[0].digest,
		      kx_digest(kx_bytes(room + IMAGE, IMAGE_SIZE)));
	memcpy(head->rows[0].name, "0 (image)", 10);
	kx_write_le64(room + own, kx_digest(kx_bytes(room, own)));
}

static void load_normal(u64 digits)
{
	const struct kx_purgatory_job job = {
		.kernel = {
			.address = (u64)(uintptr_t)(room + RUN_KERNEL),
			.arguments = { 0x1000 },
		},
		.digits = digits,
	};

	load(KX_DAMAGE_REBOOT);
	kx_purgatory_write(room, &job);
}

#define WITH_ROOM(sentence) \
	cmocka_unit_test_setup_teardown(sentence, map_room, unmap_room)

TEST(a_sound_image_is_entered_without_a_word)
{
	static const int zero[] = { REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RBP,
				    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12,
				    REG_R13, REG_R14, REG_R15 };
	size_t i;

	load(KX_DAMAGE_REBOOT);
	assert_int_equal(run(), ENTERED);
	assert_string_equal(seen.text, "");
	assert_int_equal(seen.nr_ports, 0);
	assert_true(seen.is_masked);
	assert_int_equal(seen.registers[REG_RSI], 0x123456789000);
	/* The first argument of a function in C. */
	assert_int_equal(seen.registers[REG_RDI], 0x123456789000);
	assert_int_equal(seen.registers[REG_EFL] & DIRECTION_FLAG, 0);
	for (i = 0; i < ARRAY_SIZE(zero); i++)
		assert_int_equal(seen.registers[zero[i]], 0);
}

TEST(low_memory_is_copied_and_nothing_around_it)
{
	load(KX_DAMAGE_REBOOT);
	room[BACKUP - 1] = 0xa5;
	room[BACKUP + BACKUP_SIZE] = 0xa5;
	assert_int_equal(run(), ENTERED);
	assert_memory_equal(room + BACKUP, low_memory, BACKUP_SIZE);
	assert_int_equal(room[BACKUP - 1], 0xa5);
	assert_int_equal(room[BACKUP + BACKUP_SIZE], 0xa5);
}

#define DAMAGED "kexec: crash image damaged: segment "

TEST(damage_is_told_and_followed_by_what_was_asked_for)
{
	static const struct {
		const char *name;
		enum kx_on_damage on_damage;
		u32 at;
		enum ending ending;
		const char *text;
	} rows[] = {
		{ "image, restart", KX_DAMAGE_REBOOT, IMAGE + 500, RESET,
		  DAMAGED "0 (image): restarting\r\n" },
		{ "image, halt", KX_DAMAGE_HALT, IMAGE + 500, HALTED,
		  DAMAGED "0 (image): halting\r\n" },
		{ "image, start", KX_DAMAGE_START, IMAGE + 500, ENTERED,
		  DAMAGED "0 (image): starting it all the same\r\n" },
		/* The last byte of the table, in an unused row. */
		{ "itself, restart", KX_DAMAGE_REBOOT, 823, RESET,
		  DAMAGED "1 (purgatory): restarting\r\n" },
		{ "itself, halt", KX_DAMAGE_HALT, 823, HALTED,
		  DAMAGED "1 (purgatory): halting\r\n" },
		{ "itself, start", KX_DAMAGE_START, 823, ENTERED,
		  DAMAGED "1 (purgatory): starting it all the same\r\n" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		load(rows[i].on_damage);
		room[rows[i].at] ^= 0x40;
		assert_row(rows[i].name, run(), rows[i].ending);
		assert_string_equal(seen.text, rows[i].text);
		/* The dump needs low memory, whatever else is damaged. */
		assert_row(rows[i].name,
			   memcmp(room + BACKUP, low_memory, BACKUP_SIZE) == 0,
			   rows[i].ending == ENTERED);
	}
}

/* The code that reports damage is damaged itself. */
TEST(a_damaged_purgatory_does_not_judge_the_rest)
{
	load(KX_DAMAGE_START);
	room[IMAGE] ^= 1;
	room[823] ^= 1;
	assert_int_equal(run(), ENTERED);
	assert_string_equal(seen.text, DAMAGED
			    "1 (purgatory): starting it all the same\r\n");
}

TEST(a_restart_tries_the_keyboard_then_the_chipset)
{
	load(KX_DAMAGE_REBOOT);
	room[IMAGE] ^= 1;
	assert_int_equal(run(), RESET);
	assert_int_equal(seen.nr_ports, 3);
	assert_int_equal(seen.ports[0], 0x64);
	assert_int_equal(seen.values[0], 0xfe);
	assert_int_equal(seen.ports[1], 0xcf9);
	assert_int_equal(seen.values[1], 0x02);
	assert_int_equal(seen.ports[2], 0xcf9);
	assert_int_equal(seen.values[2], 0x06);
	/* One pause for the serial port's FIFO, then one after each reset. */
	assert_int_equal(seen.pause_reads, 4 * RUN_WAIT_READS);
}

TEST(a_choice_that_nobody_knows_is_a_restart)
{
	load((enum kx_on_damage)77);
	room[IMAGE] ^= 1;
	assert_int_equal(run(), RESET);
}

/* A port that is never ready, and a missing one: reads give all ones. */
TEST(no_serial_port_and_a_busy_one_hold_nothing_up)
{
	static const u8 statuses[] = { 0x00, 0xff };
	static const u32 reads[] = { RUN_WAIT_READS, 1 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++) {
		load(KX_DAMAGE_HALT);
		line_status = statuses[i];
		room[IMAGE] ^= 1;
		assert_int_equal(run(), HALTED);
		assert_string_equal(seen.text,
				    DAMAGED "0 (image): halting\r\n");
		assert_int_equal(seen.status_reads, reads[i] * seen.length);
	}
}

TEST(a_normal_kernel_is_entered_whatever_the_table_says)
{
	load_normal(0);
	room[IMAGE] ^= 1;
	assert_int_equal(run(), ENTERED);
	assert_int_equal(seen.registers[REG_RSI], 0x1000);
	assert_int_equal(seen.length, 0);
}

TEST(a_kernel_that_may_return_is_told_where_to)
{
	static const struct {
		u64 returns_to;
		const char *digits;
	} rows[] = {
		{ 0x123456789abcdef0, "123456789abcdef0" },
		{ 0xfedcba9876543210, "fedcba9876543210" },
		{ 0x1000, "0000000000001000" },
		{ 0, "0000000000000000" }, /* it was not called */
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		load_normal((u64)(uintptr_t)(room + BACKUP));
		memcpy(room + BACKUP - 1, "<________________>", 18);
		returns_to = rows[i].returns_to;
		assert_row(rows[i].digits, run(), ENTERED);
		assert_memory_equal(room + BACKUP, rows[i].digits, 16);
		assert_int_equal(room[BACKUP - 1], '<');
		assert_int_equal(room[BACKUP + 16], '>');
		assert_int_equal(seen.registers[REG_RSI], 0x1000);
		assert_int_equal(seen.registers[REG_RDI], 0x1000);
		assert_int_equal(seen.registers[REG_RDX], 0);
	}
}

TEST(nobody_is_told_who_did_not_ask)
{
	static u8 before[RUN_ROOM];

	load_normal(0);
	memcpy(before, room, RUN_ROOM);
	returns_to = 0x123456789abcdef0;
	assert_int_equal(run(), ENTERED);
	/* It writes only after the bytes that have a digest. */
	assert_memory_equal(room, before,
			    (size_t)(kx_purgatory_own - kx_purgatory));
	assert_memory_equal(room + RUN_KERNEL, before + RUN_KERNEL,
			    RUN_ROOM - RUN_KERNEL);
}

/* Load a kernel that is entered in a 32-bit mode. */
static void load_32bit(const struct kx_entry_mode *mode)
{
	const struct kx_purgatory_job job = {
		.kernel = {
			.address = (u64)(uintptr_t)(room + RUN_ENTER_32),
		},
	};
	const struct kx_entry entry = {
		.mode = mode,
		.address = (u64)(uintptr_t)(room + RUN_KERNEL),
		.arguments = { 0x89abc000, 0x76543210 },
	};

	load_normal(0);
	kx_purgatory_write(room, &job);
	kx_enter_32_write(room + RUN_ENTER_32, &entry);
}

#define PAGING_4 (RUN_CR4_PAE | 0x80 | 0x100000)

TEST(a_32bit_kernel_is_entered_without_paging)
{
	static const struct {
		const char *name;
		u64 cr4, after;
	} rows[] = {
		{ "4 levels", PAGING_4, 0 },
		{ "5 levels", PAGING_4 | RUN_CR4_LA57, 0 },
		{ "PCIDs", PAGING_4 | RUN_CR4_PCIDE, 0 },
		{ "machine checks", PAGING_4 | RUN_CR4_MCE, RUN_CR4_MCE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		load_32bit(&kx_entry_x86_32);
		control = (struct run_control){
			.cr0 = 0x80050033,
			.cr4 = rows[i].cr4,
			.efer = 0xd0000000d01,
		};
		assert_row(rows[i].name, run(), ENTERED);
		assert_true(seen.is_32bit);
		assert_true(seen.is_masked);
		assert_row(rows[i].name, (long)seen.control.cr0, 0x50033);
		assert_row(rows[i].name, (long)seen.control.cr4,
			   (long)rows[i].after);
		assert_row(rows[i].name, (long)seen.control.efer,
			   0xd0000000d01 & ~RUN_EFER_LME);
	}
}

/*
 * boot.rst: "%esi must hold the base address of the struct boot_params; %ebp,
 * %edi and %ebx must be zero." Other protocols have other registers.
 */
TEST(a_32bit_kernel_gets_its_arguments_in_registers)
{
	static const struct kx_entry_mode all = { "32-bit", { "eax", "ebx" } };
	static const struct kx_entry_mode one = { "32-bit", { "ebx" } };
	static const struct {
		const struct kx_entry_mode *mode;
		long eax, ebx, esi;
	} rows[] = {
		{ &kx_entry_x86_32, 0, 0, 0x89abc000 },
		{ &all, 0x89abc000, 0x76543210, 0 },
		{ &one, 0, 0x89abc000, 0 },
	};
	static const int zero[] = { REG_RCX, REG_RDX, REG_RDI, REG_RBP };
	u32 stack[2];
	size_t i, r;

	for (r = 0; r < ARRAY_SIZE(rows); r++) {
		load_32bit(rows[r].mode);
		control = (struct run_control){ .cr0 = RUN_CR0_PG | RUN_CR0_PE,
						.cr4 = PAGING_4 };
		assert_int_equal(run(), ENTERED);
		assert_int_equal(seen.registers[REG_RAX], rows[r].eax);
		assert_int_equal(seen.registers[REG_RBX], rows[r].ebx);
		assert_int_equal(seen.registers[REG_RSI], rows[r].esi);
		for (i = 0; i < ARRAY_SIZE(zero); i++)
			assert_int_equal(seen.registers[zero[i]], 0);
		/* As a function in C: a return address and the argument. */
		memcpy(stack, (const void *)seen.registers[REG_RSP],
		       sizeof(stack));
		assert_int_equal(stack[0], 0);
		assert_int_equal(stack[1], rows[r].ebx);
	}
}

TEST(a_32bit_kernel_has_segments_and_a_stack)
{
	const u8 *gdt;
	u64 end = (u64)(uintptr_t)room + RUN_ENTER_32 + kx_enter_32_size();

	load_32bit(&kx_entry_x86_32);
	control = (struct run_control){ .cr0 = RUN_CR0_PG | RUN_CR0_PE,
					.cr4 = PAGING_4 };
	assert_int_equal(run(), ENTERED);
	assert_int_equal(seen.registers[REG_EFL] & DIRECTION_FLAG, 0);
	assert_in_range(seen.registers[REG_RSP], end - 16, end);
	assert_int_equal(seen.gdt_limit, 0x1f);
	gdt = (const u8 *)(uintptr_t)seen.gdt;
	assert_in_range((u64)(uintptr_t)gdt, end - kx_enter_32_size(), end);
	/* Flat, present, accessed; code of 32 bits, and data. */
	assert_memory_equal(gdt + 0x10, "\xff\xff\0\0\0\x9b\xcf\0", 8);
	assert_memory_equal(gdt + 0x18, "\xff\xff\0\0\0\x93\xcf\0", 8);
}

/* Load a program that is entered in real mode, at 0x9020:0. */
static void load_real(void)
{
	const u64 at = (u64)(uintptr_t)(room + RUN_ENTER_32);
	const struct kx_purgatory_job job = { .kernel = { .address = at } };
	const struct kx_entry entry = {
		.mode = &kx_entry_x86_16,
		.address = 0x90200,
		.arguments = { 0x9000, 0x9800 },
	};

	load_normal(0);
	kx_purgatory_write(room, &job);
	kx_enter_16_write(room + RUN_ENTER_32, at, &entry);
	control = (struct run_control){ .cr0 = 0x80050033, .cr4 = PAGING_4 };
}

/* boot.rst, "Running the Kernel": ds = es = fs = gs = ss, sp, cs:ip. */
TEST(a_program_is_entered_in_real_mode)
{
	static const int zero[] = { REG_RAX, REG_RBX, REG_RCX, REG_RDX,
				    REG_RSI, REG_RDI, REG_RBP };
	static const int data[] = { 0, 2, 3, 4, 5 };
	size_t i;

	load_real();
	assert_int_equal(run(), ENTERED);
	assert_true(seen.is_real);
	assert_true(seen.is_masked);
	assert_int_equal(seen.control.cr0, 0x10); /* ET, and caches on */
	assert_int_equal(seen.control.cr4, 0);
	assert_int_equal(seen.program[0], 0);
	assert_int_equal(seen.program[1], 0x9020);
	assert_int_equal(seen.registers[REG_RSP], 0x9800);
	assert_int_equal(seen.registers[REG_EFL] & DIRECTION_FLAG, 0);
	for (i = 0; i < ARRAY_SIZE(data); i++)
		assert_int_equal(seen.segments[data[i]], 0x9000);
	for (i = 0; i < ARRAY_SIZE(zero); i++)
		assert_int_equal(seen.registers[zero[i]], 0);
}

TEST(a_bios_finds_its_vectors_and_its_clock)
{
	/* Both interrupt controllers, then timer 0: see the Intel manuals. */
	static const u8 wanted[][2] = {
		{ 0x20, 0x11 }, { 0xa0, 0x11 }, { 0x21, 0x08 }, { 0xa1, 0x70 },
		{ 0x21, 0x04 }, { 0xa1, 0x02 }, { 0x21, 0x01 }, { 0xa1, 0x01 },
		{ 0x21, 0xb8 }, { 0xa1, 0x0f }, { 0x43, 0x34 }, { 0x40, 0x00 },
		{ 0x40, 0x00 },
	};
	size_t i;

	load_real();
	assert_int_equal(run(), ENTERED);
	assert_int_equal(seen.idt, 0);
	assert_int_equal(seen.idt_limit, 0x3ff);
	assert_int_equal(seen.nr_ports, ARRAY_SIZE(wanted));
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		assert_int_equal(seen.ports[i], wanted[i][0]);
		assert_int_equal(seen.values[i], wanted[i][1]);
	}
}

TEST(real_mode_begins_with_segments_of_64_kib)
{
	const u64 at = (u64)(uintptr_t)room + RUN_ENTER_32;
	const u8 *gdt;

	load_real();
	assert_int_equal(run(), ENTERED);
	assert_int_equal(kx_enter_32_size() % 16, 0);
	assert_int_equal(seen.base_16, at + kx_enter_32_size());
	assert_int_equal(seen.gdt_limit, 0x17);
	assert_in_range(seen.gdt, at, at + kx_enter_16_size() - 0x18);
	gdt = (const u8 *)(uintptr_t)seen.gdt;
	assert_memory_equal(gdt + 0x10, "\xff\xff\0\0\0\x93\0\0", 8);
}

/* As after a jump back: the memory that a run changed does not matter. */
TEST(it_can_run_twice)
{
	load(KX_DAMAGE_REBOOT);
	assert_int_equal(run(), ENTERED);
	assert_int_equal(run(), ENTERED);
}

/* The host of a paravirtual machine may have no segments for it. */
static bool has_modes(void)
{
	enum ending ending;

	(void)map_room(NULL);
	load_32bit(&kx_entry_x86_32);
	control = (struct run_control){ .cr0 = 0x80050033, .cr4 = PAGING_4 };
	ending = run();
	(void)unmap_room(NULL);
	return ending != REFUSED;
}

/* The last of the tests are those of 32-bit and 16-bit code. */
#define NR_MODES 6

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_ROOM(a_sound_image_is_entered_without_a_word),
		WITH_ROOM(low_memory_is_copied_and_nothing_around_it),
		WITH_ROOM(damage_is_told_and_followed_by_what_was_asked_for),
		WITH_ROOM(a_damaged_purgatory_does_not_judge_the_rest),
		WITH_ROOM(a_restart_tries_the_keyboard_then_the_chipset),
		WITH_ROOM(a_choice_that_nobody_knows_is_a_restart),
		WITH_ROOM(no_serial_port_and_a_busy_one_hold_nothing_up),
		WITH_ROOM(a_normal_kernel_is_entered_whatever_the_table_says),
		WITH_ROOM(a_kernel_that_may_return_is_told_where_to),
		WITH_ROOM(nobody_is_told_who_did_not_ask),
		WITH_ROOM(it_can_run_twice),
		WITH_ROOM(a_32bit_kernel_is_entered_without_paging),
		WITH_ROOM(a_32bit_kernel_gets_its_arguments_in_registers),
		WITH_ROOM(a_32bit_kernel_has_segments_and_a_stack),
		WITH_ROOM(a_program_is_entered_in_real_mode),
		WITH_ROOM(a_bios_finds_its_vectors_and_its_clock),
		WITH_ROOM(real_mode_begins_with_segments_of_64_kib),
	};
	size_t count = ARRAY_SIZE(tests);

	if (!has_modes()) {
		count -= NR_MODES;
		printf("# skipped: %d tests of 32-bit and 16-bit code, which "
		       "no process can run on this machine\n",
		       NR_MODES);
	}
	return _cmocka_run_group_tests("purgatory_run", tests, count, NULL,
				       NULL);
}
