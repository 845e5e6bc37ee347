// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Values are read in full, or refused with a message about the expected form.
 */
#include "tool/kexec/value.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

#define NO_ADDRESS "not an address; give bytes, like 0x10000000 or 268435456\n"

static struct capture errors;

TEST(an_address_is_a_number_of_c_and_nothing_else)
{
	static const struct {
		const char *text;
		int result;
		uint64_t address;
		const char *says;
	} rows[] = {
		{ "0", 0, 0, "" },
		{ "017", 0, 15, "" },
		{ "0x1fff", 0, 0x1fff, "" },
		{ "18446744073709551615", 0, UINT64_MAX, "" },
		{ "18446744073709551616", -1, 7,
		  "Bad option value in --x=18446744073709551616: " NO_ADDRESS },
		{ "", -1, 7, "Bad option value in --x=: " NO_ADDRESS },
		{ "-1", -1, 7, "Bad option value in --x=-1: " NO_ADDRESS },
		{ " 1", -1, 7, "Bad option value in --x= 1: " NO_ADDRESS },
		{ "1k", -1, 7, "Bad option value in --x=1k: " NO_ADDRESS },
		{ "1\n", -1, 7, "Bad option value in --x=1\\x0a: " NO_ADDRESS },
	};
	uint64_t address;
	int result;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		address = 7;
		capture_start(&errors, stderr);
		result = value_address("x", rows[i].text, &address);
		capture_end(&errors);
		assert_row(rows[i].text, result, rows[i].result);
		assert_row(rows[i].text, address, rows[i].address);
		assert_string_equal(errors.text, rows[i].says);
	}
}

TEST(a_guests_memory_is_in_mib)
{
	static const struct {
		const char *text;
		int result;
		unsigned int mib;
	} rows[] = {
		{ "64", 0, 64 },	 { "65536", 0, 65536 },
		{ "0x100", 0, 256 },	 { "63", -1, 7 },
		{ "65537", -1, 7 },	 { "1G", -1, 7 },
		{ "4294967360", -1, 7 }, { "", -1, 7 },
	};
	unsigned int mib;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		mib = 7;
		capture_start(&errors, stderr);
		assert_row(rows[i].text, value_mib("x", rows[i].text, &mib),
			   rows[i].result);
		capture_end(&errors);
		assert_row(rows[i].text, mib, rows[i].mib);
		assert_int_equal(!*errors.text, !rows[i].result);
	}
}

TEST(seconds_are_those_of_a_day)
{
	static const struct {
		const char *text;
		int result;
		unsigned int seconds;
	} rows[] = {
		{ "1", 0, 1 },	    { "86400", 0, 86400 },   { "0", -1, 7 },
		{ "86401", -1, 7 }, { "", -1, 7 },	     { "-1", -1, 7 },
		{ "60s", -1, 7 },   { "4294967297", -1, 7 },
	};
	unsigned int seconds;
	int result;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		seconds = 7;
		capture_start(&errors, stderr);
		result = value_seconds("x", rows[i].text, &seconds);
		capture_end(&errors);
		assert_row(rows[i].text, result, rows[i].result);
		assert_row(rows[i].text, seconds, rows[i].seconds);
		assert_row(rows[i].text,
			   strstr(errors.text, "from 1 to 86400") != NULL,
			   result != 0);
	}
}

TEST(a_refusal_says_why)
{
	int result;

	capture_start(&errors, stderr);
	result = value_refuse("x", "y", "no z");
	capture_end(&errors);
	assert_int_equal(result, -1);
	assert_string_equal(errors.text, "Bad option value in --x=y: no z\n");
}

#define NO_PORT "': give ttyS0, ttyS1 or an I/O port from 0x1 to 0xffff\n"
#define NO_RATE "': give a divisor of 115200, from 9600 on\n"

/* The values that kexec-tools takes, and the beginning of its message. */
TEST(a_port_has_a_name_or_an_address_in_base_16)
{
	static const struct {
		const char *text;
		int result;
		unsigned int port;
		const char *says;
	} rows[] = {
		{ "ttyS0", 0, 0x3f8, "" },
		{ "ttyS1", 0, 0x2f8, "" },
		{ "0x2e8", 0, 0x2e8, "" },
		{ "0xffff", 0, 0xffff, "" },
		{ "0x10000", -1, 7, "Bad serial port base '0x10000" NO_PORT },
		{ "0x0", -1, 7, "Bad serial port base '0x0" NO_PORT },
		{ "0x", -1, 7, "Bad serial port base '0x" NO_PORT },
		{ "0x3f8z", -1, 7, "Bad serial port base '0x3f8z" NO_PORT },
		{ "1016", -1, 7, "Bad serial port base '1016" NO_PORT },
		{ "ttyS2", -1, 7, "Bad serial port base 'ttyS2" NO_PORT },
		{ "", -1, 7, "Bad serial port base '" NO_PORT },
	};
	unsigned int port;
	int result;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		port = 7;
		capture_start(&errors, stderr);
		result = value_serial(rows[i].text, &port);
		capture_end(&errors);
		assert_row(rows[i].text, result, rows[i].result);
		assert_row(rows[i].text, port, rows[i].port);
		assert_string_equal(errors.text, rows[i].says);
	}
}

/* kexec-tools divides by what it read, 0 for a word. */
TEST(a_rate_is_a_divisor_of_the_highest)
{
	static const struct {
		const char *text;
		int result;
		unsigned int baud;
		const char *says;
	} rows[] = {
		{ "9600", 0, 9600, "" },
		{ "115200", 0, 115200, "" },
		{ "0x9600", 0, 38400, "" },
		{ "57600", 0, 57600, "" },
		{ "0", -1, 7, "Bad serial port baud rate '0" NO_RATE },
		{ "x", -1, 7, "Bad serial port baud rate 'x" NO_RATE },
		{ "", -1, 7, "Bad serial port baud rate '" NO_RATE },
		{ "4800", -1, 7, "Bad serial port baud rate '4800" NO_RATE },
		{ "9601", -1, 7, "Bad serial port baud rate '9601" NO_RATE },
		{ "230400", -1, 7,
		  "Bad serial port baud rate '230400" NO_RATE },
	};
	unsigned int baud;
	int result;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		baud = 7;
		capture_start(&errors, stderr);
		result = value_baud(rows[i].text, &baud);
		capture_end(&errors);
		assert_row(rows[i].text, result, rows[i].result);
		assert_row(rows[i].text, baud, rows[i].baud);
		assert_string_equal(errors.text, rows[i].says);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_a_number_of_c_and_nothing_else),
		cmocka_unit_test(a_guests_memory_is_in_mib),
		cmocka_unit_test(seconds_are_those_of_a_day),
		cmocka_unit_test(a_refusal_says_why),
		cmocka_unit_test(a_port_has_a_name_or_an_address_in_base_16),
		cmocka_unit_test(a_rate_is_a_divisor_of_the_highest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
