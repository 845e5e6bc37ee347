/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The running kernel's decoders. Each kernel exports those that something in it
 * needs, so the options of initramfs, file systems and drivers decide. Weak: a
 * decoder that is missing is NULL when the module is loaded, and insmod goes
 * on. One that is a module of its own has to be there before this one; modprobe
 * sees to that.
 *
 * The same names are exported by Linux 6.1, 6.12 and 7.3. Others can't be had:
 * the decoders for bzip2, LZMA and those of lib/decompress*.c are __init, gone
 * after the boot. Kernels with LZO stay packed in user space, too.
 */
#ifndef MODULE_COMPAT_KXM_DECODERS_H
#define MODULE_COMPAT_KXM_DECODERS_H

#include <linux/lz4.h>
#include <linux/xz.h>
#include <linux/zlib.h>
/* Linux 5.10 has constants in this header. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-const-variable"
#include <linux/zstd.h>
#pragma GCC diagnostic pop

/* CONFIG_ZLIB_INFLATE */
extern typeof(zlib_inflate_workspacesize) zlib_inflate_workspacesize __weak;
extern typeof(zlib_inflateInit2) zlib_inflateInit2 __weak;
extern typeof(zlib_inflate) zlib_inflate __weak;
extern typeof(zlib_inflateEnd) zlib_inflateEnd __weak;
/* CONFIG_XZ_DEC */
extern typeof(xz_dec_init) xz_dec_init __weak;
extern typeof(xz_dec_run) xz_dec_run __weak;
extern typeof(xz_dec_end) xz_dec_end __weak;
/*
 * CONFIG_ZSTD_DECOMPRESS. The same functions had zstd's own names before Linux
 * 5.16, and those for errors were in the header. Kbuild looks for the new ones.
 */
#if KXM_HAS_ZSTD_NAMES
extern typeof(zstd_is_error) zstd_is_error __weak;
extern typeof(zstd_get_error_code) zstd_get_error_code __weak;

static inline bool kxm_names_zstd_errors(void)
{
	return zstd_is_error && zstd_get_error_code;
}
#else
#define zstd_is_error			ZSTD_isError
#define zstd_get_error_code		ZSTD_getErrorCode
#define zstd_find_frame_compressed_size ZSTD_findFrameCompressedSize
#define zstd_dctx_workspace_bound	ZSTD_DCtxWorkspaceBound
#define zstd_init_dctx			ZSTD_initDCtx
#define zstd_decompress_dctx		ZSTD_decompressDCtx

static inline bool kxm_names_zstd_errors(void)
{
	return true;
}
#endif
extern typeof(zstd_find_frame_compressed_size) zstd_find_frame_compressed_size
	__weak;
extern typeof(zstd_dctx_workspace_bound) zstd_dctx_workspace_bound __weak;
extern typeof(zstd_init_dctx) zstd_init_dctx __weak;
extern typeof(zstd_decompress_dctx) zstd_decompress_dctx __weak;
/* CONFIG_LZ4_DECOMPRESS */
extern typeof(LZ4_decompress_safe) LZ4_decompress_safe __weak;

#endif
