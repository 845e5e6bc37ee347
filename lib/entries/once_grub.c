// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * grub-reboot(8) writes next_entry, and grub.cfg removes it by save_env, which
 * writes to the sectors of the file. GRUB can do that on a partition or disk
 * alone, not through LVM or RAID, and not on file systems that move or check
 * what is written. Debian's grub-mkconfig asks the same before it uses
 * recordfail.
 */
#include "lib/entries/once_grub.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/entries/grub_block.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

#define VARIABLE "next_entry"

/* Where a block stays where it is, and has no checksum. */
static const char *const types[] = { "ext2", "ext3", "ext4", "vfat", "xfs" };

static int fail(struct kxl_trouble *trouble, int errnum, const char *words)
{
	trouble->errnum = errnum;
	trouble->is_writable = false;
	snprintf(trouble->words, sizeof(trouble->words), "%s", words);
	return -errnum;
}

static int fail_block(struct kxl_trouble *trouble)
{
	return fail(trouble, EBADMSG,
		    "it is no environment block of GRUB's of 1024 bytes with "
		    "room; grub-editenv(1) makes one");
}

static int read_block(struct kxl_menu *menu, struct kx_bytes *block,
		      struct kxl_trouble *trouble)
{
	struct kx_bytes rest;
	int err = kxl_volume_read(menu->once_volume, menu->once_path,
				  KXL_GRUB_BLOCK_SIZE, block, trouble);

	if (err == -EFBIG)
		return fail_block(trouble);
	if (err)
		return err;
	if (block->size == KXL_GRUB_BLOCK_SIZE &&
	    kxl_grub_block_open(*block, &rest))
		return 0;
	kxl_text_free(*block);
	return fail_block(trouble);
}

static const char *find(struct kxl_menu *menu, struct kx_bytes block)
{
	struct kxl_grub_variable variable;
	const char *id = NULL;
	struct kx_bytes rest;

	if (!kxl_grub_block_open(block, &rest))
		return NULL;
	while (kxl_grub_block_next(&rest, &variable))
		if (kxl_text_is(variable.name, VARIABLE))
			id = kxl_grub_block_value(&menu->pool, variable.value);
	return id && *id ? id : NULL;
}

static int read_id(struct kxl_menu *menu, const char **id,
		   struct kxl_trouble *trouble)
{
	struct kx_bytes block;
	int err = read_block(menu, &block, trouble);

	*id = NULL;
	/* Without a block nothing is chosen. */
	if (err)
		return err == -ENOENT ? 0 : err;
	*id = find(menu, block);
	kxl_text_free(block);
	return 0;
}

/* The file that was vetted is opened, whatever its name leads to by now. */
static int open_block(struct kxl_menu *menu, int *fd,
		      struct kxl_trouble *trouble)
{
	char path[64];
	int vetted;
	int err = kxl_volume_file(menu->once_volume, menu->once_path, &vetted,
				  trouble);

	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", vetted);
	*fd = open(path, O_WRONLY | O_CLOEXEC);
	err = *fd < 0 ? fail(trouble, errno, strerror(errno)) : 0;
	close(vetted);
	return err;
}

/* In place: GRUB finds it by its sectors, and its size must stay. */
static int write_block(struct kxl_menu *menu, const u8 *block,
		       struct kxl_trouble *trouble)
{
	ssize_t written;
	int fd = -1;
	int err;

	err = open_block(menu, &fd, trouble);
	if (err)
		return err;
	written = pwrite(fd, block, KXL_GRUB_BLOCK_SIZE, 0);
	if (written < 0 || fsync(fd))
		err = fail(trouble, errno, strerror(errno));
	else if (written != KXL_GRUB_BLOCK_SIZE)
		err = fail(trouble, EIO, strerror(EIO));
	close(fd);
	return err;
}

/* Before anything is written. */
static int try_block(struct kxl_menu *menu, struct kxl_trouble *trouble)
{
	struct kx_bytes block;
	char path[64];
	int vetted;
	int err = read_block(menu, &block, trouble);

	if (err)
		return err;
	kxl_text_free(block);
	err = kxl_volume_file(menu->once_volume, menu->once_path, &vetted,
			      trouble);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", vetted);
	err = kxl_menu_may_write(path);
	close(vetted);
	return err ? fail(trouble, -err, strerror(-err)) : 0;
}

static int write_id(struct kxl_menu *menu, const char *id,
		    struct kxl_trouble *trouble)
{
	u8 fresh[KXL_GRUB_BLOCK_SIZE];
	struct kxl_trouble ignored;
	struct kx_bytes block;
	int err = read_block(menu, &block, trouble);

	if (err)
		return err;
	if (!kxl_grub_block_put(block, VARIABLE, id, fresh))
		err = fail_block(trouble);
	else
		err = write_block(menu, fresh, trouble);
	if (err == -EIO && write_block(menu, block.data, &ignored))
		kxl_log(menu->ctx, KEXEC_LOG_WARNING,
			"grubenv may be damaged: %s", ignored.words);
	kxl_text_free(block);
	return err;
}

/* What LVM, RAID and their like are made of. */
static bool has_slaves(struct kexec_ctx *ctx, const char *folder)
{
	const struct dirent *each;
	bool has = false;
	char *path;
	DIR *dir;

	if (asprintf(&path, "%s%s/slaves", ctx->root, folder) < 0)
		return true;
	dir = opendir(path);
	free(path);
	while (dir && !has && (each = readdir(dir)))
		has = *each->d_name != '.';
	if (dir)
		closedir(dir);
	return has;
}

/* A loop device has a folder instead. */
static bool is_layer(struct kexec_ctx *ctx, const char *folder)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/loop", folder);
	return kxl_exists(ctx, path) || has_slaves(ctx, folder);
}

/* It, or the disk that a partition is on. */
static bool is_layered(struct kexec_ctx *ctx, const char *device)
{
	char folder[128];
	char disk[144];

	snprintf(folder, sizeof(folder), "/sys/dev/block/%s", device);
	snprintf(disk, sizeof(disk), "%s/..", folder);
	return is_layer(ctx, folder) || is_layer(ctx, disk);
}

static bool is_type(const char *type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(types[i], type))
			return true;
	return false;
}

static bool uses(struct kx_bytes script)
{
	return memmem(script.data, script.size, VARIABLE, strlen(VARIABLE));
}

static const char *find_refusal(struct kxl_menu *menu,
				const struct kxl_grub_place *place,
				struct kx_bytes script)
{
	struct kxl_trouble trouble;

	if (!uses(script))
		return "its grub.cfg does not use next_entry";
	if (!place->type || !place->device)
		return "it is not known which file system its grubenv is on";
	if (!is_type(place->type))
		return kxl_pool_print(&menu->pool,
				      "GRUB can't write to its grubenv on %s, "
				      "and would start the entry for ever",
				      place->type);
	if (is_layered(menu->ctx, place->device))
		return "GRUB can't write to its grubenv through LVM, RAID and "
		       "the like, and would start the entry for ever";
	if (!try_block(menu, &trouble))
		return NULL;
	return kxl_pool_print(
		&menu->pool, "%s: %s",
		kxl_volume_outer(place->volume, &menu->pool, place->path),
		trouble.words);
}

static const struct kxl_once once_grub = { read_id, write_id };

void kxl_once_grub_offer(struct kxl_menu *menu,
			 const struct kxl_grub_place *place,
			 struct kx_bytes script)
{
	menu->once = &once_grub;
	menu->once_volume = place->volume;
	menu->once_path = place->path;
	menu->facts.no_once = find_refusal(menu, place, script);
}
