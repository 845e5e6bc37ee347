// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Fills struct kx_crash from /proc and /sys: which memory is dumped, where each
 * CPU saves its registers, where vmcoreinfo is. Each step reads one fact. An
 * incomplete dump is better than none: if the kernel does not show a fact, a
 * warning is logged. An invalid value is an error.
 */
#include "lib/machine/dump.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/machine/file.h"
#include "lib/machine/layout.h"
#include "lib/text/text.h"

#define CPU_DIR "/sys/devices/system/cpu"
/* Linux supports at most 8192 (NR_CPUS). */
#define CPUS_MAX 65536

/* State of a read. */
struct reader {
	struct kexec_ctx *ctx;
	const struct kxl_dump_wish *wish;
	const struct kxl_machine *machine;
	struct kxl_dump *dump;
};

static int read_memory(struct reader *reader)
{
	struct kxl_dump *dump = reader->dump;
	int err = kxl_iomem_map(reader->machine->iomem, kxl_iomem_dumped,
				&dump->memory);

	if (err)
		return kxl_fail_iomem(reader->ctx, err);
	dump->facts.elfcore.memory = &dump->memory;
	return 0;
}

/*
 * Each line has the first and the last byte, in base 16 (Linux
 * kernel/kexec_core.c).
 */
static bool parse_cma(struct kx_bytes text, struct kx_range *ranges)
{
	struct kx_bytes line;
	u64 first = 0;
	u64 last = 0;
	u32 i;

	for (i = 0; kxl_text_line(&text, &line); i++) {
		if (i == KX_CRASH_CMA_MAX ||
		    !kxl_text_number(&line, 16, &first) ||
		    !kxl_text_after(line, "-", &line) ||
		    !kxl_text_number(&line, 16, &last) || line.size ||
		    last < first || last == UINT64_MAX ||
		    !kx_range_make(first, last - first + 1, &ranges[i]))
			return false;
	}
	return true;
}

/* New in Linux 6.17. Linux 6.19 moved the file; the old name is a link. */
static int read_cma(struct reader *reader)
{
	static const char path[] = "/sys/kernel/kexec_crash_cma_ranges";
	struct kx_range *ranges = reader->dump->facts.cma;
	struct kx_bytes text;
	u32 i;
	int err;

	err = kxl_read(reader->ctx, path, &text);
	if (err == -ENOENT)
		return 0;
	if (!err) {
		err = parse_cma(text, ranges) ? 0 : -EBADMSG;
		kxl_text_free(text);
	}
	if (err)
		return kxl_fail_read(reader->ctx, path, err);
	for (i = 0; i < KX_CRASH_CMA_MAX; i++)
		if (kx_memmap_clear(&reader->dump->memory, ranges[i]))
			return kxl_fail_memory(reader->ctx, KEXEC_ACTION_PLAN);
	return 0;
}

static int read_layout(struct reader *reader)
{
	struct kx_elfcore *elfcore = &reader->dump->facts.elfcore;
	struct kxl_layout layout;

	kxl_layout_read(reader->ctx, reader->machine->iomem,
			reader->machine->facts.x86.is_5level, &layout);
	elfcore->text = layout.text;
	elfcore->text_va = layout.text_va;
	elfcore->page_offset = layout.page_offset;
	return 0;
}

bool kxl_cpu_list(struct kx_bytes *rest, u64 *first, u64 *last)
{
	struct kx_bytes text = *rest;
	u64 from = 0;
	u64 to;

	if (!kxl_text_number(&text, 10, &from))
		return false;
	to = from;
	if (kxl_text_after(text, "-", &text) &&
	    (!kxl_text_number(&text, 10, &to) || to < from))
		return false;
	(void)kxl_text_after(text, ",", &text);
	*rest = text;
	*first = from;
	*last = to;
	return true;
}

