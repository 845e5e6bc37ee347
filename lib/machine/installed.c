// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Where distributions install kernels, a row each. A folder is read once, up to
 * a limit, and names are compared as they are: nothing is expanded, and only
 * names that a release can have are repeated in a message.
 */
#include "lib/machine/installed.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/errors/advice.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

/* Linux's names are shorter (include/uapi/linux/utsname.h). */
#define RELEASE_MAX 64

/* FOLDER/BEFORE + release + AFTER; the first one that exists counts. */
static const struct place {
	const char *folder;
	const char *before;
	const char *after;
} places[] = {
	{ "/boot", "vmlinuz-", "" },
	{ "/usr/lib/modules", "", "/vmlinuz" },
	{ "/lib/modules", "", "/vmlinuz" },
	{ "/boot", "vmlinux-", "" },
	{ "/boot", "kernel-", "" }, /* Gentoo */
};

/* NixOS has a link to the running one. */
static const char booted[] = "/run/booted-system/kernel";

/* Copies, signatures and remains of an update, and not a kernel of their own.
 */
static const char *const endings[] = {
	".old",	    ".bak",	 ".orig",     ".gz",  ".hmac", ".sig",
	".rpmsave", ".dpkg-new", ".dpkg-tmp", ".efi", "~",
};

static bool ends_in(const char *name, const char *ending)
{
	size_t size = strlen(ending);
	size_t length = strlen(name);

	return length >= size && !strcmp(name + length - size, ending);
}

static bool is_release(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_+.~";
	size_t length = strlen(name);
	size_t i;

	if (!isdigit((unsigned char)*name) || length > RELEASE_MAX ||
	    name[strspn(name, plain)])
		return false;
	for (i = 0; i < ARRAY_SIZE(endings); i++)
		if (ends_in(name, endings[i]))
			return false;
	return true;
}

static bool is_file(int folder, const char *name)
{
	struct stat status;

	return !fstatat(folder, name, &status, 0) && S_ISREG(status.st_mode) &&
	       status.st_size;
}

/* A path of the root. */
static bool is_file_below(struct kexec_ctx *ctx, const char *path)
{
	char *full;
	bool exists;

	if (asprintf(&full, "%s%s", ctx->root, path) < 0)
		return false;
	exists = is_file(AT_FDCWD, full);
	free(full);
	return exists;
}

static int make_path(const struct place *place, const char *release,
		     char **path)
{
	char *made;

	if (asprintf(&made, "%s/%s%s%s", place->folder, place->before, release,
		     place->after) < 0)
		return -ENOMEM;
	*path = made;
	return 0;
}

static int find_release(struct kexec_ctx *ctx, const char *release, char **path)
{
	char *made = NULL;
	size_t i;
	int err;

	for (i = 0; is_release(release) && i < ARRAY_SIZE(places); i++) {
		err = make_path(&places[i], release, &made);
		if (err)
			return err;
		if (is_file_below(ctx, made)) {
			*path = made;
			return 0;
		}
		free(made);
	}
	return -ENOENT;
}

/* The release in a name, if there is a kernel of that name. */
static const char *find_in_name(const struct place *place, int folder,
				const char *name)
{
	size_t size = strlen(place->before);
	char file[RELEASE_MAX + 32];

	if (strncmp(name, place->before, size) != 0 || !is_release(name + size))
		return NULL;
	snprintf(file, sizeof(file), "%.*s%s", RELEASE_MAX + 16, name,
		 place->after);
	return is_file(folder, file) ? name + size : NULL;
}

/* @best has room for RELEASE_MAX bytes and a NUL. */
static bool take_newest(const struct place *place, DIR *folder, char *best)
{
	const struct dirent *entry;
	const char *release;
	bool is_newer = false;
	unsigned int i;

	for (i = 0; i < KXL_INSTALLED_MAX; i++) {
		entry = readdir(folder);
		if (!entry)
			break;
		release = find_in_name(place, dirfd(folder), entry->d_name);
		if (!release || (*best && strverscmp(release, best) <= 0))
			continue;
		snprintf(best, RELEASE_MAX + 1, "%s", release);
		is_newer = true;
	}
	return is_newer;
}

static DIR *open_folder(struct kexec_ctx *ctx, const char *path)
{
	DIR *folder;
	int fd = -1;

	if (kxl_open(ctx, path, &fd))
		return NULL;
	folder = fdopendir(fd);
	if (!folder)
		close(fd);
	return folder;
}

static int find_newest(struct kexec_ctx *ctx, char **path)
{
	const struct place *place = NULL;
	char best[RELEASE_MAX + 1] = "";
	DIR *folder;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		folder = open_folder(ctx, places[i].folder);
		if (!folder)
			continue;
		if (take_newest(&places[i], folder, best))
			place = &places[i];
		closedir(folder);
	}
	return place ? make_path(place, best, path) : -ENOENT;
}

static int find_running(struct kexec_ctx *ctx, char **path)
{
	char release[RELEASE_MAX + 1];
	struct kx_bytes text;
	struct kx_bytes word;

	if (kxl_read(ctx, "/proc/sys/kernel/osrelease", &text))
		return -ENOENT;
	word = kxl_text_trim(text);
	snprintf(release, sizeof(release), "%.*s",
		 word.size > RELEASE_MAX ? 0 : (int)word.size,
		 (const char *)word.data);
	kxl_text_free(text);
	return find_release(ctx, release, path);
}

static int find_booted(struct kexec_ctx *ctx, char **path)
{
	char *copy;

	if (!is_file_below(ctx, booted))
		return -ENOENT;
	copy = strdup(booted);
	if (!copy)
		return -ENOMEM;
	*path = copy;
	return 0;
}

int kxl_installed_find(struct kexec_ctx *ctx, const char *release, char **path)
{
	int err;

	if (release)
		return find_release(ctx, release, path);
	err = find_running(ctx, path);
	if (err == -ENOENT)
		err = find_booted(ctx, path);
	return err == -ENOENT ? find_newest(ctx, path) : err;
}

void kxl_installed_advise(struct kexec_ctx *ctx)
{
	const char *words = ctx->last.error.advice;
	const char *at = strstr(words, KXL_INSTALLED_WORD);
	char *path = NULL;
	char *text;

	if (!at || kxl_installed_find(ctx, NULL, &path))
		return;
	if (asprintf(&text, "%.*s%s%s", (int)(at - words), words, path,
		     at + strlen(KXL_INSTALLED_WORD)) >= 0) {
		kxl_advise_words(ctx, text);
		free(text);
	}
	free(path);
}

void kxl_installed_offer(struct kexec_ctx *ctx)
{
	char *path = NULL;
	char *text;

	if (kxl_installed_find(ctx, NULL, &path))
		return;
	if (asprintf(&text, "%s, or give %s", ctx->last.error.advice, path) >=
	    0) {
		kxl_advise_words(ctx, text);
		free(text);
	}
	free(path);
}

static int fail_find(struct kexec_ctx *ctx, const char *release, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_FILE_ACCESS,
		.action = KEXEC_ACTION_OPEN_KERNEL,
		.object = release,
		.facts = KXL_ON_FILE,
	};

	if (err == -ENOMEM)
		return kxl_fail_memory(ctx, KEXEC_ACTION_OPEN_KERNEL);
	return kxl_fail(ctx, &failure,
			"no kernel is where distributions install them");
}

int kexec_find_kernel(struct kexec_ctx *ctx, const char *release, char **path)
{
	int err = kxl_installed_find(ctx, release, path);

	return err ? fail_find(ctx, release, err) : 0;
}
