// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Messages about a file that no loader accepts. */
#include "lib/image/planner.h"

#include <errno.h>
#include <string.h>

#include "test/unit/core/make_elf.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

#define GIVE_ONE \
	"give a kernel: vmlinuz-VERSION, or arch/x86/boot/bzImage of a build"
#define IS_LZOP                                                             \
	"it is lzop data; if it is an initrd, give it as that (--initrd), " \
	"and a bzImage as the kernel; if it is a bzImage, compressed once " \
	"more: lzop -d"

static const struct {
	const char *bytes;
	u32 size;
	const char *type; /* as in --type= */
	const char *says; /* after the object */
} kinds[] = {
	{ "\x89LZO\0\r\n\x1a\n", 9, NULL, IS_LZOP },
	{ "\x89LZO\0\r\n\x1a\n", 9, "bzImage64", IS_LZOP },
	{ "\x7f"
	  "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0",
	  20, NULL,
	  "file ends inside its header (has 20 bytes, needs 64); is "
	  "it a kernel? get the file again" },
	{ "\x7f"
	  "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0",
	  20, "elf-x86_64",
	  "it is a 64-bit ELF executable for x86-64; " GIVE_ONE },
	{ "\x7f"
	  "ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\3\0",
	  20, NULL,
	  "file ends inside its header (has 20 bytes, needs 52); is "
	  "it a kernel? get the file again" },
	{ "\x7f"
	  "ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\3\0",
	  20, "elf-x86", "it is a 32-bit ELF executable for i386; " GIVE_ONE },
	{ "\x7f"
	  "ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\x28\0",
	  20, NULL, "it is a 32-bit ELF executable for ARM; " GIVE_ONE },
	{ "070701", 6, "elf-x86_64",
	  "it is an initrd (a cpio archive); give it as that (--initrd), and "
	  "a bzImage as the kernel" },
	{ "070701", 6, NULL,
	  "it is an initrd (a cpio archive); give it as that (--initrd), and "
	  "a bzImage as the kernel" },
	{ "\xee\xee\xee", 3, NULL,
	  "no loader knows this file: not a kernel, or one of another "
	  "architecture; " GIVE_ONE },
	{ "\xee\xee\xee", 3, "bzImage64",
	  "file ends inside its header (has 3 bytes, needs 612); is "
	  "it a kernel? get the file again" },
	{ "no kernel\n", 10, "no-such-type",
	  "no loader has this name (known: multiboot2-x86 elf-x86_64 "
	  "multiboot-x86 elf-x86 pvh-x86 bzImage64 bzImage uki); "
	  "name a known one, or leave it out" },
};

/* Each advice leads to another file, and never back. */
TEST(a_file_of_another_kind_is_named)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	char wanted[512];
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		fixture_put(&fixture, "/kernel",
			    kx_bytes(kinds[i].bytes, kinds[i].size));
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_set_type(image, kinds[i].type), 0);
		assert_true(kexec_image_plan(image, &plan) < 0);
		snprintf(wanted, sizeof(wanted), "plan %s: %s",
			 i == ARRAY_SIZE(kinds) - 1 ? kinds[i].type
						    : fixture.kernel,
			 kinds[i].says);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->text, wanted);
		kexec_image_close(image);
	}
	fixture_free(&fixture);
}

static void expect_reason(struct fixture *fixture, const char *type,
			  const char *reason)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;

	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	assert_int_equal(kexec_image_set_type(image, type), 0);
	assert_int_equal(kexec_image_plan(image, &plan),
			 *reason ? -ENOEXEC : 0);
	assert_string_equal(kexec_ctx_error(fixture->ctx)->reason, reason);
	kexec_image_close(image);
}

