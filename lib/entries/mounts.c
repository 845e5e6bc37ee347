// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Fields are separated by one blank; a hyphen ends the optional ones. */
#include "lib/entries/mounts.h"

#include "lib/text/text.h"

static bool take(struct kx_bytes *line, struct kx_bytes *word)
{
	const u8 *blank;
	u64 size;

	if (!line->size)
		return false;
	blank = memchr(line->data, ' ', line->size);
	size = blank ? (u64)(blank - line->data) : line->size;
	*word = kx_bytes(line->data, size);
	*line = kx_bytes(line->data + size, line->size - size);
	if (line->size)
		*line = kx_bytes(line->data + 1, line->size - 1);
	return size;
}

static bool parse(struct kx_bytes line, struct kxl_mount *mount)
{
	struct kxl_mount fresh;
	struct kx_bytes word;

	struct kx_bytes parent;

	if (!take(&line, &word) || !take(&line, &parent) ||
	    !take(&line, &fresh.device) || !take(&line, &fresh.inside) ||
	    !take(&line, &fresh.point))
		return false;
	do {
		if (!take(&line, &word))
			return false;
	} while (!kxl_text_is(word, "-"));
	if (!take(&line, &fresh.type) || !take(&line, &fresh.source))
		return false;
	*mount = fresh;
	return true;
}

bool kxl_mount_next(struct kx_bytes *rest, struct kxl_mount *mount)
{
	struct kx_bytes line;

	while (kxl_text_line(rest, &line))
		if (parse(line, mount))
			return true;
	return false;
}

/* Whether @path is the point or below it. */
static bool is_on(const char *path, struct kx_bytes point)
{
	u64 size = point.size;

	if (kxl_text_is(point, "/"))
		return true;
	return strlen(path) >= size && !memcmp(path, point.data, size) &&
	       (!path[size] || path[size] == '/');
}

bool kxl_mount_of(struct kx_bytes text, const char *path,
		  struct kxl_mount *mount)
{
	struct kxl_mount each;
	bool is_found = false;

	while (kxl_mount_next(&text, &each)) {
		if (!is_on(path, each.point) ||
		    (is_found && each.point.size < mount->point.size))
			continue;
		*mount = each;
		is_found = true;
	}
	return is_found;
}
