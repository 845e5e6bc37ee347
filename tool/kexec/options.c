// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Options: one row each. Names, letters and meanings are those of kexec-tools,
 * because scripts depend on them. An option that kexec-tools accepts and that
 * is not needed here has a row that ignores it or, if ignoring it would boot
 * something else, refuses it.
 */
#include "tool/kexec/option_row.h"

#include <assert.h>
#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "tool/kexec/initrds.h"
#include "tool/kexec/value.h"

static int apply_flag(struct options *options, const struct row *row,
		      const char *value)
{
	(void)value;
	options->flags |= row->value;
	return 0;
}

static int apply_look(struct options *options, const struct row *row,
		      const char *value)
{
	(void)value;
	options->looks |= row->value;
	return 0;
}

/* As in kexec-tools, the last action wins, except that -u adds to others. */
static int apply_steps(struct options *options, const struct row *row,
		       const char *value)
{
	(void)value;
	options->steps &= STEP_UNLOAD;
	options->steps |= row->value;
	return 0;
}

static int apply_load(struct options *options, const struct row *row,
		      const char *value)
{
	options->flags |= FLAG_NORMAL;
	return apply_steps(options, row, value);
}

static int apply_panic(struct options *options, const struct row *row,
		       const char *value)
{
	options->flags |= FLAG_CRASH;
	return apply_steps(options, row, value);
}

static int apply_preserve(struct options *options, const struct row *row,
			  const char *value)
{
	options->flags |= FLAG_PRESERVE;
	return apply_steps(options, row, value);
}

static int apply_method(struct options *options, const struct row *row,
			const char *value)
{
	(void)value;
	options->method = row->value;
	return 0;
}

static int apply_word(struct options *options, const struct row *row,
		      const char *value)
{
	const char **field = (void *)((char *)options + row->value);

	*field = value;
	return 0;
}

/* The last one counts, in the manner of its option. */
static int apply_line(struct options *options, const struct row *row,
		      const char *value)
{
	options->flags &= ~(unsigned int)FLAG_WHOLE_LINE;
	options->flags |= row->value;
	options->cmdline = value;
	return 0;
}

static int apply_fallback(struct options *options, const struct row *row,
			  const char *value)
{
	return value_seconds(row->name, value, &options->fallback);
}

static int apply_timeline(struct options *options, const struct row *row,
			  const char *value)
{
	(void)row;
	(void)value;
	options->timeline = true;
	return 0;
}

static int apply_boot_entry(struct options *options, const struct row *row,
			    const char *value)
{
	if (value && !*value)
		return value_refuse(row->name, value,
				    "an ID is not empty; leave \"=\" out for "
				    "the next entry");
	options->flags |= FLAG_BOOT_ENTRY;
	options->boot_entry = value;
	return 0;
}

static int apply_prepare(struct options *options, const struct row *row,
			 const char *value)
{
	if (value && strcmp(value, "none") != 0)
		return value_refuse(row->name, value,
				    "it is \"none\", which removes all that is "
				    "prepared, or nothing");
	options->steps &= STEP_UNLOAD;
	options->steps |= value ? STEP_FORGET : STEP_KEEP;
	return 0;
}

static int apply_initrd(struct options *options, const struct row *row,
			const char *value)
{
	(void)row;
	return initrds_add(options, value);
}

static int apply_reused_initrd(struct options *options, const struct row *row,
			       const char *value)
{
	(void)value;
	return apply_initrd(options, row, initrds_reused);
}

static int apply_console(struct options *options, const struct row *row,
			 const char *value)
{
	(void)value;
	options->flags |= FLAG_CONSOLE;
	options->console.flags |= row->value;
	return 0;
}

static int apply_serial(struct options *options, const struct row *row,
			const char *value)
{
	(void)row;
	options->flags |= FLAG_CONSOLE;
	return value_serial(value, &options->console.port);
}

static int apply_baud(struct options *options, const struct row *row,
		      const char *value)
{
	(void)row;
	options->flags |= FLAG_CONSOLE;
	return value_baud(value, &options->console.baud);
}

