// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Boot data of x86_64: one segment that holds the purgatory, boot_params, the
 * command line and the setup_data list. Offsets are those of Linux
 * Documentation/arch/x86/zero-page.rst. The byte ranges that are copied from
 * the running kernel's boot_params are listed in a table.
 */
#include "core/arch/x86_64_boot_data.h"

#include "core/arch/x86_64_jump_back.h"
#include "core/arch/x86_64_memmap.h"
#include "core/arch/x86_64_purgatory.h"

#define E820_ENTRY_SIZE 20
#define E820_IN_PAGE	128

/* Types of setup_data (Linux asm/setup_data.h). */
enum setup_data_type {
	SETUP_E820_EXT = 1,
	SETUP_DTB = 2,
	SETUP_EFI = 4,
	SETUP_RNG_SEED = 9,
};

#define SETUP_DATA_HEADER 16
#define SETUP_EFI_SIZE	  96 /* struct efi_setup_data: 12 numbers */

/* boot_params fields that are written here; sizes in bytes. */
enum boot_params_offset {
	BP_EXT_MEM_K = 0x002,	      /* 2 */
	BP_ACPI_RSDP = 0x070,	      /* 8 */
	BP_EXT_RAMDISK_IMAGE = 0x0c0, /* 4 */
	BP_EXT_RAMDISK_SIZE = 0x0c4,  /* 4 */
	BP_EXT_CMD_LINE_PTR = 0x0c8,  /* 4 */
	BP_EFI_SIGNATURE = 0x1c0,     /* 4 */
	BP_EFI_MEMDESC_SIZE = 0x1c8,  /* 4 */
	BP_EFI_MEMDESC_VER = 0x1cc,   /* 4 */
	BP_EFI_MEMMAP = 0x1d0,	      /* 4 */
	BP_EFI_MEMMAP_SIZE = 0x1d4,   /* 4 */
	BP_EFI_MEMMAP_HI = 0x1dc,     /* 4 */
	BP_ALT_MEM_K = 0x1e0,	      /* 4 */
	BP_E820_ENTRIES = 0x1e8,      /* 1 */
	BP_TYPE_OF_LOADER = 0x210,    /* 1 */
	BP_CODE32_START = 0x214,      /* 4 */
	BP_RAMDISK_IMAGE = 0x218,     /* 4 */
	BP_RAMDISK_SIZE = 0x21c,      /* 4 */
	BP_EXT_LOADER_VER = 0x226,    /* 1 */
	BP_EXT_LOADER_TYPE = 0x227,   /* 1 */
	BP_CMD_LINE_PTR = 0x228,      /* 4 */
	BP_SETUP_DATA = 0x250,	      /* 8 */
	BP_E820_TABLE = 0x2d0,	      /* 128 * 20 */
};

/* kexec's boot loader number, shifted (boot.rst, type_of_loader). */
#define LOADER_KEXEC 0xd0

/* Byte ranges of the running kernel's boot_params that are copied. */
static const struct kx_range inherited[] = {
	{ 0x000, 0x040 }, /* screen_info */
	{ 0x070, 0x078 }, /* acpi_rsdp_addr */
	{ 0x140, 0x1c0 }, /* edid_info */
	{ 0x1e9, 0x1eb }, /* eddbuf_entries, edd_mbr_sig_buf_entries */
	{ 0x1ec, 0x1ed }, /* secure_boot */
	{ 0x290, 0x2d0 }, /* edd_mbr_sig_buffer */
	{ 0xd00, 0xeec }, /* eddbuf */
};

/* This one is copied into the setup header: hardware_subarch. */
static const struct kx_range inherited_header = { 0x23c, 0x240 };

/* This one is copied only if EFI's memory map is known. */
static const struct kx_range inherited_efi = { 0x1c0, 0x1e0 };

/* Room for either of the two command line prefixes. */
#define PREFIX_ROOM KX_JUMP_BACK_ROOM
static_assert(PREFIX_ROOM >= KX_ELFCOREHDR_ROOM, "the other one");

