// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * random: kexec_load(2), from 64 bits and from 32. Most segments are valid;
 * otherwise a list of four would hardly ever be.
 */
#include "test/boot/cases/oracle/random.h"

#define SEGMENT_PAGES (WHOLE_PAGES - 1UL)
/* A Cortex-A57 has no more bits of address; kexec.ko refuses what is above. */
#define HIGHEST (1UL << 44)

/* Segments' bytes, below 4 GiB. */
static char *const buffer = (char *)WHOLE;

/* Twins have the region at the same address: equal numbers mean the same. */
static unsigned long region_start;
static unsigned long region_end;

void random_find_region(void)
{
	if (find_iomem("Crash kernel", &region_start, &region_end))
		verdict("twin_region", "%#lx-%#lx", region_start, region_end);
}

/* Either a few pages or more than any guest has. */
static uint64_t any_size(struct random_call *call)
{
	uint64_t size = random_number(call);

	return size > SEGMENT_PAGES * PAGE && size < 4UL << 30
		       ? size % (SEGMENT_PAGES + 1) * PAGE
		       : size;
}

static void make_segment(struct random_call *call, struct segment *segment)
{
	uint64_t pages = random_below(call, SEGMENT_PAGES + 1);

	*segment = (struct segment){
		.buf = buffer + random_below(call, PAGE),
		.bufsz = random_below(call, pages * PAGE + 1),
		.mem = BASE + random_below(call, 1UL << 20) * PAGE,
		.memsz = pages * PAGE,
	};
	switch (random_below(call, 60)) {
	case 0:
		segment->buf = random_pointer(call);
		break;
	case 1:
		segment->buf =
			(const void *)(TORN_1 + random_below(call, 3 * PAGE));
		break;
	case 2:
		segment->bufsz = any_size(call);
		break;
	case 3:
		segment->mem = random_number(call);
		break;
	case 4:
		segment->memsz = any_size(call);
		break;
	case 5:
		segment->mem = BASE + random_below(call, 64) * PAGE;
		break;
	case 6:
		for (size_t i = 0; i < sizeof(*segment); i++)
			((char *)segment)[i] = (char)random_next(call);
		segment->memsz &= ~0xffffffffUL;
		segment->buf = random_pointer(call);
		break;
	}
	/* A buffer that ends outside of ours, in other memory. */
	if (segment->bufsz > SEGMENT_PAGES * PAGE &&
	    segment->buf >= (const void *)buffer)
		segment->buf = random_pointer(call);
	if (!segment->memsz && segment->mem < PAGE)
		segment->mem = BASE;
	/* Of what is higher Linux takes all, and kexec.ko nothing. */
	if (!guest_machine.has_maxmem)
		segment->mem %= HIGHEST;
}

/* Most valid addresses are moved into the region, or over its end. */
static void make_crash(struct random_call *call)
{
	unsigned long pages = (region_end - region_start) / PAGE;

	call->arguments[3] |= KEXEC_ON_CRASH;
	if (!pages)
		return;
	if (random_percent(call, 80))
		call->arguments[0] =
			region_start + random_below(call, pages) * PAGE;
	for (size_t i = 0; i < RANDOM_SEGMENTS; i++) {
		struct segment *segment = &call->segments[i];

		if (segment->mem % PAGE == 0 && random_percent(call, 97))
			segment->mem = region_start +
				       segment->mem / PAGE % pages * PAGE;
	}
}

/* Arguments: entry, count, segments, flags. */
void random_make_load(struct random_call *call)
{
	static const unsigned long odd_counts[] = { 0, 16, 17, 1UL << 32,
						    -1UL };
	unsigned long count = 1 + random_below(call, 4);

	if (random_percent(call, 10))
		count = odd_counts[random_below(call, ARRAY_SIZE(odd_counts))];
	else if (random_percent(call, 5))
		count = random_number(call);
	for (size_t i = 0; i < count && i < RANDOM_SEGMENTS; i++)
		make_segment(call, &call->segments[i]);
	call->arguments[0] = random_percent(call, 50) ? 0 : random_number(call);
	call->arguments[1] = count;
	call->arguments[2] = random_percent(call, 3)
				     ? (unsigned long)random_pointer(call)
				     : (unsigned long)call->segments;
	call->arguments[3] = random_flags(call, 0xe);
	if (random_percent(call, 20))
		call->arguments[3] |= KEXEC_ARCH_NATIVE;
	if (random_percent(call, 20))
		make_crash(call);
}

long random_run_load(struct random_call *call)
{
	const unsigned long *a = call->arguments;
	long result =
		call_kexec_load(a[0], a[1], (const struct segment *)a[2], a[3]);

	return random_settle(result, a[3] & KEXEC_ON_CRASH);
}

/*
 * The same in 32 bits; the list can always be read. Where there are no 32-bit
 * programs, such a load from 64 bits.
 */
void random_make_load32(struct random_call *call)
{
	random_make_load(call);
	call->arguments[0] &= 0xffffffff;
	if (random_percent(call, 80) && !(call->arguments[3] >> 16))
		call->arguments[3] |= oracle_has_32bit() ? KEXEC_ARCH_32BIT
							 : KEXEC_ARCH_NATIVE;
	for (size_t i = 0; i < RANDOM_SEGMENTS; i++) {
		struct segment *segment = &call->segments[i];

		segment->buf = (const void *)((unsigned long)segment->buf &
					      0xffffffff);
		segment->bufsz &= 0xffffffff;
		segment->mem &= 0xffffffff;
		/* The remaining size must be few pages or far too many. */
		segment->memsz = segment->memsz > SEGMENT_PAGES * PAGE
					 ? 0xc0000000 | (segment->memsz & 0xfff)
					 : segment->memsz;
		if (!segment->memsz && segment->mem < PAGE)
			segment->mem = BASE;
	}
}

long random_run_load32(struct random_call *call)
{
	uint32_t *list = (uint32_t *)TORN_2;
	int result;

	if (!oracle_has_32bit())
		return random_run_load(call);
	for (size_t i = 0; i < RANDOM_SEGMENTS; i++) {
		const struct segment *segment = &call->segments[i];

		list[4 * i] = (uint32_t)(unsigned long)segment->buf;
		list[4 * i + 1] = (uint32_t)segment->bufsz;
		list[4 * i + 2] = (uint32_t)segment->mem;
		list[4 * i + 3] = (uint32_t)segment->memsz;
	}
	result = machine_call32(NR32_KEXEC_LOAD, (uint32_t)call->arguments[0],
				(uint32_t)call->arguments[1], (uint32_t)TORN_2,
				(uint32_t)call->arguments[3]);
	return random_settle(result, call->arguments[3] & KEXEC_ON_CRASH);
}
