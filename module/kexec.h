/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the rooms of kexec.ko say to each other: the module's state, the image,
 * and one line a room. Prefix kxm_.
 */
#ifndef MODULE_KEXEC_H
#define MODULE_KEXEC_H

#include <linux/atomic.h>
#include <linux/elf.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/types.h>

#include "arch.h"
#include "copylist.h"
#include "crash.h"
#include "plan.h"
#include "segment.h"

struct pt_regs;

/*
 * Flags of kexec_load(2) that are known here: those of Linux 7.3. Besides there
 * is KX_PRESERVE_CONTEXT, if kxm.can_return.
 */
#define KXM_LOAD_FLAGS \
	(KX_ON_CRASH | KX_UPDATE_ELFCOREHDR | KX_CRASH_HOTPLUG_SUPPORT)
#define KXM_FILE_FLAGS                                              \
	(KX_FILE_UNLOAD | KX_FILE_ON_CRASH | KX_FILE_NO_INITRAMFS | \
	 KX_FILE_DEBUG | KX_FILE_NO_CMA | KX_FILE_FORCE_DTB)

/* Where the bytes of segments lie. */
enum kxm_source {
	KXM_FROM_USER,
	KXM_FROM_KERNEL,
};

/* A loaded image: pages that wait, and all that the jump needs. */
struct kxm_image {
	u64 entry;
	struct kx_segments segments; /* borrowed while it is being filled */
	struct kx_copylist list;
	struct list_head control; /* pages that no copy may hit, by ->lru */
	struct list_head unused;  /* pages got and not used, by ->lru */
	phys_addr_t copies;    /* first struct kxm_copies; none for a crash */
	struct kxm_jump *jump; /* the architecture's, in a control page */
	/* An image for a crash lies where it will run, in the crash region. */
	bool is_crash;
	bool is_in_place; /* all its bytes are there; else they wait elsewhere
			   */
	bool is_read_only;
	/*
	 * An image that returns is swapped with what lies at its destinations,
	 * so each of those has a source page.
	 */
	bool is_returning;
	u64 digest[KX_SEGMENT_MAX]; /* of each segment, once it is in place */
	/* Of each control page of a crash image; owned */
	struct kxm_page_digest *pages;
	u32 page_count;
	/* Linux's text as it was at the load, in a control page; or NULL */
	char *vmcoreinfo;
	u32 vmcoreinfo_size;
};

/* A page of copy steps, as relocate.S reads it. */
struct kxm_copy_step {
	u64 dest;   /* physical */
	u64 source; /* physical, or all ones: zeroes */
	u64 pages;
};

#define KXM_STEPS_A_PAGE ((PAGE_SIZE - 16) / sizeof(struct kxm_copy_step))

struct kxm_copies {
	u64 next; /* physical address of the next page, or 0 */
	u64 count;
	struct kxm_copy_step steps[KXM_STEPS_A_PAGE];
};

/* What an image is for. */
enum kxm_kind {
	KXM_REBOOT,
	KXM_CRASH,
	KXM_RETURN, /* as KXM_REBOOT, but it comes back */
};

/* More helpers than all tables of them have. */
#define KXM_MISSING_MAX 32

struct kxm_helper;

/* The two places that images have, each with a limit of its own. */
#define KXM_SLOTS (KXM_CRASH + 1)

/* The kinds of doors; the first that works is used. */
enum kxm_door_kind {
	KXM_DOOR_FTRACE, /* nothing shuts it once it is open */
	KXM_DOOR_KPROBE,
	KXM_DOOR_KINDS,
};

/*
 * Everything that changes. The one mutable global; module/kxm.c. Beside it
 * the crash path has what it needs in a panic, in crash.c, note.c and
 * hotplug.c.
 */
