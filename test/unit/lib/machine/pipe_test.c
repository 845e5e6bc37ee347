// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What comes through a pipe, whole, and what is refused. */
#include "lib/machine/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct fixture fixture;

/*
 * Writes @size bytes to a pipe in another process, in pieces with @pause_us
 * between; UINT64_MAX: until nobody reads. Returns the end to read.
 */
static int start(u64 size, unsigned int pause_us, pid_t *writer)
{
	static const u8 piece[3000] = "piece";
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	*writer = fork();
	if (*writer) {
		close(ends[1]);
		return ends[0];
	}
	close(ends[0]);
	signal(SIGPIPE, SIG_DFL);
	while (size) {
		u64 part = size < sizeof(piece) ? size : sizeof(piece);

		if (write(ends[1], piece, part) < 0)
			_exit(1);
		size -= part;
		usleep(pause_us);
	}
	_exit(0);
}

static int read_from(int fd, struct kxl_file *file)
{
	return kxl_pipe_read(fixture.ctx, KEXEC_ACTION_OPEN_INITRD, fd,
			     "standard input", file);
}

TEST(pipes_are_told_from_files)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_true(kxl_pipe_is(ends[0]));
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_true(kxl_pipe_is(ends[0]));
	close(ends[0]);
	close(ends[1]);
	assert_false(kxl_pipe_is(-1));
	ends[0] = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	assert_false(kxl_pipe_is(ends[0]));
	close(ends[0]);
	ends[0] = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	assert_false(kxl_pipe_is(ends[0]));
	close(ends[0]);
}

TEST(all_of_it_is_read_however_it_comes)
{
	static const struct {
		u64 size;
		unsigned int pause_us;
		int flags;
	} rows[] = {
		{ 1, 0, 0 },
		{ 200000, 0, 0 },
		{ 9001, 2000, 0 },
		{ 9001, 2000, O_NONBLOCK },
	};
	struct kxl_file file;
	pid_t writer = 0;
	size_t i;
	int seals;
	int fd;

	fixture_make_pc(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fd = start(rows[i].size, rows[i].pause_us, &writer);
		assert_int_equal(fcntl(fd, F_SETFL, rows[i].flags), 0);
		assert_int_equal(read_from(fd, &file), 0);
		assert_int_equal(file.bytes.size, rows[i].size);
		if (rows[i].size > 3005)
			assert_memory_equal(file.bytes.data + 3000, "piece", 6);
		assert_string_equal(file.name, "standard input");
		seals = fcntl(file.fd, F_GET_SEALS);
		assert_true(seals & F_SEAL_WRITE);
		kxl_file_close(&file);
		close(fd);
		assert_int_equal(waitpid(writer, NULL, 0), writer);
	}
	fixture_free(&fixture);
}

TEST(nothing_is_no_initrd)
{
	struct kxl_file file = { .fd = 77 };
	pid_t writer = 0;
	int fd;

	fixture_make_pc(&fixture);
	fd = start(0, 0, &writer);
	assert_int_equal(read_from(fd, &file), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "file-empty");
	assert_int_equal(file.fd, 77);
	close(fd);
	assert_int_equal(waitpid(writer, NULL, 0), writer);
	fixture_free(&fixture);
}

/* 1 MiB is available, less a thirty-second. */
TEST(what_never_ends_is_given_up_with_the_limit)
{
	const struct kexec_error *error;
	struct kxl_file file = { .fd = 77 };
	pid_t writer = 0;
	int fd;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/meminfo",
		     "MemTotal: 4096 kB\nMemFree: 1024 kB\n"
		     "MemAvailable: 1024 kB\n");
	fd = start(UINT64_MAX, 0, &writer);
	assert_int_equal(read_from(fd, &file), -ENOMEM);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->name, "memory-short");
	assert_int_equal(error->limit, 992 << 10);
	assert_in_range(error->value, error->limit + 1,
			error->limit + (64 << 10));
	assert_string_equal(error->text,
			    "open initrd standard input: it is longer than the "
			    "992 KiB of memory that are available; free some "
			    "memory, or use a smaller initrd");
	assert_int_equal(file.fd, 77);
	close(fd);
	assert_int_equal(waitpid(writer, NULL, 0), writer);
	fixture_free(&fixture);
}

TEST(what_can_not_be_read_says_why)
{
	struct kxl_file file;
	int ends[2];

	fixture_make_pc(&fixture);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(read_from(ends[1], &file), -EBADF);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "file-access");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "standard input");
	close(ends[0]);
	close(ends[1]);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipes_are_told_from_files),
		cmocka_unit_test(all_of_it_is_read_however_it_comes),
		cmocka_unit_test(nothing_is_no_initrd),
		cmocka_unit_test(what_never_ends_is_given_up_with_the_limit),
		cmocka_unit_test(what_can_not_be_read_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
