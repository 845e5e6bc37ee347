// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Files of every kind: whole, cut, and with each bit of their magic changed.
 * Compressed files and archives are the output of gzip, xz, zstd, lz4, bzip2,
 * cpio and tar for "kernel\n". Headers follow the specifications of the
 * formats.
 */
#include "lib/image/kind.h"

#include <string.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define PARTS_MAX 5
#define FILLER	  0xee

/* Bytes of a file; the magic comes first. */
struct part {
	u32 at;
	const char *bytes;
	u32 size;
};

struct sample {
	const char *name;
	const char *other; /* kind of a cut or changed file: a prefix */
	const char *advice;
	u32 size;  /* of the file */
	u32 magic; /* number of parts that are magic */
	struct part parts[PARTS_MAX];
};

#define PART(at, bytes)                          \
	{                                        \
		(at), (bytes), sizeof(bytes) - 1 \
	}
#define BZIMAGE	 "vmlinuz-VERSION, or arch/x86/boot/bzImage of a build"
#define GIVE_ONE "give a kernel: " BZIMAGE
#define UNPACK(command)                                                     \
	"if it is an initrd, give it as that (--initrd), and a bzImage as " \
	"the kernel; if it is a bzImage, compressed once more: " command
#define OTHER_ARCH "give a bzImage that was built for x86-64"
#define IS_INITRD  "give it as that (--initrd), and a bzImage as the kernel"
#define IS_PAGE	   "get the file again, from the address of the file itself"
#define TAKE_OUT   "take the kernel out of it, and give that"
#define NOT_XEN                                                              \
	"if you name a type, name multiboot-x86 or multiboot2-x86; if not, " \
	"give its ELF file for x86"
#define ELF_64 \
	"\x7f" \
	"ELF\2\1\1\0\0\0\0\0\0\0\0\0"
#define ELF_32 \
	"\x7f" \
	"ELF\1\1\1\0\0\0\0\0\0\0\0\0"

