// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads setup code in a plan as a BIOS's caller would: from the purgatory to
 * the registers, from the setup header to command line and initrds. Offsets are
 * those of Linux Documentation/arch/x86/boot.rst.
 */
#include "test/unit/core/real_oracle.h"

#include "core/arch/x86_64_purgatory.h"
#include "test/unit/core/read_plan.h"

#define FOUR_GIB 0x100000000ULL
#define LOW_END	 0xa0000ULL

/* Setup code in a plan, and in its file. */
struct seen {
	const struct kx_request *request;
	const struct kx_plan *plan;
	const struct kx_segment *segment;
	const u8 *code;
	struct kx_bytes file;
	u32 version;
	bool is_high; /* the protected-mode code is at 1 MiB or above */
};

static u64 end_of(const struct kx_segment *segment)
{
	return segment->mem + segment->memsz;
}

/* @size bytes that lie at a physical address, or NULL. */
static const u8 *bytes_at(const struct kx_plan *plan, u64 address, u64 size)
{
	const u8 *found = NULL;
	u32 i;

	for (i = 0; i < plan->count && !found; i++)
		found = read_bytes(&plan->segments[i], address, size);
	return found;
}

/* From the purgatory to 32-bit mode. */
static const u8 *find_enter(const struct kx_plan *plan, u64 *at)
{
	const u64 head = sizeof(struct kx_enter_32_head);
	const u8 *purgatory = bytes_at(plan, plan->entry.address,
				       sizeof(struct kx_purgatory_head));
	const u8 *enter;

	if (!purgatory)
		return NULL;
	*at = read_number(purgatory + 8, 8);
	enter = bytes_at(plan, *at, kx_enter_16_size());
	if (!enter || *at % 16 || *at + kx_enter_16_size() > LOW_END ||
	    memcmp(enter + head, kx_purgatory_enter_32 + head,
		   kx_enter_32_size() - head))
		return NULL;
	return enter;
}

/* ... and from there to the setup code. */
static const char *check_way(const struct seen *seen)
{
	const u64 head = sizeof(struct kx_enter_16_head);
	const struct kx_entry *kernel = &seen->plan->kernel;
	u64 at = 0;
	const u8 *enter = find_enter(seen->plan, &at);
	u64 next = at + kx_enter_32_size();

	if (!enter)
		return "nothing changes to 32-bit mode";
	if (read_number(enter + 4, 4) != next ||
	    read_number(enter + 16, 4) != next)
		return "what changes to real mode is not entered";
	enter += kx_enter_32_size();
	if (memcmp(enter + head, kx_purgatory_enter_16 + head,
		   kx_enter_16_size() - kx_enter_32_size() - head))
		return "nothing changes to real mode";
	if (read_number(enter + 4, 2) ||
	    read_number(enter + 6, 2) * 16 != kernel->address)
		return "another program is entered";
	if (read_number(enter + 8, 2) != kernel->arguments[1] ||
	    read_number(enter + 10, 2) != kernel->arguments[0])
		return "stack and data are not the program's";
	return NULL;
}

/* ds = es = ss; the stack is in its memory, as is the heap below. */
static const char *check_segment(const struct seen *seen)
{
	const struct kx_entry *kernel = &seen->plan->kernel;
	const struct kx_segment *segment = seen->segment;
	u64 stack = kernel->arguments[1];

	if (segment->mem < 0x10000 || end_of(segment) > LOW_END)
		return "setup code is not in low memory";
	if (kernel->arguments[0] * 16 != segment->mem ||
	    kernel->address != segment->mem + 0x200)
		return "setup code is entered somewhere else";
	if (stack < 0x9000 || stack > 0xfffe ||
	    segment->mem + stack > end_of(segment))
		return "the stack is in no memory";
	if (seen->version >= 0x201 &&
	    (read_number(seen->code + 0x224, 2) != stack - 0x200 ||
	     !(seen->code[0x211] & 0x80)))
		return "the heap does not end at the stack";
	return NULL;
}

