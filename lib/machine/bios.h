/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Whether the machine's firmware can be called from real mode. */
#ifndef LIB_MACHINE_BIOS_H
#define LIB_MACHINE_BIOS_H

#include "core/plan.h"
#include "lib/errors/context.h"

/**
 * kxl_lacks_bios - whether it is known that there is no BIOS to call
 * @machine: for the running kernel's boot_params
 *
 * Return: true if UEFI has started this machine, or if the interrupt table of
 * real mode has no video, system or keyboard services. False, if neither can be
 * read: most machines with neither have a BIOS.
 */
bool kxl_lacks_bios(struct kexec_ctx *ctx, const struct kx_machine *machine);

#endif
