// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bzImage: check the numbers of the setup header against the file, and describe
 * the kernel in a struct kx_kernel. It is entered in 64-bit mode if possible,
 * else in 32-bit mode; on request in real mode (bzimage_real.c). Field names
 * and rules are those of Linux Documentation/arch/x86/boot.rst.
 */
#include "core/format/bzimage.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/crc32.h"
#include "core/format/bzimage_header.h"
#include "core/format/bzimage_real.h"
#include "core/format/bzimage_sum.h"
#include "core/protocol/linux_x86.h"

#define MAGIC_HDRS    0x53726448 /* "HdrS" */
#define BOOT_FLAG     0xaa55
#define PROTOCOL_2_03 0x0203
#define PROTOCOL_2_12 0x020c
#define PROTOCOL_2_15 0x020f
#define LOADFLAG_HIGH 0x01
#define PROBED_SIZE   1024 /* Linux accepts no smaller file */
#define PARAGRAPH     16
#define PAGE	      4096U
/* kernel_version counts from this offset; offsets of entry points do not. */
#define VERSION_BASE 0x200
#define ENTRY_64     0x200

/* State of the checks that don't depend on the machine. */
struct vetting {
	const struct kx_request *request;
	struct kx_fault *fault;
	struct kx_bzimage_header header;
};

static bool probe(struct kx_bytes file)
{
	u16 boot_flag = 0;
	u32 magic = 0;

	return !kx_read_le16(file, 0x1fe, &boot_flag) &&
	       !kx_read_le32(file, 0x202, &magic) && boot_flag == BOOT_FLAG &&
	       magic == MAGIC_HDRS;
}

/* Whether the file is a bzImage. */
static int check_magic(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;

	if (header->magic != MAGIC_HDRS || header->boot_flag != BOOT_FLAG)
		return kx_fault_set(vetting->fault, KX_E_FORMAT, "header",
				    header->magic, MAGIC_HDRS);
	return 0;
}

static int fail_64bit(const struct vetting *vetting)
{
	return kx_fault_set(vetting->fault, KX_E_NOT_64BIT, "xloadflags",
			    vetting->header.xloadflags, KX_XLF_KERNEL_64);
}

/* kexec_file_load(2) uses no other entry point than the 64-bit one. */
static int check_64bit(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;

	if (header->version < PROTOCOL_2_12)
		return kx_fault_set(vetting->fault, KX_E_PROTOCOL, "version",
				    header->version, PROTOCOL_2_12);
	if (!(header->xloadflags & KX_XLF_KERNEL_64) ||
	    !(header->loadflags & LOADFLAG_HIGH))
		return fail_64bit(vetting);
	return 0;
}

static bool wants_32bit(const struct vetting *vetting)
{
	return vetting->request->flags & KX_ENTER_32BIT;
}

/* A kernel that was entered without paging can't return. */
static bool may_enter_32bit(const struct vetting *vetting)
{
	const struct kx_request *request = vetting->request;

	return !(request->flags & KX_VET_AS_PROBE) &&
	       request->purpose != KX_PURPOSE_RETURNING &&
	       kx_bzimage_has_32bit_entry(&vetting->header);
}

static int fail_real_mode(const struct vetting *vetting, const char *what,
			  u64 value, u64 limit)
{
	return kx_fault_set(vetting->fault, KX_E_REAL_MODE, what, value, limit);
}

static bool is_real(const struct vetting *vetting)
{
	return vetting->request->flags & KX_ENTER_REAL_MODE;
}

static int check_protocol(const struct vetting *vetting)
{
	u16 version = vetting->header.version;
	u16 least = is_real(vetting) ? KX_REAL_PROTOCOL : PROTOCOL_2_03;

	if (version < least)
		return kx_fault_set(vetting->fault, KX_E_PROTOCOL, "version",
				    version, least);
	return 0;
}

/* A bzImage is entered by the protocol that its header is made for. */
static int check_arguments(const struct vetting *vetting)
{
	if (vetting->request->arguments <= KX_ARGUMENTS_LINUX)
		return 0;
	return kx_fault_set(vetting->fault, KX_E_NOT_ELF, "bzImage", 0, 0);
}

