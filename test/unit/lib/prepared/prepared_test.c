// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Entries are kept, found and taken, and refused in each other case. */
#include "lib/prepared/prepared.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/prepared/folder.h"
#include "lib/prepared/sum.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct fixture fixture;
static struct kxl_prepared_key key;
static u8 packed[64];
static u8 unpacked[5000];
static int file;

static void make_key(void)
{
	key = (struct kxl_prepared_key){ .kind = KXL_PREPARED_KERNEL };
	assert_true(
		kxl_prepared_add(&key, kx_bytes(packed, sizeof(packed)), file));
}

/* The file's; 0: its own one. */
static dev_t device;

int fstat(int fd, struct stat *status)
{
	int err = fstatat(fd, "", status, AT_EMPTY_PATH);

	if (fd == file && device)
		status->st_dev = device;
	return err;
}

/* However full this machine's disk is. */
int fstatvfs(int fd, struct statvfs *status)
{
	(void)fd;
	*status = (struct statvfs){ 0 };
	return 0;
}

/* Of the mapped entry. */
static struct {
	bool is_resident;
	u32 populated; /* times */
	int err;       /* of that */
} memory;

int mincore(void *start, size_t size, unsigned char *pages)
{
	(void)start;
	memset(pages, memory.is_resident, (size + 4095) / 4096);
	return 0;
}

int madvise(void *start, size_t size, int advice)
{
	(void)start;
	(void)size;
	if (advice != MADV_POPULATE_READ)
		return 0;
	memory.populated++;
	errno = memory.err;
	return memory.err ? -1 : 0;
}

static int set_up(void **state)
{
	size_t i;

	(void)state;
	device = 0;
	memset(&memory, 0, sizeof(memory));
	umask(022);
	fixture_make(&fixture);
	for (i = 0; i < sizeof(unpacked); i++)
		unpacked[i] = (u8)(i * 7);
	memset(packed, 'p', sizeof(packed));
	file = open(fixture.kernel, O_RDWR | O_CLOEXEC);
	assert_int_equal(fchmod(file, 0644), 0);
	make_key();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(file);
	fixture_free(&fixture);
	return 0;
}

static int store(void)
{
	int err = kxl_prepared_check(fixture.ctx, key.kind, file, "kernel");

	return err ? err
		   : kxl_prepared_store(fixture.ctx, &key,
					kx_bytes(unpacked, sizeof(unpacked)));
}

/* Whether what was kept is taken; else the log says @why not. */
static bool take(const char *why)
{
	struct kxl_prepared prepared;
	u8 *got;

	fixture.log[0] = '\0';
	if (!kxl_prepared_is_any(fixture.ctx) ||
	    !kxl_prepared_find(fixture.ctx, &key, &prepared) ||
	    !kxl_prepared_take(&prepared, &got)) {
		assert_non_null(strstr(fixture.log, why));
		return false;
	}
	assert_memory_equal(got, unpacked, sizeof(unpacked));
	/* The caller's own: the entry stays as it is. */
	memset(got, 0, sizeof(unpacked));
	assert_int_equal(munmap(got, sizeof(unpacked)), 0);
	assert_non_null(
		strstr(fixture.log, ": 0x1388 bytes need not be unpacked\n"));
	return true;
}

static void entry_path(char *path)
{
	char name[KXL_PREPARED_NAME];
	char full[64];

	kxl_prepared_name(&key, name);
	snprintf(full, sizeof(full), "%s/%s", KXL_PREPARED_PATH, name);
	fixture_path(&fixture, full, path);
}

TEST_WITH(what_is_kept_is_found_again)
{
	struct kxl_prepared prepared;

	(void)state;
	assert_false(kxl_prepared_is_any(fixture.ctx));
	assert_false(take(""));
	assert_int_equal(store(), 0);
	assert_true(kxl_prepared_is_any(fixture.ctx));
	assert_true(take(""));
	assert_true(kxl_prepared_find(fixture.ctx, &key, &prepared));
	kxl_prepared_leave(&prepared, "it is too large");
	assert_non_null(strstr(fixture.log, " is not used: it is too large\n"));
}

/* What can't be read is an error, and no signal. */
TEST_WITH(an_entry_is_read_before_it_is_touched)
{
	(void)state;
	assert_int_equal(store(), 0);
	memory.err = EFAULT;
	assert_true(take(""));
	assert_int_equal(memory.populated, 1);
	memory.err = 0;
	assert_true(take(""));
	assert_int_equal(memory.populated, 2);
	memory.is_resident = true;
	assert_true(take(""));
	assert_int_equal(memory.populated, 2);
}

TEST_WITH(other_bytes_have_no_entry)
{
	(void)state;
	assert_int_equal(store(), 0);
	packed[0] ^= 1;
	make_key();
	assert_false(take(""));
	assert_string_equal(fixture.log, "");
}

