/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One random call: everything that it consists of depends on its number and
 * seed only. Calls for which kernels may differ are never made: see
 * random_calls.c.
 */
#ifndef TEST_BOOT_CASES_ORACLE_RANDOM_H
#define TEST_BOOT_CASES_ORACLE_RANDOM_H

#include "test/boot/cases/oracle/descriptors.h"
#include "test/boot/cases/oracle/oracle.h"

#include <stdio.h>

#define RANDOM_SEGMENTS 16

/* Loaded images: for a restart and for a panic. */
struct random_loaded {
	bool normal;
	bool crash;
};

struct random_kind;

struct random_call {
	uint64_t state;		     /* of the generator */
	struct random_loaded loaded; /* now */
	const struct random_kind *kind;
	/* As its kind's run() takes them. */
	unsigned long arguments[5];
	struct segment segments[RANDOM_SEGMENTS];
	const char *kernel; /* kinds of descriptors, for people */
	const char *initrd;
	const char *path;
	const char *text;
	descriptor open_kernel;
	descriptor open_initrd;
};

/* Make call @number of @seed. */
void random_make(struct random_call *call, uint64_t seed, unsigned long number,
		 struct random_loaded loaded);
/* Return: -errno or the call's other result. */
long random_run(struct random_call *call);
void random_print(const struct random_call *call, FILE *to);

/* random_numbers.c: the parts of a call. */
uint64_t random_next(struct random_call *call);
uint64_t random_below(struct random_call *call, uint64_t end);
bool random_percent(struct random_call *call, unsigned int chance);
/* A number at which something begins, ends or wraps; or any. */
uint64_t random_number(struct random_call *call);
const void *random_pointer(struct random_call *call);
/* Mostly none; never those of @differ. */
uint64_t random_flags(struct random_call *call, uint64_t differ);

/*
 * The result of a load. If a crash load fails, Linux has freed the old image,
 * and kexec.ko has kept it (kexec_load(2)): this function frees it as well.
 */
long random_settle(long result, bool is_crash);

/* random_load.c */
/* The address of crash kernels, if there is such memory. */
void random_find_region(void);
void random_make_load(struct random_call *call);
long random_run_load(struct random_call *call);
void random_make_load32(struct random_call *call);
long random_run_load32(struct random_call *call);

#endif
