/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A bounded view of borrowed bytes, and checked reads of it. */
#ifndef CORE_BYTES_H
#define CORE_BYTES_H

#include "kx_port.h"

/* Borrowed: never freed through the view. Empty: { NULL, 0 }. */
struct kx_bytes {
	const u8 *data;
	u64 size; /* bytes */
};

static inline struct kx_bytes kx_bytes(const void *data, u64 size)
{
	return (struct kx_bytes){ .data = data, .size = size };
}

/** kx_bytes_have - whether [@offset, @offset + @size) lies inside @file */
static inline bool kx_bytes_have(struct kx_bytes file, u64 offset, u64 size)
{
	return offset <= file.size && size <= file.size - offset;
}

/**
 * kx_bytes_slice - take a part of a view
 * @file: the view
 * @offset: first byte of the part
 * @size: its length in bytes
 * @slice: filled on success, untouched otherwise; borrows from @file
 *
 * Return: 0 or -KX_E_SHORT.
 */
KX_MUST_CHECK int kx_bytes_slice(struct kx_bytes file, u64 offset, u64 size,
				 struct kx_bytes *slice);

/*
 * kx_read_le8/16/32/64 - read a little-endian number at a byte offset
 * @file: the view
 * @offset: where the number begins; no alignment needed
 * @value: filled on success, untouched otherwise
 *
 * Return: 0 or -KX_E_SHORT.
 */
KX_MUST_CHECK int kx_read_le8(struct kx_bytes file, u64 offset, u8 *value);
KX_MUST_CHECK int kx_read_le16(struct kx_bytes file, u64 offset, u16 *value);
KX_MUST_CHECK int kx_read_le32(struct kx_bytes file, u64 offset, u32 *value);
KX_MUST_CHECK int kx_read_le64(struct kx_bytes file, u64 offset, u64 *value);

/*
 * Little-endian loads from memory that the caller has checked to be large
 * enough. Compilers turn each into a single load.
 */
static inline u16 kx_load_le16(const u8 *at)
{
	return (u16)(at[0] | at[1] << 8);
}

static inline u32 kx_load_le32(const u8 *at)
{
	return (u32)at[0] | (u32)at[1] << 8 | (u32)at[2] << 16 |
	       (u32)at[3] << 24;
}

static inline u64 kx_load_le64(const u8 *at)
{
	return (u64)at[0] | (u64)at[1] << 8 | (u64)at[2] << 16 |
	       (u64)at[3] << 24 | (u64)at[4] << 32 | (u64)at[5] << 40 |
	       (u64)at[6] << 48 | (u64)at[7] << 56;
}

/* The same of a big-endian number. */
static inline u32 kx_load_be32(const u8 *at)
{
	return (u32)at[0] << 24 | (u32)at[1] << 16 | (u32)at[2] << 8 |
	       (u32)at[3];
}

static inline u64 kx_load_be64(const u8 *at)
{
	return (u64)kx_load_be32(at) << 32 | kx_load_be32(at + 4);
}

/*
 * Stores into memory that the caller has made large enough. Compilers turn each
 * of these two into a single one.
 */
static inline void kx_store_le32(u8 *at, u32 value)
{
	at[0] = (u8)value;
	at[1] = (u8)(value >> 8);
	at[2] = (u8)(value >> 16);
	at[3] = (u8)(value >> 24);
}

static inline void kx_store_le64(u8 *at, u64 value)
{
	at[0] = (u8)value;
	at[1] = (u8)(value >> 8);
	at[2] = (u8)(value >> 16);
	at[3] = (u8)(value >> 24);
	at[4] = (u8)(value >> 32);
	at[5] = (u8)(value >> 40);
	at[6] = (u8)(value >> 48);
	at[7] = (u8)(value >> 56);
}

/* The same for where it does not matter. */
void kx_write_le16(void *at, u16 value);
void kx_write_le32(void *at, u32 value);
void kx_write_le64(void *at, u64 value);
void kx_write_be32(void *at, u32 value);
void kx_write_be64(void *at, u64 value);

#endif
