// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* CPUs that can't be stopped, and what kexec_image_load() says of them. */
#include "lib/load/stuck.h"

#include <errno.h>

#include "lib/load/diagnose.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define CPUS	 "/sys/devices/system/cpu"
#define HOOKS	 "/sys/kernel/kexec_hooks"
#define ANY_PATH "/x"
#define NONE	 (~0ULL)

#define ARM64 (&kx_arch_arm64)
#define PC    (&kx_arch_x86_64)

struct cpus {
	const char *name;
	const struct kx_arch *arch;
	const char *present, *online;
	const char *reboot;  /* the CPU that jumps, or NULL */
	const char *hotplug; /* a digit for each CPU with a file "online" */
	u64 stays;	     /* that is not the one that jumps, or NONE */
	u64 offline;	     /* or NONE */
};

/* clang-format off */
static const struct cpus all_cpus[] = {
	{ "all stop", ARM64, "0-3", "0-3", "0", "0123", NONE, NONE },
	{ "the first one jumps", ARM64, "0-3", "0-3", NULL, "123", NONE, NONE },
	{ "another one stays", ARM64, "0-3", "0-3", "0", "013", 2, NONE },
	{ "the one that stays jumps", ARM64, "0-3", "0-3", "2", "013", NONE, NONE },
	{ "the first one stays, and does not jump", ARM64, "0-3", "0-3", "2", "123", 0, NONE },
	{ "the one that would jump is offline", ARM64, "0-3", "1-3", "0", "023", NONE, 0 },
	{ "two stay", ARM64, "0-3", "0-3", "1", "03", 2, NONE },
	{ "no hotplug", ARM64, "0-3", "0-3", "0", "", 1, NONE },
	{ "one CPU, no hotplug", ARM64, "0", "0", "0", "", NONE, NONE },
	{ "no hotplug on a PC", PC, "0-3", "0-3", "0", "", NONE, NONE },
	{ "one is offline", ARM64, "0-3", "0-1,3", "0", "0123", NONE, 2 },
	{ "the last ones are offline", PC, "0-3", "0", "0", "123", NONE, 1 },
	{ "more CPUs than there can be", ARM64, "0-18446744073709551614", "0", "0", "", NONE, 1 },
	{ "and all of them online", ARM64, "8192-9000", "0,8192-9000", "0", "", NONE, NONE },
	{ "damaged lists", ARM64, "x", "x", "x", "", NONE, NONE },
};
/* clang-format on */

static void make_cpus(struct fixture *fixture, const struct cpus *cpus)
{
	const char *digit;
	char path[64];

	fixture_make_pc(fixture);
	fixture->ctx->arch = cpus->arch;
	fixture_text(fixture, CPUS "/present", cpus->present);
	fixture_text(fixture, CPUS "/online", cpus->online);
	if (cpus->reboot)
		fixture_text(fixture, "/sys/kernel/reboot/cpu", cpus->reboot);
	for (digit = cpus->hotplug; *digit; digit++) {
		snprintf(path, sizeof(path), CPUS "/cpu%c/online", *digit);
		fixture_text(fixture, path, "1\n");
	}
}

TEST(cpus_that_do_not_stop_are_found)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all_cpus); i++) {
		u64 stays = NONE;
		u64 offline = NONE;

		print_message("# %s\n", all_cpus[i].name);
		make_cpus(&fixture, &all_cpus[i]);
		assert_int_equal(kxl_stuck_online(fixture.ctx, &stays),
				 all_cpus[i].stays != NONE);
		assert_int_equal(stays, all_cpus[i].stays);
		assert_int_equal(kxl_stuck_offline(fixture.ctx, &offline),
				 all_cpus[i].offline != NONE);
		assert_int_equal(offline, all_cpus[i].offline);
		fixture_free(&fixture);
	}
}

