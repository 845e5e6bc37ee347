/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What is known of a machine that only x86 has. */
#ifndef CORE_X86_MACHINE_H
#define CORE_X86_MACHINE_H

#include "core/bytes.h"
#include "kx_port.h"

struct kx_x86_machine {
	/* The running kernel's boot_params page (4096 bytes), or empty. */
	struct kx_bytes boot_params;
	bool is_5level; /* 5-level paging is on */
};

#endif
