// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One errno has many causes, and /proc and /sys show which one applies. A row
 * is a cause: the calls and the errno it explains, a check, and the sentence.
 * The first row whose check holds wins, so a row without a check is the last
 * one for its errno. Which check of the kernel gives which errno, and in what
 * order: Linux kernel/kexec.c and kernel/kexec_file.c.
 */
#include "lib/load/diagnose.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/image/room.h"
#include "lib/load/stuck.h"
#include "lib/machine/arch.h"
#include "lib/machine/file.h"
#include "lib/text/proc.h"
#include "lib/text/size.h"
#include "lib/text/text.h"

#define LOAD	  (KXL_CALL_LOAD | KXL_CALL_JUMP_BACK)
#define FILE_LOAD KXL_CALL_FILE_LOAD
#define ANY_LOAD  (LOAD | KXL_CALL_FILE_LOAD)
#define OLD_CALL  (LOAD | KXL_CALL_UNLOAD)
#define FILE_CALL (KXL_CALL_FILE_LOAD | KXL_CALL_FILE_UNLOAD)
#define ANY_IMAGE (OLD_CALL | FILE_CALL)
#define EXECUTE	  KXL_CALL_EXECUTE
#define REHEARSE  KXL_CALL_REHEARSE
#define SHRINK	  KXL_CALL_SHRINK
#define ANY	  (ANY_IMAGE | EXECUTE | REHEARSE)
#define NO_WAY_IN "no hook of kexec.ko works, and /dev/kexec can't be opened"

/*
 * A check in progress: it may add @detail to the reason, and @facts that the
 * advice depends on.
 */
struct probe {
	struct kexec_ctx *ctx;
	const struct kxl_call *call;
	char detail[128];
	unsigned int facts; /* enum kxl_fact, or-ed */
};

static bool is_without_capability(struct probe *probe)
{
	struct kx_bytes status;
	bool has;

	if (kxl_read(probe->ctx, "/proc/self/status", &status))
		return false;
	has = kxl_has_capability(status, CAP_SYS_BOOT);
	kxl_text_free(status);
	return !has;
}

/* The inode of the initial user namespace: Linux include/linux/proc_ns.h. */
static bool is_in_user_namespace(struct probe *probe)
{
	u64 inode = 0;

	return !kxl_inode(probe->ctx, "/proc/self/ns/user", &inode) &&
	       inode != 0xeffffffd;
}

static bool reads(struct probe *probe, const char *path, u64 number)
{
	u64 value = 0;

	return !kxl_read_number(probe->ctx, path, 10, &value) &&
	       value == number;
}

static bool is_switched_off(struct probe *probe)
{
	return reads(probe, "/proc/sys/kernel/kexec_load_disabled", 1);
}

static bool is_crash(struct probe *probe)
{
	return probe->call->slot == KEXEC_SLOT_CRASH;
}

/* Linux loads a crash kernel all the same (machine_kexec_prepare()). */
static bool has_spin_table(struct probe *probe)
{
	return !is_crash(probe) && kxl_stuck_by_spin_table(probe->ctx);
}

static bool has_protected_kvm(struct probe *probe)
{
	return !is_crash(probe) && kxl_stuck_by_kvm(probe->ctx);
}

static bool is_by_module(struct probe *probe)
{
	return kxl_exists(probe->ctx, "/sys/kernel/kexec_hooks");
}

/* kexec.ko looks at its CPUs again before it starts an image, Linux doesn't. */
static bool looks_at_cpus(struct probe *probe)
{
	return probe->call->kind == KXL_CALL_EXECUTE ? is_by_module(probe)
						     : !is_crash(probe);
}

static void add_cpu(struct probe *probe, u64 cpu)
{
	snprintf(probe->detail, sizeof(probe->detail), " (CPU %llu)",
		 (unsigned long long)cpu);
}

/*
 * Linux minds CPUs that no firmware call stops, and those that did not come up,
 * but none that is merely kept online (cpus_are_stuck_in_kernel() in
 * arch/arm64/kernel/smp.c).
 */
static bool must_stay(struct probe *probe)
{
	u64 cpu = 0;

	if (!is_by_module(probe) || !looks_at_cpus(probe) ||
	    !kxl_stuck_online(probe->ctx, &cpu))
		return false;
	add_cpu(probe, cpu);
	return true;
}

