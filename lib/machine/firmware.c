// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The firmware's memory map, which the next kernel gets unchanged: it is in
 * /sys/firmware/memmap (Linux drivers/firmware/memmap.c), without the running
 * kernel's changes.
 */
#include "lib/machine/firmware.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/machine/file.h"
#include "lib/text/text.h"

#define MEMMAP_DIR "/sys/firmware/memmap"

/* Names: e820_type_to_string() in Linux arch/x86/kernel/e820.c. */
static const struct {
	const char *name;
	u32 type;
} types[] = {
	{ "System RAM", KX_MEM_RAM },
	{ "Reserved", KX_MEM_RESERVED },
	{ "reserved", KX_MEM_RESERVED },
	{ "Unknown E820 type", KX_MEM_RESERVED },
	{ "device reserved", KX_MEM_RESERVED },
	{ "ACPI Tables", KX_MEM_ACPI },
	{ "ACPI Non-volatile Storage", KX_MEM_NVS },
	{ "Unusable memory", KX_MEM_UNUSABLE },
	{ "Persistent Memory", KX_MEM_PMEM },
	{ "Persistent Memory (legacy)", KX_MEM_PRAM },
	{ "Soft Reserved", KX_MEM_SOFT_RESERVED },
};

u32 kxl_memory_type(struct kx_bytes name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (kxl_text_is(name, types[i].name))
			return types[i].type;
	}
	return 0;
}

const char *kxl_memory_name(u32 type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (types[i].type == type)
			return types[i].name;
	}
	return "Unknown E820 type";
}

bool kxl_firmware_entry(struct kx_bytes start, struct kx_bytes end,
			struct kx_bytes type, struct kx_memory *memory)
{
	struct kx_memory entry = { .type = KX_MEM_RESERVED };
	u32 known = kxl_memory_type(kxl_text_trim(type));
	u64 first = 0;
	u64 last = 0;

	if (!kxl_text_number(&start, 16, &first) ||
	    !kxl_text_number(&end, 16, &last) || last < first)
		return false;
	/* The last address can't be in a half-open range, so drop a byte. */
	if (last == UINT64_MAX)
		last--;
	if (!kx_range_make(first, last - first + 1, &entry.range))
		return false;
	if (known)
		entry.type = known;
	*memory = entry;
	return true;
}

static int compare(const void *a, const void *b)
{
	const u64 *left = a;
	const u64 *right = b;

	return (*left > *right) - (*left < *right);
}

static bool is_number(const char *name, u64 *value)
{
	struct kx_bytes text = kx_bytes(name, strlen(name));

	return kxl_text_number(&text, 10, value) && !text.size;
}

static int collect(DIR *dir, struct kxl_numbers *numbers)
{
	struct dirent *entry;
	u64 *larger;
	u64 value = 0;

	while ((entry = readdir(dir))) {
		if (!is_number(entry->d_name, &value))
			continue;
		larger = reallocarray(numbers->values, numbers->count + 1,
				      sizeof(*larger));
		if (!larger)
			return -ENOMEM;
		numbers->values = larger;
		numbers->values[numbers->count++] = value;
	}
	return 0;
}

int kxl_list_numbers(struct kexec_ctx *ctx, const char *path,
		     struct kxl_numbers *numbers)
{
	struct kxl_numbers found = { NULL, 0 };
	char *full;
	DIR *dir;
	int err;

	if (asprintf(&full, "%s%s", ctx->root, path) < 0)
		return -ENOMEM;
	dir = opendir(full);
	err = -errno;
	free(full);
	if (!dir)
		return err;
	err = collect(dir, &found);
	closedir(dir);
	if (err) {
		free(found.values);
		return err;
	}
	if (found.count)
		qsort(found.values, found.count, sizeof(u64), compare);
	*numbers = found;
	return 0;
}

/* Sets the error, and names the file. */
static int read_part(struct kexec_ctx *ctx, u64 number, const char *part,
		     struct kx_bytes *text)
{
	char path[64];
	int err;

	snprintf(path, sizeof(path), MEMMAP_DIR "/%llu/%s",
		 (unsigned long long)number, part);
	err = kxl_read(ctx, path, text);
	return err ? kxl_fail_read(ctx, path, err) : 0;
}

static int fail_entry(struct kexec_ctx *ctx, u64 number)
{
	char path[64];

	snprintf(path, sizeof(path), MEMMAP_DIR "/%llu",
		 (unsigned long long)number);
	return kxl_fail_read(ctx, path, -EBADMSG);
}

static int read_entry(struct kexec_ctx *ctx, u64 number,
		      struct kx_memory *memory)
{
	struct kx_bytes start;
	struct kx_bytes end;
	struct kx_bytes type;
	int err;

	err = read_part(ctx, number, "start", &start);
	if (err)
		return err;
	err = read_part(ctx, number, "end", &end);
	if (err)
		goto free_start;
	err = read_part(ctx, number, "type", &type);
	if (err)
		goto free_end;
	if (!kxl_firmware_entry(start, end, type, memory))
		err = fail_entry(ctx, number);
	kxl_text_free(type);
free_end:
	kxl_text_free(end);
free_start:
	kxl_text_free(start);
	return err;
}

static int fill(struct kexec_ctx *ctx, const struct kxl_numbers *numbers,
		struct kx_memmap *map)
{
	struct kx_memory memory = { 0 };
	u32 i;
	int err;

	for (i = 0; i < numbers->count; i++) {
		err = read_entry(ctx, numbers->values[i], &memory);
		if (err)
			return err;
		if (kx_memmap_set(map, memory.range, memory.type))
			return kxl_fail_memory(ctx, KEXEC_ACTION_READ);
	}
	return 0;
}

static int read_entries(struct kexec_ctx *ctx,
			const struct kxl_numbers *numbers,
			struct kx_memmap *map)
{
	struct kx_memmap fresh = { 0 };
	int err;

	/* Each entry can split another one in two. */
	fresh.capacity = 2 * numbers->count + 1;
	fresh.entries = calloc(fresh.capacity, sizeof(*fresh.entries));
	if (!fresh.entries)
		return kxl_fail_memory(ctx, KEXEC_ACTION_READ);
	err = fill(ctx, numbers, &fresh);
	if (err) {
		free(fresh.entries);
		return err;
	}
	*map = fresh;
	return 0;
}

int kxl_firmware_read(struct kexec_ctx *ctx, struct kx_memmap *map)
{
	struct kxl_numbers numbers = { NULL, 0 };
	int err;

	err = kxl_list_numbers(ctx, MEMMAP_DIR, &numbers);
	if (err && err != -ENOENT)
		return kxl_fail_read(ctx, MEMMAP_DIR, err);
	if (!numbers.count)
		*map = (struct kx_memmap){ 0 };
	else
		err = read_entries(ctx, &numbers, map);
	free(numbers.values);
	return numbers.count ? err : 0;
}
