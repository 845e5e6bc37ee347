// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Estimates how much memory a crash kernel needs, from facts about the kernel,
 * the initrds and the machine, and from measurements. Each part is counted at
 * its peak, although the peaks are at different times (Linux frees the packed
 * initrd before programs run). So the estimate errs on the high side: with too
 * little memory there would be no dump.
 */
#include "lib/image/image.h"

#include <stdlib.h>

#include "core/crash.h"
#include "lib/image/vet.h"
#include "lib/machine/dump.h"
#include "lib/machine/file.h"
#include "lib/text/cmdline.h"
#include "lib/text/text.h"
#include "lib/unpack/unpacked.h"

#define PAGE	 4096ULL
#define KIB	 1024ULL
#define MIB	 (1024 * KIB)
#define CPU_LIST "/sys/devices/system/cpu/possible"

/*
 * A struct page for each page of every section of 128 MiB that has memory
 * (Linux mm/sparse.c). Two sections more: one for [0, 640 KiB), and one that
 * the region begins in.
 */
#define SECTION	      (128 * MIB)
#define SECTION_PAGES (2 * MIB)
/*
 * Measured with Debian's 6.1 cloud kernel and a shell. It starts in 72 MiB but
 * not in 68; the sum of the other parts is 62. With another 27 MB of initrd
 * (114 MB of contents) it starts in 220 but not in 208; that sum is 201.
 */
#define KERNEL_OWN (16 * MIB)
/* Measured on the same kernel: 8 CPUs take 5.7 MB more than one. */
#define PER_CPU MIB
/* systemd and udevd in the initrd, and makedumpfile. */
#define PROGRAMS (32 * MIB)
/* Purgatory, boot data, and gaps for alignment. */
#define BOOT_DATA (64 * KIB)
#define LOW_RAM	  (640 * KIB)

/*
 * The number in "nr_cpus=", or @all. Linux ignores 0 (nrcpus() in
 * kernel/smp.c). "maxcpus=" does not count: the other CPUs still get their
 * memory.
 */
static u64 count_cpus(const char *cmdline, u64 all)
{
	struct kx_bytes rest = kx_bytes(cmdline, strlen(cmdline));
	struct kx_bytes word;
	struct kx_bytes value;
	u64 limit = 0;

	while (kx_cmdline_next(&rest, &word)) {
		if (kxl_text_is(word, "--"))
			break;
		if (kxl_text_after(word, "nr_cpus=", &value) &&
		    kxl_text_number(&value, 10, &limit) && limit && limit < all)
			all = limit;
	}
	return all;
}

/* If the list can't be read, dump.c has logged that. */
static u64 count_possible(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	struct kx_bytes list;
	u64 count = 0;
	u64 first = 0;
	u64 last = 0;

	if (kxl_read(ctx, CPU_LIST, &text))
		return 1;
	list = text;
	while (kxl_cpu_list(&list, &first, &last))
		count += last - first + 1;
	kxl_text_free(text);
	return count ? count : 1;
}

static void add_files(const struct kexec_image *image,
		      struct kexec_crash_estimate *sum)
{
	unsigned int i;

	sum->kernel = image->facts.size;
	sum->is_unpacked_known = true;
	for (i = 0; i < image->nr_initrds; i++) {
		sum->initrds += image->initrds[i].bytes.size;
		sum->unpacked += kxl_unpacked_size(image->initrds[i].bytes,
						   &sum->is_unpacked_known);
	}
}

static void add_dump(const struct kxl_dump *dump,
		     struct kexec_crash_estimate *sum)
{
	const struct kx_memmap *memory = &dump->memory;
	u64 headers = kx_elfcore_size(&dump->facts.elfcore);
	u64 bytes = 0;
	u32 i;

