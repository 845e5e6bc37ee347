// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the console has stated, what the guest was given and how it ended are
 * compared with the causes: the first that fits wins.
 */
#include "tool/kexec/try_verdict.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* More facts, beside those of the console. */
enum {
	/* Of what the guest was given. */
	IN_USE = 1 << 18,	/* its disks are written to here */
	ROOT_ON_DISK = 1 << 19, /* a part of one that the console names */
	HAS_INITRD = 1 << 20,
	HAS_DISKS = 1 << 21,
	HAS_ROOT = 1 << 22,
	ROOT_NEEDS_INITRD = 1 << 23,
	SAME_DRIVER =
		1 << 24, /* its disks have the driver that they have here */
	NAME_UNSHOWN =
		1 << 25, /* what is missing has a name by what QEMU lacks */
	/* How it ended. */
	END_EXIT = 1 << 26,
	END_TIME = 1 << 27,
	END_FAULT = 1 << 28,
	DISK_FULL = 1 << 29,
	ROOT_IS_DISK = 1 << 30, /* the console names it */
};

static_assert((FACT_LAST << 1) <= IN_USE, "no bit has two meanings");

/* The first that fits. @text takes what @with names, as "%s". */
enum with { NOTHING, ROOT, DISKS, KIND, DECISIVE, LAST, FAILURE };

