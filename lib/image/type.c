// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kexec-tools' types of files (on x86_64 its kexec/arch/x86_64/kexec-x86_64.c,
 * file_type[]), a row each. A type is loaded if the architecture lists a format
 * of that name; the others are names that a command line may have, and the
 * error says what they stand for.
 */
#include "lib/image/type.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/plan.h"
#include "lib/image/kind.h"
#include "lib/machine/arch.h"

struct row {
	const char *name;
	const char *format; /* core's name of it; NULL: the same */
	const char *what;
	bool is_uki; /* a container: what is in it is detected */
};

/* clang-format off */
static const struct row rows[] = {
	{ "multiboot2-x86", NULL, "Multiboot 2 kernels", false },
	{ "elf-x86_64", NULL, "ELF executables for x86-64", false },
	{ "multiboot-x86", NULL, "Multiboot kernels", false },
	{ "elf-x86", NULL, "32-bit ELF executables", false },
	/* A name of our own. */
	{ "pvh-x86", NULL, "ELF executables with a PVH entry", false },
	{ "bzImage64", NULL, "bzImages with a 64-bit entry", false },
	/* The same files; kexec-tools enters them in another mode by it. */
	{ "bzImage", "bzImage64", "bzImages", false },
	{ "beoboot-x86", NULL, "Beowulf boot images", false },
	/* kexec-tools lists it, and loads none: its loader fails on each. */
	{ "nbi-x86", NULL, "Etherboot images", false },
	{ "uki", NULL, "unified kernel images", true },
	/* Of arm64, as in its kexec/arch/arm64/kexec-arm64.c. */
	{ "Image", NULL, "arm64 Images", false },
	{ "vmlinux", NULL, "ELF executables for arm64", false },
};
/* clang-format on */

static const struct row *find_row(const char *type)
{
	size_t i;

	for (i = 0; type && i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].name, type))
			return &rows[i];
	return NULL;
}

static const char *format_of(const struct row *row)
{
	return row->format ? row->format : row->name;
}

static bool is_loaded(const struct kx_arch *arch, const struct row *row)
{
	const struct kx_format *const *format;

	for (format = arch->formats; *format; format++)
		if (!strcmp((*format)->name, format_of(row)))
			return true;
	return row->is_uki;
}

const char *kxl_type_format(const char *type)
{
	const struct row *row = find_row(type);

	if (!row)
		return type;
	return row->is_uki ? NULL : format_of(row);
}

/* What the file is, in place of what its type says. */
static void name_file(const struct kexec_image *image, char *text, size_t size)
{
	struct kxl_kind kind;

	if (kxl_kind_find(image->kernel.bytes, &kind))
		snprintf(text, size, "%s is %s", image->kernel.name, kind.name);
	else
		snprintf(text, size, "%s is none that is known",
			 image->kernel.name);
}

static int fail_type(struct kexec_image *image, const struct row *row)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_UNKNOWN_TYPE,
		.action = KEXEC_ACTION_PLAN,
		.object = image->type,
	};
	char loaded[128];
	char file[256];

	name_file(image, file, sizeof(file));
	if (is_loaded(kxl_arch(image->ctx), row))
		return kxl_fail(image->ctx, &failure,
				"it stands for %s, and %s", row->what, file);
	kxl_type_list(kxl_arch(image->ctx), loaded, sizeof(loaded));
	return kxl_fail(image->ctx, &failure,
			"no loader takes %s (known:%s), and %s", row->what,
			loaded, file);
}

int kxl_type_check(struct kexec_image *image)
{
	const struct row *row = find_row(image->type);

	if (!row)
		return 0;
	if (!is_loaded(kxl_arch(image->ctx), row) ||
	    (row->is_uki && !image->contents.is_uki))
		return fail_type(image, row);
	return 0;
}

void kxl_type_list(const struct kx_arch *arch, char *text, size_t size)
{
	size_t used;
	size_t i;

	text[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		used = strlen(text);
		if (is_loaded(arch, &rows[i]))
			snprintf(text + used, size - used, " %s", rows[i].name);
	}
}