/* Whether any entry can be used here. */
static int check_entry(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;

	if (!(header->loadflags & LOADFLAG_HIGH))
		return fail_real_mode(vetting, "loadflags", header->loadflags,
				      LOADFLAG_HIGH);
	if (header->xloadflags & KX_XLF_KERNEL_64 && !wants_32bit(vetting))
		return 0;
	if (!kx_bzimage_has_32bit_entry(header) &&
	    header->xloadflags & KX_XLF_KERNEL_64)
		return kx_fault_set(vetting->fault, KX_E_NOT_32BIT,
				    "code32_start", header->code32_start,
				    KX_BZIMAGE_ADDRESS);
	if (!kx_bzimage_has_32bit_entry(header))
		return fail_real_mode(vetting, "code32_start",
				      header->code32_start, KX_BZIMAGE_ADDRESS);
	return may_enter_32bit(vetting) ? 0 : fail_64bit(vetting);
}

/* A kernel is entered with the page table depth of the running kernel. */
static bool suits_paging(const struct vetting *vetting)
{
	const struct kx_machine *machine = vetting->request->machine;

	return !machine || !machine->x86.is_5level ||
	       vetting->header.xloadflags & KX_XLF_5LEVEL;
}

static bool is_64bit(const struct vetting *vetting)
{
	return vetting->header.xloadflags & KX_XLF_KERNEL_64 &&
	       !wants_32bit(vetting) && suits_paging(vetting);
}

/* A 32-bit entry needs no page tables. */
static int check_paging(const struct vetting *vetting)
{
	u16 flags = vetting->header.xloadflags;

	if (suits_paging(vetting) || may_enter_32bit(vetting))
		return 0;
	if (!kx_bzimage_has_payload(&vetting->header))
		return kx_fault_set(vetting->fault, KX_E_NOT_5LEVEL, NULL,
				    flags, KX_XLF_5LEVEL);
	kx_fault_set(vetting->fault, KX_E_NOT_5LEVEL, "Linux", flags,
		     KX_XLF_5LEVEL);
	if (vetting->fault)
		vetting->fault->part = KX_PART_KERNEL;
	return -KX_E_NOT_5LEVEL;
}

/* The other conditions of bzImage64_probe() in Linux's kexec-bzimage64.c. */
static int check_probe(const struct vetting *vetting)
{
	u64 size = vetting->request->kernel.size;
	u16 flags = vetting->header.xloadflags;

	if (size < PROBED_SIZE)
		return kx_fault_set(vetting->fault, KX_E_SHORT, "setup header",
				    size, PROBED_SIZE);
	if (!(flags & KX_XLF_ABOVE_4G))
		return kx_fault_set(vetting->fault, KX_E_NOT_ABOVE_4G,
				    "xloadflags", flags, KX_XLF_ABOVE_4G);
	return 0;
}

/* Check the numbers against each other and against the file. */
static int check_numbers(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;
	struct kx_fault *fault = vetting->fault;
	u64 file_size = vetting->request->kernel.size;
	u64 image_size = header->image_end - header->setup_size;
	u64 entry = header->xloadflags & KX_XLF_KERNEL_64 ? ENTRY_64 : 0;

	if (header->image_end > file_size)
		return kx_fault_set(fault, KX_E_TRUNCATED, "syssize", file_size,
				    header->image_end);
	if (image_size <= entry)
		return kx_fault_set(fault, KX_E_TRUNCATED, "setup_sects",
				    file_size, header->setup_size + entry + 1);
	if ((u64)header->payload_offset + header->payload_length > image_size)
		return kx_fault_set(fault, KX_E_PAYLOAD, "payload_length",
				    header->payload_length, image_size);
	if (header->init_size < image_size)
		return kx_fault_set(fault, KX_E_HEADER, "init_size",
				    header->init_size, image_size);
	return 0;
}

/* Bytes that the CRC covers: a signature or other data may follow them. */
static u64 summed_size(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;

	if (!header->syssize)
		return vetting->request->kernel.size;
	return header->setup_size + (u64)header->syssize * PARAGRAPH;
}

/*
 * The last four bytes of an image are chosen so that the CRC of all bytes is 0
 * (boot.rst, "The image checksum"). Linux 6.16 and later has zeroes there and
 * no CRC (arch/x86/boot/compressed/vmlinux.lds.S), so there is nothing to
 * check. An image that is not Linux may end in any bytes.
 */
static int check_crc(const struct vetting *vetting)
{
	struct kx_bytes file = vetting->request->kernel;
	u64 size = summed_size(vetting);
	struct kx_crc32 *crc32;
	u32 stored = 0, crc;

	if (!(vetting->request->flags & KX_CHECK_SUM) ||
	    !kx_bzimage_has_payload(&vetting->header) ||
	    kx_read_le32(file, size - 4, &stored) || !stored)
		return 0;
	crc32 = kx_arena_take(vetting->request->arena, sizeof(*crc32), 8);
	if (!crc32)
		return kx_fault_set(vetting->fault, KX_E_FULL, "arena",
				    sizeof(*crc32),
				    vetting->request->arena->size);
	kx_crc32_init(crc32);
	crc32->faster = vetting->request->crc32;
	crc = kx_bzimage_sum(crc32, kx_bytes(file.data, size),
			     vetting->header.setup_size);
	if (crc)
		return kx_fault_set(vetting->fault, KX_E_CHECKSUM, "crc32", crc,
				    0);
	return 0;
}