static const struct cause {
	const char *name;
	unsigned int all;  /* facts that must be there */
	unsigned int none; /* and those that must not */
	enum verdict_result result;
	const char *text;
	enum with with[2];
} causes[] = {
	{ "reached",
	  FACT_REACHED,
	  0,
	  VERDICT_REACHED,
	  "seen: %s",
	  { DECISIVE } },
	/* What is said of the guest after these would be their consequence. */
	{ "qemu",
	  END_FAULT | FACT_ENTERED,
	  0,
	  VERDICT_UNKNOWN,
	  "QEMU itself has failed (%s); whether the kernel led to that can't be "
	  "said",
	  { FAILURE } },
	{ "memory",
	  FACT_MEMORY,
	  0,
	  VERDICT_UNKNOWN,
	  "the guest's memory is too small: give more by --try-memory",
	  { NOTHING } },
	{ "disk-full",
	  DISK_FULL,
	  0,
	  VERDICT_UNKNOWN,
	  "the guest wrote more to its disks than a trial keeps, and got errors "
	  "from there on",
	  { NOTHING } },
	{ "bad-initrd",
	  FACT_NO_ROOT | HAS_INITRD | FACT_BAD_INITRD,
	  0,
	  VERDICT_FAILED,
	  "the kernel could not unpack the initrd, and so found no root: %s",
	  { DECISIVE } },
	{ "no-file-system",
	  FACT_NO_TYPE | IN_USE,
	  0,
	  VERDICT_UNKNOWN,
	  "root=%s is there, and can't be mounted: it is not the root, the "
	  "driver for its file system is missing, or what the guest read was "
	  "being written to here",
	  { ROOT } },
	{ "no-file-system",
	  FACT_NO_TYPE,
	  0,
	  VERDICT_FAILED,
	  "root=%s is there, and can't be mounted: it is not the root, or the "
	  "driver for its file system is missing",
	  { ROOT } },
	/* initramfs-tools waits for a file system, and says "device". */
	{ "no-file-system",
	  FACT_NO_DEVICE | ROOT_IS_DISK,
	  0,
	  VERDICT_FAILED,
	  "root=%s is there, and has no file system that the initrd knows",
	  { ROOT } },
	{ "initrd-without-init",
	  FACT_NO_ROOT | HAS_INITRD,
	  0,
	  VERDICT_FAILED,
	  "the initrd has no /init that the kernel could start, and the kernel "
	  "itself found no root: give the system's own initrd, too",
	  { NOTHING } },
	{ "no-initrd",
	  FACT_NO_ROOT | ROOT_NEEDS_INITRD,
	  HAS_INITRD,
	  VERDICT_FAILED,
	  "no initrd was given, and root=%s is found by an initrd alone: add "
	  "--initrd",
	  { ROOT } },
	{ "no-root",
	  FACT_NO_ROOT,
	  HAS_ROOT,
	  VERDICT_FAILED,
	  "there is neither an initrd with a system in it nor root= on the "
	  "command line",
	  { NOTHING } },
	{ "no-disks",
	  FACT_NO_ROOT,
	  HAS_DISKS,
	  VERDICT_UNKNOWN,
	  "the kernel came as far as root=%s, and the guest has no disk: add "
	  "--try-disks to go on",
	  { ROOT } },
	{ "no-disks",
	  FACT_NO_DEVICE,
	  HAS_DISKS,
	  VERDICT_UNKNOWN,
	  "the initrd came as far as root=%s, and the guest has no disk: add "
	  "--try-disks to go on",
	  { ROOT } },
	{ "no-initrd",
	  FACT_NO_ROOT | SAME_DRIVER,
	  HAS_INITRD | FACT_DISK,
	  VERDICT_FAILED,
	  "no initrd was given, and the kernel alone has no driver for the "
	  "disk (%s): add --initrd",
	  { KIND } },
	{ "no-initrd",
	  FACT_NO_ROOT,
	  HAS_INITRD | FACT_DISK,
	  VERDICT_UNKNOWN,
	  "no initrd was given, and the kernel alone has no driver for the "
	  "guest's disk (%s), which has another driver here: add --initrd",
	  { KIND } },
	{ "no-driver",
	  FACT_NO_DEVICE | SAME_DRIVER,
	  FACT_DISK,
	  VERDICT_FAILED,
	  "neither the kernel nor its initrd has a driver for the disk (%s): "
	  "it found none at all, and so not root=%s",
	  { KIND, ROOT } },
	{ "no-driver",
	  FACT_NO_DEVICE,
	  FACT_DISK,
	  VERDICT_UNKNOWN,
	  "neither the kernel nor its initrd has a driver for the guest's disk "
	  "(%s); the disk has another driver here, which may be there",
	  { KIND } },
	{ "disk-name",
	  FACT_NO_DEVICE | NAME_UNSHOWN,
	  0,
	  VERDICT_UNKNOWN,
	  "root=%s names a disk by its serial number, its place or its driver, "
	  "and the guest's have others: root=UUID= can be tried",
	  { ROOT } },
	{ "disk-name",
	  FACT_NO_ROOT | NAME_UNSHOWN,
	  0,
	  VERDICT_UNKNOWN,
	  "root=%s names a disk by its serial number, its place or its driver, "
	  "and the guest's have others: root=PARTUUID= can be tried",
	  { ROOT } },
	{ "wrong-root",
	  FACT_NO_ROOT,
	  0,
	  VERDICT_FAILED,
	  "root=%s is wrong: the kernel found the disks %s, and not that",
	  { ROOT, DISKS } },
	/* initramfs-tools says the same of a file system that it can't tell. */
	{ "wrong-root",
	  FACT_NO_DEVICE | ROOT_ON_DISK,
	  0,
	  VERDICT_FAILED,
	  "root=%s is wrong: the kernel found the disks %s, and not that, or "
	  "the initrd knows no file system on it",
	  { ROOT, DISKS } },
	{ "wrong-root",
	  FACT_NO_DEVICE,
	  0,
	  VERDICT_FAILED,
	  "root=%s is wrong: the kernel found the disks %s, and not that",
	  { ROOT, DISKS } },
	{ "no-init",
	  FACT_NO_INIT | IN_USE,
	  0,
	  VERDICT_UNKNOWN,
	  "the root has no program to start as init, or what the guest read "
	  "was being written to here: %s",
	  { DECISIVE } },
	{ "no-init",
	  FACT_NO_INIT,
	  0,
	  VERDICT_FAILED,
	  "the root has no program to start as init: %s",
	  { DECISIVE } },
	{ "panic",
	  FACT_PANIC,
	  0,
	  VERDICT_FAILED,
	  "the kernel panicked: %s",
	  { DECISIVE } },
	{ "frozen",
	  FACT_FROZEN,
	  0,
	  VERDICT_FAILED,
	  "systemd gave up: %s",
	  { DECISIVE } },
	{ "disk-name",
	  FACT_MISSING | FACT_SHELL | NAME_UNSHOWN,
	  0,
	  VERDICT_UNKNOWN,
	  "the system waits for a disk by its serial number or its place, and "
	  "the guest's have others: %s",
	  { DECISIVE } },
	{ "no-disks",
	  FACT_MISSING | FACT_SHELL,
	  HAS_DISKS,
	  VERDICT_UNKNOWN,
	  "the system waited for a device, and the guest has no disk: %s",
	  { DECISIVE } },
	{ "missing-device",
	  FACT_MISSING | FACT_SHELL,
	  0,
	  VERDICT_FAILED,
	  "the root was found, and another device was not: %s",
	  { DECISIVE } },
	{ "shell",
	  FACT_SHELL,
	  0,
	  VERDICT_FAILED,
	  "the system gave up, and started a shell: %s",
	  { LAST } },
	{ "damaged",
	  FACT_DAMAGED,
	  0,
	  VERDICT_FAILED,
	  "the kernel can't unpack itself: %s",
	  { DECISIVE } },
	{ "power-off",
	  FACT_POWER_OFF | END_EXIT,
	  0,
	  VERDICT_FAILED,
	  "the system switched the machine off, before what was waited for",
	  { NOTHING } },
	{ "restart",
	  FACT_RESTART | END_EXIT,
	  0,
	  VERDICT_FAILED,
	  "the system restarted the machine, before what was waited for",
	  { NOTHING } },
	{ "not-entered",
	  0,
	  FACT_ENTERED | END_TIME,
	  VERDICT_UNKNOWN,
	  "QEMU ended before the kernel was entered",
	  { NOTHING } },
	{ "not-entered",
	  END_TIME,
	  FACT_ENTERED,
	  VERDICT_UNKNOWN,
	  "the guest's firmware did not come to the kernel in time",
	  { NOTHING } },
	{ "reset",
	  END_EXIT,
	  FACT_KERNEL,
	  VERDICT_FAILED,
	  "the machine was reset as soon as the kernel was entered, before it "
	  "printed anything",
	  { NOTHING } },
	{ "reset",
	  END_EXIT,
	  0,
	  VERDICT_FAILED,
	  "the machine was reset without a word; the last line was: %s",
	  { LAST } },
	{ "silent",
	  END_TIME,
	  FACT_KERNEL,
	  VERDICT_UNKNOWN,
	  "the kernel was entered, and printed nothing on ttyS0: it hangs, or "
	  "has no driver for a serial port",
	  { NOTHING } },
	{ "time",
	  END_TIME,
	  0,
	  VERDICT_UNKNOWN,
	  "the time is over; the last line was: %s",
	  { LAST } },
};

