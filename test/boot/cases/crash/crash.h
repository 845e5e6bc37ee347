/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Facts that a crashing kernel leaves for its crash kernel. */
#ifndef TEST_BOOT_CASES_CRASH_CRASH_H
#define TEST_BOOT_CASES_CRASH_CRASH_H

#include "test/boot/guest.h"

#include <elf.h>
#include <stdint.h>

#define CRASH_PAGE    4096
#define CRASH_MESSAGE "kx: last words of a kernel"
/* The crash kernel starts its other CPUs in it: memory that has a backup. */
#define CRASH_LOW_START 0x10000UL
#define CRASH_LOW_END	0x9f000UL
#define CRASH_LOW_PAGES ((CRASH_LOW_END - CRASH_LOW_START) / CRASH_PAGE)
/* In a register of the code on the other CPUs, plus the CPU's number. */
#define CRASH_MARK 0x6b785f63726173ULL

/* Fill a page with a unique pattern. */
static inline void crash_pattern(uint64_t *page)
{
	uint64_t state = 0x9e3779b97f4a7c15ULL;

	for (unsigned int i = 0; i < CRASH_PAGE / sizeof(*page); i++) {
		state = state * 6364136223846793005ULL + 1442695040888963407ULL;
		page[i] = state ^ state >> 29;
	}
}

/* Physical address of a page of this process; 0 if it is hidden. */
uint64_t crash_physical(const void *page);

/*
 * crash_busy.c: from now on this task runs on CPU 0, and all others are busy.
 * @load: the files for loads of the crash kernel, if that is the work.
 */
void crash_occupy_cpus(const struct load *load);
/* Fill the kernel's log until its beginning is lost, without a console. */
void crash_fill_log(void);

/*
 * plug.c: memory that is plugged or unplugged while a crash kernel is loaded,
 * according to kx.plug=. Adds to the crash kernel's @words, of @size bytes.
 */
void plug_before_load(char *words, size_t size);
/* Number of CPUs when the kernel crashes. */
long plug_cpus(void);
void plug_after_load(void);
/* For die=later: the crash happens here. */
void plug_at_death(void);

/*
 * crash_cma.c: memory of crashkernel=SIZE,cma, if kx.cma= wants it. Adds to the
 * crash kernel's @words, of @size bytes; @region is the size of its other
 * memory.
 */
void crash_announce_cma(uint64_t region, char *words, size_t size);
/* The crash kernel has that memory, and the dump does not. */
void crash_check_cma(void);

/* crash_second.c: the dump of a crashed kernel. */

/* The note after @at: true while there is one. */
bool crash_next_note(size_t *at, Elf64_Nhdr *head, const char **name,
		     const uint8_t **desc);
/* Number of bytes of [@start, @end) in the dump. */
uint64_t crash_dumped_bytes(uint64_t start, uint64_t end);
/* The text of vmcoreinfo, or NULL without it; free() it. */
char *crash_vmcoreinfo(void);
/*
 * Bytes at a physical address, or at a kernel address that a program header
 * contains. False: the dump does not have it.
 */
bool crash_read_physical(uint64_t address, void *to, size_t size);
bool crash_read_mapped(uint64_t address, void *to, size_t size);

/* crash_frame.c, crash_frame_arm64.c: what differs between architectures. */

struct crash_registers {
	uint64_t pc;
	uint64_t sp;
	uint64_t mark;
};

#define CRASH_CALL_SIZE 8

struct elf_prstatus;
/* Loop for ever, with @mark in the register that is read below. */
_Noreturn void crash_spin(uint64_t mark);
struct crash_registers crash_registers_of(const struct elf_prstatus *status);
/* Whether what comes before a return address ends in a call. */
bool crash_is_call(const uint8_t code[CRASH_CALL_SIZE]);
/*
 * Whether a stack has, up to and with @words[@last], what the kernel keeps of a
 * process that called it.
 */
bool crash_is_user_frame(const uint64_t *words, size_t last);

/* Page tables of the crashed kernel. */
struct crash_tables {
	int levels;
	uint64_t address; /* mask of an entry */
	bool (*is_large)(uint64_t entry);
};

struct crash_tables crash_tables(void);
/* The number in vmcoreinfo that follows @key, which ends in "="; 0: none. */
uint64_t crash_info(const char *key, int base);

/*
 * crash_walk.c: the same through the crashed kernel's page tables, if needed.
 */
bool crash_read(uint64_t address, void *to, size_t size);

/*
 * crash_registers.c: add to the crash kernel's @words, of @size bytes, the
 * facts for its check of registers: the ranges of code, and the kind of crash.
 */
void crash_announce_code(char *words, size_t size, const char *how);
/* All CPUs have registers, and a stack trace from the panicking one works. */
void crash_check_registers(void);

/* crash_tools.c: what dump tools find in /proc/vmcore. */
void crash_tools(void);
/* It must be a complete log, from boot to crash; @name is for messages. */
void crash_check_log(const char *name, struct bytes log);

#endif
