/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Entries of type 1 of the Boot Loader Specification: NAME.conf. */
#ifndef LIB_ENTRIES_BLS_H
#define LIB_ENTRIES_BLS_H

#include "core/bytes.h"

/* Lines with the same key, initrd or options, in one file. */
#define KXL_BLS_REPEATS_MAX 64
/* GRUB reads no larger file. */
#define KXL_BLS_FILE_MAX (1U << 20)

/* Which boot loader reads the file: they differ. */
enum kxl_bls_reader {
	/*
	 * The last of several lines counts, and all of initrd and options;
	 * quotes around a value are dropped.
	 */
	KXL_BLS_SYSTEMD_BOOT,
	/*
	 * The first of several lines counts, and all of initrd; an empty line,
	 * or one without a value, ends the file.
	 */
	KXL_BLS_GRUB,
};

/* What the file starts. */
enum kxl_bls_starts {
	KXL_BLS_NOTHING,
	KXL_BLS_LINUX,	 /* a kernel, with initrds and options */
	KXL_BLS_UKI,	 /* a unified kernel image */
	KXL_BLS_UKI_URL, /* the same, from the network */
	KXL_BLS_EFI,	 /* any EFI program */
};

/* Values borrow from the file; without data: not given. */
struct kxl_bls {
	struct kx_bytes title;
	struct kx_bytes version;
	struct kx_bytes machine_id;
	struct kx_bytes sort_key;
	struct kx_bytes architecture;
	struct kx_bytes devicetree;
	struct kx_bytes profile;
	enum kxl_bls_starts starts;
	struct kx_bytes kernel; /* the path, or URL, of what it starts */
	u32 kernel_line;
	struct kx_bytes initrds[KXL_BLS_REPEATS_MAX];
	u32 nr_initrds;
	struct kx_bytes options[KXL_BLS_REPEATS_MAX];
	u32 nr_options;
};

/* A line that makes a file unusable. */
struct kxl_line_fault {
	u32 line;	  /* counted from 1; 0: the file as a whole */
	const char *what; /* static */
};

/** kxl_line_at - the line of @text that @at is in, counted from 1 */
u32 kxl_line_at(struct kx_bytes text, const u8 *at);

/**
 * kxl_bls_parse - read an entry
 * @text: the file
 * @bls: filled on success, untouched otherwise
 * @fault: filled otherwise
 *
 * Unknown keys are ignored, as boot loaders do. Sources: UAPI specification 1
 * (Boot Loader Specification); src/boot/boot.c of systemd 259,
 * grub-core/commands/blsuki.c of GRUB 2.14.
 *
 * Return: 0 or -EBADMSG.
 */
KX_MUST_CHECK int kxl_bls_parse(struct kx_bytes text,
				enum kxl_bls_reader reader, struct kxl_bls *bls,
				struct kxl_line_fault *fault);

/* A line of a file that has a key and a value. */
struct kxl_bls_line {
	struct kx_bytes key;
	struct kx_bytes value;
};

/**
 * kxl_bls_next - take the next line with a key and a value, as systemd-boot
 * @rest: shrinks by what was read
 * @separators: what stands between key and value: blanks, or "="
 * @number: of the last line that was read; 0 before the first
 * @line: filled if the function returns true
 *
 * loader.conf and os-release have such lines as well.
 */
bool kxl_bls_next(struct kx_bytes *rest, const char *separators, u32 *number,
		  struct kxl_bls_line *line);

#endif
