// SPDX-License-Identifier: GPL-2.0-only
/*
 * The jump of arm64. Its page tables (paging.c) and its code are put into
 * control pages at load time. At the jump only stop.c and relocate.S run.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "core/copylist.h"
#include "module/arch/arm64/come_back.h"
#include "module/arch/arm64/jump.h"
#include "module/image.h"
#include "module/page.h"

#include <clocksource/arm_arch_timer.h>
#include <linux/arm-smccc.h>
#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/io.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>
#include <asm/virt.h>

static_assert(sizeof(struct kxm_jump) <= PAGE_SIZE, "it has one page");
/* The offsets that carry_out.S uses to read the copies. */
static_assert(offsetof(struct kxm_copies, next) == COPIES_NEXT);
static_assert(offsetof(struct kxm_copies, count) == COPIES_COUNT);
static_assert(offsetof(struct kxm_copies, steps) == COPIES_STEPS);
static_assert(offsetof(struct kxm_copy_step, dest) == STEP_DEST);
static_assert(offsetof(struct kxm_copy_step, source) == STEP_SOURCE);
static_assert(offsetof(struct kxm_copy_step, pages) == STEP_PAGES);
static_assert(sizeof(struct kxm_copy_step) == STEP_SIZE);
/* relocate.S compares with these. */
static_assert(KXM_CALL_NONE == SMCCC_CONDUIT_NONE);
static_assert(KXM_CALL_SMC == SMCCC_CONDUIT_SMC);
static_assert(KXM_CALL_HVC == SMCCC_CONDUIT_HVC);

/* Does this kernel run at EL1, and is EL2 its own? */
static bool owns_el2 __ro_after_init;

/*
 * A kernel that was entered at EL2 leaves a stub there, which is asked for EL2
 * by HVC. Any other EL2 must not be asked: a boot loader that left EL2 before
 * it entered Linux may have its vectors in memory that has long been reused.
 * __boot_cpu_mode, which Linux looks at, is not exported, but a pointer to the
 * function that reads the counter is. That function reads the physical counter
 * if Linux was entered at EL2, and the virtual one if not
 * (arch_counter_register() in Linux drivers/clocksource/arm_arch_timer.c).
 */
void kxm_look_for_el2(void)
{
	bool is_at_el2 = is_kernel_in_hyp_mode();
	char reader[KSYM_SYMBOL_LEN];

	sprint_symbol(reader, (unsigned long)arch_timer_read_counter);
	owns_el2 = !is_at_el2 && strstr(reader, "cntpct");
	pr_info("images will be entered at EL%d, as this kernel was\n",
		is_at_el2 || owns_el2 ? 2 : 1);
}

bool kxm_owns_el2(void)
{
	return owns_el2;
}

/*
 * No cache has shorter lines. CTR_EL0 is not asked: of two kinds of CPUs, one
 * may have longer lines than the other, and this may be moved between them.
 */
#define SHORTEST_LINE 16

void kxm_clean_page(void *page)
{
	u64 at;

	for (at = 0; at < PAGE_SIZE; at += SHORTEST_LINE)
		asm volatile("dc civac, %0" : : "r"(page + at) : "memory");
	dsb(sy);
}

/* The chain of steps that list_in_place() writes. */
struct chain {
	struct kxm_image *image;
	u64 *link;		 /* where the address of the next page goes */
	struct kxm_copies *last; /* NULL: there is none yet */
};

static int add_in_place(struct chain *chain, u64 pa)
{
	struct kxm_copies *to = chain->last;
	struct kxm_copy_step *step;

	step = to && to->count ? &to->steps[to->count - 1] : NULL;
	if (step && step->dest + (step->pages << PAGE_SHIFT) == pa) {
		step->pages++;
		return 0;
	}
	if (!to || to->count == KXM_STEPS_A_PAGE) {
		to = kxm_image_control_page(chain->image);
		if (!to)
			return -ENOMEM;
		*chain->link = virt_to_phys(to);
		chain->link = &to->next;
		chain->last = to;
	}
	to->steps[to->count++] = (struct kxm_copy_step){
		.dest = pa,
		.source = pa,
		.pages = 1,
	};
	return 0;
}

/*
 * The copy list leaves out pages that are their own source. They must be
 * cleaned, too, and at the jump: the timeline is written until then. A crash
 * image has no other pages, and its headers are written until then.
 */
