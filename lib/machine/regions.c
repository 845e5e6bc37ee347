// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* /proc/iomem as it is, for programs that show it; plans use iomem.c. */
#include "lib/machine/iomem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/machine/file.h"
#include "lib/machine/machine.h"
#include "lib/text/proc.h"
#include "lib/text/text.h"

#define IOMEM "/proc/iomem"

/* One allocation: the ranges follow, then their names. */
struct regions {
	struct kexec_memory memory;
	struct kexec_range ranges[];
};

static unsigned int count_lines(struct kx_bytes text)
{
	unsigned int lines = 1;
	u64 i;

	for (i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	return lines;
}

/* Readers without CAP_SYS_ADMIN get 0 for every address. */
static bool is_hidden(const struct regions *regions)
{
	unsigned int i;

	for (i = 0; i < regions->memory.nr_ranges; i++)
		if (regions->ranges[i].end > 1)
			return false;
	return true;
}

static int fill(struct kx_bytes text, struct regions *to, char *names)
{
	struct kxl_resource resource;
	struct kx_bytes line;

	while (kxl_text_line(&text, &line)) {
		if (!kxl_iomem_line(line, &resource))
			return -EBADMSG;
		memcpy(names, resource.name.data, (size_t)resource.name.size);
		to->ranges[to->memory.nr_ranges++] = (struct kexec_range){
			.start = resource.range.start,
			.end = resource.range.end,
			.name = names,
			.depth = resource.depth,
		};
		names += resource.name.size + 1;
	}
	return is_hidden(to) ? -EPERM : 0;
}

int kexec_memory_read(struct kexec_ctx *ctx, struct kexec_memory **memory)
{
	struct regions *fresh;
	struct kx_bytes text;
	unsigned int lines;
	int err = kxl_read(ctx, IOMEM, &text);

	if (err)
		return kxl_fail_read(ctx, IOMEM, err);
	lines = count_lines(text);
	/* Each line has its name, and more bytes than a NUL. */
	fresh = calloc(1, sizeof(*fresh) + lines * sizeof(fresh->ranges[0]) +
				  (size_t)text.size + 1);
	err = fresh ? fill(text, fresh, (char *)&fresh->ranges[lines])
		    : -ENOMEM;
	kxl_text_free(text);
	if (err) {
		free(fresh);
		return kxl_fail_iomem(ctx, err);
	}
	fresh->memory.ranges = fresh->ranges;
	*memory = &fresh->memory;
	return 0;
}

void kexec_memory_free(struct kexec_memory *memory)
{
	free(memory);
}
