// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Values of options are parsed in full or refused: a value without the rest
 * that strtoull() leaves would not be what the user typed.
 */
#include "tool/kexec/value.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tool/kexec/line.h"

#define DAY 86400
/* What kexec_image_set_guest() takes. */
#define MIB_MIN	 64
#define MIB_MAX	 65536
#define PORT_MAX 0xffff
#define BAUD_MIN 9600
#define BAUD_MAX 115200

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

int value_seconds(const char *name, const char *value, unsigned int *seconds)
{
	uint64_t number = 0;

	if (!parse_address(value, &number) || !number || number > DAY)
		return value_refuse(name, value,
				    "give seconds, from 1 to 86400");
	*seconds = (unsigned int)number;
	return 0;
}

int value_mib(const char *name, const char *value, unsigned int *mib)
{
	uint64_t number = 0;

	if (!parse_address(value, &number) || number < MIB_MIN ||
	    number > MIB_MAX)
		return value_refuse(name, value, "give MiB, from 64 to 65536");
	*mib = (unsigned int)number;
	return 0;
}

int value_serial(const char *value, unsigned int *port)
{
	static const struct {
		const char *name;
		unsigned int port;
	} names[] = { { "ttyS0", 0x3f8 }, { "ttyS1", 0x2f8 } };
	uint64_t address = 0;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, value) != 0)
			continue;
		*port = names[i].port;
		return 0;
	}
	if (!strncmp(value, "0x", 2) && parse_address(value, &address) &&
	    address && address <= PORT_MAX) {
		*port = (unsigned int)address;
		return 0;
	}
	line_print(stderr,
		   "Bad serial port base '%s': give ttyS0, ttyS1 or an I/O "
		   "port from 0x1 to %#x",
		   value, PORT_MAX);
	return -1;
}

int value_baud(const char *value, unsigned int *baud)
{
	uint64_t rate = 0;

	if (parse_address(value, &rate) && rate >= BAUD_MIN &&
	    rate <= BAUD_MAX && BAUD_MAX % rate == 0) {
		*baud = (unsigned int)rate;
		return 0;
	}
	line_print(stderr,
		   "Bad serial port baud rate '%s': give a divisor of %d, from "
		   "%d on",
		   value, BAUD_MAX, BAUD_MIN);
	return -1;
}

int value_on_damage(const char *name, const char *value,
		    enum kexec_on_damage *on_damage)
{
	static const struct {
		const char *word;
		enum kexec_on_damage on_damage;
	} actions[] = {
		{ "reboot", KEXEC_DAMAGE_REBOOT },
		{ "halt", KEXEC_DAMAGE_HALT },
		{ "start", KEXEC_DAMAGE_START },
	};
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].word, value) != 0)
			continue;
		*on_damage = actions[i].on_damage;
		return 0;
	}
	return value_refuse(name, value,
			    "no action; give reboot, halt or start");
}
