// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Makes an image from the options: what to load, and how. */
#include "tool/kexec/set_up.h"

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

static const struct {
	enum flag flag;
	enum kexec_option option;
} rows[] = {
	{ FLAG_NO_CHECKS, KEXEC_OPTION_SKIP_CHECKS },
	{ FLAG_DEBUG, KEXEC_OPTION_DEBUG },
	{ FLAG_ELF32, KEXEC_OPTION_ELF32_HEADERS },
	{ FLAG_HOTPLUG, KEXEC_OPTION_HOTPLUG },
	{ FLAG_PRESERVE, KEXEC_OPTION_PRESERVE_CONTEXT },
	{ FLAG_NO_EFI, KEXEC_OPTION_NO_EFI },
	{ FLAG_NO_CMA, KEXEC_OPTION_NO_CMA },
};

static int set_options(struct kexec_image *image, const struct options *options)
{
	unsigned int wanted = 0;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (options->flags & rows[i].flag)
			wanted |= rows[i].option;
	return kexec_image_set_options(image, wanted);
}

int image_set_up(struct kexec_image *image, const struct options *options)
{
	unsigned int i;
	int err;

	err = set_options(image, options);
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
