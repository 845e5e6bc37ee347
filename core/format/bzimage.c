// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bzImage: read the setup header once into numbers that can be trusted, and
 * hold them against the file; what is made of them is bzimage_place.c's. Field
 * names and rules are those of Linux Documentation/arch/x86/boot.rst.
 */
#include "bzimage.h"

#include "../arch/x86_64_boot_data.h"
#include "../crc32.h"
#include "bzimage_place.h"

#define MAGIC_HDRS    0x53726448 /* "HdrS" */
#define BOOT_FLAG     0xaa55
#define PROTOCOL_2_12 0x020c
#define PROTOCOL_2_15 0x020f
#define LOADFLAG_HIGH 0x01
#define HEADER_SIZE   0x264 /* up to init_size, with it */
#define SECTOR	      512
#define PROBED_SIZE   1024 /* Linux probes no smaller file */
#define PARAGRAPH     16

/* What can be said about a file on every machine. */
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

/* What is no Linux has none, and says so with zeroes: memtest86+. */
static bool has_payload(const struct kx_bzimage_header *header)
{
	return header->payload_offset || header->payload_length;
}

/*
 * All that follows the setup code is loaded. Linux and kexec-tools do so, and
 * read no syssize, which may be 0 in an image that was made by hand. One that
 * says that there should be more shows a file that was cut. It is rounded up:
 * Linux pads its image to that; where there is no Linux, a part of the last
 * paragraph may be missing.
 */
static u64 find_end(const struct kx_bzimage_header *header, u64 file_size)
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
 * Linux copies as many bytes as the header says, whatever lies there
 * (bzImage64_load()). Protocol 2.12 has all fields up to init_size, and what
 * follows the header in boot_params is not the file's to fill.
 */
static u32 find_header_end(const struct kx_bzimage_header *header)
{
	u32 end = 0x202U + header->jump;

	if (end < HEADER_SIZE)
		return HEADER_SIZE;
	return end > KX_SETUP_HEADER_END ? KX_SETUP_HEADER_END : end;
}

/*
 * Fields up to init_size, the last one of protocol 2.12 that is needed. Reads
 * are ORed: all of them fail with the same code.
 */
