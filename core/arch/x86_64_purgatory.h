/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The purgatory: code and data, built from purgatory/, whose head is filled in
 * here. It is position-independent, and runs in long mode with memory
 * identity-mapped.
 */
#ifndef CORE_ARCH_X86_64_PURGATORY_H
#define CORE_ARCH_X86_64_PURGATORY_H

#include "core/console.h"
#include "core/crash.h"
#include "core/plan.h"
#include "core/timeline.h"
#include "kx_port.h"

/*
 * The first bytes of the purgatory, in the layout that it reads; numbers are
 * little-endian. For a normal kernel everything from @is_checked on is zero.
 */
struct kx_purgatory_head {
	u8 jump[8];
	u8 entry[8]; /* the kernel's 64-bit entry */
	u8 boot_params[8];
	u8 digits[8];  /* address of the return address's digits; 0: none */
	u8 console[4]; /* enum kx_console_flags, or-ed */
	u8 serial_port[2];
	u8 divisor[2];
	u8 is_checked[8]; /* all ones, so that one flipped bit can't clear it */
	u8 backup_from[8]; /* memory that is copied before the kernel starts */
	u8 backup_to[8];
	u8 backup_size[8]; /* bytes */
	u8 on_damage[4];   /* enum kx_on_damage */
	u8 nr_rows[4];
	char own_name[KX_CRASH_NAME_SIZE];
	struct kx_crash_row rows[KX_CRASH_ROWS];
};

/* The program that the purgatory enters, and the steps before that. */
struct kx_purgatory_job {
	/*
	 * Must have the mode kx_entry_x86_64, the only one in
	 * purgatory/arch/x86_64.S. For a 32-bit kernel it is the code that
	 * kx_enter_32_write() wrote.
	 */
	struct kx_entry kernel;
	/*
	 * For a kernel that may return: the physical address of the 16 bytes
	 * that receive its return address in hexadecimal. 0: none.
	 */
	u64 digits;
	struct kx_console console;
	/* For a crash kernel: */
	struct kx_range backup; /* empty: none */
	u64 backup_at;
};

extern const u8 kx_purgatory[];
extern const u8 kx_purgatory_end[];
/*
 * kx_purgatory_add() stores the digest of all bytes before this address here.
 */
extern const u8 kx_purgatory_own[];
/*
 * Two functions of the purgatory, which tests call in a copy of it:
 *   u64 digest(const void *bytes, u64 size), which is kx_digest();
 *   const char *damage(u32 index), the name of the damaged part or NULL. Index
 * 0 is the purgatory itself, N is row N - 1.
 */
extern const u8 kx_purgatory_digest[];
extern const u8 kx_purgatory_damage[];

/*
 * First bytes of what leads from long mode to a 32-bit entry point
 * (purgatory/arch/x86_64_enter_32.S). It is entered as a 64-bit kernel is.
 */
struct kx_enter_32_head {
	u8 jump[4];
	u8 entry[4]; /* the kernel's 32-bit entry */
	u8 eax[4];   /* registers at the entry; the others are 0 */
	u8 ebx[4];
	u8 esi[4];
};

extern const u8 kx_purgatory_enter_32[];
extern const u8 kx_purgatory_enter_32_end[];

/*
 * First bytes of what leads from there to real mode
 * (purgatory/arch/x86_64_enter_16.S). It is entered in 32-bit mode.
 */
struct kx_enter_16_head {
	u8 jump[4];
	u8 program[4]; /* ip, cs */
	u8 stack[4];   /* sp; ss, which is ds, es, fs and gs, too */
};

extern const u8 kx_purgatory_enter_16[];
extern const u8 kx_purgatory_enter_16_end[];

/*
 * First bytes of what stamps a timeline (purgatory/arch/x86_64_stamps.S). Right
 * behind them it is entered in place of the purgatory, and at
 * kx_purgatory_stamps_kernel in place of the kernel. Addresses are physical.
 */
