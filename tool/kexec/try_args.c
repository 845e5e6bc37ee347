// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * QEMU without anything but what is named here: a PC, a serial port whose
 * output is standard output, and disks. Whatever would reach this machine is
 * left out or refused: network, monitor, display, configuration files, and new
 * processes. Disks are descriptors that were opened before: QEMU can't open one
 * by its name.
 */
#include "tool/kexec/try_args.h"

#include <stdarg.h>
#include <stdio.h>

#define MIB (1ULL << 20)

/* QEMU may not start a program, nor change its user. */
static const char sandbox[] = "on,obsolete=deny,elevateprivileges=deny,"
			      "spawn=deny,resourcecontrol=deny";

/* Of a guest of any size. A reset ends it, also that after a panic. */
/* clang-format off */
static const char *const fixed[] = {
	"-nodefaults", "-no-user-config", "-no-reboot",
	"-nic", "none",
	"-display", "none",
	"-vga", "none",
	"-monitor", "none",
	"-parallel", "none",
	"-serial", "stdio",
	"-machine", "q35,max-ram-below-4g=2G,vmport=off",
	"-smp", "1",
	"-sandbox", sandbox,
};
/* clang-format on */

__attribute__((format(printf, 2, 3))) static void add(struct args *args,
						      const char *format, ...)
{
	va_list list;
	int size;

	va_start(list, format);
	size = vsnprintf(args->text + args->used, ARGS_SIZE - args->used,
			 format, list);
	va_end(list);
	/* Neither happens: a guest has few disks, and no word has a path. */
	if (size < 0 || (size_t)size >= ARGS_SIZE - args->used ||
	    args->count >= ARGS_MAX - 1)
		return;
	args->words[args->count++] = args->text + args->used;
	args->words[args->count] = NULL;
	args->used += (size_t)size + 1;
}

/* More of the last word. */
__attribute__((format(printf, 2, 3))) static void
extend(struct args *args, const char *format, ...)
{
	va_list list;
	int size;

	if (!args->used)
		return;
	args->used--;
	va_start(list, format);
	size = vsnprintf(args->text + args->used, ARGS_SIZE - args->used,
			 format, list);
	va_end(list);
	if (size > 0 && (size_t)size < ARGS_SIZE - args->used)
		args->used += (size_t)size;
	else
		args->text[args->used] = '\0';
	args->used++;
}

static void add_descriptor(struct args *args, unsigned int fd)
{
	add(args, "-add-fd");
	add(args, "fd=%u,set=%u", fd, fd);
}

/* How many disks before this one have the same bus. */
static unsigned int count_before(const struct guest *guest, unsigned int nr)
{
	const struct try_bus *bus = guest->disks->disks[nr].bus;
	unsigned int count = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		count += guest->disks->disks[i].bus == bus;
	return count;
}

/* The controller of a bus is added before its first disk. */
static void add_device(const struct guest *guest, unsigned int nr,
		       struct args *args)
{
	const struct try_disk *disk = &guest->disks->disks[nr];
	const struct try_bus *bus = disk->bus;
	unsigned int before = count_before(guest, nr);

	if (bus->controller && !before) {
		add(args, "-device");
		add(args, "%s", bus->controller);
	}
	add(args, "-device");
	/* Two disks of NVMe with one serial number would be the same disk. */
	add(args, "%s,drive=disk%u,serial=kexec-try-%u", bus->device, nr, nr);
	if (bus->port)
		extend(args, ",bus=%s.%u", bus->port, before);
	/* A table of partitions counts in them. */
	if (disk->logical)
		extend(args, ",logical_block_size=%u,physical_block_size=%u",
		       disk->logical, disk->physical);
}

/* The guest reads @raw where it has not written to @top. */
static void add_disk(const struct guest *guest, unsigned int nr,
		     struct args *args)
{
	const struct try_disk *disk = &guest->disks->disks[nr];
	unsigned int base = ARGS_DISKS_FD + 2 * nr;
	unsigned int top = base + 1;

	add_descriptor(args, base);
	add_descriptor(args, top);
	add(args, "-blockdev");
	add(args,
	    "driver=%s,node-name=base%u,filename=/dev/fdset/%u,read-only=on,"
	    "locking=off",
	    disk->is_block ? "host_device" : "file", nr, base);
	add(args, "-blockdev");
	add(args, "driver=raw,node-name=raw%u,file=base%u,read-only=on", nr,
	    nr);
	add(args, "-blockdev");
	add(args,
	    "driver=file,node-name=top%u,filename=/dev/fdset/%u,"
	    "locking=off",
	    nr, top);
	add(args, "-blockdev");
	add(args,
	    "driver=qcow2,node-name=disk%u,file=top%u,backing=raw%u,"
	    "cache.no-flush=on",
	    nr, nr, nr);
	add_device(guest, nr, args);
}

void args_make(const struct guest *guest, struct args *args)
{
	bool is_kvm = guest->accelerator[0] == 'k';
	unsigned int i;

	args->count = 0;
	args->used = 0;
	add(args, "%s", guest->qemu);
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		add(args, "%s", fixed[i]);
	add(args, "-accel");
	add(args, "%s", guest->accelerator);
	add(args, "-cpu");
	add(args, "%s", is_kvm ? "host" : "max");
	add(args, "-m");
	add(args, "%lluM", (unsigned long long)(guest->memory / MIB));
	/* QEMU opens it by fopen(3), so it can't be one of /dev/fdset. */
	add(args, "-kernel");
	add(args, "/proc/self/fd/%d", ARGS_PROGRAM_FD);
	for (i = 0; i < guest->disks->count; i++)
		add_disk(guest, i, args);
}
