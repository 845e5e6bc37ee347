// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bzImage: read the setup header into numbers once, check them against the
 * file, and describe the kernel in a struct kx_kernel. Field names and rules
 * are those of Linux Documentation/arch/x86/boot.rst.
 */
#include "core/format/bzimage.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/crc32.h"
#include "core/format/bzimage_sum.h"
#include "core/protocol/linux_x86.h"

#define MAGIC_HDRS    0x53726448 /* "HdrS" */
#define BOOT_FLAG     0xaa55
#define PROTOCOL_2_12 0x020c
#define PROTOCOL_2_15 0x020f
#define LOADFLAG_HIGH 0x01
#define HEADER_SIZE   0x264 /* up to and including init_size */
#define SECTOR	      512
#define PROBED_SIZE   1024 /* Linux accepts no smaller file */
#define PARAGRAPH     16
/* kernel_version counts from this offset; offsets of entry points do not. */
#define VERSION_BASE 0x200
#define ENTRY_64     0x200

#define LOWEST_ADDRESS 0x100000ULL /* the first MiB belongs to the firmware */
#define FOUR_GIB       0x100000000ULL
/*
 * Linux's decompressor refuses to run above this address (misc.c,
 * extract_kernel()). With 4-level paging a kernel uses no RAM above it; 5-level
 * machines can have more.
 */
#define SIXTY_FOUR_TIB 0x400000000000ULL

/* Bits of xloadflags. */
enum xloadflags {
	XLF_KERNEL_64 = 0x01,
	XLF_ABOVE_4G = 0x02,
	XLF_EFI_KEXEC = 0x10,
	XLF_5LEVEL = 0x20,
};

/* The setup header, as numbers. */
struct setup_header {
	u64 setup_size; /* bytes of boot sector and setup code */
	u64 end;	/* file offset of its first byte after the header */
	u64 image_end;	/* file offset of the first byte after the image */
	u32 syssize;	/* paragraphs of 16 bytes */
	u32 magic;
	u32 initrd_addr_max;
	u32 kernel_alignment;
	u32 cmdline_size;
	u32 payload_offset;
	u32 payload_length;
	u32 init_size;
	u64 pref_address;
	u16 boot_flag;
	u16 version;
	u16 kernel_version; /* string's offset from VERSION_BASE; 0: none */
	u16 xloadflags;
	u8 setup_sects;
	u8 jump;
	u8 loadflags;
	u8 relocatable;
};

/* State of the checks that don't depend on the machine. */
struct vetting {
	const struct kx_request *request;
	struct kx_fault *fault;
	struct setup_header header;
};

static bool probe(struct kx_bytes file)
{
	u16 boot_flag = 0;
	u32 magic = 0;

	return !kx_read_le16(file, 0x1fe, &boot_flag) &&
	       !kx_read_le32(file, 0x202, &magic) && boot_flag == BOOT_FLAG &&
	       magic == MAGIC_HDRS;
}

/* A program that is not Linux has no payload, and zeroes here: memtest86+. */
static bool has_payload(const struct setup_header *header)
{
	return header->payload_offset || header->payload_length;
}

/*
 * Everything after the setup code is loaded. Linux and kexec-tools do the same
 * and ignore syssize, which may be 0 in a hand-made image. If syssize is larger
 * than the rest of the file, the file is truncated. syssize is rounded up to
 * paragraphs: Linux pads its image to one, but the last paragraph of another
 * program's image may be incomplete.
 */
static u64 find_end(const struct setup_header *header, u64 file_size)
{
	u64 end = header->setup_size + (u64)header->syssize * PARAGRAPH;

	if (end <= file_size)
		return file_size;
	if (!has_payload(header) && end - file_size < PARAGRAPH &&
	    file_size > header->setup_size)
		return file_size;
	return end;
}

/*
 * Linux copies as many bytes as the header says, whatever they are
 * (bzImage64_load()). Protocol 2.12 has all fields up to init_size. The fields
 * of boot_params after the header are not copied from the file.
 */
static u32 find_header_end(const struct setup_header *header)
{
	u32 end = 0x202U + header->jump;

	if (end < HEADER_SIZE)
		return HEADER_SIZE;
	return end > KX_SETUP_HEADER_END ? KX_SETUP_HEADER_END : end;
}

/*
 * Reads fields up to init_size, the last one of protocol 2.12 that is needed.
 * Results are ORed, because all reads fail with the same code.
 */
