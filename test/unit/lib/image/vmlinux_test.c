// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plans of a bzImage whose kernel is unpacked: what is in the segments, and
 * each reason for which it stays packed.
 */
#include "lib/image/vmlinux.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/core/relocs_oracle.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_kernel.h"
#include "test/unit/lib/wiped.h"
#include "test/unit/test.h"

#define SPAN	     (VM_END - VM_START)
#define CRASH_START  0xa0000000
#define CRASH_END    0xb0000000
#define AT(physical) ((u32)(VM_MAP + (physical)))

static const u32 words[] = {
	0,
	AT(VM_START),
	AT(VM_LAST_START + 0x178),
	0,
	AT(VM_PERCPU_START + 8),
	0,
	AT(VM_DATA_START),
};

struct setup {
	struct fixture fixture;
	struct bzimage image;
	const struct packing *packing;
	u8 payload[VM_SIZE + sizeof(words)];
	u64 size; /* of the payload that is packed */
	u16 xloadflags;
};

/* Right after a boot: only who waits, or takes any, gets some. */
static bool is_early;

ssize_t getrandom(void *buffer, size_t size, unsigned int flags)
{
	assert_int_equal(flags, GRND_NONBLOCK);
	if (!is_early)
		return syscall(SYS_getrandom, buffer, size, flags);
	errno = EAGAIN;
	return -1;
}

static void pack(struct setup *s)
{
	pack_kernel(s->packing, kx_bytes(s->payload, s->size), s->xloadflags,
		    &s->image);
	fixture_put(&s->fixture, "/kernel", bzimage_bytes(&s->image));
}

static int set_up_on(void **state, void (*make)(struct fixture *fixture))
{
	struct setup *s = calloc(1, sizeof(*s));
	struct vmlinux vmlinux;

	assert_non_null(s);
	s->packing = pack_find("gzip");
	make(&s->fixture);
	fixture_text(&s->fixture, "/proc/cpuinfo", "flags\t\t: fpu la57\n");
	vmlinux_make(&vmlinux);
	memcpy(s->payload, vmlinux.data, VM_SIZE);
	memcpy(s->payload + VM_SIZE, words, sizeof(words));
	s->size = sizeof(s->payload);
	s->xloadflags = 0x63; /* 64-bit, above 4 GiB, 5-level paging kept */
	pack(s);
	*state = s;
	return 0;
}

static int set_up(void **state)
{
	return set_up_on(state, fixture_make_pc);
}

static int set_up_crash(void **state)
{
	return set_up_on(state, fixture_make_crash);
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	fixture_free(&s->fixture);
	free(s);
	return 0;
}

static struct kexec_image *open_kernel(struct setup *s, const char *line)
{
	struct kexec_image *image = NULL;

	s->fixture.log[0] = '\0';
	assert_int_equal(
		kexec_image_open(s->fixture.ctx, s->fixture.kernel, &image), 0);
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	return image;
}

static unsigned int count_kernel(const struct kexec_plan *plan)
{
	unsigned int count = 0;
	unsigned int i;

	for (i = 0; i < plan->nr_segments; i++)
		count += !strcmp(plan->names[i], "kernel");
	return count;
}

/* Its segments follow each other; a crash kernel has others before them. */
static const struct kexec_segment *find_kernel(const struct kexec_plan *plan)
{
	unsigned int i = 0;

	while (strcmp(plan->names[i], "kernel") != 0)
		i++;
	return &plan->segments[i];
}

/* The kernel's memory after the copy. */
static void place(const struct kexec_plan *plan, u8 *memory)
{
	const struct kexec_segment *kernel = find_kernel(plan);
	unsigned int i;

	memset(memory, 0, SPAN);
	for (i = 0; i < count_kernel(plan); i++)
		memcpy(memory + ((uintptr_t)kernel[i].mem -
				 (uintptr_t)kernel->mem),
		       kernel[i].buf, kernel[i].bufsz);
}

