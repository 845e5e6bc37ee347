// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Entries are as secret as the most secret initrd, and what is in them is
 * started as the next kernel. So nobody else can have put them there, or can
 * read them, and a folder that does not look so is not used at all.
 */
#include "lib/prepared/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/errors/context.h"

/* What is being written; no entry's name. */
#define PIECE 16384
#define ASIDE ".new"
/* Enough to bound the work, should something else have filled the folder. */
#define LISTED_MAX 64

#define GIB (1ULL << 30)

#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static const char *judge_parent(const struct stat *status)
{
	if (status->st_uid && status->st_uid != geteuid())
		return "a folder on the way to it is another user's";
	if (status->st_mode & (S_IWGRP | S_IWOTH))
		return "others may write to a folder on the way to it";
	return NULL;
}

static bool is_alone(const struct stat *status)
{
	return status->st_uid == geteuid() && !(status->st_mode & 077);
}

static const char *judge_last(const struct stat *status)
{
	return is_alone(status) ? NULL : "it is not root's alone (mode 0700)";
}

/* One step down. @fd is replaced, and closed on failure. */
static int enter(int *fd, const char *name, mode_t mode)
{
	int next = -1;
	int err = 0;

	if (mode && mkdirat(*fd, name, mode) && errno != EEXIST)
		err = -errno;
	if (!err) {
		next = openat(*fd, name, OPEN_FOLDER);
		err = next < 0 ? -errno : 0;
	}
	close(*fd);
	*fd = next;
	return err;
}

static int judge(int fd, const char *(*rule)(const struct stat *status),
		 const char **why)
{
	struct stat status;

	if (fstat(fd, &status))
		return -errno;
	*why = rule(&status);
	return *why ? -EPERM : 0;
}

int kxl_prepared_folder(struct kexec_ctx *ctx, enum kxl_prepared_open how,
			int *fd, const char **why)
{
	static const struct {
		const char *name;
		mode_t mode;
		const char *(*rule)(const struct stat *status);
	} steps[] = {
		{ "var", 0755, judge_parent },
		{ "cache", 0755, judge_parent },
		{ "kexec", 0700, judge_last },
	};
	int at = open(*ctx->root ? ctx->root : "/",
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = at < 0 ? -errno : 0;
	size_t i;

	*why = NULL;
	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++) {
		err = enter(&at, steps[i].name,
			    how == KXL_PREPARED_MAKE ? steps[i].mode : 0);
		if (err == -ELOOP || err == -ENOTDIR) {
			*why = "a link, or another file, is in the way to it";
			err = -EPERM;
		}
		if (!err)
			err = judge(at, steps[i].rule, why);
	}
	if (err && at >= 0)
		close(at);
	if (!err)
		*fd = at;
	return err;
}

int kxl_prepared_open_entry(int folder, const char *name, int *fd, u64 *size)
{
	struct stat status;
	int file = openat(folder, name,
			  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
				  O_CLOEXEC);
	int err = 0;

	if (file < 0)
		return -errno;
	if (fstat(file, &status))
		err = -errno;
	else if (!S_ISREG(status.st_mode) || !is_alone(&status) ||
		 status.st_nlink != 1)
		err = -EPERM;
	if (err) {
		close(file);
		return err;
	}
	*fd = file;
	*size = (u64)status.st_size;
	return 0;
}

int kxl_prepared_read(int fd, u64 at, u64 size, void *to)
{
	u8 *next = to;
	ssize_t count;

	while (size) {
		count = pread(fd, next, size, (off_t)at);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return count ? -errno : -EIO;
		next += count;
		at += (u64)count;
		size -= (u64)count;
	}
	return 0;
}

static int write_all(int fd, struct kx_bytes bytes)
{
	ssize_t count;

	while (bytes.size) {
		count = write(fd, bytes.data, bytes.size);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		bytes = kx_bytes(bytes.data + count, bytes.size - (u64)count);
	}
	return 0;
}

static int write_aside(int folder, const struct kxl_prepared_header *header,
		       struct kx_bytes bytes)
{
	int fd = openat(folder, ASIDE,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, kx_bytes(header, sizeof(*header)));
	if (!err)
		err = write_all(fd, bytes);
	if (!err && fsync(fd))
		err = -errno;
	close(fd);
	return err;
}

