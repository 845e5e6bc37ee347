/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The command line of kexec(8), parsed and checked. */
#ifndef TOOL_KEXEC_OPTIONS_H
#define TOOL_KEXEC_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "include/libkexec.h"

#define MODULES_MAX 64
#define GIVEN_MAX   88

/* What to do, in this order. */
enum step {
	STEP_UNLOAD = 1 << 0,
	STEP_LOAD = 1 << 1,
	STEP_REHEARSE = 1 << 2,
	STEP_SYNC = 1 << 3,
	STEP_NETWORK_DOWN = 1 << 4,
	STEP_EXECUTE = 1 << 5,
	STEP_SHUTDOWN = 1 << 6,
	STEP_CHECK = 1 << 7,
	STEP_JUMP_BACK = 1 << 8, /* load the code that jumps back */
	STEP_DRY_RUN = 1 << 9,	 /* instead of all others */
	STEP_SHOW = 1 << 10,	 /* likewise */
	STEP_LIST = 1 << 11,	 /* boot entries */
	STEP_PREPARE = 1 << 12,	 /* the restart that is under way */
	STEP_KEEP = 1 << 13,	 /* --prepare: KERNEL, unpacked */
	STEP_FORGET = 1 << 14,	 /* --prepare=none */
	STEP_ARM = 1 << 15,	 /* start the watchdog of a fallback */
	STEP_REPORT = 1 << 16,	 /* this system is alive */
	STEP_AWAIT = 1 << 17,	 /* that report */
	STEP_TIMELINE = 1 << 18, /* --report: the start of this system */
	STEP_TRY = 1 << 19,	 /* in a guest, instead of all others */
};

enum flag {
	FLAG_HELP = 1 << 0,
	FLAG_VERSION = 1 << 1,
	FLAG_DEBUG = 1 << 2,
	FLAG_STATUS = 1 << 3,
	FLAG_CRASH = 1 << 4,	 /* -p: the crash kernel */
	FLAG_NORMAL = 1 << 5,	 /* -l: --status reports the normal kernel */
	FLAG_NO_CHECKS = 1 << 6, /* -i */
	FLAG_NO_IFDOWN = 1 << 7,
	FLAG_NO_SYNC = 1 << 8,
	FLAG_REUSE_CMDLINE = 1 << 9,
	FLAG_WINDOW = 1 << 10, /* --mem-min or --mem-max was given */
	FLAG_ELF32 = 1 << 11,  /* --elf32-core-headers */
	FLAG_HOTPLUG = 1 << 12,
	FLAG_ON_DAMAGE = 1 << 13,  /* --if-damaged was given */
	FLAG_CRASH_SIZE = 1 << 14, /* --print-ckr-size */
	FLAG_CHECK = 1 << 15,
	FLAG_PRESERVE = 1 << 16, /* --load-preserve-context */
	FLAG_ENTRY = 1 << 17,	 /* --entry was given */
	FLAG_NO_EFI = 1 << 18,	 /* --noefi */
	FLAG_NO_CMA = 1 << 19,
	FLAG_QUIET = 1 << 20, /* -q: no warnings */
	FLAG_FORCE_DTB = 1 << 21,
	FLAG_MEMMAP = 1 << 22,	/* --pass-memmap-cmdline */
	FLAG_CONSOLE = 1 << 23, /* any option of the purgatory's console */
	FLAG_REAL_MODE = 1 << 24,
	FLAG_ENTRY_32BIT = 1 << 25,
	FLAG_KEEP_PACKED = 1 << 26,
	FLAG_NO_CRYPTO_TESTS = 1 << 27,
	FLAG_KEEP_INITRD = 1 << 28, /* --keep-initrd-packed */
	FLAG_BOOT_ENTRY = 1 << 29,  /* --boot-entry was given */
	FLAG_WHOLE_LINE = 1 << 30,  /* --command-line was, and not --append */
};

/* Looking before something is done; bits. */
enum look {
	LOOK_DRY_RUN = 1 << 0,
	LOOK_JSON = 1 << 1,
	LOOK_SHOW = 1 << 2,
	LOOK_SVG = 1 << 3,
	LOOK_TRY = 1 << 4,
};

/* Properties of an option; bits. */
enum meaning {
	HAS_OWN = 0,	     /* only what its row says */
	NEEDS_LOAD = 1 << 1, /* it applies to a load */
	/* The same, but kexec-tools accepts it without a load. */
	WANTS_LOAD = 1 << 2,
	NEEDS_TRY = 1 << 0,	 /* it applies to a trial */
	CHOOSES_CALL = 1 << 3,	 /* -s, -c, -a */
	ASKS_STATUS = 1 << 4,	 /* -S */
	LISTS_OR_LOADS = 1 << 5, /* --boot-entry */
};

/* An option on the command line. */
struct given {
	const char *name;     /* without dashes; static */
	unsigned int meaning; /* enum meaning, or-ed */
};

#define IMAGES_MAX 6

/* --try. Strings point into argv; NULL and 0: not given. */
struct trial {
	const char *until; /* a regular expression */
	const char *qemu;
	const char *accelerator;
	unsigned int seconds;
	unsigned int mib;
	bool has_disks;
	const char *images[IMAGES_MAX];
	unsigned int nr_images; /* 0: the disks are this machine's */
};

/* Strings point into argv. */
struct options {
	unsigned int steps; /* enum step, or-ed */
	unsigned int flags; /* enum flag, or-ed */
	unsigned int looks; /* enum look, or-ed */
	unsigned int would; /* enum step: what --dry-run is about */
	enum kexec_method method;
	enum kexec_on_damage on_damage;
	enum kexec_arguments arguments;
	const char *kernel;
	const char *const *initrds; /* "-": standard input */
	unsigned int nr_initrds;
	/* --dtb; NULL: not given */
	const char *dtb;
	/* The port is 0 unless --serial was given. */
	struct kexec_console console;
	const char *modules[MODULES_MAX]; /* "FILE STRING" */
	unsigned int nr_modules;
	const char *cmdline; /* --append, --command-line; NULL: not given */
	const char *type;    /* NULL: detect it */
	const char *profile; /* NULL: not given */
	const char *sysroot; /* NULL: this machine */
	uint64_t mem_min;    /* first address that may be used */
	uint64_t mem_end;    /* the one after the last */
	uint64_t entry;	     /* to jump back to */
	/* The ID of a boot entry in place of KERNEL; NULL: the next one. */
	const char *boot_entry;
	struct trial trial;
	unsigned int fallback;	    /* --with-fallback: seconds; 0: not given */
	const char *fallback_entry; /* an ID; NULL: not given */
	bool timeline;		    /* --timeline */
	struct given given[GIVEN_MAX]; /* each option once */
	unsigned int nr_given;
	/* The command line as typed; argc is 0 if there is none. */
	int argc;
	char *const *argv;
	int method_at; /* index of the last word with -s, -c or -a; 0: none */
	const char *mem_min_typed; /* NULL: not given */
	const char *mem_max_typed;
};

/**
 * options_parse - parse and check the command line
 * @options: filled; after --help, --version or --print-ckr-size only @flags is
 * valid
 *
 * Prints errors on stderr.
 *
 * Return: 0, or the exit status for the error.
 */
int options_parse(int argc, char *const argv[], struct options *options);

/** options_usage - print one line for each option */
void options_usage(FILE *to);

#endif
