/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a guest prints, as lines and as the facts that they state. */
#ifndef TOOL_KEXEC_TRY_CONSOLE_H
#define TOOL_KEXEC_TRY_CONSOLE_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#define CONSOLE_LINE  512 /* bytes of a line that are kept */
#define CONSOLE_LAST  20  /* lines that are kept */
#define CONSOLE_DISKS 4	  /* names of disks that are kept */
/* Bytes of lines that are shown: no guest fills the file that they go to. */
#define CONSOLE_SHOWN (4UL << 20)

enum console_fact {
	FACT_ENTERED = 1 << 0,
	FACT_KERNEL = 1 << 1,  /* it has printed anything after that */
	FACT_REACHED = 1 << 2, /* what was waited for */
	FACT_PANIC = 1 << 3,
	FACT_NO_ROOT = 1 << 4,	 /* the kernel could not mount it */
	FACT_NO_DEVICE = 1 << 5, /* root= is waited for in vain so far */
	FACT_SHELL = 1 << 6,	 /* a shell in place of the system */
	FACT_DISK = 1 << 7,	 /* the kernel has found a disk */
	FACT_NO_INIT = 1 << 8,
	FACT_BAD_INITRD = 1 << 9,
	FACT_MEMORY = 1 << 10,
	FACT_RESTART = 1 << 11,
	FACT_POWER_OFF = 1 << 12,
	FACT_NO_TYPE = 1 << 13, /* the root was found, and not mounted */
	FACT_DAMAGED = 1 << 14, /* the packed kernel */
	FACT_FROZEN = 1 << 15,	/* systemd has given up */
	FACT_MOUNTED = 1 << 16, /* the root, so it was found */
	FACT_MISSING = 1 << 17, /* after that, another device was not */
	FACT_LAST = FACT_MISSING,
};

/* Begin with all zero but @until. */
struct console {
	const regex_t *until; /* NULL: a system that is up */
	unsigned int facts;   /* enum console_fact, or-ed */
	bool is_over;	      /* a line has decided */
	bool is_closing;      /* and it is the one that is being read */
	bool is_quoting;      /* @decisive is the line that is being read */
	bool is_rest;	      /* of a line that is longer than is kept */
	bool is_echo;	      /* of the command line, not the guest's words */
	/* The line that is being read, without control characters. */
	char line[CONSOLE_LINE];
	size_t length;
	unsigned int escape;		       /* state in an escape sequence */
	char last[CONSOLE_LAST][CONSOLE_LINE]; /* a ring */
	unsigned int nr_lines;		       /* all, also those not kept */
	size_t shown;			       /* bytes given to each() */
	char decisive[CONSOLE_LINE]; /* the line that tells most so far */
	char disks[CONSOLE_DISKS][16];
	unsigned int nr_disks;
};

/**
 * console_feed - take what the console has printed
 * @each: NULL, or called for each complete line
 *
 * Return: whether the guest can be ended: what follows decides nothing.
 */
bool console_feed(struct console *console, const char *bytes, size_t size,
		  void (*each)(const char *line));

/**
 * console_pause - nothing more has come for a while, or will come
 *
 * The pattern that is waited for may match a line that is not over, such as a
 * prompt; but one that has only not been read so far does not end there.
 *
 * Return: as console_feed().
 */
bool console_pause(struct console *console);

/** console_has_entered - whether the guest has come to the plan */
bool console_has_entered(const struct console *console);

/** console_last - the line @back lines before the last one, or NULL */
const char *console_last(const struct console *console, unsigned int back);

#endif
