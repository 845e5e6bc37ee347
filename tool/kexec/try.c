// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A trial: the image of a load, planned for a guest's memory, with some words
 * more on its command line; QEMU, which starts it; and the verdict. Whatever it
 * says is about the files, the command line and the disks. The guest is another
 * machine, so it says nothing about this one's devices and firmware.
 */
#include "tool/kexec/try.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/boot_entry.h"
#include "tool/kexec/line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/set_up.h"
#include "tool/kexec/try_confine.h"
#include "tool/kexec/try_disks.h"
#include "tool/kexec/try_guest.h"
#include "tool/kexec/try_memory.h"
#include "tool/kexec/try_program.h"
#include "tool/kexec/warn.h"

#define MIB	(1ULL << 20)
#define SECONDS 300

/*
 * The console is what is watched, whatever the line says of others; a panic
 * ends the guest; and "quiet" would hide what a verdict is made of. On a busy
 * host an emulated timer is late, which Linux takes for a broken one. Linux
 * ignores words for a systemd that is not there.
 */
static const char appended[] =
	"console=ttyS0 earlyprintk=ttyS0,115200 loglevel=7 panic=-1 "
	"no_timer_check systemd.show_status=1";

static const char *const unshown[] = {
	"this machine's devices and their drivers: the guest has QEMU's",
	"firmware, its tables, EFI and Secure Boot: the guest has SeaBIOS",
	"how devices are left by the running kernel: the guest's were reset",
	"the network: the guest has none",
};

static int fail(const char *name, const char *object, const char *why)
{
	answer_fail(name, why);
	line_print(stderr, "kexec: %s: %s", object, why);
	return EXIT_FAILED;
}

/* What a trial needs, each member from one step. */
struct attempt {
	const struct options *options;
	struct kexec_ctx *ctx;
	struct kexec_image *image;
	bool is_linux;
	char *root; /* of the command line; NULL: none */
	regex_t until;
	struct try_disks disks;
	struct guest guest;
	char qemu[PATH_MAX];
	struct console console;
	struct verdict_about about;
};

/* The value of the last root=, as Linux takes it; owned by the caller. */
static char *find_root(const char *line)
{
	const char *word = line;
	const char *value = NULL;
	size_t size = 0;

	while (*word) {
		word += strspn(word, " ");
		size = strcspn(word, " ");
		if (!strncmp(word, "root=", 5))
			value = word + 5;
		word += size;
	}
	return value ? strndup(value, strcspn(value, " ")) : NULL;
}

/* Another kind of kernel has no such words, or takes none at all. */
static int add_words(struct attempt *attempt)
{
	const struct kexec_facts *facts;
	int err = kexec_image_facts(attempt->image, &facts);

	if (err)
		return err;
	attempt->is_linux = !strncmp(facts->protocol, "Linux", 5);
	if (!attempt->is_linux)
		return 0;
	return image_add_cmdline(attempt->image, appended);
}

/* The library's advice is about a machine. */
static int fail_program(const struct attempt *attempt)
{
	enum kexec_cause cause = kexec_ctx_error(attempt->ctx)->cause;
	int status = report_error(attempt->ctx, attempt->options, NULL);

	if (cause == KEXEC_CAUSE_NO_HOLE ||
	    cause == KEXEC_CAUSE_SEGMENT_LARGE ||
	    cause == KEXEC_CAUSE_SEGMENTS_LARGE)
		line_print(stderr,
			   "kexec: the guest has %llu MiB of memory; "
			   "--try-memory gives more",
			   (unsigned long long)(attempt->guest.memory / MIB));
	return status;
}

static int make_program(struct attempt *attempt)
{
	unsigned int warnings;
	int err;

	err = image_set_up(attempt->image, attempt->options);
	if (!err)
		err = add_words(attempt);
	if (!err)
		err = kexec_image_set_guest(attempt->image,
					    attempt->guest.memory);
	if (!err)
		err = kexec_image_write_guest(attempt->image,
					      attempt->guest.program);
	/* A load gives the same warnings. */
	if (!err)
		err = kexec_image_forewarn(attempt->image, &warnings);
	if (err)
		return fail_program(attempt);
	if (fcntl(attempt->guest.program, F_ADD_SEALS,
		  F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))
		return fail("try-start", "the guest's memory", strerror(errno));
	attempt->root = find_root(kexec_image_cmdline(attempt->image));
	return EXIT_OK;
}

static bool has_initrd(struct kexec_image *image)
{
	const struct kexec_passed *passed;

	return !kexec_image_passed(image, &passed) &&
	       passed->initrd_end > passed->initrd_start;
}

