// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Shared by the log's formats: numbers from vmcoreinfo, and windows. */
#include "tool/vmcore_dmesg/log_look.h"

#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/number.h"
#include "tool/vmcore_dmesg/vmcoreinfo.h"

static int field_missing(const struct log_field *field, struct failure *failure)
{
	bool is_symbol = !strncmp(field->name, "SYMBOL(", 7);

	return failure_set(
		failure, is_symbol ? STATUS_NO_SYMBOL : STATUS_NO_SIZE,
		"vmcoreinfo lacks %s: a kernel newer than this program, or "
		"a damaged dump",
		field->name);
}

int log_look_fields(const struct log_memory *memory,
		    const struct log_field *fields, u32 count, u64 *values,
		    struct failure *failure)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (!vmcoreinfo_number(memory->info, fields[i].name,
				       &values[i]) &&
		    (!fields[i].old_name ||
		     !vmcoreinfo_number(memory->info, fields[i].old_name,
					&values[i])))
			return field_missing(&fields[i], failure);
		if (fields[i].limit && values[i] > fields[i].limit)
			return failure_set(
				failure, STATUS_NO_SIZE,
				"vmcoreinfo has %s=%llu, which makes no "
				"sense: a damaged dump",
				fields[i].name, (unsigned long long)values[i]);
	}
	return 0;
}

int log_look(const struct log_memory *memory, struct log_window *window,
	     struct log_range range, const u8 **bytes, struct failure *failure)
{
	u64 more = range.end - range.va;
	int err = 0;

	if (range.va < window->start ||
	    range.va - window->start > window->size ||
	    range.size > window->size - (range.va - window->start)) {
		if (more > LOG_WINDOW)
			more = LOG_WINDOW;
		window->start = range.va;
		window->size = more;
		err = memory->read(memory->data, range.va, window->bytes, more,
				   failure);
		if (err) {
			/* The requested bytes may be readable nevertheless. */
			window->size = range.size;
			err = memory->read(memory->data, range.va,
					   window->bytes, range.size, failure);
		}
		if (err) {
			window->size = 0;
			return err;
		}
	}
	*bytes = window->bytes + (range.va - window->start);
	return 0;
}

int log_look_number(const struct log_memory *memory, u64 va, u32 width,
		    u64 *number, struct failure *failure)
{
	u8 bytes[8];
	int err;

	err = memory->read(memory->data, va, bytes, width, failure);
	if (err)
		return err;
	*number = number_at(bytes, 0, width);
	return 0;
}
