// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Makes a flattened device tree of a folder with libfdt, which writes from
 * front to back: the properties of a node come before the nodes in it. If the
 * tree does not fit, all is read again for one of twice the size.
 *
 * Linux numbers CPUs in the order of their nodes, so names are sorted, and
 * numbers in them as numbers.
 *
 * The folder does not have the memory-reservation block that is before the
 * nodes. What was in it is "reserved" inside of RAM in /proc/iomem, and so is
 * more: the next kernel leaves all of it alone. With UEFI there was none.
 */
#include "lib/machine/device_tree.h"

#include <dirent.h>
#include <errno.h>
#include <libfdt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/machine/file.h"
#include "lib/machine/iomem.h"
#include "lib/text/text.h"

#define FIRST_SIZE (64 << 10)
/* Linux maps no more of a tree (MAX_FDT_SIZE in asm/boot.h of arm64). */
#define LAST_SIZE (2 << 20)
/* As Linux's own (FDT_MAX_DEPTH in drivers/of/fdt.c). */
#define DEPTH_MAX 64

struct flat {
	struct kexec_ctx *ctx;
	struct kx_bytes iomem; /* empty: nothing is reserved */
	void *tree;
	char path[PATH_MAX]; /* of the node or property; without the root */
	unsigned int depth;
	int err; /* a negative errno; its error is set unless it is -ENOENT */
};

/* Both kinds of errors end the walk: libfdt's are its result. */
static int fail_read(struct flat *flat, int err)
{
	flat->err = kxl_fail_read(flat->ctx, flat->path, err);
	return -FDT_ERR_BADSTATE;
}

static int add_property(struct flat *flat, const char *name)
{
	struct kx_bytes value;
	int err;

	/* Linux makes it up, from the name of the node. */
	if (!strcmp(name, "name"))
		return 0;
	err = kxl_read(flat->ctx, flat->path, &value);
	if (err)
		return fail_read(flat, err);
	err = value.size > INT_MAX ? -FDT_ERR_NOSPACE
				   : fdt_property(flat->tree, name, value.data,
						  (int)value.size);
	kxl_text_free(value);
	return err;
}

static int add_node(struct flat *flat, const char *name);

/* @flat: its path is that of @entry. Not each file system says what that is. */
static bool is_folder(const struct flat *flat, const struct dirent *entry)
{
	struct stat status;
	bool is_it;
	char *full;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	if (asprintf(&full, "%s%s", flat->ctx->root, flat->path) < 0)
		return false;
	is_it = !lstat(full, &status) && S_ISDIR(status.st_mode);
	free(full);
	return is_it;
}

static int add_entry(struct flat *flat, const struct dirent *entry,
		     bool is_node)
{
	if (is_folder(flat, entry) != is_node)
		return 0;
	return is_node ? add_node(flat, entry->d_name)
		       : add_property(flat, entry->d_name);
}

/* Those of one kind; the path is the node's again after that. */
static int add_entries(struct flat *flat, struct dirent *const *entries,
		       int count, bool is_node)
{
	size_t length = strlen(flat->path);
	size_t room = sizeof(flat->path) - length;
	int err = 0;
	int i;

	for (i = 0; i < count && !err; i++) {
		const char *name = entries[i]->d_name;

		if (*name == '.')
			continue;
		if (snprintf(flat->path + length, room, "/%s", name) >=
		    (int)room)
			err = fail_read(flat, -ENAMETOOLONG);
		else
			err = add_entry(flat, entries[i], is_node);
		flat->path[length] = '\0';
	}
	return err;
}

static int list(struct flat *flat, struct dirent ***entries)
{
	char *full;
	int count;

	if (asprintf(&full, "%s%s", flat->ctx->root, flat->path) < 0)
		return -ENOMEM;
	count = scandir(full, entries, NULL, versionsort);
	if (count < 0)
		count = -errno;
	free(full);
	return count;
}

static int add_node(struct flat *flat, const char *name)
{
	struct dirent **entries;
	int count = flat->depth < DEPTH_MAX ? list(flat, &entries) : -ELOOP;
	int err;
	int i;

	if (count == -ENOENT && !flat->depth) {
		flat->err = count;
		return -FDT_ERR_BADSTATE;
	}
	if (count < 0)
		return fail_read(flat, count);
	flat->depth++;
	err = fdt_begin_node(flat->tree, name);
	if (!err)
		err = add_entries(flat, entries, count, false);
	if (!err)
		err = add_entries(flat, entries, count, true);
	if (!err)
		err = fdt_end_node(flat->tree);
	flat->depth--;
	for (i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return err;
}

static int add_reserved(struct flat *flat)
{
	struct kx_bytes text = flat->iomem;
	struct kxl_resource resource;
	struct kx_bytes line;
	int err = 0;

	while (!err && kxl_text_line(&text, &line))
		if (kxl_iomem_line(line, &resource) && resource.depth &&
		    !kxl_iomem_is_hidden(resource.range) &&
		    kxl_text_is(resource.name, "reserved"))
			err = fdt_add_reservemap_entry(
				flat->tree, resource.range.start,
				kx_range_size(resource.range));
	return err;
}

static int write_tree(struct flat *flat, int size)
{
	int err = fdt_create(flat->tree, size);

	if (!err)
		err = add_reserved(flat);
	if (!err)
		err = fdt_finish_reservemap(flat->tree);
	if (!err)
		err = add_node(flat, "");
	return err ? err : fdt_finish(flat->tree);
}

/* Return: 0; -FDT_ERR_NOSPACE; or any other one, with flat->err set. */
static int try_size(struct flat *flat, int size)
{
	int err;

	flat->tree = malloc((size_t)size);
	if (!flat->tree) {
		flat->err = kxl_fail_memory(flat->ctx, KEXEC_ACTION_READ);
		return -FDT_ERR_BADSTATE;
	}
	err = write_tree(flat, size);
	if (err)
		free(flat->tree);
	return err;
}

int kxl_device_tree_flatten(struct kexec_ctx *ctx, const char *path,
			    struct kx_bytes *tree)
{
	struct flat flat = { .ctx = ctx };
	int err = -FDT_ERR_NOSPACE;
	int size;

	if (!kxl_exists(ctx, "/sys/firmware/efi") &&
	    kxl_read(ctx, "/proc/iomem", &flat.iomem))
		kxl_log(ctx, KEXEC_LOG_DEBUG,
			"no /proc/iomem: what is reserved is not known");
	snprintf(flat.path, sizeof(flat.path), "%s", path);
	for (size = FIRST_SIZE; size <= LAST_SIZE && err == -FDT_ERR_NOSPACE;
	     size *= 2)
		err = try_size(&flat, size);
	if (!err)
		*tree = kx_bytes(flat.tree, fdt_totalsize(flat.tree));
	else if (!flat.err)
		flat.err = kxl_fail_read(ctx, path, -EBADMSG);
	kxl_text_free(flat.iomem);
	return flat.err;
}
