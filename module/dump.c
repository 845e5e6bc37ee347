// SPDX-License-Identifier: GPL-2.0-only
/*
 * The contents of a dump's ELF headers, for kexec_file_load(2): the addresses
 * of the notes, of vmcoreinfo and of the kernel's text, and the memory map. A
 * caller of kexec_load(2) reads the same from /proc and /sys.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/dump.h"

#include "core/elfcore.h"
#include "core/err.h"
#include "core/memmap.h"
#include "core/range.h"
#include "module/arch.h"
#include "module/kxm.h"
#include "module/memory.h"
#include "module/note.h"
#include "module/page.h"
#include "module/vmcoreinfo.h"

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

/*
 * The kernel's resource in /proc/iomem that contains @inside. Resources come
 * and go with devices, and their lock is not exported. insert_resource() takes
 * the lock, and finds the smallest resource around a byte. The kernel's own
 * resources stay for good, so they can be read without the lock.
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

/* The kernel image, from its first resource to its last; empty: not known. */
static struct kx_range find_image(void)
{
	struct kx_range code;
	struct kx_range last;

	if (!find_part(schedule, "Kernel code", &code) ||
	    !find_part(&oops_in_progress, kxm_arch_last_part, &last))
		return (struct kx_range){ 0 };
	return (struct kx_range){ code.start, last.end };
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
 * The table of memory sections stays when memory is removed. What its entries
 * point to does not, and the lock for that is not exported. So only the flag in
 * the entry is read. The flag may change at once; hotplug.c is notified then.
 */
static bool is_online(u64 at)
{
	unsigned long section = pfn_to_section_nr(PHYS_PFN(at));

	return section < NR_MEM_SECTIONS && online_section_nr(section);
}

/*
 * Offline memory has no data of this kernel. It may be removed from the machine
 * in the middle of a dump. Linux does not leave it out.
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

/* All memory in use, except the crash kernel's own. */
static int get_memory(struct kxm_dump *dump)
{
	struct kx_memmap *memory = &dump->memory;
	int err = kxm_memory_get(KXM_MEMORY_USED, memory);
	u32 i;

	if (err)
		return err;
	dump->crash.elfcore.memory = memory;
	/* Backwards: an entry that is removed moves only those after it. */
	for (i = memory->count; i-- > 0 && !err;)
		err = clear_offline(memory, memory->entries[i].range);
	return err ?: kx_errno(kx_memmap_clear(memory, kxm.region));
}

void kxm_dump_warn(void)
{
	if (kx_range_is_empty(kxm_vmcoreinfo()))
		pr_warn("no vmcoreinfo (CONFIG_PROC_KCORE): %s\n",
			"the dump can't be filtered");
}

u64 kxm_dump_room(void)
{
	/* Notes, vmcoreinfo, text, and memory, which the backup may split. */
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
	core->vmcoreinfo = kxm_vmcoreinfo();
	core->text = kxm.kernel_image;
	core->text_va = kxm_arch_text_address(core->text.start);
	core->page_offset = kxm_arch_page_offset();
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
	/* A second kxm_dump_put() does nothing. */
	*dump = (struct kxm_dump){ 0 };
}
