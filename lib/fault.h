/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* core/'s faults, in words. */
#ifndef LIB_FAULT_H
#define LIB_FAULT_H

#include "err.h"

/**
 * kxl_fault_print - the rule that was broken, on which part, by which numbers
 * @fault: of a failure
 * @text: gets the sentence, cut to @size bytes with its NUL
 */
void kxl_fault_print(const struct kx_fault *fault, char *text, size_t size);

#endif