struct kx_stamps {
	struct kx_timeline timeline;
	u8 purgatory[8]; /* what comes after the first stamp */
	u8 kernel[8];	 /* what comes after the second one */
	u8 call_note[8]; /* KX_CALL_NOTE, but in tests */
	u8 copy[8];	 /* KX_TIMELINE_COPY, likewise */
	u8 unused[8];
};

extern const u8 kx_purgatory_stamps[];
extern const u8 kx_purgatory_stamps_kernel[];
extern const u8 kx_purgatory_stamps_end[];

static inline u64 kx_purgatory_size(void)
{
	return (u64)(kx_purgatory_end - kx_purgatory);
}

/** kx_enter_32_size - get the size of the code that enters 32-bit kernels */
static inline u64 kx_enter_32_size(void)
{
	return (u64)(kx_purgatory_enter_32_end - kx_purgatory_enter_32);
}

/**
 * kx_enter_32_write - write the code that enters a kernel in 32-bit mode
 * @to: kx_enter_32_size() bytes, to be placed below 4 GiB, as the kernel and
 *	its boot data are
 * @entry: of the kernel, in a 32-bit mode
 */
void kx_enter_32_write(u8 *to, const struct kx_entry *entry);

/** kx_enter_16_size - get the size of the code that leads to real mode */
static inline u64 kx_enter_16_size(void)
{
	return kx_enter_32_size() +
	       (u64)(kx_purgatory_enter_16_end - kx_purgatory_enter_16);
}

/**
 * kx_enter_16_write - write the code that enters a program in real mode
 * @to: kx_enter_16_size() bytes: what leads to 32-bit mode, and on from there
 * @at: their physical address; all of them are below 1 MiB, at a multiple of 16
 * @entry: of the program, in the mode kx_entry_x86_16
 */
void kx_enter_16_write(u8 *to, u64 at, const struct kx_entry *entry);

/** kx_stamps_size - get the size of a timeline and what stamps it */
static inline u64 kx_stamps_size(void)
{
	return (u64)(kx_purgatory_stamps_end - kx_purgatory_stamps);
}

/**
 * kx_stamps_write - write a timeline without stamps, and what stamps it
 * @to: kx_stamps_size() bytes, at a multiple of KX_TIMELINE_ALIGN in memory;
 *	its timeline is no entry of setup_data yet
 */
void kx_stamps_write(u8 *to);

/**
 * kx_stamps_join - put that before the purgatory and the kernel
 * @to: what kx_stamps_write() wrote
 * @at: its physical address
 * @purgatory: the entry of the purgatory; becomes that of @to
 * @kernel: what the purgatory enters, in the mode kx_entry_x86_64; likewise
 */
void kx_stamps_join(u8 *to, u64 at, struct kx_entry *purgatory,
		    struct kx_entry *kernel);

/** kx_purgatory_entry - how to enter a purgatory at a physical address */
struct kx_entry kx_purgatory_entry(u64 address);

/**
 * kx_purgatory_write - write the purgatory of a normal kernel
 * @to: kx_purgatory_size() bytes
 * @job: its kernel and digits
 */
void kx_purgatory_write(u8 *to, const struct kx_purgatory_job *job);

/**
 * kx_purgatory_add - add the purgatory of a crash kernel to a plan
 * @request: its crash says how to react to damage
 * @job: the kernel to enter and the memory to save
 * @plan: complete except for the purgatory. Gets a segment "purgatory" and its
 *	  address as the entry point. Every other segment gets a row, so its
 *	  bytes are read here. Exceptions are the backup, which is filled later,
 *	  and the ELF core headers if the running kernel rewrites them.
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_HOLE, -KX_E_FULL (the arena), -KX_E_SEGMENT_COUNT.
 */
KX_MUST_CHECK int kx_purgatory_add(const struct kx_request *request,
				   const struct kx_purgatory_job *job,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

#endif
