// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which architecture a root is of. */
#include "lib/machine/arch.h"

#include <sys/utsname.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static const char *machine = "x86_64"; /* NULL: the call fails */

int uname(struct utsname *system)
{
	if (!machine)
		return -1;
	memset(system, 0, sizeof(*system));
	strcpy(system->machine, machine);
	return 0;
}

static const struct kx_arch *running(void)
{
	return &kx_arch_x86_64;
}

TEST(a_copied_cpuinfo_says_which_it_is)
{
	const struct {
		const char *cpuinfo; /* NULL: none */
		const struct kx_arch *arch;
	} rows[] = {
		{ "processor\t: 0\nflags\t\t: fpu lm\n", &kx_arch_x86_64 },
		{ "processor\t: 0\nFeatures\t: fp asimd\n"
		  "CPU implementer\t: 0x41\n",
		  &kx_arch_arm64 },
		{ "processor\t: 0\n flags\n", running() },
		{ "", running() },
		{ NULL, running() },
	};
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].cpuinfo)
			fixture_text(&fixture, "/proc/cpuinfo",
				     rows[i].cpuinfo);
		else
			fixture_remove(&fixture, "/proc/cpuinfo");
		/* It is looked for again for each root that is set. */
		assert_int_equal(kexec_ctx_set_root(fixture.ctx, fixture.dir),
				 0);
		assert_ptr_equal(kxl_arch(fixture.ctx), rows[i].arch);
	}
	fixture_free(&fixture);
}

/* Two names each: "setarch linux32" gives the second one. */
TEST(without_a_root_it_is_the_running_systems)
{
	static const struct {
		const char *machine;
		unsigned long flags;
	} rows[] = {
		{ "x86_64", 62 << 16 },	  { "i686", 62 << 16 },
		{ "aarch64", 183 << 16 }, { "armv8l", 183 << 16 },
		{ "riscv64", 62 << 16 },  { NULL, 62 << 16 },
	};
	struct kexec_ctx *ctx;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		machine = rows[i].machine;
		assert_int_equal(kexec_ctx_new(&ctx), 0);
		assert_row(rows[i].machine, kxl_arch_flags(ctx), rows[i].flags);
		kexec_ctx_free(ctx);
	}
	machine = "x86_64";
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copied_cpuinfo_says_which_it_is),
		cmocka_unit_test(without_a_root_it_is_the_running_systems),
	};

	return cmocka_run_group_tests_name("arch", tests, NULL, NULL);
}