TEST_WITH(a_file_that_was_only_touched_is_the_same_by_its_sha256)
{
	(void)state;
	assert_int_equal(store(), 0);
	assert_int_equal(
		futimens(file, (struct timespec[2]){ { 1, 1 }, { 2, 2 } }), 0);
	make_key();
	assert_true(take(""));
}

TEST_WITH(damage_is_found_when_it_is_taken)
{
	static const off_t places[] = { 0, 100, KXL_PREPARED_HEADER,
					KXL_PREPARED_HEADER + 4999 };
	char path[128];
	size_t i;
	u8 byte;
	int fd;

	(void)state;
	assert_int_equal(store(), 0);
	entry_path(path);
	fd = open(path, O_RDWR | O_CLOEXEC);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		assert_int_equal(pread(fd, &byte, 1, places[i]), 1);
		byte ^= 1;
		assert_int_equal(pwrite(fd, &byte, 1, places[i]), 1);
		assert_false(take("is not used: it is damaged"));
		byte ^= 1;
		assert_int_equal(pwrite(fd, &byte, 1, places[i]), 1);
		assert_true(take(""));
	}
	assert_int_equal(ftruncate(fd, KXL_PREPARED_HEADER + 4999), 0);
	assert_false(take("is not used: its size is wrong"));
	assert_int_equal(ftruncate(fd, 10), 0);
	assert_false(take("is not used: Input/output error"));
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_false(take("is not used: Input/output error"));
	close(fd);
}

TEST_WITH(an_entry_that_others_get_at_is_not_used)
{
	char path[128];

	(void)state;
	assert_int_equal(store(), 0);
	entry_path(path);
	assert_int_equal(chmod(path, 0640), 0);
	assert_false(take("is not used: it is not root's alone"));
	assert_int_equal(chmod(path, 0600), 0);
	assert_true(take(""));
	fixture_path(&fixture, KXL_PREPARED_PATH, path);
	assert_int_equal(chmod(path, 0755), 0);
	assert_false(take("is not used: it is not root's alone (mode 0700)"));
	assert_int_equal(store(), -EPERM);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause,
			 KEXEC_CAUSE_PREPARE_FOLDER);
}

TEST_WITH(nothing_is_kept_or_used_where_files_are_judged)
{
	(void)state;
	assert_int_equal(store(), 0);
	fixture_text(&fixture, "/proc/sys/kernel/loadpin/enforce", "1\n");
	assert_false(take("is not used: LoadPin judges files"));
	assert_int_equal(store(), -EPERM);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause,
			 KEXEC_CAUSE_PREPARE_JUDGED);
	fixture_text(&fixture, "/proc/sys/kernel/loadpin/enforce", "0\n");
	assert_true(take(""));
}

/* LUKS; nothing is known of the folder's disk. */
TEST_WITH(what_is_on_an_encrypted_disk_is_not_kept_or_used)
{
	(void)state;
	fixture_text(&fixture, "/sys/dev/block/253:0/dm/uuid",
		     "CRYPT-LUKS2-0123-luks\n");
	key.kind = KXL_PREPARED_INITRD;
	assert_int_equal(store(), 0);
	assert_true(take(""));
	device = makedev(253, 0);
	assert_false(take("is not used: nothing is known of that folder"));
	assert_int_equal(store(), -EPERM);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause,
			 KEXEC_CAUSE_PREPARE_EXPOSED);
	make_key();
	assert_int_equal(store(), 0);
	assert_true(take(""));
	assert_int_equal(fchmod(file, 0600), 0);
	make_key();
	assert_false(take("is not used: nothing is known of that folder"));
	assert_int_equal(store(), -EPERM);
}

TEST_WITH(a_file_that_others_may_write_is_not_kept)
{
	static const struct {
		mode_t mode;
		bool is_kept;
	} rows[] = {
		{ 0600, true },	 { 0644, true },  { 0755, true },
		{ 0664, false }, { 0646, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(fchmod(file, rows[i].mode), 0);
		make_key();
		assert_int_equal(store(), rows[i].is_kept ? 0 : -EPERM);
	}
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause,
			 KEXEC_CAUSE_PREPARE_WRITABLE);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "others may write to it (owner "));
	/* No file at all. */
	assert_int_equal(kxl_prepared_check(fixture.ctx, key.kind, -1, "x"),
			 -EPERM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    strerror(EBADF));
}

TEST_WITH(a_file_that_changes_meanwhile_is_not_kept)
{
	(void)state;
	assert_int_equal(
		futimens(file, (struct timespec[2]){ { 1, 1 }, { 2, 2 } }), 0);
	assert_int_equal(store(), -ESTALE);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause,
			 KEXEC_CAUSE_PREPARE_FILE);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    fixture.kernel);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "it changed while it was unpacked");
	make_key();
	assert_int_equal(store(), 0);
}

