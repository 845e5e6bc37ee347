// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Mapped files, and files that are read. */
#include "lib/machine/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static const char *name(const struct fixture *fixture)
{
	return kexec_ctx_error(fixture->ctx)->name;
}

TEST(a_file_is_mapped_as_it_is)
{
	struct fixture fixture;
	struct kxl_file file;

	fixture_make(&fixture);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       fixture.initrd, &file),
			 0);
	assert_true(kxl_text_is(file.bytes, "ramdisk"));
	assert_string_equal(file.name, fixture.initrd);
	kxl_file_close(&file);
	kxl_file_close(&file);
	fixture_free(&fixture);
}

TEST(what_is_no_regular_file_is_refused_by_kind)
{
	struct fixture fixture;
	struct kxl_file file = { .fd = 77 };
	char path[128];
	int ends[2];

	fixture_make(&fixture);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       fixture.dir, &file),
			 -EINVAL);
	assert_string_equal(name(&fixture), "file-kind");
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->reason, "a directory"));

	/* This pipe has no writer: opening it must not block. */
	fixture_path(&fixture, "/pipe", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       path, &file),
			 -EINVAL);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason, "a pipe"));

	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       "/dev/null", &file),
			 -EINVAL);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->reason, "a device"));
	assert_int_equal(file.fd, 77);

	/* A file that can't be opened by path may already be open. */
	ends[0] = -1;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(kxl_file_adopt(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
					ends[0], "it", &file),
			 -EINVAL);
	assert_string_equal(
		kexec_ctx_error(fixture.ctx)->text,
		"open initrd it: it is a socket, not a file; give a "
		"regular file");
	close(ends[0]);
	close(ends[1]);
	fixture_free(&fixture);
}

TEST(an_empty_file_and_a_missing_one_are_told_apart)
{
	struct fixture fixture;
	struct kxl_file file;
	char path[128];

	fixture_make(&fixture);
	fixture_text(&fixture, "/empty", "");
	fixture_path(&fixture, "/empty", path);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       path, &file),
			 -EINVAL);
	assert_string_equal(name(&fixture), "file-empty");
	fixture_path(&fixture, "/missing", path);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       path, &file),
			 -ENOENT);
	assert_string_equal(name(&fixture), "file-access");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, path);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->failed,
			 KEXEC_ACTION_OPEN_INITRD);
	fixture_free(&fixture);
}

static void make_link(const struct fixture *fixture, const char *to,
		      const char *name)
{
	char path[128];

	fixture_path(fixture, name, path);
	assert_int_equal(symlink(to, path), 0);
}

TEST(a_link_that_leads_nowhere_shows_where)
{
#define THE_FILE "give the file itself, or set the link right"
	static const struct {
		const char *name;
		const char *end; /* in the directory; NULL: no such link */
		const char *advice;
	} rows[] = {
		{ "/vmlinuz", "/boot/vmlinuz-6.1", THE_FILE },
		{ "/twice", "/boot/vmlinuz-6.1", THE_FILE },
		{ "/away", "/nonexistent/vmlinuz", THE_FILE },
		{ "/circle", NULL,
		  "a link leads back to itself: give the file itself" },
		{ "/missing", NULL, "check the path" },
		{ "/initrd/kernel", NULL,
		  "check the path: a part of it is no directory" },
	};
	const char *reason;
	struct fixture fixture;
	struct kxl_file file;
	char wanted[256];
	char path[128];
	size_t i;

	fixture_make(&fixture);
	make_link(&fixture, "boot/vmlinuz-6.1", "/vmlinuz");
	make_link(&fixture, "vmlinuz", "/twice");
	make_link(&fixture, "/nonexistent/vmlinuz", "/away");
	make_link(&fixture, "circle", "/circle");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_path(&fixture, rows[i].name, path);
		assert_true(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
					  path, &file) < 0);
		reason = kexec_ctx_error(fixture.ctx)->reason;
		assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
				    rows[i].advice);
		snprintf(wanted, sizeof(wanted),
			 "No such file or directory: it is a link to %s%s, "
			 "which does not exist",
			 i == 2 ? "" : fixture.dir,
			 rows[i].end ? rows[i].end : "");
		if (!rows[i].end)
			assert_null(strstr(reason, "link to"));
		else
			assert_string_equal(reason, wanted);
	}
	fixture_free(&fixture);
}

