// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacking takes most of a load's time, and gives the same bytes each time.
 * They are kept in a folder of root's, and a load that finds them there takes
 * them. It never depends on them: whatever is wrong with an entry, the load
 * unpacks as if there were none.
 */
#include "lib/prepared/prepared.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/errors/context.h"
#include "lib/machine/file.h"
#include "lib/machine/judges.h"
#include "lib/prepared/exposure.h"
#include "lib/prepared/folder.h"
#include "lib/prepared/resident.h"
#include "lib/prepared/sum.h"
#include "lib/prepared/verity.h"

/* musl 1.2.3 lacks it; Linux include/uapi/asm-generic/mman-common.h. */
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

static bool identify(int fd, struct kxl_prepared_identity *identity)
{
	struct stat status;

	if (fstat(fd, &status))
		return false;
	*identity = (struct kxl_prepared_identity){
		.device = status.st_dev,
		.inode = status.st_ino,
		.mtime = (u64)status.st_mtim.tv_sec,
		.mtime_ns = (u64)status.st_mtim.tv_nsec,
		.ctime = (u64)status.st_ctim.tv_sec,
		.ctime_ns = (u64)status.st_ctim.tv_nsec,
	};
	return true;
}

bool kxl_prepared_is_any(struct kexec_ctx *ctx)
{
	const char *judge;

	if (!kxl_exists(ctx, KXL_PREPARED_PATH))
		return false;
	judge = kxl_judge_find(ctx);
	if (judge)
		kxl_log(ctx, KEXEC_LOG_DEBUG,
			"prepared: %s is not used: %s judges files",
			KXL_PREPARED_PATH, judge);
	return !judge;
}

bool kxl_prepared_add(struct kxl_prepared_key *key, struct kx_bytes bytes,
		      int fd)
{
	struct kxl_prepared_source *source = &key->sources[key->count];

	if (key->count == KXL_PREPARED_SOURCES ||
	    !identify(fd, &source->identity))
		return false;
	source->bytes = bytes;
	source->is_copy = false;
	source->fd = fd;
	source->path[0] = '\0';
	source->digest = kxl_sum(bytes);
	kxl_verity_read(fd, source->verity);
	key->count++;
	return true;
}

/*
 * Absolute and without links, as Linux knows it; empty: it has none, or one
 * that does not fit. The rest is zeroes.
 */
static void find_path(int fd, char path[KXL_PREPARED_PATH_SIZE])
{
	char found[KXL_PREPARED_PATH_SIZE] = "";
	char link[64];
	ssize_t size;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	size = readlink(link, found, sizeof(found));
	if (size < 0 || size >= (ssize_t)sizeof(found))
		memset(found, 0, sizeof(found));
	memcpy(path, found, sizeof(found));
}

static u8 *map(int fd, int flags, off_t offset, size_t size)
{
	u8 *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | flags,
		      fd, offset);

	if (at == MAP_FAILED)
		return NULL;
	/* It may hold keys, or will tell where the next kernel lies. */
	(void)madvise(at, size, MADV_DONTDUMP);
	return at;
}

/* NULL: there is no memory. */
static u8 *copy(struct kx_bytes bytes)
{
	u8 *at = map(-1, MAP_ANONYMOUS, 0, bytes.size);

	if (at)
		memcpy(at, bytes.data, bytes.size);
	return at;
}

bool kxl_prepared_copy(struct kxl_prepared_key *key, struct kx_bytes bytes,
		       int fd)
{
	struct kxl_prepared_identity before;
	struct kxl_prepared_source *source;
	u8 *at = identify(fd, &before) ? copy(bytes) : NULL;

	if (!at)
		return false;
	if (!kxl_prepared_add(key, kx_bytes(at, bytes.size), fd)) {
		munmap(at, bytes.size);
		return false;
	}
	source = &key->sources[key->count - 1];
	source->is_copy = true;
	source->identity = before;
	find_path(fd, source->path);
	return true;
}