static_assert(offsetof(struct kx_timeline, stamps) == 16 + KX_TIMELINE_SEEN,
	      "the header and what is seen");

/* The segment under construction; offsets are the same in memory. */
struct composer {
	const struct kx_request *request;
	const struct kx_machine *machine;
	const struct kx_purpose_row *purpose;
	struct kx_memmap e820;
	char prefix[PREFIX_ROOM]; /* of the command line */
	u32 prefix_size;
	struct kx_bytes words; /* memmap=, after the prefix; in the arena */
	u8 *base;	       /* in the arena */
	u64 at;		       /* physical address of @base */
	u64 setup_data;	       /* physical: first list entry so far, or 0 */
	/* offsets */
	u64 params;
	u64 cmdline;
	u64 e820_ext;
	u64 efi;
	u64 rng;
	u64 dtb;
	u64 efi_memmap;
	u64 enter_32;
	u64 stamps; /* 0: none */
	u64 end;
};

static u64 e820_ext_size(const struct composer *to)
{
	u32 count = to->e820.count;

	if (count <= E820_IN_PAGE)
		return 0;
	return (u64)(count - E820_IN_PAGE) * E820_ENTRY_SIZE;
}

static bool has_efi(const struct kx_machine *machine,
		    const struct kx_boot_data *data)
{
	return data->takes_efi && machine->efi.memmap.size &&
	       machine->x86.boot_params.size >= KX_BOOT_PARAMS_SIZE;
}

/* Reserve @size bytes of the segment; sizes are too small to wrap. */
static u64 reserve(struct composer *to, u64 size)
{
	u64 offset = to->end;

	to->end = kx_align_down(offset + size + 15, 16);
	return offset;
}

static bool is_32bit(const struct kx_boot_data *data)
{
	return data->mode == &kx_entry_x86_32;
}

static bool has_timeline(const struct composer *to)
{
	return to->request->flags & KX_TIMELINE && to->purpose->has_timeline &&
	       kx_timeline_has_page(&to->machine->firmware);
}

static void lay_out(struct composer *to, const struct kx_boot_data *data)
{
	const struct kx_machine *machine = to->machine;
	u64 ext = e820_ext_size(to);

	to->end = to->purpose->is_in_region ? 0 : kx_purgatory_size();
	to->end = kx_align_down(to->end + KX_BOOT_PARAMS_SIZE - 1,
				KX_BOOT_PARAMS_SIZE);
	to->params = reserve(to, KX_BOOT_PARAMS_SIZE);
	to->cmdline = reserve(to, to->prefix_size + to->words.size +
					  to->request->cmdline.size + 1);
	to->e820_ext = reserve(to, ext ? SETUP_DATA_HEADER + ext : 0);
	to->efi = reserve(to, SETUP_DATA_HEADER + SETUP_EFI_SIZE);
	to->rng = reserve(to, SETUP_DATA_HEADER + machine->rng_seed.size);
	to->dtb =
		reserve(to, to->request->dtb.size
				    ? SETUP_DATA_HEADER + to->request->dtb.size
				    : 0);
	to->efi_memmap = reserve(to, machine->efi.memmap.size);
	to->enter_32 = reserve(to, is_32bit(data) ? kx_enter_32_size() : 0);
	if (!has_timeline(to))
		return;
	to->end = kx_align_down(to->end + KX_TIMELINE_ALIGN - 1,
				KX_TIMELINE_ALIGN);
	to->stamps = reserve(to, kx_stamps_size());
}

bool kx_boot_data_has_first_page(struct kx_bytes params)
{
	const u8 *entry;
	bool has = false;
	u32 i;

	if (params.size < KX_BOOT_PARAMS_SIZE)
		return false;
	entry = params.data + BP_E820_TABLE;
	for (i = 0; i < params.data[BP_E820_ENTRIES] && i < E820_IN_PAGE; i++) {
		u64 start = kx_load_le64(entry);
		u64 size = kx_load_le64(entry + 8);
		bool is_ram = kx_load_le32(entry + 16) == KX_MEM_RAM;

		if (!start && size >= KX_TIMELINE_PAGE && is_ram)
			has = true;
		else if (start < KX_TIMELINE_PAGE && size)
			return false;
		entry += E820_ENTRY_SIZE;
	}
	return has;
}

