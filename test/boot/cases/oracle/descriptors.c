// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Descriptors of every kind. They stay open until descriptors_close(); files
 * are made when they are first needed.
 */
#include "test/boot/cases/oracle/descriptors.h"

#include "test/unit/core/make_vmlinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER	  "/descriptors"
#define TINY	  FOLDER "/tiny"
#define PAGE_SIZE 4096

static int open_fds[8];
static size_t open_count;
static void *mapping;

static int keep(int fd, const char *what)
{
	if (fd < 0 || open_count == ARRAY_SIZE(open_fds))
		fail("cannot open %s: %s", what, strerror(errno));
	open_fds[open_count++] = fd;
	return fd;
}

void descriptors_close(void)
{
	while (open_count)
		close(open_fds[--open_count]);
	if (mapping)
		munmap(mapping, PAGE_SIZE);
	mapping = NULL;
}

static const char *tiny_file(const char *path)
{
	if (access(path, F_OK)) {
		mkdir(FOLDER, 0755);
		write_file(path, tiny_kernel());
	}
	return path;
}

static int open_tiny(int flags)
{
	return keep(open(tiny_file(TINY), flags | O_CLOEXEC), TINY);
}

static int open_existing(const char *path)
{
	return keep(open(path, O_RDONLY | O_CLOEXEC), path);
}

static int open_content(const char *path, struct bytes content)
{
	mkdir(FOLDER, 0755);
	write_file(path, content);
	return open_existing(path);
}

/* A sparse file without data. */
static int open_sparse(off_t size)
{
	const char *path = FOLDER "/sparse";

	mkdir(FOLDER, 0755);
	write_file(path, (struct bytes){ NULL, 0 });
	if (truncate(path, size))
		fail("cannot make a file of %ld bytes: %s", (long)size,
		     strerror(errno));
	return open_existing(path);
}

int fd_tiny(void)
{
	return open_tiny(O_RDONLY);
}

int fd_minus_one(void)
{
	return -1;
}

int fd_int_min(void)
{
	return INT_MIN;
}

int fd_huge_number(void)
{
	return INT_MAX;
}

int fd_closed(void)
{
	int fd = open(tiny_file(TINY), O_RDONLY | O_CLOEXEC);

	close(fd);
	return fd;
}

int fd_directory(void)
{
	return keep(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "/");
}

static int pipe_end(int end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		fail("no pipe");
	keep(ends[!end], "pipe");
	return keep(ends[end], "pipe");
}

int fd_pipe_read(void)
{
	return pipe_end(0);
}

int fd_pipe_write(void)
{
	return pipe_end(1);
}

int fd_socket(void)
{
	return keep(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
}

int fd_epoll(void)
{
	return keep(epoll_create1(EPOLL_CLOEXEC), "epoll");
}

int fd_device(void)
{
	return open_existing("/dev/zero");
}

int fd_path_only(void)
{
	return open_tiny(O_PATH);
}

int fd_write_only(void)
{
	return open_tiny(O_WRONLY);
}

int fd_read_write(void)
{
	return open_tiny(O_RDWR);
}

int fd_written_elsewhere(void)
{
	open_tiny(O_WRONLY);
	return open_tiny(O_RDONLY);
}

/* The descriptor is closed, but the mapping still writes. */
static void *map_writable(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *at;

	at = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		fail("cannot map %s: %s", path, strerror(errno));
	close(fd);
	return at;
}

int fd_mapped_writable(void)
{
	if (!mapping)
		mapping = map_writable(tiny_file(TINY));
	return open_tiny(O_RDONLY);
}

int fd_unlinked(void)
{
	const char *path = tiny_file(FOLDER "/unlinked");
	int fd = open_existing(path);

	unlink(path);
	return fd;
}

int fd_memfd_written(void)
{
	struct bytes tiny = tiny_kernel();
	int fd = keep(memfd_create("tiny", MFD_CLOEXEC), "memfd");

	if (write(fd, tiny.data, tiny.size) != (ssize_t)tiny.size)
		fail("cannot write a memfd");
	return fd;
}

/* Opened again for reading, so that no one can write to it any more. */
int fd_memfd(void)
{
	char path[64];
	int fd = fd_memfd_written();
	int again;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	again = open(path, O_RDONLY | O_CLOEXEC);
	close(open_fds[--open_count]);
	return keep(again, path);
}

static void mount_once(const char *type, const char *path, const char *data)
{
	static const char *done[4];
	size_t i;

	for (i = 0; done[i]; i++) {
		if (same_text(done[i], path))
			return;
	}
	mkdir(path, 0755);
	if (mount("none", path, type, 0, data))
		fail("cannot mount %s: %s", type, strerror(errno));
	done[i] = path;
}

int fd_tmpfs(void)
{
	mount_once("tmpfs", "/tmpfs", NULL);
	return open_existing(tiny_file("/tmpfs/tiny"));
}

/* -ENODEV: this kernel has no overlayfs. */
int fd_overlay(void)
{
	char text[4096];

	read_text("/proc/filesystems", text, sizeof(text));
	if (!strstr(text, "\toverlay"))
		return -ENODEV;
	mount_once("tmpfs", "/layers", NULL);
	mkdir("/layers/lower", 0755);
	mkdir("/layers/upper", 0755);
	mkdir("/layers/work", 0755);
	tiny_file("/layers/lower/tiny");
	mount_once("overlay", "/overlay",
		   "lowerdir=/layers/lower,upperdir=/layers/upper,"
		   "workdir=/layers/work");
	return open_existing("/overlay/tiny");
}

int fd_empty(void)
{
	return open_content(FOLDER "/empty", (struct bytes){ NULL, 0 });
}

/* A file with size 0 whatever its contents, */
int fd_proc(void)
{
	return open_existing("/proc/self/status");
}

/* one that ends before its size, */
int fd_sysfs(void)
{
	return open_existing("/sys/kernel/kexec_loaded");
}

/* and one that cannot be read while a load is in progress. */
int fd_sysfs_locked(void)
{
	return open_existing("/sys/kernel/kexec_crash_size");
}

int fd_text(void)
{
	static const char text[] = "This is not a kernel.\n";

	return open_content(
		FOLDER "/text",
		(struct bytes){ (const uint8_t *)text, sizeof(text) - 1 });
}

int fd_elf(void)
{
	return open_existing("/init");
}

int fd_vmlinux(void)
{
	static struct vmlinux vmlinux;

	vmlinux_make(&vmlinux);
	return open_content(
		FOLDER "/vmlinux",
		(struct bytes){ vmlinux.data, sizeof(vmlinux.data) });
}

int fd_one_byte(void)
{
	return open_content(FOLDER "/byte",
			    (struct bytes){ (const uint8_t *)"M", 1 });
}

int fd_noise(void)
{
	static uint8_t noise[5000];

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)(i * i >> 3);
	return open_content(FOLDER "/noise",
			    (struct bytes){ noise, sizeof(noise) });
}

/* The file offset does not matter. */
int fd_at_end(void)
{
	int fd = fd_tiny();

	lseek(fd, 0, SEEK_END);
	return fd;
}

int fd_append(void)
{
	return open_tiny(O_WRONLY | O_APPEND);
}

int fd_sparse_1g(void)
{
	return open_sparse(1L << 30);
}

int fd_sparse_4g(void)
{
	return open_sparse(4L << 30);
}

int fd_sparse_5g(void)
{
	return open_sparse(5L << 30);
}

int fd_sparse_largest(void)
{
	return open_sparse(LONG_MAX);
}
