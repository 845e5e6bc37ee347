// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image that returns, on arm64. Linux defines no protocol for it there; that
 * of come_back.S is x86's, with registers in the place of a stack. By the time
 * of the call Linux has suspended the system (suspend.c), and with it what it
 * would lose in its own suspend: the FPU, KVM's part at EL2, the timer, and of
 * the interrupt controller what that driver saves (CPU_PM_ENTER).
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "core/copylist.h"
#include "module/arch/arm64/come_back.h"
#include "module/arch/arm64/jump.h"
#include "module/image.h"
#include "module/symbol.h"

#include <linux/arm-smccc.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <asm/cpufeature.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>
#include <asm/virt.h>

/* Functions that the kernel does not export. */
enum helper {
	FREEZE_CPUS,
	THAW_CPUS,
	HELPERS,
};

static const struct kxm_helper helper_names[] = {
	[FREEZE_CPUS] = { "freeze_secondary_cpus", NULL, KXM_NONE_RETURNS },
	[THAW_CPUS] = { "thaw_secondary_cpus", NULL, KXM_NONE_RETURNS },
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(). */
static unsigned long helpers[HELPERS] __ro_after_init;

int kxm_arch_return_init(void)
{
	return kxm_find_helpers(helper_names, HELPERS, helpers);
}

/*
 * They lose their power, as before a jump. One that keeps it would go on
 * executing memory that is the image's.
 */
int kxm_arch_stop_others(void)
{
	int err = (int)kxm_call(helpers[FREEZE_CPUS], 0, 0);

	return err || !kxm_count_running() ? err : -EBUSY;
}

void kxm_arch_start_others(void)
{
	kxm_call(helpers[THAW_CPUS], 0, 0);
}

/*
 * Where the kernel has no use for keys, firmware may not let it read them, and
 * there are none to restore.
 */
static u64 what_is_signed(void)
{
	return (system_supports_address_auth() ? KXM_SIGNS_ADDRESSES : 0) |
	       (system_supports_generic_auth() ? KXM_SIGNS_DATA : 0);
}

/* The word with the entry. Below it the image has a stack. */
static u64 *word_of(const struct kxm_visit *visit)
{
	return phys_to_virt(visit->stack);
}

static void prepare_visit(struct kxm_visit *visit,
			  const struct kxm_image *image)
{
	bool by_el2 = kxm_owns_el2();

	visit->runs = 0;
	visit->fault = 0;
	visit->next = 0;
	visit->entry = image->entry;
	visit->swaps = image->copies;
	visit->in_place = image->jump->in_place;
	visit->ttbr0 = kxm_jump_ttbr0(image);
	visit->tcr = kxm_jump_tcr(image);
	visit->level = by_el2 ? CurrentEL_EL2 : read_sysreg(CurrentEL);
	visit->by_el2 = by_el2;
	visit->signs = what_is_signed();
	*word_of(visit) = image->entry;
	/* Both are used with the caches off: no dirty line may be left. */
	kxm_clean_page(visit);
	kxm_clean_page((void *)((unsigned long)word_of(visit) & PAGE_MASK));
}

/*
 * The stub calls a function of ours at EL2, which notes where the stub is: its
 * address is no symbol that kprobes would tell. The function takes the stub's
 * place; the way back gives it back.
 */
static bool take_el2(const struct kxm_visit *visit)
{
	u64 function = kxm_take_el2_code - kxm_come_back_page;
	struct arm_smccc_res res;

	arm_smccc_hvc(HVC_RESET_VECTORS, 0, 0, 0, 0, 0, 0, 0, &res);
	if (res.a0)
		return false;
	/* EL2 may have instructions that were in this page before. */
	asm volatile("ic iallu\n"
		     "dsb nsh\n"
		     "isb"
		     :
		     :
		     : "memory");
	arm_smccc_hvc(HVC_SOFT_RESTART, visit->code + function, visit->self, 0,
		      0, 0, 0, 0, &res);
	return !res.a0;
}

/* Accept the image's next entry only if it is in the image's own memory. */
static void take_next_entry(struct kxm_image *image)
{
	u64 next = image->jump->visit->next;

	/* Of whole instructions; memory may begin at 0. */
	if (next && !(next & 3) &&
	    kx_copylist_is_destination(&image->list, next >> PAGE_SHIFT))
		image->entry = next;
}

static void report(const struct kxm_visit *visit)
{
	static const char *const kinds[] = { "exception", "IRQ", "FIQ",
					     "SError" };
	u64 vector = visit->fault - 1;

	pr_err("the image came back by %s (syndrome %#llx) at %#llx\n",
	       kinds[vector % ARRAY_SIZE(kinds)], visit->syndrome,
	       visit->fault_at);
}

int kxm_arch_call(struct kxm_image *image)
{
	struct kxm_visit *visit = image->jump->visit;
	unsigned long masks = kxm_mask_exceptions();
	bool is_ours;

	prepare_visit(visit, image);
	is_ours = !visit->by_el2 || take_el2(visit);
	if (is_ours)
		kxm_call_image(visit);
	kxm_unmask_exceptions(masks);
	if (!is_ours) {
		pr_err("EL2 can't be taken over\n");
		return -EIO;
	}
	take_next_entry(image);
	if (!visit->fault)
		return 0;
	report(visit);
	return -EIO;
}