static int apply_module(struct options *options, const struct row *row,
			const char *value)
{
	if (options->nr_modules == MODULES_MAX)
		return value_refuse(row->name, value, "one module too many");
	options->modules[options->nr_modules++] = value;
	return 0;
}

static int apply_disks(struct options *options, const struct row *row,
		       const char *value)
{
	struct trial *trial = &options->trial;

	trial->has_disks = true;
	if (!value)
		return 0;
	if (trial->nr_images == IMAGES_MAX)
		return value_refuse(row->name, value, "one disk too many");
	trial->images[trial->nr_images++] = value;
	return 0;
}

static int apply_trial_seconds(struct options *options, const struct row *row,
			       const char *value)
{
	return value_seconds(row->name, value, &options->trial.seconds);
}

static int apply_trial_memory(struct options *options, const struct row *row,
			      const char *value)
{
	return value_mib(row->name, value, &options->trial.mib);
}

static int apply_accelerator(struct options *options, const struct row *row,
			     const char *value)
{
	if (strcmp(value, "kvm") != 0 && strcmp(value, "tcg") != 0)
		return value_refuse(row->name, value,
				    "it is \"kvm\" or \"tcg\"");
	options->trial.accelerator = value;
	return 0;
}

static int apply_mem_min(struct options *options, const struct row *row,
			 const char *value)
{
	options->flags |= FLAG_WINDOW;
	options->mem_min_typed = value;
	return value_address(row->name, value, &options->mem_min);
}

/* The last byte that may be used; the library takes the one after it. */
static int apply_mem_max(struct options *options, const struct row *row,
			 const char *value)
{
	uint64_t last = 0;

	if (value_address(row->name, value, &last))
		return -1;
	options->flags |= FLAG_WINDOW;
	options->mem_max_typed = value;
	options->mem_end = last == UINT64_MAX ? last : last + 1;
	return 0;
}

static int apply_entry(struct options *options, const struct row *row,
		       const char *value)
{
	options->flags |= FLAG_ENTRY;
	return value_address(row->name, value, &options->entry);
}

/* As in kexec-tools, the last one counts. */
static int apply_elf64(struct options *options, const struct row *row,
		       const char *value)
{
	(void)row;
	(void)value;
	options->flags &= ~(unsigned int)FLAG_ELF32;
	return 0;
}

static int apply_on_damage(struct options *options, const struct row *row,
			   const char *value)
{
	options->flags |= FLAG_ON_DAMAGE;
	return value_on_damage(row->name, value, &options->on_damage);
}

/* As in kexec-tools, the last one counts. */
static int apply_arguments(struct options *options, const struct row *row,
			   const char *value)
{
	(void)value;
	options->arguments = row->value;
	return 0;
}

/* What no build will have on this machine, in kexec-tools' words. */
static const char *const never[] = {
	"--load-live-update can only be used with xen: it replaces the "
	"hypervisor; leave it out",
	"--exec-live-update only works under xen: it replaces the hypervisor; "
	"leave it out",
};

static int apply_never(struct options *options, const struct row *row,
		       const char *value)
{
	(void)options;
	(void)value;
	fprintf(stderr, "%s\n", never[row->value]);
	return -1;
}

