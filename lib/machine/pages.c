// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A page that memblock reserved at boot stays "reserved" unless it was freed:
 * the kernel itself, firmware tables, memory of reserve_mem=. No map has these,
 * but /proc/kpageflags has 8 bytes of flags for each page (Linux
 * Documentation/admin-guide/mm/pagemap.rst).
 */
#include "lib/machine/pages.h"

#include <unistd.h>

#include "core/bytes.h"
#include "lib/machine/file.h"

#define KPAGEFLAGS "/proc/kpageflags"
#define FLAGS_SIZE 8
/* KPF_RESERVED (Linux include/linux/kernel-page-flags.h) */
#define RESERVED (1ULL << 32)

void kxl_pages_open(struct kexec_ctx *ctx, struct kxl_pages *pages)
{
	*pages = (struct kxl_pages){ -1, ctx->page_bytes };
	if (kxl_open(ctx, KPAGEFLAGS, &pages->fd))
		kxl_log(ctx, KEXEC_LOG_DEBUG,
			"no " KPAGEFLAGS ": pages that the kernel keeps "
			"are not known");
}

void kxl_pages_close(const struct kxl_pages *pages)
{
	if (pages->fd >= 0)
		close(pages->fd);
}

/* Pages per read, and a limit for the search around a range. */
#define BLOCK	   512
#define AROUND_MAX (1ULL << 18)

struct block {
	u64 first; /* page */
	u64 count; /* number of pages that were read */
	u8 flags[BLOCK * FLAGS_SIZE];
};

/* @count: at most BLOCK */
static void read_block(int fd, u64 first, u64 count, struct block *block)
{
	ssize_t got = pread(fd, block->flags, count * FLAGS_SIZE,
			    (off_t)(first * FLAGS_SIZE));

	block->first = first;
	block->count = got > 0 ? (u64)got / FLAGS_SIZE : 0;
}

static bool is_reserved(const struct block *block, u64 page)
{
	u64 value = 0;
	u64 at = page - block->first;

	return at < block->count &&
	       !kx_read_le64(kx_bytes(block->flags, sizeof(block->flags)),
			     at * FLAGS_SIZE, &value) &&
	       value & RESERVED;
}

/* Counts reserved pages from @page upwards, without a gap. */
static u64 count_up(int fd, u64 page)
{
	u64 start = page;
	struct block block;

	while (page - start < AROUND_MAX) {
		read_block(fd, page, BLOCK, &block);
		for (; page < block.first + BLOCK; page++)
			if (!is_reserved(&block, page))
				return page - start;
	}
	return page - start;
}

/* Counts them downwards, below @page. */
static u64 count_down(int fd, u64 page)
{
	u64 end = page;
	struct block block;

	while (page && end - page < AROUND_MAX) {
		u64 count = page < BLOCK ? page : BLOCK;

		read_block(fd, page - count, count, &block);
		for (; page > block.first; page--)
			if (!is_reserved(&block, page - 1))
				return end - page;
	}
	return end - page;
}

/* The bounds of the reserved pages in @pages; empty if there are none. */
static struct kx_range find_in(int fd, struct kx_range pages)
{
	struct kx_range bounds = { 0, 0 };
	u64 page = pages.start;
	struct block block;

	while (page < pages.end) {
		u64 count = pages.end - page;

		read_block(fd, page, count < BLOCK ? count : BLOCK, &block);
		if (!block.count)
			break;
		for (; page < block.first + block.count; page++) {
			if (!is_reserved(&block, page))
				continue;
			if (kx_range_is_empty(bounds))
				bounds.start = page;
			bounds.end = page + 1;
		}
	}
	return bounds;
}

bool kxl_pages_kept(void *data, struct kx_range range, struct kx_range *kept)
{
	const struct kxl_pages *file = data;
	u64 size = file->size;
	struct kx_range pages = find_in(
		file->fd, (struct kx_range){ range.start / size,
					     (range.end + size - 1) / size });

	if (kx_range_is_empty(pages))
		return false;
	pages.start -= count_down(file->fd, pages.start);
	pages.end += count_up(file->fd, pages.end);
	*kept = (struct kx_range){ pages.start * size, pages.end * size };
	return true;
}
