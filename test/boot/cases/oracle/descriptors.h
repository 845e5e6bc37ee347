/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A descriptor of every kind that a caller might pass to kexec_file_load(2),
 * and kernels of 6 KiB that are valid enough to be loaded.
 */
#ifndef TEST_BOOT_CASES_ORACLE_DESCRIPTORS_H
#define TEST_BOOT_CASES_ORACLE_DESCRIPTORS_H

#include "test/boot/guest.h"

/* What the tiny kernel's header allows on a PC, with the final NUL. */
#define TINY_CMDLINE_SIZE 2047
/* No tiny kernel is larger. */
#define TINY_SIZE 16384

/* A complete tiny kernel; it takes a few pages. tiny_*.c */
struct bytes tiny_kernel(void);

/* Numbers in it that every kernel checks alike; the last has no width. */
struct tiny_field {
	unsigned int offset;
	unsigned int width;
};

extern const struct tiny_field tiny_fields[];
/* A file that ends before this is no kernel. */
extern const size_t tiny_header_size;
/* Change a number in a copy, so that nothing else is wrong in it. */
void tiny_put(uint8_t *copy, const struct tiny_field *field, uint64_t value);

/* Open one, with everything that it needs. Return: the descriptor, or -1. */
typedef int (*descriptor)(void);

int fd_tiny(void);
int fd_minus_one(void);
int fd_closed(void);
int fd_huge_number(void);
int fd_int_min(void);
int fd_directory(void);
int fd_pipe_read(void);
int fd_pipe_write(void);
int fd_socket(void);
int fd_epoll(void);
int fd_device(void);
int fd_path_only(void);
int fd_write_only(void);
int fd_read_write(void);
int fd_written_elsewhere(void);
int fd_mapped_writable(void);
int fd_unlinked(void);
int fd_memfd(void);
int fd_memfd_written(void);
int fd_tmpfs(void);
int fd_overlay(void);
int fd_empty(void);
int fd_proc(void);
int fd_sysfs(void);
int fd_sysfs_locked(void);
int fd_text(void);
int fd_elf(void);
int fd_vmlinux(void);
int fd_one_byte(void);
int fd_noise(void);
int fd_at_end(void);
int fd_append(void);
int fd_sparse_1g(void);
int fd_sparse_4g(void);
int fd_sparse_5g(void);
int fd_sparse_largest(void);

/* Close what the last openers opened. */
void descriptors_close(void);

#endif
