// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Files. A file to be loaded is mapped read-only and private, so that an
 * initial ramdisk of any size uses no memory of this process. Files of /proc
 * and /sys are small and report no true size, so they are read whole.
 */
#include "lib/machine/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/initrd.h"
#include "lib/errors/advice.h"
#include "lib/errors/cause.h"
#include "lib/machine/sealed.h"
#include "lib/text/text.h"

/* Linux reads an archive's headers at multiples of this. */
#define ARCHIVE_ALIGN 4
/* No file of /proc or /sys that is read here is larger. */
#define TEXT_MAX (16U << 20)

static int fail_errno(struct kexec_ctx *ctx, enum kexec_action action,
		      const char *name, int errnum)
{
	const struct kxl_failure failure = {
		.errnum = errnum,
		.cause = errnum == ENOMEM ? KEXEC_CAUSE_MEMORY
					  : KEXEC_CAUSE_FILE_ACCESS,
		.action = action,
		.object = name,
		.facts = KXL_ON_FILE,
	};

	return kxl_fail(ctx, &failure, "%s", strerror(errnum));
}

/* Linux, too, follows at most this many links in a row. */
#define LINKS_MAX 40

/*
 * Replaces @link by its target, relative to the same directory. False if it is
 * not a link.
 */
static bool follow(char *link, size_t size)
{
	const char *slash = strrchr(link, '/');
	size_t folder = slash ? (size_t)(slash - link) + 1 : 0;
	char target[PATH_MAX];
	ssize_t length = readlink(link, target, sizeof(target) - 1);

	if (length <= 0)
		return false;
	target[length] = '\0';
	if (target[0] == '/')
		folder = 0;
	if (folder + (size_t)length >= size)
		return false;
	memcpy(link + folder, target, (size_t)length + 1);
	return true;
}

/* For a path that does not exist: whether it is a link to nothing. */
static bool is_dangling(const char *path, char *end, size_t size)
{
	unsigned int i;

	if ((size_t)snprintf(end, size, "%s", path) >= size)
		return false;
	for (i = 0; i < LINKS_MAX && follow(end, size);)
		i++;
	return i && i < LINKS_MAX;
}

static int fail_open(struct kexec_ctx *ctx, enum kexec_action action,
		     const char *path, int errnum)
{
	const struct kxl_failure failure = {
		.errnum = errnum,
		.cause = KEXEC_CAUSE_FILE_ACCESS,
		.action = action,
		.object = path,
		.facts = KXL_ON_LINK,
	};
	char end[KXL_REASON_SIZE / 2];

	if (errnum != ENOENT || !is_dangling(path, end, sizeof(end)))
		return fail_errno(ctx, action, path, errnum);
	return kxl_fail(ctx, &failure,
			"%s: it is a link to %s, which does not exist",
			strerror(errnum), end);
}

int kxl_fail_read(struct kexec_ctx *ctx, const char *path, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_MACHINE,
		.action = KEXEC_ACTION_READ,
		.object = path,
		.facts = KXL_ON_FILE,
	};

	if (err != -EBADMSG)
		return kxl_fail(ctx, &failure, "%s", strerror(-err));
	return kxl_fail(ctx, &failure, "is not what Linux writes there");
}

static const char *kind_name(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISFIFO(mode))
		return "a pipe";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a device";
}

static int check_kind(struct kexec_ctx *ctx, enum kexec_action action,
		      const char *name, const struct stat *status)
{
	struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_FILE_KIND,
		.action = action,
		.object = name,
	};

	if (!S_ISREG(status->st_mode))
		return kxl_fail(ctx, &failure, "it is %s, not a file",
				kind_name(status->st_mode));
	if (status->st_size > 0)
		return 0;
	failure.cause = KEXEC_CAUSE_FILE_EMPTY;
	return kxl_fail(ctx, &failure, "the file is empty");
}

/* Fills in @file->bytes; the other members are set already. */
static int map(struct kexec_ctx *ctx, enum kexec_action action,
	       struct kxl_file *file)
{
	struct stat status;
	void *at;
	int err;

