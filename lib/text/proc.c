// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Parses single facts in text files: a line, a word or a number each. */
#include "lib/text/proc.h"

#include "lib/text/text.h"

/* The value of the first line "NAME : VALUE"; blanks are optional. */
static bool find_value(struct kx_bytes text, const char *name,
		       struct kx_bytes *value)
{
	struct kx_bytes line;

	while (kxl_text_line(&text, &line)) {
		if (!kxl_text_after(line, name, &line) ||
		    !kxl_text_after(kxl_text_trim(line), ":", &line))
			continue;
		*value = kxl_text_trim(line);
		return true;
	}
	return false;
}

bool kxl_cpu_has(struct kx_bytes cpuinfo, const char *flag)
{
	struct kx_bytes flags;

	return find_value(cpuinfo, "flags", &flags) &&
	       kxl_text_has_word(flags, flag);
}

bool kxl_mem_line(struct kx_bytes meminfo, const char *name, u64 *bytes)
{
	struct kx_bytes value;
	u64 kib = 0;

	return find_value(meminfo, name, &value) &&
	       kxl_text_number(&value, 10, &kib) &&
	       !__builtin_mul_overflow(kib, 1024, bytes);
}

bool kxl_mem_total(struct kx_bytes meminfo, u64 *bytes)
{
	return kxl_mem_line(meminfo, "MemTotal", bytes);
}

bool kxl_has_capability(struct kx_bytes status, unsigned int number)
{
	struct kx_bytes value;
	u64 effective = 0;

	if (!find_value(status, "CapEff", &value) ||
	    !kxl_text_number(&value, 16, &effective))
		return true;
	return effective >> number & 1;
}

struct kx_bytes kxl_lockdown(struct kx_bytes text)
{
	const struct kx_bytes none = kx_bytes(NULL, 0);
	const u8 *open;
	const u8 *close;
	struct kx_bytes mode;
	u64 offset;

	open = text.size ? memchr(text.data, '[', text.size) : NULL;
	if (!open)
		return none;
	offset = (u64)(open - text.data) + 1;
	close = memchr(open + 1, ']', text.size - offset);
	if (!close)
		return none;
	mode = kx_bytes(open + 1, (u64)(close - open) - 1);
	return kxl_text_is(mode, "none") ? none : mode;
}
