/* SPDX-License-Identifier: GPL-2.0-only */
/* The architecture's part of kexec.ko. The files are in arch/<a>/. */
#ifndef MODULE_ARCH_H
#define MODULE_ARCH_H

#include <linux/elf.h>
#include <linux/types.h>

struct kxm_caller;
struct kxm_image;
struct kx_machine;
struct kxm_machine;
struct notifier_block;
struct pt_regs;
struct vfsmount;

/* cpu.c */
extern const struct kx_arch *const kxm_arch; /* for every plan */
/* Add what plans must know of this processor and of the kernel's mode. */
void kxm_arch_facts(struct kx_machine *machine);
/* The last physical address that Linux accepts in a segment. */
u64 kxm_arch_last_address(void);
/* The kernel's virtual address of its text at physical address @pa. */
u64 kxm_arch_text_address(phys_addr_t pa);
/* What the kernel adds to a physical address of memory; wraps. */
u64 kxm_arch_page_offset(void);
/* The last part of the kernel's image in /proc/iomem. */
extern const char *const kxm_arch_last_part;
/* A crash kernel gets a memory map of its own, not only the firmware's. */
extern const bool kxm_arch_crash_has_map;
/* Convert registers of this CPU to the format of an ELF note. */
void kxm_arch_registers(elf_gregset_t to, const struct pt_regs *regs);
/* The registers with which a debugger can unwind the stack of @caller. */
void kxm_arch_caller_registers(struct pt_regs *regs,
			       const struct kxm_caller *caller);

/*
 * firmware.c; both functions are called in kxm_with_sysfs(). This one reads
 * what firmware passed to this kernel, and sets running->firmware to an
 * allocation that backs it. Missing data is left out. Return: 0 or -ENOMEM.
 */
int __must_check kxm_arch_firmware(struct vfsmount *sysfs,
				   struct kxm_machine *running);
/*
 * The physical addresses of the EFI system table and the EFI configuration
 * tables. Return: 0, -ENOENT or -ENOMEM.
 */
int __must_check kxm_arch_efi_tables(struct vfsmount *sysfs, u64 *system_table,
				     u64 *config_table);

/* host.c, jump.c, paging.c, stop.c, rehearse.c */
/* Why this machine is not supported, for the log, or NULL. */
const char *kxm_arch_refuses(void);
/* Find the functions that the jump needs. -ENOENT, and a line in the log. */
int __must_check kxm_arch_init(void);
/*
 * Called before the segments of an image that is no crash kernel are copied:
 * are there CPUs that can't be stopped? -EBUSY, and a line in the log.
 */
int __must_check kxm_arch_may_load(void);
/*
 * Called before the point of no return: can every CPU be stopped for good? May
 * bring CPUs online. -EBUSY, and a line in the log.
 */
int __must_check kxm_arch_ready(void);
/* Build the jump's page tables, descriptor tables and code in control pages. */
int __must_check kxm_arch_prepare(struct kxm_image *image);
/*
 * Stop the machine, relocate and enter the image. If another CPU still runs,
 * log that and reset the machine instead. Does not return.
 */
void kxm_arch_jump(struct kxm_image *image);
/*
 * The jump itself. Interrupts are off and no other CPU runs. Does not return.
 */
void kxm_arch_enter(struct kxm_image *image);

/* The consequence of a missing helper: kxm_helper.without. */
#define KXM_NONE_RETURNS "images can't return"

/* return.c: find what an image that returns needs. -ENOENT or -ENOMEM. */
int __must_check kxm_arch_return_init(void);
/*
 * offline.c: take all CPUs but the first offline. They halt, so that no write
 * to memory wakes them. -errno.
 */
int __must_check kxm_arch_stop_others(void);
void kxm_arch_start_others(void);
/*
 * return.c: call an image that returns. Interrupts are off, no other CPU runs.
 * -EIO.
 */
int __must_check kxm_arch_call(struct kxm_image *image);

/* crash.c: prepare for a panic. -errno. */
int __must_check kxm_arch_crash_open(void);
void kxm_arch_crash_close(void);
/* protect.c: find the kernel's functions. -ENOMEM. */
int __must_check kxm_arch_protect_open(void);
/* Make mapped pages read-only, or writable again. Sleeps. */
int __must_check kxm_arch_protect(void *start, u64 pages, bool on);
/*
 * panic.c, which is only built where a hook can be set: make panic() call
 * @entry to stop the other CPUs.
 */
void kxm_arch_hook_stop(void (*entry)(int wait));
void kxm_arch_unhook_stop(void);
/* stop_entry.S: the function for kxm_arch_hook_stop(). */
void kxm_arch_on_stop(int wait);
/* panic_entry.S: a panic notifier. Both functions call kxm_crash(). */
int kxm_arch_on_panic(struct notifier_block *block, unsigned long action,
		      void *data);
/*
 * poison.c, called on each CPU: if a machine check is in progress, mark the
 * pages with its errors, so that dumps leave them out.
 */
void kxm_arch_poison(void);
/*
 * Stop the other CPUs for good, and save their registers. Each calls
 * kxm_arch_poison().
 */
void kxm_arch_crash_stop(void);
/* Put the machine into the state that a kernel expects, and enter the image. */
void kxm_arch_crash_jump(struct kxm_image *image);

/* Do the image's page tables map the page at physical address @pa? */
bool kxm_arch_maps(const struct kxm_image *image, u64 pa);

/* How a rehearsal disturbed the running system. */
struct kxm_round_trip {
	u64 nanoseconds; /* with interrupts off */
	u64 nmis;	 /* arrived meanwhile, and were handled afterwards */
};

/*
 * Run the code of the jump with other copies, and return instead of entering
 * the image. @copies is the physical address of the first struct kxm_copies.
 */
void kxm_arch_rehearse(struct kxm_image *image, phys_addr_t copies,
		       struct kxm_round_trip *trip);

/* arch/<a>/entry.c: size in bytes of the instruction that ftrace patches. */
extern const unsigned long kxm_arch_ftrace_bytes;
/* Where that may be in a function, in bytes, in the order to try. */
extern const u8 kxm_arch_ftrace_places[];
extern const unsigned int kxm_arch_ftrace_place_count;

#endif
