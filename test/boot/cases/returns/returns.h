/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Images that return (KEXEC_PRESERVE_CONTEXT): what returns.c calls, and their
 * reports. An image's own memory is swapped back when it has returned, so it
 * reports in a page of the caller.
 */
#ifndef TEST_BOOT_CASES_RETURNS_RETURNS_H
#define TEST_BOOT_CASES_RETURNS_RETURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An image's report; its assembly uses the offsets. */
struct returns_report {
	uint64_t calls; /* how often this copy of the image was entered */
	uint64_t rsp;
	uint64_t return_to; /* at rsp */
	uint64_t entry;	    /* at 8(%rsp) */
	uint64_t rflags;
	uint64_t cr0;
	uint64_t cr3;
	uint64_t cr4;
	uint64_t registers; /* all general registers or-ed, except rsp */
	uint64_t cs;
	uint64_t second; /* how often its second entry was taken */
	uint64_t ticks;	 /* time stamp counter at the entry */
};

/*
 * An image of one page. It begins with a jump; the caller writes the physical
 * address of the report to the word at offset 8.
 */
struct returns_image {
	const char *name;
	const uint8_t *code;
	const uint8_t *end;
	int err;	 /* of reboot(2), negative */
	bool is_reentry; /* the second call takes its second entry */
};

/* One with the image, of two pages, and others without bytes. */
#define RETURNS_SEGMENTS 15

/* returns_memory.c */
struct segment;

void *returns_map(size_t size);
/*
 * A page that stays where it is, since a pipe has a reference to it: mlock(2)
 * alone lets the kernel move it, when it needs what lies around it. It is
 * shared, so that no fork(2) makes a copy of it.
 */
void *returns_map_pinned(void);
/* Physical address of our page. */
uint64_t returns_physical(const volatile void *page);
void returns_fill(void);
/* Fail if a word differs. */
void returns_check(const char *name);
/* Segments at our pages. Return: how many. */
size_t returns_segments(const uint8_t *image, struct segment *segments);
double returns_seconds(int clock);
/* What both clocks said before the call. */
void returns_check_clocks(const char *name, double monotonic, double wall);

extern const struct returns_image returns_images[];
extern const size_t returns_image_count;

/* An image that only returns, for any address. */
extern const uint8_t returns_nothing[];
extern const uint8_t returns_nothing_end[];

#endif