static int read_header(struct kx_bytes file, struct setup_header *header)
{
	int err = 0;

	err |= kx_read_le8(file, 0x1f1, &header->setup_sects);
	err |= kx_read_le32(file, 0x1f4, &header->syssize);
	err |= kx_read_le16(file, 0x1fe, &header->boot_flag);
	err |= kx_read_le8(file, 0x201, &header->jump);
	err |= kx_read_le32(file, 0x202, &header->magic);
	err |= kx_read_le16(file, 0x206, &header->version);
	err |= kx_read_le16(file, 0x20e, &header->kernel_version);
	err |= kx_read_le8(file, 0x211, &header->loadflags);
	err |= kx_read_le32(file, 0x22c, &header->initrd_addr_max);
	err |= kx_read_le32(file, 0x230, &header->kernel_alignment);
	err |= kx_read_le8(file, 0x234, &header->relocatable);
	err |= kx_read_le16(file, 0x236, &header->xloadflags);
	err |= kx_read_le32(file, 0x238, &header->cmdline_size);
	err |= kx_read_le32(file, 0x248, &header->payload_offset);
	err |= kx_read_le32(file, 0x24c, &header->payload_length);
	err |= kx_read_le64(file, 0x258, &header->pref_address);
	err |= kx_read_le32(file, 0x260, &header->init_size);
	if (err)
		return err;
	header->setup_size =
		(header->setup_sects ? header->setup_sects + 1ULL : 5) * SECTOR;
	header->end = find_header_end(header);
	header->image_end = find_end(header, file.size);
	return 0;
}

/* Check that the file is a kernel that this code can start at all. */
static int check_kind(const struct vetting *vetting)
{
	const struct setup_header *header = &vetting->header;
	struct kx_fault *fault = vetting->fault;

	if (header->magic != MAGIC_HDRS || header->boot_flag != BOOT_FLAG)
		return kx_fault_set(fault, KX_E_FORMAT, "header", header->magic,
				    MAGIC_HDRS);
	if (header->version < PROTOCOL_2_12)
		return kx_fault_set(fault, KX_E_PROTOCOL, "version",
				    header->version, PROTOCOL_2_12);
	if (!(header->xloadflags & XLF_KERNEL_64) ||
	    !(header->loadflags & LOADFLAG_HIGH))
		return kx_fault_set(fault, KX_E_NOT_64BIT, "xloadflags",
				    header->xloadflags, XLF_KERNEL_64);
	return 0;
}

/* A kernel is entered with the page table depth of the running kernel. */
static int check_paging(const struct vetting *vetting)
{
	const struct kx_machine *machine = vetting->request->machine;
	u16 flags = vetting->header.xloadflags;

	if (!machine || !machine->x86.is_5level || flags & XLF_5LEVEL)
		return 0;
	if (!has_payload(&vetting->header))
		return kx_fault_set(vetting->fault, KX_E_NOT_5LEVEL, NULL,
				    flags, XLF_5LEVEL);
	kx_fault_set(vetting->fault, KX_E_NOT_5LEVEL, "Linux", flags,
		     XLF_5LEVEL);
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
	if (!(flags & XLF_ABOVE_4G))
		return kx_fault_set(vetting->fault, KX_E_NOT_ABOVE_4G,
				    "xloadflags", flags, XLF_ABOVE_4G);
	return 0;
}

/* Check the numbers against each other and against the file. */
static int check_numbers(const struct vetting *vetting)
{
	const struct setup_header *header = &vetting->header;
	struct kx_fault *fault = vetting->fault;
	u64 file_size = vetting->request->kernel.size;
	u64 image_size = header->image_end - header->setup_size;

	if (header->image_end > file_size)
		return kx_fault_set(fault, KX_E_TRUNCATED, "syssize", file_size,
				    header->image_end);
	if (image_size <= ENTRY_64)
		return kx_fault_set(fault, KX_E_TRUNCATED, "setup_sects",
				    file_size,
				    header->setup_size + ENTRY_64 + 1);
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
	const struct setup_header *header = &vetting->header;

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
	u32 stored = 0;
	u32 crc;

	if (!(vetting->request->flags & KX_CHECK_SUM) ||
	    !has_payload(&vetting->header) ||
	    kx_read_le32(file, size - 4, &stored) || !stored)
		return 0;
	crc32 = kx_arena_take(vetting->request->arena, sizeof(*crc32), 4);
	if (!crc32)
		return kx_fault_set(vetting->fault, KX_E_FULL, "arena",
				    sizeof(*crc32),
				    vetting->request->arena->size);
	kx_crc32_init(crc32);
	crc = kx_bzimage_sum(crc32, kx_bytes(file.data, size),
			     vetting->header.setup_size);
	if (crc)
		return kx_fault_set(vetting->fault, KX_E_CHECKSUM, "crc32", crc,
				    0);
	return 0;
}

