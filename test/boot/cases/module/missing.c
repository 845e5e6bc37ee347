// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A kernel that lacks one of the functions that kexec.ko can do without: the
 * log and /sys/kernel/kexec_missing name it, and nothing else. The test module
 * hide.ko hides one after the other from kexec.ko.
 */
#include "test/boot/guest.h"

#include <stdio.h>

#define HIDE	"/sys/module/hide/parameters/name"
#define MISSING "/sys/kernel/kexec_missing"

static const struct {
	const char *hidden; /* a part of all its names */
	const char *name;   /* its name in the log; NULL: not needed here */
} helpers[] = {
	{ "emergency_disable_virtualization",
	  "x86_virt_emergency_disable_virtualization_cpu" },
	{ "cpu_emergency_stop_pt", "cpu_emergency_stop_pt" },
	/* The emulator is not KVM. */
	{ "kvm_pv_guest_cpu_reboot", NULL },
	{ "disable_local_APIC", "disable_local_APIC" },
	{ "ioapic_zap_locks", "ioapic_zap_locks" },
	{ "lapic_shutdown", "lapic_shutdown" },
	{ "hpet_disable", "hpet_disable" },
	{ "nmi_shootdown_cpus", "nmi_shootdown_cpus" },
	{ "set_memory_ro", "set_memory_ro" },
	{ "set_memory_rw", "set_memory_rw" },
	{ "smp_kick_mwait_play_dead", "smp_kick_mwait_play_dead" },
	{ "freeze_processes", "freeze_processes" },
	{ "thaw_processes", "thaw_processes" },
	{ "save_processor_state", "save_processor_state" },
	{ "thaw_secondary_cpus", "thaw_secondary_cpus" },
	{ "play_dead_common", "play_dead_common" },
	/* There are no virtual terminals. */
	{ "pm_prepare_console", NULL },
	{ "no such function", NULL },
};

/* One line, or none, and the same in the log. */
static void check(int log, const char *name)
{
	bool is_said = log_says(log, "kexec: this kernel has no ", name ?: "");
	char want[64] = "";
	char lines[4096];

	read_text(MISSING, lines, sizeof(lines));
	if (name)
		snprintf(want, sizeof(want), "%s: ", name);
	if (!starts_with(lines, want) || strchr(lines, '\n') ||
	    (!name && *lines))
		fail("%s: %s says '%s'", name ?: "none", MISSING, lines);
	if (is_said != !!name)
		fail("%s: the log names %s", name ?: "none",
		     is_said ? "one" : "none");
}

static void check_hidden(int log, const char *hidden, const char *name)
{
	int err;

	if (write_text(HIDE, hidden))
		fail("cannot write %s", HIDE);
	log_says(log, "", "");
	err = insert_module_with("/kexec.ko", word("parameters", ""));
	if (err)
		fail("insmod without %s: %d", hidden, err);
	check(log, name);
	err = remove_module("kexec");
	if (err)
		fail("rmmod without %s: %d", hidden, err);
	verdict("checked", "%s", hidden);
}

void case_missing(void)
{
	int log = log_open();
	int err = insert_module("/hide.ko");

	report_facts("first_");
	if (err)
		fail("insmod hide.ko: %d", err);
	for (size_t i = 0; i < ARRAY_SIZE(helpers); i++)
		check_hidden(log, helpers[i].hidden, helpers[i].name);
	pass();
}
