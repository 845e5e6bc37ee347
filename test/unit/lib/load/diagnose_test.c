// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Finds the cause from errno and machine. */
#include "lib/load/diagnose.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define NO_CAP	  "/proc/self/status", "CapEff:\t0000000000000000\n"
#define IN_NS	  "/proc/self/ns/user", ""
#define DISABLED  "/proc/sys/kernel/kexec_load_disabled", "1\n"
#define LIMIT	  "/proc/sys/kernel/kexec_load_limit_reboot", "0\n"
#define PANIC	  "/proc/sys/kernel/kexec_load_limit_panic", "0\n"
#define LOCKDOWN  "/sys/kernel/security/lockdown", "none [integrity] x\n"
#define LOADED	  "/sys/kernel/kexec_loaded", "1\n"
#define EMPTY	  "/sys/kernel/kexec_loaded", "0\n"
#define HAS_CRASH "/sys/kernel/kexec_crash_loaded", "0\n"
#define SHUT	  "/sys/kernel/kexec_hooks", "kprobe __x64_sys_reboot shut\n"
#define NO_HOOK	  "/sys/kernel/kexec_hooks", ""
#define WORKING	  "/sys/kernel/kexec_hooks", "ftrace x shut\nkprobe x working\n"
#define PSCI	  "/proc/device-tree/cpus/cpu@0/enable-method", "psci"
#define SPIN	  "/proc/device-tree/cpus/cpu@0/enable-method", "spin-table"
#define PLAIN	  "/x", ""

#define GIB (1ULL << 30)

struct cause {
	const char *path; /* the machine's special file */
	const char *text;
	enum kxl_call_kind kind;
	int errnum;
	u64 bytes;
	const char *name;
};

