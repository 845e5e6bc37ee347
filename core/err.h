/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The errors of core/: one code for each rule, one row for each code. */
#ifndef CORE_ERR_H
#define CORE_ERR_H

#include "core/part.h"
#include "kx_port.h"

/* Every function of core/ that can fail returns 0 or one of these, negated. */
enum kx_error_code {
	KX_OK,
	/* kernel file */
	KX_E_SHORT,
	KX_E_FORMAT,
	KX_E_PROTOCOL,
	KX_E_NOT_64BIT,
	KX_E_REAL_MODE,
	KX_E_NOT_REAL_MODE,
	KX_E_NO_BIOS,
	KX_E_NOT_32BIT,
	KX_E_NOT_PVH,
	KX_E_NO_CMDLINE,
	KX_E_NOT_ELF,
	KX_E_NOT_ABOVE_4G,
	KX_E_NOT_5LEVEL,
	KX_E_HEADER,
	KX_E_TRUNCATED,
	KX_E_PAYLOAD,
	KX_E_CHECKSUM,
	KX_E_UKI,
	KX_E_UKI_TWICE,
	KX_E_PROFILE,
	KX_E_MULTIBOOT,
	KX_E_BIG_ENDIAN,
	KX_E_PAGE_SIZE,
	/* signature of a kernel file */
	KX_E_PE,
	KX_E_UNSIGNED,
	KX_E_CERTIFICATE,
	KX_E_CERTIFICATE_TYPE,
	KX_E_CERTIFICATE_LONG,
	KX_E_CERTIFICATE_EMPTY,
	KX_E_NOT_COVERED,
	KX_E_SPC,
	KX_E_DIGEST_ALGORITHM,
	KX_E_DIGEST_SIZE,
	/* request */
	KX_E_TYPE,
	KX_E_CMDLINE_LONG,
	KX_E_CMDLINE_NUL,
	KX_E_INITRD,
	KX_E_NO_INITRD,
	KX_E_NO_MODULES,
	KX_E_MODULES,
	KX_E_ONLY_LINUX,
	KX_E_PURPOSE,
	KX_E_NO_PURGATORY,
	KX_E_NO_TREE,
	KX_E_TREE,
	KX_E_NO_HOLE,
	KX_E_FULL,
	KX_E_ALIGN,
	/* crash kernels */
	KX_E_NO_CRASH_REGION,
	KX_E_ELFCORE_COUNT,
	KX_E_ELFCORE_NOTES,
	KX_E_ELF32,
	/* segments (kexec_load(2)) */
	KX_E_FLAGS,
	KX_E_SEGMENT_COUNT,
	KX_E_ARCH,
	KX_E_ENTRY_OUTSIDE,
	KX_E_WRAPS,
	KX_E_UNALIGNED,
	KX_E_BEYOND_LIMIT,
	KX_E_OVERLAP,
	KX_E_BUFFER_LARGER,
	KX_E_SEGMENT_TOO_LARGE,
	KX_E_SUM_TOO_LARGE,
	KX_E_SEGMENT_OUTSIDE,
	KX_ERR_COUNT,
};

/* What a code means, for callers and for people. */
struct kx_error {
	int errnum;	  /* positive errno that the system calls return */
	const char *text; /* which rule was broken, for people */
};

/* The fault is not about a segment. */
#define KX_NO_SEGMENT (~0U)

/*
 * Details of a broken rule. Functions that take one fill it on failure, and
 * don't touch it on success. It may be NULL.
 */
struct kx_fault {
	int code;    /* KX_E_*, positive */
	u32 segment; /* index, or KX_NO_SEGMENT */
	u32 other;   /* the second segment of an overlap, or KX_NO_SEGMENT */
	const char *what; /* name of a field or object, or NULL: "init_size" */
	u64 value;	  /* the wrong number */
	u64 limit;	  /* the limit that it breaks, or 0 */
	u64 start;	  /* KX_E_NO_HOLE: searched from here, up to @limit */
	u64 largest;	  /* KX_E_NO_HOLE: bytes of the largest free stretch */
	/*
	 * The part of a plan that the fault is about. For KX_E_NOT_5LEVEL it is
	 * KX_PART_KERNEL if the file is a Linux kernel, which can be built with
	 * 5-level paging.
	 */
	enum kx_part part;
};

/**
 * kx_error - get the row of an error
 * @err: result of a function of core/: -KX_E_* or 0
 *
 * Return: the row; never NULL. An unknown @err gets the row "unknown error".
 */
const struct kx_error *kx_error(int err);

/** kx_errno - negative errno for a result of core/ (0 stays 0) */
int kx_errno(int err);

/** kx_fault_set - fill @fault (may be NULL) and return -@code */
int kx_fault_set(struct kx_fault *fault, int code, const char *what, u64 value,
		 u64 limit);

#endif
