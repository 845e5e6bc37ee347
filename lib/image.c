// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What is to be loaded: files and settings, collected. Nothing is checked here
 * beyond "it is a file"; whether it all fits together is the plan's business.
 * Whoever changes an image drops its plan.
 */
#include "image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmdline.h"

/* init_size of a bzImage (Linux Documentation/arch/x86/boot.rst). */
#define INIT_SIZE_OFFSET 0x260

/* Takes @kernel over, also on failure. */
static int make_image(struct kexec_ctx *ctx, struct kxl_file *kernel,
		      struct kexec_image **image)
{
	struct kexec_image *fresh = calloc(1, sizeof(*fresh));
	char *cmdline = strdup("");

	if (!fresh || !cmdline) {
		free(fresh);
		free(cmdline);
		kxl_file_close(kernel);
		return kxl_fail_memory(ctx, "open kernel");
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

	err = kxl_file_open(ctx, "open kernel", path, &kernel);
	if (err)
		return err;
	return make_image(ctx, &kernel, image);
}

int kexec_image_open_fd(struct kexec_ctx *ctx, int fd, const char *name,
			struct kexec_image **image)
{
	struct kxl_file kernel;
	int err;

	err = kxl_file_adopt(ctx, "open kernel", fd, name, &kernel);
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

/* Takes @initrd over, also on failure. */
static int add_initrd(struct kexec_image *image, struct kxl_file *initrd)
{
	struct kxl_file *larger;

	larger = reallocarray(image->initrds, image->nr_initrds + 1,
			      sizeof(*larger));
	if (!larger) {
		kxl_file_close(initrd);
		return kxl_fail_memory(image->ctx, "open initrd");
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

	err = kxl_file_open(image->ctx, "open initrd", path, &initrd);
	if (err)
		return err;
	return add_initrd(image, &initrd);
}

int kexec_image_add_initrd_fd(struct kexec_image *image, int fd,
			      const char *name)
{
	struct kxl_file initrd;
	int err;

	err = kxl_file_adopt(image->ctx, "open initrd", fd, name, &initrd);
	if (err)
		return err;
	return add_initrd(image, &initrd);
}

int kxl_image_unpack(struct kexec_image *image)
{
	int err;

	if (image->is_unpacked)
		return 0;
	err = kxl_contents_open(image->ctx, &image->kernel, &image->contents);
	image->is_unpacked = !err;
	return err;
}

u64 kxl_image_memory(const struct kexec_image *image)
{
	u32 init_size = 0;

	(void)!kx_read_le32(kxl_image_kernel(image), INIT_SIZE_OFFSET,
			    &init_size);
	return init_size;
}

/* Replaces an owned string by a copy of @value. */
static int replace(struct kexec_image *image, char **string, const char *value)
{
	char *copy = value ? strdup(value) : NULL;

	if (value && !copy)
		return kxl_fail_memory(image->ctx, "set up image");
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
		return kxl_fail_argument(image->ctx, "set options", "option",
					 options & ~known);
	image->options = options;
	kxl_image_changed(image);
	return 0;
}

/* What a reused command line drops depends on the slot. */
static int fail_late(struct kexec_ctx *ctx)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.name = "sequence",
		.action = "set slot",
		.advice = "set the slot first",
	};

	return kxl_fail(ctx, &failure,
			"the running command line is reused already");
}

int kexec_image_set_slot(struct kexec_image *image, enum kexec_slot slot)
{
	if (slot != KEXEC_SLOT_NORMAL && slot != KEXEC_SLOT_CRASH)
		return kxl_fail_argument(image->ctx, "set slot", "slot",
					 (unsigned int)slot);
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
		return kxl_fail_argument(image->ctx, "set on damage", "action",
					 (unsigned int)on_damage);
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
		.name = "window",
		.action = "set window",
		.advice = "give the lower address first",
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
		.name = "cmdline-running",
		.action = "read",
		.object = "/proc/cmdline",
		.advice = kxl_file_advice(-err,
					  "mount /proc, or set a command line"),
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
	line = malloc(running.size + added.size + 2);
	if (!line) {
		kxl_text_free(running);
		return kxl_fail_memory(image->ctx, "reuse command line");
	}
	kxl_cmdline_reuse(running, added, image->slot, line);
	kxl_text_free(running);
	free(image->cmdline);
	image->cmdline = line;
	image->is_reused = true;
	kxl_image_changed(image);
	return 0;
}