static int list_in_place(struct kxm_image *image)
{
	const struct kx_copylist *list = &image->list;
	struct chain chain = {
		.image = image,
		.link = &image->jump->in_place,
	};
	int err = 0;
	u64 pfn;
	u32 i;

	for (i = 0; i < list->count; i++) {
		u64 index = list->first_index[i];

		for (pfn = list->dest[i].start; pfn < list->dest[i].end && !err;
		     pfn++) {
			u64 source = kx_copylist_source(list, index++);

			if (image->is_crash || source == pfn)
				err = add_in_place(&chain, pfn << PAGE_SHIFT);
			cond_resched();
		}
	}
	return err;
}

/* An image that returns gets a stack, as on x86_64, and the code back. */
static int build_for_return(struct kxm_image *image)
{
	struct kxm_visit *visit = kxm_image_control_page(image);
	void *code = kxm_image_control_page(image);
	void *stack = kxm_image_control_page(image);

	if (!visit || !code || !stack)
		return -ENOMEM;
	image->jump->visit = visit;
	visit->self = virt_to_phys(visit);
	visit->self_va = (unsigned long)visit;
	visit->code = virt_to_phys(code);
	/* The stack pointer must be a multiple of 16. */
	visit->stack = virt_to_phys(stack) + PAGE_SIZE - 16;
	memcpy(code, kxm_come_back_page, KXM_CODE_SIZE);
	*(u64 *)(code + KXM_VISIT_SLOT) = visit->self;
	*(u64 *)(code + KXM_CALL_SLOT) = kxm_psci_conduit();
	kxm_clean_page(code);
	return 0;
}

int kxm_arch_prepare(struct kxm_image *image)
{
	struct kxm_jump *jump = kxm_image_control_page(image);
	void *code = kxm_image_control_page(image);
	int err;

	if (!jump || !code)
		return -ENOMEM;
	image->jump = jump;
	jump->code = virt_to_phys(code);
	memcpy(code, kxm_relocate_page, KXM_CODE_SIZE);
	*(u64 *)(code + KXM_CALL_SLOT) = kxm_psci_conduit();
	kxm_clean_page(code);
	err = list_in_place(image);
	if (!err && KXM_HAS_RETURN && image->is_returning)
		err = build_for_return(image);
	if (!err)
		err = kxm_build_page_tables(image);
	return err;
}

struct kxm_relocate_args kxm_jump_args(const struct kxm_image *image)
{
	return (struct kxm_relocate_args){
		.copies = image->copies,
		.in_place = image->jump->in_place,
		.entry = image->entry,
		.code = image->jump->code,
		.ttbr0 = kxm_jump_ttbr0(image),
		.tcr = kxm_jump_tcr(image),
		.exit = KXM_EXIT_HERE,
	};
}

static bool ask_el2(unsigned long function, unsigned long argument)
{
	struct arm_smccc_res res;

	arm_smccc_hvc(function, argument, 0, 0, 0, 0, 0, 0, &res);
	return !res.a0;
}

/*
 * The stub is in memory that the copies may overwrite: replace it by ours. KVM
 * has given EL2 back by now: kvm_reboot() in Linux virt/kvm/kvm_main.c,
 * kvm_shutdown() since 6.4. If it has not, HVC_RESET_VECTORS puts the stub
 * back, with EL2's MMU off (__kvm_handle_stub_hvc() in Linux
 * arch/arm64/kvm/hyp/nvhe/hyp-init.S). The stub itself says yes to that.
 */
static bool take_el2(const struct kxm_image *image)
{
	return ask_el2(HVC_RESET_VECTORS, 0) &&
	       ask_el2(HVC_SET_VECTORS, image->jump->code);
}

/* What stays at EL2 would go on executing memory that is overwritten. */
static void reset(void)
{
	pr_emerg("no jump: EL2 can't be taken over; resetting the machine\n");
	emergency_restart();
}

void kxm_arch_enter(struct kxm_image *image)
{
	struct kxm_relocate_args args = kxm_jump_args(image);

	kxm_mask_exceptions();
	if (owns_el2) {
		if (!take_el2(image))
			reset();
		args.exit = KXM_EXIT_BY_EL2;
	}
	kxm_relocate(&args);
}
