// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Images that return (KEXEC_PRESERVE_CONTEXT): reboot(2) returns, and
 * everything is as before. Each image of returns_images.c is called twice. Its
 * page and its other segments are at the addresses of our pages, so that a page
 * that is not restored shows in our own memory.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <asm/ldt.h>
#include <fcntl.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "test/boot/cases/returns/returns.h"
#include "test/boot/cases/load/payload.h"

#define CALLS	2
#define TRACING "/sys/kernel/tracing"
/* Entry 0 of the local table, for user space. */
#define LDT_SELECTOR 7

static volatile struct returns_report *report;
static volatile uint64_t watched;

/* A hardware breakpoint on a word of ours; -1: not supported. */
static int watch(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = sizeof(attr),
		.bp_type = HW_BREAKPOINT_W,
		.bp_addr = (uintptr_t)&watched,
		.bp_len = HW_BREAKPOINT_LEN_8,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd < 0)
		fail("perf_event_open: %s", strerror(errno));
	return fd;
}

static void check_watch(const char *name, int fd)
{
	static uint64_t writes;
	uint64_t seen;

	watched = ++writes;
	if (read(fd, &seen, sizeof(seen)) != sizeof(seen) || seen != writes)
		fail("%s: a breakpoint was hit %llu times instead of %llu",
		     name, (unsigned long long)seen,
		     (unsigned long long)writes);
}

/* The state at the entry is Linux's (relocate_kernel_64.S). */
static void check_entry(const struct returns_image *image,
			const struct segment *first)
{
	if (report->entry != first->mem)
		fail("%s: the word behind the return address is %#llx",
		     image->name, (unsigned long long)report->entry);
	if (!report->return_to || report->return_to == first->mem)
		fail("%s: returns to %#llx", image->name,
		     (unsigned long long)report->return_to);
	if (report->rflags & 0x200)
		fail("%s: entered with interrupts on", image->name);
	if ((report->rsp & 0xfff) != 0xff0)
		fail("%s: entered with rsp %#llx", image->name,
		     (unsigned long long)report->rsp);
	if (!(report->cr0 & 1) || (report->cr4 & ~0x1020ULL))
		fail("%s: cr0 %#llx, cr4 %#llx", image->name,
		     (unsigned long long)report->cr0,
		     (unsigned long long)report->cr4);
	/* Linux clears them only for images that do not return. */
	if ((report->registers && kexec_is_module()) || report->cs != 0x10)
		fail("%s: entered with registers %#llx, cs %#llx", image->name,
		     (unsigned long long)report->registers,
		     (unsigned long long)report->cs);
}

/* Tracing continues, and can be changed: for a while to one function. */
static void check_trace(const char *name)
{
	static char trace[4096];

	if (!word_number("trace", 0))
		return;
	if (write_text(TRACING "/set_ftrace_filter", "*sys_getppid"))
		fail("%s: the trace can't be changed", name);
	close(open(TRACING "/trace", O_WRONLY | O_TRUNC | O_CLOEXEC));
	getppid();
	read_text(TRACING "/trace", trace, sizeof(trace));
	if (!strstr(trace, "getppid"))
		fail("%s: nothing is traced any more", name);
	if (write_text(TRACING "/set_ftrace_filter", " "))
		fail("%s: the trace can't be changed back", name);
}

/* kx.trace=1: every function of the kernel is traced meanwhile. */
static void start_trace(void)
{
	if (word_number("trace", 0) &&
	    (mount("none", TRACING, "tracefs", 0, NULL) ||
	     write_text(TRACING "/current_tracer", "function")))
		fail("no function tracer: %s", strerror(errno));
	check_trace("before any call");
}

/* Interrupts of an image are not delivered; its exception is logged. */
static void check_log(const struct returns_image *image)
{
	static int interrupts = -1;
	static int ends = -1;

	if (ends < 0) {
		interrupts = log_open();
		ends = log_open();
	}
	if (log_says(interrupts, "No irq handler", ""))
		fail("%s: an interrupt came that is nobody's", image->name);
	if (log_says(ends, "the image came back by exception", "") !=
	    !!image->err)
		fail("%s: the log %s of an exception", image->name,
		     image->err ? "does not tell" : "tells");
}

/* A selector in the caller's own LDT; 0: the kernel has none. */
static uint16_t own_segment;