void kxl_prepared_drop(struct kxl_prepared_key *key)
{
	struct kxl_prepared_source *source;

	while (key->count) {
		source = &key->sources[--key->count];
		if (source->is_copy)
			munmap((void *)(uintptr_t)source->bytes.data,
			       source->bytes.size);
	}
}

static bool refuse(struct kexec_ctx *ctx, const char *name, const char *why)
{
	kxl_log(ctx, KEXEC_LOG_DEBUG, "prepared: %s/%s is not used: %s",
		KXL_PREPARED_PATH, name, why);
	return false;
}

static bool open_entry(struct kexec_ctx *ctx, int folder,
		       const struct kxl_prepared_key *key,
		       struct kxl_prepared *prepared)
{
	const char *why;
	u64 size = 0;
	int err = kxl_prepared_open_entry(folder, prepared->name, &prepared->fd,
					  &size);

	if (err == -ENOENT)
		return false;
	if (err)
		return refuse(ctx, prepared->name,
			      err == -EPERM ? "it is not root's alone"
					    : strerror(-err));
	err = kxl_prepared_read(prepared->fd, 0, sizeof(prepared->header),
				&prepared->header);
	why = err ? strerror(-err)
		  : kxl_prepared_judge(&prepared->header, key, size);
	if (!why)
		return true;
	close(prepared->fd);
	return refuse(ctx, prepared->name, why);
}

/* A kernel that everybody may read has no secrets in it. */
static const char *find_worse(struct kexec_ctx *ctx,
			      enum kxl_prepared_kind kind, int fd, int folder)
{
	struct stat status;

	if (kind == KXL_PREPARED_KERNEL && !fstat(fd, &status) &&
	    status.st_mode & S_IROTH)
		return NULL;
	return kxl_exposure_find_worse(ctx, fd, folder);
}

/* A copy of the same bytes may have been made of another file. */
static bool may_be_kept(struct kexec_ctx *ctx,
			const struct kxl_prepared_key *key, int folder,
			struct kxl_prepared *prepared)
{
	const char *why = NULL;
	u32 i;

	for (i = 0; i < key->count && !why; i++)
		why = find_worse(ctx, key->kind, key->sources[i].fd, folder);
	return !why || refuse(ctx, prepared->name, why);
}

bool kxl_prepared_find(struct kexec_ctx *ctx,
		       const struct kxl_prepared_key *key,
		       struct kxl_prepared *prepared)
{
	const char *why;
	bool is_found;
	int folder;
	int err = kxl_prepared_folder(ctx, KXL_PREPARED_LOOK, &folder, &why);

	if (err == -ENOENT)
		return false;
	kxl_prepared_name(key, prepared->name);
	if (err)
		return refuse(ctx, prepared->name, why ? why : strerror(-err));
	prepared->ctx = ctx;
	is_found = open_entry(ctx, folder, key, prepared);
	if (is_found && !may_be_kept(ctx, key, folder, prepared)) {
		close(prepared->fd);
		is_found = false;
	}
	close(folder);
	return is_found;
}

/*
 * The pages of the file, which need neither memory nor time of their own. Linux
 * reads what is mapped when it is touched, and a disk that can't be read is
 * SIGBUS then. So all of it is read first. Where it is in memory there is
 * nothing to read, and touching it is faster: Linux maps 16 pages at a time
 * then, where it otherwise walks the page tables for each one.
 */
static u8 *map_file(int fd, size_t size)
{
	u8 *at = map(fd, 0, KXL_PREPARED_HEADER, size);

	if (at && !kxl_is_resident(kx_bytes(at, size)) &&
	    madvise(at, size, MADV_POPULATE_READ)) {
		munmap(at, size);
		return NULL;
	}
	return at;
}

/* For Linux before 5.14, and to learn why the file can't be mapped. */
static int copy_file(int fd, size_t size, u8 **copied)
{
	u8 *at = map(-1, MAP_ANONYMOUS, 0, size);
	int err = at ? kxl_prepared_read(fd, KXL_PREPARED_HEADER, size, at)
		     : -ENOMEM;

	if (at && err)
		munmap(at, size);
	*copied = err ? NULL : at;
	return err;
}