static bool is_offline(struct probe *probe)
{
	u64 cpu = 0;

	if (kxl_arch(probe->ctx) != &kx_arch_arm64 || !looks_at_cpus(probe) ||
	    !kxl_stuck_offline(probe->ctx, &cpu))
		return false;
	add_cpu(probe, cpu);
	return true;
}

/*
 * Always true. On a PC, kexec.ko minds a CPU that is offline before Linux 6.5
 * alone (module/arch/x86_64/stop.c), and with nosmt there are always some.
 */
static bool adds_offline(struct probe *probe)
{
	u64 cpu = 0;

	if (kxl_arch(probe->ctx) == &kx_arch_x86_64 && looks_at_cpus(probe) &&
	    kxl_stuck_offline(probe->ctx, &cpu))
		snprintf(probe->detail, sizeof(probe->detail),
			 ", or (Linux before 6.5) CPU %llu is offline and "
			 "can't be brought up",
			 (unsigned long long)cpu);
	return true;
}

static bool is_panic_limit_used_up(struct probe *probe)
{
	return is_crash(probe) &&
	       reads(probe, "/proc/sys/kernel/kexec_load_limit_panic", 0);
}

static bool is_limit_used_up(struct probe *probe)
{
	return !is_crash(probe) &&
	       reads(probe, "/proc/sys/kernel/kexec_load_limit_reboot", 0);
}

static bool is_locked_down(struct probe *probe)
{
	struct kx_bytes text;
	struct kx_bytes mode;

	if (kxl_read(probe->ctx, "/sys/kernel/security/lockdown", &text))
		return false;
	mode = kxl_lockdown(text);
	snprintf(probe->detail, sizeof(probe->detail), " (mode %.*s)",
		 (int)mode.size, mode.size ? (const char *)mode.data : "");
	kxl_text_free(text);
	return mode.size;
}

/* Linux refuses an image larger than half of its memory. */
static bool is_too_large(struct probe *probe)
{
	u64 bytes = probe->call->bytes;
	struct kx_bytes text;
	char files[KXL_SIZE_MAX];
	char memory[KXL_SIZE_MAX];
	u64 total = 0;
	bool is_known;

	if (kxl_read(probe->ctx, "/proc/meminfo", &text))
		return false;
	is_known = kxl_mem_total(text, &total);
	kxl_text_free(text);
	kxl_size_print(files, bytes, KXL_ROUND_UP);
	kxl_size_print(memory, total, KXL_ROUND_DOWN);
	snprintf(probe->detail, sizeof(probe->detail),
		 " (%s of files, %s of memory)", files, memory);
	return is_known && bytes > total / 2;
}

/*
 * kexec_status() may set the context's error; the caller sets its own
 * afterwards.
 */
static bool is_empty(struct probe *probe)
{
	bool loaded = false;

	return !kexec_status(probe->ctx, KEXEC_SLOT_NORMAL, &loaded) && !loaded;
}

static bool is_small_region(struct probe *probe)
{
	char files[KXL_SIZE_MAX];
	char region[KXL_SIZE_MAX];
	uint64_t bytes = 0;

	if (!is_crash(probe) || kexec_crash_size(probe->ctx, &bytes))
		return false;
	kxl_size_print(region, bytes, KXL_ROUND_DOWN);
	kxl_size_print(files, probe->call->bytes, KXL_ROUND_UP);
	snprintf(probe->detail, sizeof(probe->detail),
		 " (%s are set aside, the files have %s)", region, files);
	return true;
}

static bool is_returning(struct probe *probe)
{
	return probe->call->returns || probe->call->kind == KXL_CALL_JUMP_BACK;
}

static bool is_with_kexec(struct probe *probe)
{
	bool loaded = false;

	return !kexec_status(probe->ctx, KEXEC_SLOT_NORMAL, &loaded);
}

static bool is_without_kexec(struct probe *probe)
{
	bool loaded = false;

	return kexec_status(probe->ctx, KEXEC_SLOT_NORMAL, &loaded) == -ENOSYS;
}

/*
 * kexec.ko is loaded, but none of its hooks works. The call went to /dev/kexec,
 * which could not be opened.
 */
static bool is_shut(struct probe *probe)
{
	struct kx_bytes hooks;
	bool works;

	if (kxl_read(probe->ctx, "/sys/kernel/kexec_hooks", &hooks))
		return false;
	works = kxl_text_has_word(hooks, "working");
	kxl_text_free(hooks);
	return !works;
}

