// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Values of options are parsed in full or refused: a value without the rest
 * that strtoull() leaves would not be what the user typed.
 */
#include "tool/kexec/value.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "tool/kexec/line.h"

int value_refuse(const char *name, const char *value, const char *why)
{
	line_print(stderr, "Bad option value in --%s=%s: %s", name, value, why);
	return -1;
}

/* No sign, no blank, nothing after the number. */
static bool parse_address(const char *text, uint64_t *address)
{
	unsigned long long value;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end)
		return false;
	*address = value;
	return true;
}

int value_address(const char *name, const char *value, uint64_t *address)
{
	if (parse_address(value, address))
		return 0;
	return value_refuse(name, value,
			    "not an address; give bytes, like 0x10000000 or "
			    "268435456");
}
