// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A filter of system calls, made of a table. QEMU adds its own, which it makes
 * when it has started; this one is there before, and is about what reaches
 * other processes: a socket that has a name in the file system is in no network
 * namespace, and most are open to every user.
 */
#include "tool/kexec/try_seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define COUNT (sizeof(refused) / sizeof(refused[0]))
/* Numbers from here on are those of x32, a second set of the same calls. */
#define X32 0x40000000

static const unsigned int refused[] = {
	/* Others, through the network or a file system. */
	SYS_socket,
	SYS_connect,
	SYS_bind,
	/* The same and more, in the kernel's own threads. */
	SYS_io_uring_setup,
	/* Others, in their memory. */
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	/* Keys, programs and views that the kernel keeps. */
	SYS_add_key,
	SYS_request_key,
	SYS_keyctl,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_unshare,
	SYS_setns,
	SYS_mount,
	SYS_kexec_load,
	SYS_kexec_file_load,
};

static struct sock_filter load(size_t offset)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					    (unsigned int)offset);
}

static struct sock_filter give(unsigned int action)
{
	return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
}

/* Goes on with the next step, or skips that one if the test fails. */
static struct sock_filter if_is(unsigned short test, unsigned int value)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0,
					    1);
}

bool seccomp_enter(void)
{
	const unsigned int refuse = SECCOMP_RET_ERRNO | EACCES;
	struct sock_filter steps[7 + 2 * COUNT];
	struct sock_fprog program = { .filter = steps };
	unsigned short at = 0;
	size_t i;

	/* Calls of 32-bit programs have other numbers. */
	steps[at++] = load(offsetof(struct seccomp_data, arch));
	steps[at] = if_is(BPF_JEQ, AUDIT_ARCH_X86_64);
	steps[at++].jt = 1;
	steps[at - 1].jf = 0;
	steps[at++] = give(SECCOMP_RET_KILL_PROCESS);
	steps[at++] = load(offsetof(struct seccomp_data, nr));
	steps[at++] = if_is(BPF_JGE, X32);
	steps[at++] = give(SECCOMP_RET_KILL_PROCESS);
	for (i = 0; i < COUNT; i++) {
		steps[at++] = if_is(BPF_JEQ, refused[i]);
		steps[at++] = give(refuse);
	}
	steps[at++] = give(SECCOMP_RET_ALLOW);
	program.len = at;
	return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
