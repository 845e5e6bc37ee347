// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacks the initrds of an image while the running system still runs: what is
 * done here need not be done between two kernels. All of them, or none; where
 * anything about them or the next kernel's memory is not clear, none.
 */
#include "lib/image/initrds.h"

#include <string.h>
#include <sys/mman.h>

#include "core/entry.h"
#include "lib/image/image.h"
#include "lib/image/progress.h"
#include "lib/image/request.h"
#include "lib/text/cmdline.h"
#include "lib/text/proc.h"
#include "lib/unpack/archives.h"
#include "lib/unpack/initramfs.h"

/*
 * The next kernel has the unpacked archive and its files in memory at once. The
 * file here, its unpacked copy, and the segment of that in the running kernel
 * may together have this part of MemAvailable.
 */
#define PART_OF_MEMORY 4

/*
 * With these the next kernel has less memory than this one, or keeps its initrd
 * for good.
 */
static const char *const parameters[] = {
	"mem=",
	"memmap=",
	"retain_initrd",
	"keepinitrd",
};

static bool has_parameter(const char *line)
{
	struct kx_bytes text = kx_bytes(line, strlen(line));
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parameters); i++)
		if (kxl_cmdline_has_start(text, parameters[i]))
			return true;
	return false;
}

static bool is_packed(const struct kexec_image *image)
{
	unsigned int i;

	for (i = 0; i < image->nr_initrds; i++)
		if (kxl_initramfs_is_packed(image->initrds[i].bytes))
			return true;
	return false;
}

/* Why they are not even tried, or NULL. */
static const char *find_obstacle(const struct kexec_image *image)
{
	if (image->options & KEXEC_OPTION_KEEP_INITRD_PACKED)
		return "that was asked for";
	if (image->stays_packed)
		return "memory is short";
	if (image->slot == KEXEC_SLOT_CRASH)
		return "a crash kernel has little memory";
	if (kxl_image_returns(image) || kxl_image_has_window(image))
		return "the next kernel has a part of memory";
	if (!kx_kernel_way(&image->facts, &kx_entry_x86_64))
		return "the next kernel is no 64-bit Linux";
	if (has_parameter(kxl_image_line(image)))
		return "the command line says what memory the next kernel has, "
		       "or that it keeps its initrd";
	if (!is_packed(image))
		return "no archive is compressed";
	return NULL;
}

static u64 packed_size(const struct kexec_image *image)
{
	u64 size = 0;
	unsigned int i;

	for (i = 0; i < image->nr_initrds; i++)
		size += image->initrds[i].bytes.size;
	return size;
}

/* Bytes for the unpacked copy, in whole pages; 0: too few to begin. */
static u64 find_room(struct kexec_image *image)
{
	u64 packed = packed_size(image);
	struct kx_bytes meminfo;
	u64 memory = 0;
	u64 room;

	if (kxl_read(image->ctx, "/proc/meminfo", &meminfo))
		return 0;
	(void)kxl_mem_line(meminfo, "MemAvailable", &memory);
	kxl_text_free(meminfo);
	memory /= PART_OF_MEMORY;
	room = memory > packed ? (memory - packed) / 2 : 0;
	return room > packed ? kx_align_down(room, KXL_INITRAMFS_PAGE) : 0;
}

static const char *fill(struct kexec_image *image,
			struct kxl_initramfs *initramfs)
{
	struct kx_bytes config = { 0 };
	const char *reason = NULL;
	struct kx_bytes archives;
	unsigned int i;
	u64 done = 0;

	for (i = 0; i < image->nr_initrds && !reason; i++) {
		archives = image->initrds[i].bytes;
		kxl_progress(image, KEXEC_STAGE_INITRDS, done);
		done += archives.size;
		if (i + 1 == image->nr_initrds) {
			config = archives;
			archives = kxl_archives_without_config(archives);
			config.data += archives.size;
			config.size -= archives.size;
		}
		reason = kxl_initramfs_add(initramfs, archives);
	}
	if (!reason)
		reason = kxl_initramfs_add_config(initramfs, config);
	return reason;
}

static const char *unpack(struct kexec_image *image, u64 room)
{
	struct kxl_initramfs initramfs = { .room = room };
	const char *reason;
	void *at = mmap(NULL, room, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return "there is no memory";
	/* It may hold keys. */
	(void)madvise(at, room, MADV_DONTDUMP);
	initramfs.at = at;
	reason = fill(image, &initramfs);
	if (reason) {
		munmap(at, room);
		return reason;
	}
	image->unpacked = kx_bytes(at, initramfs.size);
	image->unpacked_room = room;
	return NULL;
}

void kxl_initrds_unpack(struct kexec_image *image)
{
	unsigned long long packed = packed_size(image);
	unsigned long long unpacked;
	const char *reason;
	u64 room = 0;

	/* A plan may have failed after it. */
	kxl_initrds_drop(image);
	if (!image->nr_initrds)
		return;
	reason = find_obstacle(image);
	if (!reason) {
		room = find_room(image);
		reason = room ? unpack(image, room)
			      : "a quarter of MemAvailable is too little";
	}
	unpacked = image->unpacked.size;
	if (reason)
		kxl_log(image->ctx, KEXEC_LOG_DEBUG,
			"initrd: it stays as it is: %s", reason);
	else
		kxl_log(image->ctx, KEXEC_LOG_DEBUG,
			"initrd: unpacked %#llx bytes to %#llx; with their "
			"segment %#llx bytes of memory",
			packed, unpacked, packed + 2 * unpacked);
}

bool kxl_initrds_repack(struct kexec_image *image)
{
	if (!image->unpacked.size)
		return false;
	kxl_initrds_drop(image);
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"initrd: it stays as it is: unpacked it has no place");
	return true;
}

void kxl_initrds_drop(struct kexec_image *image)
{
	if (!image->unpacked_room)
		return;
	munmap((void *)(uintptr_t)image->unpacked.data, image->unpacked_room);
	image->unpacked = kx_bytes(NULL, 0);
	image->unpacked_room = 0;
}
