// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages with the memory error that a panic is about. If a crash kernel is
 * loaded, mce_panic() in Linux (arch/x86/kernel/cpu/mce/core.c) sets
 * PG_hwpoison on such a page, so that makedumpfile does not read it. Reading it
 * would raise the error again, in the crash kernel. In a kernel without kexec
 * mce_panic() never finds a crash kernel.
 *
 * mce_panic() can't be probed and does not export the error, so this file reads
 * the processor's banks. A fatal error stays in its bank, and its CPU is in a
 * machine check until the handler returns. Some banks belong to one CPU, so
 * every CPU reads its own.
 */
#include "module/arch.h"

#include <linux/bits.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <asm/cpufeature.h>
#include <asm/mce.h>
#include <asm/msr.h>

/* The status of a bank with a fatal error whose address is valid. */
#define FATAL \
	(MCI_STATUS_VAL | MCI_STATUS_UC | MCI_STATUS_EN | MCI_STATUS_ADDRV)

/* AMD has other things above the physical address. */
#define ADDRESS GENMASK_ULL(51, PAGE_SHIFT)

/* Return: 0 for a register that does not exist. */
static u64 read_register(u32 number)
{
	u32 high;
	u32 low;

	if (rdmsr_safe(number, &low, &high))
		return 0;
	return (u64)high << 32 | low;
}

/*
 * The registers of the first bank, and the distance to those of the next one.
 */
struct banks {
	u32 status;
	u32 address;
	u32 step;
};

/* mca_msr_reg() in core.c there: newer AMD processors have other registers. */
static const struct banks usual_banks = {
	.status = MSR_IA32_MC0_STATUS,
	.address = MSR_IA32_MC0_ADDR,
	.step = 4,
};

static const struct banks scalable_banks = {
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
		boot_cpu_has(X86_FEATURE_SMCA) ? &scalable_banks : &usual_banks;
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
