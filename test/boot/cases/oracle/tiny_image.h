/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The tiny kernel of an arm64 machine, and where its header has what. */
#ifndef TEST_BOOT_CASES_ORACLE_TINY_IMAGE_H
#define TEST_BOOT_CASES_ORACLE_TINY_IMAGE_H

#include "test/boot/cases/oracle/descriptors.h"

/* Offsets (Linux Documentation/arm64/booting.rst). */
enum image_field {
	IMAGE_CODE = 0,	       /* 4 */
	IMAGE_TEXT_OFFSET = 8, /* 8 */
	IMAGE_SIZE = 16,       /* 8 */
	IMAGE_FLAGS = 24,      /* 8 */
	IMAGE_MAGIC = 56,      /* 4 */
	IMAGE_PE = 60,	       /* 4 */
	IMAGE_HEADER_END = 64,
};

#define IMAGE_FILE_SIZE 0x2000UL

#endif
