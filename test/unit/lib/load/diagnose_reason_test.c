// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages about a failed call. */
#include "lib/load/diagnose.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define LOCKDOWN "/sys/kernel/security/lockdown"
#define MEMINFO	 "/proc/meminfo"
#define MIB	 (1ULL << 20)

#define MEMORY                                                 \
	MEMINFO, "MemTotal: 65536 kB\nMemFree: 4096 kB\n"      \
		 "MemAvailable: 4096 kB\nActive(file): 0 kB\n" \
		 "Inactive(file): 0 kB\n"
#define NO_ROOM "the kernel has no memory left for it"

static const struct {
	const char *path; /* the machine's special file */
	const char *text;
	struct kxl_call call;
	int errnum;
	const char *reason;
} rows[] = {
	/* clang-format off */
	{ LOCKDOWN, "none integrity [confidentiality]\n",
	  { .kind = KXL_CALL_LOAD }, EPERM,
	  "kernel lockdown forbids kexec_load(2) (mode confidentiality)" },
	{ LOCKDOWN, "none [integrity] confidentiality\n",
	  { .kind = KXL_CALL_FILE_LOAD }, EPERM,
	  "kernel lockdown takes signed kernels only (mode integrity)" },
	/* A check that failed leaves no text. */
	{ LOCKDOWN, "[none] integrity confidentiality\n",
	  { .kind = KXL_CALL_LOAD }, EPERM,
	  "a security policy of the kernel forbids it" },
	{ MEMINFO, "MemTotal: 8192 kB\n",
	  { .kind = KXL_CALL_LOAD, .bytes = 4 * MIB }, EINVAL,
	  "the kernel refuses the segments, the flags or the architecture" },
	{ MEMINFO, "MemTotal: 8192 kB\n",
	  { .kind = KXL_CALL_LOAD, .bytes = 4 * MIB + 1 }, EINVAL,
	  "the image needs more than half of memory (5 MiB of files, 8 MiB of "
	  "memory)" },
	{ MEMINFO, "",
	  { .kind = KXL_CALL_LOAD, .bytes = 4 * MIB + 1 }, EINVAL,
	  "the kernel refuses the segments, the flags or the architecture" },
	{ MEMINFO, "MemTotal: 8192 kB\n",
	  { .kind = KXL_CALL_LOAD, .returns = true }, EINVAL,
	  "this kernel can't jump back" },
	{ "/x", "",
	  { .kind = KXL_CALL_FILE_LOAD, .slot = KEXEC_SLOT_CRASH,
	    .bytes = 2 * MIB + 1 }, EADDRNOTAVAIL,
	  "the kernel found no room in the crash kernel's memory (256 MiB are "
	  "set aside, the files have 3 MiB)" },
	{ MEMORY, { .kind = KXL_CALL_FILE_LOAD }, ENOMEM, NO_ROOM },
	{ MEMORY, { .kind = KXL_CALL_FILE_LOAD, .needed = 7 * MIB }, ENOMEM,
	  NO_ROOM " (about 7 MiB of memory are needed, and 4 MiB are "
	  "available: 3 MiB are missing)" },
	{ MEMORY, { .kind = KXL_CALL_FILE_LOAD, .needed = 4 * MIB }, ENOMEM,
	  NO_ROOM " (about 4 MiB of memory are needed, and 4 MiB are "
	  "available)" },
	{ MEMORY, { .kind = KXL_CALL_LOAD, .needed = 4 * MIB }, ENOMEM,
	  NO_ROOM " (about 4 MiB of memory are needed, and 4 MiB are "
	  "available)" },
	{ MEMINFO, "", { .kind = KXL_CALL_LOAD, .needed = 4 * MIB }, ENOMEM,
	  NO_ROOM },
	{ MEMORY, { .kind = KXL_CALL_LOAD, .needed = 5 * MIB, .returns = true },
	  ENOMEM,
	  "the kernel has no memory left to put aside what is in the window "
	  "(about 5 MiB of memory are needed, and 4 MiB are available: 1 MiB "
	  "are missing)" },
	{ "/x", "", { .kind = KXL_CALL_FILE_LOAD }, EBADMSG,
	  "the signature can't be parsed" },
	{ "/x", "", { .kind = KXL_CALL_FILE_LOAD }, EMSGSIZE,
	  "the signature is larger than a kernel reads (64 KiB)" },
	{ "/x", "", { .kind = KXL_CALL_FILE_LOAD }, ENOPKG,
	  "this kernel lacks the signature's algorithm" },
	{ "/x", "", { .kind = KXL_CALL_FILE_LOAD }, ENOTSUP,
	  "this kernel can't load it that way" },
	{ "/x", "", { .kind = KXL_CALL_LOAD }, EIO,
	  "a file can't be read to its end" },
	{ "/x", "", { .kind = KXL_CALL_FILE_LOAD }, EBADF,
	  "a file is not open for reading" },
	{ "/x", "", { .kind = KXL_CALL_LOAD }, EBADF, "Bad file descriptor" },
	/* clang-format on */
};

TEST(a_reason_has_its_numbers_and_no_others)
{
	const struct kexec_error *error;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		fixture_text(&fixture, rows[i].path, rows[i].text);
		assert_row(rows[i].reason,
			   kxl_diagnose(fixture.ctx, &rows[i].call,
					-rows[i].errnum),
			   -rows[i].errnum);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->reason, rows[i].reason);
		assert_int_equal(error->errnum, rows[i].errnum);
		fixture_free(&fixture);
	}
}

/* A file that can't be read is not a cause. */
TEST(a_machine_that_says_nothing_has_the_last_reason)
{
	static const struct {
		const char *path;
		int errnum;
		const char *reason;
	} silent[] = {
		{ "/proc/self/status", EPERM,
		  "a security policy of the kernel forbids it" },
		{ "/proc/meminfo", EINVAL,
		  "the kernel refuses the segments, the flags or the "
		  "architecture" },
	};
	const struct kxl_call call = { .kind = KXL_CALL_LOAD, .bytes = ~0ULL };
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(silent); i++) {
		fixture_make_pc(&fixture);
		fixture_text(&fixture, silent[i].path, "");
		fixture_remove(&fixture, silent[i].path);
		assert_int_equal(
			kxl_diagnose(fixture.ctx, &call, -silent[i].errnum),
			-silent[i].errnum);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
				    silent[i].reason);
		fixture_free(&fixture);
	}
}

TEST(each_call_has_its_name)
{
	static const struct {
		enum kxl_call_kind kind;
		const char *action;
	} names[] = {
		{ KXL_CALL_LOAD, "kexec_load" },
		{ KXL_CALL_FILE_LOAD, "kexec_file_load" },
		{ KXL_CALL_UNLOAD, "kexec_load(unload)" },
		{ KXL_CALL_FILE_UNLOAD, "kexec_file_load(unload)" },
		{ KXL_CALL_EXECUTE, "reboot" },
		{ KXL_CALL_REHEARSE, "rehearse" },
		{ KXL_CALL_SHRINK, "shrink" },
		{ KXL_CALL_JUMP_BACK, "kexec_load(jump back)" },
	};
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct kxl_call call = { .kind = names[i].kind };

		assert_row(names[i].action,
			   kxl_diagnose(fixture.ctx, &call, -EDOM), -EDOM);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
				    names[i].action);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
				    "see the kernel log (dmesg)");
	}
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reason_has_its_numbers_and_no_others),
		cmocka_unit_test(
			a_machine_that_says_nothing_has_the_last_reason),
		cmocka_unit_test(each_call_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
