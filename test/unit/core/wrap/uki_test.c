// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Unified kernel images: which section counts, and which file is refused. */
#include "core/wrap/uki.h"

#include "test/unit/core/make_uki.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* The order of ukify 262: base, its profile, then another one. */
static const struct uki_section two_profiles[] = {
	UKI_TEXT(".osrel", "ID=debian\n"),
	UKI_TEXT(".cmdline", "root=/dev/vda1 quiet"),
	UKI_TEXT(".uname", "6.12.117"),
	UKI_TEXT(".linux", "MZ a kernel"),
	UKI_TEXT(".initrd", "the initrd of the base"),
	UKI_TEXT(".ucode", "070701 microcode"),
	UKI_TEXT(".profile", "TITLE=Default\nID=main\n"),
	UKI_TEXT(".profile", "ID='rescue'\nTITLE=Rescue\n"),
	UKI_TEXT(".cmdline", "rescue"),
	UKI_TEXT(".initrd", "another initrd"),
	UKI_TEXT(".profile", "ID=\"x y\""),
	UKI_TEXT(".cmdline", ""),
};

enum { CMDLINE = 1, LINUX = 3, INITRD = 4, CMDLINE_2 = 8 };

static struct kx_bytes make_two(void)
{
	return uki_make(two_profiles, ARRAY_SIZE(two_profiles));
}

static void free_file(struct kx_bytes file)
{
	free((void *)(uintptr_t)file.data);
}

/* The twin agrees with each answer. */
static int read_uki(struct kx_bytes file, u32 profile, struct kx_uki *uki,
		    struct kx_fault *fault)
{
	int err = kx_uki_read(file, profile, uki, fault);
	const char *broken = uki_twin(file, profile, err, uki);

	if (broken)
		fail_msg("%s", broken);
	return err;
}

static void assert_part(const struct kx_uki *uki, enum kx_uki_part part,
			const char *text)
{
	if (!text) {
		assert_null(uki->parts[part].data);
		return;
	}
	assert_non_null(uki->parts[part].data);
	assert_int_equal(uki->parts[part].size, strlen(text));
	assert_memory_equal(uki->parts[part].data, text, strlen(text));
}

TEST(a_profile_s_sections_stand_for_the_base_s)
{
	static const struct {
		const char *cmdline;
		const char *initrd;
	} rows[] = {
		{ "root=/dev/vda1 quiet", "the initrd of the base" },
		{ "rescue", "another initrd" },
		{ "", "the initrd of the base" },
	};
	struct kx_bytes file = make_two();
	struct kx_uki uki;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(read_uki(file, i, &uki, NULL), 0);
		assert_int_equal(uki.nr_profiles, 3);
		assert_part(&uki, KX_UKI_CMDLINE, rows[i].cmdline);
		assert_part(&uki, KX_UKI_INITRD, rows[i].initrd);
		assert_part(&uki, KX_UKI_UCODE, "070701 microcode");
		assert_part(&uki, KX_UKI_UNAME, "6.12.117");
		assert_part(&uki, KX_UKI_OSREL, "ID=debian\n");
		assert_part(&uki, KX_UKI_DTB, NULL);
		/* Padding counts: VirtualSize is larger than the section. */
		assert_int_equal(uki.parts[KX_UKI_LINUX].size, 512);
		assert_memory_equal(uki.parts[KX_UKI_LINUX].data, "MZ a kernel",
				    12);
	}
	free_file(file);
}

TEST(without_profiles_the_base_is_profile_0)
{
	struct kx_bytes file = uki_make(two_profiles, 6);
	struct kx_fault fault;
	struct kx_uki uki;

	assert_int_equal(read_uki(file, 0, &uki, NULL), 0);
	assert_int_equal(uki.nr_profiles, 0);
	assert_part(&uki, KX_UKI_PROFILE, NULL);
	assert_int_equal(read_uki(file, 1, &uki, &fault), -KX_E_PROFILE);
	assert_int_equal(fault.value, 1);
	assert_int_equal(fault.limit, 1);
	free_file(file);
}

