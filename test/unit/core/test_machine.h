/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A PC with 6 GiB, in the form that the loaders get, and a request for it. */
#ifndef TEST_UNIT_CORE_TEST_MACHINE_H
#define TEST_UNIT_CORE_TEST_MACHINE_H

#include "core/plan.h"

#define TEST_PAGE	0x1000ULL
#define TEST_MIB	0x100000ULL
#define TEST_GIB	0x40000000ULL
#define TEST_ARENA_SIZE (256 * 1024)

struct test_machine {
	struct kx_memory memory[4];
	struct kx_machine machine;
	struct kx_arena arena;
	u8 arena_bytes[TEST_ARENA_SIZE];
};

static inline void test_machine_make(struct test_machine *test)
{
	static const struct kx_memory memory[] = {
		{ { 0x1000, 0x9f000 }, KX_MEM_RAM },
		{ { 0xf0000, 0x100000 }, KX_MEM_RESERVED },
		{ { 1 * TEST_MIB, 3 * TEST_GIB }, KX_MEM_RAM },
		{ { 4 * TEST_GIB, 7 * TEST_GIB }, KX_MEM_RAM },
	};
	struct kx_memmap map = { test->memory, ARRAY_SIZE(memory),
				 ARRAY_SIZE(memory) };

	memcpy(test->memory, memory, sizeof(memory));
	test->machine = (struct kx_machine){
		.usable = map,
		.firmware = map,
		.limits = { .page_size = TEST_PAGE,
			    .address_limit = (1ULL << 46) - 1,
			    .ram_pages = 6 * TEST_GIB / TEST_PAGE },
	};
	test->arena = (struct kx_arena){ test->arena_bytes,
					 sizeof(test->arena_bytes), 0 };
}

static inline struct kx_request test_machine_request(struct test_machine *test,
						     struct kx_bytes kernel)
{
	return (struct kx_request){
		.arch = &kx_arch_x86_64,
		.kernel = kernel,
		.within = { 0, ~0ULL },
		.machine = &test->machine,
		.arena = &test->arena,
	};
}

#endif
