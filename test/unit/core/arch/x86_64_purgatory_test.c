// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Runs the functions of the purgatory: its bytes from a plan are copied to
 * executable memory, and damaged.
 */
#include "core/arch/x86_64_purgatory.h"

#include "core/crash.h"
#include "core/digest.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

#include <sys/mman.h>

#define ROOM   (64 * 1024)
#define BUFFER (8 * 1024)

typedef u64 (*digest_function)(const void *bytes, u64 size);
typedef const char *(*damage_function)(u32 index);

/* The purgatory, followed by the memory of its rows. */
static u8 *copy;
static u8 buffer[BUFFER];

static int map_copy(void **state __attribute__((unused)))
{
	copy = mmap(NULL, ROOM, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return copy == MAP_FAILED ? -1 : 0;
}

static int unmap_copy(void **state __attribute__((unused)))
{
	return munmap(copy, ROOM);
}

static digest_function digest_in(const u8 *base)
{
	const u8 *at = base + (kx_purgatory_digest - kx_purgatory);
	digest_function function;

	memcpy(&function, &at, sizeof(function));
	return function;
}

static const char *damage(u32 index)
{
	const u8 *at = copy + (kx_purgatory_damage - kx_purgatory);
	damage_function function;

	memcpy(&function, &at, sizeof(function));
	return function(index);
}

TEST(its_digest_is_the_cores_at_every_size_and_alignment)
{
	struct dice dice = dice_new();
	digest_function digest;
	u64 size;
	u64 at;

	/* At another address than where it was linked. */
	memcpy(copy + 64, kx_purgatory, kx_purgatory_size());
	digest = digest_in(copy + 64);
	for (at = 0; at < BUFFER; at++)
		buffer[at] = (u8)dice_any(&dice);
	for (size = 0; size <= 300; size++)
		for (at = 0; at < 17; at++)
			assert_int_equal(
				digest(buffer + at, size),
				kx_digest(kx_bytes(buffer + at, size)));
	for (at = 0; at < 2000; at++) {
		size = dice_roll(&dice, BUFFER);
		assert_int_equal(digest(buffer, size),
				 kx_digest(kx_bytes(buffer, size)));
	}
}

struct crash_plan {
	struct bzimage image;
	struct test_machine test;
	struct kx_memory region;
	struct kx_memory dumped;
	struct kx_memmap dump;
	struct kx_range note;
	struct kx_crash crash;
	struct kx_request request;
	struct kx_plan plan;
};

static void make_plan(struct crash_plan *p)
{
	static const struct kx_bytes initrd = { (const u8 *)"ramdisk", 7 };
	struct kx_machine *machine = &p->test.machine;

	bzimage_make(&p->image);
	bzimage_put(&p->image, BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE + 4096);
	bzimage_seal(&p->image);
	test_machine_make(&p->test);
	p->region = (struct kx_memory){ { 64 * TEST_MIB, 96 * TEST_MIB },
					KX_MEM_RAM };
	machine->usable = (struct kx_memmap){ &p->region, 1, 1 };
	machine->limits.is_crash = true;
	machine->limits.crash = p->region.range;
	p->dumped = (struct kx_memory){ { 0x1000, 0x9f000 }, KX_MEM_RAM };
	p->dump = (struct kx_memmap){ &p->dumped, 1, 1 };
	p->note = (struct kx_range){ 0x1000, 0x1100 };
	p->crash.elfcore = (struct kx_elfcore){
		.notes = &p->note,
		.nr_notes = 1,
		.memory = &p->dump,
	};
	p->request = test_machine_request(&p->test, bzimage_bytes(&p->image));
	p->request.purpose = KX_PURPOSE_CRASH;
	p->request.crash = &p->crash;
	p->request.initrds = &initrd;
	p->request.nr_initrds = 1;
	assert_int_equal(kx_plan_make(&p->request, NULL, &p->plan, NULL), 0);
}

static u64 number(const u8 *at, u32 width)
{
	u64 value = 0;

	while (width--)
		value = value << 8 | at[width];
	return value;
}

/*
 * Loads a plan: the purgatory to @copy, followed by the memory of its rows. The
 * rows' addresses are changed from the machine's to those of the copies, and
 * the purgatory's own digest is updated. Returns the number of rows.
 */
static u32 load(const struct crash_plan *p)
{
	const struct kx_segment *last = &p->plan.segments[p->plan.count - 1];
	struct kx_purgatory_head *head = (struct kx_purgatory_head *)copy;
	u64 own = (u64)(kx_purgatory_own - kx_purgatory);
	u8 *to = copy + 4096;
	u32 rows;
	u32 i;
	u32 j;

	memset(copy, 0, ROOM);
	memcpy(copy, last->buf, last->bufsz);
	rows = (u32)number(head->nr_rows, 4);
	for (i = 0; i < rows; i++) {
		u64 start = number(head->rows[i].start, 8);

		for (j = 0; p->plan.segments[j].mem != start; j++)
			assert_true(j < p->plan.count);
		assert_true(to + p->plan.segments[j].memsz <= copy + ROOM);
		memcpy(to, p->plan.segments[j].buf, p->plan.segments[j].bufsz);
		kx_write_le64(head->rows[i].start, (u64)(uintptr_t)to);
		to += p->plan.segments[j].memsz;
	}
	kx_write_le64(copy + own, kx_digest(kx_bytes(copy, own)));
	return rows;
}

TEST(a_sound_image_is_found_sound)
{
	static struct crash_plan p;
	u32 rows;
	u32 i;

	make_plan(&p);
	rows = load(&p);
	/* elfcorehdr, kernel, initrd, boot data; not backup, purgatory */
	assert_int_equal(rows, 4);
	for (i = 0; i <= rows; i++)
		assert_null(damage(i));
}

TEST(a_changed_byte_anywhere_is_found_and_its_segment_named)
{
	static const char *const names[] = { "1 (elfcorehdr)", "2 (kernel)",
					     "3 (initrd)", "4 (boot data)" };
	static struct crash_plan p;
	struct kx_purgatory_head *head = (struct kx_purgatory_head *)copy;
	u32 rows;
	u32 i;
	u32 other;

	make_plan(&p);
	rows = load(&p);
	for (i = 0; i < rows; i++) {
		u8 *start = (u8 *)(uintptr_t)number(head->rows[i].start, 8);
		u64 size = number(head->rows[i].size, 8);
		u64 at;

		for (at = 0; at < size; at++) {
			start[at] ^= (u8)(1 << at % 8);
			assert_string_equal(damage(i + 1), names[i]);
			if (at == size / 2)
				for (other = 0; other <= rows; other++)
					assert_true(other == i + 1 ||
						    !damage(other));
			start[at] ^= (u8)(1 << at % 8);
		}
	}
}

/* The first byte of the verifying code, which runs and can't be changed. */
static u64 first_of_verifying(void)
{
	u64 damage = (u64)(kx_purgatory_damage - kx_purgatory);
	u64 digest = (u64)(kx_purgatory_digest - kx_purgatory);

	return damage < digest ? damage : digest;
}

TEST(a_changed_byte_of_the_purgatory_is_found)
{
	static struct crash_plan p;
	u64 code = first_of_verifying();
	u64 own = (u64)(kx_purgatory_own - kx_purgatory);
	u64 at;

	make_plan(&p);
	load(&p);
	for (at = 0; at < own + 8; at++) {
		const char *name;

		if (at == code)
			at = own - 32;
		copy[at] ^= 0x10;
		name = damage(0);
		copy[at] ^= 0x10;
		assert_non_null(name);
		assert_ptr_equal(name, copy + offsetof(struct kx_purgatory_head,
						       own_name));
	}
	assert_string_equal(
		(const char *)copy +
			offsetof(struct kx_purgatory_head, own_name),
		"5 (purgatory)");
}

TEST(what_is_written_at_run_time_does_not_count)
{
	static struct crash_plan p;
	u64 own = (u64)(kx_purgatory_own - kx_purgatory);
	u64 at;

	make_plan(&p);
	load(&p);
	for (at = own + 8; at < kx_purgatory_size(); at++)
		copy[at] ^= 0xff;
	assert_null(damage(0));
}

TEST(a_normal_kernels_purgatory_verifies_nothing)
{
	const struct kx_purgatory_job job = {
		.kernel = { .address = 1, .arguments = { 2 } }
	};
	const struct kx_purgatory_head *head =
		(const struct kx_purgatory_head *)buffer;
	static const u8 zeroes[sizeof(head->rows)];

	kx_purgatory_write(buffer, &job);
	assert_int_equal(number(head->is_checked, 8), 0);
	assert_int_equal(number(head->backup_size, 8), 0);
	assert_memory_equal(head->rows, zeroes, sizeof(zeroes));
}

TEST(what_to_do_about_damage_is_handed_on)
{
	static const enum kx_on_damage all[] = { KX_DAMAGE_REBOOT,
						 KX_DAMAGE_HALT,
						 KX_DAMAGE_START };
	static struct crash_plan p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		const struct kx_purgatory_head *head;

		p.crash.on_damage = all[i];
		make_plan(&p);
		head = p.plan.segments[p.plan.count - 1].buf;
		assert_int_equal(number(head->on_damage, 4), i);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			its_digest_is_the_cores_at_every_size_and_alignment),
		cmocka_unit_test(a_sound_image_is_found_sound),
		cmocka_unit_test(
			a_changed_byte_anywhere_is_found_and_its_segment_named),
		cmocka_unit_test(a_changed_byte_of_the_purgatory_is_found),
		cmocka_unit_test(what_is_written_at_run_time_does_not_count),
		cmocka_unit_test(a_normal_kernels_purgatory_verifies_nothing),
		cmocka_unit_test(what_to_do_about_damage_is_handed_on),
	};

	return cmocka_run_group_tests_name("x86_64_purgatory", tests, map_copy,
					   unmap_copy);
}
