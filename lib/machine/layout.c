// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The running kernel's layout in virtual memory. A crash kernel starts without
 * it, but readers of its dump need it. So if a fact is hidden, a warning is
 * logged and the load goes on. Addresses of the two areas: Linux
 * Documentation/arch/x86/x86_64/mm.rst and Documentation/arch/arm64/memory.rst.
 */
#include "lib/machine/layout.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "lib/machine/arch.h"
#include "lib/machine/file.h"
#include "lib/machine/iomem.h"
#include "lib/text/text.h"

/* Large enough for _text: at most per-CPU symbols come before it. */
#define KALLSYMS_START (1U << 20)
/* On x86_64 the kernel image is above this address, all memory below it. */
#define KERNEL_MAP 0xffffffff80000000ULL
/* The direct map's base if it is not random. */
#define PAGE_OFFSET_4LEVEL 0xffff888000000000ULL
#define PAGE_OFFSET_5LEVEL 0xff11000000000000ULL
/* CONFIG_PHYSICAL_ALIGN at least, and MIN_KIMG_ALIGN. */
#define IMAGE_STEP 0x200000ULL
/* Half of 48 bits. */
#define ARM64_HALF (1ULL << 47)

/* Parses "ffffffff81000000 T _stext"; modules' symbols end in "\t[module]". */
static bool read_symbol(struct kx_bytes line, const char *name, u64 *address)
{
	u64 value = 0;

	if (!kxl_text_number(&line, 16, &value) || line.size < 3 ||
	    line.data[0] != ' ' || line.data[2] != ' ')
		return false;
	line = kx_bytes(line.data + 3, line.size - 3);
	if (!kxl_text_is(line, name) || !value)
		return false;
	*address = value;
	return true;
}

bool kxl_layout_symbol(struct kx_bytes kallsyms, const char *name, u64 *address)
{
	struct kx_bytes line;

	while (kxl_text_line(&kallsyms, &line)) {
		if (read_symbol(line, name, address))
			return true;
	}
	return false;
}

static u64 split_x86_64(u64 lowest)
{
	(void)lowest;
	return KERNEL_MAP;
}

/*
 * Memory is in the lower half of the addresses, the image in the upper one. How
 * many there are depends on the kernel's build: in the lower half the highest
 * bit that is not one of all of them is 0. If there are more than 48 bits, the
 * image is where it is with 48.
 */
static u64 split_arm64(u64 lowest)
{
	u64 bit = 1ULL << 63;

	while (lowest & bit)
		bit >>= 1;
	return 0 - (bit < ARM64_HALF ? bit : ARM64_HALF);
}

static u64 usual_x86_64(bool is_5level)
{
	return is_5level ? PAGE_OFFSET_5LEVEL : PAGE_OFFSET_4LEVEL;
}

/* The build decides, and where memory begins. */
static u64 usual_arm64(bool is_5level)
{
	(void)is_5level;
	return 0;
}

/* The first is the default. */
static const struct row {
	const struct kx_arch *arch;
	/* @lowest: address of memory -> where the image begins at the lowest */
	u64 (*split)(u64 lowest);
	u64 (*usual_page_offset)(bool is_5level);
	bool has_memory_at_0; /* then 0 is an address in /proc/kcore */
} rows[] = {
	{ &kx_arch_x86_64, split_x86_64, usual_x86_64, false },
	{ &kx_arch_arm64, split_arm64, usual_arm64, true },
};

static const struct row *find_row(const struct kx_arch *arch)
{
	size_t i;

	for (i = 1; i < ARRAY_SIZE(rows); i++)
		if (rows[i].arch == arch)
			return &rows[i];
	return &rows[0];
}

/* All ones, or 0 before Linux 4.19, mean "unknown" (fs/proc/kcore.c). */
static bool is_known(const struct row *row, const Elf64_Phdr *phdr,
		     struct kx_range *physical)
{
	return phdr->p_type == PT_LOAD &&
	       (phdr->p_paddr || row->has_memory_at_0) &&
	       phdr->p_paddr != UINT64_MAX &&
	       kx_range_make(phdr->p_paddr, phdr->p_memsz, physical);
}

static void apply_load(const struct row *row, const Elf64_Phdr *phdr, u64 split,
		       struct kxl_layout *layout)
{
	struct kx_range physical;

	if (!is_known(row, phdr, &physical))
		return;
	if (phdr->p_vaddr < split) {
		layout->page_offset = phdr->p_vaddr - phdr->p_paddr;
		return;
	}
	layout->text = physical;
	layout->text_va = phdr->p_vaddr;
}

static u64 find_lowest(const struct row *row, struct kx_bytes table)
{
	struct kx_range physical;
	u64 lowest = UINT64_MAX;
	Elf64_Phdr phdr;
	u64 at;

	for (at = 0; at < table.size; at += sizeof(phdr)) {
		memcpy(&phdr, table.data + at, sizeof(phdr));
		if (is_known(row, &phdr, &physical) && phdr.p_vaddr < lowest)
			lowest = phdr.p_vaddr;
	}
	return lowest;
}

