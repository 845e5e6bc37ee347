// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image that returns, on x86_64. Linux saves and restores a part of the
 * processor's state that the image may change (save_processor_state());
 * relocate.S restores the rest. By then the other CPUs are offline (offline.c)
 * and the system is suspended (suspend.c).
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "core/copylist.h"
#include "module/arch/x86_64/jump.h"
#include "module/image.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <asm/apic.h>
#include <asm/apicdef.h>
#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/desc_defs.h>
#include <asm/msr-index.h>

/* Functions that the kernel does not export. */
enum helper {
	SAVE_PROCESSOR,
	RESTORE_PROCESSOR,
	CLEAR_IOAPIC,
	RESTORE_IRQ_MODE,
	HELPERS,
};

static const struct kxm_helper helper_names[] = {
	[SAVE_PROCESSOR] = { "save_processor_state", NULL, KXM_NONE_RETURNS },
	[RESTORE_PROCESSOR] = { "restore_processor_state", NULL,
				KXM_NONE_RETURNS },
	[CLEAR_IOAPIC] = { "clear_IO_APIC", NULL, KXM_NONE_RETURNS },
	[RESTORE_IRQ_MODE] = { "restore_boot_irq_mode", NULL,
			       KXM_NONE_RETURNS },
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(). */
static unsigned long helpers[HELPERS] __ro_after_init;

/* Every interrupt goes to a handler that ignores it: take_pending(). */
static struct kxm_idt_gate pass_over_all[KXM_ALL_VECTORS] __ro_after_init;

int kxm_arch_return_init(void)
{
	int err = kxm_find_helpers(helper_names, HELPERS, helpers);
	int offline_err = kxm_offline_init();
	unsigned int i;

	for (i = 0; i < KXM_ALL_VECTORS; i++)
		pass_over_all[i] = kxm_idt_gate((unsigned long)kxm_pass_over);
	return err ?: offline_err;
}

/*
 * If the image returned with another stack pointer, the word read there can be
 * anything. Accept an entry only if it is in the image's own memory.
 */
static void take_next_entry(struct kxm_image *image)
{
	u64 next = image->jump->data.next;

	/* 0: none could be read. */
	if (next &&
	    kx_copylist_is_destination(&image->list, next >> PAGE_SHIFT))
		image->entry = next;
}

/* Breakpoints. relocate.S saves only whether they are enabled. */
struct breakpoints {
	unsigned long address[4];
	unsigned long on;
};

static void save_breakpoints(struct breakpoints *to)
{
	get_debugreg(to->address[0], 0);
	get_debugreg(to->address[1], 1);
	get_debugreg(to->address[2], 2);
	get_debugreg(to->address[3], 3);
	get_debugreg(to->on, 7);
	set_debugreg(0UL, 7);
}

static void restore_breakpoints(const struct breakpoints *from)
{
	set_debugreg(from->address[0], 0);
	set_debugreg(from->address[1], 1);
	set_debugreg(from->address[2], 2);
	set_debugreg(from->address[3], 3);
	set_debugreg(from->on, 7);
}

/* Is a bit set in one of these registers? Vectors below 32 are exceptions. */
static bool has_any(unsigned int base)
{
	u32 bits = 0;
	unsigned int i;

	for (i = 1; i < KXM_ALL_VECTORS / 32; i++)
		bits |= apic->read(base + i * 0x10);
	return bits;
}

/*
 * Interrupts that are pending in the local APIC are the image's, such as its
 * last timer tick. The kernel would handle them as its own. A pending interrupt
 * can't be cleared, only accepted. So each one is accepted by a handler that
 * ignores it. With FRED there is no table of handlers to replace.
 */
static void take_pending(void)
{
	const struct desc_ptr table = {
		.size = sizeof(pass_over_all) - 1,
		.address = (unsigned long)pass_over_all,
	};
	struct desc_ptr kernels;

	asm volatile("sidt %0" : "=m"(kernels));
	asm volatile("lidt %0" : : "m"(table) : "memory");
	asm volatile("sti; nop; nop; cli" : : : "memory");
	asm volatile("lidt %0" : : "m"(kernels) : "memory");
}

/*
 * An interrupt that was accepted but got no EOI, from the image or from the
 * handler above, blocks its priority class and all lower ones on this CPU for
 * good: Linux checks for it only when a CPU comes up (setup_local_APIC()). For
 * each vector at most one interrupt is accepted and one EOI sent.
 */
static void restore_apic_mode(void)
{
	bool has_fred = native_read_cr4() & BIT_ULL(KXM_CR4_FRED_BIT);
	unsigned int i;

	/* Stop the image's timer, and accept all priorities. */
	apic->write(APIC_LVTT, apic->read(APIC_LVTT) | APIC_LVT_MASKED);
	apic->write(APIC_TASKPRI, 0);
	for (i = 0; i < 2 * KXM_ALL_VECTORS; i++) {
		if (has_any(APIC_ISR))
			apic->write(APIC_EOI, APIC_EOI_ACK);
		else if (has_any(APIC_IRR) && !has_fred)
			take_pending();
		else
			break;
	}
}

/* The mode of the local APIC; 0: disabled or absent. */
static u64 apic_mode(void)
{
	const u64 bits = MSR_IA32_APICBASE_ENABLE | X2APIC_ENABLE;
	u32 low;
	u32 high;

	if (!boot_cpu_has(X86_FEATURE_APIC))
		return 0;
	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_IA32_APICBASE));
	return low & bits;
}

int kxm_arch_call(struct kxm_image *image)
{
	struct kxm_relocate_data *data = &image->jump->data;
	struct kxm_relocate_args args = kxm_jump_args(image);
	u64 own_stack = data->stack;
	u64 mode = apic_mode();
	struct breakpoints breakpoints;

	args.copies = 0;
	args.return_to =
		image->jump->code + (kxm_relocate_back - kxm_relocate_page);
	data->stack = image->jump->stack;
	data->swaps = image->copies;
	data->fault = 0;
	data->next = 0;
	kxm_call(helpers[SAVE_PROCESSOR], 0, 0);
	/* As at boot, since a kernel may need a timer (machine_kexec()). */
	kxm_call(helpers[CLEAR_IOAPIC], 0, 0);
	kxm_call(helpers[RESTORE_IRQ_MODE], 0, 0);
	save_breakpoints(&breakpoints);
	kxm_relocate(&args);
	kxm_call(helpers[RESTORE_PROCESSOR], 0, 0);
	restore_breakpoints(&breakpoints);
	if (mode && mode == apic_mode())
		restore_apic_mode();
	/* A rehearsal swaps nothing, and uses a single stack. */
	data->stack = own_stack;
	data->swaps = 0;
	take_next_entry(image);
	if (!data->fault)
		return 0;
	pr_err("the image came back by exception %llu at %#llx\n",
	       data->fault - 1, data->fault_at);
	return -EIO;
}
