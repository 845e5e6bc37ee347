/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Facts about a machine that exist on x86 only. */
#ifndef CORE_X86_MACHINE_H
#define CORE_X86_MACHINE_H

#include "core/bytes.h"
#include "kx_port.h"

struct kx_x86_machine {
	/* The running kernel's boot_params page (4096 bytes), or empty. */
	struct kx_bytes boot_params;
	bool is_5level;	 /* 5-level paging is on */
	bool can_5level; /* the processor has it; the module fills this */
	bool lacks_bios; /* its firmware has no calls for real mode */
};

#endif
