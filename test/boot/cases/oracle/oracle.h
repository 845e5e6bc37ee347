/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The oracle: calls, and the newest Linux's answers. The same tables run on
 * kernels with their own kexec and on ours; a kernel that differs has a reason,
 * or is wrong.
 */
#ifndef TEST_BOOT_CASES_ORACLE_ORACLE_H
#define TEST_BOOT_CASES_ORACLE_ORACLE_H

#include "test/boot/guest.h"

#define PAGE 4096UL
#define MIB  (1UL << 20)
/* Where segments go: memory that every guest has. */
#define BASE (16 * MIB)
/* No one has memory there. */
#define NOWHERE ((void *)16)
/* A page of memory, a page of nothing, and again; no heap begins so high. */
#define TORN_1 0x60000000UL
#define TORN_2 (TORN_1 + 2 * PAGE)
/* Memory in one piece. 32-bit programs have it, too. */
#define WHOLE	    (TORN_1 + 16 * PAGE)
#define WHOLE_PAGES 17

/*
 * Why a kernel answers otherwise. oracle.c lists the kernels that a reason
 * applies to; it does not apply to any others.
 */
enum why {
	AS_LINUX,
	OLD_LINUX,  /* it came after 6.1 */
	LEFTOVER,   /* a bug of Linux that we don't copy */
	DAMAGED,    /* we refuse kernel files that can't run */
	EMPTY_AT_0, /* another one */
	NO_X32,	    /* the kernel is built without x32 */
	NO_OVERLAY, /* or without overlayfs */
	NO_DOOR,    /* kexec.ko has only /dev/kexec */
	NO_RETURN,  /* built without CONFIG_KEXEC_JUMP, or it can't sleep */
	NO_MAXMEM,  /* any destination will do */
	NARROW,	    /* kexec.ko: but those beyond the CPU's addresses */
	WIDE,	    /* the CPU has all that are tried */
	NO_END,	    /* even where no CPU has an address */
	NO_LENGTH,  /* no kernel says how long its command line may be */
	CUT_OFF,    /* and Linux loads one that it will cut off */
	WHYS,
};

/*
 * The effect of a successful call. A failed one has none, except for crash
 * kernels: Linux has unloaded the old one by then, and kexec.ko has not.
 */
enum effect { KEEPS, LOADS, UNLOADS, LOSES };

/* Results are what the kernel returns: -errno, 0, or a count. */
struct expect {
	long want;
	enum effect effect;
	enum why why;
	long instead; /* instead of want, if @why applies */
};

/* Return: -errno or the call's other result. @row is the call's own. */
typedef long (*oracle_call)(const void *row);

/*
 * Make a call and check its result and the state in sysfs: with nothing loaded,
 * with an image loaded, or, while oracle_keeps(), only if it must fail and with
 * the loaded image.
 */
void oracle_row(const char *name, const struct expect *expect, oracle_call call,
		const void *row);
/* The same, never with an image: it would start. */
void oracle_row_unloaded(const char *name, const struct expect *expect,
			 oracle_call call, const void *row);
/* The same once, in a sequence whose steps cannot be repeated. */
void oracle_step(const char *name, long want, oracle_call call,
		 const void *row);
/* Parts of a row: count it and its reason; call, and check the state. */
long oracle_wanted(const struct expect *expect);
void oracle_make_call(const char *name, long want, oracle_call call,
		      const void *row);
/* Load or unload a normal image. */
void oracle_set_loaded(bool loaded);
/* A row that is not a call: its fault, or NULL. */
void oracle_fact(const char *name, const char *wrong);
bool oracle_holds(enum why why);
bool oracle_keeps(void);
bool oracle_is_older_than(int major, int minor);
/* Expected values of the sysctls from now on. */
void oracle_expect_disabled(int disabled);
void oracle_expect_limits(int panic, int reboot);
/* And the files of crash kernels. */
void oracle_expect_crash(bool loaded, unsigned long size_bytes);
/* Before the first row: read this kernel's state. */
void oracle_begin(void);
/* Map what is at TORN_1, TORN_2 and WHOLE. */
void oracle_make_memory(void);
/* Whether there are 32-bit programs, which have that memory. */
bool oracle_has_32bit(void);
/* Run all tables against an image that is loaded, and must stay so. */
void oracle_keep_image(void);
/* The last rows and the score. */
void oracle_end(void);
/* The counts; fails if there was an unexpected answer. */
void oracle_score(void);

/* The tables; the last one cannot be undone. */
void oracle_load_rows(void);
void oracle_sweep_rows(void);
void oracle_file_rows(void);
void oracle_image_rows(void);
void oracle_compat_rows(void);
void oracle_caller_rows(void);
void oracle_state_rows(void);
void oracle_folder_rows(void);
void oracle_busy_rows(void);
void oracle_last_rows(void);

#endif
