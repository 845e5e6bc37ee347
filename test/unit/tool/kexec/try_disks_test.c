// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Images as disks: all of them or none, and never to be written to. */
#include "tool/kexec/try_disks.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "tool/kexec/report.h"

static struct capture errors;
static char folder[] = "/tmp/try-disks-XXXXXX";
static char image[64];

static int set_up(void **state)
{
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(image, sizeof(image), "%s/image", folder);
	fd = open(image, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(ftruncate(fd, 1 << 20), 0);
	close(fd);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(image);
	rmdir(folder);
	return 0;
}

static int open_disks(const char *first, const char *second,
		      struct try_disks *disks)
{
	struct options options = { .trial = { .has_disks = true } };
	int status;

	options.trial.images[0] = first;
	options.trial.images[1] = second;
	options.trial.nr_images = second ? 2 : 1;
	capture_start(&errors, stderr);
	status = try_disks_open(&options, disks);
	capture_end(&errors);
	return status;
}

TEST(an_image_is_read_and_its_overlay_is_written)
{
	struct try_disks disks;

	assert_int_equal(open_disks(image, NULL, &disks), EXIT_OK);
	assert_int_equal(disks.count, 1);
	assert_false(disks.disks[0].is_block);
	assert_false(disks.disks[0].is_same_driver);
	assert_int_equal(disks.disks[0].logical, 0);
	assert_false(disks.is_mounted);
	assert_string_equal(disks.disks[0].bus->device, "virtio-blk-pci");
	assert_int_equal(fcntl(disks.disks[0].base, F_GETFL) & O_ACCMODE,
			 O_RDONLY);
	assert_int_equal(fcntl(disks.disks[0].overlay, F_GETFL) & O_ACCMODE,
			 O_RDWR);
	try_disks_close(&disks);
}

TEST(overlays_share_one_bound)
{
	struct try_disks disks;
	struct stat is;

	assert_int_equal(open_disks(image, image, &disks), EXIT_OK);
	assert_int_equal(disks.count, 2);
	assert_int_equal(fstat(disks.disks[1].overlay, &is), 0);
	assert_int_equal(is.st_size, TRY_DISKS_BOUND / 2);
	try_disks_close(&disks);
}

TEST(without_one_there_is_none)
{
	static const char *const rows[] = { "/nonexistent", "/dev/null", "/",
					    "/proc/version" };
	struct try_disks disks;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i], open_disks(image, rows[i], &disks),
			   EXIT_FAILED);
		assert_non_null(strstr(errors.text, rows[i]));
		assert_non_null(strstr(errors.text, "or none"));
		try_disks_close(&disks);
	}
}

/* As long as file systems have them. */
TEST(an_image_may_have_a_long_path)
{
	char name[PATH_MAX];
	struct try_disks disks;

	snprintf(name, sizeof(name), "%s/%0200d", folder, 7);
	assert_int_equal(link(image, name), 0);
	assert_int_equal(open_disks(name, NULL, &disks), EXIT_OK);
	assert_string_equal(disks.disks[0].path, name);
	try_disks_close(&disks);
	unlink(name);
}

TEST(an_empty_image_is_called_so)
{
	struct try_disks disks;
	char name[80];

	snprintf(name, sizeof(name), "%s/empty", folder);
	close(open(name, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(open_disks(name, NULL, &disks), EXIT_FAILED);
	assert_non_null(strstr(errors.text, "empty: it is empty; all disks"));
	try_disks_close(&disks);
	unlink(name);
}

#define DISK(kind, folder)                                       \
	{                                                        \
		.bus = &(kind), .device = "/sys/devices/" folder \
	}
static const struct try_bus nvme = { .prefix = "nvme" };
static const struct try_bus scsi = { .prefix = "sd" };
static const struct try_bus virtio = { .prefix = "" };

/* Disks have names by their kind and order. */
TEST(a_name_that_means_no_disk_there_is_known)
{
	const struct try_disks own = {
		.count = 6,
		.disks = { DISK(nvme, "nvme0n1"), DISK(nvme, "nvme0n2"),
			   DISK(scsi, "sda"), DISK(virtio, "vda"),
			   DISK(virtio, "mmcblk0"), DISK(scsi, "sdc") },
	};
	const struct try_disks images = {
		.count = 1,
		.disks = { { .bus = &virtio } },
	};
	static const struct {
		const char *root;
		bool is_own;   /* renamed among this machine's disks */
		bool is_image; /* where an image is the only disk */
	} rows[] = {
		{ "/dev/nvme0n1p2", false, true },
		{ "/dev/nvme0n2", true, true },
		{ "/dev/nvme0n2p1", true, true },
		{ "/dev/nvme0n20", false, true },
		{ "/dev/sda1", false, true },
		{ "/dev/sdc1", true, true },
		{ "/dev/sdca", false, true },
		{ "/dev/vda1", false, false },
		{ "/dev/vdz1", false, false },
		{ "/dev/mmcblk0p1", true, true },
		{ "/dev/mapper/root", false, false },
		{ "UUID=1", false, false },
		{ NULL, false, false },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].root,
			   try_disks_is_renamed(&own, rows[i].root),
			   rows[i].is_own);
		assert_row(rows[i].root,
			   try_disks_is_renamed(&images, rows[i].root),
			   rows[i].is_image);
	}
}

