// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What verifies a crash image on arm64. Its words are compared with what an
 * assembler makes of its source, if there is one; on arm64, or in an emulator
 * of it, they run in this process, with parts of an image that are its own
 * memory.
 */
#include "core/arch/arm64_check.h"

#include "core/digest.h"
#include "test/unit/test.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#define PAGE	  0x10000UL
#define PARTS	  3
#define UART_DATA 0

/* How a run ended. */
enum end { ENTERED = 1, STOPPED, RESET };

struct setup {
	u8 *pages; /* parts, the purgatory, and a UART that is none */
	struct kx_machine machine;
	struct kx_crash crash;
	struct kx_request request;
	struct kx_plan plan;
	u8 bytes[KX_ARM64_CHECK_SIZE];
};

static sigjmp_buf back;

static u8 *page(const struct setup *s, u32 i)
{
	return s->pages + i * PAGE;
}

static int set_up(void **state)
{
	static const enum kx_part parts[] = { KX_PART_KERNEL,
					      KX_PART_ELFCOREHDR,
					      KX_PART_BOOT_DATA,
					      KX_PART_PURGATORY };
	struct setup *s = calloc(1, sizeof(*s));
	u32 i;

	assert_non_null(s);
	s->pages = mmap(NULL, (PARTS + 2) * PAGE,
			PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(s->pages != MAP_FAILED);
	for (i = 0; i < PARTS * PAGE; i++)
		s->pages[i] = (u8)(i * 31 + (i >> 8));
	for (i = 0; i <= PARTS; i++) {
		s->plan.parts[i] = parts[i];
		s->plan.segments[i] = (struct kx_segment){
			.buf = page(s, i),
			.bufsz = PAGE,
			.mem = (u64)(uintptr_t)page(s, i),
			.memsz = PAGE,
		};
	}
	s->plan.count = PARTS + 1;
	s->request.machine = &s->machine;
	s->request.crash = &s->crash;
	s->machine.arm64.uart = (u64)(uintptr_t)page(s, PARTS + 1);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	munmap(s->pages, (PARTS + 2) * PAGE);
	free(s);
	return 0;
}

static struct kx_arm64_check *data_of(u8 *bytes)
{
	return (struct kx_arm64_check *)(bytes + KX_ARM64_CHECK_CODE);
}

static void arrive(void)
{
	siglongjmp(back, ENTERED);
}

static void end(int signal)
{
	siglongjmp(back, signal == SIGALRM ? STOPPED : RESET);
}

static void write_check(struct setup *s)
{
	s->plan.entry.address = (u64)(uintptr_t)arrive;
	kx_arm64_check_write(&s->request, &s->plan, s->bytes);
	memcpy(page(s, PARTS), s->bytes, sizeof(s->bytes));
	__builtin___clear_cache((char *)page(s, PARTS),
				(char *)page(s, PARTS + 1));
	memset(page(s, PARTS + 1), 0, PAGE);
}

/* Registers that the code changes are restored by the jump back. */
static int run(const struct setup *s)
{
	void (*check)(void);
	u8 *code = page(s, PARTS);
	int how = sigsetjmp(back, 1);

	if (how) {
		alarm(0);
		return how;
	}
	memcpy(&check, &code, sizeof(check));
	signal(SIGALRM, end);
	signal(SIGILL, end);
	alarm(1);
	check();
	return 0;
}

static bool has_spoken(const struct setup *s)
{
	return page(s, PARTS + 1)[UART_DATA] == '\n';
}

/* They can't run anywhere else. */
static bool is_arm64(void)
{
	struct utsname name;

	assert_int_equal(uname(&name), 0);
	if (!strcmp(name.machine, "aarch64"))
		return true;
	print_message("# not on arm64: not run\n");
	return false;
}

TEST_WITH(a_sound_image_is_entered_without_a_word)
{
	struct setup *s = *state;

	write_check(s);
	assert_int_equal(run(s), ENTERED);
	assert_false(has_spoken(s));
}

/* One bit in each part, in the code, in a row, and in the digest itself. */
TEST_WITH(damage_is_noticed_wherever_it_is)
{
	static const u64 places[] = {
		0,
		7,
		PAGE - 1,
		PAGE + 4096,
		3 * PAGE - 32,
		3 * PAGE + 300, /* texts */
		3 * PAGE + KX_ARM64_CHECK_CODE +
			offsetof(struct kx_arm64_check, rows),
		3 * PAGE + KX_ARM64_CHECK_CODE +
			offsetof(struct kx_arm64_check, unused),
		3 * PAGE + KX_ARM64_CHECK_CODE +
			offsetof(struct kx_arm64_check, own) + 7,
	};
	struct setup *s = *state;
	size_t i;

	s->crash.on_damage = KX_DAMAGE_START;
	write_check(s);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		s->pages[places[i]] ^= 0x10;
		assert_int_equal(run(s), ENTERED);
		assert_true(has_spoken(s));
		s->pages[places[i]] ^= 0x10;
		memset(page(s, PARTS + 1), 0, PAGE);
		assert_int_equal(run(s), ENTERED);
		assert_false(has_spoken(s));
	}
}

