// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A kernel stops at once, and without a word, on a CPU that lacks its pages
 * (__no_granule_support in Linux arch/arm64/kernel/head.S). The register that
 * says which ones there are is ID_AA64MMFR0_EL1, and Linux hides those fields
 * of it from programs (FTR_HIDDEN in kernel/cpufeature.c). So there is a list
 * of CPUs that lack a size by their manuals; nothing is said of others.
 */
#include "lib/machine/granules.h"

#include <string.h>

#include "core/arm64_machine.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

#define ANY_PART (~0ULL)
#define GRANULES (KX_GRANULE_4K | KX_GRANULE_16K | KX_GRANULE_64K)
#define PAGE_16K 0x4000
#define PAGE_64K 0x10000

/* Fields of MIDR_EL1 (Linux arch/arm64/include/asm/cputype.h). */
struct cpu {
	u64 implementer;
	u64 part;
};

/* clang-format off */
static const struct {
	struct cpu cpu;
	u32 lacks; /* enum kx_granules */
} rows[] = {
	/* Cortex-A53, -A57 and -A72, and Fujitsu's A64FX */
	{ { 0x41, 0xd03 }, KX_GRANULE_16K },
	{ { 0x41, 0xd07 }, KX_GRANULE_16K },
	{ { 0x41, 0xd08 }, KX_GRANULE_16K },
	{ { 0x46, 0x001 }, KX_GRANULE_16K },
	/* Apple's */
	{ { 0x61, ANY_PART }, KX_GRANULE_64K },
};
/* clang-format on */

static u32 find_lack(struct cpu cpu)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].cpu.implementer == cpu.implementer &&
		    (rows[i].cpu.part == cpu.part ||
		     rows[i].cpu.part == ANY_PART))
			return rows[i].lacks;
	return 0;
}

/* "CPU part\t: 0xd08" */
static bool read_field(struct kx_bytes line, const char *name, u64 *value)
{
	return kxl_text_after(line, name, &line) &&
	       kxl_text_after(kxl_text_trim(line), ": 0x", &line) &&
	       kxl_text_number(&line, 16, value);
}

static u32 running(u64 page_bytes)
{
	return page_bytes == PAGE_64K	? KX_GRANULE_64K
	       : page_bytes == PAGE_16K ? KX_GRANULE_16K
					: KX_GRANULE_4K;
}

u32 kxl_granules_find(struct kx_bytes cpuinfo, u64 page_bytes)
{
	struct cpu cpu = { 0 };
	struct kx_bytes line;
	u32 lacks = 0;

	/* The implementer comes first for each CPU (c_show() in cpuinfo.c). */
	while (kxl_text_line(&cpuinfo, &line)) {
		(void)read_field(line, "CPU implementer", &cpu.implementer);
		if (read_field(line, "CPU part", &cpu.part))
			lacks |= find_lack(cpu);
	}
	lacks &= ~running(page_bytes);
	return lacks ? GRANULES & ~lacks : 0;
}

u32 kxl_granules_read(struct kexec_ctx *ctx)
{
	struct kx_bytes cpuinfo;
	u32 granules;

	if (kxl_read(ctx, "/proc/cpuinfo", &cpuinfo))
		return 0;
	granules = kxl_granules_find(cpuinfo, ctx->page_bytes);
	kxl_text_free(cpuinfo);
	return granules;
}
