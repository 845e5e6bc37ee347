// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * EFI's configuration tables: a row for each kind of table has its size, or
 * what it points to. The tables were written by the firmware or the EFI stub
 * and may be overwritten by now. So sizes are bounded, and of an invalid table
 * only the page that it begins in is kept. ACPI's tables are in kept_acpi.c.
 */
#include "core/kept.h"

#include "core/kept_walk.h"
#include "core/range.h"

#define PAGE_BYTES 4096
/* More than any firmware has. */
#define TABLES_MAX 512
/* Limit of reads for one table, e.g. a log of that many digests. */
#define READS_MAX 4096
/* EFI_SYSTEM_TABLE_SIGNATURE (UEFI 2.10, 4.3.1): "IBI SYST" */
#define SYSTEM_TABLE_SIGNATURE 0x5453595320494249ULL

#define GUID_SIZE 16

/* Offsets and sizes in the firmware's structures (UEFI, 4.3, 4.6). */
struct layout {
	u32 count; /* offset in the system table: number of tables */
	u32 width; /* of an address, after the GUID in an entry */
	u32 entry; /* size of an entry */
};

static const struct layout layouts[] = {
	[false] = { .count = 104, .width = 8, .entry = 24 },
	[true] = { .count = 64, .width = 4, .entry = 20 },
};

/* A header with the number of units that follow it. */
struct counted {
	u32 header;  /* size */
	u32 count;   /* offset of the 32-bit number of units */
	u32 unit;    /* size of a unit; 0: see @unit_at */
	u32 unit_at; /* offset of a unit's 32-bit size */
};

struct kind {
	u8 guid[GUID_SIZE];
	void (*keep)(struct kx_kept_walk *walk, const struct kind *kind,
		     u64 at);
	struct counted counted; /* for keep_counted() */
};

static void keep_counted(struct kx_kept_walk *walk, const struct kind *kind,
			 u64 at)
{
	const struct counted *counted = &kind->counted;
	u64 unit = counted->unit;
	u8 header[KX_KEPT_READ];
	u64 size;

	if (!kx_kept_read(walk, at, header, counted->header)) {
		kx_kept_miss(walk, at);
		return;
	}
	if (!unit)
		unit = kx_kept_number(header + counted->unit_at, 4);
	/* Both numbers are below 2^32: this can't wrap. */
	size = kx_kept_number(header + counted->count, 4) * unit;
	if (size > KX_KEPT_LARGEST)
		kx_kept_miss(walk, at);
	else
		kx_kept_keep(walk, at, counted->header + size);
}

/* Digests by their TPM_ALG_ID (TCG Algorithm Registry), and their sizes. */
static bool digest_size(u64 algorithm, u64 *size)
{
	static const struct {
		u16 algorithm;
		u16 size;
	} digests[] = {
		{ 0x04, 20 }, /* SHA-1 */
		{ 0x0b, 32 }, /* SHA-256 */
		{ 0x0c, 48 }, /* SHA-384 */
		{ 0x0d, 64 }, /* SHA-512 */
		{ 0x12, 32 }, /* SM3-256 */
		{ 0x27, 32 }, /* SHA3-256 */
		{ 0x28, 48 }, /* SHA3-384 */
		{ 0x29, 64 }, /* SHA3-512 */
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(digests); i++) {
		if (digests[i].algorithm == algorithm) {
			*size = digests[i].size;
			return true;
		}
	}
	return false;
}

/*
 * Skip one TCG_PCR_EVENT2 (TCG PC Client Platform Firmware Profile, 10.2.2): a
 * register, a type and a number of digests, then the digests, each after its
 * algorithm, then the event after its size. Moves @at to its end.
 */
static bool pass_event(struct kx_kept_walk *walk, u64 *at)
{
	u8 bytes[12];
	u64 digests;
	u64 size = 0;

	if (!kx_kept_read(walk, *at, bytes, 12))
		return false;
	*at += 12;
	for (digests = kx_kept_number(bytes + 8, 4); digests; digests--) {
		if (!kx_kept_read(walk, *at, bytes, 2) ||
		    !digest_size(kx_kept_number(bytes, 2), &size))
			return false;
		*at += 2 + size;
	}
	if (!kx_kept_read(walk, *at, bytes, 4))
		return false;
	*at += 4 + kx_kept_number(bytes, 4);
	return true;
}

/* Version and number of events, 8 bytes each, then the events. */
static void keep_events(struct kx_kept_walk *walk, const struct kind *kind,
			u64 at)
{
	u64 end = at + 16;
	u8 header[16];
	u64 events;

	(void)kind;
	if (!kx_kept_read(walk, at, header, 16)) {
		kx_kept_miss(walk, at);
		return;
	}
	for (events = kx_kept_number(header + 8, 8); events; events--) {
		if (!pass_event(walk, &end) || end - at > KX_KEPT_LARGEST) {
			kx_kept_miss(walk, at);
			return;
		}
	}
	kx_kept_keep(walk, at, end - at);
}