TEST_WITH(a_damaged_image_is_not_entered)
{
	static const struct {
		const char *name;
		enum kx_on_damage action;
		enum kx_psci psci;
		bool has_uart;
		int end;
	} rows[] = {
		{ "halt", KX_DAMAGE_HALT, KX_PSCI_HVC, true, STOPPED },
		{ "reboot", KX_DAMAGE_REBOOT, KX_PSCI_HVC, true, RESET },
		{ "reboot by smc", KX_DAMAGE_REBOOT, KX_PSCI_SMC, true, RESET },
		{ "no way", KX_DAMAGE_REBOOT, KX_PSCI_NONE, true, STOPPED },
		{ "no UART", KX_DAMAGE_HALT, KX_PSCI_NONE, false, STOPPED },
	};
	struct setup *s = *state;
	u64 uart = s->machine.arm64.uart;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->crash.on_damage = rows[i].action;
		s->machine.arm64.psci = rows[i].psci;
		s->machine.arm64.uart = rows[i].has_uart ? uart : 0;
		write_check(s);
		s->pages[PAGE] ^= 1;
		assert_row(rows[i].name, run(s), rows[i].end);
		assert_row(rows[i].name, has_spoken(s), rows[i].has_uart);
		s->pages[PAGE] ^= 1;
	}
}

/* The running kernel rewrites the headers: they may be others. */
TEST_WITH(headers_that_change_are_not_compared)
{
	struct setup *s = *state;

	s->crash.elfcorehdr_room = PAGE;
	write_check(s);
	assert_int_equal(data_of(s->bytes)->count[0], PARTS - 1);
	if (!is_arm64())
		return;
	s->pages[PAGE] ^= 1;
	assert_int_equal(run(s), ENTERED);
	assert_false(has_spoken(s));
}

TEST_WITH(rows_have_digests_and_names)
{
	struct setup *s = *state;
	const struct kx_arm64_check *data = data_of(s->bytes);

	s->machine.arm64.psci = KX_PSCI_SMC;
	s->crash.on_damage = KX_DAMAGE_HALT;
	write_check(s);
	assert_int_equal(data->count[0], PARTS);
	assert_int_equal(kx_load_le64(data->rows[2].start),
			 (uintptr_t)page(s, 2));
	assert_int_equal(kx_load_le64(data->rows[2].size), PAGE);
	assert_int_equal(kx_load_le64(data->rows[2].digest),
			 kx_digest(kx_bytes(page(s, 2), PAGE)));
	assert_string_equal(data->rows[2].name, "2 (boot data)");
	assert_string_equal(data->own_name, "3 (purgatory)");
	assert_int_equal(data->conduit[0], KX_PSCI_SMC);
	assert_int_equal(data->action[0], KX_DAMAGE_HALT);
	assert_int_equal(kx_load_le64(data->entry), (uintptr_t)arrive);
	assert_int_equal(s->plan.entry.address, (uintptr_t)page(s, PARTS));
	assert_int_equal(kx_load_le64(data->own),
			 kx_digest(kx_bytes(s->bytes, sizeof(s->bytes) - 8)));
}

TEST_WITH(the_words_are_those_of_the_source)
{
	const char *path = getenv("KEXEC_ARM64_CHECK");
	FILE *assembled = path ? fopen(path, "rb") : NULL;
	struct setup *s = *state;
	u8 built[KX_ARM64_CHECK_SIZE + 1];
	size_t i;

	if (!assembled) {
		print_message("# no assembler for arm64: not compared\n");
		skip();
	}
	assert_int_equal(fread(built, 1, sizeof(built), assembled),
			 KX_ARM64_CHECK_SIZE);
	fclose(assembled);
	write_check(s);
	assert_memory_equal(s->bytes, built, KX_ARM64_CHECK_CODE);
	/* Data are not the source's. */
	for (i = KX_ARM64_CHECK_CODE; i < KX_ARM64_CHECK_SIZE; i++)
		assert_int_equal(built[i], 0);
}

#define ANYWHERE                                    \
	WITH(headers_that_change_are_not_compared), \
		WITH(rows_have_digests_and_names),  \
		WITH(the_words_are_those_of_the_source)

/* arm64_check_run_test.c runs the words on other machines. */
int main(void)
{
	static const struct CMUnitTest anywhere[] = { ANYWHERE };
	static const struct CMUnitTest on_arm64[] = {
		WITH(a_sound_image_is_entered_without_a_word),
		WITH(damage_is_noticed_wherever_it_is),
		WITH(a_damaged_image_is_not_entered),
		ANYWHERE,
	};

	return is_arm64() ? cmocka_run_group_tests(on_arm64, NULL, NULL)
			  : cmocka_run_group_tests(anywhere, NULL, NULL);
}
