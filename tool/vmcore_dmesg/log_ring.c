// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The log since Linux 5.10: a ring of descriptors, a ring of infos with the
 * same indexes, and a ring of texts to which descriptors point. A descriptor is
 * valid if its state contains its id and says that the writer finished. Source:
 * printk_ringbuffer.[ch] of Linux 5.10, 6.1, 6.12 and 7.3.
 */
#include "tool/vmcore_dmesg/log_ring.h"

#include <stdlib.h>

#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/log_look.h"
#include "tool/vmcore_dmesg/number.h"

enum field {
	F_PRB,
	F_PRB_SIZE,
	F_DESC_RING,
	F_TEXT_RING,
	F_COUNT_BITS,
	F_DESCS,
	F_INFOS,
	F_HEAD_ID,
	F_TAIL_ID,
	F_DESC_SIZE,
	F_STATE,
	F_LPOS,
	F_BEGIN,
	F_NEXT,
	F_INFO_SIZE,
	F_SEQ,
	F_TIME,
	F_TEXT_LEN,
	F_CALLER,
	F_DEV_INFO,
	F_SUBSYSTEM,
	F_SUBSYSTEM_LEN,
	F_DEVICE,
	F_DEVICE_LEN,
	F_SIZE_BITS,
	F_DATA,
	F_COUNTER,
	F_COUNT,
};

#define OFFSET_MAX (LOG_STRUCT_MAX / 4)

/* clang-format off */
static const struct log_field fields[] = {
	[F_PRB] = { "SYMBOL(prb)", NULL, 0 },
	[F_PRB_SIZE] = { "SIZE(printk_ringbuffer)", NULL, LOG_STRUCT_MAX },
	[F_DESC_RING] = { "OFFSET(printk_ringbuffer.desc_ring)", NULL, OFFSET_MAX },
	[F_TEXT_RING] = { "OFFSET(printk_ringbuffer.text_data_ring)", NULL, OFFSET_MAX },
	[F_COUNT_BITS] = { "OFFSET(prb_desc_ring.count_bits)", NULL, OFFSET_MAX },
	[F_DESCS] = { "OFFSET(prb_desc_ring.descs)", NULL, OFFSET_MAX },
	[F_INFOS] = { "OFFSET(prb_desc_ring.infos)", NULL, OFFSET_MAX },
	[F_HEAD_ID] = { "OFFSET(prb_desc_ring.head_id)", NULL, OFFSET_MAX },
	[F_TAIL_ID] = { "OFFSET(prb_desc_ring.tail_id)", NULL, OFFSET_MAX },
	[F_DESC_SIZE] = { "SIZE(prb_desc)", NULL, LOG_STRUCT_MAX },
	[F_STATE] = { "OFFSET(prb_desc.state_var)", NULL, OFFSET_MAX },
	[F_LPOS] = { "OFFSET(prb_desc.text_blk_lpos)", NULL, OFFSET_MAX },
	[F_BEGIN] = { "OFFSET(prb_data_blk_lpos.begin)", NULL, OFFSET_MAX },
	[F_NEXT] = { "OFFSET(prb_data_blk_lpos.next)", NULL, OFFSET_MAX },
	[F_INFO_SIZE] = { "SIZE(printk_info)", NULL, LOG_STRUCT_MAX },
	[F_SEQ] = { "OFFSET(printk_info.seq)", NULL, OFFSET_MAX },
	[F_TIME] = { "OFFSET(printk_info.ts_nsec)", NULL, OFFSET_MAX },
	[F_TEXT_LEN] = { "OFFSET(printk_info.text_len)", NULL, OFFSET_MAX },
	[F_CALLER] = { "OFFSET(printk_info.caller_id)", NULL, OFFSET_MAX },
	[F_DEV_INFO] = { "OFFSET(printk_info.dev_info)", NULL, OFFSET_MAX },
	[F_SUBSYSTEM] = { "OFFSET(dev_printk_info.subsystem)", NULL, OFFSET_MAX },
	[F_SUBSYSTEM_LEN] = { "LENGTH(printk_info_subsystem)", NULL, OFFSET_MAX },
	[F_DEVICE] = { "OFFSET(dev_printk_info.device)", NULL, OFFSET_MAX },
	[F_DEVICE_LEN] = { "LENGTH(printk_info_device)", NULL, OFFSET_MAX },
	[F_SIZE_BITS] = { "OFFSET(prb_data_ring.size_bits)", NULL, OFFSET_MAX },
	[F_DATA] = { "OFFSET(prb_data_ring.data)", NULL, OFFSET_MAX },
	[F_COUNTER] = { "OFFSET(atomic_long_t.counter)", NULL, OFFSET_MAX },
};
/* clang-format on */
static_assert(ARRAY_SIZE(fields) == F_COUNT, "one row per field");

