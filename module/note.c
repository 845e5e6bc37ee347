// SPDX-License-Identifier: GPL-2.0-only
/*
 * A note for each CPU. In a panic the CPU's registers are saved in it, and the
 * crash kernel reads it. Linux kernel/crash_core.c and vmcore_info.c define the
 * format.
 */
#include "module/note.h"

#include "module/arch.h"

#include <linux/cpu.h>
#include <linux/device.h>
#include <linux/elf.h>
#include <linux/elfcore.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

/* A CPU's registers as an ELF note, and the empty note that ends the list. */
struct note {
	struct elf64_note head;
	char name[8];
	struct elf_prstatus status;
	struct elf64_note end;
} __packed;

/* A note with this alignment does not cross a page. */
#define NOTE_ALIGN 512

static_assert(sizeof(struct note) <= NOTE_ALIGN);
/* The size of each part of a note is a multiple of 4 bytes. */
static_assert(sizeof(struct elf_prstatus) % 4 == 0);
/* Linux 5.11 moved pr_pid into another struct, to the same place. */
#define PRSTATUS_PID 32
static_assert(offsetof(struct elf_prstatus, pr_reg) == 112);

/*
 * One for each CPU. Debuggers look up the registers of a dead kernel by the
 * name of this variable (Linux kernel/kexec_core.c): drgn 0.3.0 does.
 */
static struct note __percpu *crash_notes;

phys_addr_t kxm_note_address(unsigned int cpu)
{
	struct note *note = per_cpu_ptr(crash_notes, cpu);

	if (!is_vmalloc_addr(note))
		return virt_to_phys(note);
	return page_to_phys(vmalloc_to_page(note)) + offset_in_page(note);
}

void kxm_note_save_for(unsigned int cpu, pid_t pid, const struct pt_regs *regs)
{
	struct note *note = per_cpu_ptr(crash_notes, cpu);
	struct elf_prstatus status = { 0 };

	memcpy((u8 *)&status + PRSTATUS_PID, &pid, sizeof(pid));
	kxm_arch_registers(status.pr_reg, regs);
	memcpy(&note->status, &status, sizeof(status));
	memcpy(note->name, "CORE", sizeof("CORE"));
	note->head = (struct elf64_note){
		.n_namesz = sizeof("CORE"),
		.n_descsz = sizeof(note->status),
		.n_type = NT_PRSTATUS,
	};
}

void kxm_note_save(const struct pt_regs *regs)
{
	kxm_note_save_for(raw_smp_processor_id(), current->pid, regs);
}

static ssize_t crash_notes_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llx\n", (u64)kxm_note_address(dev->id));
}

static ssize_t crash_notes_size_show(struct device *dev,
				     struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%zu\n", sizeof(struct note));
}

static DEVICE_ATTR_ADMIN_RO(crash_notes);
static DEVICE_ATTR_ADMIN_RO(crash_notes_size);

int kxm_note_show(struct device *dev)
{
	int err = device_create_file(dev, &dev_attr_crash_notes);

	return err ?: device_create_file(dev, &dev_attr_crash_notes_size);
}

static int show_note(struct device *dev, void *unused)
{
	return kxm_note_show(dev);
}

static int hide_note(struct device *dev, void *unused)
{
	device_remove_file(dev, &dev_attr_crash_notes);
	device_remove_file(dev, &dev_attr_crash_notes_size);
	return 0;
}

void kxm_note_hide(void)
{
	WARN_ON(bus_for_each_dev(&cpu_subsys, NULL, NULL, hide_note));
}

int kxm_note_show_all(void)
{
	int err = bus_for_each_dev(&cpu_subsys, NULL, NULL, show_note);

	if (err)
		kxm_note_hide();
	return err;
}

size_t kxm_note_size(void)
{
	return sizeof(struct note);
}

int kxm_note_open(void)
{
	crash_notes = __alloc_percpu(sizeof(*crash_notes), NOTE_ALIGN);
	return crash_notes ? 0 : -ENOMEM;
}

bool kxm_note_is_open(void)
{
	return crash_notes;
}

void kxm_note_close(void)
{
	free_percpu(crash_notes);
	crash_notes = NULL;
}
