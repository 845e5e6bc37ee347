// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The addresses in a vmlinux for arm64 are virtual, the physical ones as well
 * (arch/arm64/kernel/vmlinux.lds.S names no others). So only the distances of
 * its parts count. The header at the first of them says all the rest: what
 * objcopy makes an Image of is the same in memory.
 */
#include "core/format/elf_arm64.h"

#include "core/format/arm64_image.h"
#include "core/format/elf_loads.h"
#include "core/format/version.h"

struct vetting {
	const struct kx_request *request;
	struct kx_fault *fault;
	struct kx_elf elf;
	struct kx_arm64_image image;
};

static int fail(const struct vetting *vetting, const char *what, u64 value,
		u64 limit)
{
	return kx_fault_set(vetting->fault, KX_E_HEADER, what, value, limit);
}

static const struct kx_elf_class *class_64(void)
{
	return &kx_elf_classes[KX_ELF_CLASS_64];
}

static int read_elf(struct vetting *vetting)
{
	return kx_elf_read(vetting->request->kernel, class_64(), KX_ELF_AARCH64,
			   &vetting->elf, vetting->fault);
}

static int read_image(struct vetting *vetting)
{
	const struct kx_elf_load *first = vetting->elf.loads;
	const u8 *data = vetting->request->kernel.data;

	return kx_arm64_image_read(kx_bytes(data + first->offset, first->size),
				   &vetting->image, vetting->fault);
}

/* Each part begins a page of this machine, and is in the kernel's memory. */
static int check_places(struct vetting *vetting)
{
	const struct kx_machine *machine = vetting->request->machine;
	const struct kx_elf_load *loads = vetting->elf.loads;
	u64 page = machine ? machine->limits.page_size : 1;
	u32 i;

	for (i = 0; i < vetting->elf.nr_loads; i++) {
		u64 end = loads[i].at.end - loads[0].at.start;

		if ((loads[i].at.start - loads[0].at.start) & (page - 1))
			return fail(vetting, "p_paddr", loads[i].at.start,
				    page);
		if (end > vetting->image.size)
			return fail(vetting, "p_memsz", end,
				    vetting->image.size);
	}
	return 0;
}

static int check_request(struct vetting *vetting)
{
	if (vetting->request->arguments > KX_ARGUMENTS_LINUX)
		return kx_fault_set(vetting->fault, KX_E_NOT_ELF, "vmlinux", 0,
				    0);
	return kx_arm64_image_vet(vetting->request, &vetting->image,
				  vetting->fault);
}

/* The ELF file's addresses say nothing of where it lies, nor of its size. */
static void describe(const struct vetting *vetting, struct kx_kernel *kernel)
{
	u64 size, align;
	u32 i;

	kx_arm64_image_describe(&vetting->image, kernel);
	size = kernel->size;
	align = kernel->align;
	kx_elf_describe(&vetting->elf, vetting->request->kernel, kernel);
	kernel->size = size;
	kernel->align = align;
	kernel->preferred = 0;
	for (i = 0; i < kernel->nr_pieces; i++) {
		kernel->pieces[i].offset += vetting->image.text_offset;
		if (!kernel->version.size)
			(void)kx_linux_find_version(kernel->pieces[i].bytes,
						    &kernel->version);
	}
}

static int vet(const struct kx_request *request, struct kx_kernel *kernel,
	       struct kx_fault *fault)
{
	static int (*const steps[])(struct vetting * vetting) = {
		read_elf,
		read_image,
		check_places,
		check_request,
	};
	struct vetting vetting = { .request = request, .fault = fault };
	int err = 0;
	u32 i;

	if (request->flags & KX_VET_AS_PROBE)
		return kx_fault_set(fault, KX_E_FORMAT, "ELF", 0, 0);
	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&vetting);
	if (!err && kernel)
		describe(&vetting, kernel);
	return err;
}

/* By the magic, class, byte order and machine. */
static bool probe(struct kx_bytes file)
{
	const u8 magic[] = {
		0x7f, 'E', 'L', 'F', KX_ELF_CLASS_64, KX_ELF_LITTLE_ENDIAN
	};
	u16 machine = 0;

	return kx_bytes_have(file, 0, sizeof(magic)) &&
	       !memcmp(file.data, magic, sizeof(magic)) &&
	       !kx_read_le16(file, class_64()->e_machine.offset, &machine) &&
	       machine == KX_ELF_AARCH64;
}

static int uses(struct kx_bytes file, struct kx_uses *uses)
{
	struct kx_elf elf;
	int err = kx_elf_read(file, class_64(), KX_ELF_AARCH64, &elf, NULL);

	if (err)
		return err;
	*uses = (struct kx_uses){
		.header = { 0, elf.headers_end },
		.loaded = elf.bytes,
	};
	return 0;
}

const struct kx_format kx_format_elf_arm64 = {
	.name = "vmlinux",
	.probe = probe,
	.vet = vet,
	.uses = uses,
};
