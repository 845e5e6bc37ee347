/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The oracle: calls, and what the newest Linux answers. The same tables run on
 * kernels with kexec of their own and on ours; whoever differs has a reason,
 * or is wrong.
 */
#ifndef TEST_BOOT_CASES_ORACLE_H
#define TEST_BOOT_CASES_ORACLE_H

#include "../guest.h"

#define PAGE 4096UL
#define MIB  (1UL << 20)
/* Where segments go: memory that every guest has. */
#define BASE (16 * MIB)
/* Nobody has memory there. */
#define NOWHERE ((void *)16)
/* A page of memory, a page of nothing, and again; no heap begins so high. */
#define TORN_1 0x60000000UL
#define TORN_2 (TORN_1 + 2 * PAGE)

/*
 * Why a kernel answers otherwise. Which kernels a reason is for stands in
 * oracle.c, and nobody else may make use of it.
 */
enum why {
	AS_LINUX,
	OLD_LINUX,  /* it came after 6.1 */
	LEFTOVER,   /* a bug of Linux that we don't copy */
	DAMAGED,    /* we refuse kernel files that can't run */
	EMPTY_AT_0, /* another one */
	NO_X32,	    /* the kernel is built without x32 */
	NO_OVERLAY, /* nor overlayfs */
	NO_DOOR,    /* kexec.ko has /dev/kexec alone */
	NO_RETURN,  /* built without CONFIG_KEXEC_JUMP, or it can't sleep */
	WHYS,
};

/*
 * What a call that succeeds does; one that fails does nothing, but for crash
 * kernels: there Linux has unloaded the old one, and kexec.ko has not.
 */
enum effect { KEEPS, LOADS, UNLOADS, LOSES };

/* Results are what the kernel returns: -errno, 0, or a count. */
struct expect {
	long want;
	enum effect effect;
	enum why why;
	long instead; /* of want, where @why holds */
};

/* Return: -errno or what else the call said. @row is the call's own. */
typedef long (*oracle_call)(const void *row);

/*
 * Make a call and check what it says and what it leaves in sysfs: with nothing
 * loaded, with an image loaded, or, while oracle_keeps(), only if it must fail
 * and with what is loaded.
 */
void oracle_row(const char *name, const struct expect *expect, oracle_call call,
		const void *row);
/* The same, never with an image: it would start. */
void oracle_row_unloaded(const char *name, const struct expect *expect,
			 oracle_call call, const void *row);
/* The same as it is, in a story whose steps can't be repeated. */
void oracle_step(const char *name, long want, oracle_call call,
		 const void *row);
/* The parts of a row: count it and its reason; call, and check the state. */
long oracle_wanted(const struct expect *expect);
void oracle_make_call(const char *name, long want, oracle_call call,
		      const void *row);
/* Load or unload a normal image. */
void oracle_set_loaded(bool loaded);
/* A row that is no call: what is wrong with it, or NULL. */
void oracle_fact(const char *name, const char *wrong);
bool oracle_holds(enum why why);
bool oracle_keeps(void);
bool oracle_is_older_than(int major, int minor);
/* What the sysctls must read from now on. */
void oracle_expect_disabled(int disabled);
void oracle_expect_limits(int panic, int reboot);
/* And the files of crash kernels. */
void oracle_expect_crash(bool loaded, unsigned long size_bytes);
/* Before the first row: what this kernel has. */
void oracle_begin(void);
/* Map what is at TORN_1 and TORN_2. */
void oracle_make_torn_memory(void);
/* Run all tables against an image that is loaded, and must stay so. */
void oracle_keep_image(void);
/* The last rows and the score. */
void oracle_end(void);
/* The score; fails if there was a surprise. */
void oracle_score(void);

/* The tables; the last one is what can't be undone. */
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
