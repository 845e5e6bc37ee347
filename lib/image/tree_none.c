// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* In place of tree.c, in a libkexec that was built without libfdt. */
#include "lib/image/tree.h"

#include <errno.h>

int kxl_tree_build(struct kexec_image *image, struct kx_machine *facts,
		   const struct kx_crash *crash, struct kxl_tree *tree)
{
	const struct kxl_failure failure = {
		.errnum = EOPNOTSUPP,
		.cause = KEXEC_CAUSE_NO_LIBFDT,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
	};

	(void)facts;
	(void)crash;
	(void)tree;
	return kxl_fail(image->ctx, &failure,
			"its device tree can't be made: this libkexec was "
			"built without libfdt");
}

bool kxl_tree_is_for(struct kx_bytes tree, struct kx_bytes word)
{
	(void)tree;
	(void)word;
	return false;
}

bool kxl_tree_passed(struct kx_bytes data, struct kexec_passed *passed,
		     struct kx_memmap *memory)
{
	(void)data;
	(void)passed;
	(void)memory;
	return false;
}

void kxl_tree_free(struct kxl_tree *tree)
{
	(void)tree;
}
