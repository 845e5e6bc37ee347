// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Addons in a tree like an EFI system partition: which ones are used, in which
 * order, and what becomes of them in an image.
 */
#include "lib/image/addons.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/image/image.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define UKI "/EFI/Linux/foo+3-1.efi"
#define OWN "/EFI/Linux/foo.efi.extra.d/"
#define TOP "/loader/addons/"

static void put_pe(const struct fixture *fixture, const char *path,
		   const struct uki_section *sections, u32 count)
{
	struct kx_bytes file = uki_make(sections, count);

	fixture_put(fixture, path, file);
	free((void *)(uintptr_t)file.data);
}

static void put_line(const struct fixture *fixture, const char *path,
		     const char *line)
{
	const struct uki_section section = {
		".cmdline", { (const u8 *)line, strlen(line) }
	};

	put_pe(fixture, path, &section, 1);
}

/* A machine with a UKI. */
static void make_partition(struct fixture *fixture)
{
	struct uki_section sections[] = {
		UKI_TEXT(".cmdline", "own words\n"),
		UKI_TEXT(".linux", ""),
		UKI_TEXT(".uname", "6.1.0\n"),
		UKI_TEXT(".ucode", "070701-uki"),
		UKI_TEXT(".initrd", "initrd-of-uki"),
	};
	struct bzimage kernel;

	fixture_make_pc(fixture);
	bzimage_make(&kernel);
	sections[1].bytes = bzimage_bytes(&kernel);
	put_pe(fixture, UKI, sections, ARRAY_SIZE(sections));
}

static int open_addons(struct fixture *fixture, const char *name,
		       struct kxl_addons *addons)
{
	struct kxl_file file;
	char path[128];
	int err;

	*addons = (struct kxl_addons){ 0 };
	fixture_path(fixture, name, path);
	assert_int_equal(kxl_file_open(fixture->ctx, KEXEC_ACTION_OPEN_KERNEL,
				       path, &file),
			 0);
	err = kxl_addons_open(fixture->ctx, &file, kx_bytes("6.1.0\n", 6),
			      addons);
	kxl_file_close(&file);
	return err;
}

/* The names of all that are used, after the fixture's folder. */
static void expect(struct fixture *fixture, const char *const *names, u32 count)
{
	struct kxl_addons addons;
	u32 i;

	assert_int_equal(open_addons(fixture, UKI, &addons), 0);
	assert_int_equal(addons.count, count);
	for (i = 0; i < count; i++)
		assert_string_equal(addons.list[i].file.name +
					    strlen(fixture->dir),
				    names[i]);
	kxl_addons_close(&addons);
}

TEST(those_of_the_partition_come_first_and_each_by_name)
{
	static const char *const names[] = {
		TOP "B.addon.efi",  TOP "a.addon.efi", OWN "0.ADDON.EFI",
		OWN "10.addon.efi", OWN "9.addon.efi",
	};
	static const char *const others[] = {
		OWN ".hidden.addon.efi",
		OWN "x.efi",
		OWN "x.addon.efi.bak",
		OWN "addon.efi",
		OWN "\xc3\xa4.addon.efi",
		"/EFI/Linux/foo+3-1.efi.extra.d/x.addon.efi",
		"/EFI/Linux/x.addon.efi",
		"/EFI/loader/addons/x.addon.efi",
	};
	struct fixture fixture;
	size_t i;

	make_partition(&fixture);
	expect(&fixture, NULL, 0);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		put_line(&fixture, names[i], "x");
	for (i = 0; i < ARRAY_SIZE(others); i++)
		put_line(&fixture, others[i], "x");
	/* A folder of that name. */
	put_line(&fixture, OWN "folder.addon.efi/x", "x");
	expect(&fixture, names, ARRAY_SIZE(names));
	assert_null(strstr(fixture.log, "left out"));
	fixture_free(&fixture);
}

