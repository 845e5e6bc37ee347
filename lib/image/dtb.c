// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Device trees: one that the user gives, or the one that the running kernel was
 * booted with. Only the header is read: magic and size, both big-endian
 * (Devicetree Specification, 5.2). x86 uses a device tree if Linux was built
 * with CONFIG_OF, on boards that have no ACPI.
 */
#include "lib/image/dtb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/tree.h"
#include "lib/image/kind.h"
#include "lib/machine/arch.h"

#define RUNNING "/sys/firmware/fdt"

static int fail_format(struct kexec_image *image, const char *name,
		       const struct kx_fault *fault, const char *reason)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_DTB,
		.action = KEXEC_ACTION_OPEN_DTB,
		.object = name,
		.fault = fault,
	};

	return kxl_fail(image->ctx, &failure, "%s", reason);
}

static int fail_other(struct kexec_image *image, const char *name,
		      struct kx_bytes file)
{
	struct kxl_kind kind;
	char reason[160];

	if (!kxl_kind_find(file, &kind))
		return fail_format(image, name, NULL, "it is no device tree");
	snprintf(reason, sizeof(reason), "it is no device tree, but %s",
		 kind.name);
	return fail_format(image, name, NULL, reason);
}

/* @file: of its bytes, as many as can be a tree; @size: how many it has */
static int check(struct kexec_image *image, const char *name,
		 struct kx_bytes file, u64 size)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	char reason[96];

	if (!kx_tree_is(file))
		return fail_other(image, name, file);
	fault.value = kx_tree_size(file);
	fault.limit = file.size;
	if (fault.value >= KX_TREE_HEADER && fault.value <= fault.limit)
		return 0;
	snprintf(reason, sizeof(reason),
		 "its header says %llu bytes, and %llu are %s",
		 (unsigned long long)fault.value,
		 (unsigned long long)fault.limit,
		 fault.limit == size ? "there" : "the most that Linux takes");
	return fail_format(image, name, &fault, reason);
}

/*
 * Copy a file before it is checked: whoever can write it may change its size
 * afterwards. Only as much is copied as its header says.
 */
static int take_tree(struct kexec_image *image, const char *name,
		     struct kx_bytes file, struct kx_bytes *tree)
{
	u64 most = kxl_arch(image->ctx)->tree_max;
	u64 size = file.size < most ? file.size : most;
	u8 *copy = malloc(size);
	int err;

	if (!copy)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_OPEN_DTB);
	memcpy(copy, file.data, size);
	err = check(image, name, kx_bytes(copy, size), file.size);
	if (err)
		free(copy);
	else
		*tree = kx_bytes(copy, kx_tree_size(kx_bytes(copy, size)));
	return err;
}

int kexec_image_set_dtb(struct kexec_image *image, const char *path)
{
	struct kx_bytes tree = { 0 };
	struct kxl_file file;
	int err;

	if (path) {
		err = kxl_file_open(image->ctx, KEXEC_ACTION_OPEN_DTB, path,
				    &file);
		if (err)
			return err;
		err = take_tree(image, path, file.bytes, &tree);
		kxl_file_close(&file);
		if (err)
			return err;
	}
	kxl_text_free(image->dtb);
	image->dtb = tree;
	kxl_image_changed(image);
	return 0;
}

static bool is_wanted(const struct kexec_image *image)
{
	return image->options & KEXEC_OPTION_FORCE_DTB;
}

bool kxl_dtb_is_running(struct kexec_image *image)
{
	if (kxl_exists(image->ctx, RUNNING))
		return true;
	if (is_wanted(image) && !image->is_dtb_missed)
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"this system has no device tree (%s): there is none "
			"to carry over",
			RUNNING);
	image->is_dtb_missed = true;
	return false;
}

int kxl_dtb_prepare(struct kexec_image *image)
{
	struct kx_bytes text;
	int err;

	if (!is_wanted(image) || image->dtb.size || image->running_dtb.size ||
	    !kxl_dtb_is_running(image))
		return 0;
	err = kxl_read(image->ctx, RUNNING, &text);
	if (err)
		return kxl_fail_read(image->ctx, RUNNING, err);
	err = take_tree(image, RUNNING, text, &image->running_dtb);
	kxl_text_free(text);
	return err;
}

struct kx_bytes kxl_dtb_of(const struct kexec_image *image)
{
	struct kx_bytes given = kxl_dtb_given(image);

	if (given.size)
		return given;
	return is_wanted(image) ? image->running_dtb : kx_bytes(NULL, 0);
}
