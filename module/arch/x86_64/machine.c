// SPDX-License-Identifier: GPL-2.0-only
/*
 * The jump of x86_64: page tables in which memory lies at its own address
 * (and the relocation code at the address where it runs now), descriptor
 * tables of our own, all in control pages, made at load time; at the jump
 * only stop.c and relocate.S are left to run.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "../../arch.h"

#include "../../image.h"
#include "../../kxm.h"
#include "../../memory.h"
#include "../../page.h"
#include "copylist.h"
#include "jump.h"
#include "kxm_cpu.h"
#include "memmap.h"
#include "range.h"

#include <linux/bits.h>
#include <linux/efi.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <xen/xen.h>
#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/pgtable.h>
#include <asm/processor-flags.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include <asm/special_insns.h>

#define TABLE (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)

static_assert(sizeof(struct kxm_jump) <= PAGE_SIZE / 2, "room for a stack");
/* What relocate.S reads of the copies. */
static_assert(offsetof(struct kxm_copies, next) == COPIES_NEXT);
static_assert(offsetof(struct kxm_copies, count) == COPIES_COUNT);
static_assert(offsetof(struct kxm_copies, steps) == COPIES_STEPS);
static_assert(offsetof(struct kxm_copy_step, dest) == STEP_DEST);
static_assert(offsetof(struct kxm_copy_step, source) == STEP_SOURCE);
static_assert(offsetof(struct kxm_copy_step, pages) == STEP_PAGES);
static_assert(sizeof(struct kxm_copy_step) == STEP_SIZE);
/* What relocate.S runs with is good for the kernel's exceptions as well. */
static_assert(KXM_CODE_SELECTOR == __KERNEL_CS);
static_assert(KXM_DATA_SELECTOR == __KERNEL_DS);

/* Can the processor encrypt memory? (AMD APM volume 3, E.4.17) */
#define CPUID_ENCRYPTION 0x8000001f
#define CPUID_HAS_SME	 BIT(0)

/* The vector of NMIs (Intel SDM volume 3, 6.3.1). */
#define VECTOR_NMI 2

/*
 * What a hypervisor has to be told before another kernel takes over its guest
 * is built into Linux with kexec, and into the others not at all. So is what
 * a host of encrypted guests has to do with its caches and its IOMMU.
 */
const char *kxm_arch_refuses(void)
{
	if (xen_domain())
		return "Xen guests are not supported";
	if (hypervisor_is_type(X86_HYPER_MS_HYPERV))
		return "Hyper-V guests are not supported";
	if (kxm_hosts_tdx())
		return "hosts of encrypted guests (TDX) are not supported";
	if (kxm_hosts_snp())
		return "hosts of encrypted guests (SEV-SNP) are not supported";
	return NULL;
}

/* The entry of @va in @table at @level (1: 4 KiB pages). */
static u64 *table_entry(u64 *table, u64 va, unsigned int level)
{
	return &table[(va >> (12 + 9 * (level - 1))) & 511];
}

/*
 * Map [@va, @va + size of a @level page) to @pa. What is mapped already, by a
 * larger page too, stays. Returns 0, -ENOMEM, or -EEXIST where smaller pages
 * are mapped.
 */
static int map_page(struct kxm_image *image, u64 va, u64 pa, unsigned int level)
{
	unsigned int at = kxm_arch_is_5level() ? 5 : 4;
	u64 *table = phys_to_virt(image->jump->root);
	u64 *entry = table_entry(table, va, at);

	for (; at > level; entry = table_entry(table, va, at)) {
		if (*entry & _PAGE_PSE)
			return 0;
		if (!*entry) {
			table = kxm_image_control_page(image);
			if (!table)
				return -ENOMEM;
			*entry = virt_to_phys(table) | TABLE;
		}
		table = phys_to_virt(*entry & PTE_PFN_MASK);
		at--;
	}
	if (level > 1 && *entry && !(*entry & _PAGE_PSE))
		return -EEXIST;
	if (!*entry)
		*entry = pa | TABLE | (level > 1 ? _PAGE_PSE : 0);
	return 0;
}

