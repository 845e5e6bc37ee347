// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PE, ELF and Multiboot: the machine or loader that a file is for. Only the
 * fields for the name are read, and a file may end anywhere. Numbers: Microsoft
 * PE Format, the ELF specification (elf.h), Multiboot 0.6.96 and Multiboot2
 * 2.0.
 */
#include "lib/image/kind_object.h"

#include <elf.h>
#include <stdio.h>

#include "core/elf_class.h"

#define PE_MACHINE     4  /* in the PE header */
#define PE_SECTIONS    6  /* number of sections */
#define PE_OPTIONAL    20 /* size of the optional header */
#define PE_HEADER      24
#define SECTION_SIZE   40
#define PE_X86_64      0x8664
#define MULTIBOOT      0x1badb002
#define MULTIBOOT2     0xe85250d6
#define MULTIBOOT_END  8192
#define MULTIBOOT2_END 32768

static const struct machine {
	u16 elf;
	u16 pe;
	const char *name;
} machines[] = {
	{ EM_X86_64, PE_X86_64, "x86-64" }, { EM_386, 0x014c, "i386" },
	{ EM_AARCH64, 0xaa64, "arm64" },    { EM_ARM, 0x01c2, "ARM" },
	{ EM_RISCV, 0x5064, "RISC-V" },	    { EM_RISCV, 0x5032, "RISC-V" },
	{ 258, 0x6264, "LoongArch" },	    { EM_PPC, 0x01f0, "PowerPC" },
	{ EM_PPC64, 0x01f1, "PowerPC" },    { EM_S390, 0, "s390" },
	{ EM_MIPS, 0x0166, "MIPS" },	    { EM_IA_64, 0x0200, "Itanium" },
	{ EM_SPARCV9, 0, "SPARC" },
};

static bool find_pe(struct kx_bytes file, struct kx_bytes *header)
{
	u32 offset = 0;
	u32 magic = 0;

	if (kx_read_le32(file, 0x3c, &offset) ||
	    kx_read_le32(file, offset, &magic) || magic != 0x00004550 ||
	    !kx_bytes_have(file, offset, PE_HEADER))
		return false;
	*header = kx_bytes(file.data + offset, file.size - offset);
	return true;
}

static bool read_pe(struct kx_bytes file, u16 *machine)
{
	struct kx_bytes header;

	return find_pe(file, &header) &&
	       !kx_read_le16(header, PE_MACHINE, machine);
}

bool kxl_is_pe(struct kx_bytes file)
{
	u16 machine = 0;

	return read_pe(file, &machine);
}

bool kxl_is_foreign_pe(struct kx_bytes file)
{
	u16 machine = 0;

	return read_pe(file, &machine) && machine != PE_X86_64;
}

void kxl_describe_pe(struct kx_bytes file, char *text, size_t size)
{
	u16 machine = 0;
	size_t i;

	text[0] = '\0';
	if (!read_pe(file, &machine))
		return;
	snprintf(text, size, " for machine %#x", machine);
	/*
	 * 0 is not a machine. In the table it means that there are no PE files.
	 */
	for (i = 0; machine && i < ARRAY_SIZE(machines); i++)
		if (machines[i].pe == machine)
			snprintf(text, size, " for %s", machines[i].name);
}

bool kxl_is_zboot(struct kx_bytes file)
{
	return !memcmp(file.data, "MZ", 2);
}

/* A UKI has its kernel in the section .linux (UAPI specification 5). */
bool kxl_is_uki(struct kx_bytes file)
{
	struct kx_bytes header;
	struct kx_bytes name;
	u16 optional = 0;
	u16 count = 0;
	u64 at;

	if (!find_pe(file, &header) ||
	    kx_read_le16(header, PE_SECTIONS, &count) ||
	    kx_read_le16(header, PE_OPTIONAL, &optional))
		return false;
	at = PE_HEADER + (u64)optional;
	for (; count && !kx_bytes_slice(header, at, 8, &name); count--) {
		if (!memcmp(name.data, ".linux\0\0", 8))
			return true;
		at += SECTION_SIZE;
	}
	return false;
}

static u16 read_half(const u8 *at, bool is_big)
{
	return (u16)(at[is_big] | at[!is_big] << 8);
}

/* Reads @type and @machine if class and byte order are valid. */
static bool read_elf(struct kx_bytes file, u16 *type, u16 *machine)
{
	/* The fields have the same place in both classes. */
	const struct kx_elf_field e_type = kx_elf_classes[1].e_type;
	const struct kx_elf_field e_machine = kx_elf_classes[1].e_machine;
	bool is_big;

	if (!kx_bytes_have(file, e_machine.offset, e_machine.width) ||
	    (file.data[EI_CLASS] != ELFCLASS32 &&
	     file.data[EI_CLASS] != ELFCLASS64) ||
	    (file.data[EI_DATA] != ELFDATA2LSB &&
	     file.data[EI_DATA] != ELFDATA2MSB))
		return false;
	is_big = file.data[EI_DATA] == ELFDATA2MSB;
	*type = read_half(file.data + e_type.offset, is_big);
	*machine = read_half(file.data + e_machine.offset, is_big);
	return true;
}

bool kxl_is_elf(struct kx_bytes file)
{
	u16 machine = 0;
	u16 type = 0;

	return read_elf(file, &type, &machine);
}

void kxl_describe_elf(struct kx_bytes file, char *text, size_t size)
{
	static const char *const types[] = {
		[ET_NONE] = "file",	     [ET_REL] = "object file",
		[ET_EXEC] = "executable",    [ET_DYN] = "program or library",
		[ET_CORE] = "core (a dump)",
	};
	char number[24];
	const char *name = number;
	u16 machine = 0;
	u16 type = 0;
	size_t i;

	text[0] = '\0';
	if (!read_elf(file, &type, &machine))
		return;
	snprintf(number, sizeof(number), "machine %u", machine);
	for (i = 0; i < ARRAY_SIZE(machines); i++)
		if (machines[i].elf == machine)
			name = machines[i].name;
	snprintf(text, size, "%s-bit ELF %s for %s",
		 file.data[EI_CLASS] == ELFCLASS64 ? "64" : "32",
		 types[type < ARRAY_SIZE(types) ? type : ET_NONE], name);
}

/* Whether a header has @count 32-bit fields with a sum of 0. */
static bool has_sum(struct kx_bytes file, u32 magic, u32 step, u32 count)
{
	u32 sum = 0;
	u32 field = 0;
	u64 at;
	u32 i;

	for (at = 0; !kx_read_le32(file, at, &field); at += step) {
		if (field != magic)
			continue;
		for (i = 1, sum = field; i < count; i++) {
			if (kx_read_le32(file, at + 4ULL * i, &field))
				return false;
			sum += field;
		}
		if (!sum)
			return true;
	}
	return false;
}

static struct kx_bytes cut(struct kx_bytes file, u64 size)
{
	return kx_bytes(file.data, file.size < size ? file.size : size);
}

bool kxl_is_multiboot(struct kx_bytes file)
{
	return has_sum(cut(file, MULTIBOOT_END), MULTIBOOT, 4, 3) ||
	       has_sum(cut(file, MULTIBOOT2_END), MULTIBOOT2, 8, 4);
}

bool kxl_is_multiboot_elf(struct kx_bytes file)
{
	u16 machine = 0;
	u16 type = 0;

	return read_elf(file, &type, &machine) && type == ET_EXEC &&
	       kxl_is_multiboot(file);
}
