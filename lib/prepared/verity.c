// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Asks for the digest of a file with fs-verity (Linux
 * Documentation/filesystems/fsverity.rst).
 */
#include "lib/prepared/verity.h"

#include <linux/fsverity.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>

/* Of SHA-512; no algorithm has a longer one. */
#define DIGEST_MAX 64

/* The server of a FUSE gets the ioctl, and may answer what it likes. */
static bool is_checked(int fd)
{
	struct statfs status;

	return !fstatfs(fd, &status) && (status.f_type == EXT4_SUPER_MAGIC ||
					 status.f_type == F2FS_SUPER_MAGIC ||
					 status.f_type == BTRFS_SUPER_MAGIC);
}

void kxl_verity_read(int fd, u8 measure[KXL_SHA256_SIZE])
{
	u8 bytes[sizeof(struct fsverity_digest) + DIGEST_MAX] = { 0 };
	struct fsverity_digest head = { .digest_size = DIGEST_MAX };

	memset(measure, 0, KXL_SHA256_SIZE);
	memcpy(bytes, &head, sizeof(head));
	if (!is_checked(fd) || ioctl(fd, FS_IOC_MEASURE_VERITY, bytes))
		return;
	memcpy(&head, bytes, sizeof(head));
	if (head.digest_size <= DIGEST_MAX)
		kxl_sha256(kx_bytes(bytes, sizeof(head) + head.digest_size),
			   measure);
}

bool kxl_verity_is_there(const u8 measure[KXL_SHA256_SIZE])
{
	static const u8 none[KXL_SHA256_SIZE];

	return memcmp(measure, none, sizeof(none)) != 0;
}