/* QEMU's disks have serial numbers and places of their own. */
static bool is_unshown(const char *name)
{
	static const char *const parts[] = { "/by-id/", "/by-path/" };
	size_t i;

	for (i = 0; name && i < ARRAY_SIZE(parts); i++)
		if (strstr(name, parts[i]))
			return true;
	return false;
}

/* Of one: "sda" is a disk, "sda1" or "nvme0n1p1" a part of one. */
static unsigned int find_disk(const char *root, const char *disk)
{
	const char *rest = root + strlen("/dev/");

	if (strncmp(rest, disk, strlen(disk)) != 0)
		return 0;
	rest += strlen(disk);
	if (!*rest)
		return ROOT_IS_DISK;
	rest += *rest == 'p';
	return *rest >= '0' && *rest <= '9' ? ROOT_ON_DISK : 0;
}

static unsigned int find_disks(const struct console *console, const char *root)
{
	unsigned int facts = 0;
	unsigned int i;

	if (!root || strncmp(root, "/dev/", strlen("/dev/")) != 0)
		return 0;
	for (i = 0; i < console->nr_disks; i++)
		facts |= find_disk(root, console->disks[i]);
	return facts;
}

static unsigned int all_facts(const struct verdict_about *about)
{
	/* The kernel finds PARTUUID= and device numbers by itself. */
	static const char *const by_initrd[] = {
		"UUID=", "LABEL=", "/dev/disk/", "/dev/mapper/", "ZFS=", "zfs:"
	};
	unsigned int facts = about->console->facts;
	size_t i;

	facts |= about->has_initrd ? HAS_INITRD : 0;
	facts |= about->has_disks ? HAS_DISKS : 0;
	facts |= about->root ? HAS_ROOT : 0;
	facts |= about->end == VERDICT_END_EXIT ? END_EXIT : 0;
	facts |= about->end == VERDICT_END_TIME ? END_TIME : 0;
	facts |= about->end == VERDICT_END_FAULT ? END_FAULT : 0;
	facts |= about->is_full ? DISK_FULL : 0;
	facts |= find_disks(about->console, about->root);
	facts |= about->is_in_use ? IN_USE : 0;
	facts |= about->is_same_driver ? SAME_DRIVER : 0;
	if (is_unshown(facts & FACT_MISSING ? about->console->decisive
					    : about->root))
		facts |= NAME_UNSHOWN;
	if (about->is_renamed && !(facts & FACT_MISSING))
		facts |= NAME_UNSHOWN;
	for (i = 0; about->root && i < ARRAY_SIZE(by_initrd); i++)
		if (!strncmp(about->root, by_initrd[i], strlen(by_initrd[i])))
			facts |= ROOT_NEEDS_INITRD;
	return facts;
}

