// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Messages for people go to the console, key=value lines for the host to the
 * second serial port. The machine powers off after the last one.
 */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/reboot.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int console_fd = -1;
static int verdict_fd = -1;

static int open_port(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios port;

	if (fd < 0 || tcgetattr(fd, &port))
		return fd;
	cfmakeraw(&port);
	cfsetspeed(&port, B115200);
	tcsetattr(fd, TCSANOW, &port);
	return fd;
}

void report_open(void)
{
	/* The output of such a port is never read: a write would hang. */
	if (!same_text(word("port", ""), "stuck"))
		console_fd =
			open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);
	verdict_fd = micro_has_disk() ? micro_open_disk()
				      : open_port(guest_machine.verdict_port);
	if (verdict_fd < 0)
		fail("nowhere to write the verdict");
}

long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A single write, so that no kernel message is inserted in it. */
static void say_list(const char *format, va_list arguments)
{
	char text[1024];
	char line[1100];
	int size;

	vsnprintf(text, sizeof(text), format, arguments);
	size = snprintf(line, sizeof(line), "kx: %s\n", text);
	if (write(console_fd, line, (size_t)size) == size)
		tcdrain(console_fd);
}

void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_list(format, arguments);
	va_end(arguments);
}

static void verdict_list(const char *key, const char *format, va_list arguments)
{
	char value[4096];

	vsnprintf(value, sizeof(value), format, arguments);
	dprintf(verdict_fd, "%s=%s\n", key, value);
	tcdrain(verdict_fd);
}

void verdict(const char *key, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	verdict_list(key, format, arguments);
	va_end(arguments);
}

static __attribute__((noreturn)) void power_off(void)
{
	sync();
	if (machine_powers_off())
		reboot(RB_POWER_OFF);
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

void fail(const char *format, ...)
{
	char reason[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	say("FAIL: %s", reason);
	verdict("done", "fail: %s", reason);
	power_off();
}

void must_return(const char *call, int got, int want)
{
	if (got != want)
		fail("%s: %d instead of %d", call, got, want);
}

void pass(void)
{
	coverage_save();
	verdict("done", "pass");
	power_off();
}
