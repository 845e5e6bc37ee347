// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* When initrds are unpacked before a load, and what is planned then. */
#include "lib/image/initrds.h"

#include <string.h>
#include <sys/mman.h>

#include "lib/image/image.h"
#include "lib/image/vet.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/initramfs_model.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

#define KIB 1024
/* More than there is below 640 KiB. */
#define MANY_FILES 400

static struct fixture fixture;
static struct kexec_image *image;
static u8 contents[1 << 20];
static u64 contents_size;
static struct kx_bytes packed;

/* A compressed archive of several pages. */
static void pack(const char *name)
{
	u64 used = 0;
	size_t i;
	int n;

	for (n = 0; n < MANY_FILES; n++)
		used += cpio_put(contents + used, name, 2000);
	used += cpio_end(contents + used);
	contents_size = used;
	for (i = 0; strcmp(file_packings[i].name, "gzip") != 0;)
		i++;
	packed = pack_file(&file_packings[i], kx_bytes(contents, used));
}

static void give(struct kx_bytes bytes)
{
	const char name[] = { '/', (char)('0' + image->nr_initrds), '\0' };
	char path[128];

	fixture_put(&fixture, name, bytes);
	fixture_path(&fixture, name, path);
	assert_int_equal(kexec_image_add_initrd(image, path), 0);
}

static void set_memory(u64 kib)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "MemTotal: 3000000 kB\nMemFree: 2000000 kB\n"
		 "MemAvailable: %llu kB\n",
		 (unsigned long long)kib);
	fixture_text(&fixture, "/proc/meminfo", text);
}

static int set_up(void **state)
{
	(void)state;
	memset(&recorder, 0, sizeof(recorder));
	fixture_make_crash(&fixture);
	set_memory(2000000);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	pack("file");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	pack_free(packed);
	kexec_image_close(image);
	fixture_free(&fixture);
	return 0;
}

/* The bytes of the plan's initrds. */
static struct kx_bytes planned(void)
{
	static u8 memory[2 << 20];
	struct kx_bytes list[KX_SEGMENT_MAX];
	const struct kexec_plan *plan;
	unsigned int i;
	u32 count = 0;

	fixture.log[0] = '\0';
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++)
		if (!strcmp(plan->names[i], "initrd"))
			list[count++] = kx_bytes(plan->segments[i].buf,
						 plan->segments[i].bufsz);
	memset(memory, 0, sizeof(memory));
	return initramfs_place(list, count, memory);
}

static void assert_packed(const char *why)
{
	struct kx_bytes got = planned();

	assert_int_equal(got.size, packed.size);
	assert_memory_equal(got.data, packed.data, packed.size);
	if (!strstr(fixture.log, why))
		fail_msg("\"%s\" is not in the log: %s", why, fixture.log);
}

static void assert_unpacked(void)
{
	struct kx_bytes got = planned();

	assert_int_equal(got.size, contents_size);
	assert_memory_equal(got.data, contents, contents_size);
	assert_non_null(strstr(fixture.log, "initrd: unpacked 0x"));
}

TEST(a_compressed_initrd_is_unpacked_before_a_load)
{
	give(packed);
	assert_unpacked();
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(image->unpacked.size, contents_size);
}

TEST(linux_makes_the_same_of_several)
{
	static u8 memory[1 << 18];
	static u8 plain[4096];
	struct kx_bytes list[3];
	struct initramfs_model before;
	struct initramfs_model after;
	u64 used = cpio_put(plain, CPIO_MICROCODE, 100);

	used += cpio_end(plain + used);
	list[0] = kx_bytes(plain, used);
	list[1] = packed;
	list[2] = kx_bytes(plain + used, cpio_put(plain + used, "last", 5));
	memcpy(plain + used + list[2].size, "a=b\n\4\0\0\0sums#BOOTCONFIG\n",
	       24);
	list[2].size += 24;
	give(list[0]);
	give(list[1]);
	give(list[2]);
	before = initramfs_model(initramfs_place(list, 3, memory));
	after = initramfs_model(planned());
	assert_true(image->unpacked.size);
	assert_null(before.error);
	assert_null(after.error);
	assert_int_equal(after.nr_files, 2 + MANY_FILES + 1 + 1);
	assert_int_equal(after.nr_early, 1);
	assert_memory_equal(&after, &before, sizeof(after));
}

TEST(kexec_file_load_gets_the_file_as_it_is)
{
	give(packed);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 1);
	assert_memory_equal(recorder.initrd, packed.data, recorder.initrd_size);
	assert_int_equal(image->unpacked.size, 0);
	/* So does a question of what the other call would do. */
	recorder.file_answer = -ENOEXEC;
	assert_int_not_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			     0);
	assert_int_equal(image->unpacked.size, 0);
	assert_int_equal(image->options, 0);
}

TEST(it_stays_packed_where_that_is_asked_for)
{
	give(packed);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_KEEP_INITRD_PACKED),
		0);
	assert_packed("asked for");
	assert_int_equal(kexec_image_set_options(image, 0), 0);
	assert_unpacked();
}

TEST(a_crash_kernel_and_a_window_get_it_packed)
{
	give(packed);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_packed("a crash kernel has little memory");
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_NORMAL), 0);
	assert_int_equal(kexec_image_set_window(image, 0, 1 << 28), 0);
	assert_packed("a part of memory");
}

