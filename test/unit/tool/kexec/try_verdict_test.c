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
	UUID = 1 << 3,	/* in place of a device */
	SAME = 1 << 4,	/* the disk has the guest's driver here, too */
	BY_ID = 1 << 5, /* in place of a device */
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
	  "has no driver for its file system" },
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
	{ "panic",
	  KERNEL "[ 3] Kernel panic - not syncing: Attempted to kill init! "
		 "exitcode=0x00000100\n",
	  INITRD, VERDICT_END_LINE, VERDICT_FAILED, "Attempted to kill init" },
	{ "memory",
	  KERNEL "[ 3] Kernel panic - not syncing: System is deadlocked on "
		 "memory\n",
	  INITRD, VERDICT_END_LINE, VERDICT_UNKNOWN, "--try-memory" },
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
						: NULL;

	return (struct verdict_about){
		.console = console,
		.end = row->end,
		.has_initrd = row->given & INITRD,
		.has_disks = row->given & DISKS,
		.is_same_driver = row->given & SAME,
		.disk = row->given & DISKS ? "virtio-blk" : NULL,
		.root = root,
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
