// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which disks keep a file, by what sysfs and mountinfo say about them. */
#include "lib/prepared/exposure.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct fixture fixture;
/* Two open files, with devices that a test gives them. */
static int source = -1;
static int folder = -1;
static dev_t source_device;
static dev_t folder_device;
static mode_t source_mode;
static int scrambled = -1; /* the one that its file system encrypts */

int fstat(int fd, struct stat *status)
{
	int err = fstatat(fd, "", status, AT_EMPTY_PATH);

	if (fd == source) {
		status->st_dev = source_device;
		status->st_mode = S_IFREG | source_mode;
	}
	if (fd == folder)
		status->st_dev = folder_device;
	return err;
}

/* The device of a mount's source. */
int stat(const char *restrict path, struct stat *restrict status)
{
	int err = fstatat(AT_FDCWD, path, status, 0);

	if (!strcmp(path, "/dev/mapper/two")) {
		status->st_mode = S_IFBLK | 0600;
		status->st_rdev = makedev(253, 2);
		return 0;
	}
	return err;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	int *flags;

	assert_int_equal(request, FS_IOC_GETFLAGS);
	va_start(args, request);
	flags = va_arg(args, int *);
	va_end(args);
	*flags = fd == scrambled ? FS_ENCRYPT_FL | FS_EXTENT_FL : FS_EXTENT_FL;
	return 0;
}

/*
 * 8:1 a partition, 253:0 LUKS on it, 253:1 LVM on that, 253:2 LVM on the
 * partition, 9:0 RAID of both, 259:1 a partition of an encrypted disk.
 */
static int set_up(void **state)
{
	char path[128];

	(void)state;
	fixture_make(&fixture);
	fixture_text(&fixture, "/sys/dev/block/8:1/dev", "8:1\n");
	fixture_text(&fixture, "/sys/dev/block/253:0/dm/uuid",
		     "CRYPT-LUKS2-0123-luks\n");
	fixture_text(&fixture, "/sys/dev/block/253:0/slaves/sda1/dev", "");
	fixture_text(&fixture, "/sys/dev/block/253:1/dm/uuid", "LVM-01\n");
	fixture_text(&fixture, "/sys/dev/block/253:1/slaves/dm-0/dm/uuid",
		     "CRYPT-LUKS2-0123-luks\n");
	fixture_text(&fixture, "/sys/dev/block/253:2/dm/uuid", "LVM-02\n");
	fixture_text(&fixture, "/sys/dev/block/253:2/slaves/sda1/dev", "");
	fixture_text(&fixture, "/sys/dev/block/9:0/slaves/dm-0/dm/uuid",
		     "CRYPT-LUKS2-0123-luks\n");
	fixture_text(&fixture, "/sys/dev/block/9:0/slaves/sda1/dev", "");
	fixture_text(&fixture, "/sys/dev/disk/slaves/dm-0/dm/uuid",
		     "CRYPT-LUKS1-4567-luks\n");
	fixture_text(&fixture, "/sys/dev/disk/part/dev", "259:1\n");
	fixture_path(&fixture, "/sys/dev/block/259:1", path);
	assert_int_equal(symlink("../disk/part", path), 0);
	source = open(fixture.kernel, O_RDONLY | O_CLOEXEC);
	folder = open(fixture.dir, O_RDONLY | O_CLOEXEC);
	source_mode = 0600;
	scrambled = -1;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(source);
	close(folder);
	source = -1;
	folder = -1;
	fixture_free(&fixture);
	return 0;
}

static enum kxl_exposure on(unsigned int major, unsigned int minor)
{
	source_device = makedev(major, minor);
	return kxl_exposure_find(fixture.ctx, source);
}

TEST_WITH(all_devices_below_one_count)
{
	(void)state;
	assert_int_equal(on(8, 1), KXL_EXPOSURE_PLAIN);
	assert_int_equal(on(253, 0), KXL_EXPOSURE_ENCRYPTED);
	assert_int_equal(on(253, 1), KXL_EXPOSURE_ENCRYPTED);
	assert_int_equal(on(253, 2), KXL_EXPOSURE_PLAIN);
	assert_int_equal(on(9, 0), KXL_EXPOSURE_PLAIN);
	assert_int_equal(on(259, 1), KXL_EXPOSURE_ENCRYPTED);
	assert_int_equal(on(7, 0), KXL_EXPOSURE_UNKNOWN);
	assert_int_equal(on(0, 30), KXL_EXPOSURE_UNKNOWN);
}

