// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A running watchdog during a jump (kx.watchdog=stopped or kept); kexec.ko is
 * told which one to keep (kx.keep=). The image waits for longer than the
 * watchdog's timeout; QEMU reports to the host whether it expired. Or the image
 * is never started, because a reboot notifier hangs (hung), and only the
 * watchdog can end that.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "test/boot/cases/load/payload.h"

#define IMAGE	  0x8000000UL
#define DEVICE	  "/dev/watchdog0"
#define PARAMETER "/sys/module/kexec/parameters/keep_watchdogs"
#define SECONDS	  8

/* clang-format off */
__asm__(".pushsection .rodata\n"
	"watchdog_entry:\n"
	"	.rept	8\n"
	"	payload_wait\n"
	"	.endr\n"
	"	payload_say 8f, 9f\n"
	"	payload_end\n"
	"8:	.ascii	\"\\ndone=pass\\n\"\n"
	"9:\n"
	"	.balign	4096\n"
	"watchdog_end:\n"
	".popsection\n");
/* clang-format on */

extern const uint8_t watchdog_entry[];
extern const uint8_t watchdog_end[];

/* It runs from here on, and is not fed. */
static void start_watchdog(void)
{
	int seconds = SECONDS;
	int fd = open(DEVICE, O_WRONLY);

	if (fd < 0 || ioctl(fd, WDIOC_SETTIMEOUT, &seconds))
		fail("%s: %s", DEVICE, strerrorname_np(errno));
	if (seconds != SECONDS)
		fail("the watchdog waits for %d seconds", seconds);
}

/* All, none, or one by its name; what it is not is refused, and kept. */
static void check_parameter(void)
{
	static const char *const rows[][2] = {
		{ "1", "Y" },		{ "watchdog31", "watchdog31" },
		{ "watchdog32", NULL }, { "watchdog", NULL },
		{ "dog0", NULL },	{ "N", "N" },
	};
	const char *now = "N";
	char got[16];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int err = write_text(PARAMETER, rows[i][0]);

		if (!err != (rows[i][1] != NULL))
			fail("%s: %s: %d", PARAMETER, rows[i][0], err);
		if (rows[i][1])
			now = rows[i][1];
		read_text(PARAMETER, got, sizeof(got));
		if (!same_text(got, now))
			fail("%s: %s: is %s", PARAMETER, rows[i][0], got);
	}
}

/* kx.notifier=: a faulty reboot notifier. */
static void obstruct(void)
{
	char parameter[32];
	int err;

	snprintf(parameter, sizeof(parameter), "how=%s", word("notifier", ""));
	err = insert_module_with("/obstruct.ko", parameter);
	if (err)
		fail("insmod obstruct.ko: %d", err);
}

void case_watchdog(void)
{
	const struct segment segment = {
		.buf = watchdog_entry,
		.bufsz = (size_t)(watchdog_end - watchdog_entry),
		.mem = IMAGE,
		.memsz = PAGE,
	};
	int err;

	kexec_arrive();
	if (word("keep", NULL)) {
		check_parameter();
		if (write_text(PARAMETER, word("keep", "")))
			fail("cannot write %s", PARAMETER);
	}
	err = call_kexec_load(IMAGE, 1, &segment, 0);
	if (err)
		fail("kexec_load: %d", err);
	if (word("notifier", NULL))
		obstruct();
	start_watchdog();
	say("jump");
	fail("reboot came back: %d", call_reboot_kexec());
}
