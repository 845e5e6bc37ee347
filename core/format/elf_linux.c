// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * vmlinux: Linux as an ELF file, entered at its own entry. That of 64-bit Linux
 * expects what the decompressor of a bzImage hands on: identity mapped memory
 * and boot_params in rsi (startup_64 in Linux arch/x86/kernel/head_64.S); that
 * of 32-bit Linux has them in esi (startup_32 in head_32.S). A vmlinux has no
 * setup header, so boot_params get one of those below.
 */
#include "core/format/elf_linux.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_kaslr.h"
#include "core/format/version.h"
#include "core/protocol/linux_x86.h"

/* In steps of this, as the page tables that it is built with. */
#define MOVE_ALIGN 0x200000ULL
/*
 * Linux's own addresses begin here; the physical ones are the distance from it
 * (LOAD_OFFSET in arch/x86/kernel/vmlinux.lds.S).
 */
#define START_KERNEL_MAP 0xffffffff80000000ULL
/* The same in 32-bit Linux: the lowest PAGE_OFFSET (arch/x86/Kconfig). */
#define PAGE_OFFSET_MIN 0x40000000ULL
/* COMMAND_LINE_SIZE of x86, without the NUL. */
#define CMDLINE_MAX 2047
/* initrd_addr_max of a bzImage, and one more. */
#define INITRD_END_32 0x80000000ULL

/* Releases of Linux: major and minor number, a byte each. */
enum release {
	LINUX_3_0 = 0x0300,
	/* boot_params have the upper halves of addresses (protocol 2.12). */
	LINUX_3_9 = 0x0309,
	/* Reads acpi_rsdp_addr (commit e6e094e053af). */
	LINUX_5_0 = 0x0500,
	/* CONFIG_X86_5LEVEL is in 6.12; in 6.17 there is no kernel without. */
	LINUX_6_17 = 0x0611,
};

/*
 * The fields of a setup header that the kernel proper reads, and those that say
 * that there is one; values as in a bzImage (arch/x86/boot/header.S).
 */
/* clang-format off */
#define AT(offset) [(offset) - KX_SETUP_HEADER]
static const u8 setup_header_64[0x268 - KX_SETUP_HEADER] = {
	AT(0x1f2) = 1, 0, /* root_flags: read-only until "rw" */
	AT(0x1fa) = 0xff, 0xff, /* vid_mode: as it is */
	AT(0x1fe) = 0x55, 0xaa, /* boot_flag */
	AT(0x200) = 0xeb, 0x66, /* jump, to the end of the header */
	AT(0x202) = 'H', 'd', 'r', 'S',
	AT(0x206) = 0x0f, 0x02, /* version: protocol 2.15 */
	AT(0x211) = 1, /* loadflags: LOADED_HIGH */
	AT(0x22c) = 0xff, 0xff, 0xff, 0x7f, /* initrd_addr_max */
	AT(0x230) = 0, 0, 0x20, 0, /* kernel_alignment: 2 MiB */
	AT(0x236) = 3, 0, /* xloadflags: 64-bit entry, above 4 GiB */
	AT(0x238) = CMDLINE_MAX & 0xff, CMDLINE_MAX >> 8, 0, 0, /* cmdline_size */
};

static const u8 setup_header_32[0x268 - KX_SETUP_HEADER] = {
	AT(0x1f2) = 1, 0,
	AT(0x1fa) = 0xff, 0xff,
	AT(0x1fe) = 0x55, 0xaa,
	AT(0x200) = 0xeb, 0x66,
	AT(0x202) = 'H', 'd', 'r', 'S',
	AT(0x206) = 0x0f, 0x02,
	AT(0x211) = 1,
	AT(0x22c) = 0xff, 0xff, 0xff, 0x7f,
	AT(0x230) = 0, 0, 0x20, 0,
	AT(0x238) = CMDLINE_MAX & 0xff, CMDLINE_MAX >> 8, 0, 0,
};
#undef AT
/* clang-format on */

static bool is_digit(u8 byte)
{
	return byte >= '0' && byte <= '9';
}

/* A number that fits in a byte, or 255; the text goes on after it. */
static u32 take_number(struct kx_bytes *text)
{
	u32 number = 0;

	while (text->size && is_digit(*text->data)) {
		number = number * 10 + (*text->data - '0');
		if (number > 255)
			number = 255;
		*text = kx_bytes(text->data + 1, text->size - 1);
	}
	return number;
}

static u32 read_release(struct kx_bytes version)
{
	u32 release = take_number(&version) << 8;

	if (!version.size || *version.data != '.')
		return release;
	version = kx_bytes(version.data + 1, version.size - 1);
	return release | take_number(&version);
}

/*
 * From the file's bytes that are loaded; without one, version stays empty.
 * No more is searched than Linux can be long: what is longer may be a file of
 * holes in tmpfs, of which each page that is read takes memory.
 */
void kx_elf_find_linux(struct kx_elf_vetting *vetting)
{
	const struct kx_elf_load *load = vetting->elf.loads;
	const u8 *data = vetting->request->kernel.data;
	u64 room = KX_KERNEL_IMAGE_SIZE;
	u64 size;
	u32 i;

	for (i = 0; i < vetting->elf.nr_loads; i++, load++, room -= size) {
		size = load->size < room ? load->size : room;
		if (!kx_linux_find_version(kx_bytes(data + load->offset, size),
					   &vetting->version))
			continue;
		vetting->release = read_release(vetting->version);
		return;
	}
}

/* Where Linux is mapped, for the addresses that its PT_LOAD has. */
static u64 find_map(const struct kx_elf_vetting *vetting,
		    const struct kx_elf_load *load)
{
	u64 offset = load->virtual - load->at.start;

	if (!kx_elf_is_32bit(vetting))
		return START_KERNEL_MAP;
	return offset < PAGE_OFFSET_MIN || load->virtual < load->at.start
		       ? PAGE_OFFSET_MIN
		       : offset;
}