/* All but the fields that a boot loader writes. */
static const char *check_bytes(const struct seen *seen)
{
	u64 i;

	for (i = 0; i < seen->file.size; i++) {
		bool is_written =
			(i >= 0x210 && i < 0x22c) ||
			(seen->version < 0x202 && i >= 0x20 && i < 0x24);

		if (!is_written && seen->code[i] != seen->file.data[i])
			return "setup code has changed";
	}
	return seen->code[0x210] == 0xd0 ? NULL : "there is no boot loader";
}

static const char *check_cmdline(const struct seen *seen)
{
	struct kx_bytes wanted = seen->request->cmdline;
	u64 at = read_number(seen->code + 0x228, 4);
	const u8 *found;

	if (seen->version < 0x202) {
		if (read_number(seen->code + 0x20, 2) != 0xa33f ||
		    seen->segment->mem != 0x90000)
			return "an old kernel finds no command line";
		at = 0x90000 + read_number(seen->code + 0x22, 2);
	}
	if (at < seen->segment->mem + seen->plan->kernel.arguments[1])
		return "the command line is in the stack";
	found = read_bytes(seen->segment, at, wanted.size + 1);
	if (!found || (wanted.size && memcmp(found, wanted.data, wanted.size)))
		return "the command line is another one";
	return found[wanted.size] ? "the command line has no end" : NULL;
}

static const char *check_initrd(const struct seen *seen)
{
	u64 at = read_number(seen->code + 0x218, 4);
	u64 size = read_number(seen->code + 0x21c, 4);
	const struct kx_segment *initrd = read_segment(seen->plan, "initrd");

	if (!initrd)
		return at || size ? "there is no initrd" : NULL;
	if (!size || at + size > FOUR_GIB)
		return "the initrd is out of reach";
	return at < 0x100000 ? "the initrd is in low memory" : NULL;
}

static const char *check_kernel(const struct seen *seen)
{
	const struct kx_segment *kernel = read_segment(seen->plan, "kernel");
	const u64 entry = read_number(seen->code + 0x214, 4);
	const u64 named = read_number(seen->file.data + 0x214, 4);

	if (!kernel || end_of(kernel) > FOUR_GIB)
		return "the kernel is out of reach";
	if (!seen->is_high)
		return kernel->mem == 0x10000 && entry == named &&
				       end_of(kernel) <= 0x90000 &&
				       seen->segment->mem == 0x90000
			       ? NULL
			       : "a low kernel does not find itself";
	if (kernel->mem < 0x100000)
		return "a high kernel is low";
	/* It is left alone if it is no address in the kernel. */
	if (entry != named && entry - kernel->mem != named - 0x100000)
		return "the kernel is entered somewhere else";
	return NULL;
}

const char *real_oracle(const struct kx_request *request,
			const struct kx_plan *plan)
{
	static const char *(*const checks[])(const struct seen *seen) = {
		check_way,     check_segment, check_bytes,
		check_cmdline, check_initrd,  check_kernel,
	};
	struct seen seen = { .request = request, .plan = plan };
	u64 sectors = request->kernel.data[0x1f1];
	const char *broken = NULL;
	u32 i;

	if (request->purpose != KX_PURPOSE_NORMAL ||
	    request->machine->x86.lacks_bios)
		return "real mode was refused";
	seen.segment = read_segment(plan, "boot data");
	seen.file = kx_bytes(request->kernel.data,
			     ((sectors ? sectors : 4) + 1) * 512);
	if (!seen.segment || seen.segment->bufsz < seen.file.size)
		return "there is no setup code";
	seen.code = seen.segment->buf;
	seen.version = (u32)read_number(seen.file.data + 0x206, 2);
	seen.is_high = seen.file.data[0x211] & 1;
	for (i = 0; i < ARRAY_SIZE(checks) && !broken; i++)
		broken = checks[i](&seen);
	return broken;
}
