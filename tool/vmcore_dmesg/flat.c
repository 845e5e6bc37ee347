// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A flattened file is a header of 4096 bytes and records, each an offset, a
 * size and that many bytes, in the order in which they were written. One pass
 * over the records makes an index sorted by offset. If two records contain the
 * same byte, the later one counts.
 */
#include "tool/vmcore_dmesg/flat.h"

#include <stdlib.h>

#include "tool/vmcore_dmesg/failure.h"

static const char signature[] = "makedumpfile";

enum {
	HEAD_SIZE = 4096,
	HEAD_TYPE = 16,
	HEAD_VERSION = 24,
	RECORD_SIZE = 16,
	RECORDS_MAX = 1 << 23, /* 256 MiB of index */
	SEARCH_MAX = 16,       /* records searched backwards for a byte */
};

struct flat_record {
	u64 start; /* bytes [start, end) of the original file */
	u64 end;
	u64 at; /* their offset in the flattened file */
	u64 order;
};

static u64 read_be64(const u8 *at)
{
	u64 number = 0;
	unsigned int i;

	for (i = 0; i < sizeof(number); i++)
		number = number << 8 | at[i];
	return number;
}

bool flat_probe(struct kx_bytes beginning)
{
	return beginning.size >= sizeof(signature) &&
	       !memcmp(beginning.data, signature, sizeof(signature));
}

static int by_start(const void *left, const void *right)
{
	const struct flat_record *a = left;
	const struct flat_record *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/* The first record that begins after @at. */
static size_t upper_bound(const struct source *flat, u64 at)
{
	size_t low = 0;
	size_t high = flat->nr_records;
	size_t middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (flat->records[middle].start <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct flat_record *find_record(const struct source *flat, u64 at,
					     size_t following)
{
	const struct flat_record *found = NULL;
	const struct flat_record *record;
	size_t i;

	for (i = 0; i < SEARCH_MAX && i < following; i++) {
		record = &flat->records[following - 1 - i];
		if (at < record->end &&
		    (!found || record->order > found->order))
			found = record;
	}
	return found;
}

static int read_flat(const struct source *flat, u64 at, void *to, u64 size)
{
	const struct flat_record *record;
	u8 *next = to;
	size_t following;
	u64 part;
	int err;

	if (at > flat->end || size > flat->end - at)
		return -ENODATA;
	while (size) {
		following = upper_bound(flat, at);
		record = find_record(flat, at, following);
		part = size;
		if (following < flat->nr_records &&
		    part > flat->records[following].start - at)
			part = flat->records[following].start - at;
		if (record && part > record->end - at)
			part = record->end - at;
		if (record) {
			err = source_read(flat->below,
					  record->at + (at - record->start),
					  next, part);
			if (err)
				return err;
		} else {
			memset(next, 0, part);
		}
		next += part;
		at += part;
		size -= part;
	}
	return 0;
}

static int add_record(struct source *flat, const struct flat_record *record,
		      struct failure *failure)
{
	struct flat_record *grown;
	size_t count = flat->nr_records;

	if (count == RECORDS_MAX)
		return failure_set(failure, STATUS_TABLE,
				   "more than %d records in a flattened dump; "
				   "rearrange it with makedumpfile -R",
				   RECORDS_MAX);
	if (!(count & (count - 1))) {
		grown = realloc(flat->records,
				(count ? 2 * count : 1) * sizeof(*grown));
		if (!grown)
			return failure_set(failure, STATUS_MEMORY,
					   "out of memory");
		flat->records = grown;
	}
	flat->records[count] = *record;
	flat->nr_records++;
	if (flat->end < record->end)
		flat->end = record->end;
	return 0;
}

/* A negative offset ends the records; so does the end of a truncated file. */
static int read_records(struct source *flat, struct failure *failure)
{
	struct flat_record record;
	u8 head[RECORD_SIZE];
	u64 at = HEAD_SIZE;
	u64 size;
	int err;

	while (!source_read(flat->below, at, head, sizeof(head))) {
		record = (struct flat_record){ .start = read_be64(head),
					       .at = at + sizeof(head),
					       .order = flat->nr_records };
		size = read_be64(head + 8);
		if (record.start >> 63)
			return 0;
		if (!size || size >> 62 || record.start >> 62 || at >> 62)
			return failure_set(
				failure, STATUS_TABLE,
				"damaged flattened dump: record %zu at "
				"%#llx has size %#llx; copy the dump again",
				flat->nr_records, (unsigned long long)at,
				(unsigned long long)size);
		record.end = record.start + size;
		err = add_record(flat, &record, failure);
		if (err)
			return err;
		at = record.at + size;
	}
	return 0;
}

int flat_open(const struct source *below, struct source *flat,
	      struct failure *failure)
{
	struct source made = { .read = read_flat, .below = below };
	u8 head[RECORD_SIZE];
	int err;

	err = source_read(below, HEAD_TYPE, head, sizeof(head));
	if (err)
		return failure_set(
			failure, STATUS_HEADER,
			"head of a flattened dump: %s; copy the dump again",
			source_trouble(err));
	if (read_be64(head) != 1 ||
	    read_be64(head + (HEAD_VERSION - HEAD_TYPE)) != 1)
		return failure_set(
			failure, STATUS_HEADER,
			"flattened dump of type %llu, version %llu: only 1 "
			"and 1 are known; rearrange it with makedumpfile -R",
			(unsigned long long)read_be64(head),
			(unsigned long long)read_be64(head + 8));
	err = read_records(&made, failure);
	if (err) {
		flat_close(&made);
		return err;
	}
	if (made.nr_records)
		qsort(made.records, made.nr_records, sizeof(*made.records),
		      by_start);
	*flat = made;
	return 0;
}

void flat_close(struct source *flat)
{
	free(flat->records);
	flat->records = NULL;
	flat->nr_records = 0;
}
