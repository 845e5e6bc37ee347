// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Progress in bytes of files. Each counts twice: once for what is done with it
 * here, once for the system call, which copies it.
 */
#include "lib/image/progress.h"

static u64 initrd_size(const struct kexec_image *image)
{
	u64 size = 0;
	unsigned int i;

	for (i = 0; i < image->nr_initrds; i++)
		size += image->initrds[i].bytes.size;
	return size;
}

static u64 all_size(const struct kexec_image *image)
{
	u64 size = image->kernel.bytes.size + initrd_size(image);
	unsigned int i;

	for (i = 0; i < image->nr_modules; i++)
		size += image->modules[i].file.bytes.size;
	return size;
}

void kxl_progress(struct kexec_image *image, enum kexec_stage stage, u64 within)
{
	struct kexec_ctx *ctx = image->ctx;
	u64 total;
	u64 done = within;

	if (!ctx->progress)
		return;
	total = 2 * all_size(image);
	switch (stage) {
	case KEXEC_STAGE_KERNEL:
		done += initrd_size(image);
		break;
	case KEXEC_STAGE_CALL:
		done += total / 2;
		break;
	case KEXEC_STAGE_CHECK:
	case KEXEC_STAGE_INITRDS:
	default:
		break;
	}
	ctx->progress(ctx->progress_data, stage, done, total);
}