static void print_line(const char *line)
{
	line_print(stdout, "| %s", line);
	fflush(stdout);
}

static void warn_of_lacks(const struct options *options)
{
	const char *words;
	unsigned int i;

	for (i = 0; (words = confine_lacks(i)); i++)
		warn(options, "%s", words);
}

static void say_start(const struct attempt *attempt)
{
	const struct guest *guest = &attempt->guest;
	unsigned int i;

	warn_of_lacks(attempt->options);
	if (attempt->disks.is_mounted)
		warn(attempt->options,
		     "file systems on the disks are in use: the guest finds "
		     "them as after a power failure, and what changes "
		     "meanwhile may look damaged to it");
	if (answer_json())
		return;
	line_print(stdout, "%-16s%s, by %s, %llu MiB of memory", "guest",
		   guest->qemu, guest->accelerator,
		   (unsigned long long)(guest->memory / MIB));
	line_print(stdout, "%-16s\"%s\"", "command line",
		   kexec_image_cmdline(attempt->image));
	if (attempt->is_linux)
		line_print(stdout, "%-16s\"%s\", for the trial alone",
			   "appended", appended);
	for (i = 0; i < attempt->disks.count; i++)
		line_print(stdout, "%-16s%s, as %s; what is written vanishes",
			   "disk", attempt->disks.disks[i].path,
			   attempt->disks.disks[i].bus->words);
	if (!attempt->disks.count)
		line_print(stdout, "%-16snone", "disk");
	fflush(stdout);
}

static const char *const results[] = {
	[VERDICT_REACHED] = "reached",
	[VERDICT_FAILED] = "failed",
	[VERDICT_UNKNOWN] = "unknown",
};

static void put_disks(struct json *json, const struct try_disks *disks)
{
	unsigned int i;

	json_open(json, "disks", '[');
	for (i = 0; i < disks->count; i++) {
		json_open(json, NULL, '{');
		json_text(json, "path", disks->disks[i].path);
		json_text(json, "as", disks->disks[i].bus->words);
		json_close(json);
	}
	json_close(json);
}

static void put_verdict(struct json *json, const struct attempt *attempt,
			const struct verdict *verdict)
{
	const struct guest *guest = &attempt->guest;
	unsigned int i = CONSOLE_LAST;
	size_t row;

	json_text(json, "qemu", guest->qemu);
	json_text(json, "accelerator", guest->accelerator);
	json_number(json, "memory", guest->memory);
	json_text(json, "command_line", kexec_image_cmdline(attempt->image));
	json_text(json, "appended", attempt->is_linux ? appended : NULL);
	put_disks(json, &attempt->disks);
	json_number(json, "seconds", guest->took);
	json_text(json, "result", results[verdict->result]);
	json_text(json, "cause", verdict->name);
	json_text(json, "text", verdict->text);
	json_open(json, "last_lines", '[');
	while (i--)
		if (console_last(&attempt->console, i))
			json_text(json, NULL,
				  console_last(&attempt->console, i));
	json_close(json);
	json_open(json, "not_shown", '[');
	for (row = 0; row < sizeof(unshown) / sizeof(unshown[0]); row++)
		json_text(json, NULL, unshown[row]);
	json_close(json);
}

static void print_verdict(const struct attempt *attempt,
			  const struct verdict *verdict)
{
	size_t row;

	line_print(stdout, "%-16s%s (%s) after %u s: %s", "verdict",
		   results[verdict->result], verdict->name, attempt->guest.took,
		   verdict->text);
	for (row = 0; row < sizeof(unshown) / sizeof(unshown[0]); row++)
		line_print(stdout, "%-16s%s", row ? "" : "not shown",
			   unshown[row]);
}

static int tell(const struct attempt *attempt)
{
	const char *message = attempt->guest.message;
	struct verdict verdict;

	verdict_give(&attempt->about, &verdict);
	if (answer_json())
		put_verdict(answer_json(), attempt, &verdict);
	else
		print_verdict(attempt, &verdict);
	if (*message)
		line_print(stderr, "kexec: QEMU: %s", message);
	if (verdict.result == VERDICT_REACHED)
		return EXIT_OK;
	if (answer_json())
		line_print(stderr, "kexec: trial: %s", verdict.text);
	/* The trial itself has failed, not the guest. */
	if (!console_has_entered(&attempt->console)) {
		answer_fail("try-start", *message ? message : verdict.text);
		return EXIT_FAILED;
	}
	if (verdict.result == VERDICT_FAILED) {
		answer_fail("trial-failed", verdict.text);
		return EXIT_TRY_FAILED;
	}
	answer_fail("trial-unknown", verdict.text);
	return EXIT_TRY_UNKNOWN;
}

