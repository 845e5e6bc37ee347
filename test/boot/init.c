// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of every guest, before and after the jump: mounts file systems, then
 * runs the case that kx.case= on the command line names.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>

static const struct {
	const char *type;
	const char *path;
	bool optional;
} mounts[] = {
	{ "proc", "/proc", false },
	{ "sysfs", "/sys", false },
	{ "devtmpfs", "/dev", false },
	{ "securityfs", "/sys/kernel/security", true },
	{ "debugfs", "/sys/kernel/debug", true },
};

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{ "appraise", case_appraise },
	{ "bad_input", case_bad_input },
	{ "big", case_big },
	{ "boot_entry", case_boot_entry },
	{ "carve_out", case_carve_out },
	{ "crash", case_crash },
	{ "crash_second", case_crash_second },
	{ "chain", case_chain },
	{ "examples", case_examples },
	{ "file_debug", case_file_debug },
	{ "disk", case_disk },
	{ "disk_second", case_disk_second },
	{ "dma", case_dma },
	{ "endure", case_endure },
	{ "fallback", case_fallback },
	{ "fallback_second", case_fallback_second },
	{ "faults", case_faults },
	{ "hooks", case_hooks },
	{ "jump", case_jump },
	{ "jump_back", case_jump_back },
	{ "jump_back_second", case_jump_back_second },
	{ "kdump", case_kdump },
	{ "forewarn", case_forewarn },
	{ "initrds", case_initrds },
	{ "initrds_second", case_initrds_second },
	{ "kept", case_kept },
	{ "kvm", case_kvm },
	{ "kvm_second", case_kvm_second },
	{ "low_memory", case_low_memory },
	{ "marked", case_marked },
	{ "jump_32bit", case_jump_32bit },
	{ "ipxe", case_ipxe },
	{ "memtest", case_memtest },
	{ "multiboot", case_multiboot },
	{ "program", case_program },
	{ "packed", case_packed },
	{ "packed_judged", case_packed_judged },
	{ "uki", case_uki },
	{ "handed_on", case_handed_on },
	{ "handed_on_second", case_handed_on_second },
	{ "downtime", case_downtime },
	{ "downtime_second", case_downtime_second },
	{ "prepared", case_prepared },
	{ "unpacked", case_unpacked },
	{ "unpacked_second", case_unpacked_second },
	{ "vmlinux", case_vmlinux },
	{ "missing", case_missing },
	{ "status", case_status },
	{ "net", case_net },
	{ "net_second", case_net_second },
	{ "offline", case_offline },
	{ "oracle", case_oracle },
	{ "oracle_crash", case_oracle_crash },
	{ "random", case_random },
	{ "races", case_races },
	{ "reboot_after_load", case_reboot_after_load },
	{ "refuse", case_refuse },
	{ "region", case_region },
	{ "rehearse", case_rehearse },
	{ "returns", case_returns },
	{ "returns_load", case_returns_load },
	{ "returns_refused", case_returns_refused },
	{ "second", case_second },
	{ "secure_boot", case_secure_boot },
	{ "seed", case_seed },
	{ "selftest", case_selftest },
	{ "signatures", case_signatures },
	{ "systemd", case_systemd },
	{ "unpack_signed", case_unpack_signed },
	{ "timeline", case_timeline },
	{ "timeline_second", case_timeline_second },
	{ "unload", case_unload },
	{ "watchdog", case_watchdog },
	{ "xen", case_xen },
	{ "xen_second", case_xen_second },
};

/* A message could not be read yet: the first failure shows in fail(). */
static const char *mount_all(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		mkdir(mounts[i].path, 0755);
		if (mount("none", mounts[i].path, mounts[i].type, 0, NULL) &&
		    !mounts[i].optional && errno != EBUSY)
			return mounts[i].path;
	}
	return NULL;
}

int main(void)
{
	const char *unmounted = mount_all();
	struct utsname kernel;
	const char *name;

	report_open();
	if (unmounted)
		fail("cannot mount %s", unmounted);
	uname(&kernel);
	name = word("case", "(none)");
	say("case %s on %s", name, kernel.release);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (same_text(cases[i].name, name))
			cases[i].run();
	}
	fail("no case is called %s, or it just returned", name);
}
