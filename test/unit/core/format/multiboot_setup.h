/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A Multiboot kernel on a machine, planned again after each change. */
#ifndef TEST_UNIT_CORE_FORMAT_MULTIBOOT_SETUP_H
#define TEST_UNIT_CORE_FORMAT_MULTIBOOT_SETUP_H

#include "test/unit/core/make_multiboot.h"
#include "test/unit/core/multiboot_oracle.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

#include <string.h>

struct setup {
	struct test_machine test;
	struct multiboot kernel;
	struct kx_request request;
	struct kx_plan plan;
	struct kx_fault fault;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	test_machine_make(&s->test);
	multiboot_make_1(&s->kernel);
	s->request =
		test_machine_request(&s->test, multiboot_bytes(&s->kernel));
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* The plan keeps every promise, and fits the arena that is said to do. */
static int make(struct setup *s)
{
	static u8 arena[1024 * 1024]; /* more than the machine's, for modules */
	int err;

	s->test.arena =
		(struct kx_arena){ arena, kx_plan_arena_size(&s->request), 0 };
	assert_true(s->test.arena.size <= sizeof(arena));
	memset(&s->plan, 0, sizeof(s->plan));
	memset(&s->fault, 0, sizeof(s->fault));
	err = kx_plan_make(&s->request, NULL, &s->plan, &s->fault);
	if (err) {
		assert_int_equal(s->plan.count, 0);
		assert_int_equal(s->fault.code, -err);
		return err;
	}
	if (plan_oracle(&s->request, &s->plan))
		fail_msg("%s", plan_oracle(&s->request, &s->plan));
	return 0;
}

#endif