	if (fstat(file->fd, &status))
		return fail_errno(ctx, action, file->name, errno);
	err = check_kind(ctx, action, file->name, &status);
	if (err)
		return err;
	at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE,
		  file->fd, 0);
	if (at == MAP_FAILED)
		return fail_errno(ctx, action, file->name, errno);
	file->bytes = kx_bytes(at, (u64)status.st_size);
	kxl_log(ctx, KEXEC_LOG_DEBUG, "%s: %s, %#llx bytes",
		kxl_action_name(action), file->name,
		(unsigned long long)file->bytes.size);
	return 0;
}

/* Takes ownership of @fd, even on failure. */
static int take(struct kexec_ctx *ctx, enum kexec_action action, int fd,
		const char *name, struct kxl_file *file)
{
	struct kxl_file fresh = { .fd = fd, .name = strdup(name) };
	int err;

	if (!fresh.name) {
		err = kxl_fail_memory(ctx, action);
		goto close_fd;
	}
	err = map(ctx, action, &fresh);
	if (err)
		goto free_name;
	*file = fresh;
	return 0;

free_name:
	free(fresh.name);
close_fd:
	close(fd);
	return err;
}

int kxl_file_open(struct kexec_ctx *ctx, enum kexec_action action,
		  const char *path, struct kxl_file *file)
{
	/* O_NONBLOCK: opening a pipe must not wait for its other end. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int errnum = errno;
	struct stat status;

	if (fd >= 0)
		return take(ctx, action, fd, path, file);
	/* A socket can't be opened, nor a device that is not there. */
	if (errnum == ENXIO && !stat(path, &status) && !S_ISREG(status.st_mode))
		return check_kind(ctx, action, path, &status);
	return fail_open(ctx, action, path, errnum);
}

int kxl_file_adopt(struct kexec_ctx *ctx, enum kexec_action action, int fd,
		   const char *name, struct kxl_file *file)
{
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (own < 0)
		return fail_errno(ctx, action, name, errno);
	return take(ctx, action, own, name, file);
}

/* A boot config at the end must have less than ARCHIVE_ALIGN bytes after it. */
static u64 gap_after(struct kx_bytes bytes, bool is_last)
{
	return -bytes.size % ARCHIVE_ALIGN + (is_last ? 0 : KX_INITRD_GAP);
}

static int append(int fd, struct kx_bytes bytes, bool is_last)
{
	static const u8 zeroes[ARCHIVE_ALIGN + KX_INITRD_GAP];
	int err = kxl_sealed_write(fd, bytes);

	if (err)
		return err;
	return kxl_sealed_write(fd,
				kx_bytes(zeroes, gap_after(bytes, is_last)));
}

int kxl_file_join(struct kexec_ctx *ctx, const struct kxl_file *files,
		  unsigned int count, struct kxl_file *joined)
{
	static const enum kexec_action action = KEXEC_ACTION_JOIN_INITRDS;
	unsigned int i;
	int err = 0;
	int fd;

	fd = kxl_sealed_open("kexec-initrd");
	if (fd < 0)
		return fail_errno(ctx, action, "memfd", -fd);
	for (i = 0; i < count && !err; i++)
		err = append(fd, files[i].bytes, i + 1 == count);
	if (!err)
		err = kxl_sealed_finish(&fd);
	if (err) {
		close(fd);
		return fail_errno(ctx, action, "memfd", -err);
	}
	return take(ctx, action, fd, "all initrds", joined);
}

void kxl_file_close(struct kxl_file *file)
{
	if (!file->name)
		return;
	munmap((void *)(uintptr_t)file->bytes.data, file->bytes.size);
	close(file->fd);
	free(file->name);
	*file = (struct kxl_file){ .fd = -1 };
}

static int check_regular(int fd)
{
	struct stat status;

	if (fstat(fd, &status))
		return -errno;
	if (S_ISDIR(status.st_mode))
		return -EISDIR;
	return S_ISREG(status.st_mode) ? 0 : -EBADMSG;
}

