// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Opens files as a boot loader finds them, and only if root alone could have
 * put them there. A path is walked folder by folder: openat2(2) with
 * RESOLVE_IN_ROOT would end at the same file, but does not show who may write
 * to the folders that it went through.
 */
#include "lib/entries/volume.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Folders within folders. */
#define DEPTH_MAX 40
/* Linux, too, follows at most this many links in a row. */
#define LINKS_MAX 40

/* The folders from the top to the one that the walk has come to. */
struct walk {
	int folders[DEPTH_MAX + 1];
	u32 depth; /* of the last one; the top folder is borrowed */
	dev_t device;
	bool may_cross; /* to other file systems */
	u32 links;
	char rest[PATH_MAX]; /* what is left to walk */
	char name[NAME_MAX + 1];
	struct kxl_trouble *trouble;
};

__attribute__((format(printf, 3, 4))) static int
fail(struct kxl_trouble *trouble, int errnum, const char *format, ...)
{
	va_list args;

	trouble->errnum = errnum;
	trouble->is_writable = false;
	va_start(args, format);
	vsnprintf(trouble->words, sizeof(trouble->words), format, args);
	va_end(args);
	return -errnum;
}

static int fail_errno(struct walk *walk)
{
	return fail(walk->trouble, errno, "%s", strerror(errno));
}

/*
 * On the way to the file system, a folder where nobody can replace what is not
 * his own is no harm: an initramfs has such a root.
 */
static bool is_writable(const struct walk *walk, const struct stat *status)
{
	if (S_ISLNK(status->st_mode))
		return false; /* its permissions mean nothing */
	if (walk->may_cross && S_ISDIR(status->st_mode) &&
	    status->st_mode & S_ISVTX)
		return false;
	return status->st_mode & (S_IWGRP | S_IWOTH);
}

static int vet(struct walk *walk, const struct stat *status)
{
	const char *name = *walk->name ? walk->name : "/";

	if (!walk->may_cross && status->st_dev != walk->device)
		return fail(walk->trouble, EXDEV,
			    "%s: it is on another file system", name);
	if (status->st_uid && status->st_uid != geteuid())
		fail(walk->trouble, EACCES,
		     "%s: it belongs to user %u, who could change it", name,
		     (unsigned int)status->st_uid);
	else if (is_writable(walk, status))
		fail(walk->trouble, EACCES,
		     "%s: others than root may write to it (mode %04o)", name,
		     (unsigned int)status->st_mode & 07777);
	else
		return 0;
	walk->trouble->is_writable = true;
	return -EACCES;
}

static void leave(struct walk *walk)
{
	close(walk->folders[walk->depth--]);
}

static void end_walk(struct walk *walk)
{
	while (walk->depth)
		leave(walk);
}

static int begin_walk(struct walk *walk, int top, const char *path)
{
	struct stat status;
	size_t size = strlen(path);

	walk->folders[0] = top;
	if (size >= sizeof(walk->rest))
		return fail(walk->trouble, ENAMETOOLONG, "%s",
			    strerror(ENAMETOOLONG));
	memcpy(walk->rest, path, size + 1);
	if (fstat(top, &status))
		return fail_errno(walk);
	walk->device = status.st_dev;
	return vet(walk, &status);
}

/* Moves the next part of the path to @walk->name; false if there is none. */
static bool take_part(struct walk *walk)
{
	size_t begin = strspn(walk->rest, "/");
	size_t size = strcspn(walk->rest + begin, "/");

	if (!size)
		return false;
	/* Empty: it is too long. */
	*walk->name = '\0';
	if (size < sizeof(walk->name)) {
		memcpy(walk->name, walk->rest + begin, size);
		walk->name[size] = '\0';
	}
	begin += size;
	memmove(walk->rest, walk->rest + begin, strlen(walk->rest + begin) + 1);
	return true;
}

/* Puts the target of the link before the rest of the path. */
static int follow(struct walk *walk, int link)
{
	char target[PATH_MAX];
	char whole[2 * PATH_MAX + 1];
	ssize_t size = readlinkat(link, "", target, sizeof(target) - 1);

	if (size <= 0)
		return fail_errno(walk);
	target[size] = '\0';
	if (++walk->links > LINKS_MAX)
		return fail(walk->trouble, ELOOP, "%s", strerror(ELOOP));
	snprintf(whole, sizeof(whole), "%s/%s", target, walk->rest);
	if (strlen(whole) >= sizeof(walk->rest))
		return fail(walk->trouble, ENAMETOOLONG, "%s",
			    strerror(ENAMETOOLONG));
	memcpy(walk->rest, whole, strlen(whole) + 1);
	if (*target == '/')
		end_walk(walk);
	return 0;
}

