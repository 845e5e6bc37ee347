/* SPDX-License-Identifier: GPL-2.0-only */
/* Notes with each CPU's registers in a panic. */
#ifndef MODULE_NOTE_H
#define MODULE_NOTE_H

#include <linux/compiler.h>
#include <linux/types.h>

struct device;
struct pt_regs;

/* Allocate a note for each CPU. -ENOMEM. */
int __must_check kxm_note_open(void);
void kxm_note_close(void);
bool kxm_note_is_open(void);
/* Save registers in this CPU's note. */
void kxm_note_save(const struct pt_regs *regs);
/* Save those of another CPU, which has stopped. */
void kxm_note_save_for(unsigned int cpu, pid_t pid, const struct pt_regs *regs);
/* The physical address of a CPU's note, and its size in bytes. */
phys_addr_t kxm_note_address(unsigned int cpu);
size_t kxm_note_size(void);
/* Create crash_notes and crash_notes_size in a CPU's sysfs folder. -errno. */
int __must_check kxm_note_show(struct device *cpu);
/* The same for all CPUs. -errno. */
int __must_check kxm_note_show_all(void);
void kxm_note_hide(void);

#endif
