// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Consoles as guests have printed them, and what their verdict is. */
#include "tool/kexec/try_verdict.h"

#include <string.h>

#include "test/unit/test.h"

#define ENTERED "\nkexec: guest entered\n"
#define KERNEL                                         \
	ENTERED "[    0.000000] Linux version 6.1.0\n" \
		"[    0.000000] Command line: root=/dev/vdz1 console=ttyS0\n"
#define VDA                                                                   \
	"[    1.2] virtio_blk virtio0: [vda] 131072 512-byte logical blocks " \
	"(67.1 MB/64.0 MiB)\n"
#define NO_ROOT                                                                \
	"[    1.9] VFS: Cannot open root device \"vdz1\" or unknown-block(0,0" \
	"): error -6\n"                                                        \
	"[    1.9] Please append a correct \"root=\" boot option; here are "   \
	"the available partitions:\n"                                          \
	"[    1.9] Kernel panic - not syncing: VFS: Unable to mount root fs "  \
	"on unknown-block(0,0)\n"
/* initramfs-tools, after it has waited for the device. */
#define NO_DEVICE                                                            \
	"Gave up waiting for root file system device.  Common problems:\r\n" \
	" - Missing modules (cat /proc/modules; ls /dev)\r\n"                \
	"ALERT!  /dev/vdz1 does not exist.  Dropping to a shell!\r\n"        \
	"(initramfs) "

enum {
	NONE = 0,
	INITRD = 1 << 0,
	DISKS = 1 << 1,
	ROOT = 1 << 2,
	UUID = 1 << 3,	  /* in place of a device */
	SAME = 1 << 4,	  /* the disk has the guest's driver here, too */
	BY_ID = 1 << 5,	  /* in place of a device */
	RENAMED = 1 << 6, /* root= is a disk's name here alone */
	FULL = 1 << 7,	  /* the guest has written too much */
	DISK = 1 << 8,	  /* root= is the disk that the kernel finds */
	PART = 1 << 9,	  /* a part of it */
	IN_USE = 1 << 10, /* it is being written to */
};

struct row {
	const char *name; /* of the cause */
	const char *console;
	int given;
	enum verdict_end end;
	enum verdict_result result;
	const char *says;
};

