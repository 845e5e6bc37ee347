// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads physical memory: from /proc/kcore if its program headers have the RAM
 * at that address, otherwise from /dev/mem. In a locked-down kernel both can't
 * be opened.
 */
#include "lib/machine/physical.h"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/machine/file.h"
#include "lib/machine/layout.h"

#define MEM "/dev/mem"

void kxl_physical_open(struct kexec_ctx *ctx, struct kxl_physical *physical)
{
	struct kxl_physical fresh = { .kcore = -1, .mem = -1 };

	/* A file that can't be opened leaves its member empty. */
	if (kxl_open(ctx, MEM, &fresh.mem))
		kxl_log(ctx, KEXEC_LOG_DEBUG, "no " MEM);
	if (kxl_open(ctx, KXL_KCORE, &fresh.kcore) ||
	    kxl_kcore_headers(ctx, &fresh.headers) ||
	    kxl_kcore_table(fresh.headers, &fresh.phdrs))
		kxl_log(ctx, KEXEC_LOG_DEBUG, "no " KXL_KCORE);
	*physical = fresh;
}

/* Finds the file offset in /proc/kcore. Before Linux 4.19 all p_paddr are 0. */
static bool find(const struct kxl_physical *physical, u64 at, size_t size,
		 off_t *offset)
{
	struct kx_range wanted;
	struct kx_range has;
	Elf64_Phdr phdr;
	u64 i;

	if (!kx_range_make(at, size, &wanted))
		return false;
	for (i = 0; i < physical->phdrs.size; i += sizeof(phdr)) {
		memcpy(&phdr, physical->phdrs.data + i, sizeof(phdr));
		if (phdr.p_type != PT_LOAD || !phdr.p_paddr ||
		    !kx_range_make(phdr.p_paddr, phdr.p_filesz, &has) ||
		    !kx_range_contains(has, wanted))
			continue;
		*offset = (off_t)(phdr.p_offset + (at - phdr.p_paddr));
		return true;
	}
	return false;
}

static bool read_at(int fd, off_t offset, void *to, size_t size)
{
	return pread(fd, to, size, offset) == (ssize_t)size;
}

bool kxl_physical_read(void *data, u64 at, void *to, size_t size)
{
	const struct kxl_physical *physical = data;
	off_t offset = 0;

	if (find(physical, at, size, &offset) &&
	    read_at(physical->kcore, offset, to, size))
		return true;
	return read_at(physical->mem, (off_t)at, to, size);
}

void kxl_physical_close(struct kxl_physical *physical)
{
	if (physical->kcore >= 0)
		close(physical->kcore);
	if (physical->mem >= 0)
		close(physical->mem);
	kxl_text_free(physical->headers);
}
