// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The files and settings of a load. The only check here is that each file is a
 * regular file; the plan checks whether they fit together. A function that
 * changes an image drops its plan.
 */
#include "lib/image/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/text/cmdline.h"

/* Takes ownership of @kernel, also on failure. */
static int make_image(struct kexec_ctx *ctx, struct kxl_file *kernel,
		      struct kexec_image **image)
{
	struct kexec_image *fresh = calloc(1, sizeof(*fresh));
	char *cmdline = strdup("");

	if (!fresh || !cmdline) {
		free(fresh);
		free(cmdline);
		kxl_file_close(kernel);
		return kxl_fail_memory(ctx, KEXEC_ACTION_OPEN_KERNEL);
	}
	fresh->ctx = ctx;
	fresh->kernel = *kernel;
	fresh->cmdline = cmdline;
	fresh->within.end = UINT64_MAX;
	*image = fresh;
	return 0;
}

int kexec_image_open(struct kexec_ctx *ctx, const char *path,
		     struct kexec_image **image)
{
	struct kxl_file kernel;
	int err;

	err = kxl_file_open(ctx, KEXEC_ACTION_OPEN_KERNEL, path, &kernel);
	if (err)
		return err;
	return make_image(ctx, &kernel, image);
}

int kexec_image_open_fd(struct kexec_ctx *ctx, int fd, const char *name,
			struct kexec_image **image)
{
	struct kxl_file kernel;
	int err;

	err = kxl_file_adopt(ctx, KEXEC_ACTION_OPEN_KERNEL, fd, name, &kernel);
	if (err)
		return err;
	return make_image(ctx, &kernel, image);
}

void kxl_image_changed(struct kexec_image *image)
{
	free(image->arena);
	image->arena = NULL;
	free(image->told);
	image->told = NULL;
	image->is_planned = false;
	image->is_vetted = false;
	image->is_unpacked = false;
	kxl_contents_close(&image->contents);
}

void kexec_image_close(struct kexec_image *image)
{
	unsigned int i;

	if (!image)
		return;
	kxl_image_changed(image);
	for (i = 0; i < image->nr_initrds; i++)
		kxl_file_close(&image->initrds[i]);
	free(image->initrds);
	kxl_file_close(&image->joined);
	kxl_file_close(&image->kernel);
	free(image->cmdline);
	free(image->type);
	free(image);
}

/* Takes ownership of @initrd, even on failure. */
static int add_initrd(struct kexec_image *image, struct kxl_file *initrd)
{
	struct kxl_file *larger;

	larger = reallocarray(image->initrds, image->nr_initrds + 1,
			      sizeof(*larger));
	if (!larger) {
		kxl_file_close(initrd);
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_OPEN_INITRD);
	}
	larger[image->nr_initrds++] = *initrd;
	image->initrds = larger;
	kxl_image_changed(image);
	kxl_file_close(&image->joined);
	return 0;
}

int kexec_image_add_initrd(struct kexec_image *image, const char *path)
{
	struct kxl_file initrd;
	int err;

	err = kxl_file_open(image->ctx, KEXEC_ACTION_OPEN_INITRD, path,
			    &initrd);
	if (err)
		return err;
	return add_initrd(image, &initrd);
}

int kexec_image_add_initrd_fd(struct kexec_image *image, int fd,
			      const char *name)
{
	struct kxl_file initrd;
	int err;

	err = kxl_file_adopt(image->ctx, KEXEC_ACTION_OPEN_INITRD, fd, name,
			     &initrd);
	if (err)
		return err;
	return add_initrd(image, &initrd);
}

int kxl_image_unpack(struct kexec_image *image)
{
	int err;

	if (image->is_unpacked)
		return 0;
	err = kxl_contents_open(image->ctx, &image->kernel, image->profile,
				&image->contents);
	image->is_unpacked = !err;
	return err;
}

/* Replaces an owned string by a copy of @value. */
static int replace(struct kexec_image *image, char **string, const char *value)
{
	char *copy = value ? strdup(value) : NULL;

	if (value && !copy)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_SET_UP_IMAGE);
	free(*string);
	*string = copy;
	kxl_image_changed(image);
	return 0;
}

