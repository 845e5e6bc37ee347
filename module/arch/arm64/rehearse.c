// SPDX-License-Identifier: GPL-2.0-only
/*
 * The jump of a rehearsal, which returns instead of entering the image. Only
 * EL2 is not asked: KVM may be using it.
 */
#include "module/arch.h"

#include "module/arch/arm64/jump.h"
#include "module/image.h"

#include <linux/irqflags.h>
#include <linux/ktime.h>

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
	masks = kxm_mask_exceptions();
	begin = ktime_get_ns();
	kxm_relocate(&args);
	trip->nanoseconds = ktime_get_ns() - begin;
	trip->nmis = 0;
	kxm_unmask_exceptions(masks);
	local_irq_restore(flags);
}
