// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Makes an image from the options: what to load, and how. */
#include "tool/kexec/set_up.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tool/kexec/fallback.h"
#include "tool/kexec/initrds.h"
#include "tool/kexec/settings.h"

#define COM1 0x3f8

enum kexec_slot image_slot(const struct options *options)
{
	return options->flags & FLAG_CRASH ? KEXEC_SLOT_CRASH
					   : KEXEC_SLOT_NORMAL;
}

static bool is_entry(const struct options *options)
{
	return options->flags & FLAG_BOOT_ENTRY;
}

int image_add_cmdline(struct kexec_image *image, const char *more)
{
	const struct kexec_facts *facts;
	const char *line;
	char *both;
	int err;

	/* That of a UKI is known once it is unpacked; a load says what fails.
	 */
	if (!*kexec_image_cmdline(image))
		(void)!kexec_image_facts(image, &facts);
	line = kexec_image_cmdline(image);
	if (asprintf(&both, "%s%s%s", line, *line ? " " : "", more) < 0)
		return -ENOMEM;
	err = kexec_image_set_cmdline(image, both);
	free(both);
	return err;
}

/* Before a command line that may be that of a UKI, and is known later. */
static int add_fallback(struct kexec_image *image,
			const struct options *options)
{
	const struct kexec_facts *facts;
	struct fallback fallback;
	char *words;
	int err;

	if (!fallback_choose(options) || !fallback_find(options, &fallback))
		return 0;
	if (!*kexec_image_cmdline(image))
		(void)!kexec_image_facts(image, &facts);
	words = fallback_words(&fallback, kexec_image_cmdline(image));
	err = words ? kexec_image_set_cmdline(image, words) : -ENOMEM;
	free(words);
	return err;
}

static int set_cmdline(struct kexec_image *image, const struct options *options)
{
	if (is_entry(options) &&
	    !(options->flags & (FLAG_REUSE_CMDLINE | FLAG_WHOLE_LINE)))
		return options->cmdline
			       ? image_add_cmdline(image, options->cmdline)
			       : 0;
	if (options->flags & FLAG_REUSE_CMDLINE)
		return kexec_image_reuse_cmdline(image, options->cmdline);
	return kexec_image_set_cmdline(image, options->cmdline);
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
	{ FLAG_FORCE_DTB, KEXEC_OPTION_FORCE_DTB },
	{ FLAG_MEMMAP, KEXEC_OPTION_MEMMAP_CMDLINE },
	{ FLAG_REAL_MODE, KEXEC_OPTION_REAL_MODE },
	{ FLAG_ENTRY_32BIT, KEXEC_OPTION_ENTRY_32BIT },
	{ FLAG_KEEP_PACKED, KEXEC_OPTION_KEEP_PACKED },
	{ FLAG_NO_CRYPTO_TESTS, KEXEC_OPTION_NO_CRYPTO_TESTS },
	{ FLAG_KEEP_INITRD, KEXEC_OPTION_KEEP_INITRD_PACKED },
};

static int set_options(struct kexec_image *image, const struct options *options)
{
	unsigned int wanted = 0;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (options->flags & rows[i].flag)
			wanted |= rows[i].option;
	if (options->timeline)
		wanted |= KEXEC_OPTION_TIMELINE;
	if (settings_skip_crypto_tests(options))
		wanted |= KEXEC_OPTION_NO_CRYPTO_TESTS;
	return kexec_image_set_options(image, wanted);
}

/* Options of a port alone are about the first one. */
static int set_console(struct kexec_image *image, const struct options *options)
{
	struct kexec_console console = options->console;

	if (!(options->flags & FLAG_CONSOLE))
		return 0;
	if (!console.port &&
	    (console.baud || console.flags & KEXEC_CONSOLE_SERIAL))
		console.port = COM1;
	return kexec_image_set_console(image, &console);
}

/* kexec_file_load(2) would not get it, so it need not be there. */
static int set_dtb(struct kexec_image *image, const struct options *options)
{
	if (!options->dtb || options->method == KEXEC_METHOD_FILE_LOAD)
		return 0;
	return kexec_image_set_dtb(image, options->dtb);
}

/* The file's name ends at the first blank, as in kexec-tools. */
static int add_module(struct kexec_image *image, const char *module)
{
	size_t size = strcspn(module, " ");
	char path[PATH_MAX + 1]; /* a longer one is too long for open(2), too */

	snprintf(path, sizeof(path), "%.*s", (int)size, module);
	return kexec_image_add_module(image, path,
				      module + size + !!module[size]);
}

/*
 * The process will know where the next kernel lies, and keys that an initrd
 * holds. Other users cannot load, and would lose their files in /proc/self.
 */
static void forbid_core_dump(void)
{
	if (!geteuid())
		(void)prctl(PR_SET_DUMPABLE, 0);
}

int image_set_up(struct kexec_image *image, const struct options *options)
{
	unsigned int i;
	int err;

	forbid_core_dump();
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
		err = kexec_image_set_arguments(image, options->arguments);
	if (!err && (options->profile || !is_entry(options)))
		err = kexec_image_set_profile(image, options->profile);
	if (!err)
		err = set_cmdline(image, options);
	if (!err)
		err = add_fallback(image, options);
	if (!err)
		err = set_console(image, options);
	if (!err)
		err = set_dtb(image, options);
	if (!err)
		err = initrds_give(options, image);
	for (i = 0; i < options->nr_modules && !err; i++)
		err = add_module(image, options->modules[i]);
	return err;
}
