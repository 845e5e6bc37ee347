// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Entries as kernel-install and Fedora write them, and broken ones. */
#include "lib/entries/bls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* kernel-install 262 */
static const char installed[] =
	"# Boot Loader Specification type#1 entry\n"
	"# File created by /usr/lib/kernel/install.d/90-loaderentry.install\n"
	"title      Debian GNU/Linux 13 (trixie)\n"
	"version    6.12.48-amd64\n"
	"machine-id 0123456789abcdef0123456789abcdef\n"
	"sort-key   debian\n"
	"options    root=UUID=1 ro quiet\n"
	"options    systemd.machine_id=0123456789abcdef0123456789abcdef\n"
	"linux      /debian/6.12.48-amd64/linux\n"
	"initrd     /debian/6.12.48-amd64/microcode\n"
	"initrd     /debian/6.12.48-amd64/initrd.img\n";

/* Fedora 39 */
static const char fedora[] =
	"title Fedora Linux (6.5.6-300.fc39.x86_64) 39 (Workstation Edition)\n"
	"version 6.5.6-300.fc39.x86_64\n"
	"linux /vmlinuz-6.5.6-300.fc39.x86_64\n"
	"initrd /initramfs-6.5.6-300.fc39.x86_64.img $tuned_initrd\n"
	"options root=UUID=1 ro rhgb quiet $tuned_params\n"
	"grub_users $grub_users\n"
	"grub_arg --unrestricted\n"
	"grub_class fedora\n";

static void expect(struct kx_bytes got, const char *want)
{
	assert_true(want ? kxl_text_is(got, want) : !got.data);
}

TEST(an_entry_of_kernel_install_is_read)
{
	struct kxl_line_fault fault;
	struct kxl_bls bls;

	assert_int_equal(kxl_bls_parse(view(installed), KXL_BLS_SYSTEMD_BOOT,
				       &bls, &fault),
			 0);
	expect(bls.title, "Debian GNU/Linux 13 (trixie)");
	expect(bls.version, "6.12.48-amd64");
	expect(bls.machine_id, "0123456789abcdef0123456789abcdef");
	expect(bls.sort_key, "debian");
	expect(bls.kernel, "/debian/6.12.48-amd64/linux");
	assert_int_equal(bls.starts, KXL_BLS_LINUX);
	assert_int_equal(bls.kernel_line, 9);
	assert_int_equal(bls.nr_initrds, 2);
	expect(bls.initrds[0], "/debian/6.12.48-amd64/microcode");
	expect(bls.initrds[1], "/debian/6.12.48-amd64/initrd.img");
	assert_int_equal(bls.nr_options, 2);
	expect(bls.options[0], "root=UUID=1 ro quiet");
	expect(bls.devicetree, NULL);
	expect(bls.architecture, NULL);
}

TEST(an_entry_of_fedora_is_read)
{
	struct kxl_line_fault fault;
	struct kxl_bls bls;

	assert_int_equal(
		kxl_bls_parse(view(fedora), KXL_BLS_GRUB, &bls, &fault), 0);
	expect(bls.title, "Fedora Linux (6.5.6-300.fc39.x86_64) 39 "
			  "(Workstation Edition)");
	expect(bls.kernel, "/vmlinuz-6.5.6-300.fc39.x86_64");
	expect(bls.initrds[0],
	       "/initramfs-6.5.6-300.fc39.x86_64.img $tuned_initrd");
}

