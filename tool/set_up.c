// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From options to an image: what is to be loaded, and how. */
#include "set_up.h"

enum kexec_slot image_slot(const struct options *options)
{
	return options->flags & FLAG_CRASH ? KEXEC_SLOT_CRASH
					   : KEXEC_SLOT_NORMAL;
}

static int set_cmdline(struct kexec_image *image, const struct options *options)
{
	if (options->flags & FLAG_REUSE_CMDLINE)
		return kexec_image_reuse_cmdline(image, options->cmdline);
	return kexec_image_set_cmdline(
		image, options->cmdline ? options->cmdline : "");
}

int image_set_up(struct kexec_image *image, const struct options *options)
{
	unsigned int flags = 0;
	unsigned int i;
	int err;

	if (options->flags & FLAG_NO_CHECKS)
		flags |= KEXEC_OPTION_SKIP_CHECKS;
	if (options->flags & FLAG_DEBUG)
		flags |= KEXEC_OPTION_DEBUG;
	if (options->flags & FLAG_ELF32)
		flags |= KEXEC_OPTION_ELF32_HEADERS;
	if (options->flags & FLAG_HOTPLUG)
		flags |= KEXEC_OPTION_HOTPLUG;
	if (options->flags & FLAG_PRESERVE)
		flags |= KEXEC_OPTION_PRESERVE_CONTEXT;
	err = kexec_image_set_options(image, flags);
	if (!err)
		err = kexec_image_set_slot(image, image_slot(options));
	if (!err)
		err = kexec_image_set_on_damage(image, options->on_damage);
	if (!err)
		err = kexec_image_set_window(image, options->mem_min,
					     options->mem_end);
	if (!err)
		err = kexec_image_set_type(image, options->type);
	if (!err)
		err = set_cmdline(image, options);
	for (i = 0; i < options->nr_initrds && !err; i++)
		err = kexec_image_add_initrd(image, options->initrds[i]);
	return err;
}
