// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A UKI taken apart: its files, its command line, and what is said of it. */
#include "lib/image/uki.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_pe.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static int open_uki(struct fixture *fixture, const struct uki_section *sections,
		    u32 count, const char *profile, struct kxl_uki *uki)
{
	static char name[] = "it";
	const struct kxl_file file = { .fd = -1,
				       .name = name,
				       .bytes = uki_make(sections, count) };
	int err;

	*uki = (struct kxl_uki){ 0 };
	assert_true(kxl_uki_opens(&kx_arch_x86_64, file.bytes));
	err = kxl_uki_open(fixture->ctx, &file, profile, uki);
	free((void *)(uintptr_t)file.bytes.data);
	return err;
}

static bool is_sealed(const struct kxl_file *file)
{
	return fcntl(file->fd, F_GET_SEALS) & F_SEAL_WRITE;
}

static const struct uki_section all[] = {
	UKI_TEXT(".cmdline", "  root=/dev/vda1\tquiet \n"),
	UKI_TEXT(".linux", "a kernel"),
	UKI_TEXT(".initrd", "initrd"),
	UKI_TEXT(".ucode", "070701 code"),
	UKI_TEXT(".dtb", "a tree"),
	UKI_TEXT(".profile", "ID=main"),
	UKI_TEXT(".profile", "ID=bare"),
	UKI_TEXT(".initrd", ""),
	UKI_TEXT(".ucode", ""),
	UKI_TEXT(".cmdline", ""),
};

TEST(what_is_in_a_uki_comes_out)
{
	struct fixture fixture;
	struct kxl_uki uki;

	fixture_make_pc(&fixture);
	assert_int_equal(open_uki(&fixture, all, ARRAY_SIZE(all), NULL, &uki),
			 0);
	assert_string_equal(uki.kernel.name, "it");
	assert_int_equal(uki.kernel.bytes.size, 512);
	assert_memory_equal(uki.kernel.bytes.data, "a kernel\0", 9);
	/* Microcode first, and each at a multiple of 4. */
	assert_string_equal(uki.initrd.name, "it:.initrd");
	assert_int_equal(uki.initrd.bytes.size, 20);
	assert_memory_equal(uki.initrd.bytes.data, "070701 code\0initrd\0\0",
			    20);
	assert_string_equal(uki.cmdline, "root=/dev/vda1 quiet");
	assert_true(is_sealed(&uki.kernel));
	assert_true(is_sealed(&uki.initrd));
	assert_non_null(strstr(fixture.log, "device trees"));
	assert_null(strstr(fixture.log, "microcode (.ucode)"));
	kxl_uki_close(&uki);
	fixture_free(&fixture);
}

TEST(a_profile_may_take_away)
{
	struct fixture fixture;
	struct kxl_uki uki;

	fixture_make_pc(&fixture);
	assert_int_equal(open_uki(&fixture, all, ARRAY_SIZE(all), "bare", &uki),
			 0);
	assert_null(uki.initrd.name);
	assert_string_equal(uki.cmdline, "");
	kxl_uki_close(&uki);
	assert_int_equal(open_uki(&fixture, all + 1, 1, "0", &uki), 0);
	assert_null(uki.initrd.name);
	assert_null(uki.cmdline);
	kxl_uki_close(&uki);
	fixture_free(&fixture);
}

/* Zeroes that follow it are signed as well, and nobody has signed them. */
TEST(a_signed_kernel_ends_where_its_signature_does)
{
	struct uki_section section = { ".linux", { NULL, 0 } };
	u8 longer[PE_TABLE_END + 1] = { 0 };
	struct pe_image image;
	struct fixture fixture;
	struct kxl_uki uki;

	fixture_make_pc(&fixture);
	pe_make(&image, PE_KIND_64);
	section.bytes = pe_bytes(&image);
	assert_int_equal(open_uki(&fixture, &section, 1, NULL, &uki), 0);
	assert_int_equal(uki.kernel.bytes.size, PE_TABLE_END);
	assert_memory_equal(uki.kernel.bytes.data, image.data, PE_TABLE_END);
	kxl_uki_close(&uki);
	/* Not zeroes: they are there for something. */
	memcpy(longer, image.data, PE_TABLE_END);
	longer[PE_TABLE_END] = 1;
	section.bytes = kx_bytes(longer, sizeof(longer));
	assert_int_equal(open_uki(&fixture, &section, 1, NULL, &uki), 0);
	assert_int_equal(uki.kernel.bytes.size, 0x600);
	kxl_uki_close(&uki);
	fixture_free(&fixture);
}

