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

/*
 * arm64: the image is at KIMAGE_VADDR or, with KASLR, above it; _stext is in
 * its first 2 MiB. More addresses than these are no linear map (PAGE_END).
 */
#define STEXT_ALIGN	 0x200000ULL
#define LINEAR_BITS	 48
#define LINEAR_BITS_16K	 47 /* with pages of 16 KiB: VA_BITS_MIN */
#define PAGE_16K	 0x4000
#define ADDRESS_BITS_MIN 36
#define ADDRESS_BITS_MAX 52

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

static int find_x86_64(struct dump *dump, u64 va, u64 *pa, u64 *size,
		       struct failure *failure)
{
	return find_in_image(dump, va, pa, size)
		       ? 0
		       : walk(dump, va, pa, size, failure);
}

/* Physically contiguous, as on x86_64. */
static bool find_in_image_arm64(const struct dump *dump, u64 va, u64 *pa,
				u64 *size)
{
	u64 distance = 0;
	u64 start = 0;

	if (!vmcoreinfo_number(dump->info, "SYMBOL(_stext)", &start) ||
	    !vmcoreinfo_number(dump->info, "NUMBER(kimage_voffset)", &distance))
		return false;
	start &= ~(STEXT_ALIGN - 1);
	if (va < start || va - start >= IMAGE_SIZE)
		return false;
	*pa = va - distance;
	*size = IMAGE_SIZE - (va - start);
	return true;
}

/* All memory, in the lower half of the kernel's addresses. */
static bool find_in_linear_map(const struct dump *dump, u64 va, u64 *pa,
			       u64 *size)
{
	u64 first = 0;
	u64 bits = 0;
	u64 page = 0;
	u64 start, end, most;

	if (!vmcoreinfo_number(dump->info, "NUMBER(VA_BITS)", &bits) ||
	    !vmcoreinfo_number(dump->info, "NUMBER(PHYS_OFFSET)", &first) ||
	    bits < ADDRESS_BITS_MIN || bits > ADDRESS_BITS_MAX)
		return false;
	most = vmcoreinfo_number(dump->info, "PAGESIZE", &page) &&
			       page == PAGE_16K && bits > LINEAR_BITS
		       ? LINEAR_BITS_16K
		       : LINEAR_BITS;
	start = 0 - (1ULL << bits);
	end = 0 - (1ULL << ((bits < most ? bits : most) - 1));
	if (va < start || va >= end)
		return false;
	*pa = va - start + first;
	*size = end - va;
	return true;
}

static int find_arm64(struct dump *dump, u64 va, u64 *pa, u64 *size,
		      struct failure *failure)
{
	if (find_in_image_arm64(dump, va, pa, size) ||
	    find_in_linear_map(dump, va, pa, size))
		return 0;
	return not_there(va,
			 "no program header has it, and by vmcoreinfo it is "
			 "neither in the kernel's image nor in its linear map",
			 failure);
}

static int find(struct dump *dump, u64 va, u64 *pa, u64 *size,
		struct failure *failure)
{
	switch (dump->machine) {
	case DUMP_OF_X86_64:
		return find_x86_64(dump, va, pa, size, failure);
	case DUMP_OF_ARM64:
		return find_arm64(dump, va, pa, size, failure);
	case DUMP_OF_OTHER:
		break;
	}
	return not_there(va, "no program header has it", failure);
}

/*
 * In program headers of kexec-tools 2.0.25 for arm64 the image had the address
 * -1, and more bytes than there is memory. vmcoreinfo is the kernel's own. But
 * what follows the image is elsewhere, and the headers may have that.
 */
static bool knows_better(const struct dump *dump, u64 va, u64 *pa, u64 *size)
{
	struct dump_place place;
	u64 image_pa, image_size, rest;

	if (dump->machine != DUMP_OF_ARM64 ||
	    !find_in_image_arm64(dump, va, &image_pa, &image_size) ||
	    !core_file_find(&dump->by_pa, image_pa, &place))
		return false;
	rest = place.load->size - place.offset;
	*pa = image_pa;
	*size = image_size < rest ? image_size : rest;
	return true;
}

/* At most @size bytes; their number is stored in *@part. */
static int read_part(struct dump *dump, u64 va, void *to, u64 *part,
		     struct failure *failure)
{
	struct dump_place place;
	u64 size = 0;
	u64 pa = 0;
	int err;

	if (!knows_better(dump, va, &pa, &size) &&
	    core_file_find(&dump->by_va, va, &place)) {
		size = place.load->size - place.offset;
		if (*part > size)
			*part = size;
		return core_file_read(dump, place, to, *part, failure);
	}
	if (!size) {
		err = find(dump, va, &pa, &size, failure);
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
