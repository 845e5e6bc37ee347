/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A machine in a temporary directory: what /proc and /sys would say there. */
#ifndef TEST_UNIT_LIB_FIXTURE_H
#define TEST_UNIT_LIB_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "include/libkexec.h"

#include "core/bytes.h"

struct fixture {
	char dir[64];
	char kernel[96]; /* path of a synthetic bzImage */
	char initrd[96]; /* path of a small file */
	struct kexec_ctx *ctx;
	char log[8192]; /* what the library said, a line each */
	int free_fd;	/* the lowest descriptor that was not open before */
};

/** fixture_make - an empty machine, a kernel and an initrd */
void fixture_make(struct fixture *fixture);

/** fixture_make_pc - the same, with 3 GiB of RAM and no kexec in its kernel */
void fixture_make_pc(struct fixture *fixture);

/**
 * fixture_make_crash - the same, as a kernel with kexec shows it that has set
 * 256 MiB aside, and has two of four possible CPUs
 */
void fixture_make_crash(struct fixture *fixture);

/** fixture_efi - add what EFI left, and a kernel that can take it over */
void fixture_efi(const struct fixture *fixture);

/** fixture_kcore - write a /proc/kcore that has text and memory */
void fixture_kcore(const struct fixture *fixture);

/** fixture_free - remove the directory and the context; no file is left open */
void fixture_free(struct fixture *fixture);

/** fixture_put - write a file: "/proc/iomem"; folders are made */
void fixture_put(const struct fixture *fixture, const char *path,
		 struct kx_bytes bytes);

/** fixture_text - the same with a string */
void fixture_text(const struct fixture *fixture, const char *path,
		  const char *text);

/** fixture_remove - remove a file */
void fixture_remove(const struct fixture *fixture, const char *path);

/** fixture_path - where a file of the machine really is; @path has 128 bytes */
void fixture_path(const struct fixture *fixture, const char *name, char *path);

/**
 * view - a string as a view of an exact copy, without its NUL
 *
 * ASan sees a read of one byte more, which a NUL or a neighbour would hide.
 */
struct kx_bytes view(const char *text);

#endif
