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
	{ "nvme", NULL, "nvme", NULL, NULL, "NVMe" },
	{ "sd", "/virtio", "scsi-hd", "virtio-scsi-pci", NULL, "virtio-scsi" },
	{ "sd", NULL, "ide-hd", NULL, "ide", "SATA, driver ahci" },
	{ "", NULL, "virtio-blk-pci", NULL, NULL, "virtio-blk" },
};

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

/* No medium is in a drive of size 0. */
static bool is_empty(const char *name)
{
	char path[sizeof(BLOCKS) + NAME_MAX + 8];
	char sectors[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), BLOCKS "/%s/size", name);
	file = fopen(path, "re");
	if (file && !fgets(sectors, sizeof(sectors), file))
		sectors[0] = '\0';
	if (file)
		fclose(file);
	return !strcmp(sectors, "0\n");
}

static bool is_other(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (!strncmp(name, others[i], strlen(others[i])))
			return true;
	return name[0] == '.' || is_empty(name);
}

static const struct try_bus *find_bus(const char *name)
{
	char path[PATH_MAX], link[sizeof(BLOCKS) + NAME_MAX + 1];
	size_t i;

	snprintf(link, sizeof(link), BLOCKS "/%s", name);
	if (!realpath(link, path))
		path[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(buses) - 1; i++)
		if (!strncmp(name, buses[i].prefix, strlen(buses[i].prefix)) &&
		    (!buses[i].path || strstr(path, buses[i].path)))
			break;
	return &buses[i];
}

static uint64_t find_size(const struct try_disk *disk, const struct stat *is)
{
	uint64_t size = 0;

	if (!S_ISBLK(is->st_mode))
		return (uint64_t)is->st_size;
	return ioctl(disk->base, BLKGETSIZE64, &size) ? 0 : size;
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

/* In the order of names, which is that of the guest's controller. */
static int list(struct try_disks *disks)
{
	struct dirent **names = NULL;
	int count = scandir(BLOCKS, &names, NULL, versionsort);
	int status = EXIT_OK;
	char path[NAME_MAX + 8];
	int i;

	for (i = 0; i < count; i++) {
		if (!is_other(names[i]->d_name) && !status) {
			snprintf(path, sizeof(path), "/dev/%s",
				 names[i]->d_name);
			status = add(disks, path, find_bus(names[i]->d_name));
		}
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
