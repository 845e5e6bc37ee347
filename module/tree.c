// SPDX-License-Identifier: GPL-2.0-only
/* The next kernel's device tree, by the rules of core/chosen.h. */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/tree.h"

#include "core/chosen.h"
#include "core/fdt.h"
#include "module/load.h"
#include "module/page.h"

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

/* As Linux: no seed from a generator that is not ready. */
static struct kx_bytes draw(u64 *seed)
{
	if (!rng_is_initialized())
		return (struct kx_bytes){ 0 };
	*seed = get_random_u64();
	return kx_bytes(seed, sizeof(*seed));
}

static int write_tree(struct kx_request *request, const struct kx_fdt *fdt,
		      struct kxm_tree *tree)
{
	u64 seed;
	const struct kx_chosen chosen = {
		.cmdline = request->cmdline,
		.has_initrd = request->nr_initrds,
		.kaslr_seed = draw(&seed),
		.rng_seed = request->machine->rng_seed,
		.page_size = PAGE_SIZE,
		.crash = request->crash ? request->machine->limits.crash
					: (struct kx_range){ 0 },
		.kept = request->machine->arm64.lpi_tables,
		.nr_kept = request->machine->arm64.nr_lpi_tables,
	};
	u64 room = kx_chosen_size(fdt, &chosen);
	void *bytes = kvzalloc(room, KXM_GFP);
	u64 size;

	if (!bytes)
		return -ENOMEM;
	*tree = (struct kxm_tree){ bytes, room };
	size = kx_chosen_write(fdt, &chosen, bytes, &request->slots);
	request->dtb = kx_bytes(bytes, size);
	memzero_explicit(&seed, sizeof(seed));
	return 0;
}

int kxm_tree_build(struct kx_request *request, struct kxm_tree *tree)
{
	struct kx_bytes running = request->machine->arm64.fdt;
	struct kx_fault fault;
	struct kx_fdt fdt;
	int err;

	*tree = (struct kxm_tree){ 0 };
	if (!running.size)
		return 0;
	err = kx_fdt_open(running, &fdt, &fault);
	if (err) {
		(void)kxm_fault("kexec_file_load", err, &fault);
		return -EINVAL;
	}
	return write_tree(request, &fdt, tree);
}

void kxm_tree_free(struct kxm_tree *tree)
{
	kvfree_sensitive(tree->bytes, tree->size);
}
