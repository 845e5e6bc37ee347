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
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/try_overlay.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define BLOCKS		  "/sys/block"
#define NUMBERS		  "/sys/dev/block"

/* The first that fits. Other kinds have no bus of their own in QEMU. */
static const struct try_bus buses[] = {
	{ "nvme", NULL, "nvme", NULL, NULL, "NVMe", "nvme" },
	{ "sd", "/virtio", "scsi-hd", "virtio-scsi-pci", NULL, "virtio-scsi",
	  "virtio_scsi" },
	{ "sd", NULL, "ide-hd", NULL, "ide", "SATA, driver ahci", "ahci" },
	{ "", NULL, "virtio-blk-pci", NULL, NULL, "virtio-blk", "virtio_blk" },
};

enum { BUS_SCSI = 1, BUS_SATA = 2, BUS_VIRTIO = 3 };

/* Not disks of the machine; those made of others are in this folder. */
static const char *const others[] = { "sr", "fd", "mtd" };
static const char made[] = "/devices/virtual/block/";

/* What disks of this machine are called; an image may be any of them. */
static const char *const disk_names[] = { "sd",	  "hd",	    "xvd",
					  "nvme", "mmcblk", "pmem" };

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
	char device[PATH_MAX], link[sizeof(BLOCKS) + NAME_MAX + 1];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (!strncmp(name, others[i], strlen(others[i])))
			return true;
	/* Parts of an eMMC that hold its firmware, and no system. */
	if (!strncmp(name, "mmcblk", strlen("mmcblk")) &&
	    (strstr(name, "boot") || strstr(name, "rpmb")))
		return true;
	snprintf(link, sizeof(link), BLOCKS "/%s", name);
	if (realpath(link, device) && strstr(device, made))
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

static void find_device(dev_t number, char device[PATH_MAX])
{
	char link[sizeof(NUMBERS) + 32];

	snprintf(link, sizeof(link), NUMBERS "/%u:%u", major(number),
		 minor(number));
	if (!realpath(link, device))
		device[0] = '\0';
}

/* "sda" of "/sys/devices/.../sda"; "" if it is no device. */
static const char *name_of(const struct try_disk *disk)
{
	const char *slash = strrchr(disk->device, '/');

	return slash ? slash + 1 : "";
}

/* A part of a disk is a disk of its own there. */
static void identify(struct try_disk *disk, dev_t number)
{
	char path[PATH_MAX + 16];

	disk->is_block = true;
	find_device(number, disk->device);
	snprintf(path, sizeof(path), "%s/partition", disk->device);
	if (!disk->device[0] || !access(path, F_OK))
		return;
	disk->bus = find_bus(name_of(disk), disk->device);
	disk->is_same_driver =
		try_disks_has_driver(disk->device, disk->bus->driver);
}

/* @bound: of its overlay */
static int open_one(struct try_disk *disk, uint64_t bound)
{
	struct stat is;
	uint64_t size;

	disk->overlay = -1;
	/* A pipe without a writer must not hold this up. */
	disk->base = open(disk->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (disk->base < 0 || fstat(disk->base, &is))
		return fail(disk->path, strerror(errno));
	if (!S_ISBLK(is.st_mode) && !S_ISREG(is.st_mode))
		return fail(disk->path, "neither a disk nor an image of one");
	if (S_ISBLK(is.st_mode))
		identify(disk, is.st_rdev);
	find_blocks(disk);
	size = find_size(disk, &is);
	if (!size)
		return fail(disk->path, "it is empty");
	disk->overlay = try_overlay_open(size, bound);
	if (disk->overlay < 0)
		return fail(disk->path, strerror(-disk->overlay));
	return EXIT_OK;
}

static int add(struct try_disks *disks, const char *path)
{
	struct try_disk *disk = &disks->disks[disks->count];

	if (disks->count == TRY_DISKS_MAX)
		return fail(path, "a guest has no more than 6 disks");
	*disk = (struct try_disk){ .bus = &buses[BUS_VIRTIO],
				   .base = -1,
				   .overlay = -1 };
	if (snprintf(disk->path, sizeof(disk->path), "%s", path) >=
	    (int)sizeof(disk->path))
		return fail(path, "its name is too long");
	disks->count++;
	return EXIT_OK;
}

static int add_own(struct try_disks *disks, const char *name)
{
	char path[NAME_MAX + 8];
	char *at;

	snprintf(path, sizeof(path), "/dev/%s", name);
	/* "cciss!c0d0" is /dev/cciss/c0d0. */
	for (at = path; *at; at++)
		if (*at == '!')
			*at = '/';
	return add(disks, path);
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

/* In the device's folder, or that itself. */
static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return length && !strncmp(path, folder, length) &&
	       (path[length] == '/' || !path[length]);
}

/* One that is made of disks may be on this one, too. */
static bool is_on_others(const char *source, const char *type)
{
	static const char *const parts[] = { "/dev/mapper/", "/dev/md",
					     "/dev/dm-" };
	static const char *const types[] = { "btrfs", "zfs", "bcachefs" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strncmp(source, parts[i], strlen(parts[i])))
			return true;
	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(type, types[i]))
			return true;
	return false;
}