/* Insert an entry at the head of the setup_data list; returns its bytes. */
static u8 *add_setup_data(struct composer *to, u64 offset, u32 type, u64 size)
{
	u8 *entry = to->base + offset;

	kx_write_le64(entry, to->setup_data);
	kx_write_le32(entry + 8, type);
	kx_write_le32(entry + 12, (u32)size);
	to->setup_data = to->at + offset;
	return entry + SETUP_DATA_HEADER;
}

static void write_low_high(u8 *params, u32 low, u32 high, u64 value)
{
	kx_write_le32(params + low, (u32)value);
	kx_write_le32(params + high, (u32)(value >> 32));
}

static void write_e820_entry(u8 *to, const struct kx_memory *memory)
{
	kx_write_le64(to, memory->range.start);
	kx_write_le64(to + 8, kx_range_size(memory->range));
	kx_write_le32(to + 16, memory->type);
}

static void write_e820(struct composer *to)
{
	const struct kx_memmap *map = &to->e820;
	u8 *params = to->base + to->params;
	u64 ext = e820_ext_size(to);
	u8 *entry = params + BP_E820_TABLE;
	u32 i;

	for (i = 0; i < map->count; i++) {
		if (i == E820_IN_PAGE)
			entry = add_setup_data(to, to->e820_ext, SETUP_E820_EXT,
					       ext);
		write_e820_entry(entry, &map->entries[i]);
		entry += E820_ENTRY_SIZE;
	}
	params[BP_E820_ENTRIES] =
		(u8)(map->count < E820_IN_PAGE ? map->count : E820_IN_PAGE);
}

/* Obsolete memory sizes in KiB, for a kernel that doesn't trust e820. */
static void write_memory_sizes(struct composer *to)
{
	const struct kx_memmap *map = &to->e820;
	const u64 one_mib = 0x100000;
	u8 *params = to->base + to->params;
	u64 kib = 0;
	u32 i;

	for (i = 0; i < map->count; i++)
		if (map->entries[i].type == KX_MEM_RAM &&
		    kx_range_has(map->entries[i].range, one_mib))
			kib = (map->entries[i].range.end - one_mib) >> 10;
	kx_write_le16(params + BP_EXT_MEM_K,
		      (u16)(kib < 0xfc00 ? kib : 0xfc00));
	kx_write_le32(params + BP_ALT_MEM_K,
		      (u32)(kib < 0xffffffff ? kib : 0xffffffff));
}

static void write_efi(struct composer *to)
{
	const struct kx_efi *efi = &to->machine->efi;
	u8 *params = to->base + to->params;
	u64 memmap = to->at + to->efi_memmap;
	u8 *setup;

	memcpy(params + inherited_efi.start,
	       to->machine->x86.boot_params.data + inherited_efi.start,
	       kx_range_size(inherited_efi));
	kx_write_le32(params + BP_EFI_MEMDESC_SIZE, efi->desc_size);
	kx_write_le32(params + BP_EFI_MEMDESC_VER, efi->desc_version);
	write_low_high(params, BP_EFI_MEMMAP, BP_EFI_MEMMAP_HI, memmap);
	kx_write_le32(params + BP_EFI_MEMMAP_SIZE, (u32)efi->memmap.size);
	memcpy(to->base + to->efi_memmap, efi->memmap.data, efi->memmap.size);

	setup = add_setup_data(to, to->efi, SETUP_EFI, SETUP_EFI_SIZE);
	kx_write_le64(setup, efi->fw_vendor);
	kx_write_le64(setup + 8, efi->runtime);
	kx_write_le64(setup + 16, efi->config_table);
	kx_write_le64(setup + 24, efi->smbios);
}