TEST(a_profile_is_found_by_number_and_by_id)
{
	static const struct {
		const char *word;
		int err;
		u32 profile;
	} rows[] = {
		{ "main", 0, 0 },
		{ "rescue", 0, 1 },
		{ "x y", 0, 2 },
		{ "0", 0, 0 },
		{ "2", 0, 2 },
		{ "3", 0, 3 },
		{ "4294967296", 0, UINT32_MAX },
		{ "resc", -KX_E_PROFILE, 77 },
		{ "Rescue", -KX_E_PROFILE, 77 },
		{ "", -KX_E_PROFILE, 77 },
		{ "18446744073709551617", 0, UINT32_MAX },
	};
	struct kx_bytes file = make_two();
	struct kx_fault fault;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u32 profile = 77;

		assert_row(rows[i].word,
			   kx_uki_profile(
				   file,
				   kx_bytes(rows[i].word, strlen(rows[i].word)),
				   &profile, &fault),
			   rows[i].err);
		assert_row(rows[i].word, profile, rows[i].profile);
	}
	assert_int_equal(fault.limit, 3);
	free_file(file);
}

/* Many sections may name the same bytes, and each is searched. */
TEST(a_profile_is_short)
{
	static char text[KX_UKI_PROFILE_MAX + 1];
	struct uki_section sections[] = {
		UKI_TEXT(".linux", "kernel"),
		{ ".profile", { (const u8 *)text, KX_UKI_PROFILE_MAX } },
	};
	struct kx_fault fault;
	struct kx_bytes file;
	struct kx_uki uki;
	u64 more;

	memset(text, 'x', sizeof(text));
	for (more = 0; more < 2; more++) {
		sections[1].bytes.size = KX_UKI_PROFILE_MAX + more;
		file = uki_make(sections, ARRAY_SIZE(sections));
		assert_int_equal(kx_uki_read(file, 0, &uki, &fault),
				 more ? -KX_E_UKI : 0);
		free_file(file);
	}
	assert_string_equal(fault.what, ".profile");
	assert_int_equal(fault.value, KX_UKI_PROFILE_MAX + 1);
	assert_int_equal(fault.limit, KX_UKI_PROFILE_MAX);
}

TEST(an_id_is_a_line_of_its_own)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".linux", "a kernel"),
		UKI_TEXT(".profile", "TITLE=ID=x"),
		UKI_TEXT(".profile", "ID=\n"),
		UKI_TEXT(".profile", "ID=''"),
		UKI_TEXT(".profile", "TITLE=x\r\nID=crlf\r\n"),
	};
	struct kx_bytes file = uki_make(sections, ARRAY_SIZE(sections));
	u32 profile = 77;

	assert_int_equal(kx_uki_profile(file, kx_bytes("", 0), &profile, NULL),
			 -KX_E_PROFILE);
	assert_int_equal(kx_uki_profile(file, kx_bytes("x", 1), &profile, NULL),
			 -KX_E_PROFILE);
	assert_int_equal(profile, 77);
	assert_int_equal(
		kx_uki_profile(file, kx_bytes("crlf", 4), &profile, NULL), 0);
	assert_int_equal(profile, 3);
	/* The last section does not lie in the file, or its table does not. */
	assert_int_equal(kx_uki_profile(kx_bytes(file.data, file.size - 1),
					kx_bytes("none", 4), &profile, NULL),
			 -KX_E_UKI);
	assert_int_equal(kx_uki_profile(kx_bytes(file.data, UKI_HEADERS),
					kx_bytes("none", 4), &profile, NULL),
			 -KX_E_UKI);
	free_file(file);
}

