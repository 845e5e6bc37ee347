// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Lines are searched in place: there are about a hundred, and some twenty of
 * them are needed once.
 */
#include "tool/vmcore_dmesg/vmcoreinfo.h"

static struct kx_bytes take_line(struct kx_bytes *text)
{
	const u8 *end = NULL;
	struct kx_bytes line = *text;

	if (text->size)
		end = memchr(text->data, '\n', text->size);
	if (!end) {
		*text = kx_bytes(NULL, 0);
		return line;
	}
	line.size = (u64)(end - line.data);
	*text = kx_bytes(end + 1, text->size - line.size - 1);
	return line;
}

bool vmcoreinfo_text(struct kx_bytes info, const char *name,
		     struct kx_bytes *value)
{
	size_t length = strlen(name);
	struct kx_bytes line;

	while (info.size) {
		line = take_line(&info);
		if (line.size > length && line.data[length] == '=' &&
		    !memcmp(line.data, name, length)) {
			*value = kx_bytes(line.data + length + 1,
					  line.size - length - 1);
			return true;
		}
	}
	return false;
}

static bool has_prefix(struct kx_bytes text, const char *prefix)
{
	size_t length = strlen(prefix);

	return text.size >= length && !memcmp(text.data, prefix, length);
}

/* The digit's value; 16 or more: not a digit. */
static unsigned int digit_of(u8 letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	if ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'f')
		return (letter | 0x20) - 'a' + 10U;
	return 16;
}

static bool parse_digits(struct kx_bytes text, unsigned int base, u64 *number)
{
	unsigned int digit;
	u64 value = 0;
	u64 i;

	for (i = 0; i < text.size; i++) {
		digit = digit_of(text.data[i]);
		if (digit >= base ||
		    __builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return false;
	}
	*number = value;
	return text.size;
}

bool vmcoreinfo_number(struct kx_bytes info, const char *name, u64 *number)
{
	bool is_hex =
		!strncmp(name, "SYMBOL(", 7) || !strcmp(name, "KERNELOFFSET");
	bool is_negative;
	struct kx_bytes text;
	u64 value;

	if (!vmcoreinfo_text(info, name, &text))
		return false;
	is_negative = has_prefix(text, "-");
	if (is_negative)
		text = kx_bytes(text.data + 1, text.size - 1);
	if (has_prefix(text, "0x")) {
		text = kx_bytes(text.data + 2, text.size - 2);
		is_hex = true;
	}
	if (!parse_digits(text, is_hex ? 16 : 10, &value))
		return false;
	*number = is_negative ? 0 - value : value;
	return true;
}
