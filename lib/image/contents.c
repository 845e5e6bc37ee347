// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacks a kernel file layer by layer, before any call to the running kernel.
 * Sizes that a file declares are not trusted: unpacked bytes are counted, and
 * written to a file in memory as they are unpacked.
 */
#include "lib/image/contents.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/errors/advice.h"
#include "lib/image/output.h"
#include "lib/image/uki.h"
#include "lib/machine/arch.h"
#include "lib/machine/available.h"
#include "lib/machine/sealed.h"
#include "lib/text/size.h"
#include "lib/unpack/compression.h"
#include "lib/unpack/zboot.h"

/* Packed bytes, and their format. */
struct layer {
	const char *name;
	struct kx_bytes packed;
	bool is_uki;
};

/* The failure of a layer; @value and @limit are those of struct kexec_error. */
struct trouble {
	const struct kxl_failure *failure;
	u64 value;
	u64 limit;
};

static int fail(struct kexec_ctx *ctx, const struct trouble *trouble,
		const char *reason)
{
	struct kxl_failure failure = *trouble->failure;
	const struct kx_fault fault = {
		.segment = KX_NO_SEGMENT,
		.other = KX_NO_SEGMENT,
		.value = trouble->value,
		.limit = trouble->limit,
	};

	failure.action = KEXEC_ACTION_UNPACK;
	failure.fault = &fault;
	return kxl_fail(ctx, &failure, "%s", reason);
}

static int fail_write(struct kexec_ctx *ctx, const char *name, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = err == -ENOMEM ? KEXEC_CAUSE_MEMORY
					: KEXEC_CAUSE_UNPACK_WRITE,
		.action = KEXEC_ACTION_UNPACK,
		.object = name,
		.facts = KXL_ON_FILE,
	};

	return kxl_fail(ctx, &failure, "a file for what comes out: %s",
			strerror(-err));
}

/* Indexed by enum kxl_unpacked; the layer's name goes between both texts. */
static const struct row {
	int errnum;
	enum kexec_cause cause;
	const char *before;
	const char *after;
} rows[] = {
	[KXL_UNPACK_DAMAGED] = { ENOEXEC, KEXEC_CAUSE_UNPACK_DAMAGED, "its ",
				 " is damaged" },
	[KXL_UNPACK_CUT] = { ENOEXEC, KEXEC_CAUSE_UNPACK_TRUNCATED, "its ",
			     " ends too early" },
	[KXL_UNPACK_LONG] = { EFBIG, KEXEC_CAUSE_UNPACK_LARGE, "its ",
			      " unpacks to more than a kernel can be" },
	[KXL_UNPACK_MEMORY_LOW] = { ENOMEM, KEXEC_CAUSE_UNPACK_MEMORY, "its ",
				    " needs more memory to be unpacked" },
	[KXL_UNPACK_FOLLOWED] = { ENOEXEC, KEXEC_CAUSE_UNPACK_TRAILING,
				  "other bytes follow its ", "" },
};

static int fail_unpack(struct kexec_ctx *ctx, const char *name,
		       const struct layer *layer, struct trouble trouble,
		       enum kxl_unpacked unpacked)
{
	const struct row *row = &rows[unpacked];
	const struct kxl_failure failure = {
		.errnum = row->errnum,
		.cause = row->cause,
		.object = name,
	};
	char numbers[96] = "";
	char reason[256];

	trouble.failure = &failure;
	if (trouble.limit)
		snprintf(numbers, sizeof(numbers), " (%llu bytes, limit %llu)",
			 (unsigned long long)trouble.value,
			 (unsigned long long)trouble.limit);
	else if (trouble.value)
		snprintf(numbers, sizeof(numbers), " (has %llu bytes)",
			 (unsigned long long)trouble.value);
	snprintf(reason, sizeof(reason), "%s%s%s%s", row->before, layer->name,
		 row->after, numbers);
	return fail(ctx, &trouble, reason);
}

/* A kernel may be larger than this, but there is no more memory. */
static int fail_room(struct kexec_ctx *ctx, const char *name,
		     const struct kxl_sink *sink)
{
	const struct kxl_failure failure = {
		.errnum = ENOMEM,
		.cause = KEXEC_CAUSE_MEMORY_SHORT,
		.object = name,
	};
	const struct trouble trouble = { &failure, sink->size, sink->limit };
	char have[KXL_SIZE_MAX];
	char reason[128];

	kxl_size_print(have, sink->limit, KXL_ROUND_DOWN);
	snprintf(reason, sizeof(reason),
		 "it unpacks to more than the %s of memory that are available",
		 have);
	return fail(ctx, &trouble, reason);
}