/*
 * e_entry of Linux is physical, against the rules of ELF (phys_startup_64 and
 * _32 in vmlinux.lds.S), and need not be the beginning. A virtual one names the
 * same place.
 */
static int check_entry(struct kx_elf_vetting *vetting)
{
	const struct kx_elf_load *load = NULL;
	int err = kx_elf_vet_entry(vetting, &load);
	u64 map;

	/* Without a banner it is Linux only because the user says so. */
	if (err || !vetting->version.size)
		return err;
	map = find_map(vetting, load);
	if (load->virtual < map || load->virtual - map != load->at.start)
		return kx_elf_fail(vetting, KX_E_FORMAT, "p_vaddr",
				   load->virtual, map | load->at.start);
	return 0;
}

static struct kx_range reach_of(const struct kx_elf_vetting *vetting)
{
	struct kx_range reach = { KX_LINUX_X86_START, KX_LINUX_X86_END };

	if (kx_elf_is_32bit(vetting))
		reach.end = KX_LINUX_X86_32_END;
	return reach;
}

static int check_place(struct kx_elf_vetting *vetting)
{
	return kx_elf_vet_place(vetting, reach_of(vetting));
}

static int check_cmdline(struct kx_elf_vetting *vetting)
{
	return kx_kernel_vet_cmdline(vetting->request, CMDLINE_MAX,
				     vetting->fault);
}

/* In 32-bit mode paging is off, and nothing can return. */
static bool enters_32bit(const struct kx_elf_vetting *vetting)
{
	return kx_elf_is_32bit(vetting) ||
	       (vetting->request->flags & KX_ENTER_32BIT);
}

static int check_mode(struct kx_elf_vetting *vetting)
{
	bool is_forced = !kx_elf_is_32bit(vetting) && enters_32bit(vetting);

	if (is_forced && vetting->version.size)
		return kx_elf_fail(vetting, KX_E_NOT_32BIT, "EI_CLASS",
				   KX_ELF_CLASS_64, KX_ELF_CLASS_32);
	if (enters_32bit(vetting) &&
	    vetting->request->purpose == KX_PURPOSE_RETURNING)
		return kx_elf_fail(vetting, KX_E_NOT_64BIT, "EI_CLASS",
				   vetting->class->number, KX_ELF_CLASS_64);
	return 0;
}

static bool takes_5level(const struct kx_elf_vetting *vetting)
{
	return vetting->release >= LINUX_6_17 && !kx_elf_is_32bit(vetting);
}

/* A kernel is entered with the page tables' depth that it finds. */
static int check_paging(struct kx_elf_vetting *vetting)
{
	const struct kx_machine *machine = vetting->request->machine;

	if (!machine || !machine->x86.is_5level || takes_5level(vetting) ||
	    enters_32bit(vetting))
		return 0;
	return kx_elf_fail(vetting, KX_E_NOT_5LEVEL, "Linux", vetting->release,
			   LINUX_6_17);
}

int kx_elf_vet_linux(struct kx_elf_vetting *vetting)
{
	static int (*const steps[])(struct kx_elf_vetting * vetting) = {
		check_entry,   check_mode,   check_place,
		check_cmdline, check_paging,
	};
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](vetting);
	return err;
}

/*
 * startup_64 looks where it runs, whatever CONFIG_RELOCATABLE is: it adds the
 * distance from where it was linked to run to its page tables, and hangs if
 * that is not a multiple of 2 MiB (__startup_64() in Linux
 * arch/x86/kernel/head64.c; since 2.6.22). A kernel runs above
 * CONFIG_PHYSICAL_START, as its decompressor never puts it below. 32-bit Linux
 * has relocations, which only a bzImage carries.
 */
static bool is_movable(const struct kx_elf_vetting *vetting)
{
	return vetting->release >= LINUX_3_0 && !kx_elf_is_32bit(vetting) &&
	       vetting->elf.loads[0].at.start % MOVE_ALIGN == 0;
}

/* The highest address that boot_params can hold. */
static u64 find_end(const struct kx_elf_vetting *vetting)
{
	if (kx_elf_is_32bit(vetting))
		return KX_LINUX_X86_32_END;
	return vetting->release < LINUX_3_9 || enters_32bit(vetting)
		       ? KX_FOUR_GIB
		       : KX_LINUX_X86_END;
}

void kx_elf_describe_linux(const struct kx_elf_vetting *vetting,
			   struct kx_kernel *kernel)
{
	const bool is_32bit = kx_elf_is_32bit(vetting);
	const u64 end = find_end(vetting);

	*kernel = (struct kx_kernel){
		.protocol = &kx_protocol_linux_x86,
		.version = vetting->version,
		.reach = { KX_LINUX_X86_START, end },
		.initrd_end = is_32bit ? INITRD_END_32 : end,
		.cmdline_max = CMDLINE_MAX,
		.takes_5level = takes_5level(vetting),
		.takes_acpi_rsdp = vetting->release >= LINUX_5_0,
		.header = is_32bit ? kx_bytes(setup_header_32,
					      sizeof(setup_header_32))
				   : kx_bytes(setup_header_64,
					      sizeof(setup_header_64)),
		.nr_ways = 1,
	};
	kx_elf_describe(&vetting->elf, vetting->request->kernel, kernel);
	kernel->is_movable = is_movable(vetting);
	if (kernel->is_movable)
		kernel->align = MOVE_ALIGN;
	kernel->ways[0] = (struct kx_way){
		enters_32bit(vetting) ? &kx_entry_x86_32 : &kx_entry_x86_64,
		vetting->entry - kernel->preferred,
	};
}
