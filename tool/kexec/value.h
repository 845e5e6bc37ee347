/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Values of options: numbers, and error messages for wrong ones. */
#ifndef TOOL_KEXEC_VALUE_H
#define TOOL_KEXEC_VALUE_H

#include <stdint.h>

/**
 * value_refuse - print on stderr that a value is wrong
 * @name: of the option, without dashes
 * @why: the reason and what to pass instead
 *
 * Return: -1.
 */
int value_refuse(const char *name, const char *value, const char *why);

/**
 * value_address - parse an address in any base of C
 * @name: of the option, without dashes
 * @address: filled on success
 *
 * Return: 0, or -1 after an error on stderr if it is not an address.
 */
int value_address(const char *name, const char *value, uint64_t *address);

#endif
