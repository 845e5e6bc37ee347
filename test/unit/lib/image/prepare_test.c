// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A prepared pair of kernel and initrd, and the plans that are made of it. */
#include "lib/image/image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/prepared/folder.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/lib/pack_kernel.h"
#include "test/unit/test.h"

#define AT(physical) ((u32)(VM_MAP + (physical)))

static const u32 words[] = { 0, AT(VM_START), 0, 0 };

static struct fixture fixture;
static struct bzimage bzimage;
static u8 archive[20000];
static u64 archive_size;

static void put_kernel(u8 fill)
{
	u8 payload[VM_SIZE + sizeof(words)];
	struct vmlinux vmlinux;

	vmlinux_make(&vmlinux);
	memcpy(payload, vmlinux.data, VM_SIZE);
	memcpy(payload + VM_SIZE, words, sizeof(words));
	payload[VM_SIZE - 1] ^= fill;
	pack_kernel(pack_find("gzip"), kx_bytes(payload, sizeof(payload)),
		    PACK_KERNEL_FLAGS, &bzimage);
	fixture_put(&fixture, "/kernel", bzimage_bytes(&bzimage));
}

static void put_initrd(const char *name)
{
	struct kx_bytes packed;
	size_t i;

	archive_size = cpio_put(archive, name, 5000);
	archive_size += cpio_end(archive + archive_size);
	for (i = 0; strcmp(file_packings[i].name, "gzip") != 0;)
		i++;
	packed = pack_file(&file_packings[i], kx_bytes(archive, archive_size));
	fixture_put(&fixture, "/initrd", packed);
	pack_free(packed);
}

/* However full this machine's disk is. */
int fstatvfs(int fd, struct statvfs *status)
{
	(void)fd;
	*status = (struct statvfs){ 0 };
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	umask(022);
	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/cpuinfo", "flags\t\t: fpu la57\n");
	fixture_text(&fixture, "/proc/meminfo",
		     "MemTotal: 3000000 kB\nMemFree: 2000000 kB\n"
		     "MemAvailable: 2000000 kB\n");
	put_kernel(0);
	put_initrd("file");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(&fixture);
	return 0;
}

static struct kexec_image *open_pair(void)
{
	struct kexec_image *image = NULL;
	char path[128];

	fixture.log[0] = '\0';
	fixture_path(&fixture, "/initrd", path);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_set_cmdline(image, "nokaslr"), 0);
	assert_int_equal(kexec_image_add_initrd(image, path), 0);
	return image;
}

static int prepare(unsigned int options)
{
	struct kexec_image *image = open_pair();
	int err;

	assert_int_equal(kexec_image_set_options(image, options), 0);
	err = kexec_image_prepare(image);
	kexec_image_close(image);
	return err;
}

static bool log_has(const char *text)
{
	return strstr(fixture.log, text);
}

/* Bytes and places of a plan, one after another; their number. */
static size_t plan(u8 *all, size_t room)
{
	struct kexec_image *image = open_pair();
	const struct kexec_plan *plan = NULL;
	size_t size = 0;
	unsigned int i;

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++) {
		const struct kexec_segment *segment = &plan->segments[i];

		if (!strcmp(plan->names[i], "boot data"))
			continue;
		assert_true(size + sizeof(*segment) + segment->bufsz <= room);
		memcpy(all + size, &segment->mem, sizeof(segment->mem));
		size += sizeof(segment->mem);
		memcpy(all + size, segment->buf, segment->bufsz);
		size += segment->bufsz;
	}
	kexec_image_close(image);
	return size;
}

static u8 before[1 << 20];
static u8 after[1 << 20];

static void assert_same_plan(size_t size)
{
	assert_int_equal(plan(after, sizeof(after)), size);
	assert_memory_equal(before, after, size);
}

static unsigned int count_used(void)
{
	const char *at = fixture.log;
	unsigned int count = 0;

	while ((at = strstr(at, "bytes need not be unpacked\n"))) {
		count++;
		at++;
	}
	return count;
}

