// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Multiboot kernels: any file with a Multiboot header. Where its bytes belong
 * in memory is said by addresses in that header or by an ELF file's program
 * headers. Segments need not begin on a page: the protocol copies those that do
 * not. Both versions of Multiboot enter the kernel in 32-bit mode with paging
 * off, so all of it lies below 4 GiB.
 */
#include "core/format/multiboot.h"

#include "core/format/elf_loads.h"
#include "core/format/multiboot_header.h"
#include "core/protocol/multiboot.h"

#define PAGE	 4096ULL
#define FOUR_GIB 0x100000000ULL
#define I386	 3 /* e_machine */
/* No limit of the specifications: room for any sensible line. */
#define CMDLINE_MAX 65535
/* In an address tag: the file is loaded from its first byte. */
#define FROM_FIRST_BYTE 0xffffffffU

/* What differs between the versions. */
struct version {
	bool (*find)(struct kx_bytes file, u64 *offset);
	int (*read)(struct kx_bytes file, struct kx_multiboot *header,
		    struct kx_fault *fault);
	const struct kx_protocol *protocol;
};

static const struct version version_1 = {
	.find = kx_multiboot_find,
	.read = kx_multiboot_read,
	.protocol = &kx_protocol_multiboot,
};

static const struct version version_2 = {
	.find = kx_multiboot2_find,
	.read = kx_multiboot2_read,
	.protocol = &kx_protocol_multiboot2,
};

struct vetting {
	const struct kx_request *request;
	const struct version *version;
	struct kx_fault *fault;
	struct kx_multiboot header;
	struct kx_elf elf; /* of a kernel with addresses: made from these */
	u64 entry;	   /* physical, before the kernel is moved */
};

static int fail(const struct vetting *vetting, int code, const char *what,
		u64 value, u64 limit)
{
	return kx_fault_set(vetting->fault, code, what, value, limit);
}

static bool is_elf(struct kx_bytes file)
{
	static const u8 magic[] = { 0x7f, 'E', 'L', 'F' };

	return kx_bytes_have(file, 0, KX_ELF_CLASS_AT + 1) &&
	       !memcmp(file.data, magic, sizeof(magic)) &&
	       kx_elf_class(file.data[KX_ELF_CLASS_AT]);
}

/*
 * A file of another format may have a header as well: Xen's for EFI is a PE
 * file, whose Multiboot header is of no use without the ELF file.
 */
static bool probe(struct kx_bytes file, const struct version *version)
{
	struct kx_multiboot header;
	u64 offset = 0;

	if (!version->find(file, &offset))
		return false;
	return is_elf(file) ||
	       (!version->read(file, &header, NULL) && header.has_addresses);
}

/* Linux's kexec_file_load(2) takes no Multiboot kernel. */
static int check_caller(struct vetting *vetting)
{
	if (vetting->request->flags & KX_VET_AS_PROBE)
		return fail(vetting, KX_E_FORMAT, "Multiboot", 0, 0);
	return 0;
}

static int read_header(struct vetting *vetting)
{
	return vetting->version->read(vetting->request->kernel,
				      &vetting->header, vetting->fault);
}

/* From where it begins in the file; its end may be that of the file. */
static int check_addresses(struct vetting *vetting, struct kx_elf_load *load)
{
	const struct kx_multiboot_addresses *to = &vetting->header.addresses;
	u64 file = vetting->request->kernel.size;
	u64 at = vetting->header.at.start;
	u64 start = to->load == FROM_FIRST_BYTE ? to->header - at : to->load;
	u64 end;

	if (start > to->header || to->header - start > at)
		return fail(vetting, KX_E_HEADER, "load_addr", to->load,
			    to->header);
	load->offset = at - (to->header - start);
	end = to->load_end ? to->load_end : start + (file - load->offset);
	if (end <= start)
		return fail(vetting, KX_E_HEADER, "load_end_addr", end, start);
	if (end - start > file - load->offset)
		return fail(vetting, KX_E_TRUNCATED, "load_end_addr", file,
			    load->offset + (end - start));
	load->size = end - start;
	if (to->bss_end && to->bss_end < end)
		return fail(vetting, KX_E_HEADER, "bss_end_addr", to->bss_end,
			    end);
	load->at = (struct kx_range){ start, to->bss_end ? to->bss_end : end };
	load->virtual = start;
	return 0;
}

