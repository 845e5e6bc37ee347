// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF executables for x86, placed where their program headers say. Linux is
 * recognized by its banner (elf_linux.c), and other systems by the PVH note of
 * Xen's guests. What is neither is entered only if the request says what it
 * gets: such a file does not say it.
 */
#include "core/format/elf.h"

#include "core/format/elf_linux.h"
#include "core/format/elf_note.h"
#include "core/protocol/linux_x86.h"
#include "core/protocol/program_x86.h"
#include "core/protocol/pvh_x86.h"

/* XEN_ELFNOTE_PHYS32_ENTRY (Xen public/elfnote.h). */
#define NOTE_PVH_ENTRY 18

/* How a file is entered: a check of its numbers, and what they mean. */
struct manner {
	int (*vet)(struct kx_elf_vetting *vetting);
	void (*describe)(const struct kx_elf_vetting *vetting,
			 struct kx_kernel *kernel);
};

static struct kx_range reach_of(const struct kx_elf_vetting *vetting)
{
	if (kx_elf_is_32bit(vetting) ||
	    (vetting->request->flags & KX_ENTER_32BIT))
		return (struct kx_range){ 0, KX_FOUR_GIB };
	return (struct kx_range){ 0, KX_LINUX_X86_END };
}

static bool is_bare(const struct kx_elf_vetting *vetting)
{
	return vetting->request->arguments == KX_ARGUMENTS_NONE;
}

static u32 cmdline_max(const struct kx_elf_vetting *vetting)
{
	return is_bare(vetting) ? 0 : KX_PROGRAM_CMDLINE_MAX;
}

/* Nothing of the running system is a part of what it is entered with. */
static int check_purpose(const struct kx_elf_vetting *vetting)
{
	if (vetting->request->purpose != KX_PURPOSE_NORMAL)
		return kx_elf_fail(vetting, KX_E_ONLY_LINUX, NULL, 0, 0);
	return 0;
}

static int check_cmdline(const struct kx_elf_vetting *vetting)
{
	u64 size = vetting->request->cmdline.size;

	if (is_bare(vetting) && size)
		return kx_elf_fail(vetting, KX_E_NO_CMDLINE, "command line",
				   size, 0);
	if (is_bare(vetting))
		return 0;
	return kx_kernel_vet_cmdline(vetting->request, cmdline_max(vetting),
				     vetting->fault);
}

static int vet_program(struct kx_elf_vetting *vetting)
{
	int err = kx_elf_vet_entry(vetting, NULL);

	if (!err)
		err = kx_elf_vet_place(vetting, reach_of(vetting));
	if (!err)
		err = check_cmdline(vetting);
	return err ? err : check_purpose(vetting);
}

static const struct kx_entry_mode *mode_of(const struct kx_elf_vetting *vetting)
{
	bool is_32bit = kx_elf_is_32bit(vetting) ||
			(vetting->request->flags & KX_ENTER_32BIT);

	if (is_bare(vetting))
		return is_32bit ? &kx_entry_x86_32 : &kx_entry_x86_64;
	return is_32bit ? &kx_entry_x86_32_call : &kx_entry_x86_64_call;
}

static void describe_program(const struct kx_elf_vetting *vetting,
			     struct kx_kernel *kernel)
{
	*kernel = (struct kx_kernel){
		.protocol = is_bare(vetting) ? &kx_protocol_bare_x86
					     : &kx_protocol_elf_notes_x86,
		.reach = reach_of(vetting),
		.cmdline_max = cmdline_max(vetting),
		.takes_5level = true,
		/* Linux's parameter for it would mean nothing. */
		.takes_acpi_rsdp = true,
		.nr_ways = 1,
	};
	kx_elf_describe(&vetting->elf, vetting->request->kernel, kernel);
	kx_elf_describe_move(&vetting->elf, kernel);
	kernel->ways[0] = (struct kx_way){ mode_of(vetting),
					   vetting->entry - kernel->preferred };
}

static int find_pvh(struct kx_elf_vetting *vetting)
{
	const struct kx_elf *elf = &vetting->elf;

	if (!kx_elf_find_note(vetting->request->kernel, vetting->class, elf,
			      NOTE_PVH_ENTRY, &vetting->entry))
		return kx_elf_fail(vetting, KX_E_NOT_PVH, "note", 0,
				   NOTE_PVH_ENTRY);
	if (!kx_elf_find(elf, vetting->entry, false))
		return kx_elf_fail(vetting, KX_E_NOT_PVH, "entry",
				   vetting->entry, kx_elf_end(vetting));
	return 0;
}

static int vet_pvh(struct kx_elf_vetting *vetting)
{
	static const struct kx_range reach = { 0, KX_FOUR_GIB };
	int err = find_pvh(vetting);

	if (!err)
		err = kx_elf_vet_place(vetting, reach);
	if (!err)
		err = kx_kernel_vet_cmdline(vetting->request,
					    KX_PVH_CMDLINE_MAX, vetting->fault);
	return err ? err : check_purpose(vetting);
}

static void describe_pvh(const struct kx_elf_vetting *vetting,
			 struct kx_kernel *kernel)
{
	*kernel = (struct kx_kernel){
		.protocol = &kx_protocol_pvh_x86,
		.version = vetting->version,
		.reach = { 0, KX_FOUR_GIB },
		.initrd_end = KX_FOUR_GIB,
		.cmdline_max = KX_PVH_CMDLINE_MAX,
		.takes_5level = true,
		.takes_acpi_rsdp = true,
		.nr_ways = 1,
	};
	kx_elf_describe(&vetting->elf, vetting->request->kernel, kernel);
	kernel->ways[0] = (struct kx_way){ &kx_entry_x86_pvh,
					   vetting->entry - kernel->preferred };
}

