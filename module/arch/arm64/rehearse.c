// SPDX-License-Identifier: GPL-2.0-only
/*
 * The jump of a rehearsal, which returns instead of entering the image. Only
 * EL2 is not asked: KVM may be using it.
 */
#include "module/arch.h"

#include "module/arch/arm64/jump.h"
#include "module/image.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kconfig.h>
#include <linux/ktime.h>

enum {
	MASK_EVENTS,
	UNMASK_EVENTS,
	HELPERS,
};

#define UNMASKED "a rehearsal resets the machine if firmware reports an error"

static const struct kxm_helper names[] = {
	[MASK_EVENTS] = { "sdei_mask_local_cpu", NULL, UNMASKED, NULL },
	[UNMASK_EVENTS] = { "sdei_unmask_local_cpu", NULL, UNMASKED, NULL },
};

static unsigned long helpers[HELPERS] __ro_after_init;

int kxm_rehearse_init(void)
{
	int err = IS_ENABLED(CONFIG_ARM_SDE_INTERFACE)
			  ? kxm_find_helpers(names, HELPERS, helpers)
			  : 0;

	return err == -ENOMEM ? err : 0;
}

/*
 * No mask of the processor holds back SDEI, by which firmware reports errors
 * of memory: it enters the kernel at an address that isn't mapped here. These
 * functions do nothing where there is no SDEI. Before a jump Linux itself masks
 * it (sdei_reboot_notifier()).
 */
static void call_sdei(int function)
{
	if (helpers[MASK_EVENTS] && helpers[UNMASK_EVENTS])
		(void)kxm_call(helpers[function], 0, 0);
}

void kxm_arch_rehearse(struct kxm_image *image, phys_addr_t copies,
		       struct kxm_round_trip *trip)
{
	struct kxm_relocate_args args = kxm_jump_args(image);
	unsigned long flags;
	unsigned long masks;
	u64 begin;

	args.copies = copies;
	/* Other steps may take milliseconds, and change nothing. */
	args.in_place = 0;
	args.exit = KXM_EXIT_BACK;
	local_irq_save(flags);
	call_sdei(MASK_EVENTS);
	masks = kxm_mask_exceptions();
	begin = ktime_get_ns();
	kxm_relocate(&args);
	trip->nanoseconds = ktime_get_ns() - begin;
	trip->nmis = 0;
	kxm_unmask_exceptions(masks);
	call_sdei(UNMASK_EVENTS);
	local_irq_restore(flags);
}