TEST(a_vmlinux_is_planned_unless_another_type_was_named)
{
	struct fixture fixture;
	struct vmlinux file;

	fixture_make_pc(&fixture);
	vmlinux_make(&file);
	fixture_put(&fixture, "/kernel", vmlinux_bytes(&file));
	expect_reason(&fixture, NULL, "");
	expect_reason(&fixture, "elf-x86_64", "");
	expect_reason(&fixture, "bzImage64",
		      "it is a vmlinux, Linux as a 64-bit ELF file");
	vmlinux_put(&file, VM_BANNER, 1, 'x');
	fixture_put(&fixture, "/kernel", vmlinux_bytes(&file));
	expect_reason(&fixture, NULL,
		      "it is a 64-bit ELF executable for x86-64");
	assert_int_equal(kexec_ctx_error(fixture.ctx)->limit, 1);
	fixture_free(&fixture);
}

static void put_elf(struct fixture *fixture, const struct elf_file *file)
{
	fixture_put(fixture, "/kernel", elf_bytes(file));
}

/* A reason stays when a later plan succeeds, so those come first. */
TEST(other_elf_files_are_planned_once_it_is_said_how)
{
	static const struct {
		u8 class;
		const char *type;
		const char *other_type;
		const char *program;
		const char *linux_name;
	} rows[] = {
		{ KX_ELF_CLASS_32, "elf-x86", "elf-x86_64",
		  "it is a 32-bit ELF executable for i386",
		  "it is a vmlinux, Linux as a 32-bit ELF file" },
		{ KX_ELF_CLASS_64, "elf-x86_64", "elf-x86",
		  "it is a 64-bit ELF executable for x86-64",
		  "it is a vmlinux, Linux as a 64-bit ELF file" },
	};
	struct fixture fixture;
	struct elf_file file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		elf_make(&file, rows[i].class);
		elf_put_pvh(&file);
		put_elf(&fixture, &file);
		expect_reason(&fixture, NULL, "");
		expect_reason(&fixture, "pvh-x86", "");
		elf_make_linux(&file, rows[i].class, "6.1.0");
		put_elf(&fixture, &file);
		expect_reason(&fixture, rows[i].type, "");
		expect_reason(&fixture, rows[i].other_type, rows[i].linux_name);
		elf_make(&file, rows[i].class);
		put_elf(&fixture, &file);
		expect_reason(&fixture, NULL, rows[i].program);
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->advice,
				       "--args-linux, --args-elf or "
				       "--args-none"));
		elf_put_pvh(&file);
		put_elf(&fixture, &file);
		expect_reason(&fixture, "bzImage64",
			      "it is a kernel with a PVH entry, as an ELF "
			      "file");
		fixture_free(&fixture);
	}
}

/* Files that people mistake for kernels are often compressed. */
TEST(what_is_inside_is_named)
{
	struct kx_bytes file =
		pack_file(&file_packings[0], kx_bytes("070701, and so on", 17));
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_put(&fixture, "/kernel", file);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "file-format");
	if (HAVE_ZLIB)
		assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
				    "it is an initrd (a cpio archive), inside "
				    "gzip data");
	kexec_image_close(image);
	fixture_free(&fixture);
	pack_free(file);
}

/* On a system with /boot, and on one without. */
TEST(a_kernel_of_this_system_is_named)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	const char *advice;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/kernel", "no kernel\n");
	fixture_text(&fixture, "/usr/lib/modules/6.1/vmlinuz", "one");
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	advice = kexec_ctx_error(fixture.ctx)->advice;
	assert_string_equal(advice, "give a kernel: "
				    "/usr/lib/modules/6.1/vmlinuz, or "
				    "arch/x86/boot/bzImage of a build");
	assert_null(strstr(kexec_ctx_error(fixture.ctx)->text, "/boot/vm"));
	fixture_put(&fixture, "/kernel", kx_bytes("\1\2\3", 3));
	fixture_text(&fixture, "/boot/vmlinuz-6.10", "one");
	kexec_image_close(image);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->text,
			       "; give a kernel: /boot/vmlinuz-6.10, or "));
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_of_another_kind_is_named),
		cmocka_unit_test(
			a_vmlinux_is_planned_unless_another_type_was_named),
		cmocka_unit_test(
			other_elf_files_are_planned_once_it_is_said_how),
		cmocka_unit_test(what_is_inside_is_named),
		cmocka_unit_test(a_kernel_of_this_system_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
