// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the ELF headers of a dump must say of this kernel, for
 * kexec_file_load(2): where notes and vmcoreinfo lie, where the kernel's text,
 * and what memory there is. With kexec_load(2) the caller has read the same in
 * /proc and /sys. And vmcoreinfo itself, without which a dump is of little use:
 * a copy waits in the crash kernel's memory, as in Linux (kernel/vmcore_info.c,
 * crash_update_vmcoreinfo_safecopy()).
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "dump.h"

#include "arch.h"
#include "elfcore.h"
#include "err.h"
#include "image.h"
#include "kxm.h"
#include "kxm_compat.h"
#include "memmap.h"
#include "memory.h"
#include "note.h"
#include "page.h"
#include "range.h"

#include <linux/cpumask.h>
#include <linux/elf.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

/*
 * The part of the kernel in /proc/iomem that something of it is in. Resources
 * come and go with devices, and their lock is not exported; insert_resource()
 * holds it, and finds the smallest one around a byte. The kernel's own parts
 * are there for good, so they can be read without.
 */
static bool find_part(const void *inside, const char *name,
		      struct kx_range *part)
{
	struct resource byte = {
		.name = "kexec",
		.start = __pa_symbol(inside),
		.end = __pa_symbol(inside),
	};
	const struct resource *around;
	bool is_found;

	if (insert_resource(&iomem_resource, &byte))
		return false;
	around = byte.parent;
	is_found = around->name && !strcmp(around->name, name);
	if (is_found)
		*part = (struct kx_range){ around->start, around->end + 1 };
	return !remove_resource(&byte) && is_found;
}

/* The kernel itself, from its first part to its last; empty: not known. */
static struct kx_range find_image(void)
{
	struct kx_range code;
	struct kx_range bss;

	if (!find_part(schedule, "Kernel code", &code) ||
	    !find_part(&oops_in_progress, "Kernel bss", &bss))
		return (struct kx_range){ 0 };
	return (struct kx_range){ code.start, bss.end };
}

void kxm_dump_open(void)
{
	kxm.kernel_image = find_image();
}

static int get_notes(struct kxm_dump *dump)
{
	struct kx_range *notes;
	unsigned int cpu;
	u32 count = 0;

	notes = kvcalloc(num_possible_cpus(), sizeof(*notes), KXM_GFP);
	if (!notes)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		notes[count].start = kxm_note_address(cpu);
		notes[count].end = notes[count].start + kxm_note_size();
		count++;
	}
	dump->notes = notes;
	dump->crash.elfcore.notes = notes;
	dump->crash.elfcore.nr_notes = count;
	return 0;
}

/*
 * The table of sections stays when memory goes, what its entries lead to does
 * not, and the lock for that is not exported: no further than to a flag. It may
 * change at once; hotplug.c hears of that.
 */
static bool is_online(u64 at)
{
	unsigned long section = pfn_to_section_nr(PHYS_PFN(at));

	return section < NR_MEM_SECTIONS && online_section_nr(section);
}

/*
 * Memory that is offline holds nothing of this kernel's, and whoever wants to
 * may take it out of the machine, in the middle of a dump. Linux leaves it in.
 */
static int clear_offline(struct kx_memmap *memory, struct kx_range range)
{
	u64 section = (u64)PAGES_PER_SECTION << PAGE_SHIFT;

	while (!kx_range_is_empty(range)) {
		struct kx_range part = {
			range.start,
			min(range.end,
			    kx_align_down(range.start, section) + section),
		};
		int err = 0;

		if (!is_online(part.start))
			err = kx_memmap_clear(memory, part);
		if (err)
			return kx_errno(err);
		range.start = part.end;
	}
	return 0;
}

/* All memory in use but the crash kernel's own. */
static int get_memory(struct kxm_dump *dump)
{
	struct kx_memmap *memory = &dump->memory;
	int err = kxm_memory_get(KXM_MEMORY_USED, memory);
	u32 i;

	if (err)
		return err;
	dump->crash.elfcore.memory = memory;
	/* Backwards: what goes leaves the entries before it alone. */
	for (i = memory->count; i-- > 0 && !err;)
		err = clear_offline(memory, memory->entries[i].range);
	return err ?: kx_errno(kx_memmap_clear(memory, kxm.region));
}

static struct kx_range vmcoreinfo(void)
{
#ifdef KXM_VMCOREINFO
	phys_addr_t at = paddr_vmcoreinfo_note();

	return (struct kx_range){ at, at + VMCOREINFO_NOTE_SIZE };
#else
	return (struct kx_range){ 0 };
#endif
}

#ifdef KXM_VMCOREINFO
static struct elf64_note *vmcoreinfo_head(void)
{
	return phys_to_virt(paddr_vmcoreinfo_note());
}

/* The note has a name, which is padded, and text of up to a page. */
static char *vmcoreinfo_text(void)
{
	return (char *)(vmcoreinfo_head() + 1) +
	       ALIGN(sizeof(VMCOREINFO_NOTE_NAME), 4);
}

int kxm_dump_keep(struct kxm_image *image)
{
	u32 size = vmcoreinfo_head()->n_descsz;

	BUILD_BUG_ON(VMCOREINFO_BYTES > PAGE_SIZE);
	/* Then it is damaged already. */
	if (size > VMCOREINFO_BYTES)
		return 0;
	image->vmcoreinfo = kxm_image_control_page(image);
	if (!image->vmcoreinfo)
		return -ENOMEM;
	memcpy(image->vmcoreinfo, vmcoreinfo_text(), size);
	image->vmcoreinfo_size = size;
	return 0;
}

void kxm_dump_finish(const struct kxm_image *image)
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
#else
int kxm_dump_keep(struct kxm_image *image)
{
	return 0;
}

void kxm_dump_finish(const struct kxm_image *image)
{
}
#endif

void kxm_dump_warn(void)
{
	if (kx_range_is_empty(vmcoreinfo()))
		pr_warn("no vmcoreinfo (CONFIG_PROC_KCORE): %s\n",
			"the dump can't be filtered");
}

u64 kxm_dump_room(void)
{
	/* Notes, vmcoreinfo, text, and memory, that the backup may split. */
	u64 parts = num_possible_cpus() + 2 + KXM_MEMORY_RANGES + 2;

	return PAGE_ALIGN(sizeof(struct elf64_hdr) +
			  parts * sizeof(struct elf64_phdr));
}

int kxm_dump_get(struct kxm_dump *dump)
{
	struct kx_elfcore *core = &dump->crash.elfcore;
	int err;

	*dump = (struct kxm_dump){ 0 };
	if (IS_ENABLED(CONFIG_MEMORY_HOTPLUG))
		dump->crash.elfcorehdr_room = kxm_dump_room();
	core->vmcoreinfo = vmcoreinfo();
	core->text = kxm.kernel_image;
	core->text_va = kxm_arch_text_address(core->text.start);
	core->page_offset = (u64)(uintptr_t)phys_to_virt(0);
	err = get_notes(dump);
	if (!err)
		err = get_memory(dump);
	if (err)
		kxm_dump_put(dump);
	return err;
}

void kxm_dump_put(struct kxm_dump *dump)
{
	kvfree(dump->notes);
	kxm_memory_put(&dump->memory);
	/* Nothing is left for a second put. */
	*dump = (struct kxm_dump){ 0 };
}
