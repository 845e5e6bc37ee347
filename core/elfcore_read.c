// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads existing ELF core headers. Code that rewrites them must preserve what
 * only they record: their class, and the address of the backup.
 */
#include "core/bytes.h"
#include "core/elf_class.h"
#include "core/elfcore.h"

struct program {
	u32 type;
	u64 offset;
	struct kx_range at;
};

static const struct kx_elf_class *find_class(struct kx_bytes headers)
{
	static const u8 magic[] = { 0x7f, 'E', 'L', 'F' };
	/* The field has the same place in both classes. */
	const struct kx_elf_field type = kx_elf_classes[1].e_type;

	if (!kx_bytes_have(headers, type.offset, type.width) ||
	    kx_elf_get(headers.data, type) != KX_ELF_CORE ||
	    memcmp(headers.data, magic, sizeof(magic)) != 0)
		return NULL;
	return kx_elf_class(headers.data[KX_ELF_CLASS_AT]);
}

/* The last field that is read is p_memsz; later ones may be missing. */
static int read_program(struct kx_bytes headers,
			const struct kx_elf_class *class, u64 at,
			struct program *program)
{
	const struct kx_elf_field last = class->p_memsz;
	struct kx_bytes header;
	int err = kx_bytes_slice(headers, at, (u64)last.offset + last.width,
				 &header);

	if (err)
		return err;
	program->type = (u32)kx_elf_get(header.data, class->p_type);
	program->offset = kx_elf_get(header.data, class->p_offset);
	if (!kx_range_make(kx_elf_get(header.data, class->p_paddr),
			   kx_elf_get(header.data, last), &program->at))
		return -KX_E_WRAPS;
	return 0;
}

/* Memory with another p_offset is in the backup, maybe in several pieces. */
static int add_piece(const struct program *program, struct kx_elfcore *core)
{
	const struct kx_range *backup = &core->backup;

	if (program->type != KX_ELF_LOAD || kx_range_is_empty(program->at) ||
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
	const struct kx_elf_class *class = find_class(headers);
	struct kx_elfcore draft = *core;
	u16 count;
	int err;
	u32 i;

	if (!class)
		return -KX_E_FORMAT;
	err = kx_read_le16(headers, class->e_phnum.offset, &count);
	if (!err)
		err = kx_read_le16(headers, class->e_machine.offset,
				   &draft.machine);
	draft.is_32bit = class->width == 4;
	draft.backup = (struct kx_range){ 0, 0 };
	/* They follow the file header: vmcore.c requires that. */
	for (i = 0; !err && i < count; i++) {
		struct program program;

		err = read_program(headers, class,
				   class->header_size +
					   (u64)i * class->program_size,
				   &program);
		if (!err)
			err = add_piece(&program, &draft);
	}
	if (!err)
		*core = draft;
	return err;
}
