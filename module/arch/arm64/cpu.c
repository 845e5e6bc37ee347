// SPDX-License-Identifier: GPL-2.0-only
/* Facts about arm64 processors and kernels. Depends on no other file. */
#include "module/arch.h"

#include "core/plan.h"

#include <linux/build_bug.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/memory.h>
#include <asm/sysreg.h>

const struct kx_arch *const kxm_arch = &kx_arch_arm64;

void kxm_arch_facts(struct kx_machine *machine)
{
	u32 granules = 0;

	if (system_supports_4kb_granule())
		granules |= KX_GRANULE_4K;
	if (system_supports_16kb_granule())
		granules |= KX_GRANULE_16K;
	if (system_supports_64kb_granule())
		granules |= KX_GRANULE_64K;
	machine->arm64.granules = granules;
	/*
	 * memblock's reservations are marked in their pages, and have more than
	 * this kernel's own: tables and carve-outs that the next kernel finds
	 * by the same tree. Linux avoids them all (kexec_walk_memblock()).
	 */
	machine->is_kept_firmly = true;
}

/* KEXEC_DESTINATION_MEMORY_LIMIT in Linux asm/kexec.h. */
u64 kxm_arch_last_address(void)
{
	return ~0ULL;
}

u64 kxm_arch_text_address(phys_addr_t pa)
{
	return __phys_to_kimg(pa);
}

/* phys_to_virt() is right for memory only: it sets bits, and adds nothing. */
u64 kxm_arch_page_offset(void)
{
	return PAGE_OFFSET - PHYS_OFFSET;
}

/* It has no part of its own for .bss. */
const char *const kxm_arch_last_part = "Kernel data";
const bool kxm_arch_crash_has_map;

/* What panic_entry.S stores. */
struct kxm_caller {
	u64 frame;     /* x29 */
	u64 pc;	       /* the function's return address */
	u64 saved[10]; /* x19 to x28 */
	u64 stack[];   /* the caller's own stack begins here */
};

void kxm_arch_caller_registers(struct pt_regs *regs,
			       const struct kxm_caller *caller)
{
	*regs = (struct pt_regs){
		.sp = (u64)(uintptr_t)caller->stack,
		.pc = caller->pc,
		/* The lowest bit: with a stack of its own. */
		.pstate = read_sysreg(daif) | read_sysreg(CurrentEL) | 1,
	};
	memcpy(&regs->regs[19], caller->saved, sizeof(caller->saved));
	regs->regs[29] = caller->frame;
}

/* struct pt_regs begins with what a debugger sees. */
void kxm_arch_registers(elf_gregset_t to, const struct pt_regs *regs)
{
	BUILD_BUG_ON(sizeof(elf_gregset_t) != sizeof(regs->user_regs));
	memcpy(to, &regs->user_regs, sizeof(regs->user_regs));
}
