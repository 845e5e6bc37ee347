// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An initrd may hold the key to a disk. On an encrypted /boot it is safe while
 * the machine is off, and a copy on another disk would not be. Linux tells of
 * each block device by which others it is made; the uuid of dm-crypt's begins
 * with words of its own.
 */
#include "lib/prepared/exposure.h"

#include <dirent.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/errors/context.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

#define PATH_SIZE 512
/* LVM on LUKS on RAID on partitions is 4. */
#define DEPTH_MAX 8

/*
 * What cryptsetup(8) makes with dm-crypt. CRYPT-INTEGRITY- and CRYPT-VERITY-
 * are of others, which encrypt nothing.
 */
static const char *const crypts[] = {
	"CRYPT-LUKS1-",	 "CRYPT-LUKS2-",   "CRYPT-PLAIN-",   "CRYPT-BITLK-",
	"CRYPT-TCRYPT-", "CRYPT-LOOPAES-", "CRYPT-FVAULT2-",
};

static bool is_crypt(struct kexec_ctx *ctx, const char *device)
{
	struct kx_bytes after;
	struct kx_bytes text;
	char path[PATH_SIZE];
	bool is = false;
	size_t i;

	snprintf(path, sizeof(path), "%s/dm/uuid", device);
	if (kxl_read(ctx, path, &text))
		return false;
	for (i = 0; i < ARRAY_SIZE(crypts) && !is; i++)
		is = kxl_text_after(text, crypts[i], &after);
	kxl_text_free(text);
	return is;
}

static bool is_encrypted(struct kexec_ctx *ctx, const char *device, int depth);

/* All that are there; none: not. */
static bool are_encrypted(struct kexec_ctx *ctx, const char *folder, int depth)
{
	char path[PATH_SIZE + 256];
	struct dirent *entry;
	bool are = true;
	int count = 0;
	DIR *dir;

	if (snprintf(path, sizeof(path), "%s%s", ctx->root, folder) >=
	    (int)sizeof(path))
		return false;
	dir = opendir(path);
	if (!dir)
		return false;
	while (are && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		are = snprintf(path, PATH_SIZE, "%s/%s", folder,
			       entry->d_name) < PATH_SIZE &&
		      is_encrypted(ctx, path, depth);
	}
	closedir(dir);
	return are && count;
}

/* @device: its folder in sysfs; a partition has its disk's above its own */
static bool is_encrypted(struct kexec_ctx *ctx, const char *device, int depth)
{
	static const char *const below[] = { "slaves", "../slaves" };
	char path[PATH_SIZE];
	size_t i;

	if (is_crypt(ctx, device))
		return true;
	for (i = 0; i < ARRAY_SIZE(below) && depth < DEPTH_MAX; i++)
		if (snprintf(path, sizeof(path), "%s/%s", device, below[i]) <
			    (int)sizeof(path) &&
		    are_encrypted(ctx, path, depth + 1))
			return true;
	return false;
}

static enum kxl_exposure judge_device(struct kexec_ctx *ctx, dev_t device)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u", major(device),
		 minor(device));
	if (!major(device) || !kxl_exists(ctx, path))
		return KXL_EXPOSURE_UNKNOWN;
	return is_encrypted(ctx, path, 0) ? KXL_EXPOSURE_ENCRYPTED
					  : KXL_EXPOSURE_PLAIN;
}

#define BTRFS "/sys/fs/btrfs"

/* @devices: a folder of several; their number if @device is one, or 0 */
static unsigned int count_with(struct kexec_ctx *ctx, const char *devices,
			       dev_t device)
{
	char path[PATH_SIZE + 512];
	unsigned int count = 0;
	struct kx_bytes text;
	struct kx_bytes after;
	struct dirent *entry;
	bool is_one = false;
	char number[32];
	DIR *dir;

	snprintf(number, sizeof(number), "%u:%u\n", major(device),
		 minor(device));
	if (snprintf(path, sizeof(path), "%s%s", ctx->root, devices) >=
	    (int)sizeof(path))
		return 0;
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		snprintf(path, sizeof(path), "%s/%s/dev", devices,
			 entry->d_name);
		if (kxl_read(ctx, path, &text))
			continue;
		is_one |= kxl_text_after(text, number, &after);
		kxl_text_free(text);
	}
	if (dir)
		closedir(dir);
	return is_one ? count : 0;
}

/*
 * The mount of a btrfs of several devices names one of them. Where not all are
 * encrypted, nobody knows which ones have a file.
 */
static enum kxl_exposure judge_several(struct kexec_ctx *ctx, dev_t device)
{
	enum kxl_exposure exposure = judge_device(ctx, device);
	char path[PATH_SIZE];
	struct dirent *entry;
	DIR *dir;

