// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The purgatory from its first instruction to its last, in this process: what
 * a process may not do (ports, descriptor tables, halting) traps, and is done
 * here instead. So it is seen what goes to the serial port, how the machine
 * would be reset, and with which registers the kernel is entered.
 */
#include "arch/x86_64_purgatory.h"
#include "crash.h"
#include "digest.h"

#include "test.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#define ROOM	    (64 * 1024)
#define TEXT_MAX    512
#define PORTS_MAX   8
#define COM1	    0x3f8
#define COM1_STATUS 0x3fd

/* Where things lie in the room. */
#define KERNEL 0x2000 /* to be entered: one instruction, which traps */
#define IMAGE  0x3000 /* to be verified */
#define BACKUP 0x8000

#define IMAGE_SIZE  1000
#define BACKUP_SIZE 5001

enum ending {
	RUNNING,
	ENTERED,
	HALTED,
	RESET, /* by an exception without an IDT */
	LOST,  /* an instruction that nobody expects */
};

static u8 *room;
static u8 low_memory[BACKUP_SIZE];

/* What became of a run. */
static struct {
	enum ending ending;
	char text[TEXT_MAX];
	u32 length;
	u16 ports[PORTS_MAX]; /* written, besides the serial one's */
	u8 values[PORTS_MAX];
	u32 nr_ports;
	gregset_t registers; /* the kernel's at its entry */
} seen;

static u8 line_status;

/* Whoever enters: a stack that is not to be written to. */
#define CALLER_WORDS 64
#define CALLER_TOP   32
static u64 caller[CALLER_WORDS];
static u64 returns_to;

/*
 * void run_at(const u8 *start, u64 *stack): go there with a stack that does not
 * come back; the trap handler returns by way of run_end.
 */
void run_at(const u8 *start, u64 *stack);
void run_end(void);
extern u64 run_stack;

__asm__("	.text\n"
	"	.globl	run_at\n"
	"run_at:\n"
	"	pushq	%rbx\n"
	"	pushq	%rbp\n"
	"	pushq	%r12\n"
	"	pushq	%r13\n"
	"	pushq	%r14\n"
	"	pushq	%r15\n"
	"	movq	%rsp, run_stack(%rip)\n"
	"	movq	%rsi, %rsp\n"
	"	jmp	*%rdi\n"
	"	.globl	run_end\n"
	"run_end:\n"
	"	popq	%r15\n"
	"	popq	%r14\n"
	"	popq	%r13\n"
	"	popq	%r12\n"
	"	popq	%rbp\n"
	"	popq	%rbx\n"
	"	cld\n"
	"	ret\n"
	"	.bss\n"
	"	.balign	8\n"
	"	.globl	run_stack\n"
	"run_stack:\n"
	"	.quad	0\n"
	"	.text\n");

static void write_port(u16 port, u8 value)
{
	if (port == COM1 && seen.length < TEXT_MAX - 1) {
		seen.text[seen.length++] = (char)value;
	} else if (port != COM1 && seen.nr_ports < PORTS_MAX) {
		seen.ports[seen.nr_ports] = port;
		seen.values[seen.nr_ports++] = value;
	}
}

/* A loop that waits for a port counts rcx down: it need not take long. */
static void read_port(greg_t *registers, u16 port)
{
	u8 value = port == COM1_STATUS ? line_status : 0;

	registers[REG_RAX] = (registers[REG_RAX] & ~0xffLL) | value;
	if (!value)
		registers[REG_RCX] = 1;
}

static void pass_over(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
}

static void out_dx(greg_t *registers, const u8 *at)
{
	(void)at;
	write_port((u16)registers[REG_RDX], (u8)registers[REG_RAX]);
}

static void out_number(greg_t *registers, const u8 *at)
{
	write_port(at[1], (u8)registers[REG_RAX]);
}

static void in_dx(greg_t *registers, const u8 *at)
{
	(void)at;
	read_port(registers, (u16)registers[REG_RDX]);
}

static void in_number(greg_t *registers, const u8 *at)
{
	read_port(registers, at[1]);
}

static void halt(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
	seen.ending = HALTED;
}

static void reset(greg_t *registers, const u8 *at)
{
	(void)registers;
	(void)at;
	seen.ending = RESET;
}

