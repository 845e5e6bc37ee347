// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* root= and the devices of a fixture: only a disk and its links. */
#include "lib/machine/root_device.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define UNKNOWN KXL_ROOT_UNKNOWN
#define PRESENT KXL_ROOT_PRESENT
#define MISSING KXL_ROOT_MISSING
#define NEEDS	KXL_ROOT_NEEDS_INITRD

static void make_disk(struct fixture *fixture)
{
	fixture_make(fixture);
	fixture_text(fixture, "/sys/class/block/vda1", "");
	fixture_text(fixture, "/dev/sdz", "");
	fixture_text(fixture, "/dev/disk/by-uuid/1234-ABCD", "");
	fixture_text(fixture, "/dev/disk/by-label/my\\x20root", "");
	fixture_text(fixture, "/dev/disk/by-label/a\\x21b", "");
	fixture_text(fixture, "/dev/disk/by-partuuid/0a0b-01", "");
	fixture_text(fixture, "/dev/disk/by-id/ata-x", "");
}

/* Results with an initrd, and without one. */
static const struct {
	const char *cmdline;
	enum kxl_root with;
	enum kxl_root without;
} rows[] = {
	{ "", UNKNOWN, UNKNOWN },
	{ "quiet", UNKNOWN, UNKNOWN },
	{ "root=", UNKNOWN, UNKNOWN },
	{ "-- root=/dev/vda9", UNKNOWN, UNKNOWN },
	{ "xroot=/dev/vda9", UNKNOWN, UNKNOWN },

	{ "root=/dev/vda1", PRESENT, PRESENT },
	{ "ro root=/dev/vda1 quiet", PRESENT, PRESENT },
	{ "root=/dev/sdz", PRESENT, PRESENT },
	{ "root=/dev/vda9", MISSING, MISSING },
	{ "root=/dev/vda", MISSING, MISSING },
	{ "root=/dev/sda1", MISSING, MISSING },
	{ "root=/dev/xvda1", MISSING, MISSING },
	{ "root=/dev/hda1", MISSING, MISSING },
	{ "root=/dev/nvme0n1p2", MISSING, MISSING },
	{ "root=/dev/mmcblk0p1", MISSING, MISSING },
	{ "root=/dev/vda9 root=/dev/vda1", PRESENT, PRESENT },
	{ "root=/dev/vda1 root=/dev/vda9", MISSING, MISSING },
	{ "root=/dev/vda9 -- root=/dev/vda1", MISSING, MISSING },

	{ "root=UUID=1234-ABCD", PRESENT, NEEDS },
	{ "root=UUID=1234-abcd", PRESENT, NEEDS },
	{ "root=UUID=1234-abce", MISSING, NEEDS },
	{ "root=UUID=1234-abc", MISSING, NEEDS },
	{ "root=UUID=1234-abcd0", MISSING, NEEDS },
	{ "root=UUID=", MISSING, NEEDS },
	{ "root=LABEL=my\\x20root", PRESENT, NEEDS },
	{ "root=LABEL=a!b", PRESENT, NEEDS },
	{ "root=LABEL=a?b", MISSING, NEEDS },
	{ "root=LABEL=my\\x2root", MISSING, NEEDS },
	{ "root=LABEL=my\\x", MISSING, NEEDS },
	{ "root=LABEL=other", MISSING, NEEDS },
	{ "root=PARTUUID=0A0B-01", PRESENT, PRESENT },
	{ "root=PARTUUID=0a0b-02", MISSING, MISSING },
	{ "root=PARTUUID=0a0b-02/PARTNROFF=1", UNKNOWN, UNKNOWN },
	{ "root=/dev/disk/by-uuid/1234-ABCD", PRESENT, NEEDS },
	{ "root=/dev/disk/by-uuid/1234-ABCE", MISSING, NEEDS },
	{ "root=/dev/disk/by-label/x", MISSING, NEEDS },
	{ "root=/dev/disk/by-partuuid/0a0b-01", PRESENT, NEEDS },
	{ "root=/dev/disk/by-id/ata-x", PRESENT, NEEDS },
	{ "root=/dev/disk/by-id/ata-y", MISSING, NEEDS },
	/* There is no such directory, so udev made no links or does not run. */
	{ "root=PARTLABEL=x", UNKNOWN, UNKNOWN },
	{ "root=/dev/disk/by-partlabel/x", UNKNOWN, NEEDS },
	{ "root=/dev/disk/by-path/x", UNKNOWN, NEEDS },

	/* Forms of an initrd or of Linux that are not devices. */
	{ "root=ZFS=rpool/ROOT/debian", UNKNOWN, UNKNOWN },
	{ "root=zfs:AUTO", UNKNOWN, UNKNOWN },
	{ "root=/dev/nfs nfsroot=10.0.0.1:/x", UNKNOWN, UNKNOWN },
	{ "root=nfs:10.0.0.1:/x", UNKNOWN, UNKNOWN },
	{ "root=/dev/cifs", UNKNOWN, UNKNOWN },
	{ "root=/dev/ram0", UNKNOWN, UNKNOWN },
	{ "root=/dev/root rootfstype=9p", UNKNOWN, UNKNOWN },
	{ "root=myfs rootfstype=virtiofs", UNKNOWN, UNKNOWN },
	{ "root=ubi0:rootfs", UNKNOWN, UNKNOWN },
	{ "root=mtd:x", UNKNOWN, UNKNOWN },
	{ "root=live:CDLABEL=x", UNKNOWN, UNKNOWN },
	{ "root=tmpfs", UNKNOWN, UNKNOWN },
	{ "root=gpt-auto", UNKNOWN, UNKNOWN },
	{ "root=/dev/gpt-auto-root", UNKNOWN, UNKNOWN },
	{ "root=/dev/mapper/vg-root", UNKNOWN, UNKNOWN },
	{ "root=/dev/vg0/root", UNKNOWN, UNKNOWN },
	{ "root=/dev/md0", UNKNOWN, UNKNOWN },
	{ "root=/dev/dm-9", UNKNOWN, UNKNOWN },
	{ "root=08:01", UNKNOWN, UNKNOWN },
	{ "root=0x801", UNKNOWN, UNKNOWN },
	{ "root=\"LABEL=other x\"", UNKNOWN, UNKNOWN },

	/* Parameters for devices that an initrd sets up first. */
	{ "root=UUID=9 rd.luks.uuid=8", UNKNOWN, NEEDS },
	{ "root=/dev/vda9 rd.lvm.lv=vg/x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 luks.uuid=8", UNKNOWN, MISSING },
	{ "root=/dev/vda9 cryptdevice=/dev/vda9:x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 cryptopts=x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 boot=live", UNKNOWN, MISSING },
	{ "root=/dev/vda9 netroot=iscsi:x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 nfsroot=x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 nbdroot=x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 iscsi_initiator=x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 rdinit=/sh", UNKNOWN, MISSING },
	{ "root=/dev/vda9 loop=/x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 live-media=x", UNKNOWN, MISSING },
	{ "root=/dev/vda9 -- rd.luks=1", MISSING, MISSING },
	{ "root=/dev/vda9 reboot=x", MISSING, MISSING },
};

