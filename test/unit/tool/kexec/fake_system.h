/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Records the steps of tool/kexec/system.c instead of doing them. */
#ifndef TEST_UNIT_TOOL_KEXEC_FAKE_SYSTEM_H
#define TEST_UNIT_TOOL_KEXEC_FAKE_SYSTEM_H

#include <stdbool.h>

/*
 * One letter per step: s(ync) n(etwork down) (network )u(p) S(hutdown) w(ait)
 * R(estart).
 */
extern char fake_steps[16];

/* The result of system_may_start(). */
extern int fake_may_start;

/* The result of system_state_folder(); there is none at first. */
extern const char *fake_state_folder;

/* What happens in each step; NULL: nothing. */
extern void (*fake_on_step)(char letter);

/* The result of system_network_up(). */
extern bool fake_had_network;

/* The results of system_root(), system_is_root() and system_uptime(). */
extern const char *fake_root;
extern bool fake_is_root;
extern unsigned int fake_uptime;

/* So many more times, a process has the watchdog. */
extern unsigned int fake_busy;

/* The results of system_is_restarting() and system_take_wish(). */
extern bool fake_is_restarting;
extern const char *fake_wish;

#endif