/*
 * Map a range to itself. Large pages reach past its ends, by less than 2 MiB;
 * 1 GiB pages only where all of it is asked for: a mapping of what is no
 * memory is an invitation to speculate there.
 */
static int map_range(struct kxm_image *image, struct kx_range range)
{
	u64 at = kx_align_down(range.start, SZ_2M);

	while (at < range.end) {
		bool is_giant = boot_cpu_has(X86_FEATURE_GBPAGES) &&
				IS_ALIGNED(at, SZ_1G) && at >= range.start &&
				range.end - at >= SZ_1G;
		int err = map_page(image, at, at, is_giant ? 3 : 2);

		/* Small pages map a part of it already, and so the rest. */
		if (err == -EEXIST) {
			is_giant = false;
			err = map_page(image, at, at, 2);
		}
		if (err)
			return err;
		at += is_giant ? SZ_1G : SZ_2M;
		cond_resched();
	}
	return 0;
}

/*
 * All memory, what firmware keeps there for kernels to read (ACPI), and the
 * first MiB, where old firmware keeps it. What EFI's own tables lie in is
 * reserved to e820, so EFI is asked as well. A crash kernel gets no more memory
 * than its own: it has few pages for tables.
 */
static int map_memory(struct kxm_image *image, const struct kx_memmap *map)
{
	u32 i;
	int err = map_range(image, (struct kx_range){ 0, 0x100000 });

	if (!err && image->is_crash)
		err = map_range(image, kxm.region);
	for (i = 0; i < map->count && !err; i++)
		if ((map->entries[i].type == KX_MEM_RAM && !image->is_crash) ||
		    map->entries[i].type == KX_MEM_ACPI ||
		    map->entries[i].type == KX_MEM_NVS)
			err = map_range(image, map->entries[i].range);
	return err;
}

/* What is memory; no free RAM for a crash kernel, as above. */
static bool is_efi_mapped(const efi_memory_desc_t *desc, bool is_crash)
{
	return desc->attribute & EFI_MEMORY_WB &&
	       desc->type != EFI_MEMORY_MAPPED_IO &&
	       desc->type != EFI_UNUSABLE_MEMORY &&
	       !(is_crash && desc->type == EFI_CONVENTIONAL_MEMORY);
}

static int map_efi(struct kxm_image *image)
{
	efi_memory_desc_t *desc;

	if (!IS_ENABLED(CONFIG_EFI) || !efi_enabled(EFI_MEMMAP))
		return 0;
	for_each_efi_memory_desc(desc) {
		struct kx_range range;
		int err;

		if (!is_efi_mapped(desc, image->is_crash) ||
		    !kx_range_make(desc->phys_addr,
				   desc->num_pages << EFI_PAGE_SHIFT, &range))
			continue;
		err = map_range(image, range);
		if (err)
			return err;
	}
	return 0;
}

/* Segments may lie outside what Linux calls memory; they are mapped too. */
static int map_segments(struct kxm_image *image)
{
	const struct kx_copylist *list = &image->list;
	int err = 0;
	u32 i;

	for (i = 0; i < list->count && !err; i++)
		err = map_range(image,
				(struct kx_range){
					list->dest[i].start << PAGE_SHIFT,
					list->dest[i].end << PAGE_SHIFT,
				});
	return err;
}

/* A peer's way in is its own code, which need not be memory that we know. */
static int map_entry(struct kxm_image *image)
{
	struct kx_range page = { image->entry, image->entry + 1 };

	if (!image->is_returning || image->entry >= MAXMEM)
		return 0;
	return map_range(image, page);
}

static int build_page_tables(struct kxm_image *image)
{
	struct kx_memmap memory;
	u64 *root = kxm_image_control_page(image);
	int err;

	if (!root)
		return -ENOMEM;
	image->jump->root = virt_to_phys(root);
	err = kxm_memory_get(KXM_MEMORY_USED, &memory);
	if (err)
		return err;
	err = map_memory(image, &memory);
	kxm_memory_put(&memory);
	if (!err)
		err = map_efi(image);
	if (!err)
		err = map_segments(image);
	if (!err)
		err = map_entry(image);
	/* The code goes on where it is when the page tables change under it. */
	if (!err)
		err = map_page(image, (unsigned long)kxm_relocate_page,
			       image->jump->code, 1);
	if (!err)
		err = map_page(image, (unsigned long)image->jump,
			       virt_to_phys(image->jump), 1);
	return err;
}