/* EBUSY on an arm64 machine of two CPUs with one more file. */
static const struct {
	struct cpus cpus;
	const char *path, *text;
	enum kxl_call_kind kind;
	enum kexec_slot slot;
	const char *cause;
} calls[] = {
/* clang-format off */
#define GOOD { "", ARM64, "0-1", "0-1", "0", "01", 0, 0 }
#define STAYS { "", ARM64, "0-1", "0-1", "0", "0", 0, 0 }
#define OFFLINE { "", ARM64, "0-1", "0", "0", "01", 0, 0 }
#define OFFLINE_PC { "", PC, "0-1", "0", "0", "1", 0, 0 }
	{ GOOD, ANY_PATH, "", KXL_CALL_LOAD, KEXEC_SLOT_NORMAL, "busy" },
	{ STAYS, ANY_PATH, "", KXL_CALL_LOAD, KEXEC_SLOT_NORMAL, "busy" },
	{ STAYS, HOOKS, "x working\n", KXL_CALL_LOAD, KEXEC_SLOT_NORMAL, "cpu-stays" },
	{ STAYS, HOOKS, "x working\n", KXL_CALL_FILE_LOAD, KEXEC_SLOT_NORMAL, "cpu-stays" },
	{ STAYS, HOOKS, "x working\n", KXL_CALL_LOAD, KEXEC_SLOT_CRASH, "busy" },
	{ STAYS, ANY_PATH, "", KXL_CALL_UNLOAD, KEXEC_SLOT_NORMAL, "busy" },
	{ STAYS, ANY_PATH, "", KXL_CALL_EXECUTE, KEXEC_SLOT_NORMAL, "busy" },
	{ STAYS, HOOKS, "x working\n", KXL_CALL_EXECUTE, KEXEC_SLOT_NORMAL, "cpu-stays" },
	{ OFFLINE, ANY_PATH, "", KXL_CALL_LOAD, KEXEC_SLOT_NORMAL, "cpu-offline" },
	{ OFFLINE, ANY_PATH, "", KXL_CALL_LOAD, KEXEC_SLOT_CRASH, "busy" },
	{ OFFLINE, ANY_PATH, "", KXL_CALL_REHEARSE, KEXEC_SLOT_NORMAL, "busy" },
	{ OFFLINE, ANY_PATH, "", KXL_CALL_EXECUTE, KEXEC_SLOT_NORMAL, "busy" },
	{ OFFLINE, HOOKS, "x working\n", KXL_CALL_EXECUTE, KEXEC_SLOT_NORMAL, "cpu-offline" },
	{ OFFLINE_PC, HOOKS, "x working\n", KXL_CALL_EXECUTE, KEXEC_SLOT_NORMAL, "busy" },
	{ OFFLINE_PC, HOOKS, "x working\n", KXL_CALL_LOAD, KEXEC_SLOT_NORMAL, "busy" },
	/* clang-format on */
};

static void expect_cause(struct fixture *fixture, const struct kxl_call *call,
			 const char *cause)
{
	print_message("# %s\n", cause);
	assert_int_equal(kxl_diagnose(fixture->ctx, call, -EBUSY), -EBUSY);
	assert_string_equal(kexec_ctx_error(fixture->ctx)->name, cause);
}

TEST(a_call_that_they_stop_names_them)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		const struct kxl_call call = { .kind = calls[i].kind,
					       .slot = calls[i].slot };

		make_cpus(&fixture, &calls[i].cpus);
		fixture_text(&fixture, calls[i].path, calls[i].text);
		expect_cause(&fixture, &call, calls[i].cause);
		fixture_free(&fixture);
	}
}

TEST(the_number_of_the_cpu_is_in_the_reason)
{
	const struct kxl_call call = { .kind = KXL_CALL_LOAD };
	struct fixture fixture;

	make_cpus(&fixture, &all_cpus[2]);
	fixture_text(&fixture, HOOKS, "x working\n");
	expect_cause(&fixture, &call, "cpu-stays");
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->text, "offline (CPU 2)"));
	/* With two such CPUs, either one would stay. */
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->text,
			       "if several have to stay"));
	fixture_free(&fixture);
}

/* With nosmt some always are, and other causes are likelier. */
TEST(on_a_pc_a_cpu_that_is_offline_is_one_cause_of_several)
{
	static const struct cpus pc = OFFLINE_PC;
	const struct kxl_call call = { .kind = KXL_CALL_EXECUTE };
	const char *reason;
	struct fixture fixture;

	make_cpus(&fixture, &pc);
	expect_cause(&fixture, &call, "busy");
	reason = kexec_ctx_error(fixture.ctx)->reason;
	assert_non_null(strstr(reason, "another kexec call"));
	assert_non_null(strstr(reason, "for an image that returns"));
	assert_null(strstr(reason, "offline"));
	fixture_text(&fixture, HOOKS, "x working\n");
	expect_cause(&fixture, &call, "busy");
	reason = kexec_ctx_error(fixture.ctx)->reason;
	assert_non_null(strstr(reason, "for an image that returns, or (Linux "
				       "before 6.5) CPU 1 is offline"));
	fixture_free(&fixture);
}

TEST(protected_kvm_is_known_by_parameter_and_device)
{
	static const struct cpus good = GOOD;
	const struct kxl_call call = { .kind = KXL_CALL_FILE_LOAD };
	struct fixture fixture;

	make_cpus(&fixture, &good);
	fixture_text(&fixture, "/proc/cmdline", "a kvm-arm.mode=protected b\n");
	expect_cause(&fixture, &call, "busy");
	fixture_text(&fixture, "/dev/kvm", "");
	expect_cause(&fixture, &call, "protected-kvm");
	fixture_text(&fixture, "/proc/cmdline",
		     "kvm-arm.mode=protected kvm-arm.mode=nvhe\n");
	expect_cause(&fixture, &call, "busy");
	fixture_text(&fixture, "/proc/cmdline",
		     "kvm-arm.mode=nvhe kvm-arm.mode=protected\n");
	expect_cause(&fixture, &call, "protected-kvm");
	fixture_text(&fixture, "/proc/cmdline", "kvm-arm.mode=nvhe\n");
	expect_cause(&fixture, &call, "busy");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpus_that_do_not_stop_are_found),
		cmocka_unit_test(a_call_that_they_stop_names_them),
		cmocka_unit_test(the_number_of_the_cpu_is_in_the_reason),
		cmocka_unit_test(
			on_a_pc_a_cpu_that_is_offline_is_one_cause_of_several),
		cmocka_unit_test(
			protected_kvm_is_known_by_parameter_and_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
