// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kexec(8): a small program on top of libkexec.h. options.c parses options,
 * run.c carries them out, and report.c prints the messages. All knowledge about
 * kernels is in the library.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "include/libkexec.h"
#include "tool/common/output.h"
#include "tool/kexec/answer.h"
#include "tool/kexec/options.h"
#include "tool/kexec/report.h"
#include "tool/kexec/run.h"

static int act(struct options *options)
{
	struct kexec_ctx *ctx;
	int status;

	if (options->flags & FLAG_HELP) {
		options_usage(stdout);
		return EXIT_OK;
	}
	if (options->flags & FLAG_VERSION) {
		report_version();
		return EXIT_OK;
	}
	if (kexec_ctx_new(&ctx)) {
		fprintf(stderr, "kexec: out of memory\n");
		return EXIT_FAILED;
	}
	kexec_ctx_set_log(ctx, report_log, options);
	status = run(ctx, options);
	kexec_ctx_free(ctx);
	return status;
}

/* A file must not get the number of a standard stream that was closed. */
static int open_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

int main(int argc, char *argv[])
{
	bool is_json = answer_is_wanted(argc, argv);
	struct options options;
	int status;

	if (open_streams())
		return EXIT_FAILED;
	if (is_json)
		answer_catch();
	status = options_parse(argc, argv, &options);
	if (is_json)
		answer_release(status);
	if (status)
		return status;
	status = act(&options);
	if (!output_end("kexec") && !status)
		status = EXIT_FAILED;
	return status;
}
