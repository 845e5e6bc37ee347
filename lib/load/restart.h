/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A call of reboot(2) that the purgatory knows of (core/timeline.h). */
#ifndef LIB_LOAD_RESTART_H
#define LIB_LOAD_RESTART_H

#include "kx_port.h"

/**
 * kxl_restart - kxl_sys_reboot(), with a note in a register where there is one
 * @ticks: the counter at the call, not 0
 *
 * Return: a negative errno.
 */
KX_MUST_CHECK int kxl_restart(u64 ticks);

#endif
