/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Values of options: numbers, and error messages for wrong ones. */
#ifndef TOOL_KEXEC_VALUE_H
#define TOOL_KEXEC_VALUE_H

#include <stdint.h>

#include "include/libkexec.h"

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

/**
 * value_seconds - parse a number of seconds, from 1 to a day
 * @seconds: filled on success
 *
 * Return: 0, or -1 after an error on stderr.
 */
int value_seconds(const char *name, const char *value, unsigned int *seconds);

/**
 * value_mib - parse a guest's memory in MiB, from 64 to 65536
 * @mib: filled on success
 *
 * Return: 0, or -1 after an error on stderr.
 */
int value_mib(const char *name, const char *value, unsigned int *mib);

/**
 * value_serial - parse a serial port: ttyS0, ttyS1, or 0x and its I/O port
 * @port: filled on success
 *
 * Return: 0, or -1 after an error on stderr, in kexec-tools' words.
 */
int value_serial(const char *value, unsigned int *port);

/**
 * value_baud - parse a rate: 9600 to 115200, of which it is a divisor
 * @baud: filled on success
 *
 * Return: 0, or -1 after an error on stderr, in kexec-tools' words.
 */
int value_baud(const char *value, unsigned int *baud);

/**
 * value_on_damage - read what to do with a damaged crash kernel
 * @on_damage: filled on success
 *
 * Return: 0, or -1 after a message on stderr.
 */
int value_on_damage(const char *name, const char *value,
		    enum kexec_on_damage *on_damage);

#endif
