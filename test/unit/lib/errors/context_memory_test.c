// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each allocation fails once: the function reports it or works without, and a
 * sanitizer finds leaks. The linker (--wrap) replaces functions of the C
 * library by those below, for libkexec's objects only.
 */
#include "include/libkexec.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* More than any call below makes. */
#define ALLOCATIONS_MAX 2000

/* Number of allocations that succeed; negative: all. */
static int allowed = -1;
static bool has_failed;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
__attribute__((format(printf, 2, 3))) int
__wrap_asprintf(char **text, const char *format, ...);
__attribute__((format(printf, 2, 0))) int
__real_vasprintf(char **text, const char *format, va_list args);
__attribute__((format(printf, 2, 0))) int
__wrap_vasprintf(char **text, const char *format, va_list args);

static bool fails(void)
{
	if (allowed < 0)
		return false;
	if (allowed) {
		allowed--;
		return false;
	}
	allowed = -1;
	has_failed = true;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails() ? NULL : __real_reallocarray(old, count, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

int __wrap_vasprintf(char **text, const char *format, va_list args)
{
	return fails() ? -1 : __real_vasprintf(text, format, args);
}

int __wrap_asprintf(char **text, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = __wrap_vasprintf(text, format, args);
	va_end(args);
	return length;
}

static int make_context(struct fixture *fixture)
{
	struct kexec_ctx *ctx;
	int err = kexec_ctx_new(&ctx);

	(void)fixture;
	if (!err)
		kexec_ctx_free(ctx);
	return err;
}

static int plan_slot(struct fixture *fixture, enum kexec_slot slot)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	int err = kexec_image_open(fixture->ctx, fixture->kernel, &image);

	if (err)
		return err;
	err = kexec_image_set_slot(image, slot);
	if (!err)
		err = kexec_image_add_initrd(image, fixture->initrd);
	if (!err)
		err = kexec_image_add_initrd(image, fixture->initrd);
	if (!err)
		err = kexec_image_set_cmdline(image, "quiet");
	if (!err)
		err = kexec_image_plan(image, &plan);
	kexec_image_close(image);
	return err;
}

static int plan(struct fixture *fixture)
{
	return plan_slot(fixture, KEXEC_SLOT_NORMAL);
}

static int plan_crash(struct fixture *fixture)
{
	return plan_slot(fixture, KEXEC_SLOT_CRASH);
}

static int reuse_line(struct fixture *fixture)
{
	struct kexec_image *image;
	int err = kexec_image_open(fixture->ctx, fixture->kernel, &image);

	if (err)
		return err;
	err = kexec_image_reuse_cmdline(image, "quiet");
	kexec_image_close(image);
	return err;
}

static int estimate(struct fixture *fixture)
{
	struct kexec_crash_estimate sum;
	struct kexec_image *image;
	int err = kexec_image_open(fixture->ctx, fixture->kernel, &image);

	if (err)
		return err;
	err = kexec_crash_estimate(image, &sum);
	kexec_image_close(image);
	return err;
}

static void make_efi(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fixture_efi(fixture);
	fixture_text(fixture, "/sys/firmware/memmap/0/start", "0x0\n");
	fixture_text(fixture, "/sys/firmware/memmap/0/end", "0xbfffffff\n");
	fixture_text(fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
	fixture_text(fixture, "/proc/cmdline", "add_efi_memmap\n");
}

static const struct {
	const char *name;
	void (*make)(struct fixture *fixture);
	int (*call)(struct fixture *fixture);
	bool is_said; /* the context has an error */
	/*
	 * How many failures the call does without, if nothing is logged: it
	 * can't look at /proc/cmdline (twice), /dev/mem, /proc/kcore (four
	 * times for a crash kernel), /proc/kpageflags, or the list of CPUs
	 * (twice, for an estimate).
	 */
	int harmless;
} rows[] = {
	{ "context", fixture_make, make_context, false, 0 },
	{ "plan", make_efi, plan, true, 5 },
	{ "plan of a crash kernel", fixture_make_crash, plan_crash, true, 4 },
	{ "command line", make_efi, reuse_line, true, 0 },
	{ "estimate", fixture_make_crash, estimate, true, 6 },
};

static void check_failure(size_t row, const struct fixture *fixture, int err)
{
	const struct kexec_error *error = kexec_ctx_error(fixture->ctx);

	if (!err)
		return;
	assert_row(rows[row].name, err, -ENOMEM);
	if (!rows[row].is_said)
		return;
	assert_row(rows[row].name, error->errnum, ENOMEM);
	assert_non_null(strstr(error->advice, "free some memory"));
}

/* Returns how many allocations could fail although the call succeeded. */
static int fail_each(size_t row, struct fixture *fixture)
{
	int harmless = 0;
	int count = 0;
	int err;

	assert_row(rows[row].name, rows[row].call(fixture), 0);
	do {
		has_failed = false;
		allowed = count++;
		err = rows[row].call(fixture);
		allowed = -1;
		check_failure(row, fixture, err);
		harmless += has_failed && !err;
	} while (has_failed && count < ALLOCATIONS_MAX);
	/* The last round had no failed allocation. */
	assert_false(has_failed);
	assert_row(rows[row].name, err, 0);
	return harmless;
}

TEST(an_allocation_that_fails_is_said_and_leaves_nothing)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rows[i].make(&fixture);
		fail_each(i, &fixture);
		kexec_ctx_set_log(fixture.ctx, NULL, NULL);
		assert_row(rows[i].name, fail_each(i, &fixture),
			   rows[i].harmless);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_allocation_that_fails_is_said_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
