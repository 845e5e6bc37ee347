// SPDX-License-Identifier: GPL-2.0-only
/*
 * gzip, of which the kernel's zlib knows the deflate stream alone: the header
 * before it and the checksum after it are read here (RFC 1952).
 */
#include "module/decoder.h"

#include "core/crc32.h"
#include "module/compat/kxm_decoders.h"
#include "module/page.h"

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

#define HEADER	    10
#define TRAILER	    8 /* CRC-32, and the size */
#define METHOD	    2
#define FLAGS	    3
#define DEFLATE	    8
#define RAW_DEFLATE (-MAX_WBITS)

/* Both allocations of a run. */
struct room {
	struct kx_crc32 crc32;
	u8 workspace[]; /* of zlib */
};

/* Linux's build writes no name or comment (gzip -n). */
static int read_header(struct kx_bytes packed)
{
	if (packed.size <= HEADER + TRAILER)
		return -EBADMSG;
	return packed.data[METHOD] == DEFLATE && !packed.data[FLAGS]
		       ? 0
		       : -EOPNOTSUPP;
}

static int zlib_error(int ret)
{
	return ret == Z_MEM_ERROR ? -ENOMEM : -EBADMSG;
}

/* What is left of @all, or a piece of it. */
static u64 piece_of(u64 all, u64 done)
{
	return min_t(u64, all - done, KXM_DECODER_PIECE);
}

/*
 * Once the room is full, another call tells a longer stream from its end. Input
 * is bounded as well: empty blocks have no output.
 */
static int inflate(z_stream *stream, u64 packed_size,
		   const struct kxm_unpacking *job)
{
	u64 left;
	int ret;
	int err;

	do {
		err = kxm_decoder_pause();
		if (err)
			return err;
		stream->avail_in = piece_of(packed_size, stream->total_in);
		stream->avail_out = piece_of(job->size, stream->total_out);
		ret = zlib_inflate(stream, Z_NO_FLUSH);
	} while (ret == Z_OK);
	if (ret != Z_STREAM_END)
		return zlib_error(ret);
	left = packed_size - stream->total_in;
	if (stream->total_out != job->size || left < TRAILER)
		return -EBADMSG;
	return left == TRAILER ? 0 : -EOPNOTSUPP;
}

static int check_sum(const struct kx_crc32 *crc32, struct kx_bytes packed,
		     const struct kxm_unpacking *job)
{
	u32 want = kx_load_le32(packed.data + packed.size - TRAILER);
	u32 crc = KX_CRC32_START;
	u64 done = 0;

	while (done < job->size) {
		u64 size = piece_of(job->size, done);
		int err = kxm_decoder_pause();

		if (err)
			return err;
		crc = kx_crc32_update(crc32, crc,
				      kx_bytes(job->to + done, size));
		done += size;
	}
	return ~crc == want ? 0 : -EBADMSG;
}

static int decode(struct room *room, struct kx_bytes packed,
		  const struct kxm_unpacking *job)
{
	z_stream stream = {
		.next_in = packed.data + HEADER,
		.next_out = job->to,
		.workspace = room->workspace,
	};
	int ret = zlib_inflateInit2(&stream, RAW_DEFLATE);
	int err;

	if (ret != Z_OK)
		return zlib_error(ret);
	err = inflate(&stream, packed.size - HEADER, job);
	(void)zlib_inflateEnd(&stream);
	return err ?: check_sum(&room->crc32, packed, job);
}

int kxm_decode_gzip(struct kx_bytes packed, const struct kxm_unpacking *job)
{
	struct room *room;
	int err = read_header(packed);

	if (err)
		return err;
	room = kvmalloc(sizeof(*room) + zlib_inflate_workspacesize(), KXM_GFP);
	if (!room)
		return -ENOMEM;
	kx_crc32_init(&room->crc32);
	err = decode(room, packed, job);
	kvfree(room);
	return err;
}
