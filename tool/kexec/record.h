/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What kexec(8) notes about a load, for a later --status. */
#ifndef TOOL_KEXEC_RECORD_H
#define TOOL_KEXEC_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "include/libkexec.h"

#include "tool/kexec/options.h"
#include "tool/kexec/watchdog.h"

#define RECORD_FILES_MAX    32
#define RECORD_NAME_SIZE    16
#define RECORD_BOOT_ID_SIZE 64

/* A file that was loaded, as it was then. */
struct record_file {
	char role[16]; /* "entry", "kernel", "initrd", "module" */
	char *path;    /* absolute, or words that name no file */
	bool is_stamped;
	/* device, inode, bytes, seconds and nanoseconds of the last change */
	unsigned long long stamp[5];
};

struct record {
	unsigned long long time; /* seconds since 1970 */
	char call[24];		 /* "kexec_load", "kexec_file_load" */
	char *version;		 /* of the kernel, or empty */
	bool is_next;	       /* what the boot loader would start, as it is */
	char *cmdline;	       /* without what the library adds */
	unsigned int fallback; /* seconds; 0: none */
	char watchdog[RECORD_NAME_SIZE]; /* for it, or empty */
	char id[WATCHDOG_WORD];		 /* that of the watchdog */
	char *once;	   /* the ID of --fallback-entry, or NULL */
	bool has_timeline; /* a note of the call is wanted */
	unsigned int nr_files;
	struct record_file files[RECORD_FILES_MAX];
};

/**
 * record_write - replace the record of what is loaded
 * @image: loaded just now
 * @cmdline: its command line before the load
 * @entry: the boot entry that it is; NULL: none
 *
 * The record has no addresses, and only root can read it. Without a folder for
 * it there is none; a load does not fail for that.
 */
void record_write(struct kexec_image *image, const struct options *options,
		  const char *cmdline, const struct kexec_boot_entry *entry);

/** record_remove - remove the record of a slot that is empty now */
void record_remove(enum kexec_slot slot);

/**
 * record_read - read the record of a slot in which an image is loaded
 * @sysroot: "" for this machine
 * @record: filled if the function returns true; record_free() frees it
 *
 * Return: whether there is one, and it is of this boot.
 */
bool record_read(enum kexec_slot slot, const char *sysroot,
		 struct record *record);

/** record_exists - whether record_read() would find one, of this machine */
bool record_exists(enum kexec_slot slot);

/**
 * record_renew - a call of ours has failed, and what was loaded stays loaded
 *
 * Linux has counted the call.
 */
void record_renew(enum kexec_slot slot);

/**
 * record_boot_id - what tells this boot from others
 * @id: of RECORD_BOOT_ID_SIZE bytes; empty if it can't be read
 */
void record_boot_id(const char *sysroot, char *id);

/** record_free - free what @record owns */
void record_free(struct record *record);

/** record_entry - the ID of the boot entry that was loaded, or NULL */
const char *record_entry(const struct record *record);

/** record_file_state - "same", "changed", "gone" or "unknown" */
const char *record_file_state(const struct record_file *file);

#endif
