// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What is around the result of a run with --json. Messages for people go to
 * stderr as ever; the object repeats them, and is complete whichever step has
 * failed. A run prints one object at most, so there is one state.
 */
#include "tool/kexec/answer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tool/kexec/report.h"

#define WARNINGS_MAX 64
#define CAUGHT_SIZE  4096

static struct {
	struct json json; /* .to is NULL: not begun */
	bool is_status;	  /* of kexec -S */
	char *warnings[WARNINGS_MAX];
	unsigned int nr_warnings;
	const char *name; /* of a failure that no context has, or NULL */
	char *text;
	int saved; /* stderr while it is caught; 0: it is not */
	int caught;
} answer;

static const char *find_kind(const struct options *options)
{
	if (options->flags & FLAG_STATUS)
		return "status";
	if (options->looks & LOOK_DRY_RUN)
		return "plan";
	if (options->steps & STEP_TRY)
		return "try";
	if (options->steps & STEP_LIST)
		return "boot-menu";
	if (options->steps & STEP_TIMELINE)
		return "timeline";
	return options->flags & FLAG_CHECK ? "check" : "action";
}

static void begin(const char *kind)
{
	struct json *json = &answer.json;

	*json = (struct json){ .to = stdout };
	json_open(json, NULL, '{');
	json_text(json, "format", "kexec");
	json_number(json, "version", ANSWER_VERSION);
	json_text(json, "kind", kind);
}

void answer_begin(const struct options *options)
{
	answer.is_status = options->flags & FLAG_STATUS;
	if (options->looks & LOOK_JSON)
		begin(find_kind(options));
}

struct json *answer_json(void)
{
	return answer.json.to ? &answer.json : NULL;
}

void answer_warning(const char *line)
{
	if (answer.nr_warnings == WARNINGS_MAX)
		return;
	answer.warnings[answer.nr_warnings] = strdup(line);
	if (answer.warnings[answer.nr_warnings])
		answer.nr_warnings++;
}

void answer_fail(const char *name, const char *text)
{
	answer.name = name;
	free(answer.text);
	answer.text = strdup(text);
}

static void put_segment(const char *name, unsigned int segment)
{
	if (segment == KEXEC_NO_SEGMENT)
		json_null(&answer.json, name);
	else
		json_number(&answer.json, name, segment);
}

static void put_error(const struct kexec_error *error)
{
	struct json *json = &answer.json;

	json_open(json, "error", '{');
	json_text(json, "name", error->name);
	json_text(json, "text", error->text);
	json_number(json, "errno", (uint64_t)error->errnum);
	json_text(json, "action", error->action);
	json_text(json, "object", error->object);
	json_text(json, "reason", error->reason);
	json_text(json, "advice", error->advice);
	put_segment("segment", error->segment);
	put_segment("other_segment", error->other);
	json_number(json, "value", error->value);
	json_number(json, "limit", error->limit);
	json_close(json);
}

static void put_failure(void)
{
	struct json *json = &answer.json;

	json_open(json, "error", '{');
	json_text(json, "name", answer.name ? answer.name : "unknown");
	json_text(json, "text", answer.text ? answer.text : "");
	json_close(json);
}

/* kexec -S exits with 1, too, if a kernel is loaded. */
static bool is_failure(int status)
{
	return status != EXIT_OK &&
	       !(answer.is_status && status == EXIT_LOADED);
}

static void put_warnings(void)
{
	unsigned int i;

	json_open(&answer.json, "warnings", '[');
	for (i = 0; i < answer.nr_warnings; i++)
		json_text(&answer.json, NULL, answer.warnings[i]);
	json_close(&answer.json);
}

static void forget(void)
{
	unsigned int i;

	for (i = 0; i < answer.nr_warnings; i++)
		free(answer.warnings[i]);
	answer.nr_warnings = 0;
	free(answer.text);
	answer.text = NULL;
	answer.name = NULL;
	answer.json.to = NULL;
	answer.is_status = false;
}

void answer_end(const struct kexec_ctx *ctx, int status)
{
	struct json *json = answer_json();

	if (json) {
		json_close_to(json, 1);
		put_warnings();
		if (!is_failure(status))
			json_null(json, "error");
		else if (answer.name || !ctx || !kexec_ctx_error(ctx)->errnum)
			put_failure();
		else
			put_error(kexec_ctx_error(ctx));
		json_number(json, "exit_status", (uint64_t)status);
		json_close(json);
		fputc('\n', json->to);
	}
	forget();
}

bool answer_is_wanted(int argc, char *const argv[])
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--json"))
			return true;
	return false;
}

/* Without such a file stderr stays as it is, and the text is empty. */
void answer_catch(void)
{
	answer.caught = memfd_create("messages", MFD_CLOEXEC);
	if (answer.caught < 0)
		return;
	fflush(stderr);
	answer.saved = dup(STDERR_FILENO);
	if (answer.saved >= 0)
		dup2(answer.caught, STDERR_FILENO);
}

void answer_release(int status)
{
	char text[CAUGHT_SIZE] = "";
	ssize_t size;

	if (answer.caught >= 0 && answer.saved >= 0) {
		fflush(stderr);
		dup2(answer.saved, STDERR_FILENO);
		close(answer.saved);
		size = pread(answer.caught, text, sizeof(text) - 1, 0);
		text[size > 0 ? size : 0] = '\0';
		fputs(text, stderr);
	}
	if (answer.caught >= 0)
		close(answer.caught);
	if (!status)
		return;
	text[strcspn(text, "\n")] = '\0';
	begin("action");
	answer_fail("usage", text);
	answer_end(NULL, status);
}
