// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads hvm_start_info and ELF boot notes as the program reads them, by the
 * offsets of Xen's start_info.h and of kexec-tools' elf_boot.h.
 */
#include "test/unit/core/program_oracle.h"

#include "test/unit/core/read_plan.h"

#define FOUR_GIB 0x100000000ULL

bool is_program(const struct kx_request *request, const struct kx_plan *plan)
{
	return plan->kernel.mode == &kx_entry_x86_pvh ||
	       plan->kernel.mode == &kx_entry_x86_32_call ||
	       plan->kernel.mode == &kx_entry_x86_64_call ||
	       request->arguments == KX_ARGUMENTS_NONE;
}

/* @size bytes of the segment with the data, or NULL. */
static const u8 *data_at(const struct kx_plan *plan, u64 address, u64 size)
{
	const struct kx_segment *data = read_segment(plan, "boot data");

	return data ? read_bytes(data, address, size) : NULL;
}

static bool has_line(const struct kx_request *request, const u8 *line)
{
	struct kx_bytes cmdline = request->cmdline;

	return line &&
	       (!cmdline.size || !memcmp(line, cmdline.data, cmdline.size)) &&
	       !line[cmdline.size];
}

static const char *memory_oracle(const struct kx_request *request,
				 const struct kx_plan *plan, const u8 *info)
{
	const struct kx_memmap *map = &request->machine->firmware;
	u64 count = read_number(info + 48, 4);
	const u8 *at = data_at(plan, read_number(info + 40, 8), count * 24);
	u32 i;

	if (!at || count != map->count || count > 128)
		return "PVH: the memory map is cut, or longer than Linux's";
	for (i = 0; i < count; i++, at += 24)
		if (read_number(at, 8) != map->entries[i].range.start ||
		    read_number(at + 8, 8) !=
			    kx_range_size(map->entries[i].range) ||
		    read_number(at + 16, 4) > 7 || read_number(at + 20, 4))
			return "PVH: another memory map";
	return NULL;
}

static const char *module_oracle(const struct kx_plan *plan, const u8 *info)
{
	u64 count = read_number(info + 12, 4);
	const struct kx_segment *initrd = read_segment(plan, "initrd");
	const u8 *module = data_at(plan, read_number(info + 16, 8), 32);

	if (!initrd)
		return count || read_number(info + 16, 8) ? "PVH: a module"
							  : NULL;
	if (count != 1 || !module || read_number(module, 8) != initrd->mem ||
	    read_number(module, 8) + read_number(module + 8, 8) > FOUR_GIB ||
	    read_number(module + 16, 8) || read_number(module + 24, 8))
		return "PVH: the initrds are not its module";
	return NULL;
}

static const char *pvh_oracle(const struct kx_request *request,
			      const struct kx_plan *plan)
{
	const u8 *info = data_at(plan, plan->kernel.arguments[0], 56);

	if (!info || read_number(info, 4) != 0x336ec578 ||
	    read_number(info + 4, 4) != 1 || read_number(info + 8, 4) ||
	    read_number(info + 52, 4))
		return "PVH: no start info in ebx";
	if (!has_line(request, data_at(plan, read_number(info + 24, 8),
				       request->cmdline.size + 1)))
		return "PVH: another command line";
	if (memory_oracle(request, plan, info))
		return memory_oracle(request, plan, info);
	return module_oracle(plan, info);
}

/* The sum of all halves of what has a correct checksum is ~0. */
static bool has_checksum(const u8 *header, u64 size)
{
	u64 sum = 0;
	u64 i;

	for (i = 0; i + 1 < size; i += 2)
		sum += read_number(header + i, 2);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

static const char *note_oracle(const struct kx_request *request,
			       const u8 *notes, u64 size, u64 count)
{
	bool has_cmdline = false;
	u64 at = 12;
	u64 desc;

	for (; count; count--) {
		if (size - at < 12)
			return "ELF notes: one is cut off";
		desc = read_number(notes + at + 4, 4);
		if (read_number(notes + at, 4) || !desc ||
		    desc > size - at - 12 || notes[at + 12 + desc - 1])
			return "ELF notes: one has a name, or no string";
		if (read_number(notes + at + 8, 4) == 4)
			has_cmdline = desc == request->cmdline.size + 1 &&
				      has_line(request, notes + at + 12);
		at += 12 + ((desc + 3) & ~3ULL);
	}
	if (at != size)
		return "ELF notes: another size";
	return has_cmdline ? NULL : "ELF notes: another command line";
}

static const char *notes_oracle(const struct kx_request *request,
				const struct kx_plan *plan)
{
	bool is_64bit = plan->kernel.mode == &kx_entry_x86_64_call;
	u64 at = plan->kernel.arguments[is_64bit ? 0 : 1];
	const u8 *header = data_at(plan, at, 12);
	u64 size = header ? read_number(header + 4, 4) : 0;

	if (!is_64bit && plan->kernel.arguments[0] != 0x0e1fb007)
		return "ELF notes: no magic in eax";
	if (!header || read_number(header, 4) != 0x0e1fb007)
		return "ELF notes: no header";
	header = data_at(plan, at, size);
	if (!header || size % 4 || at % 4 || !has_checksum(header, size))
		return "ELF notes: their checksum is wrong";
	return note_oracle(request, header, size, read_number(header + 10, 2));
}

const char *program_oracle(const struct kx_request *request,
			   const struct kx_plan *plan)
{
	if (request->purpose != KX_PURPOSE_NORMAL)
		return "what is not Linux is a crash kernel, or returns";
	if (plan->kernel.mode == &kx_entry_x86_pvh)
		return pvh_oracle(request, plan);
	if (request->nr_initrds)
		return "initrds are left out";
	if (request->arguments != KX_ARGUMENTS_NONE)
		return notes_oracle(request, plan);
	if (plan->kernel.arguments[0] || plan->kernel.arguments[1] ||
	    request->cmdline.size)
		return "there is an argument";
	return NULL;
}
