/* SPDX-License-Identifier: GPL-2.0-only */
/* What each architecture does for kexec.ko; its files are in arch/<a>/. */
#ifndef MODULE_ARCH_H
#define MODULE_ARCH_H

#include <linux/elf.h>
#include <linux/types.h>

struct kxm_caller;
struct kxm_image;
struct kx_machine;
struct notifier_block;
struct pt_regs;
struct vfsmount;

/* entry.c: the registers of the call that has arrived at a hooked function. */
const struct pt_regs *kxm_arch_arrival(const struct pt_regs *regs);

/* cpu.c */
extern const struct kx_arch *const kxm_arch; /* that plans are for */
bool kxm_arch_is_5level(void);
/* Where the kernel's own mapping has the text at @pa. */
u64 kxm_arch_text_address(phys_addr_t pa);
/* Registers as an ELF note has them. */
void kxm_arch_registers(elf_gregset_t to, const struct pt_regs *regs);
/* Those of a caller: what it takes to find the way back through its stack. */
void kxm_arch_caller_registers(struct pt_regs *regs,
			       const struct kxm_caller *caller);

/*
 * firmware.c, in kxm_with_sysfs(): what boot_params, in a buffer for all of
 * them, and EFI say. What is missing is left out. Return: 0, -ENOMEM.
 */
int __must_check kxm_arch_boot_params(struct vfsmount *sysfs, u8 *buffer,
				      struct kx_machine *machine);
int __must_check kxm_arch_efi(struct vfsmount *sysfs,
			      struct kx_machine *machine);
/*
 * In kxm_with_sysfs(), too: physical addresses of EFI's system table and its
 * configuration tables. Return: 0, -ENOENT, -ENOMEM.
 */
int __must_check kxm_arch_efi_tables(struct vfsmount *sysfs, u64 *system_table,
				     u64 *config_table);

/* host.c, jump.c, paging.c, stop.c, rehearse.c */
/* A line that says why this machine can't jump, or NULL. */
const char *kxm_arch_refuses(void);
/* Find what the jump needs; -ENOENT and a line in the log. */
int __must_check kxm_arch_init(void);
/*
 * Before the point of no return: can every CPU be stopped for good? May bring
 * CPUs up. -EBUSY, and a line in the log.
 */
int __must_check kxm_arch_ready(void);
/* Page tables, descriptor tables and code for the jump, in control pages. */
int __must_check kxm_arch_prepare(struct kxm_image *image);
/*
 * Stop the machine, relocate, enter; or reset the machine, and a line in the
 * log, if another CPU runs on. Does not return.
 */
void kxm_arch_jump(struct kxm_image *image);
/* The jump itself: interrupts are off, nobody else runs. Does not return. */
void kxm_arch_enter(struct kxm_image *image);

/* What is not done where one of the helpers for that is missing. */
#define KXM_NONE_RETURNS "images can't return"

/* return.c: can images return? -ENOENT or -ENOMEM. */
int __must_check kxm_arch_return_init(void);
/* All but the first CPU go to where nothing that changes memory wakes them. */
int __must_check kxm_arch_stop_others(void);
void kxm_arch_start_others(void);
/* Call an image that returns; interrupts are off, nobody else runs. -EIO. */
int __must_check kxm_arch_call(struct kxm_image *image);

/* crash.c: find what leaving takes. -errno. */
int __must_check kxm_arch_crash_open(void);
void kxm_arch_crash_close(void);
/* protect.c: -ENOMEM. */
int __must_check kxm_arch_protect_open(void);
/* Make mapped pages read-only, or writable again; sleeps. */
int __must_check kxm_arch_protect(void *start, u64 pages, bool on);
/*
 * panic.c, which is not built for kernels without CONFIG_SMP: have panic() call
 * @entry to stop other CPUs.
 */
void kxm_arch_hook_stop(void (*entry)(int wait));
void kxm_arch_unhook_stop(void);
/* stop_entry.S: that function. */
void kxm_arch_on_stop(int wait);
/* panic_entry.S: a notifier of panics. Both lead to kxm_crash(). */
int kxm_arch_on_panic(struct notifier_block *block, unsigned long action,
		      void *data);
/*
 * poison.c, on each CPU: if it is in a machine check, mark the pages
 * of its errors, so that dumps leave them out.
 */
void kxm_arch_poison(void);
/*
 * Stop the other CPUs for good, each in kxm_note_save() and
 * kxm_arch_poison().
 */
void kxm_arch_crash_stop(void);
/* Leave the machine as a kernel wants to find it, and enter. */
void kxm_arch_crash_jump(struct kxm_image *image);

/* Can relocation write to the page of physical address @pa? */
bool kxm_arch_maps(const struct kxm_image *image, u64 pa);

/* What a rehearsal cost the rest of the machine. */
struct kxm_round_trip {
	u64 nanoseconds; /* without interrupts */
	u64 nmis;	 /* that came meanwhile, and were handed on */
};

/*
 * Go the way of the jump with other copies (physical address of the first
 * struct kxm_copies), and come back instead of entering the image.
 */
void kxm_arch_rehearse(struct kxm_image *image, phys_addr_t copies,
		       struct kxm_round_trip *trip);

/* arch/<a>/entry.c: bytes of the instruction that ftrace patches. */
extern const unsigned long kxm_arch_ftrace_bytes;

#endif