/* A 64-bit interrupt gate (Intel SDM volume 3, 6.14.1). */
struct kxm_idt_gate kxm_idt_gate(u64 handler)
{
	return (struct kxm_idt_gate){
		.offset_low = handler,
		.selector = KXM_CODE_SELECTOR,
		.attributes = 0x8e00,
		.offset_middle = handler >> 16,
		.offset_high = handler >> 32,
	};
}

/* How far into its page something of relocate.S lies. */
static u64 code_offset(const char *symbol)
{
	return symbol - kxm_relocate_page;
}

/* The stub of an exception, in the page of code that lies at @code. */
static u64 stub(u64 code, unsigned int vector)
{
	return code + code_offset(kxm_relocate_vectors) +
	       vector * KXM_VECTOR_SIZE;
}

static void build_idt(struct kxm_idt_gate *idt, u64 code)
{
	unsigned int i;

	for (i = 0; i < KXM_VECTORS; i++)
		idt[i] = kxm_idt_gate(stub(code, i));
}

/*
 * An image that returns gets a stack of the size that Linux gives it, and may
 * let interrupts in, which nobody waits for: they are passed over like NMIs.
 */
static int build_for_return(struct kxm_image *image)
{
	struct kxm_jump *jump = image->jump;
	void *stack = kxm_image_control_page(image);
	struct kxm_idt_gate *idt = kxm_image_control_page(image);
	unsigned int i;

	if (!stack || !idt)
		return -ENOMEM;
	build_idt(idt, jump->code);
	for (i = KXM_VECTORS; i < KXM_ALL_VECTORS; i++)
		idt[i] = kxm_idt_gate(stub(jump->code, VECTOR_NMI));
	jump->data.idt_pointer.limit = PAGE_SIZE - 1;
	jump->data.idt_pointer.base = virt_to_phys(idt);
	jump->stack = virt_to_phys(stack) + PAGE_SIZE;
	return 0;
}

static void build_data(struct kxm_jump *jump)
{
	struct kxm_relocate_data *to = &jump->data;

	memcpy(to->message, KXM_MESSAGE, KXM_MESSAGE_SIZE);
	/* Flat 64-bit code at 0x10 and data at 0x18, as boot.rst has them. */
	to->gdt[2] = 0x00af9a000000ffffULL;
	to->gdt[3] = 0x00cf92000000ffffULL;
	build_idt(to->idt, jump->code);
	build_idt(to->idt_va, (unsigned long)kxm_relocate_page);
	to->gdt_pointer.limit = sizeof(to->gdt) - 1;
	to->gdt_pointer.base = virt_to_phys(to->gdt);
	to->idt_pointer.limit = sizeof(to->idt) - 1;
	to->idt_pointer.base = virt_to_phys(to->idt);
	to->gdt_pointer_va.limit = sizeof(to->gdt) - 1;
	to->gdt_pointer_va.base = (unsigned long)to->gdt;
	to->idt_pointer_va.limit = sizeof(to->idt_va) - 1;
	to->idt_pointer_va.base = (unsigned long)to->idt_va;
	to->self_va = (unsigned long)to;
	to->stack = virt_to_phys(to) + PAGE_SIZE;
}

int kxm_arch_prepare(struct kxm_image *image)
{
	struct kxm_jump *jump = kxm_image_control_page(image);
	void *code = kxm_image_control_page(image);
	int err = 0;

	if (!jump || !code)
		return -ENOMEM;
	image->jump = jump;
	jump->code = virt_to_phys(code);
	copy_page(code, (void *)kxm_relocate_page);
	build_data(jump);
	if (image->is_returning)
		err = build_for_return(image);
	if (!err)
		err = build_page_tables(image);
	if (err)
		return err;
	*(u64 *)(code + KXM_DATA_SLOT) = virt_to_phys(&jump->data);
	*(u64 *)(code + KXM_ROOT_SLOT) = jump->root;
	return 0;
}

