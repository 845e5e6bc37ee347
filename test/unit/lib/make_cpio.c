// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The "newc" kind of cpio: buffer-format.rst in Linux. */
#include "test/unit/lib/make_cpio.h"

#include <stdio.h>
#include <string.h>

static u64 put(u8 *to, const char *name, u32 mode, u32 content)
{
	u64 name_size = strlen(name) + 1;
	u64 used;

	used = (u64)sprintf(
		(char *)to,
		"070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 0,
		mode, 0, 0, 1, 0, content, 0, 0, 0, 0, (u32)name_size, 0);
	memcpy(to + used, name, name_size);
	used += name_size;
	while (used % 4)
		to[used++] = 0;
	memset(to + used, 'x', content);
	used += content;
	while (used % 4)
		to[used++] = 0;
	return used;
}

u64 cpio_put(u8 *to, const char *name, u32 content)
{
	return put(to, name, 0100644, content);
}

u64 cpio_end(u8 *to)
{
	return put(to, "TRAILER!!!", 0, 0);
}
