/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Plans for a machine with little memory, which the oracles check. */
#ifndef TEST_UNIT_CORE_PROTOCOL_LINUX_ARM64_SETUP_H
#define TEST_UNIT_CORE_PROTOCOL_LINUX_ARM64_SETUP_H

#include "test/unit/core/make_arm64.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/read_plan.h"
#include "test/unit/test.h"

#define MIB 0x100000ULL
#define GIB 0x40000000ULL

struct setup {
	struct arm64_machine arm64;
	struct kx_plan plan;
	struct kx_fault fault;
};

static const struct kx_bytes initrds[] = { { (const u8 *)"first", 5 },
					   { NULL, 0 },
					   { (const u8 *)"second", 6 } };

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	arm64_machine_make(&s->arm64);
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

static struct kx_range part(const struct setup *s, const char *name)
{
	const struct kx_segment *segment = read_segment(&s->plan, name);

	assert_non_null(segment);
	return read_range(segment);
}

static void give_initrds(struct setup *s)
{
	s->arm64.request.initrds = initrds;
	s->arm64.request.nr_initrds = ARRAY_SIZE(initrds);
}

/* One range of RAM, or two. */
static void give_memory(struct setup *s, struct kx_range a, struct kx_range b)
{
	s->arm64.memory[0].range = a;
	s->arm64.memory[1].range = b;
	s->arm64.machine.usable.count = kx_range_is_empty(b) ? 1 : 2;
}

#endif
