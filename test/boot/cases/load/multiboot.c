// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A small Multiboot kernel (test/boot/multiboot/) with a number of modules. It
 * prints what it was given; each line is announced to the host here.
 */
#include "test/boot/guest.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULES_MAX 60
#define PATH_SIZE   32

/* Of one module, of any sizes around a page, and of none. */
static const unsigned int sizes[] = { 4096, 1, 70001, 4097, 0x300000, 4095 };

struct modules {
	char options[MODULES_MAX][64];
	unsigned int count;
};

/* FNV-1a, as in test/boot/multiboot/check.c. */
static uint32_t sum_of(const unsigned char *bytes, size_t size)
{
	uint32_t hash = 2166136261;
	size_t i;

	for (i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 16777619;
	return hash;
}

static void make_module(struct modules *modules, unsigned int number)
{
	size_t size = sizes[number % ARRAY_SIZE(sizes)];
	unsigned char *bytes = malloc(size);
	char path[PATH_SIZE];
	FILE *file;
	size_t i;

	snprintf(path, sizeof(path), "/module-%u", number);
	file = fopen(path, "w");
	if (!bytes || !file)
		fail("no file for a module");
	for (i = 0; i < size; i++)
		bytes[i] = (unsigned char)(i * 31 + i / 251 + number);
	if (fwrite(bytes, 1, size, file) != size || fclose(file))
		fail("%s: not written", path);
	snprintf(modules->options[number], sizeof(modules->options[number]),
		 "--module=%s  a=%u \"b\"", path, number);
	verdict("expect_line", "module \"%s\"", modules->options[number] + 9);
	verdict("expect_line", "module's size %08zx", size);
	verdict("expect_line", "module's sum %08x", sum_of(bytes, size));
	free(bytes);
}

static unsigned long long read_memmap(const char *entry, const char *field)
{
	char path[320];
	char text[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/sys/firmware/memmap/%s/%s", entry,
		 field);
	file = fopen(path, "r");
	if (!file || !fgets(text, sizeof(text), file))
		fail("%s: not read", path);
	fclose(file);
	return strcmp(field, "type") ? strtoull(text, NULL, 0)
				     : !strcmp(text, "System RAM\n");
}

/* The firmware's map, whose sum the kernel prints. */
static void expect_memory(void)
{
	DIR *map = opendir("/sys/firmware/memmap");
	unsigned long long ram = 0;
	unsigned int ranges = 0;
	struct dirent *entry;

	if (!map)
		fail("no /sys/firmware/memmap");
	while ((entry = readdir(map))) {
		if (entry->d_name[0] == '.')
			continue;
		ranges++;
		if (read_memmap(entry->d_name, "type"))
			ram += read_memmap(entry->d_name, "end") + 1 -
			       read_memmap(entry->d_name, "start");
	}
	closedir(map);
	/* Neighbours of one type are one range. */
	verdict("ranges", "%u", ranges);
	verdict("expect_line", "KiB of RAM %08llx", ram >> 10);
}

/* Its address, as EFI has it. */
static unsigned long long find_rsdp(void)
{
	FILE *systab = fopen("/sys/firmware/efi/systab", "r");
	unsigned long long at = 0;
	char line[80];

	while (systab && !at && fgets(line, sizeof(line), systab))
		sscanf(line, "ACPI20=%llx", &at);
	if (!at)
		fail("EFI has no ACPI 2.0");
	fclose(systab);
	return at;
}

/* By efi=: EFI's can be read here, or not. */
static bool has_rsdp(void)
{
	return same_text(word("efi", ""), "rsdp");
}

/*
 * Found without help where there is a BIOS, so it is no matter there whether a
 * tag has it. EFI's is in both tags: the first 20 bytes, and all of it.
 */
static void expect_rsdp(void)
{
	unsigned char bytes[36];
	int memory;

	if (!*word("efi", ""))
		return;
	if (!has_rsdp()) {
		verdict("expect_line", "RSDP 00000000");
		return;
	}
	memory = open("/dev/mem", O_RDONLY | O_CLOEXEC);
	if (memory < 0 || pread(memory, bytes, sizeof(bytes),
				(off_t)find_rsdp()) != sizeof(bytes))
		fail("/dev/mem: no ACPI root pointer");
	close(memory);
	verdict("expect_line", "RSDP %08zx", sizeof(bytes));
	verdict("expect_line", "RSDP's sum %08x", sum_of(bytes, 20));
	verdict("expect_line", "RSDP's sum %08x", sum_of(bytes, sizeof(bytes)));
}

static void expect(const char *kernel, bool is_2)
{
	verdict("expect_line", "Multiboot %s", is_2 ? "36d76289" : "2badb002");
	verdict("expect_line", "line \"%s a  b=c\"", kernel);
	verdict("expect_line", "loader \"kexec\"");
	if (is_2)
		expect_rsdp();
	expect_memory();
}

/* A warning, where the kernel will find no ACPI. */
static void check_output(const char *output)
{
	bool is_lost = word("efi", NULL) && !has_rsdp();

	if (is_lost ? !strstr(output, "the kernel gets no copy of it")
		    : output[0])
		fail("kexec -l said: %s", output);
}

static void start_kernel(const char *const load[])
{
	const char *const start[] = { "/kexec", "-e", NULL };
	struct tool_result result;

	run_tool(load, &result);
	if (result.status || !kexec_loaded())
		fail("kexec -l: exit status %d: %s", result.status,
		     result.output);
	check_output(result.output);
	coverage_save();
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}

/* Not the kernel of this test, but GRUB: it says two lines, and restarts. */
static void start_grub(void)
{
	static const char *const load[] = { "/kexec", "-c", "-l",
					    "/multiboot-grub", NULL };

	verdict("expect_line", "grub runs");
	start_kernel(load);
}

void case_multiboot(void)
{
	unsigned int count = (unsigned int)atoi(word("modules", "2"));
	const char *argv[MODULES_MAX + 8] = { "/kexec" };
	const char *version = word("multiboot", "2");
	struct modules modules;
	char kernel[32];
	int words = 1;
	unsigned int i;

	kexec_arrive();
	if (same_text(version, "grub"))
		start_grub();
	snprintf(kernel, sizeof(kernel), "/multiboot-%s", version);
	if (count > MODULES_MAX)
		fail("%u modules are too many", count);
	if (!same_text(word("call", "c"), "a"))
		argv[words++] = "-c";
	argv[words++] = "-l";
	argv[words++] = kernel;
	argv[words++] = "--append=a  b=c";
	expect(kernel, same_text(version, "2"));
	for (i = 0; i < count; i++) {
		make_module(&modules, i);
		argv[words++] = modules.options[i];
	}
	start_kernel(argv);
}