static void far_return(greg_t *registers, const u8 *at)
{
	u64 to[2];

	(void)at;
	memcpy(to, (const void *)registers[REG_RSP], sizeof(to));
	registers[REG_RSP] += sizeof(to);
	registers[REG_RIP] = (greg_t)to[0];
	if (to[1] != 0x10)
		seen.ending = LOST;
}

/* What traps in a process; the bytes that tell, and how many to pass over. */
static const struct {
	u8 bytes[3];
	u8 size;
	u8 length; /* 0: goes elsewhere by itself */
	void (*run)(greg_t *registers, const u8 *at);
} instructions[] = {
	{ { 0xfa }, 1, 1, pass_over },		   /* cli */
	{ { 0xf4 }, 1, 1, halt },		   /* hlt */
	{ { 0xee }, 1, 1, out_dx },		   /* outb %al, %dx */
	{ { 0xec }, 1, 1, in_dx },		   /* inb %dx, %al */
	{ { 0xe6 }, 1, 2, out_number },		   /* outb %al, $n */
	{ { 0xe4 }, 1, 2, in_number },		   /* inb $n, %al */
	{ { 0x8e }, 1, 2, pass_over },		   /* mov %eax, segment */
	{ { 0x0f, 0x0b }, 2, 2, reset },	   /* ud2 */
	{ { 0x48, 0xcb }, 2, 0, far_return },	   /* lretq */
	{ { 0x0f, 0x01, 0x15 }, 3, 7, pass_over }, /* lgdt n(%rip) */
	{ { 0x0f, 0x01, 0x1c }, 3, 4, pass_over }, /* lidt (%rsp) */
};

static void step(greg_t *registers, const u8 *at)
{
	size_t i;

	if (at == room + KERNEL) {
		seen.ending = ENTERED;
		memcpy(seen.registers, registers, sizeof(seen.registers));
		return;
	}
	for (i = 0; i < ARRAY_SIZE(instructions); i++) {
		if (memcmp(at, instructions[i].bytes, instructions[i].size))
			continue;
		registers[REG_RIP] += instructions[i].length;
		instructions[i].run(registers, at);
		return;
	}
	seen.ending = LOST;
}

static void trap(int number, siginfo_t *info, void *context)
{
	ucontext_t *user = context;
	greg_t *registers = user->uc_mcontext.gregs;
	const u8 *at = (const u8 *)registers[REG_RIP];

	(void)number;
	(void)info;
	if (at < room || at >= room + ROOM)
		abort();
	step(registers, at);
	if (seen.ending == RUNNING)
		return;
	registers[REG_RSP] = (greg_t)run_stack;
	registers[REG_RIP] = (greg_t)run_end;
}

static u64 word_of_caller(u32 index)
{
	return index == CALLER_TOP ? returns_to : index * 0x0101010101010101ULL;
}

static enum ending run(void)
{
	static u8 stack[64 * 1024];
	const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
	const struct sigaction action = {
		.sa_sigaction = trap,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};
	struct sigaction old[2];
	stack_t old_stack;
	u32 i;

	for (i = 0; i < CALLER_WORDS; i++)
		caller[i] = word_of_caller(i);
	memset(&seen, 0, sizeof(seen));
	assert_int_equal(sigaltstack(&own, &old_stack), 0);
	sigaction(SIGSEGV, &action, &old[0]);
	sigaction(SIGILL, &action, &old[1]);
	run_at(room, &caller[CALLER_TOP]);
	sigaction(SIGSEGV, &old[0], NULL);
	sigaction(SIGILL, &old[1], NULL);
	sigaltstack(&old_stack, NULL);
	for (i = 0; i < CALLER_WORDS; i++)
		assert_int_equal(caller[i], word_of_caller(i));
	return seen.ending;
}

/* A purgatory with one row, "0 (image)", and a backup of low_memory. */
static void load(enum kx_on_damage on_damage)
{
	struct kx_purgatory_head *head = (struct kx_purgatory_head *)room;
	const struct kx_purgatory_job job = {
		.entry = (u64)(uintptr_t)(room + KERNEL),
		.boot_params = 0x123456789000,
	};
	u64 own = (u64)(kx_purgatory_own - kx_purgatory);
	u32 i;

	memset(room, 0, ROOM);
	room[KERNEL] = 0xf4;
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
		.entry = (u64)(uintptr_t)(room + KERNEL),
		.boot_params = 0x1000,
		.digits = digits,
	};

	load(KX_DAMAGE_REBOOT);
	kx_purgatory_write(room, &job);
}

