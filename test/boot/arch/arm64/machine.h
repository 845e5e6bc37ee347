/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Numbers of an arm64 machine that tables of calls are made of. */
#ifndef TEST_BOOT_ARCH_MACHINE_H
#define TEST_BOOT_ARCH_MACHINE_H

#include <errno.h>

#define KEXEC_ARCH_NATIVE (183UL << 16)
/* Another machine's. */
#define KEXEC_ARCH_OTHER (62UL << 16)
/* Of this machine's 32-bit programs. */
#define KEXEC_ARCH_32BIT (40UL << 16)

#define NR32_REBOOT	88
#define NR32_KEXEC_LOAD 347

/* What kexec_file_load(2) says to a file that is no kernel. */
#define NOT_A_KERNEL (-EINVAL)
/* Any address of the kernel's. */
#define KERNEL_ADDRESS 0xffffffc008000000UL

/* Where its memory begins. */
#define MEMORY_START 0x40000000UL

#endif
