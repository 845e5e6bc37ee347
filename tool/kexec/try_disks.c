// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each disk is opened read-only here, with the right of the user, and QEMU gets
 * the descriptor: it has no right to open a disk itself, nor to write to this
 * one. What the guest writes goes to an overlay. All disks are there or none:
 * a guest with some of them would start a system that this machine does not
 * have.
 */
#include "tool/kexec/try_disks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/try_overlay.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define BLOCKS		  "/sys/block"

/* The first that fits. Other kinds have no bus of their own in QEMU. */
static const struct try_bus buses[] = {
	{ "nvme", NULL, "nvme", NULL, NULL, "NVMe", "nvme" },
	{ "sd", "/virtio", "scsi-hd", "virtio-scsi-pci", NULL, "virtio-scsi",
	  "virtio_scsi" },
	{ "sd", NULL, "ide-hd", NULL, "ide", "SATA, driver ahci", "ahci" },
	{ "", NULL, "virtio-blk-pci", NULL, NULL, "virtio-blk", "virtio_blk" },
};

enum { BUS_SCSI = 1, BUS_SATA = 2 };

/* Not disks of the machine, or made of other disks, or without a medium. */
static const char *const others[] = { "loop", "ram", "zram", "dm-", "md",
				      "sr",   "fd",  "nbd",  "mtd", "drbd" };

static int fail(const char *path, const char *why)
{
	answer_fail("try-disk", why);
	line_print(stderr,
		   "kexec: %s: %s; all disks are needed, or none: leave out "
		   "--try-disks",
		   path, why);
	return EXIT_FAILED;
}

static bool has_value(const char *name, const char *file, const char *value)
{
	char path[sizeof(BLOCKS) + NAME_MAX + 16];
	char text[32] = "";
	FILE *attribute;

	snprintf(path, sizeof(path), BLOCKS "/%s/%s", name, file);
	attribute = fopen(path, "re");
	if (attribute && !fgets(text, sizeof(text), attribute))
		text[0] = '\0';
	if (attribute)
		fclose(attribute);
	return !strcmp(text, value);
}

static bool is_other(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (!strncmp(name, others[i], strlen(others[i])))
			return true;
	/* No medium is in a drive of size 0; a path of NVMe's has no file. */
	return name[0] == '.' || has_value(name, "size", "0\n") ||
	       has_value(name, "hidden", "1\n");
}

static const struct try_bus *find_bus(const char *name, const char *path)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(buses) - 1; i++)
		if (!strncmp(name, buses[i].prefix, strlen(buses[i].prefix)) &&
		    (!buses[i].path || strstr(path, buses[i].path)))
			break;
	return &buses[i];
}

bool try_disks_has_driver(const char *path, const char *driver)
{
	char folder[PATH_MAX], link[PATH_MAX + 8], target[PATH_MAX];
	const char *name;
	ssize_t size;
	char *slash;

	snprintf(folder, sizeof(folder), "%s", path);
	while ((slash = strrchr(folder, '/'))) {
		snprintf(link, sizeof(link), "%s/driver", folder);
		size = readlink(link, target, sizeof(target) - 1);
		target[size > 0 ? size : 0] = '\0';
		name = strrchr(target, '/');
		if (name && !strcmp(name + 1, driver))
			return true;
		*slash = '\0';
	}
	return false;
}

static uint64_t find_size(const struct try_disk *disk, const struct stat *is)
{
	uint64_t size = 0;

	if (!S_ISBLK(is->st_mode))
		return (uint64_t)is->st_size;
	return ioctl(disk->base, BLKGETSIZE64, &size) ? 0 : size;
}

/* QEMU's SATA has blocks of 512 bytes alone. */
static void find_blocks(struct try_disk *disk)
{
	int logical = 0;
	unsigned int physical = 0;

	if (!disk->is_block || ioctl(disk->base, BLKSSZGET, &logical) ||
	    ioctl(disk->base, BLKPBSZGET, &physical) || logical < 512 ||
	    physical < (unsigned int)logical)
		return;
	disk->logical = (unsigned int)logical;
	disk->physical = physical;
	if (disk->bus == &buses[BUS_SATA] && logical != 512) {
		disk->bus = &buses[BUS_SCSI];
		disk->is_same_driver = false;
	}
}

