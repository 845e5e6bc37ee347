/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * libkexec - load a kernel into the running one, and start it.
 *
 * The library has two layers. The first has wrappers for kexec_load(2) and
 * kexec_file_load(2), because glibc has none. The second makes a plan (an entry
 * point and segments) from files, loads it through one of the two calls, and
 * explains each failure.
 *
 * Conventions of the second layer: A function returns 0 or a negative errno.
 * Results are stored through the last parameter, which is untouched on failure.
 * After a failure kexec_ctx_error() says what failed, on what, why and what to
 * try; a success does not change it. No function prints, exits or keeps state
 * outside of the objects below. Only one thread at a time may use a context and
 * the images made with it; separate contexts are independent. A pointer must
 * not be NULL unless its description allows it.
 *
 * Files are mapped, not read. If another process truncates a file while an
 * image has it mapped, access to the missing pages raises SIGBUS, as mmap(2)
 * says; the caller may install a handler. This can happen in kexec_image_plan()
 * and kexec_image_load(), which read the kernel file before they make a system
 * call. If the system call reads the missing pages, kexec_load() fails with
 * EFAULT instead.
 *
 * For C99, C++11 and later. Structures that the library returns may get new
 * members at their end: use them in place, and don't copy them by sizeof.
 * Structures that the caller provides never change: additions get a new
 * function.
 */
#ifndef LIBKEXEC_H
#define LIBKEXEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * struct kexec_segment and the older constants. Its include guard makes both
 * orders of inclusion work. Old versions declare a kexec_load() with other
 * types; it is renamed here, so include this header before them.
 */
#define kexec_load kexec_load_of_uapi
#include <linux/kexec.h>
#undef kexec_load

