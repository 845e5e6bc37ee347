/* SPDX-License-Identifier: GPL-2.0-only */
/* An image's data for the jump on arm64; built in jump.c. */
#ifndef MODULE_ARCH_ARM64_JUMP_H
#define MODULE_ARCH_ARM64_JUMP_H

#include "core/arch/arm64_tables.h"

#include <linux/arm-smccc.h>
#include <linux/compiler.h>
#include <linux/types.h>

#include "module/arch/arm64/relocate.h"

struct kxm_image;
struct kxm_visit;

/* In a control page of its own. */
struct kxm_jump {
	struct kx_arm64_tables tables;
	phys_addr_t code;     /* the copy of relocate.S */
	phys_addr_t in_place; /* first struct kxm_copies: pages to clean; 0 */
	struct kxm_visit *visit; /* in a control page; NULL: does not return */
};

/* Mask all exceptions, also those that local_irq_save() lets through. */
static inline unsigned long kxm_mask_exceptions(void)
{
	unsigned long flags;

	asm volatile("mrs %0, daif\n"
		     "msr daifset, #15"
		     : "=r"(flags)
		     :
		     : "memory");
	return flags;
}

static inline void kxm_unmask_exceptions(unsigned long flags)
{
	asm volatile("msr daif, %0" : : "r"(flags) : "memory");
}

/* paging.c: build the page tables. -ENOMEM, -EADDRNOTAVAIL. */
int __must_check kxm_build_page_tables(struct kxm_image *image);
/* The registers that turn these tables on, and the kernel's off. */
u64 kxm_jump_ttbr0(const struct kxm_image *image);
u64 kxm_jump_tcr(const struct kxm_image *image);
/* jump.c: find out at which exception level images are entered; at insmod. */
void kxm_look_for_el2(void);
/* Is EL2 this kernel's own, below which it runs at EL1? */
bool kxm_owns_el2(void);
/* Write to memory what the data caches have of a page. */
void kxm_clean_page(void *page);
/* stop.c: how many other CPUs still run. Sleeps. */
unsigned int kxm_count_running(void);
/* psci.c: the instruction that calls PSCI, if that is version 0.2 or newer. */
enum arm_smccc_conduit kxm_psci_conduit(void);
/* Find the functions that this needs. -ENOMEM. */
int __must_check kxm_psci_init(void);
/*
 * Has a CPU that is offline lost its power? Sleeps, until it has, for seconds.
 * True if that can't be known.
 */
bool kxm_psci_is_off(unsigned int cpu);
/* Can a CPU power off? False: there is no PSCI. */
bool kxm_psci_can_turn_off(void);
/* Power this CPU off, without locks. Returns if that is not possible. */
void kxm_psci_turn_off(void);
/* Does a CPU have power? Takes no lock. False if that can't be known. */
bool kxm_psci_is_on(unsigned int cpu);
/* rehearse.c: find the functions that this needs. -ENOMEM. */
int __must_check kxm_rehearse_init(void);
/* The arguments of kxm_relocate() to enter @image, with its copies. */
struct kxm_relocate_args kxm_jump_args(const struct kxm_image *image);

#endif
