// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/failure.h"

#include <stdarg.h>
#include <stdio.h>

int failure_set(struct failure *failure, enum status status, const char *format,
		...)
{
	va_list values;

	failure->status = status;
	va_start(values, format);
	vsnprintf(failure->text, sizeof(failure->text), format, values);
	va_end(values);
	return status;
}
