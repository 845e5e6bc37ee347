/* SPDX-License-Identifier: GPL-2.0-only */
/* The interface between jump.c and relocate.S. */
#ifndef MODULE_ARCH_ARM64_RELOCATE_H
#define MODULE_ARCH_ARM64_RELOCATE_H

/* Offsets in struct kxm_relocate_args. */
#define ARGS_COPIES   0
#define ARGS_IN_PLACE 8
#define ARGS_ENTRY    16
#define ARGS_CODE     24
#define ARGS_TTBR0    32
#define ARGS_TCR      40
#define ARGS_EXIT     48

/* Offsets in struct kxm_copies and in struct kxm_copy_step (image.h). */
#define COPIES_NEXT  0
#define COPIES_COUNT 8
#define COPIES_STEPS 16
#define STEP_DEST    0
#define STEP_SOURCE  8
#define STEP_PAGES   16
#define STEP_SIZE    24

/* The ways out of kxm_relocate(). */
#define KXM_EXIT_HERE	0 /* enter the image at this exception level */
#define KXM_EXIT_BY_EL2 1 /* enter it at EL2, by HVC */
#define KXM_EXIT_BACK	2 /* return to the caller */

/* How the firmware is called (enum arm_smccc_conduit in Linux). */
#define KXM_CALL_NONE 0
#define KXM_CALL_SMC  1
#define KXM_CALL_HVC  2

/* Bits of TCR_EL1: translate nothing by TTBR0, by TTBR1. */
#define KXM_TCR_EPD0 0x80
#define KXM_TCR_EPD1 0x800000

/* All code is within this. A page holds it, whatever its size is. */
#define KXM_CODE_SIZE 4096
/* Offset of the number KXM_CALL_* in a copy of the code. */
#define KXM_CALL_SLOT (KXM_CODE_SIZE - 8)

#ifndef __ASSEMBLY__
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* Addresses are physical. */
struct kxm_relocate_args {
	u64 copies;   /* first struct kxm_copies, or 0 */
	u64 in_place; /* the same: pages that are only cleaned */
	u64 entry;
	u64 code;  /* the page with a copy of the code */
	u64 ttbr0; /* TTBR0_EL1: the page tables of the jump */
	u64 tcr;   /* TCR_EL1: TTBR0's tables only */
	u64 exit;  /* KXM_EXIT_* */
};

static_assert(offsetof(struct kxm_relocate_args, copies) == ARGS_COPIES);
static_assert(offsetof(struct kxm_relocate_args, in_place) == ARGS_IN_PLACE);
static_assert(offsetof(struct kxm_relocate_args, entry) == ARGS_ENTRY);
static_assert(offsetof(struct kxm_relocate_args, code) == ARGS_CODE);
static_assert(offsetof(struct kxm_relocate_args, ttbr0) == ARGS_TTBR0);
static_assert(offsetof(struct kxm_relocate_args, tcr) == ARGS_TCR);
static_assert(offsetof(struct kxm_relocate_args, exit) == ARGS_EXIT);

/*
 * Called with all exceptions masked, on a CPU that does nothing else. Returns
 * for KXM_EXIT_BACK only.
 */
void kxm_relocate(const struct kxm_relocate_args *args);
/* The code, of KXM_CODE_SIZE bytes. It begins with a table of vectors. */
extern const char kxm_relocate_page[];
#endif

#endif
