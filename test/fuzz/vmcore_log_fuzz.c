// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Logs: a good one, of either format, in which the input changes numbers of
 * the memory and lines of vmcoreinfo. More records than its rings have room
 * for never come out.
 */
#include "test/fuzz/fuzz.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/log.h"

enum option {
	OLD_LOG = 1,
	LONGS_OF_4 = 2,
};

static struct made made;

static void make(u64 options)
{
	u32 i;

	if (options & OLD_LOG) {
		made_list(&made);
		for (i = 0; i < MADE_RECORDS; i++)
			made_list_add(&made, &made_records[i]);
		return;
	}
	made_ring(&made);
	for (i = 0; i < 2 * MADE_RECORDS; i++)
		made_ring_add(&made, &made_records[i % MADE_RECORDS]);
}

/* Another value for the line that has byte @at in it. */
static void change_line(u64 at, u64 number)
{
	char name[64];
	char value[32];
	size_t begin = at % made.info_size;

	while (begin && made.info[begin - 1] != '\n')
		begin--;
	snprintf(name, sizeof(name), "%.*s",
		 (int)strcspn(made.info + begin, "="), made.info + begin);
	snprintf(value, sizeof(value), "%llu", (unsigned long long)number);
	made_info(&made, name, number == 0xffff ? NULL : value);
}

static void change(struct input *input)
{
	u64 at = take(input, 2);
	u64 kind = take(input, 1);
	u32 width = 1U << (kind & 3);
	u64 value = take(input, width);

	if (kind & 0x80 && made.info_size) {
		change_line(at, value);
		return;
	}
	at %= MADE_MEMORY - 8;
	for (; width; width--, value >>= 8)
		made.memory[at++] = (u8)value;
}

struct taken {
	u64 records;
	u64 bytes;
};

static int take_record(void *data, const struct log_record *record,
		       struct failure *failure)
{
	struct taken *taken = data;

	(void)failure;
	must(record->text.size <= LOG_TEXT_MAX, "a text has 16 bits of length");
	taken->records++;
	taken->bytes += record->text.size;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	u64 options = take(&input, 1);
	struct failure failure = { .status = STATUS_OK };
	struct log_memory memory;
	struct taken taken = { 0 };
	int status;

	make(options);
	while (input.left)
		change(&input);
	memory = made_log_memory(&made);
	if (options & LONGS_OF_4)
		memory.long_size = 4;
	status = log_read(&memory, take_record, &taken, &failure);
	must(!status || failure.text[0], "a failure has a reason");
	must(taken.records <= MADE_MEMORY, "a record takes more than a byte");
	must(taken.bytes <= 4 * LOG_SIZE_MAX, "texts don't overlap");
	return 0;
}
