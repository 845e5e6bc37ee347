// SPDX-License-Identifier: GPL-2.0-only
/* Read-only memory. If the kernel lacks the functions, nothing is protected. */
#include "module/arch.h"

#include "module/symbol.h"

#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#define NOT_PROTECTED "a loaded crash kernel can be written to"

enum helper {
	SET_READ_ONLY,
	SET_WRITABLE,
	HELPERS,
};

static const struct kxm_helper helper_names[] = {
	[SET_READ_ONLY] = { "set_memory_ro", NULL, NOT_PROTECTED },
	[SET_WRITABLE] = { "set_memory_rw", NULL, NOT_PROTECTED },
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(), or 0. */
static unsigned long helpers[HELPERS] __ro_after_init;

int kxm_arch_protect_open(void)
{
	int err = kxm_find_helpers(helper_names, HELPERS, helpers);

	return err == -ENOMEM ? err : 0;
}

int kxm_arch_protect(void *start, u64 pages, bool on)
{
	unsigned long helper = helpers[on ? SET_READ_ONLY : SET_WRITABLE];

	/* Don't make pages read-only that can't be made writable again. */
	if (!helpers[SET_READ_ONLY] || !helpers[SET_WRITABLE])
		return 0;
	return kxm_call(helper, (unsigned long)start, pages);
}