struct kxm_state {
	atomic_t lock;		 /* kxm_trylock() */
	struct kxm_image *image; /* loaded, or NULL; under @lock */
	/* For a panic, or NULL; changed under @lock, read without it. */
	struct kxm_image *crash;
	struct kx_range region; /* the crash kernel's memory; under @lock */
	struct kx_range kernel_image; /* physical; empty: not known */
	/* The task that starts @image; its restart ends in ours. */
	struct task_struct *armed_by;
	/* It has not come to watchdogs yet. */
	bool are_watchdogs_due;
	/* Devices that lost bus mastering after their own shutdown. */
	atomic_t masters_stopped;
	int load_disabled; /* sysctl; only ever set */
	bool sig_enforce;  /* parameter; only ever set */
	/* sysctls: loads that are left, or -1: any number */
	atomic_t load_limit[KXM_SLOTS];
	int is_pinned;	   /* the module stays: kxm_stay() */
	bool is_followed;  /* @crash's headers follow memory: hotplug.c */
	bool is_open;	   /* the doors lead somewhere */
	bool has_gates;	   /* the kernel has the functions to hook */
	unsigned int door; /* the kind that works; KXM_DOOR_KINDS: none */
	/* Why each kind is not open; 0: it is, 1: that was not tried. */
	int door_errors[KXM_DOOR_KINDS];
	bool can_return;     /* images can come back (KX_PRESERVE_CONTEXT) */
	bool require_ram;    /* parameter: segments must lie in memory */
	bool keep_watchdogs; /* parameter: they run on into the next kernel */
	/* The kernel's own, not exported; for kxm_call(). 0: it has none. */
	unsigned long machine_shutdown;
	unsigned long kick_offline_cpus;
	/* What was looked for while the module came, and not found. */
	const struct kxm_helper *missing[KXM_MISSING_MAX];
	unsigned int missing_count;
};

extern struct kxm_state kxm;

/* kxm.c: one call at a time, whatever it does; a second one is -EBUSY. */
bool kxm_trylock(void);
void kxm_unlock(void);

/*
 * A function of the kernel and what runs in its place. Which there are is the
 * architecture's business (arch/<a>/entry.c), how it is done a door's (door.h).
 */
struct kxm_hook;

struct kxm_gate {
	const char *symbol;
	const void *target; /* gets the same arguments; ends in kxm_leave() */
	/* Is this call for us? NULL: every one is. */
	bool (*wants)(const struct pt_regs *regs);
	bool is_optional;      /* some kernels are built without it */
	unsigned long address; /* of the function; 0: it is such a kernel */
	/* Of each kind of door, while it is open. */
	struct kxm_hook *hooks[KXM_DOOR_KINDS];
};

/* In the order in which gate.c tries them. */
extern struct kxm_gate kxm_gates[];
extern const unsigned int kxm_gate_count;

/* gate.c: open or close all; -errno, and a line in the log that says why. */
int __must_check kxm_gate_open(void);
/* Until then an open gate leads where it always led. */
void kxm_gate_admit(void);
void kxm_gate_close(void);
/* Try the hooks soon, and log what has changed since the last time. */
void kxm_gate_look(void);
/* The same, now. Sleeps. */
void kxm_gate_look_now(void);
/* A line for each hook: its kind, its function, and whether it works. */
int kxm_gate_print(char *page);
/* kxm.c, the way out: gives up the caller's hold, returns @result. */
long kxm_leave(long result);

/* symbol.c: where an unexported function is, or -ENOENT, -ENOMEM. */
int __must_check kxm_symbol(const char *name, unsigned long *address);

/* Such a function, which not every kernel has. */
struct kxm_helper {
	const char *name;
	const char *other_name;	 /* in other kernels, or NULL */
	const char *without;	 /* what is not done where it is missing */
	bool (*is_needed)(void); /* on this machine; NULL: it always is */
};

/*
 * symbol.c: where @count of them are, for kxm_call(); an address of 0: there is
 * none, or no need. Those that are missing are named in the log and in
 * /sys/kernel/kexec_missing. Return: 0, -ENOENT if one is missing, -ENOMEM.
 */
int __must_check kxm_find_helpers(const struct kxm_helper *helpers,
				  unsigned int count, unsigned long *addresses);
