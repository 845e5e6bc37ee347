// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Unified kernel images with profiles and counters, and files that are none. */
#include "lib/entries/type2.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/text/text.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

#define OSREL                                                         \
	"PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nNAME=Debian\n" \
	"VERSION_ID=13\nVERSION=\"13 (trixie)\"\nID=debian\n"

static const struct {
	const char *name;
	const char *text;
	const char *title; /* NULL: none */
	const char *version;
	const char *sort_key;
} rows[] = {
	{ "Debian", OSREL, "Debian GNU/Linux 13 (trixie)", "13 (trixie)",
	  "debian" },
	{ "an image", "ID=a\nIMAGE_ID='b'\nIMAGE_VERSION=2\nVERSION=1\n", "b",
	  "2", "b" },
	{ "a build", "NAME=A\nBUILD_ID=7\n", "A", "7", NULL },
	{ "comments", "#ID=a\n ID=b\n", "b", NULL, "b" },
	{ "nothing", "VERSION=1\n", NULL, "1", NULL },
	{ "no bytes", "", NULL, NULL, NULL },
};

static void expect(const char *name, struct kx_bytes got, const char *want)
{
	assert_row(name, want ? kxl_text_is(got, want) : !got.data, 1);
}

TEST(an_os_release_has_a_title)
{
	struct kxl_osrel osrel;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		osrel = kxl_osrel_parse(view(rows[i].text));
		expect(rows[i].name, osrel.title, rows[i].title);
		expect(rows[i].name, osrel.version, rows[i].version);
		expect(rows[i].name, osrel.sort_key, rows[i].sort_key);
	}
}

static void put_uki(const struct fixture *fixture, const char *path,
		    const struct uki_section *sections, u32 count)
{
	struct kx_bytes file = uki_make(sections, count);

	fixture_put(fixture, path, file);
	pack_free(file);
}

static const struct uki_section plain[] = {
	UKI_TEXT(".osrel", OSREL),
	UKI_TEXT(".cmdline", " quiet\tro\n"),
	UKI_TEXT(".linux", "# a kernel"),
};
static const struct uki_section profiles[] = {
	UKI_TEXT(".osrel", OSREL),
	UKI_TEXT(".cmdline", "quiet"),
	UKI_TEXT(".linux", "# a kernel"),
	UKI_TEXT(".profile", "ID=main\nTITLE=Main\n"),
	UKI_TEXT(".profile", "ID=rescue\n"),
	UKI_TEXT(".cmdline", "single"),
	UKI_TEXT(".profile", "TITLE=Last\n"),
};

static const struct {
	const char *id;
	const char *title;
	const char *profile;
	const char *cmdline;
} wanted[] = {
	{ "p.efi", "Debian GNU/Linux 13 (trixie) (Main)", "", "quiet" },
	{ "p.efi@rescue", "Debian GNU/Linux 13 (trixie) (rescue)", "1",
	  "single" },
	{ "p.efi@2", "Debian GNU/Linux 13 (trixie) (Last)", "2", "quiet" },
	{ "a.efi", "Debian GNU/Linux 13 (trixie)", "", "quiet ro" },
};

TEST(each_profile_is_an_entry)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	unsigned int i;

	fixture_make(&fixture);
	put_uki(&fixture, "/efi/EFI/Linux/p+3-1.efi", profiles,
		ARRAY_SIZE(profiles));
	put_uki(&fixture, "/efi/EFI/Linux/a.efi", plain, ARRAY_SIZE(plain));
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_int_equal(menu->nr_entries, ARRAY_SIZE(wanted));
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		assert_string_equal(menu->entries[i]->id, wanted[i].id);
		assert_string_equal(menu->entries[i]->title, wanted[i].title);
		assert_string_equal(menu->entries[i]->profile,
				    wanted[i].profile);
		assert_string_equal(menu->entries[i]->cmdline,
				    wanted[i].cmdline);
		assert_int_equal(menu->entries[i]->kind, KEXEC_BOOT_TYPE2);
		assert_int_equal(menu->entries[i]->tries_left, i < 3 ? 3 : -1);
		assert_string_equal(menu->entries[i]->version, "13 (trixie)");
	}
	assert_string_equal(menu->next->kernel, "/efi/EFI/Linux/p+3-1.efi");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(what_is_no_uki_is_left_out_and_named)
{
	static const struct uki_section twice[] = {
		UKI_TEXT(".osrel", OSREL),
		UKI_TEXT(".linux", "# a kernel"),
		UKI_TEXT(".linux", "# another"),
	};
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	fixture_make(&fixture);
	fixture_text(&fixture, "/efi/EFI/Linux/text.efi", "hello");
	fixture_put(&fixture, "/efi/EFI/Linux/empty.efi", kx_bytes("", 0));
	put_uki(&fixture, "/efi/EFI/Linux/nameless.efi", plain + 1, 2);
	put_uki(&fixture, "/efi/EFI/Linux/twice.efi", twice, ARRAY_SIZE(twice));
	put_uki(&fixture, "/efi/EFI/Linux/a.txt", plain, ARRAY_SIZE(plain));
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_int_equal(menu->nr_entries, 0);
	kexec_boot_menu_free(menu);
	assert_non_null(strstr(fixture.log, "empty.efi: left out: the file is "
					    "empty\n"));
	assert_non_null(strstr(fixture.log,
			       "text.efi: left out: it is no unified kernel "
			       "image\n"));
	assert_non_null(strstr(fixture.log,
			       "nameless.efi: left out: profile 0: no section "
			       ".osrel says what it is\n"));
	assert_non_null(
		strstr(fixture.log, "twice.efi: left out: profile 0: "));
	assert_null(strstr(fixture.log, "a.txt"));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_os_release_has_a_title),
		cmocka_unit_test(each_profile_is_an_entry),
		cmocka_unit_test(what_is_no_uki_is_left_out_and_named),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
