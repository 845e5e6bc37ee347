// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One plan, one machine: each file of /proc and /sys is read once. If the
 * machine changes meanwhile, the plan has its state at the time of the reading.
 */
#include "lib/machine/machine.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define WATCHES_MAX 256
#define OPENED_MAX  512

/* Counts opened files below a directory, by inotify(7). */
static struct watch {
	int fd;
	char *folders[WATCHES_MAX]; /* by watch descriptor; owned */
	char *opened[OPENED_MAX];   /* paths; owned */
	unsigned int count;
} watch;

static int watch_folder(const char *path, const struct stat *status, int type,
			struct FTW *at)
{
	/* IN_CLOSE separates two opens, which would merge into one event. */
	int wd;

	(void)status;
	(void)at;
	if (type != FTW_D)
		return 0;
	wd = inotify_add_watch(watch.fd, path, IN_OPEN | IN_CLOSE);
	assert_in_range(wd, 1, WATCHES_MAX - 1);
	free(watch.folders[wd]);
	watch.folders[wd] = strdup(path);
	return 0;
}

static void watch_start(const struct fixture *fixture)
{
	char path[128];

	watch = (struct watch){ .fd = inotify_init1(IN_NONBLOCK) };
	assert_true(watch.fd >= 0);
	fixture_path(fixture, "/proc", path);
	assert_int_equal(nftw(path, watch_folder, 8, FTW_PHYS), 0);
	fixture_path(fixture, "/sys", path);
	assert_int_equal(nftw(path, watch_folder, 8, FTW_PHYS), 0);
}

static void note(const struct inotify_event *event)
{
	assert_false(event->mask & IN_Q_OVERFLOW);
	if (!(event->mask & IN_OPEN) || event->mask & IN_ISDIR || !event->len)
		return;
	assert_true(watch.count < OPENED_MAX);
	assert_true(asprintf(&watch.opened[watch.count++], "%s/%s",
			     watch.folders[event->wd], event->name) > 0);
}

static void watch_end(void)
{
	char buffer[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	const struct inotify_event *event;
	ssize_t size;
	char *at;

	while ((size = read(watch.fd, buffer, sizeof(buffer))) > 0)
		for (at = buffer; at < buffer + size;
		     at += sizeof(*event) + event->len) {
			event = (const void *)at;
			note(event);
		}
	close(watch.fd);
}

static bool ends_with(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) &&
	       !strcmp(text + strlen(text) - strlen(end), end);
}

static unsigned int count_opened(const char *end)
{
	unsigned int count = 0;
	unsigned int i;

	for (i = 0; i < watch.count; i++)
		count += ends_with(watch.opened[i], end);
	return count;
}

/* /proc/kcore is opened twice: for its header, and for all headers. */
static void check_once(void)
{
	unsigned int i;

	for (i = 0; i < watch.count; i++)
		if (!ends_with(watch.opened[i], "/proc/kcore") &&
		    count_opened(watch.opened[i]) != 1)
			fail_msg("%s: opened %u times", watch.opened[i],
				 count_opened(watch.opened[i]));
	assert_int_equal(count_opened("/proc/iomem"), 1);
	assert_int_equal(count_opened("/proc/meminfo"), 1);
	assert_int_equal(count_opened("/sys/kernel/boot_params/data"), 1);
}

static void watch_free(void)
{
	unsigned int i;

	for (i = 0; i < WATCHES_MAX; i++)
		free(watch.folders[i]);
	for (i = 0; i < watch.count; i++)
		free(watch.opened[i]);
}

static struct kexec_image *open_image(const struct fixture *fixture,
				      enum kexec_slot slot)
{
	struct kexec_image *image;

	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	assert_int_equal(kexec_image_set_slot(image, slot), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture->initrd), 0);
	return image;
}

static void check_reads(struct fixture *fixture, enum kexec_slot slot)
{
	struct kexec_image *image = open_image(fixture, slot);
	const struct kexec_plan *plan = NULL;

	watch_start(fixture);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	watch_end();
	check_once();
	watch_free();
	kexec_image_close(image);
}

TEST(a_plan_reads_each_file_of_the_machine_once)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	check_reads(&fixture, KEXEC_SLOT_NORMAL);
	check_reads(&fixture, KEXEC_SLOT_CRASH);
	fixture_free(&fixture);
	fixture_make_pc(&fixture);
	fixture_efi(&fixture);
	check_reads(&fixture, KEXEC_SLOT_NORMAL);
	fixture_free(&fixture);
}

TEST(an_estimate_reads_memory_once)
{
	struct kexec_crash_estimate estimate;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	image = open_image(&fixture, KEXEC_SLOT_CRASH);
	watch_start(&fixture);
	assert_int_equal(kexec_crash_estimate(image, &estimate), 0);
	watch_end();
	assert_int_equal(count_opened("/proc/iomem"), 1);
	assert_int_equal(estimate.reserved, 256 << 20);
	watch_free();
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* Another region, and half the memory. */
static const char changed[] = "00001000-0009fbff : System RAM\n"
			      "00100000-5fffffff : System RAM\n"
			      "  01000000-02209987 : Kernel code\n"
			      "  40000000-4fffffff : Crash kernel\n";

/* A kexec_log_fn that changes the machine after its memory was read. */
static void change(void *data, enum kexec_log_level level, const char *line)
{
	const struct fixture *fixture = data;

	(void)level;
	if (!strncmp(line, "usable memory", strlen("usable memory")))
		fixture_text(fixture, "/proc/iomem", changed);
}

/* Compares all but the random seed. */
static void check_same(const struct kexec_plan *a, const struct kexec_plan *b)
{
	unsigned int i;

	assert_int_equal(a->entry, b->entry);
	assert_int_equal(a->nr_segments, b->nr_segments);
	for (i = 0; i < a->nr_segments; i++) {
		assert_ptr_equal(a->segments[i].mem, b->segments[i].mem);
		assert_int_equal(a->segments[i].memsz, b->segments[i].memsz);
		assert_int_equal(a->segments[i].bufsz, b->segments[i].bufsz);
		if (!strcmp(a->names[i], "elfcorehdr"))
			assert_memory_equal(a->segments[i].buf,
					    b->segments[i].buf,
					    a->segments[i].bufsz);
	}
}

TEST(a_plan_is_of_one_moment)
{
	const struct kexec_plan *disturbed = NULL;
	const struct kexec_plan *fresh = NULL;
	const struct kexec_plan *calm = NULL;
	struct kexec_image *images[3];
	struct fixture fixture;
	unsigned int i;

	fixture_make_crash(&fixture);
	for (i = 0; i < ARRAY_SIZE(images); i++)
		images[i] = open_image(&fixture, KEXEC_SLOT_CRASH);
	assert_int_equal(kexec_image_plan(images[0], &calm), 0);
	kexec_ctx_set_log(fixture.ctx, change, &fixture);
	assert_int_equal(kexec_image_plan(images[1], &disturbed), 0);
	kexec_ctx_set_log(fixture.ctx, NULL, NULL);
	check_same(calm, disturbed);
	/* The next plan has the machine's new state. */
	assert_int_equal(kexec_image_plan(images[2], &fresh), 0);
	assert_int_not_equal(fresh->entry, calm->entry);
	assert_in_range((uintptr_t)fresh->segments[0].mem, 0x40000000,
			0x4fffffff);
	for (i = 0; i < ARRAY_SIZE(images); i++)
		kexec_image_close(images[i]);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_reads_each_file_of_the_machine_once),
		cmocka_unit_test(an_estimate_reads_memory_once),
		cmocka_unit_test(a_plan_is_of_one_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
