// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/lib/wiped.h"

#include <string.h>

size_t wiped;

void explicit_bzero(void *bytes, size_t size)
{
	wiped += size;
	memset(bytes, 0, size);
}

/* What glibc makes of a call with _FORTIFY_SOURCE, as packages have it. */
void wipe_fortified(void *bytes, size_t size,
		    size_t room) __asm__("__explicit_bzero_chk");

void wipe_fortified(void *bytes, size_t size, size_t room)
{
	explicit_bzero(bytes, size < room ? size : room);
}
