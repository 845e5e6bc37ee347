// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Kinds of files that people pass in place of a kernel, a row each: a magic,
 * its offset, another condition, and an advice. The first row that matches
 * wins, so specific kinds come first. kind_object.c describes PE and ELF files,
 * and compression.c compressed ones.
 */
#include "lib/image/kind.h"

#include <stdio.h>
#include <strings.h>

#include "core/format/elf.h"
#include "core/plan.h"
#include "core/protocol/linux_x86.h"
#include "core/protocol/program_x86.h"
#include "core/protocol/pvh_x86.h"
#include "lib/errors/context.h"
#include "lib/image/kind_object.h"
#include "lib/unpack/compression.h"

/* What is given as advice more than once; on arm64 some of it differs. */
static const char give_one[] = "give a kernel: " KXL_INSTALLED_WORD ", or "
			       "arch/x86/boot/bzImage of a build";
static const char unpack[] =
	"if it is an initrd, give it as that (--initrd), and a bzImage as "
	"the kernel; if it is a bzImage, compressed once more: zstd -d or "
	"lz4 -d";
static const char zboot_kernel[] =
	"give the kernel that is packed in it, as a bzImage";
static const char other_arch[] = "give a bzImage that was built for x86-64";
static const char as_initrd[] =
	"give it as that (--initrd), and a bzImage as the kernel";
static const char is_partial[] =
	"get the file again: a copy or a download was not complete";
static const char is_page[] =
	"get the file again, from the address of the file itself";
static const char as_multiboot[] =
	"if you name a type, name multiboot-x86 or multiboot2-x86; if not, "
	"give its ELF file for x86";
static const char say_how[] =
	"give a kernel: " KXL_INSTALLED_WORD "; or, if it is one, say what it "
	"gets when it is entered: --args-linux, --args-elf or --args-none";
static const char take_out[] = "take the kernel out of it, and give that";

static const struct {
	const char *usual;
	const char *words;
} on_arm64[] = {
	{ give_one, "give a kernel: " KXL_INSTALLED_WORD ", or "
		    "arch/arm64/boot/Image of a build" },
	{ unpack, "if it is an initrd, give it as that (--initrd), and an "
		  "Image as the kernel; if it is an Image, compressed once "
		  "more: zstd -d or lz4 -d" },
	{ zboot_kernel, "give the kernel that is packed in it, as an Image" },
	{ other_arch, "give an Image that was built for arm64" },
	{ as_initrd, "give it as that (--initrd), and an Image as the kernel" },
};

/* How many bytes are searched for text and zeroes. */
#define LOOK_SIZE 4096
/* A text without a newline has at least this many characters. */
#define TEXT_MIN 64

struct row {
	u64 offset;
	const char *magic;
	u64 size;			     /* of @magic */
	bool (*holds)(struct kx_bytes file); /* NULL: no other condition */
	const char *name;
	const char *advice;
	bool is_initrd; /* Linux unpacks or mounts it (init/initramfs.c,
			   do_mounts_rd.c) */
	/* Whose kernel it is, and @advice counts there alone; NULL: nobody's */
	const struct kx_arch *of;
};

static struct kx_bytes beginning(struct kx_bytes file)
{
	return kx_bytes(file.data,
			file.size < LOOK_SIZE ? file.size : LOOK_SIZE);
}

/* "HdrS" has only 4 bytes, so check the boot sector's mark as well. */
static bool is_boot_sector(struct kx_bytes file)
{
	u16 mark = 0;

	return !kx_read_le16(file, 0x1fe, &mark) && mark == 0xaa55;
}

/* Must have the whole setup header that a loader reads. */
static bool is_bzimage(struct kx_bytes file)
{
	struct kx_uses uses;

	return is_boot_sector(file) &&
	       !kx_plan_uses(&kx_arch_x86_64, file, &uses);
}

