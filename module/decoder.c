// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoders of the running kernel, a row each. They unpack what root has
 * given to a system call, or what a trusted key has signed, at the same risk as
 * a compressed module or a mounted image: they are made for bytes of anybody,
 * they write to the given room alone, and that room is of a bounded size.
 */
#include "module/decoder.h"

#include "module/compat/kxm_decoders.h"
#include "module/oom.h"
#include "module/page.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

/* Linux's own build uses no larger one (scripts/xz_wrap.sh). */
#define XZ_DICT_MAX ((u64)SZ_128M)
/* lz4_Frame_format.md, "Legacy frame" */
#define LEGACY_MAGIC 4
#define LEGACY_BLOCK SZ_8M

int kxm_decoder_pause(void)
{
	cond_resched();
	return fatal_signal_pending(current) || kxm_oom_must_stop() ? -EINTR
								    : 0;
}

static bool has_gzip(void)
{
	return zlib_inflate_workspacesize && zlib_inflateInit2 &&
	       zlib_inflate && zlib_inflateEnd;
}

static bool has_xz(void)
{
	return xz_dec_init && xz_dec_run && xz_dec_end;
}

static bool has_zstd(void)
{
	return kxm_names_zstd_errors() && zstd_find_frame_compressed_size &&
	       zstd_dctx_workspace_bound && zstd_init_dctx &&
	       zstd_decompress_dctx;
}

static bool has_lz4(void)
{
	return LZ4_decompress_safe;
}

static int xz_error(enum xz_ret ret)
{
	switch (ret) {
	case XZ_MEM_ERROR:
	case XZ_MEMLIMIT_ERROR:
		return -ENOMEM;
	case XZ_UNSUPPORTED_CHECK:
	case XZ_OPTIONS_ERROR: /* without CONFIG_XZ_DEC_X86, too */
		return -EOPNOTSUPP;
	default:
		return -EBADMSG;
	}
}

/*
 * Once @out is full, another call tells a longer stream from its end. Input is
 * bounded as well: empty blocks have no output.
 */
static int run_xz(struct xz_dec *xz, struct xz_buf *buf, struct kx_bytes packed,
		  u64 size)
{
	enum xz_ret ret;
	int err;

	do {
		err = kxm_decoder_pause();
		if (err)
			return err;
		buf->in_size = min_t(u64, packed.size,
				     buf->in_pos + KXM_DECODER_PIECE);
		buf->out_size =
			min_t(u64, size, buf->out_pos + KXM_DECODER_PIECE);
		ret = xz_dec_run(xz, buf);
	} while (ret == XZ_OK);
	if (ret != XZ_STREAM_END)
		return xz_error(ret);
	if (buf->in_pos < packed.size)
		return -EOPNOTSUPP;
	return buf->out_pos == size ? 0 : -EBADMSG;
}

/*
 * The dictionary is allocated by the decoder, and is as large as the stream
 * says: within the bound, which keeps its plain GFP_KERNEL from starting the
 * OOM killer. Unpacking in one call would need none, but that takes seconds in
 * which some kernels run nothing else on this CPU.
 */
static int decode_xz(struct kx_bytes packed, const struct kxm_unpacking *job)
{
	struct xz_buf buf = {
		.in = packed.data,
		.out = job->to,
	};
	struct xz_dec *xz;
	int err;

	xz = xz_dec_init(XZ_DYNALLOC, min(job->spare, XZ_DICT_MAX));
	if (!xz)
		return -ENOMEM;
	err = run_xz(xz, &buf, packed, job->size);
	xz_dec_end(xz);
	return err;
}

static int zstd_error(size_t ret)
{
	switch (zstd_get_error_code(ret)) {
	case ZSTD_error_corruption_detected:
	case ZSTD_error_dictionary_corrupted: /* a block lacks its tables */
	case ZSTD_error_checksum_wrong:
	case ZSTD_error_srcSize_wrong:
	case ZSTD_error_dstSize_tooSmall:
		return -EBADMSG;
	case ZSTD_error_memory_allocation:
		return -ENOMEM;
	default:
		return -EOPNOTSUPP;
	}
}

/*
 * In one call, which takes a tenth of a second: in pieces it would need a
 * window of 128 MiB, since Linux's build says that to zstd (--ultra -22).
 */
static int decode_zstd(struct kx_bytes packed, const struct kxm_unpacking *job)
{
	size_t room = zstd_dctx_workspace_bound();
	void *workspace;
	size_t got;

	got = zstd_find_frame_compressed_size(packed.data, packed.size);
	if (zstd_is_error(got))
		return zstd_error(got);
	if (got != packed.size)
		return -EOPNOTSUPP;
	workspace = kvmalloc(room, KXM_GFP);
	if (!workspace)
		return -ENOMEM;
	got = zstd_decompress_dctx(zstd_init_dctx(workspace, room), job->to,
				   job->size, packed.data, packed.size);
	kvfree(workspace);
	if (zstd_is_error(got))
		return zstd_error(got);
	return got == job->size ? 0 : -EBADMSG;
}

/* Blocks, each after its packed size, without an end mark. */
static int decode_lz4(struct kx_bytes packed, const struct kxm_unpacking *job)
{
	u64 at = LEGACY_MAGIC;
	u64 done = 0;
	u32 size = 0;

	while (at < packed.size) {
		int room = min_t(u64, job->size - done, LEGACY_BLOCK);
		int err = kxm_decoder_pause();
		int got;

		if (err)
			return err;
		if (kx_read_le32(packed, at, &size) || size > INT_MAX ||
		    !kx_bytes_have(packed, at + sizeof(size), size))
			return -EBADMSG;
		at += sizeof(size);
		got = LZ4_decompress_safe(packed.data + at, job->to + done,
					  size, room);
		if (got < 0)
			return -EBADMSG;
		at += size;
		done += got;
	}
	return done == job->size ? 0 : -EBADMSG;
}

/* All of arch/x86/boot/compressed/Makefile. */
static const struct kxm_decoder decoders[] = {
	{
		.name = "gzip",
		.magic = "\x1f\x8b",
		.magic_size = 2,
		.has_size = true,
		.is_checked = true,
		.is_there = has_gzip,
		.decode = kxm_decode_gzip,
	},
	{
		.name = "xz",
		.magic = "\xfd\x37zXZ",
		.magic_size = 6,
		.is_checked = true,
		.is_there = has_xz,
		.decode = decode_xz,
	},
	{
		.name = "zstd",
		.magic = "\x28\xb5\x2f\xfd",
		.magic_size = 4,
		.is_checked = true,
		.is_there = has_zstd,
		.decode = decode_zstd,
	},
	{
		.name = "LZ4",
		.magic = "\x02\x21\x4c\x18",
		.magic_size = 4,
		.is_there = has_lz4,
		.decode = decode_lz4,
	},
	{ .name = "bzip2", .magic = "BZh", .magic_size = 3 },
	{ .name = "LZO", .magic = "\x89LZO", .magic_size = 5 },
	{ .name = "LZMA", .magic = "\x5d\0", .magic_size = 3 },
};

const struct kxm_decoder *kxm_decoder_find(struct kx_bytes payload)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(decoders); i++)
		if (kx_bytes_have(payload, 0, decoders[i].magic_size) &&
		    !memcmp(payload.data, decoders[i].magic,
			    decoders[i].magic_size))
			return &decoders[i];
	return NULL;
}