#ifdef __cplusplus
extern "C" {
#endif

/* Constants that older versions of <linux/kexec.h> lack; the values are ABI. */
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
 * @segments: the bytes to load and their physical addresses
 * @flags: KEXEC_* bits and one KEXEC_ARCH_* value
 *
 * Return: 0, or -1 with errno set, as in the manual page.
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
 * Return: 0, or -1 with errno set, as in the manual page.
 */
long kexec_file_load(int kernel_fd, int initrd_fd, unsigned long cmdline_len,
		     const char *cmdline, unsigned long flags);

/** kexec_version - the library's version, "MAJOR.MINOR.PATCH" */
const char *kexec_version(void);

/* ---- context ---------------------------------------------------------- */

/* The root of /proc and /sys, the log function, and the last error. */
struct kexec_ctx;

enum kexec_log_level {
	KEXEC_LOG_WARNING, /* the result may not be what the caller expects */
	KEXEC_LOG_DEBUG,   /* what was read and decided */
};

/**
 * kexec_log_fn - receives log lines
 * @data: as passed to kexec_ctx_set_log()
 * @level: severity
 * @line: one line without its newline, valid during the call; control
 *	  characters in names are written as in \x0a
 */
typedef void kexec_log_fn(void *data, enum kexec_log_level level,
			  const char *line);

/* The error does not concern a segment. */
#define KEXEC_NO_SEGMENT (~0U)

/*
 * Why something failed. libkexec(3) describes each cause, with its errno and
 * the units of @value and @limit. @name in struct kexec_error is the name of
 * the constant: KEXEC_CAUSE_NO_HOLE is "no-hole". Numbers do not change: a
 * later version adds a cause at the end.
 */
enum kexec_cause {
	KEXEC_CAUSE_NONE, /* nothing failed so far; its name is empty */
	/* Arguments */
	KEXEC_CAUSE_ARGUMENT,
	KEXEC_CAUSE_UNKNOWN_TYPE,
	KEXEC_CAUSE_SEQUENCE,
	KEXEC_CAUSE_WINDOW,
	KEXEC_CAUSE_NO_WINDOW_END,
	KEXEC_CAUSE_CRASH_RETURNS,
	KEXEC_CAUSE_NO_JUMP_BACK_FILE,
	/* Kernel file */
	KEXEC_CAUSE_FILE_ACCESS,
	KEXEC_CAUSE_FILE_KIND,
	KEXEC_CAUSE_FILE_EMPTY,
	KEXEC_CAUSE_FILE_SHORT,
	KEXEC_CAUSE_FILE_FORMAT,
	KEXEC_CAUSE_BOOT_PROTOCOL,
	KEXEC_CAUSE_NOT_64BIT,
	KEXEC_CAUSE_NOT_5LEVEL,
	KEXEC_CAUSE_HEADER_FIELD,
	KEXEC_CAUSE_FILE_TRUNCATED,
	KEXEC_CAUSE_PAYLOAD_BOUNDS,
	KEXEC_CAUSE_CHECKSUM,
	KEXEC_CAUSE_PAYLOAD_DAMAGED,
	/* Command line */
	KEXEC_CAUSE_CMDLINE_LONG,
	KEXEC_CAUSE_CMDLINE_RUNNING,
	/* Memory and segments */
	KEXEC_CAUSE_MEMORY,
	KEXEC_CAUSE_MEMORY_SHORT,
	KEXEC_CAUSE_NO_HOLE,
	KEXEC_CAUSE_SEGMENT_COUNT,
	KEXEC_CAUSE_SEGMENT_LARGE,
	KEXEC_CAUSE_SEGMENTS_LARGE,
	KEXEC_CAUSE_SEGMENT_BEYOND,
	KEXEC_CAUSE_SEGMENT_WRAPS,
	KEXEC_CAUSE_SEGMENT_UNALIGNED,
	KEXEC_CAUSE_SEGMENT_OVERLAP,
	KEXEC_CAUSE_SEGMENT_BUFFER,
	KEXEC_CAUSE_TABLE_FULL,
	/* Crash kernels */
	KEXEC_CAUSE_NO_CRASH_REGION,
	KEXEC_CAUSE_CRASH_REGION_HIGH,
	KEXEC_CAUSE_CRASH_REGION_ADDRESS,
	KEXEC_CAUSE_CRASH_REGION_SMALL,
	KEXEC_CAUSE_CRASH_ADDRESS,
	KEXEC_CAUSE_SEGMENT_OUTSIDE,
	KEXEC_CAUSE_ELFCORE_COUNT,
	KEXEC_CAUSE_ELFCORE_NOTES,
	KEXEC_CAUSE_NO_CRASH_KERNELS,
	KEXEC_CAUSE_CRASH_LOADED,
	KEXEC_CAUSE_CRASH_SIZE,
	/* The kernel's answer */
	KEXEC_CAUSE_NO_CAPABILITY,
	KEXEC_CAUSE_LOAD_DISABLED,
	KEXEC_CAUSE_LOAD_LIMIT,
	KEXEC_CAUSE_LOCKDOWN,
	KEXEC_CAUSE_NOT_PERMITTED,
	KEXEC_CAUSE_SECURITY_MODULE,
	KEXEC_CAUSE_HOOKS_SHUT,
	KEXEC_CAUSE_NO_KEXEC,
	KEXEC_CAUSE_NO_KEXEC_LOAD,
	KEXEC_CAUSE_NO_KEXEC_FILE,
	KEXEC_CAUSE_NO_JUMP_BACK,
	KEXEC_CAUSE_NO_REHEARSAL,
	KEXEC_CAUSE_REHEARSAL,
	KEXEC_CAUSE_BUSY,
	KEXEC_CAUSE_NOTHING_LOADED,
	KEXEC_CAUSE_ADDRESS,
	KEXEC_CAUSE_ARGUMENTS,
	KEXEC_CAUSE_NOT_KERNEL,
	KEXEC_CAUSE_UNSIGNED,
	KEXEC_CAUSE_UNKNOWN_KEY,
	KEXEC_CAUSE_SIGNATURE,
	KEXEC_CAUSE_SIGNATURE_FORMAT,
	KEXEC_CAUSE_SIGNATURE_ALGORITHM,
	KEXEC_CAUSE_UNSUPPORTED,
	KEXEC_CAUSE_FILE_BUSY,
	KEXEC_CAUSE_FILE_LARGE,
	KEXEC_CAUSE_FILE_READ,
	KEXEC_CAUSE_FILE_CHANGED,
	KEXEC_CAUSE_FILE_DESCRIPTOR,
	KEXEC_CAUSE_SYSTEM_CALL,
	/* /proc and /sys */
	KEXEC_CAUSE_MACHINE,
	KEXEC_CAUSE_STATUS,
	KEXEC_CAUSE_NO_SYSFS,
	KEXEC_CAUSE_LOADED,
	KEXEC_CAUSE_JUMP_BACK_ENTRY,
	/* Not given by this version */
	KEXEC_CAUSE_FLAGS,
	KEXEC_CAUSE_ARCHITECTURE,
	KEXEC_CAUSE_ENTRY_OUTSIDE,
	KEXEC_CAUSE_NOT_ABOVE_4G,
	KEXEC_CAUSE_ALIGNMENT,
	KEXEC_CAUSE_CMDLINE_NUL,
	KEXEC_CAUSE_INITRD_SIZE,
	KEXEC_CAUSE_ELF32,
	KEXEC_CAUSE_PE_HEADERS,
	KEXEC_CAUSE_CERTIFICATE,
	KEXEC_CAUSE_CERTIFICATE_TYPE,
	KEXEC_CAUSE_CERTIFICATE_LONG,
	KEXEC_CAUSE_CERTIFICATE_EMPTY,
	KEXEC_CAUSE_NOT_COVERED,
	KEXEC_CAUSE_SIGNED_CONTENT,
	KEXEC_CAUSE_DIGEST_ALGORITHM,
	KEXEC_CAUSE_DIGEST_SIZE,
	KEXEC_CAUSE_UNKNOWN,
	/* Packed kernel files */
	KEXEC_CAUSE_UNPACK_DAMAGED,
	KEXEC_CAUSE_UNPACK_TRUNCATED,
	KEXEC_CAUSE_UNPACK_TRAILING,
	KEXEC_CAUSE_UNPACK_LARGE,
	KEXEC_CAUSE_UNPACK_MEMORY,
	KEXEC_CAUSE_UNPACK_DEPTH,
	KEXEC_CAUSE_UNPACK_WRITE,
	KEXEC_CAUSE_PACKED_JUDGED,
	KEXEC_CAUSE_UKI,
	KEXEC_CAUSE_UKI_TWICE,
	KEXEC_CAUSE_PROFILE,
	/* Kernel files without an entry that could be used */
	KEXEC_CAUSE_REAL_MODE,
	KEXEC_CAUSE_DTB,
	/* Real mode: KEXEC_OPTION_REAL_MODE */
	KEXEC_CAUSE_NOT_REAL_MODE,
	KEXEC_CAUSE_NO_BIOS,
	KEXEC_CAUSE_NO_REAL_MODE_FILE,
	/* Multiboot kernels */
	KEXEC_CAUSE_MULTIBOOT,
	KEXEC_CAUSE_NO_INITRD,
	KEXEC_CAUSE_NO_MODULES,
	KEXEC_CAUSE_MODULE_SIZE,
	KEXEC_CAUSE_ONLY_LINUX,
	/* Ways to enter a kernel that a file, or a call, does not have */
	KEXEC_CAUSE_NOT_32BIT,
	KEXEC_CAUSE_NOT_PVH,
	KEXEC_CAUSE_NO_CMDLINE,
	KEXEC_CAUSE_NOT_ELF,
	KEXEC_CAUSE_NO_ENTRY_FILE,
	KEXEC_CAUSE_FIPS,
	/* Boot entries */
	KEXEC_CAUSE_BOOT_LOADER,
	KEXEC_CAUSE_BOOT_WRITABLE,
	KEXEC_CAUSE_BOOT_ENTRY,
	KEXEC_CAUSE_BOOT_ENTRY_UNKNOWN,
	/* kexec_image_prepare() */
	KEXEC_CAUSE_PREPARE_WRITABLE,
	KEXEC_CAUSE_PREPARE_FOLDER,
	KEXEC_CAUSE_PREPARE_EXPOSED,
	KEXEC_CAUSE_PREPARE_JUDGED,
	KEXEC_CAUSE_PREPARE_NOTHING,
	KEXEC_CAUSE_PREPARE_FILE,
	/* kexec_timeline_read() */
	KEXEC_CAUSE_NO_TIMELINE,
	KEXEC_CAUSE_TIMELINE,
	KEXEC_CAUSE_TIMELINE_CLOCK,
	/* arm64 */
	KEXEC_CAUSE_BIG_ENDIAN,
	KEXEC_CAUSE_PAGE_SIZE,
	KEXEC_CAUSE_PURPOSE,
	KEXEC_CAUSE_NO_DTB,
	KEXEC_CAUSE_NO_LIBFDT,
	KEXEC_CAUSE_NO_DTB_FILE,
	KEXEC_CAUSE_NEEDS_EFI,
	KEXEC_CAUSE_NO_PURGATORY,
	KEXEC_CAUSE_BOOT_ONCE,
	KEXEC_CAUSE_SPIN_TABLE,
	KEXEC_CAUSE_PROTECTED_KVM,
	KEXEC_CAUSE_CPU_STAYS,
	KEXEC_CAUSE_CPU_OFFLINE,
};

/*
 * What failed. @action in struct kexec_error has the text in quotes, which does
 * not change either. A later version adds an action at the end.
 */
enum kexec_action {
	KEXEC_ACTION_NONE, /* "" */
	/* Before any system call of kexec: */
	KEXEC_ACTION_SET_ROOT,	    /* "set root" */
	KEXEC_ACTION_OPEN_KERNEL,   /* "open kernel" */
	KEXEC_ACTION_OPEN_INITRD,   /* "open initrd" */
	KEXEC_ACTION_SET_UP_IMAGE,  /* "set up image" */
	KEXEC_ACTION_REUSE_CMDLINE, /* "reuse command line" */
	KEXEC_ACTION_SET_OPTIONS,   /* "set options" */
	KEXEC_ACTION_SET_SLOT,	    /* "set slot" */
	KEXEC_ACTION_SET_ON_DAMAGE, /* "set on damage" */
	KEXEC_ACTION_SET_WINDOW,    /* "set window" */
	KEXEC_ACTION_READ,	    /* "read" of /proc, /sys */
	KEXEC_ACTION_JOIN_INITRDS,  /* "join initrds" */
	KEXEC_ACTION_CHECK_MEMORY,  /* "check memory" */
	KEXEC_ACTION_PLAN,	    /* "plan" */
	KEXEC_ACTION_LOAD,	    /* "load" */
	KEXEC_ACTION_UNLOAD,	    /* "unload" */
	KEXEC_ACTION_JUMP_BACK,	    /* "load jump back helper" */
	/* The system call: */
	KEXEC_ACTION_CALL_LOAD,	       /* "kexec_load" */
	KEXEC_ACTION_CALL_FILE_LOAD,   /* "kexec_file_load" */
	KEXEC_ACTION_CALL_UNLOAD,      /* "kexec_load(unload)" */
	KEXEC_ACTION_CALL_FILE_UNLOAD, /* "kexec_file_load(unload)" */
	KEXEC_ACTION_CALL_JUMP_BACK,   /* "kexec_load(jump back)" */
	KEXEC_ACTION_CALL_REBOOT,      /* "reboot" */
	/* Another request to the kernel: */
	KEXEC_ACTION_REHEARSE, /* "rehearse" */
	KEXEC_ACTION_SHRINK,   /* "shrink" */
	/* Also before any system call of kexec: */
	KEXEC_ACTION_UNPACK,	  /* "unpack" */
	KEXEC_ACTION_OPEN_DTB,	  /* "open device tree" */
	KEXEC_ACTION_SET_CONSOLE, /* "set console" */
	KEXEC_ACTION_OPEN_MODULE, /* "open module" */
	KEXEC_ACTION_BOOT_ENTRY,  /* "boot entry" */
	KEXEC_ACTION_PREPARE,	  /* "prepare" */
};

/*
 * What to try, for programs that word it in another way than @advice, such as
 * by one of their options. A later version adds a remedy at the end.
 */
enum kexec_remedy {
	KEXEC_REMEDY_NONE,	       /* only @advice says it */
	KEXEC_REMEDY_SKIP_CHECK,       /* KEXEC_OPTION_SKIP_CHECKS */
	KEXEC_REMEDY_KNOWN_TYPE,       /* another kexec_image_set_type() */
	KEXEC_REMEDY_WINDOW_END,       /* a window with an end */
	KEXEC_REMEDY_LOWER_WINDOW,     /* a window that ends lower */
	KEXEC_REMEDY_SMALLER_WINDOW,   /* the same, or freeing memory */
	KEXEC_REMEDY_CRASH_SIZE,       /* kexec_crash_estimate() */
	KEXEC_REMEDY_CRASH_PLACE,      /* other memory for the crash kernel */
	KEXEC_REMEDY_FILE_LOAD,	       /* KEXEC_METHOD_FILE_LOAD */
	KEXEC_REMEDY_SIGNED_FILE_LOAD, /* the same, with a signed kernel */
	KEXEC_REMEDY_LOAD,	       /* KEXEC_METHOD_LOAD */
	KEXEC_REMEDY_LOAD_PLACES,      /* the same: it finds room itself */
	KEXEC_REMEDY_SMALLER_OR_LOAD,  /* METHOD_LOAD, or a smaller initrd */
	KEXEC_REMEDY_NOTHING_LOADED,   /* none: nothing can be loaded here */
	KEXEC_REMEDY_JUMP_KERNEL,      /* another running kernel */
	KEXEC_REMEDY_UNLOAD,	       /* kexec_unload() */
	KEXEC_REMEDY_JUMP_BACK_ENTRY,  /* kexec_jump_back_entry() */
	KEXEC_REMEDY_REAL_MODE,	       /* KEXEC_OPTION_REAL_MODE */
	KEXEC_REMEDY_NOT_REAL_MODE,    /* without it */
	KEXEC_REMEDY_CRYPTO_TESTS,     /* no KEXEC_OPTION_NO_CRYPTO_TESTS */
};

/*
 * The last error. Strings are never NULL, may be empty, and are valid until the
 * next call with the same context. Programs should compare @cause, @failed and
 * @errnum, and scripts @name. Later versions may have more causes and actions.
 */
struct kexec_error {
	int errnum;	      /* positive errno; 0: no error so far */
	const char *name;     /* stable, for programs: "segment-overlap" */
	const char *action;   /* what failed: "plan", "kexec_load" */
	const char *object;   /* on what: usually a path */
	const char *reason;   /* why, with numbers */
	const char *advice;   /* what to try */
	const char *text;     /* all of the above in one line */
	unsigned int segment; /* index, or KEXEC_NO_SEGMENT */
	unsigned int other;   /* second of an overlap, or KEXEC_NO_SEGMENT */
	/* Units depend on @name: libkexec(3). */
	uint64_t value; /* the number that is wrong, or 0 */
	uint64_t limit; /* the limit of @value, or 0 */
	/*
	 * Set by kexec_image_load() after kexec_file_load(2) has failed, if
	 * kexec_load(2) was not tried and is worth trying: it is permitted, and
	 * the library has a plan for it.
	 */
	bool is_load_worth;
	enum kexec_cause cause;	  /* as @name says it */
	enum kexec_action failed; /* as @action says it */
	enum kexec_remedy remedy; /* as @advice says it */
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
 * For plans for other machines, and for tests. This does not affect the paths
 * of kernels and initrds or the system calls. An absolute symbolic link below
 * @dir leads out of it.
 *
 * Return: 0 or -ENOMEM.
 */
KEXEC_CHECK_RESULT int kexec_ctx_set_root(struct kexec_ctx *ctx,
					  const char *dir);

/** kexec_ctx_set_log - send log lines to @log; NULL, the default, drops them */
void kexec_ctx_set_log(struct kexec_ctx *ctx, kexec_log_fn *log, void *data);

/* What a load is doing; a later version may have more stages. */
enum kexec_stage {
	KEXEC_STAGE_CHECK,   /* checking the files */
	KEXEC_STAGE_INITRDS, /* unpacking initrds; at the beginning of each */
	KEXEC_STAGE_KERNEL,  /* unpacking the kernel */
	KEXEC_STAGE_CALL,    /* the system call */
};

/**
 * kexec_progress_fn - receives the progress of kexec_image_load()
 * @data: as passed to kexec_ctx_set_progress()
 * @stage: it begins, or goes on, now
 * @done: the part of @total that is done; it may go back if one system call
 *	  fails and another one is tried
 * @total: all there is to do, in bytes of files
 */
typedef void kexec_progress_fn(void *data, enum kexec_stage stage,
			       uint64_t done, uint64_t total);

/**
 * kexec_ctx_set_progress - send the progress of loads to @progress
 * @progress: called in the thread of the load; NULL, the default: none
 */
void kexec_ctx_set_progress(struct kexec_ctx *ctx, kexec_progress_fn *progress,
			    void *data);

/** kexec_ctx_error - the last error; never NULL */
const struct kexec_error *kexec_ctx_error(const struct kexec_ctx *ctx);

/* ---- installed kernels ------------------------------------------------- */

/**
 * kexec_find_kernel - find an installed kernel
 * @release: as uname -r prints it; NULL: the running kernel's or, if that is
 *	     not installed, the newest one
 * @path: filled on success; the caller frees it with free()
 *
 * Looks below the context's root for the names that distributions use:
 * /boot/vmlinuz-RELEASE, /usr/lib/modules/RELEASE/vmlinuz, the same in
 * /lib/modules, /boot/vmlinux-RELEASE, /boot/kernel-RELEASE and, for the
 * running kernel, /run/booted-system/kernel. The path does not have the root in
 * it. The file is regular and not empty, but is not opened: it may be no
 * kernel, or not for this machine.
 *
 * Return: 0; -ENOENT if there is none, or @release is no release; or -ENOMEM.
 */
KEXEC_CHECK_RESULT int kexec_find_kernel(struct kexec_ctx *ctx,
					 const char *release, char **path);

/* ---- image: what to load ---------------------------------------------- */

/* A kernel, its initial ramdisks, its command line and options. */
struct kexec_image;

/* The kernel has two slots for loaded images. */
enum kexec_slot {
	KEXEC_SLOT_NORMAL,
	KEXEC_SLOT_CRASH, /* starts when the running kernel panics */
};

/* Bits for kexec_image_set_options(). */
enum kexec_option {
	/*
	 * Accept an image with a wrong CRC-32, with a warning, even if its
	 * payload is damaged or cannot be checked.
	 */
	KEXEC_OPTION_SKIP_CHECKS = 1 << 0,
	/* Ask the kernel to log what kexec_file_load() does (Linux 6.8). */
	KEXEC_OPTION_DEBUG = 1 << 1,
	/*
	 * Crash kernels, kexec_load(2): 32-bit core headers, for tools that do
	 * not know 64-bit ones. If anything to be dumped is above 4 GiB, the
	 * headers are 64-bit, with a warning.
	 */
	KEXEC_OPTION_ELF32_HEADERS = 1 << 2,
	/*
	 * Crash kernels, kexec_load(2): let the running kernel update the list
	 * of CPUs and memory after the load (Linux 6.6). There is a warning if
	 * it cannot. With kexec_file_load(2) it always does if it can.
	 */
	KEXEC_OPTION_HOTPLUG = 1 << 3,
	/*
	 * kexec_load(2): call the kernel instead of starting it. When it
	 * returns, the running system continues (KEXEC_PRESERVE_CONTEXT). The
	 * kernel gets the RAM in the window, whose end must be set, and the RAM
	 * below 640 KiB. The address to return to is on its command line. Not
	 * for crash kernels.
	 */
	KEXEC_OPTION_PRESERVE_CONTEXT = 1 << 4,
	/*
	 * kexec_load(2): pass the next kernel no information about EFI, as on a
	 * machine without it. kexec_file_load(2) passes it in any case.
	 */
	KEXEC_OPTION_NO_EFI = 1 << 5,
	/*
	 * kexec_file_load(2): ask the kernel not to place segments in CMA
	 * memory, as Linux 6.17 and newer may do. Older kernels, and
	 * kexec_load(2), never place any there.
	 */
	KEXEC_OPTION_NO_CMA = 1 << 6,
	/*
	 * Pass on the device tree that the running kernel was booted with. With
	 * kexec_file_load(2) the kernel does so (Linux 6.18; before, the call
	 * fails with EINVAL if there is a device tree). There is a warning if
	 * there is none.
	 */
	KEXEC_OPTION_FORCE_DTB = 1 << 7,
	/*
	 * Crash kernels, kexec_load(2): repeat the memory map in memmap=
	 * parameters at the beginning of the command line. Not on arm64.
	 */
	KEXEC_OPTION_MEMMAP_CMDLINE = 1 << 8,
	/*
	 * kexec_load(2): enter a bzImage in real mode, at its setup code, which
	 * calls the BIOS. Needs a machine with a BIOS, which no machine has
	 * that UEFI has started. Not for crash kernels, nor for those that
	 * return.
	 */
	KEXEC_OPTION_REAL_MODE = 1 << 9,
	/*
	 * kexec_load(2): enter the kernel in 32-bit mode: a bzImage at its
	 * 32-bit entry, an ELF file that is not Linux at its entry. Not for
	 * kernels that return.
	 */
	KEXEC_OPTION_ENTRY_32BIT = 1 << 10,
	/*
	 * kexec_load(2): load a bzImage as it is, and let it unpack itself.
	 * Otherwise it is unpacked and relocated at load time, unless only the
	 * next kernel itself can do that.
	 */
	KEXEC_OPTION_KEEP_PACKED = 1 << 11,
	/*
	 * Add cryptomgr.notests to the command line, whichever it is: Linux
	 * then starts without testing its cryptographic code. A load fails with
	 * "fips" if the running system or the next one is in FIPS mode.
	 */
	KEXEC_OPTION_NO_CRYPTO_TESTS = 1 << 12,
	/*
	 * kexec_load(2): pass initial ramdisks as they are. By default the
	 * library unpacks them if there is memory, so that the next kernel need
	 * not do it. kexec_file_load(2) always gets the files as they are.
	 */
	KEXEC_OPTION_KEEP_INITRD_PACKED = 1 << 13,
	/*
	 * kexec_load(2): leave a timeline of the start for the next system:
	 * kexec_timeline_read(). The load, the purgatory and, with
	 * kexec_execute_timeline(), the call then write to the first page of
	 * physical memory, which Linux never uses; on arm64 the purgatory
	 * writes behind the next device tree, and nobody else anywhere. There
	 * is none, and a warning, if the firmware's map does not have that page
	 * as RAM, if the tree is nearly too large, if the kernel is not Linux,
	 * or if it returns or is a crash kernel. With kexec_file_load(2) only
	 * kexec.ko leaves one, if its parameter timeline says so.
	 */
	KEXEC_OPTION_TIMELINE = 1 << 14,
};

/**
 * kexec_image_open - open and map a kernel file
 * @path: any regular file
 * @image: the caller closes it with kexec_image_close()
 *
 * Return: 0; -EINVAL if the file is empty or not regular; -ENOMEM; or an errno
 * of open(2), fstat(2) or mmap(2).
 */
KEXEC_CHECK_RESULT int kexec_image_open(struct kexec_ctx *ctx, const char *path,
					struct kexec_image **image);

/**
 * kexec_image_open_fd - open a kernel file by its descriptor
 * @fd: duplicated; the caller may close it after the call
 * @name: copied; for messages
 *
 * Return: as kexec_image_open().
 */
KEXEC_CHECK_RESULT int kexec_image_open_fd(struct kexec_ctx *ctx, int fd,
					   const char *name,
					   struct kexec_image **image);

/** kexec_image_close - free @image (may be NULL) and unmap its files */
void kexec_image_close(struct kexec_image *image);

/**
 * kexec_image_add_initrd - add an initial ramdisk after those already added
 * @path: any regular file
 *
 * The next kernel unpacks them in this order, over one another.
 *
 * Return: as kexec_image_open().
 */
KEXEC_CHECK_RESULT int kexec_image_add_initrd(struct kexec_image *image,
					      const char *path);

/**
 * kexec_image_add_initrd_fd - the same; @fd and @name as for the kernel
 *
 * Of a regular file all is taken, wherever its offset is. A pipe or a socket is
 * read to its end, into memory.
 *
 * Return: as kexec_image_open(), or -ENOMEM with the name memory-short if more
 * comes than there is memory for; or an errno of read(2).
 */
KEXEC_CHECK_RESULT int kexec_image_add_initrd_fd(struct kexec_image *image,
						 int fd, const char *name);

/**
 * kexec_image_reuse_initrd - add the initrd that the running system came up
 * with
 *
 * Linux has it if its command line has retain_initrd, and shows it since 6.6
 * (/sys/firmware/initrd). The contents are copied.
 *
 * Return: 0, -ENOENT if the running kernel does not show it, or the errors of
 * kexec_image_add_initrd().
 */
KEXEC_CHECK_RESULT int kexec_image_reuse_initrd(struct kexec_image *image);

/**
 * kexec_image_add_module - add a module for a Multiboot kernel, such as Xen
 * @path: any regular file; it is passed as it is, not unpacked
 * @string: copied: the kernel gets @path, a blank and this; NULL or "": @path
 *
 * Modules are passed in the order in which they were added. Another kernel
 * takes none: the plan fails with -EINVAL and the name "no-modules". A
 * Multiboot kernel takes no initial ramdisks instead ("no-initrd").
 *
 * Return: as kexec_image_open().
 */
KEXEC_CHECK_RESULT int kexec_image_add_module(struct kexec_image *image,
					      const char *path,
					      const char *string);

/**
 * kexec_image_add_module_fd - the same; @fd and @name as for the kernel
 *
 * The kernel gets @name in place of a path.
 */
KEXEC_CHECK_RESULT int kexec_image_add_module_fd(struct kexec_image *image,
						 int fd, const char *name,
						 const char *string);

/**
 * kexec_image_set_cmdline - set the command line
 * @cmdline: copied; NULL: none, which is the default
 *
 * With none, a unified kernel image (UKI) gives its own, and other kernels get
 * an empty one. An empty @cmdline stands for a UKI's own, too.
 *
 * Return: 0 or -ENOMEM.
 */
KEXEC_CHECK_RESULT int kexec_image_set_cmdline(struct kexec_image *image,
					       const char *cmdline);

/**
 * kexec_image_reuse_cmdline - use the running kernel's command line
 * @append: parameters to add at the end, or before a "--", because the words
 *          after that are for init; NULL adds none
 *
 * BOOT_IMAGE=, elfcorehdr=, kexec_jump_back_entry= and what begins with
 * kexec_alive. (kexec --with-fallback), with the other words that this has
 * added, are dropped, because they only concern the running kernel. For a crash
 * kernel crashkernel= is dropped, too. A quote that is open is closed before
 * @append, with a warning: in quotes the parameters would have no effect.
 *
 * Return: 0, -ENOMEM, or the errno of reading /proc/cmdline.
 */
KEXEC_CHECK_RESULT int kexec_image_reuse_cmdline(struct kexec_image *image,
						 const char *append);

/**
 * kexec_image_cmdline - the command line as the next kernel will get it
 *
 * That of a UKI is there once a plan was made.
 *
 * Return: a string, valid until @image is changed, loaded or closed.
 */
const char *kexec_image_cmdline(const struct kexec_image *image);

/**
 * kexec_image_set_type - set the file's format instead of detecting it
 * @type: copied: "bzImage64", "elf-x86_64", "elf-x86", "multiboot-x86", "uki",
 *	  and other names of kexec-tools'; "pvh-x86": an ELF file by its PVH
 *	  entry; NULL: detect it again
 *
 * Return: 0 or -ENOMEM. An unknown name fails when the plan is made.
 */
KEXEC_CHECK_RESULT int kexec_image_set_type(struct kexec_image *image,
					    const char *type);

/* What a kernel gets when it is entered. */
enum kexec_arguments {
	/*
	 * What the file shows: Linux's boot protocol, or PVH for an ELF file
	 * that is not Linux and has a note with such an entry.
	 */
	KEXEC_ARGUMENTS_AUTO,
	KEXEC_ARGUMENTS_LINUX, /* boot_params, although it is not known as Linux
				*/
	KEXEC_ARGUMENTS_ELF,   /* ELF boot notes */
	KEXEC_ARGUMENTS_NONE,  /* nothing: registers are 0 */
};

/**
 * kexec_image_set_arguments - choose what an ELF file gets when it is entered
 * @arguments: of an ELF executable for x86, which is entered at its own entry
 *
 * With ELF and NONE only kexec_load(2) can load it, and it gets no initrd; with
 * NONE no command line either. Another file than ELF is then an error, with the
 * name "not-elf", when the plan is made.
 *
 * Return: 0, or -EINVAL for a value that this library does not know.
 */
KEXEC_CHECK_RESULT int
kexec_image_set_arguments(struct kexec_image *image,
			  enum kexec_arguments arguments);

/**
 * kexec_image_set_dtb - give the next kernel a flattened device tree
 * @path: a regular file, as `dtc -O dtb` makes it; NULL: none
 *
 * Only kexec_load(2) passes it on. Linux on x86 reads it if it was built with
 * CONFIG_OF.
 *
 * Return: 0; -ENOEXEC if it is no device tree, is truncated, or has more than
 * 252 KiB; or kexec_image_open()'s errors.
 */
KEXEC_CHECK_RESULT int kexec_image_set_dtb(struct kexec_image *image,
					   const char *path);

/**
 * kexec_image_set_profile - choose a profile of a unified kernel image (UKI)
 * @profile: copied: a number, or the ID in its section .profile; NULL: the
 *           first one, and any file that is no UKI
 *
 * A UKI has a kernel, and may have an initrd, microcode and a command line. The
 * initrd comes before those that are added, which replace it for a crash
 * kernel, and the command line is used if none was set. A profile has some of
 * them of its own.
 *
 * Return: 0 or -ENOMEM. A profile that the file does not have fails when the
 * plan is made, with -EINVAL and the name "profile".
 */
KEXEC_CHECK_RESULT int kexec_image_set_profile(struct kexec_image *image,
					       const char *profile);

/**
 * kexec_image_set_options - set all options; the default is none
 * @options: enum kexec_option, or-ed
 *
 * Return: 0, or -EINVAL for an option that this library does not know.
 */
KEXEC_CHECK_RESULT int kexec_image_set_options(struct kexec_image *image,
					       unsigned int options);

/**
 * kexec_image_set_slot - set the image's purpose; default: KEXEC_SLOT_NORMAL
 * @slot: CRASH for the kernel that starts when the running one panics
 *
 * A crash kernel needs reserved memory, by crashkernel= at boot or by kexec.ko;
 * without it plan and load fail with "no-crash-region".
 *
 * Return: 0; or -EINVAL for an unknown @slot, or if kexec_image_reuse_cmdline()
 * was called before, because its result depends on the slot.
 */
KEXEC_CHECK_RESULT int kexec_image_set_slot(struct kexec_image *image,
					    enum kexec_slot slot);

/* What a crash image does after a panic, once it has reported its damage. */
enum kexec_on_damage {
	KEXEC_DAMAGE_REBOOT, /* reset the machine; the default */
	KEXEC_DAMAGE_HALT,   /* halt the machine */
	KEXEC_DAMAGE_START,  /* start the kernel anyway */
};

/* Bits for struct kexec_console. */
enum kexec_console_flags {
	KEXEC_CONSOLE_SERIAL = 1 << 0,	  /* print on the serial port */
	KEXEC_CONSOLE_VGA = 1 << 1,	  /* print on a VGA text screen */
	KEXEC_CONSOLE_RESET_VGA = 1 << 2, /* set text mode 3 first */
};

/*
 * All zero: only damage to a crash kernel is printed, on the first port (arm64:
 * on the first console that is a PL011).
 */
struct kexec_console {
	unsigned int flags; /* enum kexec_console_flags, or-ed */
	/* I/O port of a serial port; 0: the first. */
	unsigned int port;
	/* Bits a second, a divisor of 115200; 0: leave it as it is. */
	unsigned int baud;
};

/**
 * kexec_image_set_console - choose where the purgatory prints
 * @console: copied
 *
 * The purgatory is code that runs between the two kernels. With a console it
 * says that it runs. kexec_load(2) only: with kexec_file_load(2) the running
 * kernel has a purgatory of its own.
 *
 * Return: 0 or -EINVAL: an unknown flag, a port above 0xffff, or another rate.
 */
KEXEC_CHECK_RESULT int
kexec_image_set_console(struct kexec_image *image,
			const struct kexec_console *console);

/**
 * kexec_image_set_on_damage - set what a damaged crash image does
 * @on_damage: KEXEC_DAMAGE_*
 *
 * After a panic, and before the crash kernel is entered, the image computes a
 * digest of everything that was loaded. This applies to kexec_load(2) only: for
 * kexec_file_load(2) the kernel adds a check of its own, except on arm64; if
 * that finds damage, Linux's hangs. On arm64 a reset is one by PSCI; without it
 * the machine halts.
 *
 * Return: 0, or -EINVAL for an unknown @on_damage.
 */
KEXEC_CHECK_RESULT int
kexec_image_set_on_damage(struct kexec_image *image,
			  enum kexec_on_damage on_damage);

/**
 * kexec_image_set_window - restrict all segments to [@start, @end)
 * @start: physical address
 * @end: physical address of the first byte after the window
 *
 * This applies to kexec_load() only. With kexec_file_load() the kernel chooses
 * the addresses, and the library does not report that the window had no effect.
 * With KEXEC_OPTION_PRESERVE_CONTEXT the window is also the next kernel's
 * memory, and can be at most half of the system's.
 *
 * Return: 0, or -EINVAL if @end < @start.
 */
KEXEC_CHECK_RESULT int kexec_image_set_window(struct kexec_image *image,
					      uint64_t start, uint64_t end);

/* ---- plan -------------------------------------------------------------- */

/*
 * The arguments of kexec_load(). Segments are page-aligned, in no particular
 * order. They, their names and the plan belong to the image.
 */
struct kexec_plan {
	uint64_t entry; /* physical */
	/*
	 * KEXEC_ARCH_* of this machine; KEXEC_ON_CRASH and others for a crash
	 * kernel; KEXEC_PRESERVE_CONTEXT.
	 */
	unsigned long flags;
	unsigned int nr_segments;
	const struct kexec_segment *segments;
	const char *const *names; /* of each segment: "kernel", "initrd", ... */
};

/**
 * kexec_image_plan - compute what would be loaded where; a dry run
 * @plan: owned by @image; valid until that is changed, loaded or closed
 *
 * Makes no kexec system call. Checks the file first, then reads /proc and /sys
 * below the context's root. After a load through kexec_load(2), successful or
 * not, the plan is the one that was passed to that call.
 *
 * Return: 0; -ENOEXEC if the file is not a kernel for this machine, or is
 * damaged; -EINVAL if its type is unknown, if the command line or the initrds
 * do not fit it, or if KEXEC_OPTION_PRESERVE_CONTEXT was set for a crash kernel
 * or without an end of the window; -EADDRNOTAVAIL if there is no room; -EPERM
 * if /proc/iomem hides its addresses; -ENOMEM; or the errno of reading a file
 * of /proc or /sys. For a crash kernel -EADDRNOTAVAIL has one of the names
 * "no-crash-region", "crash-region-high" (above the addresses that this machine
 * can use), "crash-region-address" (this kernel cannot be placed there) and
 * "crash-region-small".
 */
KEXEC_CHECK_RESULT int kexec_image_plan(struct kexec_image *image,
					const struct kexec_plan **plan);

/**
 * kexec_image_set_guest - plan for a guest of QEMU, and not for this machine
 * @memory: bytes, from 64 MiB to 64 GiB, rounded down to MiB; 0: this machine
 *
 * The guest is QEMU's machine q35 with its BIOS, started with
 * max-ram-below-4g=2G. Such an image is not loaded: it is written to a file by
 * kexec_image_write_guest(). What this machine has is still read for files and
 * options that name it, such as kexec_image_reuse_cmdline().
 *
 * Return: 0; -EINVAL for another size; or -EOPNOTSUPP ("purpose") if this is
 * not a library and a machine of x86_64.
 */
KEXEC_CHECK_RESULT int kexec_image_set_guest(struct kexec_image *image,
					     uint64_t memory);

/**
 * kexec_image_write_guest - write the plan as a file for QEMU's -kernel
 * @fd: an empty file, best one of memfd_create(2)
 *
 * The file is an ELF executable. It enters the plan as a jump of kexec does,
 * after it has printed "kexec: guest entered" and a newline on the first serial
 * port.
 *
 * Return: 0; -EINVAL if the image is not planned for a guest, or is a crash
 * kernel, preserves the context or starts in real mode; as kexec_image_plan();
 * or the errno of writing.
 */
KEXEC_CHECK_RESULT int kexec_image_write_guest(struct kexec_image *image,
					       int fd);

/* ---- facts about a kernel file ------------------------------------------ */

/* A way into a kernel. */
struct kexec_way {
	const char *mode; /* of the CPU: "64-bit", "32-bit" */
	uint64_t offset;  /* bytes from the kernel's start in memory */
};

/* What a unified kernel image (UKI) starts if this profile is chosen. */
struct kexec_profile {
	const char *id;		 /* for kexec_image_set_profile(), or empty */
	const char *cmdline;	 /* NULL: none */
	uint64_t initrd_size;	 /* bytes of its initrd; 0: none */
	uint64_t microcode_size; /* bytes of its .ucode; 0: none */
	/* It can't be loaded, and nothing else is known of it. */
	bool is_broken;
};

/* The signature in a PE file. It is not verified. */
enum kexec_signature {
	KEXEC_SIGNATURE_NONE,	/* no PE file, or no certificate table */
	KEXEC_SIGNATURE_THERE,	/* the table begins with a PKCS#7 message */
	KEXEC_SIGNATURE_BROKEN, /* there is a table, but no such message */
};

/* Whether a kernel can be loaded with KEXEC_SLOT_CRASH. */
enum kexec_crash_use {
	KEXEC_CRASH_USE_NONE,  /* its boot protocol has no crash kernels */
	KEXEC_CRASH_USE_FIXED, /* if its place is in the reserved memory */
	KEXEC_CRASH_USE_ANY,   /* wherever the reserved memory lies */
};

/* What a kernel file says about itself. Addresses are physical. */
struct kexec_facts {
	const char *format;	  /* as for kexec_image_set_type() */
	const char *protocol;	  /* for people: "Linux on x86" */
	const char *version;	  /* as in the file; empty: unknown */
	const char *architecture; /* "x86_64", "aarch64"; "x86": entered in
				    32 bits */
	/*
	 * What the kernel is packed in, the outermost first: "gzip data", "EFI
	 * zboot image", "unified kernel image". None: the file is the kernel.
	 */
	unsigned int nr_layers;
	const char *const *layers;
	uint64_t file_size;   /* bytes of the file */
	uint64_t kernel_size; /* bytes of the kernel file in it */
	/* Of the file, and of the kernel file in it; the same if not packed. */
	enum kexec_signature signature;
	enum kexec_signature kernel_signature;
	/* At least one; a load takes the first one that this machine allows. */
	unsigned int nr_ways;
	const struct kexec_way *const *ways;
	/* Whether kexec_file_load(2) of Linux takes the kernel in the file. */
	bool is_file_load;
	/* It lies in [place_start, place_end), at a multiple of alignment. */
	uint64_t place_start;
	uint64_t place_end;
	uint64_t alignment;  /* bytes; 1: any address, in whole pages */
	uint64_t memory;     /* bytes that it uses until it reads its map */
	bool is_relocatable; /* false: it lies at @place_start */
	enum kexec_crash_use crash_use;
	uint64_t initrd_end;  /* initrds end at or below this address */
	uint64_t cmdline_max; /* bytes, without the final NUL */
	bool takes_5level;    /* runs where page tables have 5 levels */
	bool takes_efi;	      /* can use EFI after a kexec */
	/*
	 * A UKI has at least one profile, of which at most 64 are listed; any
	 * other file has none. @profile counts here if it was set.
	 */
	unsigned int nr_profiles; /* in the file */
	unsigned int nr_listed;
	const struct kexec_profile *const *profiles;
	/* Paths of the addons of a UKI that a load uses, in their order. */
	unsigned int nr_addons;
	const char *const *addons;
};

/**
 * kexec_image_facts - read what a kernel file says about itself
 * @facts: owned by @image; valid until that is changed, loaded or closed
 *
 * Unpacks the file if it is packed. Makes no kexec system call, needs no
 * privileges, and reads nothing of the machine except the memory that is
 * available (/proc/meminfo). The type, the profile and the arguments of @image
 * count; its command line, its initrds and its options do not, and checksums
 * are not verified. So a file that has facts may be refused by
 * kexec_image_plan().
 *
 * Return: 0; -ENOEXEC if the file is no kernel that can be loaded, or if it is
 * damaged (the error says what it seems to be); -EINVAL if its type is unknown,
 * if it is empty inside or has no such profile; -EFBIG if it unpacks to more
 * than 1 GiB; -ENOMEM; or the errno of writing what is unpacked.
 */
KEXEC_CHECK_RESULT int kexec_image_facts(struct kexec_image *image,
					 const struct kexec_facts **facts);

/* ---- what a load would do, and the machine ------------------------------ */

/* A range of physical memory. */
struct kexec_range {
	uint64_t start;
	uint64_t end;	    /* the first byte after it */
	const char *name;   /* as Linux calls it: "System RAM" */
	unsigned int depth; /* 0, or how many ranges it is part of */
};

/* What boot data tells the next kernel, beside its command line. */
struct kexec_passed {
	/* The memory map; its depth is 0. */
	unsigned int nr_ranges;
	const struct kexec_range *ranges;
	uint64_t acpi_rsdp;    /* address of ACPI's root pointer; 0: none */
	uint64_t efi_size;     /* bytes of EFI's memory map; 0: no EFI */
	uint64_t dtb_size;     /* bytes of a device tree; 0: none */
	uint64_t seed_size;    /* random bytes; 0: none */
	uint64_t initrd_start; /* of all initrds, and their end; 0: none */
	uint64_t initrd_end;
	/* As it is in boot data, with what the library has added. */
	const char *cmdline;
};

/**
 * kexec_image_passed - read what a plan tells the next kernel
 * @passed: owned by @image; valid until that is changed, loaded or closed
 *
 * Makes the plan as kexec_image_plan() does. The result is that of
 * kexec_load(2); with kexec_file_load(2) the running kernel makes boot data.
 * Only the boot protocol of Linux is known here.
 *
 * Return: 0; -EOPNOTSUPP, without an error, for another protocol; the errors of
 * kexec_image_plan().
 */
KEXEC_CHECK_RESULT int kexec_image_passed(struct kexec_image *image,
					  const struct kexec_passed **passed);

/* The running kernel's memory. Its ranges are those of /proc/iomem. */
struct kexec_memory {
	unsigned int nr_ranges;
	/* In the order of the file; a range follows the one it is part of. */
	const struct kexec_range *ranges;
};

/**
 * kexec_memory_read - read how the running kernel uses physical memory
 * @memory: the caller frees it with kexec_memory_free()
 *
 * Return: 0; -EPERM if addresses are hidden; -EBADMSG; -ENOMEM; or the errno of
 * reading /proc/iomem.
 */
KEXEC_CHECK_RESULT int kexec_memory_read(struct kexec_ctx *ctx,
					 struct kexec_memory **memory);

/** kexec_memory_free - free @memory, which may be NULL */
void kexec_memory_free(struct kexec_memory *memory);

/*
 * Moments of a start by kexec, in their order. A later version adds a moment at
 * the end of this list, whatever its place among the others.
 */
enum kexec_moment {
	KEXEC_MOMENT_LOAD,	/* kexec_image_load() begins */
	KEXEC_MOMENT_LOADED,	/* kexec.ko: it is loaded; else: its call */
	KEXEC_MOMENT_CALL,	/* reboot(2) */
	KEXEC_MOMENT_DOWN,	/* devices are shut down; only kexec.ko tells */
	KEXEC_MOMENT_JUMP,	/* other CPUs are stopped; the same */
	KEXEC_MOMENT_PURGATORY, /* the image is in its place */
	KEXEC_MOMENT_ENTRY,	/* this kernel is entered */
	KEXEC_MOMENT_CLOCK,	/* the times in its log begin */
	KEXEC_MOMENT_INIT,	/* it runs PID 1 */
};

struct kexec_moment_time {
	enum kexec_moment moment;
	uint64_t ns; /* since the first of them that is known */
};

/* How kexec started the running system. Moments that are not known are out. */
struct kexec_timeline {
	unsigned int nr_moments;
	const struct kexec_moment_time *moments; /* in the order of time */
};

/**
 * kexec_timeline_read - read when the start of this system went through what
 * @timeline: the caller frees it with kexec_timeline_free()
 *
 * The kernel that did it left the values of the time-stamp counter, on arm64 of
 * the virtual counter, in memory that root alone can read. There is such a
 * timeline if Linux was loaded with KEXEC_OPTION_TIMELINE, or with
 * kexec_file_load(2) of kexec.ko and its parameter timeline. KEXEC_MOMENT_CALL
 * is known if kexec_execute_timeline() or kexec.ko made the call. Time zero of
 * the log and PID 1 are known if this kernel's clock counts by the same
 * counter, the system was not suspended, and the log still has its first lines.
 *
 * Return: 0; -ENODATA ("no-timeline"); -EBADMSG ("timeline"): it is damaged, or
 * of another version; -EOPNOTSUPP ("timeline-clock"): the counter is no clock
 * on this machine; -EIO ("timeline"); the errno of opening /dev/mem or, on
 * arm64, of reading /sys/firmware/fdt, likewise; -ENOMEM; or the errno of
 * reading /sys.
 */
KEXEC_CHECK_RESULT int kexec_timeline_read(struct kexec_ctx *ctx,
					   struct kexec_timeline **timeline);

/** kexec_timeline_free - free @timeline, which may be NULL */
void kexec_timeline_free(struct kexec_timeline *timeline);

/* ---- load, unload, execute, status ------------------------------------- */

/* Which system call loads the image. */
enum kexec_method {
	/*
	 * What is not forbidden, fits in memory, and takes less time after the
	 * jump: LOAD if it can unpack the kernel and nothing judges the file,
	 * otherwise FILE_LOAD, or LOAD if that cannot do it.
	 */
	KEXEC_METHOD_AUTO,
	KEXEC_METHOD_LOAD,	/* kexec_load(2) */
	KEXEC_METHOD_FILE_LOAD, /* kexec_file_load(2) */
};

/* Why kexec_load(2) may succeed where kexec_file_load(2) failed. */
enum kexec_fallback {
	KEXEC_FALLBACK_NONE,	  /* no reason is known */
	KEXEC_FALLBACK_CANNOT,	  /* kexec_file_load(2) cannot do it at all */
	KEXEC_FALLBACK_MEMORY,	  /* kexec_load(2) needs less memory */
	KEXEC_FALLBACK_ROOM,	  /* the library places the segments */
	KEXEC_FALLBACK_SIGNATURE, /* kexec_load(2) checks no signature */
	KEXEC_FALLBACK_SIZE,	  /* kexec_load(2) has no limit on file sizes */
};

/**
 * kexec_file_load_fallback - is kexec_load(2) worth a try?
 * @errnum: positive errno that kexec_file_load(2) failed with
 *
 * KEXEC_METHOD_AUTO tries it after CANNOT and MEMORY. The other reasons are
 * decisions of the running kernel or its owner: a program should ask the user
 * before it circumvents them.
 *
 * Return: CANNOT for ENOSYS, EINVAL, ENOEXEC and ENOTSUP; MEMORY for ENOMEM;
 * ROOM for EADDRNOTAVAIL; SIGNATURE for EKEYREJECTED, ENOKEY, ENODATA, ELIBBAD,
 * EBADMSG, EMSGSIZE, ENOPKG and 524 (Linux's ENOTSUPP); SIZE for EFBIG; NONE
 * for every other @errnum.
 */
enum kexec_fallback kexec_file_load_fallback(int errnum);

/**
 * kexec_image_load - load @image, replacing what was loaded before
 * @method: AUTO calls kexec_file_load(2) and, only if
 *          kexec_file_load_fallback() returns CANNOT or MEMORY for its error,
 *          kexec_load(2); with KEXEC_OPTION_PRESERVE_CONTEXT it starts with
 *          kexec_load(2)
 *
 * A file that is not a kernel, or is damaged, is refused before any call; with
 * FILE_LOAD, only the header is read of a kernel for the normal slot, and the
 * rest if the call fails. A wrong CRC-32 shows that bytes were changed, but not
 * which. The payload (the compressed kernel in the file) is then unpacked and
 * discarded, here or in kexec_image_plan(). If it passes the check that xz,
 * gzip, zstd and bzip2 contain, there is only a warning; otherwise the result
 * is -ENOEXEC, "checksum" or "payload-damaged", unless KEXEC_OPTION_SKIP_CHECKS
 * is set.
 *
 * Every kexec_load(2) gets a new plan, with new random bytes, for the state of
 * the machine at that time. If a load fails, the image that was loaded before
 * stays loaded, except that Linux's own kexec unloads the old crash kernel
 * before it checks a new one. The error is that of the last call, or of the
 * step before it. With AUTO on a kernel without kexec_load(2) it is that of
 * kexec_file_load(2).
 *
 * A call that needs more memory than the system can free (/proc/meminfo) is not
 * made: the error is ENOMEM with the name memory-short, and says how much
 * memory is missing. With kexec.ko the call is always made, and fails with
 * ENOMEM itself. If memory may not suffice for kexec_file_load(2), AUTO starts
 * with kexec_load(2), and calls kexec_file_load(2) only if that fails for a
 * reason other than memory.
 *
 * Return: 0; as kexec_image_plan(); -EINVAL for an unknown @method, for one
 * that cannot preserve the context, or for a crash kernel on a kernel without
 * support for them (Linux would load it as a normal one); or the negative errno
 * of the call.
 */
KEXEC_CHECK_RESULT int kexec_image_load(struct kexec_image *image,
					enum kexec_method method);

/* The call that a load is expected to make. */
struct kexec_choice {
	enum kexec_method method; /* LOAD or FILE_LOAD */
	const char *why;	  /* for people; static, no full stop */
};

/**
 * kexec_image_choose - foresee by which call kexec_image_load() loads
 * @method: as for kexec_image_load()
 * @choice: filled on success; this structure does not change
 *
 * Loads nothing. If the context's root is the running system, the running
 * kernel is asked whether it has and permits kexec_load(2), and accepts the
 * files, by calls that fail for their arguments; not if loads are counted
 * (kexec_load_limit_reboot), and not about permission if the caller is not
 * root. If the root is another one, the answer is taken to be yes.
 *
 * Return: 0; as kexec_image_load() if it would fail before any call, or because
 * the kernel has no kexec, or loading is disabled (kexec_load_disabled). Where
 * LOAD is chosen, kexec_image_plan() says whether there is room in memory.
 */
KEXEC_CHECK_RESULT int kexec_image_choose(struct kexec_image *image,
					  enum kexec_method method,
					  struct kexec_choice *choice);

/**
 * kexec_image_loaded_by - which call has loaded @image
 *
 * Return: LOAD or FILE_LOAD after kexec_image_load() has succeeded; AUTO before
 * that, and after a load of the same image that has failed.
 */
enum kexec_method kexec_image_loaded_by(const struct kexec_image *image);

/**
 * kexec_image_has_timeline - whether kexec_load(2) has loaded @image with a
 * timeline, so that kexec_execute_timeline() has a note to leave
 */
bool kexec_image_has_timeline(const struct kexec_image *image);

/**
 * kexec_image_check_memory - check whether there is memory to load @image now
 * @method: AUTO needs as much as kexec_load(2), which it falls back to
 *
 * Allocates no memory for the load. The function fails if kexec_image_load()
 * would not make the call, and logs a warning if memory may not suffice.
 *
 * Return: 0, as kexec_image_plan(), or -ENOMEM with the name memory-short.
 */
KEXEC_CHECK_RESULT int kexec_image_check_memory(struct kexec_image *image,
						enum kexec_method method);

/* Warnings of kexec_image_forewarn(); later versions may have more. */
enum kexec_forewarning {
	/* Less memory is reserved than kexec_crash_estimate() returns. */
	KEXEC_FOREWARN_CRASH_MEMORY = 1 << 0,
	/* No initrd, although the running system was booted with one. */
	KEXEC_FOREWARN_NO_INITRD = 1 << 1,
	/* The command line is empty. */
	KEXEC_FOREWARN_NO_CMDLINE = 1 << 2,
	/* root= names a device that this system does not have. */
	KEXEC_FOREWARN_ROOT = 1 << 3,
	/* An initrd is a file that Linux cannot unpack, such as a kernel. */
	KEXEC_FOREWARN_INITRD_KIND = 1 << 4,
	/* Linux would drop a part of an initrd. */
	KEXEC_FOREWARN_INITRD_LOST = 1 << 5,
	/* arm64: its pages have another size, which this CPU may lack. */
	KEXEC_FOREWARN_PAGE_SIZE = 1 << 6,
};

/**
 * kexec_image_forewarn - find known reasons why a start may fail
 * @warnings: enum kexec_forewarning, or-ed; 0 for none
 *
 * Each is also logged as a warning. kexec_image_load() does the same after a
 * successful load; call this function for the bits, or for a dry run. If this
 * system does not expose a fact, there is no warning about it. This function
 * unpacks initrds whose end no header says, such as gzip's; a load does not.
 *
 * Return: 0; as kexec_image_plan() if the kernel's file can't be unpacked; for
 * a crash kernel as kexec_crash_estimate().
 */
KEXEC_CHECK_RESULT int kexec_image_forewarn(struct kexec_image *image,
					    unsigned int *warnings);

/**
 * kexec_unload - unload the image in @slot; not an error if there is none
 * @method: AUTO tries kexec_load(2) if kexec_file_load(2) fails with ENOSYS
 *
 * Return: 0; -EINVAL for an unknown @method or @slot, or for a crash kernel on
 * a kernel without support for them (Linux would unload the normal one); or the
 * negative errno of the call.
 */
KEXEC_CHECK_RESULT int kexec_unload(struct kexec_ctx *ctx,
				    enum kexec_method method,
				    enum kexec_slot slot);

/**
 * kexec_execute - start the loaded kernel now
 *
 * Does not sync or unmount file systems, and does not notify processes: that is
 * the caller's task. A kernel that was loaded with
 * KEXEC_OPTION_PRESERVE_CONTEXT stays loaded when it returns, and the next call
 * continues it.
 *
 * Return: 0 if such a kernel has returned; otherwise the function returns only
 * on failure, with the negative errno of reboot(2).
 */
int kexec_execute(struct kexec_ctx *ctx);

/**
 * kexec_execute_timeline - the same, for an image with a timeline
 *
 * Beforehand it leaves a note when the call was made, of 16 bytes at the
 * physical address 0x4f0, through /dev/mem. On arm64 it makes the call with the
 * note in the register TPIDR_EL0, where libc has the address of the thread's
 * data, which is back when the call has failed; no signal is handled meanwhile.
 * Only the purgatory of an image with KEXEC_OPTION_TIMELINE takes a note away.
 * If there can be no note, the timeline lacks KEXEC_MOMENT_CALL, and nothing
 * else differs. kexec.ko needs no note.
 *
 * Return: as kexec_execute()
 */
int kexec_execute_timeline(struct kexec_ctx *ctx);

/**
 * kexec_rehearse - do everything except the jump to the loaded kernel
 *
 * Runs on this machine through kexec.ko; see kexec.ko(4). An exception during
 * the rehearsal resets the machine.
 *
 * Return: 0; -EIO if the result differs from the plan (the kernel log says
 * where); -ENOSYS without /dev/kexec; -ENOTTY if kexec.ko is too old for it;
 * -EPERM; -EBUSY; -EINVAL if nothing is loaded; -ENOMEM; or -EINTR.
 */
KEXEC_CHECK_RESULT int kexec_rehearse(struct kexec_ctx *ctx);

/**
 * kexec_status - check whether a kernel is loaded
 * @loaded: the result
 *
 * Return: 0; -ENOSYS if the kernel does not report it (it has no kexec,
 * kexec.ko is not loaded, or @slot is CRASH and it supports no crash kernels);
 * -ENOENT if no sysfs is mounted; -EINVAL for an unknown @slot; or the errno of
 * reading the file.
 */
KEXEC_CHECK_RESULT int kexec_status(struct kexec_ctx *ctx, enum kexec_slot slot,
				    bool *loaded);

/* ---- jumping back ------------------------------------------------------ */

/**
 * kexec_jump_back_entry - the address to which the running kernel can return
 * @entry: physical address
 *
 * From kexec_jump_back_entry= on /proc/cmdline; the last one counts.
 *
 * Return: 0; -ENOENT if it is missing or 0, because no kernel called this one;
 * -EBADMSG if it is not a number; or the errno of reading /proc/cmdline.
 */
KEXEC_CHECK_RESULT int kexec_jump_back_entry(struct kexec_ctx *ctx,
					     uint64_t *entry);

/**
 * kexec_jump_back_load - load an image with which kexec_execute() jumps back
 * @entry: as kexec_jump_back_entry() returns it
 *
 * kexec_execute() then continues the system that called this kernel and waits.
 * If that system calls this kernel again, kexec_execute() returns 0 here. The
 * image needs no memory, and overwrites none.
 *
 * Return: 0; -EINVAL if @entry is 0; -EEXIST if an image is loaded already; the
 * errors of kexec_status(); or the negative errno of kexec_load(2), which is
 * -EINVAL if the kernel cannot jump back.
 */
KEXEC_CHECK_RESULT int kexec_jump_back_load(struct kexec_ctx *ctx,
					    uint64_t entry);

/* ---- memory for crash kernels ------------------------------------------ */

/**
 * kexec_crash_size - size of the memory reserved for a crash kernel
 * @bytes: size of the region; 0 if there is none
 *
 * From /proc/iomem or, if that hides its addresses, from kexec_crash_size in
 * sysfs, which on some versions of Linux includes a second region below 4 GiB.
 * A kernel without that file does not support crash kernels: the size is 0.
 *
 * Return: 0; or the errno of reading them (-EPERM: addresses are hidden).
 */
KEXEC_CHECK_RESULT int kexec_crash_size(struct kexec_ctx *ctx, uint64_t *bytes);

/*
 * An estimate, in bytes. The caller provides this struct, so it never changes.
 * Parts that were measured or guessed err on the high side, because a region
 * that is too small yields no dump.
 */
struct kexec_crash_estimate {
	uint64_t reserved; /* reserved now, including CMA; 0: nothing */
	uint64_t needed;   /* sum of the following, rounded up to MiB */
	uint64_t kernel;   /* image, and room to unpack itself (init_size) */
	uint64_t initrds;  /* the files */
	uint64_t unpacked; /* their contents, as files in memory */
	uint64_t rootfs;   /* extra, so that they fill at most half of memory */
	uint64_t pages;	   /* the crash kernel's page structures */
	uint64_t cpus;	   /* its CPUs (nr_cpus=, or all) */
	uint64_t tables;   /* core headers, copy of low memory, boot data */
	uint64_t bitmap;   /* makedumpfile's: 2 bits for each dumped page */
	uint64_t other;	   /* the kernel's own memory, and programs */
	bool is_unpacked_known; /* false: partly assumed */
};

/**
 * kexec_crash_estimate - estimate the memory that a crash kernel needs here
 * @image: kernel, initrds and command line, in any slot
 * @estimate: filled on success
 *
 * Linux unpacks an initrd into memory, so this is usually the largest part. The
 * size of the contents is read from the files (uncompressed cpio, gzip, zstd
 * with a size); otherwise it is assumed to be five times the file size. Without
 * root= on the command line Linux unpacks into a tmpfs, which can use at most
 * half of memory. This function also works if no memory is reserved.
 *
 * Return: 0; or as kexec_image_plan(), except -EADDRNOTAVAIL.
 */
KEXEC_CHECK_RESULT int
kexec_crash_estimate(struct kexec_image *image,
		     struct kexec_crash_estimate *estimate);

/**
 * kexec_crash_set_size - return some of the reserved memory to the system
 * @bytes: size that stays reserved, which Linux rounds up; 0 for none
 *
 * The reserved memory cannot grow again before the next boot, or the next load
 * of kexec.ko.
 *
 * Return: 0; -ENOSYS if the kernel supports no crash kernels; -ENOENT while one
 * is loaded; -EINVAL if @bytes is larger than the size now; -EBUSY, -ENOMEM,
 * -EACCES.
 */
KEXEC_CHECK_RESULT int kexec_crash_set_size(struct kexec_ctx *ctx,
					    uint64_t bytes);

/* ---- boot entries ------------------------------------------------------ */

/* Where an entry is written. */
enum kexec_boot_kind {
	/* Boot Loader Specification, type 1: loader/entries/NAME.conf */
	KEXEC_BOOT_TYPE1,
	/* The same, type 2: EFI/Linux/NAME.efi, a unified kernel image */
	KEXEC_BOOT_TYPE2,
	KEXEC_BOOT_GRUB,     /* grub.cfg */
	KEXEC_BOOT_EXTLINUX, /* extlinux.conf */
};

/* What a boot loader can start. Paths begin at the context's root. */
struct kexec_boot_entry {
	const char *id; /* as the boot loader calls it */
	const char *title;
	const char *version; /* empty: none is given */
	const char *place;   /* the file, for GRUB and extlinux with ":LINE" */
	enum kexec_boot_kind kind;
	const char *kernel; /* empty: it starts no Linux kernel */
	unsigned int nr_initrds;
	const char *const *initrds; /* [nr_initrds] */
	const char *devicetree;	    /* empty: none */
	const char *cmdline;	    /* without what a UKI's addons add */
	const char *profile;	    /* of a UKI: its number; empty: the first */
	/* Boot counting: how many tries are left, and were made; or -1. */
	int tries_left;
	int tries_done;
	bool is_next; /* the boot loader starts it if nothing else is chosen */
	/* Why kexec_image_open_entry() will not open it; empty: unknown. */
	const char *problem;
	/* Why kexec_boot_once_set() can't choose it; NULL: as its menu says. */
	const char *no_once;
};

/* The entries of one boot loader. */
struct kexec_boot_menu {
	const char *loader; /* for people: "systemd-boot 257.9" */
	const char *reason; /* why it is this one */
	const char *order;  /* the rule that sorted the entries */
	const char *choice; /* the rule that chose @next */
	unsigned int nr_entries;
	const struct kexec_boot_entry *const *entries; /* in that order */
	const struct kexec_boot_entry *next;	       /* NULL: none */
	/* @next is for one start: the boot loader forgets that choice then. */
	bool is_once;
	/* Why kexec_boot_once_set() can't choose it; NULL: it can. */
	const char *no_once;
	/*
	 * The boot loader counts each start in a file of its own: as Fedora's
	 * GRUB does in boot_counter. kexec_boot_entry_count() does not.
	 */
	bool is_counted;
};

/**
 * kexec_boot_menu_read - read what the boot loader of this system can start
 * @menu: filled on success; kexec_boot_menu_free() frees it
 *
 * The boot loader that is installed decides on the files, on their order and on
 * the next entry: systemd-boot, GRUB or extlinux. Files are read and never run.
 * A file is not read if root is not its only writer, and no path leads out of
 * its file system. What cannot be used is left out with a warning that names
 * file and line.
 *
 * Return: 0; -ENOENT if no boot loader is found (boot-loader); -EACCES if
 * others than root can change its files (boot-writable); -EBADMSG if they can't
 * be used (boot-entry); -ENOMEM; or an errno of open(2) or read(2).
 */
KEXEC_CHECK_RESULT int
kexec_boot_menu_read(struct kexec_ctx *ctx,
		     const struct kexec_boot_menu **menu);

/** kexec_boot_menu_free - free @menu (may be NULL) and its entries */
void kexec_boot_menu_free(const struct kexec_boot_menu *menu);

/**
 * kexec_boot_menu_find - find an entry
 * @id: its ID, with or without the end .conf or .efi; if there is none, a
 *	title, or the last part of an ID of GRUB, which has one for each
 *submenu; NULL: the next one
 * @entry: filled on success; owned by @menu
 *
 * Return: 0; -ENOENT if there is none; or -EINVAL if there are several. The
 * error is boot-entry-unknown.
 */
KEXEC_CHECK_RESULT int
kexec_boot_menu_find(struct kexec_ctx *ctx, const struct kexec_boot_menu *menu,
		     const char *id, const struct kexec_boot_entry **entry);

/**
 * kexec_image_open_entry - open the kernel of an entry, with all that goes with
 * it
 * @menu: may be freed after the call
 * @entry: of @menu
 * @image: as for kexec_image_open()
 *
 * Sets initrds, command line, device tree and profile. The files are opened
 * anew, under the same rules.
 *
 * Return: 0; -ENOEXEC with the error boot-entry if the entry has a problem;
 * -EACCES (boot-writable); or as kexec_image_open(),
 * kexec_image_add_initrd() and kexec_image_set_dtb().
 */
KEXEC_CHECK_RESULT int kexec_image_open_entry(
	struct kexec_ctx *ctx, const struct kexec_boot_menu *menu,
	const struct kexec_boot_entry *entry, struct kexec_image **image);

/**
 * kexec_boot_entry_count - count a start of an entry as its boot loader would
 * @entry: of a menu that is not freed yet
 *
 * For a program that starts what it has loaded: one try less is left, and one
 * more is made. systemd-boot has these numbers in the name of a file, which is
 * renamed; no other file is replaced. An entry without tries stays as it is.
 * The menu is not changed: read it anew.
 *
 * Return: 0; -EACCES if others than root can change the file (boot-writable);
 * -EEXIST if the new name is taken; or an errno of rename(2).
 */
KEXEC_CHECK_RESULT int
kexec_boot_entry_count(struct kexec_ctx *ctx,
		       const struct kexec_boot_entry *entry);

/**
 * kexec_boot_once_set - have the boot loader start an entry once
 * @entry: of @menu, which is not changed: read it anew
 *
 * At the next start through the firmware, systemd-boot or GRUB starts it, and
 * forgets that. This is for those that can forget it, see @menu->no_once. The
 * menu that is read afterwards must have it as the next entry, or all is as
 * before. Nothing is done if it is chosen already.
 *
 * Return: 0; or with the error boot-once -EOPNOTSUPP, the reason being that of
 * @menu->no_once; -EBUSY if another entry was chosen for one start; -EINVAL if
 * the loader can't be told that ID; -EIO if it would start another one; or with
 * an errno of open(2) or write(2).
 */
KEXEC_CHECK_RESULT int
kexec_boot_once_set(struct kexec_ctx *ctx, const struct kexec_boot_menu *menu,
		    const struct kexec_boot_entry *entry);

/**
 * kexec_boot_once_clear - undo kexec_boot_once_set()
 * @id: the ID of the entry; if another one, or none, is chosen for one start by
 *	now, nothing is done
 * @was_set: whether it was that one
 *
 * The files of systemd-boot are not needed for it, those of GRUB are.
 *
 * Return: as kexec_boot_menu_read() or kexec_boot_once_set().
 */
KEXEC_CHECK_RESULT int kexec_boot_once_clear(struct kexec_ctx *ctx,
					     const char *id, bool *was_set);

/* ---- prepared in advance ----------------------------------------------- */

/**
 * kexec_image_prepare - keep an image's kernel and initrds unpacked
 * @image: complete, as for kexec_image_load(); nothing is loaded
 *
 * Unpacking takes most of the time of a load. What is kept in /var/cache/kexec,
 * below the context's root, is used by each later load with kexec_load(2) of
 * files with the same bytes, in any process of the same user, as long as
 * nothing is wrong with it. Where the kernel goes is drawn at each load. Of
 * kernels and of initrds, the newest eight are kept, and 2 GiB of all together.
 *
 * Return: 0; -EPERM if others may write to a file (prepare-writable), if others
 * than the caller get at the folder (prepare-folder), if the folder's disk
 * keeps it from fewer people than that of a file (prepare-exposed), which is
 * not asked for a kernel that everybody may read, or if a policy judges kernel
 * files (prepare-judged); -ENOEXEC if there is nothing to unpack
 * (prepare-nothing); an errno of the file system (prepare-file), also -ENOSPC
 * if too little of it would stay free, -EFBIG if one part has more than 2 GiB,
 * -EBUSY if another process prepares something, and -ESTALE if a file has
 * changed meanwhile; or as kexec_image_plan() about the files.
 */
KEXEC_CHECK_RESULT int kexec_image_prepare(struct kexec_image *image);

/**
 * kexec_prepared_remove - remove all that kexec_image_prepare() has kept
 *
 * Return: 0, also if there is nothing; -EPERM (prepare-folder); or an errno of
 * the file system (prepare-file).
 */
KEXEC_CHECK_RESULT int kexec_prepared_remove(struct kexec_ctx *ctx);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