static const struct row rows[] = {
	/* Up. */
	{ "reached",
	  KERNEL "[\033[0;32m  OK  \033[0m] Reached target \033[0;1;39mmulti-"
		 "user.target\033[0m - Multi-User System.\r\n",
	  INITRD, VERDICT_END_LINE, VERDICT_REACHED,
	  "seen: [  OK  ] Reached target multi-user.target" },
	{ "reached", KERNEL "\r\ndebian login: ", INITRD, VERDICT_END_LINE,
	  VERDICT_REACHED, "seen: debian login: " },
	/* systemd says it in its emergency mode, too. */
	{ "shell",
	  KERNEL "[   4.1] systemd[1]: Startup finished in 1.2s (kernel) + "
		 "2s (userspace) = 3s.\nYou are in emergency mode. After",
	  INITRD, VERDICT_END_LINE, VERDICT_FAILED, "started a shell" },
	/* The root. */
	{ "wrong-root", KERNEL VDA NO_ROOT, DISKS | ROOT, VERDICT_END_LINE,
	  VERDICT_FAILED,
	  "root=/dev/vdz1 is wrong: the kernel found the disks vda, and" },
	{ "wrong-root", KERNEL VDA NO_DEVICE, INITRD | DISKS | ROOT,
	  VERDICT_END_LINE, VERDICT_FAILED, "root=/dev/vdz1 is wrong" },
	{ "wrong-root",
	  KERNEL VDA "dracut-initqueue[301]: Warning: /dev/vdz1 does not "
		     "exist\n\nEntering emergency mode. Exit the shell to "
		     "continue.\n",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "root=/dev/vdz1 is wrong" },
	{ "wrong-root",
	  KERNEL VDA "[ TIME ] Timed out waiting for device /dev/vdz1.\n"
		     "You are in emergency mode. After logging in, type",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "root=/dev/vdz1 is wrong" },
	{ "wrong-root",
	  KERNEL VDA "[    2.0] Waiting for root device /dev/vdz1...\n",
	  DISKS | ROOT, VERDICT_END_TIME, VERDICT_FAILED,
	  "root=/dev/vdz1 is wrong" },
	{ "wrong-root",
	  KERNEL VDA "ALERT!  /dev/vda2 does not exist.  Dropping to a "
		     "shell!\nRebooting automatically due to panic= boot "
		     "argument\n",
	  INITRD | DISKS | PART, VERDICT_END_LINE, VERDICT_FAILED,
	  "or the initrd knows no file system on it" },
	{ "no-root", KERNEL VDA NO_ROOT, DISKS, VERDICT_END_LINE,
	  VERDICT_FAILED, "nor root= on the command line" },
	{ "no-file-system",
	  KERNEL VDA "[ 2] VFS: Cannot open root device \"vda\" or unknown-"
		     "block(254,0): error -19\n"
		     "[ 2] List of all bdev filesystems:\n"
		     "[ 2] No filesystem could mount root, tried: \n"
		     "[ 2] Kernel panic - not syncing: VFS: Unable to mount "
		     "root fs on unknown-block(254,0)\n",
	  DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "root=/dev/vdz1 is there, and can't be mounted" },
	{ "no-file-system",
	  KERNEL VDA "mount: mounting /dev/vdz1 on /root failed: Invalid "
		     "argument\r\nFailed to mount /dev/vdz1 as root file "
		     "system.\r\n(initramfs) ",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "can't be mounted" },
	{ "no-file-system",
	  KERNEL VDA "[FAILED] Failed to mount sysroot.mount - /sysroot.\r\n"
		     "Entering emergency mode. Exit the shell to continue.\n",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "can't be mounted" },
	{ "no-file-system",
	  KERNEL VDA "ALERT!  /dev/vda does not exist.  Dropping to a "
		     "shell!\nRebooting automatically due to panic= boot "
		     "argument\n",
	  INITRD | DISKS | DISK, VERDICT_END_LINE, VERDICT_FAILED,
	  "root=/dev/vda is there, and has no file system" },
	{ "no-file-system",
	  KERNEL VDA "Failed to mount /dev/vdz1 as root file system.\r\n"
		     "(initramfs) ",
	  INITRD | DISKS | ROOT | IN_USE, VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "or what the guest read was being written to here" },
	{ "no-file-system",
	  KERNEL VDA "[FAILED] Failed to mount sysroot.mount.\r\n"
		     "Entering emergency mode. Exit the shell to continue.\n",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "can't be mounted" },
	/* Another file system, below the root. */
	{ "shell",
	  KERNEL VDA "[FAILED] Failed to mount sysroot-usr.mount - "
		     "/sysroot/usr.\r\n"
		     "Entering emergency mode. Exit the shell to continue.\n",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "started a shell" },
	/* It was mounted in the end. */
	{ "panic",
	  KERNEL VDA "Failed to mount /dev/vdz1 as root file system.\n"
		     "VFS: Mounted root (ext4 filesystem) readonly\n"
		     "[ 3] Kernel panic - not syncing: Attempted to kill init!",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "Attempted to kill init" },
	/* The initrd. */
	{ "no-initrd", KERNEL NO_ROOT, DISKS | ROOT | SAME, VERDICT_END_LINE,
	  VERDICT_FAILED,
	  "no initrd was given, and the kernel alone has no driver for the "
	  "disk (virtio-blk)" },
	{ "no-initrd", KERNEL NO_ROOT, DISKS | ROOT, VERDICT_END_LINE,
	  VERDICT_UNKNOWN, "which has another driver here: add --initrd" },
	{ "no-initrd", KERNEL VDA NO_ROOT, DISKS | UUID, VERDICT_END_LINE,
	  VERDICT_FAILED, "root=UUID=1-2 is found by an initrd alone" },
	{ "no-initrd", KERNEL NO_ROOT, UUID, VERDICT_END_LINE, VERDICT_FAILED,
	  "no initrd was given" },
	/* Debian's kernel has no file system built in, so none fits. */
	{ "no-initrd",
	  KERNEL "[    1.5] List of all partitions:\n"
		 "[    1.5] No filesystem could mount root, tried: \n\n"
		 "[    1.5] Kernel panic - not syncing: VFS: Unable to mount "
		 "root fs on unknown-block(0,0)\n",
	  DISKS | UUID, VERDICT_END_LINE, VERDICT_FAILED,
	  "root=UUID=1-2 is found by an initrd alone" },
	{ "bad-initrd",
	  KERNEL "[    0.6] Initramfs unpacking failed: invalid magic at "
		 "start of compressed archive\n" VDA NO_ROOT,
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "could not unpack the initrd" },
	{ "initrd-without-init", KERNEL VDA NO_ROOT, INITRD | DISKS | ROOT,
	  VERDICT_END_LINE, VERDICT_FAILED, "the initrd has no /init" },
	/* The driver. */
	{ "no-driver", KERNEL NO_DEVICE, INITRD | DISKS | ROOT,
	  VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "the disk has another driver here, which may be there" },
	{ "no-driver", KERNEL NO_DEVICE, INITRD | DISKS | ROOT | SAME,
	  VERDICT_END_LINE, VERDICT_FAILED,
	  "neither the kernel nor its initrd has a driver for the disk "
	  "(virtio-blk)" },
	{ "no-driver", KERNEL "[ 2.0] Waiting for root device /dev/vdz1...\n",
	  DISKS | ROOT | SAME, VERDICT_END_TIME, VERDICT_FAILED,
	  "has a driver for the disk" },
	/* A disk of QEMU's has another serial number. */
	{ "disk-name", KERNEL VDA NO_DEVICE, INITRD | DISKS | BY_ID | SAME,
	  VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "root=/dev/disk/by-id/nvme-x names a disk by its serial number" },
	/* A disk may have another name there than here. */
	{ "disk-name", KERNEL VDA NO_DEVICE, INITRD | DISKS | ROOT | RENAMED,
	  VERDICT_END_LINE, VERDICT_UNKNOWN, "root=UUID= can be tried" },
	{ "disk-name", KERNEL VDA NO_ROOT, DISKS | ROOT | RENAMED,
	  VERDICT_END_LINE, VERDICT_UNKNOWN, "root=PARTUUID= can be tried" },
	/* dracut waits, and so does systemd, for longer than the trial. */
	{ "wrong-root",
	  KERNEL VDA "dracut-initqueue[2]: Warning: dracut-initqueue: timeout, "
		     "still waiting for following initqueue hooks:\n",
	  INITRD | DISKS | ROOT, VERDICT_END_TIME, VERDICT_FAILED,
	  "root=/dev/vdz1 is wrong" },
	{ "wrong-root",
	  KERNEL VDA "\r[ ***  ] A start job is running for /dev/vdz1 (4min "
		     "/ no limit)",
	  INITRD | DISKS | ROOT, VERDICT_END_TIME, VERDICT_FAILED,
	  "root=/dev/vdz1 is wrong" },
	{ "wrong-root",
	  KERNEL VDA "\r[ ***  ] Job dev-vdz1.device/start running (4min / no "
		     "limit)",
	  INITRD | DISKS | ROOT, VERDICT_END_TIME, VERDICT_FAILED,
	  "root=/dev/vdz1 is wrong" },
	/* The root is there, and something else is not. */
	{ "missing-device",
	  KERNEL VDA
	  "[    2.0] Waiting for root device /dev/vdz1...\n"
	  "[    2.5] VFS: Mounted root (ext4 filesystem) readonly on device\n"
	  "[    2.6] Run /sbin/init as init process\n"
	  "[ TIME ] Timed out waiting for device /dev/disk/by-uuid/1-2.\n"
	  "You are in emergency mode. After logging in, type",
	  DISKS | ROOT | SAME, VERDICT_END_LINE, VERDICT_FAILED,
	  "another device was not: [ TIME ] Timed out waiting for device "
	  "/dev/disk/by-uuid/1-2." },
	{ "missing-device",
	  KERNEL VDA
	  "[    2.0] systemd[1]: systemd 252 running in system mode (+PAM)\n"
	  "[    2.0] systemd[1]: Running in initrd.\n"
	  "[ TIME ] Timed out waiting for device /dev/disk/by-uuid/swap.\n"
	  "[    9.0] systemd[1]: Switching root.\n"
	  "[ TIME ] Timed out waiting for device /dev/data.\n"
	  "You are in emergency mode. After logging in, type",
	  INITRD | DISKS | UUID, VERDICT_END_LINE, VERDICT_FAILED,
	  "waiting for device /dev/data." },
	{ "wrong-root",
	  KERNEL VDA
	  "[    2.0] systemd[1]: systemd 252 running in system mode (+PAM)\n"
	  "[    2.0] systemd[1]: Running in initrd.\n"
	  "[ TIME ] Timed out waiting for device /dev/disk/by-uuid/1-2.\n"
	  "Entering emergency mode. Exit the shell to continue.\n",
	  INITRD | DISKS | UUID, VERDICT_END_LINE, VERDICT_FAILED,
	  "root=UUID=1-2 is wrong" },
	{ "disk-name",
	  KERNEL VDA
	  "[    2.6] Run /sbin/init as init process\n"
	  "[ TIME ] Timed out waiting for device /dev/disk/by-id/ata-x.\n"
	  "You are in emergency mode. After logging in, type",
	  DISKS | ROOT, VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "device /dev/disk/by-id/ata-x." },
	{ "no-disks",
	  KERNEL "[    2.6] Run /sbin/init as init process\n"
		 "[ TIME ] Timed out waiting for device /dev/data.\n"
		 "You are in emergency mode. After logging in, type",
	  INITRD, VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "the guest has no disk: [ TIME ] Timed" },
	/* It was found in the end. */
	{ "panic",
	  KERNEL VDA
	  "[    2.0] Waiting for root device /dev/vdz1...\n"
	  "[    2.5] VFS: Mounted root (ext4 filesystem) readonly on device\n"
	  "[    3] Kernel panic - not syncing: Attempted to kill init!\n",
	  DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "Attempted to kill init" },
	/* No disk is no fault of what is tried. */
	{ "no-disks", KERNEL NO_ROOT, ROOT, VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "add --try-disks" },
	{ "no-disks", KERNEL NO_DEVICE, INITRD | UUID, VERDICT_END_LINE,
	  VERDICT_UNKNOWN, "the initrd came as far as root=UUID=1-2" },
	/* Later, or for another reason. */
	{ "no-init",
	  KERNEL VDA "[ 2] Run /sbin/init as init process\n"
		     "[ 2] Kernel panic - not syncing: No working init found. "
		     " Try passing init= option to kernel.\n",
	  DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "No working init found" },
	{ "no-init",
	  KERNEL VDA "No init found. Try passing init= bootarg.\n"
		     "Rebooting automatically due to panic= boot argument\n",
	  INITRD | DISKS | ROOT | IN_USE, VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "was being written to here: No init found" },
	{ "no-init",
	  KERNEL VDA "No init found. Try passing init= bootarg.\n"
		     "Rebooting automatically due to panic= boot argument\n",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "No init found" },
	{ "no-init",
	  KERNEL VDA
	  "Failed to switch root: Specified switch root path '/sysroot' does "
	  "not seem to be an OS tree. os-release file is missing.\n"
	  "You are in emergency mode",
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_FAILED,
	  "not seem to be an OS tree" },
	{ "panic",
	  KERNEL "[ 3] Kernel panic - not syncing: Attempted to kill init! "
		 "exitcode=0x00000100\n",
	  INITRD, VERDICT_END_LINE, VERDICT_FAILED, "Attempted to kill init" },
	{ "memory",
	  KERNEL "[ 3] Kernel panic - not syncing: System is deadlocked on "
		 "memory\n",
	  INITRD, VERDICT_END_LINE, VERDICT_UNKNOWN, "--try-memory" },
	/* What follows is what lack of memory leads to. */
	{ "memory",
	  KERNEL VDA "[ 9] Out of memory: Killed process 7 (udevd)\n" NO_DEVICE,
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "--try-memory" },
	{ "memory",
	  KERNEL
	  "[    0.6] Initramfs unpacking failed: write error\n" VDA NO_ROOT,
	  INITRD | DISKS | ROOT, VERDICT_END_LINE, VERDICT_UNKNOWN,
	  "--try-memory" },
	{ "time", KERNEL "Memory cgroup out of memory: Killed process 7 (x)\n",
	  INITRD, VERDICT_END_TIME, VERDICT_UNKNOWN, "the time is over" },
	/* What it has not written is not there, either. */
	{ "disk-full", KERNEL VDA "You are in emergency mode", INITRD | FULL,
	  VERDICT_END_LINE, VERDICT_UNKNOWN, "more to its disks than" },
	{ "reached", KERNEL "\r\ndebian login: ", INITRD | FULL,
	  VERDICT_END_LINE, VERDICT_REACHED, "seen: debian login: " },
	/* QEMU's own end says nothing about its guest. */
	{ "qemu", KERNEL VDA, INITRD | DISKS, VERDICT_END_FAULT,
	  VERDICT_UNKNOWN, "QEMU itself has failed (signal 9)" },
	{ "qemu", ENTERED, INITRD, VERDICT_END_FAULT, VERDICT_UNKNOWN,
	  "signal 9" },
	{ "not-entered", "", NONE, VERDICT_END_FAULT, VERDICT_UNKNOWN,
	  "before the kernel was entered" },
	{ "shell",
	  KERNEL "You are in rescue mode. After logging in, type \"journalctl",
	  INITRD, VERDICT_END_LINE, VERDICT_FAILED, "started a shell" },
	{ "frozen",
	  KERNEL "[!!!!!!] Failed to mount API filesystems.\n"
		 "systemd[1]: Freezing execution.\n",
	  INITRD, VERDICT_END_LINE, VERDICT_FAILED,
	  "systemd gave up: [!!!!!!] Failed to mount API filesystems." },
	{ "damaged",
	  ENTERED "\nXZ-compressed data is corrupt\n\n -- System halted", NONE,
	  VERDICT_END_LINE, VERDICT_FAILED,
	  "can't unpack itself: XZ-compressed data is corrupt" },
	{ "restart", KERNEL "[ 9] reboot: Restarting system\n", INITRD,
	  VERDICT_END_EXIT, VERDICT_FAILED, "restarted the machine" },
	{ "power-off", KERNEL "[ 9] reboot: Power down\n", INITRD,
	  VERDICT_END_EXIT, VERDICT_FAILED, "switched the machine off" },
	{ "reset", KERNEL, INITRD, VERDICT_END_EXIT, VERDICT_FAILED,
	  "the last line was: [    0.000000] Command line: root=/dev/vdz1" },
	{ "reset", ENTERED, INITRD, VERDICT_END_EXIT, VERDICT_FAILED,
	  "before it printed anything" },
	{ "silent", ENTERED, INITRD, VERDICT_END_TIME, VERDICT_UNKNOWN,
	  "printed nothing on ttyS0" },
	{ "time", KERNEL VDA, INITRD | DISKS, VERDICT_END_TIME, VERDICT_UNKNOWN,
	  "the last line was: [    1.2] virtio_blk" },
	{ "not-entered", "", NONE, VERDICT_END_EXIT, VERDICT_UNKNOWN,
	  "before the kernel was entered" },
	{ "not-entered", "SeaBIOS\n", NONE, VERDICT_END_TIME, VERDICT_UNKNOWN,
	  "did not come to the kernel" },
};