/* A path without a slash. */
TEST(a_link_in_the_working_directory_shows_where)
{
	struct fixture fixture;
	struct kxl_file file;
	int before;

	fixture_make(&fixture);
	before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	make_link(&fixture, "boot/vmlinuz-6.1", "/vmlinuz");
	assert_true(before >= 0);
	assert_int_equal(chdir(fixture.dir), 0);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       "vmlinuz", &file),
			 -ENOENT);
	assert_int_equal(fchdir(before), 0);
	close(before);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "No such file or directory: it is a link to "
			    "boot/vmlinuz-6.1, which does not exist");
	fixture_free(&fixture);
}

static unsigned int count_descriptors(void)
{
	unsigned int count = 0;
	int fd;

	for (fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

TEST(a_file_that_is_refused_leaves_no_descriptor)
{
	unsigned int before;
	struct fixture fixture;
	struct kxl_file file;
	char path[128];

	fixture_make(&fixture);
	fixture_text(&fixture, "/empty", "");
	fixture_path(&fixture, "/empty", path);
	before = count_descriptors();
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       path, &file),
			 -EINVAL);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       fixture.dir, &file),
			 -EINVAL);
	assert_int_equal(count_descriptors(), before);
	fixture_free(&fixture);
}

TEST(an_adopted_descriptor_stays_the_callers)
{
	struct fixture fixture;
	struct kxl_file file;
	int fd;

	fixture_make(&fixture);
	fd = open(fixture.initrd, O_RDONLY | O_CLOEXEC);
	assert_int_equal(kxl_file_adopt(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
					fd, "it", &file),
			 0);
	assert_int_not_equal(file.fd, fd);
	assert_int_equal(close(fd), 0);
	assert_true(kxl_text_is(file.bytes, "ramdisk"));
	kxl_file_close(&file);
	assert_int_equal(kxl_file_adopt(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
					-1, "it", &file),
			 -EBADF);
	fixture_free(&fixture);
}

/* Four zeroes end LZ4 data, which otherwise runs on into the next archive. */
TEST(joined_files_are_aligned_after_four_zeroes)
{
	static const char *const parts[] = { "ramdisk", "disk", "ramdi",
					     "ram" };
	static const char whole[] = "ramdisk\0\0\0\0\0disk\0\0\0\0"
				    "ramdi\0\0\0\0\0\0\0ram";
	struct kxl_file files[ARRAY_SIZE(parts)];
	struct kxl_file joined;
	struct fixture fixture;

	fixture_make(&fixture);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char name[] = { '/', (char)('a' + i), '\0' };
		char path[128];

		fixture_text(&fixture, name, parts[i]);
		fixture_path(&fixture, name, path);
		assert_int_equal(kxl_file_open(fixture.ctx,
					       KEXEC_ACTION_OPEN_INITRD, path,
					       &files[i]),
				 0);
	}
	assert_int_equal(
		kxl_file_join(fixture.ctx, files, ARRAY_SIZE(files), &joined),
		0);
	/* The end of all is only aligned. */
	assert_int_equal(joined.bytes.size, sizeof(whole));
	assert_memory_equal(joined.bytes.data, whole, sizeof(whole));
	kxl_file_close(&joined);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		kxl_file_close(&files[i]);
	fixture_free(&fixture);
}

