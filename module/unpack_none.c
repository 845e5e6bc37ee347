// SPDX-License-Identifier: GPL-2.0-only
/*
 * For architectures whose formats hold no packed kernel that the module could
 * unpack (unpack.c).
 */
#include "module/unpack.h"

int kxm_unpack(const struct kx_request *request, enum kxm_tell tell,
	       struct kxm_unpacked **out)
{
	*out = NULL;
	return 0;
}

bool kxm_unpack_plan(const struct kxm_unpacked *unpacked,
		     struct kx_request *request, enum kxm_tell tell,
		     struct kx_plan *plan)
{
	return false;
}

bool kxm_unpack_is_drawn(const struct kxm_unpacked *unpacked)
{
	return false;
}

void kxm_unpack_free(struct kxm_unpacked *unpacked)
{
}
