// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Image files. All of the file goes to memory, up to the size in its header:
 * Debian's have a signature behind their last section, which lies in memory
 * that the kernel uses. Nothing says how long a file should be, unless it is a
 * PE file as well (CONFIG_EFI).
 */
#include "core/format/arm64_image.h"

#include "core/format/pe.h"
#include "core/format/version.h"
#include "core/protocol/linux_arm64.h"

/* Offsets in the header (Linux arch/arm64/include/asm/image.h). */
enum field {
	TEXT_OFFSET = 8,
	IMAGE_SIZE = 16,
	FLAGS = 24,
	MAGIC = 56,
	HEADER_SIZE = 64,
};

#define IMAGE_MAGIC 0x644d5241U /* "ARM\x64" */
#define MZ_MAGIC    0x5a4d
/* The smallest pages: whatever is built has whole ones. */
#define PAGE_MIN 0x1000ULL
/* Code reaches its data with adrp, up to 4 GiB from where it is. */
#define REACH 0x100000000ULL

static bool probe(struct kx_bytes file)
{
	u32 magic = 0;

	return !kx_read_le32(file, MAGIC, &magic) && magic == IMAGE_MAGIC;
}

static int fail_header(struct kx_fault *fault, const char *what, u64 value,
		       u64 limit)
{
	return kx_fault_set(fault, KX_E_HEADER, what, value, limit);
}

/*
 * Before Linux 3.17 image_size is 0, and text_offset of unknown byte order:
 * neither Linux's kexec_file_load(2) takes such a kernel. The numbers are
 * little-endian in big-endian kernels as well.
 */
static int check_numbers(const struct kx_arm64_image *image,
			 struct kx_fault *fault)
{
	if (image->text_offset >= KX_ARM64_ALIGN ||
	    image->text_offset % PAGE_MIN)
		return fail_header(fault, "text_offset", image->text_offset,
				   KX_ARM64_ALIGN);
	if (image->size < HEADER_SIZE)
		return fail_header(fault, "image_size", image->size,
				   HEADER_SIZE);
	if (image->size > REACH)
		return fail_header(fault, "image_size", image->size, REACH);
	if (image->flags & KX_ARM64_BIG_ENDIAN)
		return kx_fault_set(fault, KX_E_BIG_ENDIAN, "flags",
				    image->flags, 0);
	return 0;
}

static int check_magic(struct kx_bytes file, struct kx_fault *fault)
{
	if (file.size < HEADER_SIZE)
		return kx_fault_set(fault, KX_E_SHORT, "header", file.size,
				    HEADER_SIZE);
	if (!probe(file))
		return kx_fault_set(fault, KX_E_FORMAT, "magic",
				    kx_load_le32(file.data + MAGIC),
				    IMAGE_MAGIC);
	return 0;
}

int kx_arm64_image_read(struct kx_bytes file, struct kx_arm64_image *image,
			struct kx_fault *fault)
{
	struct kx_arm64_image found = { 0 };
	int err = check_magic(file, fault);

	if (err)
		return err;
	found.text_offset = kx_load_le64(file.data + TEXT_OFFSET);
	found.size = kx_load_le64(file.data + IMAGE_SIZE);
	found.flags = kx_load_le64(file.data + FLAGS);
	err = check_numbers(&found, fault);
	if (!err)
		*image = found;
	return err;
}

/* In bytes; 0: the header does not say. */
static u32 page_size_of(const struct kx_arm64_image *image)
{
	static const u32 sizes[] = { 0, 0x1000, 0x4000, 0x10000 };

	return sizes[(image->flags & KX_ARM64_PAGE_MASK) >>
		     KX_ARM64_PAGE_SHIFT];
}

/* The sizes of pages, or-ed: those of KX_GRANULE_* are 4 KiB times 1, 4, 16. */
static u64 pages_of(const struct kx_machine *machine)
{
	u32 granules = machine->arm64.granules;

	return (granules & KX_GRANULE_4K ? 0x1000ULL : 0) |
	       (granules & KX_GRANULE_16K ? 0x4000ULL : 0) |
	       (granules & KX_GRANULE_64K ? 0x10000ULL : 0);
}

/* A kernel whose pages the CPU lacks stops before it has a console. */
static int check_machine(const struct kx_machine *machine,
			 const struct kx_arm64_image *image,
			 struct kx_fault *fault)
{
	u64 page = page_size_of(image);
	u64 pages = pages_of(machine);

	if (page && pages && !(page & pages))
		return kx_fault_set(fault, KX_E_PAGE_SIZE, "page size", page,
				    pages);
	if (image->text_offset & (machine->limits.page_size - 1))
		return fail_header(fault, "text_offset", image->text_offset,
				   machine->limits.page_size);
	return 0;
}

int kx_arm64_image_vet(const struct kx_request *request,
		       const struct kx_arm64_image *image,
		       struct kx_fault *fault)
{
	int err = 0;