/* A file, and what each loader finds in it; NULL: it refuses the file. */
static const struct {
	const char *name;
	const char *text;
	const char *kernel[2]; /* systemd-boot, GRUB */
	u32 options[2];
} rows[] = {
	{ "twice", "linux /a\nlinux /b\n", { "/b", "/a" }, { 0 } },
	{ "all options",
	  "options a\noptions b\nlinux /a\n",
	  { "/a", "/a" },
	  { 2, 2 } },
	{ "an empty line ends it for GRUB",
	  "linux /a\n\noptions b\n",
	  { "/a", "/a" },
	  { 1, 0 } },
	{ "so does a key without a value",
	  "linux /a\ntitle\noptions b\n",
	  { "/a", "/a" },
	  { 1, 0 } },
	{ "at the beginning", "\nlinux /a\n", { "/a", NULL }, { 0 } },
	{ "no line feed at the end",
	  "options b\nlinux /a",
	  { "/a", "/a" },
	  { 1, 1 } },
	{ "quotes", "linux \"/a\"\n", { "/a", "\"/a\"" }, { 0 } },
	{ "one quote", "linux \"/a\n", { "\"/a", "\"/a" }, { 0 } },
	{ "blanks", " \tlinux \t /a \t\n", { "/a", "/a \t" }, { 0 } },
	{ "carriage returns",
	  "options b\r\nlinux /a\r\n",
	  { "/a", "/a" },
	  { 1, 1 } },
	{ "comments",
	  "#linux /b\n  # linux /c\nlinux /a\n",
	  { "/a", "/a" },
	  { 0 } },
	{ "unknown keys",
	  "grub_class x\nlinuz /b\nlinux /a\n",
	  { "/a", "/a" },
	  { 0 } },
	{ "an EFI program", "efi /shell.efi\n", { "/shell.efi", NULL }, { 0 } },
	{ "a UKI", "uki /a.efi\n", { "/a.efi", NULL }, { 0 } },
	{ "from the network", "uki-url http:x\n", { "http:x", NULL }, { 0 } },
	{ "nothing", "title x\n", { NULL, NULL }, { 0 } },
	{ "no bytes", "", { NULL, NULL }, { 0 } },
	{ "two kinds", "linux /a\nefi /b\n", { NULL, "/a" }, { 0 } },
};

TEST(loaders_differ_on_the_same_file)
{
	struct kxl_line_fault fault;
	struct kxl_bls bls;
	size_t i;
	int reader;
	int err;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		for (reader = 0; reader < 2; reader++) {
			err = kxl_bls_parse(view(rows[i].text),
					    (enum kxl_bls_reader)reader, &bls,
					    &fault);
			assert_row(rows[i].name, err,
				   rows[i].kernel[reader] ? 0 : -EBADMSG);
			if (err)
				continue;
			assert_row(
				rows[i].name,
				kxl_text_is(bls.kernel, rows[i].kernel[reader]),
				1);
			assert_row(rows[i].name, bls.nr_options,
				   rows[i].options[reader]);
		}
}

static void expect_fault(struct kx_bytes text, u32 line, const char *what)
{
	struct kxl_line_fault fault = { 0 };
	struct kxl_bls bls;

	assert_int_equal(
		kxl_bls_parse(text, KXL_BLS_SYSTEMD_BOOT, &bls, &fault),
		-EBADMSG);
	assert_int_equal(fault.line, line);
	assert_string_equal(fault.what, what);
}

TEST(a_fault_names_the_line)
{
	static char many[3000] = "linux /a\n";
	static char large[KXL_BLS_FILE_MAX + 1];
	unsigned int i;

	expect_fault(kx_bytes("title a\nlinux /b\0c\n", 19), 2,
		     "there is a NUL in it");
	expect_fault(view("title a\n\nlinux /a\nefi /b\n"), 4,
		     "a second kind of kernel: there may be one of linux, uki, "
		     "uki-url and efi");
	expect_fault(view("title a\n"), 0,
		     "no line says which kernel to start");
	for (i = 0; i <= KXL_BLS_REPEATS_MAX; i++)
		strcat(many, "initrd /i\n");
	expect_fault(view(many), 66,
		     "one line of its kind too many: 64 are read");
	memset(large, '#', sizeof(large));
	expect_fault(kx_bytes(large, sizeof(large)), 0,
		     "the file is larger than 1 MiB");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_of_kernel_install_is_read),
		cmocka_unit_test(an_entry_of_fedora_is_read),
		cmocka_unit_test(loaders_differ_on_the_same_file),
		cmocka_unit_test(a_fault_names_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
