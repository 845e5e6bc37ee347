// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The file is read back as QEMU and the CPU read it. */
#include "lib/guest/program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/guest/machine.h"
#include "test/unit/test.h"

#define GIB   (1ULL << 30)
#define ENTRY 0x12345678abcULL

/* What was written, mapped. */
struct file {
	const u8 *data;
	size_t size;
	const Elf64_Ehdr *elf;
	const Elf64_Phdr *parts;
};

static u8 pattern[5000];

static struct file write_file(const struct kexec_plan *plan, u64 memory)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	struct file file;
	struct stat is;

	assert_true(fd >= 0);
	assert_int_equal(kxl_guest_write(plan, memory, fd), 0);
	assert_int_equal(fstat(fd, &is), 0);
	file.size = (size_t)is.st_size;
	file.data = mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(file.data, MAP_FAILED);
	file.elf = (const void *)file.data;
	file.parts = (const void *)(file.data + file.elf->e_phoff);
	close(fd);
	return file;
}

static void drop(struct file *file)
{
	munmap((void *)(uintptr_t)file->data, file->size);
}

/* The note comes before it, and the segments after it. */
static const Elf64_Phdr *first_code(const struct file *file)
{
	return &file->parts[1];
}

TEST(each_segment_is_a_part_at_its_place)
{
	struct kexec_segment segments[] = {
		{ pattern, sizeof(pattern), (void *)0x1000000, 0x2000 },
		{ NULL, 0, (void *)0x1002000, 0x1000 },
		{ pattern, 4096, (void *)0x140000000, 0x100000 },
	};
	const struct kexec_plan plan = { .entry = ENTRY,
					 .nr_segments = 3,
					 .segments = segments };
	struct file file;
	size_t i;

	for (i = 0; i < sizeof(pattern); i++)
		pattern[i] = (u8)(i * 7);
	file = write_file(&plan, 4 * GIB);
	assert_memory_equal(file.elf->e_ident, ELFMAG, SELFMAG);
	assert_int_equal(file.elf->e_phnum, 1 + 3 + 1);
	for (i = 0; i < 3; i++) {
		const Elf64_Phdr *part = &file.parts[2 + i];

		assert_int_equal(part->p_type, PT_LOAD);
		assert_int_equal(part->p_paddr, (uintptr_t)segments[i].mem);
		assert_int_equal(part->p_memsz, segments[i].memsz);
		assert_int_equal(part->p_filesz, segments[i].bufsz);
		assert_int_equal(part->p_offset % 4096, 0);
		assert_true(part->p_offset + part->p_filesz <= file.size);
		if (segments[i].bufsz)
			assert_memory_equal(file.data + part->p_offset, pattern,
					    segments[i].bufsz);
	}
	drop(&file);
}

/* QEMU hw/i386/x86.c: the name is padded to the alignment of its header. */
TEST(the_note_names_the_first_code)
{
	const struct kexec_plan plan = { .entry = ENTRY };
	struct file file = write_file(&plan, GIB);
	const Elf64_Phdr *note = &file.parts[0];
	const Elf64_Nhdr *header = (const void *)(file.data + note->p_offset);

	assert_int_equal(note->p_type, PT_NOTE);
	assert_int_equal(note->p_align, 4);
	assert_int_equal(header->n_type, 18);
	assert_string_equal((const char *)(header + 1), "Xen");
	assert_int_equal(kx_load_le64((const u8 *)(header + 1) + 4),
			 first_code(&file)->p_paddr);
	assert_int_equal(first_code(&file)->p_paddr, kxl_guest_place(GIB));
	drop(&file);
}

