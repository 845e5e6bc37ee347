/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * libkexec - load a kernel into the running one, and start it.
 *
 * Two layers. The first is the pair of system call wrappers that the manual
 * page kexec_load(2) says glibc does not have. The second turns files into a
 * plan (an entry point and segments), carries it out through whichever of the
 * two calls the kernel has, and says why when it can't.
 *
 * Conventions of the second layer: a function returns 0 or a negative errno;
 * results go through the last parameter, which is untouched on failure; after
 * a failure kexec_ctx_error() says what failed, on what, why and what to try.
 * A success leaves that error as it is. Nothing prints, exits or keeps state
 * outside the objects below. A context and the images made with it belong to
 * one thread at a time; separate contexts are independent. A pointer may be
 * NULL only where that is said.
 *
 * Files are mapped, not read. A file that another process shortens while an
 * image holds it raises SIGBUS in whoever touches the missing pages: that is
 * how mmap(2) works, and the caller may install a handler. It can happen in
 * kexec_image_plan() and kexec_image_load(), which look at the kernel file
 * before they call the system. Where it is the system that reads, kexec_load()
 * fails with EFAULT instead.
 *
 * For C99, C++11 and later. Structures that the library hands out may grow at
 * their end: use them where they are, and don't copy them by sizeof. Those that
 * the caller provides, to be filled, never change: what more is to be said
 * needs another function.
 */
#ifndef LIBKEXEC_H
#define LIBKEXEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * struct kexec_segment and the older constants; its guard makes both orders of
 * inclusion work. Old ones declare a kexec_load() of their own, with other
 * types, which goes by another name here: include this header first there.
 */
#define kexec_load kexec_load_of_uapi
#include <linux/kexec.h>
#undef kexec_load

