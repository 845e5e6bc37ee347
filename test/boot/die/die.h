/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Ways to crash a kernel. */
#ifndef TEST_BOOT_DIE_DIE_H
#define TEST_BOOT_DIE_DIE_H

struct die_way {
	const char *name;
	void (*die)(void);
};

/* nmi.c */
extern const struct die_way die_nmi_ways[];
extern const unsigned int die_nmi_count;

/* ways.c: never returns. NULL: with interrupts off, too. */
int die_spin(void *is_soft);

#endif
