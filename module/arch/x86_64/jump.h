/* SPDX-License-Identifier: GPL-2.0-only */
/* An image's data for the jump on x86_64; built in jump.c. */
#ifndef MODULE_ARCH_X86_64_JUMP_H
#define MODULE_ARCH_X86_64_JUMP_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "module/arch/x86_64/relocate.h"

struct kxm_caller;
struct kxm_image;

/* In a control page of its own. The rest of that page is the stack. */
struct kxm_jump {
	struct kxm_relocate_data data;
	phys_addr_t code; /* the copy of relocate.S */
	phys_addr_t root; /* of the page tables */
	/* The end of the stack of an image that returns; otherwise unused. */
	phys_addr_t stack;
};

/* The vector of NMIs (Intel SDM volume 3, 6.3.1). */
#define KXM_VECTOR_NMI 2

/* paging.c: build the page tables. -ENOMEM. */
int __must_check kxm_build_page_tables(struct kxm_image *image);
/* offline.c, or offline_none.c without CONFIG_SMP: -ENOENT or -ENOMEM. */
int __must_check kxm_offline_init(void);
/* The offset of a symbol of relocate.S in its page. */
u64 kxm_code_offset(const char *symbol);
/* An interrupt gate to the code at virtual or physical address @handler. */
struct kxm_idt_gate kxm_idt_gate(u64 handler);
/* call.S: an interrupt handler that only returns. */
extern const char kxm_pass_over[];
/* panic.c: the first C function in a panic that stops other CPUs. */
void kxm_stop_after_crash(int wait, const struct kxm_caller *caller);
/* The arguments of kxm_relocate() to enter @image for good, with its copies. */
struct kxm_relocate_args kxm_jump_args(const struct kxm_image *image);

#endif