static struct verdict_about about_of(const struct row *row,
				     const struct console *console)
{
	const char *root = row->given & ROOT	? "/dev/vdz1"
			   : row->given & UUID	? "UUID=1-2"
			   : row->given & BY_ID ? "/dev/disk/by-id/nvme-x"
			   : row->given & DISK	? "/dev/vda"
			   : row->given & PART	? "/dev/vda2"
						: NULL;

	return (struct verdict_about){
		.console = console,
		.end = row->end,
		.has_initrd = row->given & INITRD,
		.has_disks = row->given & DISKS,
		.is_same_driver = row->given & SAME,
		.disk = row->given & DISKS ? "virtio-blk" : NULL,
		.root = root,
		.is_renamed = row->given & RENAMED,
		.is_in_use = row->given & IN_USE,
		.is_full = row->given & FULL,
		.failure = row->end == VERDICT_END_FAULT ? "signal 9" : "",
	};
}

static void check(const struct row *row, const struct console *console)
{
	const struct verdict_about about = about_of(row, console);
	struct verdict verdict;

	verdict_give(&about, &verdict);
	if (strcmp(verdict.name, row->name) != 0 ||
	    !strstr(verdict.text, row->says))
		fail_msg("%s (%s): %s: %s", row->name, row->says, verdict.name,
			 verdict.text);
	assert_row(row->name, verdict.result, row->result);
}

