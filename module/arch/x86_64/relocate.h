/* SPDX-License-Identifier: GPL-2.0-only */
/* What machine.c and relocate.S say to each other. */
#ifndef MODULE_ARCH_X86_64_RELOCATE_H
#define MODULE_ARCH_X86_64_RELOCATE_H

#define KXM_CODE_SELECTOR 0x10
#define KXM_DATA_SELECTOR 0x18
#define KXM_VECTORS	  32
#define KXM_VECTOR_SIZE	  16 /* bytes of one exception stub */

/* Offsets in struct kxm_relocate_args and struct kxm_descriptors. */
#define ARGS_COPIES	    0
#define ARGS_ENTRY	    8
#define ARGS_CODE	    16
#define ARGS_ROOT	    24
#define ARGS_DATA	    32
#define ARGS_CR4	    40
#define DESCRIPTORS_GDT	    6
#define DESCRIPTORS_IDT	    22
#define DESCRIPTORS_MESSAGE 32

/* "\nkexec: exception VV at RRRRRRRRRRRRRRRR\n": where the digits go. */
#define KXM_MESSAGE	   "\nkexec: exception 00 at 0000000000000000\n"
#define KXM_MESSAGE_VECTOR 18
#define KXM_MESSAGE_RIP	   24
#define KXM_MESSAGE_SIZE   41

#ifndef __ASSEMBLY__
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* All addresses are physical. */
struct kxm_relocate_args {
	u64 copies; /* first struct kxm_copies, or 0 */
	u64 entry;
	u64 code; /* the page that holds a copy of kxm_relocate */
	u64 root; /* for CR3 */
	u64 data; /* the page with the descriptors; the stack ends with it */
	u64 cr4;  /* for CR4 */
};

static_assert(offsetof(struct kxm_relocate_args, copies) == ARGS_COPIES);
static_assert(offsetof(struct kxm_relocate_args, entry) == ARGS_ENTRY);
static_assert(offsetof(struct kxm_relocate_args, code) == ARGS_CODE);
static_assert(offsetof(struct kxm_relocate_args, root) == ARGS_ROOT);
static_assert(offsetof(struct kxm_relocate_args, data) == ARGS_DATA);
static_assert(offsetof(struct kxm_relocate_args, cr4) == ARGS_CR4);

struct kxm_table_pointer {
	u16 limit;
	u64 base;
} __packed;

struct kxm_idt_gate {
	u16 offset_low;
	u16 selector;
	u16 attributes;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
};

static_assert(sizeof(struct kxm_idt_gate) == 16);

struct kxm_descriptors {
	u8 padding[6]; /* so that the bases are aligned */
	struct kxm_table_pointer gdt_pointer;
	u8 padding2[6];
	struct kxm_table_pointer idt_pointer;
	char message[48];
	u64 gdt[4];
	struct kxm_idt_gate idt[KXM_VECTORS];
};

static_assert(offsetof(struct kxm_descriptors, gdt_pointer) == DESCRIPTORS_GDT);
static_assert(offsetof(struct kxm_descriptors, idt_pointer) == DESCRIPTORS_IDT);
static_assert(offsetof(struct kxm_descriptors, message) == DESCRIPTORS_MESSAGE);
static_assert(sizeof(KXM_MESSAGE) == KXM_MESSAGE_SIZE + 1);

/* Does not return. Interrupts are off, this is the only CPU that runs. */
void kxm_relocate(const struct kxm_relocate_args *args);
/* The page that begins with kxm_relocate, and its exception stubs. */
extern const char kxm_relocate_page[];
extern const char kxm_relocate_vectors[];
#endif

#endif
