/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Segments, flags and the rules of kexec_load(2). */
#ifndef CORE_SEGMENT_H
#define CORE_SEGMENT_H

#include "core/err.h"
#include "core/range.h"
#include "kx_port.h"

/* Limit of Linux include/linux/kexec.h (KEXEC_SEGMENT_MAX). */
#define KX_SEGMENT_MAX 16

/* Flags of kexec_load(2), Linux include/uapi/linux/kexec.h. */
#define KX_ON_CRASH		 0x00000001UL
#define KX_PRESERVE_CONTEXT	 0x00000002UL
#define KX_UPDATE_ELFCOREHDR	 0x00000004UL
#define KX_CRASH_HOTPLUG_SUPPORT 0x00000008UL
#define KX_ARCH_MASK		 0xffff0000UL

/* Flags of kexec_file_load(2), the same header. */
#define KX_FILE_UNLOAD	     0x00000001UL
#define KX_FILE_ON_CRASH     0x00000002UL
#define KX_FILE_NO_INITRAMFS 0x00000004UL
#define KX_FILE_DEBUG	     0x00000008UL
#define KX_FILE_NO_CMA	     0x00000010UL
#define KX_FILE_FORCE_DTB    0x00000020UL

/*
 * Bytes and their destination, as in kexec_load(2). core/ never dereferences
 * @buf: in the module it may be a user-space address.
 */
struct kx_segment {
	const void *buf; /* source; borrowed */
	u64 bufsz;	 /* bytes at @buf */
	u64 mem;	 /* physical destination */
	u64 memsz;	 /* bytes there; those after @bufsz become zero */
};

struct kx_segments {
	const struct kx_segment *segments; /* borrowed */
	u32 count;
};

/* The limits that the rules check against: facts about the machine. */
struct kx_segment_limits {
	u64 page_size;	       /* bytes, a power of two */
	u64 address_limit;     /* segments end below this address */
	u64 ram_pages;	       /* pages of RAM: at most half may be used */
	bool is_crash;	       /* check a crash kernel's rules as well */
	struct kx_range crash; /* its memory; empty: none reserved */
};

/**
 * kx_flags_check - check flags, count and architecture of kexec_load(2)
 * @flags: the caller's; bits 32..63 are ignored, as in Linux
 * @nr_segments: the caller's
 * @known: mask of the supported flags in the low 16 bits
 * @arch: the machine's own KEXEC_ARCH_* value, shifted
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_FLAGS, -KX_E_SEGMENT_COUNT, -KX_E_ARCH, checked in that
 * order. Source: kexec_load_check() and SYSCALL_DEFINE4(kexec_load). Linux
 * accepts KX_ON_CRASH together with KX_PRESERVE_CONTEXT; here that is
 * -KX_E_FLAGS.
 */
KX_MUST_CHECK int kx_flags_check(u64 flags, u64 nr_segments, u64 known,
				 u64 arch, struct kx_fault *fault);

/**
 * kx_segments_check - check the rules for a list of segments
 * @list: any numbers
 * @limits: the machine's
 * @fault: may be NULL; names the segment and the number
 *
 * Return: 0, or the first broken rule, in this order over all segments:
 * -KX_E_SEGMENT_COUNT; -KX_E_WRAPS, -KX_E_UNALIGNED, -KX_E_BEYOND_LIMIT;
 * -KX_E_OVERLAP; -KX_E_BUFFER_LARGER; -KX_E_SEGMENT_TOO_LARGE,
 * -KX_E_SUM_TOO_LARGE; -KX_E_SEGMENT_OUTSIDE. Source:
 * sanity_check_segment_list() in Linux kernel/kexec_core.c.
 */
KX_MUST_CHECK int kx_segments_check(struct kx_segments list,
				    const struct kx_segment_limits *limits,
				    struct kx_fault *fault);

/**
 * kx_entry_check - check that a crash kernel's entry point is in its memory
 *
 * Return: 0 or -KX_E_ENTRY_OUTSIDE. Linux compares with the last byte's
 * address, so an entry of 0 passes if no memory is reserved. It does here, too.
 */
KX_MUST_CHECK int kx_entry_check(u64 entry,
				 const struct kx_segment_limits *limits,
				 struct kx_fault *fault);

#endif