static int check_cmdline(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;
	u32 max = is_real(vetting) ? kx_bzimage_real_cmdline(header)
				   : header->cmdline_size;

	return kx_kernel_vet_cmdline(vetting->request, max, vetting->fault);
}

/*
 * A 64-bit kernel that can't lie at its own address is moved, as Linux does.
 * Other kernels might not run elsewhere, and segments begin at pages.
 */
static int check_address(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;
	const struct kx_range reach = { KX_LINUX_X86_START,
					KX_LINUX_X86_32_END };
	struct kx_range exactly;

	if (header->xloadflags & KX_XLF_KERNEL_64 || header->relocatable ||
	    kx_bzimage_is_low(header))
		return 0;
	if (!kx_range_make(header->pref_address, header->init_size, &exactly) ||
	    !kx_range_contains(reach, exactly))
		return kx_fault_set(vetting->fault, KX_E_HEADER, "pref_address",
				    header->pref_address, KX_LINUX_X86_32_END);
	if (exactly.start % PAGE)
		return kx_fault_set(vetting->fault, KX_E_HEADER, "pref_address",
				    exactly.start,
				    kx_align_down(exactly.start, PAGE));
	return 0;
}

static int check_real(const struct vetting *vetting)
{
	return kx_bzimage_vet_real(vetting->request, &vetting->header,
				   vetting->fault);
}

static int check_bios(const struct vetting *vetting)
{
	return kx_bzimage_vet_bios(vetting->request, vetting->fault);
}

typedef int (*check)(const struct vetting *vetting);

/* Lists of checks end with NULL. */
static const check probe_checks[] = {
	check_magic, check_64bit, check_paging, check_probe, NULL,
};

/*
 * check_crc() reads the whole file, so it comes after all other checks of the
 * file. check_paging() needs a machine, so it is last: the other checks give
 * the same result without one.
 */
static const check all_checks[] = {
	check_magic,  check_protocol, check_numbers, check_arguments,
	check_entry,  check_address,  check_cmdline, check_crc,
	check_paging, NULL,
};

/* With setup code as the entry, of any image. check_bios() needs a machine. */
static const check real_checks[] = {
	check_magic,   check_protocol, check_numbers, check_real, check_address,
	check_cmdline, check_crc,      check_bios,    NULL,
};

static const check *find_checks(const struct vetting *vetting)
{
	if (vetting->request->flags & KX_VET_AS_PROBE)
		return probe_checks;
	return is_real(vetting) ? real_checks : all_checks;
}

static int vet(struct vetting *vetting)
{
	struct kx_bytes file = vetting->request->kernel;
	const check *checks = find_checks(vetting);
	int err;

	err = kx_bzimage_read(file, &vetting->header);
	if (err)
		return kx_fault_set(vetting->fault, -err, "setup header",
				    file.size, KX_BZIMAGE_HEADER_SIZE);
	for (; *checks && !err; checks++)
		err = (*checks)(vetting);
	return err;
}

/* A string in the setup code: "6.1.0-18-amd64 (builder) #1 SMP". */
static struct kx_bytes find_version(struct kx_bytes file,
				    const struct kx_bzimage_header *header)
{
	u64 start = VERSION_BASE + (u64)header->kernel_version;
	u64 end;

	if (!header->kernel_version)
		return kx_bytes(NULL, 0);
	for (end = start; end < header->setup_size && end < file.size; end++)
		if (!file.data[end])
			return kx_bytes(file.data + start, end - start);
	return kx_bytes(NULL, 0);
}

static u64 find_reach_end(const struct vetting *vetting)
{
	u16 flags = vetting->header.xloadflags;

	if (!(flags & KX_XLF_KERNEL_64))
		return KX_LINUX_X86_32_END;
	return flags & KX_XLF_ABOVE_4G && is_64bit(vetting) ? KX_LINUX_X86_END
							    : KX_FOUR_GIB;
}

static u64 find_initrd_end(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;

	if (header->xloadflags & KX_XLF_ABOVE_4G && is_64bit(vetting))
		return KX_LINUX_X86_END;
	return (u64)header->initrd_addr_max + 1;
}

