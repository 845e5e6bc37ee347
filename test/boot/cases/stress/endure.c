// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Large images are loaded and unloaded repeatedly: free memory must not shrink.
 * Each page goes through the copy list, so a page lost in a thousand rounds
 * would show.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SIZE	    (200UL << 20)
#define DESTINATION (256UL << 20)
#define BIG_FILE    "/big"
/* Normal variation of free memory; a page a round would be 2000 KiB. */
#define NOISE_KIB    500
#define WARM_UP	     10
#define SETTLE_TRIES 20

static void expect(const char *what, int err)
{
	if (err)
		fail("%s: %s", what, strerrorname_np(-err));
}

/* Bytes with contents: an untouched page would be the zero page. */
static uint8_t *make_bytes(void)
{
	uint8_t *bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (bytes == MAP_FAILED)
		fail("no memory for %lu bytes", SIZE);
	memset(bytes, 0x5a, SIZE);
	return bytes;
}

static void by_call(const struct load *load)
{
	static uint8_t *bytes;
	struct segment segment = { NULL, SIZE, DESTINATION, SIZE };

	(void)load;
	if (!bytes)
		bytes = make_bytes();
	segment.buf = bytes;
	expect("kexec_load", call_kexec_load(DESTINATION, 1, &segment, 0));
}

static void by_file(const struct load *load)
{
	int kernel = open(load->kernel, O_RDONLY | O_CLOEXEC);
	int initrd = open(load->initrd, O_RDONLY | O_CLOEXEC);

	expect("kexec_file_load",
	       call_kexec_file_load(kernel, initrd, 1, "", 0));
	close(kernel);
	close(initrd);
}

static const char *make_file(void)
{
	char hex[SHA256_HEX_SIZE];
	struct cpio cpio;

	cpio_create(&cpio, BIG_FILE);
	cpio_add_payload(&cpio, SIZE, 1, hex);
	cpio_close(&cpio);
	return BIG_FILE;
}

/* Once it is stable. */
static long free_kib(void)
{
	long before = 0;
	long kib = settled_memory_kib();

	for (int i = 0; i < SETTLE_TRIES && kib != before; i++) {
		usleep(200000);
		before = kib;
		kib = settled_memory_kib();
	}
	return kib;
}

static void round_of(void (*load_once)(const struct load *load),
		     const struct load *load)
{
	load_once(load);
	if (!kexec_loaded())
		fail("kexec_loaded is 0 after a load");
	expect("unload", call_kexec_load(0, 0, NULL, 0));
}

void case_endure(void)
{
	void (*load_once)(const struct load *load) = by_call;
	long rounds = word_number("rounds", 500);
	struct load load;
	long before = 0, begin, lost;

	kexec_arrive();
	load_from_words(&load);
	/* Prevent our pages from becoming a huge page. */
	expect("prctl", prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) ? -errno : 0);
	if (same_text(load.call, "-s")) {
		load.initrd = make_file();
		load_once = by_file;
	}
	/* The first reads of the number also use memory. */
	for (int i = 0; i < WARM_UP; i++) {
		round_of(load_once, &load);
		before = free_kib();
	}
	begin = now_ms();
	for (long i = 0; i < rounds; i++)
		round_of(load_once, &load);
	lost = before - free_kib();
	verdict("number_rounds", "%ld of %lu MiB, %ld ms each", rounds,
		SIZE >> 20, (now_ms() - begin) / rounds);
	verdict("number_lost_kib", "%ld", lost);
	if (lost > NOISE_KIB)
		fail("%ld rounds cost %ld KiB", rounds, lost);
	pass();
}