/* The address of the headers is not known yet: reserve room for any address. */
static u32 cmdline_reserve(const struct kx_request *request)
{
	u32 room = kx_request_purpose(request)->prefix_room;
	u32 reserve = request->cmdline_reserve;

	return reserve < room ? room : reserve;
}

static int check_cmdline(const struct vetting *vetting)
{
	struct kx_bytes cmdline = vetting->request->cmdline;
	/*
	 * Like Linux's kexec-bzimage64.c, which counts the final NUL as well.
	 */
	u64 other = 1ULL + cmdline_reserve(vetting->request);
	u64 size = vetting->header.cmdline_size;
	u64 limit = size > other ? size - other : 0;
	u64 i;

	if (cmdline.size > limit || other > size)
		return kx_fault_set(vetting->fault, KX_E_CMDLINE_LONG,
				    "command line", cmdline.size, limit);
	for (i = 0; i < cmdline.size; i++)
		if (!cmdline.data[i])
			return kx_fault_set(vetting->fault, KX_E_CMDLINE_NUL,
					    "command line", i, cmdline.size);
	return 0;
}

typedef int (*check)(const struct vetting *vetting);

/* Lists of checks end with NULL. */
static const check probe_checks[] = {
	check_kind,
	check_paging,
	check_probe,
	NULL,
};

/*
 * check_crc() reads the whole file, so it comes after all other checks of the
 * file. check_paging() needs a machine, so it is last: the other checks give
 * the same result without one.
 */
static const check all_checks[] = {
	check_kind, check_numbers, check_cmdline, check_crc, check_paging, NULL,
};

static int vet(struct vetting *vetting)
{
	struct kx_bytes file = vetting->request->kernel;
	const check *checks = vetting->request->flags & KX_VET_AS_PROBE
				      ? probe_checks
				      : all_checks;
	int err;

	err = read_header(file, &vetting->header);
	if (err)
		return kx_fault_set(vetting->fault, -err, "setup header",
				    file.size, HEADER_SIZE);
	for (; *checks && !err; checks++)
		err = (*checks)(vetting);
	return err;
}

/* A string in the setup code: "6.1.0-18-amd64 (builder) #1 SMP". */
static struct kx_bytes find_version(struct kx_bytes file,
				    const struct setup_header *header)
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

/* The protected-mode code: the part of the file that runs. */
static int describe_image(const struct vetting *vetting,
			  struct kx_kernel *kernel)
{
	const struct setup_header *header = &vetting->header;
	struct kx_bytes file = vetting->request->kernel;
	u64 align = header->kernel_alignment;
	bool is_high = header->xloadflags & XLF_ABOVE_4G;

	kernel->nr_pieces = 1;
	kernel->size = header->init_size;
	/* Linux, too, replaces 0 and 3 by a page (kexec_add_buffer()). */
	kernel->align = kx_is_power_of_two(align) ? align : 1;
	kernel->reach =
		(struct kx_range){ LOWEST_ADDRESS,
				   is_high ? SIXTY_FOUR_TIB : FOUR_GIB };
	kernel->preferred = header->pref_address;
	kernel->is_relocatable = header->relocatable;
	return kx_bytes_slice(file, header->setup_size,
			      header->image_end - header->setup_size,
			      &kernel->pieces[0].bytes);
}

/* Limits of the command line and initrds, and the ways in. */
static int describe_boot(const struct vetting *vetting,
			 struct kx_kernel *kernel)
{
	const struct setup_header *header = &vetting->header;
	struct kx_bytes file = vetting->request->kernel;
	u16 flags = header->xloadflags;

	kernel->initrd_end = flags & XLF_ABOVE_4G
				     ? SIXTY_FOUR_TIB
				     : (u64)header->initrd_addr_max + 1;
	kernel->cmdline_max = header->cmdline_size;
	kernel->takes_5level = flags & XLF_5LEVEL;
	kernel->takes_efi = flags & XLF_EFI_KEXEC;
	/*
	 * Linux uses acpi_rsdp_addr since 5.0 (commit e6e094e053af), but no
	 * header field shows that. Protocol 2.15 (5.5) is the first version
	 * that implies it.
	 */
	kernel->takes_acpi_rsdp = header->version >= PROTOCOL_2_15;
	kernel->nr_ways = 1;
	kernel->ways[0] = (struct kx_way){ &kx_entry_x86_64, ENTRY_64 };
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
	struct setup_header header;
	int err = read_header(file, &header);

	if (err)
		return err;
	uses->header =
		(struct kx_range){ KX_SETUP_HEADER, KX_SETUP_HEADER_END };
	uses->loaded = (struct kx_range){ header.setup_size, header.image_end };
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
};
