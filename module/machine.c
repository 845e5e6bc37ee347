// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running system as core/ needs it, for kexec_file_load(2): memory
 * (memory.c), data from firmware (arch/<a>/firmware.c), a seed.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/machine.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/kept.h"
#include "core/memmap.h"
#include "core/plan.h"
#include "core/range.h"
#include "core/segment.h"
#include "module/arch.h"
#include "module/kind.h"
#include "module/kxm.h"
#include "module/memory.h"
#include "module/page.h"
#include "module/sysfs.h"

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>

#define SEED_SIZE 32

/* One allocation holds the bytes that the machine's views refer to. */
struct memory {
	u8 boot_params[KX_BOOT_PARAMS_SIZE];
	u8 seed[SEED_SIZE];
};

static int read_firmware(struct vfsmount *sysfs, void *data)
{
	struct kxm_machine *running = data;
	struct memory *memory = running->memory;
	int err = kxm_arch_boot_params(sysfs, memory->boot_params,
				       &running->machine);

	if (!err)
		err = kxm_arch_efi(sysfs, &running->machine);
	return err ? err : kxm_kept_find(sysfs, running);
}

/*
 * Missing data is left out: the next kernel works without it. Data that can't
 * be read for lack of memory is an error: -ENOMEM.
 */
static int get_firmware(struct kxm_machine *running)
{
	int err = kxm_with_sysfs(read_firmware, running);

	if (!err && !running->machine.x86.boot_params.size)
		pr_warn("sysfs has no boot_params to hand on\n");
	return err;
}

void kxm_segment_limits(struct kx_segment_limits *limits, enum kxm_kind kind)
{
	*limits = (struct kx_segment_limits){
		.page_size = PAGE_SIZE,
		.address_limit = MAXMEM - 1,
		.ram_pages = totalram_pages(),
		.is_crash = kind == KXM_CRASH,
		.crash = kxm.region,
	};
}

/* A crash kernel is placed in its region only. Others stay out of it. */
static int limit_usable(struct kxm_machine *running, enum kxm_kind kind)
{
	struct kx_memmap *usable = &running->machine.usable;
	int err = 0;

	if (kind == KXM_CRASH)
		usable->count = 0;
	if (kind == KXM_CRASH && !kx_range_is_empty(kxm.region))
		err = kx_memmap_set(usable, kxm.region, KX_MEM_RAM);
	if (kind == KXM_REBOOT)
		err = kx_memmap_clear(usable, kxm.region);
	return kx_errno(err);
}

int kxm_machine_get(struct kxm_machine *running, enum kxm_kind kind)
{
	struct kx_machine *machine = &running->machine;
	struct memory *memory = kvzalloc(sizeof(*memory), KXM_GFP);
	int err;

	if (!memory)
		return -ENOMEM;
	*running = (struct kxm_machine){ .memory = memory };
	err = kxm_memory_get(KXM_MEMORY_FIRMWARE, &machine->firmware);
	if (err) {
		kvfree(memory);
		return err;
	}
	err = kxm_memory_get_up_to(KXM_MEMORY_FIRMWARE,
				   KXM_MEMORY_RANGES + KX_KEPT_SPARE,
				   &machine->usable);
	if (!err)
		err = limit_usable(running, kind);
	if (!err)
		err = get_firmware(running);
	if (err) {
		kxm_machine_put(running);
		return err;
	}
	if (kind == KXM_REBOOT)
		kxm_kept_avoid(running);
	if (rng_is_initialized()) {
		get_random_bytes(memory->seed, sizeof(memory->seed));
		machine->rng_seed =
			kx_bytes(memory->seed, sizeof(memory->seed));
	}
	machine->x86.is_5level = kxm_arch_is_5level();
	kxm_segment_limits(&machine->limits, kind);
	return 0;
}

void kxm_machine_put(struct kxm_machine *running)
{
	kxm_memory_put(&running->machine.usable);
	kxm_memory_put(&running->machine.firmware);
	kvfree(running->memory);
}
