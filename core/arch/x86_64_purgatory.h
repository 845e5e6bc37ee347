/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The purgatory: bytes, built from purgatory/, whose head is filled in here. It
 * runs wherever it lies, in long mode with memory mapped to itself.
 */
#ifndef CORE_ARCH_X86_64_PURGATORY_H
#define CORE_ARCH_X86_64_PURGATORY_H

#include "core/plan.h"
#include "kx_port.h"

/* All segments of a crash plan but the purgatory's own. */
#define KX_PURGATORY_ROWS 15

/* What must be found before a crash kernel is entered. */
struct kx_purgatory_row {
	u8 start[8];
	u8 size[8];   /* bytes, the zeroes behind a buffer included */
	u8 digest[8]; /* kx_digest_padded() */
	char name[24];
};

/*
 * First bytes of the purgatory, which reads them as they are; numbers are
 * little-endian. All zero from @is_checked on: a normal kernel.
 */
struct kx_purgatory_head {
	u8 jump[8];
	u8 entry[8]; /* the kernel's 64-bit entry */
	u8 boot_params[8];
	u8 digits[8];	   /* where 16 say where to return to; 0: nowhere */
	u8 is_checked[8];  /* all ones, so that no single bit undoes it */
	u8 backup_from[8]; /* memory that is copied before the kernel starts */
	u8 backup_to[8];
	u8 backup_size[8]; /* bytes */
	u8 on_damage[4];   /* enum kx_on_damage */
	u8 nr_rows[4];
	char own_name[24];
	struct kx_purgatory_row rows[KX_PURGATORY_ROWS];
};

/* What the purgatory enters, and what it does before. */
struct kx_purgatory_job {
	/*
	 * Its mode is kx_entry_x86_64: purgatory/arch/x86_64.S knows no other.
	 */
	struct kx_entry kernel;
	/*
	 * Of a kernel that may return: physical address of 16 bytes that
	 * become the hexadecimal address of its caller; 0: nobody asks for it.
	 */
	u64 digits;
	/* A crash kernel's: */
	struct kx_range backup; /* empty: none */
	u64 backup_at;
};

extern const u8 kx_purgatory[];
extern const u8 kx_purgatory_end[];
/* Where the digest of all bytes before it goes. */
extern const u8 kx_purgatory_own[];
/*
 * Two of its functions, for tests, which call them in a copy:
 *   u64 digest(const void *bytes, u64 size), which is kx_digest();
 *   const char *damage(u32 index), NULL or the name of what is damaged: 0 the
 *   purgatory itself, N row N - 1.
 */
extern const u8 kx_purgatory_digest[];
extern const u8 kx_purgatory_damage[];

static inline u64 kx_purgatory_size(void)
{
	return (u64)(kx_purgatory_end - kx_purgatory);
}

/** kx_purgatory_entry - how a purgatory at a physical address is entered */
struct kx_entry kx_purgatory_entry(u64 address);

/**
 * kx_purgatory_write - the purgatory of a normal kernel
 * @to: kx_purgatory_size() bytes
 * @job: its kernel and digits
 */
void kx_purgatory_write(u8 *to, const struct kx_purgatory_job *job);

/**
 * kx_purgatory_add - add the purgatory of a crash kernel to a plan, which is
 * complete but for it, and make it the plan's entry point
 * @request: its crash says what to do about damage
 * @job: what to enter and what to save
 * @plan: gets a segment "purgatory". Every other one gets a row, so its bytes
 *	  are read here; but not the backup, which is filled later on, nor the
 *	  headers if the running kernel rewrites them.
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_HOLE, -KX_E_FULL (the arena), -KX_E_SEGMENT_COUNT.
 */
KX_MUST_CHECK int kx_purgatory_add(const struct kx_request *request,
				   const struct kx_purgatory_job *job,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

#endif
