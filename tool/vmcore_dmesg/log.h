/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Reads records from the log in a crashed kernel's memory. */
#ifndef TOOL_VMCORE_DMESG_LOG_H
#define TOOL_VMCORE_DMESG_LOG_H

#include "core/bytes.h"
#include "kx_port.h"

struct failure;

/* The longest text: its length has 16 bits. */
#define LOG_TEXT_MAX 65535
/* The largest valid log. */
#define LOG_SIZE_MAX (1ULL << 31)

/* The crashed kernel, as far as reading its log needs it. */
struct log_memory {
	/* reads all @size bytes at a virtual address; 0 or an enum status */
	int (*read)(void *data, u64 va, void *to, u64 size,
		    struct failure *failure);
	void *data;
	struct kx_bytes info; /* vmcoreinfo */
	u32 long_size;	      /* bytes in an unsigned long: 4 or 8 */
};

/* One message. Views are valid until the function that gets it returns. */
struct log_record {
	u64 seq; /* only if @has_seq: since 5.10 */
	u64 time_ns;
	u32 caller; /* only if @has_caller: a thread, or a CPU with bit 31 */
	u8 level;   /* 0 to 7, as in syslog(3) */
	u8 facility;
	bool has_seq;
	bool has_caller;
	struct kx_bytes text;	   /* any bytes */
	struct kx_bytes subsystem; /* of a device; empty: none */
	struct kx_bytes device;
};

/* Gets each record. Return: 0, or an enum status that ends the reading. */
typedef int log_sink(void *data, const struct log_record *record,
		     struct failure *failure);

/**
 * log_read - read all records of the log, oldest first
 * @memory: where to read; borrowed
 * @sink: called for each record, with @data
 *
 * Reads through windows of fixed size: memory does not grow with the log, and
 * time grows only with its length.
 *
 * Return: 0, the status of @sink or @memory->read, or an enum status: NO_LOG,
 * NO_SYMBOL, NO_SIZE if vmcoreinfo lacks something; LOOP or OUTSIDE if the log
 * is malformed; INCOMPLETE if some records could not be read and the others
 * went to @sink. Source: printk_ringbuffer.[ch] of Linux 5.10 to 7.3, printk.c
 * of Linux 5.4.
 */
KX_MUST_CHECK int log_read(const struct log_memory *memory, log_sink *sink,
			   void *data, struct failure *failure);

#endif
