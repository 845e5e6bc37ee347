// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An image of an entry. Each file is opened by the rules of volume.c, and given
 * to the image by its descriptor: no path is walked again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/entries/menu.h"
#include "lib/text/cmdline.h"

static int fail_problem(struct kexec_ctx *ctx,
			const struct kexec_boot_entry *entry)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_BOOT_ENTRY,
		.action = KEXEC_ACTION_BOOT_ENTRY,
		.object = entry->place,
	};

	return kxl_fail(ctx, &failure, "%s", entry->problem);
}

/* For messages, and for what else lies beside the file. */
static char *full_name(struct kexec_ctx *ctx, const char *outer)
{
	char *name;

	return asprintf(&name, "%s%s", ctx->root, outer) < 0 ? NULL : name;
}

/* A file that is being given to an image. */
struct given {
	const struct kxl_entry *entry;
	struct kexec_ctx *ctx;
	int fd;
	char *name;
};

static int open_given(struct given *given, const char *path, const char *outer)
{
	struct kxl_trouble trouble;
	int err;

	err = kxl_volume_file(given->entry->volume, path, &given->fd, &trouble);
	if (err)
		return kxl_menu_fail(given->ctx, outer, &trouble);
	given->name = full_name(given->ctx, outer);
	if (given->name)
		return 0;
	close(given->fd);
	return kxl_fail_memory(given->ctx, KEXEC_ACTION_BOOT_ENTRY);
}

static void close_given(struct given *given)
{
	close(given->fd);
	free(given->name);
}

static int open_kernel(struct given *given, struct kexec_image **image)
{
	int err = open_given(given, given->entry->kernel,
			     given->entry->facts.kernel);

	if (err)
		return err;
	err = kexec_image_open_fd(given->ctx, given->fd, given->name, image);
	close_given(given);
	return err;
}

static int add_initrds(struct given *given, struct kexec_image *image)
{
	const struct kexec_boot_entry *facts = &given->entry->facts;
	unsigned int i;
	int err = 0;

	for (i = 0; i < facts->nr_initrds && !err; i++) {
		err = open_given(given, given->entry->initrds[i],
				 facts->initrds[i]);
		if (err)
			return err;
		err = kexec_image_add_initrd_fd(image, given->fd, given->name);
		close_given(given);
	}
	return err;
}

/* The image wants a path, and this one leads to the open file. */
static int set_dtb(struct given *given, struct kexec_image *image)
{
	char path[64];
	int err;

	if (!given->entry->devicetree)
		return 0;
	err = open_given(given, given->entry->devicetree,
			 given->entry->facts.devicetree);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", given->fd);
	err = kexec_image_set_dtb(image, path);
	close_given(given);
	return err;
}

/*
 * kernel-install copies the running kernel's line. Words about a fallback of
 * that start would have the next system wait for a report.
 */
static int set_options(struct kexec_ctx *ctx, const char *options,
		       struct kexec_image *image)
{
	struct kx_bytes words = kx_bytes(options, strlen(options));
	char *line;
	int err;

	if (!kxl_cmdline_has_start(words, "kexec_alive."))
		return kexec_image_set_cmdline(image, options);
	line = malloc(words.size + 3);
	if (!line)
		return kxl_fail_memory(ctx, KEXEC_ACTION_BOOT_ENTRY);
	kxl_cmdline_reuse(words, kx_bytes(NULL, 0), KEXEC_SLOT_NORMAL, line);
	err = kexec_image_set_cmdline(image, line);
	free(line);
	return err;
}

/*
 * A UKI has its own command line, and those of its addons go with that. So does
 * a UKI for which an entry of type 1 has no options.
 */
static int set_line(struct kexec_ctx *ctx, const struct kexec_boot_entry *entry,
		    struct kexec_image *image)
{
	int err = 0;

	if (entry->kind != KEXEC_BOOT_TYPE2 && *entry->cmdline)
		err = set_options(ctx, entry->cmdline, image);
	if (!err && *entry->profile)
		err = kexec_image_set_profile(image, entry->profile);
	return err;
}

int kexec_image_open_entry(struct kexec_ctx *ctx,
			   const struct kexec_boot_menu *menu,
			   const struct kexec_boot_entry *entry,
			   struct kexec_image **image)
{
	struct given given = {
		.entry = (const void *)entry,
		.ctx = ctx,
	};
	struct kexec_image *fresh;
	int err;

	(void)menu;
	if (*entry->problem)
		return fail_problem(ctx, entry);
	err = open_kernel(&given, &fresh);
	if (err)
		return err;
	err = set_line(ctx, entry, fresh);
	if (!err)
		err = add_initrds(&given, fresh);
	if (!err)
		err = set_dtb(&given, fresh);
	if (err) {
		kexec_image_close(fresh);
		return err;
	}
	*image = fresh;
	return 0;
}
