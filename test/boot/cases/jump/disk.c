// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The machine jumps while processes read and write a disk at full speed. The
 * host has filled it: each sector contains its number. Sectors in the second
 * half are rewritten with the same number and a count. The next kernel reads
 * all of it.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#define DISK	"/dev/vda"
#define SECTOR	512UL
#define BLOCK	65536UL
#define WORKERS 4
#define WORD	(SECTOR / sizeof(uint64_t))
#define COUNT	40 /* the bit at which the count begins */

/* On the way to the jump the disk is shut down under the workers. */
static bool is_going_down;
/* A read during a write may return two counts. */
static bool has_writers;

static void no_disk(const char *action, uint64_t at)
{
	while (is_going_down && errno == EIO)
		pause();
	fail("%s %s at %lu: %s", action, DISK, at, strerrorname_np(errno));
}

static uint64_t disk_size(int fd)
{
	uint64_t size;

	if (ioctl(fd, BLKGETSIZE64, &size) || size % (2 * BLOCK))
		fail("%s has an odd size", DISK);
	return size;
}

static int open_disk(int flags)
{
	int fd = open(DISK, flags | O_CLOEXEC);

	if (fd < 0)
		fail("%s: %s", DISK, strerrorname_np(errno));
	return fd;
}

static void *block_memory(void)
{
	void *block = aligned_alloc(BLOCK, BLOCK);

	if (!block)
		fail("no memory");
	return block;
}

/* Each sector is one number, 64 times; a count only where it is permitted. */
static void check_block(const uint64_t *block, uint64_t at, uint64_t size)
{
	for (uint64_t i = 0; i < BLOCK / sizeof(*block); i++) {
		uint64_t sector = at / SECTOR + i / WORD;
		uint64_t first = block[i - i % WORD];
		uint64_t count = block[i] >> COUNT;

		if ((block[i] != first && !has_writers) ||
		    (block[i] & ((1ULL << COUNT) - 1)) != sector)
			fail("sector %lu has %#lx in word %lu", sector,
			     block[i], i % WORD);
		if (count && at < size / 2)
			fail("sector %lu was written", sector);
	}
}

static void read_block(int fd, uint64_t at, uint64_t size, uint64_t *block)
{
	if (pread(fd, block, BLOCK, (off_t)at) != (ssize_t)BLOCK)
		no_disk("reading", at);
	check_block(block, at, size);
}

static void write_block(int fd, uint64_t at, uint64_t count, uint64_t *block)
{
	for (uint64_t i = 0; i < BLOCK / sizeof(*block); i++)
		block[i] = (at / SECTOR + i / WORD) | count << COUNT;
	if (pwrite(fd, block, BLOCK, (off_t)at) != (ssize_t)BLOCK)
		no_disk("writing", at);
}

/* One reads, the next writes; neither goes through the page cache. */
static void worker(unsigned int number, struct traffic *traffic)
{
	int fd = open_disk(O_RDWR | O_DIRECT);
	uint64_t *block = block_memory();
	uint64_t size = disk_size(fd);
	uint64_t blocks = size / BLOCK;

	srandom(number);
	for (uint64_t count = 1;; count++) {
		uint64_t random_block = (uint64_t)random() % (blocks / 2);

		if (number % 2)
			write_block(fd, (blocks / 2 + random_block) * BLOCK,
				    count, block);
		else
			read_block(fd, random_block * BLOCK, size, block);
		__atomic_fetch_add(&traffic->count, 1, __ATOMIC_RELAXED);
	}
}

const struct traffic *disk_start(void)
{
	struct traffic *traffic =
		mmap(NULL, sizeof(*traffic), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (traffic == MAP_FAILED)
		fail("no memory");
	has_writers = true;
	for (unsigned int i = 0; i < WORKERS; i++) {
		if (!fork()) {
			worker(i, traffic);
			_exit(1);
		}
	}
	return traffic;
}

/* Return: how many blocks were written; the others are never written to. */
static uint64_t read_disk(uint64_t *blocks)
{
	int fd = open_disk(O_RDONLY | O_DIRECT);
	uint64_t *block = block_memory();
	uint64_t size = disk_size(fd);
	uint64_t written = 0;

	for (uint64_t at = 0; at < size; at += BLOCK) {
		read_block(fd, at, size, block);
		written += *block >> COUNT != 0;
	}
	free(block);
	close(fd);
	*blocks = size / BLOCK / 2;
	return written;
}

void disk_check(void)
{
	uint64_t blocks;

	if (!read_disk(&blocks))
		fail("nobody wrote to the disk");
}

void case_disk(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("disk_second", "");
	load_kernel(&load, &result);
	is_going_down = true;
	disk_start();
	sleep(1);
	jump(&load);
}

/* PID 1 of the next kernel. */
void case_disk_second(void)
{
	uint64_t blocks;
	uint64_t written = read_disk(&blocks);

	verdict("number_blocks_written", "%lu of %lu", written, blocks);
	if (!written)
		fail("nobody wrote to the disk before the jump");
	case_second();
}
