/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Prints the faults of core/. */
#ifndef LIB_IMAGE_FAULT_H
#define LIB_IMAGE_FAULT_H

#include "core/arch.h"
#include "core/err.h"

/**
 * kxl_fault_print - print the broken rule, the part that broke it, and numbers
 * @arch: whose types it lists, if the type is wrong
 * @fault: the fault
 * @text: gets the sentence, truncated to @size bytes including its NUL
 */
void kxl_fault_print(const struct kx_arch *arch, const struct kx_fault *fault,
		     char *text, size_t size);

#endif
