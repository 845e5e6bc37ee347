// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Nothing says that a CPU is stuck, but what keeps it from being stopped shows:
 * a CPU that can be taken offline has a file for that. What each function means
 * is at its declaration.
 */
#include "lib/load/stuck.h"

#include <stdio.h>
#include <string.h>

#include "core/cmdline.h"
#include "lib/machine/arch.h"
#include "lib/machine/dump.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

#define CPUS	"/sys/devices/system/cpu"
#define ONLINE	CPUS "/online"
#define PRESENT CPUS "/present"
/* No kernel has as many (MAXSMP), so that a damaged list ends, too. */
#define CPUS_MAX 8192
#define NO_CPU	 CPUS_MAX

static bool is_arm64(struct kexec_ctx *ctx)
{
	return kxl_arch(ctx) == &kx_arch_arm64;
}

bool kxl_stuck_by_spin_table(struct kexec_ctx *ctx)
{
	static const char path[] = "/proc/device-tree/cpus/cpu@0/enable-method";
	static const char wanted[] = "spin-table";
	struct kx_bytes method;
	bool is_wanted;

	if (kxl_read(ctx, path, &method))
		return false;
	is_wanted = method.size >= sizeof(wanted) - 1 &&
		    !memcmp(method.data, wanted, sizeof(wanted) - 1);
	kxl_text_free(method);
	return is_wanted;
}

/*
 * Linux's parameter of that name, the last one; if Linux was not entered at
 * EL2, the parameter means nothing, and there is no KVM.
 */
bool kxl_stuck_by_kvm(struct kexec_ctx *ctx)
{
	bool is_protected = false;
	struct kx_bytes cmdline;
	struct kx_bytes rest;
	struct kx_bytes word;
	struct kx_bytes mode;

	if (!is_arm64(ctx) || !kxl_exists(ctx, "/dev/kvm") ||
	    kxl_read(ctx, "/proc/cmdline", &cmdline))
		return false;
	rest = cmdline;
	while (kx_cmdline_next(&rest, &word))
		if (kxl_text_after(word, "kvm-arm.mode=", &mode))
			is_protected = kxl_text_is(mode, "protected");
	kxl_text_free(cmdline);
	return is_protected;
}

/* The first CPU of @list from @from on, or NO_CPU. */
static u64 next_cpu(struct kx_bytes list, u64 from)
{
	u64 first = 0;
	u64 last = 0;

	while (kxl_cpu_list(&list, &first, &last))
		if (last >= from && first < CPUS_MAX)
			return first > from ? first : from;
	return NO_CPU;
}

/* migrate_to_reboot_cpu() in Linux kernel/reboot.c. */
static u64 jumping_cpu(struct kexec_ctx *ctx, struct kx_bytes online)
{
	u64 cpu = 0;

	if (kxl_read_number(ctx, "/sys/kernel/reboot/cpu", 10, &cpu))
		cpu = 0;
	return next_cpu(online, cpu) == cpu ? cpu : next_cpu(online, 0);
}

static bool can_stop(struct kexec_ctx *ctx, u64 cpu)
{
	char path[64];

	snprintf(path, sizeof(path), CPUS "/cpu%llu/online",
		 (unsigned long long)cpu);
	return kxl_exists(ctx, path);
}

bool kxl_stuck_online(struct kexec_ctx *ctx, u64 *cpu)
{
	struct kx_bytes online;
	u64 jumping;
	u64 at;

	if (!is_arm64(ctx) || kxl_read(ctx, ONLINE, &online))
		return false;
	jumping = jumping_cpu(ctx, online);
	at = next_cpu(online, 0);
	while (at != NO_CPU && (at == jumping || can_stop(ctx, at)))
		at = next_cpu(online, at + 1);
	kxl_text_free(online);
	if (at == NO_CPU)
		return false;
	*cpu = at;
	return true;
}

bool kxl_stuck_offline(struct kexec_ctx *ctx, u64 *cpu)
{
	struct kx_bytes present;
	struct kx_bytes online;
	u64 at;

	if (kxl_read(ctx, PRESENT, &present))
		return false;
	if (kxl_read(ctx, ONLINE, &online)) {
		kxl_text_free(present);
		return false;
	}
	at = next_cpu(present, 0);
	while (at != NO_CPU && next_cpu(online, at) == at)
		at = next_cpu(present, at + 1);
	kxl_text_free(present);
	kxl_text_free(online);
	if (at == NO_CPU)
		return false;
	*cpu = at;
	return true;
}
