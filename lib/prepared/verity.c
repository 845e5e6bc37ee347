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
	struct {
		struct fsverity_digest head;
		u8 bytes[DIGEST_MAX];
	} digest = { .head = { .digest_size = DIGEST_MAX } };
	size_t size = sizeof(digest.head);

	memset(measure, 0, KXL_SHA256_SIZE);
	if (ioctl(fd, FS_IOC_MEASURE_VERITY, &digest) ||
	    digest.head.digest_size > DIGEST_MAX)
		return;
	size += digest.head.digest_size;
	kxl_sha256(kx_bytes(&digest, size), measure);
}

bool kxl_verity_is_there(const u8 measure[KXL_SHA256_SIZE])
{
	static const u8 none[KXL_SHA256_SIZE];

	return memcmp(measure, none, sizeof(none)) != 0;
}