static u8 loadflags_of(const struct kexec_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_segments; i++)
		if (!strcmp(plan->names[i], "boot data"))
			break;
	assert_true(i < plan->nr_segments);
	for (const u8 *at = plan->segments[i].buf;; at += 4096) {
		assert_true(at < (const u8 *)plan->segments[i].buf +
					 plan->segments[i].bufsz);
		if (!memcmp(at + BZ_MAGIC, "HdrS", 4))
			return at[BZ_LOADFLAGS];
	}
}

/* The distance is read back from the first relocation; closes @image. */
static u64 assert_relocated(struct setup *s, struct kexec_image *image,
			    u64 *start)
{
	static u8 want[SPAN];
	static u8 got[SPAN];
	const struct kexec_plan *plan = NULL;
	u64 distance;

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_non_null(strstr(s->fixture.log, ": unpacked\n"));
	assert_int_equal(count_kernel(plan), 4);
	place(plan, got);
	distance = kx_load_le64(got) - kx_load_le64(s->payload + 0x400);
	memset(want, 0, sizeof(want));
	assert_null(relocs_oracle_run(kx_bytes(s->payload, s->size), 3,
				      distance, want, SPAN));
	assert_memory_equal(got, want, SPAN);
	assert_int_equal(loadflags_of(plan), 3);
	*start = (u64)(uintptr_t)find_kernel(plan)->mem;
	kexec_image_close(image);
	return distance;
}

TEST_WITH(a_kernel_is_relocated_by_another_distance_each_time)
{
	struct setup *s = *state;
	u64 moves = 0, places = 0;
	u64 distance, old_distance = 0;
	u64 start = 0, old_start = 0;
	u32 i;

	for (i = 0; i < 2 * PACKINGS; i++) {
		if (packings[i % PACKINGS].unpacker)
			s->packing = &packings[i % PACKINGS];
		pack(s);
		distance = assert_relocated(s, open_kernel(s, "quiet"), &start);
		assert_int_equal(distance % 0x200000, 0);
		assert_true(distance < 1 << 30);
		assert_int_equal(start % 0x200000, 0);
		moves += distance != old_distance;
		places += start != old_start;
		old_distance = distance;
		old_start = start;
	}
	assert_true(moves > 15 && places > 15);
}

/* As fixture_make_crash() reserves it. */
TEST_WITH(a_crash_kernel_is_placed_in_its_region)
{
	struct setup *s = *state;
	struct kexec_image *image;
	u64 places = 0;
	u64 before = 0;
	u64 start = 0;
	u32 i;

	for (i = 0; i < 20; i++) {
		image = open_kernel(s, "quiet");
		assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH),
				 0);
		assert_int_equal(
			kexec_image_add_initrd(image, s->fixture.initrd), 0);
		assert_relocated(s, image, &start);
		assert_true(start >= CRASH_START && start + SPAN <= CRASH_END);
		places += start != before;
		before = start;
	}
	assert_true(places > 15);
}

/* Else the memory below --mem-max would not be what the image saves. */
TEST_WITH(a_kernel_that_returns_is_placed_in_its_window)
{
	struct setup *s = *state;
	struct kexec_image *image;
	u64 start = 0;
	u32 i;

	for (i = 0; i < 5; i++) {
		image = open_kernel(s, "quiet");
		assert_int_equal(kexec_image_set_options(
					 image, KEXEC_OPTION_PRESERVE_CONTEXT),
				 0);
		assert_int_equal(kexec_image_set_window(image, 0, 0x10000000),
				 0);
		assert_relocated(s, image, &start);
		assert_true(start + SPAN <= 0x10000000);
	}
}

/* Where KASLR is off, or was not built in, nothing is drawn or marked. */
static void assert_fixed(struct setup *s, const char *line)
{
	static u8 got[SPAN];
	struct kexec_image *image = open_kernel(s, line);
	const struct kexec_plan *plan = NULL;

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_non_null(strstr(s->fixture.log, ": unpacked\n"));
	place(plan, got);
	assert_memory_equal(got, s->payload + 0x400, 0x300);
	assert_int_equal(loadflags_of(plan), 1);
	kexec_image_close(image);
}

TEST_WITH(nokaslr_and_kernels_without_it_keep_their_addresses)
{
	struct setup *s = *state;

	assert_fixed(s, "quiet nokaslr");
	s->size = VM_SIZE;
	pack(s);
	assert_fixed(s, "quiet");
}

