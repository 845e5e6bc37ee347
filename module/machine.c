// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running system as core/ needs it, for kexec_file_load(2): memory
 * (memory.c), data from firmware (arch/<a>/firmware.c), a seed.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/machine.h"

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

static int read_firmware(struct vfsmount *sysfs, void *data)
{
	struct kxm_machine *running = data;
	int err = kxm_arch_firmware(sysfs, running);

	return err ? err : kxm_kept_find(sysfs, running);
}

/*
 * Missing data is left out: the next kernel works without it. Data that can't
 * be read for lack of memory is an error: -ENOMEM.
 */
static int get_firmware(struct kxm_machine *running)
{
	int err = kxm_with_sysfs(read_firmware, running);

	if (!err && !running->firmware)
		pr_warn("sysfs has no data of firmware to hand on\n");
	return err;
}

void kxm_segment_limits(struct kx_segment_limits *limits, enum kxm_kind kind)
{
	*limits = (struct kx_segment_limits){
		.page_size = PAGE_SIZE,
		.address_limit = kxm_arch_last_address(),
		.ram_pages = totalram_pages(),
		.is_crash = kind == KXM_CRASH,
		.crash = kxm.region,
	};
}

/* A crash kernel is placed in its region only. Others stay out of it. */
static int limit_usable(struct kxm_machine *running)
{
	struct kx_memmap *usable = &running->machine.usable;
	int err = 0;

	if (running->kind == KXM_CRASH)
		usable->count = 0;
	if (running->kind == KXM_CRASH && !kx_range_is_empty(kxm.region))
		err = kx_memmap_set(usable, kxm.region, KX_MEM_RAM);
	if (running->kind == KXM_REBOOT)
		err = kx_memmap_clear(usable, kxm.region);
	return kx_errno(err);
}

static int get_seed(struct kxm_machine *running)
{
	if (!rng_is_initialized())
		return 0;
	running->seed = kzalloc(SEED_SIZE, KXM_GFP);
	if (!running->seed)
		return -ENOMEM;
	get_random_bytes(running->seed, SEED_SIZE);
	running->machine.rng_seed = kx_bytes(running->seed, SEED_SIZE);
	return 0;
}

static int get_maps(struct kxm_machine *running)
{
	struct kx_machine *machine = &running->machine;
	int err = kxm_memory_get(KXM_MEMORY_FIRMWARE, &machine->firmware);

	if (err)
		return err;
	err = kxm_memory_get_up_to(KXM_MEMORY_FIRMWARE,
				   KXM_MEMORY_RANGES + KX_KEPT_SPARE,
				   &machine->usable);
	return err ? err : limit_usable(running);
}

int kxm_machine_get(struct kxm_machine *running)
{
	int err = get_maps(running);

	if (!err)
		err = get_firmware(running);
	if (!err)
		err = get_seed(running);
	if (err) {
		kxm_machine_put(running);
		return err;
	}
	if (running->kind == KXM_REBOOT)
		kxm_kept_avoid(running);
	kxm_arch_facts(&running->machine);
	kxm_segment_limits(&running->machine.limits, running->kind);
	return 0;
}

void kxm_machine_put(struct kxm_machine *running)
{
	kfree_sensitive(running->seed);
	kvfree(running->firmware);
	kxm_memory_put(&running->machine.usable);
	kxm_memory_put(&running->machine.firmware);
}
