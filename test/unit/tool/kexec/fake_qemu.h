/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A script in the place of QEMU, in a folder that every user may read. */
#ifndef TEST_UNIT_TOOL_KEXEC_FAKE_QEMU_H
#define TEST_UNIT_TOOL_KEXEC_FAKE_QEMU_H

/* Of a script: the guest has come to the plan. */
#define ENTERED "echo; echo 'kexec: guest entered'; "

/* Of the script. */
extern char fake_qemu[64];

/** fake_qemu_set_up, fake_qemu_tear_down - for a group of tests */
int fake_qemu_set_up(void **state);
int fake_qemu_tear_down(void **state);

/** fake_qemu_write - make the script, of sh(1)'s commands */
void fake_qemu_write(const char *script);

#endif