bool kxl_prepared_take(struct kxl_prepared *prepared, u8 **bytes)
{
	const struct kxl_prepared_header *header = &prepared->header;
	u8 *at = map_file(prepared->fd, header->size);
	int err = at ? 0 : copy_file(prepared->fd, header->size, &at);

	close(prepared->fd);
	if (err)
		return refuse(prepared->ctx, prepared->name, strerror(-err));
	if (!kxl_prepared_is_whole(header, kx_bytes(at, header->size))) {
		munmap(at, header->size);
		return refuse(prepared->ctx, prepared->name, "it is damaged");
	}
	kxl_log(prepared->ctx, KEXEC_LOG_DEBUG,
		"prepared: %s/%s: %#llx bytes need not be unpacked",
		KXL_PREPARED_PATH, prepared->name,
		(unsigned long long)header->size);
	*bytes = at;
	return true;
}

void kxl_prepared_leave(struct kxl_prepared *prepared, const char *why)
{
	(void)refuse(prepared->ctx, prepared->name, why);
	close(prepared->fd);
}

/* Where the errno's own text does not say what is meant. */
static const char *text_of(int err)
{
	static const struct {
		int err;
		const char *text;
	} rows[] = {
		{ -EBUSY, "another --prepare is running" },
		{ -ENOSPC, "too little of its file system would stay free" },
		{ -EFBIG, "unpacked it has more than 2 GiB" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].err == err)
			return rows[i].text;
	return strerror(-err);
}

static int fail_folder(struct kexec_ctx *ctx, int err, const char *why)
{
	const struct kxl_failure rule = {
		.errnum = EPERM,
		.cause = KEXEC_CAUSE_PREPARE_FOLDER,
		.action = KEXEC_ACTION_PREPARE,
		.object = KXL_PREPARED_PATH,
	};
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_PREPARE_FILE,
		.action = KEXEC_ACTION_PREPARE,
		.object = KXL_PREPARED_PATH,
	};

	return why ? kxl_fail(ctx, &rule, "%s", why)
		   : kxl_fail(ctx, &failure, "%s", text_of(err));
}

static int fail_judged(struct kexec_ctx *ctx, const char *name,
		       const char *judge)
{
	const struct kxl_failure failure = {
		.errnum = EPERM,
		.cause = KEXEC_CAUSE_PREPARE_JUDGED,
		.action = KEXEC_ACTION_PREPARE,
		.object = name,
	};

	return kxl_fail(ctx, &failure,
			"%s judges files here, and never sees what is prepared",
			judge);
}

/* A file in memory is such a file: nothing says that it is the same later. */
static int check_writers(struct kexec_ctx *ctx, int fd, const char *name)
{
	const struct kxl_failure failure = {
		.errnum = EPERM,
		.cause = KEXEC_CAUSE_PREPARE_WRITABLE,
		.action = KEXEC_ACTION_PREPARE,
		.object = name,
	};
	struct stat status;

	if (fstat(fd, &status))
		return kxl_fail(ctx, &failure, "%s", strerror(errno));
	if (S_ISREG(status.st_mode) &&
	    (!status.st_uid || status.st_uid == geteuid()) &&
	    !(status.st_mode & (S_IWGRP | S_IWOTH)))
		return 0;
	return kxl_fail(ctx, &failure,
			"others may write to it (owner %u, mode %04o)",
			(unsigned int)status.st_uid,
			(unsigned int)status.st_mode & 07777);
}

static int check_exposure(struct kexec_ctx *ctx, enum kxl_prepared_kind kind,
			  int fd, const char *name)
{
	const struct kxl_failure failure = {
		.errnum = EPERM,
		.cause = KEXEC_CAUSE_PREPARE_EXPOSED,
		.action = KEXEC_ACTION_PREPARE,
		.object = name,
	};
	const char *why;
	int folder;
	int err = kxl_prepared_folder(ctx, KXL_PREPARED_MAKE, &folder, &why);

	if (err)
		return fail_folder(ctx, err, why);
	why = find_worse(ctx, kind, fd, folder);
	close(folder);
	return why ? kxl_fail(ctx, &failure,
			      "its copy in %s may lie in the clear: %s",
			      KXL_PREPARED_PATH, why)
		   : 0;
}

