// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A guest must not take the memory of the machine that it is tried on: what it
 * may use at most is compared with what is available (Linux
 * Documentation/filesystems/proc.rst, meminfo).
 */
#include "tool/kexec/try_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/report.h"

#define MIB	     (1ULL << 20)
#define MEMORY_MOST  (1024 * MIB) /* unless more was asked for */
#define MEMORY_LEAST (256 * MIB)
/* QEMU's own, beside the guest's: 60 MiB to 110 MiB with QEMU 7.2. */
#define OWN_MEMORY (128 * MIB)

/* Bytes; 0 if that is not known. */
static uint64_t find_available(void)
{
	static const char *const names[] = { "MemAvailable:", "SwapFree:" };
	unsigned long long kib = 0;
	char line[128];
	FILE *file = fopen("/proc/meminfo", "re");
	size_t i;

	while (file && fgets(line, sizeof(line), file))
		for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (!strncmp(line, names[i], strlen(names[i])))
				kib += strtoull(line + strlen(names[i]), NULL,
						10);
	if (file)
		fclose(file);
	return kib * 1024;
}

/* A quarter of what is available, between two bounds. */
uint64_t try_memory_find(const struct options *options)
{
	uint64_t quarter = find_available() / 4 / MIB * MIB;

	if (options->trial.mib)
		return options->trial.mib * MIB;
	if (!quarter || quarter > MEMORY_MOST)
		return MEMORY_MOST;
	return quarter < MEMORY_LEAST ? MEMORY_LEAST : quarter;
}

int try_memory_check(uint64_t guest, uint64_t more)
{
	uint64_t available = find_available();
	uint64_t needed = guest + more + OWN_MEMORY;

	if (!available || needed <= available)
		return EXIT_OK;
	answer_fail("try-start", "not enough memory is available");
	line_print(
		stderr,
		"kexec: the guest may take %llu MiB (%llu MiB of its own, "
		"%llu MiB that it writes to disks, and QEMU's), and %llu MiB "
		"are available: end something, or give less by --try-memory",
		(unsigned long long)(needed / MIB),
		(unsigned long long)(guest / MIB),
		(unsigned long long)(more / MIB),
		(unsigned long long)(available / MIB));
	return EXIT_FAILED;
}
