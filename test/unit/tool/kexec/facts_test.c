// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Every line that kexec --check prints about a kernel's file, for each format
 * and container, on a machine that hides its memory map from this process.
 */
#include "tool/kexec/facts.h"

#include <stdlib.h>
#include <string.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_signed.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

#define VERSION_AT 0x3f0

static struct capture output;

/* As a user: /proc/iomem has no addresses for one. */
static void make_hidden(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fixture_text(fixture, "/proc/iomem", "0-0 : System RAM\n");
}

static int check_words(struct fixture *fixture, const char *line)
{
	int status;

	recorder = (struct recorder){ 0 };
	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_string_equal(fake_steps, "");
	return status;
}

/* The first line has the file's size, which depends on compressors. */
static void expect(struct kx_bytes file, const char *text)
{
	struct fixture fixture;
	char first[64];

	snprintf(first, sizeof(first), "file            %llu bytes\n",
		 (unsigned long long)file.size);
	make_hidden(&fixture);
	fixture_put(&fixture, "/kernel", file);
	assert_int_equal(check_words(&fixture, "--check -q -i K"), 0);
	assert_memory_equal(output.text, first, strlen(first));
	assert_string_equal(output.text + strlen(first), text);
	assert_string_equal(errors.text, "");
	fixture_free(&fixture);
}

static void name_version(struct bzimage *image)
{
	static const char version[] = "6.1.0-1-amd64 (x@y)\n#1 SMP";

	memcpy(image->data + VERSION_AT, version, sizeof(version));
	bzimage_put(image, 0x20e, 2, VERSION_AT - 0x200);
	bzimage_seal(image);
}

/* clang-format off */
#define PACKED "kernel file     6144 bytes\n"
/* Lines that most images share. */
#define IS_LINUX \
	"format          bzImage64\n" \
	"boot protocol   Linux on x86\n"
#define NO_VERSION \
	"version         not in the file\n"
#define BOTH_WAYS \
	"architecture    x86_64\n" \
	"ways in         64-bit at its start + 0x200, 32-bit at its start + 0\n"
#define BOTH_CALLS \
	"system calls    kexec_load(2), kexec_file_load(2)\n"
#define ONE_CALL \
	"system calls    kexec_load(2)\n"
#define MOVES \
	"memory          8.0 MiB (0x800000 bytes) until it reads its memory map\n" \
	"relocatable     yes\n" \
	"crash kernel    yes\n"
#define STAYS \
	"relocatable     no\n" \
	"crash kernel    if crashkernel= reserves its place\n"
#define STANDARD \
	IS_LINUX NO_VERSION BOTH_WAYS BOTH_CALLS \
	"place           [0x1000000, 0x400000000000), aligned to 0x200000\n" \
	MOVES \
	"initrd          ends at or below 0x400000000000\n" \
	"command line    at most 2047 bytes\n" \
	"5-level paging  yes\n" \
	"EFI             no\n"
/* clang-format on */

static void make_standard(struct bzimage *image)
{
	bzimage_make(image);
	bzimage_put(image, 0x20e, 2, 0);
	bzimage_seal(image);
}

TEST(a_bzimage_of_64_bits)
{
	struct bzimage image;

	make_standard(&image);
	expect(bzimage_bytes(&image),
	       "packed in       nothing\n" STANDARD "signed          no\n");
	bzimage_put(&image, BZ_XLOADFLAGS, 2, 0x11);
	name_version(&image);
	expect(bzimage_bytes(&image),
	       "packed in       nothing\n" IS_LINUX
	       "version         6.1.0-1-amd64 (x@y)\\x0a#1 SMP\n" BOTH_WAYS
		       ONE_CALL
	       "place           [0x1000000, 0x100000000), aligned to 0x200000\n" MOVES
	       "initrd          ends at or below 0x80000000\n"
	       "command line    at most 2047 bytes\n"
	       "5-level paging  yes\n"
	       "EFI             yes\n"
	       "signed          no\n");
}

TEST(a_bzimage_of_32_bits)
{
	struct bzimage image;

	make_standard(&image);
	bzimage_put(&image, BZ_XLOADFLAGS, 2, 0x04);
	bzimage_put(&image, BZ_INITRD_ADDR_MAX, 4, 0x37ffffff);
	bzimage_seal(&image);
	expect(bzimage_bytes(&image),
	       "packed in       nothing\n" IS_LINUX NO_VERSION
	       "architecture    x86\n"
	       "ways in         32-bit at its start + 0\n" ONE_CALL
	       "place           [0x1000000, 0x36000000), aligned to 0x200000\n" MOVES
	       "initrd          ends at or below 0x38000000\n"
	       "command line    at most 2047 bytes\n"
	       "5-level paging  yes\n"
	       "EFI             no\n"
	       "signed          no\n");
}