static int map_room(void **state __attribute__((unused)))
{
	room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	line_status = 0x60;
	return room == MAP_FAILED ? -1 : 0;
}

static int unmap_room(void **state __attribute__((unused)))
{
	return munmap(room, ROOM);
}

#define WITH_ROOM(sentence) \
	cmocka_unit_test_setup_teardown(sentence, map_room, unmap_room)

TEST(a_sound_image_is_entered_without_a_word)
{
	static const int zero[] = { REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RDI,
				    REG_RBP, REG_R8,  REG_R9,  REG_R10, REG_R11,
				    REG_R12, REG_R13, REG_R14, REG_R15 };
	size_t i;

	load(KX_DAMAGE_REBOOT);
	assert_int_equal(run(), ENTERED);
	assert_string_equal(seen.text, "");
	assert_int_equal(seen.nr_ports, 0);
	assert_int_equal(seen.registers[REG_RSI], 0x123456789000);
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
		/* The last byte of the table: of a row that is not used. */
		{ "itself, restart", KX_DAMAGE_REBOOT, 815, RESET,
		  DAMAGED "1 (purgatory): restarting\r\n" },
		{ "itself, halt", KX_DAMAGE_HALT, 815, HALTED,
		  DAMAGED "1 (purgatory): halting\r\n" },
		{ "itself, start", KX_DAMAGE_START, 815, ENTERED,
		  DAMAGED "1 (purgatory): starting it all the same\r\n" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		load(rows[i].on_damage);
		room[rows[i].at] ^= 0x40;
		assert_row(rows[i].name, run(), rows[i].ending);
		assert_string_equal(seen.text, rows[i].text);
		/* A dump wants low memory whatever else is wrong. */
		assert_row(rows[i].name,
			   memcmp(room + BACKUP, low_memory, BACKUP_SIZE) == 0,
			   rows[i].ending == ENTERED);
	}
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
}

TEST(a_choice_that_nobody_knows_is_a_restart)
{
	load((enum kx_on_damage)77);
	room[IMAGE] ^= 1;
	assert_int_equal(run(), RESET);
}

/* A wire that nobody listens to, or no port: reads give all ones. */
TEST(no_serial_port_and_a_busy_one_hold_nothing_up)
{
	static const u8 statuses[] = { 0x00, 0xff };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++) {
		load(KX_DAMAGE_HALT);
		line_status = statuses[i];
		room[IMAGE] ^= 1;
		assert_int_equal(run(), HALTED);
		assert_string_equal(seen.text,
				    DAMAGED "0 (image): halting\r\n");
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
		assert_int_equal(seen.registers[REG_RDI], 0);
		assert_int_equal(seen.registers[REG_RDX], 0);
	}
}

TEST(nobody_is_told_who_did_not_ask)
{
	static u8 before[ROOM];

	load_normal(0);
	memcpy(before, room, ROOM);
	returns_to = 0x123456789abcdef0;
	assert_int_equal(run(), ENTERED);
	/* All that it writes lies behind what has a digest. */
	assert_memory_equal(room, before,
			    (size_t)(kx_purgatory_own - kx_purgatory));
	assert_memory_equal(room + KERNEL, before + KERNEL, ROOM - KERNEL);
}

/* As after a jump back: nothing that a run leaves behind matters. */
TEST(it_can_run_twice)
{
	load(KX_DAMAGE_REBOOT);
	assert_int_equal(run(), ENTERED);
	assert_int_equal(run(), ENTERED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_ROOM(a_sound_image_is_entered_without_a_word),
		WITH_ROOM(low_memory_is_copied_and_nothing_around_it),
		WITH_ROOM(damage_is_told_and_followed_by_what_was_asked_for),
		WITH_ROOM(a_restart_tries_the_keyboard_then_the_chipset),
		WITH_ROOM(a_choice_that_nobody_knows_is_a_restart),
		WITH_ROOM(no_serial_port_and_a_busy_one_hold_nothing_up),
		WITH_ROOM(a_normal_kernel_is_entered_whatever_the_table_says),
		WITH_ROOM(a_kernel_that_may_return_is_told_where_to),
		WITH_ROOM(nobody_is_told_who_did_not_ask),
		WITH_ROOM(it_can_run_twice),
	};

	return cmocka_run_group_tests_name("purgatory_run", tests, NULL, NULL);
}
