// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooked functions of an x86_64 kernel, and the registers with their
 * arguments. A system call's function gets the caller's registers. A 64-bit
 * caller passes arguments in di, si, dx, r10, r8; a 32-bit one (int 0x80) in
 * bx, cx, dx, si.
 */
#include "module/arch.h"

#include "module/hooks.h"
#include "module/kxm.h"
#include "module/load.h"
#include "module/reboot.h"

#include <linux/compat.h>
#include <linux/ptrace.h>
#include <linux/reboot.h>

static long kexec_load(const struct pt_regs *regs)
{
	const void __user *segments = (const void __user *)regs->dx;
	int err = kxm_kexec_load(regs->di, regs->si, segments, regs->r10);

	return kxm_return(err);
}

static long kexec_file_load(const struct pt_regs *regs)
{
	const char __user *cmdline = (const char __user *)regs->r10;

	return kxm_return(kxm_kexec_file_load(regs->di, regs->si, regs->dx,
					      cmdline, regs->r8));
}

static long reboot(const struct pt_regs *regs)
{
	return kxm_return(kxm_reboot(regs->di, regs->si));
}

static long ia32_kexec_load(const struct pt_regs *regs)
{
	return kxm_return(kxm_kexec_load_compat((u32)regs->bx, (u32)regs->cx,
						compat_ptr(regs->dx),
						(u32)regs->si));
}

static long ia32_reboot(const struct pt_regs *regs)
{
	return kxm_return(kxm_reboot(regs->bx, regs->cx));
}

/* x32: the registers of a 64-bit caller, with 32-bit values. */
static long x32_kexec_load(const struct pt_regs *regs)
{
	return kxm_return(kxm_kexec_load_compat((u32)regs->di, (u32)regs->si,
						compat_ptr(regs->dx),
						(u32)regs->r10));
}

/* The size of "call __fentry__", or of the NOP in its place. */
const unsigned long kxm_arch_ftrace_bytes = 5;
/* Or behind ENDBR, which ftrace knows where there is ENDBR. */
const u8 kxm_arch_ftrace_places[] = { 0 };
const unsigned int kxm_arch_ftrace_place_count =
	ARRAY_SIZE(kxm_arch_ftrace_places);

/* The command is in dx for 32-bit callers, too. */
static bool is_kexec_reboot(const struct pt_regs *call)
{
	return (u32)call->dx == LINUX_REBOOT_CMD_KEXEC;
}

/*
 * The functions that only return ENOSYS come first. If a hook is disabled, its
 * test runs the kernel's function, and that of reboot(2) checks a capability.
 */
/* clang-format off */
struct kxm_hooked kxm_hooked_functions[] = {
	{ "__x64_sys_kexec_load", kexec_load },
	{ "__x64_sys_kexec_file_load", kexec_file_load },
	{ "__ia32_compat_sys_kexec_load", ia32_kexec_load,
	  .is_optional = true },
	{ "__x64_compat_sys_kexec_load", x32_kexec_load,
	  .is_optional = true },
	/* The same in Linux 5.10. */
	{ "__x32_compat_sys_kexec_load", x32_kexec_load,
	  .is_optional = true },
	{ "__x64_sys_reboot", reboot, is_kexec_reboot },
	{ "__ia32_sys_reboot", ia32_reboot, is_kexec_reboot,
	  .is_optional = true },
};

/* clang-format on */

const unsigned int kxm_hooked_count = ARRAY_SIZE(kxm_hooked_functions);
