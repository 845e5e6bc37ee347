/* SPDX-License-Identifier: GPL-2.0-only */
/* The interface between jump.c and relocate.S. */
#ifndef MODULE_ARCH_X86_64_RELOCATE_H
#define MODULE_ARCH_X86_64_RELOCATE_H

#define KXM_CODE_SELECTOR 0x10
#define KXM_DATA_SELECTOR 0x18
#define KXM_VECTORS	  32  /* exceptions */
#define KXM_ALL_VECTORS	  256 /* and interrupts */
#define KXM_VECTOR_SIZE	  16  /* bytes of one exception stub */

/*
 * CR4.FRED (Intel FRED specification 5.0, 3.1). Older kernels don't define it.
 */
#define KXM_CR4_FRED_BIT 32

/* Offsets in a copy of the code page: its CR3, and the address of its data. */
#define KXM_ROOT_SLOT 4080
#define KXM_DATA_SLOT 4088

/* Offsets in struct kxm_relocate_args. */
#define ARGS_COPIES  0
#define ARGS_ENTRY   8
#define ARGS_RETURN  16
#define ARGS_CODE    24
#define ARGS_DATA    32
#define ARGS_DATA_VA 40
#define ARGS_ROOT    48
#define ARGS_CR4     56

/* Offsets in struct kxm_copies and in struct kxm_copy_step (image.h). */
#define COPIES_NEXT  0
#define COPIES_COUNT 8
#define COPIES_STEPS 16
#define STEP_DEST    0
#define STEP_SOURCE  8
#define STEP_PAGES   16
#define STEP_SIZE    24

/* Offsets in struct kxm_relocate_data. */
#define DATA_GDT	6
#define DATA_IDT	22
#define DATA_GDT_VA	38
#define DATA_IDT_VA	54
#define DATA_MESSAGE	64
#define DATA_SAVED_GDT	118
#define DATA_SAVED_IDT	134
#define DATA_SELF_VA	144
#define DATA_NMIS	152
#define DATA_RSP	160
#define DATA_CR0	168
#define DATA_CR3	176
#define DATA_CR4	184
#define DATA_DR7	192
#define DATA_FS_BASE	200
#define DATA_GS_BASE	208
#define DATA_EFER	216
#define DATA_DS		224
#define DATA_ES		226
#define DATA_FS		228
#define DATA_GS		230
#define DATA_STACK	232
#define DATA_SWAPS	240
#define DATA_IMAGE_RUNS 248
#define DATA_NEXT	256
#define DATA_FAULT	264
#define DATA_FAULT_AT	272
#define DATA_S_CET	280
#define DATA_LDT	288

/* The message, and the offsets of the digits of the vector and of rip in it. */
#define KXM_MESSAGE	   "\nkexec: exception 00 at 0000000000000000\n"
#define KXM_MESSAGE_VECTOR 18
#define KXM_MESSAGE_RIP	   24
#define KXM_MESSAGE_SIZE   41

#ifndef __ASSEMBLY__
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* Addresses are physical unless the name ends in _va. */
struct kxm_relocate_args {
	u64 copies; /* first struct kxm_copies, or 0 */
	u64 entry;
	u64 return_to; /* where the image returns to, or 0 */
	u64 code;      /* the page with a copy of kxm_relocate */
	u64 data;      /* struct kxm_relocate_data; the stack ends its page */
	u64 data_va;
	u64 root; /* for CR3 */
	u64 cr4;  /* for CR4 */
};

static_assert(offsetof(struct kxm_relocate_args, copies) == ARGS_COPIES);
static_assert(offsetof(struct kxm_relocate_args, entry) == ARGS_ENTRY);
static_assert(offsetof(struct kxm_relocate_args, return_to) == ARGS_RETURN);
static_assert(offsetof(struct kxm_relocate_args, code) == ARGS_CODE);
static_assert(offsetof(struct kxm_relocate_args, data) == ARGS_DATA);
static_assert(offsetof(struct kxm_relocate_args, data_va) == ARGS_DATA_VA);
static_assert(offsetof(struct kxm_relocate_args, root) == ARGS_ROOT);
static_assert(offsetof(struct kxm_relocate_args, cr4) == ARGS_CR4);

/* The operand of LGDT, LIDT and the like, padded to align @base. */
struct kxm_table_pointer {
	u8 padding[6];
	u16 limit;
	u64 base;
} __packed;

static_assert(sizeof(struct kxm_table_pointer) == 16);

struct kxm_idt_gate {
	u16 offset_low;
	u16 selector;
	u16 attributes;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
};

static_assert(sizeof(struct kxm_idt_gate) == 16);

/*
 * The data page of relocate.S. Its page tables map this page twice, as they do
 * the code: at the running kernel's virtual address, so that an NMI can be
 * handled before and after the switch of page tables, and at the physical
 * address.
 */