TEST_WITH(the_plan_of_a_prepared_pair_is_the_same)
{
	size_t size = plan(before, sizeof(before));

	(void)state;
	assert_int_equal(count_used(), 0);
	assert_true(log_has("/kernel: unpacked\n"));
	assert_int_equal(prepare(0), 0);
	assert_same_plan(size);
	assert_int_equal(count_used(), 2);
	assert_true(log_has("/kernel: unpacked\n"));
	assert_true(log_has("initrd: unpacked 0x"));
}

/* Where the kernel goes is no part of what is kept. */
TEST_WITH(each_load_of_it_draws_a_place)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	u64 places[8];
	bool differ = false;
	size_t i;

	(void)state;
	assert_int_equal(prepare(0), 0);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		image = open_pair();
		assert_int_equal(kexec_image_set_cmdline(image, "quiet"), 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_int_equal(count_used(), 2);
		places[i] = plan->entry;
		assert_int_equal(plan->segments[0].bufsz > 8, true);
		memcpy(&places[i], plan->segments[0].buf, sizeof(places[i]));
		places[i] ^= (u64)(uintptr_t)plan->segments[0].mem;
		differ |= places[i] != places[0];
		kexec_image_close(image);
	}
	assert_true(differ);
}

TEST_WITH(a_new_file_is_not_mixed_up_with_the_old_one)
{
	size_t size;

	(void)state;
	assert_int_equal(prepare(0), 0);
	put_kernel(1);
	put_initrd("another");
	size = plan(before, sizeof(before));
	assert_int_equal(count_used(), 0);
	assert_int_equal(prepare(0), 0);
	assert_same_plan(size);
	assert_int_equal(count_used(), 2);
}

static void damage(const char *name)
{
	char path[512];
	u8 byte = 0;
	int fd;

	snprintf(path, sizeof(path), "%s%s/%s", fixture.dir, KXL_PREPARED_PATH,
		 name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, KXL_PREPARED_HEADER + 300), 1);
	byte ^= 4;
	assert_int_equal(pwrite(fd, &byte, 1, KXL_PREPARED_HEADER + 300), 1);
	close(fd);
}

static unsigned int damage_all(void)
{
	struct dirent *entry;
	unsigned int count = 0;
	char path[128];
	DIR *dir;

	fixture_path(&fixture, KXL_PREPARED_PATH, path);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (!kxl_prepared_kind_of(entry->d_name))
			continue;
		damage(entry->d_name);
		count++;
	}
	closedir(dir);
	return count;
}

TEST_WITH(damaged_entries_change_no_plan)
{
	size_t size = plan(before, sizeof(before));

	(void)state;
	assert_int_equal(prepare(0), 0);
	assert_int_equal(damage_all(), 2);
	assert_same_plan(size);
	assert_int_equal(count_used(), 0);
	assert_true(log_has(" is not used: it is damaged\n"));
	assert_int_equal(prepare(0), 0);
	assert_same_plan(size);
	assert_int_equal(count_used(), 2);
}

TEST_WITH(one_part_may_be_kept_alone)
{
	(void)state;
	assert_int_equal(prepare(KEXEC_OPTION_KEEP_INITRD_PACKED), 0);
	assert_false(log_has("alone is prepared"));
	plan(after, sizeof(after));
	assert_int_equal(count_used(), 1);
	assert_int_equal(kexec_prepared_remove(fixture.ctx), 0);
	assert_int_equal(prepare(KEXEC_OPTION_KEEP_PACKED), 0);
	plan(after, sizeof(after));
	assert_int_equal(count_used(), 1);
}

TEST_WITH(a_part_that_is_not_kept_is_named)
{
	(void)state;
	fixture_text(&fixture, "/initrd", "nothing that is packed");
	assert_int_equal(prepare(0), 0);
	assert_true(log_has("the kernel alone is prepared, the initrd is not: "
			    "no archive is compressed\n"));
	put_initrd("file");
	memset(bzimage.data + PACK_KERNEL_AT, 0, 8);
	bzimage_seal(&bzimage);
	fixture_put(&fixture, "/kernel", bzimage_bytes(&bzimage));
	assert_int_equal(prepare(0), 0);
	assert_true(log_has("the initrd alone is prepared, "));
	assert_true(log_has("/kernel is not: its compression is unknown\n"));
	assert_false(log_has("the kernel alone"));
}

