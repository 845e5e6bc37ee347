// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Checked reads of untrusted bytes. Every loader reads its file through these.
 * An offset from the file is always compared with the remaining size before it
 * is added to anything.
 */
#include "core/bytes.h"
#include "core/err.h"

int kx_bytes_slice(struct kx_bytes file, u64 offset, u64 size,
		   struct kx_bytes *slice)
{
	if (!kx_bytes_have(file, offset, size))
		return -KX_E_SHORT;
	/* The empty view has no address to add an offset to. */
	*slice = kx_bytes(file.data ? file.data + offset : NULL, size);
	return 0;
}

static int read_le(struct kx_bytes file, u64 offset, u32 size, u64 *value)
{
	u64 number = 0;
	u32 i;

	if (!kx_bytes_have(file, offset, size))
		return -KX_E_SHORT;
	for (i = size; i; i--)
		number = number << 8 | file.data[offset + i - 1];
	*value = number;
	return 0;
}

int kx_read_le8(struct kx_bytes file, u64 offset, u8 *value)
{
	u64 number;
	int err = read_le(file, offset, sizeof(*value), &number);

	if (err)
		return err;
	*value = (u8)number;
	return 0;
}

int kx_read_le16(struct kx_bytes file, u64 offset, u16 *value)
{
	u64 number;
	int err = read_le(file, offset, sizeof(*value), &number);

	if (err)
		return err;
	*value = (u16)number;
	return 0;
}

int kx_read_le32(struct kx_bytes file, u64 offset, u32 *value)
{
	u64 number;
	int err = read_le(file, offset, sizeof(*value), &number);

	if (err)
		return err;
	*value = (u32)number;
	return 0;
}

int kx_read_le64(struct kx_bytes file, u64 offset, u64 *value)
{
	return read_le(file, offset, sizeof(*value), value);
}

static void write_le(u8 *at, u64 value, u32 size)
{
	u32 i;

	for (i = 0; i < size; i++)
		at[i] = (u8)(value >> (8 * i));
}

void kx_write_le16(void *at, u16 value)
{
	write_le(at, value, sizeof(value));
}

void kx_write_le32(void *at, u32 value)
{
	write_le(at, value, sizeof(value));
}

void kx_write_le64(void *at, u64 value)
{
	write_le(at, value, sizeof(value));
}

static void write_be(u8 *at, u64 value, u32 size)
{
	u32 i;

	for (i = 0; i < size; i++)
		at[i] = (u8)(value >> (8 * (size - 1 - i)));
}

void kx_write_be32(void *at, u32 value)
{
	write_be(at, value, sizeof(value));
}

void kx_write_be64(void *at, u64 value)
{
	write_be(at, value, sizeof(value));
}
