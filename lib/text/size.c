// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Sizes: rounded to whole numbers of the largest unit that fits. */
#include "lib/text/size.h"

#include <stdio.h>

void kxl_size_print(char *text, u64 bytes, enum kxl_rounding rounding)
{
	static const struct {
		unsigned int shift;
		const char *name;
	} units[] = { { 20, "MiB" }, { 10, "KiB" }, { 0, "bytes" } };
	u64 whole;
	size_t i = 0;

	while (units[i].shift && !(bytes >> units[i].shift))
		i++;
	whole = bytes >> units[i].shift;
	if (rounding == KXL_ROUND_UP && whole << units[i].shift != bytes)
		whole++;
	snprintf(text, KXL_SIZE_MAX, "%llu %s", (unsigned long long)whole,
		 units[i].name);
}
