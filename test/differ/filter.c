// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A row for each system call that is not just made. */
#include "test/differ/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
/* If what was loaded is @value, then @what. */
#define ON(value, what)                                     \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1), \
		BPF_STMT(BPF_RET | BPF_K, (what))
#define ASK    SECCOMP_RET_USER_NOTIF
#define REFUSE (SECCOMP_RET_ERRNO | EPERM)

/* The first ones are for measuring alone: calls that may release memory. */
#define RELEASES (4 + 2 * 8)

static const struct sock_filter code[] = {
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
	ANSWER(REFUSE),
	LOAD(nr),
	ON(SYS_munmap, ASK),
	ON(SYS_mremap, ASK),
	ON(SYS_madvise, ASK),
	ON(SYS_brk, ASK),
	ON(SYS_close, ASK),
	ON(SYS_ftruncate, ASK),
	ON(SYS_fallocate, ASK),
	ON(SYS_exit_group, ASK),
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
	ANSWER(REFUSE),
	LOAD(nr),
	/* The numbers of x32 are those of x86-64 and this bit. */
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x40000000, 0, 1),
	ANSWER(REFUSE),
	ON(SYS_kexec_load, ASK),
	ON(SYS_kexec_file_load, ASK),
	ON(SYS_reboot, ASK),
	ON(SYS_sync, ASK),
	ON(SYS_execve, ASK),
	ON(SYS_getrandom, ASK),
	ON(SYS_execveat, REFUSE),
	ON(SYS_init_module, REFUSE),
	ON(SYS_finit_module, REFUSE),
	ON(SYS_delete_module, REFUSE),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 1, 0),
	ANSWER(SECCOMP_RET_ALLOW),
	LOAD(args[1]),
	ON(SIOCGIFFLAGS, ASK),
	ON(SIOCSIFFLAGS, ASK),
	ANSWER(SECCOMP_RET_ALLOW),
};

struct sock_fprog filter_program(bool is_measured)
{
	size_t skipped = is_measured ? 0 : RELEASES;

	return (struct sock_fprog){
		.len = sizeof(code) / sizeof(code[0]) - skipped,
		.filter = (struct sock_filter *)(uintptr_t)(code + skipped),
	};
}
