/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A process that may do little: what runs a guest. */
#ifndef TOOL_KEXEC_TRY_CONFINE_H
#define TOOL_KEXEC_TRY_CONFINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* As env(1) does. */
#define CONFINE_NOT_STARTED 127

/* Whether the process may use KVM. */
enum confine_kvm { CONFINE_NO_KVM, CONFINE_KVM };

struct confined {
	char *const *words; /* the program's path, its arguments, NULL */
	const int *fds;	    /* these become 0, 1, 2 and so on; no others stay */
	unsigned int nr_fds;
	uint64_t memory; /* bytes of address space */
	uint64_t file;	 /* bytes that a file may grow to */
	enum confine_kvm kvm;
	uid_t user; /* its own, if root starts it; set by confine_start() */
};

/**
 * confine_start - start a program that may do little
 * @pid: filled on success
 *
 * The process ends with this one. See try_confine.c for what it can't do. If
 * any of that fails, the program does not run: the process says what and why on
 * its standard error, and exits with CONFINE_NOT_STARTED. What the kernel does
 * not have is left out: confine_lacks().
 *
 * Return: 0 or a negative errno.
 */
int confine_start(const struct confined *asked, pid_t *pid);

/**
 * confine_lacks - what this kernel does not have to confine a process
 * @nr: 0 is the first, and so on
 *
 * Return: a sentence, or NULL if no more is missing.
 */
const char *confine_lacks(unsigned int nr);

/**
 * confine_has_kvm - whether that process may open /dev/kvm
 *
 * It is not opened here: that may hang.
 */
bool confine_has_kvm(void);

#endif
