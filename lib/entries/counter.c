// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The last + of a name, if only numbers stand between it and the suffix; and
 * the numbers after one more start.
 */
#include "lib/entries/counter.h"

#include <limits.h>
#include <stdio.h>
#include <strings.h>

#include "lib/text/text.h"

static bool ends_in(struct kx_bytes name, const char *suffix)
{
	u64 size = strlen(suffix);

	return name.size >= size &&
	       !strncasecmp((const char *)name.data + name.size - size, suffix,
			    size);
}

static bool begins_with(struct kx_bytes name, const char *prefix)
{
	u64 size = strlen(prefix);

	return name.size >= size &&
	       !strncasecmp((const char *)name.data, prefix, size);
}

/* LEFT or LEFT-DONE, and nothing else. */
static bool parse(struct kx_bytes text, u64 *left, u64 *done)
{
	*done = 0;
	if (!kxl_text_number(&text, 10, left))
		return false;
	if (text.size && *text.data == '-') {
		text = kx_bytes(text.data + 1, text.size - 1);
		if (!kxl_text_number(&text, 10, done))
			return false;
	}
	return !text.size && *left <= INT_MAX && *done <= INT_MAX;
}

bool kxl_counter_parse(struct kx_bytes name, const char *suffix,
		       struct kxl_counter *counter)
{
	struct kx_bytes stem;
	const u8 *plus;
	u64 left;
	u64 done;

	if (!name.size || *name.data == '.' || begins_with(name, "auto-") ||
	    !ends_in(name, suffix))
		return false;
	stem = kx_bytes(name.data, name.size - strlen(suffix));
	*counter = (struct kxl_counter){ .stem = stem, .left = -1, .done = -1 };
	plus = stem.size ? memrchr(stem.data, '+', stem.size) : NULL;
	if (!plus)
		return true;
	if (!parse(kx_bytes(plus + 1, (u64)(stem.data + stem.size - plus - 1)),
		   &left, &done))
		return true;
	*counter = (struct kxl_counter){
		.stem = kx_bytes(stem.data, (u64)(plus - stem.data)),
		.left = (int)left,
		.done = (int)done,
	};
	return true;
}

bool kxl_counter_next(const char *name, const char *suffix, char *next,
		      size_t size)
{
	size_t length = strlen(name);
	struct kxl_counter counter;
	int used;

	if (!kxl_counter_parse(kx_bytes(name, length), suffix, &counter) ||
	    counter.left < 0)
		return false;
	if (counter.left)
		counter.left--;
	if (counter.done < INT_MAX)
		counter.done++;
	used = snprintf(next, size, "%.*s+%d-%d%s", (int)counter.stem.size,
			name, counter.left, counter.done,
			name + length - strlen(suffix));
	return used > 0 && (size_t)used < size;
}
