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
#include "lib/image/crypto_tests.h"
#include "lib/image/initrds.h"
#include "lib/image/vmlinux.h"
#include "lib/machine/installed.h"
#include "lib/machine/pipe.h"
#include "lib/text/cmdline.h"

/* The first serial port of a PC. */
#define COM1 0x3f8

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
	if (err == -ENOENT)
		kxl_installed_offer(ctx);
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

/* The command line is again what was given, or a UKI's. */
static void drop_addition(struct kexec_image *image)
{
	if (!image->bare)
		return;
	free(image->cmdline);
	image->cmdline = image->bare;
	image->bare = NULL;
}

/* What was taken out of a UKI goes before the UKI's contents do. */
static void drop_carried(struct kexec_image *image)
{
	if (image->is_line_carried)
		image->cmdline[0] = '\0';
	image->is_line_carried = false;
	if (!image->is_initrd_carried)
		return;
	image->is_initrd_carried = false;
	image->nr_initrds--;
	memmove(image->initrds, image->initrds + 1,
		image->nr_initrds * sizeof(*image->initrds));
	kxl_file_close(&image->joined);
}

void kxl_image_drop_plan(struct kexec_image *image)
{
	kxl_initrds_drop(image);
	free(image->passed);
	image->passed = NULL;
	/* Both have the kernel's address, which may be random. */
	explicit_bzero(image->segments, sizeof(image->segments));
	if (image->arena)
		explicit_bzero(image->arena, image->arena_size);
	free(image->arena);
	image->arena = NULL;
	image->timeline = NULL;
	kxl_vmlinux_close(image);
	image->is_planned = false;
}

void kxl_image_changed(struct kexec_image *image)
{
	drop_addition(image);
	drop_carried(image);
	kxl_image_drop_plan(image);
	image->stays_packed = false;
	free(image->told);
	image->told = NULL;
	free(image->told_facts);
	image->told_facts = NULL;
	image->is_vetted = false;
	image->is_unpacked = false;
	kxl_contents_close(&image->contents);
}

static void close_modules(struct kexec_image *image)
{
	unsigned int i;

	for (i = 0; i < image->nr_modules; i++) {
		kxl_file_close(&image->modules[i].file);
		free(image->modules[i].string);
	}
	free(image->modules);
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
	close_modules(image);
	kxl_file_close(&image->joined);
	kxl_text_free(image->dtb);
	kxl_text_free(image->running_dtb);
	kxl_file_close(&image->kernel);
	free(image->cmdline);
	free(image->type);
	free(image->profile);
	free(image);
}

/* Room for one more. */
static int grow_initrds(struct kexec_image *image)
{
	struct kxl_file *larger;

	larger = reallocarray(image->initrds, image->nr_initrds + 1,
			      sizeof(*larger));
	if (!larger)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_OPEN_INITRD);
	image->initrds = larger;
	return 0;
}

/* Takes ownership of @initrd, even on failure. */
static int add_initrd(struct kexec_image *image, struct kxl_file *initrd)
{
	int err = grow_initrds(image);

	if (err) {
		kxl_file_close(initrd);
		return err;
	}
	image->initrds[image->nr_initrds++] = *initrd;
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

	if (kxl_pipe_is(fd))
		err = kxl_pipe_read(image->ctx, KEXEC_ACTION_OPEN_INITRD, fd,
				    name, &initrd);
	else
		err = kxl_file_adopt(image->ctx, KEXEC_ACTION_OPEN_INITRD, fd,
				     name, &initrd);
	if (err)
		return err;
	return add_initrd(image, &initrd);
}

/*
 * A UKI's initrd comes first: those that were given are unpacked over it. To a
 * crash kernel they are all that it has memory for: kdumpctl gives the kernel
 * of the system, and an initrd that was made for the dump.
 */
static int take_initrd(struct kexec_image *image)
{
	bool is_replaced = image->slot == KEXEC_SLOT_CRASH && image->nr_initrds;
	int err;

	if (!image->contents.initrd.name || is_replaced)
		return 0;
	err = grow_initrds(image);
	if (err)
		return err;
	memmove(image->initrds + 1, image->initrds,
		image->nr_initrds * sizeof(*image->initrds));
	image->initrds[0] = image->contents.initrd;
	image->nr_initrds++;
	image->is_initrd_carried = true;
	kxl_file_close(&image->joined);
	return 0;
}

