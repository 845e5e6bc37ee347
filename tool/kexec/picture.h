/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Physical memory as a picture: what lies where, in rows of equal size. */
#ifndef TOOL_KEXEC_PICTURE_H
#define TOOL_KEXEC_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "include/libkexec.h"

#define PICTURE_COLUMNS 64
#define PICTURE_ROWS	32

/* In the order in which they are drawn: a later one hides earlier ones. */
enum picture_kind {
	PICTURE_RAM,
	PICTURE_FIRMWARE, /* the firmware's, or reserved at boot */
	PICTURE_KERNEL,	  /* the running kernel's image */
	PICTURE_CRASH,	  /* set aside for a crash kernel */
	PICTURE_SEGMENT,
	PICTURE_KINDS
};

struct picture_item {
	uint64_t start;
	uint64_t end;
	enum picture_kind kind;
	const char *name; /* borrowed */
};

struct picture {
	unsigned int nr_items;
	struct picture_item *items; /* owned; by kind, then as they came */
	uint64_t cell;		    /* bytes of a column */
	unsigned int nr_rows;
	uint64_t rows[PICTURE_ROWS]; /* where each begins; ascending */
};

/**
 * picture_make - lay out a picture
 * @memory: of the machine
 * @plan: segments to draw; NULL: none
 * @picture: filled on success; borrows names; picture_free() frees it
 *
 * Rows in which nothing lies are left out. The scale is the finest one with at
 * most PICTURE_ROWS rows.
 *
 * Return: whether there was memory for it.
 */
bool picture_make(const struct kexec_memory *memory,
		  const struct kexec_plan *plan, struct picture *picture);

/** picture_free - free what @picture owns */
void picture_free(struct picture *picture);

/** picture_row_bytes - how many bytes a row has */
static inline uint64_t picture_row_bytes(const struct picture *picture)
{
	return picture->cell * PICTURE_COLUMNS;
}

/**
 * picture_cell - what is drawn in a cell
 * @address: of its first byte
 *
 * Return: of the items with a byte in the cell the one of the last kind, and of
 * these the smallest; or NULL.
 */
const struct picture_item *picture_cell(const struct picture *picture,
					uint64_t address);

/** picture_letter - the letter of an item: a segment has one of its own */
char picture_letter(const struct picture *picture,
		    const struct picture_item *item);

#endif