TEST(files_of_the_machine_are_read_below_the_root)
{
	struct fixture fixture;
	struct kx_bytes text;
	u64 inode = 0;
	u64 value = 0;

	fixture_make(&fixture);
	fixture_text(&fixture, "/proc/number", " 42\n");
	assert_true(kxl_exists(fixture.ctx, "/proc/number"));
	assert_false(kxl_exists(fixture.ctx, "/proc/version"));
	assert_int_equal(kxl_inode(fixture.ctx, "/proc/number", &inode), 0);
	assert_int_not_equal(inode, 0);
	assert_int_equal(kxl_inode(fixture.ctx, "/proc/version", &inode),
			 -ENOENT);
	assert_int_equal(kxl_read(fixture.ctx, "/proc/number", &text), 0);
	assert_true(kxl_text_is(text, " 42\n"));
	kxl_text_free(text);
	assert_int_equal(
		kxl_read_number(fixture.ctx, "/proc/number", 10, &value), 0);
	assert_int_equal(value, 42);
	assert_int_equal(
		kxl_read_number(fixture.ctx, "/proc/number", 16, &value), 0);
	assert_int_equal(value, 0x42);
	fixture_text(&fixture, "/proc/number", "x");
	assert_int_equal(
		kxl_read_number(fixture.ctx, "/proc/number", 10, &value),
		-EBADMSG);
	assert_int_equal(kxl_read(fixture.ctx, "/proc/version", &text),
			 -ENOENT);
	fixture_free(&fixture);
}

TEST(a_text_longer_than_the_first_guess_is_read_whole)
{
	static char long_text[100000];
	struct fixture fixture;
	struct kx_bytes text;

	memset(long_text, 'y', sizeof(long_text) - 1);
	fixture_make(&fixture);
	fixture_text(&fixture, "/proc/long", long_text);
	assert_int_equal(kxl_read(fixture.ctx, "/proc/long", &text), 0);
	assert_true(kxl_text_is(text, long_text));
	kxl_text_free(text);
	fixture_free(&fixture);
}

TEST(a_pipe_in_place_of_a_text_makes_nobody_wait)
{
	struct fixture fixture;
	struct kx_bytes text;
	char path[128];

	fixture_make(&fixture);
	fixture_text(&fixture, "/proc/file", "");
	fixture_path(&fixture, "/proc/pipe", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(kxl_read(fixture.ctx, "/proc/pipe", &text), -EBADMSG);
	assert_int_equal(kxl_read(fixture.ctx, "/proc", &text), -EISDIR);
	fixture_free(&fixture);
}

TEST(a_text_that_never_ends_is_no_shortage_of_memory)
{
	struct fixture fixture;
	struct kx_bytes text;
	char path[128];

	fixture_make(&fixture);
	fixture_text(&fixture, "/proc/long", "x");
	fixture_path(&fixture, "/proc/long", path);
	assert_int_equal(truncate(path, 17 << 20), 0);
	assert_int_equal(kxl_read(fixture.ctx, "/proc/long", &text), -EBADMSG);
	fixture_free(&fixture);
}

TEST(a_beginning_is_no_longer_than_was_asked_for)
{
	static u8 large[10000] = { 'a' };
	struct fixture fixture;
	struct kx_bytes text;

	fixture_make(&fixture);
	fixture_put(&fixture, "/proc/x", kx_bytes(large, sizeof(large)));
	assert_int_equal(kxl_read_start(fixture.ctx, "/proc/x", 64, &text), 0);
	assert_int_equal(text.size, 64);
	kxl_text_free(text);
	assert_int_equal(kxl_read_start(fixture.ctx, "/proc/x", 5000, &text),
			 0);
	assert_int_equal(text.size, 5000);
	assert_int_equal(text.data[0], 'a');
	kxl_text_free(text);
	assert_int_equal(kxl_read_start(fixture.ctx, "/proc/x", 20000, &text),
			 0);
	assert_int_equal(text.size, 10000);
	kxl_text_free(text);
	assert_int_equal(kxl_read_start(fixture.ctx, "/proc/y", 64, &text),
			 -ENOENT);
	fixture_free(&fixture);
}

TEST(a_number_is_written_to_a_file_that_is_there)
{
	struct fixture fixture;
	u64 value = 0;

	fixture_make(&fixture);
	assert_int_equal(kxl_write_number(fixture.ctx, "/sys/x", 1), -ENOENT);
	fixture_text(&fixture, "/sys/x", "");
	assert_int_equal(kxl_write_number(fixture.ctx, "/sys/x", UINT64_MAX),
			 0);
	assert_int_equal(kxl_read_number(fixture.ctx, "/sys/x", 10, &value), 0);
	assert_int_equal(value, UINT64_MAX);
	fixture_free(&fixture);
}

TEST(too_many_open_files_are_not_blamed_on_the_path)
{
	struct rlimit before;
	struct rlimit none;
	struct fixture fixture;
	struct kxl_file file;
	int err;

	fixture_make(&fixture);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){ 0, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	err = kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
			    fixture.initrd, &file);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(err, -EMFILE);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->advice, "ulimit -n"));
	assert_int_equal(kxl_fail_read(fixture.ctx, "/proc/x", -EMFILE),
			 -EMFILE);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->advice, "ulimit -n"));
	fixture_free(&fixture);
}

