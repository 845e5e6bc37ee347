// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads the timeline of the start that brought this system up
 * (core/timeline.h): finds it, on x86 among setup_data, checks that its stamps
 * can be true, adds what this kernel knows of its own start, and turns ticks
 * into nanoseconds. What can't be known is left out.
 */
#include "lib/errors/context.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/timeline.h"
#include "lib/machine/arch.h"
#include "lib/machine/boot_log.h"
#include "lib/machine/clock.h"
#include "lib/machine/file.h"
#include "lib/machine/timeline_tree.h"

#define BOOT_PARAMS "/sys/kernel/boot_params/data"
#define ENTRIES	    "/sys/kernel/boot_params/setup_data"
#define MEM	    "/dev/mem"
/* Its offset in boot_params (Linux Documentation/arch/x86/zero-page.rst). */
#define LOADER 0x210
/* boot.rst, type_of_loader, which leaves the version in the lower half */
#define LOADER_KEXEC 0xd
/* More than any loader makes. */
#define ENTRIES_MAX 64
#define PATH_SIZE   128
#define MOMENTS	    (KEXEC_MOMENT_INIT + 1)

static_assert((int)KEXEC_MOMENT_LOAD == (int)KX_STAMP_LOAD &&
		      (int)KEXEC_MOMENT_ENTRY == (int)KX_STAMP_ENTRY &&
		      (int)KEXEC_MOMENT_CLOCK == (int)KX_STAMPS,
	      "moments begin with the stamps");

/* One allocation: the moments follow. */
struct timeline {
	struct kexec_timeline timeline;
	struct kexec_moment_time moments[MOMENTS];
};

/* The counter at each moment; 0: not known. */
struct ticks {
	u64 at[MOMENTS];
};

static int fail(struct kexec_ctx *ctx, int errnum, enum kexec_cause cause,
		const char *reason)
{
	const struct kxl_failure failure = {
		.errnum = errnum,
		.cause = cause,
		.action = KEXEC_ACTION_READ,
		.object = "timeline",
	};

	return kxl_fail(ctx, &failure, "%s", reason);
}

static int fail_none(struct kexec_ctx *ctx, struct kx_bytes params)
{
	bool is_kexec = params.data[LOADER] >> 4 == LOADER_KEXEC;

	return fail(ctx, ENODATA, KEXEC_CAUSE_NO_TIMELINE,
		    is_kexec ? "this system was loaded without one"
			     : "this system was not started by kexec");
}

/* "0x4d54584b" */
static bool has_type(struct kexec_ctx *ctx, unsigned int index)
{
	char path[PATH_SIZE];
	struct kx_bytes text;
	char type[16] = "";

	snprintf(path, sizeof(path), ENTRIES "/%u/type", index);
	if (kxl_read_start(ctx, path, sizeof(type) - 1, &text))
		return false;
	memcpy(type, text.data, (size_t)text.size);
	kxl_text_free(text);
	return strtoull(type, NULL, 16) == KX_TIMELINE_TYPE;
}

/* What everybody sees of it. */
static bool is_there(struct kexec_ctx *ctx)
{
	char path[PATH_SIZE];
	unsigned int i;

	for (i = 0; i < ENTRIES_MAX; i++) {
		snprintf(path, sizeof(path), ENTRIES "/%u/type", i);
		if (!kxl_exists(ctx, path))
			return false;
		if (has_type(ctx, i))
			return true;
	}
	return false;
}

/* @err: of /dev/mem */
static int fail_memory(struct kexec_ctx *ctx, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_TIMELINE,
		.action = KEXEC_ACTION_READ,
		.object = MEM,
	};

	return kxl_fail(ctx, &failure, "%s", strerror(-err));
}

static int read_copy(struct kexec_ctx *ctx, struct kx_timeline *timeline)
{
	ssize_t size;
	int fd = -1;
	int err = kxl_open(ctx, MEM, &fd);

	if (err)
		return fail_memory(ctx, err);
	size = pread(fd, timeline, sizeof(*timeline), KX_TIMELINE_COPY);
	close(fd);
	if (size == sizeof(*timeline) &&
	    kx_load_le32(timeline->type) == KX_TIMELINE_TYPE)
		return 0;
	return fail(ctx, EIO, KEXEC_CAUSE_TIMELINE,
		    "it is not in the first page of memory, or that can't be "
		    "read in " MEM);
}

static int find_page(struct kexec_ctx *ctx, struct kx_timeline *timeline)
{
	struct kx_bytes params;
	int err;

	err = kxl_read_start(ctx, BOOT_PARAMS, 4096, &params);
	if (err)
		return kxl_fail_read(ctx, BOOT_PARAMS, err);
	if (params.size <= LOADER)
		err = kxl_fail_read(ctx, BOOT_PARAMS, -EBADMSG);
	else if (!is_there(ctx))
		err = fail_none(ctx, params);
	kxl_text_free(params);
	return err ? err : read_copy(ctx, timeline);
}

/* The last row is for others, too: there are none. */
static const struct {
	const struct kx_arch *arch;
	int (*find)(struct kexec_ctx *ctx, struct kx_timeline *timeline);
} finders[] = {
	{ &kx_arch_arm64, kxl_timeline_tree },
	{ &kx_arch_x86_64, find_page },
};

static int find(struct kexec_ctx *ctx, struct kx_timeline *timeline)
{
	const struct kx_arch *arch = kxl_arch(ctx);
	size_t i = 0;

	while (i < ARRAY_SIZE(finders) - 1 && finders[i].arch != arch)
		i++;
	return finders[i].find(ctx, timeline);
}

/*
 * kexec.ko and the purgatory write one after another: stamps of theirs that are
 * out of order are no stamps.
 */