struct kxm_relocate_data {
	struct kxm_table_pointer gdt_pointer;
	struct kxm_table_pointer idt_pointer;
	struct kxm_table_pointer gdt_pointer_va;
	struct kxm_table_pointer idt_pointer_va;
	char message[48];
	/* The running kernel's values, for the way back. */
	struct kxm_table_pointer saved_gdt;
	struct kxm_table_pointer saved_idt;
	u64 self_va;
	u64 nmis; /* NMIs that arrived in a rehearsal */
	u64 rsp;
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 dr7;
	u64 fs_base;
	u64 gs_base;
	u64 efer;
	u16 ds;
	u16 es;
	u16 fs;
	u16 gs;
	u64 stack; /* rsp at the image's entry: the end of its page */
	/* For an image that returns; zero for other images. */
	u64 swaps;	/* first struct kxm_copies */
	u64 image_runs; /* it was entered and has not returned */
	u64 next;	/* where to enter it the next time */
	u64 fault;	/* 1 + the vector of the exception that ended it */
	u64 fault_at;	/* rip of that exception */
	u64 s_cet;	/* the running kernel's, if its CR4 has CET */
	u16 ldt;	/* the caller's selectors may refer to it */
	u8 unused[6];
	/* relocate.S does not use the offsets of the members below. */
	u64 gdt[4];
	struct kxm_idt_gate idt[KXM_VECTORS];
	struct kxm_idt_gate idt_va[KXM_VECTORS];
};

/*
 * The offset of a table pointer's limit, where the processor's operand begins.
 */
#define KXM_POINTER_AT(member)                        \
	(offsetof(struct kxm_relocate_data, member) + \
	 offsetof(struct kxm_table_pointer, limit))

static_assert(KXM_POINTER_AT(gdt_pointer) == DATA_GDT);
static_assert(KXM_POINTER_AT(idt_pointer) == DATA_IDT);
static_assert(KXM_POINTER_AT(gdt_pointer_va) == DATA_GDT_VA);
static_assert(KXM_POINTER_AT(idt_pointer_va) == DATA_IDT_VA);
static_assert(offsetof(struct kxm_relocate_data, message) == DATA_MESSAGE);
static_assert(KXM_POINTER_AT(saved_gdt) == DATA_SAVED_GDT);
static_assert(KXM_POINTER_AT(saved_idt) == DATA_SAVED_IDT);
static_assert(offsetof(struct kxm_relocate_data, self_va) == DATA_SELF_VA);
static_assert(offsetof(struct kxm_relocate_data, nmis) == DATA_NMIS);
static_assert(offsetof(struct kxm_relocate_data, rsp) == DATA_RSP);
static_assert(offsetof(struct kxm_relocate_data, cr0) == DATA_CR0);
static_assert(offsetof(struct kxm_relocate_data, cr3) == DATA_CR3);
static_assert(offsetof(struct kxm_relocate_data, cr4) == DATA_CR4);
static_assert(offsetof(struct kxm_relocate_data, dr7) == DATA_DR7);
static_assert(offsetof(struct kxm_relocate_data, fs_base) == DATA_FS_BASE);
static_assert(offsetof(struct kxm_relocate_data, gs_base) == DATA_GS_BASE);
static_assert(offsetof(struct kxm_relocate_data, efer) == DATA_EFER);
static_assert(offsetof(struct kxm_relocate_data, ds) == DATA_DS);
static_assert(offsetof(struct kxm_relocate_data, es) == DATA_ES);
static_assert(offsetof(struct kxm_relocate_data, fs) == DATA_FS);
static_assert(offsetof(struct kxm_relocate_data, gs) == DATA_GS);
static_assert(offsetof(struct kxm_relocate_data, stack) == DATA_STACK);
static_assert(offsetof(struct kxm_relocate_data, swaps) == DATA_SWAPS);
static_assert(offsetof(struct kxm_relocate_data, image_runs) ==
	      DATA_IMAGE_RUNS);
static_assert(offsetof(struct kxm_relocate_data, next) == DATA_NEXT);
static_assert(offsetof(struct kxm_relocate_data, fault) == DATA_FAULT);
static_assert(offsetof(struct kxm_relocate_data, fault_at) == DATA_FAULT_AT);
static_assert(offsetof(struct kxm_relocate_data, s_cet) == DATA_S_CET);
static_assert(offsetof(struct kxm_relocate_data, ldt) == DATA_LDT);
static_assert(sizeof(KXM_MESSAGE) == KXM_MESSAGE_SIZE + 1);

/*
 * Called with interrupts off, on a CPU that does nothing else. Returns when the
 * image jumps to kxm_relocate_back, which may itself be the entry.
 */
void kxm_relocate(const struct kxm_relocate_args *args);
/* The page that begins with kxm_relocate, and symbols in it. */
extern const char kxm_relocate_page[];
extern const char kxm_relocate_vectors[];
extern const char kxm_relocate_nmi[];
extern const char kxm_relocate_back[];
#endif

#endif
