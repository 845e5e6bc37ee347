/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Policies of this machine that check kernel files before a load. */
#ifndef LIB_MACHINE_JUDGES_H
#define LIB_MACHINE_JUDGES_H

#include "lib/errors/context.h"

/**
 * kxl_judge_find - find the first policy that is enforced
 *
 * CONFIG_KEXEC_SIG_FORCE is not visible anywhere; such a kernel checks every
 * file.
 *
 * Return: its name, or NULL.
 */
const char *kxl_judge_find(struct kexec_ctx *ctx);

/**
 * kxl_judge_record - find who records what kexec_file_load(2) loads
 *
 * IMA measures files by its rules, and hands its log over to the next kernel.
 * A policy that can't be read counts if it was loaded or chosen at boot, or if
 * anything was measured.
 *
 * Return: its name, or NULL.
 */
const char *kxl_judge_record(struct kexec_ctx *ctx);

#endif