/* clang-format off */
static const struct sample samples[] = {
	{ "a bzImage", "the beginning of a bzImage", "get the file again", 0x264, 2,
	  { PART(0x1fe, "\x55\xaa"), PART(0x202, "HdrS") } },
	{ "the beginning of a bzImage", NULL, "get the file again", 0x263, 2,
	  { PART(0x1fe, "\x55\xaa"), PART(0x202, "HdrS") } },
	{ "an EFI zboot image for arm64", "a PE file", "give the kernel that is packed in it, as a bzImage", 512, 2,
	  { PART(0, "MZ"), PART(4, "zimg"), PART(0x18, "gzip\0"),
	    PART(0x3c, "\x40\0\0\0PE\0\0\x64\xaa\0\0") } },
	{ "an arm64 Image", "a PE file", OTHER_ARCH, 512, 1,
	  { PART(0x38, "ARM\x64"), PART(0, "MZ"),
	    PART(0x3c, "\x40\0\0\0PE\0\0\x64\xaa\2\0") } },
	{ "a RISC-V Image", "a PE file", OTHER_ARCH, 512, 1,
	  { PART(0x38, "RSC\5"), PART(0, "MZ"), PART(0x30, "RISCV\0\0\0") } },
	{ "an ARM zImage", NULL, OTHER_ARCH, 512, 1,
	  { PART(0x24, "\x18\x28\x6f\x01") } },
	{ "a unified kernel image (UKI)", "a PE file",
	  "get the file again",
	  1024, 3,
	  { PART(0, "MZ"), PART(0x80, "PE\0\0"), PART(0x1b0, ".linux\0\0"),
	    PART(0x3c, "\x80\0\0\0"), PART(0x84, "\x64\x86\2\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\0") } },
	{ "a PE file for x86-64", "a PE file for ", GIVE_ONE, 512, 2,
	  { PART(0, "MZ"), PART(0x80, "PE\0\0"), PART(0x3c, "\x80\0\0\0"),
	    PART(0x84, "\x64\x86\2\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\0") } },
	{ "a PE file for arm64", "a PE file for ", OTHER_ARCH, 512, 2,
	  { PART(0, "MZ"), PART(0x80, "PE\0\0"), PART(0x3c, "\x80\0\0\0"),
	    PART(0x84, "\x64\xaa\2\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\0") } },
	{ "a PE file for machine 0x1234", "a PE file for ", OTHER_ARCH, 512, 2,
	  { PART(0, "MZ"), PART(0x80, "PE\0\0"), PART(0x3c, "\x80\0\0\0"),
	    PART(0x84, "\x34\x12\2\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\0") } },

	{ "a Multiboot kernel", "a 32-bit ELF executable for i386", NOT_XEN, 9000, 2,
	  { PART(0x1000, "\x02\xb0\xad\x1b"), PART(0x1004, "\3\0\0\0\xfb\x4f\x52\xe4"),
	    PART(0, ELF_32), PART(16, "\2\0\3\0\1\0\0\0") } },
	{ "a Multiboot kernel", NULL, NOT_XEN, 40000, 2,
	  { PART(0x7ff0 - 0x10, "\xd6\x50\x52\xe8"), PART(0x7ff0 - 0xc, "\0\0\0\0\x10\0\0\0\x1a\xaf\xad\x17") } },
	{ "a 64-bit ELF executable for x86-64", "a 64-bit ELF ", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF\2\1"), PART(6, "\1\0\0\0\0\0\0\0\0\0"), PART(16, "\2\0\x3e\0\1\0\0\0") } },
	{ "a 64-bit ELF program or library for x86-64", "a 64-bit ELF", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF"), PART(0, ELF_64), PART(16, "\3\0\x3e\0\1\0\0\0") } },
	{ "a 64-bit ELF object file for x86-64", "a 64-bit ELF", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF"), PART(0, ELF_64), PART(16, "\1\0\x3e\0\1\0\0\0") } },
	{ "a 64-bit ELF core (a dump) for x86-64", "a 64-bit ELF", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF"), PART(0, ELF_64), PART(16, "\4\0\x3e\0\1\0\0\0") } },
	{ "a 64-bit ELF program or library for arm64", "a 64-bit ELF", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF"), PART(0, ELF_64), PART(16, "\3\0\xb7\0\1\0\0\0") } },
	{ "a 32-bit ELF executable for i386", "a 32-bit ELF", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF"), PART(0, ELF_32), PART(16, "\2\0\3\0\1\0\0\0") } },
	{ "a 64-bit ELF executable for s390", "a 64-bit ELF", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF"), PART(0, "\x7f" "ELF\2\2\1\0\0\0\0\0\0\0\0\0"), PART(16, "\0\2\0\x16\0\0\0\1") } },
	{ "a 64-bit ELF file for machine 4660", "a 64-bit ELF", GIVE_ONE, 1024, 1,
	  { PART(0, "\x7f" "ELF"), PART(0, ELF_64), PART(16, "\x99\x99\x34\x12\1\0\0\0") } },

	{ "gzip data", NULL, UNPACK("gzip -d"), 27, 1,
	  { PART(0, "\x1f\x8b\x08"), PART(3, "\0\0\0\0\0\0\3\xcb\x4e\x2d\xca\x4b\xcd\xe1\2\0\x69\xae\x8e\x73\7\0\0\0") } },
	{ "xz data", NULL, UNPACK("xz -d"), 48, 1,
	  { PART(0, "\xfd\x37\x7a\x58\x5a\0"), PART(6, "\0\4\xe6\xd6\xb4\x46\2\0\x21\1\x16\0\0\0\x74\x2f\xe5\xa3\1\0\6kernel\n") } },
	{ "zstd data", NULL, UNPACK("zstd -d"), 20, 1,
	  { PART(0, "\x28\xb5\x2f\xfd"), PART(4, "\x24\7\x39\0\0kernel\n\x9b\xc5\x7a\x60") } },
	{ "LZ4 data", NULL, UNPACK("lz4 -d"), 26, 1,
	  { PART(0, "\4\x22\x4d\x18"), PART(4, "\x64\x40\xa7\7\0\0\x80kernel\n\0\0\0\0\x53\xe7\x62\x13") } },
	{ "LZ4 data (legacy)", NULL, UNPACK("lz4 -d"), 16, 1,
	  { PART(0, "\2\x21\x4c\x18"), PART(4, "\x08\0\0\0\x70kernel\n") } },
	{ "zstd or LZ4 data", NULL, UNPACK("zstd -d or lz4 -d"), 64, 1,
	  { PART(1, "\x2a\x4d\x18"), PART(0, "\x50"), PART(4, "\4\0\0\0") } },
	{ "bzip2 data", NULL, UNPACK("bzip2 -d"), 45, 2,
	  { PART(0, "BZh"), PART(4, "1AY&SY"), PART(3, "9"), PART(10, "\x93\xc7\xf4\x30\0\0\1\xc1\x80\0\x10") } },
	{ "bzip2 data", NULL, UNPACK("bzip2 -d"), 14, 2,
	  { PART(0, "BZh"), PART(4, "\x17\x72\x45\x38\x50\x90"), PART(3, "9"), PART(10, "\0\0\0\0") } },
	{ "lzop data", NULL, UNPACK("lzop -d"), 64, 1,
	  { PART(0, "\x89LZO\0\r\n\x1a\n") } },
	{ "lzma data", NULL, UNPACK("xz -d"), 30, 1,
	  { PART(0, "\x5d\0\0"), PART(3, "\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x35\x99\x4a\xab\xa2\xe2") } },

	{ "an initrd (a cpio archive)", NULL, IS_INITRD, 512, 1,
	  { PART(0, "070701"), PART(6, "00A805E9000081A400000000"), PART(110, "f\0") } },
	{ "an initrd (a cpio archive)", NULL, IS_INITRD, 512, 1,
	  { PART(0, "070702"), PART(6, "00A805E9000081A400000000"), PART(110, "f\0") } },
	{ "a cpio archive of the old kind", NULL, GIVE_ONE, 512, 1,
	  { PART(0, "070707"), PART(6, "177000002751100644"), PART(76, "f\0") } },
	{ "a cpio archive of the old kind", NULL, GIVE_ONE, 512, 1,
	  { PART(0, "\xc7\x71"), PART(2, "\0\xfe\xe9\5\xa4\x81\0\0\0\0\1\0\0\0\x0b\x6b\x18\xcc\2\0\0\0\7\0f\0") } },

	{ "a U-Boot image (uImage)", NULL, TAKE_OUT, 512, 1, { PART(0, "\x27\5\x19\x56") } },
	{ "a device tree, or a FIT image", NULL, GIVE_ONE, 512, 1, { PART(0, "\xd0\x0d\xfe\xed") } },
	{ "an Android boot image", NULL, TAKE_OUT, 512, 1, { PART(0, "ANDROID!") } },
	{ "a squashfs image", NULL, TAKE_OUT, 512, 1, { PART(0, "hsqs") } },
	{ "an ISO 9660 image", NULL, TAKE_OUT, 0x8100, 1, { PART(0x8001, "CD001") } },
	{ "an ext2, ext3 or ext4 image", NULL, TAKE_OUT, 2048, 1,
	  { PART(0x438, "\x53\xef"), PART(0x418, "\2\0\0\0"), PART(0x44c, "\1\0\0\0") } },
	{ "a disk image with a GPT", NULL, TAKE_OUT, 2048, 1, { PART(0x200, "EFI PART") } },
	{ "a QEMU disk image (qcow)", NULL, TAKE_OUT, 512, 1, { PART(0, "QFI\xfb") } },
	{ "a tar archive", NULL, TAKE_OUT, 1024, 1, { PART(0x101, "ustar"), PART(0, "f\0\0\0") } },
	{ "a zip archive", NULL, TAKE_OUT, 159, 1, { PART(0, "PK\3\4") } },
	{ "a Debian package", "an ar archive", "unpack it (dpkg-deb -x), and give the vmlinuz in it", 512, 1,
	  { PART(0, "!<arch>\ndebian-binary") } },
	{ "an ar archive", NULL, GIVE_ONE, 512, 1, { PART(0, "!<arch>\n"), PART(8, "f/          ") } },
	{ "an RPM package", NULL, "unpack it (rpm2cpio), and give the vmlinuz in it", 512, 1,
	  { PART(0, "\xed\xab\xee\xdb") } },
	{ "a dump of makedumpfile's", NULL, GIVE_ONE, 512, 1, { PART(0, "KDUMP   ") } },

	{ "an HTML page", "a text file", IS_PAGE, 40, 1,
	  { PART(0, "<!"), PART(2, "DOCTYPE html>\n<html><head></head></html>") } },
	{ "an HTML page", "a text file", IS_PAGE, 40, 1,
	  { PART(5, "<"), PART(0, "\xef\xbb\xbf\r\n"), PART(6, "hTmL lang=de>\n<head><title>404 x") } },
	{ "an XML document", "a text file", IS_PAGE, 40, 1,
	  { PART(0, "<?"), PART(2, "xml version='1.0'?>\n<Error>AccessDenied") } },
	{ "a Git LFS pointer", "a text file", "get the file that it stands for (git lfs pull)", 60, 1,
	  { PART(0, "version https:/" "/git-lfs"), PART(23, ".example/spec/v1\noid sha256:123456789") } },
	{ "a script", "a text file", GIVE_ONE, 24, 1, { PART(0, "#!"), PART(2, "/bin/sh\nexec kexec -e\n") } },
	{ "a text file", NULL, GIVE_ONE, 18, 0, { PART(0, "root=/dev/vda1 ro\n") } },
	{ "a text file", NULL, GIVE_ONE, 64, 0, { PART(0, "{\"error\": \"not found\", \"status\": 404, \"path\": \"/vmlinuz-6.1.0-9\"}") } },
};
/* clang-format on */

/* A copy of exact size, so that ASan detects a read past its end. */
static u8 *make(const struct sample *sample)
{
	u8 *data = malloc(sample->size);
	u32 i;

	assert_non_null(data);
	memset(data, FILLER, sample->size);
	for (i = 0; i < PARTS_MAX && sample->parts[i].bytes; i++) {
		const struct part *part = &sample->parts[i];
		u32 room = sample->size - part->at;

		memcpy(data + part->at, part->bytes,
		       part->size < room ? part->size : room);
	}
	return data;
}

static void check_whole(const struct sample *sample, const u8 *data)
{
	struct kxl_kind kind = { .name = "nothing", .advice = "" };

	(void)!kxl_kind_find(kx_bytes(data, sample->size), &kind);
	assert_string_equal(kind.name, sample->name);
	assert_string_equal(kxl_kind_advice(&kind, &kx_arch_x86_64),
			    sample->advice);
}

/* The kind is unknown, or an allowed one. */
static void check_damaged(const struct sample *sample, struct kx_bytes file,
			  const char *allowed, const char *how)
{
	struct kxl_kind kind;

	if (!kxl_kind_find(file, &kind))
		return;
	if (allowed && !strcmp(kind.name, allowed))
		return;
	if (sample->other &&
	    !strncmp(kind.name, sample->other, strlen(sample->other)) &&
	    (allowed || strcmp(kind.name, sample->name) != 0))
		return;
	fail_msg("%s, %s to %llu bytes, is called %s", sample->name, how,
		 (unsigned long long)file.size, kind.name);
}

static void check_cuts(const struct sample *sample, const u8 *data)
{
	const struct part *last =
		&sample->parts[sample->magic ? sample->magic - 1 : 0];
	u32 end = last->at + last->size;
	const u32 sizes[] = { 0, 1, end / 2, end - 1, sample->size - 1 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *cut = malloc(sizes[i] ? sizes[i] : 1);

		assert_non_null(cut);
		memcpy(cut, data, sizes[i]);
		check_damaged(sample, kx_bytes(cut, sizes[i]), sample->name,
			      "cut");
		free(cut);
	}
}

static void check_changes(const struct sample *sample, u8 *data)
{
	u32 part;
	u32 bit;
	u32 i;

	for (part = 0; part < sample->magic; part++) {
		for (i = 0; i < 8 * sample->parts[part].size; i++) {
			bit = 8 * sample->parts[part].at + i;
			data[bit / 8] ^= (u8)(1 << bit % 8);
			check_damaged(sample, kx_bytes(data, sample->size),
				      NULL, "changed");
			data[bit / 8] ^= (u8)(1 << bit % 8);
		}
	}
}

TEST(every_kind_is_named_and_no_damaged_one_wrongly)
{
	u8 *data;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		data = make(&samples[i]);
		print_message("# %s\n", samples[i].name);
		check_whole(&samples[i], data);
		check_cuts(&samples[i], data);
		check_changes(&samples[i], data);
		free(data);
	}
}

/* The format has no magic, so an unusual field makes the kind unknown. */
TEST(lzma_is_known_by_its_fields)
{
	static const struct {
		const char *name;
		u32 at;
		const char *bytes;
		u32 size;
		bool is_lzma;
	} rows[] = {
		{ "8 MiB", 1, "\0\0\x80\0", 4, true },
		{ "12 MiB", 1, "\0\0\xc0\0", 4, true },
		{ "4 GiB", 1, "\xff\xff\xff\xff", 4, false },
		{ "no dictionary", 1, "\0\0\0\0", 4, false },
		{ "crooked dictionary", 1, "\0\0\xd8\0", 4, false },
		{ "size", 5, "\7\0\0\0\0\0\0\0", 8, true },
		{ "largest size", 5, "\xff\xff\xff\xff\x3f\0\0\0", 8, true },
		{ "impossible size", 5, "\0\0\0\0\x40\0\0\0", 8, false },
		{ "range coder", 13, "\1", 1, false },
	};
	static const char start[14] = "\x5d\0\0\x80\0\xff\xff\xff\xff\xff"
				      "\xff\xff\xff\0";
	struct kxl_kind kind;
	char data[14];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memcpy(data, start, sizeof(data));
		memcpy(data + rows[i].at, rows[i].bytes, rows[i].size);
		assert_row(rows[i].name,
			   kxl_kind_find(kx_bytes(data, sizeof(data)), &kind),
			   rows[i].is_lzma);
	}
}

/* init/initramfs.c and init/do_mounts_rd.c of Linux 7.3. */
TEST(what_linux_takes_as_an_initrd_is_marked)
{
	static const char *const kinds[] = {
		"gzip data",	    "xz data",
		"zstd data",	    "LZ4 data (legacy)",
		"bzip2 data",	    "lzop data",
		"lzma data",	    "an initrd (a cpio archive)",
		"a squashfs image", "an ext2, ext3 or ext4 image",
	};
	struct kxl_kind kind;
	bool is_taken;
	size_t i;
	size_t j;
	u8 *data;

	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		data = make(&samples[i]);
		is_taken = false;
		for (j = 0; j < ARRAY_SIZE(kinds); j++)
			is_taken |= !strcmp(samples[i].name, kinds[j]);
		assert_true(
			kxl_kind_find(kx_bytes(data, samples[i].size), &kind));
		assert_row(samples[i].name, kind.is_initrd, is_taken);
		free(data);
	}
}

TEST(zeroes_are_counted_as_far_as_they_are_looked_at)
{
	struct kxl_kind kind;
	u8 *zeroes = calloc(1, 5000);

	assert_non_null(zeroes);
	assert_true(kxl_kind_find(kx_bytes(zeroes, 5000), &kind));
	assert_string_equal(
		kind.name,
		"nothing but zeroes where a header should be (4096 bytes)");
	assert_string_equal(
		kxl_kind_advice(&kind, &kx_arch_x86_64),
		"get the file again: a copy or a download was not complete");
	assert_true(kxl_kind_find(kx_bytes(zeroes, 3), &kind));
	assert_string_equal(
		kind.name,
		"nothing but zeroes where a header should be (3 bytes)");
	/* kexec-tools takes 13 of them for the head of an empty LZMA file. */
	assert_true(kxl_kind_find(kx_bytes(zeroes, 13), &kind));
	assert_string_equal(
		kind.name,
		"nothing but zeroes where a header should be (13 bytes)");
	/* Linux skips them. */
	assert_true(kind.is_initrd);
	zeroes[4095] = 1;
	assert_false(kxl_kind_find(kx_bytes(zeroes, 5000), &kind));
	free(zeroes);
}

/* One character that is not text, or a short text without a newline. */
TEST(a_text_has_letters_only)
{
	static const char *const texts[] = { "hello", "a\x01\n", "a\x80\n" };
	struct kxl_kind kind;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		assert_false(kxl_kind_find(view(texts[i]), &kind));
	assert_true(kxl_kind_find(view("hello\n"), &kind));
}

/* Whose kernel a file is, and what to give instead on arm64. */
TEST(on_arm64_a_kernel_for_x86_is_another_machines)
{
	static const struct {
		const char *name;
		const struct kx_arch *of;
		const char *advice;
	} rows[] = {
		{ "a bzImage", &kx_arch_x86_64,
		  "give an Image that was built for arm64" },
		{ "an arm64 Image", &kx_arch_arm64,
		  "give it as the kernel, of the type Image if you name one" },
		{ "a RISC-V Image", NULL,
		  "give an Image that was built for arm64" },
		{ "a Multiboot kernel", &kx_arch_x86_64,
		  "give an Image that was built for arm64" },
		{ "an EFI zboot image for arm64", NULL,
		  "give the kernel that is packed in it, as an Image" },
		{ "an initrd (a cpio archive)", NULL,
		  "give it as that (--initrd), and an Image as the kernel" },
		{ "a text file", NULL,
		  "give a kernel: vmlinuz-VERSION, or arch/arm64/boot/Image "
		  "of a build" },
		{ "a squashfs image", NULL, TAKE_OUT },
	};
	struct kxl_kind kind;
	size_t i, k;
	u8 *data;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (k = 0; k < ARRAY_SIZE(samples); k++)
			if (!strcmp(samples[k].name, rows[i].name))
				break;
		assert_true(k < ARRAY_SIZE(samples));
		data = make(&samples[k]);
		assert_true(
			kxl_kind_find(kx_bytes(data, samples[k].size), &kind));
		free(data);
		assert_string_equal(kind.name, rows[i].name);
		assert_ptr_equal(kind.of, rows[i].of);
		assert_string_equal(kxl_kind_advice(&kind, &kx_arch_arm64),
				    rows[i].advice);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_kind_is_named_and_no_damaged_one_wrongly),
		cmocka_unit_test(lzma_is_known_by_its_fields),
		cmocka_unit_test(what_linux_takes_as_an_initrd_is_marked),
		cmocka_unit_test(
			zeroes_are_counted_as_far_as_they_are_looked_at),
		cmocka_unit_test(a_text_has_letters_only),
		cmocka_unit_test(on_arm64_a_kernel_for_x86_is_another_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
