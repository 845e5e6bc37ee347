// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The file consists of blocks of one page: a header, a sub header, a bitmap of
 * all memory, a bitmap of the pages in this file, and a descriptor for each of
 * these, in the same order. A page's descriptor is found by counting the bits
 * before it; the counts for whole chunks of the bitmap are computed once.
 * Source: IMPLEMENTATION and diskdump_mod.h of makedumpfile 1.7.
 */
#include "tool/vmcore_dmesg/page_file.h"

#include <stdlib.h>

#include "tool/vmcore_dmesg/dump_info.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/number.h"
#include "tool/vmcore_dmesg/unpack.h"

static const char signature[] = "KDUMP   ";

/* Offsets of the fields, as 64-bit compilers lay them out. */
enum {
	MAIN_VERSION = 8,
	MAIN_MACHINE = 272, /* utsname.machine */
	MACHINE_SIZE = 65,
	MAIN_BLOCK_SIZE = 428,
	MAIN_SUB_BLOCKS = 432,
	MAIN_BITMAP_BLOCKS = 436,
	MAIN_PAGES = 440,
	MAIN_SIZE = 464,
	SUB_PHYS_BASE = 0,
	SUB_SPLIT = 12,
	SUB_INFO_OFFSET = 32,
	SUB_INFO_SIZE = 40,
	SUB_PAGES = 96,
	SUB_SIZE = 104,
	DESC_OFFSET = 0,
	DESC_SIZE = 8,
	DESC_FLAGS = 12,
	DESC_BYTES = 24,
};

enum {
	BLOCK_MIN = 4096,
	BLOCK_MAX = 65536,
	CHUNK_SIZE = 4096, /* bytes of bitmap for which one count is kept */
	CHUNK_PAGES = CHUNK_SIZE * 8,
	CACHE_PAGES = 16,
	VERSION_INFO = 3, /* first versions with these fields */
	VERSION_PAGES = 6,
};

/* Physical addresses have at most 52 bits, with 5-level page tables. */
#define MEMORY_MAX (1ULL << 52)

struct page_file {
	u64 block_size;
	u64 nr_pages;
	u64 bitmap_at; /* in the file: of the pages that it contains */
	u64 descs_at;
	u64 *before;		 /* set bits before each chunk of the bitmap */
	u64 cached[CACHE_PAGES]; /* page numbers */
	u8 *cache;
	u8 *packed; /* one page as stored in the file */
	u32 next_slot;
};

#define NO_PAGE UINT64_MAX

static bool page_file_probe(struct kx_bytes beginning)
{
	return beginning.size >= sizeof(signature) - 1 &&
	       !memcmp(beginning.data, signature, sizeof(signature) - 1);
}

static u64 count_bits(const u8 *bytes, u64 bits)
{
	u64 count = 0;
	u64 i;

	for (i = 0; i < bits / 8; i++)
		count += (u64)__builtin_popcount(bytes[i]);
	if (bits % 8)
		count += (u64)__builtin_popcount(bytes[i] &
						 ((1U << (bits % 8)) - 1));
	return count;
}

/* A chunk of the bitmap; the last one may be shorter. */
static int read_chunk(const struct dump *dump, u64 chunk, u8 *bits,
		      struct failure *failure)
{
	const struct page_file *pages = dump->pages;
	u64 size = (pages->nr_pages + 7) / 8 - chunk * CHUNK_SIZE;
	u64 at = pages->bitmap_at + chunk * CHUNK_SIZE;
	int err;

	if (size > CHUNK_SIZE)
		size = CHUNK_SIZE;
	err = source_read(dump->source, at, bits, size);
	if (!err)
		return 0;
	return failure_set(failure, STATUS_TABLE,
			   "bitmap at %#llx: %s; copy the dump again",
			   (unsigned long long)at, source_trouble(err));
}

static int count_chunks(struct dump *dump, struct failure *failure)
{
	struct page_file *pages = dump->pages;
	u64 chunks = (pages->nr_pages + CHUNK_PAGES - 1) / CHUNK_PAGES;
	u64 last = pages->nr_pages % CHUNK_PAGES;
	u8 bits[CHUNK_SIZE];
	u64 count = 0;
	u64 i;
	int err;

	/*
	 * Allocate no table unless the file contains the bitmap's last chunk.
	 */
	err = chunks ? read_chunk(dump, chunks - 1, bits, failure) : 0;
	if (err)
		return err;
	pages->before = malloc((chunks + 1) * sizeof(*pages->before));
	if (!pages->before)
		return failure_set(failure, STATUS_MEMORY, "out of memory");
	for (i = 0; i < chunks; i++) {
		pages->before[i] = count;
		err = read_chunk(dump, i, bits, failure);
		if (err)
			return err;
		count += count_bits(
			bits, i == chunks - 1 && last ? last : CHUNK_PAGES);
	}
	return 0;
}

