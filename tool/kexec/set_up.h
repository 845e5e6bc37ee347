/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the options say about an image. */
#ifndef TOOL_KEXEC_SET_UP_H
#define TOOL_KEXEC_SET_UP_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/** image_slot - the slot for the image */
enum kexec_slot image_slot(const struct options *options);

/**
 * image_set_up - apply all options to an open image
 *
 * Return: 0 or a negative errno, with the context's error set.
 */
int image_set_up(struct kexec_image *image, const struct options *options);

/**
 * image_add_cmdline - append to the image's command line, also that of a UKI
 * @more: words
 *
 * Return: 0 or a negative errno, with the context's error set.
 */
int image_add_cmdline(struct kexec_image *image, const char *more);

#endif
