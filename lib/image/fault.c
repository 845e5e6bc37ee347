// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Turns a fault into a sentence. A fault names the rule that was broken (a row
 * of core/err.c) and has numbers, whose meaning depends on the rule.
 */
#include "lib/image/fault.h"

#include <stdio.h>

#include "core/plan.h"
#include "lib/errors/context.h"
#include "lib/image/type.h"
#include "lib/text/size.h"

typedef unsigned long long number;

/*
 * "segments 1 and 3: ", "kernel: ", or nothing if the fault is not about
 * segments.
 */
static void print_where(const struct kx_fault *fault, char *where, size_t size)
{
	if (fault->segment == KX_NO_SEGMENT)
		where[0] = '\0';
	else if (fault->other != KX_NO_SEGMENT)
		snprintf(where, size, "segments %u and %u: ", fault->segment,
			 fault->other);
	else if (fault->what)
		snprintf(where, size, "%s: ", fault->what);
	else
		snprintf(where, size, "segment %u: ", fault->segment);
}

static void print_types(const struct kx_arch *arch, char *numbers, size_t size)
{
	char types[128];

	kxl_type_list(arch, types, sizeof(types));
	snprintf(numbers, size, " (known:%s)", types);
}

/* If the limits leave no room between them, there is no range to print. */
static void print_search(const struct kx_fault *fault, char *numbers,
			 size_t size)
{
	const char *what = fault->what ? fault->what : "segment";
	bool fits = fault->largest >= fault->value;
	char needed[KXL_SIZE_MAX];
	char largest[KXL_SIZE_MAX];

	kxl_size_print(needed, fault->value, KXL_ROUND_UP);
	kxl_size_print(largest, fault->largest, KXL_ROUND_DOWN);
	if (fault->start < fault->limit)
		snprintf(numbers, size,
			 " (%s: needs %s, the largest free stretch in "
			 "[%#llx, %#llx) is %s%s)",
			 what, needed, (number)fault->start,
			 (number)fault->limit, largest,
			 fits ? ", but not where it can be aligned" : "");
	else
		snprintf(numbers, size,
			 " (%s: needs %s from %#llx on, and below %#llx)", what,
			 needed, (number)fault->start, (number)fault->limit);
}

static void print_sizes(const struct kx_fault *fault, char *numbers,
			size_t size)
{
	char needed[KXL_SIZE_MAX];
	char limit[KXL_SIZE_MAX];

	kxl_size_print(needed, fault->value, KXL_ROUND_UP);
	kxl_size_print(limit, fault->limit, KXL_ROUND_DOWN);
	snprintf(numbers, size, " (%s, limit %s)", needed, limit);
}

/* Sizes of pages, which are or-ed in a limit. */
static void print_pages(const struct kx_fault *fault, char *numbers,
			size_t size)
{
	u64 page;
	size_t used;

	snprintf(numbers, size, " (%llu KiB, and it has",
		 (number)fault->value / 1024);
	for (page = 1024; page && page <= fault->limit; page <<= 1) {
		used = strlen(numbers);
		if (fault->limit & page)
			snprintf(numbers + used, size - used, " %llu KiB%s",
				 (number)page / 1024,
				 fault->limit > 2 * page ? "," : "");
	}
	used = strlen(numbers);
	snprintf(numbers + used, size - used, ")");
}

/* What a field of the setup header means (Linux boot.rst). */
static const char *find_meaning(const char *field)
{
	static const struct {
		const char *field;
		const char *meaning;
	} rows[] = {
		{ "syssize", "the kernel's size, in 16 bytes" },
		{ "init_size", "the memory that the kernel needs to start" },
		{ "image_size", "the memory that the kernel needs to start" },
		{ "text_offset", "from a multiple of 2 MiB to the kernel" },
		{ "payload_length", "the compressed kernel's size" },
	};
	size_t i;

	for (i = 0; field && i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].field, field))
			return rows[i].meaning;
	return NULL;
}

/* " (init_size 0x20, limit 0x10)", or the parts of it that apply. */
static void print_hex(const struct kx_fault *fault, char *numbers, size_t size)
{
	bool has_what = fault->what && fault->segment == KX_NO_SEGMENT;
	const char *what = has_what ? fault->what : "";
	const char *meaning = find_meaning(fault->what);
	const char *blank = has_what ? " " : "";
	char field[96];

	if (has_what && meaning) {
		snprintf(field, sizeof(field), "%s, %s,", what, meaning);
		what = field;
	}
	if (!has_what && !fault->value && !fault->limit)
		numbers[0] = '\0';
	else if (!fault->limit)
		snprintf(numbers, size, " (%s%s%#llx)", what, blank,
			 (number)fault->value);
	else
		snprintf(numbers, size, " (%s%s%#llx, limit %#llx)", what,
			 blank, (number)fault->value, (number)fault->limit);
}

/*
 * Lengths and counts are printed in base 10, addresses and header fields in
 * base 16.
 */
static void print_numbers(const struct kx_arch *arch,
			  const struct kx_fault *fault, char *numbers,
			  size_t size)
{
	switch (fault->code) {
	case KX_E_SHORT:
	case KX_E_TRUNCATED:
		snprintf(numbers, size, " (has %llu bytes, needs %llu)",
			 (number)fault->value, (number)fault->limit);
		return;
	case KX_E_CMDLINE_LONG:
		snprintf(numbers, size, " (%llu bytes, limit %llu)",
			 (number)fault->value, (number)fault->limit);
		return;
	case KX_E_SEGMENT_COUNT:
		snprintf(numbers, size, " (%llu, limit %llu)",
			 (number)fault->value, (number)fault->limit);
		return;
	case KX_E_SEGMENT_TOO_LARGE:
	case KX_E_SUM_TOO_LARGE:
		print_sizes(fault, numbers, size);
		return;
	case KX_E_PROTOCOL:
		snprintf(numbers, size,
			 " (it has %llu.%02llu, needs %llu.%02llu)",
			 (number)fault->value >> 8, (number)fault->value & 0xff,
			 (number)fault->limit >> 8,
			 (number)fault->limit & 0xff);
		return;
	case KX_E_FORMAT:
	case KX_E_NOT_64BIT:
	case KX_E_REAL_MODE:
	case KX_E_NO_BIOS:
	case KX_E_NOT_ABOVE_4G:
	case KX_E_NOT_5LEVEL:
		numbers[0] = '\0';
		return;
	case KX_E_NOT_REAL_MODE:
		snprintf(numbers, size, " (this is %s)", fault->what);
		return;
	case KX_E_MULTIBOOT:
		snprintf(numbers, size, " (%s %llu)", fault->what,
			 (number)fault->value);
		return;
	case KX_E_PAGE_SIZE:
		print_pages(fault, numbers, size);
		return;
	case KX_E_TYPE:
		print_types(arch, numbers, size);
		return;
	case KX_E_NO_HOLE:
		print_search(fault, numbers, size);
		return;
	default:
		print_hex(fault, numbers, size);
	}
}

void kxl_fault_print(const struct kx_arch *arch, const struct kx_fault *fault,
		     char *text, size_t size)
{
	char where[64];
	char numbers[320];

	print_where(fault, where, sizeof(where));
	print_numbers(arch, fault, numbers, sizeof(numbers));
	snprintf(text, size, "%s%s%s", where, kx_error(-fault->code)->text,
		 numbers);
}
