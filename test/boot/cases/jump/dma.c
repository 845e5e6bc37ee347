// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Devices that still write to memory after the jump. QEMU's "edu" device does
 * so a tenth of a second after the request (docs/specs/edu in QEMU's source),
 * and has no driver that would stop it. A child keeps all of them busy until
 * its CPU is stopped; they write zeroes to the image's memory. With
 * kx.master=on the image itself enables bus mastering again as soon as it runs:
 * then the writes must be seen, otherwise the case would show nothing.
 */
#include "test/boot/guest.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test/boot/cases/load/payload.h"

/* Memory that the first kernel does not use (memmap= in the matrix). */
#define IMAGE	    0x8000000UL
#define TARGET	    (IMAGE + PAGE)
#define MAX_DEVICES 4U
#define TARGET_SIZE (MAX_DEVICES * PAGE)
#define PATTERN	    0x5a

#define EDU_ID	     "0x11e8"
#define EDU_VENDOR   "0x1234"
#define EDU_SOURCE   0x80
#define EDU_DEST     0x88
#define EDU_COUNT    0x90
#define EDU_COMMAND  0x98
#define EDU_BUFFER   0x40000
#define EDU_RUN	     1U /* reads as 1 until it is done */
#define EDU_TO_RAM   2U
#define EDU_SIZE     0x100000
#define EDU_DELAY_US 100000
/* Its buffer is a page; QEMU 7.2 takes the last byte for one too many. */
#define EDU_BYTES 2048

#define PCI_COMMAND	   4
#define PCI_COMMAND_MASTER 4

#define MAX_TEXT 48

/* The image's parameters, at its end. */
struct orders {
	uint32_t config[MAX_DEVICES]; /* for port 0xcf8, or 0 */
	char intact[MAX_TEXT];
	char hit[MAX_TEXT];
};

/* clang-format off */
__asm__(".pushsection .rodata\n"
	"dma_entry:\n"
	/* rsi: orders; switch on bus masters that are named there. */
	"	leaq	dma_orders(%rip), %rsi\n"
	"	movl	$4, %ecx\n"
	"1:	lodsl\n"
	"	testl	%eax, %eax\n"
	"	jz	2f\n"
	"	movw	$0xcf8, %dx\n"
	"	outl	%eax, %dx\n"
	"	movw	$0xcfc, %dx\n"
	"	inw	%dx, %ax\n"
	"	orw	$4, %ax\n"
	"	outw	%ax, %dx\n"
	"2:	decl	%ecx\n"
	"	jnz	1b\n"
	"	payload_wait\n"
	/* Is the rest of the image as it was loaded? */
	"	leaq	dma_entry(%rip), %rdi\n"
	"	addq	$4096, %rdi\n"
	"	movl	$(4 * 4096), %ecx\n"
	"	movb	$0x5a, %al\n"
	"	repe scasb\n"
	"	jne	3f\n"
	"	payload_say dma_intact, dma_hit\n"
	"	payload_end\n"
	"3:	payload_say dma_hit, dma_end\n"
	"	payload_end\n"
	"	.balign 4\n"
	"dma_orders:\n"
	"	.fill	16\n"
	"dma_intact:\n"
	"	.fill	48\n"
	"dma_hit:\n"
	"	.fill	48\n"
	"dma_end:\n"
	".popsection\n");
/* clang-format on */

extern const uint8_t dma_entry[];
extern const uint8_t dma_orders[];
extern const uint8_t dma_end[];

struct device {
	uint32_t config; /* address of its command register, for port 0xcf8 */
	volatile uint8_t *registers;
};

static struct device devices[MAX_DEVICES];
static unsigned int device_count;

static void write32(const struct device *device, unsigned int at,
		    uint32_t value)
{
	*(volatile uint32_t *)(device->registers + at) = value;
}

static bool is_busy(const struct device *device)
{
	return *(volatile uint32_t *)(device->registers + EDU_COMMAND) &
	       EDU_RUN;
}

static void start_dma(const struct device *device, unsigned int number)
{
	write32(device, EDU_SOURCE, EDU_BUFFER);
	write32(device, EDU_SOURCE + 4, 0);
	write32(device, EDU_DEST, (uint32_t)(TARGET + number * PAGE));
	write32(device, EDU_DEST + 4, 0);
	write32(device, EDU_COUNT, EDU_BYTES);
	write32(device, EDU_COUNT + 4, 0);
	write32(device, EDU_COMMAND, EDU_RUN | EDU_TO_RAM);
}

static void switch_master_on(const char *folder)
{
	uint16_t command;
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/config", folder);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || pread(fd, &command, 2, PCI_COMMAND) != 2)
		fail("cannot read %s", path);
	command |= PCI_COMMAND_MASTER;
	if (pwrite(fd, &command, 2, PCI_COMMAND) != 2)
		fail("cannot write %s", path);
	close(fd);
}

static void map_registers(const char *folder, struct device *device)
{
	char path[300];
	void *registers;
	int fd;

	snprintf(path, sizeof(path), "%s/resource0", folder);
	fd = open(path, O_RDWR | O_CLOEXEC);
	registers =
		mmap(NULL, EDU_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || registers == MAP_FAILED)
		fail("cannot map %s", path);
	close(fd);
	device->registers = registers;
}

static bool is_edu(const char *folder)
{
	char vendor[16];
	char path[300];
	char id[16];

	snprintf(path, sizeof(path), "%s/vendor", folder);
	read_text(path, vendor, sizeof(vendor));
	snprintf(path, sizeof(path), "%s/device", folder);
	read_text(path, id, sizeof(id));
	return same_text(vendor, EDU_VENDOR) && same_text(id, EDU_ID);
}

static void add_device(const char *name)
{
	struct device *device = &devices[device_count];
	unsigned int slot;
	unsigned int function;
	char folder[280];
	char path[300];
	unsigned int bus;

	snprintf(folder, sizeof(folder), "/sys/bus/pci/devices/%s", name);
	if (device_count == MAX_DEVICES || !is_edu(folder))
		return;
	if (sscanf(name, "0000:%x:%x.%x", &bus, &slot, &function) != 3)
		fail("odd PCI address %s", name);
	device->config =
		1U << 31 | bus << 16 | slot << 11 | function << 8 | PCI_COMMAND;
	snprintf(path, sizeof(path), "%s/enable", folder);
	if (write_text(path, "1"))
		fail("cannot enable %s", name);
	switch_master_on(folder);
	map_registers(folder, device);
	device_count++;
}

static void find_devices(void)
{
	DIR *folder = opendir("/sys/bus/pci/devices");
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] != '.')
			add_device(entry->d_name);
	}
	if (device_count != MAX_DEVICES)
		fail("%u edu devices instead of %u", device_count, MAX_DEVICES);
	closedir(folder);
}