/*
 * Always true. The sum is printed even if it seems to fit, since it is an
 * estimate.
 */
static bool adds_sum(struct probe *probe)
{
	char sum[sizeof(probe->detail) - sizeof(" ()")];

	if (probe->call->needed &&
	    kxl_room_print(probe->ctx, probe->call->needed, sum, sizeof(sum)))
		snprintf(probe->detail, sizeof(probe->detail), " (%s)", sum);
	return true;
}

static bool is_window(struct probe *probe)
{
	return is_returning(probe) && adds_sum(probe);
}

/* Always true: this is the last row for its errno. */
static bool is_unseen(struct probe *probe)
{
	probe->facts |= KXL_IS_UNSEEN;
	return true;
}

struct row {
	unsigned int calls; /* enum kxl_call_kind, or-ed */
	int errnum;
	bool (*holds)(struct probe *probe); /* NULL: always */
	enum kexec_cause cause;
	const char *reason;
};

/* clang-format off */
static const struct row rows[] = {
	{ ANY, EPERM, is_without_capability, KEXEC_CAUSE_NO_CAPABILITY,
	  "this process lacks CAP_SYS_BOOT" },
	{ ANY, EPERM, is_in_user_namespace, KEXEC_CAUSE_NO_CAPABILITY,
	  "this process has CAP_SYS_BOOT in a user namespace alone" },
	{ ANY_IMAGE, EPERM, is_switched_off, KEXEC_CAUSE_LOAD_DISABLED,
	  "loading is switched off: sysctl kernel.kexec_load_disabled is 1" },
	{ ANY_LOAD, EPERM, is_limit_used_up, KEXEC_CAUSE_LOAD_LIMIT,
	  "sysctl kernel.kexec_load_limit_reboot has counted down to 0" },
	{ ANY_LOAD, EPERM, is_panic_limit_used_up, KEXEC_CAUSE_LOAD_LIMIT,
	  "sysctl kernel.kexec_load_limit_panic has counted down to 0" },
	{ LOAD, EPERM, is_locked_down, KEXEC_CAUSE_LOCKDOWN,
	  "kernel lockdown forbids kexec_load(2)" },
	{ FILE_LOAD, EPERM, is_locked_down, KEXEC_CAUSE_LOCKDOWN,
	  "kernel lockdown takes signed kernels only" },
	{ ANY, EPERM, is_shut, KEXEC_CAUSE_HOOKS_SHUT,
	  "no hook of kexec.ko works, and a security policy or the mode of /dev/kexec forbids it" },
	{ ANY, EPERM, NULL, KEXEC_CAUSE_NOT_PERMITTED,
	  "a security policy of the kernel forbids it" },
	{ ANY, EACCES, NULL, KEXEC_CAUSE_SECURITY_MODULE,
	  "a security module (SELinux, LoadPin, IPE, IMA) forbids it" },

	{ ANY_IMAGE, ENOSYS, is_shut, KEXEC_CAUSE_HOOKS_SHUT, NO_WAY_IN },
	{ OLD_CALL, ENOSYS, is_with_kexec, KEXEC_CAUSE_NO_KEXEC_LOAD,
	  "this kernel has kexec without kexec_load(2)" },
	{ OLD_CALL, ENOSYS, NULL, KEXEC_CAUSE_NO_KEXEC,
	  "this kernel has no kexec_load(2)" },
	{ FILE_CALL, ENOSYS, is_with_kexec, KEXEC_CAUSE_NO_KEXEC_FILE,
	  "this kernel has kexec without kexec_file_load(2)" },
	{ FILE_CALL, ENOSYS, is_without_kexec, KEXEC_CAUSE_NO_KEXEC,
	  "this kernel has no kexec_file_load(2)" },
	{ FILE_CALL, ENOSYS, is_unseen, KEXEC_CAUSE_NO_KEXEC_FILE,
	  "this kernel has no kexec_file_load(2)" },

	{ REHEARSE, ENOSYS, NULL, KEXEC_CAUSE_NO_REHEARSAL,
	  "there is no /dev/kexec, and only kexec.ko can rehearse" },
	{ REHEARSE, ENOTTY, NULL, KEXEC_CAUSE_NO_REHEARSAL,
	  "this kexec.ko can't rehearse" },
	{ REHEARSE, EIO, NULL, KEXEC_CAUSE_REHEARSAL,
	  "the result is not what was planned: don't start this kernel" },

	{ SHRINK, ENOENT, NULL, KEXEC_CAUSE_CRASH_LOADED,
	  "a crash kernel is loaded there" },
	{ SHRINK, EINVAL, NULL, KEXEC_CAUSE_CRASH_SIZE,
	  "it can only become smaller" },
	{ SHRINK, EACCES, NULL, KEXEC_CAUSE_NOT_PERMITTED,
	  "only root may" },
	{ SHRINK, ENOSYS, NULL, KEXEC_CAUSE_NO_CRASH_KERNELS,
	  "this kernel has no crash kernels" },
	{ ANY_LOAD, EBUSY, has_spin_table, KEXEC_CAUSE_SPIN_TABLE,
	  "CPUs that the firmware started by spin tables can't be stopped" },
	{ ANY_LOAD, EBUSY, has_protected_kvm, KEXEC_CAUSE_PROTECTED_KVM,
	  "the hypervisor of protected KVM can't be taken out of memory" },
	{ ANY_LOAD | EXECUTE, EBUSY, must_stay, KEXEC_CAUSE_CPU_STAYS,
	  "a CPU other than the one that jumps can't be taken offline" },
	{ ANY_LOAD | EXECUTE, EBUSY, is_offline, KEXEC_CAUSE_CPU_OFFLINE,
	  "a CPU that is offline may not have stopped, or another kexec call is at work" },
	{ EXECUTE, EBUSY, adds_offline, KEXEC_CAUSE_BUSY,
	  "another kexec call is at work, or a process or device did not stop for an image that returns" },
	{ ANY | SHRINK, EBUSY, NULL, KEXEC_CAUSE_BUSY,
	  "another kexec call is at work" },

	{ LOAD, EADDRNOTAVAIL, is_crash, KEXEC_CAUSE_CRASH_ADDRESS,
	  "the kernel takes no segment outside of the crash kernel's memory" },
	{ FILE_LOAD, EADDRNOTAVAIL, is_small_region, KEXEC_CAUSE_CRASH_REGION_SMALL,
	  "the kernel found no room in the crash kernel's memory" },
	{ LOAD, EADDRNOTAVAIL, NULL, KEXEC_CAUSE_ADDRESS,
	  "the kernel takes no segment at one of these addresses" },
	{ FILE_LOAD, EADDRNOTAVAIL, NULL, KEXEC_CAUSE_NO_HOLE,
	  "the kernel found no stretch of memory that is large enough" },

	{ ANY_LOAD, EINVAL, is_too_large, KEXEC_CAUSE_SEGMENTS_LARGE,
	  "the image needs more than half of memory" },
	{ LOAD, EINVAL, is_returning, KEXEC_CAUSE_NO_JUMP_BACK,
	  "this kernel can't jump back" },
	{ LOAD, EINVAL, NULL, KEXEC_CAUSE_ARGUMENTS,
	  "the kernel refuses the segments, the flags or the architecture" },
	{ FILE_LOAD, EINVAL, NULL, KEXEC_CAUSE_ARGUMENTS,
	  "the kernel refuses the file, the command line's length or the flags" },
	{ EXECUTE | REHEARSE, EINVAL, is_empty, KEXEC_CAUSE_NOTHING_LOADED,
	  "nothing is loaded" },
	{ EXECUTE, EINVAL, is_shut, KEXEC_CAUSE_HOOKS_SHUT, NO_WAY_IN },
	{ EXECUTE, EINVAL, is_without_kexec, KEXEC_CAUSE_NO_KEXEC,
	  "this kernel has no kexec" },
	{ EXECUTE, EINVAL, NULL, KEXEC_CAUSE_ARGUMENTS,
	  "the kernel does not know the command here" },

	{ FILE_LOAD, ENOEXEC, NULL, KEXEC_CAUSE_NOT_KERNEL,
	  "the running kernel can't load files like this one" },
	{ KXL_CALL_LOAD, ENOMEM, is_window, KEXEC_CAUSE_MEMORY,
	  "the kernel has no memory left to put aside what is in the window" },
	{ ANY, ENOMEM, adds_sum, KEXEC_CAUSE_MEMORY,
	  "the kernel has no memory left for it" },

	{ FILE_LOAD, ENODATA, NULL, KEXEC_CAUSE_UNSIGNED,
	  "the file has no signature, and this kernel wants one" },
	{ FILE_LOAD, ENOKEY, NULL, KEXEC_CAUSE_UNKNOWN_KEY,
	  "the file is signed with a key that this kernel does not have" },
	{ FILE_LOAD, EKEYREJECTED, NULL, KEXEC_CAUSE_SIGNATURE,
	  "the signature does not match the file, or its key is blocked" },
	{ FILE_LOAD, ELIBBAD, NULL, KEXEC_CAUSE_SIGNATURE_FORMAT,
	  "the file's PE header or signature table is damaged" },
	{ FILE_LOAD, EBADMSG, NULL, KEXEC_CAUSE_SIGNATURE_FORMAT,
	  "the signature can't be parsed" },
	{ FILE_LOAD, EMSGSIZE, NULL, KEXEC_CAUSE_SIGNATURE_FORMAT,
	  "the signature is larger than a kernel reads (64 KiB)" },
	{ FILE_LOAD, ENOTSUPP, NULL, KEXEC_CAUSE_SIGNATURE_FORMAT,
	  "the signature is of another kind than PKCS#7" },
	{ FILE_LOAD, ENOPKG, NULL, KEXEC_CAUSE_SIGNATURE_ALGORITHM,
	  "this kernel lacks the signature's algorithm" },
	{ FILE_LOAD, ENOTSUP, NULL, KEXEC_CAUSE_UNSUPPORTED,
	  "this kernel can't load it that way" },

	{ FILE_LOAD, ETXTBSY, NULL, KEXEC_CAUSE_FILE_BUSY,
	  "a file is open for writing elsewhere" },
	{ FILE_LOAD, EFBIG, NULL, KEXEC_CAUSE_FILE_LARGE,
	  "a file is larger than the kernel reads" },
	{ ANY_LOAD, EIO, NULL, KEXEC_CAUSE_FILE_READ,
	  "a file can't be read to its end" },
	{ ANY_LOAD, EFAULT, NULL, KEXEC_CAUSE_FILE_CHANGED,
	  "a file became shorter while it was loaded" },
	{ FILE_LOAD, EBADF, NULL, KEXEC_CAUSE_FILE_DESCRIPTOR,
	  "a file is not open for reading" },
};
/* clang-format on */

