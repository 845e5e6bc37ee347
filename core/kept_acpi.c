// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ACPI's tables: the root pointer leads to a root table, the root table to all
 * others, and two of those to more. Firmware puts most of them in memory of
 * type ACPI; Linux keeps them wherever they are
 * (acpi_reserve_initial_tables()). Offsets: ACPI 6.5, chapter 5.2.
 */
#include "core/kept_walk.h"

#define HEADER_SIZE 36 /* of all tables but the root pointer and the FACS */
/* These bytes of each table are read: signature and length. */
#define START_SIZE 8
/* Linux has room for 128 (ACPI_MAX_TABLES). */
#define TABLES_MAX 512

/* A number in a table that is the address of another structure. */
struct link {
	const char *signature; /* of the table with the number */
	u32 at;
	u32 width;
	/* Offset of the structure's size, four bytes. */
	u32 size_at;
};

static const struct link links[] = {
	{ "FACP", 36, 4, 4 },  /* FACS */
	{ "FACP", 40, 4, 4 },  /* DSDT */
	{ "FACP", 132, 8, 4 }, /* X_FACS */
	{ "FACP", 140, 8, 4 }, /* X_DSDT */
	{ "BGRT", 40, 8, 2 },  /* an image in BMP format */
};

/* Keep a structure that has its own size @size_at bytes after its start. */
static void keep_sized(struct kx_kept_walk *walk, u64 at, u32 size_at)
{
	u8 start[START_SIZE];
	u64 size;

	if (!kx_kept_read(walk, at, start, START_SIZE)) {
		kx_kept_miss(walk, at);
		return;
	}
	size = kx_kept_number(start + size_at, 4);
	if (size > KX_KEPT_LARGEST)
		kx_kept_miss(walk, at);
	else
		kx_kept_keep(walk, at, size);
}

static void follow(struct kx_kept_walk *walk, const u8 *signature, u64 table,
		   u64 length)
{
	u8 bytes[8];
	u64 to;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(links); i++) {
		const struct link *link = &links[i];

		/* In older tables the field is missing: they are shorter. */
		if (memcmp(link->signature, signature, 4) != 0 ||
		    link->at + link->width > length ||
		    !kx_kept_read(walk, table + link->at, bytes, link->width))
			continue;
		to = kx_kept_number(bytes, link->width);
		if (to)
			keep_sized(walk, to, link->size_at);
	}
}

static void keep_table(struct kx_kept_walk *walk, u64 at)
{
	u8 start[START_SIZE];

	keep_sized(walk, at, 4);
	if (kx_kept_read(walk, at, start, START_SIZE))
		follow(walk, start, at, kx_kept_number(start + 4, 4));
}

/* @width: width of the addresses in the root table. */
static void keep_root(struct kx_kept_walk *walk, u64 root, u32 width)
{
	u8 bytes[START_SIZE];
	u64 count;
	u64 at;

	if (!kx_kept_read(walk, root, bytes, START_SIZE) ||
	    memcmp(bytes, width == 8 ? "XSDT" : "RSDT", 4) != 0) {
		kx_kept_miss(walk, root);
		return;
	}
	keep_sized(walk, root, 4);
	count = kx_kept_number(bytes + 4, 4);
	count = count < HEADER_SIZE ? 0 : (count - HEADER_SIZE) / width;
	if (count > TABLES_MAX) {
		walk->missed++;
		count = TABLES_MAX;
	}
	for (at = root + HEADER_SIZE; count; count--, at += width) {
		if (kx_kept_read(walk, at, bytes, width))
			keep_table(walk, kx_kept_number(bytes, width));
		else
			walk->missed++;
	}
}

void kx_kept_acpi(struct kx_kept_walk *walk, u64 rsdp)
{
	u8 bytes[HEADER_SIZE];
	u32 size = 20;
	u64 xsdt = 0;

	/* Since ACPI 2.0 there is a revision, and 16 more bytes. */
	if (kx_kept_read(walk, rsdp, bytes, size) && bytes[15] >= 2)
		size = HEADER_SIZE;
	if (!kx_kept_read(walk, rsdp, bytes, size) ||
	    memcmp(bytes, "RSD PTR ", 8) != 0) {
		kx_kept_miss(walk, rsdp);
		return;
	}
	kx_kept_keep(walk, rsdp, size);
	if (size == HEADER_SIZE)
		xsdt = kx_kept_number(bytes + 24, 8);
	if (xsdt)
		keep_root(walk, xsdt, 8);
	else
		keep_root(walk, kx_kept_number(bytes + 16, 4), 4);
}
