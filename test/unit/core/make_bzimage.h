/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Small synthetic bzImages: the fields that the loader reads are real, the rest
 * is noise.
 */
#ifndef TEST_UNIT_CORE_MAKE_BZIMAGE_H
#define TEST_UNIT_CORE_MAKE_BZIMAGE_H

#include "core/bytes.h"
#include "kx_port.h"

/* Offsets in the file (Linux Documentation/arch/x86/boot.rst). */
enum bzimage_field {
	BZ_PE_OFFSET = 0x3c,	    /* 4 */
	BZ_SETUP_SECTS = 0x1f1,	    /* 1 */
	BZ_SYSSIZE = 0x1f4,	    /* 4 */
	BZ_BOOT_FLAG = 0x1fe,	    /* 2 */
	BZ_JUMP = 0x201,	    /* 1 */
	BZ_MAGIC = 0x202,	    /* 4 */
	BZ_VERSION = 0x206,	    /* 2 */
	BZ_LOADFLAGS = 0x211,	    /* 1 */
	BZ_CODE32_START = 0x214,    /* 4 */
	BZ_INITRD_ADDR_MAX = 0x22c, /* 4 */
	BZ_ALIGNMENT = 0x230,	    /* 4 */
	BZ_RELOCATABLE = 0x234,	    /* 1 */
	BZ_XLOADFLAGS = 0x236,	    /* 2 */
	BZ_CMDLINE_SIZE = 0x238,    /* 4 */
	BZ_PAYLOAD_OFFSET = 0x248,  /* 4 */
	BZ_PAYLOAD_LENGTH = 0x24c,  /* 4 */
	BZ_PREF_ADDRESS = 0x258,    /* 8 */
	BZ_INIT_SIZE = 0x260,	    /* 4 */
	BZ_HEADER_END = 0x268,
};

/* Sizes in the standard image. */
#define BZ_SETUP_SIZE	 2048	      /* bytes: boot sector and 3 sectors */
#define BZ_IMAGE_SIZE	 4096	      /* bytes of protected-mode code */
#define BZ_PE_HEADER	 0x40	      /* offset of the PE header */
#define BZ_PE_MAGIC	 0x58	      /* 2 */
#define BZ_PE_CHECKSUM	 0x98	      /* written by signing, 4 */
#define BZ_PE_CERTS	 0xe8	      /* written by signing, 8 */
#define BZ_PE32_CERTS	 0xd8	      /* the same in PE32 */
#define BZ_STANDARD_INIT 0x800000     /* init_size */
#define BZ_STANDARD_PREF 0x1000000ULL /* pref_address */

struct bzimage {
	u8 data[BZ_SETUP_SIZE + BZ_IMAGE_SIZE];
};

/* Makes a relocatable kernel that may be above 4 GiB, with a correct CRC. */
void bzimage_make(struct bzimage *image);

/* Writes a little-endian number of @width bytes. */
void bzimage_put(struct bzimage *image, u64 offset, u32 width, u64 value);

/* Makes the CRC correct again after changes. */
void bzimage_seal(struct bzimage *image);

static inline struct kx_bytes bzimage_bytes(const struct bzimage *image)
{
	return kx_bytes(image->data, sizeof(image->data));
}

#endif
