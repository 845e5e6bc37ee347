/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Reads headers of a compressed stream one after another. */
#ifndef LIB_UNPACK_STREAM_READER_H
#define LIB_UNPACK_STREAM_READER_H

#include "lib/unpack/stream.h"

struct kxl_reader {
	struct kx_bytes bytes;
	u64 at; /* never beyond the end */
};

/* False if fewer bytes are left. */
static inline bool kxl_reader_skip(struct kxl_reader *reader, u64 count)
{
	if (!kx_bytes_have(reader->bytes, reader->at, count))
		return false;
	reader->at += count;
	return true;
}

/* A little-endian number of @width bytes, at most 8. */
static inline bool kxl_reader_take(struct kxl_reader *reader, u8 width,
				   u64 *value)
{
	u64 number = 0;
	u8 i;

	if (!kx_bytes_have(reader->bytes, reader->at, width))
		return false;
	for (i = 0; i < width; i++)
		number |= (u64)reader->bytes.data[reader->at + i] << (8 * i);
	reader->at += width;
	*value = number;
	return true;
}

/* Both texts are static. Always returns KXL_STREAM_REFUSED. */
static inline enum kxl_stream_end kxl_stream_refuse(struct kxl_stream *stream,
						    const char *advice,
						    const char *setting)
{
	u64 size = strlen(setting) + 1;

	memcpy(stream->setting, setting,
	       size < sizeof(stream->setting) ? size : sizeof(stream->setting));
	stream->setting[sizeof(stream->setting) - 1] = '\0';
	stream->advice = advice;
	return KXL_STREAM_REFUSED;
}

/** kxl_stream_measure_xz - the row of xz */
enum kxl_stream_end kxl_stream_measure_xz(struct kx_bytes bytes,
					  struct kxl_stream *stream);

#endif
