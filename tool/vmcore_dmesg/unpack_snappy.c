// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Snappy, without its library: that is C++, and a crash kernel's initrd has no
 * room for a second run-time library. The format is a length followed by two
 * kinds of elements: literal bytes, and copies of earlier output. Source:
 * format_description.txt of snappy 1.1.9.
 */
#include "tool/vmcore_dmesg/unpackers.h"

enum tag {
	TAG_LITERAL = 0,
	TAG_COPY_1 = 1, /* 1 byte of offset follows; the others: 2 and 4 */
	TAG_COPY_2 = 2,
	TAG_COPY_4 = 3,
};

struct unpacking {
	struct kx_bytes in; /* the input that remains */
	u8 *page;
	size_t size;
	size_t done;
};

static bool take(struct unpacking *state, u32 width, u32 *value)
{
	u32 number = 0;
	u32 i;

	if (state->in.size < width)
		return false;
	for (i = 0; i < width; i++)
		number |= (u32)state->in.data[i] << (8 * i);
	state->in = kx_bytes(state->in.data + width, state->in.size - width);
	*value = number;
	return true;
}

static bool take_length(struct unpacking *state, u64 *length)
{
	u32 byte = 0x80;
	u64 value = 0;
	u32 shift;

	for (shift = 0; byte & 0x80; shift += 7) {
		if (shift > 28 || !take(state, 1, &byte))
			return false;
		value |= (u64)(byte & 0x7f) << shift;
	}
	*length = value;
	return true;
}

/* Lengths above 60 are in the 1 to 4 bytes after the tag. */
static bool put_literal(struct unpacking *state, u32 tag)
{
	u64 length = tag >> 2;
	u32 longer;

	if (length >= 60) {
		if (!take(state, (u32)length - 59, &longer))
			return false;
		length = longer;
	}
	length++;
	if (length > state->in.size || length > state->size - state->done)
		return false;
	memcpy(state->page + state->done, state->in.data, length);
	state->done += length;
	state->in = kx_bytes(state->in.data + length, state->in.size - length);
	return true;
}

/* A copy may overlap its own output: copy byte by byte. */
static bool put_copy(struct unpacking *state, u64 offset, u64 length)
{
	u64 i;

	if (!offset || offset > state->done ||
	    length > state->size - state->done)
		return false;
	for (i = 0; i < length; i++, state->done++)
		state->page[state->done] = state->page[state->done - offset];
	return true;
}

static bool put_element(struct unpacking *state, u32 tag)
{
	u32 offset;

	switch ((enum tag)(tag & 3)) {
	case TAG_COPY_1:
		return take(state, 1, &offset) &&
		       put_copy(state, offset | (tag & 0xe0) << 3,
				(tag >> 2 & 7) + 4);
	case TAG_COPY_2:
		return take(state, 2, &offset) &&
		       put_copy(state, offset, (tag >> 2) + 1);
	case TAG_COPY_4:
		return take(state, 4, &offset) &&
		       put_copy(state, offset, (tag >> 2) + 1);
	case TAG_LITERAL:
	default:
		return put_literal(state, tag);
	}
}

/* NOLINTNEXTLINE(readability-non-const-parameter): written through @state */
bool unpack_snappy(struct kx_bytes packed, u8 *page, size_t size)
{
	struct unpacking state = { .in = packed, .page = page, .size = size };
	u64 length;
	u32 tag;

	if (!take_length(&state, &length) || length != size)
		return false;
	while (state.in.size) {
		if (!take(&state, 1, &tag) || !put_element(&state, tag))
			return false;
	}
	return state.done == size;
}
