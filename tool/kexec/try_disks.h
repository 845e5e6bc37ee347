/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The disks of a guest: this machine's, under snapshots. */
#ifndef TOOL_KEXEC_TRY_DISKS_H
#define TOOL_KEXEC_TRY_DISKS_H

#include <limits.h>
#include <stdbool.h>

#include "tool/kexec/options.h"

/* For all overlays together, in memory. */
#define TRY_DISKS_BOUND (256ULL << 20)
/* As many as QEMU's q35 has SATA ports. */
#define TRY_DISKS_MAX 6

/* How a kind of disk is attached, so that its name stays. */
struct try_bus {
	const char *prefix;	/* of the name in /sys/block */
	const char *path;	/* part of the device's path there, or NULL */
	const char *device;	/* for QEMU's -device */
	const char *controller; /* the same, once; NULL: q35 has it */
	const char *port;	/* each disk has one; NULL: it goes anywhere */
	const char *words;	/* for people */
	const char *driver;	/* Linux's for it */
};

struct try_disk {
	const struct try_bus *bus;
	char path[PATH_MAX];
	char device[PATH_MAX]; /* of a block device: its folder in /sys */
	bool is_block;	       /* and not an image in a file */
	bool is_same_driver;   /* it has the driver of its bus here, too */
	/* Bytes of a block; 0: as QEMU has them. */
	unsigned int logical;
	unsigned int physical;
	int base;    /* read-only descriptor */
	int overlay; /* what the guest writes; in memory, bounded */
};

struct try_disks {
	unsigned int count;
	struct try_disk disks[TRY_DISKS_MAX];
	bool is_mounted; /* one of them is being written to */
};

/**
 * try_disks_open - open all disks of this machine, or the given ones, or none
 * @disks: filled; on failure, too, try_disks_close() undoes
 *
 * Prints on stderr what fails.
 *
 * Return: EXIT_OK or EXIT_FAILED.
 */
int try_disks_open(const struct options *options, struct try_disks *disks);

/**
 * try_disks_has_driver - whether a device, or one that it is on, has a driver
 * @path: of the device in /sys/devices
 * @driver: its name
 */
bool try_disks_has_driver(const char *path, const char *driver);

/**
 * try_disks_is_written - whether a mount is of a disk, and can be written to
 * @mount: a line of /proc/self/mountinfo
 */
bool try_disks_is_written(const struct try_disk *disk, const char *mount);

/**
 * try_disks_is_renamed - whether a name is that of a disk here, and not there
 * @root: the value of root=, or NULL
 *
 * Any name that a disk of some machine has may be that of an image's.
 */
bool try_disks_is_renamed(const struct try_disks *disks, const char *root);

/** try_disks_is_full - whether a guest has written all that is kept of it */
bool try_disks_is_full(const struct try_disks *disks);

void try_disks_close(struct try_disks *disks);

#endif
