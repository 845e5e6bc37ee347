// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The command line of old kernels and ACPI. Since Linux 5.0 a kernel takes the
 * address of ACPI's root pointer (RSDP) from boot_params. An older one searches
 * EFI's tables, then the memory of a PC's firmware. If the RSDP is in neither,
 * the command line must have its address: acpi_rsdp= (Linux
 * drivers/acpi/osl.c). Linux's own kexec_file_load(2) does not change the
 * command line for that, so it is added here, for both calls.
 */
#include "lib/image/acpi.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/machine/machine.h"
#include "lib/text/cmdline.h"

/* The range that old kernels search (ACPI 6.5, 5.2.5.1), without the EBDA. */
static const struct kx_range searched = { 0xe0000, 0x100000 };

/* Whether EFI can be passed on. kexec_load(2) needs both for that. */
static bool has_efi(const struct kx_machine *facts)
{
	return facts->efi.memmap.size && facts->x86.boot_params.size;
}

static bool must_say(const struct kexec_image *image,
		     const struct kx_machine *facts)
{
	return facts->acpi_rsdp && !kx_range_has(searched, facts->acpi_rsdp) &&
	       !(has_efi(facts) && image->facts.takes_efi);
}

int kxl_acpi_say(struct kexec_image *image, const struct kx_machine *facts)
{
	char *line = NULL;

	free(image->told);
	image->told = NULL;
	if (!kxl_acpi_may_say(image) || !must_say(image, facts))
		return 0;
	if (asprintf(&line, "acpi_rsdp=%#llx%s%s",
		     (unsigned long long)facts->acpi_rsdp,
		     image->cmdline[0] ? " " : "", image->cmdline) < 0)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_SET_UP_IMAGE);
	image->told = line;
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"an old kernel: its command line says where ACPI is: \"%s\"",
		line);
	return 0;
}

bool kxl_acpi_may_say(const struct kexec_image *image)
{
	struct kx_bytes line = kx_bytes(image->cmdline, strlen(image->cmdline));

	return !image->facts.takes_acpi_rsdp &&
	       !kxl_cmdline_has_start(line, "acpi_rsdp=");
}

int kxl_acpi_say_unplanned(struct kexec_image *image)
{
	struct kxl_last last = image->ctx->last;
	struct kxl_machine machine;
	int err;

	if (!kxl_acpi_may_say(image))
		return 0;
	/* If the machine can't be read, leave the load to the kernel. */
	if (kxl_machine_read(image->ctx, &machine)) {
		image->ctx->last = last;
		return 0;
	}
	err = kxl_acpi_say(image, &machine.facts);
	kxl_machine_free(&machine);
	return err;
}
