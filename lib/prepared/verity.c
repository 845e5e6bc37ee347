// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Asks for the digest of a file with fs-verity (Linux
 * Documentation/filesystems/fsverity.rst).
 */
#include "lib/prepared/verity.h"

#include <linux/fsverity.h>
#include <string.h>
#include <sys/ioctl.h>

/* Of SHA-512; no algorithm has a longer one. */
#define DIGEST_MAX 64

void kxl_verity_read(int fd, u8 measure[KXL_SHA256_SIZE])
{
	u8 bytes[sizeof(struct fsverity_digest) + DIGEST_MAX] = { 0 };
	struct fsverity_digest head = { .digest_size = DIGEST_MAX };

	memset(measure, 0, KXL_SHA256_SIZE);
	memcpy(bytes, &head, sizeof(head));
	if (ioctl(fd, FS_IOC_MEASURE_VERITY, bytes))
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
