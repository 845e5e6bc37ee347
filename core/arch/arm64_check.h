/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a crash kernel's image begins with on arm64
 * (purgatory/arch/arm64_check.S): it verifies all parts, and goes on to the
 * purgatory in the boot data.
 */
#ifndef CORE_ARCH_ARM64_CHECK_H
#define CORE_ARCH_ARM64_CHECK_H

#include "core/crash.h"
#include "core/plan.h"
#include "kx_port.h"

/* What is behind the code; numbers are little-endian. */
struct kx_arm64_check {
	u8 entry[8];   /* what is entered then */
	u8 uart[8];    /* physical: a PL011 that prints; 0: none */
	u8 action[8];  /* enum kx_on_damage */
	u8 conduit[8]; /* enum kx_psci */
	u8 count[8];   /* of rows */
	char own_name[KX_CRASH_NAME_SIZE];
	struct kx_crash_row rows[KX_CRASH_ROWS];
	u8 unused[16];
	/* kx_digest() of everything before it, a multiple of 32 bytes. */
	u8 own[8];
};

#define KX_ARM64_CHECK_CODE 640
#define KX_ARM64_CHECK_SIZE \
	(KX_ARM64_CHECK_CODE + sizeof(struct kx_arm64_check))

/**
 * kx_arm64_check_reserve - add the segment "purgatory" to a plan
 * @request: for a crash kernel
 * @plan: it is placed at the top end of what is left of the region
 * @bytes: set on success; to be written when the plan is complete
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_HOLE, -KX_E_FULL (the arena), -KX_E_SEGMENT_COUNT.
 */
KX_MUST_CHECK int kx_arm64_check_reserve(const struct kx_request *request,
					 struct kx_plan *plan, u8 **bytes,
					 struct kx_fault *fault);

/**
 * kx_arm64_check_write - write it, and make it the entry of a plan
 * @request: its crash says how to react to damage
 * @plan: complete but for that; its entry is what is entered then
 * @bytes: from kx_arm64_check_reserve()
 */
void kx_arm64_check_write(const struct kx_request *request,
			  struct kx_plan *plan, u8 *bytes);

#endif
