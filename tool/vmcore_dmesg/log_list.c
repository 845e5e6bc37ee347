// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The log of Linux 3.5 to 5.9: records of different lengths, one after the
 * other, in a circular buffer. A record of length 0 means that the next one is
 * at the beginning of the buffer. Source: printk.c of Linux 5.4.
 */
#include "tool/vmcore_dmesg/log_list.h"

#include <stdlib.h>

#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/log_look.h"
#include "tool/vmcore_dmesg/number.h"

enum field {
	F_BUF,
	F_BUF_LEN,
	F_FIRST,
	F_NEXT,
	F_SIZE,
	F_TIME,
	F_LEN,
	F_TEXT_LEN,
	F_DICT_LEN,
	F_COUNT,
};

/* clang-format off */
static const struct log_field fields[] = {
	[F_BUF] = { "SYMBOL(log_buf)", NULL, 0 },
	[F_BUF_LEN] = { "SYMBOL(log_buf_len)", NULL, 0 },
	[F_FIRST] = { "SYMBOL(log_first_idx)", NULL, 0 },
	[F_NEXT] = { "SYMBOL(log_next_idx)", NULL, 0 },
	[F_SIZE] = { "SIZE(printk_log)", "SIZE(log)", LOG_STRUCT_MAX },
	[F_TIME] = { "OFFSET(printk_log.ts_nsec)", "OFFSET(log.ts_nsec)", LOG_STRUCT_MAX },
	[F_LEN] = { "OFFSET(printk_log.len)", "OFFSET(log.len)", LOG_STRUCT_MAX },
	[F_TEXT_LEN] = { "OFFSET(printk_log.text_len)", "OFFSET(log.text_len)", LOG_STRUCT_MAX },
	[F_DICT_LEN] = { "OFFSET(printk_log.dict_len)", "OFFSET(log.dict_len)", LOG_STRUCT_MAX },
};
/* clang-format on */
static_assert(ARRAY_SIZE(fields) == F_COUNT, "one row per field");

enum {
	/* After dict_len: facility, then flags and level in one byte. */
	FACILITY_OFFSET = 2,
	LEVEL_OFFSET = 3,
	LEVEL_SHIFT = 5,
	/* With CONFIG_PRINTK_CALLER. */
	CALLER_OFFSET = 16,
	CALLER_SIZE = 20,
};

struct list {
	const struct log_memory *memory;
	u64 f[F_COUNT];
	u64 buf;  /* address */
	u64 size; /* bytes */
	u64 first, next;
	struct log_window window;
};

static int check_fields(const struct list *list, struct failure *failure)
{
	const u64 *f = list->f;

	if (f[F_TIME] + 8 <= f[F_SIZE] && f[F_LEN] + 2 <= f[F_SIZE] &&
	    f[F_TEXT_LEN] + 2 <= f[F_SIZE] && f[F_DICT_LEN] + 4 <= f[F_SIZE])
		return 0;
	return failure_set(
		failure, STATUS_NO_SIZE,
		"vmcoreinfo has offsets of struct printk_log that are "
		"larger than its size: a damaged dump");
}

static int read_list(struct list *list, struct failure *failure)
{
	const struct log_memory *memory = list->memory;
	const u64 *f = list->f;
	int err;

	err = log_look_number(memory, f[F_BUF], memory->long_size, &list->buf,
			      failure);
	if (!err)
		err = log_look_number(memory, f[F_BUF_LEN], 4, &list->size,
				      failure);
	if (!err)
		err = log_look_number(memory, f[F_FIRST], 4, &list->first,
				      failure);
	if (!err)
		err = log_look_number(memory, f[F_NEXT], 4, &list->next,
				      failure);
	if (err)
		return err;
	if (list->size > LOG_SIZE_MAX || list->first > list->size ||
	    list->next > list->size)
		return failure_set(
			failure, STATUS_OUTSIDE,
			"Index outside log_buf detected: from %llu to %llu "
			"in %llu bytes; damaged memory, or a wrong "
			"vmcoreinfo",
			(unsigned long long)list->first,
			(unsigned long long)list->next,
			(unsigned long long)list->size);
	return 0;
}

/* @size bytes at an index of the buffer. */
static int look(struct list *list, u64 index, u64 size, const u8 **bytes,
		struct failure *failure)
{
	struct log_range range = {
		.va = list->buf + index,
		.size = size,
		.end = list->buf + list->size,
	};

