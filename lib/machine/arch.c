// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The architectures that plans can be made for. uname(2) names that of the
 * running system, or its 32-bit one after "setarch linux32", which is the same
 * to kexec. A copy of another system's files has its /proc/cpuinfo, whose
 * fields differ.
 */
#include "lib/machine/arch.h"

#include <sys/utsname.h>

#include "lib/machine/file.h"
#include "lib/text/text.h"

/* clang-format off */
static const struct {
	const struct kx_arch *arch;
	/* As uname(2) has it: UTS_MACHINE in Linux, COMPAT_UTS_MACHINE. */
	const char *machine, *narrow;
	const char *field;   /* of /proc/cpuinfo, and of no other's */
} rows[] = {
	{ &kx_arch_x86_64, "x86_64", "i686", "flags" },
	{ &kx_arch_arm64, "aarch64", "armv8l", "CPU implementer" },
};
/* clang-format on */

static const struct kx_arch *find_running(void)
{
	struct utsname system;
	size_t i;

	if (!uname(&system))
		for (i = 0; i < ARRAY_SIZE(rows); i++)
			if (!strcmp(system.machine, rows[i].machine) ||
			    !strcmp(system.machine, rows[i].narrow))
				return rows[i].arch;
	return rows[0].arch;
}

static const struct kx_arch *find_by_field(struct kx_bytes cpuinfo)
{
	struct kx_bytes line;
	struct kx_bytes rest;
	size_t i;

	while (kxl_text_line(&cpuinfo, &line))
		for (i = 0; i < ARRAY_SIZE(rows); i++)
			if (kxl_text_after(line, rows[i].field, &rest))
				return rows[i].arch;
	return NULL;
}

static const struct kx_arch *find_below(struct kexec_ctx *ctx)
{
	const struct kx_arch *arch;
	struct kx_bytes cpuinfo;

	if (kxl_read(ctx, "/proc/cpuinfo", &cpuinfo))
		return NULL;
	arch = find_by_field(cpuinfo);
	kxl_text_free(cpuinfo);
	return arch;
}

const struct kx_arch *kxl_arch(struct kexec_ctx *ctx)
{
	if (!ctx->arch && *ctx->root)
		ctx->arch = find_below(ctx);
	if (!ctx->arch)
		ctx->arch = find_running();
	return ctx->arch;
}