/*
 * A sequence of variables: a name of 256 bytes, a size and that many bytes
 * each. A variable without a name is the last (Linux
 * drivers/firmware/efi/mokvar-table.c).
 */
static void keep_variables(struct kx_kept_walk *walk, const struct kind *kind,
			   u64 at)
{
	const u32 name = 256;
	u8 bytes[8];
	u64 end = at;
	u64 size;

	(void)kind;
	while (kx_kept_read(walk, end, bytes, 1)) {
		bool is_last = !bytes[0];

		if (!kx_kept_read(walk, end + name, bytes, 8))
			break;
		size = kx_kept_number(bytes, 8);
		if (size > KX_KEPT_LARGEST)
			break;
		end += name + 8 + size;
		if (end - at > KX_KEPT_LARGEST)
			break;
		if (is_last) {
			kx_kept_keep(walk, at, end - at);
			return;
		}
	}
	kx_kept_miss(walk, at);
}

/* Keep an area described by its base and size. */
static bool keep_area(struct kx_kept_walk *walk, u64 at)
{
	u8 area[16];

	if (!kx_kept_read(walk, at, area, 16))
		return false;
	kx_kept_keep(walk, kx_kept_number(area, 8),
		     kx_kept_number(area + 8, 8));
	return true;
}

static void keep_secrets(struct kx_kept_walk *walk, const struct kind *kind,
			 u64 at)
{
	(void)kind;
	if (keep_area(walk, at))
		kx_kept_keep(walk, at, 16);
	else
		kx_kept_miss(walk, at);
}

/*
 * A list of memory that a device still uses: room, number and the next list's
 * address, 16 bytes, then @room entries of a base and a size each. Each list is
 * within a page (Linux efi_mem_reserve_persistent()).
 */
static bool keep_list(struct kx_kept_walk *walk, u64 at, u64 *next)
{
	u8 header[16];
	u64 count;
	u64 room;
	u64 i;

	if (!kx_kept_read(walk, at, header, 16))
		return false;
	room = kx_kept_number(header, 4);
	count = kx_kept_number(header + 4, 4);
	if (room > (PAGE_BYTES - 16) / 16 || count > room)
		return false;
	kx_kept_keep(walk, at, 16 + room * 16);
	for (i = 0; i < count; i++) {
		if (keep_area(walk, at + 16 + i * 16))
			continue;
		/*
		 * The list's own page is kept, so kx_kept_miss() would not
		 * count it.
		 */
		walk->missed++;
		return false;
	}
	*next = kx_kept_number(header + 8, 8);
	return true;
}

static void keep_lists(struct kx_kept_walk *walk, const struct kind *kind,
		       u64 at)
{
	(void)kind;
	while (at) {
		if (!keep_list(walk, at, &at)) {
			kx_kept_miss(walk, at);
			return;
		}
	}
}

static void keep_acpi(struct kx_kept_walk *walk, const struct kind *kind,
		      u64 at)
{
	(void)kind;
	kx_kept_acpi(walk, at);
}