static void inherit(struct composer *to, const struct kx_boot_data *data)
{
	struct kx_bytes old = to->machine->x86.boot_params;
	u8 *params = to->base + to->params;
	u64 rsdp = 0;
	u32 i;

	if (old.size >= KX_BOOT_PARAMS_SIZE)
		for (i = 0; i < ARRAY_SIZE(inherited); i++)
			memcpy(params + inherited[i].start,
			       old.data + inherited[i].start,
			       kx_range_size(inherited[i]));
	if (kx_read_le64(kx_bytes(params, KX_BOOT_PARAMS_SIZE), BP_ACPI_RSDP,
			 &rsdp) == 0 &&
	    !rsdp)
		kx_write_le64(params + BP_ACPI_RSDP, to->machine->acpi_rsdp);
	if (has_efi(to->machine, data))
		write_efi(to);
}

/* @to may be a place of no bytes. */
static u8 *append(u8 *to, struct kx_bytes bytes)
{
	if (bytes.size)
		memcpy(to, bytes.data, bytes.size);
	return to + bytes.size;
}

static void write_cmdline(struct composer *to)
{
	u8 *at = to->base + to->cmdline;

	at = append(at, kx_bytes(to->prefix, to->prefix_size));
	at = append(at, to->words);
	append(at, to->request->cmdline);
}

static void write_header(struct composer *to, const struct kx_boot_data *data)
{
	u8 *params = to->base + to->params;

	memcpy(params + KX_SETUP_HEADER, data->setup_header.data,
	       data->setup_header.size);
	if (to->machine->x86.boot_params.size >= KX_BOOT_PARAMS_SIZE)
		memcpy(params + inherited_header.start,
		       to->machine->x86.boot_params.data +
			       inherited_header.start,
		       kx_range_size(inherited_header));
	/* boot.rst, code32_start: of a kernel that lies elsewhere. */
	if (is_32bit(data))
		kx_write_le32(params + BP_CODE32_START, (u32)data->entry);
	params[BP_TYPE_OF_LOADER] = LOADER_KEXEC;
	params[BP_EXT_LOADER_VER] = 0;
	params[BP_EXT_LOADER_TYPE] = 0;
	write_cmdline(to);
	write_low_high(params, BP_CMD_LINE_PTR, BP_EXT_CMD_LINE_PTR,
		       to->at + to->cmdline);
	write_low_high(params, BP_RAMDISK_IMAGE, BP_EXT_RAMDISK_IMAGE,
		       kx_range_is_empty(data->initrd) ? 0
						       : data->initrd.start);
	write_low_high(params, BP_RAMDISK_SIZE, BP_EXT_RAMDISK_SIZE,
		       kx_range_size(data->initrd));
}

static void write_rng_seed(struct composer *to)
{
	struct kx_bytes seed = to->machine->rng_seed;

	if (seed.size)
		memcpy(add_setup_data(to, to->rng, SETUP_RNG_SEED, seed.size),
		       seed.data, seed.size);
}

static void write_dtb(struct composer *to)
{
	struct kx_bytes dtb = to->request->dtb;

	if (dtb.size)
		memcpy(add_setup_data(to, to->dtb, SETUP_DTB, dtb.size),
		       dtb.data, dtb.size);
}

/* The stamps follow what the entry says that it has. */
static void write_timeline(struct composer *to, struct kx_plan *plan)
{
	if (!to->stamps)
		return;
	kx_stamps_write(to->base + to->stamps);
	add_setup_data(to, to->stamps, KX_TIMELINE_TYPE, KX_TIMELINE_SEEN);
	plan->timeline = (struct kx_timeline *)(to->base + to->stamps);
}

/* The check before this one did not know the words; both count the NUL. */
static int make_words(struct composer *to, u32 cmdline_max,
		      struct kx_fault *fault)
{
	u64 room = kx_memmap_words_room(&to->e820);
	char *words = kx_arena_take(to->request->arena, room, 1);
	u64 size;