static int open_any(struct kexec_ctx *ctx, const char *path, int flags, int *fd)
{
	char *full;
	int opened;
	int err;

	if (asprintf(&full, "%s%s", ctx->root, path) < 0)
		return -ENOMEM;
	/* O_NONBLOCK: a pipe below another root must not block. */
	opened = open(full, flags | O_CLOEXEC | O_NONBLOCK);
	err = opened < 0 ? -errno : 0;
	free(full);
	if (!err)
		*fd = opened;
	return err;
}

int kxl_open(struct kexec_ctx *ctx, const char *path, int *fd)
{
	return open_any(ctx, path, O_RDONLY, fd);
}

static int open_below(struct kexec_ctx *ctx, const char *path, int flags,
		      int *fd)
{
	int opened = -1;
	int err;

	err = open_any(ctx, path, flags, &opened);
	if (err)
		return err;
	err = check_regular(opened);
	if (err) {
		close(opened);
		return err;
	}
	*fd = opened;
	return 0;
}

static int read_all(int fd, u64 limit, u8 **data, u64 *size)
{
	u64 room = 0;
	u64 used = 0;
	ssize_t got;
	u8 *larger;

	for (;;) {
		if (used == room) {
			if (room == limit)
				break;
			room = room ? 2 * room : 4096;
			room = room < limit ? room : limit;
			larger = realloc(*data, room);
			if (!larger)
				return -ENOMEM;
			*data = larger;
		}
		got = read(fd, *data + used, room - used);
		if (got < 0)
			return -errno;
		used += (u64)got;
		if (!got)
			break;
	}
	*size = used;
	return 0;
}

int kxl_read_start(struct kexec_ctx *ctx, const char *path, u64 size,
		   struct kx_bytes *text)
{
	u8 *data = NULL;
	u64 used = 0;
	int err;
	int fd;

	err = open_below(ctx, path, O_RDONLY, &fd);
	if (err)
		return err;
	err = read_all(fd, size, &data, &used);
	close(fd);
	if (err) {
		free(data);
		return err;
	}
	*text = kx_bytes(data, used);
	return 0;
}

int kxl_read(struct kexec_ctx *ctx, const char *path, struct kx_bytes *text)
{
	struct kx_bytes whole;
	int err;

	err = kxl_read_start(ctx, path, TEXT_MAX, &whole);
	if (err)
		return err;
	if (whole.size == TEXT_MAX) {
		kxl_text_free(whole);
		return -EBADMSG;
	}
	*text = whole;
	return 0;
}

int kxl_write_number(struct kexec_ctx *ctx, const char *path, u64 value)
{
	char text[24];
	int size;
	int err;
	int fd;

	size = snprintf(text, sizeof(text), "%llu\n",
			(unsigned long long)value);
	err = open_below(ctx, path, O_WRONLY, &fd);
	if (err)
		return err;
	err = kxl_sealed_write(fd, kx_bytes(text, (u64)size));
	close(fd);
	return err;
}

void kxl_text_free(struct kx_bytes text)
{
	free((void *)(uintptr_t)text.data);
}

int kxl_read_number(struct kexec_ctx *ctx, const char *path, unsigned int base,
		    u64 *value)
{
	struct kx_bytes text;
	struct kx_bytes rest;
	int err;

	err = kxl_read(ctx, path, &text);
	if (err)
		return err;
	rest = kxl_text_trim(text);
	if (!kxl_text_number(&rest, base, value))
		err = -EBADMSG;
	kxl_text_free(text);
	return err;
}

int kxl_inode(struct kexec_ctx *ctx, const char *path, u64 *inode)
{
	struct stat status;
	char *full;
	int err;

	if (asprintf(&full, "%s%s", ctx->root, path) < 0)
		return -ENOMEM;
	err = stat(full, &status) ? -errno : 0;
	free(full);
	if (!err)
		*inode = status.st_ino;
	return err;
}

bool kxl_exists(struct kexec_ctx *ctx, const char *path)
{
	char *full;
	bool exists;

	if (asprintf(&full, "%s%s", ctx->root, path) < 0)
		return false;
	exists = !access(full, F_OK);
	free(full);
	return exists;
}
