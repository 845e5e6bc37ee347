/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a damaged crash image needs of an arm64 machine: where it can say so,
 * and how it resets the machine.
 */
#ifndef LIB_MACHINE_BOARD_H
#define LIB_MACHINE_BOARD_H

#include "lib/errors/context.h"

#include "core/arm64_machine.h"

/**
 * kxl_board_read - read both below the context's root
 * @machine: uart and psci are set; 0: unknown
 *
 * Only a PL011 is known, which Linux calls ttyAMA: the first that is a console.
 */
void kxl_board_read(struct kexec_ctx *ctx, struct kx_arm64_machine *machine);

#endif