	if (!words)
		return kx_fault_set(fault, KX_E_FULL, "arena", room,
				    to->request->arena->size);
	to->words = kx_bytes(words, kx_memmap_words(&to->e820, words));
	size = to->prefix_size + to->words.size + to->request->cmdline.size + 1;
	if (size <= cmdline_max)
		return 0;
	return kx_fault_set(fault, KX_E_CMDLINE_LONG,
			    "command line with memmap=", size, cmdline_max);
}

/* Make the memory map and the command line, whose sizes are needed next. */
static int prepare(struct composer *to, const struct kx_boot_data *data,
		   struct kx_fault *fault)
{
	int err;

	if (to->purpose->prefix)
		to->prefix_size = to->purpose->prefix(&data->crash, to->prefix);
	err = to->purpose->memory(to->request, &data->crash, &to->e820, fault);
	if (!err && to->request->crash && to->request->flags & KX_MEMMAP_WORDS)
		err = make_words(to, data->cmdline_max, fault);
	return err;
}

static int compose(struct composer *to, const struct kx_boot_data *data,
		   struct kx_plan *plan, struct kx_fault *fault)
{
	struct kx_want want = { .part = KX_PART_BOOT_DATA,
				.size = to->end,
				.align = KX_BOOT_PARAMS_SIZE,
				.within = data->within };
	struct kx_range hole;
	int err;

	err = kx_plan_find(to->request, plan, want, &hole, fault);
	if (err)
		return err;
	to->at = hole.start;
	to->base = kx_arena_take(to->request->arena, to->end, 16);
	if (!to->base)
		return kx_fault_set(fault, KX_E_FULL, "arena", to->end,
				    to->request->arena->size);
	inherit(to, data);
	write_header(to, data);
	write_e820(to);
	write_memory_sizes(to);
	write_rng_seed(to);
	write_dtb(to);
	write_timeline(to, plan);
	kx_write_le64(to->base + to->params + BP_SETUP_DATA, to->setup_data);
	return kx_plan_add(plan, want.part, kx_bytes(to->base, to->end), hole,
			   fault);
}

static int add_purgatory(const struct composer *to,
			 const struct kx_boot_data *data, struct kx_plan *plan,
			 struct kx_fault *fault)
{
	u32 digits_at = to->purpose->digits_at;
	struct kx_purgatory_job job = {
		.digits = digits_at ? to->at + to->cmdline + digits_at : 0,
		.kernel = {
			.mode = data->mode,
			.address = data->entry,
			.arguments = { to->at + to->params },
		},
		.console = to->request->console,
		.backup = data->crash.backup,
		.backup_at = data->crash.backup_to.start,
	};

	plan->kernel = job.kernel;
	if (is_32bit(data)) {
		kx_enter_32_write(to->base + to->enter_32, &plan->kernel);
		job.kernel = (struct kx_entry){
			.mode = &kx_entry_x86_64,
			.address = to->at + to->enter_32,
		};
	}
	if (to->purpose->is_in_region)
		return kx_purgatory_add(to->request, &job, plan, fault);
	plan->entry = kx_purgatory_entry(to->at);
	if (to->stamps)
		kx_stamps_join(to->base + to->stamps, to->at + to->stamps,
			       &plan->entry, &job.kernel);
	kx_purgatory_write(to->base, &job);
	return 0;
}

int kx_boot_data_add(const struct kx_request *request,
		     const struct kx_boot_data *data, struct kx_plan *plan,
		     struct kx_fault *fault)
{
	struct composer to = { .request = request,
			       .machine = request->machine,
			       .purpose = kx_request_purpose(request) };
	int err;

	err = prepare(&to, data, fault);
	if (err)
		return err;
	lay_out(&to, data);
	err = compose(&to, data, plan, fault);
	if (err)
		return err;
	err = add_purgatory(&to, data, plan, fault);
	return err ? err : to.purpose->complete(&to.e820, plan, fault);
}
