// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF boot notes: a header, then notes without a name that have a string each
 * (Etherboot's documents; kexec-tools include/boot/elf_boot.h has the numbers).
 * All of it may be moved by the program. There is no memory map in it.
 */
#include "core/protocol/program_x86.h"

#include "core/arch/x86_64_program.h"

#define BOOT_HEADER 12 /* b_signature, b_size, b_checksum, b_records */
#define NOTE_HEADER 12 /* n_namesz, n_descsz, n_type */

enum elf_note_type {
	BOOTLOADER_NAME = 2, /* EBN_* */
	COMMAND_LINE = 4,
};

struct note {
	enum elf_note_type type;
	struct kx_bytes text; /* gets a NUL */
};

static u64 padded(u64 size)
{
	return kx_align_down(size + 3, 4);
}

static int check(const struct kx_request *request, struct kx_fault *fault)
{
	if (request->purpose != KX_PURPOSE_NORMAL)
		return kx_fault_set(fault, KX_E_ONLY_LINUX, NULL, 0, 0);
	if (request->nr_initrds)
		return kx_fault_set(fault, KX_E_NO_INITRD, "initrd",
				    request->nr_initrds, 0);
	return 0;
}

static int place(const struct kx_request *request,
		 const struct kx_kernel *kernel, struct kx_program *program,
		 struct kx_plan *plan, struct kx_fault *fault)
{
	u64 start = 0;
	int err = check(request, fault);

	if (!err)
		err = kx_kernel_place(request, kernel, plan, &start, fault);
	if (err)
		return err;
	program->mode = kernel->ways[0].mode;
	program->address = start + kernel->ways[0].offset;
	program->above = start + kernel->size;
	return kx_program_place(request, program, plan, fault);
}

static u8 *write_note(u8 *to, const struct note *note)
{
	kx_write_le32(to + 4, (u32)note->text.size + 1);
	kx_write_le32(to + 8, (u32)note->type);
	to += NOTE_HEADER;
	if (note->text.size)
		memcpy(to, note->text.data, note->text.size);
	return to + padded(note->text.size + 1);
}

/* Of the Internet (RFC 1071): the sum of all halves becomes ~0. */
static u16 checksum(const u8 *data, u64 size)
{
	u64 sum = 0;
	u64 i;

	for (i = 0; i < size; i++)
		sum += (u64)data[i] << (i % 2 * 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~sum;
}

static int plan_elf_notes(const struct kx_request *request,
			  const struct kx_kernel *kernel, struct kx_plan *plan,
			  struct kx_fault *fault)
{
	const struct note notes[] = {
		{ BOOTLOADER_NAME, kx_bytes("kexec", 5) },
		{ COMMAND_LINE, request->cmdline },
	};
	struct kx_program program = { .size = BOOT_HEADER };
	u8 *to;
	int err;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(notes); i++)
		program.size += NOTE_HEADER + padded(notes[i].text.size + 1);
	err = place(request, kernel, &program, plan, fault);
	if (err)
		return err;
	kx_write_le32(program.data, KX_ELF_BOOT_MAGIC);
	kx_write_le32(program.data + 4, (u32)program.size);
	kx_write_le16(program.data + 10, ARRAY_SIZE(notes));
	to = program.data + BOOT_HEADER;
	for (i = 0; i < ARRAY_SIZE(notes); i++)
		to = write_note(to, &notes[i]);
	kx_write_le16(program.data + 8, checksum(program.data, program.size));
	if (program.mode == &kx_entry_x86_64_call)
		kx_program_enter(&program, program.at, 0, plan);
	else
		kx_program_enter(&program, KX_ELF_BOOT_MAGIC, program.at, plan);
	return 0;
}

static int plan_bare(const struct kx_request *request,
		     const struct kx_kernel *kernel, struct kx_plan *plan,
		     struct kx_fault *fault)
{
	struct kx_program program = { 0 };
	int err = place(request, kernel, &program, plan, fault);

	if (!err)
		kx_program_enter(&program, 0, 0, plan);
	return err;
}

const struct kx_protocol kx_protocol_bare_x86 = {
	.name = "nothing",
	.plan = plan_bare,
};

const struct kx_protocol kx_protocol_elf_notes_x86 = {
	.name = "ELF boot notes",
	.plan = plan_elf_notes,
};
