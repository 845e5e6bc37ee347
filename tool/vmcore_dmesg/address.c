// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Translates virtual addresses to places in the dump, one contiguous part at a
 * time. KASLR needs no handling: vmcoreinfo has the addresses that it chose.
 */
#include "tool/vmcore_dmesg/address.h"

#include "tool/vmcore_dmesg/core_file.h"
#include "tool/vmcore_dmesg/dump.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/number.h"
#include "tool/vmcore_dmesg/vmcoreinfo.h"

/* __START_KERNEL_map, and the largest value of KERNEL_IMAGE_SIZE. */
#define IMAGE_START 0xffffffff80000000ULL
#define IMAGE_SIZE  0x40000000ULL

#define ENTRY_PRESENT 1ULL
#define ENTRY_LARGE   0x80ULL
#define ENTRY_ADDRESS 0x000ffffffffff000ULL

enum {
	PAGE_SHIFT = 12,
	LEVEL_BITS = 9,
	LEVELS_LARGE = 3, /* the three lowest levels may map pages directly */
};

static int not_there(u64 va, const char *why, struct failure *failure)
{
	return failure_set(failure, STATUS_ADDRESS,
			   "virtual address %#llx is not in the dump: %s",
			   (unsigned long long)va, why);
}

static bool find_phys_base(const struct dump *dump, u64 *base)
{
	if (vmcoreinfo_number(dump->info, "NUMBER(phys_base)", base))
		return true;
	*base = dump->phys_base;
	return dump->has_phys_base;
}

/* The kernel's image is physically contiguous. */
static bool find_in_image(const struct dump *dump, u64 va, u64 *pa, u64 *size)
{
	u64 base;

	if (va < IMAGE_START || va - IMAGE_START >= IMAGE_SIZE ||
	    !find_phys_base(dump, &base))
		return false;
	*pa = va - IMAGE_START + base;
	*size = IMAGE_SIZE - (va - IMAGE_START);
	return true;
}

/* The kernel's top table: init_top_pgt, swapper_pg_dir in older ones. */
static bool find_tables(const struct dump *dump, u64 *table, u32 *levels)
{
	u64 is_5level = 0;
	u64 size;
	u64 va;

	if (!vmcoreinfo_number(dump->info, "SYMBOL(init_top_pgt)", &va) &&
	    !vmcoreinfo_number(dump->info, "SYMBOL(swapper_pg_dir)", &va))
		return false;
	if (vmcoreinfo_number(dump->info, "NUMBER(pgtable_l5_enabled)",
			      &is_5level) &&
	    is_5level)
		*levels = 5;
	else
		*levels = 4;
	return find_in_image(dump, va, table, &size);
}

/* At most five reads, whatever the tables contain. */
static int walk(struct dump *dump, u64 va, u64 *pa, u64 *size,
		struct failure *failure)
{
	u64 encrypted = 0;
	u8 bytes[8];
	u64 entry = 0;
	u64 table = 0;
	u32 level = 0;
	u32 shift = PAGE_SHIFT;
	u64 page;
	int err;

	if (!find_tables(dump, &table, &level))
		return not_there(va,
				 "no program header has it, and "
				 "vmcoreinfo names no page tables",
				 failure);
	(void)vmcoreinfo_number(dump->info, "NUMBER(sme_mask)", &encrypted);
	for (; level; level--) {
		shift = PAGE_SHIFT + (level - 1) * LEVEL_BITS;
		err = dump_read_physical(dump, table + (va >> shift & 511) * 8,
					 bytes, sizeof(bytes), failure);
		if (err)
			return err;
		entry = number_at(bytes, 0, sizeof(bytes)) & ~encrypted;
		if (!(entry & ENTRY_PRESENT))
			return not_there(va,
					 "the page tables have nothing "
					 "there",
					 failure);
		if (level == 1 ||
		    (entry & ENTRY_LARGE && level <= LEVELS_LARGE))
			break;
		table = entry & ENTRY_ADDRESS;
	}
	page = 1ULL << shift;
	*pa = (entry & ENTRY_ADDRESS & ~(page - 1)) | (va & (page - 1));
	*size = page - (va & (page - 1));
	return 0;
}

/* At most @size bytes; their number is stored in *@part. */
static int read_part(struct dump *dump, u64 va, void *to, u64 *part,
		     struct failure *failure)
{
	struct dump_place place;
	u64 size = 0;
	u64 pa = 0;
	int err;

	if (core_file_find(&dump->by_va, va, &place)) {
		size = place.load->size - place.offset;
		if (*part > size)
			*part = size;
		return core_file_read(dump, place, to, *part, failure);
	}
	if (!dump->is_x86_64)
		return not_there(va, "no program header has it", failure);
	if (!find_in_image(dump, va, &pa, &size)) {
		err = walk(dump, va, &pa, &size, failure);
		if (err)
			return err;
	}
	if (*part > size)
		*part = size;
	return dump_read_physical(dump, pa, to, *part, failure);
}

int address_read(struct dump *dump, u64 va, void *to, u64 size,
		 struct failure *failure)
{
	u8 *next = to;
	u64 part;
	int err;

	for (; size; size -= part, va += part, next += part) {
		part = size;
		err = read_part(dump, va, next, &part, failure);
		if (err)
			return err;
	}
	return 0;
}
