/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The headers of an older kernel, which libkexec.h must support: size_t without
 * <stddef.h>, a kexec_load() with other types, few constants.
 */
#ifndef TEST_UNIT_LIB_OLD_LINUX_KEXEC_H
#define TEST_UNIT_LIB_OLD_LINUX_KEXEC_H

#define KEXEC_ON_CRASH	  0x00000001
#define KEXEC_ARCH_X86_64 (62 << 16)

struct kexec_segment {
	const void *buf;
	size_t bufsz;
	const void *mem;
	size_t memsz;
};

extern int kexec_load(void *entry, size_t nr_segments,
		      struct kexec_segment *segments, unsigned long flags);

#endif
