/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What judges kernel files on this machine before they are loaded. */
#ifndef LIB_LOAD_JUDGES_H
#define LIB_LOAD_JUDGES_H

#include "lib/errors/context.h"

/**
 * kxl_judge_find - the first of them that is in force
 *
 * CONFIG_KEXEC_SIG_FORCE shows nowhere; such a kernel checks whatever file it
 * gets.
 *
 * Return: its name, or NULL.
 */
const char *kxl_judge_find(struct kexec_ctx *ctx);

#endif