struct kxm_relocate_args kxm_jump_args(const struct kxm_image *image)
{
	struct kxm_jump *jump = image->jump;

	return (struct kxm_relocate_args){
		.copies = image->copies,
		.entry = image->entry,
		.code = jump->code,
		.data = virt_to_phys(&jump->data),
		.data_va = (unsigned long)&jump->data,
		.root = jump->root,
		.cr4 = X86_CR4_PAE | (native_read_cr4() & X86_CR4_LA57),
	};
}

/*
 * A kernel that encrypts memory reads it past these caches, and what is in them
 * would be written over it later. Other CPUs do this when they stop
 * (stop_this_cpu() in arch/x86/kernel/process.c).
 */
static void flush_caches(void)
{
	if (boot_cpu_data.extended_cpuid_level >= CPUID_ENCRYPTION &&
	    kxm_cpuid_eax(CPUID_ENCRYPTION) & CPUID_HAS_SME)
		asm volatile("wbinvd" : : : "memory");
}

void kxm_arch_enter(struct kxm_image *image)
{
	struct kxm_relocate_args args = kxm_jump_args(image);

	flush_caches();
	kxm_relocate(&args);
}

bool kxm_arch_maps(const struct kxm_image *image, u64 pa)
{
	unsigned int at = kxm_arch_is_5level() ? 5 : 4;
	const u64 *table = phys_to_virt(image->jump->root);
	u64 entry;
	u64 mask;

	for (;; at--) {
		entry = table[(pa >> (12 + 9 * (at - 1))) & 511];
		if (!(entry & _PAGE_PRESENT) || !(entry & _PAGE_RW))
			return false;
		if (at == 1 || entry & _PAGE_PSE)
			break;
		table = phys_to_virt(entry & PTE_PFN_MASK);
	}
	mask = PTE_PFN_MASK & ~((1ULL << (12 + 9 * (at - 1))) - 1);
	return (entry & mask) == (pa & mask);
}

/* In a rehearsal somebody still waits for an NMI that is passed over. */
static void set_nmi_stub(struct kxm_jump *jump, u64 offset)
{
	struct kxm_idt_gate *idt = phys_to_virt(jump->data.idt_pointer.base);

	idt[VECTOR_NMI] = kxm_idt_gate(jump->code + offset);
	jump->data.idt_va[VECTOR_NMI] =
		kxm_idt_gate((unsigned long)kxm_relocate_page + offset);
}

/*
 * The handler looks for itself what the NMIs were for; one call does for any
 * number, as one NMI waits at most while another is handled. With FRED the
 * instruction would not look like an NMI.
 */
static void hand_on_nmis(u64 count)
{
	if (!count)
		return;
	if (native_read_cr4() & BIT_ULL(KXM_CR4_FRED_BIT))
		pr_warn_once("rehearsal: an NMI was lost\n");
	else
		asm volatile("int %0" : : "i"(VECTOR_NMI) : "memory");
}

void kxm_arch_rehearse(struct kxm_image *image, phys_addr_t copies,
		       struct kxm_round_trip *trip)
{
	struct kxm_relocate_args args;
	struct kxm_jump *jump = image->jump;
	unsigned long flags;
	u64 begin;

	local_irq_save(flags);
	args = kxm_jump_args(image);
	args.copies = copies;
	args.entry = jump->code + code_offset(kxm_relocate_back);
	/* Where KVM runs it can't be cleared; before a jump KVM is stopped. */
	args.cr4 |= native_read_cr4() & X86_CR4_VMXE;
	jump->data.nmis = 0;
	set_nmi_stub(jump, code_offset(kxm_relocate_nmi));
	begin = ktime_get_ns();
	kxm_relocate(&args);
	trip->nanoseconds = ktime_get_ns() - begin;
	trip->nmis = jump->data.nmis;
	hand_on_nmis(trip->nmis);
	local_irq_restore(flags);
	set_nmi_stub(jump, code_offset(kxm_relocate_vectors) +
				   VECTOR_NMI * KXM_VECTOR_SIZE);
}
