// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Two ways to print a record. stdio's buffer collects the lines; write errors
 * are checked once, at the end.
 */
#include "tool/vmcore_dmesg/print.h"

#include "tool/common/json.h"
#include "tool/vmcore_dmesg/log.h"

#define NS_PER_S  1000000000ULL
#define NS_PER_US 1000ULL

/* Bit 31 of a caller: a CPU's number, not a thread's (printk_caller_id()). */
#define CALLER_CPU 0x80000000U

static bool is_plain(u8 byte)
{
	return (byte >= ' ' && byte <= '~') || (byte >= '\t' && byte <= '\r');
}

void print_text(FILE *to, const struct log_record *record)
{
	u64 i;

	fprintf(to, "[%5llu.%06llu] ",
		(unsigned long long)(record->time_ns / NS_PER_S),
		(unsigned long long)(record->time_ns % NS_PER_S / NS_PER_US));
	for (i = 0; i < record->text.size; i++) {
		if (is_plain(record->text.data[i]))
			putc_unlocked(record->text.data[i], to);
		else
			fprintf(to, "\\x%02x", record->text.data[i]);
	}
	putc_unlocked('\n', to);
}

static void print_string(FILE *to, struct kx_bytes text)
{
	json_string(to, text.data, text.size);
}

/* An empty name is printed as null. */
static void print_name(FILE *to, struct kx_bytes name)
{
	if (name.size)
		print_string(to, name);
	else
		fputs("null", to);
}

void print_json(FILE *to, const struct log_record *record)
{
	if (record->has_seq)
		fprintf(to, "{\"seq\":%llu", (unsigned long long)record->seq);
	else
		fputs("{\"seq\":null", to);
	fprintf(to,
		",\"time_ns\":%llu,\"level\":%u,\"facility\":%u,\"caller\":",
		(unsigned long long)record->time_ns, record->level,
		record->facility);
	if (record->has_caller)
		fprintf(to, "\"%c%u\"", record->caller & CALLER_CPU ? 'C' : 'T',
			record->caller & ~CALLER_CPU);
	else
		fputs("null", to);
	fputs(",\"subsystem\":", to);
	print_name(to, record->subsystem);
	fputs(",\"device\":", to);
	print_name(to, record->device);
	fputs(",\"text\":", to);
	print_string(to, record->text);
	fputs("}\n", to);
}
