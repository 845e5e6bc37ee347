/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The one JSON object that a run with --json prints: kexec-json(5). */
#ifndef TOOL_KEXEC_ANSWER_H
#define TOOL_KEXEC_ANSWER_H

#include "include/libkexec.h"

#include "tool/common/json.h"
#include "tool/kexec/options.h"

/* Members are added in one version; what there is keeps its meaning. */
#define ANSWER_VERSION 1

/** answer_begin - begin the object, if --json was given */
void answer_begin(const struct options *options);

/** answer_json - where members go; NULL without --json */
struct json *answer_json(void);

/** answer_warning - note a warning for the object's end; copied */
void answer_warning(const char *line);

/**
 * answer_fail - note a failure that no context has
 * @name: a name of libkexec(3), or "usage"
 * @text: copied
 */
void answer_fail(const char *name, const char *text);

/**
 * answer_end - end the object: what was left open, warnings, error, status
 * @ctx: for its last error; NULL: there is none
 * @status: the exit status
 */
void answer_end(const struct kexec_ctx *ctx, int status);

/**
 * answer_is_wanted - whether --json is on a command line that may be wrong
 */
bool answer_is_wanted(int argc, char *const argv[]);

/** answer_catch - keep what is printed on stderr from now on */
void answer_catch(void);

/** answer_release - print it after all, and note it as a usage error */
void answer_release(int status);

#endif