/* symbol.c: a line for each that is missing; @buf is a page of sysfs. */
ssize_t kxm_missing_print(char *buf);
/* call.S: calls one. */
long kxm_call_by_ret(unsigned long address, unsigned long a, unsigned long b);

/* Never as a jump at a caller's end: objtool would take it for that caller. */
static inline long kxm_call(unsigned long address, unsigned long a,
			    unsigned long b)
{
	long result = kxm_call_by_ret(address, a, b);

	barrier();
	return result;
}

/* load.c, file_load.c, reboot.c: what stands behind the doors. */
int kxm_kexec_load(u64 entry, u64 count, const void __user *segments,
		   u64 flags);
/* The same for a 32-bit caller. */
int kxm_kexec_load_compat(u64 entry, u64 count, const void __user *segments,
			  u64 flags);
int kxm_kexec_file_load(int kernel_fd, int initrd_fd, u64 cmdline_len,
			const char __user *cmdline, u64 flags);
/*
 * reboot(2) with LINUX_REBOOT_CMD_KEXEC; returns if it fails, or if the image
 * came back.
 */
int kxm_reboot(u32 magic1, u32 magic2);

/*
 * suspend.c, which is not built for kernels that can't sleep: find out whether
 * images can return. 0, or -ENOMEM.
 */
int __must_check kxm_suspend_init(void);
/*
 * Put the machine to sleep, call @image, wake the machine. Return: 0, or with
 * everything as it was -errno of the step that failed, and a line in the log
 * that names it; -EIO if an exception ended the image. Sleeps.
 */
int __must_check kxm_suspend_and_call(struct kxm_image *image);

/* reboot.c: the way out, which must be there before the ways in. */
int __must_check kxm_exit_open(void);
void kxm_exit_close(void);

/*
 * rehearse.c: everything but the jump, with scratch pages as destinations.
 * -EPERM, -EBUSY, -EINVAL without an image, -ENOMEM, -EINTR; -EIO and a line
 * in the log if something is not as planned.
 */
int __must_check kxm_rehearse(void);

/* load.c: the checks that both calls begin with; takes one from the limit. */
int __must_check kxm_may_load(enum kxm_kind kind);
/*
 * load.c, under the lock: make an image of checked segments, and the loaded
 * one of it. -ENOMEM, -EFAULT: what was loaded before stays.
 */
int __must_check kxm_load_plan(u64 entry, struct kx_segments segments,
			       enum kxm_source source, enum kxm_kind kind);
void kxm_unload(enum kxm_kind kind);
/* load.c: say in the log what was wrong, and turn it into -errno. */
int kxm_fault(const char *call, int err, const struct kx_fault *fault);

/* image.c */
int __must_check kxm_image_create(u64 entry, struct kx_segments segments,
				  enum kxm_source source, enum kxm_kind kind,
				  struct kxm_image **out);
void kxm_image_free(struct kxm_image *image);
/* A crash image goes where it belongs, over what is there. Sleeps. */
void kxm_image_settle(struct kxm_image *image);
/*
 * Let nobody write to a crash image's segments, or let them again: -errno. Not
 * every kernel has what it takes; then nothing is protected.
 */
int __must_check kxm_image_protect(struct kxm_image *image, bool on);

/*
 * integrity.c: from now on the control pages of a crash image stay as they are:
 * -ENOMEM.
 */
int __must_check kxm_integrity_seal(struct kxm_image *image);
/* Is a crash image what was loaded? The log says which part of it is not. */
bool kxm_integrity_check(const struct kxm_image *image);
void kxm_integrity_free(struct kxm_image *image);
/* Digest of a crash image's segment as it is in memory now. */
u64 kxm_image_digest(const struct kxm_image *image, u32 segment);

/*
 * For what an image is made of: a load that does not fit fails, and kills no
 * process.
 */
#define KXM_GFP (GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

/*
 * page.c: @count elements of @size bytes, for as many as an image has pages;
 * for vfree(). kvmalloc() would refuse more than INT_MAX bytes, and warn: an
 * image of 1 TiB. NULL: no memory
 */