static bool has_same_drivers(const struct try_disks *disks)
{
	unsigned int i;

	for (i = 0; i < disks->count; i++)
		if (!disks->disks[i].is_same_driver)
			return false;
	return disks->count;
}

static int run_once(struct attempt *attempt)
{
	const struct options *options = attempt->options;
	bool is_shown = !answer_json() && !(options->flags & FLAG_QUIET);
	int err = guest_run(&attempt->guest, &attempt->console,
			    is_shown ? print_line : NULL, &attempt->about.end);

	if (attempt->guest.left)
		warn(options,
		     "QEMU was ended, and goes on as process %d: it waits for a "
		     "device",
		     (int)attempt->guest.left);
	return err;
}

/* Once more without KVM where that does not work, unless it was asked for. */
static int run(struct attempt *attempt)
{
	const struct options *options = attempt->options;
	const struct console fresh = attempt->console;
	struct guest *guest = &attempt->guest;
	int err = run_once(attempt);

	if (err || !guest->may_retry ||
	    !guest_lacks_kvm(guest, &attempt->console))
		return err;
	warn(options,
	     "KVM did not come to the kernel (%s): the guest starts again "
	     "without it",
	     *guest->message ? guest->message : "QEMU says no more");
	attempt->console = fresh;
	guest->accelerator = "tcg";
	return run_once(attempt);
}

static int start(struct attempt *attempt)
{
	const struct options *options = attempt->options;
	int err;

	attempt->console.until = options->trial.until ? &attempt->until : NULL;
	attempt->about = (struct verdict_about){
		.console = &attempt->console,
		.has_initrd = has_initrd(attempt->image),
		.has_disks = attempt->disks.count,
		.is_in_use = attempt->disks.is_mounted,
		.is_same_driver = has_same_drivers(&attempt->disks),
		.disk = attempt->disks.count
				? attempt->disks.disks[0].bus->words
				: NULL,
		.root = attempt->root,
		.is_renamed =
			try_disks_is_renamed(&attempt->disks, attempt->root),
		.failure = attempt->guest.failure,
	};
	say_start(attempt);
	err = run(attempt);
	attempt->about.is_full = try_disks_is_full(&attempt->disks);
	if (err)
		return fail("try-start", attempt->guest.qemu, strerror(-err));
	return tell(attempt);
}

static int attempt_guest(struct attempt *attempt)
{
	int status = make_program(attempt);

	if (!status)
		status = try_disks_open(attempt->options, &attempt->disks);
	if (!status)
		status = try_memory_check(attempt->guest.memory,
					  attempt->disks.count ? TRY_DISKS_BOUND
							       : 0);
	if (!status)
		status = start(attempt);
	try_disks_close(&attempt->disks);
	free(attempt->root);
	return status;
}

/* The guest's parts that need no image. */
static int begin(struct attempt *attempt)
{
	const struct trial *trial = &attempt->options->trial;
	char why[256];
	int err;

	attempt->guest = (struct guest){
		.accelerator = trial->accelerator  ? trial->accelerator
			       : confine_has_kvm() ? "kvm"
						   : "tcg",
		.memory = try_memory_find(attempt->options),
		.seconds = trial->seconds ? trial->seconds : SECONDS,
		.may_retry = !trial->accelerator,
		.disks = &attempt->disks,
		.qemu = attempt->qemu,
	};
	err = regcomp(&attempt->until, trial->until ? trial->until : "",
		      REG_EXTENDED | REG_NOSUB);
	if (!err)
		return EXIT_OK;
	regerror(err, &attempt->until, why, sizeof(why));
	return fail("try-until", trial->until, why);
}

int try_out(struct kexec_ctx *ctx, const struct options *options)
{
	struct attempt attempt = { .options = options, .ctx = ctx };
	struct opened_image opened;
	int status;

	if (answer_json())
		json_open(answer_json(), "try", '{');
	status = begin(&attempt);
	if (status)
		return status;
	status = try_program_find(options, attempt.qemu);
	if (status)
		goto free_pattern;
	attempt.guest.program =
		memfd_create("guest", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (attempt.guest.program < 0) {
		status = fail("try-start", "memory", strerror(errno));
		goto free_pattern;
	}
	if (boot_entry_open(ctx, options, &opened)) {
		status = report_error(ctx, options, NULL);
		goto close_program;
	}
	attempt.image = opened.image;
	status = attempt_guest(&attempt);
	boot_entry_close(&opened);
close_program:
	close(attempt.guest.program);
free_pattern:
	regfree(&attempt.until);
	return status;
}
