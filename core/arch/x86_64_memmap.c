// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * memmap= words, for --pass-memmap-cmdline. The command line is short, so only
 * what a crash kernel needs is written: its RAM, and where ACPI's tables are.
 */
#include "core/arch/x86_64_memmap.h"

#include "core/bytes.h"

#define KIB	1024ULL
#define RAM_MIN (100 * KIB)

/* memmap='s mark between size and start; '\0': no word. */
static char mark_of(u32 type)
{
	switch (type) {
	case KX_MEM_RAM:
		return '@';
	case KX_MEM_ACPI:
	case KX_MEM_NVS:
		return '#';
	case KX_MEM_PRAM:
		return '!';
	default:
		return '\0';
	}
}

static u32 write_text(char *to, const char *text)
{
	u32 at = 0;

	for (; text[at]; at++)
		to[at] = text[at];
	return at;
}

/* In decimal, with a K after it. */
static u32 write_kib(char *to, u64 bytes)
{
	u64 left = bytes / KIB;
	u64 unit = 1;
	u32 at = 0;

	while (left / unit >= 10)
		unit *= 10;
	for (; unit; unit /= 10)
		to[at++] = (char)('0' + left / unit % 10);
	to[at++] = 'K';
	return at;
}

/* Never more RAM than there is, and never less of ACPI's tables. */
static struct kx_range whole_kib(const struct kx_memory *memory)
{
	if (memory->type == KX_MEM_RAM)
		return kx_range_inside(memory->range, KIB);
	return (struct kx_range){
		kx_align_down(memory->range.start, KIB),
		/* Entries end below 2^52 on x86. */
		kx_align_down(memory->range.end + KIB - 1, KIB),
	};
}

static u32 write_word(const struct kx_memory *memory, char *to)
{
	struct kx_range range = whole_kib(memory);
	char mark = mark_of(memory->type);
	u32 at;

	if (!mark || kx_range_is_empty(range))
		return 0;
	if (memory->type == KX_MEM_RAM && kx_range_size(range) < RAM_MIN)
		return 0;
	at = write_text(to, "memmap=");
	at += write_kib(to + at, kx_range_size(range));
	to[at++] = mark;
	at += write_kib(to + at, range.start);
	to[at++] = ' ';
	return at;
}

u32 kx_memmap_words(const struct kx_memmap *map, char *to)
{
	u32 at = write_text(to, "memmap=exactmap ");
	u32 i;

	for (i = 0; i < map->count; i++)
		at += write_word(&map->entries[i], to + at);
	return at;
}
