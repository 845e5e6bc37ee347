/* SPDX-License-Identifier: GPL-2.0-only */
/* The contents of a dump's ELF headers. */
#ifndef MODULE_DUMP_H
#define MODULE_DUMP_H

#include "core/crash.h"
#include "core/memmap.h"
#include "core/range.h"

#include <linux/compiler.h>
#include <linux/types.h>

/* The data for the ELF headers. */
struct kxm_dump {
	struct kx_crash crash;
	struct kx_range *notes; /* backs @crash */
	struct kx_memmap memory;
};

void kxm_dump_open(void);
/* Log what dumps of this kernel will lack. */
void kxm_dump_warn(void);
/* The largest size of the headers in bytes. */
u64 kxm_dump_room(void);
int __must_check kxm_dump_get(struct kxm_dump *dump);
void kxm_dump_put(struct kxm_dump *dump);

#endif
