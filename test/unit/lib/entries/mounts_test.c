// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* mountinfo of a Debian with /boot and an ESP, and broken lines. */
#include "lib/entries/mounts.h"

#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static const char system_mounts[] =
	"22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n"
	"28 1 0:25 /@ / rw,relatime shared:1 - btrfs /dev/vda3 rw,subvol=/@\n"
	"broken\n"
	"29 28 8:1 / /boot rw - ext4 /dev/sda1 rw\n"
	"30 28 0:30 / /efi rw shared:2 master:1 - autofs systemd-1 rw\n"
	"31 30 8:2 / /efi rw - vfat /dev/sda2 rw\n"
	"32 29 8:3 /x /boot/grub rw - ext4 /dev/sda3 rw\n"
	"33 28 8:4 / /boots rw - ext4 /dev/sda4 rw\n"
	"34 28 8:5 / /no-end rw shared:1\n"
	"35 28 8:6 / /no-source rw - ext4\n"
	"36 28 8:6";

static const struct {
	const char *path;
	const char *point;
	const char *device;
	const char *inside;
	const char *type;
} rows[] = {
	{ "/", "/", "0:25", "/@", "btrfs" },
	{ "/boot", "/boot", "8:1", "/", "ext4" },
	{ "/boot/x", "/boot", "8:1", "/", "ext4" },
	{ "/boot/grub/grub.cfg", "/boot/grub", "8:3", "/x", "ext4" },
	{ "/boot/grub2", "/boot", "8:1", "/", "ext4" },
	{ "/boo", "/", "0:25", "/@", "btrfs" },
	{ "/efi/EFI", "/efi", "8:2", "/", "vfat" },
	{ "/no-end", "/", "0:25", "/@", "btrfs" },
	{ "/no-source", "/", "0:25", "/@", "btrfs" },
};

TEST(the_longest_and_last_point_counts)
{
	struct kxl_mount mount;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(kxl_mount_of(view(system_mounts), rows[i].path,
					 &mount));
		assert_row(rows[i].path,
			   kxl_text_is(mount.point, rows[i].point), 1);
		assert_row(rows[i].path,
			   kxl_text_is(mount.device, rows[i].device), 1);
		assert_row(rows[i].path,
			   kxl_text_is(mount.inside, rows[i].inside), 1);
		assert_row(rows[i].path, kxl_text_is(mount.type, rows[i].type),
			   1);
	}
	assert_true(kxl_text_is(mount.source, "/dev/vda3"));
}

TEST(without_mounts_there_is_none)
{
	struct kxl_mount mount;

	assert_false(kxl_mount_of(view(""), "/", &mount));
	assert_false(kxl_mount_of(view("29 28 8:1 / /boot rw - ext4 a rw\n"),
				  "/", &mount));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_and_last_point_counts),
		cmocka_unit_test(without_mounts_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