TEST(what_can_not_be_used_has_a_name)
{
	static const struct uki_section twice[] = {
		UKI_TEXT(".linux", "1"),
		UKI_TEXT(".linux", "2"),
	};
	static const struct uki_section nul[] = {
		UKI_TEXT(".linux", "1"),
		UKI_TEXT(".cmdline", "a\0b"),
	};
	static const struct uki_section empty[] = { UKI_TEXT(".linux", "") };
	static const struct {
		const struct uki_section *sections;
		u32 count;
		const char *profile;
		int err;
		const char *name;
		const char *says;
	} rows[] = {
		{ twice, 2, NULL, -ENOEXEC, "uki-twice", "(.linux 0)" },
		{ nul, 2, NULL, -EINVAL, "cmdline-nul", "(.cmdline 0x1" },
		{ empty, 1, NULL, -ENOEXEC, "uki", "(.linux 0)" },
		{ all, 6, "1", -EINVAL, "profile",
		  "has no profile 1 (it has 1)" },
		{ all, 10, "x", -EINVAL, "profile",
		  "has no profile x (it has 2)" },
	};
	const struct kexec_error *error;
	struct fixture fixture;
	struct kxl_uki uki;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   open_uki(&fixture, rows[i].sections, rows[i].count,
				    rows[i].profile, &uki),
			   rows[i].err);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->name, rows[i].name);
		assert_string_equal(error->action, "unpack");
		assert_string_equal(error->object, "it");
		assert_non_null(strstr(error->text, rows[i].says));
		assert_null(uki.kernel.name);
	}
	fixture_free(&fixture);
}

TEST(what_memory_has_no_room_for_is_not_taken_out)
{
	static u8 large[2 << 20];
	const struct uki_section sections[] = {
		UKI_TEXT(".linux", "a kernel"),
		{ ".initrd", { large, sizeof(large) } },
	};
	struct fixture fixture;
	struct kxl_uki uki;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/meminfo",
		     "MemTotal: 4096 kB\nMemFree: 1024 kB\n"
		     "MemAvailable: 1024 kB\n");
	assert_int_equal(open_uki(&fixture, sections, 2, NULL, &uki), -ENOMEM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "memory-short");
	fixture_free(&fixture);
}

/* Linux looks for it in an archive that is not compressed. */
TEST(microcode_that_linux_would_miss_is_a_warning)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".linux", "a kernel"),
		UKI_TEXT(".ucode", "\x1f\x8b compressed"),
	};
	struct fixture fixture;
	struct kxl_uki uki;

	fixture_make_pc(&fixture);
	assert_int_equal(open_uki(&fixture, sections, 2, NULL, &uki), 0);
	assert_non_null(strstr(fixture.log, "microcode (.ucode)"));
	assert_int_equal(uki.initrd.bytes.size, 16);
	kxl_uki_close(&uki);
	fixture_free(&fixture);
}

/* Linux reads a bzImage as that. */
TEST(a_bzimage_is_no_uki_whatever_its_sections)
{
	struct bzimage image;
	struct kx_bytes file;

	bzimage_make(&image);
	assert_false(kxl_uki_opens(&kx_arch_x86_64, bzimage_bytes(&image)));
	file = uki_make(all, ARRAY_SIZE(all));
	assert_false(kxl_uki_opens(&kx_arch_x86_64,
				   kx_bytes(file.data, UKI_HEADERS)));
	free((void *)(uintptr_t)file.data);
}

TEST(profiles_are_of_ukis_alone)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(kxl_uki_fail_other(fixture.ctx, "it"), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "profile");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_a_uki_comes_out),
		cmocka_unit_test(a_profile_may_take_away),
		cmocka_unit_test(a_signed_kernel_ends_where_its_signature_does),
		cmocka_unit_test(what_can_not_be_used_has_a_name),
		cmocka_unit_test(what_memory_has_no_room_for_is_not_taken_out),
		cmocka_unit_test(microcode_that_linux_would_miss_is_a_warning),
		cmocka_unit_test(a_bzimage_is_no_uki_whatever_its_sections),
		cmocka_unit_test(profiles_are_of_ukis_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
