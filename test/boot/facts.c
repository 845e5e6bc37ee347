// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Facts about the running kernel and its machine. */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

long memory_kib(const char *field)
{
	long kib;

	if (!read_field("/proc/meminfo", field, &kib))
		fail("no %s in /proc/meminfo", field);
	return kib;
}

long settled_memory_kib(void)
{
	write_text("/proc/sys/vm/drop_caches", "3");
	/* Compaction empties the CPUs' lists of free pages. */
	write_text("/proc/sys/vm/compact_memory", "1");
	return memory_kib("MemFree");
}

/* pagemap(5): a word for each page, with its number in the low bits. */
bool read_addresses(const volatile void *memory, size_t count,
		    uint64_t *addresses)
{
	const uint64_t number = (1ULL << 55) - 1;
	const size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = count * sizeof(*addresses);
	off_t at = (off_t)((uintptr_t)memory / page_size * sizeof(*addresses));
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	bool is_told = pread(fd, addresses, size, at) == (ssize_t)size;

	for (size_t i = 0; i < count; i++)
		addresses[i] =
			is_told ? (addresses[i] & number) * page_size : 0;
	if (fd >= 0)
		close(fd);
	return is_told;
}

bool find_iomem(const char *name, unsigned long *start, unsigned long *end)
{
	FILE *file = fopen("/proc/iomem", "re");
	bool found = false;
	char line[256];
	char wanted[64];

	snprintf(wanted, sizeof(wanted), " : %s", name);
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, wanted) &&
			sscanf(line, "%lx-%lx", start, end) == 2;
	fclose(file);
	*end += found;
	return found;
}

static bool has_cpu_flag(const char *flag)
{
	FILE *cpuinfo = fopen("/proc/cpuinfo", "re");
	static char line[8192];
	bool found = false;

	while (cpuinfo && !found && fgets(line, sizeof(line), cpuinfo)) {
		if (!starts_with(line, "flags"))
			continue;
		for (char *p = strtok(line, " \t\n"); p && !found;
		     p = strtok(NULL, " \t\n"))
			found = same_text(p, flag);
		break;
	}
	if (cpuinfo)
		fclose(cpuinfo);
	return found;
}

unsigned long find_symbol(const char *name)
{
	FILE *kallsyms = fopen("/proc/kallsyms", "re");
	unsigned long address = 0;
	bool found = false;
	char line[512];
	char its[256];

	/*
	 * Lines are "address type name", with "[module]" for a module's symbol.
	 */
	while (kallsyms && !found && fgets(line, sizeof(line), kallsyms))
		found = sscanf(line, "%lx %*c %255s", &address, its) == 2 &&
			same_text(its, name);
	if (kallsyms)
		fclose(kallsyms);
	return found ? address : 0;
}

/*
 * The size in /proc/modules includes data, which Linux 6.4 and newer keep
 * elsewhere. The last symbol is the end of the code, or a function that is not
 * called in a panic; another module may follow directly.
 */
bool find_module(const char *name, unsigned long *start, unsigned long *end)
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	char line[512];
	char wanted[64];

	*start = ~0UL;
	*end = 0;
	snprintf(wanted, sizeof(wanted), "[%s]", name);
	/* "address type symbol", and "[module]" after that */
	while (symbols && fgets(line, sizeof(line), symbols)) {
		unsigned long address;
		char its[64];
		char type;

		if (sscanf(line, "%lx %c %*s %63s", &address, &type, its) !=
			    3 ||
		    (type != 't' && type != 'T') || !same_text(its, wanted))
			continue;
		if (address < *start)
			*start = address;
		if (address > *end)
			*end = address;
	}
	if (symbols)
		fclose(symbols);
	return *end;
}

/* How far KASLR moved the kernel from its link address. */
static unsigned long kaslr_offset(void)
{
	return find_symbol("_text") - guest_machine.text;
}

/* Linux 5.10 has the folder even if it cannot call EFI. */
static bool can_call_efi(void)
{
	return !access("/sys/firmware/efi/efivars", F_OK) &&
	       log_says(log_open(), "Registered efivars operations", "");
}

void report_facts(const char *prefix)
{
	char key[64];
	struct utsname kernel;

	uname(&kernel);
	snprintf(key, sizeof(key), "%srelease", prefix);
	verdict(key, "%s", kernel.release);
	snprintf(key, sizeof(key), "%scpus", prefix);
	verdict(key, "%ld", sysconf(_SC_NPROCESSORS_ONLN));
	snprintf(key, sizeof(key), "%smemory_kib", prefix);
	verdict(key, "%ld", memory_kib("MemTotal"));
	snprintf(key, sizeof(key), "%sla57", prefix);
	verdict(key, "%d", has_cpu_flag("la57"));
	snprintf(key, sizeof(key), "%skaslr_offset", prefix);
	verdict(key, "%#lx", kaslr_offset());
	snprintf(key, sizeof(key), "%sefi", prefix);
	verdict(key, "%d", can_call_efi());
	snprintf(key, sizeof(key), "%sacpi", prefix);
	verdict(key, "%d", !access("/sys/firmware/acpi/tables/DSDT", F_OK));
	snprintf(key, sizeof(key), "%suptime_ms", prefix);
	verdict(key, "%ld", now_ms());
}
