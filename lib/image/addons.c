// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Finds addons by the rules of systemd-stub, and leaves out those that it would
 * ignore. Firmware verifies an addon's signature if Secure Boot is on; that
 * can't be done here, so an addon without a signature is left out there.
 */
#include "lib/image/addons.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sign/authenticode.h"
#include "lib/errors/advice.h"
#include "lib/image/fault.h"
#include "lib/machine/arch.h"

/* Entries of a folder that are looked at. */
#define ENTRIES_MAX 1000

static const char suffix[] = ".addon.efi";
/* EFI_GLOBAL_VARIABLE; efivarfs has 4 bytes of attributes before the value. */
static const char secure_boot[] = "/sys/firmware/efi/efivars/SecureBoot-"
				  "8be4df61-93ca-11d2-aa0d-00e098032b8c";

/* Place and type of a file system in a line of /proc/self/mounts. */
#define EFIVARFS " /sys/firmware/efi/efivars efivarfs "

#define UNKNOWN                                                       \
	"it has no signature, and Secure Boot may be on: "            \
	"/sys/firmware/efi/efivars can't be read (mount -t efivarfs " \
	"efivarfs /sys/firmware/efi/efivars)"

/* What addons are held against. */
struct search {
	struct kexec_ctx *ctx;
	struct kxl_addons *addons;
	struct kx_bytes uname;
	uid_t owner;	    /* of the image */
	const char *secure; /* why a signature is needed, or NULL */
};

struct folder {
	const char *path;
	int fd;
};

/* Firmware without Secure Boot lacks the variable, too. */
static bool has_variables(struct kexec_ctx *ctx)
{
	struct kx_bytes mounts;
	bool is_mounted;

	if (kxl_read(ctx, "/proc/self/mounts", &mounts))
		return false;
	is_mounted =
		memmem(mounts.data, mounts.size, EFIVARFS, strlen(EFIVARFS));
	kxl_text_free(mounts);
	return is_mounted;
}

/* Why an addon needs a signature; NULL: it needs none. */
static const char *find_secure(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	bool is_known;
	bool is_off;
	int err;

	if (!kxl_exists(ctx, "/sys/firmware/efi"))
		return NULL;
	err = kxl_read(ctx, secure_boot, &text);
	if (err)
		return err == -ENOENT && has_variables(ctx) ? NULL : UNKNOWN;
	is_known = text.size == 5;
	is_off = is_known && !text.data[4];
	kxl_text_free(text);
	if (!is_known)
		return UNKNOWN;
	return is_off ? NULL : "it has no signature, and Secure Boot is on";
}

/* What the file is called now, after all links; false if that is unknown. */
static bool find_path(const struct kxl_file *file, char *path, size_t size)
{
	char link[64];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", file->fd);
	length = readlink(link, path, size - 1);
	if (length <= 0 || *path != '/')
		return false;
	path[length] = '\0';
	return true;
}

static bool skip_number(const char **text)
{
	const char *at = *text;

	while (isdigit((unsigned char)*at))
		at++;
	if (at == *text)
		return false;
	*text = at;
	return true;
}

/* "NAME+3-1.efi" becomes "NAME.efi". */
static void drop_counter(char *path)
{
	char *name = strrchr(path, '/');
	char *plus = strchr(name, '+');
	const char *end;

	if (!plus)
		return;
	end = plus + 1;
	if (!skip_number(&end))
		return;
	if (*end == '-') {
		end++;
		if (!skip_number(&end))
			return;
	}
	if (!*end || *end == '.')
		memmove(plus, end, strlen(end) + 1);
}

/*
 * The last folder EFI in @path is at the top of its file system; /efi is where
 * that is mounted.
 */
static bool find_top(const char *path, char *top, size_t size)
{
	const char *found = NULL;
	const char *at;

	for (at = strchr(path, '/'); at; at = strchr(at + 1, '/'))
		if (!strncasecmp(at, "/EFI/", 5))
			found = at;
	if (found == path && !strncmp(path, "/efi/", 5))
		found += strlen("/efi");
	if (!found)
		return false;
	return (size_t)snprintf(top, size, "%.*s/loader/addons",
				(int)(found - path), path) < size;
}

static bool is_ascii(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < ' ' || (unsigned char)*name > '~')
			return false;
	return true;
}

static int is_addon(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length >= strlen(suffix) &&
	       is_ascii(entry->d_name) &&
	       !strcasecmp(entry->d_name + length - strlen(suffix), suffix);
}

static bool is_same(struct kx_bytes a, struct kx_bytes b)
{
	return a.size == b.size && !memcmp(a.data, b.data, a.size);
}