/* Not in step with each other, so that one of them is always busy. */
static void keep_busy(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(1, &set);
	sched_setaffinity(0, sizeof(set), &set);
	for (unsigned int i = 0; i < device_count; i++) {
		start_dma(&devices[i], i);
		usleep(EDU_DELAY_US / MAX_DEVICES);
	}
	for (unsigned int i = 0;; i = (i + 1) % device_count) {
		if (!is_busy(&devices[i]))
			start_dma(&devices[i], i);
	}
}

static const uint8_t *make_image(void)
{
	bool is_on = same_text(word("master", "off"), "on");
	uint8_t *image = malloc(PAGE + TARGET_SIZE);
	struct orders orders = { 0 };

	for (unsigned int i = 0; i < device_count && is_on; i++)
		orders.config[i] = devices[i].config;
	snprintf(orders.intact, MAX_TEXT, "\ndone=%s\n",
		 is_on ? "fail: no device wrote to memory" : "pass");
	snprintf(orders.hit, MAX_TEXT, "\ndone=%s\n",
		 is_on ? "pass" : "fail: a device wrote to the image");
	memset(image, 0, PAGE);
	memset(image + PAGE, PATTERN, TARGET_SIZE);
	memcpy(image, dma_entry, (size_t)(dma_end - dma_entry));
	memcpy(image + (dma_orders - dma_entry), &orders, sizeof(orders));
	return image;
}

void case_dma(void)
{
	struct segment segment = {
		.bufsz = PAGE + TARGET_SIZE,
		.mem = IMAGE,
		.memsz = PAGE + TARGET_SIZE,
	};
	int err;

	kexec_arrive();
	find_devices();
	/* Its driver does not stop them, and reports any that are still on. */
	if (word_number("masters", 0) && insert_module("/masters.ko"))
		fail("insmod masters.ko");
	segment.buf = make_image();
	err = call_kexec_load(IMAGE, 1, &segment, 0);
	if (err)
		fail("kexec_load: %d", err);
	if (!fork())
		keep_busy();
	usleep(3 * EDU_DELAY_US);
	say("jump");
	fail("reboot came back: %d", call_reboot_kexec());
}