static int check_main(const u8 *head, struct failure *failure)
{
	u64 block_size = number_at(head, MAIN_BLOCK_SIZE, 4);

	if (block_size < BLOCK_MIN || block_size > BLOCK_MAX ||
	    block_size & (block_size - 1))
		return failure_set(
			failure, STATUS_HEADER,
			"blocks of %llu bytes: damaged, or from a machine "
			"that is not of 64 bits and little-endian",
			(unsigned long long)block_size);
	return 0;
}

static int set_up(struct dump *dump, const u8 *head, const u8 *sub,
		  struct failure *failure)
{
	struct page_file *pages = dump->pages;
	u64 version = number_at(head, MAIN_VERSION, 4);
	u64 bitmap = number_at(head, MAIN_BITMAP_BLOCKS, 4) / 2;
	u64 sub_blocks = number_at(head, MAIN_SUB_BLOCKS, 4);
	u64 i;

	pages->nr_pages = version >= VERSION_PAGES
				  ? number_at(sub, SUB_PAGES, 8)
				  : number_at(head, MAIN_PAGES, 4);
	if (pages->nr_pages > MEMORY_MAX / pages->block_size)
		return failure_set(failure, STATUS_TABLE,
				   "%llu pages of memory, more than addresses "
				   "of 52 bits reach: a damaged dump",
				   (unsigned long long)pages->nr_pages);
	if (pages->nr_pages > bitmap * pages->block_size * 8)
		return failure_set(
			failure, STATUS_TABLE,
			"%llu pages of memory, more than the bitmap of "
			"%llu blocks has; copy the dump again",
			(unsigned long long)pages->nr_pages,
			(unsigned long long)bitmap);
	pages->bitmap_at = (1 + sub_blocks + bitmap) * pages->block_size;
	pages->descs_at = (1 + sub_blocks + 2 * bitmap) * pages->block_size;
	for (i = 0; i < CACHE_PAGES; i++)
		pages->cached[i] = NO_PAGE;
	pages->cache = malloc(CACHE_PAGES * pages->block_size);
	pages->packed = malloc(pages->block_size);
	if (!pages->cache || !pages->packed)
		return failure_set(failure, STATUS_MEMORY, "out of memory");
	return count_chunks(dump, failure);
}

static void page_file_close(struct dump *dump)
{
	if (!dump->pages)
		return;
	free(dump->pages->before);
	free(dump->pages->cache);
	free(dump->pages->packed);
	free(dump->pages);
	dump->pages = NULL;
}

/* @name: as uname(2) has it */
static enum dump_machine machine_of(const char *name)
{
	if (!strncmp(name, "x86_64", MACHINE_SIZE))
		return DUMP_OF_X86_64;
	return strncmp(name, "aarch64", MACHINE_SIZE) ? DUMP_OF_OTHER
						      : DUMP_OF_ARM64;
}

static int page_file_open(struct dump *dump, struct failure *failure)
{
	u8 head[MAIN_SIZE];
	u8 sub[SUB_SIZE];
	int err;

	err = source_read(dump->source, 0, head, sizeof(head));
	if (err)
		return failure_set(failure, STATUS_HEADER, "header: %s",
				   source_trouble(err));
	err = check_main(head, failure);
	if (err)
		return err;
	dump->pages = calloc(1, sizeof(*dump->pages));
	if (!dump->pages)
		return failure_set(failure, STATUS_MEMORY, "out of memory");
	dump->pages->block_size = number_at(head, MAIN_BLOCK_SIZE, 4);
	err = source_read(dump->source, dump->pages->block_size, sub,
			  sizeof(sub));
	if (err)
		return failure_set(failure, STATUS_HEADER, "sub header: %s",
				   source_trouble(err));
	if (number_at(sub, SUB_SPLIT, 4))
		return failure_set(
			failure, STATUS_HEADER,
			"one part of a split dump; join the parts with "
			"makedumpfile --reassemble");
	dump->machine = machine_of((const char *)head + MAIN_MACHINE);
	dump->long_size = 8;
	dump->has_phys_base = true;
	dump->phys_base = number_at(sub, SUB_PHYS_BASE, 8);
	if (number_at(head, MAIN_VERSION, 4) >= VERSION_INFO) {
		err = dump_info_keep(dump, number_at(sub, SUB_INFO_OFFSET, 8),
				     number_at(sub, SUB_INFO_SIZE, 8), failure);
		if (err)
			return err;
	}
	return set_up(dump, head, sub, failure);
}