static int enter(struct walk *walk, int folder)
{
	if (walk->depth == DEPTH_MAX)
		return fail(walk->trouble, ENAMETOOLONG, "%s",
			    strerror(ENAMETOOLONG));
	walk->folders[++walk->depth] = folder;
	return 0;
}

static int go_up(struct walk *walk)
{
	if (!walk->depth)
		return fail(walk->trouble, EXDEV,
			    "a link leads out of the file system");
	leave(walk);
	return 0;
}

/* 1: the path ends at a file that is no folder, walk->name. */
static int step(struct walk *walk)
{
	struct stat status;
	int err;
	int fd;

	if (!*walk->name)
		return fail(walk->trouble, ENAMETOOLONG, "%s",
			    strerror(ENAMETOOLONG));
	if (!strcmp(walk->name, "."))
		return 0;
	if (!strcmp(walk->name, ".."))
		return go_up(walk);
	fd = openat(walk->folders[walk->depth], walk->name,
		    O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(walk);
	err = fstat(fd, &status) ? fail_errno(walk) : vet(walk, &status);
	if (!err && S_ISDIR(status.st_mode)) {
		err = enter(walk, fd);
		if (!err)
			return 0;
	} else if (!err && S_ISLNK(status.st_mode)) {
		err = follow(walk, fd);
	} else if (!err) {
		err = walk->rest[strspn(walk->rest, "/")]
			      ? fail(walk->trouble, ENOTDIR, "%s: %s",
				     walk->name, strerror(ENOTDIR))
			      : 1;
	}
	close(fd);
	return err;
}

/* 1: it ends at a file; 0: at the folder that the walk is in. */
static int go(struct walk *walk)
{
	int result = 0;

	while (!result && take_part(walk))
		result = step(walk);
	return result;
}

static bool goes_up(const char *path)
{
	const char *at;

	for (at = strstr(path, ".."); at; at = strstr(at + 1, ".."))
		if ((at == path || at[-1] == '/') && (!at[2] || at[2] == '/'))
			return true;
	return false;
}

/* The loader's name for a file, from the folder that is the volume's top. */
static const char *strip(const struct kxl_volume *volume, const char *path)
{
	size_t size = strlen(volume->inside);

	while (*path == '/' && path[1] == '/')
		path++;
	if (size && !strncmp(path, volume->inside, size) && path[size] == '/')
		return path + size;
	return path;
}

/* What a folder, or a file in it, is opened with after the walk. */
static int reopen(struct walk *walk, int result, int *fd)
{
	struct stat status;
	int opened;
	int err;

	opened = openat(walk->folders[walk->depth], result ? walk->name : ".",
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC |
				(result ? 0 : O_DIRECTORY));
	if (opened < 0)
		return fail_errno(walk);
	err = fstat(opened, &status) ? fail_errno(walk) : vet(walk, &status);
	if (!err && result && !S_ISREG(status.st_mode))
		err = fail(walk->trouble, EINVAL, "it is no regular file");
	if (err) {
		close(opened);
		return err;
	}
	*fd = opened;
	return 0;
}

static int open_path(const struct kxl_volume *volume, const char *path,
		     bool is_file, int *fd, struct kxl_trouble *trouble)
{
	struct walk walk = { .trouble = trouble };
	int result;

	if (goes_up(path))
		return fail(trouble, EXDEV, "the path has .. in it");
	result = begin_walk(&walk, volume->fd, strip(volume, path));
	if (!result)
		result = go(&walk);
	if (!result && is_file)
		result = fail(trouble, EISDIR, "%s", strerror(EISDIR));
	else if (result > 0 && !is_file)
		result = fail(trouble, ENOTDIR, "%s", strerror(ENOTDIR));
	if (result >= 0)
		result = reopen(&walk, result, fd);
	end_walk(&walk);
	return result;
}

int kxl_volume_open(int root, const char *path, struct kxl_volume *volume,
		    struct kxl_trouble *trouble)
{
	struct walk walk = { .trouble = trouble, .may_cross = true };
	int result = begin_walk(&walk, root, path);
	int fd = -1;

	if (!result)
		result = go(&walk);
	if (result > 0)
		result = fail(trouble, ENOTDIR, "%s", strerror(ENOTDIR));
	/* This mounts it, if it is mounted on demand. */
	if (!result)
		result = reopen(&walk, 0, &fd);
	end_walk(&walk);
	if (result)
		return result;
	*volume = (struct kxl_volume){ .fd = fd, .path = path, .inside = "" };
	return 0;
}

void kxl_volume_close(struct kxl_volume *volume)
{
	if (volume->fd >= 0)
		close(volume->fd);
	volume->fd = -1;
}

int kxl_volume_file(const struct kxl_volume *volume, const char *path, int *fd,
		    struct kxl_trouble *trouble)
{
	return open_path(volume, path, true, fd, trouble);
}

static int read_all(int fd, u8 *data, u64 size)
{
	u64 used = 0;
	ssize_t got;

	while (used < size) {
		got = read(fd, data + used, size - used);
		if (got < 0)
			return -errno;
		if (!got)
			return -EIO;
		used += (u64)got;
	}
	return 0;
}

int kxl_volume_read(const struct kxl_volume *volume, const char *path,
		    u64 limit, struct kx_bytes *text,
		    struct kxl_trouble *trouble)
{
	struct stat status;
	u8 *data = NULL;
	int fd = -1;
	int err;

	err = kxl_volume_file(volume, path, &fd, trouble);
	if (err)
		return err;
	if (fstat(fd, &status))
		err = -errno;
	else if ((u64)status.st_size > limit)
		err = -EFBIG;
	if (!err) {
		data = malloc((u64)status.st_size + 1);
		err = data ? read_all(fd, data, (u64)status.st_size) : -ENOMEM;
	}
	close(fd);
	if (err) {
		free(data);
		return fail(trouble, -err, "%s", strerror(-err));
	}
	*text = kx_bytes(data, (u64)status.st_size);
	return 0;
}

/* In the folder that the walk has ended in, whatever led there. */
static int rename_here(struct walk *walk, const char *name)
{
	int folder = -1;
	int err = reopen(walk, 0, &folder);

	if (err)
		return err;
	/* musl has no function for it. */
	if (syscall(SYS_renameat2, folder, walk->name, folder, name,
		    RENAME_NOREPLACE) ||
	    fsync(folder))
		err = fail_errno(walk);
	close(folder);
	return err;
}

int kxl_volume_rename(const struct kxl_volume *volume, const char *path,
		      const char *name, struct kxl_trouble *trouble)
{
	struct walk walk = { .trouble = trouble };
	int result;

	if (goes_up(path) || strchr(name, '/'))
		return fail(trouble, EXDEV, "the path has .. in it");
	result = begin_walk(&walk, volume->fd, strip(volume, path));
	if (!result)
		result = go(&walk);
	if (!result)
		result = fail(trouble, EISDIR, "%s", strerror(EISDIR));
	else if (result > 0)
		result = rename_here(&walk, name);
	end_walk(&walk);
	return result;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void take_names(DIR *folder, struct kxl_pool *pool,
		       struct kxl_names *names)
{
	const struct dirent *entry;

	while ((entry = readdir(folder))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (names->count == KXL_NAMES_MAX) {
			names->is_cut = true;
			return;
		}
		names->list[names->count++] = kxl_pool_copy(
			pool, kx_bytes(entry->d_name, strlen(entry->d_name)));
	}
}

int kxl_volume_list(const struct kxl_volume *volume, const char *path,
		    struct kxl_pool *pool, struct kxl_names *names,
		    struct kxl_trouble *trouble)
{
	struct kxl_names fresh = { 0 };
	DIR *folder;
	int fd = -1;
	int err;

	err = open_path(volume, path, false, &fd, trouble);
	if (err)
		return err;
	folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return fail(trouble, errno, "%s", strerror(errno));
	}
	fresh.list = kxl_pool_take(pool, KXL_NAMES_MAX * sizeof(*fresh.list));
	if (fresh.list)
		take_names(folder, pool, &fresh);
	closedir(folder);
	if (!fresh.list || pool->is_short)
		return fail(trouble, ENOMEM, "%s", strerror(ENOMEM));
	qsort(fresh.list, fresh.count, sizeof(*fresh.list), compare);
	*names = fresh;
	return 0;
}

bool kxl_volume_has(const struct kxl_volume *volume, const char *path)
{
	struct kxl_trouble trouble;
	struct walk walk = { .trouble = &trouble };
	int result = begin_walk(&walk, volume->fd, strip(volume, path));

	if (!result)
		result = go(&walk);
	end_walk(&walk);
	return result >= 0 ||
	       (trouble.errnum != ENOENT && trouble.errnum != ENOTDIR);
}

const char *kxl_volume_outer(const struct kxl_volume *volume,
			     struct kxl_pool *pool, const char *path)
{
	const char *below = strip(volume, path);

	return kxl_pool_print(pool, "%s%s%s", volume->path,
			      *below == '/' ? "" : "/", below);
}