TEST(a_boot_counter_is_no_part_of_the_name)
{
	static const struct {
		const char *uki;
		const char *folder;
	} rows[] = {
		{ "/EFI/Linux/a.efi", "/EFI/Linux/a.efi.extra.d" },
		{ "/EFI/Linux/a+3.efi", "/EFI/Linux/a.efi.extra.d" },
		{ "/EFI/Linux/a+3-10.efi", "/EFI/Linux/a.efi.extra.d" },
		{ "/EFI/Linux/a+3x.efi", "/EFI/Linux/a+3x.efi.extra.d" },
		{ "/EFI/Linux/a+.efi", "/EFI/Linux/a+.efi.extra.d" },
		{ "/EFI/Linux/a+3-.efi", "/EFI/Linux/a+3-.efi.extra.d" },
		{ "/E+1/a.efi", "/E+1/a.efi.extra.d" },
		/* No folder EFI: nothing says where the partition begins. */
		{ "/uki.efi", "/uki.efi.extra.d" },
	};
	struct kxl_addons addons;
	struct fixture fixture;
	char path[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make(&fixture);
		fixture_text(&fixture, rows[i].uki, "a UKI");
		snprintf(path, sizeof(path), "%s/x.addon.efi", rows[i].folder);
		put_line(&fixture, path, "x");
		assert_int_equal(open_addons(&fixture, rows[i].uki, &addons),
				 0);
		assert_row(rows[i].uki, addons.count, 1);
		kxl_addons_close(&addons);
		fixture_free(&fixture);
	}
}

TEST(what_systemd_stub_ignores_is_left_out_with_a_reason)
{
	static const struct {
		const char *says; /* NULL: it is used */
		struct uki_section sections[2];
		u32 count;
	} rows[] = {
		{ "it has a kernel in it",
		  { UKI_TEXT(".cmdline", "x"), UKI_TEXT(".linux", "k") },
		  2 },
		{ "it is for another kernel (.uname)",
		  { UKI_TEXT(".cmdline", "x"), UKI_TEXT(".uname", "6.1") },
		  2 },
		{ NULL,
		  { UKI_TEXT(".cmdline", "x"), UKI_TEXT(".uname", "6.1.0") },
		  2 },
		{ "Linux takes no device tree from EFI on x86",
		  { UKI_TEXT(".dtb", "x"), UKI_TEXT(".dtbauto", "y") },
		  2 },
		{ NULL,
		  { UKI_TEXT(".dtb", "x"), UKI_TEXT(".initrd", "y") },
		  2 },
		{ "it has nothing in it", { UKI_TEXT(".osrel", "x") }, 1 },
		{ "have the same name, or the same bytes (.cmdline",
		  { UKI_TEXT(".cmdline", "x"), UKI_TEXT(".cmdline", "y") },
		  2 },
	};
	struct kxl_addons addons;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_partition(&fixture);
		put_pe(&fixture, OWN "x.addon.efi", rows[i].sections,
		       rows[i].count);
		fixture.log[0] = '\0';
		assert_int_equal(open_addons(&fixture, UKI, &addons), 0);
		assert_int_equal(addons.count, !rows[i].says);
		kxl_addons_close(&addons);
		if (rows[i].says && !strstr(fixture.log, rows[i].says))
			fail_msg("%s: %s", rows[i].says, fixture.log);
		if (!rows[i].says)
			assert_null(strstr(fixture.log, "warning: "));
		fixture_free(&fixture);
	}
}

TEST(what_is_no_pe_file_is_left_out)
{
	static const char *const names[] = { OWN "good.addon.efi" };
	struct fixture fixture;

	make_partition(&fixture);
	fixture_text(&fixture, OWN "text.addon.efi", "no PE file\n");
	fixture_put(&fixture, OWN "empty.addon.efi", kx_bytes("", 0));
	put_line(&fixture, names[0], "x");
	expect(&fixture, names, 1);
	assert_non_null(strstr(fixture.log, "/text.addon.efi is left out: "));
	assert_non_null(strstr(fixture.log, "/empty.addon.efi is left out: "
					    "the file is empty\n"));
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "");
	fixture_free(&fixture);
}