/* The header's addresses become the one PT_LOAD of an ELF file. */
static int read_addresses(struct vetting *vetting)
{
	struct kx_elf_load load = { 0 };
	int err = check_addresses(vetting, &load);

	if (err)
		return err;
	vetting->elf = (struct kx_elf){
		.entry = load.at.start,
		.headers_end = vetting->header.at.end,
		.bytes = { load.offset, load.offset + load.size },
		.loads = { load },
		.nr_loads = 1,
	};
	return 0;
}

static int read_elf(struct vetting *vetting)
{
	struct kx_bytes file = vetting->request->kernel;
	const struct kx_elf_class *class;
	u64 end = vetting->header.at.end;
	int err;

	if (!is_elf(file))
		return fail(vetting, KX_E_FORMAT, "ELF", 0, 0);
	class = kx_elf_class(file.data[KX_ELF_CLASS_AT]);
	err = kx_elf_read(file, class,
			  class->number == KX_ELF_CLASS_64 ? KX_ELF_X86_64
							   : I386,
			  &vetting->elf, vetting->fault);
	if (!err && vetting->elf.headers_end < end)
		vetting->elf.headers_end = end;
	return err;
}

static int read_image(struct vetting *vetting)
{
	return vetting->header.has_addresses ? read_addresses(vetting)
					     : read_elf(vetting);
}

/* Copies of all segments fit in as many bytes as the file has. */
static int check_sum(struct vetting *vetting)
{
	const struct kx_elf *elf = &vetting->elf;
	u64 size = vetting->request->kernel.size;
	u64 left = size;
	u32 i;

	for (i = 0; i < elf->nr_loads; i++) {
		if (elf->loads[i].size > left)
			return fail(vetting, KX_E_HEADER, "p_filesz",
				    size - left + elf->loads[i].size, size);
		left -= elf->loads[i].size;
	}
	return 0;
}

static u64 end_of(const struct vetting *vetting)
{
	return vetting->elf.loads[vetting->elf.nr_loads - 1].at.end;
}

static int check_place(struct vetting *vetting)
{
	u64 start = vetting->elf.loads[0].at.start;

	if (end_of(vetting) > FOUR_GIB)
		return fail(vetting, KX_E_HEADER, "p_paddr", end_of(vetting),
			    FOUR_GIB);
	/* What is moved by whole pages keeps its alignment. */
	if (vetting->header.is_relocatable && start % PAGE)
		return fail(vetting, KX_E_HEADER, "p_paddr", start,
			    kx_align_down(start, PAGE));
	return 0;
}

/*
 * The header's entry is physical. That of an ELF file is virtual if a segment
 * has it, as GRUB takes it, else physical, as kexec-tools does.
 */
static int find_entry(struct vetting *vetting)
{
	const struct kx_elf *elf = &vetting->elf;
	const struct kx_elf_load *load;
	u64 entry = elf->entry;

	vetting->entry = vetting->header.entry;
	if (!vetting->header.has_entry) {
		load = kx_elf_find(elf, entry, true);
		vetting->entry =
			load ? load->at.start + (entry - load->virtual) : entry;
	}
	if (kx_elf_find(elf, vetting->entry, false))
		return 0;
	return fail(vetting, KX_E_HEADER,
		    vetting->header.has_entry ? "entry_addr" : "e_entry",
		    vetting->entry, end_of(vetting));
}

static int check_cmdline(struct vetting *vetting)
{
	return kx_kernel_vet_cmdline(vetting->request, CMDLINE_MAX,
				     vetting->fault);
}

/*
 * The memory of a crashed kernel is described by Linux's own boot data, and the
 * way back is a parameter of Linux. A Multiboot kernel has no place for either.
 */
static int check_request(struct vetting *vetting)
{
	const struct kx_request *request = vetting->request;

	if (request->purpose != KX_PURPOSE_NORMAL)
		return fail(vetting, KX_E_ONLY_LINUX, NULL, 0, 0);
	if (request->nr_initrds)
		return fail(vetting, KX_E_NO_INITRD, NULL, 0, 0);
	/* By the name of its type; otherwise it is a plain ELF file then. */
	if (request->arguments > KX_ARGUMENTS_LINUX)
		return fail(vetting, KX_E_NOT_ELF, "Multiboot", 0, 0);
	return 0;
}