	for (i = 0; i < memory->count; i++)
		bytes += kx_range_size(memory->entries[i].range);
	if (headers < dump->facts.elfcorehdr_room)
		headers = dump->facts.elfcorehdr_room;
	for (i = 0; i < KX_CRASH_CMA_MAX; i++)
		sum->reserved += kx_range_size(dump->facts.cma[i]);
	sum->tables = headers + LOW_RAM + BOOT_DATA;
	/* makedumpfile has two bitmaps, one bit per page each. */
	sum->bitmap = bytes / PAGE * 2 / 8;
}

static u64 round_up(u64 value, u64 unit)
{
	return (value + unit - 1) / unit * unit;
}

/*
 * Without root= Linux unpacks into a tmpfs (init_rootfs() in init/do_mounts.c).
 * Its limit is half of the memory that is free then: all but the packed
 * initrds.
 */
static void add_rootfs(const char *cmdline, struct kexec_crash_estimate *sum)
{
	u64 other_half = sum->cpus + sum->bitmap + sum->other;
	struct kx_bytes rest = kx_bytes(cmdline, strlen(cmdline));
	struct kx_bytes word;
	struct kx_bytes value;

	while (kx_cmdline_next(&rest, &word) && !kxl_text_is(word, "--")) {
		if (kxl_text_after(word, "root=", &value))
			return;
	}
	if (sum->unpacked > other_half)
		sum->rootfs = sum->unpacked - other_half;
}

/*
 * Page structures are needed for all memory, including their own. All sections
 * but two must hold the sum, and each has less room by its own structures.
 */
static void add_pages(struct kexec_crash_estimate *sum)
{
	u64 rest = sum->kernel + sum->initrds + sum->unpacked + sum->rootfs +
		   sum->cpus + sum->tables + sum->bitmap + sum->other;
	u64 net = SECTION - SECTION_PAGES;

	sum->pages = round_up(rest + 2 * SECTION, net) / net * SECTION_PAGES;
	sum->needed = round_up(rest + sum->pages, MIB);
}

/* The size of both regions; either may be empty. */
static u64 reserved_of(const struct kxl_machine *machine)
{
	struct kxl_reserved reserved = { 0 };

	return kxl_iomem_reserved(machine->iomem, &reserved)
		       ? 0
		       : kx_range_size(reserved.region) +
				 kx_range_size(reserved.low);
}

/* Missing facts for a dump don't change the estimate; plans warn about them. */
static int read_dump(struct kexec_image *image, struct kxl_dump *dump,
		     u64 *reserved)
{
	struct kexec_ctx *ctx = image->ctx;
	const struct kxl_dump_wish wish = {
		.is_32bit = image->options & KEXEC_OPTION_ELF32_HEADERS,
		.is_hotplug = image->options & KEXEC_OPTION_HOTPLUG,
	};
	const struct kxl_reserved none = { 0 };
	kexec_log_fn *log = ctx->log;
	struct kxl_machine machine;
	int err;

	ctx->log = NULL;
	err = kxl_machine_read(ctx, &machine);
	if (!err) {
		*reserved = reserved_of(&machine);
		err = kxl_dump_read(ctx, &wish, &machine, &none, dump);
		kxl_machine_free(&machine);
	}
	ctx->log = log;
	return err;
}

int kexec_crash_estimate(struct kexec_image *image,
			 struct kexec_crash_estimate *estimate)
{
	struct kexec_crash_estimate sum = { .other = KERNEL_OWN + PROGRAMS };
	struct kxl_dump dump;
	int err;

	err = kxl_vet(image, 0);
	if (!err)
		err = read_dump(image, &dump, &sum.reserved);
	if (err)
		return err;
	add_files(image, &sum);
	add_dump(&dump, &sum);
	kxl_dump_free(&dump);
	sum.cpus = count_cpus(image->cmdline, count_possible(image->ctx)) *
		   PER_CPU;
	add_rootfs(image->cmdline, &sum);
	add_pages(&sum);
	*estimate = sum;
	return 0;
}
