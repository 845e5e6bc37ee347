// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Kernels where distributions install them, in trees of files. */
#include "lib/machine/installed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define RUNNING	  "6.1.0-18-amd64"
#define FILES_MAX 6

/* Files of a system that runs RUNNING, and the kernel that is found. */
static const struct {
	const char *name;
	const char *files[FILES_MAX];
	const char *path; /* NULL: none */
} rows[] = {
	{ "nothing is installed", { NULL }, NULL },
	{ "Debian",
	  { "/boot/vmlinuz-6.1.0-18-amd64", "/boot/vmlinuz-6.1.0-20-amd64" },
	  "/boot/vmlinuz-6.1.0-18-amd64" },
	{ "Fedora, both places",
	  { "/usr/lib/modules/6.1.0-18-amd64/vmlinuz",
	    "/boot/vmlinuz-6.1.0-18-amd64" },
	  "/boot/vmlinuz-6.1.0-18-amd64" },
	{ "/boot is not mounted",
	  { "/usr/lib/modules/6.1.0-18-amd64/vmlinuz",
	    "/usr/lib/modules/6.1.0-18-amd64/modules.dep" },
	  "/usr/lib/modules/6.1.0-18-amd64/vmlinuz" },
	{ "Arch: /boot has no version",
	  { "/boot/vmlinuz-linux", "/usr/lib/modules/6.1.0-18-amd64/vmlinuz" },
	  "/usr/lib/modules/6.1.0-18-amd64/vmlinuz" },
	{ "/usr is not merged",
	  { "/lib/modules/6.1.0-18-amd64/vmlinuz" },
	  "/lib/modules/6.1.0-18-amd64/vmlinuz" },
	{ "a vmlinux",
	  { "/boot/vmlinux-6.1.0-18-amd64" },
	  "/boot/vmlinux-6.1.0-18-amd64" },
	{ "Gentoo",
	  { "/boot/kernel-6.1.0-18-amd64" },
	  "/boot/kernel-6.1.0-18-amd64" },
	{ "NixOS",
	  { "/run/booted-system/kernel", "/boot/vmlinuz-9.9" },
	  "/run/booted-system/kernel" },
	{ "the running one was removed: the newest",
	  { "/boot/vmlinuz-6.1.0-9-amd64", "/boot/vmlinuz-6.1.0-21-amd64",
	    "/usr/lib/modules/6.1.0-20-amd64/vmlinuz" },
	  "/boot/vmlinuz-6.1.0-21-amd64" },
	{ "the newest has its modules' folder only",
	  { "/boot/vmlinuz-6.1.0-9-amd64",
	    "/usr/lib/modules/6.1.0-20-amd64/vmlinuz",
	    "/usr/lib/modules/6.1.0-21-amd64/modules.dep" },
	  "/usr/lib/modules/6.1.0-20-amd64/vmlinuz" },
	{ "the rescue kernel is the oldest",
	  { "/boot/vmlinuz-0-rescue-0123456789abcdef", "/boot/vmlinuz-5.14" },
	  "/boot/vmlinuz-5.14" },
	{ "remains and signatures are none",
	  { "/boot/vmlinuz-7.1.old", "/boot/vmlinuz-7.1.dpkg-new",
	    "/boot/vmlinuz-7.1~", "/boot/vmlinux-7.1.gz",
	    "/boot/vmlinuz-7.1.hmac", "/boot/vmlinuz-5.10" },
	  "/boot/vmlinuz-5.10" },
	{ "names that no release has",
	  { "/boot/vmlinuz-7.1 copy", "/boot/vmlinuz-7.1\nx", "/boot/vmlinuz-*",
	    "/boot/vmlinuz-", "/boot/vmlinuz-7.1;reboot",
	    "/usr/lib/modules/x/vmlinuz" },
	  NULL },
};

static void make_system(struct fixture *fixture, const char *const *files)
{
	size_t i;

	fixture_make(fixture);
	fixture_text(fixture, "/proc/sys/kernel/osrelease", RUNNING "\n");
	for (i = 0; i < FILES_MAX && files[i]; i++)
		fixture_text(fixture, files[i], "a kernel");
}

TEST(the_running_kernel_or_the_newest_is_found)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		char *path = NULL;

		make_system(&fixture, rows[i].files);
		assert_row(rows[i].name,
			   kexec_find_kernel(fixture.ctx, NULL, &path),
			   rows[i].path ? 0 : -ENOENT);
		if (rows[i].path)
			assert_string_equal(path, rows[i].path);
		else
			assert_null(path);
		free(path);
		fixture_free(&fixture);
	}
}

TEST(a_release_is_found_by_its_name_alone)
{
	static const char *const files[FILES_MAX] = {
		"/boot/vmlinuz-5.10.0-1-amd64",
		"/boot/vmlinuz-5.10.0-1-amd64.old",
		"/usr/lib/modules/6.1/vmlinuz",
		"/etc/vmlinuz",
	};
	static const struct {
		const char *release;
		const char *path;
	} names[] = {
		{ "5.10.0-1-amd64", "/boot/vmlinuz-5.10.0-1-amd64" },
		{ "6.1", "/usr/lib/modules/6.1/vmlinuz" },
		{ "5.10.0-1-amd6", NULL },
		{ "5.10.0-1-*", NULL },
		{ "../../etc", NULL },
		{ "6.1/../6.1", NULL },
		{ "5.10.0-1-amd64.old", NULL },
		{ "", NULL },
	};
	struct fixture fixture;
	char *path;
	size_t i;

	make_system(&fixture, files);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		path = NULL;
		assert_row(
			names[i].release,
			kexec_find_kernel(fixture.ctx, names[i].release, &path),
			names[i].path ? 0 : -ENOENT);
		if (names[i].path)
			assert_string_equal(path, names[i].path);
		free(path);
	}
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "file-access");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "no kernel is where distributions install them");
	fixture_free(&fixture);
}