#ifdef __cplusplus
extern "C" {
#endif

/* Constants that an older <linux/kexec.h> lacks; the values are the ABI's. */
#ifndef KEXEC_UPDATE_ELFCOREHDR
#define KEXEC_UPDATE_ELFCOREHDR 0x00000004
#endif
#ifndef KEXEC_CRASH_HOTPLUG_SUPPORT
#define KEXEC_CRASH_HOTPLUG_SUPPORT 0x00000008
#endif
#ifndef KEXEC_FILE_UNLOAD
#define KEXEC_FILE_UNLOAD 0x00000001
#endif
#ifndef KEXEC_FILE_ON_CRASH
#define KEXEC_FILE_ON_CRASH 0x00000002
#endif
#ifndef KEXEC_FILE_NO_INITRAMFS
#define KEXEC_FILE_NO_INITRAMFS 0x00000004
#endif
#ifndef KEXEC_FILE_DEBUG
#define KEXEC_FILE_DEBUG 0x00000008
#endif
#ifndef KEXEC_FILE_NO_CMA
#define KEXEC_FILE_NO_CMA 0x00000010
#endif
#ifndef KEXEC_FILE_FORCE_DTB
#define KEXEC_FILE_FORCE_DTB 0x00000020
#endif
#ifndef KEXEC_ARCH_AARCH64
#define KEXEC_ARCH_AARCH64 (183 << 16)
#endif
#ifndef KEXEC_ARCH_RISCV
#define KEXEC_ARCH_RISCV (243 << 16)
#endif
#ifndef KEXEC_ARCH_LOONGARCH
#define KEXEC_ARCH_LOONGARCH (258 << 16)
#endif

#pragma GCC visibility push(default)

#define KEXEC_CHECK_RESULT __attribute__((warn_unused_result))

/**
 * kexec_load - the system call kexec_load(2)
 * @entry: physical address of the entry point
 * @nr_segments: 0 unloads
 * @segments: what to put where
 * @flags: KEXEC_* bits and one KEXEC_ARCH_* value
 *
 * Return: 0, or -1 with errno set, as the manual page has it.
 */
long kexec_load(unsigned long entry, unsigned long nr_segments,
		const struct kexec_segment *segments, unsigned long flags);

/**
 * kexec_file_load - the system call kexec_file_load(2)
 * @kernel_fd: a regular file, open for reading
 * @initrd_fd: the same; ignored with KEXEC_FILE_NO_INITRAMFS
 * @cmdline_len: bytes at @cmdline, its final NUL included
 * @cmdline: the command line
 * @flags: KEXEC_FILE_* bits
 *
 * Return: 0, or -1 with errno set, as the manual page has it.
 */
long kexec_file_load(int kernel_fd, int initrd_fd, unsigned long cmdline_len,
		     const char *cmdline, unsigned long flags);

/** kexec_version - the library's version, "MAJOR.MINOR.PATCH" */
const char *kexec_version(void);

/* ---- context ---------------------------------------------------------- */

/* Where to look, whom to tell, and what went wrong last. */
struct kexec_ctx;

enum kexec_log_level {
	KEXEC_LOG_WARNING, /* the result may not be what the caller expects */
	KEXEC_LOG_DEBUG,   /* what was read and decided */
};

/**
 * kexec_log_fn - gets what the library has to say
 * @data: as given to kexec_ctx_set_log()
 * @level: how much it matters
 * @line: one, without its newline; control characters in names are spelled
 *	  out, like \x0a; valid during the call
 */
typedef void kexec_log_fn(void *data, enum kexec_log_level level,
			  const char *line);

/* "The error is not about a segment." */
#define KEXEC_NO_SEGMENT (~0U)

/*
 * All values of @name in struct kexec_error. libkexec(3) says what each means,
 * its errno, and the unit of @value and @limit where they are set.
 *
 *  - Arguments: "argument", "unknown-type", "sequence", "window",
 *    "no-window-end", "crash-returns", "no-jump-back-file".
 *  - Kernel file: "file-access", "file-kind", "file-empty", "file-short",
 *    "file-format", "boot-protocol", "not-64bit", "not-5level", "header-field",
 *    "file-truncated", "payload-bounds", "checksum", "payload-damaged".
 *  - Packed kernel files: "unpack-damaged", "unpack-truncated",
 *    "unpack-trailing", "unpack-large", "unpack-memory", "unpack-depth",
 *    "unpack-write", "packed-judged".
 *  - Command line: "cmdline-long", "cmdline-running".
 *  - Memory and segments: "memory", "memory-short", "no-hole", "segment-count",
 *    "segment-large", "segments-large", "segment-beyond", "segment-wraps",
 *    "segment-unaligned", "segment-overlap", "segment-buffer", "table-full".
 *  - Crash kernels: "no-crash-region", "crash-region-high",
 *    "crash-region-address", "crash-region-small", "crash-address",
 *    "segment-outside", "elfcore-count", "elfcore-notes", "no-crash-kernels",
 *    "crash-loaded", "crash-size".
 *  - The kernel's answer: "no-capability", "load-disabled", "load-limit",
 *    "lockdown", "not-permitted", "security-module", "hooks-shut", "no-kexec",
 *    "no-kexec-load", "no-kexec-file", "no-jump-back", "no-rehearsal",
 *    "rehearsal", "busy", "nothing-loaded", "address", "arguments",
 *    "not-kernel", "unsigned", "unknown-key", "signature", "signature-format",
 *    "signature-algorithm", "unsupported", "file-busy", "file-large",
 *    "file-read", "file-changed", "file-descriptor", "system-call".
 *  - /proc and /sys: "machine", "status", "no-sysfs", "loaded",
 *    "jump-back-entry".
 *  - Not given by this version: "flags", "architecture", "entry-outside",
 *    "not-above-4g", "alignment", "cmdline-nul", "initrd-size", "elf32",
 *    "pe-headers", "certificate", "certificate-type", "certificate-long",
 *    "certificate-empty", "not-covered", "signed-content", "digest-algorithm",
 *    "digest-size", "unknown".
 */

/*
 * The last failure. Strings are never NULL, may be empty, and are valid until
 * the next call with the same context. Programs compare @name and @errnum:
 * names stay as they are. @action, for people, is
 *  - the system call that failed: "kexec_load", "kexec_file_load",
 *    "kexec_load(unload)", "kexec_file_load(unload)", "kexec_load(jump back)",
 *    "reboot";
 *  - what was wanted of the kernel otherwise: "rehearse", "shrink";
 *  - what went wrong before any call: "plan", "unpack", "load", "unload",
 *    "load jump back helper", "join initrds", "read" (of /proc, /sys), "open
 * kernel", "open initrd", "set up image", "reuse command line", "set root",
 *    "set options", "set slot", "set on damage", "set window".
 * A later version may have more of them.
 */
struct kexec_error {
	int errnum;	      /* positive errno; 0: nothing failed so far */
	const char *name;     /* stable, for machines: "segment-overlap" */
	const char *action;   /* what failed: "plan", "kexec_load" */
	const char *object;   /* on what: a path, mostly */
	const char *reason;   /* why, numbers included */
	const char *advice;   /* what to try */
	const char *text;     /* all of the above as one line */
	unsigned int segment; /* which, or KEXEC_NO_SEGMENT */
	unsigned int other;   /* the second one of an overlap, or the same */
	/* Units depend on @name: libkexec(3). */
	uint64_t value; /* the number that is wrong, or 0 */
	uint64_t limit; /* what it should keep to, or 0 */
	/*
	 * kexec_file_load(2) refused, and kexec_load(2) may be called here and
	 * has a plan for the image: it is worth a try. Set by
	 * kexec_image_load() where that has not tried it.
	 */
	bool is_load_worth;
};

/**
 * kexec_ctx_new - a context for the running system
 *
 * Return: 0 or -ENOMEM.
 */
KEXEC_CHECK_RESULT int kexec_ctx_new(struct kexec_ctx **ctx);

/** kexec_ctx_free - free @ctx (may be NULL); close its images first */
void kexec_ctx_free(struct kexec_ctx *ctx);

/**
 * kexec_ctx_set_root - read /proc and /sys below another directory
 * @dir: copied; "" or "/" is the running system
 *
 * For plans for other machines, and for tests. Kernel and initrd paths and the
 * system calls are not affected. Symbolic links below @dir are followed as
 * everywhere: an absolute one leads out of it.
 *
 * Return: 0 or -ENOMEM.
 */
KEXEC_CHECK_RESULT int kexec_ctx_set_root(struct kexec_ctx *ctx,
					  const char *dir);

/** kexec_ctx_set_log - send log lines to @log (NULL: nowhere, the default) */
void kexec_ctx_set_log(struct kexec_ctx *ctx, kexec_log_fn *log, void *data);

/** kexec_ctx_error - the last failure; never NULL */
const struct kexec_error *kexec_ctx_error(const struct kexec_ctx *ctx);

/* ---- image: what is to be loaded -------------------------------------- */

/* A kernel, its initial ramdisks, its command line and options. */
struct kexec_image;

/* The kernel keeps two images. */
enum kexec_slot {
	KEXEC_SLOT_NORMAL,
	KEXEC_SLOT_CRASH, /* starts when the running kernel panics */
};

/* Bits for kexec_image_set_options(). */
enum kexec_option {
	/*
	 * Take an image whose CRC-32 is wrong, with a warning, although its
	 * payload is damaged or can't be checked.
	 */
	KEXEC_OPTION_SKIP_CHECKS = 1 << 0,
	/* Ask the kernel to log what kexec_file_load() does (Linux 6.8). */
	KEXEC_OPTION_DEBUG = 1 << 1,
	/*
	 * Crash kernels, kexec_load(2): core headers of the 32-bit class, for
	 * tools that know no other one. Where something to be dumped lies above
	 * 4 GiB they are of the 64-bit class, with a warning.
	 */
	KEXEC_OPTION_ELF32_HEADERS = 1 << 2,
	/*
	 * Crash kernels, kexec_load(2): let the running kernel keep the list of
	 * CPUs and memory up to date after the load (Linux 6.6). One that can't
	 * is warned about. With kexec_file_load(2) the kernel does so anyway.
	 */
	KEXEC_OPTION_HOTPLUG = 1 << 3,
	/*
	 * kexec_load(2): call the kernel instead of becoming it; it may return,
	 * and the running system goes on (KEXEC_PRESERVE_CONTEXT). It gets the
	 * RAM of the window, whose end must be set, and below 640 KiB, and
	 * finds the address to return to on its command line. Not for crash
	 * kernels.
	 */
	KEXEC_OPTION_PRESERVE_CONTEXT = 1 << 4,
	/*
	 * kexec_load(2): tell the next kernel nothing of EFI, as if this
	 * machine had none. With kexec_file_load(2) the kernel tells it.
	 */
	KEXEC_OPTION_NO_EFI = 1 << 5,
	/*
	 * Ask the kernel to keep kexec_file_load() out of CMA memory (Linux
	 * 6.17); older ones do so anyway. With kexec_load(2) there is none.
	 */
	KEXEC_OPTION_NO_CMA = 1 << 6,
};

/**
 * kexec_image_open - open and map a kernel file
 * @path: any regular file
 * @image: the caller closes it with kexec_image_close()
 *
 * Return: 0; -EINVAL when the file is empty or not regular; -ENOMEM; or what
 * open(2), fstat(2) and mmap(2) say.
 */
KEXEC_CHECK_RESULT int kexec_image_open(struct kexec_ctx *ctx, const char *path,
					struct kexec_image **image);

/**
 * kexec_image_open_fd - the same with a file that is open already
 * @fd: stays the caller's, who may close it at once
 * @name: copied; for messages
 */
KEXEC_CHECK_RESULT int kexec_image_open_fd(struct kexec_ctx *ctx, int fd,
					   const char *name,
					   struct kexec_image **image);

/** kexec_image_close - let go of @image (may be NULL) and its files */
void kexec_image_close(struct kexec_image *image);

/**
 * kexec_image_add_initrd - add an initial ramdisk after those already there
 * @path: any regular file
 *
 * The next kernel unpacks them in order, later files on top of earlier ones.
 *
 * Return: as kexec_image_open().
 */
KEXEC_CHECK_RESULT int kexec_image_add_initrd(struct kexec_image *image,
					      const char *path);

/** kexec_image_add_initrd_fd - the same; @fd and @name as for the kernel */
KEXEC_CHECK_RESULT int kexec_image_add_initrd_fd(struct kexec_image *image,
						 int fd, const char *name);

/**
 * kexec_image_set_cmdline - set the command line; empty without this call
 * @cmdline: copied; NULL is the empty one
 *
 * Return: 0 or -ENOMEM.
 */
KEXEC_CHECK_RESULT int kexec_image_set_cmdline(struct kexec_image *image,
					       const char *cmdline);

/**
 * kexec_image_reuse_cmdline - take over the running kernel's command line
 * @append: parameters to add, or NULL; they go before a "--", after which a
 *          line's words belong to init
 *
 * BOOT_IMAGE=, elfcorehdr= and kexec_jump_back_entry= are dropped: they are
 * about the kernel that runs now. So is crashkernel= for a crash kernel.
 *
 * Return: 0, -ENOMEM, or why /proc/cmdline can't be read.
 */
KEXEC_CHECK_RESULT int kexec_image_reuse_cmdline(struct kexec_image *image,
						 const char *append);

/**
 * kexec_image_cmdline - the command line as it will be handed over
 *
 * Return: a string that is valid until the next one is set, or @image closed.
 */
const char *kexec_image_cmdline(const struct kexec_image *image);

/**
 * kexec_image_set_type - name the file's format instead of looking
 * @type: copied: "bzImage64", ...; NULL looks again
 *
 * Return: 0 or -ENOMEM. An unknown name fails when the plan is made.
 */
KEXEC_CHECK_RESULT int kexec_image_set_type(struct kexec_image *image,
					    const char *type);

/**
 * kexec_image_set_options - set all options; none without this call
 * @options: enum kexec_option, or-ed
 *
 * Return: 0, or -EINVAL when there is one that this library does not know.
 */
KEXEC_CHECK_RESULT int kexec_image_set_options(struct kexec_image *image,
					       unsigned int options);

/**
 * kexec_image_set_slot - say what the image is for; a normal start without it
 * @slot: CRASH for the kernel that starts when the running one panics
 *
 * A crash kernel needs memory of its own, set aside by crashkernel= at boot or
 * by kexec.ko; plan and load fail with "no-crash-region" where there is none.
 *
 * Return: 0; -EINVAL for an unknown @slot, or when kexec_image_reuse_cmdline()
 * was called before: what it takes over depends on the slot.
 */
KEXEC_CHECK_RESULT int kexec_image_set_slot(struct kexec_image *image,
					    enum kexec_slot slot);

/* What happens when a crash image turns out to be damaged, after saying so. */
enum kexec_on_damage {
	KEXEC_DAMAGE_REBOOT, /* reset the machine; the default */
	KEXEC_DAMAGE_HALT,   /* stop, for somebody to look at it */
	KEXEC_DAMAGE_START,  /* start it all the same */
};

/**
 * kexec_image_set_on_damage - what to do with a damaged crash image
 * @on_damage: KEXEC_DAMAGE_*
 *
 * After a panic, and before the crash kernel is entered, a digest is computed
 * over what was loaded. Binds kexec_load(2) alone: with kexec_file_load(2) the
 * kernel brings a check of its own (Linux's hangs).
 *
 * Return: 0, or -EINVAL for an unknown @on_damage.
 */
KEXEC_CHECK_RESULT int
kexec_image_set_on_damage(struct kexec_image *image,
			  enum kexec_on_damage on_damage);

/**
 * kexec_image_set_window - keep all segments inside [@start, @end)
 * @start: physical address
 * @end: physical address, behind the last byte that may be used
 *
 * Binds kexec_load() alone: with kexec_file_load() the kernel places, and
 * nothing here says that the window had no effect. With
 * KEXEC_OPTION_PRESERVE_CONTEXT it is the memory of the next kernel as well: it
 * can't have more than half of what the system has.
 *
 * Return: 0, or -EINVAL when @end < @start.
 */
KEXEC_CHECK_RESULT int kexec_image_set_window(struct kexec_image *image,
					      uint64_t start, uint64_t end);

/* ---- plan -------------------------------------------------------------- */

/*
 * What kexec_load() is given. Segments are in pages, sorted by nothing; they
 * and their names belong to the image, as the plan does.
 */
struct kexec_plan {
	uint64_t entry; /* physical */
	/*
	 * KEXEC_ARCH_* of this machine; a crash kernel's: KEXEC_ON_CRASH, ...;
	 * KEXEC_PRESERVE_CONTEXT.
	 */
	unsigned long flags;
	unsigned int nr_segments;
	const struct kexec_segment *segments;
	const char *const *names; /* of each segment: "kernel", "initrd", ... */
};

/**
 * kexec_image_plan - work out what would be loaded where; a dry run
 * @plan: owned by @image; valid until that is changed, loaded or closed
 *
 * Calls no kexec system call. Looks at the file first, then reads the machine
 * below the context's root. After a load through kexec_load(2), well or not,
 * the plan is the one that was carried out.
 *
 * Return: 0; -ENOEXEC when the file is no kernel for this machine, or corrupt;
 * -EINVAL when its type is unknown, or command line or initrds don't suit it,
 * or KEXEC_OPTION_PRESERVE_CONTEXT was set for a crash kernel or without a
 * window's end;
 * -EADDRNOTAVAIL when there is no room; -EPERM when /proc/iomem hides its
 * addresses; -ENOMEM; or why something of the machine can't be read. For a
 * crash kernel -EADDRNOTAVAIL has a name: "no-crash-region",
 * "crash-region-high" (no kernel for this machine reaches it),
 * "crash-region-address" (this one can't lie there) or "crash-region-small".
 */
KEXEC_CHECK_RESULT int kexec_image_plan(struct kexec_image *image,
					const struct kexec_plan **plan);

/* ---- load, unload, execute, status ------------------------------------- */

/* Which system call carries it out. */
enum kexec_method {
	KEXEC_METHOD_AUTO,	/* file_load, then load where that can't */
	KEXEC_METHOD_LOAD,	/* kexec_load(2) */
	KEXEC_METHOD_FILE_LOAD, /* kexec_file_load(2) */
};

/**
 * kexec_image_load - load @image, in place of what was loaded before
 * @method: AUTO goes on to kexec_load(2) after ENOSYS, EINVAL, ENOEXEC,
 *          ENOTSUP and ENOMEM, and after no other error; with
 *          KEXEC_OPTION_PRESERVE_CONTEXT it begins there
 *
 * A file that is no kernel, or a damaged one, is refused before any call. A
 * wrong CRC-32 says that bytes of it were changed, not which: then the payload
 * is unpacked, and thrown away, here or in kexec_image_plan(). If it passes the
 * check that xz, gzip and zstd carry, that is a warning; otherwise -ENOEXEC,
 * "checksum" or "payload-damaged", unless KEXEC_OPTION_SKIP_CHECKS is set.
 * Every kexec_load(2) gets a plan of its own, with fresh random bytes, of the
 * machine as it is then. On failure what was loaded before stays loaded, but
 * for a crash kernel: Linux lets go of one before it looks at the next. The
 * error is that of the last call that was made, or of what went wrong before.
 * With AUTO, and a kernel that has no kexec_load(2), it is what
 * kexec_file_load(2) said.
 *
 * A call that takes more memory than there can be (/proc/meminfo) is not made:
 * ENOMEM, by the name memory-short, says how much is missing; kexec.ko says so
 * itself. Where kexec_file_load(2) is likely not to fit AUTO begins with
 * kexec_load(2), and makes that call if this one fails, but not for memory.
 *
 * Return: 0, as kexec_image_plan(), -EINVAL for an unknown @method, one that
 * can't preserve the context, or a crash kernel where there are none (Linux
 * would take it for a normal one), or the negative errno of the call.
 */
KEXEC_CHECK_RESULT int kexec_image_load(struct kexec_image *image,
					enum kexec_method method);

/**
 * kexec_image_check_memory - is there memory to load @image as it is now?
 * @method: AUTO needs as much as kexec_load(2), which it turns to
 *
 * Nothing is taken. What can't fit is an error, as kexec_image_load() has it;
 * what is likely not to fit goes to the log as a warning.
 *
 * Return: 0, as kexec_image_plan(), or -ENOMEM, by the name memory-short.
 */
KEXEC_CHECK_RESULT int kexec_image_check_memory(struct kexec_image *image,
						enum kexec_method method);

/* What kexec_image_forewarn() found; a later version may have more. */
enum kexec_forewarning {
	/* The crash kernel's memory is smaller than kexec_crash_estimate(). */
	KEXEC_FOREWARN_CRASH_MEMORY = 1 << 0,
	/* No initrd, where the running system came up with one. */
	KEXEC_FOREWARN_NO_INITRD = 1 << 1,
	/* The command line is empty. */
	KEXEC_FOREWARN_NO_CMDLINE = 1 << 2,
	/* root= names a device that this system does not have. */
	KEXEC_FOREWARN_ROOT = 1 << 3,
	/* An initrd is a file of a kind that Linux can't unpack: a kernel. */
	KEXEC_FOREWARN_INITRD_KIND = 1 << 4,
};

/**
 * kexec_image_forewarn - what is known of a start that will fail
 * @warnings: enum kexec_forewarning, or-ed; 0: nothing
 *
 * Each goes to the log as a warning, too. kexec_image_load() does this after a
 * load that succeeded; programs that want the bits, or a dry run, call it. What
 * this system does not show is not warned about.
 *
 * Return: 0; for a crash kernel as kexec_crash_estimate().
 */
KEXEC_CHECK_RESULT int kexec_image_forewarn(struct kexec_image *image,
					    unsigned int *warnings);

/**
 * kexec_unload - unload what @slot holds; not an error when it is empty
 * @method: AUTO goes on to kexec_load(2) after ENOSYS
 *
 * Return: 0, -EINVAL for an unknown @method or @slot, or for a crash kernel
 * where there are none (Linux would unload the normal one), or the negative
 * errno of the call.
 */
KEXEC_CHECK_RESULT int kexec_unload(struct kexec_ctx *ctx,
				    enum kexec_method method,
				    enum kexec_slot slot);

/**
 * kexec_execute - start the loaded kernel, now
 *
 * Nothing is synced, unmounted or told: that is the caller's business. A kernel
 * that was loaded with KEXEC_OPTION_PRESERVE_CONTEXT stays loaded when it
 * returns; the next start goes on where it left.
 *
 * Return: 0 when such a kernel has returned; else only on failure, the negative
 * errno of reboot(2).
 */
int kexec_execute(struct kexec_ctx *ctx);

/**
 * kexec_rehearse - try everything but the start, with the loaded kernel
 *
 * On the machine itself, through kexec.ko; kexec.ko(4) says what it does. An
 * exception meanwhile resets the machine.
 *
 * Return: 0; -EIO if the result is not what was planned (the kernel log says
 * where); -ENOSYS without /dev/kexec, -ENOTTY with one that can't; -EPERM,
 * -EBUSY, -EINVAL if nothing is loaded, -ENOMEM or -EINTR.
 */
KEXEC_CHECK_RESULT int kexec_rehearse(struct kexec_ctx *ctx);

/**
 * kexec_status - is something loaded?
 * @loaded: the answer
 *
 * Return: 0; -ENOSYS when the kernel says nothing about it (it has no kexec,
 * kexec.ko is not loaded, or @slot is CRASH and it has no crash kernels);
 * -ENOENT when there is no sysfs to ask; -EINVAL for an unknown @slot; or why
 * it can't be read.
 */
KEXEC_CHECK_RESULT int kexec_status(struct kexec_ctx *ctx, enum kexec_slot slot,
				    bool *loaded);

/* ---- jumping back ------------------------------------------------------ */

/**
 * kexec_jump_back_entry - where the running kernel was called from
 * @entry: physical address
 *
 * From kexec_jump_back_entry= on /proc/cmdline; the last one counts.
 *
 * Return: 0; -ENOENT when there is none, or it is 0: nobody waits for this
 * kernel to return; -EBADMSG when it is no number; or why /proc/cmdline can't
 * be read.
 */
KEXEC_CHECK_RESULT int kexec_jump_back_entry(struct kexec_ctx *ctx,
					     uint64_t *entry);

/**
 * kexec_jump_back_load - load what returns to there; kexec_execute() returns
 * @entry: as kexec_jump_back_entry() has it
 *
 * The system that waits there goes on. If it comes back here, so does
 * kexec_execute(), with 0. Needs no memory, and overwrites none.
 *
 * Return: 0; -EINVAL when @entry is 0; -EEXIST when an image is loaded already;
 * kexec_status()'s errors; or the negative errno of kexec_load(2), -EINVAL from
 * a kernel that can't jump back.
 */
KEXEC_CHECK_RESULT int kexec_jump_back_load(struct kexec_ctx *ctx,
					    uint64_t entry);

/* ---- memory for crash kernels ------------------------------------------ */

/**
 * kexec_crash_size - how much memory is set aside for a crash kernel
 * @bytes: the region that it is loaded into; 0 when there is none
 *
 * From /proc/iomem, or, where that hides its addresses, from the kernel's own
 * number, which counts a second region below 4 GiB on some versions. A kernel
 * without one has no crash kernels: 0.
 *
 * Return: 0; or why neither can be read (-EPERM: addresses are hidden).
 */
KEXEC_CHECK_RESULT int kexec_crash_size(struct kexec_ctx *ctx, uint64_t *bytes);

/*
 * The caller provides it, so it stays as it is.
 *
 * A sum, in bytes. Parts that were measured or guessed are rather too large: in
 * a region that is too small there is no dump.
 */
struct kexec_crash_estimate {
	uint64_t reserved; /* what is set aside now, as CMA, too; 0: nothing */
	uint64_t needed;   /* all that follow, rounded up to MiB */
	uint64_t kernel;   /* image, and room to unpack itself (init_size) */
	uint64_t initrds;  /* as they are */
	uint64_t unpacked; /* their contents, as files in memory */
	uint64_t rootfs;   /* so that these fill half of it, at most */
	uint64_t pages;	   /* the crash kernel's page structures */
	uint64_t cpus;	   /* its CPUs (nr_cpus=, or all) */
	uint64_t tables;   /* core headers, copy of low memory, boot data */
	uint64_t bitmap;   /* makedumpfile's: 2 bits a page of the dump */
	uint64_t other;	   /* the kernel's own memory, and programs */
	bool is_unpacked_known; /* false: a factor was used for some of it */
};

/**
 * kexec_crash_estimate - how much memory would a crash kernel need here?
 * @image: kernel, initrds and command line; whatever its slot is
 * @estimate: filled on success
 *
 * Linux unpacks an initrd into memory, so that is mostly what counts. Sizes of
 * contents are those that the files tell (plain cpio, gzip, zstd with a size),
 * otherwise five times the file's. Without root= on the command line Linux
 * unpacks into a tmpfs, which takes half of memory and no more. No region needs
 * to be set aside.
 *
 * Return: 0; or as kexec_image_plan(), but for -EADDRNOTAVAIL.
 */
KEXEC_CHECK_RESULT int
kexec_crash_estimate(struct kexec_image *image,
		     struct kexec_crash_estimate *estimate);

/**
 * kexec_crash_set_size - give some of that memory back to the system
 * @bytes: what is to stay; 0 gives all back. Linux rounds it up
 *
 * It can't grow again before the next boot, or the next load of kexec.ko.
 *
 * Return: 0; -ENOSYS when the kernel has no crash kernels; -ENOENT while one is
 * loaded; -EINVAL when it is more than now; -EBUSY, -ENOMEM, -EACCES.
 */
KEXEC_CHECK_RESULT int kexec_crash_set_size(struct kexec_ctx *ctx,
					    uint64_t bytes);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
