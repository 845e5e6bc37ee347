// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Fills struct kx_machine from /proc and /sys: where RAM is, the firmware's
 * memory map, and the boot_params of the running kernel. Each step reads one
 * fact, owns what it reads, and logs it. The parsers are in other files.
 */
#include "lib/machine/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "lib/errors/advice.h"
#include "lib/machine/arch.h"
#include "lib/machine/board.h"
#include "lib/machine/device_tree.h"
#include "lib/machine/efi.h"
#include "lib/machine/file.h"
#include "lib/machine/firmware.h"
#include "lib/machine/granules.h"
#include "lib/machine/iomem.h"
#include "lib/text/cmdline.h"
#include "lib/text/proc.h"

#define IOMEM		 "/proc/iomem"
#define BOOT_PARAMS_SIZE 4096
/* Offset of acpi_rsdp_addr in boot_params (Linux zero-page.rst). */
#define BOOT_PARAMS_RSDP 0x70
/* Linux kexec on x86: segments end below MAXMEM - 1 (asm/kexec.h). */
#define ADDRESS_LIMIT_4LEVEL ((1ULL << 46) - 1)
#define ADDRESS_LIMIT_5LEVEL ((1ULL << 52) - 1)
/* Of arm64 any: KEXEC_DESTINATION_MEMORY_LIMIT in its asm/kexec.h. */
#define ADDRESS_LIMIT_NONE (~0ULL)

static void log_map(struct kexec_ctx *ctx, const char *title,
		    const struct kx_memmap *map)
{
	u32 i;

	kxl_log(ctx, KEXEC_LOG_DEBUG, "%s: %u ranges", title, map->count);
	for (i = 0; i < map->count; i++)
		kxl_log(ctx, KEXEC_LOG_DEBUG, "  [%#llx, %#llx) type %u",
			(unsigned long long)map->entries[i].range.start,
			(unsigned long long)map->entries[i].range.end,
			map->entries[i].type);
}

/*
 * Explains errors about the file as a whole. A line that can't be parsed is
 * reported by kxl_fail_read().
 */
int kxl_fail_iomem(struct kexec_ctx *ctx, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_MACHINE,
		.action = KEXEC_ACTION_READ,
		.object = IOMEM,
		.facts = KXL_ON_IOMEM,
	};

	switch (err) {
	case -EPERM:
		return kxl_fail(
			ctx, &failure,
			"all addresses read zero: they are hidden from users");
	case -ENODATA:
		return kxl_fail(ctx, &failure, "lists no System RAM");
	default:
		return kxl_fail_read(ctx, IOMEM, err);
	}
}

/*
 * With add_efi_memmap the running kernel has memory that is only in EFI's map:
 * the firmware's files lack it, and so would the next kernel's map. If the
 * command line can't be read, the next kernel gets the smaller map, which is
 * correct too.
 */
static bool has_efi_memory(struct kexec_ctx *ctx)
{
	struct kx_bytes cmdline;
	bool has;

	if (kxl_read(ctx, "/proc/cmdline", &cmdline))
		return false;
	has = kxl_cmdline_has(cmdline, "add_efi_memmap");
	kxl_text_free(cmdline);
	return has;
}

/*
 * Overlays @map with the entries of @over, except those of type @but (0: all of
 * them). Each entry can split another one in two.
 */
static int overlay(const struct kx_memmap *over, u32 but, struct kx_memmap *map)
{
	struct kx_memmap sum = { NULL, 0, map->count + 2 * over->count + 2 };
	int err = 0;
	u32 i;

	sum.entries = calloc(sum.capacity, sizeof(*sum.entries));
	if (!sum.entries)
		return -ENOMEM;
	for (i = 0; i < map->count; i++)
		sum.entries[sum.count++] = map->entries[i];
	for (i = 0; i < over->count && !err; i++)
		if (over->entries[i].type != but)
			err = kx_memmap_set(&sum, over->entries[i].range,
					    over->entries[i].type);
	if (err) {
		free(sum.entries);
		return -ENOMEM;
	}
	free(map->entries);
	*map = sum;
	return 0;
}

/*
 * Adds to @firmware the ranges that are only in @seen. @firmware wins where
 * they overlap.
 */