/* Whether its own loader takes the file, on some machine, to be started so. */
static bool is_taken(struct kx_bytes file, const struct kx_format *format,
		     enum kx_arguments arguments,
		     const struct kx_protocol *protocol)
{
	const struct kx_request request = {
		.arch = &kx_arch_x86_64,
		.kernel = file,
		.arguments = arguments,
	};
	struct kx_kernel kernel = { 0 };

	return !kx_plan_vet(&request, format->name, &kernel, NULL) &&
	       kernel.protocol == protocol;
}

static bool is_vmlinux(struct kx_bytes file)
{
	return is_taken(file, &kx_format_elf_x86_64, KX_ARGUMENTS_AUTO,
			&kx_protocol_linux_x86);
}

static bool is_vmlinux_32(struct kx_bytes file)
{
	return is_taken(file, &kx_format_elf_x86, KX_ARGUMENTS_AUTO,
			&kx_protocol_linux_x86);
}

static bool is_pvh(struct kx_bytes file)
{
	return is_taken(file, &kx_format_pvh_x86, KX_ARGUMENTS_AUTO,
			&kx_protocol_pvh_x86);
}

/* It would be loaded, if only it was said what it gets. */
static bool is_program(struct kx_bytes file)
{
	return is_taken(file, &kx_format_elf_x86_64, KX_ARGUMENTS_NONE,
			&kx_protocol_bare_x86) ||
	       is_taken(file, &kx_format_elf_x86, KX_ARGUMENTS_NONE,
			&kx_protocol_bare_x86);
}

/* zstd and LZ4 share the magic numbers of skippable frames: RFC 8878. */
static bool is_skippable(struct kx_bytes file)
{
	return (file.data[0] & 0xf0) == 0x50;
}

/* name_kind() adds the compression's name. */
static bool is_compressed(struct kx_bytes file)
{
	return kxl_compression_find(file);
}

/* Check the name's length and NUL: the magic has only 16 bits (cpio(5)). */
static bool is_old_cpio(struct kx_bytes file)
{
	u16 name = 0;
	u8 last = 1;

	return !kx_read_le16(file, 20, &name) && name > 1 && name < 4096 &&
	       !kx_read_le8(file, 26U + name - 1, &last) && !last;
}

/* Check revision and block size: the magic has only 16 bits. */
static bool is_ext(struct kx_bytes file)
{
	u32 block = UINT32_MAX;
	u32 revision = UINT32_MAX;

	return !kx_read_le32(file, 0x418, &block) &&
	       !kx_read_le32(file, 0x44c, &revision) && block <= 6 &&
	       revision <= 1;
}