/* The number of a page's descriptor. */
static int find_desc(struct dump *dump, u64 page, u64 *desc,
		     struct failure *failure)
{
	struct page_file *pages = dump->pages;
	unsigned long long pa = page * pages->block_size;
	u64 bit = page % CHUNK_PAGES;
	u8 bits[CHUNK_SIZE] = { 0 };
	int err;

	if (page < pages->nr_pages) {
		err = read_chunk(dump, page / CHUNK_PAGES, bits, failure);
		if (err)
			return err;
	}
	if (!(bits[bit / 8] >> bit % 8 & 1))
		return failure_set(failure, STATUS_ADDRESS,
				   "physical address %#llx is not in the dump",
				   pa);
	*desc = pages->before[page / CHUNK_PAGES] + count_bits(bits, bit);
	return 0;
}

/* The stored form of a page, into @pages->packed. */
static int read_packed(struct dump *dump, u64 page, u32 *flags, u64 *size,
		       struct failure *failure)
{
	struct page_file *pages = dump->pages;
	u8 desc[DESC_BYTES];
	u64 number = 0;
	int err;

	err = find_desc(dump, page, &number, failure);
	if (err)
		return err;
	err = source_read(dump->source, pages->descs_at + number * DESC_BYTES,
			  desc, sizeof(desc));
	*size = err ? 0 : number_at(desc, DESC_SIZE, 4);
	if (*size > pages->block_size)
		return failure_set(
			failure, STATUS_DATA,
			"page %#llx: %llu bytes, more than a page; copy "
			"the dump again",
			(unsigned long long)page, (unsigned long long)*size);
	if (!err)
		err = source_read(dump->source, number_at(desc, DESC_OFFSET, 8),
				  pages->packed, *size);
	if (err)
		return failure_set(failure, STATUS_DATA,
				   "page %#llx: %s; copy the dump again",
				   (unsigned long long)page,
				   source_trouble(err));
	*flags = (u32)number_at(desc, DESC_FLAGS, 4);
	return 0;
}

static int get_page(struct dump *dump, u64 page, const u8 **bytes,
		    struct failure *failure)
{
	struct page_file *pages = dump->pages;
	u32 flags = 0;
	u64 size = 0;
	u32 slot;
	u8 *place;
	int err;

	for (slot = 0; slot < CACHE_PAGES; slot++) {
		if (pages->cached[slot] == page) {
			*bytes = pages->cache + slot * pages->block_size;
			return 0;
		}
	}
	slot = pages->next_slot;
	place = pages->cache + slot * pages->block_size;
	err = read_packed(dump, page, &flags, &size, failure);
	if (err)
		return err;
	pages->cached[slot] = NO_PAGE;
	err = unpack(flags, kx_bytes(pages->packed, size), place,
		     pages->block_size, failure);
	if (err)
		return err;
	pages->cached[slot] = page;
	pages->next_slot = (slot + 1) % CACHE_PAGES;
	*bytes = place;
	return 0;
}

static int page_file_read_physical(struct dump *dump, u64 pa, void *to,
				   u64 size, struct failure *failure)
{
	u64 block_size = dump->pages->block_size;
	const u8 *bytes = NULL;
	u8 *next = to;
	u64 part;
	int err;

	for (; size; size -= part, pa += part, next += part) {
		err = get_page(dump, pa / block_size, &bytes, failure);
		if (err)
			return err;
		part = block_size - pa % block_size;
		if (part > size)
			part = size;
		memcpy(next, bytes + pa % block_size, part);
	}
	return 0;
}

const struct dump_format page_file_format = {
	.probe = page_file_probe,
	.open = page_file_open,
	.close = page_file_close,
	.read_physical = page_file_read_physical,
};
