/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Physical memory, as far as the running kernel lets us read it. */
#ifndef LIB_MACHINE_PHYSICAL_H
#define LIB_MACHINE_PHYSICAL_H

#include "lib/errors/context.h"

#include "core/bytes.h"

/*
 * /proc/kcore has RAM; /dev/mem has memory reserved by the firmware, and on
 * most kernels no RAM (CONFIG_STRICT_DEVMEM). Either may be missing.
 */
struct kxl_physical {
	int kcore;		 /* -1: can't be opened */
	int mem;		 /* -1: can't be opened */
	struct kx_bytes phdrs;	 /* of /proc/kcore; borrowed from @headers */
	struct kx_bytes headers; /* owned */
};

/** kxl_physical_open - open both files; kxl_physical_close() undoes */
void kxl_physical_open(struct kexec_ctx *ctx, struct kxl_physical *physical);

/**
 * kxl_physical_read - read @size bytes at physical address @at
 * @data: a struct kxl_physical
 * @to: undefined on failure
 *
 * Return: whether all of them could be read.
 */
bool kxl_physical_read(void *data, u64 at, void *to, size_t size);

void kxl_physical_close(struct kxl_physical *physical);

#endif