/* Zeroes and the end of a line are padding. */
static struct kx_bytes strip(struct kx_bytes text)
{
	while (text.size &&
	       (!text.data[text.size - 1] || isspace(text.data[text.size - 1])))
		text.size--;
	return text;
}

static bool has_use(const struct kx_uki *uki)
{
	return uki->parts[KX_UKI_CMDLINE].data ||
	       uki->parts[KX_UKI_INITRD].data || uki->parts[KX_UKI_UCODE].data;
}

/* Why systemd-stub would ignore an addon; NULL: it would not. */
static const char *find_reason(const struct search *search,
			       const struct kxl_addon *addon)
{
	const struct kx_bytes *parts = addon->uki.parts;
	struct kx_authenticode image;

	if (parts[KX_UKI_LINUX].data)
		return "it has a kernel in it";
	if (search->uname.data && parts[KX_UKI_UNAME].data &&
	    !is_same(strip(search->uname), strip(parts[KX_UKI_UNAME])))
		return "it is for another kernel (.uname)";
	if (search->secure &&
	    kx_authenticode_read(addon->file.bytes, &image, NULL))
		return search->secure;
	if (!has_use(&addon->uki) &&
	    (parts[KX_UKI_DTB].data || parts[KX_UKI_DTBAUTO].data))
		return kxl_arch(search->ctx)->needs_tree
			       ? "device trees of addons are not used"
			       : "Linux takes no device tree from EFI on x86";
	return has_use(&addon->uki) ? NULL : "it has nothing in it";
}

static void leave_out(struct kexec_ctx *ctx, const char *path,
		      const char *reason)
{
	kxl_log(ctx, KEXEC_LOG_WARNING, "the addon %s is left out: %s", path,
		reason);
}

#define WRITABLE                                                      \
	"others than root and the owner of the unified kernel image " \
	"can write it"

/*
 * An addon decides what the next kernel runs, so nobody may have made or
 * changed it who could not have made the image: a user can make the folder of
 * an image that root has in /tmp.
 */
static bool is_trusted(const struct search *search, int fd)
{
	struct stat status;

	return !fstat(fd, &status) &&
	       (!status.st_uid || status.st_uid == search->owner) &&
	       !(status.st_mode & (S_IWGRP | S_IWOTH));
}

static void read_addon(const struct search *search, struct kxl_addon *addon)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	char broken[KXL_REASON_SIZE];
	const char *reason = broken;

	if (kx_uki_read_addon(addon->file.bytes, &addon->uki, &fault))
		kxl_fault_print(kxl_arch(search->ctx), &fault, broken,
				sizeof(broken));
	else
		reason = find_reason(search, addon);
	if (!reason) {
		kxl_log(search->ctx, KEXEC_LOG_DEBUG, "unpack: addon %s",
			addon->file.name);
		search->addons->count++;
		return;
	}
	leave_out(search->ctx, addon->file.name, reason);
	kxl_file_close(&addon->file);
}

static int fail_many(struct kexec_ctx *ctx, const char *folder)
{
	const struct kx_fault fault = {
		.segment = KX_NO_SEGMENT,
		.other = KX_NO_SEGMENT,
		.value = KXL_ADDONS_MAX + 1,
		.limit = KXL_ADDONS_MAX,
	};
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_UKI,
		.action = KEXEC_ACTION_UNPACK,
		.object = folder,
		.advice = "remove some",
		.fault = &fault,
	};

	return kxl_fail(ctx, &failure, "more than %d addons", KXL_ADDONS_MAX);
}

/* Addons that can't be listed or opened might be those that lock a system. */
static int fail_folder(struct kexec_ctx *ctx, const char *path, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_FILE_ACCESS,
		.action = KEXEC_ACTION_UNPACK,
		.object = path,
		.facts = KXL_ON_FILE,
	};

	if (err == -E2BIG)
		return kxl_fail(ctx, &failure, "more than %d entries",
				ENTRIES_MAX);
	return kxl_fail(ctx, &failure, "%s", strerror(-err));
}

/* An empty one is no PE file. Firmware reads what this process may not. */
static int take_file(const struct search *search, int fd, const char *path)
{
	struct kxl_addons *addons = search->addons;
	struct kxl_last last = search->ctx->last;
	int err = kxl_file_adopt(search->ctx, KEXEC_ACTION_UNPACK, fd, path,
				 &addons->list[addons->count].file);

	if (!err)
		read_addon(search, &addons->list[addons->count]);
	if (err != -EINVAL)
		return err;
	leave_out(search->ctx, path, search->ctx->last.error.reason);
	search->ctx->last = last;
	return 0;
}

