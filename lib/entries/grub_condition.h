/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* GRUB's command test, also called [. */
#ifndef LIB_ENTRIES_GRUB_CONDITION_H
#define LIB_ENTRIES_GRUB_CONDITION_H

#include "lib/entries/grub.h"

/**
 * kxl_grub_is_true - evaluate an expression
 * @words: without the name of the command and without ]
 *
 * Return: whether it is true; false if it is none.
 */
bool kxl_grub_is_true(const struct kxl_grub *grub, const char *const *words,
		      u32 count);

#endif
