/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * int kxl_restart_call(u64 note): reboot(2) with its command for kexec, and the
 * note in TPIDR_EL0. Returns what the call returns; the register is as before.
 */
#include <asm/unistd.h>
#include <linux/reboot.h>

	.text
	.globl	kxl_restart_call
	.hidden	kxl_restart_call
	.type	kxl_restart_call, %function
kxl_restart_call:
	hint	#34 /* bti c */
	mrs	x9, tpidr_el0
	msr	tpidr_el0, x0
	mov	x8, #__NR_reboot
	ldr	w0, =LINUX_REBOOT_MAGIC1
	ldr	w1, =LINUX_REBOOT_MAGIC2
	ldr	w2, =LINUX_REBOOT_CMD_KEXEC
	mov	x3, xzr
	svc	#0
	msr	tpidr_el0, x9
	ret
	.size	kxl_restart_call, . - kxl_restart_call

	.section .note.GNU-stack, "", %progbits