/* The entries for this machine's page tables, the best one first. */
static void find_ways(const struct vetting *vetting, struct kx_kernel *kernel)
{
	u64 start = vetting->header.code32_start;

	if (is_64bit(vetting))
		kernel->ways[kernel->nr_ways++] =
			(struct kx_way){ &kx_entry_x86_64, ENTRY_64 };
	if (may_enter_32bit(vetting))
		kernel->ways[kernel->nr_ways++] =
			(struct kx_way){ &kx_entry_x86_32,
					 start - KX_BZIMAGE_ADDRESS };
}

/* The protected-mode code: the part of the file that runs. */
static int describe_image(const struct vetting *vetting,
			  struct kx_kernel *kernel)
{
	const struct kx_bzimage_header *header = &vetting->header;
	struct kx_bytes file = vetting->request->kernel;
	u64 align = header->kernel_alignment;

	kernel->nr_pieces = 1;
	kernel->size = header->init_size;
	/* Linux, too, replaces 0 and 3 by a page (kexec_add_buffer()). */
	kernel->align = kx_is_power_of_two(align) ? align : 1;
	kernel->reach.start = KX_LINUX_X86_START;
	kernel->reach.end = find_reach_end(vetting);
	kernel->preferred = header->pref_address;
	kernel->is_relocatable = header->relocatable;
	/* The lower, the more vmalloc= may take of the memory that it maps. */
	if (!(header->xloadflags & KX_XLF_KERNEL_64))
		kernel->order = KX_PLACE_LOWEST;
	return kx_bytes_slice(file, header->setup_size,
			      header->image_end - header->setup_size,
			      &kernel->pieces[0].bytes);
}

/* Limits of the command line and initrds, and the ways in. */
static int describe_boot(const struct vetting *vetting,
			 struct kx_kernel *kernel)
{
	const struct kx_bzimage_header *header = &vetting->header;
	struct kx_bytes file = vetting->request->kernel;
	u16 flags = header->xloadflags;

	kernel->initrd_end = find_initrd_end(vetting);
	kernel->cmdline_max = header->cmdline_size;
	kernel->takes_5level = flags & KX_XLF_5LEVEL;
	kernel->keeps_5level = flags & KX_XLF_5LEVEL_ENABLED;
	kernel->takes_efi = flags & KX_XLF_EFI_KEXEC;
	/*
	 * Linux uses acpi_rsdp_addr since 5.0 (commit e6e094e053af), but no
	 * header field shows that. Protocol 2.15 (5.5) is the first version
	 * that implies it.
	 */
	kernel->takes_acpi_rsdp = header->version >= PROTOCOL_2_15;
	find_ways(vetting, kernel);
	return kx_bytes_slice(file, KX_SETUP_HEADER,
			      header->end - KX_SETUP_HEADER, &kernel->header);
}

static int describe(const struct vetting *vetting, struct kx_kernel *kernel)
{
	struct kx_bytes file = vetting->request->kernel;
	struct kx_kernel draft = {
		.protocol = &kx_protocol_linux_x86,
		.version = find_version(file, &vetting->header),
	};
	int err = describe_image(vetting, &draft);

	if (!err)
		err = describe_boot(vetting, &draft);
	if (!err && is_real(vetting))
		err = kx_bzimage_describe_real(file, &vetting->header, &draft);
	if (err)
		return err;
	*kernel = draft;
	return 0;
}

/* If only the CRC is wrong, the numbers are still filled in. */
static int vet_bzimage(const struct kx_request *request,
		       struct kx_kernel *kernel, struct kx_fault *fault)
{
	struct vetting vetting = { .request = request, .fault = fault };
	int err = vet(&vetting);
	int short_err = 0;

	if (kernel && (!err || err == -KX_E_CHECKSUM))
		short_err = describe(&vetting, kernel);
	return err ? err : short_err;
}

/* The setup header, and the protected-mode code that follows the setup code. */
static int uses_of_bzimage(struct kx_bytes file, struct kx_uses *uses)
{
	struct kx_bzimage_header header;
	int err = kx_bzimage_read(file, &header);

	if (err)
		return err;
	*uses = (struct kx_uses){
		.header = { KX_SETUP_HEADER, KX_SETUP_HEADER_END },
		.loaded = { header.setup_size, header.image_end },
	};
	uses->payload.start = header.setup_size + header.payload_offset;
	uses->payload.end = uses->payload.start + header.payload_length;
	uses->payload = kx_range_intersect(uses->payload, uses->loaded);
	return 0;
}

const struct kx_format kx_format_bzimage = {
	.name = "bzImage64",
	.probe = probe,
	.vet = vet_bzimage,
	.uses = uses_of_bzimage,
	.has_real_mode = true,
};