/* clang-format off */
static const struct row rows[] = {
	{ "load", 'l', no_argument, apply_load, HAS_OWN, STEP_LOAD,
	  "load KERNEL, and leave it at that" },
	{ "exec", 'e', no_argument, apply_steps, HAS_OWN,
	  STEP_SYNC | STEP_NETWORK_DOWN | STEP_EXECUTE,
	  "start the loaded kernel now" },
	{ "force", 'f', no_argument, apply_steps, HAS_OWN,
	  STEP_LOAD | STEP_SYNC | STEP_NETWORK_DOWN | STEP_EXECUTE,
	  "load KERNEL and start it now, without shutdown(8)" },
	{ "check", '\0', no_argument, apply_flag, HAS_OWN, FLAG_CHECK,
	  "load nothing, say what would be loaded; with -p,\n"
	  HELP_INDENT "how much memory that needs" },
	{ "dry-run", '\0', no_argument, apply_look, HAS_OWN, LOOK_DRY_RUN,
	  "do nothing, say what would be done, and how" },
	{ "show", '\0', no_argument, apply_look, HAS_OWN, LOOK_SHOW,
	  "load nothing, draw memory and KERNEL's segments" },
	{ "svg", '\0', no_argument, apply_look, HAS_OWN, LOOK_SHOW | LOOK_SVG,
	  "the same as SVG" },
	{ "json", '\0', no_argument, apply_look, HAS_OWN, LOOK_JSON,
	  "print one JSON object: kexec-json(5)" },
	{ "sysroot", '\0', required_argument, apply_word, HAS_OWN, offsetof(struct options, sysroot),
	  "look at the machine whose /proc and /sys are there" },
	{ "try", '\0', no_argument, apply_look, HAS_OWN, LOOK_TRY,
	  "load nothing, start KERNEL in a QEMU that vanishes" },
	{ "try-until", '\0', required_argument, apply_word, NEEDS_TRY, offsetof(struct options, trial.until),
	  "wait for a line of its console that matches X;\n"
	  HELP_INDENT "default: systemd is up, or a login prompt" },
	{ "try-timeout", '\0', required_argument, apply_trial_seconds, NEEDS_TRY, 0,
	  "give up after X seconds (default 300)" },
	{ "try-disks", '\0', optional_argument, apply_disks, NEEDS_TRY, 0,
	  "with snapshots of all disks, or of X" },
	{ "try-memory", '\0', required_argument, apply_trial_memory, NEEDS_TRY, 0,
	  "with X MiB of memory" },
	{ "try-qemu", '\0', required_argument, apply_word, NEEDS_TRY, offsetof(struct options, trial.qemu),
	  "the path of QEMU's program" },
	{ "try-accel", '\0', required_argument, apply_accelerator, NEEDS_TRY, 0,
	  "kvm or tcg; default: kvm where it works" },
	{ "rehearse", '\0', no_argument, apply_steps, HAS_OWN, STEP_REHEARSE,
	  "try everything but the start, with kexec.ko" },
	{ "prepare", '\0', optional_argument, apply_prepare, HAS_OWN, 0,
	  "load nothing, keep KERNEL and initrds unpacked for\n"
	  HELP_INDENT "later loads; \"none\": remove what is kept" },
	{ "prepare-restart", '\0', no_argument, apply_steps, HAS_OWN, STEP_PREPARE,
	  "while systemd reboots: load the next boot entry" },
	{ "arm-fallback", '\0', no_argument, apply_steps, HAS_OWN, STEP_ARM,
	  "before a kexec by systemd: start the watchdog" },
	{ "report-alive", '\0', no_argument, apply_steps, HAS_OWN, STEP_REPORT,
	  "loaded with a fallback: this system is well" },
	{ "await-report", '\0', no_argument, apply_steps, HAS_OWN, STEP_AWAIT,
	  "the same: reboot if no report comes in time" },
	{ "report", '\0', no_argument, apply_steps, HAS_OWN, STEP_TIMELINE,
	  "loaded with --timeline: how long kexec took to\n"
	  HELP_INDENT "start this system" },
	{ "unload", 'u', no_argument, apply_steps, HAS_OWN, STEP_UNLOAD,
	  "unload what is loaded; with -p, the crash kernel" },
	{ "status", 'S', no_argument, apply_flag, ASKS_STATUS, FLAG_STATUS,
	  "exit with 1 if a crash kernel is loaded;\n"
	  HELP_INDENT "with -l, if a normal one is" },
	{ "load-panic", 'p', no_argument, apply_panic, HAS_OWN, STEP_LOAD,
	  "load KERNEL to start when this one panics; with\n"
	  HELP_INDENT "-u and -S: the crash kernel" },
	{ "load-preserve-context", '\0', no_argument, apply_preserve, HAS_OWN, STEP_LOAD,
	  "load KERNEL to be called by -e, and to return;\n"
	  HELP_INDENT "--mem-max says where its memory ends" },
	{ "load-jump-back-helper", '\0', no_argument, apply_steps, HAS_OWN, STEP_JUMP_BACK,
	  "in a kernel that was called: make -e return" },

	{ "kexec-file-syscall", 's', no_argument, apply_method, CHOOSES_CALL, KEXEC_METHOD_FILE_LOAD,
	  "load with kexec_file_load(2) only" },
	{ "kexec-syscall", 'c', no_argument, apply_method, CHOOSES_CALL, KEXEC_METHOD_LOAD,
	  "load with kexec_load(2) only" },
	{ "kexec-syscall-auto", 'a', no_argument, apply_method, CHOOSES_CALL, KEXEC_METHOD_AUTO,
	  "try the one, then the other (default)" },

	{ "boot-entry", '\0', optional_argument, apply_boot_entry, LISTS_OR_LOADS, 0,
	  "alone: list what the boot loader can start;\n"
	  HELP_INDENT "for KERNEL: entry X, or the next one" },
	{ "initrd", '\0', required_argument, apply_initrd, NEEDS_LOAD, 0,
	  "initial ramdisk; more are unpacked on top" },
	{ "ramdisk", '\0', required_argument, apply_initrd, NEEDS_LOAD, 0,
	  "the same" },
	{ "reuseinitrd", '\0', no_argument, apply_reused_initrd, WANTS_LOAD, 0,
	  "the initrd that this system came up with" },
	{ "keep-initrd-packed", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_KEEP_INITRD,
	  "kexec_load(2): do not unpack initial ramdisks" },
	{ "command-line", '\0', required_argument, apply_line, NEEDS_LOAD, FLAG_WHOLE_LINE,
	  "kernel command line; the last one counts" },
	{ "append", '\0', required_argument, apply_line, NEEDS_LOAD, 0,
	  "the same; a boot entry's stays before it" },
	{ "reuse-cmdline", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_REUSE_CMDLINE,
	  "begin with the running kernel's command line" },
	{ "no-crypto-tests", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_NO_CRYPTO_TESTS,
	  "append cryptomgr.notests: KERNEL starts sooner,\n"
	  HELP_INDENT "and does not test its cryptographic code" },

	{ "with-fallback", '\0', required_argument, apply_fallback, NEEDS_LOAD, 0,
	  "reboot if the next system does not report within\n"
	  HELP_INDENT "X seconds" },
	{ "fallback-entry", '\0', required_argument, apply_word, NEEDS_LOAD, offsetof(struct options, fallback_entry),
	  "and have the boot loader start its entry X then" },
	{ "timeline", '\0', no_argument, apply_timeline, NEEDS_LOAD, 0,
	  "leave times in memory for --report in the next\n"
	  HELP_INDENT "system" },

	{ "profile", '\0', required_argument, apply_word, NEEDS_LOAD, offsetof(struct options, profile),
	  "UKI: the profile, by number or ID (default 0)" },
	{ "type", 't', required_argument, apply_word, WANTS_LOAD, offsetof(struct options, type),
	  "KERNEL's format, such as bzImage64 or elf-x86_64" },
	{ "args-linux", '\0', no_argument, apply_arguments, NEEDS_LOAD, KEXEC_ARGUMENTS_LINUX,
	  "ELF file: pass what Linux gets, whatever it is" },
	{ "args-elf", '\0', no_argument, apply_arguments, NEEDS_LOAD, KEXEC_ARGUMENTS_ELF,
	  "ELF file: pass ELF boot notes" },
	{ "args-none", '\0', no_argument, apply_arguments, NEEDS_LOAD, KEXEC_ARGUMENTS_NONE,
	  "ELF file: pass nothing" },
	{ "entry-32bit", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_ENTRY_32BIT,
	  "enter KERNEL in 32-bit mode" },
	{ "no-checks", 'i', no_argument, apply_flag, WANTS_LOAD, FLAG_NO_CHECKS,
	  "load KERNEL although its checksum is wrong" },
	{ "mem-min", '\0', required_argument, apply_mem_min, WANTS_LOAD, 0,
	  "kexec_load(2): lowest address to use" },
	{ "mem-max", '\0', required_argument, apply_mem_max, WANTS_LOAD, 0,
	  "kexec_load(2): highest address to use" },
	{ "noefi", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_NO_EFI,
	  "kexec_load(2): tell KERNEL nothing of EFI" },
	{ "dtb", '\0', required_argument, apply_word, NEEDS_LOAD, offsetof(struct options, dtb),
	  "kexec_load(2): pass KERNEL this device tree" },
	{ "force-dtb", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_FORCE_DTB,
	  "pass KERNEL this system's device tree" },
	{ "real-mode", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_REAL_MODE,
	  "kexec_load(2): enter a bzImage in real mode" },
	{ "no-cma", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_NO_CMA,
	  "kexec_file_load(2): keep out of CMA memory" },
	{ "keep-packed", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_KEEP_PACKED,
	  "kexec_load(2): let KERNEL unpack itself" },
	{ "entry", '\0', required_argument, apply_entry, HAS_OWN, 0,
	  "where to return to; default: /proc/cmdline says" },
	{ "if-damaged", '\0', required_argument, apply_on_damage, WANTS_LOAD, 0,
	  "crash kernel, kexec_load(2): reboot, halt or start" },
	{ "hotplug", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_HOTPLUG,
	  "crash kernel: keep its list of CPUs and memory" },
	{ "elf32-core-headers", '\0', no_argument, apply_flag, WANTS_LOAD, FLAG_ELF32,
	  "crash kernel, kexec_load(2): 32-bit headers" },
	{ "elf64-core-headers", '\0', no_argument, apply_elf64, WANTS_LOAD, 0,
	  "the same with 64-bit headers (default)" },
	{ "pass-memmap-cmdline", '\0', no_argument, apply_flag, NEEDS_LOAD, FLAG_MEMMAP,
	  "the same: memory map in memmap= words as well" },
	{ "print-ckr-size", '\0', no_argument, apply_flag, HAS_OWN, FLAG_CRASH_SIZE,
	  "print the bytes that are set aside for it" },
	{ "console-serial", '\0', no_argument, apply_console, WANTS_LOAD, KEXEC_CONSOLE_SERIAL,
	  "kexec_load(2): the purgatory prints on a port" },
	{ "console-vga", '\0', no_argument, apply_console, WANTS_LOAD, KEXEC_CONSOLE_VGA,
	  "the same on a VGA text screen" },
	{ "serial", '\0', required_argument, apply_serial, WANTS_LOAD, 0,
	  "which port: ttyS0, ttyS1 or its address, 0x3f8" },
	{ "serial-baud", '\0', required_argument, apply_baud, WANTS_LOAD, 0,
	  "its rate, from 9600 to 115200" },
	{ "reset-vga", '\0', no_argument, apply_console, WANTS_LOAD, KEXEC_CONSOLE_RESET_VGA,
	  "kexec_load(2): first set a VGA to text mode" },
	{ "no-ifdown", 'x', no_argument, apply_flag, HAS_OWN, FLAG_NO_IFDOWN,
	  "leave network interfaces up before the start" },
	{ "no-sync", 'y', no_argument, apply_flag, HAS_OWN, FLAG_NO_SYNC,
	  "don't sync file systems before the start" },
	{ "quiet", 'q', no_argument, apply_flag, HAS_OWN, FLAG_QUIET,
	  "leave out warnings; errors are still there" },
	{ "debug", 'd', no_argument, apply_flag, HAS_OWN, FLAG_DEBUG,
	  "say what is read and decided" },
	{ "help", 'h', no_argument, apply_flag, HAS_OWN, FLAG_HELP,
	  "print this" },
	{ "version", 'v', no_argument, apply_flag, HAS_OWN, FLAG_VERSION,
	  "print the version" },

	/* Always so: the screen's mode is passed on. */
	{ "reuse-video-type", '\0', no_argument, apply_flag, NEEDS_LOAD, 0, NULL },

	{ "module", '\0', required_argument, apply_module, NEEDS_LOAD, 0,
	  "file for a Multiboot kernel, and its string" },

	{ "load-live-update", '\0', no_argument, apply_never, HAS_OWN, 0, NULL },
	{ "exec-live-update", '\0', no_argument, apply_never, HAS_OWN, 1, NULL },
};
/* clang-format on */

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))
static_assert(ROW_COUNT <= GIVEN_MAX, "room for each once");

const struct row *const option_rows = rows;
const size_t option_row_count = ROW_COUNT;