TEST(an_id_is_what_stands_after_the_first_id)
{
	static const struct {
		const char *text;
		const char *id; /* NULL: none */
	} rows[] = {
		{ "ID=main", "main" },
		{ "TITLE=x\nID=main\nID=other\n", "main" },
		{ "ID=\"a b\"\r\n", "a b" },
		{ "ID='x'", "x" },
		{ "ID='x\"", "'x\"" },
		{ "ID=''", "''" },
		{ "TITLE=x\n", NULL },
		{ " ID=x", NULL },
		{ "VARIANT_ID=x", NULL },
		{ "", NULL },
	};
	struct kx_bytes id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		id = kx_uki_id(kx_bytes(rows[i].text, strlen(rows[i].text)));
		assert_row(rows[i].text, !id.data, !rows[i].id);
		if (!rows[i].id)
			continue;
		assert_int_equal(id.size, strlen(rows[i].id));
		assert_memory_equal(id.data, rows[i].id, id.size);
	}
}

TEST(a_row_that_does_not_fit_is_refused)
{
	static const struct {
		const char *name;
		u32 index;
		u32 field;
		u32 value;
		int err;
		const char *what;
	} rows[] = {
		{ "beyond the file", INITRD, UKI_RAW_SIZE, 0x10000, -KX_E_UKI,
		  ".initrd" },
		{ "beyond 4 GiB", INITRD, UKI_RAW_SIZE, UINT32_MAX, -KX_E_UKI,
		  ".initrd" },
		{ "behind the file", LINUX, UKI_RAW_START, 0x7ffffe00,
		  -KX_E_UKI, ".linux" },
		{ "in the headers", INITRD, UKI_RAW_START, 0x200, -KX_E_UKI,
		  ".initrd" },
		{ "another profile's", CMDLINE_2, UKI_RAW_START, 0x200,
		  -KX_E_UKI, ".cmdline" },
		{ "no kernel's bytes", LINUX, UKI_VIRTUAL_SIZE, 0, -KX_E_UKI,
		  ".linux" },
		{ "behind the headers", INITRD, UKI_RAW_START, UKI_HEADERS, 0,
		  "" },
		{ "overlap", INITRD, UKI_RAW_START, 0x1200, -KX_E_UKI_TWICE,
		  ".initrd" },
	};
	struct kx_fault fault;
	struct kx_uki uki;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_bytes file = make_two();

		fault.what = "";
		kx_write_le32(uki_row(file, rows[i].index) + rows[i].field,
			      rows[i].value);
		assert_row(rows[i].name, read_uki(file, 0, &uki, &fault),
			   rows[i].err);
		assert_string_equal(fault.what, rows[i].what);
		free_file(file);
	}
}

TEST(headers_that_do_not_fit_are_refused)
{
	static const struct {
		const char *name;
		u32 offset;
		u16 value;
	} rows[] = {
		{ "PE", UKI_PE, 0 },
		{ "sections", UKI_NR_SECTIONS, 60 },
		{ "optional header", UKI_OPTIONAL_SIZE, 0xe0 },
		{ "directories", UKI_NR_DIRECTORIES, 15 },
		{ "headers", UKI_HEADERS_SIZE, 0x200 },
	};
	struct kx_uki uki;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_bytes file = make_two();

		kx_write_le16((u8 *)(uintptr_t)file.data + rows[i].offset,
			      rows[i].value);
		assert_row(rows[i].name, read_uki(file, 0, &uki, NULL),
			   -KX_E_UKI);
		free_file(file);
	}
}

