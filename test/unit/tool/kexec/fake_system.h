/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* tool/kexec/system.c, written down instead of done. */
#ifndef TEST_UNIT_TOOL_KEXEC_FAKE_SYSTEM_H
#define TEST_UNIT_TOOL_KEXEC_FAKE_SYSTEM_H

#include <stdbool.h>

/* A letter a step, in order: s(ync) n(etwork down) (network )u(p) S(hutdown).
 */
extern char fake_steps[16];

/* What system_may_start() answers. */
extern int fake_may_start;

/* What system_network_up() answers. */
extern bool fake_had_network;

#endif
