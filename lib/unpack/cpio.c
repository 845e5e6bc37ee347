// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A cpio header is text: a magic, then numbers in hex without separators. */
#include "lib/unpack/cpio.h"

#include "core/range.h"

#define MODE	     14
#define CONTENT_SIZE 54
#define NAME_SIZE    94

/* The second one has checksums. */
static const char *const magics[] = { "070701", "070702" };

bool kxl_cpio_begins(struct kx_bytes archive)
{
	u64 size =
		archive.size < KXL_CPIO_MAGIC ? archive.size : KXL_CPIO_MAGIC;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(magics) && size; i++)
		if (!memcmp(archive.data, magics[i], size))
			return true;
	return false;
}

static bool is_digit(u8 c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* Letters have bit 6, and 9 is missing to their value in the low bits. */
static u32 number_at(const u8 *at)
{
	u32 number = 0;
	int i;

	for (i = 0; i < 8; i++)
		number = number << 4 |
			 ((at[i] & 0xfU) + (at[i] & 0x40 ? 9U : 0U));
	return number;
}

bool kxl_cpio_read(struct kx_bytes archive, struct kxl_cpio *file)
{
	u64 i;

	if (archive.size < KXL_CPIO_HEADER || !kxl_cpio_begins(archive))
		return false;
	for (i = KXL_CPIO_MAGIC; i < KXL_CPIO_HEADER; i++)
		if (!is_digit(archive.data[i]))
			return false;
	file->mode = number_at(archive.data + MODE);
	file->name_size = number_at(archive.data + NAME_SIZE);
	file->content_size = number_at(archive.data + CONTENT_SIZE);
	file->content = kx_align_down((u64)KXL_CPIO_HEADER + file->name_size +
					      KXL_CPIO_ALIGN - 1,
				      KXL_CPIO_ALIGN);
	file->end = file->content + file->content_size;
	file->next =
		kx_align_down(file->end + KXL_CPIO_ALIGN - 1, KXL_CPIO_ALIGN);
	return true;
}

/* Microcode, and ACPI tables. */
static bool is_in_early_folder(struct kx_bytes name)
{
	static const char *const folders[] = { "kernel/x86/microcode/",
					       "kernel/firmware/acpi/" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders); i++)
		if (name.size >= strlen(folders[i]) &&
		    !memcmp(name.data, folders[i], strlen(folders[i])))
			return true;
	return false;
}

static bool is_regular(const struct kxl_cpio *file)
{
	return (file->mode & KXL_CPIO_KIND) == KXL_CPIO_REGULAR;
}

static struct kx_bytes name_of(struct kx_bytes archive,
			       const struct kxl_cpio *file)
{
	return kx_bytes(archive.data + KXL_CPIO_HEADER, file->name_size);
}

bool kxl_cpio_is_early(struct kx_bytes archive, const struct kxl_cpio *file)
{
	return is_regular(file) && is_in_early_folder(name_of(archive, file));
}

bool kxl_cpio_is_misnamed(struct kx_bytes archive, const struct kxl_cpio *file)
{
	struct kx_bytes name = name_of(archive, file);
	size_t prefix = 0;

	while (prefix < name.size &&
	       (name.data[prefix] == '.' || name.data[prefix] == '/'))
		prefix++;
	return is_regular(file) && prefix && name.data[prefix - 1] == '/' &&
	       is_in_early_folder(
		       kx_bytes(name.data + prefix, name.size - prefix));
}
