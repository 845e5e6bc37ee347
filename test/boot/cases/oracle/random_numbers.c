// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* random: numbers and pointers that tend to cause errors. */
#include "test/boot/cases/oracle/random.h"

/* splitmix64 (Steele, Lea, Flood: "Fast splittable generators", 2014). */
uint64_t random_next(struct random_call *call)
{
	uint64_t z = call->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t random_below(struct random_call *call, uint64_t end)
{
	return random_next(call) % end;
}

bool random_percent(struct random_call *call, unsigned int chance)
{
	return random_below(call, 100) < chance;
}

static uint64_t power(struct random_call *call)
{
	return 1UL << random_below(call, 64);
}

uint64_t random_number(struct random_call *call)
{
	switch (random_below(call, 8)) {
	case 0:
		return power(call);
	case 1:
		return power(call) - 1;
	case 2:
		return power(call) + PAGE;
	case 3:
		return -random_below(call, 2 * PAGE);
	case 4:
		return random_below(call, 1UL << 16);
	case 5:
		return random_below(call, 1024) * PAGE;
	case 6:
		return random_next(call) >> random_below(call, 64);
	default:
		return random_next(call);
	}
}

const void *random_pointer(struct random_call *call)
{
	static const unsigned long pointers[] = {
		0,
		1,
		(unsigned long)NOWHERE,
		TORN_1 + PAGE,
		TORN_2 + PAGE,
		0x7ffffffff000,
		0x800000000000,
		1UL << 63,
		0xffff888000000000,
		KERNEL_ADDRESS,
		-PAGE,
		-1UL,
	};

	return (const void *)pointers[random_below(call, ARRAY_SIZE(pointers))];
}

uint64_t random_flags(struct random_call *call, uint64_t differ)
{
	if (random_percent(call, 70))
		return 0;
	return random_number(call) & ~differ;
}
