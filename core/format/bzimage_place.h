/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From a bzImage's header, which has been vetted, to segments. */
#ifndef CORE_FORMAT_BZIMAGE_PLACE_H
#define CORE_FORMAT_BZIMAGE_PLACE_H

#include "../plan.h"

/* Of xloadflags (boot.rst). */
enum kx_xloadflags {
	KX_XLF_KERNEL_64 = 0x01,
	KX_XLF_ABOVE_4G = 0x02,
	KX_XLF_EFI_KEXEC = 0x10,
	KX_XLF_5LEVEL = 0x20,
};

/* The 64-bit entry point, from the kernel's first byte. */
#define KX_ENTRY_64 0x200

/* The setup header, in numbers. */
struct kx_bzimage_header {
	u64 setup_size; /* bytes of boot sector and setup code */
	u64 end;	/* file offset of its first byte after the header */
	u64 image_end;	/* file offset of the first byte after the image */
	u32 syssize;	/* paragraphs of 16 bytes */
	u32 magic;
	u32 initrd_addr_max;
	u32 kernel_alignment;
	u32 cmdline_size;
	u32 payload_offset;
	u32 payload_length;
	u32 init_size;
	u64 pref_address;
	u16 boot_flag;
	u16 version;
	u16 xloadflags;
	u8 setup_sects;
	u8 jump;
	u8 loadflags;
	u8 relocatable;
};

/**
 * kx_bzimage_place - place kernel, initrds and boot data
 * @request: its kernel is what @header was read from
 * @header: vetted
 * @plan: gets the segments and the entry point
 * @fault: may be NULL
 *
 * Return: 0, or what kx_format_bzimage's load() says of placing.
 */
KX_MUST_CHECK int kx_bzimage_place(const struct kx_request *request,
				   const struct kx_bzimage_header *header,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

#endif
