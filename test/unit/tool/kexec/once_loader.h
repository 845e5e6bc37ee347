/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A machine with systemd-boot, its ESP and its variables. */
#ifndef TEST_UNIT_TOOL_KEXEC_ONCE_LOADER_H
#define TEST_UNIT_TOOL_KEXEC_ONCE_LOADER_H

#include "test/unit/lib/fixture.h"

#define VENDOR	 "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define EFIVARS	 "/sys/firmware/efi/efivars/"
#define ONE_SHOT EFIVARS "LoaderEntryOneShot" VENDOR
#define LOAD	 "-s -l K --with-fallback=60 --fallback-entry=good"

/** put_variable - write a variable's text, which is ASCII */
void put_variable(const struct fixture *fixture, const char *path,
		  const char *value);

/**
 * loader_make - make one with the entries good.conf and new.conf, the default
 * @folder: of 128 bytes; the state folder until loader_end()
 */
void loader_make(struct fixture *fixture, char *folder);

/** loader_end - free it, and forget what was noted */
void loader_end(struct fixture *fixture);

/** must_be_told - check LoaderEntryOneShot; @id: NULL: there is none */
void must_be_told(const struct fixture *fixture, const char *id);

#endif