	if (request->flags & KX_ENTER_32BIT)
		return kx_fault_set(fault, KX_E_NOT_32BIT, NULL, 0, 0);
	if (request->machine)
		err = check_machine(request->machine, image, fault);
	if (err)
		return err;
	/* The limit of kx_kernel_vet_cmdline() has the NUL in it. */
	return kx_kernel_vet_cmdline(request, KX_LINUX_ARM64_CMDLINE_MAX + 1,
				     fault);
}

void kx_arm64_image_describe(const struct kx_arm64_image *image,
			     struct kx_kernel *kernel)
{
	*kernel = (struct kx_kernel){
		.protocol = &kx_protocol_linux_arm64,
		.size = image->text_offset + image->size,
		.align = KX_ARM64_ALIGN,
		.reach = { 0, KX_LINUX_ARM64_END },
		.is_relocatable = true,
		/*
		 * As low as it can: what is below is lost to kernels that do
		 * not say ANYWHERE. Linux places all of them so.
		 */
		.order = KX_PLACE_LOWEST,
		.initrd_end = KX_LINUX_ARM64_END,
		.hides_below = !(image->flags & KX_ARM64_ANYWHERE),
		.cmdline_max = KX_LINUX_ARM64_CMDLINE_MAX,
		.page_bytes = page_size_of(image),
		/* Its device tree leads to EFI, and that to ACPI. */
		.takes_efi = true,
		.takes_acpi_rsdp = true,
		.takes_5level = true,
		.ways = { { &kx_entry_arm64, image->text_offset } },
		.nr_ways = 1,
	};
}

/* The end of the last section, in the file. */
static int check_sections(struct kx_bytes file, struct kx_fault *fault)
{
	struct kx_pe_section section;
	struct kx_bytes table;
	struct kx_pe pe;
	int err = kx_pe_read(file, &pe, fault);

	if (!err)
		err = kx_pe_sections(file, &pe, &table, fault);
	if (err)
		return err;
	while (kx_pe_next_section(&table, &section))
		if (section.raw.end > file.size)
			return kx_fault_set(fault, KX_E_TRUNCATED, "section",
					    file.size, section.raw.end);
	return 0;
}

static int check_file(struct kx_bytes file, struct kx_fault *fault)
{
	u16 magic = 0;

	return !kx_read_le16(file, 0, &magic) && magic == MZ_MAGIC
		       ? check_sections(file, fault)
		       : 0;
}

/* What of a file lies in memory. */
static u64 loaded_size(struct kx_bytes file, const struct kx_arm64_image *image)
{
	return file.size < image->size ? file.size : image->size;
}

static int check_size(const struct kx_request *request,
		      const struct kx_arm64_image *image,
		      struct kx_fault *fault)
{
	u64 size = request->kernel.size;

	return request->flags & KX_WHOLE_FILE && image->size < size
		       ? fail_header(fault, "image_size", image->size, size)
		       : 0;
}

static int vet(const struct kx_request *request, struct kx_kernel *kernel,
	       struct kx_fault *fault)
{
	struct kx_bytes file = request->kernel;
	struct kx_arm64_image image = { 0 };
	int err = check_magic(file, fault);

	if (err || request->flags & KX_VET_AS_PROBE)
		return err;
	err = kx_arm64_image_read(file, &image, fault);
	if (!err)
		err = check_size(request, &image, fault);
	if (err)
		return err;
	if (request->arguments > KX_ARGUMENTS_LINUX)
		return kx_fault_set(fault, KX_E_NOT_ELF, "Image", 0, 0);
	err = check_file(file, fault);
	if (!err)
		err = kx_arm64_image_vet(request, &image, fault);
	if (err || !kernel)
		return err;
	kx_arm64_image_describe(&image, kernel);
	kernel->pieces[0] = (struct kx_piece){
		.bytes = kx_bytes(file.data, loaded_size(file, &image)),
		.offset = image.text_offset,
	};
	kernel->nr_pieces = 1;
	(void)kx_linux_find_version(kernel->pieces[0].bytes, &kernel->version);
	return 0;
}

/*
 * The PE headers are loaded as well. Only an EFI loader reads them, and a kexec
 * has none: the kernel is entered at its first byte.
 */
static int uses(struct kx_bytes file, struct kx_uses *uses)
{
	struct kx_arm64_image image = { 0 };
	int err = kx_arm64_image_read(file, &image, NULL);

	if (err)
		return err;
	*uses = (struct kx_uses){
		.header = { 0, HEADER_SIZE },
		.loaded = { 0, loaded_size(file, &image) },
		.loads_pe = true,
	};
	return 0;
}

const struct kx_format kx_format_arm64_image = {
	.name = "Image",
	.probe = probe,
	.vet = vet,
	.uses = uses,
};
