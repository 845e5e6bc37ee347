/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The tiny kernel of a PC, to be changed. */
#ifndef TEST_BOOT_CASES_ORACLE_TINY_BZIMAGE_H
#define TEST_BOOT_CASES_ORACLE_TINY_BZIMAGE_H

#include "test/boot/cases/oracle/descriptors.h"
#include "test/unit/core/make_bzimage.h"

void tiny_make(struct bzimage *image);

#endif
