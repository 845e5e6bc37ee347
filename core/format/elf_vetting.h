/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An ELF executable while it is checked: what was read, and what is found. */
#ifndef CORE_FORMAT_ELF_VETTING_H
#define CORE_FORMAT_ELF_VETTING_H

#include "core/format/elf_loads.h"
#include "core/plan.h"

struct kx_elf_vetting {
	const struct kx_request *request;
	struct kx_fault *fault;
	const struct kx_elf_class *class;
	struct kx_elf elf;
	u64 entry; /* physical */
	/* Of Linux: empty if the file has no banner. */
	struct kx_bytes version;
	u32 release; /* major and minor number, a byte each */
};

static inline int kx_elf_fail(const struct kx_elf_vetting *vetting, int code,
			      const char *what, u64 value, u64 limit)
{
	return kx_fault_set(vetting->fault, code, what, value, limit);
}

static inline bool kx_elf_is_32bit(const struct kx_elf_vetting *vetting)
{
	return vetting->class->number == KX_ELF_CLASS_32;
}

/** kx_elf_end - the first physical address after its last PT_LOAD */
static inline u64 kx_elf_end(const struct kx_elf_vetting *vetting)
{
	const struct kx_elf *elf = &vetting->elf;

	return elf->loads[elf->nr_loads - 1].at.end;
}

/**
 * kx_elf_vet_entry - find the physical address of e_entry
 * @vetting: gets the entry
 * @load: filled: the PT_LOAD that it is in; may be NULL
 *
 * e_entry may be physical, as in Linux, or virtual, as gABI has it. The former
 * comes first.
 *
 * Return: 0 or -KX_E_HEADER: it is in no bytes of the file.
 */
KX_MUST_CHECK int kx_elf_vet_entry(struct kx_elf_vetting *vetting,
				   const struct kx_elf_load **load);

/**
 * kx_elf_vet_place - check that PT_LOADs begin a page, in a range of addresses
 *
 * Return: 0 or -KX_E_HEADER.
 */
KX_MUST_CHECK int kx_elf_vet_place(const struct kx_elf_vetting *vetting,
				   struct kx_range within);

#endif
