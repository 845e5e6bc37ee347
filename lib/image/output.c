// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Keeps the memory of unpacking small. The packed file is mapped, so its pages
 * count as this process's while they are; they stay in the page cache when
 * they are unmapped, and come back if they are needed after all.
 */
#include "lib/image/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/range.h"
#include "lib/machine/sealed.h"

/* Bytes of output after which pages of the input are released. */
#define RELEASE_STEP (1U << 20)

static struct kxl_output *output_of(struct kxl_sink *sink)
{
	return (struct kxl_output *)sink;
}

/* Only whole pages of it: others may map more than @packed. */
static void release(struct kxl_output *output)
{
	u64 page = (u64)sysconf(_SC_PAGESIZE);
	u64 at = (u64)(uintptr_t)output->packed.data;
	u64 start = kx_align_down(at + page - 1, page);
	u64 end = kx_align_down(at + output->packed.size, page);

	output->released = output->sink.size;
	if (start < end)
		(void)madvise((void *)(uintptr_t)start, end - start,
			      MADV_DONTNEED);
}

static bool is_lent(const struct kxl_output *output, struct kx_bytes piece)
{
	return output->lent.size && piece.data >= output->lent.data &&
	       piece.data < output->lent.data + output->lent.size;
}

static int put(struct kxl_sink *sink, struct kx_bytes piece)
{
	struct kxl_output *output = output_of(sink);

	if (sink->size - output->released >= RELEASE_STEP)
		release(output);
	if (is_lent(output, piece))
		return 0;
	return kxl_sealed_write_at(sink->fd, piece, sink->size - piece.size);
}

/*
 * The memory is allocated before it is lent: a page that could not be would
 * raise SIGBUS. If it can't be, put() has the same error. Only the start of the
 * file is lent, where pages begin.
 */
static u8 *lend(struct kxl_sink *sink, u64 size)
{
	struct kxl_output *output = output_of(sink);
	void *at;

	/* The unpacker may have looked at all of it. */
	release(output);
	if (sink->size || output->lent.size ||
	    fallocate(sink->fd, 0, 0, (off_t)size))
		return NULL;
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
		  sink->fd, 0);
	if (at == MAP_FAILED)
		return NULL;
	output->lent = kx_bytes(at, size);
	return at;
}

struct kxl_output kxl_output_make(struct kx_bytes packed, u64 limit, int fd)
{
	return (struct kxl_output){
		.sink = { .limit = limit, .put = put, .lend = lend, .fd = fd },
		.packed = packed,
	};
}

int kxl_output_finish(struct kxl_output *output)
{
	release(output);
	if (output->lent.size)
		munmap((void *)(uintptr_t)output->lent.data, output->lent.size);
	output->lent = kx_bytes(NULL, 0);
	return ftruncate(output->sink.fd, (off_t)output->sink.size) ? -errno
								    : 0;
}
