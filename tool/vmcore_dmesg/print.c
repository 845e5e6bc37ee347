// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Two ways to print a record. stdio's buffer collects the lines; write errors
 * are checked once, at the end.
 */
#include "tool/vmcore_dmesg/print.h"

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

/*
 * Length in bytes of the UTF-8 character at the beginning; 0: there is none.
 * Not overlong, not a surrogate, not above U+10FFFF (RFC 3629, section 4).
 */
static u32 utf8_length(const u8 *at, u64 left)
{
	static const struct {
		u8 first, last;	  /* of the first byte */
		u8 second, bound; /* of the second one */
		u32 length;
	} rows[] = {
		{ 0x00, 0x7f, 0x00, 0xff, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t row = 0;
	u32 i;

	while (row < ARRAY_SIZE(rows) &&
	       (at[0] < rows[row].first || at[0] > rows[row].last))
		row++;
	if (row == ARRAY_SIZE(rows) || rows[row].length > left)
		return 0;
	if (rows[row].length > 1 &&
	    (at[1] < rows[row].second || at[1] > rows[row].bound))
		return 0;
	for (i = 2; i < rows[row].length; i++) {
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	}
	return rows[row].length;
}

static void print_character(FILE *to, const u8 *at, u32 length)
{
	if (!length)
		fprintf(to, "\\\\x%02x", *at);
	else if (*at == '"' || *at == '\\')
		fprintf(to, "\\%c", *at);
	else if (*at < ' ' || *at == 0x7f)
		fprintf(to, "\\u%04x", *at);
	else if (length == 1)
		putc_unlocked(*at, to);
	else
		fwrite(at, 1, length, to);
}

static void print_string(FILE *to, struct kx_bytes text)
{
	u32 length;
	u64 i;

	putc_unlocked('"', to);
	for (i = 0; i < text.size; i += length ? length : 1) {
		length = utf8_length(text.data + i, text.size - i);
		print_character(to, text.data + i, length);
	}
	putc_unlocked('"', to);
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
