// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * hvm_start_info of version 1, and what it points to. All initrds are one
 * module: Linux looks at the first alone, and they lie next to each other.
 */
#include "core/protocol/pvh_x86.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_program.h"
#include "core/initrd.h"
#include "core/protocol/linux_x86.h"

#define START_MAGIC   0x336ec578U
#define START_VERSION 1

/* Offsets in the data; the sizes of all but the last are fixed. */
enum layout {
	AT_INFO = 0,
	AT_MODULE = 64, /* hvm_modlist_entry; start_info has 56 bytes */
	AT_MEMORY = 96, /* hvm_memmap_table_entry, [count] */
	MAP_ENTRY_SIZE = 24,
};

/* Offsets in hvm_start_info. */
enum start_info {
	SI_MAGIC = 0,		/* 4 */
	SI_VERSION = 4,		/* 4 */
	SI_NR_MODULES = 12,	/* 4 */
	SI_MODULES = 16,	/* 8 */
	SI_CMDLINE = 24,	/* 8 */
	SI_RSDP = 32,		/* 8 */
	SI_MEMORY = 40,		/* 8 */
	SI_MEMORY_ENTRIES = 48, /* 4 */
};

struct load {
	const struct kx_request *request;
	const struct kx_kernel *kernel;
	struct kx_plan *plan;
	struct kx_fault *fault;
	struct kx_program program;
	struct kx_memmap map;
	struct kx_range initrd;
};

static int read_memory(struct load *load)
{
	static const struct kx_crash_parts none;
	const struct kx_request *request = load->request;
	int err;

	if (request->purpose != KX_PURPOSE_NORMAL)
		return kx_fault_set(load->fault, KX_E_ONLY_LINUX, NULL, 0, 0);
	err = kx_request_purpose(request)->memory(request, &none, &load->map,
						  load->fault);
	if (!err && load->map.count > KX_PVH_MEMORY_MAX)
		return kx_fault_set(load->fault, KX_E_FULL, "memory map",
				    load->map.count, KX_PVH_MEMORY_MAX);
	return err;
}

static int place_kernel(struct load *load)
{
	const struct kx_way *way = &load->kernel->ways[0];
	u64 start = 0;
	int err;

	err = kx_kernel_place(load->request, load->kernel, load->plan, &start,
			      load->fault);
	load->program.mode = way->mode;
	load->program.address = start + way->offset;
	load->program.above = start + load->kernel->size;
	return err;
}

static u64 cmdline_offset(const struct load *load)
{
	return AT_MEMORY + (u64)load->map.count * MAP_ENTRY_SIZE;
}

static int place_data(struct load *load)
{
	load->program.size =
		cmdline_offset(load) + load->request->cmdline.size + 1;
	return kx_program_place(load->request, &load->program, load->plan,
				load->fault);
}

static int place_initrds(struct load *load)
{
	const struct kx_want want = {
		.within = { KX_LINUX_X86_START, load->kernel->initrd_end },
		.order = KX_PLACE_HIGHEST,
	};

	return kx_initrd_place(load->request, want, load->plan, &load->initrd,
			       load->fault);
}

/* The types are e820's numbers up to persistent memory. */
static u32 type_of(u32 type)
{
	return type <= KX_MEM_PMEM ? type : KX_MEM_RESERVED;
}

static void write_memory(const struct load *load, u8 *to)
{
	const struct kx_memory *memory = load->map.entries;
	u32 i;

	for (i = 0; i < load->map.count; i++, memory++, to += MAP_ENTRY_SIZE) {
		kx_write_le64(to, memory->range.start);
		kx_write_le64(to + 8, kx_range_size(memory->range));
		kx_write_le32(to + 16, type_of(memory->type));
	}
}

/* What the running kernel was given comes first, as for Linux. */
static u64 find_rsdp(const struct kx_machine *machine)
{
	u64 rsdp = 0;

	if (kx_read_le64(machine->x86.boot_params, 0x70, &rsdp) || !rsdp)
		return machine->acpi_rsdp;
	return rsdp;
}

static void write_initrd(const struct load *load, u8 *info)
{
	u8 *module = load->program.data + AT_MODULE;

	if (kx_range_is_empty(load->initrd))
		return;
	kx_write_le64(module, load->initrd.start);
	kx_write_le64(module + 8, kx_range_size(load->initrd));
	kx_write_le32(info + SI_NR_MODULES, 1);
	kx_write_le64(info + SI_MODULES, load->program.at + AT_MODULE);
}

static int write_data(struct load *load)
{
	const u64 at = load->program.at;
	struct kx_bytes cmdline = load->request->cmdline;
	u8 *info = load->program.data + AT_INFO;

	kx_write_le32(info + SI_MAGIC, START_MAGIC);
	kx_write_le32(info + SI_VERSION, START_VERSION);
	kx_write_le64(info + SI_CMDLINE, at + cmdline_offset(load));
	kx_write_le64(info + SI_RSDP, find_rsdp(load->request->machine));
	kx_write_le64(info + SI_MEMORY, at + AT_MEMORY);
	kx_write_le32(info + SI_MEMORY_ENTRIES, load->map.count);
	write_initrd(load, info);
	write_memory(load, load->program.data + AT_MEMORY);
	if (cmdline.size)
		memcpy(load->program.data + cmdline_offset(load), cmdline.data,
		       cmdline.size);
	kx_program_enter(&load->program, at + AT_INFO, 0, load->plan);
	return 0;
}

static int plan_pvh(const struct kx_request *request,
		    const struct kx_kernel *kernel, struct kx_plan *plan,
		    struct kx_fault *fault)
{
	static int (*const steps[])(struct load * load) = {
		read_memory,   place_kernel, place_data,
		place_initrds, write_data,
	};
	struct load load = {
		.request = request,
		.kernel = kernel,
		.plan = plan,
		.fault = fault,
	};
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&load);
	return err;
}

const struct kx_protocol kx_protocol_pvh_x86 = {
	.name = "PVH",
	.plan = plan_pvh,
};
