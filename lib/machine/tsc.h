/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The time-stamp counter of x86, and the virtual counter of arm64. */
#ifndef LIB_MACHINE_TSC_H
#define LIB_MACHINE_TSC_H

#include "kx_port.h"

/** kxl_tsc - read it; 0: this processor has none */
u64 kxl_tsc(void);

/** kxl_tsc_khz - its speed, if the processor says it; else 0 */
u64 kxl_tsc_khz(void);

#endif
