// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* QEMU's words: what must be among them, and what must not. */
#include "tool/kexec/try_args.h"

#include <string.h>

#include "test/unit/test.h"

static const struct try_bus virtio = { "", NULL, "virtio-blk-pci", NULL, NULL,
				       "", "" };
static const struct try_bus scsi = { "sd", NULL, "scsi-hd", "virtio-scsi-pci",
				     NULL, "",	 "" };

static struct args args;

/* The index of a word, or of the one after @option; -1: there is none. */
static int find(const char *option, const char *word)
{
	unsigned int i;

	for (i = 0; i < args.count; i++)
		if ((!option || (i && !strcmp(args.words[i - 1], option))) &&
		    (!word || !strcmp(args.words[i], word)))
			return (int)i;
	return -1;
}

static void make(const struct try_disks *disks, const char *accelerator)
{
	const struct guest guest = {
		.qemu = "/usr/bin/qemu",
		.accelerator = accelerator,
		.memory = 300ULL << 20,
		.disks = disks,
	};

	args_make(&guest, &args);
	assert_null(args.words[args.count]);
}

TEST(nothing_of_this_machine_is_in_a_guest)
{
	static const char *const rows[][2] = {
		{ "-nic", "none" },
		{ "-display", "none" },
		{ "-vga", "none" },
		{ "-monitor", "none" },
		{ "-parallel", "none" },
		{ "-serial", "stdio" },
		{ NULL, "-nodefaults" },
		{ NULL, "-no-user-config" },
		{ NULL, "-no-reboot" },
		{ "-sandbox", "on,obsolete=deny,elevateprivileges=deny,"
			      "spawn=deny,resourcecontrol=deny" },
		{ "-m", "300M" },
		{ "-kernel", "/proc/self/fd/3" },
	};
	static const char *const never[] = {
		"-netdev", "-fsdev",   "-virtfs",    "-usb", "-drive",
		"-device", "-chardev", "-daemonize", "-qmp", "-gdb",
	};
	const struct try_disks none = { 0 };
	size_t i;

	make(&none, "tcg");
	assert_string_equal(args.words[0], "/usr/bin/qemu");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_row(rows[i][1], find(rows[i][0], rows[i][1]) > 0, 1);
	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_row(never[i], find(NULL, never[i]), -1);
}

TEST(the_processor_is_that_of_the_accelerator)
{
	const struct try_disks none = { 0 };

	make(&none, "kvm");
	assert_true(find("-accel", "kvm") > 0);
	assert_true(find("-cpu", "host") > 0);
	make(&none, "tcg");
	assert_true(find("-accel", "tcg") > 0);
	assert_true(find("-cpu", "max") > 0);
}

/* A descriptor stands for each file; no path of this machine is given. */
TEST(a_disk_is_read_only_below_its_overlay)
{
	const struct try_disks disks = {
		.count = 2,
		.disks = { { .bus = &virtio,
			     .path = "/dev/secret",
			     .is_block = true },
			   { .bus = &virtio, .path = "/secret" } },
	};
	unsigned int i;

	make(&disks, "tcg");
	assert_true(find("-add-fd", "fd=4,set=4") > 0);
	assert_true(find("-add-fd", "fd=7,set=7") > 0);
	assert_true(find("-blockdev",
			 "driver=host_device,node-name=base0,filename=/dev/"
			 "fdset/4,read-only=on,locking=off") > 0);
	assert_true(find("-blockdev",
			 "driver=file,node-name=base1,filename=/dev/fdset/6,"
			 "read-only=on,locking=off") > 0);
	assert_true(find("-blockdev", "driver=raw,node-name=raw1,file=base1,"
				      "read-only=on") > 0);
	assert_true(find("-blockdev", "driver=qcow2,node-name=disk1,file=top1,"
				      "backing=raw1,cache.no-flush=on") > 0);
	assert_true(find("-device",
			 "virtio-blk-pci,drive=disk1,serial=kexec-try-1") > 0);
	for (i = 0; i < args.count; i++)
		assert_null(strstr(args.words[i], "secret"));
}

/* Where a disk has other ones, its table of partitions has other places. */
TEST(the_size_of_blocks_is_that_of_the_disk)
{
	const struct try_disks disks = {
		.count = 2,
		.disks = { { .bus = &virtio,
			     .logical = 4096,
			     .physical = 8192 },
			   { .bus = &virtio } },
	};

	make(&disks, "tcg");
	assert_true(find("-device",
			 "virtio-blk-pci,drive=disk0,serial=kexec-try-0,"
			 "logical_block_size=4096,physical_block_size=8192") >
		    0);
	assert_true(find("-device",
			 "virtio-blk-pci,drive=disk1,serial=kexec-try-1") > 0);
}

TEST(a_controller_comes_once_before_its_disks)
{
	struct try_disks disks = {
		.count = 3,
		.disks = { { .bus = &virtio },
			   { .bus = &scsi },
			   { .bus = &scsi } },
	};
	int controller, first;

	make(&disks, "tcg");
	controller = find("-device", "virtio-scsi-pci");
	first = find("-device", "scsi-hd,drive=disk1,serial=kexec-try-1");
	assert_true(controller > 0 && controller < first);
	assert_true(find("-device", "scsi-hd,drive=disk2,serial=kexec-try-2") >
		    first);
	args.words[controller][0] = '\0';
	assert_int_equal(find("-device", "virtio-scsi-pci"), -1);
}

/* A port of SATA has room for one. */
TEST(each_disk_has_a_port_of_its_own_where_there_are_ports)
{
	static const struct try_bus sata = { "sd",  NULL, "ide-hd", NULL,
					     "ide", "",	  "" };
	const struct try_disks disks = {
		.count = 3,
		.disks = { { .bus = &sata },
			   { .bus = &virtio },
			   { .bus = &sata } },
	};

	make(&disks, "tcg");
	assert_true(find("-device",
			 "ide-hd,drive=disk0,serial=kexec-try-0,bus=ide.0") >
		    0);
	assert_true(find("-device",
			 "ide-hd,drive=disk2,serial=kexec-try-2,bus=ide.1") >
		    0);
}

TEST(there_is_room_for_as_many_disks_as_a_guest_has)
{
	struct try_disks disks = { .count = TRY_DISKS_MAX };
	unsigned int i;

	for (i = 0; i < TRY_DISKS_MAX; i++)
		disks.disks[i] =
			(struct try_disk){ .bus = &scsi, .is_block = true };
	make(&disks, "tcg");
	assert_true(find("-device", "scsi-hd,drive=disk5,serial=kexec-try-5") ==
		    (int)args.count - 1);
	assert_true(args.count < ARGS_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_of_this_machine_is_in_a_guest),
		cmocka_unit_test(the_processor_is_that_of_the_accelerator),
		cmocka_unit_test(a_disk_is_read_only_below_its_overlay),
		cmocka_unit_test(the_size_of_blocks_is_that_of_the_disk),
		cmocka_unit_test(a_controller_comes_once_before_its_disks),
		cmocka_unit_test(
			each_disk_has_a_port_of_its_own_where_there_are_ports),
		cmocka_unit_test(
			there_is_room_for_as_many_disks_as_a_guest_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
