// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image that returns, on x86_64: what of the processor the image may change
 * and Linux knows how to put back (save_processor_state()), what relocate.S
 * puts back itself, and CPUs that must not wake while their memory is the
 * image's. The machine sleeps by then: suspend.c.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "core/copylist.h"
#include "module/arch/x86_64/jump.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/symbol.h"

#include <linux/cpu.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/apicdef.h>
#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/desc_defs.h>
#include <asm/msr-index.h>
#include <asm/smp.h>

/* The kernel's own functions. */
enum helper {
	SAVE_PROCESSOR,
	RESTORE_PROCESSOR,
	CLEAR_IOAPIC,
	RESTORE_IRQ_MODE,
	NEEDED, /* up to here always, the rest where there is more than a CPU */
	FREEZE_CPUS = NEEDED,
	THAW_CPUS,
	PLAY_DEAD,
	HELPERS,
};

static const struct kxm_helper helper_names[] = {
	[SAVE_PROCESSOR] = { "save_processor_state", NULL, KXM_NONE_RETURNS },
	[RESTORE_PROCESSOR] = { "restore_processor_state", NULL,
				KXM_NONE_RETURNS },
	[CLEAR_IOAPIC] = { "clear_IO_APIC", NULL, KXM_NONE_RETURNS },
	[RESTORE_IRQ_MODE] = { "restore_boot_irq_mode", NULL,
			       KXM_NONE_RETURNS },
	[FREEZE_CPUS] = { "freeze_secondary_cpus", NULL, KXM_NONE_RETURNS },
	[THAW_CPUS] = { "thaw_secondary_cpus", NULL, KXM_NONE_RETURNS },
	[PLAY_DEAD] = { "play_dead_common", NULL, KXM_NONE_RETURNS },
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

static unsigned long helpers[HELPERS]; /* addresses for kxm_call() */

/* With TXT a CPU waits in there; elsewhere this does nothing. 0: no TXT. */
static unsigned long tboot_shutdown;

/* TB_SHUTDOWN_WFS: until it is started again (Linux include/linux/tboot.h). */
#define TBOOT_WAIT 5

int kxm_arch_return_init(void)
{
	int err = kxm_find_helpers(helper_names,
				   IS_ENABLED(CONFIG_SMP) ? HELPERS : NEEDED,
				   helpers);

	if (err || !IS_ENABLED(CONFIG_INTEL_TXT))
		return err;
	return kxm_symbol("tboot_shutdown", &tboot_shutdown);
}

#ifdef CONFIG_SMP
/*
 * Linux's way to be dead waits in MWAIT, for a write to memory that the image
 * will write to, and goes on in code that is not there then. As in
 * hibernate_resume_nonboot_cpu_disable() (arch/x86/power/cpu.c): HLT, which
 * ends with the INIT that starts the CPU again, the next kernel's or ours.
 */
static void wait_in_hlt(void)
{
	kxm_call(helpers[PLAY_DEAD], 0, 0);
	if (tboot_shutdown)
		kxm_call(tboot_shutdown, TBOOT_WAIT, 0);
	for (;;)
		asm volatile("cli; hlt" : : : "memory");
}

int kxm_arch_stop_others(void)
{
	void (*kernels_own)(void) = smp_ops.play_dead;
	int err;

	WRITE_ONCE(smp_ops.play_dead, wait_in_hlt);
	err = (int)kxm_call(helpers[FREEZE_CPUS], 0, 0);
	WRITE_ONCE(smp_ops.play_dead, kernels_own);
	/* Those that were dead before. */
	if (kxm.kick_offline_cpus)
		kxm_call(kxm.kick_offline_cpus, 0, 0);
	return err;
}

void kxm_arch_start_others(void)
{
	kxm_call(helpers[THAW_CPUS], 0, 0);
}
#else
int kxm_arch_stop_others(void)
{
	return 0;
}

void kxm_arch_start_others(void)
{
}
#endif

/*
 * An image that came back with another stack pointer has left us any word.
 * Entries in its own memory are all that can be right.
 */
static void take_next_entry(struct kxm_image *image)
{
	u64 next = image->jump->data.next;

	/* 0: there was none to be had. */
	if (next &&
	    kx_copylist_is_destination(&image->list, next >> PAGE_SHIFT))
		image->entry = next;
}

/* Breakpoints: relocate.S keeps no more than whether they are on. */
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

/*
 * Interrupts that wait in the local APIC are the image's, as its last tick:
 * the kernel would take them for its own. They can't be erased, only taken; so
 * they are, and passed over. With FRED there is no table to do that with.
 */
static struct kxm_idt_gate pass_over_all[KXM_ALL_VECTORS];

/* Is a bit set in these eight registers? Vectors below 32 are exceptions'. */
static bool has_any(unsigned int base)
{
	u32 bits = 0;
	unsigned int i;

	for (i = 1; i < KXM_ALL_VECTORS / 32; i++)
		bits |= apic->read(base + i * 0x10);
	return bits;
}

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
 * What was taken and never ended, by the image or by what passed it over in the
 * image's stead, keeps its class of vectors and all below from this CPU for
 * good: Linux looks for it only when a CPU comes up (setup_local_APIC()). Each
 * is ended at most once, and taken at most once before.
 */
static void restore_apic_mode(void)
{
	bool has_fred = native_read_cr4() & BIT_ULL(KXM_CR4_FRED_BIT);
	unsigned int i;

	for (i = 0; i < KXM_ALL_VECTORS; i++)
		pass_over_all[i] = kxm_idt_gate((unsigned long)kxm_pass_over);
	/* No more of its ticks, and nothing too low to be taken. */
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

/* How the local APIC is spoken to; 0: not at all. */
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
	/* As at boot: a kernel may want a timer (machine_kexec()). */
	kxm_call(helpers[CLEAR_IOAPIC], 0, 0);
	kxm_call(helpers[RESTORE_IRQ_MODE], 0, 0);
	save_breakpoints(&breakpoints);
	kxm_relocate(&args);
	kxm_call(helpers[RESTORE_PROCESSOR], 0, 0);
	restore_breakpoints(&breakpoints);
	if (mode && mode == apic_mode())
		restore_apic_mode();
	/* Rehearsals swap nothing, and stay on one stack. */
	data->stack = own_stack;
	data->swaps = 0;
	take_next_entry(image);
	if (!data->fault)
		return 0;
	pr_err("the image came back by exception %llu at %#llx\n",
	       data->fault - 1, data->fault_at);
	return -EIO;
}
