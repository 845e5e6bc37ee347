// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * random: kx.calls= random calls, starting at seed kx.seed=. Each result, and
 * which images are loaded after it, goes into a digest, which must be the same
 * on every kernel: rows with the same twin= in matrix.tsv. kx.from= and kx.to=
 * compare the calls in between one by one, and end there.
 */
#include "test/boot/cases/oracle/random.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/klog.h>
#include <unistd.h>

#define CALLS_A_DIGEST	     1000
#define ACTION_CONSOLE_LEVEL 8
#define LEVEL_CRITICAL	     3
#define ERRNOS		     200
#define FNV_START	     0xcbf29ce484222325
#define FNV_PRIME	     0x100000001b3

struct score {
	uint64_t digest;
	unsigned long errnos[ERRNOS];
	/* Whether images replaced others. */
	unsigned long loads;
	unsigned long crash_loads;
};

static bool reads_one(const char *path, int *fd)
{
	char text[2] = "";

	if (*fd < 0)
		*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (pread(*fd, text, sizeof(text), 0) < 1)
		fail("%s cannot be read", path);
	return text[0] == '1';
}

static struct random_loaded what_is_loaded(void)
{
	static int normal = -1;
	static int crash = -1;

	return (struct random_loaded){
		reads_one("/sys/kernel/kexec_loaded", &normal),
		reads_one("/sys/kernel/kexec_crash_loaded", &crash),
	};
}

static void add(uint64_t *digest, uint64_t value)
{
	for (int i = 0; i < 64; i += 8)
		*digest = (*digest ^ (value >> i & 0xff)) * FNV_PRIME;
}

static void print_call(unsigned long number, const struct random_call *call,
		       long result, struct random_loaded loaded)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	random_print(call, to);
	fclose(to);
	if (result < 0)
		verdict("twin_call", "%lu: %s: %s, loaded %d %d", number, text,
			strerrorname_np((int)-result), loaded.normal,
			loaded.crash);
	else
		verdict("twin_call", "%lu: %s: %ld, loaded %d %d", number, text,
			result, loaded.normal, loaded.crash);
	free(text);
}

static void one_call(uint64_t seed, unsigned long number, bool printed,
		     struct score *score)
{
	/* Static: at the same address in every guest. */
	static struct random_call call;
	static struct random_loaded loaded;
	long result;

	random_make(&call, seed, number, loaded);
	result = random_run(&call);
	loaded = what_is_loaded();
	if (printed)
		print_call(number, &call, result, loaded);
	add(&score->digest, (uint64_t)result);
	add(&score->digest, loaded.normal);
	add(&score->digest, loaded.crash);
	if (result < 0 && result > -ERRNOS)
		score->errnos[-result]++;
	score->loads += result >= 0 && loaded.normal;
	score->crash_loads += result >= 0 && loaded.crash;
}

static void report(const struct score *score, unsigned long calls)
{
	for (int i = 1; i < ERRNOS; i++) {
		if (score->errnos[i])
			verdict("twin_errno", "%s %lu", strerrorname_np(i),
				score->errnos[i]);
	}
	verdict("twin_calls", "%lu", calls);
	verdict("twin_good",
		"%lu with an image loaded, %lu with one for crashes",
		score->loads, score->crash_loads);
}

void case_random(void)
{
	uint64_t seed = (uint64_t)word_number("seed", 1);
	unsigned long from = (unsigned long)word_number("from", -1);
	unsigned long to =
		(unsigned long)word_number("to", word_number("calls", 100000));
	struct score score = { .digest = FNV_START };
	long begin;

	kexec_arrive();
	if (oracle_holds(NO_DOOR))
		fail("system calls are compared, and none arrives");
	oracle_make_memory();
	random_find_region();
	/* Logging each call's fault would take most of the time. */
	klogctl(ACTION_CONSOLE_LEVEL, NULL, LEVEL_CRITICAL);
	/* kexec.ko unmounts a sysfs of its own in each load from files. */
	write_text("/sys/kernel/rcu_expedited", "1");
	verdict("twin_seed", "%lu", seed);
	begin = now_ms();
	for (unsigned long i = 0; i < to; i++) {
		one_call(seed, i, i >= from, &score);
		if (i % CALLS_A_DIGEST == CALLS_A_DIGEST - 1)
			verdict("twin_digest", "%lu %016lx", i + 1,
				score.digest);
	}
	report(&score, to);
	verdict("number_calls", "%lu in %ld ms", to, now_ms() - begin);
	pass();
}
