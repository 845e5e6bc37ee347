/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What is known of a kernel and of its plan, as JSON. */
#ifndef TOOL_KEXEC_JSON_FACTS_H
#define TOOL_KEXEC_JSON_FACTS_H

#include "include/libkexec.h"

#include "tool/common/json.h"

/** json_facts - write the facts about a kernel file as member @name */
void json_facts(struct json *json, const char *name,
		const struct kexec_facts *facts);

/** json_estimate - write a crash kernel's memory as member @name */
void json_estimate(struct json *json, const char *name,
		   const struct kexec_crash_estimate *sum);

/** json_segments - write entry and segments as members of their own */
void json_segments(struct json *json, const struct kexec_plan *plan);

/** json_ranges - write ranges of memory as member @name */
void json_ranges(struct json *json, const char *name,
		 const struct kexec_range *ranges, unsigned int count);

/** json_passed - write what is passed on as member @name */
void json_passed(struct json *json, const char *name,
		 const struct kexec_passed *passed);

#endif