TEST(what_is_there_twice_is_refused)
{
	static const struct uki_section twice[] = {
		UKI_TEXT(".linux", "one"),
		UKI_TEXT(".linux", "two"),
	};
	static const struct uki_section of_profile[] = {
		UKI_TEXT(".linux", "one"),    UKI_TEXT(".profile", "ID=a"),
		UKI_TEXT(".profile", "ID=b"), UKI_TEXT(".cmdline", "one"),
		UKI_TEXT(".cmdline", "two"),
	};
	struct kx_bytes file = uki_make(twice, 2);
	struct kx_fault fault;
	struct kx_uki uki;

	assert_int_equal(read_uki(file, 0, &uki, &fault), -KX_E_UKI_TWICE);
	assert_string_equal(fault.what, ".linux");
	free_file(file);
	/* Only the profile that has it can't be used. */
	file = uki_make(of_profile, ARRAY_SIZE(of_profile));
	assert_int_equal(read_uki(file, 0, &uki, &fault), 0);
	assert_int_equal(read_uki(file, 1, &uki, &fault), -KX_E_UKI_TWICE);
	assert_string_equal(fault.what, ".cmdline");
	free_file(file);
}

/* One for each board, of which firmware takes the one that fits. */
TEST(device_trees_may_be_many)
{
	static const struct uki_section rows[] = {
		UKI_TEXT(".linux", "a kernel"),
		UKI_TEXT(".dtbauto", "tree 1"),
		UKI_TEXT(".dtbauto", "tree 2"),
	};
	struct kx_bytes file = uki_make(rows, ARRAY_SIZE(rows));
	struct kx_uki uki;

	assert_int_equal(read_uki(file, 0, &uki, NULL), 0);
	assert_part(&uki, KX_UKI_DTBAUTO, "tree 2");
	free_file(file);
}

static void assert_tree(struct kx_bytes file, u32 profile, u32 number,
			const char *text)
{
	struct kx_bytes tree = { 0 };

	assert_int_equal(kx_uki_tree(file, profile, number, &tree), !!text);
	if (text)
		assert_true(tree.size == strlen(text) &&
			    !memcmp(tree.data, text, tree.size));
	else
		assert_null(tree.data);
}

TEST(each_device_tree_has_a_number_in_its_profile)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".linux", "a kernel"), UKI_TEXT(".dtbauto", "one"),
		UKI_TEXT(".dtbauto", "two"),	UKI_TEXT(".profile", "ID=a"),
		UKI_TEXT(".profile", "ID=b"),	UKI_TEXT(".dtbauto", "three"),
	};
	struct kx_bytes file = uki_make(sections, ARRAY_SIZE(sections));

	assert_tree(file, 0, 0, "one");
	assert_tree(file, 0, 1, "two");
	assert_tree(file, 0, 2, NULL);
	assert_tree(file, 1, 0, "three");
	assert_tree(file, 1, 1, NULL);
	assert_tree(kx_bytes("no UKI", 6), 0, 0, NULL);
	free_file(file);
}

TEST(an_addon_needs_no_kernel)
{
	static const struct uki_section rows[] = {
		UKI_TEXT(".cmdline", "quiet"),
		UKI_TEXT(".initrd", "initrd"),
		UKI_TEXT(".cmdline", "twice"),
	};
	struct kx_bytes file = uki_make(rows, 2);
	struct kx_fault fault = { 0 };
	struct kx_uki uki = { 0 };

	assert_int_equal(kx_uki_read(file, 0, &uki, NULL), -KX_E_UKI);
	assert_int_equal(kx_uki_read_addon(file, &uki, &fault), 0);
	assert_int_equal(uki.parts[KX_UKI_CMDLINE].size, 5);
	assert_memory_equal(uki.parts[KX_UKI_CMDLINE].data, "quiet", 5);
	assert_int_equal(uki.parts[KX_UKI_INITRD].size, 6);
	assert_null(uki.parts[KX_UKI_LINUX].data);
	free_file(file);
	/* All other rules hold. */
	file = uki_make(rows, ARRAY_SIZE(rows));
	assert_int_equal(kx_uki_read_addon(file, &uki, &fault),
			 -KX_E_UKI_TWICE);
	assert_string_equal(fault.what, ".cmdline");
	assert_int_equal(
		kx_uki_read_addon(kx_bytes(file.data, 100), &uki, &fault),
		-KX_E_UKI);
	free_file(file);
}