static void assert_packed(struct setup *s, const char *line,
			  unsigned int options, const char *reason)
{
	struct kexec_image *image = open_kernel(s, line);
	const struct kexec_plan *plan = NULL;

	assert_int_equal(kexec_image_set_options(image, options), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(count_kernel(plan), 1);
	assert_int_equal(loadflags_of(plan), 1);
	if (reason && !strstr(s->fixture.log, reason))
		fail_msg("not \"%s\" in: %s", reason, s->fixture.log);
	assert_null(strstr(s->fixture.log, ": unpacked\n"));
	kexec_image_close(image);
}

TEST_WITH(each_state_of_the_machine_that_leaves_it_packed)
{
	static const struct {
		const char *path, *text, *reason;
	} rows[] = {
		{ "/sys/kernel/security/lockdown",
		  "none [integrity] confidentiality\n", "under lockdown" },
		{ "/sys/module/kexec/parameters/sig_enforce", "Y\n",
		  "signatures" },
		{ "/proc/cmdline", "quiet kho=on\n", "(KHO)" },
		{ "/sys/kernel/debug/kho/out/scratch_len", "0x200\n", "(KHO)" },
		{ "/sys/class/misc/liveupdate/dev", "10:123\n", "(KHO)" },
		{ "/proc/cpuinfo", "flags\t\t: la57 tdx_guest\n", "encrypted" },
		{ "/proc/cpuinfo", "flags\t\t: la57 hypervisor sev\n",
		  "encrypted" },
		{ "/proc/cpuinfo", "flags\t\t: la57 hypervisor sev_snp\n",
		  "encrypted" },
		{ "/proc/meminfo",
		  "MemTotal: 3145728 kB\nMemFree: 9 kB\nMemAvailable: 9 kB\n",
		  "its size 0xa1c is more than a quarter" },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_text(&s->fixture, rows[i].path, rows[i].text);
		assert_packed(s, "quiet", 0, rows[i].reason);
		if (strstr(rows[i].path, "/sys/"))
			fixture_remove(&s->fixture, rows[i].path);
		fixture_text(&s->fixture, "/proc/cmdline", "quiet\n");
		fixture_text(&s->fixture, "/proc/cpuinfo",
			     "flags\t\t: fpu la57 sev\n");
	}
}

TEST_WITH(each_wish_that_leaves_it_packed)
{
	struct setup *s = *state;

	assert_packed(s, "quiet", KEXEC_OPTION_KEEP_PACKED, NULL);
	assert_packed(s, "movable_node", 0,
		      "only its decompressor obeys movable_node");
	assert_packed(s, "no5lvl", 0, "no5lvl");
	assert_packed(s, "quiet", KEXEC_OPTION_ENTRY_32BIT,
		      "it is not entered in 64-bit mode");
	assert_packed(s, "mem=17M", 0, "no place for all of it");
}

/* CONFIG_X86_5LEVEL: only its decompressor can leave 5 levels. */
TEST_WITH(a_kernel_without_5_levels_stays_packed_where_they_are_on)
{
	struct setup *s = *state;

	s->xloadflags = 0x23;
	pack(s);
	assert_packed(s, "quiet", 0, "it has no 5-level page tables");
	fixture_text(&s->fixture, "/proc/cpuinfo", "flags\t\t: fpu\n");
	assert_fixed(s, "nokaslr");
}

TEST_WITH(what_is_not_understood_stays_packed)
{
	struct setup *s = *state;

	s->size--;
	pack(s);
	assert_packed(s, "quiet", 0, "relocations 0x1b is not understood");
	s->payload[0] = 0;
	pack(s);
	assert_packed(s, "quiet", 0, "magic 0x464c4500 is not understood");
	/* The standard payload is noise. */
	bzimage_make(&s->image);
	fixture_put(&s->fixture, "/kernel", bzimage_bytes(&s->image));
	assert_packed(s, "quiet", 0, "its compression is unknown");
}

TEST_WITH(a_compression_without_a_decoder_stays_packed)
{
	static const u8 lzop[] = "\x89LZO\0\r\n\x1a\n";
	struct setup *s = *state;

	memcpy(s->image.data + PACK_KERNEL_AT, lzop, sizeof(lzop) - 1);
	bzimage_seal(&s->image);
	fixture_put(&s->fixture, "/kernel", bzimage_bytes(&s->image));
	assert_packed(s, "quiet", 0, "this libkexec has no decoder for LZO");
}

/* The next kernel draws later, with what it has then. */
TEST_WITH(without_good_random_numbers_it_stays_packed)
{
	struct setup *s = *state;

	is_early = true;
	assert_packed(s, "quiet", 0, "there are no random numbers yet");
	assert_fixed(s, "nokaslr");
	is_early = false;
}

/* Each of its four PT_LOADs is a segment, and there are 16. */
TEST_WITH(more_initrds_than_segments_become_one)
{
	struct setup *s = *state;
	unsigned int count;

	for (count = 10; count < 12; count++) {
		struct kexec_image *image = open_kernel(s, "quiet");
		const struct kexec_plan *plan = NULL;
		unsigned int i;

		for (i = 0; i < count; i++)
			assert_int_equal(kexec_image_add_initrd(
						 image, s->fixture.initrd),
					 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_int_equal(count_kernel(plan), 4);
		assert_int_equal(plan->nr_segments, count == 10 ? 15 : 6);
		kexec_image_close(image);
	}
}

static bool log_has(const struct setup *s, const void *address)
{
	char text[32];

	snprintf(text, sizeof(text), "[%#llx, ",
		 (unsigned long long)(uintptr_t)address);
	return strstr(s->fixture.log, text);
}

TEST_WITH(a_place_that_was_drawn_is_in_no_message)
{
	static const char *const lines[] = { "quiet", "nokaslr" };
	struct setup *s = *state;
	unsigned int i;
	size_t row;

	for (row = 0; row < ARRAY_SIZE(lines); row++) {
		struct kexec_image *image = open_kernel(s, lines[row]);
		const struct kexec_plan *plan = NULL;

		assert_int_equal(kexec_image_plan(image, &plan), 0);
		for (i = 0; i < plan->nr_segments; i++)
			assert_int_equal(log_has(s, plan->segments[i].mem),
					 row == 1 || strcmp(plan->names[i],
							    "kernel") != 0);
		wiped = 0;
		kexec_image_close(image);
		assert_true(wiped > s->size + 4096);
	}
}

TEST_WITH(a_damaged_payload_is_found_at_load_time)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct setup *s = *state;

	s->image.data[PACK_KERNEL_AT + 100] ^= 1;
	bzimage_seal(&s->image);
	fixture_put(&s->fixture, "/kernel", bzimage_bytes(&s->image));
	image = open_kernel(s, "quiet");
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_int_equal(kexec_ctx_error(s->fixture.ctx)->cause,
			 KEXEC_CAUSE_PAYLOAD_DAMAGED);
	kexec_image_close(image);
	assert_packed(s, "quiet", KEXEC_OPTION_SKIP_CHECKS,
		      "its payload is damaged");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_kernel_is_relocated_by_another_distance_each_time),
		cmocka_unit_test_setup_teardown(
			a_crash_kernel_is_placed_in_its_region, set_up_crash,
			tear_down),
		WITH(a_kernel_that_returns_is_placed_in_its_window),
		WITH(nokaslr_and_kernels_without_it_keep_their_addresses),
		WITH(each_state_of_the_machine_that_leaves_it_packed),
		WITH(each_wish_that_leaves_it_packed),
		WITH(a_kernel_without_5_levels_stays_packed_where_they_are_on),
		WITH(what_is_not_understood_stays_packed),
		WITH(a_compression_without_a_decoder_stays_packed),
		WITH(without_good_random_numbers_it_stays_packed),
		WITH(more_initrds_than_segments_become_one),
		WITH(a_place_that_was_drawn_is_in_no_message),
		WITH(a_damaged_payload_is_found_at_load_time),
	};

	return cmocka_run_group_tests_name("vmlinux", tests, NULL, NULL);
}