	if (snprintf(path, sizeof(path), "%s" BTRFS, ctx->root) >=
	    (int)sizeof(path))
		return KXL_EXPOSURE_UNKNOWN;
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), BTRFS "/%s/devices",
			 entry->d_name);
		if (count_with(ctx, path, device) > 1)
			exposure = are_encrypted(ctx, path, 0)
					   ? KXL_EXPOSURE_ENCRYPTED
					   : KXL_EXPOSURE_UNKNOWN;
	}
	if (dir)
		closedir(dir);
	return exposure;
}

static bool find_mount(struct kexec_ctx *ctx, int fd, u64 *mount)
{
	struct kx_bytes after;
	struct kx_bytes text;
	struct kx_bytes rest;
	struct kx_bytes line;
	bool is_found = false;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	if (kxl_read(ctx, path, &text))
		return false;
	rest = text;
	while (!is_found && kxl_text_line(&rest, &line)) {
		if (!kxl_text_after(line, "mnt_id:", &after))
			continue;
		after = kxl_text_trim(after);
		is_found = kxl_text_number(&after, 10, mount);
	}
	kxl_text_free(text);
	return is_found;
}

/* "... - btrfs /dev/mapper/root rw": the device, in @path */
static bool take_source(struct kx_bytes line, char *path, size_t size)
{
	static const char mark[] = " - ";
	const u8 *at = memmem(line.data, line.size, mark, strlen(mark));
	const u8 *end = line.data + line.size;
	const u8 *last;

	if (!at)
		return false;
	at = memchr(at + strlen(mark), ' ', (size_t)(end - at) - strlen(mark));
	if (!at)
		return false;
	at++;
	last = memchr(at, ' ', (size_t)(end - at));
	if (!last || (size_t)(last - at) >= size)
		return false;
	memcpy(path, at, (size_t)(last - at));
	path[last - at] = '\0';
	return path[0] == '/';
}

/*
 * Files of btrfs have device numbers of no device. The mount says which it is
 * on (proc_pid_mountinfo(5)).
 */
static enum kxl_exposure judge_mount(struct kexec_ctx *ctx, int fd)
{
	enum kxl_exposure exposure = KXL_EXPOSURE_UNKNOWN;
	char path[PATH_SIZE];
	struct kx_bytes text;
	struct kx_bytes rest;
	struct kx_bytes line;
	struct stat status;
	u64 mount = 0;
	u64 each = 0;

	if (!find_mount(ctx, fd, &mount) ||
	    kxl_read(ctx, "/proc/self/mountinfo", &text))
		return exposure;
	rest = text;
	while (kxl_text_line(&rest, &line)) {
		if (!kxl_text_number(&line, 10, &each) || each != mount)
			continue;
		if (take_source(line, path, sizeof(path)) &&
		    !stat(path, &status) && S_ISBLK(status.st_mode))
			exposure = judge_several(ctx, status.st_rdev);
	}
	kxl_text_free(text);
	return exposure;
}

static bool has_fscrypt(int fd)
{
	/* The argument's type is that of the ioctl's name, not of Linux. */
	int flags[2] = { 0 };

	return !ioctl(fd, FS_IOC_GETFLAGS, flags) && flags[0] & FS_ENCRYPT_FL;
}

enum kxl_exposure kxl_exposure_find(struct kexec_ctx *ctx, int fd)
{
	struct stat status;

	if (has_fscrypt(fd))
		return KXL_EXPOSURE_ENCRYPTED;
	if (fstat(fd, &status))
		return KXL_EXPOSURE_UNKNOWN;
	return major(status.st_dev) ? judge_device(ctx, status.st_dev)
				    : judge_mount(ctx, fd);
}

const char *kxl_exposure_find_worse(struct kexec_ctx *ctx, int source,
				    int folder)
{
	enum kxl_exposure needed;
	enum kxl_exposure given;
	struct stat status;
	struct stat other;

	if (fstat(source, &status) || fstat(folder, &other))
		return "nothing is known of its disk";
	if (status.st_dev == other.st_dev &&
	    has_fscrypt(source) == has_fscrypt(folder))
		return NULL;
	needed = kxl_exposure_find(ctx, source);
	given = kxl_exposure_find(ctx, folder);
	if (needed == KXL_EXPOSURE_UNKNOWN && status.st_mode & S_IROTH)
		needed = KXL_EXPOSURE_PLAIN;
	if (given == KXL_EXPOSURE_ENCRYPTED ||
	    (needed == KXL_EXPOSURE_PLAIN && given == KXL_EXPOSURE_PLAIN))
		return NULL;
	if (given == KXL_EXPOSURE_UNKNOWN)
		return "nothing is known of that folder's disk";
	return needed == KXL_EXPOSURE_ENCRYPTED
		       ? "its disk is encrypted, and that folder's is not"
		       : "only its owner may read it, and it is not known "
			 "whether its disk is encrypted; that folder's is not";
}