/* @bound: of its overlay */
static int open_one(struct try_disk *disk, uint64_t bound)
{
	struct stat is;

	disk->overlay = -1;
	/* A pipe without a writer must not hold this up. */
	disk->base = open(disk->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (disk->base < 0 || fstat(disk->base, &is))
		return fail(disk->path, strerror(errno));
	if (!S_ISBLK(is.st_mode) && !S_ISREG(is.st_mode))
		return fail(disk->path, "neither a disk nor an image of one");
	disk->is_block = S_ISBLK(is.st_mode);
	find_blocks(disk);
	disk->overlay = try_overlay_open(find_size(disk, &is), bound);
	if (disk->overlay < 0)
		return fail(disk->path, strerror(-disk->overlay));
	return EXIT_OK;
}

static int add(struct try_disks *disks, const char *path,
	       const struct try_bus *bus)
{
	struct try_disk *disk = &disks->disks[disks->count];

	if (disks->count == TRY_DISKS_MAX)
		return fail(path, "a guest has no more than 6 disks");
	*disk = (struct try_disk){ .bus = bus, .base = -1, .overlay = -1 };
	if (snprintf(disk->path, sizeof(disk->path), "%s", path) >=
	    (int)sizeof(disk->path))
		return fail(path, "its name is too long");
	disks->count++;
	return EXIT_OK;
}

static int add_own(struct try_disks *disks, const char *name)
{
	char device[PATH_MAX], link[sizeof(BLOCKS) + NAME_MAX + 1];
	char path[NAME_MAX + 8];
	const struct try_bus *bus;
	int status;
	char *at;

	snprintf(link, sizeof(link), BLOCKS "/%s", name);
	if (!realpath(link, device))
		device[0] = '\0';
	snprintf(path, sizeof(path), "/dev/%s", name);
	/* "cciss!c0d0" is /dev/cciss/c0d0. */
	for (at = path; *at; at++)
		if (*at == '!')
			*at = '/';
	bus = find_bus(name, device);
	status = add(disks, path, bus);
	if (!status)
		disks->disks[disks->count - 1].is_same_driver =
			try_disks_has_driver(device, bus->driver);
	return status;
}

/* In the order of names, which is that of the guest's controller. */
static int list(struct try_disks *disks)
{
	struct dirent **names = NULL;
	int count = scandir(BLOCKS, &names, NULL, versionsort);
	int status = EXIT_OK;
	int i;

	for (i = 0; i < count; i++) {
		if (!is_other(names[i]->d_name) && !status)
			status = add_own(disks, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	if (!status && !disks->count)
		return fail(BLOCKS, "this machine has no disk");
	return status;
}

/* "/dev/sda1" begins with "/dev/sda"; what a mapper maps is on some disk. */
static bool is_on(const char *device, const char *disk)
{
	return !strncmp(device, disk, strlen(disk)) ||
	       !strncmp(device, "/dev/mapper/", 12);
}

static void find_mounts(struct try_disks *disks)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	unsigned int i;

	if (!mounts)
		return;
	while ((mount = getmntent(mounts)))
		for (i = 0; i < disks->count; i++)
			if (disks->disks[i].is_block &&
			    hasmntopt(mount, "rw") &&
			    is_on(mount->mnt_fsname, disks->disks[i].path))
				disks->is_mounted = true;
	endmntent(mounts);
}

int try_disks_open(const struct options *options, struct try_disks *disks)
{
	const struct try_bus *image = &buses[ARRAY_SIZE(buses) - 1];
	int status = EXIT_OK;
	unsigned int i;

	*disks = (struct try_disks){ 0 };
	if (!options->trial.has_disks)
		return EXIT_OK;
	for (i = 0; i < options->trial.nr_images && !status; i++)
		status = add(disks, options->trial.images[i], image);
	if (!options->trial.nr_images)
		status = list(disks);
	for (i = 0; i < disks->count && !status; i++)
		status = open_one(&disks->disks[i],
				  TRY_DISKS_BOUND / disks->count);
	if (!status)
		find_mounts(disks);
	return status;
}

void try_disks_close(struct try_disks *disks)
{
	unsigned int i;

	for (i = 0; i < disks->count; i++) {
		if (disks->disks[i].base >= 0)
			close(disks->disks[i].base);
		if (disks->disks[i].overlay >= 0)
			close(disks->disks[i].overlay);
	}
	disks->count = 0;
}
