/* SPDX-License-Identifier: GPL-2.0-only */
/* Each CPU's registers in a panic. */
#ifndef MODULE_NOTE_H
#define MODULE_NOTE_H

#include <linux/compiler.h>
#include <linux/types.h>

struct device;
struct pt_regs;

/* A note for each CPU. -ENOMEM. */
int __must_check kxm_note_open(void);
void kxm_note_close(void);
bool kxm_note_is_open(void);
/* This CPU's registers into its note. */
void kxm_note_save(const struct pt_regs *regs);
/* Where a CPU's note is, and how large. */
phys_addr_t kxm_note_address(unsigned int cpu);
size_t kxm_note_size(void);
/* crash_notes and crash_notes_size of a CPU that has come: -errno. */
int __must_check kxm_note_show(struct device *cpu);
/* Those of all CPUs: -errno. */
int __must_check kxm_note_show_all(void);
void kxm_note_hide(void);

#endif
