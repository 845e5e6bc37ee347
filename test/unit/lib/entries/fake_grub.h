/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A script of GRUB on a device with a few files. */
#ifndef TEST_UNIT_LIB_ENTRIES_FAKE_GRUB_H
#define TEST_UNIT_LIB_ENTRIES_FAKE_GRUB_H

#include "lib/entries/grub.h"

#define FAKE_FILES_MAX 16
#define FAKE_UUID      "1111-2222"

struct fake_grub {
	struct kxl_grub grub;
	struct kxl_pool pool;
	struct kxl_grub_host host;
	struct {
		const char *path;
		const char *text;
	} files[FAKE_FILES_MAX]; /* ends with one without a path */
	char log[4096];		 /* warnings: PATH:LINE: WHAT, a line each */
};

/** fake_grub_make - a device with the files that @fake->files names */
void fake_grub_make(struct fake_grub *fake);

/** fake_grub_free - free what the script has made */
void fake_grub_free(struct fake_grub *fake);

#endif