TEST(a_link_in_a_circle_is_an_error)
{
	struct kxl_addons addons;
	struct fixture fixture;
	char path[256];

	make_partition(&fixture);
	put_line(&fixture, OWN "good.addon.efi", "x");
	fixture_path(&fixture, OWN "loop.addon.efi", path);
	assert_int_equal(symlink("loop.addon.efi", path), 0);
	assert_int_equal(open_addons(&fixture, UKI, &addons), -ELOOP);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    strerror(ELOOP));
	kxl_addons_close(&addons);
	fixture_free(&fixture);
}

/* Root's image in a folder of everybody's: a user can make the addons. */
TEST(what_others_could_have_made_is_left_out)
{
	static const char *const names[] = { OWN "a.addon.efi" };
	static const struct {
		const char *path;
		mode_t mode;
		bool is_used;
	} rows[] = {
		{ OWN, 0777, false },
		{ OWN, 0775, false },
		{ OWN, 0755, true },
		{ OWN "a.addon.efi", 0646, false },
		{ OWN "a.addon.efi", 0664, false },
		{ OWN "a.addon.efi", 0644, true },
	};
	struct fixture fixture;
	char path[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_partition(&fixture);
		put_line(&fixture, names[0], "x");
		fixture_path(&fixture, rows[i].path, path);
		assert_int_equal(chmod(path, rows[i].mode), 0);
		expect(&fixture, names, rows[i].is_used);
		assert_int_equal(!strstr(fixture.log, "can write it\n"),
				 rows[i].is_used);
		fixture_free(&fixture);
	}
}

TEST(what_another_user_owns_is_left_out)
{
	static const char *const names[] = { OWN "a.addon.efi" };
	const char *const owned[] = { OWN, names[0] };
	struct fixture fixture;
	char path[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(owned) && !geteuid(); i++) {
		make_partition(&fixture);
		put_line(&fixture, names[0], "x");
		fixture_path(&fixture, owned[i], path);
		assert_int_equal(chown(path, 65534, (gid_t)-1), 0);
		expect(&fixture, names, 0);
		/* It could have made the image as well. */
		fixture_path(&fixture, UKI, path);
		assert_int_equal(chown(path, 65534, (gid_t)-1), 0);
		expect(&fixture, names, 1);
		fixture_free(&fixture);
	}
}

/* The list could have been about addons that lock a system. */
TEST(a_folder_that_can_not_be_listed_is_an_error)
{
	struct kxl_addons addons;
	struct fixture fixture;
	char from[256];
	char to[256];

	make_partition(&fixture);
	put_line(&fixture, "/elsewhere/a.addon.efi", "x");
	fixture_path(&fixture, "/elsewhere", to);
	fixture_path(&fixture, "/EFI/Linux/foo.efi.extra.d", from);
	assert_int_equal(symlink(to, from), 0);
	assert_int_equal(open_addons(&fixture, UKI, &addons), -ELOOP);
	kxl_addons_close(&addons);
	fixture_free(&fixture);
}

TEST(there_are_so_many_and_no_more)
{
	struct kxl_addons addons;
	struct fixture fixture;
	char path[64];
	int i;

	make_partition(&fixture);
	for (i = 0; i <= KXL_ADDONS_MAX; i++) {
		snprintf(path, sizeof(path), OWN "%d.addon.efi", i);
		put_line(&fixture, path, "x");
		if (i + 1 != KXL_ADDONS_MAX)
			continue;
		assert_int_equal(open_addons(&fixture, UKI, &addons), 0);
		assert_int_equal(addons.count, KXL_ADDONS_MAX);
		kxl_addons_close(&addons);
	}
	assert_int_equal(open_addons(&fixture, UKI, &addons), -ENOEXEC);
	kxl_addons_close(&addons);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "more than 64 addons");
	fixture_free(&fixture);
}