static bool is_kcore(const Elf64_Ehdr *header)
{
	return !memcmp(header->e_ident, ELFMAG, SELFMAG) &&
	       header->e_ident[EI_CLASS] == ELFCLASS64 &&
	       header->e_phentsize == sizeof(Elf64_Phdr);
}

int kxl_kcore_table(struct kx_bytes headers, struct kx_bytes *table)
{
	Elf64_Ehdr header;

	if (headers.size < sizeof(header))
		return -EBADMSG;
	memcpy(&header, headers.data, sizeof(header));
	if (!is_kcore(&header) ||
	    kx_bytes_slice(headers, header.e_phoff,
			   (u64)header.e_phnum * sizeof(Elf64_Phdr), table))
		return -EBADMSG;
	return 0;
}

int kxl_layout_kcore(struct kx_bytes headers, const struct kx_arch *arch,
		     struct kxl_layout *layout)
{
	const struct row *row = find_row(arch);
	struct kx_bytes table = { 0 };
	Elf64_Phdr phdr;
	u64 split;
	u64 at;
	int err = kxl_kcore_table(headers, &table);

	if (err)
		return err;
	split = row->split(find_lowest(row, table));
	for (at = 0; at < table.size; at += sizeof(phdr)) {
		memcpy(&phdr, table.data + at, sizeof(phdr));
		apply_load(row, &phdr, split, layout);
	}
	return 0;
}

/* All of memory follows the program headers, so read no further. */
int kxl_kcore_headers(struct kexec_ctx *ctx, struct kx_bytes *headers)
{
	struct kx_bytes start;
	Elf64_Ehdr header;
	u64 size;
	int err;

	err = kxl_read_start(ctx, KXL_KCORE, sizeof(header), &start);
	if (err)
		return err;
	if (start.size < sizeof(header)) {
		kxl_text_free(start);
		return -EBADMSG;
	}
	memcpy(&header, start.data, sizeof(header));
	kxl_text_free(start);
	/* kxl_kcore_table() rejects a header with wrong numbers. */
	size = sizeof(header) + (u64)header.e_phnum * sizeof(Elf64_Phdr);
	return kxl_read_start(ctx, KXL_KCORE, size, headers);
}

static int read_kcore(struct kexec_ctx *ctx, struct kxl_layout *layout)
{
	struct kx_bytes headers;
	int err = kxl_kcore_headers(ctx, &headers);

	if (err)
		return err;
	err = kxl_layout_kcore(headers, kxl_arch(ctx), layout);
	kxl_text_free(headers);
	return err;
}

/*
 * /proc/iomem begins with one of these: on arm64 with _stext since Linux 5.11.
 * The image moves by whole IMAGE_STEPs, physically and virtually.
 */
static void find_text(struct kexec_ctx *ctx, struct kx_bytes iomem,
		      struct kxl_layout *layout)
{
	static const char *const starts[] = { "_stext", "_text" };
	struct kx_range image = kxl_iomem_kernel(iomem);
	struct kx_bytes kallsyms;
	u64 address = 0;
	size_t i;

	if (kx_range_is_empty(image) ||
	    kxl_read_start(ctx, "/proc/kallsyms", KALLSYMS_START, &kallsyms))
		return;
	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		if (!kxl_layout_symbol(kallsyms, starts[i], &address) ||
		    (address - image.start) % IMAGE_STEP)
			continue;
		layout->text = image;
		layout->text_va = address;
	}
	kxl_text_free(kallsyms);
}

static void guess_page_offset(struct kexec_ctx *ctx, const char *why, u64 usual,
			      struct kxl_layout *layout)
{
	layout->page_offset = usual;
	if (usual)
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"/proc/kcore: %s: the dump will say that memory is "
			"mapped at %#llx, which is wrong unless this kernel "
			"runs with nokaslr",
			why, (unsigned long long)usual);
	else
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"/proc/kcore: %s: the dump won't say where memory is "
			"mapped: tools need its vmcoreinfo to read it",
			why);
}

void kxl_layout_read(struct kexec_ctx *ctx, struct kx_bytes iomem,
		     bool is_5level, struct kxl_layout *layout)
{
	struct kxl_layout found = { 0 };
	int err = read_kcore(ctx, &found);

	if (kx_range_is_empty(found.text))
		find_text(ctx, iomem, &found);
	if (kx_range_is_empty(found.text))
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"the kernel's own addresses are hidden "
			"(/proc/kallsyms, /proc/kcore): tools may need its "
			"vmlinux to read the dump; sysctl "
			"kernel.kptr_restrict=1 shows them to root");
	if (!found.page_offset)
		guess_page_offset(
			ctx, err ? strerror(-err) : "no memory in it",
			find_row(kxl_arch(ctx))->usual_page_offset(is_5level),
			&found);
	kxl_log(ctx, KEXEC_LOG_DEBUG,
		"kernel [%#llx, %#llx) at %#llx, memory mapped at %#llx",
		(unsigned long long)found.text.start,
		(unsigned long long)found.text.end,
		(unsigned long long)found.text_va,
		(unsigned long long)found.page_offset);
	*layout = found;
}
