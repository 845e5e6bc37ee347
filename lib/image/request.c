// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The one place that turns options of an image into a request to core/. */
#include "lib/image/request.h"

#include <stdlib.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/errors/cause.h"
#include "lib/image/dtb.h"
#include "lib/image/fault.h"
#include "lib/machine/arch.h"
#include "lib/machine/installed.h"
#include "lib/unpack/unpackers.h"

static u32 flags_of(const struct kexec_image *image)
{
	u32 flags = kxl_image_is_real(image) ? KX_ENTER_REAL_MODE : 0;

	if (image->options & KEXEC_OPTION_ENTRY_32BIT)
		flags |= KX_ENTER_32BIT;
	if (image->options & KEXEC_OPTION_MEMMAP_CMDLINE)
		flags |= KX_MEMMAP_WORDS;
	if (image->options & KEXEC_OPTION_TIMELINE)
		flags |= KX_TIMELINE;
	return flags;
}

static enum kx_arguments arguments_of(const struct kexec_image *image)
{
	static const enum kx_arguments arguments[] = {
		[KEXEC_ARGUMENTS_AUTO] = KX_ARGUMENTS_AUTO,
		[KEXEC_ARGUMENTS_LINUX] = KX_ARGUMENTS_LINUX,
		[KEXEC_ARGUMENTS_ELF] = KX_ARGUMENTS_ELF,
		[KEXEC_ARGUMENTS_NONE] = KX_ARGUMENTS_NONE,
	};

	return arguments[image->arguments];
}

struct kx_request kxl_request(const struct kexec_image *image)
{
	const char *line = kxl_image_line(image);

	return (struct kx_request){
		.arch = kxl_arch(image->ctx),
		.purpose = kxl_image_returns(image) ? KX_PURPOSE_RETURNING
						    : KX_PURPOSE_NORMAL,
		.kernel = kxl_image_kernel(image),
		.nr_initrds = image->nr_initrds,
		.nr_modules = image->nr_modules,
		.cmdline = kx_bytes(line, strlen(line)),
		.dtb = kxl_dtb_of(image),
		.flags = flags_of(image),
		.crc32 = HAVE_DEFLATE ? kxl_crc32_go_on : NULL,
		.arguments = arguments_of(image),
		.within = image->within,
		.console = image->console,
	};
}

int kxl_request_arena(struct kexec_image *image,
		      const struct kx_request *request, struct kx_arena *arena)
{
	u64 size = kx_plan_arena_size(request);
	u8 *base = malloc(size);

	if (!base)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	*arena = (struct kx_arena){ .base = base, .size = size };
	return 0;
}

static unsigned int facts_of(const struct kexec_image *image,
			     const struct kx_fault *fault)
{
	unsigned int facts = 0;

	if (kxl_image_has_window(image))
		facts |= KXL_IN_WINDOW;
	if (kxl_image_returns(image))
		facts |= KXL_RETURNS;
	if (image->told)
		facts |= KXL_ADDS_RSDP;
	if (fault->part == KX_PART_INITRD)
		facts |= KXL_OF_INITRD;
	if (fault->part == KX_PART_KEPT)
		facts |= KXL_OF_KEPT;
	if (fault->part == KX_PART_KERNEL)
		facts |= KXL_OF_LINUX;
	return facts;
}

int kxl_request_fail(struct kexec_image *image, const struct kx_fault *fault,
		     int err)
{
	const struct kx_error *row = kx_error(err);
	struct kxl_failure failure = {
		.errnum = row->errnum,
		.cause = kxl_cause(err),
		.action = KEXEC_ACTION_PLAN,
		.object = err == -KX_E_TYPE ? image->type : image->kernel.name,
		.facts = facts_of(image, fault),
		.fault = fault,
	};
	char reason[KXL_REASON_SIZE];

	if (err == -KX_E_NO_HOLE && image->slot == KEXEC_SLOT_CRASH &&
	    !kxl_image_has_window(image))
		failure.cause = KEXEC_CAUSE_CRASH_REGION_SMALL;
	kxl_fault_print(kxl_arch(image->ctx), fault, reason, sizeof(reason));
	err = kxl_fail(image->ctx, &failure, "%s", reason);
	kxl_installed_advise(image->ctx);
	return err;
}
