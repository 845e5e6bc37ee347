// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The setup header of a bzImage, read once into numbers. Each boot protocol has
 * added fields at its end, so the version decides which of them are there;
 * offsets and versions are those of Linux Documentation/arch/x86/boot.rst.
 */
#include "core/format/bzimage_header.h"

#include "core/arch/x86_64_boot_data.h"

#define SECTOR	  512
#define PARAGRAPH 16

/*
 * Memory that a kernel without init_size uses for each byte of its image:
 * GRUB's estimate (grub-core/loader/i386/linux.c, prot_init_space).
 */
#define INIT_FACTOR 3

/* The least end of each protocol's header, the newest protocol first. */
static const struct {
	u16 version;
	u16 end;
} ends[] = {
	{ 0x020a, KX_BZIMAGE_HEADER_SIZE },
	{ 0x0209, 0x258 }, /* setup_data */
	{ 0x0208, 0x250 }, /* payload_length */
	{ 0x0207, 0x248 }, /* hardware_subarch_data */
	{ 0x0206, 0x23c }, /* cmdline_size */
	{ 0x0205, 0x236 }, /* min_alignment, which was padding */
	{ 0x0000, 0x230 }, /* initrd_addr_max */
};

/*
 * Everything after the setup code is loaded. Linux and kexec-tools do the same
 * and ignore syssize, which may be 0 in a hand-made image. If syssize is larger
 * than the rest of the file, the file is truncated. syssize is rounded up to
 * paragraphs: Linux pads its image to one, but the last paragraph of another
 * program's image may be incomplete.
 */
static u64 find_image_end(const struct kx_bzimage_header *header, u64 file_size)
{
	u64 end = header->setup_size + (u64)header->syssize * PARAGRAPH;

	if (end <= file_size)
		return file_size;
	if (!kx_bzimage_has_payload(header) && end - file_size < PARAGRAPH &&
	    file_size > header->setup_size)
		return file_size;
	return end;
}

/*
 * Linux copies as many bytes as the header says, whatever they are
 * (bzImage64_load()). The fields of boot_params after the header are not copied
 * from the file.
 */
static u32 find_header_end(const struct kx_bzimage_header *header)
{
	u32 end = 0x202U + header->jump;
	u32 i = 0;

	while (header->version < ends[i].version)
		i++;
	if (end < ends[i].end)
		return ends[i].end;
	return end > KX_SETUP_HEADER_END ? KX_SETUP_HEADER_END : end;
}

/* Give fields that are newer than the file's protocol their defaults. */
static void forget_newer(struct kx_bzimage_header *header)
{
	if (header->version < 0x0203)
		header->initrd_addr_max = 0x37ffffff;
	if (header->version < 0x0204)
		header->syssize = 0; /* it had 2 bytes, too few for a kernel */
	if (header->version < 0x0205) {
		header->kernel_alignment = 0;
		header->relocatable = 0;
	}
	if (header->version < 0x0206)
		header->cmdline_size = 255;
	if (header->version < 0x0208) {
		header->payload_offset = 0;
		header->payload_length = 0;
	}
	if (header->version < 0x020a)
		header->pref_address = KX_BZIMAGE_ADDRESS;
	if (header->version < 0x020c)
		header->xloadflags = 0;
}

static u64 find_init_size(const struct kx_bzimage_header *header)
{
	if (header->version >= 0x020a)
		return header->init_size;
	return (header->image_end - header->setup_size) * INIT_FACTOR;
}

/* Results are ORed, because all reads fail with the same code. */
static int read_fields(struct kx_bytes file, struct kx_bzimage_header *header)
{
	u32 init_size = 0;
	int err = 0;

	err |= kx_read_le8(file, 0x1f1, &header->setup_sects);
	err |= kx_read_le32(file, 0x1f4, &header->syssize);
	err |= kx_read_le16(file, 0x1fe, &header->boot_flag);
	err |= kx_read_le8(file, 0x201, &header->jump);
	err |= kx_read_le32(file, 0x202, &header->magic);
	err |= kx_read_le16(file, 0x206, &header->version);
	err |= kx_read_le16(file, 0x20e, &header->kernel_version);
	err |= kx_read_le8(file, 0x211, &header->loadflags);
	err |= kx_read_le32(file, 0x214, &header->code32_start);
	err |= kx_read_le32(file, 0x22c, &header->initrd_addr_max);
	err |= kx_read_le32(file, 0x230, &header->kernel_alignment);
	err |= kx_read_le8(file, 0x234, &header->relocatable);
	err |= kx_read_le16(file, 0x236, &header->xloadflags);
	err |= kx_read_le32(file, 0x238, &header->cmdline_size);
	err |= kx_read_le32(file, 0x248, &header->payload_offset);
	err |= kx_read_le32(file, 0x24c, &header->payload_length);
	err |= kx_read_le64(file, 0x258, &header->pref_address);
	err |= kx_read_le32(file, 0x260, &init_size);
	header->init_size = init_size;
	return err;
}

int kx_bzimage_read(struct kx_bytes file, struct kx_bzimage_header *header)
{
	int err = read_fields(file, header);

	if (err)
		return err;
	forget_newer(header);
	header->setup_size =
		(header->setup_sects ? header->setup_sects + 1ULL : 5) * SECTOR;
	header->end = find_header_end(header);
	header->image_end = find_image_end(header, file.size);
	header->init_size = find_init_size(header);
	return 0;
}
