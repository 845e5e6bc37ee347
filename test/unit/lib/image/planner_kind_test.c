// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Messages about a file that no loader accepts. */
#include "lib/image/planner.h"

#include <errno.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

/* Each advice leads to another file, and never back. */
TEST(a_file_of_another_kind_is_named)
{
#define GIVE_ONE                                                              \
	"give a bzImage: /boot/vmlinuz-VERSION, or arch/x86/boot/bzImage of " \
	"a build"
#define IS_LZOP                                                             \
	"it is lzop data; if it is an initrd, give it as that (--initrd), " \
	"and a bzImage as the kernel; if it is a bzImage, compressed once " \
	"more: lzop -d"
	static const struct {
		const char *bytes;
		u32 size;
		const char *type; /* as in --type= */
		const char *says; /* after the object */
	} rows[] = {
		{ "\x89LZO\0\r\n\x1a\n", 9, NULL, IS_LZOP },
		{ "\x89LZO\0\r\n\x1a\n", 9, "bzImage64", IS_LZOP },
		{ "\x7f"
		  "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0",
		  20, NULL,
		  "it is a 64-bit ELF executable for x86-64, as vmlinux is; "
		  "give the bzImage of the same build: "
		  "/boot/vmlinuz-VERSION, or arch/x86/boot/bzImage of a "
		  "build" },
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
		  "no loader has this name (known: bzImage64); name a known "
		  "one, or leave it out" },
	};
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	char wanted[512];
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_put(&fixture, "/kernel",
			    kx_bytes(rows[i].bytes, rows[i].size));
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_set_type(image, rows[i].type), 0);
		assert_true(kexec_image_plan(image, &plan) < 0);
		snprintf(wanted, sizeof(wanted), "plan %s: %s",
			 i == ARRAY_SIZE(rows) - 1 ? rows[i].type
						   : fixture.kernel,
			 rows[i].says);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->text, wanted);
		kexec_image_close(image);
	}
	fixture_free(&fixture);
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_of_another_kind_is_named),
		cmocka_unit_test(what_is_inside_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
