/* SPDX-License-Identifier: GPL-2.0-only */
/* The interface between return.c and come_back.S. */
#ifndef MODULE_ARCH_ARM64_COME_BACK_H
#define MODULE_ARCH_ARM64_COME_BACK_H

#include "module/arch/arm64/relocate.h"

/* Offsets in struct kxm_visit. */
#define VISIT_RUNS	0
#define VISIT_PSTATE	8
#define VISIT_FAULT	16
#define VISIT_NEXT	24
#define VISIT_SYNDROME	32 /* and the address behind it */
#define VISIT_STACK	48
#define VISIT_ENTRY	56
#define VISIT_SWAPS	64
#define VISIT_IN_PLACE	72
#define VISIT_CODE	80
#define VISIT_SELF	88
#define VISIT_SELF_VA	96
#define VISIT_TTBR0	104
#define VISIT_TCR	112
#define VISIT_LEVEL	120
#define VISIT_BY_EL2	128
#define VISIT_SIGNS	136
#define VISIT_LANDING	144
#define VISIT_TABLES	152
#define VISIT_REGISTERS 256
#define VISIT_SYSTEM	384
#define VISIT_KEYS	512
#define VISIT_EL2	2048
#define VISIT_SIZE	4096

/* Bits of VISIT_SIGNS. */
#define KXM_SIGNS_ADDRESSES 1
#define KXM_SIGNS_DATA	    2

/* Offset of the visit's address in a copy of the code. */
#define KXM_VISIT_SLOT (KXM_CODE_SIZE - 16)

#ifndef __ASSEMBLY__
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

/*
 * A call of an image, in a control page of its own. Addresses are physical, but
 * for self_va and landing. The way back reads it with the caches off.
 */
struct kxm_visit {
	u64 runs;   /* 0: in the kernel; others are in come_back.S */
	u64 pstate; /* of the running kernel */
	u64 fault;  /* 1 + number of a vector; 0: the image returned itself */
	u64 next;   /* the next entry, as the image has left it */
	u64 syndrome;
	u64 fault_at;
	u64 stack; /* of the image; the word there is @next */
	u64 entry;
	u64 swaps;    /* first struct kxm_copies, or 0 */
	u64 in_place; /* the same: pages that are only cleaned */
	u64 code;     /* the copy of come_back.S */
	u64 self;
	u64 self_va;
	u64 ttbr0;     /* TTBR0_EL1 and */
	u64 tcr;       /* TCR_EL1 of the jump */
	u64 level;     /* CurrentEL in the image */
	u64 by_el2;    /* it is entered by HVC */
	u64 signs;     /* KXM_SIGNS_* of this CPU */
	u64 landing;   /* in the module */
	u64 tables[6]; /* the kernel's registers for the MMU, and vectors */
	u64 unused[7];
	u64 registers[16];
	u64 system[16];
	u64 keys[192]; /* ten of them */
	/*
	 * Written with the caches off. No cache line is shared with what the
	 * kernel writes: the longest line has 2 KiB (CTR_EL0.CWG).
	 */
	u64 el2[256];
};

static_assert(offsetof(struct kxm_visit, runs) == VISIT_RUNS);
static_assert(offsetof(struct kxm_visit, pstate) == VISIT_PSTATE);
static_assert(offsetof(struct kxm_visit, fault) == VISIT_FAULT);
static_assert(offsetof(struct kxm_visit, next) == VISIT_NEXT);
static_assert(offsetof(struct kxm_visit, syndrome) == VISIT_SYNDROME);
static_assert(offsetof(struct kxm_visit, fault_at) == VISIT_SYNDROME + 8);
static_assert(offsetof(struct kxm_visit, stack) == VISIT_STACK);
static_assert(offsetof(struct kxm_visit, entry) == VISIT_ENTRY);
static_assert(offsetof(struct kxm_visit, swaps) == VISIT_SWAPS);
static_assert(offsetof(struct kxm_visit, in_place) == VISIT_IN_PLACE);
static_assert(offsetof(struct kxm_visit, code) == VISIT_CODE);
static_assert(offsetof(struct kxm_visit, self) == VISIT_SELF);
static_assert(offsetof(struct kxm_visit, self_va) == VISIT_SELF_VA);
static_assert(offsetof(struct kxm_visit, ttbr0) == VISIT_TTBR0);
static_assert(offsetof(struct kxm_visit, tcr) == VISIT_TCR);
static_assert(offsetof(struct kxm_visit, level) == VISIT_LEVEL);
static_assert(offsetof(struct kxm_visit, by_el2) == VISIT_BY_EL2);
static_assert(offsetof(struct kxm_visit, signs) == VISIT_SIGNS);
static_assert(offsetof(struct kxm_visit, landing) == VISIT_LANDING);
static_assert(offsetof(struct kxm_visit, tables) == VISIT_TABLES);
static_assert(offsetof(struct kxm_visit, registers) == VISIT_REGISTERS);
static_assert(offsetof(struct kxm_visit, system) == VISIT_SYSTEM);
static_assert(offsetof(struct kxm_visit, keys) == VISIT_KEYS);
static_assert(offsetof(struct kxm_visit, el2) == VISIT_EL2);
static_assert(sizeof(struct kxm_visit) == VISIT_SIZE);

/*
 * Enter the image, and return when it has returned. Called with all exceptions
 * masked, on the only CPU. @visit was cleaned to memory.
 */
void kxm_call_image(struct kxm_visit *visit);
/* The code, of KXM_CODE_SIZE bytes. It begins with a table of vectors. */
extern const char kxm_come_back_page[];
/* In it: what EL2's stub executes before the call, with its MMU off. */
extern const char kxm_take_el2_code[];
#endif

#endif
