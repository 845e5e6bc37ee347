/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The time-stamp counter of x86. */
#ifndef LIB_MACHINE_TSC_H
#define LIB_MACHINE_TSC_H

#include "kx_port.h"

/** kxl_tsc - read it; 0: this processor has none */
u64 kxl_tsc(void);

#endif
