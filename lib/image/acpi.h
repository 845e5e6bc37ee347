/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the command line of an old kernel must say of ACPI. */
#ifndef LIB_IMAGE_ACPI_H
#define LIB_IMAGE_ACPI_H

#include "lib/image/image.h"

#include "core/plan.h"

/**
 * kxl_acpi_may_say - is it an old kernel, whose command line does not say it?
 * @image: its kernel was vetted
 */
bool kxl_acpi_may_say(const struct kexec_image *image);

/**
 * kxl_acpi_say - begin the command line with acpi_rsdp=, if that is needed
 * @image: gets @image->told, or none
 * @facts: the machine, with the EFI that is handed on
 *
 * A user's own acpi_rsdp= stays alone. A kernel that reads boot_params, or
 * finds EFI's tables, or ACPI where a PC has it, gets nothing.
 *
 * Return: 0 or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_acpi_say(struct kexec_image *image,
			       const struct kx_machine *facts);

/**
 * kxl_acpi_say_unplanned - the same for kexec_file_load(2)
 *
 * Reads the machine, for an old kernel alone; one that can't be read leaves the
 * command line as it is.
 *
 * Return: 0 or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_acpi_say_unplanned(struct kexec_image *image);

#endif