static const struct cause causes[] = {
	{ NO_CAP, KXL_CALL_LOAD, EPERM, 0, "no-capability" },
	{ NO_CAP, KXL_CALL_EXECUTE, EPERM, 0, "no-capability" },
	{ NO_CAP, KXL_CALL_FILE_UNLOAD, EPERM, 0, "no-capability" },
	{ IN_NS, KXL_CALL_FILE_LOAD, EPERM, 0, "no-capability" },
	{ IN_NS, KXL_CALL_EXECUTE, EPERM, 0, "no-capability" },
	{ DISABLED, KXL_CALL_LOAD, EPERM, 0, "load-disabled" },
	{ DISABLED, KXL_CALL_FILE_LOAD, EPERM, 0, "load-disabled" },
	{ DISABLED, KXL_CALL_EXECUTE, EPERM, 0, "not-permitted" },
	{ LIMIT, KXL_CALL_FILE_LOAD, EPERM, 0, "load-limit" },
	{ PANIC, KXL_CALL_LOAD, EPERM, 0, "not-permitted" },
	{ LOCKDOWN, KXL_CALL_LOAD, EPERM, 0, "lockdown" },
	{ LOCKDOWN, KXL_CALL_FILE_LOAD, EPERM, 0, "lockdown" },
	{ LOCKDOWN, KXL_CALL_EXECUTE, EPERM, 0, "not-permitted" },
	{ PLAIN, KXL_CALL_LOAD, EPERM, 0, "not-permitted" },
	{ PLAIN, KXL_CALL_FILE_LOAD, EACCES, 0, "security-module" },
	{ PLAIN, KXL_CALL_LOAD, ENOSYS, 0, "no-kexec" },
	{ PLAIN, KXL_CALL_UNLOAD, ENOSYS, 0, "no-kexec" },
	{ PLAIN, KXL_CALL_FILE_LOAD, ENOSYS, 0, "no-kexec" },
	{ EMPTY, KXL_CALL_LOAD, ENOSYS, 0, "no-kexec-load" },
	{ LOADED, KXL_CALL_UNLOAD, ENOSYS, 0, "no-kexec-load" },
	{ EMPTY, KXL_CALL_FILE_LOAD, ENOSYS, 0, "no-kexec-file" },
	{ LOADED, KXL_CALL_FILE_UNLOAD, ENOSYS, 0, "no-kexec-file" },
	{ SHUT, KXL_CALL_LOAD, ENOSYS, 0, "hooks-shut" },
	{ SHUT, KXL_CALL_FILE_LOAD, ENOSYS, 0, "hooks-shut" },
	{ SHUT, KXL_CALL_UNLOAD, ENOSYS, 0, "hooks-shut" },
	{ SHUT, KXL_CALL_FILE_UNLOAD, ENOSYS, 0, "hooks-shut" },
	{ SHUT, KXL_CALL_JUMP_BACK, ENOSYS, 0, "hooks-shut" },
	{ SHUT, KXL_CALL_EXECUTE, EINVAL, 0, "hooks-shut" },
	{ SHUT, KXL_CALL_EXECUTE, EPERM, 0, "hooks-shut" },
	{ SHUT, KXL_CALL_LOAD, EINVAL, 0, "arguments" },
	{ NO_HOOK, KXL_CALL_LOAD, ENOSYS, 0, "hooks-shut" },
	{ NO_HOOK, KXL_CALL_EXECUTE, EINVAL, 0, "hooks-shut" },
	{ WORKING, KXL_CALL_LOAD, ENOSYS, 0, "no-kexec" },
	{ WORKING, KXL_CALL_EXECUTE, EINVAL, 0, "no-kexec" },
	{ WORKING, KXL_CALL_LOAD, EPERM, 0, "not-permitted" },
	{ PLAIN, KXL_CALL_EXECUTE, EBUSY, 0, "busy" },
	{ PLAIN, KXL_CALL_LOAD, EBUSY, 0, "busy" },
	{ PSCI, KXL_CALL_LOAD, EBUSY, 0, "busy" },
	{ SPIN, KXL_CALL_LOAD, EBUSY, 0, "spin-table" },
	{ SPIN, KXL_CALL_FILE_LOAD, EBUSY, 0, "spin-table" },
	{ SPIN, KXL_CALL_UNLOAD, EBUSY, 0, "busy" },
	{ PLAIN, KXL_CALL_JUMP_BACK, EINVAL, 0, "no-jump-back" },
	{ NO_CAP, KXL_CALL_JUMP_BACK, EPERM, 0, "no-capability" },
	{ LOCKDOWN, KXL_CALL_JUMP_BACK, EPERM, 0, "lockdown" },
	{ PLAIN, KXL_CALL_JUMP_BACK, ENOSYS, 0, "no-kexec" },
	{ PLAIN, KXL_CALL_REHEARSE, ENOSYS, 0, "no-rehearsal" },
	{ LOADED, KXL_CALL_REHEARSE, ENOTTY, 0, "no-rehearsal" },
	{ LOADED, KXL_CALL_REHEARSE, EIO, 0, "rehearsal" },
	{ LOADED, KXL_CALL_REHEARSE, EBUSY, 0, "busy" },
	{ EMPTY, KXL_CALL_REHEARSE, EINVAL, 0, "nothing-loaded" },
	{ NO_CAP, KXL_CALL_REHEARSE, EPERM, 0, "no-capability" },
	{ PLAIN, KXL_CALL_LOAD, EADDRNOTAVAIL, 0, "address" },
	{ PLAIN, KXL_CALL_FILE_LOAD, EADDRNOTAVAIL, 0, "no-hole" },
	{ PLAIN, KXL_CALL_FILE_LOAD, EINVAL, 2 * GIB, "segments-large" },
	{ PLAIN, KXL_CALL_FILE_LOAD, EINVAL, 1 * GIB, "arguments" },
	{ PLAIN, KXL_CALL_LOAD, EINVAL, 2 * GIB, "segments-large" },
	{ PLAIN, KXL_CALL_LOAD, EINVAL, 0, "arguments" },
	{ EMPTY, KXL_CALL_EXECUTE, EINVAL, 0, "nothing-loaded" },
	{ LOADED, KXL_CALL_EXECUTE, EINVAL, 0, "arguments" },
	{ PLAIN, KXL_CALL_EXECUTE, EINVAL, 0, "no-kexec" },
	{ PLAIN, KXL_CALL_FILE_LOAD, ENOEXEC, 0, "not-kernel" },
	{ PLAIN, KXL_CALL_LOAD, ENOMEM, 0, "memory" },
	{ PLAIN, KXL_CALL_FILE_LOAD, ENODATA, 0, "unsigned" },
	{ PLAIN, KXL_CALL_FILE_LOAD, ENOKEY, 0, "unknown-key" },
	{ PLAIN, KXL_CALL_FILE_LOAD, 524, 0, "signature-format" },
	{ PLAIN, KXL_CALL_FILE_LOAD, EKEYREJECTED, 0, "signature" },
	{ PLAIN, KXL_CALL_FILE_LOAD, ELIBBAD, 0, "signature-format" },
	{ PLAIN, KXL_CALL_FILE_LOAD, ETXTBSY, 0, "file-busy" },
	{ PLAIN, KXL_CALL_FILE_LOAD, EFBIG, 0, "file-large" },
	{ PLAIN, KXL_CALL_LOAD, EFAULT, 0, "file-changed" },
	{ PLAIN, KXL_CALL_LOAD, ENOTTY, 0, "system-call" },
};

