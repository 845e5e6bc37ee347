/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Why no log can be printed: one line for people, one number for scripts. */
#ifndef TOOL_VMCORE_DMESG_FAILURE_H
#define TOOL_VMCORE_DMESG_FAILURE_H

/*
 * Exit statuses: those of vmcore-dmesg.c and elf_info.c of kexec-tools 2.0.32.
 * Where they have several for one cause, this is the first of them.
 */
enum status {
	STATUS_OK = 0,
	STATUS_USAGE = 1,
	STATUS_OPEN = 2,
	STATUS_READ = 3, /* the very first bytes */
	STATUS_NO_DUMP = 4,
	STATUS_VERSION = 5,
	STATUS_CLASS = 6,
	STATUS_ORDER = 7,
	STATUS_HEADER = 10,
	STATUS_ENTRY_SIZE = 12,
	STATUS_MEMORY = 14,
	STATUS_TABLE = 16, /* program headers, bitmaps, indexes */
	STATUS_NOTES = 20,
	STATUS_NOTES_READ = 22,
	STATUS_ADDRESS = 30, /* not in the dump */
	STATUS_DATA = 41,    /* in the dump, but cannot be read */
	STATUS_NO_LOG = 50,
	STATUS_WRITE = 54,
	STATUS_NO_SYMBOL = 60,
	STATUS_NO_SIZE = 64,
	STATUS_INCOMPLETE = 65, /* some records are lost */
	STATUS_LOOP = 68,
	STATUS_OUTSIDE = 69,
};

struct failure {
	enum status status;
	char text[256]; /* what failed, why, what to do */
};

/**
 * failure_set - record a failure
 * @failure: overwritten
 *
 * Return: @status, for the caller to return.
 */
int failure_set(struct failure *failure, enum status status, const char *format,
		...) __attribute__((format(printf, 3, 4)));

#endif
