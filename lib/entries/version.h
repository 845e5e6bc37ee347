/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Versions and file names, in the order of each boot loader. */
#ifndef LIB_ENTRIES_VERSION_H
#define LIB_ENTRIES_VERSION_H

#include "kx_port.h"

/*
 * Each returns a negative number, 0 or a positive number, if @a is older than,
 * as old as, or newer than @b. None depends on the locale.
 */

/**
 * kxl_version_compare - as systemd compares versions
 *
 * Source: UAPI specification 10 (Version Format Comparison).
 */
int kxl_version_compare(const char *a, const char *b);

/**
 * kxl_version_compare_names - as GRUB compares the names of entries
 *
 * Source: filevercmp() of gnulib, which GRUB 2.14's blscfg calls.
 */
int kxl_version_compare_names(const char *a, const char *b);

/**
 * kxl_version_compare_packages - the same for GRUB of Fedora and RHEL
 *
 * The part before the last two hyphens, then the one between them, and then the
 * last one, each as rpm compares versions. Source: blscfg of Fedora's GRUB.
 */
int kxl_version_compare_packages(const char *a, const char *b);

#endif
