// SPDX-License-Identifier: GPL-2.0-only
/*
 * The crash path of x86_64, from the panic to the jump. NMIs stop the other
 * CPUs, which save their registers, as in Linux's own crash path
 * (nmi_shootdown_cpus() in arch/x86/kernel/reboot.c). Then the interrupt
 * controllers are put into the state that a kernel expects at boot
 * (native_machine_crash_shutdown() in crash.c there). The jump is that of any
 * image, without copies.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "module/arch/x86_64/jump.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/note.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/kvm_para.h>
#include <linux/nmi.h>
#include <linux/ptrace.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/nmi.h>

/* Time for the CPUs to save their registers, as in Linux. */
#define STOP_MS 1000

/*
 * Functions that the kernel does not export, in the order of their calls. Each
 * of them is optional.
 */
enum helper {
	STOP_VIRTUALIZATION,
	STOP_TRACE,
	LEAVE_HOST,
	DISABLE_APIC,
	OTHERS_STOP, /* before: on every CPU; from here: on the last one */
	FREE_IOAPIC_LOCKS = OTHERS_STOP,
	CLEAR_IOAPIC,
	SHUT_DOWN_APIC,
	RESTORE_IRQ_MODE,
	DISABLE_HPET,
	JUMP_HELPERS,
	STOP_OTHERS = JUMP_HELPERS,
	HELPERS,
};

/*
 * A second name is the one before Linux 7.0. LEAVE_HOST writes to MSRs that
 * only guests of KVM have.
 */
static const struct kxm_helper helper_names[] = {
	[STOP_VIRTUALIZATION] = {
		"x86_virt_emergency_disable_virtualization_cpu",
		"cpu_emergency_disable_virtualization",
		"after a panic other CPUs may not start again while KVM is on",
	},
	[STOP_TRACE] = {
		"cpu_emergency_stop_pt", NULL,
		"after a panic Intel PT goes on writing to memory",
	},
	[LEAVE_HOST] = {
		"kvm_pv_guest_cpu_reboot", NULL,
		"after a panic the KVM host goes on writing to memory",
		kvm_para_available,
	},
	[DISABLE_APIC] = {
		"disable_local_APIC", NULL,
		"after a panic local APICs stay as they are",
	},
	[FREE_IOAPIC_LOCKS] = {
		"ioapic_zap_locks", NULL,
		"a panic hangs if it came in the midst of I/O APIC work",
	},
	[CLEAR_IOAPIC] = {
		"clear_IO_APIC", NULL,
		"after a panic I/O APICs go on sending interrupts",
	},
	[SHUT_DOWN_APIC] = {
		"lapic_shutdown", NULL,
		"after a panic the local APIC stays as it is",
	},
	[RESTORE_IRQ_MODE] = {
		"restore_boot_irq_mode", NULL,
		"after a panic a crash kernel may get no timer interrupt",
	},
	[DISABLE_HPET] = {
		"hpet_disable", NULL,
		"after a panic the HPET stays as it is",
	},
	[STOP_OTHERS] = {
		"nmi_shootdown_cpus", NULL,
		"in a panic CPUs that wait in an NMI save no registers",
	},
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(), or 0. */
static unsigned long helpers[HELPERS] __ro_after_init;

static void call_helpers(unsigned int from, unsigned int to)
{
	for (; from < to; from++)
		if (helpers[from])
			kxm_call(helpers[from], 0, 0);
}

/*
 * Stops a CPU, in an NMI. Virtualization is the caller's duty: the kernel's NMI
 * handler disables it right after this function, and on 6.1 disabling it twice
 * is a BUG.
 */
static void stop(int cpu, struct pt_regs *regs)
{
	kxm_note_save(regs);
	kxm_arch_poison();
	call_helpers(STOP_TRACE, OTHERS_STOP);
	atomic_dec(&kxm.panic.running);
}

static int stop_in_nmi(unsigned int type, struct pt_regs *regs)
{
	unsigned int cpu = raw_smp_processor_id();

	if (!READ_ONCE(kxm.panic.is_stopping) || cpu == kxm.panic.cpu)
		return NMI_DONE;
	call_helpers(STOP_VIRTUALIZATION, STOP_TRACE);
	stop(cpu, regs);
	for (;;)
		asm volatile("cli; hlt" : : : "memory");
}

/* For a kernel whose nmi_shootdown_cpus() was not found. */
static void send_nmis(void)
{
	unsigned int ms;

	kxm.panic.cpu = raw_smp_processor_id();
	/* stop_in_nmi() tests is_stopping first, and reads @cpu afterwards. */
	smp_store_release(&kxm.panic.is_stopping, true);
	/*
	 * No shorthand for all CPUs: those that never came up (maxcpus=) must
	 * not get an NMI.
	 */
	apic->send_IPI_mask_allbutself(cpu_online_mask, NMI_VECTOR);
	for (ms = 0; ms < STOP_MS && atomic_read(&kxm.panic.running) > 0;
	     ms++) {
		touch_nmi_watchdog();
		mdelay(1);
	}
}

/*
 * nmi_shootdown_cpus() also stops CPUs that wait in an NMI handler for the
 * panic to end. These get no further NMI; nmi_panic_self_stop() checks for it
 * instead.
 */
void kxm_arch_crash_stop(void)
{
	unsigned long helper = helpers[STOP_OTHERS];

	atomic_set(&kxm.panic.running, num_online_cpus() - 1);
	if (!atomic_read(&kxm.panic.running))
		return;
	if (helper)
		kxm_call(helper, (unsigned long)stop, 0);
	else
		send_nmis();
	if (atomic_read(&kxm.panic.running) > 0)
		pr_emerg("%d CPUs did not stop; their registers are lost\n",
			 atomic_read(&kxm.panic.running));
}

void kxm_arch_crash_jump(struct kxm_image *image)
{
	call_helpers(STOP_VIRTUALIZATION, DISABLE_APIC);
	call_helpers(OTHERS_STOP, JUMP_HELPERS);
	kxm_arch_enter(image);
}

int kxm_arch_crash_open(void)
{
	int err = kxm_find_helpers(helper_names, HELPERS, helpers);

	if (err == -ENOMEM)
		return err;
	err = kxm_arch_protect_open();
	if (err)
		return err;
	return register_nmi_handler(NMI_LOCAL, stop_in_nmi, NMI_FLAG_FIRST,
				    "kexec");
}

void kxm_arch_crash_close(void)
{
	unregister_nmi_handler(NMI_LOCAL, "kexec");
}
