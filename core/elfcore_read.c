// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF core headers that are there already. Who writes them anew has to keep
 * what nobody else knows: their class, and where the backup lies.
 */
#include "bytes.h"
#include "elfcore.h"

enum elf_number {
	PT_LOAD = 1,
	ET_CORE = 4,
	EI_CLASS = 4,
	E_TYPE = 16, /* the same place in both classes */
};

/* Of a class: sizes, and where fields lie, as in elf.h. */
struct layout {
	u8 class;
	bool is_32bit;
	u8 file_size;
	u8 program_size;
	u8 count; /* e_phnum */
	u8 p_offset;
	u8 p_paddr;
	u8 p_memsz;
};

/* Program headers follow the file's at once: vmcore.c looks nowhere else. */
static const struct layout layouts[] = {
	{ 2, false, 64, 56, 56, 8, 24, 40 },
	{ 1, true, 52, 32, 44, 4, 12, 20 },
};

struct program {
	u32 type;
	u64 offset;
	struct kx_range at;
};

static const struct layout *find_layout(struct kx_bytes headers)
{
	static const u8 magic[] = { 0x7f, 'E', 'L', 'F' };
	u16 type;
	u32 i;

	if (kx_read_le16(headers, E_TYPE, &type) || type != ET_CORE ||
	    memcmp(headers.data, magic, sizeof(magic)) != 0)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(layouts); i++)
		if (headers.data[EI_CLASS] == layouts[i].class)
			return &layouts[i];
	return NULL;
}

static int read_word(struct kx_bytes headers, const struct layout *layout,
		     u64 offset, u64 *value)
{
	u32 low;
	int err;

	if (!layout->is_32bit)
		return kx_read_le64(headers, offset, value);
	err = kx_read_le32(headers, offset, &low);
	if (!err)
		*value = low;
	return err;
}

static int read_program(struct kx_bytes headers, const struct layout *layout,
			u64 at, struct program *program)
{
	u64 start = 0;
	u64 size = 0;
	int err = kx_read_le32(headers, at, &program->type);

	if (!err)
		err = read_word(headers, layout, at + layout->p_offset,
				&program->offset);
	if (!err)
		err = read_word(headers, layout, at + layout->p_paddr, &start);
	if (!err)
		err = read_word(headers, layout, at + layout->p_memsz, &size);
	if (err)
		return err;
	return kx_range_make(start, size, &program->at) ? 0 : -KX_E_WRAPS;
}

/* Memory that is found elsewhere is in the backup; that may be in pieces. */
static int add_piece(const struct program *program, struct kx_elfcore *core)
{
	const struct kx_range *backup = &core->backup;

	if (program->type != PT_LOAD || kx_range_is_empty(program->at) ||
	    program->offset == program->at.start)
		return 0;
	if (kx_range_is_empty(*backup)) {
		core->backup = program->at;
		core->backup_at = program->offset;
		return 0;
	}
	if (program->at.start < backup->end ||
	    program->offset < core->backup_at ||
	    program->offset - core->backup_at !=
		    program->at.start - backup->start)
		return -KX_E_FORMAT;
	core->backup.end = program->at.end;
	return 0;
}

int kx_elfcore_read(struct kx_bytes headers, struct kx_elfcore *core)
{
	const struct layout *layout = find_layout(headers);
	struct kx_elfcore draft = *core;
	u16 count;
	int err;
	u32 i;

	if (!layout)
		return -KX_E_FORMAT;
	err = kx_read_le16(headers, layout->count, &count);
	draft.is_32bit = layout->is_32bit;
	draft.backup = (struct kx_range){ 0, 0 };
	for (i = 0; !err && i < count; i++) {
		struct program program;

		err = read_program(headers, layout,
				   layout->file_size +
					   (u64)i * layout->program_size,
				   &program);
		if (!err)
			err = add_piece(&program, &draft);
	}
	if (!err)
		*core = draft;
	return err;
}
