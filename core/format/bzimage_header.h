/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The setup header of a bzImage, in numbers. */
#ifndef CORE_FORMAT_BZIMAGE_HEADER_H
#define CORE_FORMAT_BZIMAGE_HEADER_H

#include "core/bytes.h"
#include "kx_port.h"

/* Up to and including init_size; no bzImage is shorter. */
#define KX_BZIMAGE_HEADER_SIZE 0x264

/* The address of a bzImage that has no pref_address. */
#define KX_BZIMAGE_ADDRESS 0x100000ULL

/* Bits of xloadflags. */
enum kx_xloadflags {
	KX_XLF_KERNEL_64 = 0x01,
	KX_XLF_ABOVE_4G = 0x02,
	KX_XLF_EFI_KEXEC = 0x10,
	KX_XLF_5LEVEL = 0x20,	      /* its decompressor can be entered */
	KX_XLF_5LEVEL_ENABLED = 0x40, /* so can what is in it */
};

/*
 * Field names are those of Linux Documentation/arch/x86/boot.rst. A field that
 * is newer than the file's boot protocol has boot.rst's default, or 0, because
 * the file has code at its offset.
 */
struct kx_bzimage_header {
	u64 setup_size; /* bytes of boot sector and setup code */
	u64 end;	/* file offset of its first byte after the header */
	u64 image_end;	/* file offset of the first byte after the image */
	u32 syssize;	/* paragraphs of 16 bytes; 0: not known */
	u32 magic;
	u32 code32_start;
	u32 initrd_addr_max;
	u32 kernel_alignment;
	u32 cmdline_size;
	u32 payload_offset;
	u32 payload_length;
	u64 init_size;
	u64 pref_address;
	u16 boot_flag;
	u16 version;
	u16 kernel_version; /* string's offset from 0x200; 0: none */
	u16 xloadflags;
	u8 setup_sects;
	u8 jump;
	u8 loadflags;
	u8 relocatable;
};

/** kx_bzimage_has_payload - does it have a compressed kernel, as Linux has? */
static inline bool
kx_bzimage_has_payload(const struct kx_bzimage_header *header)
{
	return header->payload_offset || header->payload_length;
}

/**
 * kx_bzimage_has_32bit_entry - is code32_start in protected-mode code?
 *
 * The code lies at 1 MiB then. iPXE, which has no such code, has 0 there
 * (src/arch/x86/prefix/lkrnprefix.S).
 */
static inline bool
kx_bzimage_has_32bit_entry(const struct kx_bzimage_header *header)
{
	u64 size = header->image_end - header->setup_size;

	return header->code32_start >= KX_BZIMAGE_ADDRESS &&
	       header->code32_start - KX_BZIMAGE_ADDRESS < size;
}

/**
 * kx_bzimage_read - read the setup header without checking it
 * @file: the whole file
 * @header: filled on success, in part otherwise
 *
 * Return: 0, or -KX_E_SHORT if the file ends before KX_BZIMAGE_HEADER_SIZE.
 */
KX_MUST_CHECK int kx_bzimage_read(struct kx_bytes file,
				  struct kx_bzimage_header *header);

#endif
