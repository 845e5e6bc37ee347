/* SPDX-License-Identifier: GPL-2.0-only */
/* What an image carries for its jump on x86_64; made in jump.c. */
#ifndef MODULE_ARCH_X86_64_JUMP_H
#define MODULE_ARCH_X86_64_JUMP_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "module/arch/x86_64/relocate.h"

struct kxm_caller;
struct kxm_image;

/* In a control page of its own; the rest of that page is the stack. */
struct kxm_jump {
	struct kxm_relocate_data data;
	phys_addr_t code; /* the copy of relocate.S */
	phys_addr_t root; /* of the page tables */
	/* The end of the stack of an image that returns; else unused. */
	phys_addr_t stack;
};

/* The vector of NMIs (Intel SDM volume 3, 6.3.1). */
#define KXM_VECTOR_NMI 2

/* paging.c: the page tables; -ENOMEM. */
int __must_check kxm_build_page_tables(struct kxm_image *image);
/* How far into its page something of relocate.S lies. */
u64 kxm_code_offset(const char *symbol);
/* An interrupt gate to the code at virtual or physical address @handler. */
struct kxm_idt_gate kxm_idt_gate(u64 handler);
/* call.S: a handler of interrupts that returns. */
extern const char kxm_pass_over[];
/* panic.c: what a panic that stops other CPUs comes to first. */
void kxm_stop_after_crash(int wait, const struct kxm_caller *caller);
/* For kxm_relocate(): enter @image, with its copies, for good. */
struct kxm_relocate_args kxm_jump_args(const struct kxm_image *image);

#endif
