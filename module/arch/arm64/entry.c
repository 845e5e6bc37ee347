// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooked functions of an arm64 kernel, and the registers with their
 * arguments. A system call's function gets the caller's registers. Any caller
 * passes arguments in the first ones; those of a 32-bit one have 32 bits.
 *
 * In a kernel without kexec each of these names is a function of its own that
 * returns ENOSYS (COND_SYSCALL() in Linux arch/arm64/include/asm/
 * syscall_wrapper.h), so a hook changes no other system call. A hook enters the
 * functions here as if they had been called at that place: through the first
 * instruction, with the link register of the caller, which they sign and check
 * themselves (pointer authentication). ftrace enters them by RET, which BTI
 * does not check; a kprobe by ERET, with the kind of branch that led to the
 * hooked function, which is the call of a function: their addresses are taken,
 * so the compiler lets them begin with BTI where the kernel has it. No C code
 * calls them indirectly, so kCFI compares no types.
 */
#include "module/arch.h"

#include "module/hooks.h"
#include "module/kxm.h"
#include "module/load.h"
#include "module/reboot.h"

#include <linux/compat.h>
#include <linux/ptrace.h>
#include <linux/reboot.h>

static long kexec_load(const struct pt_regs *call)
{
	const u64 *arguments = call->regs;
	const void __user *segments = (const void __user *)arguments[2];

	return kxm_return(kxm_kexec_load(arguments[0], arguments[1], segments,
					 arguments[3]));
}

/* Callers of 32 bits have a number for it, too. */
static long kexec_file_load(const struct pt_regs *call)
{
	const u64 *arguments = call->regs;
	const char __user *cmdline = (const char __user *)arguments[3];

	return kxm_return(kxm_kexec_file_load(arguments[0], arguments[1],
					      arguments[2], cmdline,
					      arguments[4]));
}

static long reboot(const struct pt_regs *call)
{
	return kxm_return(kxm_reboot(call->regs[0], call->regs[1]));
}

static long compat_kexec_load(const struct pt_regs *call)
{
	u32 entry = call->regs[0];
	u32 count = call->regs[1];
	const void __user *segments = compat_ptr(call->regs[2]);
	u32 flags = call->regs[3];
	int err = kxm_kexec_load_compat(entry, count, segments, flags);

	return kxm_return(err);
}

/* It patches the second one of two; with BTI they are behind another one. */
const unsigned long kxm_arch_ftrace_bytes = 4;
const u8 kxm_arch_ftrace_places[] = { 4, 8 };
const unsigned int kxm_arch_ftrace_place_count =
	ARRAY_SIZE(kxm_arch_ftrace_places);

static bool is_kexec_reboot(const struct pt_regs *call)
{
	return (u32)call->regs[2] == LINUX_REBOOT_CMD_KEXEC;
}

/* In this order for the reason that entry.c of x86_64 gives. */
/* clang-format off */
struct kxm_hooked kxm_hooked_functions[] = {
	{ "__arm64_sys_kexec_load", kexec_load },
	{ "__arm64_sys_kexec_file_load", kexec_file_load },
	{ "__arm64_compat_sys_kexec_load", compat_kexec_load,
	  .is_optional = true },
	{ "__arm64_sys_reboot", reboot, is_kexec_reboot },
};

/* clang-format on */

const unsigned int kxm_hooked_count = ARRAY_SIZE(kxm_hooked_functions);
