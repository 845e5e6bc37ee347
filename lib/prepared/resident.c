// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* mincore(2), a part of the mapping at a time. */
#include "lib/prepared/resident.h"

#include <sys/mman.h>
#include <unistd.h>

#include "kx_port.h"

/* Pages for one call: a byte for each. */
#define AT_ONCE 4096U

static bool are_resident(const u8 *at, u64 size, u64 page)
{
	u8 pages[AT_ONCE];
	u64 i;

	/* The call changes nothing there. */
	if (mincore((void *)(uintptr_t)at, size, pages))
		return false;
	for (i = 0; i * page < size; i++)
		if (!(pages[i] & 1))
			return false;
	return true;
}

bool kxl_is_resident(struct kx_bytes bytes)
{
	const u64 page = (u64)sysconf(_SC_PAGESIZE);
	const u64 most = AT_ONCE * page;
	u64 done;

	for (done = 0; done < bytes.size; done += most) {
		u64 left = bytes.size - done;

		if (!are_resident(bytes.data + done, left < most ? left : most,
				  page))
			return false;
	}
	return true;
}