static void list_disks(const struct console *console, char *to, size_t size)
{
	unsigned int i;

	snprintf(to, size, "%s",
		 console->nr_disks ? console->disks[0] : "(none)");
	for (i = 1; i < console->nr_disks; i++) {
		strncat(to, ", ", size - strlen(to) - 1);
		strncat(to, console->disks[i], size - strlen(to) - 1);
	}
}

static const char *find_with(const struct verdict_about *about, enum with with,
			     const char *disks)
{
	const char *last = console_last(about->console, 0);

	switch (with) {
	case ROOT:
		return about->root ? about->root : "(none)";
	case DISKS:
		return disks;
	case KIND:
		return about->disk ? about->disk : "none";
	case DECISIVE:
		return about->console->decisive;
	case LAST:
		return last ? last : "(none)";
	case FAILURE:
		return about->failure ? about->failure : "";
	case NOTHING:
	default:
		return "";
	}
}

/* Texts have "%s" where what they name goes; all other bytes stay. */
static void fill(const struct verdict_about *about, const struct cause *cause,
		 struct verdict *verdict)
{
	char disks[CONSOLE_DISKS * 20];
	const char *from = cause->text;
	size_t length = 0;
	unsigned int nr = 0;
	const char *part;

	list_disks(about->console, disks, sizeof(disks));
	while (*from && length < sizeof(verdict->text) - 1) {
		if (strncmp(from, "%s", 2) != 0) {
			verdict->text[length++] = *from++;
			continue;
		}
		part = find_with(about, cause->with[nr++], disks);
		snprintf(verdict->text + length, sizeof(verdict->text) - length,
			 "%s", part);
		length += strlen(verdict->text + length);
		from += 2;
	}
	verdict->text[length] = '\0';
}

void verdict_give(const struct verdict_about *about, struct verdict *verdict)
{
	unsigned int facts = all_facts(about);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes) - 1; i++)
		if ((facts & causes[i].all) == causes[i].all &&
		    !(facts & causes[i].none))
			break;
	verdict->result = causes[i].result;
	verdict->name = causes[i].name;
	fill(about, &causes[i], verdict);
}