/* The one that was given stands for a UKI's. */
static int take_line(struct kexec_image *image)
{
	char *copy;

	if (!image->contents.cmdline || image->is_line_given)
		return 0;
	copy = strdup(image->contents.cmdline);
	if (!copy)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_UNPACK);
	free(image->cmdline);
	image->cmdline = copy;
	image->is_line_carried = true;
	return 0;
}

/* Whichever command line it is. */
static int take_option(struct kexec_image *image)
{
	char *longer;
	int err;

	if (!(image->options & KEXEC_OPTION_NO_CRYPTO_TESTS))
		return 0;
	err = kxl_crypto_tests_skip(image->ctx, image->kernel.name,
				    image->cmdline, &longer);
	if (err || !longer)
		return err;
	image->bare = image->cmdline;
	image->cmdline = longer;
	return 0;
}

int kxl_image_unpack(struct kexec_image *image)
{
	int err;

	if (image->is_unpacked)
		return 0;
	err = kxl_contents_open(image->ctx, &image->kernel, image->profile,
				&image->contents);
	if (err)
		return err;
	err = take_initrd(image);
	if (!err)
		err = take_line(image);
	if (!err)
		err = take_option(image);
	if (err)
		kxl_image_changed(image);
	image->is_unpacked = !err;
	return err;
}

/* Replaces an owned string by a copy of @value. */
static int replace(struct kexec_image *image, char **string, const char *value)
{
	char *copy = value ? strdup(value) : NULL;

	if (value && !copy)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_SET_UP_IMAGE);
	kxl_image_changed(image);
	free(*string);
	*string = copy;
	return 0;
}

int kexec_image_set_cmdline(struct kexec_image *image, const char *cmdline)
{
	int err = replace(image, &image->cmdline, cmdline ? cmdline : "");

	if (err)
		return err;
	image->is_reused = false;
	image->is_line_given = cmdline;
	return 0;
}

int kexec_image_set_type(struct kexec_image *image, const char *type)
{
	return replace(image, &image->type, type);
}

int kexec_image_set_arguments(struct kexec_image *image,
			      enum kexec_arguments arguments)
{
	if ((unsigned int)arguments > KEXEC_ARGUMENTS_NONE)
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_SET_OPTIONS,
					 "arguments", (unsigned int)arguments);
	image->arguments = arguments;
	kxl_image_changed(image);
	return 0;
}

int kexec_image_set_profile(struct kexec_image *image, const char *profile)
{
	return replace(image, &image->profile, profile);
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
		KEXEC_OPTION_NO_CMA | KEXEC_OPTION_FORCE_DTB |
		KEXEC_OPTION_MEMMAP_CMDLINE | KEXEC_OPTION_REAL_MODE |
		KEXEC_OPTION_ENTRY_32BIT | KEXEC_OPTION_KEEP_PACKED |
		KEXEC_OPTION_NO_CRYPTO_TESTS | KEXEC_OPTION_KEEP_INITRD_PACKED |
		KEXEC_OPTION_TIMELINE;

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

int kexec_image_set_console(struct kexec_image *image,
			    const struct kexec_console *console)
{
	static const enum kexec_action action = KEXEC_ACTION_SET_CONSOLE;
	static const unsigned int known = KEXEC_CONSOLE_SERIAL |
					  KEXEC_CONSOLE_VGA |
					  KEXEC_CONSOLE_RESET_VGA;
	unsigned int baud = console->baud;

	if (console->flags & ~known)
		return kxl_fail_argument(image->ctx, action, "flag",
					 console->flags & ~known);
	if (console->port > UINT16_MAX)
		return kxl_fail_argument(image->ctx, action, "port",
					 console->port);
	if (baud && (KX_CONSOLE_BAUD_BASE % baud ||
		     KX_CONSOLE_BAUD_BASE / baud > UINT16_MAX))
		return kxl_fail_argument(image->ctx, action, "baud rate", baud);
	image->console = (struct kx_console){
		.flags = console->flags,
		.port = (u16)(baud && !console->port ? COM1 : console->port),
		.divisor = (u16)(baud ? KX_CONSOLE_BAUD_BASE / baud : 0),
	};
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
	kxl_image_changed(image);
	free(image->cmdline);
	image->cmdline = line;
	image->is_reused = true;
	image->is_line_given = true;
	return 0;
}
