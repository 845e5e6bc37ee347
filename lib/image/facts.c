// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Facts about a kernel file: what a format of core/ has read, in the form of
 * the public header. No format is named here, so that each has its facts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/plan.h"
#include "core/sign/authenticode.h"
#include "lib/image/type.h"
#include "lib/image/vet.h"
#include "lib/machine/arch.h"

/* The facts, and what they point to: one allocation. */
struct kxl_facts {
	struct kexec_facts facts;
	struct kexec_way ways[KX_WAYS_MAX];
	const struct kexec_way *way_list[KX_WAYS_MAX];
	char version[];
};

static enum kexec_signature find_signature(struct kx_bytes file)
{
	struct kx_authenticode image;

	switch (kx_authenticode_read(file, &image, NULL)) {
	case 0:
		return KEXEC_SIGNATURE_THERE;
	case -KX_E_PE:
	case -KX_E_UNSIGNED:
		return KEXEC_SIGNATURE_NONE;
	default:
		return KEXEC_SIGNATURE_BROKEN;
	}
}

/* Code that is entered in 32-bit mode may be of either kind of x86. */
static const char *find_architecture(const struct kx_kernel *kernel)
{
	return kernel->arch != &kx_arch_x86_64 ||
			       kx_kernel_way(kernel, &kx_entry_x86_64)
		       ? kernel->arch->name
		       : "x86";
}

static bool is_file_load(const struct kexec_image *image)
{
	const struct kx_request request = {
		.arch = kxl_arch(image->ctx),
		.kernel = kxl_image_kernel(image),
		.flags = KX_VET_AS_PROBE,
	};

	return !kx_plan_vet(&request, kxl_type_format(image->type), NULL, NULL);
}

static bool is_fixed(const struct kx_kernel *kernel, struct kx_range *at)
{
	struct kx_range own = { 0 };

	if (kernel->is_movable ||
	    !kx_kernel_own(kernel, (u64)sysconf(_SC_PAGESIZE), &own))
		return false;
	*at = own;
	return true;
}

static void tell_place(const struct kx_kernel *kernel,
		       struct kexec_facts *facts)
{
	struct kx_range at = kernel->reach;
	bool fixed = is_fixed(kernel, &at);

	if (!fixed && at.start < kernel->preferred)
		at.start = kernel->preferred;
	facts->place_start = at.start;
	facts->place_end = at.end;
	facts->alignment = kernel->align;
	facts->memory = kernel->size;
	facts->is_relocatable = !fixed;
	if (kernel->protocol && kernel->protocol->is_for_crash)
		facts->crash_use =
			fixed ? KEXEC_CRASH_USE_FIXED : KEXEC_CRASH_USE_ANY;
}

static void tell_ways(const struct kx_kernel *kernel, struct kxl_facts *fresh)
{
	u32 i;

	for (i = 0; i < kernel->nr_ways; i++) {
		fresh->ways[i] = (struct kexec_way){
			.mode = kernel->ways[i].mode->name,
			.offset = kernel->ways[i].offset,
		};
		fresh->way_list[i] = &fresh->ways[i];
	}
	fresh->facts.nr_ways = kernel->nr_ways;
	fresh->facts.ways = fresh->way_list;
}

static void tell_file(const struct kexec_image *image,
		      struct kexec_facts *facts)
{
	const struct kxl_contents *contents = &image->contents;

	facts->nr_layers = contents->nr_layers;
	facts->layers = contents->names;
	facts->file_size = image->kernel.bytes.size;
	facts->kernel_size = kxl_image_kernel(image).size;
	facts->signature = find_signature(image->kernel.bytes);
	facts->kernel_signature = find_signature(kxl_image_kernel(image));
	facts->is_file_load = is_file_load(image);
	facts->nr_profiles = contents->profiles.count;
	facts->nr_listed = contents->profiles.nr_listed;
	facts->profiles = contents->profiles.list;
	facts->nr_addons = contents->nr_addons;
	facts->addons = (const char *const *)contents->addons;
}

static int make_facts(const struct kexec_image *image,
		      const struct kx_kernel *kernel, struct kxl_facts **made)
{
	struct kx_bytes version = kernel->version;
	struct kxl_facts *fresh =
		calloc(1, sizeof(*fresh) + (size_t)version.size + 1);
	struct kexec_facts *facts;

	if (!fresh)
		return -ENOMEM;
	if (version.size)
		memcpy(fresh->version, version.data, version.size);
	facts = &fresh->facts;
	facts->format = kernel->format->name;
	facts->protocol = kernel->protocol ? kernel->protocol->name : "";
	facts->version = fresh->version;
	facts->architecture = find_architecture(kernel);
	facts->initrd_end = kernel->initrd_end;
	facts->cmdline_max = kernel->cmdline_max;
	/* The 32-bit way in has no page tables. */
	facts->takes_5level =
		kernel->takes_5level || kx_kernel_way(kernel, &kx_entry_x86_32);
	facts->takes_efi = kernel->takes_efi;
	tell_file(image, facts);
	tell_place(kernel, facts);
	tell_ways(kernel, fresh);
	*made = fresh;
	return 0;
}

int kexec_image_facts(struct kexec_image *image,
		      const struct kexec_facts **facts)
{
	struct kx_kernel kernel = { 0 };
	int err = 0;

	if (!image->told_facts) {
		err = kxl_vet_look(image, &kernel);
		if (!err && make_facts(image, &kernel, &image->told_facts))
			err = kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	}
	if (err)
		return err;
	*facts = &image->told_facts->facts;
	return 0;
}
