// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bad_input: kernel files that are none, or none any more. Every damaged file
 * is made from the good kernel, loaded by kexec_file_load(2), and removed.
 */
#include "bad_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BAD_FILE "/bad"

/* Fields of the setup header (Linux Documentation/x86/boot.rst). */
static const struct {
	const char *name;
	unsigned int offset;
} fields[] = {
	{ "setup_sects", 0x1f1 },      { "root_flags", 0x1f2 },
	{ "syssize", 0x1f4 },	       { "vid_mode", 0x1fa },
	{ "boot_flag", 0x1fe },	       { "jump", 0x200 },
	{ "header", 0x202 },	       { "version", 0x206 },
	{ "realmode_swtch", 0x208 },   { "kernel_version", 0x20e },
	{ "type_of_loader", 0x210 },   { "loadflags", 0x211 },
	{ "code32_start", 0x214 },     { "ramdisk_image", 0x218 },
	{ "ramdisk_size", 0x21c },     { "heap_end_ptr", 0x224 },
	{ "cmd_line_ptr", 0x228 },     { "initrd_addr_max", 0x22c },
	{ "kernel_alignment", 0x230 }, { "relocatable_kernel", 0x234 },
	{ "xloadflags", 0x236 },       { "cmdline_size", 0x238 },
	{ "hardware_subarch", 0x23c }, { "payload_offset", 0x248 },
	{ "payload_length", 0x24c },   { "setup_data", 0x250 },
	{ "pref_address", 0x258 },     { "init_size", 0x260 },
	{ "handover_offset", 0x264 },  { "kernel_info_offset", 0x268 },
};

static void try_file(const char *name, int want)
{
	int fd = open(BAD_FILE, O_RDONLY | O_CLOEXEC);
	int got;

	got = call_kexec_file_load(fd, -1, 1, "", KEXEC_FILE_NO_INITRAMFS);
	bad_row(name, got, want);
	close(fd);
	unlink(BAD_FILE);
}

static void try_truncated(const char *name, struct bytes kernel, size_t size)
{
	char title[96];

	kernel.size = size;
	write_file(BAD_FILE, kernel);
	snprintf(title, sizeof(title), "truncated: %s (%zu bytes)", name, size);
	try_file(title, ENOEXEC);
}

static void try_flipped(struct bytes kernel, size_t offset, unsigned int bit)
{
	uint8_t *copy = malloc(kernel.size);
	char title[96];

	memcpy(copy, kernel.data, kernel.size);
	copy[offset] ^= (uint8_t)(1U << bit);
	write_file(BAD_FILE, (struct bytes){ copy, kernel.size });
	free(copy);
	snprintf(title, sizeof(title), "flipped: bit %u at %#zx", bit, offset);
	try_file(title, ENOEXEC);
}

/* Linux itself loads these: the kernel would hang, or worse, after the jump. */
static void damaged_behind_the_header(struct bytes kernel, size_t setup_size)
{
	size_t body = kernel.size - setup_size;

	try_truncated("nothing but setup", kernel, setup_size);
	try_truncated("half of the body", kernel, setup_size + body / 2);
	try_truncated("without checksum", kernel, kernel.size - 4);
	try_truncated("one byte short", kernel, kernel.size - 1);
	try_flipped(kernel, 0x300, 0);
	try_flipped(kernel, setup_size, 7);
	for (size_t i = 1; i < 16; i++)
		try_flipped(kernel, setup_size + body / 16 * i, i % 8);
	try_flipped(kernel, kernel.size - 1, 0);
}

void bad_files(const char *path)
{
	static const char text[] = "This is not a kernel.\n";
	struct bytes kernel = map_file(path);
	size_t setup_size = (kernel.data[0x1f1] + 1UL) * 512;

	write_file(BAD_FILE, (struct bytes){ NULL, 0 });
	try_file("empty file", EINVAL);
	write_file(BAD_FILE,
		   (struct bytes){ (const uint8_t *)text, sizeof(text) - 1 });
	try_file("text file", ENOEXEC);
	write_file(BAD_FILE, map_file("/init"));
	try_file("ELF file of a program", ENOEXEC);
	try_truncated("one byte", kernel, 1);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		try_truncated(fields[i].name, kernel, fields[i].offset);
	try_truncated("header's last byte", kernel, 1023);
	try_truncated("setup's last byte", kernel, setup_size - 1);
	if (bad_applies(STRICTER))
		damaged_behind_the_header(kernel, setup_size);
}
