// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Errors after a file was opened, and the numbers in messages. */
#include "lib/machine/file.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static bool is_all(const void *bytes, int byte, size_t size)
{
	const u8 *at = bytes;

	while (size && *at == byte) {
		at++;
		size--;
	}
	return !size;
}

/* Nothing is mapped at address 0 of a process: a read there is an EIO. */
TEST(a_read_that_fails_leaves_no_view)
{
	struct kx_bytes text, untouched;
	struct fixture fixture;
	u64 number = 7;

	memset(&text, 0x5a, sizeof(text));
	untouched = text;
	fixture_make(&fixture);
	assert_int_equal(kexec_ctx_set_root(fixture.ctx, "/proc/self"), 0);
	assert_int_equal(kxl_read(fixture.ctx, "/mem", &text), -EIO);
	assert_int_equal(kxl_read_start(fixture.ctx, "/mem", 10, &text), -EIO);
	assert_memory_equal(&text, &untouched, sizeof(text));
	assert_int_equal(kxl_read_number(fixture.ctx, "/mem", 10, &number),
			 -EIO);
	assert_int_equal(number, 7);
	fixture_free(&fixture);
}

static void assert_failure(const struct fixture *fixture, const char *name,
			   const char *object, int errnum)
{
	const struct kexec_error *error = kexec_ctx_error(fixture->ctx);

	assert_string_equal(error->name, name);
	assert_int_equal(error->failed, KEXEC_ACTION_OPEN_INITRD);
	assert_string_equal(error->object, object);
	assert_string_equal(error->reason, strerror(errnum));
	assert_int_equal(error->errnum, errnum);
}

/* open(2) says of one that there is no such device. */
TEST(a_socket_is_no_file)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct kexec_error *error;
	struct fixture fixture;
	struct kxl_file file;
	char path[128];
	int fd;

	memset(&file, 0x5a, sizeof(file));
	fixture_make(&fixture);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	fixture_path(&fixture, "/socket", path);
	assert_true(strlen(path) < sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	close(fd);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       path, &file),
			 -EINVAL);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->name, "file-kind");
	assert_string_equal(error->reason, "it is a socket, not a file");
	assert_string_equal(error->advice, "give a regular file");
	assert_true(is_all(&file, 0x5a, sizeof(file)));
	fixture_free(&fixture);
}

/* Larger than a process' address space, and sparse. */
TEST(a_file_that_can_not_be_mapped_is_an_error)
{
	struct fixture fixture;
	struct kxl_file file;
	int fd;

	memset(&file, 0x5a, sizeof(file));
	fixture_make(&fixture);
	fd = memfd_create("huge", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 1LL << 62), 0);
	assert_int_equal(kxl_file_adopt(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
					fd, "it", &file),
			 -ENOMEM);
	assert_failure(&fixture, "memory", "it", ENOMEM);
	assert_true(is_all(&file, 0x5a, sizeof(file)));
	close(fd);
	fixture_free(&fixture);
}

TEST(what_was_mapped_is_logged_with_its_size)
{
	struct fixture fixture;
	struct kxl_file file;
	char line[256];

	fixture_make(&fixture);
	assert_int_equal(truncate(fixture.initrd, 0x1234), 0);
	assert_int_equal(kxl_file_open(fixture.ctx, KEXEC_ACTION_OPEN_INITRD,
				       fixture.initrd, &file),
			 0);
	snprintf(line, sizeof(line), "open initrd: %s, 0x1234 bytes\n",
		 fixture.initrd);
	assert_string_equal(fixture.log, line);
	kxl_file_close(&file);
	fixture_free(&fixture);
}

/* An invalid file has an advice of its own. */
TEST(each_failure_of_a_file_of_the_machine_has_its_advice)
{
	static const struct {
		int err;
		const char *reason;
		const char *advice;
	} rows[] = {
		{ -EBADMSG, "is not what Linux writes there",
		  "report this file's contents" },
		{ -ENOENT, "No such file or directory",
		  "is the file system mounted? are you root?" },
		{ -ENFILE, "Too many open files in system",
		  "close files, or raise sysctl fs.file-max" },
	};
	const struct kexec_error *error;
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(
			kxl_fail_read(fixture.ctx, "/proc/x", rows[i].err),
			rows[i].err);
		error = kexec_ctx_error(fixture.ctx);
		assert_int_equal(error->errnum, -rows[i].err);
		assert_string_equal(error->name, "machine");
		assert_string_equal(error->action, "read");
		assert_string_equal(error->object, "/proc/x");
		assert_string_equal(error->reason, rows[i].reason);
		assert_string_equal(error->advice, rows[i].advice);
	}
	fixture_free(&fixture);
}

/* All writes fail, or those after the first file. */
TEST(a_write_that_fails_is_an_error_and_leaves_no_file)
{
	static const rlim_t limits[] = { 0, 3, 7, 8, 15 };
	struct kxl_file files[2], joined;
	struct rlimit before, limit;
	struct fixture fixture;
	size_t i;
	int err;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		assert_int_equal(kxl_file_open(fixture.ctx,
					       KEXEC_ACTION_OPEN_INITRD,
					       fixture.initrd, &files[i]),
				 0);
	assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		memset(&joined, 0x5a, sizeof(joined));
		limit = before;
		limit.rlim_cur = limits[i];
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		err = kxl_file_join(fixture.ctx, files, 2, &joined);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
		assert_int_equal(err, -EFBIG);
		assert_true(is_all(&joined, 0x5a, sizeof(joined)));
	}
	for (i = 0; i < ARRAY_SIZE(files); i++)
		kxl_file_close(&files[i]);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_read_that_fails_leaves_no_view),
		cmocka_unit_test(a_socket_is_no_file),
		cmocka_unit_test(a_file_that_can_not_be_mapped_is_an_error),
		cmocka_unit_test(what_was_mapped_is_logged_with_its_size),
		cmocka_unit_test(
			each_failure_of_a_file_of_the_machine_has_its_advice),
		cmocka_unit_test(
			a_write_that_fails_is_an_error_and_leaves_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
