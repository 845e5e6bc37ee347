// SPDX-License-Identifier: GPL-2.0-only
/*
 * The jump of x86_64. Its page tables (paging.c) and descriptor tables are
 * built at load time, in control pages. At the jump only stop.c and relocate.S
 * run.
 */
#include "module/arch.h"

#include "module/arch/x86_64/jump.h"
#include "module/compat/kxm_cpu.h"
#include "module/image.h"
#include "module/page.h"

#include <linux/bits.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/processor-flags.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include <asm/special_insns.h>

static_assert(sizeof(struct kxm_jump) <= PAGE_SIZE / 2, "room for a stack");
/* The offsets that relocate.S uses to read the copies. */
static_assert(offsetof(struct kxm_copies, next) == COPIES_NEXT);
static_assert(offsetof(struct kxm_copies, count) == COPIES_COUNT);
static_assert(offsetof(struct kxm_copies, steps) == COPIES_STEPS);
static_assert(offsetof(struct kxm_copy_step, dest) == STEP_DEST);
static_assert(offsetof(struct kxm_copy_step, source) == STEP_SOURCE);
static_assert(offsetof(struct kxm_copy_step, pages) == STEP_PAGES);
static_assert(sizeof(struct kxm_copy_step) == STEP_SIZE);
/* relocate.S uses the kernel's selectors, so the kernel can take exceptions. */
static_assert(KXM_CODE_SELECTOR == __KERNEL_CS);
static_assert(KXM_DATA_SELECTOR == __KERNEL_DS);

/* CPUID leaf for memory encryption (AMD APM volume 3, E.4.17). */
#define CPUID_ENCRYPTION 0x8000001f
#define CPUID_HAS_SME	 BIT(0)

/* A 64-bit interrupt gate (Intel SDM volume 3, 6.14.1). */
struct kxm_idt_gate kxm_idt_gate(u64 handler)
{
	return (struct kxm_idt_gate){
		.offset_low = handler,
		.selector = KXM_CODE_SELECTOR,
		.attributes = 0x8e00,
		.offset_middle = handler >> 16,
		.offset_high = handler >> 32,
	};
}

u64 kxm_code_offset(const char *symbol)
{
	return symbol - kxm_relocate_page;
}

/* The address of an exception's stub, in the page of code at @code. */
static u64 stub(u64 code, unsigned int vector)
{
	return code + kxm_code_offset(kxm_relocate_vectors) +
	       vector * KXM_VECTOR_SIZE;
}

static void build_idt(struct kxm_idt_gate *idt, u64 code)
{
	unsigned int i;

	for (i = 0; i < KXM_VECTORS; i++)
		idt[i] = kxm_idt_gate(stub(code, i));
}

/*
 * An image that returns gets a stack of the size that Linux gives it. It may
 * enable interrupts, which no driver expects: they are ignored, as NMIs are.
 */
static int build_for_return(struct kxm_image *image)
{
	struct kxm_jump *jump = image->jump;
	void *stack = kxm_image_control_page(image);
	struct kxm_idt_gate *idt = kxm_image_control_page(image);
	unsigned int i;

	if (!stack || !idt)
		return -ENOMEM;
	build_idt(idt, jump->code);
	for (i = KXM_VECTORS; i < KXM_ALL_VECTORS; i++)
		idt[i] = kxm_idt_gate(stub(jump->code, KXM_VECTOR_NMI));
	jump->data.idt_pointer.limit = PAGE_SIZE - 1;
	jump->data.idt_pointer.base = virt_to_phys(idt);
	jump->stack = virt_to_phys(stack) + PAGE_SIZE;
	return 0;
}

static void build_data(struct kxm_jump *jump)
{
	struct kxm_relocate_data *to = &jump->data;

	memcpy(to->message, KXM_MESSAGE, KXM_MESSAGE_SIZE);
	/* Flat 64-bit code at 0x10 and data at 0x18, as in boot.rst. */
	to->gdt[2] = 0x00af9a000000ffffULL;
	to->gdt[3] = 0x00cf92000000ffffULL;
	build_idt(to->idt, jump->code);
	build_idt(to->idt_va, (unsigned long)kxm_relocate_page);
	to->gdt_pointer.limit = sizeof(to->gdt) - 1;
	to->gdt_pointer.base = virt_to_phys(to->gdt);
	to->idt_pointer.limit = sizeof(to->idt) - 1;
	to->idt_pointer.base = virt_to_phys(to->idt);
	to->gdt_pointer_va.limit = sizeof(to->gdt) - 1;
	to->gdt_pointer_va.base = (unsigned long)to->gdt;
	to->idt_pointer_va.limit = sizeof(to->idt_va) - 1;
	to->idt_pointer_va.base = (unsigned long)to->idt_va;
	to->self_va = (unsigned long)to;
	to->stack = virt_to_phys(to) + PAGE_SIZE;
}

int kxm_arch_prepare(struct kxm_image *image)
{
	struct kxm_jump *jump = kxm_image_control_page(image);
	void *code = kxm_image_control_page(image);
	int err = 0;

	if (!jump || !code)
		return -ENOMEM;
	image->jump = jump;
	jump->code = virt_to_phys(code);
	copy_page(code, (void *)kxm_relocate_page);
	build_data(jump);
	if (image->is_returning)
		err = build_for_return(image);
	if (!err)
		err = kxm_build_page_tables(image);
	if (err)
		return err;
	*(u64 *)(code + KXM_DATA_SLOT) = virt_to_phys(&jump->data);
	*(u64 *)(code + KXM_ROOT_SLOT) = jump->root;
	return 0;
}

struct kxm_relocate_args kxm_jump_args(const struct kxm_image *image)
{
	struct kxm_jump *jump = image->jump;

	return (struct kxm_relocate_args){
		.copies = image->copies,
		.entry = image->entry,
		.code = jump->code,
		.data = virt_to_phys(&jump->data),
		.data_va = (unsigned long)&jump->data,
		.root = jump->root,
		.cr4 = X86_CR4_PAE | (native_read_cr4() & X86_CR4_LA57),
	};
}

/*
 * If the next kernel encrypts memory, its accesses bypass the lines that are
 * cached now. Writing such a line back later would overwrite the kernel's
 * memory. Other CPUs flush their caches when they stop (stop_this_cpu() in
 * arch/x86/kernel/process.c).
 */
static void flush_caches(void)
{
	if (boot_cpu_data.extended_cpuid_level >= CPUID_ENCRYPTION &&
	    kxm_cpuid_eax(CPUID_ENCRYPTION) & CPUID_HAS_SME)
		asm volatile("wbinvd" : : : "memory");
}

void kxm_arch_enter(struct kxm_image *image)
{
	struct kxm_relocate_args args = kxm_jump_args(image);

	flush_caches();
	kxm_relocate(&args);
}
