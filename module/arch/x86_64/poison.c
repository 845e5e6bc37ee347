// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages with the memory error that a panic is about. mce_panic() in Linux
 * (arch/x86/kernel/cpu/mce/core.c) marks such a page with PG_hwpoison if a
 * crash kernel is loaded, so that makedumpfile does not read it: the error
 * would come again, in the crash kernel. Without kexec it never is loaded.
 *
 * mce_panic() can't be probed and keeps the error to itself, so the processor
 * is asked: an error that nothing is to be done about is left in its bank, and
 * the machine check counts as in progress on that CPU until its handler
 * returns. Every CPU asks its own banks, as some are for one CPU alone.
 */
#include "module/arch.h"

#include <linux/bits.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <asm/cpufeature.h>
#include <asm/mce.h>
#include <asm/msr.h>

/* What a bank says of such an error: it is there, and where. */
#define FATAL \
	(MCI_STATUS_VAL | MCI_STATUS_UC | MCI_STATUS_EN | MCI_STATUS_ADDRV)

/* AMD has other things above the physical address. */
#define ADDRESS GENMASK_ULL(51, PAGE_SHIFT)

/* 0 for a register that is not there. */
static u64 read_register(u32 number)
{
	u32 high;
	u32 low;

	if (rdmsr_safe(number, &low, &high))
		return 0;
	return (u64)high << 32 | low;
}

/* Where the banks are: registers of the first, and how far the next is. */
struct banks {
	u32 status;
	u32 address;
	u32 step;
};

/* mca_msr_reg() in core.c there: newer AMD processors have others. */
static const struct banks usual_banks = {
	.status = MSR_IA32_MC0_STATUS,
	.address = MSR_IA32_MC0_ADDR,
	.step = 4,
};

static const struct banks smca_banks = {
	.status = MSR_AMD64_SMCA_MC0_STATUS,
	.address = MSR_AMD64_SMCA_MC0_ADDR,
	.step = 0x10,
};

static void poison(u64 address)
{
	struct page *page = pfn_to_online_page(PHYS_PFN(address & ADDRESS));

	if (page)
		SetPageHWPoison(page);
}

void kxm_arch_poison(void)
{
	const struct banks *banks =
		boot_cpu_has(X86_FEATURE_SMCA) ? &smca_banks : &usual_banks;
	u32 count;
	u32 i;

	if (!IS_ENABLED(CONFIG_X86_MCE) || !boot_cpu_has(X86_FEATURE_MCE) ||
	    !boot_cpu_has(X86_FEATURE_MCA) ||
	    !(read_register(MSR_IA32_MCG_STATUS) & MCG_STATUS_MCIP))
		return;
	count = read_register(MSR_IA32_MCG_CAP) & MCG_BANKCNT_MASK;
	for (i = 0; i < count; i++) {
		u32 offset = i * banks->step;
		u64 status = read_register(banks->status + offset);

		if ((status & FATAL) == FATAL)
			poison(read_register(banks->address + offset));
	}
}