static int fail_unknown(struct kx_elf_vetting *vetting)
{
	return kx_elf_fail(vetting, KX_E_FORMAT, "Linux version", 0, 1);
}

static const struct manner as_linux = { kx_elf_vet_linux,
					kx_elf_describe_linux };
static const struct manner as_program = { vet_program, describe_program };
static const struct manner as_pvh = { vet_pvh, describe_pvh };
static const struct manner as_unknown = { fail_unknown, NULL };

static const struct manner *find_manner(const struct kx_elf_vetting *vetting)
{
	u64 entry;

	switch (vetting->request->arguments) {
	case KX_ARGUMENTS_LINUX:
		return &as_linux;
	case KX_ARGUMENTS_ELF:
	case KX_ARGUMENTS_NONE:
		return &as_program;
	case KX_ARGUMENTS_AUTO:
	default:
		break;
	}
	if (vetting->version.size)
		return &as_linux;
	return kx_elf_find_note(vetting->request->kernel, vetting->class,
				&vetting->elf, NOTE_PVH_ENTRY, &entry)
		       ? &as_pvh
		       : &as_unknown;
}

/* @manner: NULL to find it. Linux's kexec_file_load(2) takes no ELF file. */
static int vet(const struct kx_request *request, u8 class,
	       const struct manner *manner, struct kx_kernel *kernel,
	       struct kx_fault *fault)
{
	struct kx_elf_vetting vetting = {
		.request = request,
		.fault = fault,
		.class = &kx_elf_classes[class],
	};
	u16 machine = class == KX_ELF_CLASS_32 ? KX_ELF_386 : KX_ELF_X86_64;
	int err;

	if (request->flags & KX_VET_AS_PROBE)
		return kx_elf_fail(&vetting, KX_E_FORMAT, "ELF", 0, 0);
	err = kx_elf_read(request->kernel, vetting.class, machine, &vetting.elf,
			  fault);
	if (err)
		return err;
	kx_elf_find_linux(&vetting);
	if (!manner)
		manner = find_manner(&vetting);
	err = manner->vet(&vetting);
	if (!err && kernel && manner->describe)
		manner->describe(&vetting, kernel);
	return err;
}

/* By the magic, class, byte order, type and machine. */
static bool probe(struct kx_bytes file, u8 class, u16 wanted)
{
	const u8 magic[] = { 0x7f, 'E', 'L', 'F', class, KX_ELF_LITTLE_ENDIAN };
	u16 machine = 0;
	u16 type = 0;

	return kx_bytes_have(file, 0, sizeof(magic)) &&
	       !memcmp(file.data, magic, sizeof(magic)) &&
	       !kx_read_le16(file, 16, &type) &&
	       !kx_read_le16(file, 18, &machine) && machine == wanted &&
	       (type == KX_ELF_EXEC || type == KX_ELF_DYN);
}

static int uses(struct kx_bytes file, u8 class, u16 machine,
		struct kx_uses *uses)
{
	struct kx_elf elf;
	int err =
		kx_elf_read(file, &kx_elf_classes[class], machine, &elf, NULL);

	if (err)
		return err;
	*uses = (struct kx_uses){
		.header = { 0, elf.headers_end },
		.loaded = elf.bytes,
	};
	return 0;
}

static bool probe_64(struct kx_bytes file)
{
	return probe(file, KX_ELF_CLASS_64, KX_ELF_X86_64);
}

static int vet_64(const struct kx_request *request, struct kx_kernel *kernel,
		  struct kx_fault *fault)
{
	return vet(request, KX_ELF_CLASS_64, NULL, kernel, fault);
}

static int uses_64(struct kx_bytes file, struct kx_uses *to)
{
	return uses(file, KX_ELF_CLASS_64, KX_ELF_X86_64, to);
}

static bool probe_32(struct kx_bytes file)
{
	return probe(file, KX_ELF_CLASS_32, KX_ELF_386);
}

static int vet_32(const struct kx_request *request, struct kx_kernel *kernel,
		  struct kx_fault *fault)
{
	return vet(request, KX_ELF_CLASS_32, NULL, kernel, fault);
}

static int uses_32(struct kx_bytes file, struct kx_uses *to)
{
	return uses(file, KX_ELF_CLASS_32, KX_ELF_386, to);
}

/* Only by its name: a file with another way in is entered by that. */
static bool probe_pvh(struct kx_bytes file)
{
	(void)file;
	return false;
}

static int vet_pvh_file(const struct kx_request *request,
			struct kx_kernel *kernel, struct kx_fault *fault)
{
	u8 class =
		probe_32(request->kernel) ? KX_ELF_CLASS_32 : KX_ELF_CLASS_64;

	return vet(request, class, &as_pvh, kernel, fault);
}

static int uses_pvh(struct kx_bytes file, struct kx_uses *to)
{
	return probe_32(file) ? uses_32(file, to) : uses_64(file, to);
}

const struct kx_format kx_format_elf_x86_64 = {
	.name = "elf-x86_64",
	.probe = probe_64,
	.vet = vet_64,
	.uses = uses_64,
};

const struct kx_format kx_format_elf_x86 = {
	.name = "elf-x86",
	.probe = probe_32,
	.vet = vet_32,
	.uses = uses_32,
};

const struct kx_format kx_format_pvh_x86 = {
	.name = "pvh-x86",
	.probe = probe_pvh,
	.vet = vet_pvh_file,
	.uses = uses_pvh,
};
