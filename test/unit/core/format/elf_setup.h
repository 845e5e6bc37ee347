/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the tests of the vmlinux loader share: a file, a machine, a plan. */
#ifndef TEST_UNIT_CORE_FORMAT_ELF_SETUP_H
#define TEST_UNIT_CORE_FORMAT_ELF_SETUP_H

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_purgatory.h"
#include "core/format/elf.h"
#include "test/unit/core/exact_map.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

struct setup {
	struct vmlinux file;
	struct test_machine test;
	struct kx_request request;
	struct kx_plan plan;
	struct kx_fault fault;
};

static inline int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	vmlinux_make(&s->file);
	test_machine_make(&s->test);
	s->request = test_machine_request(&s->test, vmlinux_bytes(&s->file));
	*state = s;
	return 0;
}

static inline int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Whatever comes out keeps every promise. */
static inline int make(struct setup *s)
{
	const char *broken;
	int err;

	s->test.arena.used = 0;
	err = exact_plan_make(&s->request, "elf-x86_64", &s->plan, &s->fault);
	broken = err ? failure_oracle(err, &s->fault)
		     : plan_oracle(&s->request, &s->plan);
	if (broken)
		fail_msg("%s", broken);
	return err;
}

static inline int make_with(struct setup *s, u64 offset, u32 width, u64 value)
{
	vmlinux_make(&s->file);
	vmlinux_put(&s->file, offset, width, value);
	return make(s);
}

static inline int vet(struct setup *s, struct kx_kernel *kernel)
{
	s->request.machine = NULL;
	s->request.arena = NULL;
	return kx_plan_vet(&s->request, NULL, kernel, &s->fault);
}

static inline const u8 *boot_data(const struct setup *s)
{
	return s->plan.segments[s->plan.count - 1].buf;
}

static inline u64 param(const struct setup *s, u64 offset, u32 width)
{
	const u8 *params = boot_data(s) + KX_BOOT_PARAMS_SIZE;
	u64 number = 0;

	while (width--)
		number = number << 8 | params[offset + width];
	return number;
}

/* The offset of a field of a program header. */
#define P(number, field) (VM_PROGRAM + (number)*VM_PROGRAM_SIZE + (field))

#endif
