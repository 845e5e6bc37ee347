/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The three system calls. Tests link a recorder instead of syscall.c. No other
 * function of lib/ makes a call that changes the machine.
 */
#ifndef LIB_LOAD_SYSCALL_H
#define LIB_LOAD_SYSCALL_H

#include "include/libkexec.h"

#include "kx_port.h"

/* Arguments of kexec_file_load(2). */
struct kxl_file_load {
	int kernel_fd;
	int initrd_fd;
	unsigned long cmdline_len; /* in bytes, including the final NUL */
	const char *cmdline;
	unsigned long flags;
};

/** kxl_sys_load - kexec_load(2); 0 or a negative errno */
int kxl_sys_load(unsigned long entry, unsigned long nr_segments,
		 const struct kexec_segment *segments, unsigned long flags);

/** kxl_sys_file_load - kexec_file_load(2); 0 or a negative errno */
int kxl_sys_file_load(const struct kxl_file_load *call);

/**
 * kxl_sys_note_call - leave a note for the purgatory when the call was made
 * @ticks: the time-stamp counter, or 0: there is no call
 *
 * See KX_CALL_NOTE. If /dev/mem can't be written, nothing is left, and the
 * timeline lacks this moment.
 */
void kxl_sys_note_call(u64 ticks);

/** kxl_sys_execute - reboot(2) into the loaded kernel; a negative errno */
int kxl_sys_execute(void);

/**
 * kxl_sys_execute_noted - the same, for an image with a timeline
 * @ticks: the counter at the call; arm64 keeps it in a register. 0: not known
 */
int kxl_sys_execute_noted(u64 ticks);

/**
 * kxl_sys_rehearse - all steps except the jump; 0 or a negative errno, -ENOSYS
 * without /dev/kexec, -ENOTTY if the module is too old for it
 */
int kxl_sys_rehearse(void);

#endif