/* Without a payload, at 1 MiB and nowhere else. */
TEST(what_is_no_linux)
{
	struct bzimage image;

	make_standard(&image);
	bzimage_put(&image, BZ_PAYLOAD_OFFSET, 4, 0);
	bzimage_put(&image, BZ_PAYLOAD_LENGTH, 4, 0);
	bzimage_put(&image, BZ_XLOADFLAGS, 2, 0x01);
	bzimage_put(&image, BZ_RELOCATABLE, 1, 0);
	bzimage_put(&image, BZ_PREF_ADDRESS, 8, 0x100000);
	bzimage_put(&image, BZ_INIT_SIZE, 4, 0x6b000);
	bzimage_put(&image, BZ_CMDLINE_SIZE, 4, 255);
	expect(bzimage_bytes(&image),
	       "packed in       nothing\n" IS_LINUX NO_VERSION BOTH_WAYS
		       ONE_CALL "place           [0x100000, 0x16b000)\n"
	       "memory          438272 bytes until it reads its memory map\n" STAYS
	       "initrd          ends at or below 0x80000000\n"
	       "command line    at most 255 bytes\n"
	       "5-level paging  yes\n"
	       "EFI             no\n"
	       "signed          no\n");
}

TEST(a_vmlinux)
{
	struct vmlinux vmlinux;

	vmlinux_make(&vmlinux);
	expect(vmlinux_bytes(&vmlinux),
	       "packed in       nothing\n"
	       "format          elf-x86_64\n"
	       "boot protocol   Linux on x86\n"
	       "version         6.1.0-test (builder@host) (gcc) #1 SMP\n"
	       "architecture    x86_64\n"
	       "ways in         64-bit at its start + 0x4010\n" ONE_CALL
	       "place           [0x1000000, 0x400000000000), aligned to "
	       "0x200000\n"
	       "memory          28672 bytes until it reads its memory map\n"
	       "relocatable     yes\n"
	       "crash kernel    yes\n"
	       "initrd          ends at or below 0x400000000000\n"
	       "command line    at most 2047 bytes\n"
	       "5-level paging  no\n"
	       "EFI             no\n"
	       "signed          no\n");
}

TEST(a_signature_is_there_broken_or_in_it)
{
	struct signed_file file;
	struct kx_bytes packed;

	signed_make(&file);
	expect(signed_bytes(&file), "packed in       nothing\n" STANDARD
				    "signed          yes, not verified here\n");
	packed = pack_file(&file_packings[0], signed_bytes(&file));
	expect(packed, "packed in       gzip data\n"
		       "kernel file     6232 bytes\n" STANDARD
		       "signed          no; the kernel in it: yes, not "
		       "verified here\n");
	pack_free(packed);
	signed_put(&file, SIGNED_TABLE + 6, 2, 1);
	expect(signed_bytes(&file),
	       "packed in       nothing\n" STANDARD
	       "signed          its certificate table is broken\n");
}

TEST(a_uki_with_two_profiles)
{
	struct uki_section sections[] = {
		UKI_TEXT(".cmdline", "root=/dev/vda1 quiet\n"),
		UKI_TEXT(".ucode", "070701"),
		UKI_TEXT(".initrd", "an initrd"),
		{ ".linux", { 0 } },
		UKI_TEXT(".profile", "ID=main\nTITLE=Main\n"),
		UKI_TEXT(".profile", "ID='res\x1b"
				     "cue'\n"),
		UKI_TEXT(".cmdline", "single"),
		UKI_TEXT(".initrd", ""),
		UKI_TEXT(".profile", "TITLE=No ID"),
		UKI_TEXT(".profile", "ID=twice"),
		UKI_TEXT(".cmdline", "a"),
		UKI_TEXT(".cmdline", "b"),
	};
	struct bzimage image;
	struct kx_bytes file;

	make_standard(&image);
	sections[3].bytes = bzimage_bytes(&image);
	file = uki_make(sections, ARRAY_SIZE(sections));
	expect(file,
	       "packed in       unified kernel image\n" PACKED STANDARD
	       "signed          no; the kernel in it: no\n"
	       "profiles        4\n"
	       "  0             ID main, initrd 9 bytes, microcode 6 "
	       "bytes, command line \"root=/dev/vda1 quiet\"\n"
	       "  1             ID res\\x1bcue, initrd 0 bytes, microcode "
	       "6 bytes, command line \"single\"\n"
	       "  2             no ID, initrd 9 bytes, microcode 6 bytes, "
	       "command line \"root=/dev/vda1 quiet\"\n"
	       "  3             broken\n");
	free((void *)(uintptr_t)file.data);
	/* Its own kernel alone. */
	file = uki_make(sections + 3, 1);
	expect(file,
	       "packed in       unified kernel image\n" PACKED STANDARD
	       "signed          no; the kernel in it: no\n"
	       "profiles        1\n"
	       "  0             no ID, initrd 0 bytes, microcode 0 bytes, "
	       "no command line\n");
	free((void *)(uintptr_t)file.data);
}