/* Neither a folder nor an empty file is a kernel. */
TEST(what_is_no_file_is_not_found)
{
	static const char *const files[FILES_MAX] = {
		"/boot/vmlinuz-" RUNNING "/x",
		"/usr/lib/modules/" RUNNING "/vmlinuz/x",
	};
	struct fixture fixture;
	char *path = NULL;

	make_system(&fixture, files);
	fixture_put(&fixture, "/boot/vmlinux-" RUNNING, kx_bytes("", 0));
	assert_int_equal(kexec_find_kernel(fixture.ctx, NULL, &path), -ENOENT);
	fixture_text(&fixture, "/boot/kernel-" RUNNING, "k");
	assert_int_equal(kexec_find_kernel(fixture.ctx, NULL, &path), 0);
	assert_string_equal(path, "/boot/kernel-" RUNNING);
	free(path);
	fixture_free(&fixture);
}

TEST(a_system_without_a_release_has_a_newest_kernel)
{
	static const char *const files[FILES_MAX] = { "/boot/vmlinuz-5.10" };
	static const char *const releases[] = { "", "../../x\n", "6.1 x\n" };
	static char longest[5000];
	struct fixture fixture;
	char *path = NULL;
	size_t i;

	make_system(&fixture, files);
	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		fixture_text(&fixture, "/proc/sys/kernel/osrelease",
			     releases[i]);
		assert_int_equal(kexec_find_kernel(fixture.ctx, NULL, &path),
				 0);
		assert_string_equal(path, "/boot/vmlinuz-5.10");
		free(path);
	}
	memset(longest, '6', sizeof(longest) - 1);
	fixture_text(&fixture, "/proc/sys/kernel/osrelease", longest);
	assert_int_equal(kexec_find_kernel(fixture.ctx, NULL, &path), 0);
	free(path);
	fixture_remove(&fixture, "/proc/sys/kernel/osrelease");
	assert_int_equal(kexec_find_kernel(fixture.ctx, NULL, &path), 0);
	free(path);
	fixture_free(&fixture);
}

/* A folder with more entries costs no more; which ones count is not said. */
TEST(a_folder_is_read_up_to_a_limit)
{
	static const char *const files[FILES_MAX] = { NULL };
	struct fixture fixture;
	char *path = NULL;
	char name[64];
	unsigned int i;

	make_system(&fixture, files);
	for (i = 0; i < KXL_INSTALLED_MAX + 50; i++) {
		snprintf(name, sizeof(name), "/boot/other-%u", i);
		fixture_put(&fixture, name, kx_bytes("", 0));
	}
	fixture_text(&fixture, "/usr/lib/modules/5.10/vmlinuz", "k");
	assert_int_equal(kexec_find_kernel(fixture.ctx, NULL, &path), 0);
	assert_string_equal(path, "/usr/lib/modules/5.10/vmlinuz");
	free(path);
	fixture_free(&fixture);
}

static int fail_with(struct fixture *fixture, const char *advice)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_FILE_FORMAT,
		.advice = advice,
	};

	return kxl_fail(fixture->ctx, &failure, "so");
}

TEST(an_advice_names_what_is_there)
{
	static const char *const none[FILES_MAX] = { NULL };
	static const char *const files[FILES_MAX] = {
		"/usr/lib/modules/" RUNNING "/vmlinuz"
	};
	struct fixture fixture;

	make_system(&fixture, none);
	(void)!fail_with(&fixture, "give " KXL_INSTALLED_WORD ", or none");
	kxl_installed_advise(fixture.ctx);
	kxl_installed_offer(fixture.ctx);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "give vmlinuz-VERSION, or none");
	fixture_free(&fixture);

	make_system(&fixture, files);
	(void)!fail_with(&fixture, "give " KXL_INSTALLED_WORD ", or none");
	kxl_installed_advise(fixture.ctx);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->text,
			    ": so; give /usr/lib/modules/" RUNNING
			    "/vmlinuz, or none");
	(void)!fail_with(&fixture, "look");
	kxl_installed_advise(fixture.ctx);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice, "look");
	kxl_installed_offer(fixture.ctx);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "look, or give /usr/lib/modules/" RUNNING
			    "/vmlinuz");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_running_kernel_or_the_newest_is_found),
		cmocka_unit_test(a_release_is_found_by_its_name_alone),
		cmocka_unit_test(what_is_no_file_is_not_found),
		cmocka_unit_test(
			a_system_without_a_release_has_a_newest_kernel),
		cmocka_unit_test(a_folder_is_read_up_to_a_limit),
		cmocka_unit_test(an_advice_names_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
