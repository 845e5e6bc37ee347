// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * relocate PAYLOAD DISTANCE: relocate an unpacked payload, and write memory
 * from the kernel's start to the end of its last bytes. For run, beside it.
 */
#include "core/format/bzimage_unpacked.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

static u8 *map(const char *path, u64 *size)
{
	int fd = open(path, O_RDONLY);
	struct stat status;
	void *bytes;

	if (fd < 0 || fstat(fd, &status))
		return NULL;
	*size = (u64)status.st_size;
	bytes = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	return bytes == MAP_FAILED ? NULL : bytes;
}

static void write_memory(const u8 *payload, const struct kx_elf *elf)
{
	u64 at = elf->loads[0].at.start;
	u32 i;

	for (i = 0; i < elf->nr_loads; i++) {
		const struct kx_elf_load *load = &elf->loads[i];

		for (; at < load->at.start; at++)
			putchar(0);
		fwrite(payload + load->offset, 1, load->size, stdout);
		at += load->size;
	}
}

int main(int argc, char *argv[])
{
	struct kx_unpacked unpacked;
	struct kx_fault fault = { 0 };
	u64 size = 0;
	u8 *payload = argc == 3 ? map(argv[1], &size) : NULL;

	if (!payload)
		return 2;
	if (kx_unpacked_read(kx_bytes(payload, size), &unpacked, &fault)) {
		fprintf(stderr, "%s\n", fault.what ? fault.what : "no ELF");
		return 1;
	}
	kx_unpacked_relocate(payload, &unpacked, strtoull(argv[2], NULL, 0));
	write_memory(payload, &unpacked.elf);
	return fflush(stdout) || ferror(stdout);
}