/* As a writer through a mapping changes them: no time tells of it. */
TEST_WITH(what_is_kept_is_of_the_bytes_at_first)
{
	const struct kxl_prepared_source *source = &key.sources[0];

	(void)state;
	key = (struct kxl_prepared_key){ .kind = KXL_PREPARED_KERNEL };
	assert_true(kxl_prepared_copy(&key, kx_bytes(packed, sizeof(packed)),
				      file));
	packed[5] ^= 1;
	assert_int_equal(source->bytes.data[5], 'p');
	assert_int_equal(source->digest, kxl_sum(source->bytes));
	assert_int_equal(store(), 0);
	kxl_prepared_drop(&key);
	assert_int_equal(key.count, 0);
	make_key();
	assert_false(take(""));
	packed[5] ^= 1;
	/* The SHA-256 as well. */
	assert_int_equal(
		futimens(file, (struct timespec[2]){ { 1, 1 }, { 2, 2 } }), 0);
	make_key();
	assert_true(take(""));
	assert_false(kxl_prepared_copy(&key, kx_bytes(packed, 1), -1));
}

/* A path that has no room in an entry is as good as none. */
TEST_WITH(a_file_with_a_long_path_is_kept)
{
	char path[2 * KXL_PREPARED_PATH_SIZE];
	const char *const folder = "/0123456789012345678901234567890123456789";

	(void)state;
	fixture_path(&fixture, "/", path);
	while (strlen(path) < KXL_PREPARED_PATH_SIZE + 1) {
		strcat(path, folder);
		assert_int_equal(mkdir(path, 0755), 0);
	}
	strcat(path, "/linux");
	assert_int_equal(rename(fixture.kernel, path), 0);
	key = (struct kxl_prepared_key){ .kind = KXL_PREPARED_KERNEL };
	assert_true(kxl_prepared_copy(&key, kx_bytes(packed, sizeof(packed)),
				      file));
	assert_int_equal(store(), 0);
	kxl_prepared_drop(&key);
	make_key();
	assert_true(take(""));
	assert_int_equal(rename(path, fixture.kernel), 0);
}

TEST_WITH(what_is_kept_is_not_kept_again)
{
	(void)state;
	assert_int_equal(store(), 0);
	assert_non_null(strstr(fixture.log, ": 0x1388 bytes\n"));
	fixture.log[0] = '\0';
	assert_int_equal(store(), 0);
	assert_non_null(strstr(fixture.log, ": as before\n"));
	assert_true(take(""));
}

TEST_WITH(there_is_room_for_eight_files)
{
	u32 i;

	(void)state;
	for (i = 1; i < KXL_PREPARED_SOURCES; i++)
		assert_true(kxl_prepared_add(&key, kx_bytes(packed, i), file));
	assert_false(kxl_prepared_add(&key, kx_bytes(packed, 1), file));
	assert_int_equal(store(), 0);
	assert_true(take(""));
	key.count = 0;
	assert_false(kxl_prepared_add(&key, kx_bytes(packed, 1), -1));
}

TEST_WITH(all_of_it_is_removed)
{
	char path[128];

	(void)state;
	fixture_path(&fixture, KXL_PREPARED_PATH, path);
	assert_int_equal(kexec_prepared_remove(fixture.ctx), 0);
	assert_int_equal(store(), 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(kexec_prepared_remove(fixture.ctx), 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_null(strstr(fixture.log, "not the folder"));
	/* The hooks go by the folder. */
	assert_int_equal(store(), 0);
	fixture_put(&fixture, KXL_PREPARED_PATH "/mine", kx_bytes("m", 1));
	assert_int_equal(kexec_prepared_remove(fixture.ctx), 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_non_null(strstr(fixture.log, "warning: the entries in "));
	assert_false(take(""));
	assert_false(take(""));
	assert_int_equal(store(), 0);
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(kexec_prepared_remove(fixture.ctx), -EPERM);
	entry_path(path);
	assert_int_equal(access(path, F_OK), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(what_is_kept_is_found_again),
		WITH(an_entry_is_read_before_it_is_touched),
		WITH(other_bytes_have_no_entry),
		WITH(a_file_that_was_only_touched_is_the_same_by_its_sha256),
		WITH(damage_is_found_when_it_is_taken),
		WITH(an_entry_that_others_get_at_is_not_used),
		WITH(nothing_is_kept_or_used_where_files_are_judged),
		WITH(what_is_on_an_encrypted_disk_is_not_kept_or_used),
		WITH(a_file_that_others_may_write_is_not_kept),
		WITH(a_file_that_changes_meanwhile_is_not_kept),
		WITH(what_is_kept_is_of_the_bytes_at_first),
		WITH(a_file_with_a_long_path_is_kept),
		WITH(what_is_kept_is_not_kept_again),
		WITH(there_is_room_for_eight_files),
		WITH(all_of_it_is_removed),
	};

	return cmocka_run_group_tests_name("lib/prepared/prepared", tests, NULL,
					   NULL);
}
