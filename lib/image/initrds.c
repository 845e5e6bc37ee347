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
#include "lib/prepared/prepared.h"
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

/* Each of several gets whole pages, and a gap. */
#define PAGE 4096ULL

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

/* Modes in which a Linux is entered that takes initrds of any size. */
static bool is_64bit_linux(const struct kx_kernel *kernel)
{
	return kx_kernel_way(kernel, &kx_entry_x86_64) ||
	       kx_kernel_way(kernel, &kx_entry_arm64);
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
	if (!is_64bit_linux(&image->facts))
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

/*
 * Bytes for the unpacked copy, in whole pages; 0: too few to begin.
 * @copied: bytes of copies that are in memory as well
 */
static u64 find_room(struct kexec_image *image, u64 copied)
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
	room = memory > packed + copied ? (memory - packed - copied) / 2 : 0;
	return room > packed ? kx_align_down(room, KXL_INITRAMFS_PAGE) : 0;
}

/* @copies: NULL: the files themselves */
static const char *fill(struct kexec_image *image,
			const struct kxl_prepared_key *copies,
			struct kxl_initramfs *initramfs)
{
	struct kx_bytes config = { 0 };
	const char *reason = NULL;
	struct kx_bytes archives;
	unsigned int i;
	u64 done = 0;

	for (i = 0; i < image->nr_initrds && !reason; i++) {
		archives = copies ? copies->sources[i].bytes
				  : image->initrds[i].bytes;
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

/* NULL: there is none. */
static u8 *map_room(u64 room)
{
	void *at = mmap(NULL, room, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	/* It may hold keys. */
	(void)madvise(at, room, MADV_DONTDUMP);
	return at;
}

/* That of a UKI is a part of the kernel's file. */
static const struct kxl_file *file_of(const struct kexec_image *image,
				      unsigned int i)
{
	return !i && image->is_initrd_carried ? &image->kernel
					      : &image->initrds[i];
}

/* What the archive is made of; false: of more than can be kept. */
static bool make_key(const struct kexec_image *image,
		     struct kxl_prepared_key *key)
{
	unsigned int i;

	*key = (struct kxl_prepared_key){ .kind = KXL_PREPARED_INITRD };
	for (i = 0; i < image->nr_initrds; i++)
		if (!kxl_prepared_add(key, image->initrds[i].bytes,
				      file_of(image, i)->fd))
			return false;
	return true;
}

static bool take_prepared(struct kexec_image *image, u64 most)
{
	struct kxl_prepared_key key;
	struct kxl_prepared prepared;
	u8 *at;

	if (!kxl_prepared_is_any(image->ctx) || !make_key(image, &key) ||
	    !kxl_prepared_find(image->ctx, &key, &prepared))
		return false;
	if (prepared.header.size > most) {
		kxl_prepared_leave(&prepared, "memory is too small");
		return false;
	}
	if (!kxl_prepared_take(&prepared, &at))
		return false;
	image->unpacked = kx_bytes(at, prepared.header.size);
	image->unpacked_room = prepared.header.size;
	return true;
}

static const char *unpack(struct kexec_image *image,
			  const struct kxl_prepared_key *copies, u64 room)
{
	struct kxl_initramfs initramfs = { .room = room };
	u8 *at = map_room(room);
	const char *reason;

	if (!at)
		return "there is no memory";
	initramfs.at = at;
	reason = fill(image, copies, &initramfs);
	if (reason) {
		munmap(at, room);
		return reason;
	}
	image->unpacked = kx_bytes(at, initramfs.size);
	image->unpacked_room = room;
	return NULL;
}

static const char no_room[] = "a quarter of MemAvailable is too little";

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
		room = find_room(image, 0);
		reason = room ? NULL : no_room;
	}
	if (!reason && !take_prepared(image, room))
		reason = unpack(image, NULL, room);
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

/* NULL, or why there is no copy of all. */
static const char *copy_all(const struct kexec_image *image,
			    struct kxl_prepared_key *key)
{
	unsigned int i;

	if (image->nr_initrds > KXL_PREPARED_SOURCES)
		return "it is of too many files";
	for (i = 0; i < image->nr_initrds; i++)
		if (!kxl_prepared_copy(key, image->initrds[i].bytes,
				       file_of(image, i)->fd))
			return "there is no memory";
	return NULL;
}

/* Each file is in memory twice then. */
static int store(struct kexec_image *image, struct kxl_prepared_key *key,
		 const char **why)
{
	u64 room = find_room(image, packed_size(image));
	int err = 0;

	*why = room ? copy_all(image, key) : no_room;
	if (!*why)
		*why = unpack(image, key, room);
	if (!*why)
		err = kxl_prepared_store(image->ctx, key, image->unpacked);
	kxl_initrds_drop(image);
	return err;
}

static int check_and_store(struct kexec_image *image, const char **why)
{
	struct kxl_prepared_key key = { .kind = KXL_PREPARED_INITRD };
	unsigned int i;
	int err = 0;

	for (i = 0; i < image->nr_initrds && !err; i++)
		err = kxl_prepared_check(image->ctx, key.kind,
					 file_of(image, i)->fd,
					 file_of(image, i)->name);
	if (!err)
		err = store(image, &key, why);
	kxl_prepared_drop(&key);
	return err;
}

int kxl_initrds_prepare(struct kexec_image *image, const char **why)
{
	kxl_initrds_drop(image);
	*why = image->nr_initrds ? find_obstacle(image) : "there is none";
	return *why ? 0 : check_and_store(image, why);
}

u64 kxl_initrds_room(const struct kexec_image *image)
{
	u64 size = image->unpacked.size;
	unsigned int i;

	for (i = 0; !image->unpacked.size && i < image->nr_initrds; i++)
		size += image->initrds[i].bytes.size + 2 * PAGE;
	return size;
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