#define LONG_16 "a-long-name/long"
#define LONG_64 LONG_16 LONG_16 LONG_16 LONG_16
#define LONG	LONG_64 LONG_64 LONG_64 LONG_64 LONG_64

/* The number of a device that each Linux has which runs a shell: none. */
TEST(a_mount_is_of_a_disk_by_its_number_or_may_be)
{
	static const struct {
		const char *mount;
		bool is_written;
	} rows[] = {
		{ "36 35 0:5 / / rw - ext4 /dev/root rw", false },
		{ "36 35 0:5 / / rw - ext4 /dev/mapper/a-b rw,x", true },
		{ "36 35 0:5 / / rw,a shared:1 - ext4 /dev/md0 rw", true },
		{ "36 35 0:5 / / rw,a shared:1 - ext4 /dev/md0 ro", false },
		{ "36 35 0:5 / / rw - zfs pool/root rw", true },
		{ "36 35 0:5 / / rw - zfs " LONG "/root rw", true },
		{ "36 35 0:5 / / rw - zfs " LONG "/root ro", false },
		{ "36 35 0:5 / / rw - zfs pool", false },
		{ "36 35 0:5 / / rw - btrfs /dev/x rw", true },
		{ "36 35 0:5 / / rw - tmpfs tmpfs rw", false },
		{ "36 35 x", false },
		{ "", false },
	};
	const struct try_disk disk = { .is_block = true,
				       .device = "/sys/devices/sda" };
	const struct try_disk file = { .is_block = false };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].mount,
			   try_disks_is_written(&disk, rows[i].mount),
			   rows[i].is_written);
		assert_false(try_disks_is_written(&file, rows[i].mount));
	}
}

/* Whatever is called "/dev/root" there. */
TEST(a_mount_of_a_part_is_of_its_disk)
{
	struct try_disk disk = { .is_block = true };
	char link[64], mount[64];
	struct dirent *entry;
	DIR *numbers = opendir("/sys/dev/block");

	while (numbers && (entry = readdir(numbers))) {
		snprintf(link, sizeof(link), "/sys/dev/block/%.20s",
			 entry->d_name);
		snprintf(mount, sizeof(mount), "1 1 %.20s / / rw - ext4 x rw",
			 entry->d_name);
		if (entry->d_name[0] == '.' || !realpath(link, disk.device))
			continue;
		assert_true(try_disks_is_written(&disk, mount));
		/* As if that were a part of this. */
		*strrchr(disk.device, '/') = '\0';
		assert_true(try_disks_is_written(&disk, mount));
		strcat(disk.device, "/x");
		assert_false(try_disks_is_written(&disk, mount));
	}
	if (numbers)
		closedir(numbers);
}

static void make_driver(const char *device, const char *driver)
{
	char link[256], target[128];

	snprintf(link, sizeof(link), "%s/%s/driver", folder, device);
	snprintf(target, sizeof(target), "../../bus/drivers/%s", driver);
	assert_int_equal(symlink(target, link), 0);
}

static void drop(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(remove(path), 0);
}

/* As in /sys: the disk is on what is on the controller. */
TEST(the_driver_of_a_disk_may_be_that_of_its_controller)
{
	static const char *const folders[] = { "pci", "pci/host",
					       "pci/host/sda" };
	char path[256];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	make_driver("pci", "ahci");
	make_driver("pci/host", "sd");
	assert_true(try_disks_has_driver(path, "ahci"));
	assert_true(try_disks_has_driver(path, "sd"));
	assert_false(try_disks_has_driver(path, "hci"));
	assert_false(try_disks_has_driver(path, "megaraid_sas"));
	assert_false(try_disks_has_driver("", "ahci"));
	drop("pci/host/driver");
	drop("pci/driver");
	for (i = 3; i--;)
		drop(folders[i]);
}

/* A pipe without a writer would never be open. */
TEST(a_pipe_is_no_disk)
{
	struct try_disks disks;
	char pipe_path[80];

	snprintf(pipe_path, sizeof(pipe_path), "%s/pipe", folder);
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_int_equal(open_disks(pipe_path, NULL, &disks), EXIT_FAILED);
	assert_non_null(strstr(errors.text, "neither a disk nor an image"));
	try_disks_close(&disks);
	unlink(pipe_path);
}

TEST(no_disk_is_opened_that_was_not_asked_for)
{
	const struct options options = { 0 };
	struct try_disks disks;

	assert_int_equal(try_disks_open(&options, &disks), EXIT_OK);
	assert_int_equal(disks.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_is_read_and_its_overlay_is_written),
		cmocka_unit_test(overlays_share_one_bound),
		cmocka_unit_test(without_one_there_is_none),
		cmocka_unit_test(
			the_driver_of_a_disk_may_be_that_of_its_controller),
		cmocka_unit_test(an_image_may_have_a_long_path),
		cmocka_unit_test(an_empty_image_is_called_so),
		cmocka_unit_test(a_name_that_means_no_disk_there_is_known),
		cmocka_unit_test(a_mount_is_of_a_disk_by_its_number_or_may_be),
		cmocka_unit_test(a_mount_of_a_part_is_of_its_disk),
		cmocka_unit_test(a_pipe_is_no_disk),
		cmocka_unit_test(no_disk_is_opened_that_was_not_asked_for),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
