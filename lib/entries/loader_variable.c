// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The Boot Loader Interface: a loader leaves word of itself in volatile EFI
 * variables, and takes orders from others. All of them are strings in UTF-16,
 * little-endian, with a NUL.
 */
#include "lib/entries/loader_variable.h"

#include <errno.h>
#include <stdio.h>

#include "lib/machine/file.h"

#define ATTRIBUTES KXL_LOADER_ATTRIBUTES
/* Longer than any ID. */
#define UNITS_MAX 4096

static bool is_high(u32 unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(u32 unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* RFC 3629; at most 4 bytes. */
static u8 *put(u8 *to, u32 code)
{
	if (code < 0x80) {
		*to++ = (u8)code;
		return to;
	}
	if (code < 0x800) {
		*to++ = (u8)(0xc0 | code >> 6);
	} else {
		if (code < 0x10000) {
			*to++ = (u8)(0xe0 | code >> 12);
		} else {
			*to++ = (u8)(0xf0 | code >> 18);
			*to++ = (u8)(0x80 | (code >> 12 & 0x3f));
		}
		*to++ = (u8)(0x80 | (code >> 6 & 0x3f));
	}
	*to++ = (u8)(0x80 | (code & 0x3f));
	return to;
}

/* Takes one or two units; the ones after the end are 0. */
static u32 take(const u16 *units, size_t *i)
{
	u32 unit = units[(*i)++];

	if (is_high(unit) && is_low(units[*i]))
		return 0x10000 + ((unit - 0xd800) << 10) +
		       (units[(*i)++] - 0xdc00U);
	return is_high(unit) || is_low(unit) ? 0xfffd : unit;
}

const char *kxl_loader_variable_text(struct kxl_pool *pool,
				     struct kx_bytes file)
{
	u16 units[UNITS_MAX + 1] = { 0 };
	u8 text[3 * UNITS_MAX];
	u8 *to = text;
	size_t count;
	size_t i = 0;

	if (file.size < ATTRIBUTES || file.size % 2 ||
	    (file.size - ATTRIBUTES) / 2 > UNITS_MAX)
		return NULL;
	count = (size_t)(file.size - ATTRIBUTES) / 2;
	for (i = 0; i < count; i++)
		units[i] = kx_load_le16(file.data + ATTRIBUTES + 2 * i);
	for (i = 0; i < count && units[i];)
		to = put(to, take(units, &i));
	if (i >= count || to == text)
		return NULL;
	return kxl_pool_copy(pool, kx_bytes(text, (u64)(to - text)));
}

int kxl_loader_variable(struct kexec_ctx *ctx, struct kxl_pool *pool,
			const char *name, const char **text)
{
	char path[128];
	struct kx_bytes file;
	int err;

	snprintf(path, sizeof(path), KXL_LOADER_VARIABLE("%s"), name);
	err = kxl_read(ctx, path, &file);
	if (err && err != -ENOENT)
		return err;
	*text = NULL;
	if (err)
		return 0;
	*text = kxl_loader_variable_text(pool, file);
	kxl_text_free(file);
	return 0;
}

u64 kxl_loader_features(struct kexec_ctx *ctx)
{
	struct kx_bytes file;
	u64 features = 0;

	if (kxl_read(ctx, KXL_LOADER_VARIABLE("LoaderFeatures"), &file))
		return 0;
	if (file.size == ATTRIBUTES + sizeof(features))
		features = kx_load_le64(file.data + ATTRIBUTES);
	kxl_text_free(file);
	return features;
}
