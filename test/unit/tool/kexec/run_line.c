// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Runs the tool in this process: without fork, so recorders see all calls. */
#include "test/unit/tool/kexec/run_line.h"

#include <stdint.h>
#include <string.h>

#include "test/unit/tool/kexec/fake_system.h"
#include "tool/kexec/options.h"
#include "tool/kexec/run.h"

#define WORDS_MAX 12

struct capture errors;

int run_words(struct fixture *fixture, char *const argv[])
{
	struct options options;
	int argc = 0;
	int status;

	while (argv[argc])
		argc++;
	fake_steps[0] = '\0';
	capture_start(&errors, stderr);
	status = options_parse(argc, argv, &options);
	if (!status)
		status = run(fixture->ctx, &options);
	capture_end(&errors);
	return status;
}

int run_line(struct fixture *fixture, const char *line)
{
	static char words[256];
	char initrd[128];
	char *argv[WORDS_MAX + 1] = { (char *)(uintptr_t) "kexec" };
	char *save = NULL;
	char *word;
	int argc = 1;

	snprintf(words, sizeof(words), "%s", line);
	snprintf(initrd, sizeof(initrd), "--initrd=%s", fixture->initrd);
	for (word = strtok_r(words, " ", &save); word && argc < WORDS_MAX;
	     word = strtok_r(NULL, " ", &save)) {
		if (!strcmp(word, "K"))
			word = fixture->kernel;
		if (!strcmp(word, "I"))
			word = initrd;
		argv[argc++] = word;
	}
	return run_words(fixture, argv);
}