/*
 * An image without such a table must not lose the caller's. kx.ldt=1: this
 * kernel must support them.
 */
static void use_own_segment(void)
{
	struct user_desc segment = {
		.limit = 0xfffff,
		.seg_32bit = 1,
		.limit_in_pages = 1,
	};

	if (syscall(SYS_modify_ldt, 1, &segment, sizeof(segment))) {
		if (word_number("ldt", 0))
			fail("modify_ldt: %s", strerror(errno));
		verdict("own_segment", "none: %s", strerror(errno));
		return;
	}
	own_segment = LDT_SELECTOR;
	__asm__ volatile("mov %0, %%es\n\tmov %0, %%gs"
			 :
			 : "r"((uint32_t)own_segment));
}

static void check_segments(const char *name)
{
	uint32_t es;
	uint32_t gs;

	__asm__ volatile("mov %%es, %0\n\tmov %%gs, %1" : "=r"(es), "=r"(gs));
	if (es != own_segment || gs != own_segment)
		fail("%s: es is %#x, gs is %#x", name, es, gs);
}

static uint64_t ticks(void)
{
	uint32_t low;
	uint32_t high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* The cost of a round trip, before and after the image (icount=1: exact). */
static int measure(void)
{
	uint64_t begin = ticks();
	int err = call_reboot_kexec();
	uint64_t end = ticks();

	verdict(word_number("icount", 0) ? "number_instructions" : "ticks",
		"%llu to the image, %llu behind it",
		(unsigned long long)(report->ticks - begin),
		(unsigned long long)(end - report->ticks));
	return err;
}

static void call_twice(const struct returns_image *image,
		       const struct segment *segments, int breakpoint)
{
	for (unsigned int i = 0; i < CALLS; i++) {
		double monotonic = returns_seconds(CLOCK_MONOTONIC);
		double wall = returns_seconds(CLOCK_REALTIME);
		bool is_second = image->is_reentry && i % 2;
		int err = measure();

		if (err != image->err)
			fail("%s: reboot says %d instead of %d", image->name,
			     err, image->err);
		check_entry(image, segments);
		if (report->calls != (image->is_reentry ? 1 : i + 1) ||
		    report->second != is_second)
			fail("%s: entered %llu and %llu times", image->name,
			     (unsigned long long)report->calls,
			     (unsigned long long)report->second);
		returns_check_clocks(image->name, monotonic, wall);
		check_segments(image->name);
		returns_check(image->name);
		check_watch(image->name, breakpoint);
		check_trace(image->name);
		check_log(image);
		if (!kexec_loaded())
			fail("%s: nothing is loaded any more", image->name);
	}
}

/* An image that returns can also be rehearsed, on kexec.ko. */
static void rehearse(void)
{
	static const char *const argv[] = { "/kexec", "--rehearse", NULL };
	struct tool_result result;

	if (!kexec_is_module())
		return;
	run_tool(argv, &result);
	if (result.status)
		fail("kexec --rehearse: %s", result.output);
}

static void run_image(const struct returns_image *image, int breakpoint)
{
	struct segment segments[RETURNS_SEGMENTS];
	uint8_t page[PAGE] = { 0 };
	uint64_t target = returns_physical(report);
	size_t count;
	int err;

	say("image: %s", image->name);
	memset((void *)(uintptr_t)report, 0, PAGE);
	memcpy(page, image->code, (size_t)(image->end - image->code));
	memcpy(page + 8, &target, sizeof(target));
	count = returns_segments(page, segments);
	err = call_kexec_load(segments[0].mem, count, segments,
			      KEXEC_PRESERVE_CONTEXT);
	if (err)
		fail("%s: kexec_load: %d", image->name, err);
	rehearse();
	call_twice(image, segments, breakpoint);
	verdict("image", "%s", image->name);
}

/* kx.images=N: only the first N, for a kernel that resumes slowly. */
void case_returns(void)
{
	size_t count = (size_t)word_number("images", (long)returns_image_count);
	int breakpoint;

	kexec_arrive();
	returns_fill();
	report = returns_map_pinned();
	breakpoint = watch();
	use_own_segment();
	start_trace();
	for (size_t i = 0; i < count; i++)
		run_image(&returns_images[i], breakpoint);
	pass();
}
