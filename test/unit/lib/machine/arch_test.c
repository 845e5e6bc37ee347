// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which architecture a root is of. */
#include "lib/machine/arch.h"

#include <sys/utsname.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* That of the running system is the emulator's in a cross build. */
static const struct kx_arch *running(void)
{
	struct utsname system;

	assert_int_equal(uname(&system), 0);
	return strcmp(system.machine, "aarch64") ? &kx_arch_x86_64
						 : &kx_arch_arm64;
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

TEST(without_a_root_it_is_the_running_systems)
{
	struct kexec_ctx *ctx;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	assert_ptr_equal(kxl_arch(ctx), running());
	assert_int_equal(kxl_arch_flags(ctx),
			 (unsigned long)running()->elf_machine << 16);
	kexec_ctx_free(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copied_cpuinfo_says_which_it_is),
		cmocka_unit_test(without_a_root_it_is_the_running_systems),
	};

	return cmocka_run_group_tests_name("arch", tests, NULL, NULL);
}
