// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A phase is what lies between two moments that are known. If moments between
 * them are not, it has the names of all phases that it consists of. What lies
 * between the load and the call is no phase: nobody waits for it.
 */
#include "tool/kexec/timeline.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/report.h"

#define COLUMNS	  40
#define NAME_SIZE 64
#define NS_PER_MS 1e6

/* By the moment with which a phase begins. */
static const struct {
	const char *moment; /* for JSON */
	const char *phase;
} names[] = {
	[KEXEC_MOMENT_LOAD] = { "load", "load" },
	[KEXEC_MOMENT_LOADED] = { "loaded", "" },
	[KEXEC_MOMENT_CALL] = { "call", "devices" },
	[KEXEC_MOMENT_DOWN] = { "devices-down", "CPUs" },
	[KEXEC_MOMENT_JUMP] = { "cpus-stopped", "copy" },
	[KEXEC_MOMENT_PURGATORY] = { "purgatory", "purgatory" },
	[KEXEC_MOMENT_ENTRY] = { "entry", "first steps" },
	[KEXEC_MOMENT_CLOCK] = { "clock", "kernel" },
	[KEXEC_MOMENT_INIT] = { "init", "" },
};

/* A phase; times since the first moment of the downtime that is known. */
struct phase {
	enum kexec_moment from;
	enum kexec_moment to;
	uint64_t start;
	uint64_t ns;
};

struct report {
	bool has_load;
	bool has_module; /* kexec.ko: the load has its end */
	uint64_t load;
	/* Of the downtime. */
	bool has_start;
	bool has_end;
	uint64_t ns; /* what is known of it */
	unsigned int nr_phases;
	struct phase phases[sizeof(names) / sizeof(names[0])];
};

static void take(struct report *report, const struct kexec_moment_time *from,
		 const struct kexec_moment_time *to)
{
	uint64_t ns = to->ns - from->ns;

	if (from->moment == KEXEC_MOMENT_LOAD &&
	    to->moment == KEXEC_MOMENT_LOADED) {
		report->has_load = true;
		report->load = ns;
	}
	if (from->moment < KEXEC_MOMENT_CALL)
		return;
	report->phases[report->nr_phases++] = (struct phase){
		.from = from->moment,
		.to = to->moment,
		.start = report->ns,
		.ns = ns,
	};
	report->ns += ns;
	report->has_module |= from->moment == KEXEC_MOMENT_DOWN;
	report->has_start |= from->moment == KEXEC_MOMENT_CALL;
	report->has_end |= to->moment == KEXEC_MOMENT_INIT;
}

/* A later library may have other moments: they are left out. */
static void make(const struct kexec_timeline *timeline, struct report *report)
{
	const struct kexec_moment_time *last = NULL;
	unsigned int i;

	*report = (struct report){ 0 };
	for (i = 0; i < timeline->nr_moments; i++) {
		if (timeline->moments[i].moment > KEXEC_MOMENT_INIT)
			continue;
		if (last)
			take(report, last, &timeline->moments[i]);
		last = &timeline->moments[i];
	}
}

static void put_phases(struct json *json, const struct report *report)
{
	unsigned int i;

	json_open(json, "phases", '[');
	for (i = 0; i < report->nr_phases; i++) {
		json_open(json, NULL, '{');
		json_text(json, "from", names[report->phases[i].from].moment);
		json_text(json, "to", names[report->phases[i].to].moment);
		json_number(json, "ns", report->phases[i].ns);
		json_close(json);
	}
	json_close(json);
}

static void put(struct json *json, const struct report *report)
{
	json_open(json, "timeline", '{');
	if (report->has_load)
		json_number(json, "load_ns", report->load);
	else
		json_null(json, "load_ns");
	if (report->has_start && report->has_end)
		json_number(json, "downtime_ns", report->ns);
	else
		json_null(json, "downtime_ns");
	put_phases(json, report);
	json_close(json);
}

/* "devices, CPUs, copy" */
static void name_phase(const struct phase *phase, char *name)
{
	size_t used = 0;
	unsigned int i;

	for (i = phase->from; i < phase->to && used < NAME_SIZE; i++)
		used += (size_t)snprintf(name + used, NAME_SIZE - used, "%s%s",
					 used ? ", " : "", names[i].phase);
}

/* At least one mark, so that each phase is seen. */
static void draw(const struct report *report, const struct phase *phase,
		 char *bar)
{
	double scale = report->ns ? COLUMNS / (double)report->ns : 0;
	unsigned int from = (unsigned int)((double)phase->start * scale);
	unsigned int to =
		(unsigned int)((double)(phase->start + phase->ns) * scale);

	if (from >= COLUMNS)
		from = COLUMNS - 1;
	if (to > COLUMNS)
		to = COLUMNS;
	if (to <= from)
		to = from + 1;
	memset(bar, ' ', COLUMNS);
	memset(bar + from, '#', to - from);
	bar[COLUMNS] = '\0';
}

static void print_line(const char *name, uint64_t ns, const char *what)
{
	line_print(stdout, "%-20s%11.3f ms  %s", name, (double)ns / NS_PER_MS,
		   what);
}

static void print_downtime(const struct report *report)
{
	if (!report->has_start && !report->has_end)
		print_line("downtime, part", report->ns,
			   "its begin and its end are not known");
	else if (!report->has_start)
		print_line("downtime, part", report->ns,
			   "its begin, reboot(2), is not known");
	else if (!report->has_end)
		print_line("downtime, part", report->ns,
			   "its end, PID 1, is not known");
	else
		print_line("downtime", report->ns, "from reboot(2) to PID 1");
}

static void print(const struct report *report)
{
	char name[NAME_SIZE];
	char bar[COLUMNS + 1];
	unsigned int i;

	if (report->has_load)
		print_line(names[KEXEC_MOMENT_LOAD].phase, report->load,
			   report->has_module ? "before the downtime"
					      : "up to its system call");
	for (i = 0; i < report->nr_phases; i++) {
		name_phase(&report->phases[i], name);
		draw(report, &report->phases[i], bar);
		print_line(name, report->phases[i].ns, bar);
	}
	print_downtime(report);
}

int timeline_report(struct kexec_ctx *ctx, const struct options *options)
{
	struct kexec_timeline *timeline;
	struct report report;

	if (kexec_timeline_read(ctx, &timeline))
		return report_error(ctx, options, NULL);
	make(timeline, &report);
	kexec_timeline_free(timeline);
	if (answer_json())
		put(answer_json(), &report);
	else
		print(&report);
	return EXIT_OK;
}
