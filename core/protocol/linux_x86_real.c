// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux on x86 in real mode. In low memory lie the setup code, with its heap,
 * its stack and the command line in one segment of real mode, and the purgatory
 * with what leads from 64-bit to real mode. The protected-mode kernel and its
 * initrds lie where the other entries have them, or low as well: that is for
 * the kernel's reach to say. Offsets in the setup header are those of boot.rst.
 */
#include "core/protocol/linux_x86_real.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_purgatory.h"
#include "core/initrd.h"
#include "core/protocol/linux_x86.h"

/* What boot.rst calls heap_end; the command line follows. */
#define HEAP_END     0xe000U
#define HEAP_END_LOW 0x9800U
/* Room for the stack, between heap_end_ptr and heap_end. */
#define STACK_SIZE 0x200U
/* The entry of setup code: its second sector. */
#define SETUP_ENTRY 0x200U

/* The first page belongs to the BIOS; 0x9a000 is where many begin again. */
#define LOW_START 0x1000ULL
#define LOW_END	  0x9a000ULL

#define LOADER_KEXEC	0xd0
#define CAN_USE_HEAP	0x80
#define CMD_LINE_MAGIC	0xa33f
#define WITH_HEAP_END	0x0201 /* protocol */
#define PARAGRAPH_SHIFT 4
#define PURGATORY_ALIGN 16U

/* Offsets in setup code. */
enum setup_offset {
	OLD_CMD_LINE_MAGIC = 0x020,  /* 2 */
	OLD_CMD_LINE_OFFSET = 0x022, /* 2 */
	SETUP_VERSION = 0x206,	     /* 2 */
	SETUP_TYPE_OF_LOADER = 0x210,
	SETUP_LOADFLAGS = 0x211,
	SETUP_MOVE_SIZE = 0x212,     /* 2 */
	SETUP_CODE32_START = 0x214,  /* 4 */
	SETUP_RAMDISK_IMAGE = 0x218, /* 4 */
	SETUP_RAMDISK_SIZE = 0x21c,  /* 4 */
	SETUP_HEAP_END_PTR = 0x224,  /* 2 */
	SETUP_EXT_LOADER = 0x226,    /* 2: version, type */
	SETUP_CMD_LINE_PTR = 0x228,  /* 4 */
};

struct load {
	const struct kx_request *request;
	const struct kx_kernel *kernel;
	struct kx_plan *plan;
	struct kx_fault *fault;
	u64 start; /* of the protected-mode kernel */
	struct kx_range initrd;
	u16 version; /* of the boot protocol */
	bool is_low;
	u32 heap_end;
};

/* Setup code is at least that long: see the format. */
static int read_setup(struct load *load)
{
	struct kx_bytes setup = load->kernel->setup;
	u8 loadflags = 0;
	int err = 0;

	err |= kx_read_le16(setup, SETUP_VERSION, &load->version);
	err |= kx_read_le8(setup, SETUP_LOADFLAGS, &loadflags);
	if (err)
		return kx_fault_set(load->fault, KX_E_SHORT, "setup code",
				    setup.size, KX_SETUP_HEADER_END);
	load->is_low = kx_real_is_low(load->version, loadflags);
	load->heap_end = load->is_low ? HEAP_END_LOW : HEAP_END;
	return 0;
}

