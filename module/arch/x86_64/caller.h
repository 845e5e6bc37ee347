/* SPDX-License-Identifier: GPL-2.0-only */
/* Offsets in struct kxm_caller, which push_caller.S pushes and cpu.c reads. */
#ifndef MODULE_ARCH_X86_64_CALLER_H
#define MODULE_ARCH_X86_64_CALLER_H

#define CALLER_R15 0
#define CALLER_R14 8
#define CALLER_R13 16
#define CALLER_R12 24
#define CALLER_BX  32
#define CALLER_BP  40
#define CALLER_IP  48

#endif