TEST_WITH(without_anything_to_unpack_it_fails)
{
	const struct kexec_error *error = kexec_ctx_error(fixture.ctx);

	(void)state;
	assert_int_equal(prepare(KEXEC_OPTION_KEEP_PACKED |
				 KEXEC_OPTION_KEEP_INITRD_PACKED),
			 -ENOEXEC);
	assert_int_equal(error->cause, KEXEC_CAUSE_PREPARE_NOTHING);
	assert_int_equal(error->failed, KEXEC_ACTION_PREPARE);
	assert_string_equal(error->reason,
			    "nothing is unpacked when it is loaded: kernel: "
			    "that was asked for; initrd: that was asked for");
}

TEST_WITH(a_damaged_kernel_is_not_kept)
{
	(void)state;
	bzimage.data[PACK_KERNEL_AT + 100] ^= 1;
	bzimage_seal(&bzimage);
	fixture_put(&fixture, "/kernel", bzimage_bytes(&bzimage));
	assert_int_equal(prepare(0), -ENOEXEC);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause,
			 KEXEC_CAUSE_PAYLOAD_DAMAGED);
}

/* What a process that had the file open before root owned it does to it. */
struct writer {
	enum kexec_stage stage;
	u8 *shared;
	u64 size;
	unsigned int count;
};

static void flip(struct writer *writer)
{
	u64 i;

	for (i = 0; i < writer->size; i++)
		writer->shared[i] ^= 0xff;
}

static void write_meanwhile(void *data, enum kexec_stage stage, u64 done,
			    u64 total)
{
	struct writer *writer = data;

	(void)done;
	(void)total;
	if (stage == writer->stage && !writer->count++)
		flip(writer);
}

static void map_shared(const char *name, struct writer *writer)
{
	struct stat status;
	char path[128];
	int fd;

	fixture_path(&fixture, name, path);
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(fstat(fd, &status), 0);
	writer->size = (u64)status.st_size;
	writer->shared = mmap(NULL, writer->size, PROT_READ | PROT_WRITE,
			      MAP_SHARED, fd, 0);
	assert_true(writer->shared != MAP_FAILED);
	close(fd);
	/* Later writes change no time. */
	flip(writer);
	flip(writer);
}

TEST_WITH(who_writes_to_a_file_meanwhile_changes_no_plan)
{
	static const struct {
		const char *name;
		enum kexec_stage stage;
	} rows[] = {
		{ "/kernel", KEXEC_STAGE_KERNEL },
		{ "/initrd", KEXEC_STAGE_INITRDS },
	};
	size_t size = plan(before, sizeof(before));
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct writer writer = { .stage = rows[i].stage };

		map_shared(rows[i].name, &writer);
		kexec_ctx_set_progress(fixture.ctx, write_meanwhile, &writer);
		assert_row(rows[i].name, prepare(0), 0);
		kexec_ctx_set_progress(fixture.ctx, NULL, NULL);
		assert_true(writer.count > 0);
		flip(&writer);
		munmap(writer.shared, writer.size);
		assert_same_plan(size);
		assert_int_equal(count_used(), 2);
		assert_int_equal(kexec_prepared_remove(fixture.ctx), 0);
	}
}

TEST_WITH(a_file_that_others_may_write_is_refused)
{
	static const char *const names[] = { "/kernel", "/initrd" };
	char path[128];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		fixture_path(&fixture, names[i], path);
		assert_int_equal(chmod(path, 0664), 0);
		assert_row(names[i], prepare(0), -EPERM);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "prepare-writable");
		assert_string_equal(kexec_ctx_error(fixture.ctx)->object, path);
		assert_int_equal(chmod(path, 0644), 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_plan_of_a_prepared_pair_is_the_same),
		WITH(each_load_of_it_draws_a_place),
		WITH(a_new_file_is_not_mixed_up_with_the_old_one),
		WITH(damaged_entries_change_no_plan),
		WITH(one_part_may_be_kept_alone),
		WITH(a_part_that_is_not_kept_is_named),
		WITH(without_anything_to_unpack_it_fails),
		WITH(a_damaged_kernel_is_not_kept),
		WITH(who_writes_to_a_file_meanwhile_changes_no_plan),
		WITH(a_file_that_others_may_write_is_refused),
	};

	return cmocka_run_group_tests_name("lib/image/prepare", tests, NULL,
					   NULL);
}
