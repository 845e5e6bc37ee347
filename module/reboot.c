// SPDX-License-Identifier: GPL-2.0-only
/*
 * reboot(2) with LINUX_REBOOT_CMD_KEXEC, and the way from there to the jump:
 * arm, restart through the exported kernel_restart(), which shuts devices
 * down, and jump where machine_restart() would reset the machine. If that is
 * missed, the machine reboots through its firmware: the safe failure.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/capability.h>
#include <linux/cpu.h>
#include <linux/pci.h>
#include <linux/pid_namespace.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/suspend.h>

static bool is_magic(u32 magic1, u32 magic2)
{
	return magic1 == LINUX_REBOOT_MAGIC1 &&
	       (magic2 == LINUX_REBOOT_MAGIC2 ||
		magic2 == LINUX_REBOOT_MAGIC2A ||
		magic2 == LINUX_REBOOT_MAGIC2B ||
		magic2 == LINUX_REBOOT_MAGIC2C);
}

/*
 * A CPU that is offline may wait in MWAIT, in memory that the next kernel
 * overwrites, and a write would wake it there. Online CPUs are parked in HLT
 * by machine_shutdown(), so bring all of them up first.
 */
static void wake_offline_cpus(void)
{
	unsigned int cpu;

	for_each_present_cpu(cpu) {
		int err = cpu_online(cpu) ? 0 : add_cpu(cpu);

		if (err)
			pr_warn("CPU %u stays offline (error %d)\n", cpu, err);
	}
}

/*
 * With kexec in the kernel pci_device_shutdown() does this; here nobody has.
 * A device that goes on writing to memory would write into the next kernel.
 * In D3cold there is nothing to talk to.
 */
static void stop_bus_masters(void)
{
	struct pci_dev *dev = NULL;

	for_each_pci_dev(dev) {
		if (dev->current_state != PCI_D3cold &&
		    dev->current_state != PCI_UNKNOWN)
			pci_clear_master(dev);
	}
}

/* In machine_restart()'s place: devices are down, other CPUs still run. */
void kxm_machine_restart(char *cmd)
{
	struct kxm_image *image = READ_ONCE(kxm.armed);

	stop_bus_masters();
	pr_emerg("Starting new kernel\n");
	kxm_arch_jump(image);
}

/* Under the lock. Returns only if there is nothing to start. */
static int start_image(void)
{
	unsigned int flags;

	if (!kxm.image)
		return -EINVAL;
	/* Nobody else reboots, suspends or hibernates from here on. */
	flags = lock_system_sleep();
	wake_offline_cpus();
	WRITE_ONCE(kxm.armed, kxm.image);
	kernel_restart("kexec");
	unlock_system_sleep(flags);
	return -EIO;
}

int kxm_reboot(u32 magic1, u32 magic2)
{
	struct pid_namespace *pid_ns = task_active_pid_ns(current);
	int err;

	if (!ns_capable(pid_ns->user_ns, CAP_SYS_BOOT))
		return -EPERM;
	if (!is_magic(magic1, magic2))
		return -EINVAL;
	/* A container's reboot(2) knows no kexec (reboot_pid_ns()). */
	if (pid_ns != &init_pid_ns)
		return -EINVAL;
	if (!kxm_trylock())
		return -EBUSY;
	err = start_image();
	kxm_unlock();
	return err;
}