static int add_seen(struct kx_memmap *seen, struct kx_memmap *firmware)
{
	int err = overlay(firmware, 0, seen);
	struct kx_memmap sum = *seen;

	if (err)
		return err;
	*seen = *firmware;
	*firmware = sum;
	return 0;
}

/* Reads the firmware's files, and adds what is only in /proc/iomem. */
static int read_firmware(struct kexec_ctx *ctx, struct kx_bytes iomem,
			 struct kx_memmap *firmware)
{
	struct kx_memmap seen;
	int err;

	err = kxl_firmware_read(ctx, firmware);
	if (err || (firmware->count && !has_efi_memory(ctx)))
		return err;
	err = kxl_iomem_map(iomem, kxl_iomem_firmware, &seen);
	if (err)
		return kxl_fail_read(ctx, IOMEM, err);
	if (!firmware->count) {
		*firmware = seen;
		return 0;
	}
	err = add_seen(&seen, firmware);
	free(seen.entries);
	return err ? kxl_fail_read(ctx, IOMEM, err) : 0;
}

static int add_known(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	struct kx_memmap *firmware = &machine->facts.firmware;
	struct kx_memmap seen;
	int err;

	err = kxl_iomem_map(machine->iomem, kxl_iomem_firmware, &seen);
	if (err)
		return kxl_fail_read(ctx, IOMEM, err);
	err = overlay(&seen, KX_MEM_RAM, firmware);
	free(seen.entries);
	if (err)
		return kxl_fail_memory(ctx, KEXEC_ACTION_READ);
	log_map(ctx, "memory map of the crash kernel", firmware);
	return 0;
}

static int read_usable(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	struct kx_machine *facts = &machine->facts;
	int err;

	err = kxl_read(ctx, IOMEM, &machine->iomem);
	if (err)
		return kxl_fail_read(ctx, IOMEM, err);
	err = kxl_iomem_map(machine->iomem, kxl_iomem_usable, &facts->usable);
	if (err)
		return kxl_fail_iomem(ctx, err);
	log_map(ctx, "usable memory", &facts->usable);
	return 0;
}

static int read_firmware_map(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	struct kx_memmap *firmware = &machine->facts.firmware;
	int err = read_firmware(ctx, machine->iomem, firmware);

	if (!err)
		log_map(ctx, "firmware's memory map", firmware);
	return err;
}

static int read_boot_params(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	static const char path[] = "/sys/kernel/boot_params/data";
	struct kx_machine *facts = &machine->facts;
	int err;

	err = kxl_read(ctx, path, &machine->boot_params);
	if (err == -ENOENT) {
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"%s is missing: the next kernel must find screen, "
			"EDD and ACPI by itself",
			path);
		return 0;
	}
	if (!err && machine->boot_params.size != BOOT_PARAMS_SIZE)
		err = -EBADMSG;
	if (err)
		return kxl_fail_read(ctx, path, err);
	facts->x86.boot_params = machine->boot_params;
	return kx_errno(kx_read_le64(facts->x86.boot_params, BOOT_PARAMS_RSDP,
				     &facts->acpi_rsdp));
}

static int read_efi(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	struct kx_machine *facts = &machine->facts;
	u64 acpi_rsdp = 0;
	int err;

	err = kxl_efi_read(ctx, &facts->efi, &acpi_rsdp);
	if (err)
		return kxl_fail_read(ctx, "/sys/firmware/efi", err);
	if (!facts->acpi_rsdp)
		facts->acpi_rsdp = acpi_rsdp;
	kxl_log(ctx, KEXEC_LOG_DEBUG, "ACPI RSDP %#llx, EFI ranges %llu",
		(unsigned long long)facts->acpi_rsdp,
		(unsigned long long)(facts->efi.memmap.size /
				     KXL_EFI_DESC_SIZE));
	return 0;
}

