/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A memory map as words of Linux's command line. */
#ifndef CORE_ARCH_X86_64_MEMMAP_H
#define CORE_ARCH_X86_64_MEMMAP_H

#include "core/memmap.h"
#include "kx_port.h"

/* "memmap=", two numbers with a K each, a mark between them, and a space. */
#define KX_MEMMAP_WORD_ROOM (7 + 2 * 18 + 1 + 1)

/** kx_memmap_words_room - get the bytes that kx_memmap_words() may need */
static inline u64 kx_memmap_words_room(const struct kx_memmap *map)
{
	/* "memmap=exactmap " is shorter than another word. */
	return ((u64)map->count + 1) * KX_MEMMAP_WORD_ROOM;
}

/**
 * kx_memmap_words - write "memmap=exactmap memmap=632K@4K ... "
 * @map: RAM, ACPI's tables and persistent memory become a word each; other
 *	 entries, and RAM below 100 KiB, none
 * @to: kx_memmap_words_room() bytes; gets no final NUL
 *
 * With the first word Linux forgets the map in boot_params
 * (Documentation/admin-guide/kernel-parameters.txt, memmap=). The choice of
 * entries is that of kexec-tools' --pass-memmap-cmdline. RAM is rounded to
 * fewer KiB, and ACPI's tables to more.
 *
 * Return: its size in bytes.
 */
KX_MUST_CHECK u32 kx_memmap_words(const struct kx_memmap *map, char *to);

#endif
