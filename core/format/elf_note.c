// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Notes (gABI): a head of three numbers, a name and a descriptor, each padded
 * to 4 bytes. Linux and other guests of Xen have theirs in a PT_NOTE whose
 * bytes are loaded as well.
 */
#include "core/format/elf_note.h"

static u64 padded(u64 size)
{
	return kx_align_down(size + 3, 4);
}

static bool is_xen(struct kx_bytes note, u32 size)
{
	static const u8 name[] = { 'X', 'e', 'n', 0 };

	return size == sizeof(name) &&
	       kx_bytes_have(note, KX_ELF_NOTE_HEAD, sizeof(name)) &&
	       !memcmp(note.data + KX_ELF_NOTE_HEAD, name, sizeof(name));
}

static bool read_number(struct kx_bytes note, u64 offset, u32 size, u64 *number)
{
	u32 low = 0;

	if (size == 8)
		return !kx_read_le64(note, offset, number);
	if (size != 4 || kx_read_le32(note, offset, &low))
		return false;
	*number = low;
	return true;
}

/* The first that fits; a note that is cut off ends them. */
static bool find_in(struct kx_bytes notes, u32 wanted, u64 *number)
{
	u32 name_size = 0;
	u32 size = 0;
	u32 type = 0;
	u64 desc;
	u64 next;

	while (!kx_read_le32(notes, 0, &name_size) &&
	       !kx_read_le32(notes, 4, &size) &&
	       !kx_read_le32(notes, 8, &type)) {
		desc = KX_ELF_NOTE_HEAD + padded(name_size);
		next = desc + padded(size);
		if (type == wanted && is_xen(notes, name_size) &&
		    read_number(notes, desc, size, number))
			return true;
		if (next > notes.size)
			return false;
		notes = kx_bytes(notes.data + next, notes.size - next);
	}
	return false;
}

/*
 * Headers may name the same bytes again, which would take as long as both
 * numbers multiplied: together they get as many bytes as are loaded.
 */
bool kx_elf_find_note(struct kx_bytes file, const struct kx_elf_class *class,
		      const struct kx_elf *elf, u32 type, u64 *number)
{
	const u8 *program = file.data + kx_elf_get(file.data, class->e_phoff);
	u64 count = kx_elf_get(file.data, class->e_phnum);
	u64 left = kx_range_size(elf->bytes);
	struct kx_range at;

	for (; count; count--, program += class->program_size) {
		if (kx_elf_get(program, class->p_type) != KX_ELF_NOTE ||
		    !kx_range_make(kx_elf_get(program, class->p_offset),
				   kx_elf_get(program, class->p_filesz), &at) ||
		    !kx_range_contains(elf->bytes, at))
			continue;
		if (kx_range_size(at) > left)
			return false;
		left -= kx_range_size(at);
		if (find_in(kx_bytes(file.data + at.start, kx_range_size(at)),
			    type, number))
			return true;
	}
	return false;
}
