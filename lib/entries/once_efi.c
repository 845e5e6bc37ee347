// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The variable is created as a whole, by one write, or removed: it is never
 * changed. efivarfs makes the file of a variable immutable, so that rm(1) alone
 * does no harm (Linux Documentation/filesystems/efivarfs.rst).
 */
#include "lib/entries/once_efi.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/entries/loader_variable.h"

#define PATH KXL_LOADER_VARIABLE("LoaderEntryOneShot")
/* For each start, and for programs as well as for the boot loader. */
#define NON_VOLATILE   1
#define BOOT_SERVICE   2
#define RUNTIME	       4
#define ATTRIBUTES     (NON_VOLATILE | BOOT_SERVICE | RUNTIME)
#define ID_MAX	       1024
#define VARIABLE_BYTES (KXL_LOADER_ATTRIBUTES + 2 * (ID_MAX + 1))

/* EEXIST: it was read before, and no ID was found; or it is new. */
static int fail(struct kxl_trouble *trouble, int errnum)
{
	trouble->errnum = errnum;
	trouble->is_writable = false;
	snprintf(trouble->words, sizeof(trouble->words), "%s",
		 errnum == EEXIST ? "LoaderEntryOneShot is there already, and "
				    "has no ID, or got one just now; try again "
				    "or remove it: bootctl set-oneshot \"\""
				  : strerror(errnum));
	return -errnum;
}

static int read_id(struct kxl_menu *menu, const char **id,
		   struct kxl_trouble *trouble)
{
	int err = kxl_loader_variable(menu->ctx, &menu->pool,
				      "LoaderEntryOneShot", id);

	return err ? fail(trouble, -err) : 0;
}

/* UTF-16, little-endian, with a NUL; an ID is ASCII here. */
static size_t encode(const char *id, u8 *bytes)
{
	size_t size = KXL_LOADER_ATTRIBUTES;

	memset(bytes, 0, VARIABLE_BYTES);
	bytes[0] = ATTRIBUTES;
	for (; *id; id++, size += 2)
		bytes[size] = (u8)*id;
	return size + 2;
}

/* Other file systems may have no such flags. */
static void unlock(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int flags = 0;

	if (fd < 0)
		return;
	if (!ioctl(fd, FS_IOC_GETFLAGS, &flags) && flags & FS_IMMUTABLE_FL) {
		flags &= ~FS_IMMUTABLE_FL;
		(void)ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	close(fd);
}

static int forget(const char *path)
{
	unlock(path);
	return unlink(path) && errno != ENOENT ? errno : 0;
}

static bool is_empty(const char *path)
{
	struct stat status;

	return !lstat(path, &status) && S_ISREG(status.st_mode) &&
	       !status.st_size;
}

/*
 * A program that ended between open(2) and write(2) has left such a file; one
 * that is there between both soon writes to it.
 */
static bool stays_empty(const char *path)
{
	const struct timespec while_it_writes = { .tv_nsec = 100000000 };

	if (!is_empty(path))
		return false;
	(void)nanosleep(&while_it_writes, NULL);
	return is_empty(path);
}

/* The second time, the file may be gone, whoever has removed it. */
static int open_new(const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(path, flags, 0644);

	if (fd >= 0 || errno != EEXIST)
		return fd;
	if (stays_empty(path))
		(void)forget(path);
	return open(path, flags, 0644);
}

static int create(const char *path, const u8 *bytes, size_t size)
{
	ssize_t written;
	int err = 0;
	int fd;

	fd = open_new(path);
	if (fd < 0)
		return errno;
	written = write(fd, bytes, size);
	if (written < 0)
		err = errno;
	else if ((size_t)written != size)
		err = EIO;
	close(fd);
	/* What is left may be an empty file. */
	if (err)
		(void)forget(path);
	return err;
}

static int write_id(struct kxl_menu *menu, const char *id,
		    struct kxl_trouble *trouble)
{
	u8 bytes[VARIABLE_BYTES];
	char *path;
	int err;

	if (id && strlen(id) > ID_MAX)
		return fail(trouble, ENAMETOOLONG);
	if (asprintf(&path, "%s" PATH, menu->ctx->root) < 0)
		return fail(trouble, ENOMEM);
	err = id ? create(path, bytes, encode(id, bytes)) : forget(path);
	free(path);
	return err ? fail(trouble, err) : 0;
}

static const struct kxl_once once_efi = { read_id, write_id };

/* NULL: they can be written. */
static const char *refuse_to_write(struct kxl_menu *menu)
{
	const char *folder = kxl_pool_print(
		&menu->pool, "%s" KXL_LOADER_VARIABLES, menu->ctx->root);
	int err = kxl_menu_may_write(folder);

	return err ? kxl_pool_print(&menu->pool,
				    "its EFI variables can't be written: %s",
				    strerror(-err))
		   : NULL;
}

void kxl_once_efi_offer(struct kxl_menu *menu)
{
	static const char name[] = "systemd-boot";
	const char *info = NULL;

	menu->once = &once_efi;
	if (kxl_loader_variable(menu->ctx, &menu->pool, "LoaderInfo", &info) ||
	    !info || strncasecmp(info, name, strlen(name)) != 0)
		menu->facts.no_once = "no EFI variable LoaderInfo says that "
				      "systemd-boot started this system";
	else if (!(kxl_loader_features(menu->ctx) & KXL_LOADER_ONE_SHOT))
		menu->facts.no_once = "this systemd-boot does not say in "
				      "LoaderFeatures that it reads "
				      "LoaderEntryOneShot";
	else
		menu->facts.no_once = refuse_to_write(menu);
}