/* Two addons, each with everything. */
static void put_two(const struct fixture *fixture)
{
	static const struct uki_section first[] = {
		UKI_TEXT(".cmdline", "\tfirst \n"),
		UKI_TEXT(".ucode", "070701-one"),
		UKI_TEXT(".initrd", "initrd-one"),
	};
	static const struct uki_section second[] = {
		UKI_TEXT(".cmdline", "second"),
		UKI_TEXT(".ucode", "070701-two"),
		UKI_TEXT(".initrd", "initrd-two"),
	};

	put_pe(fixture, TOP "z.addon.efi", first, ARRAY_SIZE(first));
	put_pe(fixture, OWN "a.addon.efi", second, ARRAY_SIZE(second));
}

static struct kexec_image *open_image(struct fixture *fixture, const char *name)
{
	struct kexec_image *image;
	char path[128];

	fixture_path(fixture, name, path);
	assert_int_equal(kexec_image_open(fixture->ctx, path, &image), 0);
	return image;
}

TEST(an_image_has_the_parts_of_its_addons)
{
	/* As in systemd-stub: the last microcode comes first. */
	static const char archives[] = "070701-two\0\0"
				       "070701-one\0\0"
				       "070701-uki\0\0"
				       "initrd-of-uki\0\0\0"
				       "initrd-one\0\0"
				       "initrd-two\0";
	const struct kexec_facts *facts;
	struct kexec_image *image;
	struct fixture fixture;
	char path[128];

	make_partition(&fixture);
	put_two(&fixture);
	/* By a link, as a boot loader's default may be one. */
	fixture_path(&fixture, "/link.efi", path);
	assert_int_equal(symlink("EFI/Linux/foo+3-1.efi", path), 0);
	image = open_image(&fixture, "/link.efi");
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(kexec_image_cmdline(image),
			    "own words first second");
	assert_int_equal(image->nr_initrds, 1);
	assert_int_equal(image->initrds[0].bytes.size, sizeof(archives));
	assert_memory_equal(image->initrds[0].bytes.data, archives,
			    sizeof(archives));
	assert_int_equal(facts->nr_addons, 2);
	assert_string_equal(facts->addons[0] + strlen(fixture.dir),
			    TOP "z.addon.efi");
	assert_string_equal(facts->addons[1] + strlen(fixture.dir),
			    OWN "a.addon.efi");
	/* A given line stands for all of theirs. */
	assert_int_equal(kexec_image_set_cmdline(image, "given"), 0);
	assert_int_equal(kexec_image_facts(image, &facts), 0);
	assert_string_equal(kexec_image_cmdline(image), "given");
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* Neither a line nor an initrd of its own is needed. */
TEST(addons_may_bring_all_there_is)
{
	struct uki_section section = { ".linux", { 0 } };
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage kernel;

	make_partition(&fixture);
	bzimage_make(&kernel);
	section.bytes = bzimage_bytes(&kernel);
	put_pe(&fixture, UKI, &section, 1);
	put_two(&fixture);
	put_line(&fixture, OWN "b.addon.efi", " \n");
	image = open_image(&fixture, UKI);
	assert_int_equal(kxl_image_unpack(image), 0);
	assert_string_equal(kexec_image_cmdline(image), "first second");
	assert_int_equal(image->nr_initrds, 1);
	assert_int_equal(image->initrds[0].bytes.size, 48);
	assert_true(kxl_image_is_altered(image));
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			those_of_the_partition_come_first_and_each_by_name),
		cmocka_unit_test(a_boot_counter_is_no_part_of_the_name),
		cmocka_unit_test(
			what_systemd_stub_ignores_is_left_out_with_a_reason),
		cmocka_unit_test(what_is_no_pe_file_is_left_out),
		cmocka_unit_test(a_link_in_a_circle_is_an_error),
		cmocka_unit_test(what_others_could_have_made_is_left_out),
		cmocka_unit_test(what_another_user_owns_is_left_out),
		cmocka_unit_test(a_folder_that_can_not_be_listed_is_an_error),
		cmocka_unit_test(there_are_so_many_and_no_more),
		cmocka_unit_test(an_image_has_the_parts_of_its_addons),
		cmocka_unit_test(addons_may_bring_all_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
