// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/fuzz/seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

void seed_put(struct seed *seed, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		seed->data[seed->size++] = (u8)(value >> (8 * i));
}

void seed_write(const char *folder, const char *target, const char *name,
		const struct seed *seed)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, target);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s/%s", folder, target, name);
	file = fopen(path, "wb");
	if (!file || fwrite(seed->data, 1, seed->size, file) != seed->size ||
	    fclose(file)) {
		perror(path);
		exit(1);
	}
}
