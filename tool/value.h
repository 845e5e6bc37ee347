/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The values of options: numbers, and what is said of wrong ones. */
#ifndef TOOL_VALUE_H
#define TOOL_VALUE_H

#include <stdint.h>

/**
 * value_refuse - say on stderr that a value is wrong
 * @name: of the option, without dashes
 * @why: and what to give instead
 *
 * Return: -1.
 */
int value_refuse(const char *name, const char *value, const char *why);

/**
 * value_address - read an address in any base that C knows
 * @name: of the option, without dashes
 * @address: filled on success
 *
 * Return: 0, or -1: it is no address, which is said on stderr.
 */
int value_address(const char *name, const char *value, uint64_t *address);

#endif
