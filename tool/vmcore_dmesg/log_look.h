/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Shared by the log's formats. */
#ifndef TOOL_VMCORE_DMESG_LOG_LOOK_H
#define TOOL_VMCORE_DMESG_LOG_LOOK_H

#include "tool/vmcore_dmesg/log.h"

/* The largest valid struct of the log. */
#define LOG_STRUCT_MAX 1024

/* A number of vmcoreinfo that a format needs. */
struct log_field {
	const char *name;
	const char *old_name; /* NULL: none */
	u64 limit;	      /* larger values are invalid; 0: any number */
};

/**
 * log_look_fields - look up the numbers that a format needs
 * @values: gets a value for each of @count @fields
 *
 * Return: 0, STATUS_NO_SYMBOL or STATUS_NO_SIZE.
 */
KX_MUST_CHECK int log_look_fields(const struct log_memory *memory,
				  const struct log_field *fields, u32 count,
				  u64 *values, struct failure *failure);

/* A contiguous part of memory, read at once. */
#define LOG_WINDOW 65536

struct log_window {
	u64 start;
	u64 size;
	u8 bytes[LOG_WINDOW];
};

/**
 * log_look - read bytes of an array through a window
 * @va: of the bytes
 * @size: number of bytes, at most LOG_WINDOW
 * @end: of the array; bytes after it are not read
 * @bytes: filled on success; valid until the next call with @window
 *
 * Return: 0, or the status of @memory->read.
 */
struct log_range {
	u64 va;
	u64 size;
	u64 end;
};

KX_MUST_CHECK int log_look(const struct log_memory *memory,
			   struct log_window *window, struct log_range range,
			   const u8 **bytes, struct failure *failure);

/** log_look_number - read a number of @width bytes at an address */
KX_MUST_CHECK int log_look_number(const struct log_memory *memory, u64 va,
				  u32 width, u64 *number,
				  struct failure *failure);

#endif
