// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Micro VMs whose devices are virtio's, without PCI, and the verdict goes to a
 * disk: it arrives only if each kernel finds its devices and uses them. Linux's
 * driver is in /mmio.ko; guests without that file have a serial port.
 */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DRIVER	  "/mmio.ko"
#define DISK	  "/dev/vda"
#define DISK_SIZE (64 << 10)
/* How a device tree's place is taken on a PC: QEMU and Firecracker add these.
 */
#define ADDRESS "virtio_mmio.device="

/* The driver's parameters, of which the disk's place is one. */
static void insert_driver(void)
{
	char words[1024];
	char parameters[1024] = "";

	words_that_begin(ADDRESS, words, sizeof(words));
	for (char *p = strtok(words, " "); p; p = strtok(NULL, " ")) {
		strcat(parameters, strchr(p, '.') + 1);
		strcat(parameters, " ");
	}
	insert_module_with(DRIVER, parameters);
}

/* The end of what this kernel and those before have written. */
static off_t end_of_text(int disk)
{
	static char text[DISK_SIZE];

	if (pread(disk, text, sizeof(text), 0) != sizeof(text))
		return 0;
	return (off_t)strnlen(text, sizeof(text));
}

bool micro_has_disk(void)
{
	return !access(DRIVER, F_OK);
}

int micro_open_disk(void)
{
	int disk;

	insert_driver();
	disk = open(DISK, O_RDWR | O_SYNC | O_CLOEXEC);
	if (disk >= 0)
		lseek(disk, end_of_text(disk), SEEK_SET);
	return disk;
}

void micro_words(char *words, size_t size)
{
	words_that_begin(ADDRESS, words, size);
}