static int judge(struct kexec_ctx *ctx, const char *name,
		 const struct layer *layer, const struct kxl_sink *sink,
		 enum kxl_unpacked unpacked)
{
	struct trouble trouble = { 0 };

	switch (unpacked) {
	case KXL_UNPACKED:
		return 0;
	case KXL_UNPACK_UNWRITTEN:
		return fail_write(ctx, name, sink->err);
	case KXL_UNPACK_LONG:
		if (sink->limit < KXL_CONTENTS_MAX)
			return fail_room(ctx, name, sink);
		trouble.value = sink->size;
		trouble.limit = sink->limit;
		break;
	case KXL_UNPACK_MEMORY_LOW:
		trouble.value = sink->needed;
		trouble.limit = sink->allowed;
		break;
	case KXL_UNPACK_CUT:
		trouble.value = layer->packed.size;
		break;
	case KXL_UNPACK_DAMAGED:
	case KXL_UNPACK_FOLLOWED:
	case KXL_UNPACK_UNCHECKED:
	default:
		break;
	}
	return fail_unpack(ctx, name, layer, trouble, unpacked);
}

static int fail_empty(struct kexec_ctx *ctx, const char *name,
		      const struct layer *layer)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_FILE_EMPTY,
		.action = KEXEC_ACTION_UNPACK,
		.object = name,
	};

	return kxl_fail(ctx, &failure, "nothing is in its %s", layer->name);
}

static int unpack_to(struct kexec_ctx *ctx, const char *name,
		     const struct layer *layer, int *fd)
{
	u64 room = kxl_available(ctx);
	u64 limit = room < KXL_CONTENTS_MAX ? room : KXL_CONTENTS_MAX;
	struct kxl_output output = kxl_output_make(layer->packed, limit, *fd);
	enum kxl_unpacked unpacked =
		kxl_unpack_file(layer->packed, &output.sink);
	int write_err = kxl_output_finish(&output);
	int err = judge(ctx, name, layer, &output.sink, unpacked);

	if (err)
		return err;
	if (!output.sink.size)
		return fail_empty(ctx, name, layer);
	err = write_err ? write_err : kxl_sealed_finish(fd);
	return err ? fail_write(ctx, name, err) : 0;
}

static int unpack(struct kexec_ctx *ctx, const char *name,
		  const struct layer *layer, struct kxl_file *inner)
{
	int fd = kxl_sealed_open("kexec-kernel");
	int err;

	if (fd < 0)
		return fail_write(ctx, name, fd);
	err = unpack_to(ctx, name, layer, &fd);
	if (!err)
		err = kxl_file_adopt(ctx, KEXEC_ACTION_UNPACK, fd, name, inner);
	close(fd);
	return err;
}

static int fail_bounds(struct kexec_ctx *ctx, const char *name, u64 end,
		       u64 size)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_UNPACK_TRUNCATED,
		.object = name,
	};
	const struct trouble trouble = { &failure, size, end };
	char reason[128];

	snprintf(reason, sizeof(reason),
		 "an EFI zboot image that ends before its payload does (has "
		 "%llu bytes, needs %llu)",
		 (unsigned long long)size, (unsigned long long)end);
	return fail(ctx, &trouble, reason);
}

/* Leaves the layer's name NULL if there is nothing to unpack. */
static int find_layer(struct kexec_ctx *ctx, const char *name,
		      struct kx_bytes bytes, struct layer *layer)
{
	const struct kxl_compression *row;
	u64 start = 0;
	u64 end = 0;

	*layer = (struct layer){ .packed = bytes };
	if (kxl_uki_opens(kxl_arch(ctx), bytes)) {
		layer->name = "unified kernel image";
		layer->is_uki = true;
		return 0;
	}
	if (kxl_zboot_is(bytes)) {
		kxl_zboot_payload(bytes, &start, &end);
		if (kx_bytes_slice(bytes, start, end - start, &layer->packed))
			return fail_bounds(ctx, name, end, bytes.size);
	}
	row = kxl_compression_find(layer->packed);
	if (row && row->unpack)
		layer->name = end ? "EFI zboot image" : row->data;
	return 0;
}