static const char packed_lines[] =
	PACKED STANDARD "signed          no; the kernel in it: no\n";

/* The whole line, and what the plan has of it. */
TEST(addons_beside_a_uki_are_named)
{
	static const struct uki_section added = UKI_TEXT(".cmdline", "added");
	struct uki_section sections[] = {
		UKI_TEXT(".cmdline", "own"),
		{ ".linux", { 0 } },
	};
	struct fixture fixture;
	struct bzimage image;
	struct kx_bytes addon;
	struct kx_bytes file;
	char wanted[256];

	make_standard(&image);
	sections[1].bytes = bzimage_bytes(&image);
	file = uki_make(sections, ARRAY_SIZE(sections));
	addon = uki_make(&added, 1);
	fixture_make_pc(&fixture);
	fixture_put(&fixture, "/kernel", file);
	fixture_put(&fixture, "/kernel.extra.d/a.addon.efi", addon);
	fixture_put(&fixture, "/kernel.extra.d/b.addon.efi", addon);
	assert_int_equal(check_words(&fixture, "--check K"), 0);
	snprintf(wanted, sizeof(wanted),
		 "\naddons          %s.extra.d/a.addon.efi, "
		 "%s.extra.d/b.addon.efi\n",
		 fixture.kernel, fixture.kernel);
	assert_non_null(strstr(output.text, wanted));
	assert_non_null(
		strstr(output.text, ", command line \"own added added\"\n["));
	fixture_free(&fixture);
	free((void *)(uintptr_t)addon.data);
	free((void *)(uintptr_t)file.data);
}

TEST(a_zboot_image_of_each_compression)
{
	struct bzimage image;
	char text[2048];
	size_t i;

	make_standard(&image);
	snprintf(text, sizeof(text), "packed in       EFI zboot image\n%s",
		 packed_lines);
	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kx_bytes inner =
			pack_file(&file_packings[i], bzimage_bytes(&image));
		struct kx_bytes file = pack_zboot(inner, file_packings[i].name);

		if (file_packings[i].has_library)
			expect(file, text);
		pack_free(file);
		pack_free(inner);
	}
}

/* Each compression in each other one, and in itself. */
TEST(what_is_packed_twice_names_both)
{
	struct bzimage image;
	char text[2048];
	size_t i;

	make_standard(&image);
	for (i = 0; i < FILE_PACKINGS * FILE_PACKINGS; i++) {
		const struct file_packing *outer =
			&file_packings[i / FILE_PACKINGS];
		const struct file_packing *inner =
			&file_packings[i % FILE_PACKINGS];
		struct kx_bytes middle =
			pack_file(inner, bzimage_bytes(&image));
		struct kx_bytes file = pack_file(outer, middle);

		snprintf(text, sizeof(text), "packed in       %s, in it %s\n%s",
			 outer->data, inner->data, packed_lines);
		if (outer->has_library && inner->has_library)
			expect(file, text);
		pack_free(file);
		pack_free(middle);
	}
}