void *kxm_image_array(u64 count, size_t size);
/* Free the pages of a list by ->lru, and leave it empty. */
void kxm_free_pages(struct list_head *pages);
/* A zeroed page that no copy will hit; freed with the image. NULL: no memory */
void *kxm_image_control_page(struct kxm_image *image);

/* region.c: crashkernel=; -errno, and a line in the log. */
int __must_check kxm_region_reserve(void);
void kxm_region_release(void);
/* Under the lock: -ENOENT while an image is loaded, -EINVAL to grow. */
int __must_check kxm_region_shrink(u64 size);
/* A zeroed page that no image's bytes will hit, or NULL. */
struct page *kxm_region_page(const struct kxm_image *image);
/* Is there room for these segments, but not beside the image that is loaded? */
bool kxm_region_is_full(struct kx_segments segments);

/* panic.c: hear of panics, if there is a region. -errno, and a line in the log.
 */
int __must_check kxm_panic_open(void);
void kxm_panic_close(void);

/*
 * crash.c: start the crash image, if there is one; returns if that can't be.
 * @caller is where the kernel called what led here.
 */
struct kxm_caller;
void kxm_crash(const struct kxm_caller *caller);
/* An oops with these registers, or NULL; a panic may follow. */
void kxm_crash_oops(const struct pt_regs *regs);

/* note.c: a note for each CPU. -ENOMEM. */
int __must_check kxm_note_open(void);
void kxm_note_close(void);
bool kxm_note_is_open(void);
/* This CPU's registers into its note. */
void kxm_note_save(const struct pt_regs *regs);
/* Where a CPU's note is, and how large. */
phys_addr_t kxm_note_address(unsigned int cpu);
size_t kxm_note_size(void);
/* crash_notes and crash_notes_size of a CPU that has come: -errno. */
struct device;
int __must_check kxm_note_show(struct device *cpu);
/* Those of all CPUs: -errno. */
int __must_check kxm_note_show_all(void);
void kxm_note_hide(void);

/*
 * hotplug.c: the loaded crash image's headers follow what memory there is, if
 * whoever loaded it wants that. -errno, and a line in the log.
 */
int __must_check kxm_hotplug_open(void);
void kxm_hotplug_close(void);
/* In a panic: complete what somebody was writing when he was stopped. */
void kxm_hotplug_finish(void);

/* dump.c: what the headers of a dump say. */
struct kxm_dump {
	struct kx_crash crash;
	struct kx_range *notes; /* behind @crash */
	struct kx_memmap memory;
};

void kxm_dump_open(void);
/* Say in the log what dumps of this kernel will lack. */
void kxm_dump_warn(void);
/* Bytes that headers need at most. */
u64 kxm_dump_room(void);
int __must_check kxm_dump_get(struct kxm_dump *dump);
/* Keep what vmcoreinfo says now with a crash image: -ENOMEM. */
int __must_check kxm_dump_keep(struct kxm_image *image);
/* In a panic: vmcoreinfo as it was kept, and when the panic was. */
void kxm_dump_finish(const struct kxm_image *image);
void kxm_dump_put(struct kxm_dump *dump);

/* Memory that a driver added (virtio-mem, kmem) is RAM that is used, too. */
enum kxm_memory_view {
	KXM_MEMORY_FIRMWARE, /* without it: the firmware does not know it */
	KXM_MEMORY_USED,     /* with it: our own pages may lie there */
};

/* How many ranges a memory map has at most. */
#define KXM_MEMORY_RANGES 1024

/* memory.c: the memory map, as the resource tree tells it. */
int __must_check kxm_memory_get(enum kxm_memory_view view,
				struct kx_memmap *map);
/* The same with @capacity entries. */
int __must_check kxm_memory_get_up_to(enum kxm_memory_view view, u32 capacity,
				      struct kx_memmap *map);
void kxm_memory_put(struct kx_memmap *map);

/*
 * sysfs.c: call @use with a mount of sysfs that no namespace and no rights of
 * the caller change; not at all without memory or sysfs. Sleeps. Return: what
 * @use does, 0 without sysfs, or why there is no mount, as -ENOMEM.
 */