static int read_header(struct kx_bytes file, struct kx_bzimage_header *header)
{
	int err = 0;

	err |= kx_read_le8(file, 0x1f1, &header->setup_sects);
	err |= kx_read_le32(file, 0x1f4, &header->syssize);
	err |= kx_read_le16(file, 0x1fe, &header->boot_flag);
	err |= kx_read_le8(file, 0x201, &header->jump);
	err |= kx_read_le32(file, 0x202, &header->magic);
	err |= kx_read_le16(file, 0x206, &header->version);
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

/* Is it a kernel that can be started here at all? */
static int check_kind(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;
	struct kx_fault *fault = vetting->fault;

	if (header->magic != MAGIC_HDRS || header->boot_flag != BOOT_FLAG)
		return kx_fault_set(fault, KX_E_FORMAT, "header", header->magic,
				    MAGIC_HDRS);
	if (header->version < PROTOCOL_2_12)
		return kx_fault_set(fault, KX_E_PROTOCOL, "version",
				    header->version, PROTOCOL_2_12);
	if (!(header->xloadflags & KX_XLF_KERNEL_64) ||
	    !(header->loadflags & LOADFLAG_HIGH))
		return kx_fault_set(fault, KX_E_NOT_64BIT, "xloadflags",
				    header->xloadflags, KX_XLF_KERNEL_64);
	return 0;
}

/* A kernel is entered with the page tables' depth that it finds. */
static int check_paging(const struct vetting *vetting)
{
	const struct kx_machine *machine = vetting->request->machine;
	u16 flags = vetting->header.xloadflags;

	if (!machine || !machine->is_5level || flags & KX_XLF_5LEVEL)
		return 0;
	if (!has_payload(&vetting->header))
		return kx_fault_set(vetting->fault, KX_E_NOT_5LEVEL, NULL,
				    flags, KX_XLF_5LEVEL);
	kx_fault_set(vetting->fault, KX_E_NOT_5LEVEL, "Linux", flags,
		     KX_XLF_5LEVEL);
	if (vetting->fault)
		vetting->fault->part = KX_PART_KERNEL;
	return -KX_E_NOT_5LEVEL;
}

/* What bzImage64_probe() in Linux's kexec-bzimage64.c wants besides. */
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

/* Do the numbers fit each other and the file? */
static int check_numbers(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;
	struct kx_fault *fault = vetting->fault;
	u64 file_size = vetting->request->kernel.size;
	u64 image_size = header->image_end - header->setup_size;

	if (header->image_end > file_size)
		return kx_fault_set(fault, KX_E_TRUNCATED, "syssize", file_size,
				    header->image_end);
	if (image_size <= KX_ENTRY_64)
		return kx_fault_set(fault, KX_E_TRUNCATED, "setup_sects",
				    file_size,
				    header->setup_size + KX_ENTRY_64 + 1);
	if ((u64)header->payload_offset + header->payload_length > image_size)
		return kx_fault_set(fault, KX_E_PAYLOAD, "payload_length",
				    header->payload_length, image_size);
	if (header->init_size < image_size)
		return kx_fault_set(fault, KX_E_HEADER, "init_size",
				    header->init_size, image_size);
	return 0;
}

/* Fold @count zero bytes, few of them, into a remainder. */
static u32 crc_of_zeroes(const struct kx_crc32 *crc32, u32 crc, u64 count)
{
	static const u8 zeroes[8];

	return kx_crc32_update(crc32, crc, kx_bytes(zeroes, count));
}

/*
 * The image was summed before it was signed, and signing writes to two fields
 * of the PE header: the checksum and the certificate table's directory entry.
 * Both were zero. Fills their offsets, in order; false if there is no PE
 * header. Offsets: Microsoft PE Format, PE32+ optional header.
 */
static bool signed_fields(struct kx_bytes image, u64 setup_size, u64 *checksum,
			  u64 *certificates)
{
	u32 pe = 0;
	u32 signature = 0;

	if (kx_read_le32(image, 0x3c, &pe) ||
	    kx_read_le32(image, pe, &signature) || signature != 0x00004550)
		return false;
	*checksum = (u64)pe + 24 + 64;
	*certificates = (u64)pe + 24 + 144;
	return *certificates + 8 <= setup_size;
}

static u32 image_crc(const struct kx_crc32 *crc32, struct kx_bytes image,
		     u64 setup_size)
{
	u32 crc = KX_CRC32_START;
	u64 done = 0;
	u64 checksum;
	u64 certificates;

	if (signed_fields(image, setup_size, &checksum, &certificates)) {
		crc = kx_crc32_update(crc32, crc,
				      kx_bytes(image.data, checksum));
		crc = crc_of_zeroes(crc32, crc, 4);
		done = checksum + 4;
		crc = kx_crc32_update(
			crc32, crc,
			kx_bytes(image.data + done, certificates - done));
		crc = crc_of_zeroes(crc32, crc, 8);
		done = certificates + 8;
	}
	return kx_crc32_update(crc32, crc,
			       kx_bytes(image.data + done, image.size - done));
}

/* What was summed: a file may go on after that, with a signature above all. */
static u64 summed_size(const struct vetting *vetting)
{
	const struct kx_bzimage_header *header = &vetting->header;

	if (!header->syssize)
		return vetting->request->kernel.size;
	return header->setup_size + (u64)header->syssize * PARAGRAPH;
}

/*
 * The last four bytes of an image are such that the CRC of the whole is 0
 * (boot.rst, "The image checksum"). Linux 6.16 gave that up and leaves them
 * zero (arch/x86/boot/compressed/vmlinux.lds.S): nothing to check then. What
 * is no Linux may end in anything.
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
	crc = image_crc(crc32, kx_bytes(file.data, size),
			vetting->header.setup_size);
	if (crc)
		return kx_fault_set(vetting->fault, KX_E_CHECKSUM, "crc32", crc,
				    0);
	return 0;
}

/* Where the headers will lie is not known yet: room for any address. */
static u32 cmdline_reserve(const struct kx_request *request)
{
	u32 room = kx_request_purpose(request)->prefix_room;
	u32 reserve = request->cmdline_reserve;

	return reserve < room ? room : reserve;
}

static int check_cmdline(const struct vetting *vetting)
{
	struct kx_bytes cmdline = vetting->request->cmdline;
	/* As Linux kexec-bzimage64.c, which counts the final NUL as well. */
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
 * The one that reads the whole file comes after all that say something else of
 * the file; the one that needs a machine comes last, since all others say the
 * same without one.
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

static int vet_bzimage(const struct kx_request *request, struct kx_fault *fault)
{
	struct vetting vetting = { .request = request, .fault = fault };

	return vet(&vetting);
}

/* The setup header, and the protected-mode code that follows the setup code. */
static int uses_of_bzimage(struct kx_bytes file, struct kx_uses *uses)
{
	struct kx_bzimage_header header;
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

static int load_bzimage(const struct kx_request *request, struct kx_plan *plan,
			struct kx_fault *fault)
{
	struct vetting vetting = { .request = request, .fault = fault };
	int err = vet(&vetting);

	if (err)
		return err;
	return kx_bzimage_place(request, &vetting.header, plan, fault);
}

bool kx_bzimage_looks_for_acpi(struct kx_bytes file, bool has_efi)
{
	struct kx_bzimage_header header;

	return probe(file) && !read_header(file, &header) &&
	       header.version < PROTOCOL_2_15 &&
	       !(has_efi && header.xloadflags & KX_XLF_EFI_KEXEC);
}

const struct kx_format kx_format_bzimage = {
	.name = "bzImage64",
	.probe = probe,
	.vet = vet_bzimage,
	.uses = uses_of_bzimage,
	.load = load_bzimage,
};