static int place_kernel(struct load *load)
{
	return kx_kernel_place(load->request, load->kernel, load->plan,
			       &load->start, load->fault);
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

/* Take bytes of the arena that will lie in low memory. */
static int take(struct load *load, u64 size, u8 **bytes)
{
	*bytes = kx_arena_take(load->request->arena, size, 16);
	if (!*bytes)
		return kx_fault_set(load->fault, KX_E_FULL, "arena", size,
				    load->request->arena->size);
	return 0;
}

static void write_cmdline(const struct load *load, u64 at, u8 *setup)
{
	struct kx_bytes cmdline = load->request->cmdline;

	if (cmdline.size)
		memcpy(setup + load->heap_end, cmdline.data, cmdline.size);
	if (load->version >= KX_REAL_CMD_LINE_PTR) {
		kx_write_le16(setup + SETUP_EXT_LOADER, 0);
		kx_write_le32(setup + SETUP_CMD_LINE_PTR,
			      (u32)at + load->heap_end);
		return;
	}
	kx_write_le16(setup + OLD_CMD_LINE_MAGIC, CMD_LINE_MAGIC);
	kx_write_le16(setup + OLD_CMD_LINE_OFFSET, (u16)load->heap_end);
	kx_write_le16(setup + SETUP_MOVE_SIZE,
		      (u16)(load->heap_end + cmdline.size + 1));
}

/* A kernel that is loaded low moves itself, and knows where to. */
static void write_start(const struct load *load, u8 *setup)
{
	const struct kx_way *way =
		kx_kernel_way(load->kernel, &kx_entry_x86_32);

	if (way)
		kx_write_le32(setup + SETUP_CODE32_START,
			      (u32)(load->start + way->offset));
}

static void write_setup(const struct load *load, u64 at, u8 *setup)
{
	struct kx_bytes code = load->kernel->setup;

	memcpy(setup, code.data, code.size);
	setup[SETUP_TYPE_OF_LOADER] = LOADER_KEXEC;
	kx_write_le32(
		setup + SETUP_RAMDISK_IMAGE,
		kx_range_is_empty(load->initrd) ? 0 : (u32)load->initrd.start);
	kx_write_le32(setup + SETUP_RAMDISK_SIZE,
		      (u32)kx_range_size(load->initrd));
	if (load->version >= WITH_HEAP_END) {
		setup[SETUP_LOADFLAGS] |= CAN_USE_HEAP;
		kx_write_le16(setup + SETUP_HEAP_END_PTR,
			      (u16)(load->heap_end - STACK_SIZE));
	}
	write_cmdline(load, at, setup);
	write_start(load, setup);
}

static int add_setup(struct load *load)
{
	struct kx_want want = {
		.part = KX_PART_BOOT_DATA,
		.size = load->heap_end + load->request->cmdline.size + 1,
		.align = load->request->machine->limits.page_size,
		.within = { load->is_low ? KX_REAL_LOW_END : KX_REAL_LOW_START,
			    LOW_END },
		.order = KX_PLACE_LOWEST,
	};
	struct kx_range hole;
	u64 size = want.size;
	u8 *setup;
	int err;

	if (load->is_low)
		want.within.end =
			KX_REAL_LOW_END + HEAP_END_LOW + KX_REAL_LOW_CMDLINE;
	err = kx_plan_find(load->request, load->plan, want, &hole, load->fault);
	if (!err)
		err = take(load, size, &setup);
	if (err)
		return err;
	write_setup(load, hole.start, setup);
	load->plan->kernel = (struct kx_entry){
		.mode = &kx_entry_x86_16,
		.address = hole.start + SETUP_ENTRY,
		.arguments = { hole.start >> PARAGRAPH_SHIFT, load->heap_end },
	};
	return kx_plan_add(load->plan, want.part, kx_bytes(setup, size), hole,
			   load->fault);
}

/* The purgatory, and after it what it enters. */
static int add_purgatory(struct load *load)
{
	const u64 enter = kx_align_down(
		kx_purgatory_size() + PURGATORY_ALIGN - 1, PURGATORY_ALIGN);
	const struct kx_want want = {
		.part = KX_PART_PURGATORY,
		.size = enter + kx_enter_16_size(),
		.align = load->request->machine->limits.page_size,
		.within = { LOW_START, LOW_END },
		.order = KX_PLACE_LOWEST,
	};
	struct kx_purgatory_job job = { .console = load->request->console };
	struct kx_range hole;
	u8 *bytes;
	int err;

	err = kx_plan_find(load->request, load->plan, want, &hole, load->fault);
	if (!err)
		err = take(load, want.size, &bytes);
	if (err)
		return err;
	job.kernel = kx_purgatory_entry(hole.start + enter);
	kx_purgatory_write(bytes, &job);
	kx_enter_16_write(bytes + enter, hole.start + enter,
			  &load->plan->kernel);
	load->plan->entry = kx_purgatory_entry(hole.start);
	return kx_plan_add(load->plan, want.part, kx_bytes(bytes, want.size),
			   hole, load->fault);
}

static int plan_real(const struct kx_request *request,
		     const struct kx_kernel *kernel, struct kx_plan *plan,
		     struct kx_fault *fault)
{
	static int (*const steps[])(struct load * load) = {
		read_setup, place_kernel,  place_initrds,
		add_setup,  add_purgatory,
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

const struct kx_protocol kx_protocol_linux_x86_real = {
	.name = "Linux on x86, in real mode",
	.plan = plan_real,
};
