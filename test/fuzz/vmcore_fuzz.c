// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Dumps: the input is a file. It has a log, or a reason why not; and a log is
 * not much longer than the file, or than the largest that there is.
 */
#include "test/fuzz/fuzz.h"
#include "tool/vmcore_dmesg/address.h"
#include "tool/vmcore_dmesg/dump.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/log.h"

static int read_dump(void *data, u64 va, void *to, u64 size,
		     struct failure *failure)
{
	return address_read(data, va, to, size, failure);
}

/* Reads every byte: the sanitizer is the judge of that. */
static u64 sum(struct kx_bytes bytes)
{
	u64 total = 0;
	u64 i;

	for (i = 0; i < bytes.size; i++)
		total += bytes.data[i];
	return total;
}

static int take_record(void *data, const struct log_record *record,
		       struct failure *failure)
{
	u64 *total = data;
	u64 before = *total;

	(void)failure;
	must(record->text.size <= LOG_TEXT_MAX, "a text has 16 bits of length");
	must(record->level < 8, "a level has 3 bits");
	*total += sum(record->text) + sum(record->subsystem) +
		  sum(record->device);
	must(*total >= before, "sums only grow");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source source = source_of_bytes(kx_bytes(data, size));
	struct log_memory memory = { .read = read_dump };
	struct failure failure = { .status = STATUS_OK };
	struct dump dump;
	u64 total = 0;
	int status;

	status = dump_open(&source, &dump, &failure);
	if (!status) {
		memory.data = &dump;
		memory.info = dump.info;
		memory.long_size = dump.long_size;
		status = log_read(&memory, take_record, &total, &failure);
		dump_close(&dump);
	}
	must(!status || (enum status)status == failure.status,
	     "a failure has its status");
	must(!status || failure.text[0], "a failure has a reason");
	must(!strchr(failure.text, '\n'), "a reason is one line");
	return 0;
}