static bool begins_markup(struct kx_bytes file, const char *word)
{
	const char *at = (const char *)file.data;
	u64 size = file.size;

	if (size >= 3 && !memcmp(at, "\xef\xbb\xbf", 3)) {
		at += 3;
		size -= 3;
	}
	while (size &&
	       (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
		at++;
		size--;
	}
	return size >= strlen(word) && !strncasecmp(at, word, strlen(word));
}

static bool is_html(struct kx_bytes file)
{
	static const char *const words[] = { "<!doctype html", "<html",
					     "<head" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (begins_markup(beginning(file), words[i]))
			return true;
	return false;
}

static bool is_xml(struct kx_bytes file)
{
	return begins_markup(beginning(file), "<?xml");
}

static bool is_text_byte(u8 c)
{
	return (c >= ' ' && c < 0x7f) || (c >= '\t' && c <= '\r') || c == 0x1b;
}

static bool is_text(struct kx_bytes file)
{
	struct kx_bytes start = beginning(file);
	u64 i;

	for (i = 0; i < start.size; i++)
		if (!is_text_byte(start.data[i]))
			return false;
	return start.size >= TEXT_MIN ||
	       (start.size && memchr(start.data, '\n', start.size));
}

static bool is_zero(struct kx_bytes file)
{
	struct kx_bytes start = beginning(file);
	u64 i;

	for (i = 0; i < start.size; i++)
		if (start.data[i])
			return false;
	return start.size;
}

static void describe_zeroes(struct kx_bytes file, char *text, size_t size)
{
	snprintf(text, size, " (%llu bytes)",
		 (unsigned long long)beginning(file).size);
}

#define AT(offset, magic) (offset), (magic), sizeof(magic) - 1
#define ANYWHERE	  0, "", 0

/* clang-format off */
static const struct row rows[] = {
	{ AT(0x202, "HdrS"), is_bzimage, "a bzImage", "get the file again", false, &kx_arch_x86_64 },
	{ AT(0x202, "HdrS"), is_boot_sector, "the beginning of a bzImage",
	  "get the file again", false, &kx_arch_x86_64 },
	{ AT(0x04, "zimg"), kxl_is_zboot, "an EFI zboot image",
	  zboot_kernel, false, NULL },
	{ AT(0x38, "ARM\x64"), NULL, "an arm64 Image",
	  "give it as the kernel, of the type Image if you name one", false, &kx_arch_arm64 },
	{ AT(0x38, "RSC\x05"), NULL, "a RISC-V Image", other_arch, false, NULL },
	{ AT(0x24, "\x18\x28\x6f\x01"), NULL, "an ARM zImage", other_arch, false, NULL },
	{ AT(0, "MZ"), kxl_is_uki, "a unified kernel image (UKI)",
	  "get the file again", false, NULL },
	{ AT(0, "MZ"), kxl_is_foreign_pe, "a PE file", other_arch, false, NULL },
	{ AT(0, "MZ"), kxl_is_pe, "a PE file", give_one, false, NULL },
	{ AT(0, "\x7f" "ELF"), kxl_is_multiboot_elf, "a Multiboot kernel",
	  as_multiboot, false, &kx_arch_x86_64 },
	{ AT(0, "\x7f" "ELF"), is_vmlinux, "a vmlinux, Linux as a 64-bit ELF file",
	  "give it as the kernel, of the type elf-x86_64 if you name one", false, &kx_arch_x86_64 },
	{ AT(0, "\x7f" "ELF"), is_vmlinux_32, "a vmlinux, Linux as a 32-bit ELF file",
	  "give it as the kernel, of the type elf-x86 if you name one", false, &kx_arch_x86_64 },
	{ AT(0, "\x7f" "ELF"), is_pvh, "a kernel with a PVH entry, as an ELF file",
	  "give it as the kernel, of the type pvh-x86 if you name one", false, &kx_arch_x86_64 },
	{ AT(0, "\x7f" "ELF"), is_program, "a ", say_how, false, &kx_arch_x86_64 },
	{ AT(0, "\x7f" "ELF"), kxl_is_elf, "a ", give_one, false, NULL },

	{ AT(1, "\x2a\x4d\x18"), is_skippable, "zstd or LZ4 data", unpack, false, NULL },
	{ ANYWHERE, is_compressed, "", "", false, NULL },

	{ AT(0, "070701"), NULL, "an initrd (a cpio archive)", as_initrd, true, NULL },
	{ AT(0, "070702"), NULL, "an initrd (a cpio archive)", as_initrd, true, NULL },
	{ AT(0, "070707"), NULL, "a cpio archive of the old kind", give_one, false, NULL },
	{ AT(0, "\xc7\x71"), is_old_cpio, "a cpio archive of the old kind", give_one, false, NULL },

	{ AT(0, "\x27\x05\x19\x56"), NULL, "a U-Boot image (uImage)", take_out, false, NULL },
	{ AT(0, "\xd0\x0d\xfe\xed"), NULL, "a device tree, or a FIT image", give_one, false, NULL },
	{ AT(0, "ANDROID!"), NULL, "an Android boot image", take_out, false, NULL },
	{ AT(0, "hsqs"), NULL, "a squashfs image", take_out, true, NULL },
	{ AT(0x8001, "CD001"), NULL, "an ISO 9660 image", take_out, false, NULL },
	{ AT(0x438, "\x53\xef"), is_ext, "an ext2, ext3 or ext4 image", take_out, true, NULL },
	{ AT(0x200, "EFI PART"), NULL, "a disk image with a GPT", take_out, false, NULL },
	{ AT(0, "QFI\xfb"), NULL, "a QEMU disk image (qcow)", take_out, false, NULL },
	{ AT(0x101, "ustar"), NULL, "a tar archive", take_out, false, NULL },
	{ AT(0, "PK\x03\x04"), NULL, "a zip archive", take_out, false, NULL },
	{ AT(0, "!<arch>\ndebian-binary"), NULL, "a Debian package", "unpack it (dpkg-deb -x), and give the vmlinuz in it", false, NULL },
	{ AT(0, "!<arch>\n"), NULL, "an ar archive", give_one, false, NULL },
	{ AT(0, "\xed\xab\xee\xdb"), NULL, "an RPM package", "unpack it (rpm2cpio), and give the vmlinuz in it", false, NULL },
	{ AT(0, "KDUMP   "), NULL, "a dump of makedumpfile's", give_one, false, NULL },

	{ ANYWHERE, kxl_is_multiboot, "a Multiboot kernel",
	  as_multiboot, false, &kx_arch_x86_64 },
	{ ANYWHERE, is_html, "an HTML page", is_page, false, NULL },
	{ ANYWHERE, is_xml, "an XML document", is_page, false, NULL },
	{ AT(0, "version https://git-lfs"), is_text, "a Git LFS pointer", "get the file that it stands for (git lfs pull)", false, NULL },
	{ AT(0, "#!"), is_text, "a script", give_one, false, NULL },
	{ ANYWHERE, is_text, "a text file", give_one, false, NULL },
	{ ANYWHERE, is_zero, "nothing but zeroes where a header should be", is_partial, true, NULL },
};
/* clang-format on */

/* The second part of a name. */
static const struct {
	bool (*holds)(struct kx_bytes file); /* condition of the row */
	void (*describe)(struct kx_bytes file, char *text, size_t size);
} details[] = {
	{ kxl_is_zboot, kxl_describe_pe },
	{ kxl_is_foreign_pe, kxl_describe_pe },
	{ kxl_is_pe, kxl_describe_pe },
	{ is_program, kxl_describe_elf },
	{ kxl_is_elf, kxl_describe_elf },
	{ is_zero, describe_zeroes },
};

static void name_compression(struct kx_bytes file, struct kxl_kind *kind)
{
	const struct kxl_compression *row = kxl_compression_find(file);

	if (!row)
		return;
	snprintf(kind->name, sizeof(kind->name), "%s", row->data);
	kind->advice = row->advice;
	kind->is_initrd = row->is_initrd;
}

static void name_kind(const struct row *row, struct kx_bytes file,
		      struct kxl_kind *kind)
{
	size_t used = strlen(row->name);
	size_t i;

	snprintf(kind->name, sizeof(kind->name), "%s", row->name);
	for (i = 0; i < ARRAY_SIZE(details); i++)
		if (row->holds && details[i].holds == row->holds)
			details[i].describe(file, kind->name + used,
					    sizeof(kind->name) - used);
	kind->advice = row->advice;
	kind->is_initrd = row->is_initrd;
	kind->of = row->of;
	if (row->holds == is_compressed)
		name_compression(file, kind);
}

static bool has_magic(struct kx_bytes file, const struct row *row)
{
	return kx_bytes_have(file, row->offset, row->size) &&
	       !memcmp(file.data + row->offset, row->magic, row->size);
}

bool kxl_kind_find(struct kx_bytes file, struct kxl_kind *kind)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!has_magic(file, &rows[i]) ||
		    (rows[i].holds && !rows[i].holds(file)))
			continue;
		name_kind(&rows[i], file, kind);
		return true;
	}
	return false;
}

const char *kxl_kind_advice(const struct kxl_kind *kind,
			    const struct kx_arch *arch)
{
	const char *advice =
		kind->of && kind->of != arch ? other_arch : kind->advice;
	size_t i;

	for (i = 0; arch == &kx_arch_arm64 && i < ARRAY_SIZE(on_arm64); i++)
		if (on_arm64[i].usual == advice)
			return on_arm64[i].words;
	return advice;
}
