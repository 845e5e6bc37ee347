// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A file of QEMU's format qcow2, version 2 (QEMU docs/interop/qcow2.txt), in
 * which nothing is written yet: then all is read from the disk below it. It has
 * no name, so it vanishes with the last process that has it open, however that
 * ends. It has its final size from the beginning, and a seal against growing:
 * a guest that writes more than that gets an I/O error.
 */
#include "tool/kexec/try_overlay.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#define CLUSTER_BITS 16
#define CLUSTER	     (1ULL << CLUSTER_BITS)
/* A row of the first table is about a cluster of rows of 8 bytes. */
#define ROW_BYTES (CLUSTER * (CLUSTER / sizeof(uint64_t)))
/* Of a guest's drivers. */
#define LARGEST_WRITE (2ULL << 20)
#define MAGIC	      0x514649fbU /* "QFI" and 0xfb */

/* Clusters in the file, in their order. */
enum { HEADER, REFERENCE_TABLE, REFERENCES, ROWS };

/* All numbers are big-endian. */
struct header {
	uint32_t magic;
	uint32_t version;
	uint64_t backing_name_at;
	uint32_t backing_name_size;
	uint32_t cluster_bits;
	uint64_t size;
	uint32_t encryption;
	uint32_t nr_rows;
	uint64_t rows_at;
	uint64_t references_at;
	uint32_t nr_reference_clusters;
	uint32_t nr_snapshots;
	uint64_t snapshots_at;
};

static bool put(int fd, const void *bytes, size_t size, uint64_t at)
{
	return pwrite(fd, bytes, size, (off_t)at) == (ssize_t)size;
}

static bool fill(int fd, uint64_t size, uint64_t nr_rows)
{
	const struct header header = {
		.magic = htobe32(MAGIC),
		.version = htobe32(2),
		.cluster_bits = htobe32(CLUSTER_BITS),
		.size = htobe64(size),
		.nr_rows = htobe32((uint32_t)nr_rows),
		.rows_at = htobe64(ROWS * CLUSTER),
		.references_at = htobe64(REFERENCE_TABLE * CLUSTER),
		.nr_reference_clusters = htobe32(1),
	};
	const uint64_t references = htobe64(REFERENCES * CLUSTER);
	const uint16_t one = htobe16(1);
	uint64_t last = ROWS + (nr_rows * sizeof(uint64_t) - 1) / CLUSTER;
	uint64_t i;

	for (i = 0; i <= last; i++)
		if (!put(fd, &one, sizeof(one),
			 REFERENCES * CLUSTER + i * sizeof(one)))
			return false;
	return put(fd, &references, sizeof(references),
		   REFERENCE_TABLE * CLUSTER) &&
	       put(fd, &header, sizeof(header), HEADER);
}

int try_overlay_open(uint64_t size, uint64_t bound)
{
	uint64_t nr_rows = size / ROW_BYTES + !!(size % ROW_BYTES);
	int fd;

	/* Far more than there are disks for; one cluster counts it. */
	if (!size || nr_rows * sizeof(uint64_t) > bound / 4)
		return -EFBIG;
	fd = memfd_create("snapshot", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;
	if (!ftruncate(fd, (off_t)bound) && fill(fd, size, nr_rows) &&
	    !fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL))
		return fd;
	close(fd);
	return -EIO;
}

/*
 * The format fills its file in the order of its bytes. QEMU first allocates
 * what a write needs: if that is refused, all of it is still a hole.
 */
bool try_overlay_is_full(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);

	return size > (off_t)LARGEST_WRITE &&
	       lseek(fd, size - (off_t)LARGEST_WRITE, SEEK_DATA) >= 0;
}
