// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * EFI variables and mountinfo: the input is the file of either. A text is UTF-8
 * without control of its length; a mount's fields lie in their line.
 */
#include "lib/entries/loader_variable.h"

#include "lib/entries/mounts.h"
#include "test/fuzz/fuzz.h"

/* Bytes of the character that begins with @c; 0: none does. */
static u32 length_of(u8 c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c < 0xe0)
		return 2;
	if (c >= 0xe0 && c < 0xf0)
		return 3;
	return c >= 0xf0 && c < 0xf5 ? 4 : 0;
}

static void check_text(const char *text, size_t size)
{
	const u8 *at = (const u8 *)text;
	u32 length;

	must(*text && strlen(text) <= size / 2 * 3, "it is not too long");
	while (*at) {
		length = length_of(*at++);
		must(length, "it is UTF-8");
		while (--length)
			must((*at++ & 0xc0) == 0x80, "it is UTF-8");
	}
}

static void check_mounts(struct kx_bytes file)
{
	struct kx_bytes rest = file;
	struct kxl_mount mount;

	while (kxl_mount_next(&rest, &mount)) {
		must(mount.device.size && mount.inside.size &&
			     mount.point.size && mount.type.size &&
			     mount.source.size,
		     "a mount has all fields");
		must(!memchr(mount.point.data, '\n',
			     (size_t)(mount.source.data + mount.source.size -
				      mount.point.data)),
		     "they are in one line");
		must(mount.source.data + mount.source.size <=
			     file.data + file.size,
		     "they lie in the file");
	}
	must(!rest.size, "all lines are read");
	(void)kxl_mount_of(file, "/boot/efi", &mount);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kx_bytes file = kx_bytes(data, size);
	struct kxl_pool pool = { 0 };
	const char *text = kxl_loader_variable_text(&pool, file);

	if (text)
		check_text(text, size);
	kxl_pool_free(&pool);
	check_mounts(file);
	return 0;
}
