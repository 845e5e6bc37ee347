// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A pipe can be read only once, and kexec_file_load(2) wants a file. So all
 * that comes through it is written to a file in memory, which is then used like
 * any other.
 */
#include "lib/machine/pipe.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/errors/cause.h"
#include "lib/machine/available.h"
#include "lib/machine/sealed.h"
#include "lib/text/size.h"

#define PIECE (64U << 10)

struct pipe {
	struct kexec_ctx *ctx;
	enum kexec_action action;
	const char *name;
	int fd;
};

bool kxl_pipe_is(int fd)
{
	struct stat status;

	return !fstat(fd, &status) &&
	       (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

static int fail(const struct pipe *pipe, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = err == -ENOMEM || err == -ENOSPC
				 ? KEXEC_CAUSE_MEMORY
				 : KEXEC_CAUSE_FILE_ACCESS,
		.action = pipe->action,
		.object = pipe->name,
	};

	return kxl_fail(pipe->ctx, &failure, "%s", strerror(-err));
}

static int fail_long(const struct pipe *pipe, u64 size, u64 limit)
{
	const struct kx_fault fault = {
		.segment = KX_NO_SEGMENT,
		.other = KX_NO_SEGMENT,
		.value = size,
		.limit = limit,
	};
	const struct kxl_failure failure = {
		.errnum = ENOMEM,
		.cause = KEXEC_CAUSE_MEMORY_SHORT,
		.action = pipe->action,
		.object = pipe->name,
		.fault = &fault,
	};
	char have[KXL_SIZE_MAX];

	kxl_size_print(have, limit, KXL_ROUND_DOWN);
	return kxl_fail(pipe->ctx, &failure,
			"it is longer than the %s of memory that are available",
			have);
}

/* The other end may have made it non-blocking, which both ends share. */
static ssize_t read_piece(int fd, u8 *piece)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t got;

	for (;;) {
		got = read(fd, piece, PIECE);
		if (got >= 0)
			return got;
		if (errno == EAGAIN)
			(void)!poll(&ready, 1, -1);
		else if (errno != EINTR)
			return -errno;
	}
}

static int copy(const struct pipe *pipe, u8 *piece, int to)
{
	u64 limit = kxl_available(pipe->ctx);
	u64 size = 0;
	ssize_t got;
	int err;

	for (;;) {
		got = read_piece(pipe->fd, piece);
		if (got < 0)
			return fail(pipe, (int)got);
		if (!got)
			return 0;
		size += (u64)got;
		if (size > limit)
			return fail_long(pipe, size, limit);
		err = kxl_sealed_write(to, kx_bytes(piece, (u64)got));
		if (err)
			return fail(pipe, err);
	}
}

static int copy_all(const struct pipe *pipe, int *to)
{
	u8 *piece = malloc(PIECE);
	int err;

	if (!piece)
		return kxl_fail_memory(pipe->ctx, pipe->action);
	err = copy(pipe, piece, *to);
	free(piece);
	if (err)
		return err;
	err = kxl_sealed_finish(to);
	return err ? fail(pipe, err) : 0;
}

int kxl_pipe_read(struct kexec_ctx *ctx, enum kexec_action action, int fd,
		  const char *name, struct kxl_file *file)
{
	const struct pipe pipe = { ctx, action, name, fd };
	int to = kxl_sealed_open("kexec-initrd");
	int err;

	if (to < 0)
		return fail(&pipe, to);
	err = copy_all(&pipe, &to);
	if (!err)
		err = kxl_file_adopt(ctx, action, to, name, file);
	close(to);
	return err;
}