static enum kexec_action action_of(enum kxl_call_kind kind)
{
	switch (kind) {
	case KXL_CALL_LOAD:
		return KEXEC_ACTION_CALL_LOAD;
	case KXL_CALL_FILE_LOAD:
		return KEXEC_ACTION_CALL_FILE_LOAD;
	case KXL_CALL_UNLOAD:
		return KEXEC_ACTION_CALL_UNLOAD;
	case KXL_CALL_FILE_UNLOAD:
		return KEXEC_ACTION_CALL_FILE_UNLOAD;
	case KXL_CALL_REHEARSE:
		return KEXEC_ACTION_REHEARSE;
	case KXL_CALL_SHRINK:
		return KEXEC_ACTION_SHRINK;
	case KXL_CALL_JUMP_BACK:
		return KEXEC_ACTION_CALL_JUMP_BACK;
	case KXL_CALL_EXECUTE:
	default:
		return KEXEC_ACTION_CALL_REBOOT;
	}
}

static bool explains(const struct row *row, struct probe *probe, int errnum)
{
	probe->detail[0] = '\0';
	if (row->errnum != errnum || !(row->calls & probe->call->kind))
		return false;
	return !row->holds || row->holds(probe);
}

int kxl_diagnose(struct kexec_ctx *ctx, const struct kxl_call *call, int err)
{
	struct probe probe = { .ctx = ctx, .call = call };
	struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_SYSTEM_CALL,
		.action = action_of(call->kind),
		.object = call->object,
		.facts = KXL_ON_CALL | (is_returning(&probe) ? KXL_RETURNS : 0),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!explains(&rows[i], &probe, -err))
			continue;
		failure.cause = rows[i].cause;
		failure.facts |= probe.facts;
		return kxl_fail(ctx, &failure, "%s%s", rows[i].reason,
				probe.detail);
	}
	return kxl_fail(ctx, &failure, "%s", strerror(-err));
}