static int open_addon(const struct search *search, const struct folder *folder,
		      const char *name, const char *path)
{
	struct stat status;
	int err = 0;
	int fd;

	fd = openat(folder->fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail_folder(search->ctx, path, -errno);
	if (fstat(fd, &status) || !S_ISDIR(status.st_mode)) {
		if (is_trusted(search, fd))
			err = take_file(search, fd, path);
		else
			leave_out(search->ctx, path, WRITABLE);
	}
	close(fd);
	return err;
}

static int add_addon(const struct search *search, const struct folder *folder,
		     const char *name)
{
	char *path;
	int err;

	if (search->addons->count == KXL_ADDONS_MAX)
		return fail_many(search->ctx, folder->path);
	if (asprintf(&path, "%s/%s", folder->path, name) < 0)
		return kxl_fail_memory(search->ctx, KEXEC_ACTION_UNPACK);
	err = open_addon(search, folder, name, path);
	free(path);
	return err;
}

/* By bytes: names are ASCII, and no language counts. */
static int compare(const void *a, const void *b)
{
	const char *const *first = a;
	const char *const *second = b;

	return strcmp(*first, *second);
}

struct names {
	char *list[KXL_ADDONS_MAX + 1];
	unsigned int count;
};

/* -E2BIG: the folder has more entries than are looked at. */
static int list_names(DIR *folder, struct names *names)
{
	const struct dirent *entry;
	unsigned int i;

	for (i = 0; names->count <= KXL_ADDONS_MAX; i++) {
		errno = 0;
		entry = readdir(folder);
		if (!entry)
			return -errno;
		if (i == ENTRIES_MAX)
			return -E2BIG;
		if (!is_addon(entry))
			continue;
		names->list[names->count] = strdup(entry->d_name);
		if (!names->list[names->count])
			return -ENOMEM;
		names->count++;
	}
	return 0;
}

static int take_names(const struct search *search, const struct folder *folder,
		      DIR *entries)
{
	struct names names = { 0 };
	unsigned int i;
	int err = list_names(entries, &names);

	if (err == -ENOMEM)
		err = kxl_fail_memory(search->ctx, KEXEC_ACTION_UNPACK);
	else if (err)
		err = fail_folder(search->ctx, folder->path, err);
	qsort(names.list, names.count, sizeof(char *), compare);
	for (i = 0; i < names.count; i++) {
		if (!err)
			err = add_addon(search, folder, names.list[i]);
		free(names.list[i]);
	}
	return err;
}

static bool is_link(const char *path)
{
	int saved = errno;
	struct stat status;
	bool is = !lstat(path, &status) && S_ISLNK(status.st_mode);

	errno = saved;
	return is;
}

/* Opened without following a link: whoever made it would choose the addons. */
static int take_folder(const struct search *search, const char *path)
{
	struct folder folder = { .path = path };
	DIR *entries;
	int err;

	folder.fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder.fd < 0 && is_link(path))
		return fail_folder(search->ctx, path, -ELOOP);
	if (folder.fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (folder.fd < 0)
		return fail_folder(search->ctx, path, -errno);
	if (!is_trusted(search, folder.fd)) {
		close(folder.fd);
		kxl_log(search->ctx, KEXEC_LOG_WARNING,
			"the addons in %s are left out: " WRITABLE, path);
		return 0;
	}
	entries = fdopendir(folder.fd);
	if (!entries) {
		err = fail_folder(search->ctx, path, -errno);
		close(folder.fd);
		return err;
	}
	err = take_names(search, &folder, entries);
	closedir(entries);
	return err;
}

int kxl_addons_open(struct kexec_ctx *ctx, const struct kxl_file *file,
		    struct kx_bytes uname, struct kxl_addons *addons)
{
	struct search search = {
		.ctx = ctx,
		.addons = addons,
		.uname = uname,
		.secure = find_secure(ctx),
	};
	char path[PATH_MAX];
	char folder[PATH_MAX + sizeof(".extra.d")];
	struct stat status;
	int err = 0;

	if (!find_path(file, path, sizeof(path)) || fstat(file->fd, &status))
		return 0;
	search.owner = status.st_uid;
	if (find_top(path, folder, sizeof(folder)))
		err = take_folder(&search, folder);
	if (err)
		return err;
	drop_counter(path);
	snprintf(folder, sizeof(folder), "%s.extra.d", path);
	return take_folder(&search, folder);
}

void kxl_addons_close(struct kxl_addons *addons)
{
	unsigned int i;

	for (i = 0; i < addons->count; i++)
		kxl_file_close(&addons->list[i].file);
	addons->count = 0;
}