/* GUIDs and structures: include/linux/efi.h and the files below in Linux. */
static const struct kind kinds[] = {
	/* memory attributes (memattr.c) */
	{ { 0x1d, 0x91, 0xfa, 0xdc, 0xeb, 0x26, 0x9f, 0x46, 0xa2, 0x20, 0x38,
	    0xb7, 0xdc, 0x46, 0x12, 0x20 },
	  keep_counted,
	  { .header = 16, .count = 4, .unit_at = 8 } },
	/* random seed (efi.c) */
	{ { 0xbc, 0xe5, 0xe1, 0x1c, 0xeb, 0x7c, 0xf2, 0x42, 0x81, 0xe5, 0x8a,
	    0xad, 0xf1, 0x80, 0xf5, 0x7b },
	  keep_counted,
	  { .header = 4, .count = 0, .unit = 1 } },
	/* TPM's event log (tpm.c) */
	{ { 0xb0, 0x9c, 0x79, 0xb7, 0xa2, 0xec, 0x43, 0x49, 0x96, 0x67, 0x1f,
	    0xae, 0x07, 0xb7, 0x47, 0xfa },
	  keep_counted,
	  { .header = 9, .count = 0, .unit = 1 } },
	/* firmware's resources, ESRT (esrt.c) */
	{ { 0x63, 0xa2, 0x22, 0xb1, 0x61, 0x36, 0x68, 0x4f, 0x99, 0x29, 0x78,
	    0xf8, 0xb0, 0xd6, 0x21, 0x80 },
	  keep_counted,
	  { .header = 16, .count = 0, .unit = 40 } },
	/* bitmap of unaccepted memory (unaccepted_memory.c) */
	{ { 0x3c, 0xde, 0xd1, 0xd5, 0x5c, 0x10, 0xf9, 0x44, 0x9e, 0xa9, 0xbc,
	    0xef, 0x98, 0x12, 0x00, 0x31 },
	  keep_counted,
	  { .header = 24, .count = 16, .unit = 1 } },
	/* events after the log was handed over (tpm.c): a TPM's, a CC guest's
	 */
	{ { 0x96, 0xd0, 0x2e, 0x1e, 0xe2, 0x30, 0x54, 0x42, 0xbd, 0x89, 0x86,
	    0x3b, 0xbe, 0xf8, 0x23, 0x25 },
	  keep_events,
	  { 0 } },
	{ { 0x48, 0x46, 0x4a, 0xdd, 0xe7, 0x2d, 0x65, 0x46, 0x96, 0x4d, 0x21,
	    0xd9, 0xef, 0x5f, 0xb4, 0x46 },
	  keep_events,
	  { 0 } },
	/* the boot loader's keys, MOK (mokvar-table.c) */
	{ { 0x2b, 0xed, 0x51, 0xc4, 0x94, 0x96, 0xd3, 0x45, 0xba, 0xba, 0xed,
	    0x9f, 0x89, 0x88, 0xa3, 0x89 },
	  keep_variables,
	  { 0 } },
	/* memory that a device still uses (efi.c) */
	{ { 0xc6, 0xb0, 0x8e, 0x88, 0xde, 0x8e, 0xf5, 0x4f, 0xa8, 0xf0, 0x9a,
	    0xee, 0x5c, 0xb9, 0x77, 0xc2 },
	  keep_lists,
	  { 0 } },
	/* a confidential guest's secrets (efi.c) */
	{ { 0xad, 0x56, 0xf9, 0xad, 0x8c, 0xe9, 0x4c, 0x48, 0xae, 0x11, 0xb5,
	    0x1c, 0x7d, 0x33, 0x64, 0x47 },
	  keep_secrets,
	  { 0 } },
	/* ACPI 2.0, ACPI 1.0 */
	{ { 0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11, 0xbc, 0x22, 0x00,
	    0x80, 0xc7, 0x3c, 0x88, 0x81 },
	  keep_acpi,
	  { 0 } },
	{ { 0x30, 0x2d, 0x9d, 0xeb, 0x88, 0x2d, 0xd3, 0x11, 0x9a, 0x16, 0x00,
	    0x90, 0x27, 0x3f, 0xc1, 0x4d },
	  keep_acpi,
	  { 0 } },
};

static void keep_table(struct kx_kept_walk *walk, const u8 *guid, u64 at)
{
	u32 i;

	walk->reads = READS_MAX;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!memcmp(kinds[i].guid, guid, GUID_SIZE)) {
			kinds[i].keep(walk, &kinds[i], at);
			return;
		}
	}
	kx_kept_keep(walk, at, 1);
}

static bool count_tables(struct kx_kept_walk *walk, const struct layout *layout,
			 u64 *count)
{
	u64 table = walk->kept->system_table;
	u8 bytes[8];

	walk->reads = READS_MAX;
	if (!kx_kept_read(walk, table, bytes, 8) ||
	    kx_kept_number(bytes, 8) != SYSTEM_TABLE_SIGNATURE ||
	    !kx_kept_read(walk, table + layout->count, bytes, 4))
		return false;
	*count = kx_kept_number(bytes, 4);
	return *count <= TABLES_MAX;
}

static bool is_address(u64 at, const struct layout *layout)
{
	/* EFI_INVALID_TABLE_ADDR has all bits of an address set. */
	return at && at != ~0ULL >> (64 - 8 * layout->width);
}

static void keep_tables(struct kx_kept_walk *walk, const struct layout *layout)
{
	u64 entry = walk->kept->config_table;
	u8 bytes[KX_KEPT_READ];
	u64 count = 0;
	u64 at;

	if (!count_tables(walk, layout, &count)) {
		walk->missed++;
		return;
	}
	kx_kept_keep(walk, walk->kept->system_table, layout->count);
	kx_kept_keep(walk, entry, count * layout->entry);
	for (; count; count--, entry += layout->entry) {
		walk->reads = READS_MAX;
		if (!kx_kept_read(walk, entry, bytes, layout->entry)) {
			walk->missed++;
			return;
		}
		at = kx_kept_number(bytes + GUID_SIZE, layout->width);
		if (is_address(at, layout))
			keep_table(walk, bytes, at);
	}
}

u32 kx_kept_clear(const struct kx_kept *kept, struct kx_memmap *usable)
{
	struct kx_kept_walk walk = { .kept = kept, .usable = usable };

	if (kept->system_table)
		keep_tables(&walk, &layouts[kept->is_32bit]);
	walk.reads = READS_MAX;
	if (kept->acpi_rsdp)
		kx_kept_acpi(&walk, kept->acpi_rsdp);
	return walk.missed;
}