static int run(struct vetting *vetting)
{
	static int (*const steps[])(struct vetting * vetting) = {
		check_caller, read_header, read_image,	  check_sum,
		check_place,  find_entry,  check_cmdline, check_request,
	};
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](vetting);
	return err;
}

static void describe_pieces(const struct vetting *vetting,
			    struct kx_kernel *kernel, u64 start)
{
	const struct kx_elf *elf = &vetting->elf;
	const u8 *data = vetting->request->kernel.data;
	const struct kx_elf_load *load = elf->loads;
	u32 i;

	for (i = 0; i < elf->nr_loads; i++, load++) {
		u64 offset = load->size ? load->offset : elf->bytes.start;

		kernel->pieces[i].offset = load->at.start - start;
		kernel->pieces[i].bytes = kx_bytes(data + offset, load->size);
	}
	kernel->nr_pieces = elf->nr_loads;
	kernel->size = end_of(vetting) - start;
}

static void describe_place(const struct vetting *vetting,
			   struct kx_kernel *kernel)
{
	const struct kx_multiboot *header = &vetting->header;

	if (!header->is_relocatable) {
		kx_elf_describe_move(&vetting->elf, kernel);
		return;
	}
	kernel->is_relocatable = true;
	kernel->reach = header->within;
	kernel->preferred = header->within.start;
	kernel->align = header->align;
	if (header->preference != KX_MULTIBOOT_HIGHEST)
		kernel->order = KX_PLACE_LOWEST;
}

static void describe(const struct vetting *vetting, struct kx_kernel *kernel)
{
	u64 start = kx_align_down(vetting->elf.loads[0].at.start, PAGE);

	*kernel = (struct kx_kernel){
		.protocol = vetting->version->protocol,
		.reach = { 0, FOUR_GIB },
		.preferred = start,
		.align = 1,
		.cmdline_max = CMDLINE_MAX,
		.takes_5level = true,
		.takes_acpi_rsdp = true,
		.ways = { { &kx_entry_multiboot, vetting->entry - start } },
		.nr_ways = 1,
	};
	describe_pieces(vetting, kernel, start);
	describe_place(vetting, kernel);
}

static int vet(const struct kx_request *request, const struct version *version,
	       struct kx_kernel *kernel, struct kx_fault *fault)
{
	struct vetting vetting = {
		.request = request,
		.version = version,
		.fault = fault,
	};
	int err = run(&vetting);

	if (!err && kernel)
		describe(&vetting, kernel);
	return err;
}

static int uses_of(struct kx_bytes file, const struct version *version,
		   struct kx_uses *uses)
{
	const struct kx_request request = { .kernel = file };
	struct vetting vetting = { .request = &request, .version = version };
	int err = read_header(&vetting);

	if (!err)
		err = read_image(&vetting);
	if (err)
		return err;
	*uses = (struct kx_uses){
		.header = { 0, vetting.elf.headers_end },
		.loaded = vetting.elf.bytes,
	};
	return 0;
}

static bool probe_1(struct kx_bytes file)
{
	return probe(file, &version_1);
}

static int vet_1(const struct kx_request *request, struct kx_kernel *kernel,
		 struct kx_fault *fault)
{
	return vet(request, &version_1, kernel, fault);
}

static int uses_1(struct kx_bytes file, struct kx_uses *uses)
{
	return uses_of(file, &version_1, uses);
}

static bool probe_2(struct kx_bytes file)
{
	return probe(file, &version_2);
}

static int vet_2(const struct kx_request *request, struct kx_kernel *kernel,
		 struct kx_fault *fault)
{
	return vet(request, &version_2, kernel, fault);
}

static int uses_2(struct kx_bytes file, struct kx_uses *uses)
{
	return uses_of(file, &version_2, uses);
}

const struct kx_format kx_format_multiboot = {
	.name = "multiboot-x86",
	.probe = probe_1,
	.vet = vet_1,
	.uses = uses_1,
	.takes_modules = true,
};

const struct kx_format kx_format_multiboot2 = {
	.name = "multiboot2-x86",
	.probe = probe_2,
	.vet = vet_2,
	.uses = uses_2,
	.takes_modules = true,
};