static int fail_depth(struct kexec_ctx *ctx, const char *name)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_UNPACK_DEPTH,
		.object = name,
	};
	const struct trouble trouble = { &failure, KXL_CONTENTS_DEPTH + 1,
					 KXL_CONTENTS_DEPTH };
	char reason[96];

	snprintf(reason, sizeof(reason),
		 "it is packed more than %d times (limit %d)",
		 KXL_CONTENTS_DEPTH, KXL_CONTENTS_DEPTH);
	return fail(ctx, &trouble, reason);
}

/* Each carries a command line of its own, and nothing says which one counts. */
static int fail_second(struct kexec_ctx *ctx, const char *name)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_UNPACK_DEPTH,
		.object = name,
	};
	const struct trouble trouble = { &failure, 2, 1 };

	return fail(ctx, &trouble,
		    "a unified kernel image, inside another one (limit 1)");
}

/* @file: the one that was given; what was unpacked from it comes first. */
static int take_apart(struct kexec_ctx *ctx, const struct kxl_file *file,
		      const char *profile, struct kxl_contents *contents)
{
	const struct kxl_file *outer =
		contents->file.name ? &contents->file : file;
	struct kxl_uki uki;
	int err;

	if (contents->is_uki)
		return fail_second(ctx, file->name);
	err = kxl_uki_open(ctx, outer, profile, &uki);
	if (err)
		return err;
	err = kxl_profiles_read(outer->bytes, &contents->profiles);
	kxl_file_close(&contents->file);
	contents->is_uki = true;
	contents->file = uki.kernel;
	contents->initrd = uki.initrd;
	contents->cmdline = uki.cmdline;
	contents->dtb = uki.dtb;
	memcpy(contents->addons, uki.addons, sizeof(uki.addons));
	contents->nr_addons = uki.nr_addons;
	return err ? kxl_fail_memory(ctx, KEXEC_ACTION_UNPACK) : 0;
}

static void add_layer(struct kxl_contents *contents, const char *name)
{
	char inner[sizeof(contents->layers)];

	contents->names[contents->nr_layers++] = name;
	memcpy(inner, contents->layers, sizeof(inner));
	snprintf(contents->layers, sizeof(contents->layers), "%s%s%.64s", name,
		 inner[0] ? " inside " : "", inner);
}

static int take_off(struct kexec_ctx *ctx, const struct kxl_file *file,
		    const struct layer *layer, const char *profile,
		    struct kxl_contents *contents)
{
	struct kxl_file inner = { .fd = -1 };
	int err;

	if (layer->is_uki)
		return take_apart(ctx, file, profile, contents);
	err = unpack(ctx, file->name, layer, &inner);
	if (err)
		return err;
	kxl_file_close(&contents->file);
	contents->file = inner;
	return 0;
}

static int unpack_all(struct kexec_ctx *ctx, const struct kxl_file *file,
		      const char *profile, struct kxl_contents *contents)
{
	struct kx_bytes bytes = file->bytes;
	struct layer layer;
	int depth;
	int err;

	for (depth = 0;; depth++) {
		err = find_layer(ctx, file->name, bytes, &layer);
		if (err || !layer.name)
			break;
		if (depth == KXL_CONTENTS_DEPTH)
			return fail_depth(ctx, file->name);
		err = take_off(ctx, file, &layer, profile, contents);
		if (err)
			return err;
		bytes = contents->file.bytes;
		add_layer(contents, layer.name);
		kxl_log(ctx, KEXEC_LOG_DEBUG, "unpack: %s: %s, %#llx bytes",
			file->name, layer.name, (unsigned long long)bytes.size);
	}
	if (!err && profile && !contents->is_uki)
		return kxl_uki_fail_other(ctx, file->name);
	return err;
}

int kxl_contents_open(struct kexec_ctx *ctx, const struct kxl_file *file,
		      const char *profile, struct kxl_contents *contents)
{
	struct kxl_contents fresh = { 0 };
	int err = unpack_all(ctx, file, profile, &fresh);

	if (err) {
		kxl_contents_close(&fresh);
		return err;
	}
	*contents = fresh;
	return 0;
}

void kxl_contents_close(struct kxl_contents *contents)
{
	unsigned int i;

	for (i = 0; i < contents->nr_addons; i++)
		free(contents->addons[i]);
	kxl_file_close(&contents->file);
	kxl_file_close(&contents->initrd);
	free(contents->cmdline);
	kxl_text_free(contents->dtb);
	kxl_profiles_free(&contents->profiles);
	*contents = (struct kxl_contents){ 0 };
}
