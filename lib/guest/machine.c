// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The memory of QEMU's machine q35 (its hw/i386/pc_q35.c), with what its BIOS,
 * SeaBIOS, keeps for itself. SeaBIOS reports the same in e820, except that the
 * size of the part at the end of low memory depends on its version: here it is
 * rounded up, so a kernel may not use a little of what it could.
 */
#include "lib/guest/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "core/range.h"

#define GIB    (1ULL << 30)
#define PAGE   4096
#define RANGES 16

/* SeaBIOS keeps ACPI's tables at the end of low memory, in 128 KiB. */
#define BIOS_SIZE (2 * KXL_MIB)
/*
 * While it runs it also works below them, after QEMU has put the segments into
 * memory. The first code and its page tables are needed later only, but are put
 * there at the same time: they lie at the beginning of this, far from its end.
 */
#define BIOS_WORK (32 * KXL_MIB)
/* Linux on x86 with 4 levels of page tables: machine.c. */
#define ADDRESS_LIMIT ((1ULL << 46) - 1)

static u64 low_end(u64 memory)
{
	return memory < KXL_GUEST_LOW ? memory : KXL_GUEST_LOW;
}

u64 kxl_guest_place(u64 memory)
{
	return low_end(memory) - BIOS_WORK;
}

u64 kxl_guest_end(u64 memory)
{
	return 4 * GIB + memory - low_end(memory);
}

static int set(struct kx_memmap *map, u64 start, u64 end, u32 type)
{
	return kx_errno(
		kx_memmap_set(map, (struct kx_range){ start, end }, type));
}

static int make_usable(u64 memory, struct kx_memmap *map)
{
	int err = set(map, KXL_MIB, kxl_guest_place(memory), KX_MEM_RAM);

	return err ? err : set(map, 4 * GIB, kxl_guest_end(memory), KX_MEM_RAM);
}

static int make_firmware(u64 memory, struct kx_memmap *map)
{
	const u64 low = low_end(memory);
	const struct {
		u64 start;
		u64 end;
		u32 type;
	} rows[] = {
		{ 0, 0x9fc00, KX_MEM_RAM },
		{ 0x9fc00, 0xa0000, KX_MEM_RESERVED },
		{ 0xf0000, KXL_MIB, KX_MEM_RESERVED },
		{ KXL_MIB, low - BIOS_SIZE, KX_MEM_RAM },
		{ low - BIOS_SIZE, low, KX_MEM_RESERVED },
		/* PCI's configuration space; Linux looks whether it is here. */
		{ 0xb0000000, 0xc0000000, KX_MEM_RESERVED },
		{ 0xfed1c000, 0xfed20000, KX_MEM_RESERVED },
		{ 0xfeffc000, 0xff000000, KX_MEM_RESERVED },
		{ 0xfffc0000, 4 * GIB, KX_MEM_RESERVED },
		{ 4 * GIB, kxl_guest_end(memory), KX_MEM_RAM },
	};
	size_t i;
	int err = 0;

	static_assert(ARRAY_SIZE(rows) < RANGES, "room for each");
	for (i = 0; i < ARRAY_SIZE(rows) && !err; i++)
		err = set(map, rows[i].start, rows[i].end, rows[i].type);
	return err;
}

/* Without it the kernel in the guest collects randomness itself. */
static void draw_seed(struct kxl_machine *machine)
{
	if (getrandom(machine->seed, KXL_SEED_SIZE, GRND_NONBLOCK) ==
	    KXL_SEED_SIZE)
		machine->facts.rng_seed =
			kx_bytes(machine->seed, KXL_SEED_SIZE);
}

int kxl_guest_machine(u64 memory, struct kxl_machine *machine)
{
	struct kx_machine *facts = &machine->facts;
	int err = -ENOMEM;

	*machine = (struct kxl_machine){ 0 };
	facts->usable.entries = calloc(RANGES, sizeof(*facts->usable.entries));
	facts->firmware.entries =
		calloc(RANGES, sizeof(*facts->firmware.entries));
	facts->usable.capacity = RANGES;
	facts->firmware.capacity = RANGES;
	if (facts->usable.entries && facts->firmware.entries)
		err = make_usable(memory, &facts->usable);
	if (!err)
		err = make_firmware(memory, &facts->firmware);
	if (err) {
		kxl_machine_free(machine);
		return err;
	}
	facts->limits.address_limit = ADDRESS_LIMIT;
	facts->limits.page_size = PAGE;
	facts->limits.ram_pages = memory / PAGE;
	draw_seed(machine);
	return 0;
}