enum {
	STATE_COMMITTED = 1,
	STATE_FINALIZED = 2,
	COUNT_BITS_MAX = 26, /* 2^31 bytes of text, 2^5 for each record */
	SIZE_BITS_MAX = 31,  /* LOG_BUF_LEN_MAX in printk.c */
	LOST_MAX = 4096,     /* after so many, the rest counts as lost */
	FAILED_LPOS = 1,     /* both positions: see has_failed() */
	/* After text_len: facility, then flags and level in one byte. */
	FACILITY_OFFSET = 2,
	LEVEL_OFFSET = 3,
	LEVEL_SHIFT = 5,
};

struct array {
	u64 va;
	u64 size; /* of an entry, in bytes */
	struct log_window window;
};

struct ring {
	const struct log_memory *memory;
	u64 f[F_COUNT];
	struct array descs, infos;
	struct array text; /* of bytes */
	u64 count;	   /* of descs and of infos */
	u64 text_size;
	u64 tail, head;
	u64 id_mask;
	u32 state_shift;
	u64 text_left; /* blocks of valid records do not overlap */
	u64 lost;
	struct failure why; /* the first loss */
};

/* Does a field at @offset lie within a struct of @size bytes? */
static bool fits(u64 offset, u64 width, u64 size)
{
	return offset + width <= size;
}

static int check_fields(const struct ring *ring, struct failure *failure)
{
	const u64 *f = ring->f;
	u64 width = ring->memory->long_size;
	u64 desc = f[F_DESC_RING];
	u64 text = f[F_TEXT_RING];
	u64 dev = f[F_DEV_INFO];
	const struct {
		u64 offset;
		u64 width;
		u64 size;
	} rows[] = {
		{ desc + f[F_COUNT_BITS], 4, f[F_PRB_SIZE] },
		{ desc + f[F_DESCS], width, f[F_PRB_SIZE] },
		{ desc + f[F_INFOS], width, f[F_PRB_SIZE] },
		{ desc + f[F_HEAD_ID] + f[F_COUNTER], width, f[F_PRB_SIZE] },
		{ desc + f[F_TAIL_ID] + f[F_COUNTER], width, f[F_PRB_SIZE] },
		{ text + f[F_SIZE_BITS], 4, f[F_PRB_SIZE] },
		{ text + f[F_DATA], width, f[F_PRB_SIZE] },
		{ f[F_STATE] + f[F_COUNTER], width, f[F_DESC_SIZE] },
		{ f[F_LPOS] + f[F_BEGIN], width, f[F_DESC_SIZE] },
		{ f[F_LPOS] + f[F_NEXT], width, f[F_DESC_SIZE] },
		{ f[F_SEQ], 8, f[F_INFO_SIZE] },
		{ f[F_TIME], 8, f[F_INFO_SIZE] },
		{ f[F_TEXT_LEN], 4, f[F_INFO_SIZE] },
		{ f[F_CALLER], 4, f[F_INFO_SIZE] },
		{ dev + f[F_SUBSYSTEM], f[F_SUBSYSTEM_LEN], f[F_INFO_SIZE] },
		{ dev + f[F_DEVICE], f[F_DEVICE_LEN], f[F_INFO_SIZE] },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!fits(rows[i].offset, rows[i].width, rows[i].size))
			return failure_set(
				failure, STATUS_NO_SIZE,
				"vmcoreinfo has offsets of the log's "
				"structs that are larger than their sizes: "
				"a damaged dump");
	}
	return 0;
}