struct vfsmount;
int __must_check kxm_with_sysfs(int (*use)(struct vfsmount *sysfs, void *data),
				void *data);
/* There: up to @size bytes of a file; how many, or -errno. */
ssize_t kxm_sysfs_read(struct vfsmount *sysfs, const char *path, void *buffer,
		       size_t size);
/* What is not there, or is no number, is no error: 0. -ENOMEM is one. */
int __must_check kxm_sysfs_number(struct vfsmount *sysfs, const char *path,
				  u64 *number);

/*
 * watchdog.c: when the task that kxm.armed_by names restarts the machine, the
 * last reboot notifier stops the running ones, or says that they run on. Both
 * sleep.
 */
void kxm_watchdogs_expect_restart(void);
void kxm_watchdogs_forget_restart(void);
/* After the reboot notifiers: do it now if that one was not called. Sleeps. */
void kxm_watchdogs_check(void);

/*
 * seed.c: EFI's random seed, for the next kernel, once a restart of ours has
 * begun. -errno.
 */
int __must_check kxm_seed_open(void);
void kxm_seed_close(void);

/*
 * masters.c: take bus mastering from a device. Return: whether it had it. Takes
 * raw spinlocks alone.
 */
struct pci_dev;
bool kxm_master_stop(struct pci_dev *dev);
/* From all, and say when who lost it. */
void kxm_masters_stop(void);
/*
 * masters_probe.c, which is not built for kernels without return probes: from
 * now on each device loses it after its own shutdown. -errno.
 */
int __must_check kxm_masters_watch(void);
void kxm_masters_unwatch(void);

/* running.c: what segments of a kind of image must keep to. */
void kxm_segment_limits(struct kx_segment_limits *limits, enum kxm_kind kind);

/* running.c: what core/ wants to know of the running system. */
struct kxm_running {
	struct kx_machine machine;
	void *memory; /* backs the machine's bytes */
	/* EFI's system table and its configuration tables; 0: no EFI. */
	u64 system_table;
	u64 config_table;
};

int __must_check kxm_running_get(struct kxm_running *running,
				 enum kxm_kind kind);
void kxm_running_put(struct kxm_running *running);

/* kept.c, in kxm_with_sysfs(): where firmware's tables are: 0, -ENOMEM. */
int __must_check kxm_kept_find(struct vfsmount *sysfs,
			       struct kxm_running *running);
/*
 * kept.c: have what is kept at boot avoided, firmware's tables in any case; the
 * log says if they can't be read. Sleeps.
 */
void kxm_kept_avoid(struct kxm_running *running);

/* device.c: /dev/kexec. */
int __must_check kxm_device_show(void);
void kxm_device_hide(void);

/* policy.c: -ENOMEM. May turn kxm.sig_enforce on. Sleeps. */
int __must_check kxm_policy_init(void);
/* policy.c: may kexec_load(2) load at all? -EACCES, and a line in the log. */
int __must_check kxm_policy_load_data(void);
/* policy.c: is IMA sure to have appraised a kernel file's signature? */
bool kxm_policy_appraises(void);

/*
 * signature.c: may this kernel file be loaded, signed as it is? What
 * kxm_verify() says, and does, if sig_enforce is set; -EPERM under lockdown.
 */
int __must_check kxm_vet_signature(struct kx_bytes *kernel);
/*
 * verify.c: 0 for a signature that is good and trusted; what follows the signed
 * bytes is cut off then, and is not to be loaded. -ELIBBAD, -ENODATA,
 * -ENOTSUPP, -EMSGSIZE, -EKEYREJECTED for what is in the file; -EBADMSG,
 * -ENOPKG, -ENOKEY, -EKEYREJECTED, -ENOMEM from the kernel; may sleep.
 */
int __must_check kxm_verify(struct kx_bytes *kernel);

/* kxm.c: what was tightened stays so, and the module with it. */
void kxm_stay(void);
/* state.c: sysfs files and sysctls. */
int __must_check kxm_state_show(void);
void kxm_state_hide(void);

#endif