TEST(a_root_is_missing_only_where_the_system_shows_it)
{
	struct kx_bytes root;
	struct fixture fixture;
	size_t i;

	make_disk(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].cmdline,
			   kxl_root_device(fixture.ctx, view(rows[i].cmdline),
					   true, &root),
			   rows[i].with);
		assert_row(rows[i].cmdline,
			   kxl_root_device(fixture.ctx, view(rows[i].cmdline),
					   false, &root),
			   rows[i].without);
	}
	fixture_free(&fixture);
}

TEST(a_system_without_sysfs_and_udev_does_not_say)
{
	static const char *const lines[] = {
		"root=/dev/vda9",	  "root=UUID=9",      "root=LABEL=9",
		"root=PARTUUID=9",	  "root=PARTLABEL=9", "root=/dev/sda",
		"root=/dev/disk/by-id/x",
	};
	struct kx_bytes root;
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		assert_row(lines[i],
			   kxl_root_device(fixture.ctx, view(lines[i]), true,
					   &root),
			   UNKNOWN);
	fixture_free(&fixture);
}

TEST(the_value_is_the_last_one_and_has_a_limit)
{
	struct kx_bytes root = { 0 };
	struct fixture fixture;
	char line[600];

	make_disk(&fixture);
	assert_int_equal(kxl_root_device(fixture.ctx,
					 view("root=/dev/vda1 root=/dev/vda9"),
					 true, &root),
			 MISSING);
	assert_memory_equal(root.data, "/dev/vda9", root.size);
	assert_int_equal(root.size, 9);
	memset(line, 'x', sizeof(line));
	memcpy(line, "root=/dev/sd", 12);
	line[5 + 255] = '\0';
	assert_int_equal(kxl_root_device(fixture.ctx, view(line), true, &root),
			 MISSING);
	assert_int_equal(root.size, 255);
	line[5 + 255] = 'x';
	line[5 + 256] = '\0';
	assert_int_equal(kxl_root_device(fixture.ctx, view(line), true, &root),
			 UNKNOWN);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_root_is_missing_only_where_the_system_shows_it),
		cmocka_unit_test(a_system_without_sysfs_and_udev_does_not_say),
		cmocka_unit_test(the_value_is_the_last_one_and_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
