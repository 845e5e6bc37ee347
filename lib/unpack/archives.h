/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The archives of initrds, and which of them Linux would drop. */
#ifndef LIB_UNPACK_ARCHIVES_H
#define LIB_UNPACK_ARCHIVES_H

#include "lib/unpack/stream.h"

/* At the first one of these, Linux stops and drops all that follows. */
enum kxl_loss_kind {
	KXL_LOSS_NONE,
	KXL_LOSS_FOREIGN,   /* neither an archive nor zeroes */
	KXL_LOSS_UNALIGNED, /* not at a multiple of 4, where it must be */
	KXL_LOSS_CUT,	    /* longer than its initrd */
	KXL_LOSS_DAMAGED,
	KXL_LOSS_REFUSED, /* see @setting */
	KXL_LOSS_RUNS_ON, /* LZ4: what follows is taken for a part of it */
};

struct kxl_loss {
	enum kxl_loss_kind kind;
	u64 at;		    /* byte in the initrd */
	const char *name;   /* of the format: "zstd", "uncompressed" */
	char setting[96];   /* as in struct kxl_stream */
	const char *advice; /* likewise */
};

struct kxl_archives {
	bool is_thorough;  /* unpack to find the end, if nothing else does */
	bool is_packed;	   /* a compressed archive came before */
	bool has_early;	   /* there are early files after it */
	u64 early_at;	   /* the first one: byte in the initrd */
	bool has_misnamed; /* a file that the early kernel misses by its name */
	u64 misnamed_at;   /* the first one: byte in the initrd */
	struct kxl_loss loss;
};

/**
 * kxl_archives_walk - follow the archives of one initrd as Linux would
 * @archives: zeroed before the first initrd, but for @is_thorough; the state
 *	      for the next one
 * @initrd: at a multiple of 4 bytes in memory; zeroes follow it
 * @fd: the file that @initrd is mapped from, at its start; -1: none
 *
 * Reads headers, and skips contents. After gzip, bzip2, lzma and lzo, whose end
 * no header says, the rest of the initrd counts as part of the stream, unless
 * an uncompressed archive seems to follow, or @archives is thorough: then the
 * stream is unpacked to find its end, if this build can.
 */
void kxl_archives_walk(struct kxl_archives *archives, struct kx_bytes initrd,
		       int fd);

/**
 * kxl_archives_without_config - an initrd without a boot config at its end
 *
 * Linux removes a boot config from the end of the last initrd
 * (get_boot_config_from_initrd() in init/main.c).
 */
struct kx_bytes kxl_archives_without_config(struct kx_bytes initrd);

#endif