TEST_WITH(not_all_that_cryptsetup_makes_is_encrypted)
{
	static const struct {
		const char *uuid;
		enum kxl_exposure want;
	} rows[] = {
		{ "CRYPT-LUKS1-0123-x\n", KXL_EXPOSURE_ENCRYPTED },
		{ "CRYPT-LUKS2-0123-x\n", KXL_EXPOSURE_ENCRYPTED },
		{ "CRYPT-PLAIN-x\n", KXL_EXPOSURE_ENCRYPTED },
		{ "CRYPT-BITLK-0123-x\n", KXL_EXPOSURE_ENCRYPTED },
		{ "CRYPT-TCRYPT-0123-x\n", KXL_EXPOSURE_ENCRYPTED },
		{ "CRYPT-LOOPAES-0123-x\n", KXL_EXPOSURE_ENCRYPTED },
		{ "CRYPT-FVAULT2-0123-x\n", KXL_EXPOSURE_ENCRYPTED },
		{ "CRYPT-INTEGRITY-x\n", KXL_EXPOSURE_PLAIN },
		{ "CRYPT-VERITY-0123-x\n", KXL_EXPOSURE_PLAIN },
		{ "CRYPT-\n", KXL_EXPOSURE_PLAIN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_text(&fixture, "/sys/dev/block/253:2/dm/uuid",
			     rows[i].uuid);
		assert_row(rows[i].uuid, on(253, 2), rows[i].want);
	}
	/* dm-integrity on LUKS. */
	fixture_text(&fixture, "/sys/dev/block/253:1/dm/uuid",
		     "CRYPT-INTEGRITY-x\n");
	assert_int_equal(on(253, 1), KXL_EXPOSURE_ENCRYPTED);
}

/* Files of btrfs. */
TEST_WITH(the_mount_says_where_a_file_without_a_device_is)
{
	static const struct {
		const char *line;
		enum kxl_exposure want;
	} rows[] = {
		{ "29 1 0:25 /@ / rw - btrfs /dev/mapper/two rw\n",
		  KXL_EXPOSURE_PLAIN },
		{ "30 1 0:25 /@ / rw - btrfs /dev/mapper/two rw\n",
		  KXL_EXPOSURE_UNKNOWN },
		{ "29 1 0:25 / / rw - tmpfs tmpfs rw\n", KXL_EXPOSURE_UNKNOWN },
		{ "29 1 0:25 / / rw - btrfs\n", KXL_EXPOSURE_UNKNOWN },
		{ "29 1 0:25 / / rw\n", KXL_EXPOSURE_UNKNOWN },
	};
	char path[64];
	size_t i;

	(void)state;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", source);
	fixture_text(&fixture, path, "pos:\t0\nflags:\t02\nmnt_id:\t29\n");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_text(&fixture, "/proc/self/mountinfo", rows[i].line);
		assert_row(rows[i].line, on(0, 30), rows[i].want);
	}
	fixture_text(&fixture, "/proc/self/mountinfo", rows[0].line);
	fixture_text(&fixture, path, "pos:\t0\n");
	assert_int_equal(on(0, 30), KXL_EXPOSURE_UNKNOWN);
}

TEST_WITH(all_devices_of_a_btrfs_count)
{
	static const char *const two = "/sys/fs/btrfs/1-2/devices/dm-2/dev";
	static const char *const one = "/sys/fs/btrfs/1-2/devices/dm-1/dev";
	static const char *const uuid = "/sys/dev/block/253:2/dm/uuid";
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", source);
	fixture_text(&fixture, path, "mnt_id:\t29\n");
	fixture_text(&fixture, "/proc/self/mountinfo",
		     "29 1 0:25 / / rw - btrfs /dev/mapper/two rw\n");
	fixture_text(&fixture, uuid, "CRYPT-LUKS2-x\n");
	assert_int_equal(on(0, 30), KXL_EXPOSURE_ENCRYPTED);
	fixture_text(&fixture, "/sys/fs/btrfs/features/raid56", "0\n");
	fixture_text(&fixture, two, "253:2\n");
	assert_int_equal(on(0, 30), KXL_EXPOSURE_ENCRYPTED);
	fixture_text(&fixture, one, "253:1\n");
	assert_int_equal(on(0, 30), KXL_EXPOSURE_UNKNOWN);
	fixture_text(&fixture, "/sys/fs/btrfs/1-2/devices/dm-2/dm/uuid",
		     "CRYPT-LUKS2-x\n");
	assert_int_equal(on(0, 30), KXL_EXPOSURE_UNKNOWN);
	fixture_text(&fixture, "/sys/fs/btrfs/1-2/devices/dm-1/dm/uuid",
		     "CRYPT-LUKS2-y\n");
	assert_int_equal(on(0, 30), KXL_EXPOSURE_ENCRYPTED);
	/* Another file system's. */
	fixture_text(&fixture, uuid, "LVM-02\n");
	fixture_text(&fixture, two, "253:7\n");
	assert_int_equal(on(0, 30), KXL_EXPOSURE_PLAIN);
}