TEST(each_console_has_the_verdict_that_names_its_cause)
{
	struct console console;
	size_t i;
	bool is_over;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ 0 };
		is_over = console_feed(&console, rows[i].console,
				       strlen(rows[i].console), NULL);
		assert_row(rows[i].says, is_over,
			   rows[i].end == VERDICT_END_LINE);
		check(&rows[i], &console);
	}
}

/* Pipes break a console anywhere. */
TEST(the_verdict_is_the_same_byte_by_byte)
{
	struct console console;
	const char *at;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ 0 };
		for (at = rows[i].console; *at; at++)
			console_feed(&console, at, 1, NULL);
		check(&rows[i], &console);
	}
}

TEST(all_disks_are_named)
{
	static const char text[] = KERNEL VDA
		"[    1.3] sd 0:0:0:0: [sda] 8192 512-byte logical blocks\n"
		"[    1.4]  nvme0n1: p1 p2\n" NO_ROOT;
	struct console console = { 0 };
	const struct verdict_about about = {
		.console = &console,
		.has_disks = true,
		.root = "/dev/x",
	};
	struct verdict verdict;

	console_feed(&console, text, sizeof(text) - 1, NULL);
	verdict_give(&about, &verdict);
	assert_string_equal(verdict.text,
			    "root=/dev/x is wrong: the kernel found the disks "
			    "vda, sda, nvme0n1, and not that");
}