int kxl_prepared_check(struct kexec_ctx *ctx, enum kxl_prepared_kind kind,
		       int fd, const char *name)
{
	const char *judge = kxl_judge_find(ctx);
	int err = judge ? fail_judged(ctx, name, judge)
			: check_writers(ctx, fd, name);

	return err ? err : check_exposure(ctx, kind, fd, name);
}

/* Each has its identity from before it was copied. */
static int check_unchanged(struct kexec_ctx *ctx,
			   const struct kxl_prepared_key *key)
{
	struct kxl_prepared_identity now;
	char path[KXL_PREPARED_PATH_SIZE];
	const struct kxl_failure failure = {
		.errnum = ESTALE,
		.cause = KEXEC_CAUSE_PREPARE_FILE,
		.action = KEXEC_ACTION_PREPARE,
		.object = path,
	};
	u32 i;

	for (i = 0; i < key->count; i++) {
		const struct kxl_prepared_source *source = &key->sources[i];

		if (identify(source->fd, &now) &&
		    !memcmp(&now, &source->identity, sizeof(now)))
			continue;
		find_path(source->fd, path);
		return kxl_fail(ctx, &failure,
				"it changed while it was unpacked");
	}
	return 0;
}

static int write_entry(struct kexec_ctx *ctx,
		       const struct kxl_prepared_key *key,
		       struct kx_bytes bytes, int folder)
{
	struct kxl_prepared_header header;
	char name[KXL_PREPARED_NAME];
	int err;

	kxl_prepared_name(key, name);
	kxl_prepared_fill(key, bytes, &header);
	err = check_unchanged(ctx, key);
	if (err)
		return err;
	if (kxl_prepared_renew(folder, name, &header, bytes)) {
		kxl_log(ctx, KEXEC_LOG_DEBUG, "prepared: %s/%s: as before",
			KXL_PREPARED_PATH, name);
		return 0;
	}
	err = kxl_prepared_write(folder, name, &header, bytes);
	if (err)
		return fail_folder(ctx, err, NULL);
	kxl_log(ctx, KEXEC_LOG_DEBUG, "prepared: %s/%s: %#llx bytes",
		KXL_PREPARED_PATH, name, (unsigned long long)bytes.size);
	return 0;
}

int kxl_prepared_store(struct kexec_ctx *ctx,
		       const struct kxl_prepared_key *key,
		       struct kx_bytes bytes)
{
	const char *why;
	int folder;
	int err = kxl_prepared_folder(ctx, KXL_PREPARED_MAKE, &folder, &why);

	if (err)
		return fail_folder(ctx, err, why);
	err = write_entry(ctx, key, bytes, folder);
	close(folder);
	return err;
}

int kexec_prepared_remove(struct kexec_ctx *ctx)
{
	char path[PATH_MAX];
	const char *why;
	int folder;
	int err = kxl_prepared_folder(ctx, KXL_PREPARED_LOOK, &folder, &why);

	if (err == -ENOENT)
		return 0;
	if (err)
		return fail_folder(ctx, err, why);
	err = kxl_prepared_clear(folder);
	close(folder);
	if (err)
		return fail_folder(ctx, err, NULL);
	/* What others have put there stays, and so does the folder then. */
	if (snprintf(path, sizeof(path), "%s%s", ctx->root, KXL_PREPARED_PATH) <
		    (int)sizeof(path) &&
	    rmdir(path))
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"the entries in %s are removed, but not the folder: %s; "
			"as long as it is there, each new kernel and initrd is "
			"prepared in it",
			KXL_PREPARED_PATH, strerror(errno));
	return 0;
}
