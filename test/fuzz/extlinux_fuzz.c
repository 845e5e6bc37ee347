// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * extlinux.conf: the input is the file and, after a byte 0xff, what it
 * includes. Each label has a line of its file, and one of them is the next.
 */
#include "lib/entries/extlinux.h"

#include <errno.h>

#include "test/fuzz/fuzz.h"

static bool read_file(void *data, const char *path, struct kx_bytes *text)
{
	const struct kx_bytes *other = data;
	u8 *copy = malloc(other->size + 1);

	must(copy && path, "memory");
	if (other->size)
		memcpy(copy, other->data, other->size);
	*text = kx_bytes(copy, other->size);
	return other->size;
}

static int read_or_free(void *data, const char *path, struct kx_bytes *text)
{
	if (read_file(data, path, text))
		return 0;
	free((void *)(uintptr_t)text->data);
	return -EACCES;
}

static void warn(void *data, const char *path, u32 line, const char *what)
{
	(void)data;
	must(path && line && *what, "a warning says where and why");
}

static void check(const struct kxl_extlinux *extlinux, size_t size)
{
	const struct kxl_extlinux_label *label;
	const struct kxl_extlinux_label *next;
	const char *why = NULL;
	bool is_found = false;
	u32 count = 0;
	u32 i;

	next = kxl_extlinux_next(extlinux, &why);
	must(why, "there is a reason");
	for (label = extlinux->labels; label; label = label->next) {
		must(label->name && label->title && label->path,
		     "a label has names");
		must(label->line && label->line <= size + 1,
		     "and a line of a file");
		must(label->nr_initrds <= KXL_EXTLINUX_INITRDS_MAX,
		     "initrds have a limit");
		for (i = 0; i < label->nr_initrds; i++)
			must(*label->initrds[i], "an initrd has a path");
		must(!label->append || !strchr(label->append, '\n'),
		     "a command line is one line");
		is_found |= label == next;
		count++;
	}
	must(count == extlinux->nr_labels && count <= KXL_EXTLINUX_LABELS_MAX,
	     "labels are counted, and have a limit");
	must(is_found == !!next, "the next one is one of them");
	must(next || !count || extlinux->on_timeout || extlinux->standard ||
		     extlinux->is_doubtful,
	     "none is next only where another one is named, or may be");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const u8 *end = size ? memchr(data, 0xff, size) : NULL;
	struct kx_bytes other = { 0 };
	const struct kxl_extlinux_host host = {
		.data = &other,
		.read = read_or_free,
		.warn = warn,
	};
	struct kxl_pool pool = { 0 };
	struct kxl_extlinux extlinux = { .host = &host, .pool = &pool };

	if (end)
		other = kx_bytes(end + 1, (u64)(data + size - end - 1));
	kxl_extlinux_parse(&extlinux, "/extlinux.conf",
			   kx_bytes(data, end ? (u64)(end - data) : size));
	if (!pool.is_short)
		check(&extlinux, size);
	kxl_pool_free(&pool);
	return 0;
}