static const char *advice_of(const struct fixture *fixture, int errnum)
{
	assert_int_equal(kxl_fail_read(fixture->ctx, "/proc/x", -errnum),
			 -errnum);
	return kexec_ctx_error(fixture->ctx)->advice;
}

TEST(each_errno_of_a_file_has_an_advice_of_its_own)
{
	static const struct {
		int errnum;
		const char *advice;
	} rows[] = {
		{ ENOENT, "is the file system mounted?" },
		{ EACCES, "is the file system mounted?" },
		{ ENOMEM, "ulimit -v" },
		{ ENFILE, "fs.file-max" },
		{ ENODEV, "can't be mapped" },
		{ EIO, "copy it to a disk" },
		{ ENOSPC, "free some memory" },
		{ EFAULT, "let nobody change it" },
	};
	struct fixture fixture;
	const char *advice;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		advice = advice_of(&fixture, rows[i].errnum);
		if (!strstr(advice, rows[i].advice))
			fail_msg("%s: %s", strerror(rows[i].errnum), advice);
	}
	assert_int_equal(kxl_fail_read(fixture.ctx, "/proc/x", -EBADMSG),
			 -EBADMSG);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, "/proc/x");
	assert_string_equal(name(&fixture), "machine");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_mapped_as_it_is),
		cmocka_unit_test(what_is_no_regular_file_is_refused_by_kind),
		cmocka_unit_test(
			an_empty_file_and_a_missing_one_are_told_apart),
		cmocka_unit_test(a_link_that_leads_nowhere_shows_where),
		cmocka_unit_test(a_link_in_the_working_directory_shows_where),
		cmocka_unit_test(a_file_that_is_refused_leaves_no_descriptor),
		cmocka_unit_test(an_adopted_descriptor_stays_the_callers),
		cmocka_unit_test(joined_files_are_aligned_after_four_zeroes),
		cmocka_unit_test(files_of_the_machine_are_read_below_the_root),
		cmocka_unit_test(
			a_text_longer_than_the_first_guess_is_read_whole),
		cmocka_unit_test(a_pipe_in_place_of_a_text_makes_nobody_wait),
		cmocka_unit_test(
			a_text_that_never_ends_is_no_shortage_of_memory),
		cmocka_unit_test(a_beginning_is_no_longer_than_was_asked_for),
		cmocka_unit_test(a_number_is_written_to_a_file_that_is_there),
		cmocka_unit_test(
			too_many_open_files_are_not_blamed_on_the_path),
		cmocka_unit_test(each_errno_of_a_file_has_an_advice_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