TEST(parameters_that_take_memory_keep_it_packed)
{
	static const char *const lines[] = {
		"mem=512M",	 "quiet mem=1G",       "memmap=64M$1G",
		"retain_initrd", "a keepinitrd b",     "quiet\tmem=1G",
		"a\vmem=1G",	 "\"memmap=1M$2G a\"", "a=\"b c\" mem=1G",
		"retain-initrd",
	};
	static const char *const others[] = {
		"crashmem=1 xmemmap=",
		"a=\"b mem=1G\"",
		"a -- mem=1G",
	};
	size_t i;

	give(packed);
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		assert_int_equal(kexec_image_set_cmdline(image, lines[i]), 0);
		assert_packed("the command line says");
	}
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		assert_int_equal(kexec_image_set_cmdline(image, others[i]), 0);
		assert_unpacked();
	}
}

/* Once more, in place of the first. */
TEST(it_is_unpacked_again_after_a_plan_that_failed)
{
	const u8 *first;
	unsigned char resident;

	give(packed);
	assert_unpacked();
	first = image->unpacked.data;
	kxl_initrds_unpack(image);
	assert_true(image->unpacked.data == first ||
		    mincore((void *)(uintptr_t)first, 1, &resident));
	assert_int_equal(image->unpacked.size, contents_size);
}

TEST(what_is_no_archive_stays_as_it_is)
{
	static u8 image_of_files[8192] = { [1080] = 0x53, [1081] = 0xef };
	struct kx_bytes archive = packed;
	size_t i;

	for (i = 0; strcmp(file_packings[i].name, "gzip") != 0;)
		i++;
	packed = pack_file(&file_packings[i],
			   kx_bytes(image_of_files, sizeof(image_of_files)));
	give(packed);
	assert_packed("no cpio archive");
	pack_free(packed);
	packed = archive;
}

TEST(without_compression_nothing_is_copied)
{
	pack_free(packed);
	packed = (struct kx_bytes){ malloc(contents_size), contents_size };
	memcpy((void *)(uintptr_t)packed.data, contents, contents_size);
	give(packed);
	assert_packed("no archive is compressed");
	assert_int_equal(image->unpacked_room, 0);
}

/* The file, and twice what is in it: at most a quarter. */
TEST(memory_decides)
{
	u64 pages = (contents_size + 4095) / 4096 * 4096;
	u64 needed = packed.size + 2 * pages;
	u64 kib = (4 * needed + KIB - 1) / KIB;

	give(packed);
	set_memory(kib);
	assert_unpacked();
	kxl_image_changed(image);
	set_memory(kib - 2 * 4 * 4);
	assert_packed("larger than the memory allows");
	kxl_image_changed(image);
	set_memory(1);
	assert_packed("a quarter of MemAvailable");
	kxl_image_changed(image);
	fixture_text(&fixture, "/proc/meminfo", "MemTotal: 3000000 kB\n");
	assert_packed("a quarter of MemAvailable");
}

static bool plans(unsigned int options, u64 end)
{
	const struct kexec_plan *plan;
	char text[256];

	snprintf(text, sizeof(text),
		 "00001000-0009fbff : System RAM\n"
		 "01000000-%08llx : System RAM\n",
		 (unsigned long long)end - 1);
	fixture_text(&fixture, "/proc/iomem", text);
	assert_int_equal(kexec_image_set_options(image, options), 0);
	fixture.log[0] = '\0';
	return !kexec_image_plan(image, &plan);
}

/* From memory that is too small to enough, by pages. */
TEST(a_kernel_with_a_place_for_the_packed_one_has_a_plan)
{
	static const char *const says[] = { "unpacked it has no place",
					    "initrd: unpacked 0x" };
	unsigned int seen[2] = { 0, 0 };
	unsigned int last = 0;
	bool fits = false;
	u64 end;

	give(packed);
	for (end = 17 << 20; end < 64 << 20 && seen[1] < 2; end += 4096) {
		if (!fits)
			fits = plans(KEXEC_OPTION_KEEP_INITRD_PACKED, end);
		if (!fits)
			continue;
		assert_true(plans(0, end));
		last = !strstr(fixture.log, says[0]);
		assert_non_null(strstr(fixture.log, says[last]));
		assert_int_equal(!!image->unpacked.size, last);
		seen[last]++;
	}
	assert_in_range(seen[0], 2, 400);
	assert_int_equal(seen[1], 2);
}

/* Only what is entered otherwise, such as a 32-bit kernel, gets them packed. */
TEST(those_for_arm64_are_unpacked_too)
{
	struct arm64_image kernel;
	struct kexec_image *other;
	char path[128];

	arm64_image_make(&kernel);
	fixture_put(&fixture, "/Image", arm64_image_bytes(&kernel));
	fixture_path(&fixture, "/Image", path);
	fixture.ctx->arch = &kx_arch_arm64;
	assert_int_equal(kexec_image_open(fixture.ctx, path, &other), 0);
	fixture_put(&fixture, "/packed", packed);
	fixture_path(&fixture, "/packed", path);
	assert_int_equal(kexec_image_add_initrd(other, path), 0);
	assert_int_equal(kxl_vet(other, 0), 0);
	kxl_initrds_unpack(other);
	assert_int_equal(other->unpacked.size, contents_size);
	kexec_image_close(other);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_compressed_initrd_is_unpacked_before_a_load),
		WITH(linux_makes_the_same_of_several),
		WITH(kexec_file_load_gets_the_file_as_it_is),
		WITH(it_stays_packed_where_that_is_asked_for),
		WITH(a_crash_kernel_and_a_window_get_it_packed),
		WITH(those_for_arm64_are_unpacked_too),
		WITH(parameters_that_take_memory_keep_it_packed),
		WITH(it_is_unpacked_again_after_a_plan_that_failed),
		WITH(what_is_no_archive_stays_as_it_is),
		WITH(without_compression_nothing_is_copied),
		WITH(memory_decides),
		WITH(a_kernel_with_a_place_for_the_packed_one_has_a_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
