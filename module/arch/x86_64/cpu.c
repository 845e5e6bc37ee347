// SPDX-License-Identifier: GPL-2.0-only
/* Facts about x86_64 processors and kernels. Depends on no other file. */
#include "module/arch.h"

#include "core/plan.h"
#include "module/arch/x86_64/caller.h"
#include "module/arch/x86_64/level.h"
#include "module/compat/kxm_cpu.h"

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <asm/irqflags.h>
#include <asm/msr-index.h>
#include <asm/page.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/special_insns.h>
#include <asm/user.h>

/* CPUID of x86: bit 16 of ECX (X86_FEATURE_LA57). */
#define LEAF_FEATURES 7
#define FEATURE_LA57  BIT(16)

/* What the macro push_caller of push_caller.S pushes; r15 is pushed last. */
struct kxm_caller {
	unsigned long r15;
	unsigned long r14;
	unsigned long r13;
	unsigned long r12;
	unsigned long bx;
	unsigned long bp;
	unsigned long ip;      /* the function's return address */
	unsigned long stack[]; /* the caller's own stack begins here */
};

static_assert(offsetof(struct kxm_caller, r15) == CALLER_R15);
static_assert(offsetof(struct kxm_caller, r14) == CALLER_R14);
static_assert(offsetof(struct kxm_caller, r13) == CALLER_R13);
static_assert(offsetof(struct kxm_caller, r12) == CALLER_R12);
static_assert(offsetof(struct kxm_caller, bx) == CALLER_BX);
static_assert(offsetof(struct kxm_caller, bp) == CALLER_BP);
static_assert(offsetof(struct kxm_caller, ip) == CALLER_IP);

const struct kx_arch *const kxm_arch = &kx_arch_x86_64;

/* Linux clears its feature bit if the level is off (no5lvl). */
static bool can_5level(void)
{
	u32 eax, ecx;

	if (kxm_cpuid_eax(0) < LEAF_FEATURES)
		return false;
	kxm_cpuid(LEAF_FEATURES, &eax, &ecx);
	return ecx & FEATURE_LA57;
}

void kxm_arch_facts(struct kx_machine *machine)
{
	machine->x86.is_5level = kxm_is_5level();
	machine->x86.can_5level = can_5level();
}

u64 kxm_arch_last_address(void)
{
	return MAXMEM - 1;
}

/*
 * phys_base: the offset by which the kernel was relocated (__phys_addr() in
 * asm/page_64.h).
 */
u64 kxm_arch_text_address(phys_addr_t pa)
{
	return __START_KERNEL_map + pa - phys_base;
}

u64 kxm_arch_page_offset(void)
{
	return (u64)(uintptr_t)phys_to_virt(0);
}

const char *const kxm_arch_last_part = "Kernel bss";
const bool kxm_arch_crash_has_map = true;

static u64 read_msr(u32 number)
{
	u32 low;
	u32 high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
	return (u64)high << 32 | low;
}

/* struct user_regs_struct begins with the members of struct pt_regs. */
void kxm_arch_registers(elf_gregset_t to, const struct pt_regs *regs)
{
	struct user_regs_struct *user = (struct user_regs_struct *)to;

	BUILD_BUG_ON(sizeof(*regs) != offsetofend(struct user_regs_struct, ss));
	memcpy(user, regs, sizeof(*regs));
	/*
	 * Newer processors store event data above the 16 bits of the selector.
	 */
	user->cs = (u16)regs->cs;
	user->ss = (u16)regs->ss;
	user->fs_base = read_msr(MSR_FS_BASE);
	user->gs_base = read_msr(MSR_KERNEL_GS_BASE);
	asm volatile("mov %%ds, %0" : "=r"(user->ds));
	asm volatile("mov %%es, %0" : "=r"(user->es));
	asm volatile("mov %%fs, %0" : "=r"(user->fs));
	asm volatile("mov %%gs, %0" : "=r"(user->gs));
}

void kxm_arch_caller_registers(struct pt_regs *regs,
			       const struct kxm_caller *caller)
{
	*regs = (struct pt_regs){
		.r15 = caller->r15,
		.r14 = caller->r14,
		.r13 = caller->r13,
		.r12 = caller->r12,
		.bx = caller->bx,
		.bp = caller->bp,
		.ip = caller->ip,
		.sp = (unsigned long)caller->stack,
		.cs = __KERNEL_CS,
		.ss = __KERNEL_DS,
		.flags = native_save_fl(),
	};
}
