// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Warnings about initrds, of which Linux would drop a part without a word, or
 * with one in its log that comes too late. They say only what the files
 * themselves show; a kernel may have been built without a decompressor.
 */
#include "lib/image/losses.h"

#include <stdio.h>

#include "lib/image/kind.h"
#include "lib/unpack/archives.h"

/* What is lost besides: Linux goes on without it. */
#define AND_ALL "Linux drops it, and all that follows"

typedef unsigned long long number;

static void print_foreign(const struct kxl_loss *loss, struct kx_bytes rest,
			  char *text, size_t size)
{
	struct kxl_kind kind;

	if (kxl_kind_find(rest, &kind))
		snprintf(text, size,
			 "at byte %#llx is %s, where Linux takes an archive or "
			 "zeroes: " AND_ALL,
			 (number)loss->at, kind.name);
	else
		snprintf(
			text, size,
			"at byte %#llx is neither an archive nor a zero: " AND_ALL,
			(number)loss->at);
}

static void print_unaligned(const struct kxl_loss *loss, struct kx_bytes rest,
			    char *text, size_t size)
{
	(void)rest;
	snprintf(
		text, size,
		"its %s archive at byte %#llx is not at a multiple of 4: " AND_ALL
		"; put %llu zero byte%s before it, or give it as an "
		"initrd of its own (--initrd)",
		loss->name, (number)loss->at, (number)(-loss->at % 4),
		-loss->at % 4 == 1 ? "" : "s");
}

static void print_cut(const struct kxl_loss *loss, struct kx_bytes rest,
		      char *text, size_t size)
{
	if (kxl_stream_find(rest))
		snprintf(text, size,
			 "its %s archive at byte %#llx ends too early: Linux "
			 "drops its end, and all that follows; get the initrd "
			 "again",
			 loss->name, (number)loss->at);
	else
		snprintf(text, size,
			 "its %s archive ends too early, in the file at byte "
			 "%#llx: Linux drops that, and all that follows; get "
			 "the initrd again",
			 loss->name, (number)loss->at);
}

static void print_damaged(const struct kxl_loss *loss, struct kx_bytes rest,
			  char *text, size_t size)
{
	(void)rest;
	snprintf(text, size,
		 "its %s archive is damaged at byte %#llx: " AND_ALL,
		 loss->name, (number)loss->at);
}

static void print_refused(const struct kxl_loss *loss, struct kx_bytes rest,
			  char *text, size_t size)
{
	(void)rest;
	snprintf(text, size,
		 "its %s archive at byte %#llx %s: " AND_ALL
		 "; compress it again (%s)",
		 loss->name, (number)loss->at, loss->setting, loss->advice);
}

static void print_runs_on(const struct kxl_loss *loss, struct kx_bytes rest,
			  char *text, size_t size)
{
	(void)rest;
	snprintf(text, size,
		 "Linux takes what follows its %s archive at byte %#llx for a "
		 "part of that, and drops it, and all that follows; put at "
		 "least 4 zero bytes between, or give it as an initrd of its "
		 "own (--initrd)",
		 loss->name, (number)loss->at);
}

static void (*const prints[])(const struct kxl_loss *loss, struct kx_bytes rest,
			      char *text, size_t size) = {
	[KXL_LOSS_FOREIGN] = print_foreign,
	[KXL_LOSS_UNALIGNED] = print_unaligned,
	[KXL_LOSS_CUT] = print_cut,
	[KXL_LOSS_DAMAGED] = print_damaged,
	[KXL_LOSS_REFUSED] = print_refused,
	[KXL_LOSS_RUNS_ON] = print_runs_on,
};

static void warn_loss(struct kexec_image *image, const struct kxl_file *initrd,
		      const struct kxl_loss *loss)
{
	struct kx_bytes rest = kx_bytes(initrd->bytes.data + loss->at,
					initrd->bytes.size - loss->at);
	char text[512];

	prints[loss->kind](loss, rest, text, sizeof(text));
	kxl_log(image->ctx, KEXEC_LOG_WARNING, "%s: %s", initrd->name, text);
}

static void warn_early(struct kexec_image *image, const struct kxl_file *initrd,
		       u64 at)
{
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"%s: its file at byte %#llx, for the early kernel (microcode "
		"or ACPI tables), comes after a compressed archive: Linux does "
		"not find it there; give that archive first",
		initrd->name, (number)at);
}

static void warn_misnamed(struct kexec_image *image,
			  const struct kxl_file *initrd, u64 at)
{
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"%s: the name of its file at byte %#llx, for the early kernel "
		"(microcode or ACPI tables), begins with \"./\" or \"/\": Linux "
		"does not find it; make the archive again with names that "
		"begin with \"kernel/\", as GNU cpio does",
		initrd->name, (number)at);
}

/* What these archives are the first to have. */
static bool warn_new(struct kexec_image *image, const struct kxl_file *initrd,
		     const struct kxl_archives *before,
		     const struct kxl_archives *now)
{
	bool is_early = now->has_early && !before->has_early;
	bool is_misnamed = now->has_misnamed && !before->has_misnamed;

	if (is_early)
		warn_early(image, initrd, now->early_at);
	if (is_misnamed)
		warn_misnamed(image, initrd, now->misnamed_at);
	return is_early || is_misnamed;
}

/*
 * KEXEC_FOREWARN_INITRD_KIND is about it, or it may be the image of a file
 * system, which has to be the first and only one.
 */
static bool is_no_archive(const struct kexec_image *image, unsigned int i)
{
	struct kx_bytes bytes = image->initrds[i].bytes;
	struct kxl_kind kind;

	return kxl_kind_find(bytes, &kind) && !kind.is_initrd;
}

static bool may_be_image(const struct kxl_loss *loss, unsigned int i)
{
	return !i && loss->kind == KXL_LOSS_FOREIGN && !loss->at;
}

/* Linux removes a boot config from the end of all of them. */
static struct kx_bytes archives_of(const struct kexec_image *image,
				   unsigned int i)
{
	struct kx_bytes bytes = image->initrds[i].bytes;

	return i + 1 == image->nr_initrds ? kxl_archives_without_config(bytes)
					  : bytes;
}

bool kxl_losses_warn(struct kexec_image *image, enum kxl_losses how)
{
	struct kxl_archives archives = {
		.is_thorough = how == KXL_LOSSES_UNPACK,
	};
	struct kxl_archives before;
	bool found = false;
	unsigned int i;

	for (i = 0; i < image->nr_initrds; i++) {
		if (is_no_archive(image, i))
			return found;
		before = archives;
		kxl_archives_walk(&archives, archives_of(image, i),
				  image->initrds[i].fd);
		if (warn_new(image, &image->initrds[i], &before, &archives))
			found = true;
		if (may_be_image(&archives.loss, i))
			return found;
		if (archives.loss.kind) {
			warn_loss(image, &image->initrds[i], &archives.loss);
			return true;
		}
	}
	return found;
}
