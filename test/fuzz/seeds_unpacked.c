// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Unpacked payloads of bzImages. */
#include "test/fuzz/seed.h"

#include <string.h>

#include "test/unit/core/make_vmlinux.h"

/* A distance, a vmlinux, and three or two lists of relocations. */
static void write_unpacked(const char *folder, const char *name, u32 lists)
{
	static const u32 words[] = {
		0,	    0x81000000, 0x81002008, 0,
		0x81003010, 0,		0x81000010, 0x81004020,
	};
	struct seed seed = { .size = 0 };
	struct vmlinux vmlinux;
	size_t i;

	vmlinux_make(&vmlinux);
	seed_put(&seed, 8, 0x12600000);
	memcpy(seed.data + seed.size, vmlinux.data, sizeof(vmlinux.data));
	seed.size += sizeof(vmlinux.data);
	for (i = 0; i < ARRAY_SIZE(words) && lists; i++)
		if (lists == 3 || (i != 3 && i != 4))
			seed_put(&seed, 4, words[i]);
	seed_write(folder, "unpacked", name, &seed);
}

void seed_unpacked(const char *folder)
{
	write_unpacked(folder, "inverse", 3);
	write_unpacked(folder, "no-inverse", 2);
	write_unpacked(folder, "no-lists", 0);
}
