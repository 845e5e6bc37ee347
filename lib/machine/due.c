// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Where a segment shall lie on a page that kexec_load(2) gets for its bytes,
 * the load takes long (quiet.c says why). A kernel lies at a random place, and
 * one place in seven of a guest with 1 GiB took up to 0.9 of 4.4 G instructions
 * more. The allocator's lists can't be read. But when smaller blocks are used
 * up Linux divides the largest (find_suitable_fallback() in mm/page_alloc.c),
 * most often in the order of their addresses, as it got them at boot; and so it
 * did for the memory of this process just now. So what comes next is foreseen.
 *
 * A kernel that kexec --prepare kept is a file's memory, which tells nothing.
 * Four huge pages are taken and given back for it: 20 M instructions, where a
 * load took up to 1.3 G more. They are what Linux gives out first, then.
 *
 * Another way is exact: to take as much memory as the load will, and to give it
 * back. It costs each load 0.15 G, as Linux clears all of it, and 0.4 G with a
 * large initrd.
 */
#include "lib/machine/due.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/machine/file.h"

#define MODULE	   "/sys/module/kexec"
#define PAGEMAP	   "/proc/self/pagemap"
#define PAGE_BYTES 4096ULL
#define BLOCK	   0x200000ULL /* a huge page, and half of the largest block */
/* Linux Documentation/admin-guide/mm/pagemap.rst */
#define ENTRY_SIZE 8
#define PRESENT	   (1ULL << 63)
#define OF_FILE	   (1ULL << 61)
#define PFN	   ((1ULL << 55) - 1)

/* 0: it is not there, or Linux does not say. */
static u64 entry_of(int pagemap, const u8 *page)
{
	u8 bytes[ENTRY_SIZE];

	if (pread(pagemap, bytes, sizeof(bytes),
		  (off_t)((uintptr_t)page / PAGE_BYTES * ENTRY_SIZE)) !=
	    sizeof(bytes))
		return 0;
	return kx_load_le64(bytes);
}

static bool is_of_file(int pagemap, const u8 *page)
{
	return entry_of(pagemap, page) & OF_FILE;
}

/* 0: it is not there or a file's, or others than root ask. */
static u64 frame_of(int pagemap, const u8 *page)
{
	u64 entry = entry_of(pagemap, page);

	return entry & PRESENT && !(entry & OF_FILE) ? entry & PFN : 0;
}

struct kx_range kxl_due_after(const u64 *blocks, u64 size)
{
	struct kx_range due = { 0, 0 };

	if (blocks[1] != blocks[0] + BLOCK || blocks[3] != blocks[2] + BLOCK)
		return due;
	if (blocks[2] == blocks[1] + BLOCK) {
		due.start = blocks[3] + BLOCK;
		due.end = due.start + size;
	} else if (blocks[2] + 2 * BLOCK == blocks[0]) {
		due.end = blocks[2];
		due.start = size < due.end ? due.end - size : 0;
	}
	return due;
}

/* The last blocks of @newest. Small pages of one block may lie in another. */
static bool read_blocks(int pagemap, struct kx_bytes newest, u64 *blocks)
{
	const u8 *end = newest.data + newest.size;
	const u8 *at = end - (uintptr_t)end % BLOCK - KXL_DUE_BLOCKS * BLOCK;
	u32 i;

	for (i = 0; i < KXL_DUE_BLOCKS; i++) {
		u64 frame = frame_of(pagemap, at + i * BLOCK);

		if (!frame)
			return false;
		blocks[i] = kx_align_down(frame * PAGE_BYTES, BLOCK);
	}
	return true;
}

/* What is given out next, and before it what the probe gives back. */
static struct kx_range probe(int pagemap, u64 size)
{
	u64 blocks[KXL_DUE_BLOCKS] = { 0 };
	struct kx_range due = { 0, 0 };
	const u64 room = (KXL_DUE_BLOCKS + 1) * BLOCK;
	u8 *memory = mmap(NULL, room, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	u8 *end;
	u32 i;

	if (memory == MAP_FAILED)
		return due;
	end = memory + room;
	/* Without huge pages no order will be found. */
	(void)madvise(memory, room, MADV_HUGEPAGE);
	end -= (uintptr_t)end % BLOCK;
	for (i = KXL_DUE_BLOCKS; i; i--)
		*(volatile u8 *)(end - i * BLOCK) = 1;
	if (read_blocks(pagemap, kx_bytes(memory, room), blocks))
		due = kxl_due_after(blocks, size);
	munmap(memory, room);
	for (i = 0; !kx_range_is_empty(due) && i < KXL_DUE_BLOCKS; i++) {
		if (blocks[i] < due.start)
			due.start = blocks[i];
		if (blocks[i] + BLOCK > due.end)
			due.end = blocks[i] + BLOCK;
	}
	return due;
}

void kxl_due_find(struct kexec_ctx *ctx, struct kx_bytes newest, u64 size,
		  struct kx_machine *facts)
{
	u64 blocks[KXL_DUE_BLOCKS];
	int pagemap;

	facts->due = (struct kx_range){ 0, 0 };
	if (newest.size < (KXL_DUE_BLOCKS + 1) * BLOCK ||
	    kxl_exists(ctx, MODULE) || kxl_open(ctx, PAGEMAP, &pagemap))
		return;
	if (is_of_file(pagemap, newest.data))
		facts->due = probe(pagemap, size);
	else if (read_blocks(pagemap, newest, blocks))
		facts->due = kxl_due_after(blocks, size);
	close(pagemap);
}
