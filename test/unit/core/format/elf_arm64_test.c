// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* vmlinux for arm64: virtual addresses, and an Image's header inside. */
#include "core/format/elf_arm64.h"

#include "core/elf_class.h"
#include "core/protocol/linux_arm64.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/core/make_elf.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/read_plan.h"
#include "test/unit/test.h"

#define LINKED 0xffff800080000000ULL
#define CLASS  (&kx_elf_classes[KX_ELF_CLASS_64])

struct setup {
	struct elf_file file;
	struct arm64_image image;
	struct arm64_machine arm64;
	struct kx_plan plan;
	struct kx_fault fault;
};

static void put_address(struct setup *s, u32 number, u64 address)
{
	elf_put_program(&s->file, number, CLASS->p_vaddr, address);
	elf_put_program(&s->file, number, CLASS->p_paddr, address);
}

/* The header, in the bytes of the first PT_LOAD. */
static void put_header(struct setup *s)
{
	memcpy(s->file.data + ELF_TEXT_AT, s->image.data, 64);
}

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	elf_make(&s->file, KX_ELF_CLASS_64);
	elf_put(&s->file, CLASS->e_machine, KX_ELF_AARCH64);
	elf_put(&s->file, CLASS->e_entry, LINKED);
	put_address(s, 0, LINKED);
	put_address(s, 1, LINKED + 0x1000);
	arm64_image_make(&s->image);
	put_header(s);
	arm64_machine_make(&s->arm64);
	s->arm64.request.kernel = elf_bytes(&s->file);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int make(struct setup *s)
{
	const char *broken;
	int err;

	s->arm64.arena.used = 0;
	err = kx_plan_make(&s->arm64.request, NULL, &s->plan, &s->fault);
	broken = err ? failure_oracle(err, &s->fault)
		     : plan_oracle(&s->arm64.request, &s->plan);
	if (broken)
		fail_msg("%s", broken);
	return err;
}

TEST_WITH(its_parts_keep_their_distances)
{
	struct setup *s = *state;
	struct kx_kernel kernel = { 0 };

	arm64_image_put(&s->image, ARM64_TEXT_OFFSET, 8, 0x80000);
	put_header(s);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 3);
	assert_int_equal(s->plan.segments[0].mem, ARM64_RAM + 0x80000);
	assert_int_equal(s->plan.segments[0].memsz, 0x1000);
	assert_int_equal(s->plan.segments[0].bufsz, 0x200);
	assert_int_equal(s->plan.segments[1].mem, ARM64_RAM + 0x81000);
	assert_int_equal(s->plan.segments[1].memsz, ARM64_IMAGE_SIZE - 0x1000);
	assert_int_equal(s->plan.kernel.address, ARM64_RAM + 0x80000);
	memcpy(s->file.data + ELF_DATA_AT, "Linux version 6.1.0\n", 20);
	assert_int_equal(kx_plan_vet(&s->arm64.request, NULL, &kernel, NULL),
			 0);
	assert_int_equal(kernel.version.size, 5);
	assert_ptr_equal(kernel.format, &kx_format_elf_arm64);
	assert_ptr_equal(kernel.protocol, &kx_protocol_linux_arm64);
	assert_int_equal(kernel.size, 0x80000 + ARM64_IMAGE_SIZE);
}

TEST_WITH(what_is_no_linux_for_arm64_is_refused)
{
	struct setup *s = *state;

	s->file.data[ELF_TEXT_AT + ARM64_MAGIC]++;
	assert_int_equal(make(s), -KX_E_FORMAT);
	assert_string_equal(s->fault.what, "magic");
	put_header(s);
	arm64_image_put(&s->image, ARM64_FLAGS, 8, 0xb);
	put_header(s);
	assert_int_equal(make(s), -KX_E_BIG_ENDIAN);
	elf_put(&s->file, CLASS->e_machine, KX_ELF_X86_64);
	assert_int_equal(make(s), -KX_E_FORMAT);
	assert_null(s->fault.what);
}

TEST_WITH(parts_are_in_the_kernels_memory_and_on_pages)
{
	struct setup *s = *state;
	u64 end = ELF_END - ELF_START;

	arm64_image_put(&s->image, ARM64_SIZE, 8, end);
	put_header(s);
	assert_int_equal(make(s), 0);
	arm64_image_put(&s->image, ARM64_SIZE, 8, end - 1);
	put_header(s);
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "p_memsz");
	assert_int_equal(s->fault.value, end);
	assert_int_equal(s->fault.limit, end - 1);
	arm64_image_make(&s->image);
	put_header(s);
	put_address(s, 1, LINKED + 0x1800);
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "p_paddr");
	put_address(s, 1, LINKED + 0x4000);
	s->arm64.machine.limits.page_size = 0x4000;
	assert_int_equal(make(s), 0);
	s->arm64.machine.limits.page_size = 0x10000;
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_int_equal(s->fault.limit, 0x10000);
}

TEST_WITH(it_is_entered_as_an_image_is)
{
	struct setup *s = *state;
	struct kx_request *request = &s->arm64.request;
	struct kx_uses uses;

	assert_int_equal(kx_plan_uses(&kx_arch_arm64, request->kernel, &uses),
			 0);
	assert_int_equal(uses.loaded.start, ELF_TEXT_AT);
	assert_int_equal(uses.loaded.end, ELF_SIZE);
	request->arguments = KX_ARGUMENTS_ELF;
	assert_int_equal(make(s), -KX_E_NOT_ELF);
	request->arguments = KX_ARGUMENTS_LINUX;
	assert_int_equal(make(s), 0);
	request->flags = KX_ENTER_32BIT;
	assert_int_equal(make(s), -KX_E_NOT_32BIT);
	request->flags = KX_VET_AS_PROBE;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL), -KX_E_FORMAT);
}

/* Each byte of the headers with each value. */
TEST_WITH(headers_of_any_bytes_make_a_plan_or_a_fault)
{
	struct setup *s = *state;
	u32 at, value;

	for (at = 0; at < ELF_TEXT_AT + 64; at++)
		for (value = 0; value < 256; value += 3) {
			u8 before = s->file.data[at];

			s->file.data[at] = (u8)value;
			(void)!make(s);
			s->file.data[at] = before;
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(its_parts_keep_their_distances),
		WITH(what_is_no_linux_for_arm64_is_refused),
		WITH(parts_are_in_the_kernels_memory_and_on_pages),
		WITH(it_is_entered_as_an_image_is),
		WITH(headers_of_any_bytes_make_a_plan_or_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