TEST(the_first_code_knows_where_it_is_and_where_to_go)
{
	const struct kexec_plan plan = { .entry = ENTRY };
	struct file file = write_file(&plan, GIB);
	const Elf64_Phdr *part = first_code(&file);
	const struct kxl_guest_head *head =
		(const void *)(file.data + part->p_offset);
	size_t size = (size_t)(kxl_guest_entry_end - kxl_guest_entry);

	assert_true(size < 4096);
	assert_int_equal(head->opcode, 0xbd);
	assert_int_equal(kx_load_le32(head->here), part->p_paddr);
	assert_int_equal(kx_load_le32(head->tables), part->p_paddr + 4096);
	assert_int_equal(kx_load_le64(head->entry), ENTRY);
	/* The rest is code; what was written is in front of it. */
	assert_memory_equal(head + 1, kxl_guest_entry + sizeof(*head),
			    size - sizeof(*head));
	drop(&file);
}

/* QEMU would take it for the header of a kernel for Multiboot. */
TEST(no_segment_is_in_the_first_8_kib_of_the_file)
{
	static const u8 magic[] = { 0x02, 0xb0, 0xad, 0x1b };
	struct kexec_segment segment = { pattern, sizeof(pattern),
					 (void *)0x1000000, 0x2000 };
	const struct kexec_plan plan = { .entry = ENTRY,
					 .nr_segments = 1,
					 .segments = &segment };
	struct file file;
	size_t at;

	memcpy(pattern, magic, sizeof(magic));
	file = write_file(&plan, 64 * KXL_MIB);
	for (at = 0; at < 8192; at += 4)
		assert_memory_not_equal(file.data + at, magic, sizeof(magic));
	assert_memory_equal(file.data + file.parts[2].p_offset, magic,
			    sizeof(magic));
	drop(&file);
}

/* As the CPU does it with pages of 2 MiB; ~0: not present. */
static u64 translate(const struct file *file, u64 address)
{
	const Elf64_Phdr *part = first_code(file);
	const u8 *data = file->data + part->p_offset;
	u64 at = part->p_paddr + 4096;
	unsigned int shift;
	u64 entry = 0;

	for (shift = 39; shift >= 21; shift -= 9) {
		assert_true(at >= part->p_paddr &&
			    at + 4096 <= part->p_paddr + part->p_filesz);
		entry = kx_load_le64(data + (at - part->p_paddr) +
				     8 * (address >> shift & 511));
		if (!(entry & 1))
			return ~0ULL;
		assert_true(entry & 2);
		at = entry & ~4095ULL;
	}
	assert_true(entry & 0x80);
	return (entry & ~0x1fffffULL) | (address & 0x1fffff);
}

TEST(all_memory_is_mapped_to_itself)
{
	static const u64 sizes[] = { 64 * KXL_MIB, GIB, 2 * GIB,
				     2 * GIB + KXL_MIB, 64 * GIB };
	const struct kexec_plan plan = { .entry = ENTRY };
	struct dice dice = dice_new();
	struct file file;
	u64 address, end;
	size_t i;
	int roll;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		file = write_file(&plan, sizes[i]);
		end = kxl_guest_end(sizes[i]);
		for (roll = 0; roll < 1000; roll++) {
			address = dice_roll(&dice, end);
			assert_int_equal(translate(&file, address), address);
		}
		assert_int_equal(translate(&file, 0), 0);
		assert_int_equal(translate(&file, end - 1), end - 1);
		assert_int_equal(translate(&file, end + GIB), ~0ULL);
		drop(&file);
	}
}

TEST(a_file_that_takes_nothing_is_an_error)
{
	const struct kexec_plan plan = { .entry = ENTRY };
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_int_equal(kxl_guest_write(&plan, GIB, fd), -EBADF);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_segment_is_a_part_at_its_place),
		cmocka_unit_test(the_note_names_the_first_code),
		cmocka_unit_test(
			the_first_code_knows_where_it_is_and_where_to_go),
		cmocka_unit_test(no_segment_is_in_the_first_8_kib_of_the_file),
		cmocka_unit_test(all_memory_is_mapped_to_itself),
		cmocka_unit_test(a_file_that_takes_nothing_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