struct listed {
	char name[KXL_PREPARED_NAME];
	u32 kind;
	u64 size;
	struct timespec made;
	bool goes;
};

struct list {
	struct listed entries[LISTED_MAX];
	unsigned int count;
};

static void add(struct list *list, int folder, const char *name)
{
	struct listed *entry = &list->entries[list->count];
	u32 kind = kxl_prepared_kind_of(name);
	struct stat status;

	if (!kind || list->count == LISTED_MAX ||
	    fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return;
	memcpy(entry->name, name, strlen(name) + 1);
	entry->kind = kind;
	entry->size = (u64)status.st_size;
	entry->made = status.st_mtim;
	entry->goes = false;
	list->count++;
}

static int list_entries(int folder, struct list *list)
{
	int fd = openat(folder, ".", OPEN_FOLDER);
	struct dirent *entry;
	DIR *dir;

	list->count = 0;
	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	while ((entry = readdir(dir)))
		add(list, folder, entry->d_name);
	closedir(dir);
	return 0;
}

/* The newest first. */
static int compare(const void *a, const void *b)
{
	const struct timespec *one = &((const struct listed *)a)->made;
	const struct timespec *two = &((const struct listed *)b)->made;

	if (one->tv_sec != two->tv_sec)
		return one->tv_sec < two->tv_sec ? 1 : -1;
	if (one->tv_nsec != two->tv_nsec)
		return one->tv_nsec < two->tv_nsec ? 1 : -1;
	return 0;
}

/* All of them are known, and are those of @fresh. */
static bool has_same_paths(const struct kxl_prepared_header *header,
			   const struct kxl_prepared_header *fresh)
{
	u32 i;

	if (header->kind != fresh->kind || header->count != fresh->count)
		return false;
	for (i = 0; i < header->count; i++)
		if (!header->paths[i][0] ||
		    strcmp(header->paths[i], fresh->paths[i]) != 0)
			return false;
	return true;
}

static bool is_gone(const char *path)
{
	return path[0] && access(path, F_OK) && errno == ENOENT;
}

static bool is_wanted(int folder, const struct listed *entry,
		      const struct kxl_prepared_header *fresh)
{
	struct kxl_prepared_header header;
	bool is_sound;
	u64 size = 0;
	int fd = -1;
	u32 i;

	if (kxl_prepared_open_entry(folder, entry->name, &fd, &size))
		return false;
	is_sound = !kxl_prepared_read(fd, 0, sizeof(header), &header) &&
		   kxl_prepared_is_sound(&header);
	close(fd);
	/* Made anew under another name, since one of them has changed. */
	if (!is_sound || has_same_paths(&header, fresh))
		return false;
	for (i = 0; i < header.count; i++)
		if (is_gone(header.paths[i]))
			return false;
	return true;
}

/*
 * Mark what has to go for an entry of @size bytes, which replaces @name's.
 * Returns the bytes of these.
 */
static u64 choose(int folder, const char *name,
		  const struct kxl_prepared_header *fresh, u64 size,
		  struct list *list)
{
	unsigned int counts[KXL_PREPARED_KINDS] = { 0 };
	bool is_full = false;
	unsigned int i;
	u64 freed = 0;

	counts[fresh->kind] = 1;
	qsort(list->entries, list->count, sizeof(*list->entries), compare);
	for (i = 0; i < list->count; i++) {
		struct listed *entry = &list->entries[i];

		if (!strcmp(entry->name, name))
			continue;
		entry->goes = !is_wanted(folder, entry, fresh);
		if (!entry->goes) {
			is_full |= entry->size > KXL_PREPARED_BYTES - size;
			entry->goes = is_full ||
				      counts[entry->kind] == KXL_PREPARED_MAX;
		}
		if (entry->goes) {
			freed += entry->size;
			continue;
		}
		counts[entry->kind]++;
		size += entry->size;
	}
	return freed;
}

/* What can't be removed stays; the next one tries again. */
static void remove_chosen(int folder, const struct list *list)
{
	unsigned int i;

	for (i = 0; i < list->count; i++)
		if (list->entries[i].goes)
			(void)unlinkat(folder, list->entries[i].name, 0);
}

/* Logs and packages need the file system more. ramfs does not say its size. */
static int check_space(int folder, u64 size, u64 freed)
{
	struct statvfs status;
	u64 spare;
	u64 total;
	u64 left;

	if (fstatvfs(folder, &status))
		return -errno;
	total = (u64)status.f_blocks * status.f_frsize;
	left = (u64)status.f_bavail * status.f_frsize + freed;
	spare = total / 10 > GIB ? total / 10 : GIB;
	if (spare > total / 4)
		spare = total / 4;
	return !total || (left > size && left - size >= spare) ? 0 : -ENOSPC;
}

/*
 * Linux may be built without it. Then two at a time write into one file, and
 * the digest shows that.
 */
static int lock(int folder)
{
	if (!flock(folder, LOCK_EX | LOCK_NB) || errno == ENOSYS)
		return 0;
	return errno == EWOULDBLOCK ? -EBUSY : -errno;
}

/* Nothing is removed for an entry that has no room even then. */
static int make_room(int folder, const char *name,
		     const struct kxl_prepared_header *header, u64 size,
		     struct list *list)
{
	u64 freed;
	int err;

	if (list_entries(folder, list))
		list->count = 0;
	freed = choose(folder, name, header, size, list);
	if (!check_space(folder, size, 0))
		return 0;
	err = check_space(folder, size, freed);
	if (!err)
		remove_chosen(folder, list);
	return err;
}

static int write_locked(int folder, const char *name,
			const struct kxl_prepared_header *header,
			struct kx_bytes bytes)
{
	u64 size = KXL_PREPARED_HEADER + bytes.size;
	struct list list;
	int err;

	if (size > KXL_PREPARED_BYTES)
		return -EFBIG;
	/* Of one that was interrupted. */
	(void)unlinkat(folder, ASIDE, 0);
	err = make_room(folder, name, header, size, &list);
	if (err)
		return err;
	err = write_aside(folder, header, bytes);
	if (!err && renameat(folder, ASIDE, folder, name))
		err = -errno;
	if (err) {
		(void)unlinkat(folder, ASIDE, 0);
		return err;
	}
	remove_chosen(folder, &list);
	/* Where this fails, the entry may be gone after a crash. */
	(void)fsync(folder);
	return 0;
}

int kxl_prepared_write(int folder, const char *name,
		       const struct kxl_prepared_header *header,
		       struct kx_bytes bytes)
{
	int err = lock(folder);

	if (err)
		return err;
	err = write_locked(folder, name, header, bytes);
	(void)flock(folder, LOCK_UN);
	return err;
}

/* A mapping of a disk that can't be read is a signal: a piece at a time. */
static bool holds(int fd, struct kx_bytes bytes)
{
	u8 piece[PIECE];
	u64 at;

	for (at = 0; at < bytes.size; at += PIECE) {
		u64 size = bytes.size - at < PIECE ? bytes.size - at : PIECE;

		if (kxl_prepared_read(fd, KXL_PREPARED_HEADER + at, size,
				      piece) ||
		    memcmp(piece, bytes.data + at, size) != 0)
			return false;
	}
	return true;
}

bool kxl_prepared_renew(int folder, const char *name,
			const struct kxl_prepared_header *header,
			struct kx_bytes bytes)
{
	struct kxl_prepared_header old;
	bool is_right;
	u64 size = 0;
	int fd = -1;

	if (kxl_prepared_open_entry(folder, name, &fd, &size))
		return false;
	is_right = size == KXL_PREPARED_HEADER + bytes.size &&
		   !kxl_prepared_read(fd, 0, sizeof(old), &old) &&
		   !memcmp(&old, header, sizeof(old)) && holds(fd, bytes) &&
		   !futimens(fd, NULL);
	close(fd);
	return is_right;
}

int kxl_prepared_clear(int folder)
{
	struct list list;
	unsigned int i;
	int err = lock(folder);

	if (err)
		return err;
	(void)unlinkat(folder, ASIDE, 0);
	do {
		err = list_entries(folder, &list);
		for (i = 0; i < list.count && !err; i++)
			if (unlinkat(folder, list.entries[i].name, 0))
				err = -errno;
	} while (!err && list.count);
	(void)flock(folder, LOCK_UN);
	return err;
}
