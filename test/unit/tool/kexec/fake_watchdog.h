/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Watchdogs of a fixture: files of sysfs, a file for the device, no ioctl(2).
 */
#ifndef TEST_UNIT_TOOL_KEXEC_FAKE_WATCHDOG_H
#define TEST_UNIT_TOOL_KEXEC_FAKE_WATCHDOG_H

#include <stdbool.h>

#include "test/unit/lib/fixture.h"

/* What drivers answer. */
extern int fake_set_errno;	    /* to WDIOC_SETTIMEOUT; 0: it is set */
extern int fake_rounding;	    /* added to the time that was asked for */
extern bool fake_has_no_magicclose; /* the device stops when it is closed */
extern bool fake_has_no_ping;	    /* only a write feeds it */
extern int fake_left;		    /* to WDIOC_GETTIMELEFT; 0: it can't tell */
extern int fake_stop_errno;	    /* to WDIOC_SETOPTIONS; 0: it stops */

/* What they were asked for. */
extern int fake_seconds;
extern unsigned int fake_pings;

/**
 * fake_watchdog - make watchdog @number, which is at rest and can be stopped
 * @identity: NULL: sysfs has its number and nothing else
 */
void fake_watchdog(const struct fixture *fixture, unsigned int number,
		   const char *identity);

/** fake_watchdog_fact - write a file of it */
void fake_watchdog_fact(const struct fixture *fixture, unsigned int number,
			const char *fact, const char *text);

/** fake_watchdog_got - whether exactly @text was written to the device */
bool fake_watchdog_got(const struct fixture *fixture, unsigned int number,
		       const char *text);

#endif