/* Linux lists la57 only if 5-level paging is on (Linux cpu/common.c). */
static int read_paging(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	static const char path[] = "/proc/cpuinfo";
	struct kx_machine *facts = &machine->facts;
	struct kx_bytes text;
	int err;

	err = kxl_read(ctx, path, &text);
	if (err)
		return kxl_fail_read(ctx, path, err);
	facts->x86.is_5level = kxl_cpu_has(text, "la57");
	kxl_text_free(text);
	facts->limits.address_limit = facts->x86.is_5level
					      ? ADDRESS_LIMIT_5LEVEL
					      : ADDRESS_LIMIT_4LEVEL;
	return 0;
}

/* The next kernel finds the rest of its machine by the tree. */
static int read_tree(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	struct kx_machine *facts = &machine->facts;
	int err = kxl_device_tree_read(ctx, &machine->fdt);

	facts->arm64.fdt = machine->fdt;
	facts->limits.address_limit = ADDRESS_LIMIT_NONE;
	return err;
}

static int read_gic(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	int err = kxl_gic_read(ctx, &machine->gic);

	machine->facts.arm64.lpi_tables = machine->gic.tables;
	machine->facts.arm64.nr_lpi_tables = machine->gic.count;
	return err;
}

static int read_granules(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	machine->facts.arm64.granules = kxl_granules_read(ctx);
	return 0;
}

static int read_board(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	kxl_board_read(ctx, &machine->facts.arm64);
	return 0;
}

static int read_total(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	static const char path[] = "/proc/meminfo";
	struct kx_segment_limits *limits = &machine->facts.limits;
	struct kx_bytes text;
	u64 bytes = 0;
	int err;

	err = kxl_read(ctx, path, &text);
	if (err)
		return kxl_fail_read(ctx, path, err);
	if (!kxl_mem_total(text, &bytes))
		err = -EBADMSG;
	kxl_text_free(text);
	if (err)
		return kxl_fail_read(ctx, path, err);
	limits->page_size = ctx->page_bytes;
	limits->ram_pages = bytes / limits->page_size;
	return 0;
}

/* Without a seed the next kernel collects randomness itself. */
static int read_seed(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	if (getrandom(machine->seed, KXL_SEED_SIZE, GRND_NONBLOCK) !=
	    KXL_SEED_SIZE) {
		kxl_log(ctx, KEXEC_LOG_DEBUG, "no random seed: %s",
			strerror(errno));
		return 0;
	}
	machine->facts.rng_seed = kx_bytes(machine->seed, KXL_SEED_SIZE);
	return 0;
}

typedef int read_step(struct kexec_ctx *ctx, struct kxl_machine *machine);

/* How to read a machine of each architecture; the first is the default. */
static const struct row {
	const struct kx_arch *arch;
	read_step *steps[8];  /* end with NULL */
	read_step *add_known; /* NULL: crash kernels get no map */
} machines[] = {
	{ &kx_arch_x86_64,
	  { read_usable, read_firmware_map, read_boot_params, read_efi,
	    read_paging, read_total, read_seed },
	  add_known },
	{ &kx_arch_arm64,
	  { read_usable, read_tree, read_gic, read_granules, read_board,
	    read_total, read_seed },
	  NULL },
};

static const struct row *find_row(const struct kx_arch *arch)
{
	size_t i;

	for (i = 1; i < ARRAY_SIZE(machines); i++)
		if (machines[i].arch == arch)
			return &machines[i];
	return &machines[0];
}

int kxl_machine_add_known(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	const struct row *row = find_row(kxl_arch(ctx));

	return row->add_known ? row->add_known(ctx, machine) : 0;
}

int kxl_machine_read(struct kexec_ctx *ctx, struct kxl_machine *machine)
{
	read_step *const *step = find_row(kxl_arch(ctx))->steps;
	int err;

	*machine = (struct kxl_machine){ 0 };
	for (; *step; step++) {
		err = (*step)(ctx, machine);
		if (err) {
			kxl_machine_free(machine);
			return err;
		}
	}
	return 0;
}

void kxl_machine_free(struct kxl_machine *machine)
{
	free(machine->facts.usable.entries);
	free(machine->facts.firmware.entries);
	kxl_text_free(machine->facts.efi.memmap);
	kxl_text_free(machine->iomem);
	kxl_text_free(machine->boot_params);
	kxl_text_free(machine->fdt);
	kxl_gic_free(&machine->gic);
	explicit_bzero(machine, sizeof(*machine));
}
