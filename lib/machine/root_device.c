// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Root devices, as Linux and the usual initrds name them. A wrong warning is
 * worse than a missing one, so unknown forms give UNKNOWN. Devices that Linux
 * finds without an initrd: block/early-lookup.c.
 */
#include "lib/machine/root_device.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/machine/file.h"
#include "lib/text/cmdline.h"
#include "lib/text/text.h"

#define BY	  "/dev/disk/by-"
#define NAME_SIZE 256

/* Links made by udev; without the directory there is no udev. */
static const struct {
	const char *prefix; /* of the value of root= */
	const char *folder;
	bool is_kernels; /* Linux itself knows it */
} links[] = {
	{ "UUID=", BY "uuid", false },
	{ "LABEL=", BY "label", false },
	{ "PARTUUID=", BY "partuuid", true },
	{ "PARTLABEL=", BY "partlabel", true },
	{ BY "uuid/", BY "uuid", false },
	{ BY "label/", BY "label", false },
	{ BY "partuuid/", BY "partuuid", false },
	{ BY "partlabel/", BY "partlabel", false },
	{ BY "id/", BY "id", false },
	{ BY "path/", BY "path", false },
};

/* Disks that exist from boot on, unlike /dev/mapper and /dev/md. */
static const char *const disks[] = {
	"/dev/sd", "/dev/vd", "/dev/xvd", "/dev/nvme", "/dev/mmcblk", "/dev/hd",
};

/*
 * Parameters for an initrd that mounts another root, or opens it first: dracut,
 * systemd, initramfs-tools, mkinitcpio, live systems.
 */
static const char *const elsewhere[] = {
	"rd.",	      "boot=",	  "luks.",    "cryptdevice=",
	"cryptopts=", "netroot=", "nfsroot=", "nbdroot=",
	"iscsi_",     "rdinit=",  "loop=",    "live-media=",
};

static bool begins(struct kx_bytes word, const char *prefix)
{
	struct kx_bytes rest;

	return kxl_text_after(word, prefix, &rest);
}

/* The last root= wins in Linux (a __setup() parameter). */
static bool find_root(struct kx_bytes cmdline, struct kx_bytes *root)
{
	struct kx_bytes word;
	bool is_found = false;

	while (kx_cmdline_next(&cmdline, &word) && !kxl_text_is(word, "--"))
		if (kxl_text_after(word, "root=", root))
			is_found = true;
	return is_found && root->size && root->size < NAME_SIZE &&
	       !memchr(root->data, '"', root->size);
}

static bool is_elsewhere(struct kx_bytes cmdline)
{
	struct kx_bytes word;
	size_t i;

	while (kx_cmdline_next(&cmdline, &word) && !kxl_text_is(word, "--"))
		for (i = 0; i < ARRAY_SIZE(elsewhere); i++)
			if (begins(word, elsewhere[i]))
				return true;
	return false;
}

/* Unescapes \x20 as written by udev or people. Returns lower case. */
static struct kx_bytes take_byte(struct kx_bytes text, u8 *byte)
{
	struct kx_bytes digits;
	u64 value = 0;

	if (text.size >= 4 && begins(text, "\\x")) {
		digits = kx_bytes(text.data + 2, 2);
		if (kxl_text_number(&digits, 16, &value) && !digits.size) {
			*byte = (u8)value;
			return kx_bytes(text.data + 4, text.size - 4);
		}
	}
	*byte = text.data[0];
	return kx_bytes(text.data + 1, text.size - 1);
}

static u8 lower(u8 c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static bool is_same(struct kx_bytes a, struct kx_bytes b)
{
	u8 of_a = 0;
	u8 of_b = 0;

	while (a.size && b.size) {
		a = take_byte(a, &of_a);
		b = take_byte(b, &of_b);
		if (lower(of_a) != lower(of_b))
			return false;
	}
	return !a.size && !b.size;
}

static enum kxl_root find_link(struct kexec_ctx *ctx, const char *folder,
			       struct kx_bytes name)
{
	enum kxl_root result = KXL_ROOT_MISSING;
	struct dirent *entry;
	char *full;
	DIR *dir;

	if (asprintf(&full, "%s%s", ctx->root, folder) < 0)
		return KXL_ROOT_UNKNOWN;
	dir = opendir(full);
	free(full);
	if (!dir)
		return KXL_ROOT_UNKNOWN;
	while ((entry = readdir(dir)))
		if (is_same(name,
			    kx_bytes(entry->d_name, strlen(entry->d_name))))
			result = KXL_ROOT_PRESENT;
	closedir(dir);
	return result;
}

/* Each disk is in sysfs, whatever /dev contains. */
static enum kxl_root find_disk(struct kexec_ctx *ctx, struct kx_bytes root)
{
	static const char class[] = "/sys/class/block";
	struct kx_bytes name = { 0 };
	char path[NAME_SIZE + sizeof(class)];

	if (!kxl_exists(ctx, class))
		return KXL_ROOT_UNKNOWN;
	snprintf(path, sizeof(path), "%.*s", (int)root.size,
		 (const char *)root.data);
	if (kxl_exists(ctx, path))
		return KXL_ROOT_PRESENT;
	(void)kxl_text_after(root, "/dev/", &name);
	snprintf(path, sizeof(path), "%s/%.*s", class, (int)name.size,
		 (const char *)name.data);
	return kxl_exists(ctx, path) ? KXL_ROOT_PRESENT : KXL_ROOT_MISSING;
}

enum kxl_root kxl_root_device(struct kexec_ctx *ctx, struct kx_bytes cmdline,
			      bool has_initrd, struct kx_bytes *root)
{
	struct kx_bytes name;
	struct kx_bytes value;
	size_t i;

	if (!find_root(cmdline, &value) ||
	    (has_initrd && is_elsewhere(cmdline)))
		return KXL_ROOT_UNKNOWN;
	*root = value;
	for (i = 0; i < ARRAY_SIZE(links); i++) {
		if (!kxl_text_after(value, links[i].prefix, &name))
			continue;
		if (!has_initrd && !links[i].is_kernels)
			return KXL_ROOT_NEEDS_INITRD;
		/* "/PARTNROFF=1" means another partition than the link. */
		return memchr(name.data, '/', name.size)
			       ? KXL_ROOT_UNKNOWN
			       : find_link(ctx, links[i].folder, name);
	}
	for (i = 0; i < ARRAY_SIZE(disks); i++)
		if (begins(value, disks[i]))
			return find_disk(ctx, value);
	return KXL_ROOT_UNKNOWN;
}