static int add_note(struct kxl_dump *dump, struct kx_range note)
{
	struct kx_range *larger;

	larger = reallocarray(dump->notes, dump->nr_notes + 1, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	larger[dump->nr_notes++] = note;
	dump->notes = larger;
	return 0;
}

/* A CPU that is possible but not present has no directory and no registers. */
static int read_note(struct reader *reader, u64 cpu)
{
	struct kx_range note;
	u64 address = 0;
	u64 size = 0;
	char path[64];
	int err;

	snprintf(path, sizeof(path), CPU_DIR "/cpu%llu/crash_notes",
		 (unsigned long long)cpu);
	err = kxl_read_number(reader->ctx, path, 16, &address);
	if (err == -ENOENT)
		return 0;
	if (err)
		return kxl_fail_read(reader->ctx, path, err);
	snprintf(path, sizeof(path), CPU_DIR "/cpu%llu/crash_notes_size",
		 (unsigned long long)cpu);
	err = kxl_read_number(reader->ctx, path, 10, &size);
	if (!err && !kx_range_make(address, size, &note))
		err = -EBADMSG;
	if (err)
		return kxl_fail_read(reader->ctx, path, err);
	if (add_note(reader->dump, note))
		return kxl_fail_memory(reader->ctx, KEXEC_ACTION_PLAN);
	return 0;
}

static int read_listed(struct reader *reader, struct kx_bytes list)
{
	u64 first = 0;
	u64 last = 0;
	int err = 0;

	while (kxl_cpu_list(&list, &first, &last)) {
		if (last >= CPUS_MAX)
			return kxl_fail_read(reader->ctx, CPU_DIR "/possible",
					     -EBADMSG);
		for (; first <= last && !err; first++)
			err = read_note(reader, first);
		if (err)
			return err;
	}
	return 0;
}

static int read_notes(struct reader *reader)
{
	static const char path[] = CPU_DIR "/possible";
	struct kx_elfcore *elfcore = &reader->dump->facts.elfcore;
	struct kx_bytes list;
	int err;

	err = kxl_read(reader->ctx, path, &list);
	if (err)
		return kxl_fail_read(reader->ctx, path, err);
	err = read_listed(reader, list);
	kxl_text_free(list);
	if (err)
		return err;
	if (!reader->dump->nr_notes)
		kxl_log(reader->ctx, KEXEC_LOG_WARNING,
			"no CPU has crash_notes: the dump will have no "
			"registers");
	elfcore->notes = reader->dump->notes;
	elfcore->nr_notes = reader->dump->nr_notes;
	return 0;
}

/* "%pa %x" (Linux kernel/ksysfs.c): address and size, both in base 16. */
static bool parse_vmcoreinfo(struct kx_bytes text, struct kx_range *range)
{
	u64 address = 0;
	u64 size = 0;

	return kxl_text_number(&text, 16, &address) &&
	       kxl_text_after(text, " ", &text) &&
	       kxl_text_number(&text, 16, &size) &&
	       kx_range_make(address, size, range);
}

static int read_vmcoreinfo(struct reader *reader)
{
	static const char path[] = "/sys/kernel/vmcoreinfo";
	struct kx_elfcore *elfcore = &reader->dump->facts.elfcore;
	struct kx_bytes text;
	int err;

	err = kxl_read(reader->ctx, path, &text);
	if (err == -ENOENT) {
		kxl_log(reader->ctx, KEXEC_LOG_WARNING,
			"%s is missing: the dump can't be filtered, and its "
			"kernel log not be found, without a vmlinux that has "
			"debug information",
			path);
		return 0;
	}
	if (err)
		return kxl_fail_read(reader->ctx, path, err);
	if (!parse_vmcoreinfo(text, &elfcore->vmcoreinfo))
		err = kxl_fail_read(reader->ctx, path, -EBADMSG);
	kxl_text_free(text);
	return err;
}

static int read_room(struct reader *reader)
{
	static const char path[] = "/sys/kernel/crash_elfcorehdr_size";
	struct kx_crash *facts = &reader->dump->facts;
	int err;

	if (!reader->wish->is_hotplug)
		return 0;
	err = kxl_read_number(reader->ctx, path, 10, &facts->elfcorehdr_room);
	if (err && err != -ENOENT)
		return kxl_fail_read(reader->ctx, path, err);
	if (!facts->elfcorehdr_room)
		kxl_log(reader->ctx, KEXEC_LOG_WARNING,
			"this kernel (before Linux 6.6, or without "
			"CONFIG_CRASH_HOTPLUG) does not follow CPUs and memory "
			"that come and go: load again when they do");
	return 0;
}

static int read_steps(struct reader *reader)
{
	static int (*const steps[])(struct reader * reader) = {
		read_memory, read_cma,	      read_layout,
		read_notes,  read_vmcoreinfo, read_room,
	};
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		err = steps[i](reader);
		if (err)
			return err;
	}
	return 0;
}

int kxl_dump_read(struct kexec_ctx *ctx, const struct kxl_dump_wish *wish,
		  const struct kxl_machine *machine,
		  const struct kxl_reserved *reserved, struct kxl_dump *dump)
{
	struct reader reader = {
		.ctx = ctx,
		.wish = wish,
		.machine = machine,
		.dump = dump,
	};
	int err;

	*dump = (struct kxl_dump){ 0 };
	dump->facts.low = reserved->low;
	dump->facts.on_damage = wish->on_damage;
	dump->facts.elfcore.is_32bit = wish->is_32bit;
	err = read_steps(&reader);
	if (err)
		kxl_dump_free(dump);
	return err;
}

void kxl_dump_free(struct kxl_dump *dump)
{
	free(dump->memory.entries);
	free(dump->notes);
	*dump = (struct kxl_dump){ 0 };
}