static bool is_ordered(const struct ticks *ticks, u64 *first)
{
	int i;

	*first = UINT64_MAX;
	for (i = KEXEC_MOMENT_ENTRY; i > KEXEC_MOMENT_CALL; i--) {
		if (ticks->at[i] > *first)
			return false;
		if (ticks->at[i])
			*first = ticks->at[i];
	}
	return ticks->at[KEXEC_MOMENT_PURGATORY] &&
	       ticks->at[KEXEC_MOMENT_ENTRY];
}

/*
 * Drops those that belong to something else: the stamps of a load before the
 * counter was reset, by a suspend; the note of a call that was not the last, or
 * of another image. A load takes an old note away, so the note belongs to the
 * image only if its load is known; kexec.ko makes its stamp without a note.
 */
static void drop_others(struct ticks *ticks, u64 first)
{
	u64 *at = ticks->at;

	if (at[KEXEC_MOMENT_CALL] > first)
		at[KEXEC_MOMENT_CALL] = 0;
	if (at[KEXEC_MOMENT_LOADED] > first)
		at[KEXEC_MOMENT_LOADED] = 0;
	if (at[KEXEC_MOMENT_CALL] < at[KEXEC_MOMENT_LOADED] ||
	    (!at[KEXEC_MOMENT_LOADED] && !at[KEXEC_MOMENT_DOWN]))
		at[KEXEC_MOMENT_CALL] = 0;
	if (at[KEXEC_MOMENT_LOAD] > at[KEXEC_MOMENT_LOADED])
		at[KEXEC_MOMENT_LOAD] = 0;
}

static bool judge(const struct kx_timeline *timeline, struct ticks *ticks)
{
	u32 count = kx_load_le32(timeline->count);
	u64 first;
	u32 i;

	for (i = 0; i < KX_STAMPS && i < count; i++)
		ticks->at[i] = kx_load_le64(timeline->stamps[i]);
	if (!is_ordered(ticks, &first))
		return false;
	drop_others(ticks, first);
	return true;
}

static int check(struct kexec_ctx *ctx, const struct kx_timeline *timeline,
		 struct ticks *ticks)
{
	if (memcmp(timeline->name, KX_TIMELINE_NAME, sizeof(timeline->name)) !=
	    0)
		return fail(ctx, EBADMSG, KEXEC_CAUSE_TIMELINE,
			    "it is damaged: it has another name");
	if (kx_load_le32(timeline->version) != KX_TIMELINE_VERSION ||
	    kx_load_le32(timeline->len) != KX_TIMELINE_SEEN)
		return fail(ctx, EBADMSG, KEXEC_CAUSE_TIMELINE,
			    "a kexec of another version wrote it");
	if (!judge(timeline, ticks))
		return fail(ctx, EBADMSG, KEXEC_CAUSE_TIMELINE,
			    "it is damaged: its stamps are not in order");
	return 0;
}

/* Another machine's counter is known from its log alone. */
static int read_clock(struct kexec_ctx *ctx, const struct kxl_boot_log *log,
		      struct kxl_clock *clock)
{
	if (!*ctx->root && !kxl_clock_read(ctx, clock))
		return 0;
	if (*ctx->root && kxl_clock_from_khz(clock, log->tsc_khz))
		return 0;
	return fail(ctx, EOPNOTSUPP, KEXEC_CAUSE_TIMELINE_CLOCK,
		    "this kernel does not trust the counter that has its "
		    "times");
}

/* The kernel's own moments come after its entry, or are not what they seem. */
static void add_own(const struct kxl_clock *clock,
		    const struct kxl_boot_log *log, struct ticks *ticks)
{
	u64 entry = ticks->at[KEXEC_MOMENT_ENTRY];
	u64 start = clock->log_start;

	if (!clock->is_logs || start < entry)
		return;
	ticks->at[KEXEC_MOMENT_CLOCK] = start;
	if (log->init_us)
		ticks->at[KEXEC_MOMENT_INIT] =
			start + kxl_clock_ticks(clock, log->init_us * 1000);
}

static int make(struct kexec_ctx *ctx, const struct ticks *ticks,
		const struct kxl_clock *clock, struct kexec_timeline **timeline)
{
	struct timeline *fresh = calloc(1, sizeof(*fresh));
	unsigned int count = 0;
	u64 first = 0;
	unsigned int i;

	if (!fresh)
		return kxl_fail_memory(ctx, KEXEC_ACTION_READ);
	for (i = 0; i < MOMENTS; i++) {
		if (!ticks->at[i])
			continue;
		if (!count)
			first = ticks->at[i];
		fresh->moments[count++] = (struct kexec_moment_time){
			.moment = (enum kexec_moment)i,
			.ns = kxl_clock_ns(clock, ticks->at[i] - first),
		};
	}
	fresh->timeline.nr_moments = count;
	fresh->timeline.moments = fresh->moments;
	*timeline = &fresh->timeline;
	return 0;
}

int kexec_timeline_read(struct kexec_ctx *ctx, struct kexec_timeline **timeline)
{
	struct kx_timeline found = { 0 };
	struct kxl_boot_log log;
	struct kxl_clock clock;
	struct ticks ticks = { { 0 } };
	int err;

	err = find(ctx, &found);
	if (!err)
		err = check(ctx, &found, &ticks);
	if (err)
		return err;
	kxl_boot_log_read(ctx, &log);
	err = read_clock(ctx, &log, &clock);
	if (err)
		return err;
	add_own(&clock, &log, &ticks);
	return make(ctx, &ticks, &clock, timeline);
}

void kexec_timeline_free(struct kexec_timeline *timeline)
{
	free(timeline);
}
