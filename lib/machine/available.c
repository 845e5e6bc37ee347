// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Reads the files that memory.c parses. */
#include "lib/machine/available.h"

#include "lib/machine/file.h"

bool kxl_available_read(struct kexec_ctx *ctx, struct kxl_memory *memory)
{
	struct kxl_memory_texts texts = { .page_bytes = ctx->page_bytes };
	bool is_known;

	if (kxl_read(ctx, "/proc/meminfo", &texts.meminfo))
		return false;
	/* Without these files all memory counts as one zone, without ZFS. */
	(void)!kxl_read(ctx, "/proc/zoneinfo", &texts.zoneinfo);
	(void)!kxl_read(ctx, "/proc/spl/kstat/zfs/arcstats", &texts.arcstats);
	is_known = kxl_memory_find(&texts, memory);
	kxl_text_free(texts.arcstats);
	kxl_text_free(texts.zoneinfo);
	kxl_text_free(texts.meminfo);
	return is_known;
}

/* Leaves a margin for the process that writes the file. */
u64 kxl_available(struct kexec_ctx *ctx)
{
	struct kxl_memory memory;

	if (!kxl_available_read(ctx, &memory))
		return UINT64_MAX;
	return memory.available - memory.available / 32;
}