TEST_WITH(a_reason_is_given_for_each_refusal)
{
	static const struct {
		unsigned int from[2];
		unsigned int to[2];
		const char *why;
	} rows[] = {
		{ { 253, 0 },
		  { 8, 1 },
		  "its disk is encrypted, and that folder's is not" },
		{ { 253, 0 }, { 0, 31 }, "nothing is known of that folder" },
		{ { 8, 1 }, { 0, 31 }, "nothing is known of that folder" },
		{ { 0, 30 }, { 8, 1 }, "only its owner may read it" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		source_device = makedev(rows[i].from[0], rows[i].from[1]);
		folder_device = makedev(rows[i].to[0], rows[i].to[1]);
		assert_non_null(strstr(
			kxl_exposure_find_worse(fixture.ctx, source, folder),
			rows[i].why));
	}
}

TEST_WITH(a_copy_is_at_least_as_protected)
{
	static const struct {
		const char *name;
		unsigned int from[2];
		unsigned int to[2];
		mode_t mode;
		bool is_worse;
	} rows[] = {
		{ "plain, plain", { 8, 1 }, { 253, 2 }, 0600, false },
		{ "plain, LUKS", { 8, 1 }, { 253, 0 }, 0600, false },
		{ "LUKS, plain", { 253, 0 }, { 8, 1 }, 0600, true },
		{ "others may read", { 253, 0 }, { 8, 1 }, 0644, true },
		{ "LUKS, LVM", { 253, 0 }, { 253, 1 }, 0600, false },
		{ "not known, plain", { 0, 30 }, { 8, 1 }, 0600, true },
		{ "the same for all", { 0, 30 }, { 8, 1 }, 0644, false },
		{ "not known, LUKS", { 0, 30 }, { 253, 1 }, 0600, false },
		{ "not known, the same", { 0, 30 }, { 0, 30 }, 0600, false },
		{ "not known, other", { 0, 30 }, { 0, 31 }, 0644, true },
		{ "plain, not known", { 8, 1 }, { 0, 31 }, 0644, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		source_device = makedev(rows[i].from[0], rows[i].from[1]);
		folder_device = makedev(rows[i].to[0], rows[i].to[1]);
		source_mode = rows[i].mode;
		assert_row(
			rows[i].name,
			!!kxl_exposure_find_worse(fixture.ctx, source, folder),
			rows[i].is_worse);
	}
}

TEST_WITH(a_file_system_may_encrypt_by_itself)
{
	(void)state;
	source_device = makedev(8, 1);
	folder_device = makedev(8, 1);
	assert_null(kxl_exposure_find_worse(fixture.ctx, source, folder));
	scrambled = source;
	assert_non_null(kxl_exposure_find_worse(fixture.ctx, source, folder));
	scrambled = folder;
	assert_null(kxl_exposure_find_worse(fixture.ctx, source, folder));
	assert_non_null(kxl_exposure_find_worse(fixture.ctx, -1, folder));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(all_devices_below_one_count),
		WITH(not_all_that_cryptsetup_makes_is_encrypted),
		WITH(the_mount_says_where_a_file_without_a_device_is),
		WITH(all_devices_of_a_btrfs_count),
		WITH(a_reason_is_given_for_each_refusal),
		WITH(a_copy_is_at_least_as_protected),
		WITH(a_file_system_may_encrypt_by_itself),
	};

	return cmocka_run_group_tests_name("lib/prepared/exposure", tests, NULL,
					   NULL);
}
