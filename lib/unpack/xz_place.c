// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * liblzma takes a stream apart and decodes its LZMA2. What takes a quarter of
 * the time there is done here, for all of a block at once: the x86 filter and
 * CRC-32. The layout is that of xz-file-format.txt (XZ Utils).
 */
#include "lib/unpack/xz_place.h"

#include <lzma.h>
#include <stdlib.h>

#include "lib/unpack/x86_calls.h"

#define BLOCK_ALIGN 4U
/*
 * Each gets a dictionary of its own here, of up to 128 MiB, but may have no
 * more than a byte. Linux's build makes one block.
 */
#define BLOCKS_MAX 16U

struct place {
	struct kx_bytes packed;
	size_t at; /* in @packed */
	u8 *to;
	size_t room;
	size_t size; /* bytes in @to */
	lzma_stream_flags flags;
	lzma_index_hash *index;
};

static const u8 *here(const struct place *place)
{
	return place->packed.data + place->at;
}

static bool has(const struct place *place, u64 size)
{
	return kx_bytes_have(place->packed, place->at, size);
}

/* Linux knows no other check. */
static bool read_header(struct place *place, bool wants_check)
{
	if (!has(place, LZMA_STREAM_HEADER_SIZE) ||
	    lzma_stream_header_decode(&place->flags, here(place)) != LZMA_OK)
		return false;
	place->at += LZMA_STREAM_HEADER_SIZE;
	return place->flags.check == LZMA_CHECK_CRC32 ||
	       (place->flags.check == LZMA_CHECK_NONE && !wants_check);
}

static bool has_x86(const lzma_filter *filters)
{
	return filters[0].id == LZMA_FILTER_X86 && !filters[0].options;
}

/* @filters: LZMA2 alone */
static bool is_known(const lzma_filter *filters)
{
	return filters[0].id == LZMA_FILTER_LZMA2 &&
	       filters[1].id == LZMA_VLI_UNKNOWN &&
	       lzma_raw_decoder_memusage(filters) <= KXL_UNPACK_MEMORY;
}

/* The header of a block may say a size. */
static bool is_size(lzma_vli said, size_t size)
{
	return said == LZMA_VLI_UNKNOWN || said == size;
}

/* Up to the check; @block gets its sizes. */
static bool decode(struct place *place, lzma_block *block)
{
	bool is_filtered = has_x86(block->filters);
	const lzma_filter *filters = block->filters + is_filtered;
	size_t packed = place->at;
	size_t size = place->size;

	if (!is_known(filters) ||
	    lzma_raw_buffer_decode(filters, NULL, place->packed.data,
				   &place->at, place->packed.size, place->to,
				   &place->size, place->room) != LZMA_OK)
		return false;
	packed = place->at - packed;
	size = place->size - size;
	if (!is_size(block->compressed_size, packed) ||
	    !is_size(block->uncompressed_size, size))
		return false;
	block->compressed_size = packed;
	block->uncompressed_size = size;
	if (is_filtered)
		kxl_x86_calls_restore(place->to + place->size - size, size);
	return true;
}

/* Zeroes up to a multiple of 4 bytes: a block begins at such a one. */
static bool skip_padding(struct place *place, u64 packed)
{
	for (; packed % BLOCK_ALIGN; packed++) {
		if (!has(place, 1) || *here(place))
			return false;
		place->at++;
	}
	return true;
}

static u32 crc32(struct kx_bytes bytes)
{
	return HAVE_DEFLATE ? kxl_crc32_deflate(bytes)
			    : lzma_crc32(bytes.data, bytes.size, 0);
}

static bool is_right(struct place *place, struct kx_bytes bytes)
{
	u32 size = lzma_check_size(place->flags.check);

	if (!has(place, size) ||
	    (size && kx_load_le32(here(place)) != crc32(bytes)))
		return false;
	place->at += size;
	return true;
}

static bool finish_block(struct place *place, const lzma_block *block)
{
	u64 size = block->uncompressed_size;

	return skip_padding(place, block->compressed_size) &&
	       is_right(place,
			kx_bytes(place->to + place->size - size, size)) &&
	       lzma_index_hash_append(place->index,
				      lzma_block_unpadded_size(block),
				      size) == LZMA_OK;
}

static void free_options(lzma_filter *filters)
{
	for (; filters->id != LZMA_VLI_UNKNOWN; filters++)
		free(filters->options);
}

static bool read_block(struct place *place)
{
	lzma_filter filters[LZMA_FILTERS_MAX + 1];
	lzma_block block = {
		.version = 1,
		.header_size = lzma_block_header_size_decode(*here(place)),
		.check = place->flags.check,
		.filters = filters,
	};
	bool is_good;

	if (!has(place, block.header_size) ||
	    lzma_block_header_decode(&block, NULL, here(place)) != LZMA_OK)
		return false;
	place->at += block.header_size;
	is_good = decode(place, &block) && finish_block(place, &block);
	free_options(filters);
	return is_good;
}

/* The list of blocks, and the stream's end. */
static bool read_index(struct place *place)
{
	lzma_vli size = lzma_index_hash_size(place->index);
	lzma_stream_flags flags;

	if (lzma_index_hash_decode(place->index, place->packed.data, &place->at,
				   place->packed.size) != LZMA_STREAM_END ||
	    !has(place, LZMA_STREAM_HEADER_SIZE) ||
	    lzma_stream_footer_decode(&flags, here(place)) != LZMA_OK)
		return false;
	place->at += LZMA_STREAM_HEADER_SIZE;
	return flags.backward_size == size &&
	       lzma_stream_flags_compare(&flags, &place->flags) == LZMA_OK;
}

/* A byte of 0 is where the index begins, and no size of a block's header. */
static bool read_stream(struct place *place)
{
	u32 blocks = 0;

	while (has(place, 1)) {
		if (!*here(place))
			return read_index(place);
		if (blocks++ == BLOCKS_MAX || !read_block(place))
			return false;
	}
	return false;
}

bool kxl_xz_place(struct kx_bytes *packed, struct kxl_sink *sink)
{
	struct place place = {
		.packed = *packed,
		.to = sink->to,
		.room = sink->limit,
	};
	bool is_good;

	if (!read_header(&place, sink->wants_check))
		return false;
	place.index = lzma_index_hash_init(NULL, NULL);
	is_good = place.index && read_stream(&place) &&
		  kxl_sink_put(sink, kx_bytes(place.to, place.size)) ==
			  KXL_UNPACKED;
	lzma_index_hash_end(place.index, NULL);
	if (is_good)
		*packed = kxl_unpack_rest(*packed, place.at);
	return is_good;
}
