// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Opening each file of the machine fails once: the error names the file, or the
 * plan works without it. The linker (--wrap) replaces the C library's function
 * by that below.
 */
#include "include/libkexec.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* Files that a plan works without, whether it logs that or not. */
static const char *const optional[] = {
	"/dev/mem",    "/proc/cmdline",	   "/proc/kallsyms",
	"/proc/kcore", "/proc/kpageflags", "/sys/firmware/efi",
};

static const char *root;
static int allowed = -1;
static char failed[128]; /* below the root; "": none failed yet */

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);

int __wrap_open64(const char *path, int flags, ...)
{
	size_t length = root ? strlen(root) : 0;

	assert_false(flags & O_CREAT);
	if (allowed < 0 || strncmp(path, root, length) != 0 || allowed--)
		return __real_open64(path, flags);
	snprintf(failed, sizeof(failed), "%s", path + length);
	errno = EIO;
	return -1;
}

static bool is_optional(const char *path)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(optional); i++)
		if (!strncmp(path, optional[i], strlen(optional[i])))
			return true;
	return false;
}

static void make_efi(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fixture_efi(fixture);
	fixture_text(fixture, "/sys/firmware/memmap/0/start", "0x0\n");
	fixture_text(fixture, "/sys/firmware/memmap/0/end", "0xbfffffff\n");
	fixture_text(fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
}

static int plan(const struct fixture *fixture, enum kexec_slot slot)
{
	const struct kexec_plan *made;
	struct kexec_image *image;
	int err;

	err = kexec_image_open(fixture->ctx, fixture->kernel, &image);
	if (err)
		return err;
	err = kexec_image_set_slot(image, slot);
	if (!err)
		err = kexec_image_set_options(image, KEXEC_OPTION_HOTPLUG);
	if (!err)
		err = kexec_image_add_initrd(image, fixture->initrd);
	if (!err)
		err = kexec_image_plan(image, &made);
	kexec_image_close(image);
	return err;
}

static void check_failure(const struct fixture *fixture, int err)
{
	const struct kexec_error *error = kexec_ctx_error(fixture->ctx);

	if (is_optional(failed))
		return;
	if (!err)
		fail_msg("%s is missed by nobody", failed);
	assert_int_equal(error->errnum, EIO);
	/* For files of the user, the error has the whole path. */
	assert_non_null(strstr(error->object, failed));
	assert_string_equal(error->reason, "Input/output error");
}

TEST(a_file_that_can_not_be_opened_is_named)
{
	static const struct {
		const char *name;
		void (*make)(struct fixture *fixture);
		enum kexec_slot slot;
		int fewest; /* files that are opened */
	} rows[] = {
		{ "normal", make_efi, KEXEC_SLOT_NORMAL, 12 },
		{ "crash", fixture_make_crash, KEXEC_SLOT_CRASH, 15 },
	};
	struct fixture fixture;
	int count;
	int err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rows[i].make(&fixture);
		root = fixture.dir;
		for (count = 0;; count++) {
			failed[0] = '\0';
			allowed = count;
			err = plan(&fixture, rows[i].slot);
			allowed = -1;
			if (!failed[0])
				break;
			check_failure(&fixture, err);
		}
		/* The last round had no failure. */
		assert_row(rows[i].name, err, 0);
		assert_in_range(count, rows[i].fewest, 1000);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_that_can_not_be_opened_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
