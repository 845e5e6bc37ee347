// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* In place of ioctl(2), by the linker's --wrap. */
#include "test/unit/tool/kexec/fake_watchdog.h"

#include <errno.h>
#include <linux/watchdog.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "test/unit/test.h"

int fake_set_errno;
int fake_rounding;
bool fake_has_no_magicclose;
int fake_seconds;
unsigned int fake_pings;
bool fake_has_no_ping;
int fake_left;
int fake_stop_errno;

/* What it does not know, it takes for WDIOC_SETTIMEOUT. */
static int answer(unsigned long request, va_list *args)
{
	struct watchdog_info *info;
	int *seconds;

	if (request == WDIOC_KEEPALIVE) {
		fake_pings += !fake_has_no_ping;
		return fake_has_no_ping ? EOPNOTSUPP : 0;
	}
	if (request == WDIOC_SETOPTIONS)
		return fake_stop_errno;
	if (request == WDIOC_GETSUPPORT) {
		info = va_arg(*args, struct watchdog_info *);
		info->options = fake_has_no_magicclose ? 0 : WDIOF_MAGICCLOSE;
		return 0;
	}
	seconds = va_arg(*args, int *);
	if (request == WDIOC_GETTIMELEFT) {
		*seconds = fake_left;
		return fake_left ? 0 : EOPNOTSUPP;
	}
	if (fake_set_errno)
		return fake_set_errno;
	fake_seconds = *seconds;
	*seconds += fake_rounding;
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...);

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list args;

	(void)fd;
	va_start(args, request);
	errno = answer(request, &args);
	va_end(args);
	return errno ? -1 : 0;
}

void fake_watchdog_fact(const struct fixture *fixture, unsigned int number,
			const char *fact, const char *text)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/watchdog/watchdog%u/%s",
		 number, fact);
	fixture_text(fixture, path, text);
}

void fake_watchdog(const struct fixture *fixture, unsigned int number,
		   const char *identity)
{
	char path[32];

	fake_set_errno = 0;
	fake_rounding = 0;
	fake_has_no_magicclose = false;
	fake_seconds = 0;
	fake_pings = 0;
	fake_has_no_ping = false;
	fake_left = 0;
	fake_stop_errno = 0;
	snprintf(path, sizeof(path), "/dev/watchdog%u", number);
	fixture_text(fixture, path, "");
	fake_watchdog_fact(fixture, number, "dev", "10:130\n");
	if (!identity)
		return;
	fake_watchdog_fact(fixture, number, "identity", identity);
	fake_watchdog_fact(fixture, number, "nowayout", "0\n");
	fake_watchdog_fact(fixture, number, "state", "inactive\n");
	fake_watchdog_fact(fixture, number, "max_timeout", "600\n");
}

bool fake_watchdog_got(const struct fixture *fixture, unsigned int number,
		       const char *text)
{
	char got[8] = "";
	char inner[64];
	char path[128];
	FILE *file;

	snprintf(inner, sizeof(inner), "/dev/watchdog%u", number);
	fixture_path(fixture, inner, path);
	file = fopen(path, "re");
	assert_non_null(file);
	if (!fgets(got, sizeof(got), file))
		got[0] = '\0';
	fclose(file);
	return !strcmp(got, text);
}
