// SPDX-License-Identifier: GPL-2.0-only
/* The jump of a rehearsal, which returns instead of entering the image. */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "module/arch/x86_64/jump.h"
#include "module/image.h"

#include <linux/bits.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>

/* During a rehearsal NMIs are still meant for the running kernel. */
static void set_nmi_stub(struct kxm_jump *jump, u64 offset)
{
	struct kxm_idt_gate *idt = phys_to_virt(jump->data.idt_pointer.base);

	idt[KXM_VECTOR_NMI] = kxm_idt_gate(jump->code + offset);
	jump->data.idt_va[KXM_VECTOR_NMI] =
		kxm_idt_gate((unsigned long)kxm_relocate_page + offset);
}

/*
 * Run the kernel's NMI handler for the NMIs that were counted. It finds the
 * causes by itself. One call is enough for any number: the processor keeps at
 * most one NMI pending while it handles another. With FRED, INT 2 does not look
 * like an NMI.
 */
static void hand_on_nmis(u64 count)
{
	if (!count)
		return;
	if (native_read_cr4() & BIT_ULL(KXM_CR4_FRED_BIT))
		pr_warn_once("rehearsal: an NMI was lost\n");
	else
		asm volatile("int %0" : : "i"(KXM_VECTOR_NMI) : "memory");
}

void kxm_arch_rehearse(struct kxm_image *image, phys_addr_t copies,
		       struct kxm_round_trip *trip)
{
	struct kxm_relocate_args args;
	struct kxm_jump *jump = image->jump;
	unsigned long flags;
	u64 begin;

	local_irq_save(flags);
	args = kxm_jump_args(image);
	args.copies = copies;
	args.entry = jump->code + kxm_code_offset(kxm_relocate_back);
	/*
	 * CR4.VMXE can't be cleared while KVM runs. Before a real jump KVM is
	 * stopped.
	 */
	args.cr4 |= native_read_cr4() & X86_CR4_VMXE;
	jump->data.nmis = 0;
	set_nmi_stub(jump, kxm_code_offset(kxm_relocate_nmi));
	begin = ktime_get_ns();
	kxm_relocate(&args);
	trip->nanoseconds = ktime_get_ns() - begin;
	trip->nmis = jump->data.nmis;
	hand_on_nmis(trip->nmis);
	local_irq_restore(flags);
	set_nmi_stub(jump, kxm_code_offset(kxm_relocate_vectors) +
				   KXM_VECTOR_NMI * KXM_VECTOR_SIZE);
}
