// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmcoreinfo, without which a dump is of little use. A copy is kept in the
 * crash kernel's memory, as in Linux (kernel/vmcore_info.c,
 * crash_update_vmcoreinfo_safecopy()). Kernels without it use
 * vmcoreinfo_none.c.
 */
#include "module/vmcoreinfo.h"

#include "module/compat/kxm_compat.h"
#include "module/image.h"
#include "module/page.h"

#include <linux/elf.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

struct kx_range kxm_vmcoreinfo(void)
{
	phys_addr_t at = paddr_vmcoreinfo_note();

	return (struct kx_range){ at, at + VMCOREINFO_NOTE_SIZE };
}

static struct elf64_note *vmcoreinfo_head(void)
{
	return phys_to_virt(paddr_vmcoreinfo_note());
}

/* The header is followed by the padded name, and up to a page of text. */
static char *vmcoreinfo_text(void)
{
	return (char *)(vmcoreinfo_head() + 1) +
	       ALIGN(sizeof(VMCOREINFO_NOTE_NAME), 4);
}

int kxm_vmcoreinfo_keep(struct kxm_image *image)
{
	u32 size = vmcoreinfo_head()->n_descsz;

	BUILD_BUG_ON(VMCOREINFO_BYTES > PAGE_SIZE);
	/* Too large: it is damaged already. */
	if (size > VMCOREINFO_BYTES)
		return 0;
	image->vmcoreinfo = kxm_image_control_page(image);
	if (!image->vmcoreinfo)
		return -ENOMEM;
	memcpy(image->vmcoreinfo, vmcoreinfo_text(), size);
	image->vmcoreinfo_size = size;
	return 0;
}

void kxm_vmcoreinfo_finish(const struct kxm_image *image)
{
	struct elf64_note *note = vmcoreinfo_head();
	u32 size = image->vmcoreinfo_size;
	struct elf64_note *end;
	char line[40];
	u32 added;

	added = scnprintf(line, sizeof(line), "CRASHTIME=%lld\n",
			  div_u64(ktime_get_real_fast_ns(), NSEC_PER_SEC));
	if (!image->vmcoreinfo || size > VMCOREINFO_BYTES - added)
		return;
	*note = (struct elf64_note){
		.n_namesz = sizeof(VMCOREINFO_NOTE_NAME),
		.n_descsz = size + added,
	};
	memcpy(note + 1, VMCOREINFO_NOTE_NAME, sizeof(VMCOREINFO_NOTE_NAME));
	memcpy(vmcoreinfo_text(), image->vmcoreinfo, size);
	memcpy(vmcoreinfo_text() + size, line, added);
	end = (struct elf64_note *)(vmcoreinfo_text() +
				    ALIGN(note->n_descsz, 4));
	memset(end, 0, sizeof(*end));
}
