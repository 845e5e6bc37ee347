/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What tests of ELF executables share: a file, a machine, a checked plan. */
#ifndef TEST_UNIT_CORE_FORMAT_ELF_FILE_SETUP_H
#define TEST_UNIT_CORE_FORMAT_ELF_FILE_SETUP_H

#include "core/arch/x86_64_purgatory.h"
#include "core/format/elf.h"
#include "test/unit/core/exact_map.h"
#include "test/unit/core/make_elf.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/read_plan.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

struct setup {
	struct elf_file file;
	struct test_machine test;
	struct kx_request request;
	struct kx_plan plan;
	struct kx_fault fault;
};

static inline int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	elf_make(&s->file, KX_ELF_CLASS_64);
	test_machine_make(&s->test);
	s->request = test_machine_request(&s->test, elf_bytes(&s->file));
	*state = s;
	return 0;
}

static inline int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Whatever comes out keeps every promise. */
static inline int make_as(struct setup *s, const char *type)
{
	const char *broken;
	int err;

	s->test.arena.used = 0;
	s->plan = (struct kx_plan){ 0 };
	err = exact_plan_make(&s->request, type, &s->plan, &s->fault);
	broken = err ? failure_oracle(err, &s->fault)
		     : plan_oracle(&s->request, &s->plan);
	if (broken)
		fail_msg("%s", broken);
	return err;
}

static inline int make(struct setup *s)
{
	return make_as(s, NULL);
}

#endif