TEST(what_has_no_kernel_is_refused)
{
	static const struct uki_section rows[] = {
		UKI_TEXT(".cmdline", "quiet"),
		UKI_TEXT(".linux2", "a kernel?"),
	};
	struct kx_bytes file = uki_make(rows, ARRAY_SIZE(rows));
	struct kx_fault fault;
	struct kx_uki uki;

	assert_false(kx_uki_is(file));
	assert_int_equal(read_uki(file, 0, &uki, &fault), -KX_E_UKI);
	assert_string_equal(fault.what, ".linux");
	free_file(file);
	file = make_two();
	assert_true(kx_uki_is(file));
	free_file(file);
}

TEST(a_command_line_has_no_nul_but_padding)
{
	static u8 large[KX_UKI_LINE_MAX + 1];
	struct uki_section rows[] = {
		UKI_TEXT(".linux", "a kernel"),
		UKI_TEXT(".cmdline", "root=/dev/vda1\0\0\0"),
	};
	struct kx_bytes file = uki_make(rows, 2);
	struct kx_fault fault;
	struct kx_uki uki;

	assert_int_equal(read_uki(file, 0, &uki, NULL), 0);
	assert_part(&uki, KX_UKI_CMDLINE, "root=/dev/vda1");
	free_file(file);
	rows[1] = (struct uki_section)UKI_TEXT(".cmdline", "quiet\0init=/x");
	file = uki_make(rows, 2);
	assert_int_equal(read_uki(file, 0, &uki, &fault), -KX_E_CMDLINE_NUL);
	assert_int_equal(fault.value, 5);
	free_file(file);
	memset(large, 'x', sizeof(large));
	rows[1].bytes = kx_bytes(large, sizeof(large));
	file = uki_make(rows, 2);
	assert_int_equal(read_uki(file, 0, &uki, &fault), -KX_E_UKI);
	assert_int_equal(fault.value, sizeof(large));
	assert_int_equal(fault.limit, KX_UKI_LINE_MAX);
	free_file(file);
	rows[1].bytes.size--;
	file = uki_make(rows, 2);
	assert_int_equal(read_uki(file, 0, &uki, &fault), 0);
	free_file(file);
}

/* Wherever it ends: no byte behind the end is read, as a sanitizer sees. */
TEST(a_file_that_is_cut_is_refused)
{
	struct kx_bytes file = make_two();
	u64 last = kx_load_le32(uki_row(file, 10) + UKI_RAW_START) + 512;
	struct kx_uki uki;
	u64 size;

	for (size = 0; size < last; size += size < UKI_HEADERS ? 1 : 64) {
		u8 *cut = malloc(size ? size : 1);

		memcpy(cut, file.data, size);
		assert_int_equal(read_uki(kx_bytes(cut, size), 0, &uki, NULL),
				 -KX_E_UKI);
		free(cut);
	}
	free_file(file);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_profile_s_sections_stand_for_the_base_s),
		cmocka_unit_test(without_profiles_the_base_is_profile_0),
		cmocka_unit_test(a_profile_is_found_by_number_and_by_id),
		cmocka_unit_test(a_profile_is_short),
		cmocka_unit_test(an_id_is_a_line_of_its_own),
		cmocka_unit_test(an_id_is_what_stands_after_the_first_id),
		cmocka_unit_test(a_row_that_does_not_fit_is_refused),
		cmocka_unit_test(headers_that_do_not_fit_are_refused),
		cmocka_unit_test(what_is_there_twice_is_refused),
		cmocka_unit_test(device_trees_may_be_many),
		cmocka_unit_test(each_device_tree_has_a_number_in_its_profile),
		cmocka_unit_test(an_addon_needs_no_kernel),
		cmocka_unit_test(what_has_no_kernel_is_refused),
		cmocka_unit_test(a_command_line_has_no_nul_but_padding),
		cmocka_unit_test(a_file_that_is_cut_is_refused),
	};

	return cmocka_run_group_tests_name("wrap/uki", tests, NULL, NULL);
}
