/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* ACPI's root pointer on the command line of an old kernel. */
#ifndef LIB_IMAGE_ACPI_H
#define LIB_IMAGE_ACPI_H

#include "lib/image/image.h"

#include "core/plan.h"

/**
 * kxl_acpi_may_say - whether this is an old kernel without acpi_rsdp=
 * @image: its kernel was vetted
 */
bool kxl_acpi_may_say(const struct kexec_image *image);

/**
 * kxl_acpi_say - put acpi_rsdp= first on the command line, if it is needed
 * @image: sets @image->told, or clears it
 * @facts: the machine, with the EFI that is passed on
 *
 * If the user set acpi_rsdp=, nothing is added. Nothing is added either if the
 * kernel reads boot_params, or finds EFI's tables or ACPI in a PC's usual
 * place.
 *
 * Return: 0 or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_acpi_say(struct kexec_image *image,
			       const struct kx_machine *facts);

/**
 * kxl_acpi_say_unplanned - the same for kexec_file_load(2)
 *
 * Reads the machine only for an old kernel. If the machine can't be read, the
 * command line is not changed.
 *
 * Return: 0 or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_acpi_say_unplanned(struct kexec_image *image);

#endif