int kexec_image_set_cmdline(struct kexec_image *image, const char *cmdline)
{
	int err = replace(image, &image->cmdline, cmdline ? cmdline : "");

	if (!err)
		image->is_reused = false;
	return err;
}

int kexec_image_set_type(struct kexec_image *image, const char *type)
{
	return replace(image, &image->type, type);
}

const char *kexec_image_cmdline(const struct kexec_image *image)
{
	return image->cmdline;
}

int kexec_image_set_options(struct kexec_image *image, unsigned int options)
{
	static const unsigned int known =
		KEXEC_OPTION_SKIP_CHECKS | KEXEC_OPTION_DEBUG |
		KEXEC_OPTION_ELF32_HEADERS | KEXEC_OPTION_HOTPLUG |
		KEXEC_OPTION_PRESERVE_CONTEXT | KEXEC_OPTION_NO_EFI |
		KEXEC_OPTION_NO_CMA;

	if (options & ~known)
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_SET_OPTIONS,
					 "option", options & ~known);
	image->options = options;
	kxl_image_changed(image);
	return 0;
}

/* Which parameters a reused command line drops depends on the slot. */
static int fail_late(struct kexec_ctx *ctx)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_SEQUENCE,
		.action = KEXEC_ACTION_SET_SLOT,
	};

	return kxl_fail(ctx, &failure,
			"the running command line is reused already");
}

int kexec_image_set_slot(struct kexec_image *image, enum kexec_slot slot)
{
	if (slot != KEXEC_SLOT_NORMAL && slot != KEXEC_SLOT_CRASH)
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_SET_SLOT,
					 "slot", (unsigned int)slot);
	if (image->is_reused && slot != image->slot)
		return fail_late(image->ctx);
	image->slot = slot;
	kxl_image_changed(image);
	return 0;
}

int kexec_image_set_on_damage(struct kexec_image *image,
			      enum kexec_on_damage on_damage)
{
	if ((unsigned int)on_damage > KEXEC_DAMAGE_START)
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_SET_ON_DAMAGE,
					 "action", (unsigned int)on_damage);
	image->on_damage = on_damage;
	kxl_image_changed(image);
	return 0;
}

int kexec_image_set_window(struct kexec_image *image, uint64_t start,
			   uint64_t end)
{
	const struct kx_fault fault = {
		.segment = KX_NO_SEGMENT,
		.other = KX_NO_SEGMENT,
		.value = start,
		.limit = end,
	};
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_WINDOW,
		.action = KEXEC_ACTION_SET_WINDOW,
		.fault = &fault,
	};

	if (end < start)
		return kxl_fail(image->ctx, &failure,
				"[%#llx, %#llx) ends before it begins",
				(unsigned long long)start,
				(unsigned long long)end);
	image->within = (struct kx_range){ .start = start, .end = end };
	kxl_image_changed(image);
	return 0;
}

static int fail_running(struct kexec_ctx *ctx, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_CMDLINE_RUNNING,
		.action = KEXEC_ACTION_READ,
		.object = "/proc/cmdline",
		.facts = KXL_ON_FILE,
	};

	return kxl_fail(ctx, &failure, "%s", strerror(-err));
}

int kexec_image_reuse_cmdline(struct kexec_image *image, const char *append)
{
	struct kx_bytes added = kx_bytes(append, append ? strlen(append) : 0);
	struct kx_bytes running;
	char *line;
	int err;

	err = kxl_read(image->ctx, "/proc/cmdline", &running);
	if (err)
		return fail_running(image->ctx, err);
	line = malloc(running.size + added.size + 3);
	if (!line) {
		kxl_text_free(running);
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_REUSE_CMDLINE);
	}
	if (kxl_cmdline_reuse(running, added, image->slot, line))
		kxl_log(image->ctx, KEXEC_LOG_WARNING, KXL_CMDLINE_CLOSED,
			"/proc/cmdline", append);
	kxl_text_free(running);
	free(image->cmdline);
	image->cmdline = line;
	image->is_reused = true;
	kxl_image_changed(image);
	return 0;
}
