/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A machine in a temporary directory, with its files of /proc and /sys. */
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
	char log[8192]; /* log of the library, one message per line */
	int free_fd;	/* lowest free descriptor at the start */
};

/** fixture_make - make an empty machine, a kernel and an initrd */
void fixture_make(struct fixture *fixture);

/** fixture_make_pc - the same, with 3 GiB of RAM and no kexec in its kernel */
void fixture_make_pc(struct fixture *fixture);

/**
 * fixture_make_crash - the same, with kexec, 256 MiB reserved for a crash
 * kernel, and two of four possible CPUs
 */
void fixture_make_crash(struct fixture *fixture);

/** fixture_efi - add EFI's files, and a kernel that can use them */
void fixture_efi(const struct fixture *fixture);

/** fixture_kcore - write a /proc/kcore with text and memory */
void fixture_kcore(const struct fixture *fixture);

/** fixture_free - remove directory and context; checks for open files */
void fixture_free(struct fixture *fixture);

/** fixture_put - write a file: "/proc/iomem"; makes its directories */
void fixture_put(const struct fixture *fixture, const char *path,
		 struct kx_bytes bytes);

/** fixture_text - the same with a string */
void fixture_text(const struct fixture *fixture, const char *path,
		  const char *text);

/** fixture_remove - remove a file */
void fixture_remove(const struct fixture *fixture, const char *path);

/** fixture_path - get the real path of a file; @path has room for 128 bytes */
void fixture_path(const struct fixture *fixture, const char *name, char *path);

/**
 * view - make a view of a string, in an exact copy without its NUL
 *
 * ASan detects a read of one byte more, which a NUL or a neighbour would hide.
 */
struct kx_bytes view(const char *text);

#endif
