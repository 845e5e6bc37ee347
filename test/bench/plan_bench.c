// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * plan_bench KERNEL INITRD: how long a plan takes and what memory it costs.
 * Files are mapped and not read, so an initrd's size should show in neither;
 * scripts/bench runs this with a small one and a large one.
 */
#include "include/libkexec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 5

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

/* A line of /proc/self/status, in KiB; -1 if it is not there. */
static long status_kib(const char *key)
{
	FILE *file = fopen("/proc/self/status", "r");
	size_t length = strlen(key);
	char line[256];
	long kib = -1;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, length) && line[length] == ':')
			kib = strtol(line + length + 1, NULL, 10);
	if (file)
		fclose(file);
	return kib;
}

static int plan_once(struct kexec_ctx *ctx, char **argv, long *anon_kib)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	int err = kexec_image_open(ctx, argv[1], &image);

	if (err)
		return err;
	err = kexec_image_add_initrd(image, argv[2]);
	if (!err)
		err = kexec_image_plan(image, &plan);
	*anon_kib = status_kib("RssAnon");
	kexec_image_close(image);
	return err;
}

int main(int argc, char **argv)
{
	struct kexec_ctx *ctx;
	double best = 1e9;
	long anon_kib = 0;
	int round;

	if (argc != 3 || kexec_ctx_new(&ctx)) {
		fprintf(stderr, "usage: plan_bench KERNEL INITRD\n");
		return 2;
	}
	for (round = 0; round < ROUNDS; round++) {
		double begin = now_ms();
		double took;

		if (plan_once(ctx, argv, &anon_kib)) {
			fprintf(stderr, "%s\n", kexec_ctx_error(ctx)->text);
			kexec_ctx_free(ctx);
			return 1;
		}
		took = now_ms() - begin;
		if (took < best)
			best = took;
	}
	printf("%.1f ms, %ld KiB of anonymous memory\n", best, anon_kib);
	kexec_ctx_free(ctx);
	return 0;
}