/* What it is, and what to give: the words of a load. */
TEST(what_is_no_kernel_is_named)
{
	static const struct {
		const char *name;
		struct kx_bytes file;
		const char *words;
	} rows[] = {
		{ "text",
		  { (const u8 *)"a text\n", 7 },
		  ": it is a text file; " },
		{ "an initrd",
		  { (const u8 *)"070701 and so on", 16 },
		  ": it is an initrd (a cpio archive); " },
		{ "no unpacker",
		  { (const u8 *)"\x89LZO\0\r\n\x1a\n", 9 },
		  ": it is lzop data; " },
		{ "another machine's",
		  { (const u8 *)"\x7f"
				"ELF\2\1\1\0\0"
				"\0\0\0\0\0\0\0\2\0\xb7",
		    20 },
		  ": it is a 64-bit ELF executable for arm64; " },
		{ "anything",
		  { (const u8 *)"\1\2\3", 3 },
		  ": no loader knows this file: " },
	};
	struct fixture fixture;
	size_t i;

	make_hidden(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_put(&fixture, "/kernel", rows[i].file);
		assert_row(rows[i].name, check_words(&fixture, "--check K"),
			   255);
		assert_string_equal(output.text, "");
		assert_memory_equal(errors.text,
				    "Cannot determine the file type of /tmp/",
				    39);
		assert_non_null(strstr(errors.text, rows[i].words));
		assert_ptr_equal(strchr(errors.text, '\n'),
				 errors.text + strlen(errors.text) - 1);
	}
	fixture_text(&fixture, "/kernel", "");
	assert_int_equal(check_words(&fixture, "--check K"), 255);
	assert_non_null(strstr(errors.text, ": the file is empty; "));
	assert_int_equal(check_words(&fixture, "--check /nonexistent"), 255);
	assert_string_equal(output.text, "");
	fixture_free(&fixture);
}

/* The facts are there, and why they are all. */
TEST(a_hidden_map_is_only_a_warning)
{
	static const char says[] =
		"what would be loaded where is not known: /proc/iomem: all "
		"addresses read zero: they are hidden from users; run as root, "
		"outside of containers\n";
	struct fixture fixture;

	make_hidden(&fixture);
	assert_int_equal(check_words(&fixture, "--check K"), 0);
	assert_non_null(strstr(output.text, "\nsigned          no\n"));
	assert_null(strstr(output.text, "entry "));
	assert_non_null(strstr(errors.text, says));
	/* Without any /proc. */
	fixture_remove(&fixture, "/proc/iomem");
	assert_int_equal(check_words(&fixture, "--check K"), 0);
	assert_non_null(strstr(errors.text, "/proc/iomem: No such file"));
	/* What is not Linux's is an error. */
	fixture_text(&fixture, "/proc/iomem", "nonsense\n");
	assert_int_equal(check_words(&fixture, "--check K"), 255);
	assert_non_null(strstr(output.text, "\nsigned          no\n"));
	assert_non_null(strstr(errors.text, "Could not get memory layout"));
	fixture_free(&fixture);
}

/* Dry runs of other loads are as they were. */
TEST(only_a_normal_load_has_facts)
{
	struct fixture fixture;

	make_hidden(&fixture);
	assert_int_equal(check_words(&fixture, "--check -p K"), 255);
	assert_string_equal(output.text, "");
	assert_non_null(strstr(errors.text, "Could not get memory layout"));
	assert_int_equal(check_words(&fixture,
				     "--check --load-preserve-context "
				     "--mem-max=0xfffffff K"),
			 255);
	assert_string_equal(output.text, "");
	assert_int_equal(check_words(&fixture, "--check"), 255);
	assert_string_equal(output.text, "");
	assert_non_null(strstr(errors.text, "No kernel specified"));
	fixture_free(&fixture);
}

/* The plan follows, as far as there is one. */
TEST(facts_come_before_the_plan)
{
	struct fixture fixture;
	const char *plan;

	fixture_make_pc(&fixture);
	assert_int_equal(check_words(&fixture, "--check K I"), 0);
	assert_memory_equal(output.text, "file            6144 bytes\n", 27);
	plan = strstr(output.text, "\nentry 0x");
	assert_non_null(plan);
	assert_non_null(strstr(plan, ") kernel\n"));
	assert_null(strstr(plan, "signed"));
	assert_int_equal(check_words(&fixture, "--check --mem-max=0xffff K"),
			 255);
	assert_non_null(strstr(output.text, "\nsigned          no\n"));
	assert_non_null(strstr(errors.text, "Cannot load /tmp/"));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bzimage_of_64_bits),
		cmocka_unit_test(a_bzimage_of_32_bits),
		cmocka_unit_test(what_is_no_linux),
		cmocka_unit_test(a_vmlinux),
		cmocka_unit_test(a_signature_is_there_broken_or_in_it),
		cmocka_unit_test(a_uki_with_two_profiles),
		cmocka_unit_test(addons_beside_a_uki_are_named),
		cmocka_unit_test(a_zboot_image_of_each_compression),
		cmocka_unit_test(what_is_packed_twice_names_both),
		cmocka_unit_test(what_is_no_kernel_is_named),
		cmocka_unit_test(a_hidden_map_is_only_a_warning),
		cmocka_unit_test(only_a_normal_load_has_facts),
		cmocka_unit_test(facts_come_before_the_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