static const struct cause crash_causes[] = {
	{ LIMIT, KXL_CALL_LOAD, EPERM, 0, "not-permitted" },
	{ PANIC, KXL_CALL_LOAD, EPERM, 0, "load-limit" },
	{ LOADED, KXL_CALL_LOAD, EADDRNOTAVAIL, 0, "crash-address" },
	{ LOADED, KXL_CALL_FILE_LOAD, EADDRNOTAVAIL, 0, "crash-region-small" },
	{ HAS_CRASH, KXL_CALL_FILE_LOAD, EINVAL, 0, "arguments" },
	{ HAS_CRASH, KXL_CALL_LOAD, EBUSY, 0, "busy" },
	{ SPIN, KXL_CALL_LOAD, EBUSY, 0, "busy" },
	{ LOADED, KXL_CALL_SHRINK, ENOENT, 0, "crash-loaded" },
	{ LOADED, KXL_CALL_SHRINK, EINVAL, 0, "crash-size" },
	{ LOADED, KXL_CALL_SHRINK, EACCES, 0, "not-permitted" },
	{ LOADED, KXL_CALL_SHRINK, ENOSYS, 0, "no-crash-kernels" },
	{ LOADED, KXL_CALL_SHRINK, EBUSY, 0, "busy" },
	{ LOADED, KXL_CALL_SHRINK, EIO, 0, "system-call" },
};

static void check_cause(const struct cause *cause, enum kexec_slot slot)
{
	const struct kxl_call call = {
		.kind = cause->kind,
		.slot = slot,
		.object = "/boot/k",
		.bytes = cause->bytes,
	};
	const struct kexec_error *error;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, cause->path, cause->text);
	print_message("# %s, errno %d\n", cause->name, cause->errnum);
	assert_int_equal(kxl_diagnose(fixture.ctx, &call, -cause->errnum),
			 -cause->errnum);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->name, cause->name);
	assert_int_equal(error->errnum, cause->errnum);
	assert_string_equal(error->object, "/boot/k");
	assert_int_equal(error->value, 0);
	assert_int_equal(error->limit, 0);
	fixture_free(&fixture);
}

TEST(a_cause_is_found_by_looking_at_the_machine)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++)
		check_cause(&causes[i], KEXEC_SLOT_NORMAL);
}

/* proc_ns.h has the inode; in another namespace the cause differs. */
TEST(the_first_user_namespace_is_no_cause)
{
	static const char path[] = "/proc/self/ns/user";
	const struct kxl_call call = { .kind = KXL_CALL_LOAD };
	struct fixture fixture;
	struct stat namespace;
	char link[128];

	assert_int_equal(stat(path, &namespace), 0);
	fixture_make_pc(&fixture);
	fixture_text(&fixture, path, "");
	fixture_remove(&fixture, path);
	fixture_path(&fixture, path, link);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(kxl_diagnose(fixture.ctx, &call, -EPERM), -EPERM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    namespace.st_ino == 0xeffffffd ? "not-permitted"
							   : "no-capability");
	fixture_free(&fixture);
}

TEST(crash_kernels_have_causes_of_their_own)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(crash_causes); i++)
		check_cause(&crash_causes[i], KEXEC_SLOT_CRASH);
}

TEST(numbers_and_modes_are_part_of_the_reason)
{
	struct kxl_call call = { .kind = KXL_CALL_LOAD, .bytes = 2 * GIB };
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, LOCKDOWN);
	assert_int_equal(kxl_diagnose(fixture.ctx, &call, -EPERM), -EPERM);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->text, "(mode integrity)"));
	assert_int_equal(kxl_diagnose(fixture.ctx, &call, -EINVAL), -EINVAL);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->text,
			       "(2048 MiB of files, 3070 MiB of memory)"));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cause_is_found_by_looking_at_the_machine),
		cmocka_unit_test(the_first_user_namespace_is_no_cause),
		cmocka_unit_test(crash_kernels_have_causes_of_their_own),
		cmocka_unit_test(numbers_and_modes_are_part_of_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
