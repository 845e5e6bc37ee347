// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A tree with a timeline ends with it. No other tree does: a tool that changes
 * one for the next start cuts off what is behind its blocks, or leaves free
 * bytes at the end. Linux lets root alone read the file.
 */
#include "lib/machine/timeline_tree.h"

#include <errno.h>
#include <string.h>

#include "core/chosen.h"
#include "core/fdt.h"
#include "core/tree.h"
#include "lib/machine/file.h"

#define TREE "/sys/firmware/fdt"

static int fail(struct kexec_ctx *ctx, int errnum, enum kexec_cause cause,
		const char *object, const char *reason)
{
	const struct kxl_failure failure = {
		.errnum = errnum,
		.cause = cause,
		.action = KEXEC_ACTION_READ,
		.object = object,
	};

	return kxl_fail(ctx, &failure, "%s", reason);
}

/* Linux's kexec and ours say so in the tree. */
static bool is_from_kexec(struct kx_bytes tree)
{
	struct kx_fault fault;
	struct kx_bytes value;
	struct kx_fdt fdt;

	return !kx_fdt_open(tree, &fdt, &fault) &&
	       kx_chosen_find(&fdt, "linux,booted-from-kexec", &value);
}

static int fail_none(struct kexec_ctx *ctx, struct kx_bytes tree)
{
	return fail(ctx, ENODATA, KEXEC_CAUSE_NO_TIMELINE, "timeline",
		    is_from_kexec(tree)
			    ? "this system was loaded without one"
			    : "this system's device tree does not say that it "
			      "was started by kexec");
}

static bool has_it(struct kx_bytes tree, struct kx_timeline *timeline)
{
	if (!kx_tree_is(tree) || kx_tree_size(tree) != tree.size ||
	    tree.size < KX_TREE_HEADER + sizeof(*timeline))
		return false;
	memcpy(timeline, tree.data + tree.size - sizeof(*timeline),
	       sizeof(*timeline));
	return kx_load_le32(timeline->type) == KX_TIMELINE_TYPE;
}

int kxl_timeline_tree(struct kexec_ctx *ctx, struct kx_timeline *timeline)
{
	struct kx_timeline found;
	struct kx_bytes tree;
	int err = kxl_read(ctx, TREE, &tree);

	if (err == -ENOENT)
		return fail_none(ctx, kx_bytes(NULL, 0));
	if (err)
		return fail(ctx, -err, KEXEC_CAUSE_TIMELINE, TREE,
			    strerror(-err));
	if (has_it(tree, &found))
		*timeline = found;
	else
		err = fail_none(ctx, tree);
	kxl_text_free(tree);
	return err;
}
