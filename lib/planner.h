/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From an image to core/'s plan of it. */
#ifndef LIB_PLANNER_H
#define LIB_PLANNER_H

#include "image.h"

/**
 * kxl_plan_vet - is the file itself fit to be loaded?
 *
 * For calls where the kernel does the planning: makes a plan and keeps only
 * the verdict on file and command line. Not being able to plan, for want of
 * room or of rights, is no verdict. Drops the image's plan.
 *
 * Return: 0, -ENOEXEC or -EINVAL with the error set.
 */
KX_MUST_CHECK int kxl_plan_vet(struct kexec_image *image);

/** kxl_plan_advice - what to try about a KX_E_* code; "" when nothing */
const char *kxl_plan_advice(int code);

#endif
