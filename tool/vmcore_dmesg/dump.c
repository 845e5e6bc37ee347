// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Code for all formats. Each format is a row; the first bytes of the file
 * select it.
 */
#include "tool/vmcore_dmesg/dump.h"

#include <stdlib.h>

#include "tool/vmcore_dmesg/core_file.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/flat.h"
#include "tool/vmcore_dmesg/page_file.h"

enum { PROBE_SIZE = 16 };

static const struct dump_format *const formats[] = {
	&core_file_format,
	&page_file_format,
};

static int read_beginning(const struct source *source, u8 *beginning,
			  struct failure *failure)
{
	int err = source_read(source, 0, beginning, PROBE_SIZE);

	if (err)
		return failure_set(failure, STATUS_READ,
				   "read its beginning: %s",
				   source_trouble(err));
	return 0;
}

static int find_format(struct dump *dump, struct kx_bytes beginning,
		       struct failure *failure)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i]->probe(beginning)) {
			dump->format = formats[i];
			return dump->format->open(dump, failure);
		}
	}
	return failure_set(
		failure, STATUS_NO_DUMP,
		"Missing elf signature: neither an ELF core nor "
		"makedumpfile's format; name /proc/vmcore or a dump");
}

int dump_open(const struct source *file, struct dump *dump,
	      struct failure *failure)
{
	u8 beginning[PROBE_SIZE];
	int err;

	*dump = (struct dump){ .source = file };
	err = read_beginning(file, beginning, failure);
	if (!err && flat_probe(kx_bytes(beginning, PROBE_SIZE))) {
		err = flat_open(file, &dump->flat, failure);
		dump->source = &dump->flat;
		if (!err)
			err = read_beginning(dump->source, beginning, failure);
	}
	if (!err)
		err = find_format(dump, kx_bytes(beginning, PROBE_SIZE),
				  failure);
	if (err)
		dump_close(dump);
	return err;
}

void dump_close(struct dump *dump)
{
	if (dump->format)
		dump->format->close(dump);
	free(dump->info_buffer);
	flat_close(&dump->flat);
	*dump = (struct dump){ 0 };
}

int dump_read_physical(struct dump *dump, u64 pa, void *to, u64 size,
		       struct failure *failure)
{
	return dump->format->read_physical(dump, pa, to, size, failure);
}