static int check_ring(const struct ring *ring, u64 count_bits, u64 size_bits,
		      struct failure *failure)
{
	if (count_bits > COUNT_BITS_MAX || size_bits > SIZE_BITS_MAX)
		return failure_set(
			failure, STATUS_OUTSIDE,
			"the log claims 2^%llu records and 2^%llu bytes: "
			"damaged memory, or a wrong vmcoreinfo",
			(unsigned long long)count_bits,
			(unsigned long long)size_bits);
	if (((ring->head - ring->tail) & ring->id_mask) >= ring->count)
		return failure_set(
			failure, STATUS_LOOP,
			"the log goes from record %#llx to %#llx in a ring "
			"of %llu: damaged memory, or a wrong vmcoreinfo",
			(unsigned long long)ring->tail,
			(unsigned long long)ring->head,
			(unsigned long long)ring->count);
	return 0;
}

static int read_ring(struct ring *ring, struct failure *failure)
{
	const struct log_memory *memory = ring->memory;
	const u64 *f = ring->f;
	u32 width = memory->long_size;
	u8 prb[LOG_STRUCT_MAX];
	const u8 *desc = prb + f[F_DESC_RING];
	const u8 *text = prb + f[F_TEXT_RING];
	u64 count_bits, size_bits;
	u64 va = 0;
	int err;

	err = log_look_number(memory, f[F_PRB], width, &va, failure);
	if (!err)
		err = memory->read(memory->data, va, prb, f[F_PRB_SIZE],
				   failure);
	if (err)
		return err;
	count_bits = number_at(desc, f[F_COUNT_BITS], 4);
	size_bits = number_at(text, f[F_SIZE_BITS], 4);
	ring->state_shift = width * 8 - 2;
	ring->id_mask = (1ULL << ring->state_shift) - 1;
	ring->count = 1ULL << (count_bits & 63);
	ring->text_size = 1ULL << (size_bits & 63);
	ring->text_left = 2 * ring->text_size;
	ring->descs.va = number_at(desc, f[F_DESCS], width);
	ring->descs.size = f[F_DESC_SIZE];
	ring->infos.va = number_at(desc, f[F_INFOS], width);
	ring->infos.size = f[F_INFO_SIZE];
	ring->text.va = number_at(text, f[F_DATA], width);
	ring->text.size = 1;
	ring->head = number_at(desc, f[F_HEAD_ID] + f[F_COUNTER], width) &
		     ring->id_mask;
	ring->tail = number_at(desc, f[F_TAIL_ID] + f[F_COUNTER], width) &
		     ring->id_mask;
	return check_ring(ring, count_bits, size_bits, failure);
}

/* The entry of a descriptor's id in an array. */
static int look_entry(const struct ring *ring, struct array *array, u64 id,
		      const u8 **entry, struct failure *failure)
{
	struct log_range range = {
		.va = array->va + id % ring->count * array->size,
		.size = array->size,
		.end = array->va + ring->count * array->size,
	};

	return log_look(ring->memory, &array->window, range, entry, failure);
}

/* Up to the first zero; a name may fill its array without one. */
static struct kx_bytes name_at(const u8 *bytes, u64 size)
{
	return kx_bytes(bytes, strnlen((const char *)bytes, size));
}

static void read_info(const struct ring *ring, const u8 *info,
		      struct log_record *record)
{
	const u64 *f = ring->f;
	const u8 *dev = info + f[F_DEV_INFO];

	*record = (struct log_record){
		.seq = number_at(info, f[F_SEQ], 8),
		.has_seq = true,
		.time_ns = number_at(info, f[F_TIME], 8),
		.caller = (u32)number_at(info, f[F_CALLER], 4),
		.has_caller = true,
		.facility = info[f[F_TEXT_LEN] + FACILITY_OFFSET],
		.level = info[f[F_TEXT_LEN] + LEVEL_OFFSET] >> LEVEL_SHIFT,
		.subsystem = name_at(dev + f[F_SUBSYSTEM], f[F_SUBSYSTEM_LEN]),
		.device = name_at(dev + f[F_DEVICE], f[F_DEVICE_LEN]),
	};
}

/*
 * A text that would cross the end of its ring begins at the ring's beginning. A
 * text that ends exactly there does not cross it. Before Linux 7.0 none ends
 * there, so one rule covers all versions. If both positions are odd, there is
 * no text.
 */
