// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A request has options for each architecture and each way into a kernel, and a
 * plan uses those that it has a use for. The others are not left out in
 * silence.
 */
#include "lib/image/unheeded.h"

#include <errno.h>

#include "core/plan.h"
#include "lib/image/dtb.h"
#include "lib/machine/arch.h"
#include "lib/machine/file.h"

static void warn_tree(struct kexec_image *image)
{
	if (!kxl_dtb_of(image).size || image->facts.protocol->takes_dtb)
		return;
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"%s is entered in a way that has no place for a device tree: "
		"it gets none",
		image->kernel.name);
}

static void warn_console(struct kexec_image *image)
{
	struct kx_console console = image->console;

	if (!console.flags && !console.port)
		return;
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"options of a console have no effect on arm64: there is nothing "
		"before the kernel that writes to one; give the kernel "
		"earlycon or console=");
}

static void warn_memmap(struct kexec_image *image)
{
	if (image->slot != KEXEC_SLOT_CRASH ||
	    !(image->options & KEXEC_OPTION_MEMMAP_CMDLINE))
		return;
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"a memory map on the command line is for x86: on arm64 the "
		"device tree has it");
}

/*
 * Without EFI's map Linux would take for memory what the firmware keeps, and
 * not know the tables that the interrupt controller goes on writing.
 */
static int check_efi(struct kexec_image *image)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_NEEDS_EFI,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
	};

	if (!(image->options & KEXEC_OPTION_NO_EFI) ||
	    !kxl_exists(image->ctx, "/sys/firmware/efi"))
		return 0;
	return kxl_fail(image->ctx, &failure,
			"on arm64 it can't do without this machine's EFI, "
			"which says what is memory");
}

int kxl_unheeded_check(struct kexec_image *image)
{
	warn_tree(image);
	if (!kxl_arch(image->ctx)->needs_tree)
		return 0;
	warn_console(image);
	warn_memmap(image);
	return check_efi(image);
}
