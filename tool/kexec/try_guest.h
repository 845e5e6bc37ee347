/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A guest of QEMU: its command line, its process, its console. */
#ifndef TOOL_KEXEC_TRY_GUEST_H
#define TOOL_KEXEC_TRY_GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tool/kexec/try_disks.h"
#include "tool/kexec/try_verdict.h"

#define GUEST_MESSAGE 512

struct guest {
	const char *qemu;	 /* its path */
	const char *accelerator; /* "kvm" or "tcg" */
	uint64_t memory;	 /* bytes */
	unsigned int seconds;	 /* until it is ended */
	bool may_retry;		 /* without KVM, if that does not work soon */
	int program;		 /* of kexec_image_write_guest() */
	const struct try_disks *disks;
	/* Set by guest_run(). */
	unsigned int took;	     /* seconds */
	char message[GUEST_MESSAGE]; /* the last words of QEMU itself */
	char failure[64];	     /* how QEMU itself has failed, or "" */
	bool is_message_over;	     /* the next byte begins another line */
	pid_t left;		     /* that was killed, and goes on; 0: none */
};

/**
 * guest_run - start a guest, and watch it until a line decides
 * @console: gets what its console prints
 * @each: NULL, or called for each line of it
 * @end: filled on success
 *
 * With KVM, a guest that may be started again without it must come to the
 * kernel within some seconds, or is ended.
 * Lines are given to @each only while standard output takes them: where nobody
 * reads it, the guest waits, and its time goes on.
 *
 * Return: 0, or a negative errno if there is no such process.
 */
int guest_run(struct guest *guest, struct console *console,
	      void (*each)(const char *line), enum verdict_end *end);

/**
 * guest_lacks_kvm - whether a guest has run with KVM, which did not work
 *
 * Such a guest did not come to the kernel, so all of it can be repeated.
 */
bool guest_lacks_kvm(const struct guest *guest, const struct console *console);

#endif
