// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A filter of system calls, made of tables. QEMU adds its own, which it makes
 * when it has started; this one is there before, and is about what reaches
 * other processes, and what no limit counts: a socket that has a name in the
 * file system is in no network namespace, and most are open to every user; a
 * limit on address space does not bound what is written to a file in memory.
 *
 * A disk that is open to be read alone still takes commands by ioctl(2), such
 * as to stop its motor, to lock its door, or to trace it in memory that no
 * limit counts. So only those pass that QEMU needs: what asks for sizes, one by
 * one, and families of others: terminals, file systems and, if it is used, KVM.
 */
#include "tool/kexec/try_seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
/* Numbers from here on are those of x32, a second set of the same calls. */
#define X32 0x40000000
/* Of Linux 5.6; older C libraries lack its name. */
#define CALL_PIDFD_GETFD 438
/* Of Linux 5.14. */
#define CALL_MEMFD_SECRET 447
/* Of an ioctl's number, those bits that name its family. */
#define FAMILY 0xff00

static const unsigned int refused[] = {
	/*
	 * Others, through the network or a file system. One of a pair may send
	 * to any name, as one without a peer may.
	 */
	SYS_socket,
	SYS_socketpair,
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
	SYS_fsopen,
	SYS_fsmount,
	SYS_open_tree,
	SYS_move_mount,
	CALL_PIDFD_GETFD,
	/* Memory that no limit counts. */
	SYS_memfd_create,
	CALL_MEMFD_SECRET,
	SYS_shmget,
	/* The same, and it stays when nobody has it any more. */
	SYS_msgget,
	SYS_semget,
	SYS_mq_open,
	SYS_kexec_load,
	SYS_kexec_file_load,
};

/* These calls are refused with one value of an argument, of 32 bits. */
static const struct {
	unsigned int call;
	unsigned int argument;
	unsigned short test; /* BPF_JEQ, or BPF_JSET: any of these bits */
	unsigned int value;
} refused_with[] = {
	/* Words typed on a terminal, or selected. */
	{ SYS_ioctl, 1, BPF_JEQ, TIOCSTI },
	{ SYS_ioctl, 1, BPF_JEQ, TIOCLINUX },
	/* To outlive its parent. */
	{ SYS_prctl, 0, BPF_JEQ, PR_SET_PDEATHSIG },
	/* All rights, in a namespace of its own. */
	{ SYS_clone, 0, BPF_JSET, CLONE_NEWUSER },
};

/*
 * Of disks. Not all others of their family need the right to write: whoever can
 * read a disk can trace it (blkdev_ioctl() in Linux block/ioctl.c).
 */
static const unsigned int sizes[] = {
	BLKROGET,   BLKGETSIZE,	  BLKSECTGET,	    BLKSSZGET,
	BLKBSZGET,  BLKIOMIN,	  BLKIOOPT,	    BLKALIGNOFF,
	BLKPBSZGET, BLKGETSIZE64, BLKDISCARDZEROES, BLKROTATIONAL,
};

/* Linux Documentation/userspace-api/ioctl/ioctl-number.rst. */
static const unsigned int families[] = {
	0xae00,	  /* KVM: the first, which is left out without it */
	'T' << 8, /* terminals and pipes */
	'X' << 8, /* file systems */
	'f' << 8,
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

/* Goes on with the next step, or skips @skipped if the test fails. */
static struct sock_filter if_is(unsigned short test, unsigned int value,
				unsigned char skipped)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0,
					    skipped);
}

/* Other numbers than those of a 64-bit program's calls end the process. */
static unsigned short begin(struct sock_filter *steps)
{
	unsigned short at = 0;

	steps[at++] = load(offsetof(struct seccomp_data, arch));
	steps[at] = if_is(BPF_JEQ, AUDIT_ARCH_X86_64, 0);
	steps[at++].jt = 1;
	steps[at++] = give(SECCOMP_RET_KILL_PROCESS);
	steps[at++] = load(offsetof(struct seccomp_data, nr));
	steps[at++] = if_is(BPF_JGE, X32, 1);
	steps[at++] = give(SECCOMP_RET_KILL_PROCESS);
	return at;
}

/* Skips @skipped if the number is one of @values. */
static unsigned short if_any(struct sock_filter *steps,
			     const unsigned int *values, unsigned char count,
			     unsigned char skipped)
{
	unsigned char i;

	for (i = 0; i < count; i++) {
		steps[i] = if_is(BPF_JEQ, values[i], 0);
		steps[i].jt = (unsigned char)(count - 1 - i + skipped);
	}
	return count;
}

/* The last test: what comes after it no longer knows the call. */
static unsigned short add_commands(struct sock_filter *steps,
				   enum confine_kvm kvm)
{
	const unsigned char first = kvm == CONFINE_KVM ? 0 : 1;
	const unsigned char count = (unsigned char)ARRAY_SIZE(families) - first;
	const unsigned char nr_sizes = ARRAY_SIZE(sizes);
	unsigned short at = 0;

	steps[at++] = if_is(BPF_JEQ, SYS_ioctl, nr_sizes + count + 3);
	steps[at++] =
		load(offsetof(struct seccomp_data, args) + sizeof(uint64_t));
	/* To the step after the last one here. */
	at += if_any(steps + at, sizes, nr_sizes, count + 2);
	steps[at++] =
		(struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, FAMILY);
	at += if_any(steps + at, families + first, count, 1);
	steps[at++] = give(SECCOMP_RET_ERRNO | EACCES);
	return at;
}

bool seccomp_enter(enum confine_kvm kvm)
{
	const unsigned int refuse = SECCOMP_RET_ERRNO | EACCES;
	struct sock_filter steps[13 + 2 * ARRAY_SIZE(refused) +
				 5 * ARRAY_SIZE(refused_with) +
				 ARRAY_SIZE(sizes) + ARRAY_SIZE(families)];
	struct sock_fprog program = { .filter = steps };
	unsigned short at = begin(steps);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		steps[at++] = if_is(BPF_JEQ, refused[i], 1);
		steps[at++] = give(refuse);
	}
	/* Its flags are in memory; a C library then takes clone(2). */
	steps[at++] = if_is(BPF_JEQ, SYS_clone3, 1);
	steps[at++] = give(SECCOMP_RET_ERRNO | ENOSYS);
	for (i = 0; i < ARRAY_SIZE(refused_with); i++) {
		steps[at++] = if_is(BPF_JEQ, refused_with[i].call, 4);
		/* The lower half comes first. */
		steps[at++] = load(offsetof(struct seccomp_data, args) +
				   refused_with[i].argument * sizeof(uint64_t));
		steps[at++] =
			if_is(refused_with[i].test, refused_with[i].value, 1);
		steps[at++] = give(refuse);
		steps[at++] = load(offsetof(struct seccomp_data, nr));
	}
	at = (unsigned short)(at + add_commands(steps + at, kvm));
	steps[at++] = give(SECCOMP_RET_ALLOW);
	program.len = at;
	return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