static int read_text(struct ring *ring, const u8 *desc, u64 length,
		     struct kx_bytes *text, struct failure *failure)
{
	const u64 *f = ring->f;
	u32 width = ring->memory->long_size;
	u64 mask = ring->text_size - 1;
	u64 begin = number_at(desc, f[F_LPOS] + f[F_BEGIN], width);
	u64 next = number_at(desc, f[F_LPOS] + f[F_NEXT], width);
	struct log_range range = { .end = ring->text.va + ring->text_size };
	u64 start = begin & mask;
	u64 end = ((next - 1) & mask) + 1;
	const u8 *bytes = NULL;
	int err;

	*text = kx_bytes(NULL, 0);
	if (begin & next & 1)
		return 0;
	if (start >= end)
		start = 0;
	if (end - start < width || end - start > ring->text_left)
		return failure_set(failure, STATUS_OUTSIDE,
				   "a text from %#llx to %#llx: damaged memory",
				   (unsigned long long)begin,
				   (unsigned long long)next);
	ring->text_left -= end - start;
	start += width; /* the descriptor's id */
	if (length > end - start)
		length = end - start;
	if (!length)
		return 0;
	range.va = ring->text.va + start;
	range.size = length;
	err = log_look(ring->memory, &ring->text.window, range, &bytes,
		       failure);
	if (!err)
		*text = kx_bytes(bytes, length);
	return err;
}

/*
 * A record for which the kernel had no room. It has no text and, except for its
 * number, an empty info, which would make it level emerg; Linux's readers skip
 * it.
 */
static bool has_failed(const struct ring *ring, const u8 *desc)
{
	const u8 *lpos = desc + ring->f[F_LPOS];
	u32 width = ring->memory->long_size;

	return number_at(lpos, ring->f[F_BEGIN], width) == FAILED_LPOS &&
	       number_at(lpos, ring->f[F_NEXT], width) == FAILED_LPOS;
}

/* *@is_there: did @id's writer finish, and have room for the text? */
static int read_record(struct ring *ring, u64 id, struct log_record *record,
		       bool *is_there, struct failure *failure)
{
	const u8 *desc = NULL;
	const u8 *info = NULL;
	u64 state;
	int err;

	*is_there = true;
	err = look_entry(ring, &ring->descs, id, &desc, failure);
	if (err)
		return err;
	state = number_at(desc, ring->f[F_STATE] + ring->f[F_COUNTER],
			  ring->memory->long_size);
	*is_there = (state & ring->id_mask) == id &&
		    (state >> ring->state_shift == STATE_COMMITTED ||
		     state >> ring->state_shift == STATE_FINALIZED) &&
		    !has_failed(ring, desc);
	if (!*is_there)
		return 0;
	err = look_entry(ring, &ring->infos, id, &info, failure);
	if (err)
		return err;
	read_info(ring, info, record);
	return read_text(ring, desc, number_at(info, ring->f[F_TEXT_LEN], 2),
			 &record->text, failure);
}

/* A record that cannot be read is counted, and the others are still read. */
static int read_all(struct ring *ring, log_sink *sink, void *data,
		    struct failure *failure)
{
	u64 left = ((ring->head - ring->tail) & ring->id_mask) + 1;
	u64 id = ring->tail;
	struct log_record record;
	bool is_there;
	int err;

	for (; left && ring->lost < LOST_MAX;
	     left--, id = (id + 1) & ring->id_mask) {
		err = read_record(ring, id, &record, &is_there, failure);
		if (err && !ring->lost++)
			ring->why = *failure;
		if (err || !is_there)
			continue;
		err = sink(data, &record, failure);
		if (err)
			return err;
	}
	ring->lost += left;
	if (!ring->lost)
		return 0;
	return failure_set(
		failure, STATUS_INCOMPLETE,
		"%llu records of the log are lost; the first: %.160s",
		(unsigned long long)ring->lost, ring->why.text);
}

int log_ring_read(const struct log_memory *memory, log_sink *sink, void *data,
		  struct failure *failure)
{
	struct ring *ring = calloc(1, sizeof(*ring));
	int err;

	if (!ring)
		return failure_set(failure, STATUS_MEMORY, "out of memory");
	ring->memory = memory;
	err = log_look_fields(memory, fields, F_COUNT, ring->f, failure);
	if (!err)
		err = check_fields(ring, failure);
	if (!err)
		err = read_ring(ring, failure);
	if (!err)
		err = read_all(ring, sink, data, failure);
	free(ring);
	return err;
}
