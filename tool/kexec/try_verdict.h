/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Whether a guest came up, and if not, the cause. */
#ifndef TOOL_KEXEC_TRY_VERDICT_H
#define TOOL_KEXEC_TRY_VERDICT_H

#include "tool/kexec/try_console.h"

enum verdict_result {
	VERDICT_REACHED, /* what was waited for was seen */
	VERDICT_FAILED,	 /* the start has failed */
	VERDICT_UNKNOWN, /* it can't be said */
};

/* How the guest ended. */
enum verdict_end {
	VERDICT_END_LINE,  /* a line decided; it was ended */
	VERDICT_END_EXIT,  /* QEMU has ended: a reset, or power off */
	VERDICT_END_TIME,  /* the time was over */
	VERDICT_END_FAULT, /* QEMU has ended, and not because of its guest */
};

/* What there is to know of a trial. All is borrowed. */
struct verdict_about {
	const struct console *console;
	enum verdict_end end;
	bool has_initrd;
	bool has_disks;
	bool is_in_use;	 /* what it reads of its disks may change meanwhile */
	bool is_renamed; /* root= names a disk whose name is another there */
	bool is_full;	 /* the guest wrote more to a disk than is kept */
	const char *failure; /* how QEMU itself has ended; "": as its guest */
	bool is_same_driver; /* each of its disks has the driver it has here */
	const char *disk;    /* for people: what its disks are; NULL: none */
	/* The value of root=; NULL: the command line has none. */
	const char *root;
};

struct verdict {
	enum verdict_result result;
	const char *name; /* stable, for programs; static */
	char text[3 * CONSOLE_LINE];
};

/** verdict_give - decide */
void verdict_give(const struct verdict_about *about, struct verdict *verdict);

#endif