/* The third word of the line. */
static bool read_number(const char *mount, dev_t *number)
{
	unsigned long higher, lower;
	const char *at = strchr(mount, ' ');
	char *end;

	at = at ? strchr(at + 1, ' ') : NULL;
	if (!at)
		return false;
	higher = strtoul(at + 1, &end, 10);
	if (*end != ':')
		return false;
	lower = strtoul(end + 1, &end, 10);
	*number = makedev((unsigned int)higher, (unsigned int)lower);
	return *end == ' ';
}

/*
 * Numbers count, and not names: the root may be "/dev/root". A line is "36 35
 * 254:1 / /mnt rw,noatime shared:1 - ext4 /dev/vda1 rw" (Linux
 * Documentation/filesystems/proc.rst).
 */
bool try_disks_is_written(const struct try_disk *disk, const char *mount)
{
	char device[PATH_MAX], type[32];
	const char *rest = strstr(mount, " - ");
	const char *source, *options;
	dev_t number;

	if (!disk->is_block || !rest || !read_number(mount, &number) ||
	    sscanf(rest, " - %31s", type) != 1)
		return false;
	/* It may be as long as a path. */
	source = strchr(rest + strlen(" - "), ' ');
	options = source ? strchr(source + 1, ' ') : NULL;
	if (!options || strncmp(options, " rw", 3) != 0)
		return false;
	find_device(number, device);
	return is_below(device, disk->device) || is_on_others(source + 1, type);
}

static void find_mounts(struct try_disks *disks)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t size = 0;
	unsigned int i;

	while (mounts && getline(&line, &size, mounts) > 0)
		for (i = 0; i < disks->count; i++)
			if (try_disks_is_written(&disks->disks[i], line))
				disks->is_mounted = true;
	free(line);
	if (mounts)
		fclose(mounts);
}

/* As Linux calls the disk there: in the order of those of its kind. */
static void name_in_guest(const struct try_disks *disks, unsigned int nr,
			  char name[16])
{
	const char *prefix = disks->disks[nr].bus->prefix;
	unsigned int before = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		before += !strcmp(disks->disks[i].bus->prefix, prefix);
	if (!strcmp(prefix, "nvme"))
		snprintf(name, 16, "nvme%un1", before);
	else
		snprintf(name, 16, "%s%c", *prefix ? prefix : "vd",
			 'a' + (int)before);
}

/* "sda1" and "sda" are on "sda", "nvme0n1p1" on "nvme0n1". */
static bool is_part(const char *part, const char *name)
{
	size_t length = strlen(name);

	if (!length || strncmp(part, name, length) != 0)
		return false;
	part += length;
	if (name[length - 1] >= '0' && name[length - 1] <= '9')
		return !*part || *part == 'p';
	return !*part || (*part >= '0' && *part <= '9');
}

static bool is_disk_name(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(disk_names); i++)
		if (!strncmp(name, disk_names[i], strlen(disk_names[i])))
			return true;
	return false;
}

bool try_disks_is_renamed(const struct try_disks *disks, const char *root)
{
	const char *name;
	char there[16];
	unsigned int i;

	if (!root || strncmp(root, "/dev/", 5) != 0)
		return false;
	for (i = 0; i < disks->count; i++) {
		name = name_of(&disks->disks[i]);
		name_in_guest(disks, i, there);
		if (!*name ? is_disk_name(root + 5)
			   : is_part(root + 5, name) &&
				     strcmp(name, there) != 0)
			return true;
	}
	return false;
}

bool try_disks_is_full(const struct try_disks *disks)
{
	unsigned int i;

	for (i = 0; i < disks->count; i++)
		if (try_overlay_is_full(disks->disks[i].overlay))
			return true;
	return false;
}

int try_disks_open(const struct options *options, struct try_disks *disks)
{
	int status = EXIT_OK;
	unsigned int i;

	*disks = (struct try_disks){ 0 };
	if (!options->trial.has_disks)
		return EXIT_OK;
	for (i = 0; i < options->trial.nr_images && !status; i++)
		status = add(disks, options->trial.images[i]);
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