	if (index > list->size || size > list->size - index) {
		failure_set(failure, STATUS_OUTSIDE,
			    "Index outside log_buf detected: %llu + %llu in "
			    "%llu bytes; damaged memory, or a wrong vmcoreinfo",
			    (unsigned long long)index, (unsigned long long)size,
			    (unsigned long long)list->size);
		return STATUS_OUTSIDE;
	}
	return log_look(list->memory, &list->window, range, bytes, failure);
}

/* The value of "KEY=value" in a dictionary of zero-terminated entries. */
static struct kx_bytes find_entry(struct kx_bytes dict, const char *key)
{
	size_t length = strlen(key);
	u64 size;

	while (dict.size) {
		size = strnlen((const char *)dict.data, dict.size);
		if (size > length && !memcmp(dict.data, key, length))
			return kx_bytes(dict.data + length, size - length);
		if (size == dict.size)
			break;
		dict = kx_bytes(dict.data + size + 1, dict.size - size - 1);
	}
	return kx_bytes(NULL, 0);
}

static int read_record(struct list *list, u64 index, u64 length,
		       struct log_record *record, struct failure *failure)
{
	const u64 *f = list->f;
	const u8 *bytes = NULL;
	u64 text_len, dict_len;
	struct kx_bytes dict;
	int err;

	err = look(list, index, length, &bytes, failure);
	if (err)
		return err;
	text_len = number_at(bytes, f[F_TEXT_LEN], 2);
	dict_len = number_at(bytes, f[F_DICT_LEN], 2);
	if (text_len > length - f[F_SIZE])
		text_len = length - f[F_SIZE];
	if (dict_len > length - f[F_SIZE] - text_len)
		dict_len = length - f[F_SIZE] - text_len;
	dict = kx_bytes(bytes + f[F_SIZE] + text_len, dict_len);
	*record = (struct log_record){
		.time_ns = number_at(bytes, f[F_TIME], 8),
		.facility = bytes[f[F_DICT_LEN] + FACILITY_OFFSET],
		.level = bytes[f[F_DICT_LEN] + LEVEL_OFFSET] >> LEVEL_SHIFT,
		.text = kx_bytes(bytes + f[F_SIZE], text_len),
		.subsystem = find_entry(dict, "SUBSYSTEM="),
		.device = find_entry(dict, "DEVICE="),
	};
	if (f[F_SIZE] >= CALLER_SIZE) {
		record->has_caller = true;
		record->caller = (u32)number_at(bytes, CALLER_OFFSET, 4);
	}
	return 0;
}

/* Terminates: the index only increases, and wraps to 0 once. */
static int read_all(struct list *list, log_sink *sink, void *data,
		    struct failure *failure)
{
	u64 index = list->first;
	bool has_wrapped = false;
	struct log_record record;
	const u8 *head = NULL;
	u64 length;
	int err;

	while (index != list->next) {
		err = look(list, index, list->f[F_SIZE], &head, failure);
		if (err)
			return err;
		length = number_at(head, list->f[F_LEN], 2);
		if ((!length && has_wrapped) ||
		    (length && length < list->f[F_SIZE]))
			return failure_set(
				failure, STATUS_LOOP,
				"Cycle when parsing dmesg detected: a "
				"record of %llu bytes at %llu; damaged "
				"memory",
				(unsigned long long)length,
				(unsigned long long)index);
		if (!length) {
			has_wrapped = true;
			index = 0;
			continue;
		}
		err = read_record(list, index, length, &record, failure);
		if (!err)
			err = sink(data, &record, failure);
		if (err)
			return err;
		index += length;
	}
	return 0;
}

int log_list_read(const struct log_memory *memory, log_sink *sink, void *data,
		  struct failure *failure)
{
	struct list *list = calloc(1, sizeof(*list));
	int err;

	if (!list)
		return failure_set(failure, STATUS_MEMORY, "out of memory");
	list->memory = memory;
	err = log_look_fields(memory, fields, F_COUNT, list->f, failure);
	if (!err)
		err = check_fields(list, failure);
	if (!err)
		err = read_list(list, failure);
	if (!err)
		err = read_all(list, sink, data, failure);
	free(list);
	return err;
}