/* What a guest prints goes into a text with its end, and into nothing else. */
TEST(any_bytes_of_a_console_give_a_verdict)
{
	static const char likely[] = "[]nvme0: %s\n\033";
	struct dice dice = dice_new();
	struct verdict_about about;
	struct console console;
	struct verdict verdict;
	char bytes[300];
	int round;
	size_t i;

	for (round = 0; round < 2000; round++) {
		console = (struct console){ 0 };
		about = about_of(
			&rows[dice_roll(&dice, sizeof(rows) / sizeof(rows[0]))],
			&console);
		console_feed(&console, ENTERED, sizeof(ENTERED) - 1, NULL);
		for (i = 0; i < sizeof(bytes); i++)
			bytes[i] = dice_roll(&dice, 4)
					   ? likely[dice_roll(
						     &dice, sizeof(likely) - 1)]
					   : (char)dice_any(&dice);
		console_feed(&console, bytes, sizeof(bytes), NULL);
		verdict_give(&about, &verdict);
		assert_true(strlen(verdict.text) < sizeof(verdict.text));
		for (i = 0; verdict.text[i]; i++)
			assert_true(verdict.text[i] >= ' ' &&
				    verdict.text[i] <= '~');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_console_has_the_verdict_that_names_its_cause),
		cmocka_unit_test(the_verdict_is_the_same_byte_by_byte),
		cmocka_unit_test(all_disks_are_named),
		cmocka_unit_test(any_bytes_of_a_console_give_a_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
